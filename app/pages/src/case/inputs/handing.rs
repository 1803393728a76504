//! The fields of the forms that pass a case on.

use domain::case::{BackGround, UpGround};

use super::{Input, Inputs, text};
use crate::case::verb::Verb;
use crate::components::ChoiceOption;
use crate::text::case as words;

impl Inputs<'_> {
    pub(super) fn handing(&self, verb: Verb) -> Vec<Input> {
        let lang = self.lang;
        let own = words::f_words_hint(lang);
        match verb {
            Verb::HandUp => vec![
                self.up_ground(),
                text("tried", words::f_tried(lang), words::f_tried_hint(lang)),
                text("asked", words::f_asked(lang), words::f_asked_hint(lang)),
            ],
            Verb::HandBack => vec![
                self.back_ground(),
                self.line(),
                text("words", words::f_reason(lang), own),
            ],
            _ => vec![self.peers(), text("words", words::f_reason(lang), own)],
        }
    }

    fn up_ground(&self) -> Input {
        let lang = self.lang;
        let option = |one: &UpGround| {
            let (name, note) = match one {
                UpGround::OutsidePowers => (words::up_powers(lang), ""),
                UpGround::OutsideMeans => (words::up_means(lang), ""),
                UpGround::TriedAndFailed => (words::up_tried(lang), ""),
                UpGround::Danger => (words::up_danger(lang), words::up_danger_note(lang)),
                UpGround::ConflictOfInterest => {
                    (words::up_conflict(lang), words::up_conflict_note(lang))
                }
            };
            ChoiceOption::new(one.code(), name, note)
        };
        Input::Choice {
            name: "ground",
            label: words::f_up_ground(lang),
            hint: "",
            options: UpGround::ALL.iter().map(option).collect(),
        }
    }

    fn back_ground(&self) -> Input {
        let lang = self.lang;
        let name = |one: &BackGround| match one {
            BackGround::WithinCommunityPowers => words::back_powers(lang),
            BackGround::WrongPlace => words::back_place(lang),
        };
        Input::Choice {
            name: "ground",
            label: words::f_back_ground(lang),
            hint: "",
            options: BackGround::ALL
                .iter()
                .map(|one| ChoiceOption::new(one.code(), name(one), ""))
                .collect(),
        }
    }

    /// The line of the rules that leaves this case to the community, if it does.
    fn line(&self) -> Input {
        let lang = self.lang;
        let own = &self.shown.case.concern.category;
        let says = self.shown.is_left_to_community();
        let option = || ChoiceOption::new(own.clone(), self.shown.category(lang), "");
        Input::Pick {
            name: "line",
            label: words::f_line(lang),
            options: says.then(option).into_iter().collect(),
        }
    }

    fn peers(&self) -> Input {
        let lang = self.lang;
        let options = self.shown.peers().into_iter().map(|body| {
            let name = body.names.in_language(lang).to_owned();
            ChoiceOption::new(body.key.clone(), name, "")
        });
        Input::Choice {
            name: "to",
            label: words::f_peer(lang),
            hint: "",
            options: options.collect(),
        }
    }
}
