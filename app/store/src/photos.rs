//! Photos as they are kept: re-encoded JPEG in two sizes, in the database, so
//! that every server sees them. A photo waits in a draft and moves to the case
//! when the draft is filed; who may look at it is the case's matter.

use domain::id::{CaseId, DraftId, PersonId, PhotoId};
use domain::instant::Instant;
use sqlx::FromRow;
use sqlx::types::Uuid;

use crate::engine::connection::{on, reads, writes};
use crate::error::{During as _, StoreError};
use crate::row::instant;
use crate::sessions::Hash;
use crate::statements::sql;
use crate::{Conn, Writer};

/// A size in which a photo is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PhotoSize {
    /// To look at.
    Large,
    /// For lists.
    Small,
}

impl PhotoSize {
    /// Both sizes.
    pub const ALL: [Self; 2] = [Self::Large, Self::Small];

    /// The stable code kept in the database and used in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Large => "large",
            Self::Small => "small",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.code() == code)
    }
}

/// A photo to be kept with a draft.
#[derive(Clone, Copy, Debug)]
pub struct NewPhoto<'a> {
    /// Its id.
    pub id: PhotoId,
    /// The draft it belongs to.
    pub draft: DraftId,
    /// Who took it, if they are signed in.
    pub person: Option<PersonId>,
    /// Width of the large size in pixels.
    pub width: u32,
    /// Height of the large size in pixels.
    pub height: u32,
    /// SHA-256 of the large size.
    pub sha256: &'a Hash,
    /// The large size, JPEG.
    pub large: &'a [u8],
    /// The small size, JPEG.
    pub small: &'a [u8],
}

/// A photo without its pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhotoSummary {
    /// Which.
    pub id: PhotoId,
    /// The draft it waits in.
    pub draft: Option<DraftId>,
    /// The case it belongs to.
    pub case: Option<CaseId>,
    /// Who took it.
    pub person: Option<PersonId>,
    /// Width of the large size in pixels.
    pub width: u32,
    /// Height of the large size in pixels.
    pub height: u32,
    /// When it was added.
    pub created_at: Instant,
    /// When it was removed from public view.
    pub removed_at: Option<Instant>,
}

sql! {
    ADD_PHOTO = "INSERT INTO photos (id, draft, case_id, person, width, height, sha256, created_at, removed_at)
        SELECT $1, $2, NULL, $3, $4, $5, $6, $7, NULL
        WHERE (SELECT COUNT(*) FROM photos WHERE draft = $2) < $8";
    // Before the photos are counted, so that two uploads at once do not both see room for one.
    LOCK_DRAFT = "UPDATE drafts SET changed_at = $2 WHERE id = $1";
    ADD_PHOTO_SIZE = "INSERT INTO photo_sizes (photo, size, bytes) VALUES ($1, $2, $3)";
    FIND_PHOTO = "SELECT id, draft, case_id, person, width, height, created_at, removed_at FROM photos WHERE id = $1";
    FIND_PHOTO_BYTES = "SELECT bytes FROM photo_sizes WHERE photo = $1 AND size = $2";
    LIST_DRAFT_PHOTOS = "SELECT id, draft, case_id, person, width, height, created_at, removed_at
        FROM photos
        WHERE draft = $1
        ORDER BY created_at, id";
    STAGED_BYTES = "SELECT CAST(COALESCE(SUM(LENGTH(s.bytes)), 0) AS BIGINT)
        FROM photos p
        JOIN photo_sizes s ON s.photo = p.id
        WHERE p.draft IS NOT NULL AND p.person IS NULL";
    LIST_CASE_PHOTOS = "SELECT id, draft, case_id, person, width, height, created_at, removed_at
        FROM photos
        WHERE case_id = $1
        ORDER BY created_at, id";
    DROP_DRAFT_PHOTO_SIZES = "DELETE FROM photo_sizes
        WHERE photo IN (SELECT id FROM photos WHERE id = $1 AND draft = $2)";
    DROP_DRAFT_PHOTO = "DELETE FROM photos WHERE id = $1 AND draft = $2";
}

#[derive(FromRow)]
struct PhotoRow {
    id: Uuid,
    draft: Option<Uuid>,
    case_id: Option<Uuid>,
    person: Option<Uuid>,
    width: i64,
    height: i64,
    created_at: i64,
    removed_at: Option<i64>,
}

impl PhotoRow {
    fn photo(self) -> Result<PhotoSummary, StoreError> {
        let pixels = |column, value: i64| {
            u32::try_from(value)
                .map_err(|error| StoreError::corrupt("photos", column, self.id, error))
        };
        Ok(PhotoSummary {
            id: PhotoId::new(self.id),
            draft: self.draft.map(DraftId::new),
            case: self.case_id.map(CaseId::new),
            person: self.person.map(PersonId::new),
            width: pixels("width", self.width)?,
            height: pixels("height", self.height)?,
            created_at: Instant::from_micros(self.created_at),
            removed_at: instant(self.removed_at),
        })
    }
}

impl Conn<'_> {
    /// A photo without its pixels.
    pub async fn find_photo(&mut self, id: PhotoId) -> Result<Option<PhotoSummary>, StoreError> {
        let row: Option<PhotoRow> = on!(self, |conn| sqlx::query_as(FIND_PHOTO)
            .bind(id.uuid())
            .fetch_optional(conn)
            .await)
        .during("find photo")?;
        row.map(PhotoRow::photo).transpose()
    }

    /// The JPEG file of a photo in one size. Ask who may see it first.
    pub async fn find_photo_bytes(
        &mut self,
        id: PhotoId,
        size: PhotoSize,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        on!(self, |conn| sqlx::query_scalar(FIND_PHOTO_BYTES)
            .bind(id.uuid())
            .bind(size.code())
            .fetch_optional(conn)
            .await)
        .during("find photo bytes")
    }

    /// The photos that wait in a draft, in the order in which they were added.
    pub async fn list_draft_photos(
        &mut self,
        draft: DraftId,
    ) -> Result<Vec<PhotoSummary>, StoreError> {
        let rows: Vec<PhotoRow> = on!(self, |conn| sqlx::query_as(LIST_DRAFT_PHOTOS)
            .bind(draft.uuid())
            .fetch_all(conn)
            .await)
        .during("list draft photos")?;
        rows.into_iter().map(PhotoRow::photo).collect()
    }

    /// How many bytes wait in reports of people without an account.
    pub async fn staged_bytes(&mut self) -> Result<i64, StoreError> {
        on!(self, |conn| sqlx::query_scalar(STAGED_BYTES)
            .fetch_one(conn)
            .await)
        .during("count staged bytes")
    }

    /// The photos of a case, in the order in which they were added, those
    /// removed from public view included.
    pub async fn list_case_photos(
        &mut self,
        case: CaseId,
    ) -> Result<Vec<PhotoSummary>, StoreError> {
        let rows: Vec<PhotoRow> = on!(self, |conn| sqlx::query_as(LIST_CASE_PHOTOS)
            .bind(case.uuid())
            .fetch_all(conn)
            .await)
        .during("list case photos")?;
        rows.into_iter().map(PhotoRow::photo).collect()
    }
}

impl Writer {
    /// Keeps a photo with its draft; `false`, and nothing is kept, when the
    /// draft has `most` photos or is gone.
    pub async fn add_photo(
        &mut self,
        photo: &NewPhoto<'_>,
        most: usize,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let found = on!(self, |conn| sqlx::query(LOCK_DRAFT)
            .bind(photo.draft.uuid())
            .bind(now.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("lock draft")?;
        if found == 0 {
            return Ok(false);
        }
        let added = on!(self, |conn| sqlx::query(ADD_PHOTO)
            .bind(photo.id.uuid())
            .bind(photo.draft.uuid())
            .bind(photo.person.map(PersonId::uuid))
            .bind(i64::from(photo.width))
            .bind(i64::from(photo.height))
            .bind(photo.sha256.as_slice())
            .bind(now.micros())
            .bind(i64::try_from(most).unwrap_or(i64::MAX))
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("add photo")?;
        if added == 0 {
            return Ok(false);
        }
        for (size, bytes) in [
            (PhotoSize::Large, photo.large),
            (PhotoSize::Small, photo.small),
        ] {
            on!(self, |conn| sqlx::query(ADD_PHOTO_SIZE)
                .bind(photo.id.uuid())
                .bind(size.code())
                .bind(bytes)
                .execute(conn)
                .await
                .map(drop))
            .during("add photo size")?;
        }
        Ok(true)
    }

    /// Drops a photo from a draft; `false` when it does not wait there.
    pub async fn drop_draft_photo(
        &mut self,
        draft: DraftId,
        photo: PhotoId,
    ) -> Result<bool, StoreError> {
        let mut dropped = 0;
        for text in [DROP_DRAFT_PHOTO_SIZES, DROP_DRAFT_PHOTO] {
            dropped = on!(self, |conn| sqlx::query(text)
                .bind(photo.uuid())
                .bind(draft.uuid())
                .execute(conn)
                .await
                .map(|done| done.rows_affected()))
            .during("drop draft photo")?;
        }
        Ok(dropped == 1)
    }
}

reads! {
    find_photo(id: PhotoId) -> Option<PhotoSummary>;
    find_photo_bytes(id: PhotoId, size: PhotoSize) -> Option<Vec<u8>>;
    list_draft_photos(draft: DraftId) -> Vec<PhotoSummary>;
    staged_bytes() -> i64;
    list_case_photos(case: CaseId) -> Vec<PhotoSummary>;
}

writes! {
    add_photo(photo: &NewPhoto<'_>, most: usize, now: Instant) -> bool;
    drop_draft_photo(draft: DraftId, photo: PhotoId) -> bool;
}
