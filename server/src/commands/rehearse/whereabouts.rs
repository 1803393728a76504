//! Which place a point lies in, for many points: bounding boxes first, then
//! `domain::geometry` exactly, as `store` does it for a real case. Tables
//! repeat their points, so the answers are remembered.

use std::cell::RefCell;
use std::collections::HashMap;

use domain::geometry::{Boundary, Bounds, Point};

/// The most answers that are remembered; a few megabytes.
const MOST_REMEMBERED: usize = 100_000;

#[derive(Clone, Debug)]
struct Outline {
    place: usize,
    depth: usize,
    boundary: Boundary,
}

/// All outlines, in the order in which they are asked.
#[derive(Clone, Debug, Default)]
pub struct Whereabouts {
    outlines: Vec<Outline>,
    remembered: RefCell<HashMap<Point, Option<usize>>>,
}

impl Whereabouts {
    /// Over outlines: `(place, depth in the tree, boundary)`.
    pub fn new(outlines: impl IntoIterator<Item = (usize, usize, Boundary)>) -> Self {
        let mut outlines: Vec<Outline> = outlines
            .into_iter()
            .map(|(place, depth, boundary)| Outline {
                place,
                depth,
                boundary,
            })
            .collect();
        outlines.sort_by(|a, b| {
            let area = |outline: &Outline| area(outline.boundary.bounds());
            b.depth
                .cmp(&a.depth)
                .then(area(a).total_cmp(&area(b)))
                .then(a.place.cmp(&b.place))
        });
        Self {
            outlines,
            remembered: RefCell::default(),
        }
    }

    /// The deepest place that contains the point, of several the smallest;
    /// `None` outside all outlines.
    pub fn find(&self, point: Point) -> Option<usize> {
        if let Some(found) = self.remembered.borrow().get(&point) {
            return *found;
        }
        let found = self
            .outlines
            .iter()
            .find(|outline| outline.boundary.contains(point))
            .map(|outline| outline.place);
        let mut remembered = self.remembered.borrow_mut();
        if remembered.len() < MOST_REMEMBERED {
            remembered.insert(point, found);
        }
        found
    }
}

/// Square degrees of a rectangle.
fn area(bounds: Bounds) -> f64 {
    let (low, high) = (bounds.south_west, bounds.north_east);
    (high.longitude() - low.longitude()) * (high.latitude() - low.latitude())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(latitude: f64, longitude: f64) -> Point {
        Point::new(latitude, longitude).unwrap()
    }

    fn square(west: f64, south: f64, size: f64) -> Vec<Point> {
        let (east, north) = (west + size, south + size);
        [
            (west, south),
            (east, south),
            (east, north),
            (west, north),
            (west, south),
        ]
        .map(|(x, y)| point(y, x))
        .to_vec()
    }

    #[test]
    fn the_deepest_place_wins_then_the_smallest_and_a_hole_is_outside() {
        let city =
            Boundary::new(vec![vec![square(0.0, 0.0, 10.0), square(6.0, 6.0, 2.0)]]).unwrap();
        let community = |size| Boundary::new(vec![vec![square(1.0, 1.0, size)]]).unwrap();
        let index =
            Whereabouts::new([(0, 1, city), (1, 4, community(2.0)), (2, 4, community(1.0))]);
        for _ in 0..2 {
            assert_eq!(index.find(point(1.5, 1.5)), Some(2));
            assert_eq!(index.find(point(2.5, 2.5)), Some(1));
            assert_eq!(index.find(point(5.0, 5.0)), Some(0));
            assert_eq!(index.find(point(7.0, 7.0)), None);
            assert_eq!(index.find(point(5.0, 11.0)), None);
        }
    }
}
