//! Reading and locking one decision, and which are due.

use domain::decision::{Decision, InShort};
use domain::instant::Instant;
use domain::reference::Reference;
use domain::thread::Decisions;
use serde::Deserialize;
use sqlx::types::Json;

use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::statements::sql;
use crate::{Conn, Writer};

sql! {
    FIND_DECISION = "SELECT state FROM decisions WHERE reference = $1 AND number = $2";
    FIND_DECISION_WITH = "SELECT d.state, (SELECT COUNT(*) FROM open_ballots b WHERE b.decision = d.id) AS answered
        FROM decisions d
        WHERE d.reference = $1 AND d.number = $2";
    LOCK_DECISION_SQLITE = "SELECT state FROM decisions WHERE reference = $1 AND number = $2";
    LOCK_DECISION_POSTGRES = "SELECT state FROM decisions WHERE reference = $1 AND number = $2 FOR UPDATE";
    // Many can answer at once; nobody while it is being closed.
    SHARE_DECISION_SQLITE = "SELECT state FROM decisions WHERE reference = $1 AND number = $2";
    SHARE_DECISION_POSTGRES = "SELECT state FROM decisions WHERE reference = $1 AND number = $2 FOR SHARE";
    // Also in a thread that nobody is shown any more: what was promised to end does.
    LIST_DUE_DECISIONS = "SELECT reference, number FROM decisions WHERE due <= $1 ORDER BY due, id LIMIT $2";
    COUNT_DECISIONS = "SELECT COUNT(CASE WHEN d.stage = 'open' THEN 1 END), COUNT(CASE WHEN d.stage = 'passed' THEN 1 END)
        FROM decisions d
        JOIN threads t ON t.id = d.thread
        WHERE t.reference = $1";
}

/// The query for one decision, by its thread and number.
macro_rules! one {
    ($sql:expr, $one:ident) => {
        sqlx::query_scalar($sql).bind($one.0.number()).bind($one.1)
    };
}

fn unwrapped(state: Option<Json<Decision>>) -> Option<Decision> {
    state.map(|state| state.0)
}

/// A decision on the page of its thread.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct DecisionSummary {
    /// Which of the thread.
    pub number: i64,
    /// The question.
    pub question: String,
    /// Where it stands.
    pub stage: InShort,
    /// Until when people answer, while they do.
    pub until: Option<Instant>,
}

impl Conn<'_> {
    /// A decision of the thread with this reference.
    pub async fn find_decision(
        &mut self,
        reference: Reference,
        number: i64,
    ) -> Result<Option<Decision>, StoreError> {
        let one = (reference, number);
        let state = on!(self, |conn| one!(FIND_DECISION, one)
            .fetch_optional(conn)
            .await);
        state.map(unwrapped).during("find decision")
    }

    /// A decision, and how many votes have an answer while it is open: one statement.
    pub async fn find_decision_with_turnout(
        &mut self,
        reference: Reference,
        number: i64,
    ) -> Result<Option<(Decision, i64)>, StoreError> {
        let row: Option<(Json<Decision>, i64)> =
            on!(self, |conn| sqlx::query_as(FIND_DECISION_WITH)
                .bind(reference.number())
                .bind(number)
                .fetch_optional(conn)
                .await)
            .during("find decision with its turnout")?;
        Ok(row.map(|(state, answered)| (state.0, answered)))
    }

    pub(super) async fn list_due_decisions(
        &mut self,
        now: Instant,
        limit: i64,
    ) -> Result<Vec<(Reference, i64)>, StoreError> {
        let rows: Vec<(i64, i64)> = on!(self, |conn| sqlx::query_as(LIST_DUE_DECISIONS)
            .bind(now.micros())
            .bind(limit)
            .fetch_all(conn)
            .await)
        .during("list due decisions")?;
        let known = |(reference, number)| Some((Reference::from_number(reference)?, number));
        Ok(rows.into_iter().filter_map(known).collect())
    }
}

impl Writer {
    /// The decision, held against everybody else.
    pub(super) async fn lock_decision(
        &mut self,
        reference: Reference,
        number: i64,
    ) -> Result<Option<Decision>, StoreError> {
        let one = (reference, number);
        let state = on!(
            self,
            LOCK_DECISION_SQLITE | LOCK_DECISION_POSTGRES,
            |conn, sql| one!(sql, one).fetch_optional(conn).await
        );
        state.map(unwrapped).during("lock decision")
    }

    /// The decision, held against who would change or close it.
    pub(super) async fn share_decision(
        &mut self,
        reference: Reference,
        number: i64,
    ) -> Result<Option<Decision>, StoreError> {
        let one = (reference, number);
        let state = on!(
            self,
            SHARE_DECISION_SQLITE | SHARE_DECISION_POSTGRES,
            |conn, sql| one!(sql, one).fetch_optional(conn).await
        );
        state.map(unwrapped).during("share decision")
    }

    /// How many decisions of a thread are open, and how many passed; call it with the
    /// thread locked.
    pub(crate) async fn count_decisions(
        &mut self,
        reference: Reference,
    ) -> Result<Decisions, StoreError> {
        let (open, passed): (i64, i64) = on!(self, |conn| sqlx::query_as(COUNT_DECISIONS)
            .bind(reference.number())
            .fetch_one(conn)
            .await)
        .during("count decisions")?;
        Ok(Decisions { open, passed })
    }
}

reads! {
    find_decision(reference: Reference, number: i64) -> Option<Decision>;
    find_decision_with_turnout(reference: Reference, number: i64) -> Option<(Decision, i64)>;
}
