//! What a file claims of itself, read before any decoder sees it.
//!
//! Decoders check the size that the file's head claims; two kinds of file can
//! claim a second one further in: a WebP in its inner frame, a JPEG by being
//! progressive, which takes three times the memory. Both are looked at here.

use super::kind::Kind;
use super::{LONGEST_SIDE, MOST_PIXELS, PhotoRefused, WORKING_BYTES};

/// Checks the head of a file; the most bytes that decoding it can take.
///
/// # Errors
/// Refuses what is too large to decode, what moves, and what is cut off.
pub fn check(kind: Kind, bytes: &[u8]) -> Result<u64, PhotoRefused> {
    match kind {
        Kind::Jpeg => check_jpeg(bytes),
        Kind::WebP => check_webp(bytes),
        Kind::Png => check_png(bytes),
    }
}

/// Checks the size of a picture; `each` is the number of bytes that decoding takes per pixel.
/// How many these are in all.
///
/// # Errors
/// Refuses pictures with too many pixels, and those with none.
pub fn check_area(width: u32, height: u32, each: u64) -> Result<u64, PhotoRefused> {
    if width == 0 || height == 0 {
        return Err(PhotoRefused::Broken);
    }
    let pixels = u64::from(width) * u64::from(height);
    let too_long = width > LONGEST_SIDE || height > LONGEST_SIDE;
    let bytes = pixels.saturating_mul(each);
    if too_long || pixels > MOST_PIXELS || bytes > WORKING_BYTES {
        return Err(PhotoRefused::TooManyPixels);
    }
    Ok(bytes)
}

/// The first chunk of a PNG tells its size, and whether a channel has sixteen bits. What
/// else it holds is turned into four bytes per pixel beside what is decoded.
fn check_png(bytes: &[u8]) -> Result<u64, PhotoRefused> {
    if bytes.get(12..16) != Some(b"IHDR") {
        return Err(PhotoRefused::Broken);
    }
    let width = number(bytes, 16, 4).ok_or(PhotoRefused::Broken)?;
    let height = number(bytes, 20, 4).ok_or(PhotoRefused::Broken)?;
    let most = if bytes.get(24) == Some(&16) { 3 } else { 2 };
    let bytes = check_area(width, height, 4)?;
    // Whether it is that much is seen by the decoder, which refuses what is more.
    Ok((most * bytes).min(WORKING_BYTES))
}

/// Walks the segments of a JPEG up to its pixels.
fn check_jpeg(bytes: &[u8]) -> Result<u64, PhotoRefused> {
    let mut at = 2;
    let mut most = None;
    loop {
        // Any number of 0xff may stand before a marker.
        while bytes.get(at) == Some(&0xff) && bytes.get(at + 1) == Some(&0xff) {
            at += 1;
        }
        let (Some(0xff), Some(&marker)) = (bytes.get(at), bytes.get(at + 1)) else {
            return Err(PhotoRefused::Broken);
        };
        at += 2;
        match marker {
            0x01 | 0xd0..=0xd8 => continue,
            0xda => break,
            _ => {}
        }
        let length = number(bytes, at, 2).ok_or(PhotoRefused::Broken)?;
        if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            let height = number(bytes, at + 3, 2).ok_or(PhotoRefused::Broken)?;
            let width = number(bytes, at + 5, 2).ok_or(PhotoRefused::Broken)?;
            let channels = u64::from(*bytes.get(at + 7).ok_or(PhotoRefused::Broken)?);
            // Progressive pictures keep two more bytes of every channel until the end.
            let progressive = if marker == 0xc2 { channels * 2 } else { 0 };
            let bytes = check_area(width, height, channels.max(1) + progressive)?;
            most = most.max(Some(bytes));
        }
        at += usize::try_from(length).map_err(|_| PhotoRefused::Broken)?;
    }
    // Pixels never contain the end mark; without it the picture is cut off.
    let ends = bytes[at.min(bytes.len())..]
        .windows(2)
        .any(|pair| pair == [0xff, 0xd9]);
    most.filter(|_| ends).ok_or(PhotoRefused::Broken)
}

/// Walks the chunks of a WebP: each frame must have the size of the whole.
fn check_webp(bytes: &[u8]) -> Result<u64, PhotoRefused> {
    let mut at = 12;
    let mut most = 0;
    let mut canvas = None;
    let mut framed = false;
    while let Some(name) = bytes.get(at..at + 4) {
        let length = little(bytes, at + 4, 4).ok_or(PhotoRefused::Broken)?;
        let body = at + 8;
        let size = match name {
            b"ANIM" | b"ANMF" => return Err(PhotoRefused::Moving),
            b"VP8X" => {
                let width = little(bytes, body + 4, 3).ok_or(PhotoRefused::Broken)? + 1;
                let height = little(bytes, body + 7, 3).ok_or(PhotoRefused::Broken)? + 1;
                Some((width, height))
            }
            b"VP8 " => {
                framed = true;
                let width = little(bytes, body + 6, 2).ok_or(PhotoRefused::Broken)? & 0x3fff;
                let height = little(bytes, body + 8, 2).ok_or(PhotoRefused::Broken)? & 0x3fff;
                Some((width, height))
            }
            b"VP8L" => {
                framed = true;
                let sides = little(bytes, body + 1, 4).ok_or(PhotoRefused::Broken)?;
                Some(((sides & 0x3fff) + 1, (sides >> 14 & 0x3fff) + 1))
            }
            _ => None,
        };
        if let Some((width, height)) = size {
            // Four for the result, four for what the decoder keeps beside it.
            most = check_area(width, height, 8)?;
            if canvas.is_some_and(|canvas| canvas != (width, height)) {
                return Err(PhotoRefused::Broken);
            }
            canvas = Some((width, height));
        }
        let length = usize::try_from(length).map_err(|_| PhotoRefused::Broken)?;
        at = body.saturating_add(length).saturating_add(length % 2);
        if framed && body.saturating_add(length) > bytes.len() {
            return Err(PhotoRefused::Broken);
        }
    }
    if framed {
        Ok(most)
    } else {
        Err(PhotoRefused::Broken)
    }
}

/// A number of up to four bytes, the highest first.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<u32> {
    let digits = bytes.get(at..at + length)?;
    Some(
        digits
            .iter()
            .fold(0, |sum, byte| sum << 8 | u32::from(*byte)),
    )
}

/// A number of up to four bytes, the lowest first.
fn little(bytes: &[u8], at: usize, length: usize) -> Option<u32> {
    let digits = bytes.get(at..at + length)?;
    Some(
        digits
            .iter()
            .rev()
            .fold(0, |sum, byte| sum << 8 | u32::from(*byte)),
    )
}
