//! Photos that residents and committees send: checked before memory is spent,
//! then made anew from their pixels alone.
//!
//! What comes out is always JPEG in two sizes, upright, without the place, the
//! camera and the owner that phones write into a file, and without whatever
//! else stood in it. What kinds there are is decided by `kind`, what a file
//! claims of itself before it is decoded by `header`, the pixels by `picture`.
//! Where photos are kept is the store's matter.
//!
//! Memory: at most `permits` photos are decoded at a time, however many are sent, and all
//! together in at most [`WORKING_BYTES`]: two of the largest wait for each other, those of
//! ordinary phones do not.

mod colours;
mod header;
mod kind;
mod picture;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use sha2::{Digest, Sha256};
use thiserror::Error;
use tokio::sync::{AcquireError, Semaphore};
use tokio::time::timeout;

use self::kind::Kind;

/// The most photos of one report.
pub const MOST: usize = 8;
/// The most bytes of one photo as it is sent.
pub const LARGEST_BYTES: usize = 15_000_000;
/// The most pixels on one side.
pub const LONGEST_SIDE: u32 = 12_000;
/// The most pixels in all: what today's phones take at their finest.
pub const MOST_PIXELS: u64 = 60_000_000;
/// The most bytes that decoding one photo may take, and all of them together.
pub const WORKING_BYTES: u64 = 320 * MIB;
const MIB: u64 = 1024 * 1024;
/// The longest side of the large size, in pixels.
pub const LARGE_SIDE: u32 = 1600;
/// The longest side of the small size, in pixels.
pub const SMALL_SIDE: u32 = 480;
/// The most bytes that photos of people without an account take before they are
/// sent, unless the operator says otherwise.
const ROOM_BYTES: i64 = 2_000_000_000;
/// How long a photo waits for its turn.
const PATIENCE: Duration = Duration::from_secs(20);

/// A photo as it is kept and shown: JPEG, upright, without metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Photo {
    /// The width of the large size in pixels.
    pub width: u32,
    /// The height of the large size in pixels.
    pub height: u32,
    /// The large size: at most [`LARGE_SIDE`] pixels long.
    pub large: Vec<u8>,
    /// The small size: at most [`SMALL_SIDE`] pixels long.
    pub small: Vec<u8>,
    /// SHA-256 of the large size.
    pub sha256: [u8; 32],
}

/// Why a photo was not taken.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum PhotoRefused {
    /// There is nothing in the file.
    #[error("the file is empty")]
    Empty,
    /// The file has more bytes than [`LARGEST_BYTES`].
    #[error("the file is too large")]
    TooLarge,
    /// The picture has more pixels than can be worked with.
    #[error("the picture has too many pixels")]
    TooManyPixels,
    /// There are [`MOST`] photos already.
    #[error("there are enough photos")]
    TooMany,
    /// HEIC or AVIF.
    #[error("HEIC is not taken")]
    Heic,
    /// A GIF.
    #[error("GIF is not taken")]
    Gif,
    /// A drawing in SVG.
    #[error("SVG is not taken")]
    Svg,
    /// A PDF.
    #[error("PDF is not taken")]
    Pdf,
    /// A picture that moves.
    #[error("moving pictures are not taken")]
    Moving,
    /// Nothing that can be shown.
    #[error("not a picture")]
    OtherKind,
    /// A picture that is damaged or cut off.
    #[error("the picture is damaged")]
    Broken,
    /// Too many photos are being read at this moment.
    #[error("too many photos at once")]
    Busy,
    /// Too many photos came from one address in a short time.
    #[error("too many photos in a short time")]
    TooOften,
    /// The room for photos of people without an account is taken.
    #[error("no room for photos that nobody has sent")]
    NoRoom,
}

impl PhotoRefused {
    /// All refusals.
    pub const ALL: [Self; 14] = [
        Self::Empty,
        Self::TooLarge,
        Self::TooManyPixels,
        Self::TooMany,
        Self::Heic,
        Self::Gif,
        Self::Svg,
        Self::Pdf,
        Self::Moving,
        Self::OtherKind,
        Self::Broken,
        Self::Busy,
        Self::TooOften,
        Self::NoRoom,
    ];

    /// The stable code, the key of its message in `text/photos.toml`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "photo-empty",
            Self::TooLarge => "photo-too-large",
            Self::TooManyPixels => "photo-too-many-pixels",
            Self::TooMany => "photo-too-many",
            Self::Heic => "photo-heic",
            Self::Gif => "photo-gif",
            Self::Svg => "photo-svg",
            Self::Pdf => "photo-pdf",
            Self::Moving => "photo-moving",
            Self::OtherKind => "photo-other-kind",
            Self::Broken => "photo-broken",
            Self::Busy => "photo-busy",
            Self::TooOften => "photo-too-often",
            Self::NoRoom => "photo-no-room",
        }
    }
}

/// Reads photos, a few at a time.
#[derive(Clone, Debug)]
pub struct Photos {
    permits: Arc<Semaphore>,
    /// What decoding may take, in MiB.
    memory: Arc<Semaphore>,
    room: i64,
}

impl Photos {
    /// Reads at most `permits` photos at a time, and at least one.
    pub fn new(permits: usize) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(permits.max(1))),
            memory: Arc::new(Semaphore::new(usize::from(weight(WORKING_BYTES)))),
            room: ROOM_BYTES,
        }
    }

    /// The same with another room for photos of people without an account.
    #[must_use]
    pub fn with_room(self, bytes: i64) -> Self {
        Self {
            room: bytes,
            ..self
        }
    }

    /// Whether a photo of somebody without an account has room beside those
    /// bytes that wait already.
    pub const fn has_room(&self, staged_bytes: i64) -> bool {
        staged_bytes < self.room
    }

    /// Makes the photo that is kept from the bytes that were sent; `already` is
    /// the number of photos the report has.
    ///
    /// # Errors
    /// Says why the photo cannot be taken, before memory is spent on it.
    pub async fn take<B>(&self, bytes: B, already: usize) -> Result<Photo, PhotoRefused>
    where
        B: AsRef<[u8]> + Send + 'static,
    {
        if already >= MOST {
            return Err(PhotoRefused::TooMany);
        }
        check_size(bytes.as_ref())?;
        // Before the turn: a wrong kind need not wait.
        let kind = Kind::of(bytes.as_ref())?;
        let look = tokio::task::spawn_blocking(move || {
            let needed = header::check(kind, bytes.as_ref());
            (bytes, needed)
        });
        let (bytes, needed) = look.await.map_err(|_| PhotoRefused::Broken)?;
        let needed = u32::from(weight(needed?));
        let turn = async {
            let permit = Arc::clone(&self.permits).acquire_owned().await?;
            let memory = Arc::clone(&self.memory).acquire_many_owned(needed).await?;
            Ok::<_, AcquireError>((permit, memory))
        };
        let Ok(Ok(turn)) = timeout(PATIENCE, turn).await else {
            return Err(PhotoRefused::Busy);
        };
        // A browser that hangs up drops this future, but not the work: so the work holds the turn.
        let work = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            develop(bytes.as_ref())
        });
        // A decoder that panics has met a damaged picture.
        work.await.unwrap_or(Err(PhotoRefused::Broken))
    }
}

/// So many bytes in MiB, rounded up; no more than there are.
fn weight(bytes: u64) -> u16 {
    let whole = bytes.min(WORKING_BYTES).div_ceil(MIB);
    u16::try_from(whole).unwrap_or(u16::MAX)
}

fn check_size(bytes: &[u8]) -> Result<(), PhotoRefused> {
    match bytes.len() {
        0 => Err(PhotoRefused::Empty),
        1..=LARGEST_BYTES => Ok(()),
        _ => Err(PhotoRefused::TooLarge),
    }
}

/// From bytes to a photo, step by step, each cheaper than the next.
fn develop(bytes: &[u8]) -> Result<Photo, PhotoRefused> {
    check_size(bytes)?;
    let kind = Kind::of(bytes)?;
    header::check(kind, bytes)?;
    let large = picture::decode(kind, bytes)?;
    let small = picture::fitted(&large, SMALL_SIDE)?;
    let encoded = picture::encode(&large)?;
    Ok(Photo {
        width: large.width(),
        height: large.height(),
        sha256: Sha256::digest(&encoded).into(),
        large: encoded,
        small: picture::encode(&small)?,
    })
}
