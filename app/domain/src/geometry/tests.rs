use proptest::prelude::*;

use super::*;

fn point(latitude: f64, longitude: f64) -> Point {
    Point::new(latitude, longitude).unwrap()
}

/// A ring from pairs of longitude and latitude.
fn ring(points: &[(f64, f64)]) -> Vec<Point> {
    points
        .iter()
        .map(|(longitude, latitude)| point(*latitude, *longitude))
        .collect()
}

fn square(west: f64, south: f64, size: f64) -> Vec<Point> {
    ring(&[
        (west, south),
        (west + size, south),
        (west + size, south + size),
        (west, south + size),
    ])
}

#[test]
fn points_are_read_and_what_is_none_is_refused() {
    for (latitude, longitude, expected) in [
        ("30.2741", "120.1551", Ok((30.2741, 120.1551))),
        (" -33.9 ", "+18.4", Ok((-33.9, 18.4))),
        ("90", "-180", Ok((90.0, -180.0))),
        ("90.0000001", "0", Err(PointInvalid::OffEarth)),
        ("0", "180.1", Err(PointInvalid::OffEarth)),
        ("", "0", Err(PointInvalid::Unreadable)),
        ("nan", "0", Err(PointInvalid::Unreadable)),
        ("inf", "0", Err(PointInvalid::Unreadable)),
        ("1e999", "0", Err(PointInvalid::OffEarth)),
        ("30,2741", "120", Err(PointInvalid::Unreadable)),
        ("12; DROP TABLE", "0", Err(PointInvalid::Unreadable)),
    ] {
        let read = Point::parse(latitude, longitude);
        assert_eq!(
            read,
            expected.map(|(latitude, longitude)| point(latitude, longitude)),
            "{latitude}"
        );
    }
    assert_eq!(Point::new(f64::NAN, 0.0), Err(PointInvalid::Unreadable));
}

#[test]
fn distances_are_those_of_the_map() {
    // Known distances: Hangzhou to Shanghai about 164 km; one degree of the
    // equator 111.195 km on this sphere; half the earth.
    let table = [
        (
            point(30.2741, 120.1551),
            point(31.2304, 121.4737),
            164_700.0,
            1_500.0,
        ),
        (point(0.0, 10.0), point(0.0, 11.0), 111_195.0, 1.0),
        (point(0.0, 0.0), point(0.0, 180.0), 20_015_115.0, 10.0),
        (point(0.0, 179.9), point(0.0, -179.9), 22_239.0, 1.0),
        (point(42.3594, -71.0587), point(42.3594, -71.0587), 0.0, 0.0),
    ];
    for (from, to, metres, tolerance) in table {
        assert!(
            (from.metres_to(to) - metres).abs() <= tolerance,
            "{}",
            from.metres_to(to)
        );
        assert!((from.metres_to(to) - to.metres_to(from)).abs() < 1e-6);
    }
}

#[test]
fn edges_corners_and_the_rims_of_holes_belong_to_it() {
    let boundary = Boundary::new(vec![
        vec![square(0.0, 0.0, 10.0), square(4.0, 4.0, 2.0)],
        vec![square(20.0, 0.0, 1.0)],
    ])
    .unwrap();
    for (latitude, longitude, inside) in [
        (1.0, 1.0, true),
        (0.0, 0.0, true),
        (10.0, 10.0, true),
        (0.0, 5.0, true),
        (5.0, 10.0, true),
        (10.000_000_001, 5.0, false),
        (-0.000_000_001, 5.0, false),
        (5.0, 5.0, false),
        (4.0, 5.0, true),
        (4.0, 4.0, true),
        (4.000_000_001, 4.000_000_001, false),
        (4.0, 1.0, true),
        (6.0, 9.0, true),
        (0.5, 20.5, true),
        (0.5, 15.0, false),
        (0.0, 15.0, false),
    ] {
        assert_eq!(
            boundary.contains(point(latitude, longitude)),
            inside,
            "{latitude} {longitude}"
        );
    }
    assert_eq!(boundary.bounds().centre(), point(5.0, 10.5));
    // A long thin slope: the point in the middle of its edge is on it, exactly.
    let slope = Boundary::new(vec![vec![ring(&[
        (0.0, 0.0),
        (9.0, 0.000_000_003),
        (9.0, -1.0),
    ])]])
    .unwrap();
    assert!(slope.contains(point(0.000_000_001, 3.0)));
    assert!(!slope.contains(point(0.000_000_002, 3.0)));
}

#[test]
fn what_encloses_nothing_is_refused() {
    let refused = |polygons: Vec<Vec<Vec<Point>>>| {
        Boundary::new(polygons)
            .map_err(BoundaryInvalid::code)
            .unwrap_err()
    };
    assert_eq!(refused(vec![]), "boundary-empty");
    assert_eq!(refused(vec![vec![]]), "boundary-empty");
    assert_eq!(refused(vec![vec![vec![]]]), "boundary-flat");
    assert_eq!(
        refused(vec![vec![ring(&[(0.0, 0.0), (1.0, 1.0), (0.0, 0.0)])]]),
        "boundary-flat"
    );
    assert_eq!(
        refused(vec![vec![ring(&[(0.0, 0.0), (1.0, 1.0), (2.0, 2.0)])]]),
        "boundary-flat"
    );
    assert_eq!(
        refused(vec![vec![ring(&[
            (-179.0, 0.0),
            (179.0, 0.0),
            (179.0, 1.0)
        ])]]),
        "boundary-antimeridian"
    );
}

#[test]
fn it_is_written_and_read_as_geojson_coordinates() {
    let text = "[[[[0.0,0.0],[2.0,0.0],[2.0,2.5],[0.0,0.0]]]]";
    let boundary: Boundary = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&boundary).unwrap(), text);
    assert!(
        serde_json::from_str::<Boundary>("[[[[0.0,0.0],[2.0,0.0],[200.0,2.5],[0.0,0.0]]]]")
            .is_err()
    );
    assert!(serde_json::from_str::<Boundary>("[]").is_err());
}

/// A ring around the middle, its corners sorted by angle: never crosses itself.
fn star(corners: &[(u32, f64)]) -> Vec<(f64, f64)> {
    let mut corners = corners.to_vec();
    corners.sort_by_key(|(angle, _)| *angle);
    corners.dedup_by_key(|(angle, _)| *angle);
    corners
        .into_iter()
        .map(|(angle, radius)| {
            let angle = f64::from(angle).to_radians();
            (120.0 + radius * angle.cos(), 30.0 + radius * angle.sin())
        })
        .collect()
}

/// How often a ring winds around a point, by adding up angles: another way to
/// the same answer, in floating point, hence only for points off the edges.
fn winds(ring: &[(f64, f64)], x: f64, y: f64) -> bool {
    let angle: f64 = (0..ring.len())
        .map(|at| {
            let (from, to) = (ring[at], ring[(at + 1) % ring.len()]);
            let (ax, ay, bx, by) = (from.0 - x, from.1 - y, to.0 - x, to.1 - y);
            (ax * by - ay * bx).atan2(ax * bx + ay * by)
        })
        .sum();
    (angle / std::f64::consts::TAU).round().abs() > 0.5
}

fn near_an_edge(ring: &[(f64, f64)], x: f64, y: f64) -> bool {
    (0..ring.len()).any(|at| {
        let (from, to) = (ring[at], ring[(at + 1) % ring.len()]);
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let along = (((x - from.0) * dx + (y - from.1) * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
        (x - from.0 - along * dx).hypot(y - from.1 - along * dy) < 1e-7
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_024))]

    #[test]
    fn even_odd_agrees_with_the_winding_number(
        corners in prop::collection::vec((0_u32..360, 0.1..1.0_f64), 3..30),
        x in 119.0..121.0_f64, y in 29.0..31.0_f64,
    ) {
        let corners = star(&corners);
        prop_assume!(corners.len() >= 3);
        let Ok(boundary) = Boundary::new(vec![vec![ring(&corners)]]) else { return Ok(()) };
        prop_assume!(!near_an_edge(&corners, x, y));
        prop_assert_eq!(boundary.contains(point(y, x)), winds(&corners, x, y));
    }

    #[test]
    fn every_corner_and_middle_of_an_edge_is_inside_however_the_ring_is_written(
        corners in prop::collection::vec((-500_i32..500, -500_i32..500), 3..12), turn in 0..12_usize, x in -600_i32..600, y in -600_i32..600,
    ) {
        let even = |n: i32| f64::from(n) * 2e-9;
        let points: Vec<(f64, f64)> = corners.iter().map(|(x, y)| (even(*x), even(*y))).collect();
        let Ok(boundary) = Boundary::new(vec![vec![ring(&points)]]) else { return Ok(()) };
        for at in 0..points.len() {
            let (from, to) = (corners[at], corners[(at + 1) % points.len()]);
            prop_assert!(boundary.contains(point(even(from.1), even(from.0))));
            let middle = (f64::from(from.0 + to.0) * 1e-9, f64::from(from.1 + to.1) * 1e-9);
            prop_assert!(boundary.contains(point(middle.1, middle.0)));
        }
        // Another start and the other direction: the same area.
        let mut other = points.clone();
        let by = turn % other.len();
        other.rotate_left(by);
        other.reverse();
        let other = Boundary::new(vec![vec![ring(&other)]]).unwrap();
        let somewhere = point(even(y), even(x));
        prop_assert_eq!(boundary.contains(somewhere), other.contains(somewhere));
        prop_assert_eq!(boundary.bounds(), other.bounds());
    }

    #[test]
    fn two_halves_make_the_whole(cut in 0.01..0.99_f64, x in -0.1..1.1_f64, y in -0.1..1.1_f64) {
        let whole = Boundary::new(vec![vec![square(0.0, 0.0, 1.0)]]).unwrap();
        let west = ring(&[(0.0, 0.0), (cut, 0.0), (cut, 1.0), (0.0, 1.0)]);
        let east = ring(&[(cut, 0.0), (1.0, 0.0), (1.0, 1.0), (cut, 1.0)]);
        let halves = Boundary::new(vec![vec![west], vec![east]]).unwrap();
        prop_assert_eq!(whole.contains(point(y, x)), halves.contains(point(y, x)));
    }
}
