//! Keys of other systems: an app or a city's system sends one and acts in the
//! name of the account it was made for, with that account's rights and no more.
//! The key is told once; only its hash is kept.

use domain::id::PersonId;
use domain::instant::Instant;
use sqlx::FromRow;
use sqlx::types::Uuid;

use crate::engine::connection::{on, reads, writes};
use crate::error::{During as _, StoreError};
use crate::sessions::Hash;
use crate::statements::sql;
use crate::{Conn, Writer};

sql! {
    ADD_KEY = "INSERT INTO api_keys (key_hash, name, person, created_at, ended_at)
        VALUES ($1, $2, $3, $4, NULL)
        ON CONFLICT (name) DO NOTHING";
    FIND_KEY = "SELECT person FROM api_keys WHERE key_hash = $1 AND ended_at IS NULL";
    LIST_KEYS = "SELECT k.name, p.name AS account, k.created_at, k.ended_at
        FROM api_keys k
        JOIN people p ON p.id = k.person
        ORDER BY k.created_at, k.name";
    END_KEY = "UPDATE api_keys SET ended_at = $2 WHERE name = $1 AND ended_at IS NULL";
}

/// A key, without what opens with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// What the steward calls it.
    pub name: String,
    /// The name of the account in whose name it acts.
    pub account: String,
    /// Since when.
    pub created_at: Instant,
    /// Until when, if it was ended.
    pub ended_at: Option<Instant>,
}

#[derive(FromRow)]
struct KeyRow {
    name: String,
    account: String,
    created_at: i64,
    ended_at: Option<i64>,
}

impl Conn<'_> {
    /// In whose name this key acts; `None` if there is no such key or it was ended.
    pub async fn find_key(&mut self, key: &Hash) -> Result<Option<PersonId>, StoreError> {
        let person: Option<Uuid> = on!(self, |conn| sqlx::query_scalar(FIND_KEY)
            .bind(key.as_slice())
            .fetch_optional(conn)
            .await)
        .during("find key")?;
        Ok(person.map(PersonId::new))
    }

    /// All keys there ever were, the oldest first.
    pub async fn list_keys(&mut self) -> Result<Vec<ApiKey>, StoreError> {
        let rows: Vec<KeyRow> = on!(self, |conn| sqlx::query_as(LIST_KEYS).fetch_all(conn).await)
            .during("list keys")?;
        let key = |row: KeyRow| ApiKey {
            name: row.name,
            account: row.account,
            created_at: Instant::from_micros(row.created_at),
            ended_at: row.ended_at.map(Instant::from_micros),
        };
        Ok(rows.into_iter().map(key).collect())
    }
}

impl Writer {
    /// Keeps a new key; `false`, and nothing changes, when the name is taken.
    pub async fn add_key(
        &mut self,
        key: &Hash,
        name: &str,
        person: PersonId,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let added = on!(self, |conn| sqlx::query(ADD_KEY)
            .bind(key.as_slice())
            .bind(name)
            .bind(person.uuid())
            .bind(now.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("add key")?;
        Ok(added == 1)
    }

    /// Ends a key at once; `false` when none in use has this name.
    pub async fn end_key(&mut self, name: &str, now: Instant) -> Result<bool, StoreError> {
        let ended = on!(self, |conn| sqlx::query(END_KEY)
            .bind(name)
            .bind(now.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("end key")?;
        Ok(ended == 1)
    }
}

reads! {
    find_key(key: &Hash) -> Option<PersonId>;
    list_keys() -> Vec<ApiKey>;
}

writes! {
    add_key(key: &Hash, name: &str, person: PersonId, now: Instant) -> bool;
    end_key(name: &str, now: Instant) -> bool;
}
