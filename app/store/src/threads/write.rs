//! Writing a thread: its state, the columns drawn from it, its events. Always inside
//! the transaction of the command.

use domain::instant::Instant;
use domain::reference::Reference;
use domain::thread::{Recorded, Thread};
use sqlx::types::Json;

use crate::Writer;
use crate::engine::connection::on;
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::statements::sql;

sql! {
    // The pulse begins at 1, so that pages which other servers keep learn of a new thread.
    INSERT_THREAD = "INSERT INTO threads (id, reference, version, state, place, body, case_reference, opened_at, until, wake_at, changed_at, challenge_reference, pulse)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1)";
    UPDATE_THREAD = "UPDATE threads SET version = $3, state = $4, until = $5, wake_at = $6, changed_at = $7, body = $8,
            pulse = pulse + 1
        WHERE id = $1 AND version = $2";
    HAND_FLAGS = "UPDATE flagged SET judge = $3 WHERE thread = $1 AND judge = $2 AND NOT about";
    INSERT_THREAD_EVENT = "INSERT INTO thread_events (id, thread, number, kind, payload_version, payload, at, by_person, by_body)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
}

impl Writer {
    /// Keeps a new thread with its first event.
    pub(super) async fn insert_thread(
        &mut self,
        thread: &Thread,
        recorded: &[Recorded],
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(INSERT_THREAD)
            .bind(thread.id.uuid())
            .bind(thread.reference.number())
            .bind(thread.version)
            .bind(Json(thread))
            .bind(thread.place.uuid())
            .bind(thread.body.uuid())
            .bind(thread.case.map(Reference::number))
            .bind(thread.opened_at.micros())
            .bind(thread.until().map(Instant::micros))
            .bind(thread.wake_at().map(Instant::micros))
            .bind(now.micros())
            .bind(thread.challenge.map(Reference::number))
            .execute(conn)
            .await
            .map(drop))
        .during("insert thread")?;
        self.insert_thread_events(thread, recorded, ids).await
    }

    /// Keeps what a command made of `before`; `false` when another one was faster.
    pub(super) async fn update_thread(
        &mut self,
        before: &Thread,
        thread: &Thread,
        recorded: &[Recorded],
        ids: &Ids,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let changed = on!(self, |conn| sqlx::query(UPDATE_THREAD)
            .bind(thread.id.uuid())
            .bind(before.version)
            .bind(thread.version)
            .bind(Json(thread))
            .bind(thread.until().map(Instant::micros))
            .bind(thread.wake_at().map(Instant::micros))
            .bind(now.micros())
            .bind(thread.body.uuid())
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("update thread")?;
        if changed == 0 {
            return Ok(false);
        }
        if thread.body != before.body {
            self.hand_flags(before, thread).await?;
        }
        self.insert_thread_events(thread, recorded, ids).await?;
        Ok(true)
    }

    /// Who leads through a thread from now on looks at its flags.
    async fn hand_flags(&mut self, before: &Thread, thread: &Thread) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(HAND_FLAGS)
            .bind(thread.id.uuid())
            .bind(before.body.uuid())
            .bind(thread.body.uuid())
            .execute(conn)
            .await
            .map(drop))
        .during("hand flags over")
    }

    async fn insert_thread_events(
        &mut self,
        thread: &Thread,
        recorded: &[Recorded],
        ids: &Ids,
    ) -> Result<(), StoreError> {
        for one in recorded {
            let kind = one.event.kind();
            self.insert_event_of(INSERT_THREAD_EVENT, thread.id.uuid(), kind, one, ids)
                .await?;
        }
        Ok(())
    }
}
