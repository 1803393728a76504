//! Reading one challenge with its history and its cases: three statements,
//! however long it is.

use domain::challenge::{Challenge, Event};
use domain::id::ChallengeId;
use domain::place::Place;
use domain::reference::Reference;
use sqlx::types::Json;

use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::history::{Entry, EntryRow};
use crate::lists::{CaseSummary, SummaryRow};
use crate::places::places;
use crate::statements::sql;
use crate::{Conn, Writer};

sql! {
    FIND_CHALLENGE = "SELECT state FROM challenges WHERE reference = $1";
    LOCK_CHALLENGE_SQLITE = "SELECT state FROM challenges WHERE reference = $1";
    LOCK_CHALLENGE_POSTGRES = "SELECT state FROM challenges WHERE reference = $1 FOR UPDATE";
    CHALLENGE_HISTORY = "SELECT e.number, e.at, e.payload, e.by_person, e.by_body, p.name
        FROM challenge_events e
        LEFT JOIN people p ON p.id = e.by_person
        WHERE e.challenge = $1
        ORDER BY e.number";
    COMMON_PLACES = "SELECT p.id, p.parent, p.kind, p.slug, p.code, p.names
        FROM (SELECT t.ancestor, MAX(t.depth) AS depth
            FROM challenge_cases g
            JOIN cases c ON c.id = g.case_id
            JOIN place_paths t ON t.descendant = c.place
            WHERE g.challenge = $1
            GROUP BY t.ancestor
            HAVING COUNT(*) = (SELECT COUNT(*) FROM challenge_cases n WHERE n.challenge = $1)) s
        JOIN places p ON p.id = s.ancestor
        ORDER BY s.depth";
    // Open ones first, each as it is due.
    LIST_CASES_UNDER = "SELECT c.state, COALESCE(c.next_step_by, c.changed_at) AS at, p.names AS place
        FROM challenge_cases g
        JOIN cases c ON c.id = g.case_id
        JOIN places p ON p.id = c.place
        WHERE g.challenge = $1 AND c.visibility <> 'body-only'
        ORDER BY CASE WHEN c.closed_at IS NULL THEN 0 ELSE 1 END, at, c.reference
        LIMIT $2";
}

/// One line of a challenge's history; names are for members only.
pub type ChallengeEntry = Entry<Event>;

impl Conn<'_> {
    /// The challenge with this reference.
    pub async fn find_challenge(
        &mut self,
        reference: Reference,
    ) -> Result<Option<Challenge>, StoreError> {
        let state: Option<Json<Challenge>> = on!(self, |conn| sqlx::query_scalar(FIND_CHALLENGE)
            .bind(reference.number())
            .fetch_optional(conn)
            .await)
        .during("find challenge")?;
        Ok(state.map(|state| state.0))
    }

    /// Everything that happened to a challenge, in order.
    pub async fn challenge_history(
        &mut self,
        challenge: ChallengeId,
    ) -> Result<Vec<ChallengeEntry>, StoreError> {
        let rows: Vec<EntryRow<Event>> = on!(self, |conn| sqlx::query_as(CHALLENGE_HISTORY)
            .bind(challenge.uuid())
            .fetch_all(conn)
            .await)
        .during("challenge history")?;
        let entries = rows.into_iter().map(EntryRow::entry);
        // Whose case it is stays with the case.
        let member = |entry: &Entry<Event>| entry.recorded.by.body().is_some();
        Ok(entries
            .map(|entry| Entry {
                name: entry.name.clone().filter(|_| member(&entry)),
                ..entry
            })
            .collect())
    }

    /// The places that all cases under a challenge lie in, the smallest first, up to the
    /// root; empty where none is under it.
    pub async fn common_places(
        &mut self,
        challenge: ChallengeId,
    ) -> Result<Vec<Place>, StoreError> {
        let rows = on!(self, |conn| sqlx::query_as(COMMON_PLACES)
            .bind(challenge.uuid())
            .fetch_all(conn)
            .await)
        .during("places of a challenge")?;
        places(rows)
    }

    /// The cases under a challenge, at most `limit`: open ones first, each as it is due.
    pub async fn list_cases_under(
        &mut self,
        challenge: ChallengeId,
        limit: i64,
    ) -> Result<Vec<CaseSummary>, StoreError> {
        let rows: Vec<SummaryRow> = on!(self, |conn| sqlx::query_as(LIST_CASES_UNDER)
            .bind(challenge.uuid())
            .bind(limit)
            .fetch_all(conn)
            .await)
        .during("list cases under a challenge")?;
        Ok(rows.into_iter().map(SummaryRow::summary).collect())
    }
}

impl Writer {
    pub(crate) async fn lock_challenge(
        &mut self,
        reference: Reference,
    ) -> Result<Option<Challenge>, StoreError> {
        let state: Option<Json<Challenge>> = on!(
            self,
            LOCK_CHALLENGE_SQLITE | LOCK_CHALLENGE_POSTGRES,
            |conn, sql| sqlx::query_scalar(sql)
                .bind(reference.number())
                .fetch_optional(conn)
                .await
        )
        .during("lock challenge")?;
        Ok(state.map(|state| state.0))
    }
}

reads! {
    find_challenge(reference: Reference) -> Option<Challenge>;
    challenge_history(challenge: ChallengeId) -> Vec<ChallengeEntry>;
    common_places(challenge: ChallengeId) -> Vec<Place>;
    list_cases_under(challenge: ChallengeId, limit: i64) -> Vec<CaseSummary>;
}
