//! Outlines of places as SVG paths in whole units, and what can be read from
//! such a path again: whether a point lies within, and where a name fits.

use std::fmt::Write as _;

use super::frame::{Frame, Point};

/// A polygon as GeoJSON has it: rings of `[longitude, latitude]` in degrees,
/// the outer one first.
pub type Polygon = Vec<Vec<[f64; 2]>>;

/// The path of a place: its polygons in the units of the frame, with every
/// point left out that moves the line by no more than `tolerance` units. A
/// place too small to be seen becomes a small diamond, so that it can be
/// tapped; a place without a point on earth gives an empty path.
pub fn shape_path(frame: &Frame, polygons: &[Polygon], tolerance: u32) -> String {
    let rings = polygons.iter().flatten();
    let projected = rings
        .map(|ring| projected(frame, ring))
        .filter(|ring| !ring.is_empty());
    let mut path = String::new();
    let mut speck = None;
    for ring in projected {
        let thin = simplified(&ring, f64::from(tolerance));
        if thin.len() >= 3 {
            write_ring(&mut path, &thin);
        } else {
            speck = speck.or(ring.first().copied());
        }
    }
    if let (true, Some((x, y))) = (path.is_empty(), speck) {
        write_ring(&mut path, &[(x, y - 4), (x + 4, y), (x, y + 4), (x - 4, y)]);
    }
    path
}

/// The ring in units, without repeated points and without the closing one.
fn projected(frame: &Frame, ring: &[[f64; 2]]) -> Vec<(i32, i32)> {
    let mut points = ring
        .iter()
        .filter_map(|[lon, lat]| Point::from_degrees(*lat, *lon))
        .map(|point| frame.project(point))
        .collect::<Vec<_>>();
    points.dedup();
    while points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    points
}

/// Ramer–Douglas–Peucker on a closed ring: split at the point farthest from
/// the first, then each half by itself. Without recursion, however long.
fn simplified(ring: &[(i32, i32)], tolerance: f64) -> Vec<(i32, i32)> {
    if ring.len() < 4 {
        return ring.to_vec();
    }
    let far = (1..ring.len())
        .max_by_key(|at| squared(ring[0], ring[*at]))
        .expect("a ring of four has a second point");
    let mut closed = ring.to_vec();
    closed.push(ring[0]);
    let mut kept = vec![false; closed.len()];
    kept[0] = true;
    kept[far] = true;
    let mut spans = vec![(0, far), (far, closed.len() - 1)];
    while let Some((from, to)) = spans.pop() {
        let farthest = (from + 1..to)
            .map(|at| (at, distance(closed[at], closed[from], closed[to])))
            .max_by(|one, other| one.1.total_cmp(&other.1));
        if let Some((at, away)) = farthest
            && away > tolerance
        {
            kept[at] = true;
            spans.push((from, at));
            spans.push((at, to));
        }
    }
    ring.iter()
        .zip(kept)
        .filter_map(|(point, keep)| keep.then_some(*point))
        .collect()
}

fn squared(one: (i32, i32), other: (i32, i32)) -> i64 {
    let (dx, dy) = (
        i64::from(one.0) - i64::from(other.0),
        i64::from(one.1) - i64::from(other.1),
    );
    dx.saturating_mul(dx).saturating_add(dy.saturating_mul(dy))
}

/// How far a point lies from the stretch between two others.
fn distance(point: (i32, i32), from: (i32, i32), to: (i32, i32)) -> f64 {
    let real = |(x, y): (i32, i32)| (f64::from(x), f64::from(y));
    let ((px, py), (ax, ay), (bx, by)) = (real(point), real(from), real(to));
    let (dx, dy) = (bx - ax, by - ay);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 {
        ((px - ax) * dx + (py - ay) * dy) / length
    } else {
        0.0
    };
    let along = along.clamp(0.0, 1.0);
    (px - ax - along * dx).hypot(py - ay - along * dy)
}

fn write_ring(path: &mut String, ring: &[(i32, i32)]) {
    for (at, (x, y)) in ring.iter().enumerate() {
        let pen = if at == 0 { 'M' } else { 'L' };
        // Writing to a string cannot fail.
        let _ = write!(path, "{pen}{x} {y}");
    }
    path.push('Z');
}

/// Whether a point lies within a path of [`shape_path`], holes left out
/// (even–odd rule).
pub fn contains(path: &str, x: i32, y: i32) -> bool {
    rings(path).filter(|ring| crosses_oddly(ring, x, y)).count() % 2 == 1
}

fn crosses_oddly(ring: &[(i32, i32)], x: i32, y: i32) -> bool {
    let (x, y) = (i64::from(x), i64::from(y));
    let mut odd = false;
    let mut before = ring.last().copied();
    for &now in ring {
        let Some((ax, ay)) = before.map(|(ax, ay)| (i64::from(ax), i64::from(ay))) else {
            break;
        };
        let (bx, by) = (i64::from(now.0), i64::from(now.1));
        if (ay > y) != (by > y) {
            // Where the side crosses the height of the point, without dividing.
            let left = (x - ax) * (by - ay);
            let right = (bx - ax) * (y - ay);
            if (by > ay && left < right) || (by < ay && left > right) {
                odd = !odd;
            }
        }
        before = Some(now);
    }
    odd
}

/// The rings of a path as written by [`shape_path`].
fn rings(path: &str) -> impl Iterator<Item = Vec<(i32, i32)>> + '_ {
    path.split('Z').filter(|ring| !ring.is_empty()).map(|ring| {
        let pairs = ring.split(['M', 'L']).filter(|pair| !pair.is_empty());
        pairs
            .filter_map(|pair| {
                let (x, y) = pair.split_once(' ')?;
                Some((x.parse().ok()?, y.parse().ok()?))
            })
            .collect()
    })
}

/// The middle of the widest level stretch inside a path, and how wide it is:
/// where the name of the place fits best. `None` for an empty path.
pub fn widest_stretch(path: &str) -> Option<(i32, i32, i32)> {
    let rings = rings(path).collect::<Vec<_>>();
    let heights = rings.iter().flatten().map(|point| point.1);
    let (top, bottom) = (heights.clone().min()?, heights.max()?);
    let mut best: Option<(i32, i32, i32)> = None;
    // Off the corners: a little below each sixteenth of the height.
    for step in 1..16 {
        let y = top + (bottom - top) * step / 16;
        let mut xs = rings
            .iter()
            .flat_map(|ring| crossings(ring, y))
            .collect::<Vec<_>>();
        xs.sort_unstable();
        for pair in xs.chunks_exact(2) {
            let width = pair[1] - pair[0];
            // The middle of the height looks best, so others must be clearly wider.
            let worth = width - (2 * y - top - bottom).abs() / 2;
            if best
                .is_none_or(|(bx, by, bw)| worth > bw - (2 * by - top - bottom).abs() / 2 || bx < 0)
            {
                best = Some((i32::midpoint(pair[0], pair[1]), y, width));
            }
        }
    }
    best.or_else(|| rings.iter().flatten().next().map(|(x, y)| (*x, *y, 0)))
}

fn crossings(ring: &[(i32, i32)], y: i32) -> Vec<i32> {
    let before = ring.iter().cycle().skip(ring.len().saturating_sub(1));
    let sides = before.zip(ring);
    sides
        .filter(|(a, b)| (a.1 > y) != (b.1 > y))
        .filter_map(|(a, b)| {
            let (ax, ay) = (i64::from(a.0), i64::from(a.1));
            let (bx, by) = (i64::from(b.0), i64::from(b.1));
            i32::try_from(ax + (i64::from(y) - ay) * (bx - ax) / (by - ay)).ok()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Polygon, contains, rings, shape_path, simplified, widest_stretch};
    use crate::place_map::frame::Frame;

    /// A thousandth of a degree is ten units.
    const FRAME: Frame = Frame {
        south: 0,
        west: 0,
        north: 100_000,
        east: 100_000,
        width: 1000,
        height: 1000,
    };

    fn square(west: f64, south: f64, size: f64) -> Vec<[f64; 2]> {
        let (east, north) = (west + size, south + size);
        vec![
            [west, south],
            [east, south],
            [east, north],
            [west, north],
            [west, south],
        ]
    }

    #[test]
    fn a_square_is_a_path_of_four_points() {
        let path = shape_path(&FRAME, &[vec![square(0.01, 0.01, 0.05)]], 1);
        assert_eq!(path, "M100 900L600 900L600 400L100 400Z");
    }

    #[test]
    fn holes_are_outside_and_islands_inside() {
        let lake: Polygon = vec![square(0.0, 0.0, 0.06), square(0.02, 0.02, 0.02)];
        let far: Polygon = vec![square(0.08, 0.08, 0.01)];
        let path = shape_path(&FRAME, &[lake, far], 1);
        assert!(contains(&path, 100, 900));
        assert!(!contains(&path, 300, 700), "in the lake");
        assert!(contains(&path, 850, 150), "on the island");
        assert!(!contains(&path, 700, 700));
    }

    #[test]
    fn wiggles_below_the_tolerance_vanish_and_corners_stay() {
        let mut coast = (0..=100).map(|at| (at * 10, at % 2)).collect::<Vec<_>>();
        coast.extend([(1000, 500), (0, 500)]);
        assert_eq!(
            simplified(&coast, 1.5),
            vec![(0, 0), (1000, 0), (1000, 500), (0, 500)]
        );
    }

    #[test]
    fn a_place_too_small_to_see_can_still_be_tapped() {
        let path = shape_path(&FRAME, &[vec![square(0.05, 0.05, 0.000_01)]], 1);
        assert!(contains(&path, 500, 500), "{path}");
    }

    #[test]
    fn points_off_the_earth_are_left_out() {
        let mut ring = square(0.01, 0.01, 0.05);
        ring.insert(2, [f64::NAN, 400.0]);
        assert_eq!(
            shape_path(&FRAME, &[vec![ring]], 1),
            "M100 900L600 900L600 400L100 400Z"
        );
        assert_eq!(shape_path(&FRAME, &[vec![vec![[f64::NAN, 1.0]]]], 1), "");
    }

    #[test]
    fn a_name_stands_where_the_place_is_wide() {
        let (x, y, width) = widest_stretch("M100 900L600 900L600 400L100 400Z").unwrap();
        assert_eq!((x, width), (350, 500));
        assert!((600..=700).contains(&y));
        // A letter L: its foot is wide.
        let (x, y, width) = widest_stretch("M0 0L100 0L100 800L900 800L900 1000L0 1000Z").unwrap();
        assert_eq!((x, width), (450, 900));
        assert!((800..1000).contains(&y));
        assert_eq!(widest_stretch(""), None);
    }

    proptest! {
        #[test]
        fn simplifying_keeps_points_of_the_ring_and_never_panics(
            ring in prop::collection::vec((-2000..2000i32, -2000..2000i32), 0..60), tolerance in 0.0..50.0f64,
        ) {
            let thin = simplified(&ring, tolerance);
            prop_assert!(thin.iter().all(|point| ring.contains(point)));
            prop_assert!(thin.len() <= ring.len());
        }

        #[test]
        fn any_text_is_read_without_panic(path in "[MLZ 0-9-]{0,60}", x in any::<i32>(), y in any::<i32>()) {
            let _ = contains(&path, x, y);
            let _ = widest_stretch(&path);
        }

        #[test]
        fn a_path_is_read_as_it_was_written(size in 0.001..0.04f64, west in 0.0..0.05f64) {
            let path = shape_path(&FRAME, &[vec![square(west, 0.01, size)]], 0);
            prop_assert_eq!(rings(&path).count(), 1);
            prop_assert_eq!(rings(&path).next().map(|ring| ring.len()), Some(4));
        }
    }
}
