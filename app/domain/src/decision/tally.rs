//! Ballots and their count. Adding up has no order: the same ballots give the same
//! tally, however they are shuffled, and anybody can count them again.

use serde::{Deserialize, Serialize};

use crate::method::{Measure, Method, Of, Shape};

/// With fewer ballots only the outcome is told: neighbours know each other.
pub const FEWEST_BALLOTS: u64 = 10;

/// What one ballot says.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Choice {
    /// The option at this place.
    One(usize),
    /// A mark for each option, in their order.
    Each(Vec<Mark>),
    /// The place that each option has, from 1 on; none for those that have none.
    Rank(Vec<Option<u64>>),
    /// The dots that each option gets.
    Dots(Vec<u64>),
}

/// What somebody says to one of several options.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// They can.
    Yes,
    /// If need be.
    Maybe,
    /// They cannot.
    No,
}

crate::codes::codes!(Mark, 3: Yes = "yes", Maybe = "maybe", No = "no");

/// A ballot in the count: what it says, and what it weighs beside its one vote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ballot {
    /// What it says.
    pub choice: Choice,
    /// Floor area in hundredths of a square metre; 0 where it does not count.
    pub area: u64,
}

/// Votes, and their floor area in hundredths of a square metre.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Amount {
    /// Votes.
    pub heads: u64,
    /// Their area.
    #[serde(default)]
    pub area: u64,
}

impl Amount {
    /// One of the two.
    pub const fn by(self, measure: Measure) -> u64 {
        match measure {
            Measure::Heads => self.heads,
            Measure::Area => self.area,
        }
    }

    /// More by one ballot of this area.
    const fn one_more(&mut self, area: u64) {
        self.heads += 1;
        self.area = self.area.saturating_add(area);
    }
}

/// How one option stands. Where a ballot chooses one, `yes` are those that chose it; where
/// it ranks options or gives them dots, those that did so with this one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Standing {
    /// For it.
    pub yes: Amount,
    /// If need be.
    #[serde(default)]
    pub maybe: Amount,
    /// Not.
    #[serde(default)]
    pub no: Amount,
    /// Its dots, where a ballot gives any; in a ranking the sum of its places, each of
    /// which counts one more than the next.
    #[serde(default)]
    pub dots: u64,
}

impl Standing {
    /// What decides which option leads: a yes counts twice what a maybe does, and dots
    /// count as they are.
    pub const fn score(&self, shape: Shape) -> u64 {
        match shape {
            Shape::One | Shape::Each => 2 * self.yes.heads + self.maybe.heads,
            Shape::Rank | Shape::Dots => self.dots,
        }
    }

    const fn more_dots(&mut self, dots: u64, area: u64) {
        self.yes.one_more(area);
        self.dots = self.dots.saturating_add(dots);
    }
}

/// The count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// All who could take part, as it was when the decision opened.
    pub eligible: Amount,
    /// All who did.
    pub cast: Amount,
    /// How each option stands, in their order.
    pub options: Vec<Standing>,
}

impl Tally {
    /// Counts ballots on `options` options. A ballot that fits none of them counts as
    /// taking part and says nothing; `Decision::check` lets none in.
    pub fn count<'a>(
        eligible: Amount,
        options: usize,
        ballots: impl IntoIterator<Item = &'a Ballot>,
    ) -> Self {
        let mut tally = Self {
            eligible,
            cast: Amount::default(),
            options: vec![Standing::default(); options],
        };
        for ballot in ballots {
            tally.add(ballot);
        }
        tally
    }

    fn add(&mut self, ballot: &Ballot) {
        self.cast.one_more(ballot.area);
        match &ballot.choice {
            Choice::One(at) => {
                if let Some(standing) = self.options.get_mut(*at) {
                    standing.yes.one_more(ballot.area);
                }
            }
            Choice::Each(marks) => {
                for (standing, mark) in self.options.iter_mut().zip(marks) {
                    match mark {
                        Mark::Yes => standing.yes.one_more(ballot.area),
                        Mark::Maybe => standing.maybe.one_more(ballot.area),
                        Mark::No => standing.no.one_more(ballot.area),
                    }
                }
            }
            Choice::Rank(places) => {
                let first = u64::try_from(self.options.len()).unwrap_or(u64::MAX);
                for (standing, place) in self.options.iter_mut().zip(places) {
                    if let Some(place) = place {
                        let dots = (first + 1).saturating_sub(*place);
                        standing.more_dots(dots, ballot.area);
                    }
                }
            }
            Choice::Dots(given) => {
                for (standing, dots) in self.options.iter_mut().zip(given) {
                    if *dots > 0 {
                        standing.more_dots(*dots, ballot.area);
                    }
                }
            }
        }
    }

    /// Of what a share is taken.
    pub fn whole(&self, method: &Method, of: Of, measure: Measure) -> u64 {
        match of {
            Of::Cast => self.cast.by(measure),
            Of::Eligible => self.eligible.by(measure),
            Of::Voiced => {
                let silent: u64 = method
                    .options
                    .iter()
                    .zip(&self.options)
                    .filter(|(option, _)| option.abstains)
                    .map(|(_, standing)| standing.yes.by(measure))
                    .sum();
                self.cast.by(measure).saturating_sub(silent)
            }
        }
    }

    /// Whether the counts can be told: with few ballots only the outcome is.
    pub const fn is_published(&self) -> bool {
        self.cast.heads >= FEWEST_BALLOTS
    }
}

/// A ranking names at least so many.
const FEWEST_RANKED: usize = 2;

impl Choice {
    /// Whether it fits so many options by this method.
    pub fn fits(&self, method: &Method, options: usize) -> bool {
        match (self, method.shape) {
            (Self::One(at), Shape::One) => *at < options,
            (Self::Each(marks), Shape::Each) => marks.len() == options,
            (Self::Rank(places), Shape::Rank) => places.len() == options && is_ranking(places),
            (Self::Dots(given), Shape::Dots) => {
                let sum = given
                    .iter()
                    .try_fold(0_u64, |sum, one| sum.checked_add(*one));
                let most = u64::from(method.dots.unwrap_or_default());
                given.len() == options && sum.is_some_and(|sum| (1..=most).contains(&sum))
            }
            (Self::One(_) | Self::Each(_) | Self::Rank(_) | Self::Dots(_), _) => false,
        }
    }
}

/// Whether places go 1, 2, 3 … without a gap and without two alike.
fn is_ranking(places: &[Option<u64>]) -> bool {
    let mut given: Vec<u64> = places.iter().flatten().copied().collect();
    given.sort_unstable();
    given.len() >= FEWEST_RANKED && (1..).zip(&given).all(|(place, given)| place == *given)
}
