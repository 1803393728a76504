//! What a resident says about a report.

use domain::case::{AnswerReason, Verdict};
use domain::language::Language;

use super::Said;
use crate::text::history as words;
use crate::told::Told;

/// `public` decides who is told that somebody was pressed.
pub(super) fn answered<'s>(
    lang: Language,
    who: &'s Told<'s>,
    (verdict, reason): (Verdict, Option<AnswerReason>),
    public: bool,
) -> Said<'s> {
    let said = Said::new(match verdict {
        Verdict::Solved => words::answered_solved(lang, who),
        Verdict::Partly => words::answered_partly(lang, who),
        Verdict::NotSolved => words::answered_not_solved(lang, who),
        Verdict::NoLongerNeeded => words::answered_no_longer_needed(lang, who),
    });
    match reason {
        None => said,
        Some(reason) => said.because(match reason {
            AnswerReason::NothingHappened => words::because_nothing_happened(lang),
            AnswerReason::CameBack => words::because_came_back(lang),
            AnswerReason::OnlyPartly => words::because_only_partly(lang),
            AnswerReason::Pressed if public => words::because_pressed(lang),
            AnswerReason::Pressed => words::because_pressed_private(lang),
        }),
    }
}
