//! Bombs: small files that would fill the memory of a server that believed
//! them. Alone in its process, so that the peak it reads is its own.
#![expect(
    clippy::unwrap_used,
    reason = "what makes a bomb may fail like a test does"
)]

use std::io::Write as _;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};
use pages::photos::Photos;

const MIB: u64 = 1024 * 1024;

fn chunk(name: [u8; 4], body: &[u8]) -> Vec<u8> {
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

/// 600 MiB of zeros in 600 kB, made a MiB at a time.
fn deflated_nothing() -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let nothing = vec![0; 1024 * 1024];
    for _ in 0..600 {
        encoder.write_all(&nothing).unwrap();
    }
    encoder.finish().unwrap()
}

fn png(width: u32, height: u32, extra: &[Vec<u8>], pixels: &[u8]) -> Vec<u8> {
    let head = [
        &width.to_be_bytes()[..],
        &height.to_be_bytes(),
        &[8, 2, 0, 0, 0],
    ]
    .concat();
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.extend(chunk(*b"IHDR", &head));
    bytes.extend(extra.concat());
    bytes.extend(chunk(*b"IDAT", pixels));
    bytes.extend(chunk(*b"IEND", b""));
    bytes
}

fn one_pixel() -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&[0, 1, 2, 3]).unwrap();
    encoder.finish().unwrap()
}

/// The most memory this process ever held, in bytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap();
    line.split_whitespace()
        .nth(1)
        .unwrap()
        .parse::<u64>()
        .unwrap()
        * 1024
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn bombs_are_refused_before_memory_is_spent() {
    let zeros = deflated_nothing();
    let profile = chunk(*b"iCCP", &[&b"p\0\0"[..], &zeros].concat());
    let words = chunk(*b"zTXt", &[&b"Comment\0\0"[..], &zeros].concat());
    let international = chunk(
        *b"iTXt",
        &[&b"XML:com.adobe.xmp\0\x01\0\0\0"[..], &zeros].concat(),
    );
    let bombs = [
        png(60_000, 60_000, &[], &zeros),
        png(1, 1, &[profile], &one_pixel()),
        png(1, 1, &[words], &one_pixel()),
        png(1, 1, &[international], &one_pixel()),
        png(4, 4, &[], &zeros),
    ];
    let photos = Photos::new(2);
    let before = peak();
    for bomb in bombs {
        // Taken or refused: what counts is what it cost.
        let _ = photos.take(bomb, 0).await;
    }
    let cost = peak() - before;
    assert!(
        cost <= 32 * MIB,
        "bombs of half a gigabyte cost {} MiB",
        cost / MIB
    );
}
