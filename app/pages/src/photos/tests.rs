//! What comes in is judged, what goes out is pixels.

mod files;

use std::io::Cursor;

use domain::language::Language;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ImageEncoder as _, ImageFormat, Rgb, RgbImage};
use proptest::prelude::*;

use self::files::{
    chunk, exif, jpeg, jpeg_with, lossy_webp, png, png_of, segment, webp_extended, webp_of,
};
use super::header::check;
use super::kind::Kind;
use super::{
    LARGE_SIDE, MOST, Photo, PhotoRefused, Photos, SMALL_SIDE, WORKING_BYTES, develop, weight,
};
use crate::text;

fn shown(photo: &[u8]) -> DynamicImage {
    image::load_from_memory_with_format(photo, ImageFormat::Jpeg).unwrap()
}

fn holds(photo: &Photo, word: &[u8]) -> bool {
    let within = |bytes: &[u8]| bytes.windows(word.len()).any(|window| window == word);
    within(&photo.large) || within(&photo.small)
}

#[test]
fn a_large_photo_becomes_two_sizes_of_jpeg() {
    let photo = develop(&jpeg(&RgbImage::from_pixel(2400, 1200, Rgb([10, 120, 80])))).unwrap();
    assert_eq!((photo.width, photo.height), (LARGE_SIDE, LARGE_SIDE / 2));
    assert_eq!(shown(&photo.large).width(), LARGE_SIDE);
    assert_eq!(shown(&photo.small).width(), SMALL_SIDE);
    assert!(photo.small.len() < photo.large.len());
}

#[test]
fn a_small_photo_is_not_blown_up() {
    let photo = develop(&jpeg(&RgbImage::from_pixel(30, 20, Rgb([10, 120, 80])))).unwrap();
    assert_eq!((photo.width, photo.height), (30, 20));
    assert_eq!(shown(&photo.small).width(), 30);
}

#[test]
fn png_and_webp_become_jpeg_with_white_behind() {
    for bytes in [png_of([200, 0, 0, 0]), webp_of([200, 0, 0, 0])] {
        let photo = develop(&bytes).unwrap();
        let pixel = shown(&photo.large).to_rgb8().get_pixel(3, 3).0;
        assert!(pixel.iter().all(|channel| *channel > 250), "{pixel:?}");
    }
}

#[test]
fn sixteen_bits_and_grey_are_read_too() {
    let grey = image::GrayImage::from_pixel(9, 9, image::Luma([128]));
    let deep = image::ImageBuffer::from_pixel(9, 9, image::Rgba([65_535u16, 0, 0, 65_535]));
    for (picture, expected) in [
        (DynamicImage::ImageLuma8(grey), [128, 128, 128]),
        (DynamicImage::ImageRgba16(deep), [255, 0, 0]),
    ] {
        let photo = develop(&png(&picture)).unwrap();
        let pixel = shown(&photo.large).to_rgb8().get_pixel(4, 4).0;
        let near = pixel
            .iter()
            .zip(expected)
            .all(|(have, want)| have.abs_diff(want) < 6);
        assert!(near, "{pixel:?} is not {expected:?}");
    }
}

#[test]
fn the_place_and_the_owner_are_gone() {
    let with = jpeg_with(&[
        segment(0xe1, &exif(1)),
        segment(
            0xe1,
            b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>Li Na</x:xmpmeta>",
        ),
        segment(0xed, b"Photoshop 3.0\x008BIM Li Na"),
        segment(0xfe, b"taken by Li Na"),
    ]);
    assert!(with.windows(5).any(|window| window == b"Li Na"));
    assert!(with.windows(4).any(|window| window == b"Exif"));
    let photo = develop(&with).unwrap();
    for trace in [
        &b"Exif"[..],
        b"Li Na",
        b"xmpmeta",
        b"Photoshop",
        b"GPS",
        b"ICC_PROFILE",
    ] {
        assert!(
            !holds(&photo, trace),
            "{} is still there",
            String::from_utf8_lossy(trace)
        );
    }
}

#[test]
fn colours_stay_what_they_were_when_their_profile_goes() {
    let profile = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    let orange = RgbImage::from_pixel(64, 64, Rgb([200, 100, 50]));
    let in_jpeg = [b"ICC_PROFILE\0\x01\x01", &profile[..]].concat();
    let plain = jpeg(&orange);
    let jpeg = [&plain[..2], &segment(0xe2, &in_jpeg), &plain[2..]].concat();
    let mut png = Cursor::new(Vec::new());
    let mut encoder = PngEncoder::new(&mut png);
    encoder.set_icc_profile(profile.clone()).unwrap();
    orange.write_with_encoder(encoder).unwrap();
    let mut webp = Cursor::new(Vec::new());
    let mut encoder = WebPEncoder::new_lossless(&mut webp);
    encoder.set_icc_profile(profile).unwrap();
    orange.write_with_encoder(encoder).unwrap();
    for photo in [jpeg, png.into_inner(), webp.into_inner()] {
        let photo = develop(&photo).unwrap();
        assert!(!holds(&photo, b"ICC_PROFILE"));
        for size in [&photo.large, &photo.small] {
            let seen = shown(size).to_rgb8().get_pixel(9, 9).0;
            let near = seen
                .iter()
                .zip([215, 93, 31])
                .all(|(a, b)| a.abs_diff(b) < 6);
            assert!(near, "{seen:?}");
        }
    }
}

/// The four corners of a picture whose left half is red above blue, and right half green above white.
fn corners(picture: &DynamicImage) -> [char; 4] {
    let picture = picture.to_rgb8();
    let (right, bottom) = (picture.width() - 3, picture.height() - 3);
    [(3, 3), (right, 3), (3, bottom), (right, bottom)].map(|(x, y)| {
        match picture.get_pixel(x, y).0.map(|channel| channel > 128) {
            [true, false, false] => 'r',
            [false, true, false] => 'g',
            [false, false, true] => 'b',
            [true, true, true] => 'w',
            _ => '?',
        }
    })
}

#[test]
fn every_orientation_comes_out_upright() {
    // Top left, top right, bottom left, bottom right, after what EXIF asks for.
    let upright = [
        (1, "rgbw", (64, 32)),
        (2, "grwb", (64, 32)),
        (3, "wbgr", (64, 32)),
        (4, "bwrg", (64, 32)),
        (5, "rbgw", (32, 64)),
        (6, "brwg", (32, 64)),
        (7, "wgbr", (32, 64)),
        (8, "gwrb", (32, 64)),
    ];
    for (orientation, expected, size) in upright {
        let photo = develop(&jpeg_with(&[segment(0xe1, &exif(orientation))])).unwrap();
        assert_eq!(
            (photo.width, photo.height),
            size,
            "orientation {orientation}"
        );
        let seen = corners(&shown(&photo.large)).iter().collect::<String>();
        assert_eq!(seen, expected, "orientation {orientation}");
        let seen = corners(&shown(&photo.small)).iter().collect::<String>();
        assert_eq!(seen, expected, "orientation {orientation}, small");
    }
}

#[test]
fn other_kinds_are_refused_by_name() {
    let kinds: [(&[u8], PhotoRefused); 10] = [
        (b"", PhotoRefused::Empty),
        (b"GIF89a\x01\0\x01\0", PhotoRefused::Gif),
        (b"%PDF-1.7\n", PhotoRefused::Pdf),
        (b"\0\0\0\x18ftypheic\0\0\0\0", PhotoRefused::Heic),
        (b"\0\0\0\x18ftypavif\0\0\0\0", PhotoRefused::Heic),
        (b"\0\0\0\x18ftypmp42\0\0\0\0", PhotoRefused::Moving),
        (
            b"<?xml version='1.0'?><SVG onload='alert(1)'/>",
            PhotoRefused::Svg,
        ),
        (b"<html><script>alert(1)</script>", PhotoRefused::OtherKind),
        (b"PK\x03\x04", PhotoRefused::OtherKind),
        (b"\xff\xd8", PhotoRefused::OtherKind),
    ];
    for (bytes, refused) in kinds {
        assert_eq!(
            develop(bytes),
            Err(refused),
            "{}",
            String::from_utf8_lossy(bytes)
        );
    }
}

#[test]
fn what_hangs_on_a_photo_does_not_come_out() {
    let mut bytes = jpeg_with(&[segment(0xfe, b"<script>alert(1)</script>")]);
    bytes.extend_from_slice(b"PK\x03\x04<?php system('id'); ?><script>alert(2)</script>");
    let photo = develop(&bytes).unwrap();
    assert!(
        !holds(&photo, b"<script") && !holds(&photo, b"<?php") && !holds(&photo, b"PK\x03\x04")
    );
}

#[test]
fn a_head_that_promises_too_much_is_refused() {
    let giant = |width: u32, height: u32| {
        let head = [
            &width.to_be_bytes()[..],
            &height.to_be_bytes(),
            &[8, 2, 0, 0, 0],
        ]
        .concat();
        [
            &b"\x89PNG\r\n\x1a\n"[..],
            &chunk(*b"IHDR", &head),
            &chunk(*b"IEND", b""),
        ]
        .concat()
    };
    assert_eq!(
        develop(&giant(60_000, 60_000)),
        Err(PhotoRefused::TooManyPixels)
    );
    assert_eq!(
        develop(&giant(12_001, 10)),
        Err(PhotoRefused::TooManyPixels)
    );
    assert_eq!(
        develop(&giant(8_000, 8_000)),
        Err(PhotoRefused::TooManyPixels)
    );
    assert_eq!(develop(&giant(0, 10)), Err(PhotoRefused::Broken));
    assert_eq!(
        develop(&giant(u32::MAX, u32::MAX)),
        Err(PhotoRefused::TooManyPixels)
    );
}

#[test]
fn a_jpeg_that_promises_too_much_is_refused() {
    let sized = |marker: u8, width: u16, height: u16| {
        let mut bytes = jpeg(&RgbImage::from_pixel(16, 16, Rgb([1, 2, 3])));
        let at = bytes
            .windows(2)
            .position(|pair| pair == [0xff, 0xc0])
            .unwrap();
        bytes[at + 1] = marker;
        bytes[at + 5..at + 7].copy_from_slice(&height.to_be_bytes());
        bytes[at + 7..at + 9].copy_from_slice(&width.to_be_bytes());
        bytes
    };
    assert_eq!(
        develop(&sized(0xc0, 65_500, 65_500)),
        Err(PhotoRefused::TooManyPixels)
    );
    // Progressive pictures take three times the memory, so there the bound is lower.
    assert_eq!(
        develop(&sized(0xc2, 10_000, 5_000)),
        Err(PhotoRefused::TooManyPixels)
    );
    assert_eq!(develop(&sized(0xc0, 0, 16)), Err(PhotoRefused::Broken));
}

#[test]
fn a_webp_cannot_hide_a_larger_frame() {
    let bomb = webp_extended((100, 100), &[(*b"VP8 ", lossy_webp(16_383, 16_383))]);
    assert_eq!(develop(&bomb), Err(PhotoRefused::TooManyPixels));
    let other = webp_extended((100, 100), &[(*b"VP8 ", lossy_webp(101, 100))]);
    assert_eq!(develop(&other), Err(PhotoRefused::Broken));
    let film = webp_extended(
        (100, 100),
        &[(*b"ANIM", vec![0; 6]), (*b"ANMF", vec![0; 64])],
    );
    assert_eq!(develop(&film), Err(PhotoRefused::Moving));
}

#[test]
fn a_photo_cut_off_is_refused() {
    let whole = jpeg(&RgbImage::from_fn(64, 64, |x, y| {
        Rgb([
            x.to_le_bytes()[0].wrapping_mul(4),
            y.to_le_bytes()[0].wrapping_mul(4),
            9,
        ])
    }));
    for length in [4, 20, whole.len() / 2, whole.len() - 2] {
        assert_eq!(
            develop(&whole[..length]),
            Err(PhotoRefused::Broken),
            "{length} bytes of a JPEG"
        );
    }
    for whole in [png_of([1, 2, 3, 255]), webp_of([1, 2, 3, 255])] {
        for length in [12, 20, whole.len() / 2] {
            let refused = develop(&whole[..length]);
            assert_eq!(
                refused,
                Err(PhotoRefused::Broken),
                "{length} of {} bytes",
                whole.len()
            );
        }
    }
}

#[tokio::test]
async fn a_ninth_photo_and_a_giant_file_wait_for_nothing() {
    let photos = Photos::new(1);
    let bytes = jpeg(&RgbImage::from_pixel(8, 8, Rgb([1, 2, 3])));
    assert_eq!(
        photos.take(bytes.clone(), MOST).await,
        Err(PhotoRefused::TooMany)
    );
    assert_eq!(
        photos.take(vec![0xff; 15_000_001], 0).await,
        Err(PhotoRefused::TooLarge)
    );
    assert!(photos.take(bytes, MOST - 1).await.is_ok());
}

#[tokio::test]
async fn photos_sent_at_once_take_turns() {
    let photos = Photos::new(1);
    let bytes = jpeg(&RgbImage::from_pixel(300, 300, Rgb([1, 2, 3])));
    let one = photos.take(bytes.clone(), 0);
    let other = photos.take(bytes, 1);
    let (one, other) = tokio::join!(one, other);
    assert_eq!(one.unwrap().sha256, other.unwrap().sha256);
}

#[test]
fn two_of_the_largest_wait_for_each_other_and_those_of_phones_do_not() {
    let of_png = |width: u32, height: u32, depth: u8| {
        let mut bytes = png_of([1, 2, 3, 255]);
        bytes[16..20].copy_from_slice(&width.to_be_bytes());
        bytes[20..24].copy_from_slice(&height.to_be_bytes());
        bytes[24] = depth;
        weight(check(Kind::Png, &bytes).unwrap())
    };
    let of_jpeg = |width: u16, height: u16| {
        let mut bytes = jpeg(&RgbImage::from_pixel(16, 16, Rgb([1, 2, 3])));
        let at = bytes.windows(2).position(|pair| pair == [0xff, 0xc0]);
        let at = at.unwrap();
        bytes[at + 5..at + 7].copy_from_slice(&height.to_be_bytes());
        bytes[at + 7..at + 9].copy_from_slice(&width.to_be_bytes());
        weight(check(Kind::Jpeg, &bytes).unwrap())
    };
    let all = weight(WORKING_BYTES);
    assert_eq!(all, 320);
    assert!(2 * of_png(6_400, 6_400, 8) > all);
    assert!(2 * of_png(5_100, 5_100, 16) > all);
    assert_eq!(
        of_png(10_000, 6_000, 16),
        all,
        "it waits for all, and is not refused for it"
    );
    assert!(2 * of_jpeg(8_064, 6_048) <= all, "48 megapixels");
    assert!(of_png(1_000, 1_000, 8) <= 8);
}

#[tokio::test]
async fn what_a_photo_took_is_given_back_whatever_became_of_it() {
    let photos = Photos::new(2);
    let free = photos.memory.available_permits();
    let good = jpeg(&RgbImage::from_pixel(8, 8, Rgb([1, 2, 3])));
    let mut bad = png_of([1, 2, 3, 255]);
    bad.truncate(60);
    assert!(photos.take(good, 0).await.is_ok());
    assert_eq!(photos.take(bad, 0).await, Err(PhotoRefused::Broken));
    assert_eq!(photos.memory.available_permits(), free);
    assert_eq!(photos.permits.available_permits(), 2);
}

#[test]
fn every_refusal_says_what_to_do_in_three_languages() {
    for refused in PhotoRefused::ALL {
        for language in Language::ALL {
            let message = text::photos::find(language, refused.code());
            assert!(
                message.is_some_and(|message| !message.is_empty()),
                "{}",
                refused.code()
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn random_bytes_never_panic(kind in 0..4usize, tail in prop::collection::vec(any::<u8>(), 0..400)) {
        let heads: [&[u8]; 4] =
            [b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", b"RIFF\x10\0\0\0WEBPVP8 "];
        let _ = develop(&[heads[kind], &tail].concat());
    }

    #[test]
    fn a_bitten_photo_never_panics(
        kind in 0..4usize, bites in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
    ) {
        let mut bytes = match kind {
            0 => jpeg_with(&[segment(0xe1, &exif(6))]),
            1 => png_of([1, 200, 3, 100]),
            2 => webp_of([1, 200, 3, 100]),
            _ => webp_extended((16, 16), &[(*b"VP8 ", lossy_webp(16, 16))]),
        };
        for (at, byte) in bites {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = develop(&bytes);
    }
}
