//! Writing a decision: its state, the columns drawn from it, its events. Always inside
//! the transaction of the command.

use domain::decision::{Decision, Recorded};
use domain::id::ThreadId;
use domain::instant::Instant;
use sqlx::types::Json;

use crate::Writer;
use crate::engine::connection::on;
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::statements::sql;

sql! {
    NEXT_NUMBER = "SELECT COALESCE(MAX(number), 0) + 1 FROM decisions WHERE thread = $1";
    INSERT_DECISION = "INSERT INTO decisions (id, thread, reference, number, version, state, stage, question, until, due, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    UPDATE_DECISION = "UPDATE decisions SET version = $3, state = $4, stage = $5, until = $6, due = $7, changed_at = $8
        WHERE id = $1 AND version = $2";
    INSERT_DECISION_EVENT = "INSERT INTO decision_events (id, decision, number, kind, payload_version, payload, at, by_person, by_body)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
}

impl Writer {
    /// The number of the next decision of a thread; call it with the thread locked.
    pub(super) async fn next_decision(&mut self, thread: ThreadId) -> Result<i64, StoreError> {
        on!(self, |conn| sqlx::query_scalar(NEXT_NUMBER)
            .bind(thread.uuid())
            .fetch_one(conn)
            .await)
        .during("number a decision")
    }

    /// Keeps a new decision with its first event.
    pub(super) async fn insert_decision(
        &mut self,
        decision: &Decision,
        recorded: &[Recorded],
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(INSERT_DECISION)
            .bind(decision.id.uuid())
            .bind(decision.thread.uuid())
            .bind(decision.reference.number())
            .bind(decision.number)
            .bind(decision.version)
            .bind(Json(decision))
            .bind(decision.in_short().code())
            .bind(decision.question.as_str())
            .bind(decision.until().map(Instant::micros))
            .bind(decision.due().map(Instant::micros))
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("insert decision")?;
        self.insert_decision_events(decision, recorded, ids).await
    }

    /// Keeps what a command made of `before`; `false` when another one was faster.
    pub(super) async fn update_decision(
        &mut self,
        before: &Decision,
        decision: &Decision,
        recorded: &[Recorded],
        ids: &Ids,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let changed = on!(self, |conn| sqlx::query(UPDATE_DECISION)
            .bind(decision.id.uuid())
            .bind(before.version)
            .bind(decision.version)
            .bind(Json(decision))
            .bind(decision.in_short().code())
            .bind(decision.until().map(Instant::micros))
            .bind(decision.due().map(Instant::micros))
            .bind(now.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("update decision")?;
        if changed == 0 {
            return Ok(false);
        }
        self.insert_decision_events(decision, recorded, ids).await?;
        Ok(true)
    }

    async fn insert_decision_events(
        &mut self,
        decision: &Decision,
        recorded: &[Recorded],
        ids: &Ids,
    ) -> Result<(), StoreError> {
        for one in recorded {
            let (parent, kind) = (decision.id.uuid(), one.event.kind());
            self.insert_event_of(INSERT_DECISION_EVENT, parent, kind, one, ids)
                .await?;
        }
        self.raise_pulse(decision.thread).await
    }
}
