//! The fields of the forms that pass a case on.

use domain::body::Tier;
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

    /// The lines of the rules that leave something to the community, this case's own first.
    fn line(&self) -> Input {
        let (lang, case) = (self.lang, &self.shown.case);
        let charter = self.shown.book.charter(case.charter_version);
        let mut lines: Vec<_> = charter
            .into_iter()
            .flat_map(|charter| &charter.categories)
            .filter(|one| !one.reserved && one.lowest <= Tier::COMMITTEE)
            .collect();
        lines.sort_by_key(|one| one.key != case.concern.category);
        let options = lines.into_iter().map(|one| {
            let name = one.names.in_language(lang).to_owned();
            ChoiceOption::new(one.key.clone(), name, "")
        });
        Input::Pick {
            name: "line",
            label: words::f_line(lang),
            options: options.collect(),
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
