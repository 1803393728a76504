//! Whether an agreement still holds: who is asked, what they say, how it stands.

use domain::id::{PersonId, ThreadId};
use domain::instant::Instant;
use domain::person::Actor;
use domain::reference::Reference;
use domain::text::Sentence;
use domain::thread::agreement::check_holds;
use domain::thread::{Holds, Phase, Thread, ThreadNotice};
use sqlx::FromRow;
use sqlx::types::Uuid;

use super::ThreadError;
use crate::engine::connection::{on, transaction};
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::statements::sql;
use crate::{Conn, Store, Writer};

/// Who is asked about the agreement of thread `$1`: who said something in it or answered
/// its statements, who is affected by its case, and, where it was put to a decision, who
/// lived there when it was agreed at `$2` and still does. That a decision closed keeps
/// nothing of who was asked or answered; where somebody lives is no vote.
macro_rules! concerned {
    ($author:literal, $person:literal) => {
        concat!(
            "SELECT o.author AS person FROM posts o WHERE o.thread = $1", $author, "
        UNION
        SELECT o.person FROM voters o WHERE o.thread = $1", $person, "
        UNION
        SELECT o.person
        FROM threads t
        JOIN cases c ON c.reference = t.case_reference
        JOIN affected o ON o.case_id = c.id
        WHERE t.id = $1", $person, "
        UNION
        SELECT o.person
        FROM threads t
        JOIN place_paths l ON l.ancestor = t.place
        JOIN households h ON h.place = l.descendant
        JOIN residencies o ON o.household = h.id AND o.ended_at IS NULL AND o.at <= $2
        WHERE t.id = $1 AND EXISTS (SELECT 1 FROM decisions d WHERE d.thread = t.id AND d.stage NOT IN ('drafted', 'dropped'))", $person
        )
    };
}

sql! {
    LIST_CONCERNED = concerned!("", "");
    PUT_HOLDS = "INSERT INTO holds (thread, person, answer, reason, at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (thread, person) DO UPDATE SET answer = excluded.answer, reason = excluded.reason, at = excluded.at";
    // All at once: how it stands, whether somebody is asked, and what they said.
    FIND_STANDING = concat!("SELECT
            (SELECT COUNT(*) FROM holds WHERE thread = $1 AND answer = 'yes') AS yes,
            (SELECT COUNT(*) FROM holds WHERE thread = $1 AND answer = 'no') AS no,
            (SELECT COUNT(*) FROM holds WHERE thread = $1 AND answer = 'changed') AS changed,
            EXISTS (", concerned!(" AND o.author = $3", " AND o.person = $3"), ") AS concerned,
            (SELECT answer FROM holds WHERE thread = $1 AND person = $3) AS own,
            (SELECT reason FROM holds WHERE thread = $1 AND person = $3) AS own_reason");
    LIST_HOLDS_REASONS = "SELECT reason FROM holds WHERE thread = $1 AND reason IS NOT NULL ORDER BY reason LIMIT 200";
}

/// How an agreement stands on its review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoldsStanding {
    /// How many say that it holds, that it does not, that things have changed.
    pub counts: [i64; 3],
    /// Whether the person who looks is asked.
    pub concerned: bool,
    /// What they said.
    pub own: Option<(Holds, Option<String>)>,
}

#[derive(FromRow)]
struct StandingRow {
    yes: i64,
    no: i64,
    changed: i64,
    concerned: bool,
    own: Option<String>,
    own_reason: Option<String>,
}

/// When it was agreed, in microseconds; 0 without an agreement.
const fn agreed_at(thread: &Thread) -> i64 {
    match thread.phase {
        Phase::Agreed { at, .. } => at.micros(),
        Phase::Open { .. } | Phase::Closed { .. } => 0,
    }
}

impl Conn<'_> {
    /// How an agreement stands, as `person` may see it: one statement.
    pub async fn holds_standing(
        &mut self,
        thread: &Thread,
        person: Option<PersonId>,
    ) -> Result<HoldsStanding, StoreError> {
        let row: StandingRow = on!(self, |conn| sqlx::query_as(FIND_STANDING)
            .bind(thread.id.uuid())
            .bind(agreed_at(thread))
            .bind(person.map(PersonId::uuid))
            .fetch_one(conn)
            .await)
        .during("find how an agreement stands")?;
        let own = row.own.as_deref().and_then(Holds::from_code);
        Ok(HoldsStanding {
            counts: [row.yes, row.no, row.changed],
            concerned: row.concerned,
            own: own.map(|own| (own, row.own_reason)),
        })
    }

    /// What was said about it, by the alphabet: the order tells nothing of who or when.
    pub async fn list_holds_reasons(
        &mut self,
        thread: ThreadId,
    ) -> Result<Vec<String>, StoreError> {
        on!(self, |conn| sqlx::query_scalar(LIST_HOLDS_REASONS)
            .bind(thread.uuid())
            .fetch_all(conn)
            .await)
        .during("list what was said about an agreement")
    }
}

impl Store {
    /// Keeps whether an agreement still holds, in place of what the same person said
    /// before.
    ///
    /// # Errors
    /// [`ThreadError::NotFound`] for no such thread, [`ThreadError::Refused`] with the
    /// rule's code, or the database's failure.
    pub async fn say_holds(
        &self,
        reference: Reference,
        (holds, reason): (Holds, Option<&Sentence>),
        actor: &Actor,
        now: Instant,
    ) -> Result<Thread, ThreadError> {
        transaction!(self, throws ThreadError, |tx| {
            let thread = tx.lock_thread(reference).await?.ok_or(ThreadError::NotFound)?;
            let person = actor.person().map(|person| person.id);
            let concerned = tx.conn().holds_standing(&thread, person).await?.concerned;
            check_holds(&thread, (holds, reason), actor, concerned, now)?;
            on!(tx, |conn| sqlx::query(PUT_HOLDS)
                .bind(thread.id.uuid())
                .bind(person.map(PersonId::uuid))
                .bind(holds.code())
                .bind(reason.map(Sentence::as_str))
                .bind(now.micros())
                .execute(conn)
                .await
                .map(drop))
            .during("say whether an agreement holds")?;
            Ok(thread)
        })
    }
}

impl Writer {
    /// Asks everybody concerned, once.
    pub(super) async fn ask_holds(
        &mut self,
        thread: &Thread,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        let people: Vec<Uuid> = on!(self, |conn| sqlx::query_scalar(LIST_CONCERNED)
            .bind(thread.id.uuid())
            .bind(agreed_at(thread))
            .fetch_all(conn)
            .await)
        .during("list who had a part in a thread")?;
        let people: Vec<PersonId> = people.into_iter().map(PersonId::new).collect();
        self.tell_of_thread(thread, ThreadNotice::HoldsAsked, &people, ids, now)
            .await
    }
}
