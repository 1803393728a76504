//! A thread and its challenge: at most one is open at a time, those concerned are told of
//! it, and who leaves the joint table hands it on.
//!
//! Whoever needs both takes the challenge first and the thread second, as with cases.

use domain::challenge::{Challenge, Recorded};
use domain::id::PersonId;
use domain::instant::Instant;
use domain::reference::Reference;
use domain::thread::{Thread, ThreadNotice, follow_table};
use sqlx::types::Uuid;

use super::ThreadSummary;
use super::find::SummaryRow;
use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::statements::sql;
use crate::{Conn, Writer};

sql! {
    // The one that is open first, then the others, the last first.
    LIST_THREADS_ABOUT = "SELECT t.state, p.names AS place
        FROM threads t
        JOIN places p ON p.id = t.place
        WHERE t.challenge_reference = $1
        ORDER BY CASE WHEN t.until IS NULL THEN 1 ELSE 0 END, t.changed_at DESC, t.reference
        LIMIT $2";
    FIND_OPEN_THREAD_ABOUT = "SELECT reference FROM threads WHERE challenge_reference = $1 AND until IS NOT NULL";
    // Who is a member of a body at its table, and who is affected by a public case under it.
    LIST_CONCERNED = "SELECT m.person
        FROM challenge_seats s
        JOIN members m ON m.body = s.body
        WHERE s.challenge = $1 AND m.until IS NULL
        UNION
        SELECT a.person
        FROM challenge_cases g
        JOIN cases c ON c.id = g.case_id
        JOIN affected a ON a.case_id = c.id
        WHERE g.challenge = $1 AND c.visibility <> 'body-only'";
}

impl Conn<'_> {
    /// The threads about a challenge, at most `limit`: the one that is open first, then
    /// those that are over, the last first.
    pub async fn list_threads_about(
        &mut self,
        challenge: Reference,
        limit: i64,
    ) -> Result<Vec<ThreadSummary>, StoreError> {
        let rows: Vec<SummaryRow> = on!(self, |conn| sqlx::query_as(LIST_THREADS_ABOUT)
            .bind(challenge.number())
            .bind(limit)
            .fetch_all(conn)
            .await)
        .during("list threads about a challenge")?;
        Ok(rows.into_iter().map(SummaryRow::summary).collect())
    }

    /// The open thread about a challenge.
    pub(super) async fn find_open_thread_about(
        &mut self,
        challenge: Reference,
    ) -> Result<Option<Reference>, StoreError> {
        let number: Option<i64> = on!(self, |conn| sqlx::query_scalar(FIND_OPEN_THREAD_ABOUT)
            .bind(challenge.number())
            .fetch_optional(conn)
            .await)
        .during("find the open thread about a challenge")?;
        Ok(number.and_then(Reference::from_number))
    }
}

impl Writer {
    /// Tells those concerned that neighbours talk `challenge` over, but not who opened it.
    pub(super) async fn tell_challenge_thread(
        &mut self,
        challenge: &Challenge,
        thread: &Thread,
        opener: Option<PersonId>,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        let people: Vec<Uuid> = on!(self, |conn| sqlx::query_scalar(LIST_CONCERNED)
            .bind(challenge.id.uuid())
            .fetch_all(conn)
            .await)
        .during("list who is concerned by a challenge")?;
        let people = people.into_iter().map(PersonId::new);
        let others: Vec<PersonId> = people.filter(|one| Some(*one) != opener).collect();
        self.tell_of_thread(thread, ThreadNotice::ChallengeThread, &others, ids, now)
            .await
    }

    /// Who left the table of a challenge hands its open thread on; call it with the
    /// challenge locked.
    pub(crate) async fn hand_thread_about(
        &mut self,
        challenge: &Challenge,
        recorded: &[Recorded],
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        let open = self
            .conn()
            .find_open_thread_about(challenge.reference)
            .await?;
        let (Some(open), Some(last)) = (open, recorded.last()) else {
            return Ok(());
        };
        let thread = self.lock_thread(open).await?;
        let handed = thread
            .as_ref()
            .and_then(|thread| Some((thread, follow_table(thread, challenge, last.by, now)?)));
        let Some((thread, handed)) = handed else {
            return Ok(());
        };
        let (after, happened) = (&handed.thread, &handed.recorded);
        if self
            .update_thread(thread, after, happened, ids, now)
            .await?
        {
            return Ok(());
        }
        let what = "its thread changed under a lock";
        Err(StoreError::corrupt(
            "challenges",
            "state",
            challenge.id,
            what,
        ))
    }
}

reads! {
    list_threads_about(challenge: Reference, limit: i64) -> Vec<ThreadSummary>;
}
