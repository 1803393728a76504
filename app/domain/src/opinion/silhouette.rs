//! How clearly groups are apart (Rousseeuw 1987): for each person b − a over the
//! larger of the two, where a is the mean distance to the others of the own group and
//! b the smallest mean distance to another group; 0 for somebody alone.
//!
//! Every distance between two people is taken once for all numbers of groups.

use super::Point;
use super::means::Clusters;
use super::votes::real;

/// The mean silhouette of each of `tried`.
pub(super) fn means(people: &[Point], tried: &[Clusters]) -> Vec<f64> {
    let blocks = Blocks::new(people, tried);
    let mut sums = vec![0.0; tried.len()];
    let mut distances = vec![0.0; blocks.ends.len()];
    let mut own = 0;
    for place in 0..people.len() {
        own += usize::from(place == blocks.ends[own]);
        blocks.distances(place, &mut distances);
        for (sum, groups) in sums.iter_mut().zip(&blocks.groups) {
            *sum += groups.silhouette(own, &distances);
        }
    }
    sums.into_iter()
        .map(|sum| sum / real(people.len()))
        .collect()
}

/// People put in blocks: those of one block are together in every grouping.
struct Blocks {
    /// Where people stand, in the order of their blocks.
    xs: Vec<f64>,
    ys: Vec<f64>,
    /// Where each block ends.
    ends: Vec<usize>,
    groups: Vec<GroupsOfBlocks>,
}

/// One of the groupings, as groups of blocks.
struct GroupsOfBlocks {
    /// The group of each block.
    of_block: Vec<usize>,
    /// How many people are in each group.
    sizes: Vec<usize>,
}

impl Blocks {
    fn new(points: &[Point], tried: &[Clusters]) -> Self {
        let mark = |person: usize| tried.iter().map(move |groups| groups.labels[person]);
        let mut people: Vec<usize> = (0..points.len()).collect();
        people.sort_by(|&left, &right| mark(left).cmp(mark(right)));
        let (mut ends, mut firsts) = (Vec::new(), Vec::new());
        for (place, &person) in people.iter().enumerate() {
            if place == 0 || mark(people[place - 1]).ne(mark(person)) {
                firsts.push(person);
                if place > 0 {
                    ends.push(place);
                }
            }
        }
        ends.push(people.len());
        let groups = tried
            .iter()
            .map(|groups| GroupsOfBlocks::new(groups, &firsts))
            .collect();
        Self {
            xs: people.iter().map(|&person| points[person].x).collect(),
            ys: people.iter().map(|&person| points[person].y).collect(),
            ends,
            groups,
        }
    }

    /// The sum of the distances from one person to those of each block.
    fn distances(&self, place: usize, sums: &mut [f64]) {
        let (x, y) = (self.xs[place], self.ys[place]);
        let mut start = 0;
        for (&end, sum) in self.ends.iter().zip(sums) {
            *sum = sum_of_distances(x, y, &self.xs[start..end], &self.ys[start..end]);
            start = end;
        }
    }
}

impl GroupsOfBlocks {
    fn new(groups: &Clusters, firsts: &[usize]) -> Self {
        let mut sizes = vec![0; groups.centres.len()];
        for &label in &groups.labels {
            sizes[label] += 1;
        }
        Self {
            of_block: firsts.iter().map(|&person| groups.labels[person]).collect(),
            sizes,
        }
    }

    fn silhouette(&self, own_block: usize, distances: &[f64]) -> f64 {
        let own = self.of_block[own_block];
        if self.sizes[own] < 2 {
            return 0.0;
        }
        let mean_to = |group: usize, others: usize| {
            let sum: f64 = self
                .of_block
                .iter()
                .zip(distances)
                .filter(|(of, _)| **of == group)
                .map(|(_, distance)| distance)
                .sum();
            sum / real(others)
        };
        let inside = mean_to(own, self.sizes[own] - 1);
        let outside = (0..self.sizes.len())
            .filter(|&group| group != own)
            .map(|group| mean_to(group, self.sizes[group]))
            .fold(f64::INFINITY, f64::min);
        let larger = inside.max(outside);
        if larger > 0.0 && larger.is_finite() {
            (outside - inside) / larger
        } else {
            0.0
        }
    }
}

/// Eight sums side by side, so that a processor can do several at a time; always
/// the same eight.
fn sum_of_distances(x: f64, y: f64, xs: &[f64], ys: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let (many_xs, rest_xs) = xs.as_chunks::<8>();
    let (many_ys, rest_ys) = ys.as_chunks::<8>();
    for (xs, ys) in many_xs.iter().zip(many_ys) {
        for lane in 0..8 {
            let (across, along) = (xs[lane] - x, ys[lane] - y);
            sums[lane] += (across * across + along * along).sqrt();
        }
    }
    for (other_x, other_y) in rest_xs.iter().zip(rest_ys) {
        let (across, along) = (other_x - x, other_y - y);
        sums[0] += (across * across + along * along).sqrt();
    }
    (sums[0] + sums[1] + (sums[2] + sums[3])) + (sums[4] + sums[5] + (sums[6] + sums[7]))
}
