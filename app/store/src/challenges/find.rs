//! Reading one challenge with its history and its cases: three statements,
//! however long it is.

use domain::case::By;
use domain::challenge::{Challenge, Payload, Recorded};
use domain::id::{BodyId, ChallengeId, PersonId};
use domain::instant::Instant;
use domain::reference::Reference;
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::lists::{CaseSummary, SummaryRow};
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
    // Open ones first, each as it is due.
    LIST_CASES_UNDER = "SELECT c.state, COALESCE(c.next_step_by, c.changed_at) AS at, p.names AS place
        FROM challenge_cases g
        JOIN cases c ON c.id = g.case_id
        JOIN places p ON p.id = c.place
        WHERE g.challenge = $1 AND c.visibility <> 'body-only'
        ORDER BY CASE WHEN c.closed_at IS NULL THEN 0 ELSE 1 END, at, c.reference
        LIMIT $2";
}

/// One line of a challenge's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChallengeEntry {
    /// What happened.
    pub recorded: Recorded,
    /// The name of the person who did it, as they chose it; for members only.
    pub name: Option<String>,
}

#[derive(FromRow)]
struct EntryRow {
    number: i64,
    at: i64,
    payload: Json<Payload>,
    by_person: Option<Uuid>,
    by_body: Option<Uuid>,
    name: Option<String>,
}

impl EntryRow {
    fn entry(self) -> ChallengeEntry {
        let by = match (self.by_person, self.by_body) {
            (None, _) => By::Clock,
            (Some(person), None) => By::Resident {
                person: PersonId::new(person),
            },
            (Some(person), Some(body)) => By::Member {
                person: PersonId::new(person),
                body: BodyId::new(body),
            },
        };
        ChallengeEntry {
            recorded: Recorded {
                number: self.number,
                at: Instant::from_micros(self.at),
                by,
                event: self.payload.0.event,
            },
            // Whose case it is stays with the case.
            name: self.name.filter(|_| by.body().is_some()),
        }
    }
}

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
        let rows: Vec<EntryRow> = on!(self, |conn| sqlx::query_as(CHALLENGE_HISTORY)
            .bind(challenge.uuid())
            .fetch_all(conn)
            .await)
        .during("challenge history")?;
        Ok(rows.into_iter().map(EntryRow::entry).collect())
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
    pub(super) async fn lock_challenge(
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
    list_cases_under(challenge: ChallengeId, limit: i64) -> Vec<CaseSummary>;
}
