//! People in blocks: who lies near each other is looked at together.
//!
//! A block is a base cluster. Lloyd's method asks only those people for their nearest
//! group whose block reaches over a border (Kanungo and others 2002); the groups are what
//! they would be if everybody were asked.

use std::ops::Range;

use super::Point;
use super::means::{self, LESS, MAX_ROUNDS, MORE, Sums};
use super::votes::real;

/// Base clusters need not be better than this: they decide nobody's group.
const STILL: f64 = 1.0;

/// At most this many base clusters.
pub(super) const MOST: usize = 100;

/// People, block by block.
#[derive(Clone, Debug)]
pub(super) struct Blocks {
    each: Vec<Block>,
    /// Where they stand.
    points: Vec<Point>,
    /// Which of all people each of them is.
    people: Vec<usize>,
    /// From the middle of each block to that of each other, row by row.
    distances: Vec<f64>,
}

#[derive(Clone, Debug)]
struct Block {
    within: Range<usize>,
    middle: Point,
    sum: Point,
    /// Nobody in it is further from the middle.
    radius: f64,
}

/// How many people of a block are in a group.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub(super) block: usize,
    pub(super) group: usize,
    pub(super) people: f64,
}

impl Blocks {
    pub(super) fn new(people: &[Point]) -> Self {
        let base = means::cluster(people, MOST, STILL);
        let mut starts = vec![0; base.centres.len() + 1];
        for &block in &base.labels {
            starts[block + 1] += 1;
        }
        for block in 0..base.centres.len() {
            starts[block + 1] += starts[block];
        }
        let mut next = starts.clone();
        let mut order = vec![0; people.len()];
        for (person, &block) in base.labels.iter().enumerate() {
            order[next[block]] = person;
            next[block] += 1;
        }
        let points: Vec<Point> = order.iter().map(|&person| people[person]).collect();
        let bounds = starts.windows(2).zip(base.centres);
        let blocks: Vec<Block> = bounds
            .map(|(bounds, middle)| Block::new(&points, bounds[0]..bounds[1], middle))
            .collect();
        let to_each = |one: &Block| {
            let from = one.middle;
            let others = blocks.iter();
            others.map(move |other| from.square_to(other.middle).sqrt())
        };
        Self {
            distances: blocks.iter().flat_map(to_each).collect(),
            each: blocks,
            points,
            people: order,
        }
    }

    /// How many blocks.
    pub(super) fn len(&self) -> usize {
        self.each.len()
    }

    /// How far the middle of a block is from that of each.
    pub(super) fn distances(&self, block: usize) -> &[f64] {
        &self.distances[block * self.len()..][..self.len()]
    }

    /// Moves the middles of groups (Lloyd's method) until nobody changes the group; a
    /// group that lost everybody is gone.
    pub(super) fn settle(&self, mut groups: Vec<Point>) -> Vec<Point> {
        let mut of_block = Sums::new(groups.len());
        for _ in 0..MAX_ROUNDS {
            let mut sums = Sums::new(groups.len());
            self.look(&groups, |block, open| {
                if let [(group, _)] = *open {
                    sums.add(group, block.sum, real(block.within.len()));
                    return;
                }
                for &point in &self.points[block.within.clone()] {
                    of_block.add(nearest(open, point), point, 1.0);
                }
                sums.take_all(&mut of_block);
            });
            if sums.move_to_means(&mut groups) <= 0.0 {
                break;
            }
        }
        let mut sizes = vec![0.0; groups.len()];
        for part in self.parts(&groups) {
            sizes[part.group] += part.people;
        }
        let mut sizes = sizes.into_iter();
        groups.retain(|_| sizes.next().is_some_and(|size| size > 0.0));
        groups
    }

    /// How the blocks are parted among groups.
    pub(super) fn parts(&self, groups: &[Point]) -> Vec<Part> {
        let mut parts = Vec::with_capacity(self.len());
        let mut sizes = vec![0.0; groups.len()];
        let mut number = 0;
        self.look(groups, |block, open| {
            for &point in &self.points[block.within.clone()] {
                sizes[nearest(open, point)] += 1.0;
            }
            for &(group, _) in open {
                let people = std::mem::take(&mut sizes[group]);
                if people > 0.0 {
                    parts.push(Part {
                        block: number,
                        group,
                        people,
                    });
                }
            }
            number += 1;
        });
        parts
    }

    /// Shows each block with those groups that may be nearest to somebody in it.
    fn look(&self, groups: &[Point], mut seen: impl FnMut(&Block, &[(usize, Point)])) {
        let between = |one: Point| groups.iter().map(move |&other| one.square_to(other).sqrt());
        let gaps: Vec<f64> = groups.iter().flat_map(|&one| between(one)).collect();
        let mut open = Vec::with_capacity(groups.len());
        for block in &self.each {
            block.open_to(groups, &gaps, &mut open);
            seen(block, &open);
        }
    }

    /// The group of each person.
    pub(super) fn labels(&self, groups: &[Point]) -> Vec<usize> {
        let all: Vec<(usize, Point)> = groups.iter().copied().enumerate().collect();
        let mut labels = vec![0; self.people.len()];
        for (&person, &point) in self.people.iter().zip(&self.points) {
            labels[person] = nearest(&all, point);
        }
        labels
    }
}

impl Block {
    fn new(points: &[Point], within: Range<usize>, middle: Point) -> Self {
        let mut sum = Point::default();
        let mut radius = 0.0_f64;
        for &point in &points[within.clone()] {
            sum.x += point.x;
            sum.y += point.y;
            radius = radius.max(middle.square_to(point));
        }
        Self {
            within,
            middle,
            sum,
            radius: radius.sqrt(),
        }
    }

    /// Leaves in `open` the groups that may be nearest to somebody in it. A group is out
    /// if the whole block lies beyond the line between it and the group that is nearest to
    /// the block's middle.
    fn open_to(&self, groups: &[Point], gaps: &[f64], open: &mut Vec<(usize, Point)>) {
        let (mut own, mut square) = (0, f64::INFINITY);
        for (group, &at) in groups.iter().enumerate() {
            let away = self.middle.square_to(at);
            if away < square {
                (own, square) = (group, away);
            }
        }
        let gaps = &gaps[own * groups.len()..][..groups.len()];
        open.clear();
        for ((group, &at), gap) in groups.iter().enumerate().zip(gaps) {
            let reach = square + 2.0 * self.radius * gap;
            if group == own || self.middle.square_to(at) * LESS <= reach * MORE {
                open.push((group, at));
            }
        }
    }
}

/// The nearest of some groups; of equally near ones the first. Without a branch, because
/// at a border no processor guesses right.
fn nearest(open: &[(usize, Point)], point: Point) -> usize {
    let (mut nearest, mut square) = (0, f64::INFINITY);
    for &(group, at) in open {
        let away = point.square_to(at);
        let is_nearer = away < square;
        nearest = if is_nearer { group } else { nearest };
        square = if is_nearer { away } else { square };
    }
    nearest
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn nearest_of_all(groups: &[Point], point: Point) -> usize {
        let all: Vec<(usize, Point)> = groups.iter().copied().enumerate().collect();
        nearest(&all, point)
    }

    /// Everybody looks at every middle.
    fn plainly(blocks: &Blocks, mut groups: Vec<Point>) -> Vec<Point> {
        for _ in 0..MAX_ROUNDS {
            let mut sums = Sums::new(groups.len());
            for block in &blocks.each {
                let mut of_block = Sums::new(groups.len());
                for &point in &blocks.points[block.within.clone()] {
                    of_block.add(nearest_of_all(&groups, point), point, 1.0);
                }
                sums.take_all(&mut of_block);
            }
            if sums.move_to_means(&mut groups) <= 0.0 {
                break;
            }
        }
        let used: Vec<usize> = blocks
            .points
            .iter()
            .map(|&at| nearest_of_all(&groups, at))
            .collect();
        let mut number = 0..;
        groups.retain(|_| used.contains(&number.next().unwrap()));
        groups
    }

    proptest! {
        /// Some are drawn together, so that there are wide blocks and narrow ones.
        #[test]
        fn looking_at_blocks_finds_what_looking_at_everybody_finds(
            places in prop::collection::vec((-9.0..9.0, -9.0..9.0, 0.0..1.0), 1..400),
            wanted in 1_usize..7,
        ) {
            let people: Vec<Point> = places
                .into_iter()
                .map(|(x, y, by): (f64, f64, f64)| Point { x: x * by * by, y: y * by })
                .collect();
            let blocks = Blocks::new(&people);
            let seeds = means::first_places(&people, wanted);
            let groups = blocks.settle(seeds.clone());
            prop_assert_eq!(&groups, &plainly(&blocks, seeds));
            let labels = blocks.labels(&groups);
            for (&point, label) in people.iter().zip(&labels) {
                prop_assert_eq!(*label, nearest_of_all(&groups, point));
            }
            let mut sizes = vec![0.0; groups.len()];
            for part in blocks.parts(&groups) {
                sizes[part.group] += part.people;
            }
            let count = |group| labels.iter().filter(|label| **label == group).count();
            let counts: Vec<f64> = (0..groups.len()).map(|group| real(count(group))).collect();
            prop_assert_eq!(sizes, counts);
        }
    }
}
