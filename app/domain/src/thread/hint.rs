//! A gentle word at the moment of writing. It stops nobody and names nobody.

use std::collections::HashMap;

use crate::id::PersonId;

/// How many of the latest posts are looked at.
pub const LOOKED_AT: usize = 30;

/// So few posts say nothing about who speaks how much.
const FEWEST: usize = 20;

/// More than so many of a hundred posts are a lot for one.
const SHARE: usize = 40;

/// So many posts in turn between two make it theirs alone.
const DUEL: usize = 6;

/// What is said beside the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// Two have been answering each other for a while, and this is one of them.
    Duel,
    /// Much of what was said lately is by who writes now.
    Much,
}

/// What to say to `own`, who is about to write. `latest` is who wrote the latest posts
/// of the thread, the newest first.
pub fn hint(own: PersonId, latest: &[PersonId]) -> Option<Hint> {
    let latest = &latest[..latest.len().min(LOOKED_AT)];
    if is_duel(own, latest) {
        return Some(Hint::Duel);
    }
    let mut by: HashMap<PersonId, usize> = HashMap::new();
    for person in latest {
        *by.entry(*person).or_default() += 1;
    }
    let mine = by.get(&own).copied().unwrap_or_default();
    let much = latest.len() >= FEWEST && mine * 100 > latest.len() * SHARE;
    much.then_some(Hint::Much)
}

fn is_duel(own: PersonId, latest: &[PersonId]) -> bool {
    let Some(turns) = latest.get(..DUEL) else {
        return false;
    };
    let (one, other) = (turns[0], turns[1]);
    let alternate = turns
        .iter()
        .enumerate()
        .all(|(at, person)| *person == if at % 2 == 0 { one } else { other });
    one != other && alternate && (own == one || own == other)
}
