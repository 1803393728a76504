//! Which place a point lies in, for many points and few thousand outlines.
//!
//! Each outline is cut into bands of latitude, and each band knows the edges
//! that cross it, so that a point is compared with some twenty edges and not
//! with thousands. The rule is the even-odd rule on half-open edges: a point
//! on a common border belongs to exactly one side.

use crate::commands::import::boundaries::Polygons;

/// Bands of one outline.
const BANDS: usize = 256;

/// An outline that knows its edges by latitude.
#[derive(Clone, Debug)]
struct Banded {
    place: usize,
    depth: usize,
    west: f64,
    south: f64,
    east: f64,
    north: f64,
    edges: Vec<Edge>,
    /// For each band the positions of the edges that reach into it.
    bands: Vec<Vec<u32>>,
}

#[derive(Clone, Copy, Debug)]
struct Edge {
    from: [f64; 2],
    to: [f64; 2],
}

/// All outlines, the deepest places first.
#[derive(Clone, Debug, Default)]
pub struct Whereabouts {
    outlines: Vec<Banded>,
}

impl Whereabouts {
    /// An index over outlines: `(place, depth in the tree, area)`.
    pub fn new<'a>(outlines: impl IntoIterator<Item = (usize, usize, &'a Polygons)>) -> Self {
        let mut outlines: Vec<Banded> = outlines
            .into_iter()
            .map(|(place, depth, polygons)| Banded::new(place, depth, polygons))
            .collect();
        outlines.sort_by_key(|outline| (std::cmp::Reverse(outline.depth), outline.place));
        Self { outlines }
    }

    /// The deepest place that contains the point; `None` outside all outlines.
    pub fn find(&self, latitude: f64, longitude: f64) -> Option<usize> {
        self.outlines
            .iter()
            .find(|outline| outline.contains(longitude, latitude))
            .map(|outline| outline.place)
    }
}

impl Banded {
    fn new(place: usize, depth: usize, polygons: &Polygons) -> Self {
        let mut outline = Self {
            place,
            depth,
            west: f64::INFINITY,
            south: f64::INFINITY,
            east: f64::NEG_INFINITY,
            north: f64::NEG_INFINITY,
            edges: Vec::new(),
            bands: vec![Vec::new(); BANDS],
        };
        for ring in polygons.iter().flatten() {
            for pair in ring.windows(2) {
                let [from, to] = [pair[0], pair[1]];
                outline.west = outline.west.min(from[0]);
                outline.east = outline.east.max(from[0]);
                outline.south = outline.south.min(from[1]);
                outline.north = outline.north.max(from[1]);
                outline.edges.push(Edge { from, to });
            }
        }
        for (index, edge) in outline.edges.iter().enumerate() {
            let low = outline.band(edge.from[1].min(edge.to[1]));
            let high = outline.band(edge.from[1].max(edge.to[1]));
            for band in &mut outline.bands[low..=high] {
                band.push(u32::try_from(index).unwrap_or(u32::MAX));
            }
        }
        outline
    }

    /// The band of a latitude; those outside fall into the first or last.
    fn band(&self, latitude: f64) -> usize {
        let height = self.north - self.south;
        if height <= 0.0 {
            return 0;
        }
        let share = ((latitude - self.south) / height).clamp(0.0, 1.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a share from 0 to 1 of a small number"
        )]
        let band = (share * BANDS as f64) as usize;
        band.min(BANDS - 1)
    }

    fn contains(&self, x: f64, y: f64) -> bool {
        if x < self.west || x > self.east || y < self.south || y > self.north {
            return false;
        }
        let mut inside = false;
        for index in &self.bands[self.band(y)] {
            let Some(Edge { from, to }) = self.edges.get(*index as usize).copied() else {
                continue;
            };
            if (from[1] > y) != (to[1] > y) {
                let crossing = from[0] + (y - from[1]) / (to[1] - from[1]) * (to[0] - from[0]);
                inside ^= x < crossing;
            }
        }
        inside
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn square(west: f64, south: f64, size: f64) -> Vec<Vec<[f64; 2]>> {
        let (east, north) = (west + size, south + size);
        vec![vec![
            [west, south],
            [east, south],
            [east, north],
            [west, north],
            [west, south],
        ]]
    }

    #[test]
    fn the_deepest_place_wins_and_a_hole_is_outside() {
        let mut ring = square(0.0, 0.0, 10.0);
        ring.extend(square(6.0, 6.0, 2.0));
        let (city, community) = (vec![ring], vec![square(1.0, 1.0, 2.0)]);
        let index = Whereabouts::new([(0, 0, &city), (1, 3, &community)]);
        assert_eq!(index.find(2.0, 2.0), Some(1));
        assert_eq!(index.find(5.0, 5.0), Some(0));
        assert_eq!(index.find(7.0, 7.0), None);
        assert_eq!(index.find(11.0, 5.0), None);
        assert_eq!(index.find(f64::NAN, 5.0), None);
    }

    #[test]
    fn a_point_on_a_common_border_lies_in_one_place_only() {
        let (left, right) = (vec![square(0.0, 0.0, 1.0)], vec![square(1.0, 0.0, 1.0)]);
        let index = |a, b| Whereabouts::new([(0, 1, a), (1, 1, b)]);
        let found = index(&left, &right).find(0.5, 1.0);
        assert!(found.is_some());
        assert_eq!(
            index(&right, &left).find(0.5, 1.0).map(|place| 1 - place),
            found
        );
    }

    proptest! {
        #[test]
        fn bands_change_nothing(
            points in proptest::collection::vec((0.0f64..10.0, 0.0f64..10.0), 3..40),
            x in -1.0f64..11.0,
            y in -1.0f64..11.0,
        ) {
            let mut ring: Vec<[f64; 2]> = points.iter().map(|(x, y)| [*x, *y]).collect();
            ring.push(ring[0]);
            let plain = ring.windows(2).fold(false, |inside, pair| {
                let (from, to) = (pair[0], pair[1]);
                let crosses = (from[1] > y) != (to[1] > y)
                    && x < from[0] + (y - from[1]) / (to[1] - from[1]) * (to[0] - from[0]);
                inside ^ crosses
            });
            let polygons = vec![vec![ring]];
            prop_assert_eq!(Whereabouts::new([(0, 0, &polygons)]).find(y, x).is_some(), plain);
        }
    }
}
