//! A small canvas for the demo's pictures: areas with smooth edges, light, and
//! the grain of a phone's camera. Whoever draws counts from the upper left, 960
//! to the right and 720 down.

use anyhow::Context as _;
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder as _};

/// Width of a picture in pixels.
const WIDTH: usize = 720;
/// Height of a picture in pixels.
const HEIGHT: usize = 540;
/// Pixels for each unit of whoever draws.
const SCALE: f32 = 0.75;
/// Lines looked at within one row of pixels.
const LINES: usize = 3;
/// High, because the picture is encoded once more when it is taken in.
const QUALITY: u8 = 95;

/// Red, green and blue, from 0 to 255.
pub type Colour = [f32; 3];
/// Right and down.
pub type Spot = (f32, f32);

/// A picture under way.
#[derive(Clone, Debug)]
pub struct Canvas {
    pixels: Vec<Colour>,
}

impl Canvas {
    /// A canvas that passes from one colour at the top to another at the bottom.
    pub fn new(top: Colour, bottom: Colour) -> Self {
        let mut pixels = Vec::with_capacity(WIDTH * HEIGHT);
        for row in 0..HEIGHT {
            let colour = mixed(top, bottom, real(row) / real(HEIGHT));
            pixels.extend(std::iter::repeat_n(colour, WIDTH));
        }
        Self { pixels }
    }

    /// Fills the area inside `corners`.
    pub fn area(&mut self, corners: &[Spot], colour: Colour) {
        self.tint(corners, colour, 1.0);
    }

    /// Lays a colour over the area inside `corners`: 0 invisible, 1 opaque.
    pub fn tint(&mut self, corners: &[Spot], colour: Colour, strength: f32) {
        let corners: Vec<Spot> = corners
            .iter()
            .map(|(x, y)| (x * SCALE, y * SCALE))
            .collect();
        let (mut west, mut north) = (real(WIDTH), real(HEIGHT));
        let (mut east, mut south) = (0.0_f32, 0.0_f32);
        for (x, y) in &corners {
            (west, east) = (west.min(*x), east.max(*x));
            (north, south) = (north.min(*y), south.max(*y));
        }
        let columns = cell(west)..(cell(east) + 2).min(WIDTH);
        let mut crossings = Vec::new();
        let mut steps = vec![0.0_f32; WIDTH + 1];
        for row in cell(north)..cell(south.ceil()).min(HEIGHT) {
            for line in 0..LINES {
                let at = real(row) + (real(line) + 0.5) / real(LINES);
                cross(&corners, at, &mut crossings);
                for pair in crossings.chunks_exact(2) {
                    cover(&mut steps, pair[0], pair[1]);
                }
            }
            let pixels = &mut self.pixels[row * WIDTH..(row + 1) * WIDTH];
            if let Some(pixels) = pixels.get_mut(columns.clone()) {
                lay(pixels, &steps[columns.clone()], colour, strength);
            }
            steps.fill(0.0);
        }
    }

    /// A rectangle from its upper left corner.
    pub fn rect(&mut self, (x, y): Spot, (width, height): Spot, colour: Colour) {
        self.area(
            &[
                (x, y),
                (x + width, y),
                (x + width, y + height),
                (x, y + height),
            ],
            colour,
        );
    }

    /// A disc, flattened by `flat` (1 is round).
    pub fn disc(&mut self, middle: Spot, radius: f32, flat: f32, colour: Colour) {
        self.area(&around(middle, radius, flat), colour);
    }

    /// A ring of some thickness.
    pub fn ring(&mut self, middle: Spot, radius: f32, thick: f32, colour: Colour) {
        let rim = around(middle, radius, 1.0);
        for pair in rim.windows(2) {
            self.stroke(pair[0], pair[1], thick, colour);
        }
        if let (Some(first), Some(last)) = (rim.first(), rim.last()) {
            self.stroke(*last, *first, thick, colour);
        }
    }

    /// A straight line of some thickness.
    pub fn stroke(&mut self, from: Spot, to: Spot, thick: f32, colour: Colour) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy).max(0.001);
        let (nx, ny) = (-dy / length * thick / 2.0, dx / length * thick / 2.0);
        self.area(
            &[
                (from.0 + nx, from.1 + ny),
                (to.0 + nx, to.1 + ny),
                (to.0 - nx, to.1 - ny),
                (from.0 - nx, from.1 - ny),
            ],
            colour,
        );
    }

    /// Light (or, with a dark colour, shade) that fades out from its middle.
    pub fn glow(&mut self, middle: Spot, radius: f32, colour: Colour, strength: f32) {
        let (middle, radius) = ((middle.0 * SCALE, middle.1 * SCALE), radius * SCALE);
        let rows = cell(middle.1 - radius)..cell(middle.1 + radius).min(HEIGHT);
        for row in rows {
            let columns = cell(middle.0 - radius)..cell(middle.0 + radius).min(WIDTH);
            for column in columns {
                let far = (real(column) - middle.0).hypot(real(row) - middle.1) / radius;
                if far < 1.0 {
                    let pixel = &mut self.pixels[row * WIDTH + column];
                    *pixel = mixed(*pixel, colour, (1.0 - far) * (1.0 - far) * strength);
                }
            }
        }
    }

    /// The picture as a JPEG file, with grain, and darker towards its corners.
    ///
    /// # Errors
    /// When it cannot be encoded.
    pub fn develop(mut self, grain: f32) -> anyhow::Result<Vec<u8>> {
        let mut noise = 0x9e37_79b9_u32;
        let middle = (real(WIDTH) / 2.0, real(HEIGHT) / 2.0);
        let mut bytes = Vec::with_capacity(WIDTH * HEIGHT * 3);
        for (at, pixel) in self.pixels.iter_mut().enumerate() {
            // Xorshift: the same picture in every run.
            noise ^= noise << 13;
            noise ^= noise >> 17;
            noise ^= noise << 5;
            let speck = (f32::from(noise.to_le_bytes()[1]) / 255.0 - 0.5) * grain;
            let x = (real(at % WIDTH) - middle.0) / middle.0;
            let y = (real(at / WIDTH) - middle.1) / middle.1;
            let corner = 1.0 - 0.13 * (x * x + y * y);
            bytes.extend(pixel.map(|channel| byte(channel * corner + speck)));
        }
        let (width, height) = (u32::try_from(WIDTH)?, u32::try_from(HEIGHT)?);
        let mut file = Vec::new();
        JpegEncoder::new_with_quality(&mut file, QUALITY)
            .write_image(&bytes, width, height, ExtendedColorType::Rgb8)
            .context("encode a picture of the demo")?;
        Ok(file)
    }
}

/// Lays a colour over pixels of one row, as far as the running sum of `steps` says.
fn lay(pixels: &mut [Colour], steps: &[f32], colour: Colour, strength: f32) {
    let mut covered = 0.0;
    for (pixel, step) in pixels.iter_mut().zip(steps) {
        covered += step;
        if covered > 0.996 && strength > 0.996 {
            *pixel = colour;
        } else if covered > 0.004 {
            *pixel = mixed(*pixel, colour, covered.min(1.0) * strength);
        }
    }
}

/// Where a horizontal line crosses the edges of an area, from left to right.
fn cross(corners: &[Spot], y: f32, crossings: &mut Vec<f32>) {
    crossings.clear();
    let next = corners.iter().cycle().skip(1);
    for (from, to) in corners.iter().zip(next) {
        if (from.1 > y) != (to.1 > y) {
            crossings.push(from.0 + (y - from.1) / (to.1 - from.1) * (to.0 - from.0));
        }
    }
    crossings.sort_by(f32::total_cmp);
}

/// Adds one line from `from` to `to` to the steps of a row: each step is how
/// much more of this pixel is covered than of the one before.
fn cover(steps: &mut [f32], from: f32, to: f32) {
    let share = 1.0 / real(LINES);
    for (edge, sign) in [(from, share), (to, -share)] {
        let edge = edge.clamp(0.0, real(WIDTH) - 0.001);
        let whole = cell(edge);
        let part = edge - real(whole);
        steps[whole] += sign * (1.0 - part);
        steps[whole + 1] += sign * part;
    }
}

fn around((x, y): Spot, radius: f32, flat: f32) -> Vec<Spot> {
    const CORNERS: u8 = 40;
    (0..CORNERS)
        .map(|corner| {
            let angle = f32::from(corner) / f32::from(CORNERS) * std::f32::consts::TAU;
            (x + radius * angle.cos(), y + radius * flat * angle.sin())
        })
        .collect()
}

/// So much of the second colour in the first.
pub fn mixed(one: Colour, other: Colour, share: f32) -> Colour {
    [
        one[0] + (other[0] - one[0]) * share,
        one[1] + (other[1] - one[1]) * share,
        one[2] + (other[2] - one[2]) * share,
    ]
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to a byte"
)]
const fn byte(channel: f32) -> u8 {
    channel.clamp(0.0, 255.0) as u8
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "pixels of a small picture; below zero becomes zero"
)]
const fn cell(at: f32) -> usize {
    at.max(0.0) as usize
}

#[expect(clippy::cast_precision_loss, reason = "at most a million")]
const fn real(number: usize) -> f32 {
    number as f32
}
