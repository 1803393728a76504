//! Flags on what was said: who flags what, which leaves this module as counts only, and
//! how the flags on each part stand.

use domain::body::Body;
use domain::case::Rule;
use domain::id::{BodyId, HouseholdId, PersonId, PlaceId};
use domain::instant::Instant;
use domain::person::Actor;
use domain::place::Place;
use domain::text::Sentence;
use domain::thread::flag::{Before, Flags, elsewhere, is_about, may_flag, still_judges};
use domain::thread::{Refused, ThreadNotice};
use sqlx::FromRow;
use sqlx::types::Uuid;

use super::moderate::Scene;
use super::moderated::Did;
use super::removals::Part;
use super::{NewFlag, ThreadError};
use crate::engine::connection::on;
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::rulebook::Rulebook;
use crate::statements::sql;
use crate::{Conn, Writer};

sql! {
    FIND_FLAGGED = "SELECT waits, judge, about, households, hidden_at, kept_at FROM flagged
        WHERE thread = $1 AND kind = $2 AND number = $3";
    FIND_FLAG = "SELECT rule, words, about FROM flags
        WHERE thread = $1 AND kind = $2 AND number = $3 AND person = $4";
    COUNT_FLAGS_LATELY = "SELECT COUNT(*) FROM flags WHERE person = $1 AND thread = $2 AND at > $3";
    INSERT_FLAG = "INSERT INTO flags (thread, kind, number, person, household, rule, words, about, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    DELETE_FLAG = "DELETE FROM flags WHERE thread = $1 AND kind = $2 AND number = $3 AND person = $4";
    // What was flagged before somebody let it stand waits for nobody any more.
    COUNT_FLAGS = "SELECT COUNT(DISTINCT household) AS households,
            COUNT(CASE WHEN at > $4 THEN 1 END) AS waiting,
            COUNT(CASE WHEN at > $4 AND about THEN 1 END) AS about
        FROM flags
        WHERE thread = $1 AND kind = $2 AND number = $3";
    KEEP_FLAGGED = "INSERT INTO flagged (thread, kind, number, waits, waits_since, judge, about, households, hidden_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (thread, kind, number) DO UPDATE SET
            waits_since = CASE WHEN flagged.waits THEN flagged.waits_since ELSE excluded.waits_since END,
            waits = excluded.waits, judge = excluded.judge, about = excluded.about,
            households = excluded.households, hidden_at = excluded.hidden_at";
    END_WAITING = "UPDATE flagged SET waits = FALSE WHERE thread = $1 AND kind = $2 AND number = $3";
}

/// How the flags on one part stand, with who looks at them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flagged {
    /// The counts.
    pub flags: Flags,
    /// Whether somebody has to look at it.
    pub waits: bool,
    /// The body that does; none where the steward does.
    pub judge: Option<BodyId>,
    /// Whether it is about the body that leads through the thread, as somebody said.
    pub about: bool,
    kept_at: Option<i64>,
}

/// What one person said when they flagged something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnFlag {
    /// The rule.
    pub rule: Rule,
    /// More, in their words.
    pub words: Option<String>,
    /// Whether it is about the body.
    pub about: bool,
}

impl Flagged {
    /// The same, as let stand where `kept` says so.
    pub(super) const fn kept_if(mut self, kept: bool) -> Self {
        self.flags.kept = self.flags.kept || kept;
        self
    }

    /// Until when it is hidden, while it is.
    pub fn hidden_until(&self, now: Instant) -> Option<Instant> {
        self.flags.hidden_until(now)
    }
}

/// The columns of a flagged part where there may be none.
#[derive(Clone, Copy, FromRow)]
pub(super) struct FlaggedRow {
    waits: Option<bool>,
    judge: Option<Uuid>,
    about: Option<bool>,
    households: Option<i64>,
    hidden_at: Option<i64>,
    kept_at: Option<i64>,
}

impl FlaggedRow {
    pub(super) fn flagged(self) -> Option<Flagged> {
        Some(Flagged {
            flags: Flags {
                households: self.households?,
                hidden_at: self.hidden_at.map(Instant::from_micros),
                kept: self.kept_at.is_some(),
            },
            waits: self.waits?,
            judge: self.judge.map(BodyId::new),
            about: self.about?,
            kept_at: self.kept_at,
        })
    }
}

#[derive(Clone, Copy, FromRow)]
struct CountRow {
    households: i64,
    waiting: i64,
    about: i64,
}

#[derive(FromRow)]
struct FlagRow {
    rule: String,
    words: Option<String>,
    about: bool,
}

impl Conn<'_> {
    /// How the flags on a part stand; `None` where nobody ever flagged it.
    pub async fn find_flagged(
        &mut self,
        (thread, said, number): Part,
    ) -> Result<Option<Flagged>, StoreError> {
        let row: Option<FlaggedRow> = on!(self, |conn| sqlx::query_as(FIND_FLAGGED)
            .bind(thread.uuid())
            .bind(said.code())
            .bind(number)
            .fetch_optional(conn)
            .await)
        .during("find flagged")?;
        Ok(row.and_then(FlaggedRow::flagged))
    }

    /// The flag of one person on a part, for that person.
    pub async fn find_flag(
        &mut self,
        (thread, said, number): Part,
        person: PersonId,
    ) -> Result<Option<OwnFlag>, StoreError> {
        let row: Option<FlagRow> = on!(self, |conn| sqlx::query_as(FIND_FLAG)
            .bind(thread.uuid())
            .bind(said.code())
            .bind(number)
            .bind(person.uuid())
            .fetch_optional(conn)
            .await)
        .during("find flag")?;
        Ok(row.and_then(|row| {
            Some(OwnFlag {
                rule: Rule::from_code(&row.rule)?,
                words: row.words,
                about: row.about,
            })
        }))
    }

    /// Who looks at flags about `body`, or its members, in a place of this path: the
    /// place, then what it lies in.
    pub(super) async fn judge_elsewhere(
        &mut self,
        book: &Rulebook,
        body: &Body,
        path: &[PlaceId],
    ) -> Result<Option<BodyId>, StoreError> {
        let home = path.iter().find(|place| body.places.contains(place));
        let Some(home) = home else { return Ok(None) };
        match self.find_place(*home).await? {
            Some(home) => self.judge_beside(book, body, &home).await,
            None => Ok(None),
        }
    }

    /// The same where the place of the body is known: one statement.
    pub async fn judge_beside(
        &mut self,
        book: &Rulebook,
        body: &Body,
        home: &Place,
    ) -> Result<Option<BodyId>, StoreError> {
        let Some(parent) = home.parent else {
            return Ok(None);
        };
        let siblings = self.list_child_places(parent).await?;
        let siblings: Vec<(String, PlaceId)> = siblings
            .into_iter()
            .map(|place| (place.slug, place.id))
            .collect();
        Ok(elsewhere(body.id, &home.slug, &siblings, book.bodies()))
    }

    async fn count_flags_lately(
        &mut self,
        person: PersonId,
        scene: &Scene,
        since: Instant,
    ) -> Result<i64, StoreError> {
        on!(self, |conn| sqlx::query_scalar(COUNT_FLAGS_LATELY)
            .bind(person.uuid())
            .bind(scene.thread.id.uuid())
            .bind(since.micros())
            .fetch_one(conn)
            .await)
        .during("count flags lately")
    }
}

impl Writer {
    /// Somebody flags a part. The household that makes it enough hides it, once.
    pub(super) async fn flag(
        &mut self,
        scene: &Scene,
        new: &NewFlag,
        actor: &Actor,
        book: &Rulebook,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), ThreadError> {
        let part = scene.part();
        let person = actor.person().map(|person| person.id);
        let (mut flagged, mut lately) = (false, 0);
        if let Some(person) = person {
            let mut conn = self.conn();
            flagged = conn.find_flag(part, person).await?.is_some();
            lately = conn
                .count_flags_lately(person, scene, now.plus_days(-1))
                .await?;
        }
        let before = Before {
            author: scene.author,
            removed: scene.standing().is_some_and(|standing| !standing.is_anew()),
            flagged,
            lately,
        };
        may_flag(&scene.thread, actor, before)?;
        let person = person.ok_or(ThreadError::NotFound)?;
        let place = scene.thread.place;
        let homes = self.conn().households_of(place, &[person], now).await?;
        let home = homes.of.get(&person).filter(|(_, inside)| *inside);
        let home = home.map(|(household, _)| *household);
        // Later than what was let stand, whatever the clocks of two servers say.
        let kept_at = scene.flagged.and_then(|flagged| flagged.kept_at);
        let answered = scene.removal.as_ref().and_then(|one| one.answered_at);
        let at = kept_at
            .max(answered.map(Instant::micros))
            .map_or(now, |kept| {
                now.max(Instant::from_micros(kept.saturating_add(1)))
            });
        self.insert_flag(part, person, home, new, at).await?;
        self.count_again(scene, book, ids, now).await
    }

    /// Somebody takes their flag back.
    pub(super) async fn take_flag_back(
        &mut self,
        scene: &Scene,
        person: PersonId,
        book: &Rulebook,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), ThreadError> {
        let (thread, said, number) = scene.part();
        let gone = on!(self, |conn| sqlx::query(DELETE_FLAG)
            .bind(thread.uuid())
            .bind(said.code())
            .bind(number)
            .bind(person.uuid())
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("delete flag")?;
        if gone == 0 {
            return Err(Refused::NotFlagged.into());
        }
        self.count_again(scene, book, ids, now).await
    }

    /// Nobody has to look at it any more: it was removed.
    pub(super) async fn end_waiting(
        &mut self,
        (thread, said, number): Part,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(END_WAITING)
            .bind(thread.uuid())
            .bind(said.code())
            .bind(number)
            .execute(conn)
            .await
            .map(drop))
        .during("end waiting")
    }

    async fn insert_flag(
        &mut self,
        (thread, said, number): Part,
        person: PersonId,
        home: Option<HouseholdId>,
        new: &NewFlag,
        now: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(INSERT_FLAG)
            .bind(thread.uuid())
            .bind(said.code())
            .bind(number)
            .bind(person.uuid())
            .bind(home.map(HouseholdId::uuid))
            .bind(new.rule.code())
            .bind(new.words.as_ref().map(Sentence::as_str))
            .bind(new.about)
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("insert flag")
    }

    /// Counts the flags on a part again, and tells whom it concerns. The thread is
    /// locked, so that of two flags at once exactly one is the third.
    async fn count_again(
        &mut self,
        scene: &Scene,
        book: &Rulebook,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), ThreadError> {
        let (thread, said, number) = scene.part();
        let before = scene.flagged;
        // What was flagged before an appeal was answered is settled as well.
        let kept_at = before.and_then(|before| before.kept_at);
        let answered = scene.removal.as_ref().and_then(|one| one.answered_at);
        let settled_at = kept_at.max(answered.map(Instant::micros));
        let count: CountRow = on!(self, |conn| sqlx::query_as(COUNT_FLAGS)
            .bind(thread.uuid())
            .bind(said.code())
            .bind(number)
            .bind(settled_at.unwrap_or_default())
            .fetch_one(conn)
            .await)
        .during("count flags")?;
        let flags = before.map(|before| before.flags).unwrap_or_default();
        let decided = flags.kept || scene.removal.is_some();
        let settled = Flags {
            kept: decided,
            ..flags
        };
        let flags = settled.counted(count.households, now);
        let about = before.is_some_and(|before| before.about);
        let about = is_about(about, count.about, count.waiting, decided);
        let judge = self.who_goes_on(scene, about, book).await?;
        on!(self, |conn| sqlx::query(KEEP_FLAGGED)
            .bind(thread.uuid())
            .bind(said.code())
            .bind(number)
            .bind(count.waiting > 0)
            .bind(now.micros())
            .bind(judge.map(BodyId::uuid))
            .bind(about)
            .bind(flags.households)
            .bind(flags.hidden_at.map(Instant::micros))
            .execute(conn)
            .await
            .map(drop))
        .during("keep flagged")?;
        if count.waiting > 0 {
            self.tell_of_flags(scene, flags, judge, settled_at, ids, now)
                .await?;
        }
        Ok(())
    }

    /// Tells its author once that it is hidden, and who looks at it that it waits, once
    /// since it was settled: more flags are no more news.
    async fn tell_of_flags(
        &mut self,
        scene: &Scene,
        flags: Flags,
        judge: Option<BodyId>,
        settled_at: Option<i64>,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        let before = scene.flagged.map(|flagged| flagged.flags);
        let was_hidden = before.is_some_and(|before| before.hidden_at.is_some());
        let notice = if flags.hidden_at.is_some() && !was_hidden {
            self.note_moderated(scene.thread.id, Did::Hidden, now)
                .await?;
            let author = scene.author.as_slice();
            self.tell_said(scene, ThreadNotice::SaidHidden, "", author, ids, now)
                .await?;
            ThreadNotice::FlagsWait
        } else {
            ThreadNotice::Flagged
        };
        let judge_named = judge.map_or_else(|| "steward".to_owned(), |body| body.to_string());
        let round = match settled_at {
            Some(at) => format!("{judge_named}:{at}"),
            None => judge_named,
        };
        let people = self.judges(judge, scene).await?;
        self.tell_said(scene, notice, &round, &people, ids, now)
            .await
    }

    /// Who looks at it after one more flag: what is about the body stays with those to
    /// whom it went, as long as they are there.
    async fn who_goes_on(
        &mut self,
        scene: &Scene,
        about: bool,
        book: &Rulebook,
    ) -> Result<Option<BodyId>, StoreError> {
        let before = scene.flagged.filter(|before| about && before.about);
        match before.map(|before| before.judge) {
            Some(judge) if still_judges(judge, scene.thread.body, book.bodies()) => Ok(judge),
            _ => self.who_judges(scene, about, book).await,
        }
    }

    /// Who looks at it: others, where somebody says that it is about the body.
    pub(super) async fn who_judges(
        &mut self,
        scene: &Scene,
        about: bool,
        book: &Rulebook,
    ) -> Result<Option<BodyId>, StoreError> {
        let thread = &scene.thread;
        match book.body(thread.body).filter(|_| about) {
            Some(body) => {
                let path = &thread.place_path;
                self.conn().judge_elsewhere(book, body, path).await
            }
            None => Ok(Some(thread.body)),
        }
    }

    /// Everybody who may decide about a part: never who said it, nor, where it is about
    /// the body that leads through the thread, anybody with a seat in it.
    pub(super) async fn judges(
        &mut self,
        judge: Option<BodyId>,
        scene: &Scene,
    ) -> Result<Vec<PersonId>, StoreError> {
        let mut conn = self.conn();
        let mut people = if let Some(body) = judge {
            conn.seats_of_body(body).await?
        } else {
            let stewards = conn.list_stewards().await?;
            stewards.into_iter().map(|one| one.person).collect()
        };
        people.retain(|person| Some(*person) != scene.author);
        if judge != Some(scene.thread.body) {
            let concerned = conn.seats_of_body(scene.thread.body).await?;
            people.retain(|person| !concerned.contains(person));
        }
        Ok(people)
    }
}
