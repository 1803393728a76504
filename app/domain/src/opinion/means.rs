//! Clusters by means (Lloyd's method) on the plane, with weights, until nothing
//! changes any more.

use super::Point;

/// A round changes less each time; this bound is never met in practice.
const MAX_ROUNDS: usize = 1000;

/// Points and how much each of them weighs.
#[derive(Clone, Debug, Default)]
pub(super) struct Weighted {
    pub(super) points: Vec<Point>,
    pub(super) weights: Vec<f64>,
}

/// Which points belong together.
#[derive(Clone, Debug, Default)]
pub(super) struct Clusters {
    /// The cluster of each point.
    pub(super) labels: Vec<usize>,
    /// The mean of each cluster; none is empty.
    pub(super) centres: Vec<Point>,
}

impl Weighted {
    /// Points that weigh the same.
    pub(super) fn alike(points: &[Point]) -> Self {
        Self {
            points: points.to_vec(),
            weights: vec![1.0; points.len()],
        }
    }

    /// The first `wanted` places that differ, in the order of the points.
    pub(super) fn first_places(&self, wanted: usize) -> Vec<Point> {
        let mut places: Vec<Point> = Vec::with_capacity(wanted);
        for &point in &self.points {
            if places.len() == wanted {
                break;
            }
            if !places.contains(&point) {
                places.push(point);
            }
        }
        places
    }

    /// Clusters around at most `wanted` means, the first places as seeds.
    pub(super) fn cluster(&self, wanted: usize) -> Clusters {
        let mut centres = self.first_places(wanted);
        let mut labels = vec![0; self.points.len()];
        for round in 0..MAX_ROUNDS {
            let nearest = Nearest::new(&centres);
            let mut changed = round == 0;
            for (label, &point) in labels.iter_mut().zip(&self.points) {
                let now = nearest.to(point, *label);
                changed |= now != *label;
                *label = now;
            }
            if !changed {
                break;
            }
            self.move_to_means(&labels, &mut centres);
        }
        without_empty(labels, &centres)
    }

    /// A centre without points stays where it is.
    fn move_to_means(&self, labels: &[usize], centres: &mut [Point]) {
        let mut sums = vec![(Point::default(), 0.0); centres.len()];
        for ((&point, &weight), &label) in self.points.iter().zip(&self.weights).zip(labels) {
            let (sum, total) = &mut sums[label];
            sum.x += point.x * weight;
            sum.y += point.y * weight;
            *total += weight;
        }
        for (centre, (sum, total)) in centres.iter_mut().zip(sums) {
            if total > 0.0 {
                *centre = Point {
                    x: sum.x / total,
                    y: sum.y / total,
                };
            }
        }
    }
}

/// Finds the nearest centre without looking at all of them: along x outwards, until
/// x alone is further away than the best. Of equally near ones the first wins, as
/// it would if all were looked at.
struct Nearest<'a> {
    centres: &'a [Point],
    /// Centres by x.
    order: Vec<usize>,
    /// Where in `order` each centre is.
    ranks: Vec<usize>,
}

impl<'a> Nearest<'a> {
    fn new(centres: &'a [Point]) -> Self {
        let mut order: Vec<usize> = (0..centres.len()).collect();
        order.sort_by(|&left, &right| centres[left].x.total_cmp(&centres[right].x));
        let mut ranks = vec![0; centres.len()];
        for (rank, &centre) in order.iter().enumerate() {
            ranks[centre] = rank;
        }
        Self {
            centres,
            order,
            ranks,
        }
    }

    /// The centre nearest to `point`; `guess` is one that is probably near.
    fn to(&self, point: Point, guess: usize) -> usize {
        let mut best = (point.square_to(self.centres[guess]), guess);
        let from = self.ranks[guess];
        for &centre in &self.order[from + 1..] {
            let ahead = self.centres[centre].x - point.x;
            if ahead > 0.0 && ahead * ahead > best.0 {
                break;
            }
            self.consider(point, centre, &mut best);
        }
        for &centre in self.order[..from].iter().rev() {
            let behind = point.x - self.centres[centre].x;
            if behind > 0.0 && behind * behind > best.0 {
                break;
            }
            self.consider(point, centre, &mut best);
        }
        best.1
    }

    fn consider(&self, point: Point, centre: usize, best: &mut (f64, usize)) {
        let square = point.square_to(self.centres[centre]);
        if square < best.0 || (square <= best.0 && centre < best.1) {
            *best = (square, centre);
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
