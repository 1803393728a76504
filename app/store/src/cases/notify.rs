//! Telling people: the notices of a command go into the outbox in the
//! transaction of the command, three statements however many people there are.
//!
//! In the app a notice stands at once. What asks an act of somebody, or cannot
//! wait, goes out by e-mail too, or by text message to who has no e-mail
//! address; text messages wait for the morning, and so does what a body owes.
//! Only a body that keeps a 24 h duty is told at night, of dangers and of water,
//! power and lifts, whose dates run on there: volunteers are not woken.
//!
//! A notice quotes nothing that was removed, also when it was removed later.

use std::collections::BTreeMap;

use domain::case::{Case, Decided, Event, Part, Recorded};
use domain::id::{BodyId, CaseId, PersonId};
use domain::instant::Instant;
use domain::notice::{Notice, NoticeKind, To, notices};
use serde::Serialize;
use sqlx::types::{Json, Uuid};

use crate::Writer;
use crate::engine::connection::on;
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::row::hex;
use crate::rulebook::Rulebook;
use crate::statements::sql;

mod rows;

use rows::rows_for;
pub(crate) use rows::{NoticeRow, RecipientRow, What};

sql! {
    // The zone of a person is that of the body nearest to their home. Whoever is helped hears of it
    // through their helper.
    RECIPIENTS_SQLITE = "SELECT p.id, p.language,
            (SELECT h.address FROM handles h WHERE h.person = COALESCE(g.helper, p.id) AND h.kind = 'email' AND h.confirmed_at IS NOT NULL) AS email,
            (SELECT h.address FROM handles h WHERE h.person = COALESCE(g.helper, p.id) AND h.kind = 'phone' AND h.confirmed_at IS NOT NULL) AS phone,
            COALESCE((SELECT b.calendar->>'zone'
                FROM place_paths x
                JOIN body_places s ON s.place = x.ancestor
                JOIN bodies b ON b.id = s.body
                WHERE x.descendant = p.home
                ORDER BY x.depth, b.rank
                LIMIT 1), (SELECT calendar->>'zone' FROM bodies ORDER BY rank LIMIT 1)) AS zone
        FROM people p
        LEFT JOIN helped g ON g.person = p.id AND g.until IS NULL
        WHERE p.id IN (SELECT unhex(value) FROM json_each($1))";
    RECIPIENTS_POSTGRES = "SELECT p.id, p.language,
            (SELECT h.address FROM handles h WHERE h.person = COALESCE(g.helper, p.id) AND h.kind = 'email' AND h.confirmed_at IS NOT NULL) AS email,
            (SELECT h.address FROM handles h WHERE h.person = COALESCE(g.helper, p.id) AND h.kind = 'phone' AND h.confirmed_at IS NOT NULL) AS phone,
            COALESCE((SELECT b.calendar->>'zone'
                FROM place_paths x
                JOIN body_places s ON s.place = x.ancestor
                JOIN bodies b ON b.id = s.body
                WHERE x.descendant = p.home
                ORDER BY x.depth, b.rank
                LIMIT 1), (SELECT calendar->>'zone' FROM bodies ORDER BY rank LIMIT 1)) AS zone
        FROM people p
        LEFT JOIN helped g ON g.person = p.id AND g.until IS NULL
        WHERE p.id IN (SELECT CAST(value AS UUID) FROM jsonb_array_elements_text($1))";
    // Whoever has a seat in the body, too, is still told what it owes.
    FORGET_WAITING_SQLITE = "DELETE FROM notices
        WHERE case_id = $1 AND person = $2 AND state = 'waiting' AND COALESCE(json_extract(args, '$.office'), 0) = 0";
    FORGET_WAITING_POSTGRES = "DELETE FROM notices
        WHERE case_id = $1 AND person = $2 AND state = 'waiting' AND NOT COALESCE(CAST(args->>'office' AS BOOLEAN), FALSE)";
    READ_BY_WHO_LEFT_SQLITE = "UPDATE notices SET read_at = $3
        WHERE case_id = $1 AND person = $2 AND read_at IS NULL AND COALESCE(json_extract(args, '$.office'), 0) = 0";
    READ_BY_WHO_LEFT_POSTGRES = "UPDATE notices SET read_at = $3
        WHERE case_id = $1 AND person = $2 AND read_at IS NULL AND NOT COALESCE(CAST(args->>'office' AS BOOLEAN), FALSE)";
    OVERSEERS = "SELECT id FROM people WHERE overseer";
    HIDE_HEADLINE_SQLITE = "UPDATE notices SET args = json_set(args, '$.headline', '') WHERE case_id = $1";
    HIDE_HEADLINE_POSTGRES = "UPDATE notices SET args = jsonb_set(args, '{headline}', to_jsonb(CAST('' AS TEXT))) WHERE case_id = $1";
    HIDE_WORDS_SQLITE = "UPDATE notices SET args = json_remove(args, '$.words') WHERE case_id = $1 AND cause LIKE $2";
    HIDE_WORDS_POSTGRES = "UPDATE notices SET args = args - 'words' WHERE case_id = $1 AND cause LIKE $2";
    INSERT_NOTICES_SQLITE = "INSERT INTO notices (id, cause, channel, recipient, person, address, language, kind, args, secret,
            asks, case_id, state, attempts, created_at, next_try_at, delivered_at)
        SELECT unhex(value->>'id'), value->>'cause', value->>'channel', value->>'person', unhex(value->>'person'), value->>'address',
            value->>'language', value->>'kind', $2, 0, value->>'asks', $3, value->>'state', 0, $4, value->>'next_try_at', value->>'delivered_at'
        FROM json_each($1)
        WHERE TRUE
        ON CONFLICT (cause, channel, recipient) DO NOTHING";
    INSERT_NOTICES_POSTGRES = "INSERT INTO notices (id, cause, channel, recipient, person, address, language, kind, args, secret,
            asks, case_id, state, attempts, created_at, next_try_at, delivered_at)
        SELECT CAST(value->>'id' AS UUID), value->>'cause', value->>'channel', value->>'person', CAST(value->>'person' AS UUID),
            value->>'address', value->>'language', value->>'kind', $2, FALSE, CAST(value->>'asks' AS BOOLEAN), $3, value->>'state', 0, $4,
            CAST(value->>'next_try_at' AS BIGINT), CAST(value->>'delivered_at' AS BIGINT)
        FROM jsonb_array_elements($1) AS rows (value)
        ON CONFLICT (cause, channel, recipient) DO NOTHING";
}

/// What the text of a notice about a case needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct CaseArgs {
    /// The reference of the case.
    pub reference: String,
    /// The beginning of what its author wrote; empty once it was removed.
    pub headline: String,
    /// Whether only the body in charge reads it.
    #[serde(default)]
    pub private: bool,
    /// Who has it now.
    pub holder: Uuid,
    /// What was said, by the event that caused the notice.
    #[serde(default)]
    pub words: Option<String>,
    /// What the next step is, by the code of a `StepCode`; unknown in notices of before.
    #[serde(default)]
    pub step: Option<String>,
    /// By when somebody owes the next step.
    pub due: Option<Instant>,
    /// The number of the event whose question one tap answers, if it asks one.
    #[serde(default)]
    pub question: Option<i64>,
    /// Whether it is for members of a body; unknown in notices of before.
    #[serde(default)]
    pub office: Option<bool>,
}

impl Writer {
    /// Puts the notices of a decision into the outbox.
    ///
    pub(crate) async fn notify(
        &mut self,
        decided: &Decided,
        book: &Rulebook,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        let case = &decided.case;
        self.leave_alone(decided, now).await?;
        let by_person = self.who_is_told(decided).await?;
        if by_person.is_empty() {
            return Ok(());
        }
        let recipients = self.recipients(by_person.keys().copied()).await?;
        let mut by_cause: BTreeMap<Batch, Vec<NoticeRow>> = BTreeMap::new();
        for recipient in &recipients {
            let Some(notice) = by_person.get(&PersonId::new(recipient.id)) else {
                continue;
            };
            let rows = by_cause.entry(Batch::of(notice)).or_default();
            rows.extend(rows_for(notice, case, book, recipient, ids, now));
        }
        for (batch, rows) in by_cause {
            let event = decided
                .recorded
                .iter()
                .find(|one| one.number == batch.cause);
            self.insert_notices(case, event, batch, &rows, now).await?;
        }
        Ok(())
    }

    /// What still waits to go out about a case does not reach who has left it, nor does
    /// what they have not read yet stand in the week's letter.
    async fn leave_alone(&mut self, decided: &Decided, now: Instant) -> Result<(), StoreError> {
        let left = decided.recorded.iter();
        let left = left.filter(|one| matches!(one.event, Event::Left | Event::Withdrawn));
        for person in left.filter_map(|one| one.by.person()) {
            on!(
                self,
                FORGET_WAITING_SQLITE | FORGET_WAITING_POSTGRES,
                |conn, sql| sqlx::query(sql)
                    .bind(decided.case.id.uuid())
                    .bind(person.uuid())
                    .execute(conn)
                    .await
                    .map(drop)
            )
            .during("forget what waits for who left")?;
            on!(
                self,
                READ_BY_WHO_LEFT_SQLITE | READ_BY_WHO_LEFT_POSTGRES,
                |conn, sql| sqlx::query(sql)
                    .bind(decided.case.id.uuid())
                    .bind(person.uuid())
                    .bind(now.micros())
                    .execute(conn)
                    .await
                    .map(drop)
            )
            .during("close what who left has not read")?;
        }
        Ok(())
    }

    /// Everybody who is told, and what. Who sits in a body that the case is
    /// about, or that a resident says pressed them, is not told through another.
    async fn who_is_told(
        &mut self,
        decided: &Decided,
    ) -> Result<BTreeMap<PersonId, Notice>, StoreError> {
        let case = &decided.case;
        let concerned = self.seats_of(case.concern.concerned()).await?;
        let mut told = BTreeMap::new();
        for notice in notices(case, &decided.recorded) {
            let (people, shut_out) = match notice.to {
                To::Person(person) => (vec![person], Vec::new()),
                To::MembersOf(body) => {
                    let pressed = notice.kind == NoticeKind::Pressed;
                    let bodies: &[BodyId] = if pressed { &case.pressed_by } else { &[] };
                    let people = self.conn().seats_of_body(body).await?;
                    (people, self.seats_of(bodies).await?)
                }
                To::Overseers => (
                    self.overseers().await?,
                    self.seats_of(&case.pressed_by).await?,
                ),
            };
            let others = !matches!(notice.to, To::Person(_));
            for person in people {
                let barred = shut_out.contains(&person) || (others && concerned.contains(&person));
                if !barred {
                    told.entry(person).or_insert_with(|| notice.clone());
                }
            }
        }
        Ok(told)
    }

    async fn seats_of(&mut self, bodies: &[BodyId]) -> Result<Vec<PersonId>, StoreError> {
        let mut people = Vec::new();
        for body in bodies {
            people.extend(self.conn().seats_of_body(*body).await?);
        }
        Ok(people)
    }

    async fn overseers(&mut self) -> Result<Vec<PersonId>, StoreError> {
        let people: Vec<Uuid> = on!(self, |conn| sqlx::query_scalar(OVERSEERS)
            .fetch_all(conn)
            .await)
        .during("find overseers")?;
        Ok(people.into_iter().map(PersonId::new).collect())
    }

    /// Takes a text that was removed out of the notices that quote it.
    pub(crate) async fn hide_in_notices(
        &mut self,
        case: &Case,
        part: Part,
    ) -> Result<(), StoreError> {
        match part {
            Part::Photo { .. } => Ok(()),
            Part::Concern => on!(
                self,
                HIDE_HEADLINE_SQLITE | HIDE_HEADLINE_POSTGRES,
                |conn, sql| sqlx::query(sql)
                    .bind(case.id.uuid())
                    .execute(conn)
                    .await
                    .map(drop)
            )
            .during("hide the headline in notices"),
            Part::Event { number } => on!(
                self,
                HIDE_WORDS_SQLITE | HIDE_WORDS_POSTGRES,
                |conn, sql| sqlx::query(sql)
                    .bind(case.id.uuid())
                    .bind(format!("{}:{number}:%", case.id))
                    .execute(conn)
                    .await
                    .map(drop)
            )
            .during("hide words in notices"),
        }
    }

    pub(crate) async fn recipients(
        &mut self,
        people: impl Iterator<Item = PersonId>,
    ) -> Result<Vec<RecipientRow>, StoreError> {
        let people = Json(people.map(|person| hex(person.uuid())).collect::<Vec<_>>());
        on!(
            self,
            RECIPIENTS_SQLITE | RECIPIENTS_POSTGRES,
            |conn, sql| sqlx::query_as(sql).bind(&people).fetch_all(conn).await
        )
        .during("find recipients")
    }

    async fn insert_notices(
        &mut self,
        case: &Case,
        event: Option<&Recorded>,
        batch: Batch,
        rows: &[NoticeRow],
        now: Instant,
    ) -> Result<(), StoreError> {
        let args = CaseArgs {
            reference: case.reference.to_string(),
            headline: if case.is_removed(Part::Concern) {
                String::new()
            } else {
                case.concern.words.headline(HEADLINE_CHARACTERS)
            },
            private: !case.concern.visibility.is_public(),
            holder: case.holding.holder.uuid(),
            words: event.and_then(|one| said(&one.event)).map(str::to_owned),
            step: case.next_step().map(|step| step.what.code().to_owned()),
            due: case.next_step().map(|step| step.by),
            question: batch.question,
            office: Some(batch.office),
        };
        self.insert_notice_rows(rows, &args, Some(case.id), now)
            .await
    }

    /// Tells these people of something that is no case.
    pub(crate) async fn tell_people<A: Serialize + Sync>(
        &mut self,
        people: &[PersonId],
        what: What<'_>,
        args: &A,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        if people.is_empty() {
            return Ok(());
        }
        let recipients = self.recipients(people.iter().copied()).await?;
        let rows: Vec<NoticeRow> = recipients
            .iter()
            .flat_map(|recipient| NoticeRow::of(recipient, what, ids, now))
            .collect();
        self.insert_notice_rows(&rows, args, None, now).await
    }

    /// Puts rows into the outbox, about a case or about none.
    pub(crate) async fn insert_notice_rows<A: Serialize + Sync>(
        &mut self,
        rows: &[NoticeRow],
        args: &A,
        case: Option<CaseId>,
        now: Instant,
    ) -> Result<(), StoreError> {
        on!(
            self,
            INSERT_NOTICES_SQLITE | INSERT_NOTICES_POSTGRES,
            |conn, sql| {
                sqlx::query(sql)
                    .bind(Json(rows))
                    .bind(Json(args))
                    .bind(case.map(CaseId::uuid))
                    .bind(now.micros())
                    .execute(conn)
                    .await
                    .map(drop)
            }
        )
        .during("insert notices")
    }
}

/// Notices with the same words.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Batch {
    cause: i64,
    question: Option<i64>,
    office: bool,
}

impl Batch {
    const fn of(notice: &Notice) -> Self {
        Self {
            cause: notice.cause,
            question: notice.question,
            office: !matches!(notice.to, To::Person(_)),
        }
    }
}

/// How much of a concern a message quotes.
const HEADLINE_CHARACTERS: usize = 60;

/// What somebody said in an event, where those who are told may read it.
fn said(event: &Event) -> Option<&str> {
    Some(match event {
        Event::Heard { words }
        | Event::QuestionAsked { words, .. }
        | Event::ReportedDone { words, .. }
        | Event::Declined { words, .. }
        | Event::Removed { words, .. }
        | Event::Restored { words, .. } => words.as_str(),
        Event::RemovalKept(kept) => kept.words.as_str(),
        Event::Planned { plan } => plan.step.as_str(),
        Event::PlanMoved { reason, .. } | Event::Corrected { reason, .. } => reason.as_str(),
        Event::IdentityOpened { purpose } => purpose.as_str(),
        Event::TableCalled { call, .. } | Event::TableRewritten { call } => call.words.as_str(),
        Event::AppealRuled { words, .. } | Event::RegradeChecked { words, .. } => {
            words.as_ref()?.as_str()
        }
        Event::ThreadOpened { title, .. } => title.as_str(),
        Event::ThreadAgreed { outcome: words, .. } | Event::ThreadClosed { learnt: words, .. } => {
            words.as_str()
        }
        _ => return None,
    })
}
