//! Reports that are being written. A draft belongs to the browser that began
//! it: whoever cannot show the browser's secret cannot see it, and signing in
//! on the way loses nothing.

use domain::id::{DraftId, PersonId};
use domain::instant::Instant;
use serde_json::Value;
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use crate::engine::connection::{on, reads, writes};
use crate::error::{During as _, StoreError};
use crate::sessions::Hash;
use crate::statements::sql;
use crate::{Conn, Writer};

/// A report that is being written.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Which.
    pub id: DraftId,
    /// Who writes it, once they signed in.
    pub person: Option<PersonId>,
    /// What was typed so far, as the form has it.
    pub fields: Value,
    /// When it was begun.
    pub created_at: Instant,
    /// When it was last written.
    pub changed_at: Instant,
}

sql! {
    SAVE_DRAFT = "INSERT INTO drafts (id, browser_hash, person, fields, created_at, changed_at)
        VALUES ($1, $2, $3, $4, $5, $5)
        ON CONFLICT (id) DO UPDATE
        SET person = COALESCE(excluded.person, drafts.person), fields = excluded.fields, changed_at = excluded.changed_at
        WHERE drafts.browser_hash = excluded.browser_hash";
    FIND_DRAFT = "SELECT id, person, fields, created_at, changed_at FROM drafts WHERE id = $1 AND browser_hash = $2";
    FIND_LATEST_DRAFT = "SELECT id, person, fields, created_at, changed_at
        FROM drafts
        WHERE browser_hash = $1
        ORDER BY changed_at DESC, id DESC
        LIMIT 1";
    DELETE_DRAFT_SIZES = "DELETE FROM photo_sizes
        WHERE photo IN (SELECT p.id FROM photos p JOIN drafts d ON d.id = p.draft WHERE d.id = $1 AND d.browser_hash = $2)";
    DELETE_DRAFT_PHOTOS = "DELETE FROM photos
        WHERE draft IN (SELECT id FROM drafts WHERE id = $1 AND browser_hash = $2)";
    DELETE_DRAFT = "DELETE FROM drafts WHERE id = $1 AND browser_hash = $2";
    DELETE_OLD_SIZES = "DELETE FROM photo_sizes
        WHERE photo IN (SELECT p.id FROM photos p JOIN drafts d ON d.id = p.draft WHERE d.changed_at < $1 OR (d.person IS NULL AND d.changed_at < $2))";
    DELETE_OLD_PHOTOS = "DELETE FROM photos WHERE draft IN (SELECT id FROM drafts
            WHERE changed_at < $1 OR (person IS NULL AND changed_at < $2))";
    DELETE_OLD_DRAFTS = "DELETE FROM drafts WHERE changed_at < $1 OR (person IS NULL AND changed_at < $2)";
}

#[derive(FromRow)]
struct DraftRow {
    id: Uuid,
    person: Option<Uuid>,
    fields: Json<Value>,
    created_at: i64,
    changed_at: i64,
}

impl From<DraftRow> for Draft {
    fn from(row: DraftRow) -> Self {
        Self {
            id: DraftId::new(row.id),
            person: row.person.map(PersonId::new),
            fields: row.fields.0,
            created_at: Instant::from_micros(row.created_at),
            changed_at: Instant::from_micros(row.changed_at),
        }
    }
}

impl Conn<'_> {
    /// A draft of this browser.
    pub async fn find_draft(
        &mut self,
        id: DraftId,
        browser: &Hash,
    ) -> Result<Option<Draft>, StoreError> {
        let row: Option<DraftRow> = on!(self, |conn| sqlx::query_as(FIND_DRAFT)
            .bind(id.uuid())
            .bind(browser.as_slice())
            .fetch_optional(conn)
            .await)
        .during("find draft")?;
        Ok(row.map(Draft::from))
    }

    /// The draft that this browser wrote last.
    pub async fn find_latest_draft(&mut self, browser: &Hash) -> Result<Option<Draft>, StoreError> {
        let row: Option<DraftRow> = on!(self, |conn| sqlx::query_as(FIND_LATEST_DRAFT)
            .bind(browser.as_slice())
            .fetch_optional(conn)
            .await)
        .during("find latest draft")?;
        Ok(row.map(Draft::from))
    }
}

impl Writer {
    /// Keeps a draft, new or changed; `false`, and nothing is kept, when it is
    /// another browser's. A person once noted stays noted.
    pub async fn save_draft(
        &mut self,
        id: DraftId,
        browser: &Hash,
        person: Option<PersonId>,
        fields: &Value,
        now: Instant,
    ) -> Result<bool, StoreError> {
        on!(self, |conn| sqlx::query(SAVE_DRAFT)
            .bind(id.uuid())
            .bind(browser.as_slice())
            .bind(person.map(PersonId::uuid))
            .bind(Json(fields))
            .bind(now.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected() == 1))
        .during("save draft")
    }

    /// Forgets a draft of this browser with the photos that still belong to
    /// it; `false` when there is none.
    pub async fn delete_draft(&mut self, id: DraftId, browser: &Hash) -> Result<bool, StoreError> {
        let mut deleted = 0;
        for text in [DELETE_DRAFT_SIZES, DELETE_DRAFT_PHOTOS, DELETE_DRAFT] {
            deleted = on!(self, |conn| sqlx::query(text)
                .bind(id.uuid())
                .bind(browser.as_slice())
                .execute(conn)
                .await
                .map(|done| done.rows_affected()))
            .during("delete draft")?;
        }
        Ok(deleted == 1)
    }

    /// Forgets drafts that nobody has written since a moment, with their
    /// photos, and says how many. Those of people without an account go sooner.
    pub async fn delete_old_drafts(
        &mut self,
        before: Instant,
        nobodys_before: Instant,
    ) -> Result<u64, StoreError> {
        let mut deleted = 0;
        for text in [DELETE_OLD_SIZES, DELETE_OLD_PHOTOS, DELETE_OLD_DRAFTS] {
            deleted = on!(self, |conn| sqlx::query(text)
                .bind(before.micros())
                .bind(nobodys_before.micros())
                .execute(conn)
                .await
                .map(|done| done.rows_affected()))
            .during("delete old drafts")?;
        }
        Ok(deleted)
    }
}

reads! {
    find_draft(id: DraftId, browser: &Hash) -> Option<Draft>;
    find_latest_draft(browser: &Hash) -> Option<Draft>;
}

writes! {
    save_draft(id: DraftId, browser: &Hash, person: Option<PersonId>, fields: &Value, now: Instant) -> bool;
    delete_draft(id: DraftId, browser: &Hash) -> bool;
    delete_old_drafts(before: Instant, nobodys_before: Instant) -> u64;
}
