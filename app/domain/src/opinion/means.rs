//! Clusters by means (Lloyd's method) on the plane, with weights.

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

    /// Clusters around at most `wanted` means, the first places as seeds, until no
    /// mean moves further than `still`.
    pub(super) fn cluster(&self, wanted: usize, still: f64) -> Clusters {
        let mut centres = self.first_places(wanted);
        let mut labels = vec![0; self.points.len()];
        // How far every centre but the own one is at least (Hamerly 2010).
        let mut others = vec![0.0; self.points.len()];
        for _ in 0..MAX_ROUNDS {
            let nearest = Nearest::new(&centres);
            for ((label, other), &point) in labels.iter_mut().zip(&mut others).zip(&self.points) {
                if point.square_to(centres[*label]).sqrt() >= *other {
                    (*label, *other) = nearest.to(point, *label);
                }
            }
            let way = self.move_to_means(&labels, &mut centres).sqrt();
            if way <= still {
                break;
            }
            // A little more, so that rounding cannot make a bound too good.
            let way = way * (1.0 + 1e-9) + f64::MIN_POSITIVE;
            for other in &mut others {
                *other = *other * (1.0 - 1e-12) - way;
            }
        }
        without_empty(labels, &centres)
    }

    /// A centre without points stays where it is. Returns the square of the longest way.
    fn move_to_means(&self, labels: &[usize], centres: &mut [Point]) -> f64 {
        let mut sums = vec![(Point::default(), 0.0); centres.len()];
        for ((&point, &weight), &label) in self.points.iter().zip(&self.weights).zip(labels) {
            let (sum, total) = &mut sums[label];
            sum.x += point.x * weight;
            sum.y += point.y * weight;
            *total += weight;
        }
        let mut longest = 0.0_f64;
        for (centre, (sum, total)) in centres.iter_mut().zip(sums) {
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

/// Finds the nearest centre without looking at all of them: along x outwards, until
/// x alone is further away than the second best. Of equally near ones the first wins,
/// as it would if all were looked at.
struct Nearest<'a> {
    centres: &'a [Point],
    /// Centres by x.
    order: Vec<usize>,
    /// Where in `order` each centre is.
    ranks: Vec<usize>,
}

/// The nearest centre so far, and how far off the second is, squared.
struct Best {
    square: f64,
    centre: usize,
    second: f64,
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

    /// The centre nearest to `point` and the distance of the second; `guess` is one
    /// that is probably near.
    fn to(&self, point: Point, guess: usize) -> (usize, f64) {
        let mut best = Best {
            square: point.square_to(self.centres[guess]),
            centre: guess,
            second: f64::INFINITY,
        };
        let from = self.ranks[guess];
        for &centre in &self.order[from + 1..] {
            let ahead = self.centres[centre].x - point.x;
            if ahead > 0.0 && ahead * ahead > best.second {
                break;
            }
            best.consider(point.square_to(self.centres[centre]), centre);
        }
        for &centre in self.order[..from].iter().rev() {
            let behind = point.x - self.centres[centre].x;
            if behind > 0.0 && behind * behind > best.second {
                break;
            }
            best.consider(point.square_to(self.centres[centre]), centre);
        }
        (best.centre, best.second.sqrt())
    }
}

impl Best {
    fn consider(&mut self, square: f64, centre: usize) {
        if square < self.square || (square <= self.square && centre < self.centre) {
            self.second = self.square;
            self.square = square;
            self.centre = centre;
        } else {
            self.second = self.second.min(square);
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
