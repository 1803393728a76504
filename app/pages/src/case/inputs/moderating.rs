//! The fields of flags and removals: which text or photo, and what is wrong with it.

use domain::case::{Part, Removed, Rule};

use super::{Input, Inputs, text};
use crate::case::command::part_code;
use crate::case::teller::Teller;
use crate::components::ChoiceOption;
use crate::named;
use crate::text::case as words;

impl Inputs<'_> {
    pub(super) fn part(&self, options: Vec<ChoiceOption>) -> Input {
        Input::Pick {
            name: "part",
            label: words::f_part(self.lang),
            options,
        }
    }

    /// Every text and photo of the case that can be seen.
    pub(super) fn texts(&self) -> Vec<ChoiceOption> {
        let lang = self.lang;
        let concern = ChoiceOption::new(part_code(Part::Concern), words::part_concern(lang), "");
        let photos = self.shown.case.photos.iter().enumerate().map(|(at, one)| {
            let part = Part::Photo { photo: one.photo };
            let name = words::part_photo(lang, &(at + 1).to_string());
            ChoiceOption::new(part_code(part), name, "")
        });
        let teller = Teller::new(
            self.shown,
            self.actor,
            lang,
            self.shown.local(lang, self.now),
            &[],
        );
        let events = teller
            .texts()
            .into_iter()
            .map(|(number, said)| ChoiceOption::new(part_code(Part::Event { number }), said, ""));
        std::iter::once(concern)
            .chain(photos)
            .chain(events)
            .collect()
    }

    /// What was removed and is wanted.
    pub(super) fn removed(&self, wanted: impl Fn(&Removed) -> bool) -> Vec<ChoiceOption> {
        let all = self.texts();
        let is_wanted = |option: &ChoiceOption| {
            let mut removed = self.shown.case.removed.iter();
            removed.any(|one| part_code(one.part) == option.value && wanted(one))
        };
        all.into_iter().filter(is_wanted).collect()
    }

    /// What its author can still appeal about.
    pub(super) fn appealable(&self) -> Vec<ChoiceOption> {
        let me = self.actor.person().map(|person| person.id);
        self.removed(|one| me.is_some_and(|me| one.can_be_appealed_by(me)))
    }

    /// The answer to an appeal: which, whether it is put back, and why.
    pub(super) fn look_again(&self) -> Vec<Input> {
        let lang = self.lang;
        let me = self.actor.person().map(|person| person.id);
        let waiting = self.removed(|one| me.is_some_and(|me| one.can_be_answered_by(me)));
        vec![
            self.part(waiting),
            Input::Choice {
                name: "reply",
                label: words::f_look_again(lang),
                hint: "",
                options: vec![
                    ChoiceOption::new("restore", words::look_again_restore(lang), ""),
                    ChoiceOption::new("keep", words::look_again_keep(lang), ""),
                ],
            },
            text("words", words::f_reason(lang), ""),
        ]
    }

    pub(super) fn rule(&self) -> Input {
        let lang = self.lang;
        Input::Choice {
            name: "rule",
            label: words::f_rule(lang),
            hint: "",
            options: Rule::ALL
                .map(|one| ChoiceOption::new(one.code(), named::rule(lang, one), ""))
                .to_vec(),
        }
    }

    pub(super) fn flag(&self) -> Input {
        let lang = self.lang;
        let texts = self.texts();
        let options = self.shown.case.flags.iter().map(|flag| {
            let code = part_code(flag.part);
            let part = texts.iter().find(|one| one.value == code);
            let part = part.map_or("", |one| &one.label);
            let line = words::flag_line(lang, part, named::rule(lang, flag.rule));
            let more = flag.words.as_ref().map(|words| words.as_str().to_owned());
            ChoiceOption::new(flag.id.to_string(), line, more.unwrap_or_default())
        });
        Input::Choice {
            name: "flag",
            label: words::f_flag(lang),
            hint: "",
            options: options.collect(),
        }
    }
}
