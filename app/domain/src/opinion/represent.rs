//! What each group stands for, and what most say.
//!
//! A statement stands for a group if its members say it clearly more than half the
//! time and clearly more than everybody else does, both at a one-sided level of 90 %.

use super::votes::Tally;

/// One-sided 90 % of the normal distribution.
const CLEARLY: f64 = 1.2816;

/// At most this many are shown for a group, or on one side of the majority.
const SHOWN: usize = 5;

/// Which answer stands for a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// They agree.
    Agree,
    /// They disagree.
    Disagree,
}

/// How many said something, and how clearly that is more than half.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Singled {
    /// Which statement.
    pub statement: usize,
    /// How many gave the answer.
    pub successes: u32,
    /// How many answered.
    pub trials: u32,
    /// The smoothed share of those who gave it.
    pub share: f64,
    /// By how many standard deviations that is above one half.
    pub share_test: f64,
}

/// A statement that a group stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Representative {
    /// The group's answers.
    pub singled: Singled,
    /// Which answer.
    pub side: Side,
    /// How many times the share of everybody else the group's share is.
    pub ratio: f64,
    /// By how many standard deviations it is above everybody else's.
    pub ratio_test: f64,
}

/// What most of all say, the clearest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Majority {
    /// Agreed with.
    pub agree: Vec<Singled>,
    /// Disagreed with.
    pub disagree: Vec<Singled>,
}

impl Singled {
    fn new(statement: usize, side: Side, tally: Tally) -> Self {
        let (successes, share) = match side {
            Side::Agree => (tally.agrees, tally.share_agreeing()),
            Side::Disagree => (tally.disagrees, tally.share_disagreeing()),
        };
        Self {
            statement,
            successes,
            trials: tally.answers(),
            share,
            share_test: above_half(successes, tally.answers()),
        }
    }
}

impl Representative {
    fn new(statement: usize, side: Side, group: Tally, others: Tally) -> Self {
        let singled = Singled::new(statement, side, group);
        let elsewhere = Singled::new(statement, side, others);
        Self {
            singled,
            side,
            ratio: singled.share / elsewhere.share,
            ratio_test: apart(
                (singled.successes, singled.trials),
                (elsewhere.successes, elsewhere.trials),
            ),
        }
    }

    fn is_clear(&self) -> bool {
        self.ratio_test > CLEARLY && self.singled.share_test > CLEARLY
    }

    /// How telling it is. A test below 0 makes it nothing: two of them would multiply to a
    /// weight above 0, and a group would stand for what it rejects most.
    fn weight(&self) -> f64 {
        self.ratio * self.ratio_test.max(0.0) * self.own_weight()
    }

    /// By how much it is above the others; where that is nothing, as in a group of
    /// everybody, how common it is here, if it is less so elsewhere.
    fn above(&self) -> (f64, f64) {
        let is_rarer_elsewhere = self.ratio > 1.0;
        let own = if is_rarer_elsewhere {
            self.own_weight()
        } else {
            0.0
        };
        (self.weight(), own)
    }

    fn own_weight(&self) -> f64 {
        self.singled.share * self.singled.share_test.max(0.0)
    }
}

/// By how many standard deviations x of n, with one more success in one more trial,
/// is above one half.
pub(super) fn above_half(successes: u32, trials: u32) -> f64 {
    let trials = f64::from(trials) + 1.0;
    2.0 * trials.sqrt() * ((f64::from(successes) + 1.0) / trials - 0.5)
}

/// By how many standard deviations the first share is above the second, each with
/// one more success in one more trial (test of two proportions).
pub(super) fn apart(first: (u32, u32), second: (u32, u32)) -> f64 {
    let more = |(successes, trials)| (f64::from(successes) + 1.0, f64::from(trials) + 1.0);
    let ((some, of), (others, of_others)) = (more(first), more(second));
    let pooled = (some + others) / (of + of_others);
    let spread = pooled * (1.0 - pooled) * (1.0 / of + 1.0 / of_others);
    if spread > 0.0 {
        (some / of - others / of_others) / spread.sqrt()
    } else {
        0.0
    }
}

/// What each group stands for, from the answers of each.
pub(super) fn groups(counts: &[Vec<Tally>], removed: &[bool]) -> Vec<Vec<Representative>> {
    let sum = |statement: usize| {
        counts
            .iter()
            .fold(Tally::default(), |sum, group| sum + group[statement])
    };
    let all: Vec<Tally> = (0..removed.len()).map(sum).collect();
    counts
        .iter()
        .map(|group| {
            let both: Vec<Both> = (0..removed.len())
                .filter(|&statement| !removed[statement])
                .map(|statement| {
                    let others = without(all[statement], group[statement]);
                    Both::new(statement, group[statement], others)
                })
                .collect();
            stands_for(&both)
        })
        .collect()
}

fn without(all: Tally, group: Tally) -> Tally {
    Tally {
        agrees: all.agrees - group.agrees,
        disagrees: all.disagrees - group.disagrees,
        passes: all.passes - group.passes,
    }
}

/// A statement from both sides.
#[derive(Clone, Copy)]
struct Both {
    agree: Representative,
    disagree: Representative,
}

impl Both {
    fn new(statement: usize, group: Tally, others: Tally) -> Self {
        Self {
            agree: Representative::new(statement, Side::Agree, group, others),
            disagree: Representative::new(statement, Side::Disagree, group, others),
        }
    }

    /// The side that the group clearly stands for; never both, as no two answers are both
    /// clearly more than half.
    fn clear(&self) -> Option<Representative> {
        [self.agree, self.disagree]
            .into_iter()
            .find(Representative::is_clear)
    }

    /// The side that tells the group from the others; never one that nobody of it takes, nor
    /// one that most of it do not take where most take the other.
    fn telling(&self) -> Representative {
        let [telling, other] = if self.agree.ratio_test > self.disagree.ratio_test {
            [self.agree, self.disagree]
        } else {
            [self.disagree, self.agree]
        };
        let is_taken = telling.singled.successes > 0;
        let is_outdone = telling.singled.share_test <= 0.0 && other.singled.share_test > 0.0;
        if is_taken && !is_outdone {
            telling
        } else {
            other
        }
    }

    /// Whether anybody of the group took a side.
    fn has_votes(&self) -> bool {
        self.agree.singled.successes + self.disagree.singled.successes > 0
    }
}

/// The most telling: the one that is agreed with best in front, at most five in all,
/// agreement before disagreement; if none is clear, that one alone.
fn stands_for(statements: &[Both]) -> Vec<Representative> {
    let best = best_agreed(statements);
    let mut clear: Vec<Representative> = statements.iter().filter_map(Both::clear).collect();
    if clear.is_empty() {
        let alone = best.or_else(|| most_different(statements));
        return alone.into_iter().collect();
    }
    clear.sort_by(|left, right| right.weight().total_cmp(&left.weight()));
    let is_best = |other: &Representative| {
        best.is_some_and(|best| best.singled.statement == other.singled.statement)
    };
    let mut shown: Vec<Representative> = best.into_iter().collect();
    shown.extend(clear.into_iter().filter(|other| !is_best(other)));
    shown.truncate(SHOWN);
    shown.sort_by_key(|shown| shown.side == Side::Disagree);
    shown
}

/// The statement a group agrees with best: above everybody else if one is, else by
/// its own agreement. None that it rejects takes the place of one that it agrees with.
fn best_agreed(statements: &[Both]) -> Option<Representative> {
    let mut best: Option<Representative> = None;
    for both in statements.iter().filter(|both| both.has_votes()) {
        let agree = both.agree;
        let better = match best {
            Some(before) if before.ratio > 1.0 => agree.above() > before.above(),
            Some(before) => agree.own_weight() > before.own_weight(),
            None => {
                agree.singled.share_test > CLEARLY
                    || (agree.ratio > 1.0 && agree.singled.share > 0.5)
            }
        };
        if better {
            best = Some(agree);
        }
    }
    best
}

/// The statement on which a group differs most, though not clearly.
fn most_different(statements: &[Both]) -> Option<Representative> {
    let mut best: Option<Representative> = None;
    for both in statements.iter().filter(|both| both.has_votes()) {
        let telling = both.telling();
        if best.is_none_or(|before| telling.ratio_test > before.ratio_test) {
            best = Some(telling);
        }
    }
    best
}

/// What more than half of all clearly say.
pub(super) fn majority(overall: &[Tally], removed: &[bool]) -> Majority {
    let side = |side: Side| {
        let mut said: Vec<Singled> = overall
            .iter()
            .enumerate()
            .filter(|&(statement, _)| !removed[statement])
            .map(|(statement, &tally)| Singled::new(statement, side, tally))
            .filter(|said| said.share > 0.5 && said.share_test > CLEARLY)
            .collect();
        let weight = |said: &Singled| said.share * said.share_test;
        said.sort_by(|left, right| weight(right).total_cmp(&weight(left)));
        said.truncate(SHOWN);
        said
    };
    Majority {
        agree: side(Side::Agree),
        disagree: side(Side::Disagree),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many of a group agree, disagree and pass, statement by statement.
    fn counts(of: &[[u32; 3]]) -> Vec<Tally> {
        let tally = |&[agrees, disagrees, passes]: &[u32; 3]| Tally {
            agrees,
            disagrees,
            passes,
        };
        of.iter().map(tally).collect()
    }

    /// What the first of some groups stands for: which statement, from which side, and
    /// how many of it are on that side.
    fn shown(of: &[&[[u32; 3]]]) -> Vec<(usize, Side, u32)> {
        let all: Vec<Vec<Tally>> = of.iter().map(|group| counts(group)).collect();
        let of_each = groups(&all, &vec![false; all[0].len()]);
        let known = |one: &Representative| {
            let singled = one.singled;
            (singled.statement, one.side, singled.successes)
        };
        of_each[0].iter().map(known).collect()
    }

    /// Both tests of its agreement with the second are below 0; their product is above
    /// what the first has.
    #[test]
    fn two_tests_below_0_make_no_agreement() {
        let (own, others) = ([[6, 4, 0], [2, 8, 0]], [[11, 9, 0], [18, 2, 0]]);
        assert_eq!(
            shown(&[&own, &others]),
            [(0, Side::Agree, 6), (1, Side::Disagree, 8)]
        );
    }

    /// Of the second 7 of 10 agree. That 3 disagree is further above the others, who mostly
    /// pass, and still no more than 3 of 10.
    #[test]
    fn what_is_clear_is_shown_from_the_side_that_is_clear() {
        let (own, others) = ([[10, 0, 0], [7, 3, 0]], [[0, 0, 40], [10, 0, 30]]);
        assert_eq!(
            shown(&[&own, &others]),
            [(0, Side::Agree, 10), (1, Side::Agree, 7)]
        );
    }

    #[test]
    fn where_nothing_is_clear_no_side_is_shown_that_the_group_does_not_take() {
        // Nobody agrees here or there; of more people that is a smaller share.
        assert_eq!(
            shown(&[&[[0, 10, 0]], &[[0, 20, 0]]]),
            [(0, Side::Disagree, 10)]
        );
        // Most pass; none agrees, and three disagree.
        assert_eq!(
            shown(&[&[[0, 3, 10]], &[[0, 9, 1]]]),
            [(0, Side::Disagree, 3)]
        );
        // Nobody took a side.
        assert!(shown(&[&[[0, 0, 9]], &[[0, 3, 3]]]).is_empty());
    }

    /// There are no others, so none is above them.
    #[test]
    fn a_group_of_everybody_stands_for_what_it_agrees_with_best() {
        let all = [[25, 5, 0], [28, 2, 0], [0, 30, 0], [26, 4, 0]];
        assert_eq!(shown(&[&all]), [(1, Side::Agree, 28)]);
    }
}
