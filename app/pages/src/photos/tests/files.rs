//! Files made by hand, byte by byte, so that they can lie.

use std::io::Cursor;

use flate2::Crc;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

/// A picture as JPEG.
pub fn jpeg(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 95)
        .encode_image(picture)
        .unwrap();
    bytes
}

/// A picture 64 wide and 32 high with a colour in each corner, as JPEG with
/// these segments behind its first mark.
pub fn jpeg_with(segments: &[Vec<u8>]) -> Vec<u8> {
    let picture = RgbImage::from_fn(64, 32, |x, y| match (x < 32, y < 16) {
        (true, true) => Rgb([255, 0, 0]),
        (false, true) => Rgb([0, 255, 0]),
        (true, false) => Rgb([0, 0, 255]),
        (false, false) => Rgb([255, 255, 255]),
    });
    let plain = jpeg(&picture);
    [&plain[..2], &segments.concat(), &plain[2..]].concat()
}

/// A segment of a JPEG.
pub fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).unwrap();
    [&[0xff, marker][..], &length.to_be_bytes(), body].concat()
}

/// What a phone writes: how it was held, whose it is, and where it was.
pub fn exif(orientation: u16) -> Vec<u8> {
    let mut body = b"Exif\0\0MM\0\x2a\0\0\0\x08".to_vec();
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        [
            &tag.to_be_bytes()[..],
            &kind.to_be_bytes(),
            &count.to_be_bytes(),
            &value,
        ]
        .concat()
    };
    let [high, low] = orientation.to_be_bytes();
    body.extend(3u16.to_be_bytes());
    body.extend(entry(0x0112, 3, 1, [high, low, 0, 0]));
    // The owner's name, from byte 50 on; the place, from byte 58 on.
    body.extend(entry(0x013b, 2, 8, 50u32.to_be_bytes()));
    body.extend(entry(0x8825, 4, 1, 58u32.to_be_bytes()));
    body.extend(0u32.to_be_bytes());
    body.extend(b"Li Na\0\0\0");
    body.extend(2u16.to_be_bytes());
    body.extend(entry(0x0001, 2, 2, *b"N\0\0\0"));
    body.extend(entry(0x001d, 2, 4, *b"GPS\0"));
    body.extend(0u32.to_be_bytes());
    body
}

/// A picture as PNG.
pub fn png(picture: &DynamicImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// A PNG of one colour.
pub fn png_of(colour: [u8; 4]) -> Vec<u8> {
    png(&DynamicImage::ImageRgba8(RgbaImage::from_pixel(
        16,
        16,
        Rgba(colour),
    )))
}

/// A WebP of one colour.
pub fn webp_of(colour: [u8; 4]) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = DynamicImage::ImageRgba8(RgbaImage::from_pixel(16, 16, Rgba(colour)));
    picture.write_to(&mut bytes, ImageFormat::WebP).unwrap();
    bytes.into_inner()
}

/// A chunk of a PNG, with the checksum it needs to be believed.
pub fn chunk(name: [u8; 4], body: &[u8]) -> Vec<u8> {
    let mut sum = Crc::new();
    sum.update(&name);
    sum.update(body);
    let length = u32::try_from(body.len()).unwrap();
    [
        &length.to_be_bytes()[..],
        &name,
        body,
        &sum.sum().to_be_bytes(),
    ]
    .concat()
}

/// The head of a lossy frame of that size, and nothing behind it.
pub fn lossy_webp(width: u16, height: u16) -> Vec<u8> {
    let head = [0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a];
    [
        &head[..],
        &width.to_le_bytes(),
        &height.to_le_bytes(),
        &[0; 64],
    ]
    .concat()
}

/// A WebP in the extended form, with these chunks.
pub fn webp_extended((width, height): (u32, u32), chunks: &[([u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut head = vec![0; 4];
    head.extend_from_slice(&(width - 1).to_le_bytes()[..3]);
    head.extend_from_slice(&(height - 1).to_le_bytes()[..3]);
    let mut body = b"WEBP".to_vec();
    for (name, content) in std::iter::once(&(*b"VP8X", head)).chain(chunks) {
        body.extend_from_slice(name);
        body.extend_from_slice(&u32::try_from(content.len()).unwrap().to_le_bytes());
        body.extend_from_slice(content);
        if content.len() % 2 == 1 {
            body.push(0);
        }
    }
    let length = u32::try_from(body.len()).unwrap().to_le_bytes();
    [&b"RIFF"[..], &length, &body].concat()
}
