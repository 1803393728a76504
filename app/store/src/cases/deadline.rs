//! Deadlines: a row for each case at which the clock has to look, claimed by
//! one server for a while. A server that dies gives its claims back by saying
//! nothing; one that slept past its claim finds the fence risen and does nothing.
//!
//! Claims save work. That something happens exactly once rests on the guarded
//! write of the case and the unique number of each event.

use domain::case::Case;
use domain::id::CaseId;
use domain::instant::Instant;
use domain::reference::Reference;
use sqlx::FromRow;
use sqlx::types::Uuid;

use crate::Writer;
use crate::engine::connection::{on, writes};
use crate::error::{During as _, StoreError};
use crate::statements::sql;

/// For how long a server claims what is due, in seconds.
const LEASE_SECONDS: i64 = 60;

sql! {
    KEEP_DEADLINE = "INSERT INTO deadlines (case_id, due_at)
        VALUES ($1, $2)
        ON CONFLICT (case_id) DO UPDATE
        SET due_at = excluded.due_at, lease = NULL, leased_until = NULL";
    END_DEADLINE = "DELETE FROM deadlines WHERE case_id = $1";
    CLAIM_DUE_SQLITE = "UPDATE deadlines
        SET lease = $1, leased_until = $2, fence = fence + 1
        WHERE case_id IN (SELECT d.case_id
            FROM deadlines d
            WHERE d.due_at <= $3 AND (d.leased_until IS NULL OR d.leased_until <= $3)
            ORDER BY d.due_at, d.case_id
            LIMIT $4)";
    CLAIM_DUE_POSTGRES = "UPDATE deadlines
        SET lease = $1, leased_until = $2, fence = fence + 1
        WHERE case_id IN (SELECT d.case_id
            FROM deadlines d
            WHERE d.due_at <= $3 AND (d.leased_until IS NULL OR d.leased_until <= $3)
            ORDER BY d.due_at, d.case_id
            LIMIT $4
            FOR UPDATE SKIP LOCKED)";
    LIST_CLAIMED_DUE = "SELECT d.case_id, c.reference, d.due_at, d.fence
        FROM deadlines d
        JOIN cases c ON c.id = d.case_id
        WHERE d.lease = $1
        ORDER BY d.due_at, d.case_id";
    HOLDS_DEADLINE = "SELECT EXISTS (SELECT 1 FROM deadlines WHERE case_id = $1 AND lease = $2 AND fence = $3)";
    RELEASE_DEADLINE = "UPDATE deadlines SET due_at = $4, lease = NULL, leased_until = NULL
        WHERE case_id = $1 AND lease = $2 AND fence = $3";
}

/// A case that is due, claimed by this server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClaimedDue {
    /// The case.
    pub case: CaseId,
    /// Its reference.
    pub reference: Reference,
    /// Since when it is due.
    pub due_at: Instant,
    /// Whose claim it is.
    pub lease: Uuid,
    /// How often it was claimed.
    pub fence: i64,
}

#[derive(FromRow)]
struct ClaimedRow {
    case_id: Uuid,
    reference: i64,
    due_at: i64,
    fence: i64,
}

impl Writer {
    /// Brings the deadline of a case in line with it.
    pub(super) async fn keep_deadline(
        &mut self,
        before: Option<&Case>,
        case: &Case,
    ) -> Result<(), StoreError> {
        let due = case.wake_at();
        if before.map(Case::wake_at) == Some(due) {
            return Ok(());
        }
        match due {
            Some(due) => on!(self, |conn| sqlx::query(KEEP_DEADLINE)
                .bind(case.id.uuid())
                .bind(due.micros())
                .execute(conn)
                .await
                .map(drop))
            .during("keep deadline"),
            None => on!(self, |conn| sqlx::query(END_DEADLINE)
                .bind(case.id.uuid())
                .execute(conn)
                .await
                .map(drop))
            .during("end deadline"),
        }
    }

    /// Claims at most `limit` cases that are due, the longest due first.
    pub async fn claim_due(
        &mut self,
        lease: Uuid,
        limit: i64,
        now: Instant,
    ) -> Result<Vec<ClaimedDue>, StoreError> {
        let changed = on!(self, CLAIM_DUE_SQLITE | CLAIM_DUE_POSTGRES, |conn, sql| {
            sqlx::query(sql)
                .bind(lease)
                .bind(now.plus_seconds(LEASE_SECONDS).micros())
                .bind(now.micros())
                .bind(limit)
                .execute(conn)
                .await
                .map(|done| done.rows_affected())
        })
        .during("claim deadlines")?;
        if changed == 0 {
            return Ok(Vec::new());
        }
        let rows: Vec<ClaimedRow> = on!(self, |conn| sqlx::query_as(LIST_CLAIMED_DUE)
            .bind(lease)
            .fetch_all(conn)
            .await)
        .during("list claimed deadlines")?;
        rows.into_iter()
            .map(|row| {
                let reference = Reference::from_number(row.reference).ok_or_else(|| {
                    let number = row.reference;
                    StoreError::corrupt("cases", "reference", number, "the check digit is wrong")
                })?;
                Ok(ClaimedDue {
                    case: CaseId::new(row.case_id),
                    reference,
                    due_at: Instant::from_micros(row.due_at),
                    lease,
                    fence: row.fence,
                })
            })
            .collect()
    }

    /// Whether the claim still stands; within this transaction nobody else can
    /// take it, because the case is locked.
    pub(super) async fn holds_deadline(&mut self, claim: &ClaimedDue) -> Result<bool, StoreError> {
        on!(self, |conn| sqlx::query_scalar(HOLDS_DEADLINE)
            .bind(claim.case.uuid())
            .bind(claim.lease)
            .bind(claim.fence)
            .fetch_one(conn)
            .await)
        .during("look at a claim")
    }

    /// Gives a claim back without having done anything; the case is looked at
    /// again at `due_at`.
    pub async fn release_due(
        &mut self,
        claim: &ClaimedDue,
        due_at: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(RELEASE_DEADLINE)
            .bind(claim.case.uuid())
            .bind(claim.lease)
            .bind(claim.fence)
            .bind(due_at.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("release a claim")
    }
}

writes! {
    claim_due(lease: Uuid, limit: i64, now: Instant) -> Vec<ClaimedDue>;
    release_due(claim: &ClaimedDue, due_at: Instant) -> ();
}
