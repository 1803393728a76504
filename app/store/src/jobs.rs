//! Leases for jobs, so that of many servers one does the work.
//!
//! A lease only saves work; that something happens *once* comes from unique
//! keys and guarded writes. Each time a lease changes hands its fence rises,
//! so a holder that slept too long can be told from the present one.

use domain::instant::Instant;
use sqlx::types::Uuid;

use crate::Writer;
use crate::engine::connection::{on, writes};
use crate::error::{During as _, StoreError};
use crate::statements::sql;

/// A lease that this process holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Rises each time the lease changes hands.
    pub fence: i64,
    /// Until when it holds.
    pub expires_at: Instant,
}

sql! {
    TAKE_LEASE = "INSERT INTO leases (name, holder, fence, expires_at)
        VALUES ($1, $2, 1, $3)
        ON CONFLICT (name) DO UPDATE
        SET fence = CASE WHEN leases.holder = excluded.holder THEN leases.fence ELSE leases.fence + 1 END,
            holder = excluded.holder, expires_at = excluded.expires_at
        WHERE leases.holder = excluded.holder OR leases.expires_at <= $4
        RETURNING fence";
    END_LEASE = "UPDATE leases SET expires_at = $3 WHERE name = $1 AND holder = $2 AND expires_at > $3";
}

impl Writer {
    /// Takes or renews the lease `name` for `holder`, for so many seconds;
    /// `None` when another holder has it. Within this transaction nobody else
    /// can take it.
    pub async fn take_lease(
        &mut self,
        name: &str,
        holder: Uuid,
        seconds: i64,
        now: Instant,
    ) -> Result<Option<Lease>, StoreError> {
        let expires_at = now.plus_seconds(seconds);
        let fence: Option<i64> = on!(self, |conn| sqlx::query_scalar(TAKE_LEASE)
            .bind(name)
            .bind(holder)
            .bind(expires_at.micros())
            .bind(now.micros())
            .fetch_optional(conn)
            .await)
        .during("take lease")?;
        Ok(fence.map(|fence| Lease { fence, expires_at }))
    }

    /// Gives a lease back early, so that another server need not wait.
    pub async fn end_lease(
        &mut self,
        name: &str,
        holder: Uuid,
        now: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(END_LEASE)
            .bind(name)
            .bind(holder)
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("end lease")
    }
}

writes! {
    take_lease(name: &str, holder: Uuid, seconds: i64, now: Instant) -> Option<Lease>;
    end_lease(name: &str, holder: Uuid, now: Instant) -> ();
}
