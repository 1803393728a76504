//! What of the answers is shown: common ground first, then the groups, then where
//! they differ and what is unclear. No person's place or answer is in it.

use serde::{Deserialize, Serialize};

use super::statement::UNSURE_PERCENT;
use crate::instant::Instant;
use crate::opinion::{self, Group, OpinionMap, Side, Tally, Votes};

mod anew;

/// With fewer people there are plain counts and no groups.
pub const FEWEST_VOTERS: usize = 30;

/// No smaller group is shown, and no statement that fewer of a group answered is
/// called common ground.
pub const FEWEST_IN_GROUP: usize = 5;

/// Most statements in each list.
const SHOWN: usize = 5;

/// So large a share of every group has to say the same, in percent.
const COMMON_PERCENT: u32 = 60;

/// So far apart are two groups that differ, in percent.
const APART_PERCENT: u32 = 30;

/// The answers at one moment, as everybody may see them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// When it was drawn.
    pub at: Instant,
    /// How many people had answered; those in the groups alone, where a handful is in
    /// none.
    pub voters: u32,
    /// Every statement that is not removed.
    pub statements: Vec<Drawn>,
    /// The groups; none where there are too few people.
    pub groups: Vec<Camp>,
    /// Statements that every group says the same about, the clearest first.
    pub common: Vec<i64>,
    /// Statements that the groups see differently, furthest apart first.
    pub apart: Vec<i64>,
    /// Statements that many pass.
    pub unsure: Vec<i64>,
    /// A sign of the answers it was drawn from: other answers have another one.
    #[serde(default)]
    pub drawn_from: String,
    /// What was last shown of statements that are removed, should they come back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    out: Vec<Drawn>,
    /// How many people were in each group, and in none, when groups were last shown;
    /// nothing while they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sizes: Vec<Tally>,
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Drawn {
    /// Its number.
    pub number: i64,
    /// The answers of all; of the groups alone, where a handful of others answered. None
    /// while only a handful have.
    pub tally: Tally,
    /// The answers of each group; none where too few of them are new to be told.
    pub by_group: Vec<Tally>,
    /// How much it tells people apart, for the next draw.
    pub extremity: f64,
    /// What was last shown of the groups, and of those in none, where nothing is now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    last: Vec<Tally>,
}

/// A group of opinion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Camp {
    /// How many people.
    pub size: u32,
    /// Where its middle is on the plane.
    pub x: f64,
    /// The same along the second component.
    pub y: f64,
    /// What it stands for: the statement, and whether it agrees.
    pub stands_for: Vec<(i64, bool)>,
}

impl Picture {
    /// The two groups whose middles lie closest together, by their places; none where
    /// there are fewer than three, and so nothing to compare.
    pub fn closest(&self) -> Option<(usize, usize)> {
        if self.groups.len() < 3 {
            return None;
        }
        let places = 0..self.groups.len();
        let pairs = places.flat_map(|one| (one + 1..self.groups.len()).map(move |two| (one, two)));
        let apart = |&(one, two): &(usize, usize)| {
            let (one, two) = (&self.groups[one], &self.groups[two]);
            (one.x - two.x).hypot(one.y - two.y)
        };
        pairs.min_by(|one, two| apart(one).total_cmp(&apart(two)))
    }

    /// Draws it. `numbers` are those of the statements, in the order of `votes`.
    pub fn draw(votes: &Votes, numbers: &[i64], at: Instant) -> Self {
        let map = shown_map(votes);
        let statements: Vec<Drawn> = numbers
            .iter()
            .enumerate()
            .filter(|(index, _)| !votes.removed()[*index])
            .map(|(index, &number)| {
                let by_group: Vec<Tally> =
                    map.groups.iter().map(|group| group.counts[index]).collect();
                Drawn {
                    number,
                    tally: told(map.statements[index].tally, &by_group),
                    by_group,
                    extremity: map.statements[index].extremity,
                    last: Vec::new(),
                }
            })
            .collect();
        let groups = map.groups.iter().map(|group| Camp {
            size: opinion::count(group.members.len()),
            x: group.centre.x,
            y: group.centre.y,
            stands_for: group
                .representative
                .iter()
                .filter(|shown| shown.singled.trials >= opinion::count(FEWEST_IN_GROUP))
                .map(|shown| (numbers[shown.singled.statement], shown.side == Side::Agree))
                .collect(),
        });
        let groups: Vec<Camp> = groups.collect();
        let within = groups.iter().map(|camp| camp.size).sum();
        let people = opinion::count(votes.people());
        let told_of = if groups.is_empty() || !is_handful(people - within) {
            people
        } else {
            within
        };
        Self {
            at,
            voters: told_of,
            ..Self::of(groups, statements)
        }
    }

    /// The groups, the statements, and the lists of these.
    fn of(groups: Vec<Camp>, statements: Vec<Drawn>) -> Self {
        // Of a statement whose groups are not told nothing is said about groups.
        let told = |one: &&Drawn| groups.is_empty() || !one.by_group.is_empty();
        let (common, apart) = (
            best(statements.iter().filter(told), common),
            best(statements.iter().filter(told), apart),
        );
        Self {
            at: Instant::default(),
            voters: 0,
            common,
            apart,
            unsure: best(statements.iter(), unsure),
            drawn_from: String::new(),
            out: Vec::new(),
            sizes: Vec::new(),
            groups,
            statements,
        }
    }

    /// The statement with this number.
    pub fn statement(&self, number: i64) -> Option<&Drawn> {
        self.statements.iter().find(|one| one.number == number)
    }
}

/// What is told as the answers of all: where so few are in no group that the difference
/// to the groups would be the answers of somebody, those of the groups.
fn told(all: Tally, by_group: &[Tally]) -> Tally {
    let grouped = by_group
        .iter()
        .fold(Tally::default(), |sum, &group| sum + group);
    if by_group.is_empty() || !is_handful(all.answers() - grouped.answers()) {
        all
    } else {
        grouped
    }
}

/// Whether it is somebody, but fewer than are shown.
fn is_handful(people: u32) -> bool {
    (1..opinion::count(FEWEST_IN_GROUP)).contains(&people)
}

/// The map with groups that are large enough to be shown, or without groups.
fn shown_map(votes: &Votes) -> OpinionMap {
    let fewest = opinion::count(FEWEST_IN_GROUP);
    let mut map = opinion::map_with_groups_of(votes, fewest);
    let large = |group: &Group| group.members.len() >= FEWEST_IN_GROUP;
    let are_groups = map.groups.len() > 1 && map.groups.iter().all(large);
    if votes.people() < FEWEST_VOTERS || !are_groups {
        map.groups.clear();
    }
    map
}

/// The numbers of the best few by `worth`; what is `None` is not among them.
fn best<'a>(
    statements: impl Iterator<Item = &'a Drawn>,
    worth: fn(&Drawn) -> Option<f64>,
) -> Vec<i64> {
    let mut found: Vec<(f64, i64)> = statements
        .filter_map(|one| Some((worth(one)?, one.number)))
        .collect();
    found.sort_by(|left, right| right.0.total_cmp(&left.0));
    found.truncate(SHOWN);
    found.into_iter().map(|(_, number)| number).collect()
}

/// Those whose answers count for a list: each group, or everybody where there are none.
fn sides(one: &Drawn) -> &[Tally] {
    if one.by_group.is_empty() {
        std::slice::from_ref(&one.tally)
    } else {
        &one.by_group
    }
}

fn answered(tally: &Tally) -> bool {
    tally.answers() >= opinion::count(FEWEST_IN_GROUP)
}

fn at_least(part: u32, all: u32, percent: u32) -> bool {
    u64::from(part) * 100 >= u64::from(all) * u64::from(percent)
}

/// The geometric mean of the shares of those who say the same, if all do.
fn common(one: &Drawn) -> Option<f64> {
    let sides = sides(one);
    let all = |part: fn(&Tally) -> u32| {
        let mut sides = sides.iter();
        sides.all(|side| answered(side) && at_least(part(side), side.answers(), COMMON_PERCENT))
    };
    let mean = |share: fn(Tally) -> f64| {
        let product: f64 = sides.iter().map(|&side| share(side)).product();
        product.powf(1.0 / f64::from(opinion::count(sides.len())))
    };
    if all(|side| side.agrees) {
        Some(mean(Tally::share_agreeing))
    } else if all(|side| side.disagrees) {
        Some(mean(Tally::share_disagreeing))
    } else {
        None
    }
}

/// How far the shares of those who agree are apart.
fn apart(one: &Drawn) -> Option<f64> {
    if one.by_group.len() < 2 || !one.by_group.iter().all(answered) {
        return None;
    }
    let shares = one.by_group.iter().map(|side| side.share_agreeing());
    let (least, most) = shares.fold((1.0_f64, 0.0_f64), |(least, most), share| {
        (least.min(share), most.max(share))
    });
    let gap = most - least;
    (gap * 100.0 >= f64::from(APART_PERCENT)).then_some(gap)
}

fn unsure(one: &Drawn) -> Option<f64> {
    let (passes, answers) = (one.tally.passes, one.tally.answers());
    let many = answered(&one.tally) && passes * 100 > answers * UNSURE_PERCENT;
    many.then(|| f64::from(passes) / f64::from(answers))
}
