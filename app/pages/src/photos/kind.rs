//! What kind of file something is, by its first bytes. The name of a file and
//! what a browser says of it are not asked: both are easily wrong.

use super::PhotoRefused;

/// The kinds that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    WebP,
}

impl Kind {
    /// The kind of a file.
    ///
    /// # Errors
    /// Names the kinds that people often have by mistake, so that the answer can tell what to do.
    pub fn of(bytes: &[u8]) -> Result<Self, PhotoRefused> {
        if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
            return Ok(Self::Jpeg);
        }
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Ok(Self::Png);
        }
        if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            return Ok(Self::WebP);
        }
        Err(refused(bytes))
    }
}

fn refused(bytes: &[u8]) -> PhotoRefused {
    const STILLS: [&[u8]; 8] = [
        b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis",
    ];
    const FILMS: [&[u8]; 7] = [
        b"isom", b"iso2", b"mp41", b"mp42", b"qt  ", b"M4V ", b"3gp4",
    ];
    if bytes.get(4..8) == Some(b"ftyp") {
        return match bytes.get(8..12) {
            Some(brand) if STILLS.contains(&brand) => PhotoRefused::Heic,
            Some(brand) if FILMS.contains(&brand) => PhotoRefused::Moving,
            _ => PhotoRefused::OtherKind,
        };
    }
    if bytes.starts_with(b"GIF8") {
        return PhotoRefused::Gif;
    }
    if bytes.starts_with(b"%PDF") {
        return PhotoRefused::Pdf;
    }
    if bytes.starts_with(&[0x1a, 0x45, 0xdf, 0xa3]) {
        return PhotoRefused::Moving;
    }
    let head = &bytes[..bytes.len().min(1024)];
    let drawing = head
        .windows(4)
        .any(|word| word.eq_ignore_ascii_case(b"<svg"));
    if drawing {
        PhotoRefused::Svg
    } else {
        PhotoRefused::OtherKind
    }
}
