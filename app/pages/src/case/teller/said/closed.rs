//! How a case ended, in a sentence.

use domain::case::Outcome;
use domain::language::Language;

use super::Said;
use crate::text::history as words;

pub(super) fn closed(lang: Language, outcome: Outcome) -> Said<'static> {
    match outcome {
        Outcome::Solved => Said::new(words::closed_solved(lang)),
        Outcome::Partly => Said::new(words::closed_partly(lang)),
        Outcome::NoLongerNeeded => Said::new(words::closed_no_longer_needed(lang)),
        Outcome::WithoutAnswer => {
            Said::new(words::closed_without_answer(lang)).because(words::closed_without_note(lang))
        }
    }
}
