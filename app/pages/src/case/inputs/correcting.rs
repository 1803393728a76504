//! The fields of a correction.

use domain::charter::Urgency;

use super::{Input, Inputs, text};
use crate::case::command::SAME;
use crate::components::ChoiceOption;
use crate::text::case as words;

impl Inputs<'_> {
    pub(super) fn correct(&self) -> Vec<Input> {
        let lang = self.lang;
        let case = &self.shown.case;
        let mut inputs = vec![Input::Line {
            name: "place",
            label: words::f_place(lang),
            hint: words::f_place_hint(lang, &self.shown.place(lang)).into(),
            optional: true,
        }];
        if !self.offered.is_empty() {
            let options = self.offered.iter().map(|one| one.option(lang));
            inputs.push(Input::Choice {
                name: "which",
                label: words::f_place_choose(lang),
                hint: "",
                options: options.collect(),
            });
        }
        let same = words::f_category_same(lang, &self.shown.category(lang));
        let charter = self.shown.book.charter(case.charter_version);
        let categories = charter.into_iter().flat_map(|charter| &charter.categories);
        let others = categories.map(|one| {
            let name = one.names.in_language(lang).to_owned();
            ChoiceOption::new(one.key.clone(), name, "")
        });
        inputs.push(Input::Pick {
            name: "category",
            label: words::f_category(lang),
            options: std::iter::once(ChoiceOption::new(SAME, same, ""))
                .chain(others)
                .collect(),
        });
        if self.regrades() {
            inputs.push(self.urgency());
        }
        inputs.push(text(
            "reason",
            words::f_reason(lang),
            words::f_words_hint(lang),
        ));
        inputs
    }

    /// Whether the reader is on duty for a danger, who may say how pressing it is.
    fn regrades(&self) -> bool {
        let case = &self.shown.case;
        let duty = self.shown.holder().is_some_and(|body| body.calendar.duty);
        let holds = self
            .actor
            .person()
            .is_some_and(|person| person.office_in(case.holding.holder).is_some());
        duty && holds && case.concern.urgency == Urgency::Danger
    }

    fn urgency(&self) -> Input {
        let lang = self.lang;
        let name = |one| match one {
            Urgency::Danger => words::urgency_danger(lang),
            Urgency::Utility => words::urgency_utility(lang),
            Urgency::Ordinary => words::urgency_ordinary(lang),
            Urgency::Hard => words::urgency_hard(lang),
        };
        let others = Urgency::ALL.map(|one| ChoiceOption::new(one.code(), name(one), ""));
        Input::Pick {
            name: "urgency",
            label: words::f_urgency(lang),
            options: std::iter::once(ChoiceOption::new("", words::f_urgency_same(lang), ""))
                .chain(others)
                .collect(),
        }
    }
}
