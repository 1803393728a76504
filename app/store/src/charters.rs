//! The versions of the charter. No rules are ever changed or dropped: a case keeps
//! the version it was filed under.

use domain::charter::Charter;
use domain::instant::Instant;
use sqlx::FromRow;
use sqlx::types::Json;

use crate::engine::connection::{on, reads, writes};
use crate::error::{During as _, StoreError};
use crate::statements::sql;
use crate::{Conn, Writer};

/// A version of the charter, and when it rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CharterVersion {
    /// The rules; their `version` is this version's number.
    pub charter: Charter,
    /// From when on it applies.
    pub applies_from: Instant,
    /// When it was imported.
    pub imported_at: Instant,
    /// What changed, in words; empty for the first.
    pub change_note: String,
}

sql! {
    LIST_CHARTERS = "SELECT version, parsed, applies_from, imported_at, change_note FROM charters ORDER BY version";
    FIND_CHARTER_SOURCE = "SELECT source FROM charters WHERE version = $1";
    NEXT_VERSION = "SELECT COALESCE(MAX(version), 0) + 1 FROM charters";
    LATEST_SOURCE = "SELECT source FROM charters ORDER BY version DESC LIMIT 1";
    INSERT_CHARTER = "INSERT INTO charters (version, source, parsed, applies_from, imported_at, change_note)
        VALUES ($1, $2, $3, $4, $5, $6)";
    KEEP_FIRST_CHARTER = "INSERT INTO charters (version, source, parsed, applies_from, imported_at, change_note)
        VALUES (1, $1, $2, $3, $3, '')
        ON CONFLICT (version) DO NOTHING";
    NOTE_CHARTER = "UPDATE charters SET change_note = $2 WHERE change_note = $1";
    HAS_CASES = "SELECT EXISTS (SELECT 1 FROM cases)";
}

#[derive(FromRow)]
struct CharterRow {
    version: i64,
    parsed: Json<Charter>,
    applies_from: i64,
    imported_at: i64,
    change_note: String,
}

impl Conn<'_> {
    /// All versions, the first first.
    pub async fn list_charters(&mut self) -> Result<Vec<CharterVersion>, StoreError> {
        let rows: Vec<CharterRow> = on!(self, |conn| sqlx::query_as(LIST_CHARTERS)
            .fetch_all(conn)
            .await)
        .during("list charters")?;
        Ok(rows
            .into_iter()
            .map(|row| CharterVersion {
                charter: Charter {
                    version: row.version,
                    ..row.parsed.0
                },
                applies_from: Instant::from_micros(row.applies_from),
                imported_at: Instant::from_micros(row.imported_at),
                change_note: row.change_note,
            })
            .collect())
    }

    /// The TOML text of a version, as it was imported.
    pub async fn find_charter_source(
        &mut self,
        version: i64,
    ) -> Result<Option<String>, StoreError> {
        on!(self, |conn| sqlx::query_scalar(FIND_CHARTER_SOURCE)
            .bind(version)
            .fetch_optional(conn)
            .await)
        .during("find charter source")
    }

    /// Whether anybody has filed a case under these rules.
    pub async fn has_cases(&mut self) -> Result<bool, StoreError> {
        on!(self, |conn| sqlx::query_scalar(HAS_CASES)
            .fetch_one(conn)
            .await)
        .during("look for a case")
    }
}

impl Writer {
    /// Keeps a new version and gives its number; `None`, and nothing is kept,
    /// when the text is the same as that of the latest version.
    pub async fn import_charter(
        &mut self,
        charter: &Charter,
        source: &str,
        applies_from: Instant,
        change_note: &str,
        now: Instant,
    ) -> Result<Option<i64>, StoreError> {
        let latest: Option<String> = on!(self, |conn| sqlx::query_scalar(LATEST_SOURCE)
            .fetch_optional(conn)
            .await)
        .during("find the latest charter")?;
        if latest.as_deref() == Some(source) {
            return Ok(None);
        }
        let version: i64 = on!(self, |conn| sqlx::query_scalar(NEXT_VERSION)
            .fetch_one(conn)
            .await)
        .during("number a charter")?;
        let charter = Charter {
            version,
            ..charter.clone()
        };
        on!(self, |conn| sqlx::query(INSERT_CHARTER)
            .bind(version)
            .bind(source)
            .bind(Json(&charter))
            .bind(applies_from.micros())
            .bind(now.micros())
            .bind(change_note)
            .execute(conn)
            .await
            .map(drop))
        .during("insert charter")?;
        self.bump_rulebook().await?;
        Ok(Some(version))
    }

    /// Keeps `charter` as the first version, in force from `now` on, where there is none
    /// yet; whether it was kept. Several servers that start at once keep one.
    pub async fn keep_first_charter(
        &mut self,
        charter: &Charter,
        source: &str,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let kept = on!(self, |conn| sqlx::query(KEEP_FIRST_CHARTER)
            .bind(source)
            .bind(Json(charter))
            .bind(now.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("keep the first charter")?;
        if kept == 1 {
            self.bump_rulebook().await?;
        }
        Ok(kept == 1)
    }

    /// Writes `to` wherever the note beside the rules is `from`.
    pub async fn note_charter(&mut self, from: &str, to: &str) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(NOTE_CHARTER)
            .bind(from)
            .bind(to)
            .execute(conn)
            .await
            .map(drop))
        .during("note beside the charter")?;
        self.bump_rulebook().await
    }
}

reads! {
    list_charters() -> Vec<CharterVersion>;
    find_charter_source(version: i64) -> Option<String>;
    has_cases() -> bool;
}

writes! {
    import_charter(charter: &Charter, source: &str, applies_from: Instant, change_note: &str, now: Instant) -> Option<i64>;
    keep_first_charter(charter: &Charter, source: &str, now: Instant) -> bool;
    note_charter(from: &str, to: &str) -> ();
}
