//! The fields of the forms about a letter to an office that never signs in.

use domain::case::stage::{DeclineGround, Stage};
use domain::case::{LetterReply, Ruling};

use super::{Input, Inputs, text};
use crate::components::ChoiceOption;
use crate::text::case as words;
use crate::text::letter;

impl Inputs<'_> {
    pub(super) fn delivery(&self) -> Vec<Input> {
        let lang = self.lang;
        vec![
            Input::Day {
                name: "day",
                label: letter::f_day(lang),
                hint: letter::f_day_hint(lang).into(),
                optional: false,
            },
            text("words", letter::f_how(lang), letter::f_how_hint(lang)),
        ]
    }

    /// How the office rules, in the words of who writes it down.
    fn office_rules(&self) -> Input {
        let lang = self.lang;
        let name = |one| match one {
            Ruling::ForTheResident => letter::ruled_for_the_resident(lang),
            Ruling::RefusalStands => letter::ruled_refusal_stands(lang),
        };
        Input::Choice {
            name: "ruling",
            label: letter::f_ruling(lang),
            hint: "",
            options: Ruling::ALL
                .map(|one| ChoiceOption::new(one.code(), name(one), ""))
                .to_vec(),
        }
    }

    /// What is asked of the office decides what can be entered as its answer.
    pub(super) fn letter_reply(&self) -> Vec<Input> {
        let lang = self.lang;
        let scan = Input::Photo {
            label: letter::f_scan(lang),
        };
        match self.shown.case.stage {
            Stage::Appealed { .. } => {
                let own = text("words", letter::f_words(lang), letter::f_words_hint(lang));
                return vec![self.office_rules(), own, scan];
            }
            Stage::TableOwed { .. } => {
                let mut table = self.table();
                table.push(scan);
                return table;
            }
            _ => {}
        }
        let replies = LetterReply::CODES.map(|code| {
            let label = letter::find(lang, &["reply-", code].concat());
            ChoiceOption::new(code, label.unwrap_or_default(), "")
        });
        let grounds = DeclineGround::ALL.map(|one| {
            let label = words::find(lang, &["ground-", one.code()].concat());
            ChoiceOption::new(one.code(), label.unwrap_or_default(), "")
        });
        let none = ChoiceOption::new("", letter::no_refusal(lang), "");
        vec![
            Input::Choice {
                name: "reply",
                label: letter::f_reply(lang),
                hint: "",
                options: replies.to_vec(),
            },
            text("words", letter::f_words(lang), letter::f_words_hint(lang)),
            Input::Day {
                name: "promised",
                label: letter::f_promised(lang),
                hint: letter::f_promised_hint(lang).into(),
                optional: true,
            },
            Input::Pick {
                name: "ground",
                label: letter::f_ground(lang),
                options: std::iter::once(none).chain(grounds).collect(),
            },
            Input::Text {
                name: "instead",
                label: letter::f_instead(lang),
                hint: "",
                optional: true,
                start: "",
            },
            scan,
        ]
    }
}
