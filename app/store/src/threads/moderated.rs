//! What moderation did in the threads of a place, as moments without anybody's name.

use domain::id::{PlaceId, ThreadId};
use domain::instant::Instant;
use sqlx::FromRow;

use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::row::Spot;
use crate::statements::sql;
use crate::{Conn, Writer};

sql! {
    LIST_MODERATED = "SELECT w.what, w.at
        FROM (
            SELECT 'flagged' AS what, thread, at FROM flags
            UNION ALL SELECT what, thread, at FROM moderated
        ) w
        JOIN threads t ON t.id = w.thread
        JOIN place_paths d ON d.descendant = t.place AND d.ancestor = $1
        WHERE w.at >= $2
        ORDER BY w.at DESC
        LIMIT $3";
    // Flags are not noted while what they are on is there: one that is taken back is gone.
    NOTE_MODERATED = "INSERT INTO moderated (thread, what, at) VALUES ($1, $2, $3)";
}

/// Something that moderation did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Did {
    /// Somebody flagged something.
    Flagged,
    /// Three households hid it for now.
    Hidden,
    /// Somebody looked at it and let it stand.
    Kept,
    /// It was removed by a rule.
    Removed,
    /// Its author appealed.
    Appealed,
    /// The appeal put it back.
    Restored,
    /// The removal stayed.
    Upheld,
}

impl Did {
    /// All of them, in the order of the public table.
    pub const ALL: [Self; 7] = [
        Self::Flagged,
        Self::Hidden,
        Self::Kept,
        Self::Removed,
        Self::Appealed,
        Self::Restored,
        Self::Upheld,
    ];

    /// The stable code kept in the database; of a flag only where it went with what it was on.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Flagged => "flagged",
            Self::Hidden => "hidden",
            Self::Kept => "kept",
            Self::Removed => "removed",
            Self::Appealed => "appealed",
            Self::Restored => "restored",
            Self::Upheld => "upheld",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

#[derive(FromRow)]
struct DidRow {
    what: String,
    at: i64,
}

impl Conn<'_> {
    /// What moderation did in the threads of `place` and of what lies in it since a
    /// moment, the latest first, at most `limit`.
    pub async fn list_moderated(
        &mut self,
        place: PlaceId,
        since: Instant,
        limit: i64,
    ) -> Result<Vec<(Did, Instant)>, StoreError> {
        let rows: Vec<DidRow> = on!(self, |conn| sqlx::query_as(LIST_MODERATED)
            .bind(place.uuid())
            .bind(since.micros())
            .bind(limit)
            .fetch_all(conn)
            .await)
        .during("list what moderation did")?;
        let spot = Spot::new("flagged", place.uuid());
        let read = |row: DidRow| {
            let did = spot.word("what", &row.what, Did::from_code)?;
            Ok((did, Instant::from_micros(row.at)))
        };
        rows.into_iter().map(read).collect()
    }
}

impl Writer {
    /// Adds a line for what moderation did, so that it counts whatever comes after it.
    pub(super) async fn note_moderated(
        &mut self,
        thread: ThreadId,
        did: Did,
        at: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(NOTE_MODERATED)
            .bind(thread.uuid())
            .bind(did.code())
            .bind(at.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("note what moderation did")
    }
}

reads! {
    list_moderated(place: PlaceId, since: Instant, limit: i64) -> Vec<(Did, Instant)>;
}
