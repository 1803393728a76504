//! Clusters by means (Lloyd's method) on the plane.

use super::Point;

/// A round changes less each time; this bound is never met in practice.
pub(super) const MAX_ROUNDS: usize = 1000;

/// Which points belong together.
#[derive(Clone, Debug, Default)]
pub(super) struct Clusters {
    /// The cluster of each point.
    pub(super) labels: Vec<usize>,
    /// The mean of each cluster; none is empty.
    pub(super) centres: Vec<Point>,
}

/// The first `wanted` places that differ, in the order of the points.
pub(super) fn first_places(points: &[Point], wanted: usize) -> Vec<Point> {
    let mut places: Vec<Point> = Vec::with_capacity(wanted.min(points.len()));
    for &point in points {
        if places.len() == wanted {
            break;
        }
        if !places.contains(&point) {
            places.push(point);
        }
    }
    places
}

/// Clusters around at most `wanted` means, the first places as seeds, until no mean
/// moves further than `still`.
pub(super) fn cluster(points: &[Point], wanted: usize, still: f64) -> Clusters {
    let mut centres = first_places(points, wanted);
    let mut labels = vec![0; points.len()];
    // How far every centre but the own one is at least (Hamerly 2010).
    let mut others = vec![0.0; points.len()];
    let mut around = Around::default();
    for _ in 0..MAX_ROUNDS {
        around.follow(&centres);
        for ((label, other), &point) in labels.iter_mut().zip(&mut others).zip(points) {
            let alone = f64::max(*other, around.alone[*label]);
            if point.square_to(centres[*label]) >= alone * alone {
                (*label, *other) = around.nearest(&centres, point, *label);
            }
        }
        let mut sums = Sums::new(centres.len());
        for (&point, &label) in points.iter().zip(&labels) {
            sums.add(label, point, 1.0);
        }
        let way = sums.move_to_means(&mut centres).sqrt();
        if way <= still {
            break;
        }
        let way = way * MORE + f64::MIN_POSITIVE;
        for other in &mut others {
            *other = *other * LESS - way;
        }
    }
    without_empty(labels, &centres)
}

/// What the points of each cluster add up to, and how many they are.
pub(super) struct Sums(Vec<(Point, f64)>);

impl Sums {
    pub(super) fn new(clusters: usize) -> Self {
        Self(vec![(Point::default(), 0.0); clusters])
    }

    /// Adds so many points that together are `sum`.
    pub(super) fn add(&mut self, cluster: usize, sum: Point, many: f64) {
        let (all, total) = &mut self.0[cluster];
        all.x += sum.x;
        all.y += sum.y;
        *total += many;
    }

    /// Adds all of these, and leaves them empty.
    pub(super) fn take_all(&mut self, of: &mut Self) {
        for (cluster, of) in of.0.iter_mut().enumerate() {
            if of.1 > 0.0 {
                self.add(cluster, of.0, of.1);
                *of = <(Point, f64)>::default();
            }
        }
    }

    /// A centre without points stays where it is. Returns the square of the longest way.
    pub(super) fn move_to_means(&self, centres: &mut [Point]) -> f64 {
        let mut longest = 0.0_f64;
        for (centre, &(sum, total)) in centres.iter_mut().zip(&self.0) {
            if total > 0.0 {
                let mean = Point {
                    x: sum.x / total,
                    y: sum.y / total,
                };
                longest = longest.max(centre.square_to(mean));
                *centre = mean;
            }
        }
        longest
    }
}

/// A bound is taken a little too far or too near, so that rounding cannot make it too good.
pub(super) const MORE: f64 = 1.0 + 1e-9;
pub(super) const LESS: f64 = 1.0 - 1e-9;

/// For each centre all others, the nearest first, with how far they are at least: whatever is
/// close to a point is close to the centre that it had before (Hamerly and Drake 2015).
#[derive(Default)]
struct Around {
    near: Vec<Vec<(f64, usize)>>,
    /// Whoever is nearer than this to a centre has no other that is as near.
    alone: Vec<f64>,
}

impl Around {
    /// Goes with the centres. They move little, so the orders are nearly right already.
    fn follow(&mut self, centres: &[Point]) {
        if self.near.is_empty() {
            let others = |own| (0..centres.len()).filter(move |&other| other != own);
            self.near = (0..centres.len())
                .map(|own| others(own).map(|other| (0.0, other)).collect())
                .collect();
        }
        for (&own, near) in centres.iter().zip(&mut self.near) {
            for (away, other) in near.iter_mut() {
                *away = own.square_to(centres[*other]).sqrt() * LESS;
            }
            sort_nearly_sorted(near);
        }
        let nearest = |near: &Vec<(f64, usize)>| near.first().map_or(f64::INFINITY, |one| one.0);
        self.alone.clear();
        self.alone
            .extend(self.near.iter().map(|near| nearest(near) / 2.0));
    }

    /// The centre nearest to `point`, and how far the second is; `guess` is one that is
    /// probably near. Of equally near ones the first wins, as it would if all were looked at.
    fn nearest(&self, centres: &[Point], point: Point, guess: usize) -> (usize, f64) {
        let square = point.square_to(centres[guess]);
        let from = square.sqrt();
        let mut best = Best {
            square,
            centre: guess,
            second: f64::INFINITY,
        };
        let mut enough = f64::INFINITY;
        for &(away, centre) in &self.near[guess] {
            // All that follow are further from the point than the second best.
            if away - from > enough {
                break;
            }
            if best.consider(point.square_to(centres[centre]), centre) {
                enough = best.second.sqrt() * MORE;
            }
        }
        (best.centre, best.second.sqrt())
    }
}

/// By insertion, which is fastest where hardly anything is out of place.
fn sort_nearly_sorted(near: &mut [(f64, usize)]) {
    for place in 1..near.len() {
        let one = near[place];
        let mut to = place;
        while to > 0 && near[to - 1].0 > one.0 {
            near[to] = near[to - 1];
            to -= 1;
        }
        near[to] = one;
    }
}

/// The nearest centre so far, and how far off the second is, squared.
struct Best {
    square: f64,
    centre: usize,
    second: f64,
}

impl Best {
    /// Says whether the second is nearer now.
    fn consider(&mut self, square: f64, centre: usize) -> bool {
        if square < self.square || (square <= self.square && centre < self.centre) {
            self.second = self.square;
            self.square = square;
            self.centre = centre;
            true
        } else if square < self.second {
            self.second = square;
            true
        } else {
            false
        }
    }
}

/// Numbers the clusters that have points anew, in the same order.
fn without_empty(mut labels: Vec<usize>, centres: &[Point]) -> Clusters {
    let mut used = vec![false; centres.len()];
    for &label in &labels {
        used[label] = true;
    }
    let mut number = 0;
    let numbers: Vec<usize> = used
        .iter()
        .map(|&is_used| {
            number += usize::from(is_used);
            number.saturating_sub(1)
        })
        .collect();
    for label in &mut labels {
        *label = numbers[*label];
    }
    Clusters {
        labels,
        centres: centres
            .iter()
            .zip(used)
            .filter(|(_, used)| *used)
            .map(|(&centre, _)| centre)
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Lloyd's method as it stands in the books: everybody looks at every mean.
    fn plainly(points: &[Point], wanted: usize, still: f64) -> Clusters {
        let mut centres = first_places(points, wanted);
        let mut labels = vec![0; points.len()];
        for _ in 0..MAX_ROUNDS {
            let mut sums = Sums::new(centres.len());
            for (label, &point) in labels.iter_mut().zip(points) {
                for (centre, &at) in centres.iter().enumerate() {
                    let before = point.square_to(centres[*label]);
                    let nearer = point.square_to(at) < before;
                    if nearer || (point.square_to(at) <= before && centre < *label) {
                        *label = centre;
                    }
                }
                sums.add(*label, point, 1.0);
            }
            if sums.move_to_means(&mut centres).sqrt() <= still {
                break;
            }
        }
        without_empty(labels, &centres)
    }

    /// On a coarse grid, where many are equally near, or anywhere.
    fn points() -> impl Strategy<Value = Vec<Point>> {
        let grid = (0..6_i32, 0..6_i32).prop_map(|(x, y)| (f64::from(x), f64::from(y)));
        let anywhere = (-9.0..9.0, -9.0..9.0);
        let at = |(x, y)| Point { x, y };
        prop_oneof![
            prop::collection::vec(grid.prop_map(at), 1..80),
            prop::collection::vec(anywhere.prop_map(at), 1..200),
        ]
    }

    proptest! {
        #[test]
        fn what_is_not_looked_at_changes_nothing(
            points in points(),
            wanted in 1_usize..40,
            still in prop_oneof![Just(0.0), Just(0.01)],
        ) {
            let one = cluster(&points, wanted, still);
            let other = plainly(&points, wanted, still);
            prop_assert_eq!(one.labels, other.labels);
            prop_assert_eq!(one.centres, other.centres);
        }
    }
}
