//! The sequencer: it gives committed events their order.
//!
//! PostgreSQL commits out of the order of any number drawn inside a
//! transaction, so a reader that remembers "up to 41" could miss a 40 that
//! commits later. Here a position is given only to what has been committed, by
//! one holder of a lease at a time; whoever follows the tail (live pages,
//! feeds, other systems) remembers a position and never misses anything.

use domain::id::{CaseId, EventId};
use domain::instant::Instant;
use sqlx::FromRow;
use sqlx::types::Uuid;

use crate::engine::connection::{on, reads, transaction};
use crate::error::{During as _, StoreError};
use crate::statements::sql;
use crate::{Conn, Store};

/// The name of the sequencer's lease.
const LEASE: &str = "sequencer";
/// How long it holds, in seconds.
const LEASE_SECONDS: i64 = 15;

/// An event in the order of all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sequenced {
    /// Its place in the order, from 1 without gaps.
    pub position: i64,
    /// Which.
    pub event: EventId,
    /// Of which case.
    pub case: CaseId,
    /// Its number within the case.
    pub number: i64,
    /// What happened.
    pub kind: String,
    /// Whether everybody may see it.
    pub public: bool,
}

sql! {
    HAS_UNSEQUENCED = "SELECT EXISTS (SELECT 1 FROM events WHERE position IS NULL)";
    // By time; within a case by number, whatever the clocks of several servers say.
    SEQUENCE = "UPDATE events
        SET position = s.position
        FROM (SELECT w.id, (SELECT COALESCE(MAX(position), 0) FROM events)
                + ROW_NUMBER() OVER (ORDER BY w.reached_at, w.case_id, w.number) AS position
            FROM (SELECT id, case_id, number, MAX(at) OVER (PARTITION BY case_id ORDER BY number) AS reached_at
                FROM events
                WHERE position IS NULL) AS w
            ORDER BY w.reached_at, w.case_id, w.number
            LIMIT $1) AS s
        WHERE events.id = s.id";
    LIST_SEQUENCED = "SELECT position, id, case_id, number, kind, public
        FROM events
        WHERE position > $1
        ORDER BY position
        LIMIT $2";
    LAST_POSITION = "SELECT COALESCE(MAX(position), 0) FROM events";
}

#[derive(FromRow)]
struct SequencedRow {
    position: i64,
    id: Uuid,
    case_id: Uuid,
    number: i64,
    kind: String,
    public: bool,
}

impl Conn<'_> {
    /// The events after a position, in order.
    pub async fn list_sequenced(
        &mut self,
        after: i64,
        limit: i64,
    ) -> Result<Vec<Sequenced>, StoreError> {
        let rows: Vec<SequencedRow> = on!(self, |conn| sqlx::query_as(LIST_SEQUENCED)
            .bind(after)
            .bind(limit)
            .fetch_all(conn)
            .await)
        .during("list sequenced events")?;
        let read = |row: SequencedRow| Sequenced {
            position: row.position,
            event: EventId::new(row.id),
            case: CaseId::new(row.case_id),
            number: row.number,
            kind: row.kind,
            public: row.public,
        };
        Ok(rows.into_iter().map(read).collect())
    }

    /// The position of the last event that has one; 0 before the first.
    pub async fn last_position(&mut self) -> Result<i64, StoreError> {
        on!(self, |conn| sqlx::query_scalar(LAST_POSITION)
            .fetch_one(conn)
            .await)
        .during("read the last position")
    }

    async fn has_unsequenced(&mut self) -> Result<bool, StoreError> {
        on!(self, |conn| sqlx::query_scalar(HAS_UNSEQUENCED)
            .fetch_one(conn)
            .await)
        .during("look for unsequenced events")
    }
}

impl Store {
    /// Gives up to `limit` committed events their position, and says how many;
    /// 0 when there are none or another server has the lease. `holder` is this
    /// server's own id.
    pub async fn sequence_events(
        &self,
        holder: Uuid,
        limit: i64,
        now: Instant,
    ) -> Result<u64, StoreError> {
        // An idle server must not take the write lock every second.
        if !self.reader().await?.conn().has_unsequenced().await? {
            return Ok(0);
        }
        transaction!(self, |tx| {
            if tx
                .take_lease(LEASE, holder, LEASE_SECONDS, now)
                .await?
                .is_none()
            {
                return Ok(0);
            }
            on!(tx, |conn| sqlx::query(SEQUENCE)
                .bind(limit)
                .execute(conn)
                .await
                .map(|done| done.rows_affected()))
            .during("sequence events")
        })
    }
}

reads! {
    list_sequenced(after: i64, limit: i64) -> Vec<Sequenced>;
    last_position() -> i64;
}
