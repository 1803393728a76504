//! Pixels: decoded once, made smaller, set upright, put on white, encoded anew.
//! Nothing but pixels leaves this module, so nothing else of a file survives.

use std::io::Cursor;

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{PixelType, ResizeOptions, Resizer};
use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, GrayImage, ImageDecoder, Limits, RgbImage, RgbaImage};

use super::colours::to_srgb;
use super::header::check_area;
use super::kind::Kind;
use super::{LARGE_SIDE, LONGEST_SIDE, PhotoRefused};

/// JPEG quality: no difference is seen beside 95, at a third of the bytes.
const QUALITY: u8 = 82;
/// The most bytes a decoder may spend beside the pixels (profiles, texts, tables).
const SIDE_BYTES: u64 = 16 * 1024 * 1024;

/// The picture in its large size, upright, grey or in colours, without transparency.
///
/// # Errors
/// Refuses pictures that are too large, and those no decoder can read.
pub fn decode(kind: Kind, bytes: &[u8]) -> Result<DynamicImage, PhotoRefused> {
    let input = Cursor::new(bytes);
    match kind {
        Kind::Jpeg => read(JpegDecoder::new(input).map_err(broken)?),
        Kind::Png => read(PngDecoder::with_limits(input, limits()).map_err(broken)?),
        Kind::WebP => read(WebPDecoder::new(input).map_err(broken)?),
    }
}

fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(SIDE_BYTES);
    limits
}

fn read(mut decoder: impl ImageDecoder) -> Result<DynamicImage, PhotoRefused> {
    let (width, height) = decoder.dimensions();
    let each = u64::from(decoder.color_type().bytes_per_pixel());
    // What is neither grey nor plain colours is turned into four bytes per pixel beside it.
    let beside = if matches!(each, 1 | 3) { 0 } else { 4 };
    check_area(width, height, each + beside)?;
    decoder.set_limits(limits()).map_err(broken)?;
    // A picture with unreadable notes is shown as it lies.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let pixels = DynamicImage::from_decoder(decoder).map_err(broken)?;
    let mut picture = fitted(&on_white(pixels), LARGE_SIDE)?;
    if let (Some(profile), DynamicImage::ImageRgb8(colours)) = (profile, &mut picture) {
        to_srgb(colours, &profile);
    }
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// What shines through becomes white; sixteen bits become eight.
fn on_white(picture: DynamicImage) -> DynamicImage {
    if matches!(
        picture,
        DynamicImage::ImageLuma8(_) | DynamicImage::ImageRgb8(_)
    ) {
        return picture;
    }
    let mut picture = picture.into_rgba8();
    for pixel in picture.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0;
        let blend = |channel: u8| {
            let sum = u32::from(channel) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
            u8::try_from((sum + 127) / 255).expect("a mean of two bytes is a byte")
        };
        pixel.0 = [blend(red), blend(green), blend(blue), 255];
    }
    DynamicImage::ImageRgba8(picture)
}

/// The picture with no side longer than that, never larger than it was.
///
/// # Errors
/// Refuses pictures without pixels.
pub fn fitted(picture: &DynamicImage, side: u32) -> Result<DynamicImage, PhotoRefused> {
    let (width, height) = fit(picture.width(), picture.height(), side);
    let pixels = match picture {
        DynamicImage::ImageLuma8(_) => PixelType::U8,
        DynamicImage::ImageRgb8(_) => PixelType::U8x3,
        DynamicImage::ImageRgba8(_) => PixelType::U8x4,
        // `on_white` leaves only these three.
        _ => return Err(PhotoRefused::Broken),
    };
    let source = ImageRef::new(
        picture.width(),
        picture.height(),
        picture.as_bytes(),
        pixels,
    )
    .map_err(broken)?;
    let mut target = Image::new(width, height, pixels);
    // All alphas are full here, so they need no care.
    let options = ResizeOptions::new().use_alpha(false);
    Resizer::new()
        .resize(&source, &mut target, &options)
        .map_err(broken)?;
    let buffer = target.into_vec();
    match pixels {
        PixelType::U8 => GrayImage::from_raw(width, height, buffer).map(DynamicImage::ImageLuma8),
        PixelType::U8x3 => RgbImage::from_raw(width, height, buffer).map(DynamicImage::ImageRgb8),
        _ => RgbaImage::from_raw(width, height, buffer)
            .map(|picture| DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(picture).into_rgb8())),
    }
    .ok_or(PhotoRefused::Broken)
}

fn fit(width: u32, height: u32, side: u32) -> (u32, u32) {
    let longest = width.max(height);
    if longest <= side {
        return (width, height);
    }
    let scaled = |length: u32| {
        let rounded =
            (u64::from(length) * u64::from(side) + u64::from(longest) / 2) / u64::from(longest);
        u32::try_from(rounded).unwrap_or(side).max(1)
    };
    (scaled(width), scaled(height))
}

/// The picture as JPEG.
///
/// # Errors
/// Refuses what the encoder cannot write.
pub fn encode(picture: &DynamicImage) -> Result<Vec<u8>, PhotoRefused> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
    match picture {
        DynamicImage::ImageLuma8(grey) => encoder.encode_image(grey),
        DynamicImage::ImageRgb8(colours) => encoder.encode_image(colours),
        // `fitted` gives only these two.
        _ => return Err(PhotoRefused::Broken),
    }
    .map_err(broken)?;
    Ok(bytes)
}

/// Why a decoder gave up helps nobody who took a photo.
fn broken<E>(_: E) -> PhotoRefused {
    PhotoRefused::Broken
}
