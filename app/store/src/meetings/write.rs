//! Writing a meeting: its state, the columns drawn from it, its events. Always inside the
//! transaction of the command.

use domain::id::ThreadId;
use domain::instant::Instant;
use domain::meeting::{Meeting, Recorded};
use sqlx::types::Json;

use crate::Writer;
use crate::engine::connection::on;
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::statements::sql;

sql! {
    NEXT_MEETING = "SELECT COALESCE(MAX(number), 0) + 1 FROM meetings WHERE thread = $1";
    INSERT_MEETING = "INSERT INTO meetings (id, thread, reference, number, version, state, stage, place, at, until, due, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    UPDATE_MEETING = "UPDATE meetings SET version = $3, state = $4, stage = $5, at = $6, until = $7, due = $8, changed_at = $9
        WHERE id = $1 AND version = $2";
    INSERT_MEETING_EVENT = "INSERT INTO meeting_events (id, meeting, number, kind, payload_version, payload, at, by_person, by_body)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
}

impl Writer {
    /// The number of the next meeting of a thread; call it with the thread locked.
    pub(super) async fn next_meeting(&mut self, thread: ThreadId) -> Result<i64, StoreError> {
        on!(self, |conn| sqlx::query_scalar(NEXT_MEETING)
            .bind(thread.uuid())
            .fetch_one(conn)
            .await)
        .during("number a meeting")
    }

    /// Keeps a new meeting with its first event.
    pub(super) async fn insert_meeting(
        &mut self,
        meeting: &Meeting,
        recorded: &[Recorded],
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(INSERT_MEETING)
            .bind(meeting.id.uuid())
            .bind(meeting.thread.uuid())
            .bind(meeting.reference.number())
            .bind(meeting.number)
            .bind(meeting.version)
            .bind(Json(meeting))
            .bind(meeting.in_short().code())
            .bind(meeting.place.uuid())
            .bind(meeting.plan.at.micros())
            .bind(meeting.plan.until().micros())
            .bind(meeting.due().map(Instant::micros))
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("insert meeting")?;
        self.insert_meeting_events(meeting, recorded, ids).await
    }

    /// Keeps what a command made of `before`; `false` when another one was faster.
    pub(super) async fn update_meeting(
        &mut self,
        before: &Meeting,
        meeting: &Meeting,
        recorded: &[Recorded],
        ids: &Ids,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let changed = on!(self, |conn| sqlx::query(UPDATE_MEETING)
            .bind(meeting.id.uuid())
            .bind(before.version)
            .bind(meeting.version)
            .bind(Json(meeting))
            .bind(meeting.in_short().code())
            .bind(meeting.plan.at.micros())
            .bind(meeting.plan.until().micros())
            .bind(meeting.due().map(Instant::micros))
            .bind(now.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("update meeting")?;
        if changed == 0 {
            return Ok(false);
        }
        self.insert_meeting_events(meeting, recorded, ids).await?;
        Ok(true)
    }

    async fn insert_meeting_events(
        &mut self,
        meeting: &Meeting,
        recorded: &[Recorded],
        ids: &Ids,
    ) -> Result<(), StoreError> {
        for one in recorded {
            let (parent, kind) = (meeting.id.uuid(), one.event.kind());
            self.insert_event_of(INSERT_MEETING_EVENT, parent, kind, one, ids)
                .await?;
        }
        // Whoever writes a meeting has locked its thread.
        self.raise_pulse(meeting.thread).await
    }
}
