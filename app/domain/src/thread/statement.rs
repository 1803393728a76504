//! Statements: one idea in up to 140 characters, answered agree, disagree or pass.
//!
//! Which one is shown next is drawn at random, and anybody can redo the draw: the
//! weights are the published priorities, and the chance comes from the seed of the
//! thread, the number of the voter (or of the answers so far, before they have one) and
//! how many statements they have answered.

use super::{Adding, Refused, Thread};
use crate::id::PersonId;
use crate::opinion::{Asked, priority};
use crate::permission::{ThreadAct, may_in_thread};
use crate::person::Actor;
use crate::similar;

/// A picture of the answers is published anew when so many people have answered
/// since the last one, so that no two pictures differ by one person.
pub const ANSWERED_BY: i64 = 5;

/// When more than this share passes, people are not sure what it means, in percent.
pub const UNSURE_PERCENT: u32 = 30;

/// Whether `actor` may add a statement; `today` is how many they added in a day.
///
/// # Errors
/// A [`Refused`] that says why not.
pub fn may_add(thread: &Thread, actor: &Actor, today: i64) -> Result<(), Refused> {
    let body = may_in_thread(actor, ThreadAct::AddStatement, thread)?;
    if thread.adding == Adding::Body && body.is_none() {
        return Err(Refused::NotAdding);
    }
    // Who leads through it may put all sides on the table at once.
    if body.is_none() && today >= thread.share.a_day() {
        return Err(Refused::StatementsTooMany);
    }
    Ok(())
}

/// Which of `open` is shown next: an index, drawn with the weight of its priority.
/// `voter` is the person's number in this thread, or [`beginner`] before they have one,
/// `answered` how many they answered. The answers in `open` are those that were told: by
/// live ones, what is drawn would tell of each single answer.
pub fn next(seed: u32, voter: i64, answered: usize, open: &[Asked]) -> Option<usize> {
    let weights: Vec<f64> = open.iter().map(|&asked| priority(asked)).collect();
    let total: f64 = weights.iter().sum();
    let mut left = chance(seed, voter, answered) * total;
    for (index, weight) in weights.iter().enumerate() {
        left -= weight;
        if left < 0.0 {
            return Some(index);
        }
    }
    // Rounding may leave a crumb: the last one then.
    open.len().checked_sub(1)
}

/// The number of who has answered nothing yet, and of whoever only looks. With one for all
/// of them, a whole neighbourhood would begin with the same statement.
pub fn beginner(person: Option<PersonId>) -> i64 {
    let low = |person: PersonId| person.uuid().as_u64_pair().1.cast_signed();
    person.map_or(0, low)
}

/// A number from 0 up to 1 (`SplitMix64`, Steele and others 2014, its upper half).
fn chance(seed: u32, voter: i64, answered: usize) -> f64 {
    let step = u64::try_from(answered).unwrap_or(u64::MAX).wrapping_add(1);
    let state = u64::from(seed)
        .wrapping_shl(32)
        .wrapping_add(u64::from_ne_bytes(voter.to_ne_bytes()))
        .wrapping_add(step.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let mut mixed = state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^= mixed >> 31;
    let high = u32::try_from(mixed >> 32).expect("32 bits");
    f64::from(high) / (f64::from(u32::MAX) + 1.0)
}

/// The statements most like `words`, the most alike first, at most three: what
/// somebody should look at before they add another. All folded (`text::fold`).
pub fn alike<'a, T: Copy>(words: &str, others: impl IntoIterator<Item = (T, &'a str)>) -> Vec<T> {
    let mut found: Vec<(u32, T)> = others
        .into_iter()
        .map(|(id, other)| (similar::likeness(words, other), id))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .collect();
    found.sort_by_key(|(likeness, _)| std::cmp::Reverse(*likeness));
    found.truncate(3);
    found.into_iter().map(|(_, id)| id).collect()
}

/// From here on two statements are shown as perhaps the same, of a thousand.
const ALIKE: u32 = 500;
