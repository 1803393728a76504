//! Counted attempts: how often something was tried lately, over all servers.
//!
//! Rate limits proper live in each server's memory; this is for what must hold
//! however many servers there are, such as wrong passwords of one account.
//! Buckets are named by keyed hashes, never by an address.

use domain::instant::Instant;

use crate::Conn;
use crate::Writer;
use crate::engine::connection::{on, reads, writes};
use crate::error::{During as _, StoreError};
use crate::statements::sql;

sql! {
    COUNT_ATTEMPT = "INSERT INTO attempts (bucket, window_start, number)
        VALUES ($1, $2, 1)
        ON CONFLICT (bucket, window_start) DO UPDATE
        SET number = attempts.number + 1
        RETURNING number";
    FIND_ATTEMPTS = "SELECT CAST(COALESCE(SUM(number), 0) AS BIGINT) FROM attempts WHERE bucket = $1 AND window_start = $2";
    CLEAR_ATTEMPTS = "DELETE FROM attempts WHERE bucket = $1";
    DELETE_OLD_ATTEMPTS = "DELETE FROM attempts WHERE window_start < $1";
}

impl Conn<'_> {
    /// How often `bucket` was tried in the present window of so many seconds.
    pub async fn find_attempts(
        &mut self,
        bucket: &str,
        window_seconds: i64,
        now: Instant,
    ) -> Result<i64, StoreError> {
        on!(self, |conn| sqlx::query_scalar(FIND_ATTEMPTS)
            .bind(bucket)
            .bind(window_start(window_seconds, now).micros())
            .fetch_one(conn)
            .await)
        .during("find attempts")
    }
}

impl Writer {
    /// Counts one more attempt and says the how-manieth it is in the present
    /// window of so many seconds.
    pub async fn count_attempt(
        &mut self,
        bucket: &str,
        window_seconds: i64,
        now: Instant,
    ) -> Result<i64, StoreError> {
        on!(self, |conn| sqlx::query_scalar(COUNT_ATTEMPT)
            .bind(bucket)
            .bind(window_start(window_seconds, now).micros())
            .fetch_one(conn)
            .await)
        .during("count attempt")
    }

    /// Forgets the attempts of a bucket, after one that was right.
    pub async fn clear_attempts(&mut self, bucket: &str) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(CLEAR_ATTEMPTS)
            .bind(bucket)
            .execute(conn)
            .await
            .map(drop))
        .during("clear attempts")
    }

    /// Forgets windows that began before a moment, and says how many.
    pub async fn delete_old_attempts(&mut self, before: Instant) -> Result<u64, StoreError> {
        on!(self, |conn| sqlx::query(DELETE_OLD_ATTEMPTS)
            .bind(before.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("delete old attempts")
    }
}

/// The start of the window that `now` lies in; windows begin at whole multiples of their length.
fn window_start(window_seconds: i64, now: Instant) -> Instant {
    let length = window_seconds.max(1).saturating_mul(1_000_000);
    Instant::from_micros(now.micros().div_euclid(length) * length)
}

reads! {
    find_attempts(bucket: &str, window_seconds: i64, now: Instant) -> i64;
}

writes! {
    count_attempt(bucket: &str, window_seconds: i64, now: Instant) -> i64;
    clear_attempts(bucket: &str) -> ();
    delete_old_attempts(before: Instant) -> u64;
}
