//! The installation itself: whether the database answers and is up to date,
//! and the links that make a steward.

use domain::id::PersonId;
use domain::instant::Instant;

use crate::engine::Engine;
use crate::engine::connection::{on, reads, transaction, writes};
use crate::error::{During as _, StoreError};
use crate::sessions::Hash;
use crate::statements::sql;
use crate::{Conn, Store, Writer, migrations};

sql! {
    PING = "SELECT 1";
    COUNT_MIGRATIONS = "SELECT CAST(COUNT(*) AS BIGINT) FROM _sqlx_migrations WHERE success";
    CREATE_STEWARD_LINK = "INSERT INTO steward_links (token_hash, created_at, expires_at, used_at, used_by)
        VALUES ($1, $2, $3, NULL, NULL)";
    HOLDS_STEWARD_LINK = "SELECT COUNT(*) > 0
        FROM steward_links
        WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2";
    USE_STEWARD_LINK = "UPDATE steward_links
        SET used_at = $3, used_by = $2
        WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $3";
    DELETE_STEWARD_LINKS = "DELETE FROM steward_links WHERE used_at IS NULL";
}

/// Connections of a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolState {
    /// Open ones.
    pub open: u32,
    /// Of these, waiting for work.
    pub idle: usize,
}

impl Conn<'_> {
    /// Whether the database answers.
    pub async fn ping(&mut self) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(PING).execute(conn).await.map(drop)).during("ping")
    }

    /// How many migrations this database has seen.
    pub async fn count_migrations(&mut self) -> Result<i64, StoreError> {
        on!(self, |conn| sqlx::query_scalar(COUNT_MIGRATIONS)
            .fetch_one(conn)
            .await)
        .during("count migrations")
    }

    /// Whether a steward link with this hash can still be used.
    pub async fn holds_steward_link(
        &mut self,
        token: &Hash,
        now: Instant,
    ) -> Result<bool, StoreError> {
        on!(self, |conn| sqlx::query_scalar(HOLDS_STEWARD_LINK)
            .bind(token.as_slice())
            .bind(now.micros())
            .fetch_one(conn)
            .await)
        .during("find steward link")
    }
}

impl Writer {
    /// Keeps a new link; links nobody used stop working.
    pub async fn create_steward_link(
        &mut self,
        token: &Hash,
        now: Instant,
        expires_at: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(DELETE_STEWARD_LINKS)
            .execute(conn)
            .await
            .map(drop))
        .during("delete steward links")?;
        on!(self, |conn| sqlx::query(CREATE_STEWARD_LINK)
            .bind(token.as_slice())
            .bind(now.micros())
            .bind(expires_at.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("create steward link")
    }
}

reads! {
    ping() -> ();
    count_migrations() -> i64;
    holds_steward_link(token: &Hash, now: Instant) -> bool;
}

writes! {
    create_steward_link(token: &Hash, now: Instant, expires_at: Instant) -> ();
}

impl Store {
    /// Makes `person` a steward by a link that has not been used nor run out,
    /// as long as there is none yet. `false`, and nothing changes, otherwise.
    pub async fn use_steward_link(
        &self,
        token: &Hash,
        person: PersonId,
        now: Instant,
    ) -> Result<bool, StoreError> {
        transaction!(self, |tx| {
            if tx.conn().has_steward().await? {
                return Ok(false);
            }
            let used = on!(tx, |conn| sqlx::query(USE_STEWARD_LINK)
                .bind(token.as_slice())
                .bind(person.uuid())
                .bind(now.micros())
                .execute(conn)
                .await
                .map(|done| done.rows_affected()))
            .during("use steward link")?;
            if used == 1 {
                tx.make_steward(person, now).await?;
            }
            Ok(used == 1)
        })
    }

    /// Whether this database has seen every migration that this program has.
    pub async fn is_up_to_date(&self) -> Result<bool, StoreError> {
        let known = i64::try_from(migrations(self.kind()).len()).unwrap_or(i64::MAX);
        Ok(self.count_migrations().await? >= known)
    }

    /// The connections that read, for the figures.
    pub fn pool_state(&self) -> PoolState {
        match &self.engine {
            Engine::Sqlite { read, .. } => PoolState {
                open: read.size(),
                idle: read.num_idle(),
            },
            Engine::Postgres(pool) => PoolState {
                open: pool.size(),
                idle: pool.num_idle(),
            },
        }
    }
}
