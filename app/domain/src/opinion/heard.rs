//! Statements that nobody answered are no part of the map: they scale nothing, and
//! stand in it with what is known of them, which is nothing.

use super::represent::Singled;
use super::votes::{Tally, Votes};
use super::{Asked, OpinionMap, Point, Statement, priority};

/// Which statements anybody answered; `None` if all were.
pub(super) fn some(votes: &Votes) -> Option<Vec<usize>> {
    let tallies = votes.tallies();
    let answered = |tally: &Tally| tally.answers() > 0;
    if tallies.iter().all(answered) {
        return None;
    }
    let heard = tallies.iter().enumerate();
    let heard = heard.filter(|(_, tally)| answered(tally));
    Some(heard.map(|(statement, _)| statement).collect())
}

/// A map of the statements in `heard` as one of `all` statements.
pub(super) fn among(mut map: OpinionMap, heard: &[usize], all: usize) -> OpinionMap {
    let chance = map.groups.iter().map(|_| Tally::default());
    let chance: f64 = chance.map(Tally::share_agreeing).product();
    let unheard = Statement {
        tally: Tally::default(),
        at: Point::default(),
        extremity: 0.0,
        consensus: chance,
        dissent: chance,
        priority: priority(Asked::new(Tally::default(), 0.0)),
    };
    map.statements = spread(&map.statements, heard, all, unheard);
    map.centre = spread(&map.centre, heard, all, 0.0);
    for component in &mut map.components {
        *component = spread(component, heard, all, 0.0);
    }
    for group in &mut map.groups {
        group.counts = spread(&group.counts, heard, all, Tally::default());
        for shown in &mut group.representative {
            rename(&mut shown.singled, heard);
        }
    }
    let sides = [&mut map.majority.agree, &mut map.majority.disagree];
    for said in sides.into_iter().flatten() {
        rename(said, heard);
    }
    map
}

fn spread<T: Copy>(known: &[T], heard: &[usize], all: usize, unknown: T) -> Vec<T> {
    let mut spread = vec![unknown; all];
    for (&place, &one) in heard.iter().zip(known) {
        spread[place] = one;
    }
    spread
}

fn rename(said: &mut Singled, heard: &[usize]) {
    said.statement = heard[said.statement];
}
