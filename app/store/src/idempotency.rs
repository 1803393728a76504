//! Forms that were posted: each key works once for its owner and purpose, so
//! that a form posted five times does its act once. Kept in the transaction of
//! the act itself; what was undone was not posted.

use domain::instant::Instant;

use crate::engine::connection::{on, transaction, writes};
use crate::error::{During as _, StoreError};
use crate::statements::sql;
use crate::{Conn, Store, Writer};

/// A form's key, and whose it is (a person or a browser), so that nobody can
/// use up the key of somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Once<'a> {
    /// Whose form it is.
    pub owner: &'a str,
    /// The key that was in the form.
    pub key: &'a str,
}

sql! {
    CLAIM_ONCE = "INSERT INTO idempotency_keys (owner, purpose, key, answer, created_at)
        VALUES ($1, $2, $3, NULL, $4)
        ON CONFLICT (owner, purpose, key) DO NOTHING";
    ANSWER_ONCE = "UPDATE idempotency_keys SET answer = $4 WHERE owner = $1 AND purpose = $2 AND key = $3";
    FIND_ONCE = "SELECT answer FROM idempotency_keys WHERE owner = $1 AND purpose = $2 AND key = $3";
    HAS_ONCE = "SELECT EXISTS (SELECT 1 FROM idempotency_keys WHERE owner = $1 AND purpose = $2 AND key = $3)";
    DELETE_OLD_KEYS = "DELETE FROM idempotency_keys WHERE created_at < $1";
}

impl Conn<'_> {
    /// What the first post of this form was answered, if it was.
    pub async fn find_once(
        &mut self,
        purpose: &str,
        once: &Once<'_>,
    ) -> Result<Option<String>, StoreError> {
        let answer: Option<Option<String>> = on!(self, |conn| sqlx::query_scalar(FIND_ONCE)
            .bind(once.owner)
            .bind(purpose)
            .bind(once.key)
            .fetch_optional(conn)
            .await)
        .during("find a form's answer")?;
        Ok(answer.flatten())
    }
}

impl Conn<'_> {
    /// Whether this form was posted before and did what it says.
    pub(crate) async fn has_once(
        &mut self,
        purpose: &str,
        once: &Once<'_>,
    ) -> Result<bool, StoreError> {
        on!(self, |conn| sqlx::query_scalar(HAS_ONCE)
            .bind(once.owner)
            .bind(purpose)
            .bind(once.key)
            .fetch_one(conn)
            .await)
        .during("look for a form's key")
    }
}

impl Writer {
    /// Claims the key; `false` when the form was posted before. On PostgreSQL
    /// a second post waits here until the first has committed or was undone.
    pub async fn claim_once(
        &mut self,
        purpose: &str,
        once: &Once<'_>,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let claimed = on!(self, |conn| sqlx::query(CLAIM_ONCE)
            .bind(once.owner)
            .bind(purpose)
            .bind(once.key)
            .bind(now.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("claim a form's key")?;
        Ok(claimed > 0)
    }

    /// Keeps where the first post led.
    pub async fn answer_once(
        &mut self,
        purpose: &str,
        once: &Once<'_>,
        answer: &str,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(ANSWER_ONCE)
            .bind(once.owner)
            .bind(purpose)
            .bind(once.key)
            .bind(answer)
            .execute(conn)
            .await
            .map(drop))
        .during("keep a form's answer")
    }

    /// Forgets keys from before a moment, and says how many.
    pub async fn delete_old_keys(&mut self, before: Instant) -> Result<u64, StoreError> {
        on!(self, |conn| sqlx::query(DELETE_OLD_KEYS)
            .bind(before.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("delete old form keys")
    }
}

impl Store {
    /// Binds a key to what came with it: `true` the first time and whenever it
    /// comes with the same again, `false` when it came with something else.
    /// Two who chose the same key by chance are told apart, and what the second
    /// one says is not taken for said.
    pub async fn bind_once(
        &self,
        purpose: &str,
        once: &Once<'_>,
        content: &str,
        now: Instant,
    ) -> Result<bool, StoreError> {
        transaction!(self, |tx| {
            if tx.claim_once(purpose, once, now).await? {
                tx.answer_once(purpose, once, content).await?;
                return Ok(true);
            }
            let known = tx.conn().find_once(purpose, once).await?;
            Ok(known.as_deref() == Some(content))
        })
    }
}

writes! {
    delete_old_keys(before: Instant) -> u64;
}
