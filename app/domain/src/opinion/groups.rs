//! Groups of opinion: people who lie near each other.
//!
//! Each number of groups is tried from two starts, the first different places in the
//! order in which people came, as Polis's server starts, and the ones furthest to the
//! left, as its reference implementation does; the same answers give the same groups.
//! Which start and how many groups there are is decided by how clearly people are apart.

use super::Point;
use super::blocks::{self, Blocks};
use super::means::first_places;
use super::silhouette;

/// Fewer groups are not tried.
pub const MIN_GROUPS: usize = 2;

/// More groups are not tried unless they are wanted.
pub const MAX_GROUPS: usize = 5;

/// One more group is tried for so many base clusters.
const BASE_CLUSTERS_FOR_ONE_MORE: usize = 12;

/// Who belongs where.
#[derive(Clone, Debug, Default)]
pub(super) struct Grouping {
    /// The group of each person.
    pub(super) labels: Vec<usize>,
    /// The middle of each group.
    pub(super) centres: Vec<Point>,
    /// The mean silhouette for each number of groups that was tried, ascending; for the
    /// number that is wanted, that of the groups that are drawn.
    pub(super) silhouettes: Vec<(usize, f64)>,
}

/// Which groups are asked for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wanted {
    /// The clearest of those where no group has fewer people than this, if there are
    /// such; else the clearest of all.
    OfAtLeast(f64),
    /// So many.
    Number(usize),
}

/// One person is no group.
pub(super) const NOBODY_ALONE: Wanted = Wanted::OfAtLeast(2.0);

/// Groups people who stand at `people`, in the order in which they came.
pub(super) fn group(people: &[Point], wanted: Wanted) -> Grouping {
    let blocks = Blocks::new(people);
    let tried = Tried {
        blocks: &blocks,
        starts: [people.to_vec(), from_the_left(people)],
        fewest: match wanted {
            Wanted::OfAtLeast(fewest) => fewest,
            Wanted::Number(_) => 2.0,
        },
    };
    let most = MAX_GROUPS
        .min(MIN_GROUPS + blocks.len() / BASE_CLUSTERS_FOR_ONE_MORE)
        .min(blocks.len());
    let each: Vec<(usize, Found)> = (MIN_GROUPS..=most)
        .map(|groups| (groups, tried.clearest(groups)))
        .collect();
    let mut silhouettes: Vec<(usize, f64)> = each
        .iter()
        .map(|(groups, found)| (*groups, found.clear))
        .collect();
    let centres = match wanted {
        Wanted::Number(groups) => {
            let drawn = tried.of_number(groups);
            tell(&mut silhouettes, groups, &drawn);
            drawn.centres
        }
        Wanted::OfAtLeast(_) => each
            .into_iter()
            .map(|(_, found)| found)
            .reduce(Found::clearer)
            .map_or_else(|| tried.found(0, 1).centres, |found| found.centres),
    };
    let (labels, centres) = in_order(blocks.labels(&centres), &centres);
    Grouping {
        labels,
        centres,
        silhouettes,
    }
}

/// Says of a number how clear the groups are that are drawn, though others of that number
/// may be clearer. One group is apart from nothing.
fn tell(silhouettes: &mut Vec<(usize, f64)>, groups: usize, drawn: &Found) {
    if drawn.centres.len() < MIN_GROUPS {
        return;
    }
    let tried = silhouettes.iter_mut().find(|(number, _)| *number == groups);
    match tried {
        Some((_, clear)) => *clear = drawn.clear,
        // It is above all that were tried.
        None => silhouettes.push((groups, drawn.clear)),
    }
}

/// The same places from left to right, of those above each other the lower first.
fn from_the_left(people: &[Point]) -> Vec<Point> {
    let mut places = people.to_vec();
    places.sort_unstable_by(|one, other| {
        let by_x = one.x.total_cmp(&other.x);
        by_x.then(one.y.total_cmp(&other.y))
    });
    places
}

/// What is tried.
struct Tried<'b> {
    blocks: &'b Blocks,
    /// Seeds are the first different places of each.
    starts: [Vec<Point>; 2],
    fewest: f64,
}

/// Groups that were found.
struct Found {
    centres: Vec<Point>,
    /// Whether no group has too few people.
    fits: bool,
    clear: f64,
}

impl Tried<'_> {
    fn found(&self, start: usize, groups: usize) -> Found {
        let seeds = first_places(&self.starts[start], groups);
        let centres = self.blocks.settle(seeds);
        let parts = self.blocks.parts(&centres);
        let mut sizes = vec![0.0; centres.len()];
        for part in &parts {
            sizes[part.group] += part.people;
        }
        Found {
            fits: sizes.iter().all(|&size| size >= self.fewest),
            clear: silhouette::mean(self.blocks, &parts, &sizes),
            centres,
        }
    }

    fn clearest(&self, groups: usize) -> Found {
        self.found(0, groups).clearer(self.found(1, groups))
    }

    /// Where everybody is a base cluster, Polis's server has one start, and its groups
    /// are met one by one; beyond, its start depends on what was before.
    fn of_number(&self, groups: usize) -> Found {
        let groups = groups.max(1);
        if self.starts[0].len() <= blocks::MOST {
            self.found(0, groups)
        } else {
            self.clearest(groups)
        }
    }
}

impl Found {
    /// The better one; of equals the first.
    fn clearer(self, other: Self) -> Self {
        if (other.fits, other.clear) > (self.fits, self.clear) {
            other
        } else {
            self
        }
    }
}

/// Numbers the groups by who came first.
fn in_order(mut labels: Vec<usize>, centres: &[Point]) -> (Vec<usize>, Vec<Point>) {
    let mut numbers = vec![None; centres.len()];
    let mut ordered = Vec::with_capacity(centres.len());
    for label in &mut labels {
        let number = numbers[*label].get_or_insert_with(|| {
            ordered.push(centres[*label]);
            ordered.len() - 1
        });
        *label = *number;
    }
    (labels, ordered)
}

#[cfg(test)]
mod tests {
    use super::super::votes::real;
    use super::*;

    /// Ten people here and ten there, by turns, and after them some far to the left.
    fn two_camps_and(far: &[f64]) -> Vec<Point> {
        let camps = (0..20_u32).map(|one| Point {
            x: f64::from(one % 2) * 4.0,
            y: f64::from(one / 2) / 10.0,
        });
        camps
            .chain(far.iter().map(|&x| Point { x, y: 0.0 }))
            .collect()
    }

    fn sizes(grouping: &Grouping) -> Vec<usize> {
        let of = |group| grouping.labels.iter().filter(move |label| **label == group);
        let groups = 0..grouping.centres.len();
        groups.map(|group| of(group).count()).collect()
    }

    #[test]
    fn nobody_is_a_group_alone_though_that_would_be_clearest() {
        let people = two_camps_and(&[-40.0]);
        // Numbered by who came first, whichever start it was.
        assert_eq!(sizes(&group(&people, Wanted::OfAtLeast(1.0))), [20, 1]);
        assert_eq!(sizes(&group(&people, NOBODY_ALONE)), [11, 10]);
        // Where there is nothing else, it is so.
        assert_eq!(sizes(&group(&people[..3], NOBODY_ALONE)), [2, 1]);
    }

    #[test]
    fn the_clearer_start_wins_unless_the_number_is_given_to_few() {
        let people = two_camps_and(&[-20.0, -20.0]);
        let grouping = group(&people, NOBODY_ALONE);
        assert_eq!(sizes(&grouping), [10, 10, 2]);
        let [(2, two), (3, three)] = grouping.silhouettes[..] else {
            panic!("{grouping:?}");
        };
        // From the left these two are found apart from all others.
        assert!((two - 0.905).abs() < 0.001, "{two}");
        assert!((three - 0.917).abs() < 0.001, "{three}");
        assert_eq!(sizes(&group(&people, Wanted::Number(2))), [12, 10]);
    }

    /// The mean silhouette as its definition says it, person by person.
    fn plainly(people: &[Point], grouping: &Grouping) -> f64 {
        let away = |one: usize, group: usize| {
            let is_other = |&other: &usize| other != one && grouping.labels[other] == group;
            let others: Vec<f64> = (0..people.len())
                .filter(is_other)
                .map(|other| people[one].square_to(people[other]).sqrt())
                .collect();
            (!others.is_empty()).then(|| others.iter().sum::<f64>() / real(others.len()))
        };
        let of_one = |one: usize| {
            let own = grouping.labels[one];
            let outside = (0..grouping.centres.len())
                .filter(|&group| group != own)
                .filter_map(|group| away(one, group))
                .fold(f64::INFINITY, f64::min);
            away(one, own).map_or(0.0, |inside| (outside - inside) / outside.max(inside))
        };
        (0..people.len()).map(of_one).sum::<f64>() / real(people.len())
    }

    #[test]
    fn of_the_number_that_is_wanted_the_drawn_groups_are_told() {
        let people = two_camps_and(&[-20.0, -20.0]);
        let told = |wanted: usize| {
            let grouping = group(&people, Wanted::Number(wanted));
            assert_eq!(grouping.centres.len(), wanted);
            let clear = plainly(&people, &grouping);
            let numbers: Vec<usize> = grouping.silhouettes.iter().map(|told| told.0).collect();
            let found = grouping.silhouettes.iter().find(|told| told.0 == wanted);
            (numbers, found.map(|told| told.1), clear)
        };
        for (wanted, tried) in [(2, vec![2, 3]), (3, vec![2, 3]), (5, vec![2, 3, 5])] {
            let (numbers, found, clear) = told(wanted);
            assert_eq!(numbers, tried);
            let found = found.unwrap();
            assert!((found - clear).abs() < 1e-9, "{wanted}: {found}, {clear}");
        }
        // Others of two groups are clearer, and are not drawn.
        assert!(told(2).2 < 0.9);
        let (numbers, found, _) = told(1);
        assert_eq!((numbers, found), (vec![2, 3], None));
        assert!(group(&[], Wanted::Number(3)).silhouettes.is_empty());
    }
}
