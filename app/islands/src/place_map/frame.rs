//! Where a point of the earth lies on a map of ours, and back.
//!
//! The projection is equirectangular: straight in both directions, with the
//! width shrunk by the cosine of the middle latitude when the frame is made.
//! For a city that errs by less than the width of a finger, and the browser
//! needs no trigonometry. Whole numbers throughout: millionths of a degree
//! (11 cm) on earth, units of the drawing on the map.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

const MILLION: f64 = 1_000_000.0;

/// A point on earth in millionths of a degree (WGS 84).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Point {
    /// North of the equator.
    pub latitude: i32,
    /// East of Greenwich.
    pub longitude: i32,
}

impl Point {
    /// From degrees; `None` for what is not on earth.
    pub fn from_degrees(latitude: f64, longitude: f64) -> Option<Self> {
        let on_earth = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
        on_earth.then(|| Self {
            latitude: millionths(latitude),
            longitude: millionths(longitude),
        })
    }

    /// The latitude in degrees, as forms carry it: `30.274512`.
    pub fn latitude_text(self) -> String {
        degrees_text(self.latitude)
    }

    /// The longitude in degrees, as forms carry it: `-71.058880`.
    pub fn longitude_text(self) -> String {
        degrees_text(self.longitude)
    }
}

impl From<Point> for String {
    fn from(point: Point) -> Self {
        format!("{} {}", point.latitude, point.longitude)
    }
}

impl From<String> for Point {
    fn from(text: String) -> Self {
        let [latitude, longitude] = numbers(&text);
        Self {
            latitude,
            longitude,
        }
    }
}

/// The part of the earth that a map shows, and the size of its drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Frame {
    /// The lower edge, in millionths of a degree.
    pub south: i32,
    /// The left edge.
    pub west: i32,
    /// The upper edge.
    pub north: i32,
    /// The right edge.
    pub east: i32,
    /// The width of the drawing in its own units.
    pub width: i32,
    /// The height of the drawing in its own units.
    pub height: i32,
}

impl Frame {
    /// The frame around points given as `[longitude, latitude]` in degrees (as
    /// GeoJSON does), with a margin, in a drawing of that width. `None` without
    /// a point on earth. A map across the 180th meridian is not drawn as one.
    pub fn around(points: impl IntoIterator<Item = [f64; 2]>, width: i32) -> Option<Self> {
        let mut points = points
            .into_iter()
            .filter_map(|[lon, lat]| Point::from_degrees(lat, lon));
        let first = points.next()?;
        let (mut low, mut high) = (first, first);
        for point in points {
            low.latitude = low.latitude.min(point.latitude);
            low.longitude = low.longitude.min(point.longitude);
            high.latitude = high.latitude.max(point.latitude);
            high.longitude = high.longitude.max(point.longitude);
        }
        // At least some ten metres of margin, so that one point is a map too.
        let margin_lat = ((high.latitude - low.latitude) / 40).max(100);
        let margin_lon = ((high.longitude - low.longitude) / 40).max(100);
        let frame = Self {
            south: low.latitude - margin_lat,
            west: low.longitude - margin_lon,
            north: high.latitude + margin_lat,
            east: high.longitude + margin_lon,
            width: width.max(1),
            height: 1,
        };
        Some(Self {
            height: frame.true_height(),
            ..frame
        })
    }

    /// The height at which a metre is as long upwards as sideways, at most four times the width.
    fn true_height(self) -> i32 {
        let tall = f64::from(self.north) - f64::from(self.south);
        let middle = f64::midpoint(f64::from(self.north), f64::from(self.south)) / MILLION;
        let wide = (f64::from(self.east) - f64::from(self.west)) * middle.to_radians().cos().abs();
        let width = f64::from(self.width);
        whole((width * tall / wide.max(1.0)).clamp(1.0, width * 4.0))
    }

    /// Where a point of the earth lies in the drawing; may lie outside of it.
    pub fn project(&self, point: Point) -> (i32, i32) {
        let x = scale(point.longitude, self.west, self.east, self.width);
        let y = scale(point.latitude, self.south, self.north, self.height);
        (x, self.height.saturating_sub(y))
    }

    /// The point of the earth under a point of the drawing, held within the frame.
    pub fn unproject(&self, x: i32, y: i32) -> Point {
        let x = x.clamp(0, self.width);
        let y = y.clamp(0, self.height);
        Point {
            longitude: between(self.west, self.east, x, self.width),
            latitude: between(self.south, self.north, self.height - y, self.height),
        }
    }

    /// Where a point of the screen lies in the drawing, when the drawing is
    /// fitted whole into a box of the screen and centred there, as browsers do.
    pub fn from_screen(
        &self,
        spot: (f64, f64),
        corner: (f64, f64),
        size: (f64, f64),
    ) -> (i32, i32) {
        let (width, height) = (f64::from(self.width), f64::from(self.height));
        let fit = (size.0 / width).min(size.1 / height).max(f64::MIN_POSITIVE);
        let x = (spot.0 - corner.0 - (size.0 - width * fit) / 2.0) / fit;
        let y = (spot.1 - corner.1 - (size.1 - height * fit) / 2.0) / fit;
        (whole(x), whole(y))
    }

    /// What SVG calls the view box.
    pub fn view_box(&self) -> String {
        format!("0 0 {} {}", self.width, self.height)
    }
}

impl From<Frame> for String {
    fn from(frame: Frame) -> Self {
        let Frame {
            south,
            west,
            north,
            east,
            width,
            height,
        } = frame;
        format!("{south} {west} {north} {east} {width} {height}")
    }
}

impl From<String> for Frame {
    fn from(text: String) -> Self {
        let [south, west, north, east, width, height] = numbers(&text);
        Self {
            south,
            west,
            north,
            east,
            width,
            height,
        }
    }
}

/// Whole numbers apart by spaces, as [`Point`] and [`Frame`] travel to the
/// browser; the code that reads numbers out of JSON weighs more.
fn numbers<const N: usize>(text: &str) -> [i32; N] {
    let mut words = text.split(' ');
    std::array::from_fn(|_| {
        words
            .next()
            .and_then(|word| word.parse().ok())
            .unwrap_or_default()
    })
}

fn scale(value: i32, low: i32, high: i32, length: i32) -> i32 {
    let span = (i64::from(high) - i64::from(low)).max(1);
    let scaled = rounded(
        (i64::from(value) - i64::from(low)) * i64::from(length),
        span,
    );
    i32::try_from(scaled).unwrap_or(if scaled < 0 { i32::MIN } else { i32::MAX })
}

fn between(low: i32, high: i32, at: i32, length: i32) -> i32 {
    let span = i64::from(high) - i64::from(low);
    let value = i64::from(low) + rounded(span * i64::from(at), i64::from(length.max(1)));
    i32::try_from(value).unwrap_or(if value < 0 { i32::MIN } else { i32::MAX })
}

/// Divides and rounds to the nearest; the divisor is positive.
fn rounded(dividend: i64, divisor: i64) -> i64 {
    (dividend + divisor.signum() * divisor / 2).div_euclid(divisor)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "degrees on earth fit; others are refused before"
)]
fn millionths(degrees: f64) -> i32 {
    (degrees * MILLION).round() as i32
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a cast saturates, which is what is wanted here"
)]
pub(super) fn whole(value: f64) -> i32 {
    value.round() as i32
}

fn degrees_text(millionths: i32) -> String {
    let mut text = String::with_capacity(12);
    if millionths < 0 {
        text.push('-');
    }
    let magnitude = millionths.unsigned_abs();
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "{}.{:06}",
        magnitude / 1_000_000,
        magnitude % 1_000_000
    );
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Frame, Point};

    fn boston() -> Frame {
        Frame::around([[-71.19, 42.23], [-70.92, 42.40]], 1000).unwrap()
    }

    #[test]
    fn a_frame_holds_its_points_and_keeps_their_proportions() {
        let frame = boston();
        let (x, y) = frame.project(Point::from_degrees(42.40, -71.19).unwrap());
        assert!(
            x > 0 && x < 40 && y > 0 && y < 40,
            "the north-west corner is at {x}, {y}"
        );
        // 0.27° of longitude at 42.3° are 22.2 km, 0.17° of latitude 18.9 km.
        assert!(
            (840..=860).contains(&frame.height),
            "height {}",
            frame.height
        );
    }

    #[test]
    fn degrees_are_written_whole() {
        let point = Point::from_degrees(-0.000_001, 120.5).unwrap();
        assert_eq!(point.latitude_text(), "-0.000001");
        assert_eq!(point.longitude_text(), "120.500000");
    }

    #[test]
    fn frames_and_points_travel_as_words() {
        let frame = boston();
        assert_eq!(Frame::from(String::from(frame)), frame);
        let point = Point {
            latitude: -1,
            longitude: 179_999_999,
        };
        assert_eq!(String::from(point), "-1 179999999");
        assert_eq!(Point::from(String::from(point)), point);
    }

    #[test]
    fn what_is_not_on_earth_is_no_point() {
        assert_eq!(Point::from_degrees(91.0, 0.0), None);
        assert_eq!(Point::from_degrees(0.0, f64::NAN), None);
        assert_eq!(Point::from_degrees(f64::INFINITY, 0.0), None);
        assert_eq!(Frame::around([[f64::NAN, 1.0]], 1000), None);
    }

    #[test]
    fn one_point_makes_a_map_too() {
        let frame = Frame::around([[120.1, 30.2]], 1000).unwrap();
        let (x, y) = frame.project(Point::from_degrees(30.2, 120.1).unwrap());
        assert_eq!(x, 500);
        assert!((y - frame.height / 2).abs() <= 1);
    }

    #[test]
    fn the_screen_is_read_however_the_drawing_is_fitted() {
        let frame = Frame {
            south: 0,
            west: 0,
            north: 1000,
            east: 1000,
            width: 1000,
            height: 500,
        };
        assert_eq!(
            frame.from_screen((210.0, 60.0), (10.0, 10.0), (400.0, 200.0)),
            (500, 125)
        );
        // A box too tall: 150 px of air above and below.
        assert_eq!(
            frame.from_screen((200.0, 250.0), (0.0, 0.0), (400.0, 500.0)),
            (500, 250)
        );
    }

    proptest! {
        #[test]
        fn there_and_back_is_the_same_place(x in 0..=1000i32, y in 0..=850i32) {
            let frame = boston();
            let y = y.min(frame.height);
            prop_assert_eq!(frame.project(frame.unproject(x, y)), (x, y));
        }

        #[test]
        fn nothing_on_earth_overflows(
            lat in -90.0..=90.0f64, lon in -180.0..=180.0f64,
            a in -90.0..=90.0f64, b in -180.0..=180.0f64, x in any::<i32>(), y in any::<i32>(),
        ) {
            let frame = Frame::around([[lon, lat], [b, a]], 1000).unwrap();
            let point = Point::from_degrees(lat, lon).unwrap();
            let _ = frame.project(point);
            let back = frame.unproject(x, y);
            prop_assert!((frame.south..=frame.north).contains(&back.latitude));
        }
    }
}
