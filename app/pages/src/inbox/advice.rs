//! What a body is advised to do next, in words.

use domain::language::Language;

use crate::case::{Suggestion, Verb};
use crate::text::inbox as words;

/// What to do next and why, and what residents will see of it.
pub(super) const fn advice(
    lang: Language,
    suggested: Option<Suggestion>,
) -> (&'static str, Option<&'static str>) {
    let Some(suggested) = suggested else {
        return ("", None);
    };
    match suggested {
        Suggestion::Hear => (words::suggest_hear(lang), Some(words::see_hear(lang))),
        Suggestion::Settle => (words::suggest_settle(lang), Some(words::see_settle(lang))),
        Suggestion::Plan => (words::suggest_plan(lang), Some(words::see_plan(lang))),
        Suggestion::OpenThread => (
            words::suggest_open_thread(lang),
            Some(words::see_open_thread(lang)),
        ),
        Suggestion::TalkFirst => (
            words::suggest_talk_first(lang),
            Some(words::see_open_thread(lang)),
        ),
        Suggestion::Deliberate => (words::suggest_deliberate(lang), None),
        Suggestion::ReportDone => (words::suggest_report(lang), Some(words::see_report(lang))),
        Suggestion::Rule => (words::suggest_rule(lang), Some(words::see_rule(lang))),
        Suggestion::CheckConflict => (
            words::suggest_check_conflict(lang),
            Some(words::see_check_conflict(lang)),
        ),
        Suggestion::CheckRegrade => (
            words::suggest_check_regrade(lang),
            Some(words::see_check_regrade(lang)),
        ),
        Suggestion::CallTable => (
            words::suggest_call_table(lang),
            Some(words::see_call_table(lang)),
        ),
        Suggestion::Flag => (words::suggest_flag(lang), Some(words::see_flag(lang))),
        Suggestion::WaitForAnswer => (words::suggest_wait_question(lang), None),
        Suggestion::WaitForConfirmation => (words::suggest_wait_confirm(lang), None),
        Suggestion::WaitForRuling => (words::suggest_wait_ruling(lang), None),
    }
}

/// Whether a quiet act goes beside what is suggested.
pub(super) const fn makes_sense(verb: Verb, suggested: Option<Suggestion>) -> bool {
    match suggested {
        Some(Suggestion::Hear | Suggestion::Settle) => {
            matches!(verb, Verb::Settle | Verb::Ask)
        }
        Some(Suggestion::Plan) => matches!(verb, Verb::Settle | Verb::Ask),
        Some(Suggestion::TalkFirst) => matches!(verb, Verb::Plan | Verb::Ask),
        Some(Suggestion::ReportDone) => matches!(verb, Verb::Ask),
        Some(
            Suggestion::OpenThread
            | Suggestion::Deliberate
            | Suggestion::Rule
            | Suggestion::CheckConflict
            | Suggestion::CheckRegrade
            | Suggestion::CallTable
            | Suggestion::Flag
            | Suggestion::WaitForAnswer
            | Suggestion::WaitForConfirmation
            | Suggestion::WaitForRuling,
        )
        | None => false,
    }
}
