//! The fields of the forms in which a holder says what it checked first.

use super::{Input, Inputs, text};
use crate::case::verb::Verb;
use crate::components::ChoiceOption;
use crate::text::case as words;

impl Inputs<'_> {
    pub(super) fn check(&self, verb: Verb) -> Vec<Input> {
        let lang = self.lang;
        let (label, yes, no, hint) = if verb == Verb::CheckRegrade {
            (
                words::f_danger(lang),
                words::danger_yes(lang),
                words::danger_no(lang),
                words::f_words_hint(lang),
            )
        } else {
            (
                words::f_conflict(lang),
                words::conflict_yes(lang),
                words::conflict_no(lang),
                words::f_conflict_hint(lang),
            )
        };
        vec![
            Input::Choice {
                name: "reply",
                label,
                hint: "",
                options: vec![
                    ChoiceOption::new("yes", yes, ""),
                    ChoiceOption::new("no", no, ""),
                ],
            },
            text("words", words::f_reason(lang), hint),
        ]
    }
}
