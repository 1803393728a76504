//! The opinion map: what people's answers to short statements have in common.
//!
//! A pure function of the answers. The result does not depend on the order in
//! which they come, on restarts or on the engine, bit for bit, and nothing is
//! sampled at any size. The method is that of Polis (Small and others, "Polis:
//! scaling deliberation by mapping high dimensional opinion spaces", 2021); where
//! its server is known to do something else by accident, this follows the method.
//!
//! 1. `components`: the two directions in which answers differ most.
//! 2. `place`: people and statements on the plane of these two.
//! 3. `groups`: people who lie near each other, and how clear that is.
//! 4. `represent`: what each group stands for, what nearly everybody says, what
//!    all groups share.
//! 5. `priority`: what to ask next.

mod blocks;
mod components;
mod groups;
mod heard;
mod krylov;
mod means;
mod place;
mod priority;
mod represent;
mod silhouette;
#[cfg(test)]
mod tests;
mod votes;

pub use groups::{MAX_GROUPS, MIN_GROUPS};
pub use priority::{Asked, META_PRIORITY, priority};
pub use represent::{Majority, Representative, Side, Singled};
pub use votes::{Answer, Tally, Votes, count};

use groups::Wanted;

/// A person without this many answers is placed but not grouped, unless fewer
/// statements than that have answers.
const ANSWERS_TO_COUNT: u32 = 7;

/// The first to come count with fewer answers: whoever counted once counts on,
/// and at first everybody did.
const FIRST_COUNT: usize = 15;

/// But not where more count than this. Somebody with two answers to a thousand
/// statements is placed by chance, and where many count, nobody is needed to fill up.
const FEW_COUNT: usize = 10 * FIRST_COUNT;

/// Everything that follows from the answers.
#[derive(Clone, Debug, PartialEq)]
pub struct OpinionMap {
    /// Mean answer to each statement, from −1 (all disagree) to 1 (all agree);
    /// 0 where it was removed or nobody answered.
    pub centre: Vec<f64>,
    /// The two directions, unit vectors over the statements; the entry that is
    /// largest without its sign is positive, of those alike to nine digits the first.
    /// 0 for a statement that was removed or that all answered alike.
    pub components: [Vec<f64>; 2],
    /// Everybody, in the order of `Votes`.
    pub people: Vec<Person>,
    /// Every statement, in the order of `Votes`.
    pub statements: Vec<Statement>,
    /// Groups of opinion, numbered from 0.
    pub groups: Vec<Group>,
    /// What most of all say.
    pub majority: Majority,
    /// For each number of groups that was tried, how clearly the clearest ones are
    /// apart: from −1 to 1, the mean silhouette over the people who count. For a number
    /// that was wanted, from two on, how clearly those that were drawn are.
    pub silhouettes: Vec<(usize, f64)>,
}

/// Where somebody stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Person {
    /// Where on the plane.
    pub at: Point,
    /// How many answers.
    pub votes: u32,
    /// The group, for those who count.
    pub group: Option<usize>,
}

/// A point of the plane; it has no unit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// Along the first component.
    pub x: f64,
    /// Along the second.
    pub y: f64,
}

impl Point {
    /// The square of the distance, by differences, so that near points stay apart.
    fn square_to(self, other: Self) -> f64 {
        let (x, y) = (self.x - other.x, self.y - other.y);
        x * x + y * y
    }
}

/// What became of a statement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Statement {
    /// The answers of everybody.
    pub tally: Tally,
    /// Where somebody would lie who agreed with it and answered nothing else.
    pub at: Point,
    /// How far that is from the middle: how much it tells people apart.
    pub extremity: f64,
    /// Agreement across groups: the product over the groups of the smoothed share
    /// that agrees. Comparable within one map only.
    pub consensus: f64,
    /// The same for those who disagree.
    pub dissent: f64,
    /// How much it should be asked next; see `priority`.
    pub priority: f64,
}

/// A group of opinion.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Who, as indices of `people`, ascending.
    pub members: Vec<usize>,
    /// Their middle.
    pub centre: Point,
    /// Their answers to each statement.
    pub counts: Vec<Tally>,
    /// What they stand for, most telling first, agreement before disagreement.
    pub representative: Vec<Representative>,
}

/// Draws the map. `wanted` sets the number of groups; otherwise the number with the
/// clearest silhouette is taken, of those where nobody is alone if there are such.
/// There are never more groups than different places. A statement that nobody answered
/// changes nothing about the others.
pub fn map(votes: &Votes, wanted: Option<usize>) -> OpinionMap {
    of_heard(votes, wanted.map_or(groups::NOBODY_ALONE, Wanted::Number))
}

/// The same with the clearest of those groupings where every group has at least
/// `fewest` people, if there are such.
pub fn map_with_groups_of(votes: &Votes, fewest: u32) -> OpinionMap {
    of_heard(votes, Wanted::OfAtLeast(f64::from(fewest)))
}

fn of_heard(votes: &Votes, wanted: Wanted) -> OpinionMap {
    match heard::some(votes) {
        Some(heard) => {
            let map = drawn(&votes.only(&heard), wanted);
            heard::among(map, &heard, votes.statements())
        }
        None => drawn(votes, wanted),
    }
}

/// The same where every statement has answers.
fn drawn(votes: &Votes, wanted: Wanted) -> OpinionMap {
    let overall = votes.tallies();
    let centre = components::centre(votes, &overall);
    let deviations = components::Deviations::new(votes, &centre);
    let components = components::two(&deviations, &overall);
    let places = place::people(votes, &deviations, &components);
    let counting = counting(votes);
    let seen: Vec<Point> = counting.iter().map(|&person| places[person]).collect();
    let grouping = groups::group(&seen, wanted);

    let mut group_of = vec![None; places.len()];
    for (&person, &group) in counting.iter().zip(&grouping.labels) {
        group_of[person] = Some(group);
    }
    let counts = votes.tallies_of(&group_of, grouping.centres.len());
    let statements = statements(votes, &overall, &counts, &centre, &components);
    let representative = represent::groups(&counts, votes.removed());
    let groups = counts
        .into_iter()
        .zip(representative)
        .zip(&grouping.centres)
        .enumerate()
        .map(|(group, ((counts, representative), &centre))| Group {
            members: members(&group_of, group),
            centre,
            counts,
            representative,
        })
        .collect();
    OpinionMap {
        people: places
            .iter()
            .zip(group_of)
            .enumerate()
            .map(|(person, (&at, group))| Person {
                at,
                votes: votes.answered(person),
                group,
            })
            .collect(),
        statements,
        groups,
        majority: represent::majority(&overall, votes.removed()),
        silhouettes: grouping.silhouettes,
        centre,
        components,
    }
}

/// Who is grouped.
fn counting(votes: &Votes) -> Vec<usize> {
    let enough = ANSWERS_TO_COUNT.min(votes::count(votes.statements()));
    let has_enough = |&person: &usize| votes.answered(person) >= enough;
    let mut counting: Vec<usize> = (0..votes.people())
        .filter(|person| *person < FIRST_COUNT || has_enough(person))
        .collect();
    if counting.len() > FEW_COUNT {
        counting.retain(has_enough);
    }
    counting
}

fn members(group_of: &[Option<usize>], group: usize) -> Vec<usize> {
    group_of
        .iter()
        .enumerate()
        .filter(|(_, other)| **other == Some(group))
        .map(|(person, _)| person)
        .collect()
}

fn statements(
    votes: &Votes,
    overall: &[Tally],
    counts: &[Vec<Tally>],
    centre: &[f64],
    components: &[Vec<f64>; 2],
) -> Vec<Statement> {
    (0..votes.statements())
        .map(|index| {
            let at = place::statement(index, centre, components);
            let extremity = at.x.hypot(at.y);
            let grouped = counts
                .iter()
                .fold(Tally::default(), |sum, group| sum + group[index]);
            let across =
                |share: fn(Tally) -> f64| counts.iter().map(|of| share(of[index])).product();
            Statement {
                tally: overall[index],
                at,
                extremity,
                consensus: across(Tally::share_agreeing),
                dissent: across(Tally::share_disagreeing),
                priority: priority(Asked::new(grouped, extremity)),
            }
        })
        .collect()
}
