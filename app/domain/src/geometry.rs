//! Points and boundaries on the map.
//!
//! Coordinates are whole billionths of a degree (a tenth of a millimetre), so
//! whether a point lies in a boundary is computed without rounding and is the
//! same on every machine. Boundaries are read and written as the coordinates
//! of a GeoJSON `MultiPolygon` (RFC 7946 section 3.1.7): longitude first, rings
//! closed. Which place a point belongs to is found with `store`'s boxes.

use serde::{Deserialize, Serialize};

/// Billionths in one degree.
const SCALE: f64 = 1e9;

/// Mean radius of the earth in metres (IUGG).
const EARTH: f64 = 6_371_008.8;

/// A point in WGS 84.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "[f64; 2]", into = "[f64; 2]")]
pub struct Point {
    longitude: i64,
    latitude: i64,
}

/// Why two numbers are no point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum PointInvalid {
    /// Not two numbers.
    #[error("not two numbers")]
    Unreadable,
    /// The latitude is beyond a pole, or the longitude beyond 180 degrees.
    #[error("outside the earth")]
    OffEarth,
}

impl PointInvalid {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unreadable => "point-unreadable",
            Self::OffEarth => "point-off-earth",
        }
    }
}

impl Point {
    /// A point in degrees, latitude from −90 to 90, longitude from −180 to 180.
    pub fn new(latitude: f64, longitude: f64) -> Result<Self, PointInvalid> {
        // Also false for what is not a number.
        if latitude.abs() <= 90.0 && longitude.abs() <= 180.0 {
            Ok(Self {
                longitude: scaled(longitude),
                latitude: scaled(latitude),
            })
        } else if latitude.is_nan() || longitude.is_nan() {
            Err(PointInvalid::Unreadable)
        } else {
            Err(PointInvalid::OffEarth)
        }
    }

    /// Reads two form fields, as a browser or a person fills them in.
    pub fn parse(latitude: &str, longitude: &str) -> Result<Self, PointInvalid> {
        let number = |text: &str| {
            let text = text.trim();
            // `parse` also reads "inf" and "nan".
            let plain = text
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E'));
            text.parse::<f64>()
                .ok()
                .filter(|_| plain)
                .ok_or(PointInvalid::Unreadable)
        };
        Self::new(number(latitude)?, number(longitude)?)
    }

    /// Degrees north.
    pub fn latitude(self) -> f64 {
        degrees(self.latitude)
    }

    /// Degrees east.
    pub fn longitude(self) -> f64 {
        degrees(self.longitude)
    }

    /// Metres to another point on a sphere (haversine), within half a per cent.
    pub fn metres_to(self, other: Self) -> f64 {
        let (from, to) = (self.latitude().to_radians(), other.latitude().to_radians());
        let half_latitude = ((to - from) / 2.0).sin();
        let half_longitude = ((other.longitude() - self.longitude()).to_radians() / 2.0).sin();
        let chord = half_latitude.powi(2) + from.cos() * to.cos() * half_longitude.powi(2);
        2.0 * EARTH * chord.sqrt().min(1.0).asin()
    }
}

impl From<Point> for [f64; 2] {
    fn from(point: Point) -> Self {
        [point.longitude(), point.latitude()]
    }
}

impl TryFrom<[f64; 2]> for Point {
    type Error = PointInvalid;

    fn try_from([longitude, latitude]: [f64; 2]) -> Result<Self, PointInvalid> {
        Self::new(latitude, longitude)
    }
}

/// The smallest upright rectangle around something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounds {
    /// Its south-western corner.
    pub south_west: Point,
    /// Its north-eastern corner.
    pub north_east: Point,
}

impl Bounds {
    /// Whether the point lies in it or on its edge.
    pub const fn contains(self, point: Point) -> bool {
        let (low, high) = (self.south_west, self.north_east);
        low.longitude <= point.longitude
            && point.longitude <= high.longitude
            && low.latitude <= point.latitude
            && point.latitude <= high.latitude
    }

    /// Its middle.
    pub const fn centre(self) -> Point {
        let (low, high) = (self.south_west, self.north_east);
        Point {
            longitude: low.longitude.midpoint(high.longitude),
            latitude: low.latitude.midpoint(high.latitude),
        }
    }
}

/// One outer ring and its holes. A ring is closed: its last point is its first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Polygon {
    rings: Vec<Vec<Point>>,
}

impl Polygon {
    /// The rings: the outer one, then the holes.
    pub fn rings(&self) -> &[Vec<Point>] {
        &self.rings
    }

    /// Whether the point lies in it: inside the outer ring and no hole. All
    /// edges belong to it.
    pub fn contains(&self, point: Point) -> bool {
        let mut inside = false;
        for ring in &self.rings {
            for edge in ring.windows(2) {
                let (from, to) = (edge[0], edge[1]);
                let side = side(from, to, point);
                if side == 0 && is_between(from, to, point) {
                    return true;
                }
                // Even-odd: each edge that crosses the line east of the point turns in into out.
                let upward = to.latitude > from.latitude;
                let crosses = (from.latitude > point.latitude) != (to.latitude > point.latitude);
                if crosses && upward == (side > 0) {
                    inside = !inside;
                }
            }
        }
        inside
    }
}

/// The area of a place: one or more polygons. It does not cross the antimeridian.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Vec<Vec<Point>>>", into = "Vec<Vec<Vec<Point>>>")]
pub struct Boundary {
    polygons: Vec<Polygon>,
    bounds: Bounds,
}

/// Why rings are no boundary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum BoundaryInvalid {
    /// No polygon, or a polygon without a ring.
    #[error("a boundary without a ring")]
    Empty,
    /// A ring with fewer than three different points, or all on one line.
    #[error("a ring that encloses nothing")]
    Flat,
    /// Wider than half the earth: it would have to be cut at the antimeridian
    /// (RFC 7946 section 3.1.9).
    #[error("a boundary across the antimeridian")]
    Antimeridian,
}

impl BoundaryInvalid {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "boundary-empty",
            Self::Flat => "boundary-flat",
            Self::Antimeridian => "boundary-antimeridian",
        }
    }
}

impl Boundary {
    /// From the coordinates of a `MultiPolygon`: polygons of rings of points.
    /// Open rings are closed, points that repeat the one before are dropped.
    pub fn new(polygons: Vec<Vec<Vec<Point>>>) -> Result<Self, BoundaryInvalid> {
        let polygons = polygons
            .into_iter()
            .map(|rings| {
                let rings = rings
                    .into_iter()
                    .map(closed)
                    .collect::<Result<Vec<_>, _>>()?;
                if rings.is_empty() {
                    Err(BoundaryInvalid::Empty)
                } else {
                    Ok(Polygon { rings })
                }
            })
            .collect::<Result<Vec<_>, _>>()?;
        let points = polygons
            .iter()
            .flat_map(|polygon| polygon.rings.iter().flatten().copied());
        let bounds = around(points).ok_or(BoundaryInvalid::Empty)?;
        if bounds.north_east.longitude - bounds.south_west.longitude > scaled(180.0) {
            return Err(BoundaryInvalid::Antimeridian);
        }
        Ok(Self { polygons, bounds })
    }

    /// Its polygons.
    pub fn polygons(&self) -> &[Polygon] {
        &self.polygons
    }

    /// The rectangle around it.
    pub const fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// Whether the point lies in one of its polygons or on an edge.
    pub fn contains(&self, point: Point) -> bool {
        self.bounds.contains(point) && self.polygons.iter().any(|polygon| polygon.contains(point))
    }
}

impl From<Boundary> for Vec<Vec<Vec<Point>>> {
    fn from(boundary: Boundary) -> Self {
        boundary
            .polygons
            .into_iter()
            .map(|polygon| polygon.rings)
            .collect()
    }
}

impl TryFrom<Vec<Vec<Vec<Point>>>> for Boundary {
    type Error = BoundaryInvalid;

    fn try_from(polygons: Vec<Vec<Vec<Point>>>) -> Result<Self, BoundaryInvalid> {
        Self::new(polygons)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "at most 180 billion")]
fn scaled(degrees: f64) -> i64 {
    (degrees * SCALE).round() as i64
}

#[expect(
    clippy::cast_precision_loss,
    reason = "at most 180 billion, far below 2^53"
)]
fn degrees(scaled: i64) -> f64 {
    scaled as f64 / SCALE
}

/// On which side of the line the point lies: 1 left, −1 right, 0 on it. Exact:
/// differences need 40 bits, their products 80.
fn side(from: Point, to: Point, point: Point) -> i128 {
    let along = (
        i128::from(to.longitude - from.longitude),
        i128::from(to.latitude - from.latitude),
    );
    let across = (
        i128::from(point.longitude - from.longitude),
        i128::from(point.latitude - from.latitude),
    );
    (along.0 * across.1 - along.1 * across.0).signum()
}

/// Whether a point on the line through two others lies between them.
fn is_between(from: Point, to: Point, point: Point) -> bool {
    let within = |a: i64, b: i64, x: i64| a.min(b) <= x && x <= a.max(b);
    within(from.longitude, to.longitude, point.longitude)
        && within(from.latitude, to.latitude, point.latitude)
}

fn closed(mut ring: Vec<Point>) -> Result<Vec<Point>, BoundaryInvalid> {
    ring.dedup();
    if let (Some(first), Some(last)) = (ring.first().copied(), ring.last().copied())
        && first != last
    {
        ring.push(first);
    }
    let flat = ring.len() < 4 || ring.iter().all(|point| side(ring[0], ring[1], *point) == 0);
    if flat {
        Err(BoundaryInvalid::Flat)
    } else {
        Ok(ring)
    }
}

fn around(mut points: impl Iterator<Item = Point>) -> Option<Bounds> {
    let first = points.next()?;
    let start = Bounds {
        south_west: first,
        north_east: first,
    };
    Some(points.fold(start, |bounds, point| Bounds {
        south_west: Point {
            longitude: bounds.south_west.longitude.min(point.longitude),
            latitude: bounds.south_west.latitude.min(point.latitude),
        },
        north_east: Point {
            longitude: bounds.north_east.longitude.max(point.longitude),
            latitude: bounds.north_east.latitude.max(point.latitude),
        },
    }))
}

#[cfg(test)]
mod tests;
