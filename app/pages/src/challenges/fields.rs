//! The fields of each act's form.

use domain::challenge::{Certainty, Outcome, REVIEW_DAYS};
use domain::instant::Instant;
use domain::language::Language;
use domain::permission::{Act, acting_for};
use domain::place::Place;
use leptos::prelude::*;

use super::blocks::outcome;
use super::load::Shown;
use super::seats;
use super::state::State;
use crate::components::{
    Choice, ChoiceOption, Field, FieldKind, Hidden, Pick, Quote, TextArea, Words,
};
use crate::first_sentence::first_sentence;
use crate::text::case as case_words;
use crate::text::challenges as words;
use crate::visitor::Visitor;

/// Makes the fields of one form for one reader.
pub(super) struct Fields<'a> {
    pub(super) shown: &'a Shown,
    pub(super) visitor: &'a Visitor,
    pub(super) lang: Language,
    pub(super) state: &'a State,
}

impl Fields<'_> {
    /// The fields of the form of `act`, in order.
    pub(super) fn of(&self, act: Act) -> Vec<AnyView> {
        let (lang, challenge) = (self.lang, &self.shown.challenge);
        match act {
            Act::Review => vec![
                self.text("words", words::f_changed(lang), words::f_changed_hint(lang)),
                self.next(),
            ],
            Act::Reopen => vec![self.text("words", words::f_reason(lang), ""), self.next()],
            Act::Close => vec![self.text("words", words::f_learnt(lang), "")],
            Act::Note => vec![self.certainty(), self.words(words::f_line(lang))],
            Act::Strike => vec![self.about(), self.text("words", words::f_reason(lang), "")],
            Act::Try => vec![
                self.words(words::f_try(lang)),
                self.day(
                    "started",
                    words::f_started(lang),
                    words::f_started_hint(lang),
                ),
                self.day("review", words::f_review(lang), self.latest()),
            ],
            Act::Judge => vec![
                self.about(),
                self.outcome(),
                self.words(words::f_words(lang)),
            ],
            Act::BeginMeasure => vec![
                self.words(words::f_measure(lang)),
                self.day("from", words::f_from(lang), ""),
                self.day("until", words::f_until(lang), ""),
            ],
            Act::EndMeasure => vec![self.about(), self.words(words::f_words(lang))],
            Act::Gather => vec![self.case()],
            Act::Release => vec![self.which(), self.text("words", words::f_reason(lang), "")],
            Act::AskOut => vec![self.own()],
            Act::Correct => vec![
                self.line("title", words::f_title(lang), challenge.title.as_str()),
                self.kept("about", words::f_about(lang), challenge.words.as_str()),
                self.place(),
                self.text("words", words::f_reason(lang), ""),
            ],
            Act::SetTable => vec![
                self.text("words", words::f_reason(lang), ""),
                seats::view(lang, self.shown, self.state),
            ],
            Act::Open | Act::Wake => Vec::new(),
        }
    }

    fn words(&self, label: &'static str) -> AnyView {
        self.text("words", label, case_words::f_words_hint(self.lang))
    }

    fn text(&self, name: &'static str, label: &'static str, hint: &'static str) -> AnyView {
        let (lang, value) = (self.lang, self.state.or(name, ""));
        let error = self.state.problems.at(name);
        view! { <TextArea lang name label hint value error rows=4/> }.into_any()
    }

    /// One line, with what stands there now.
    fn line(&self, name: &'static str, label: &'static str, now: &str) -> AnyView {
        let (lang, value) = (self.lang, self.state.or(name, now));
        let error = self.state.problems.at(name);
        view! { <Field lang name label value error/> }.into_any()
    }

    /// Several lines, with what stands there now.
    fn kept(&self, name: &'static str, label: &'static str, now: &str) -> AnyView {
        let (lang, value) = (self.lang, self.state.or(name, now));
        let error = self.state.problems.at(name);
        view! { <TextArea lang name label value error rows=6/> }.into_any()
    }

    fn day(&self, name: &'static str, label: &'static str, hint: impl Into<Words>) -> AnyView {
        let (lang, value) = (self.lang, self.state.or(name, ""));
        let (error, hint) = (self.state.problems.at(name), hint.into());
        view! { <Field lang name label hint value error kind=FieldKind::Date/> }.into_any()
    }

    fn next(&self) -> AnyView {
        self.day("next", words::f_next(self.lang), self.latest())
    }

    /// The latest day of a review.
    fn latest(&self) -> String {
        latest(self.lang, self.shown, self.visitor.now)
    }

    fn certainty(&self) -> AnyView {
        let lang = self.lang;
        let options = Certainty::ALL
            .map(|one| {
                let label = match one {
                    Certainty::Known => words::certainty_known(lang),
                    Certainty::Unknown => words::certainty_unknown(lang),
                };
                ChoiceOption::new(one.code(), label, "")
            })
            .to_vec();
        let chosen = self.state.or("certainty", "");
        let error = self.state.problems.at("certainty");
        view! { <Choice lang name="certainty" label=words::f_certainty(lang) options chosen error/> }
            .into_any()
    }

    fn outcome(&self) -> AnyView {
        let lang = self.lang;
        let options = Outcome::ALL
            .map(|one| ChoiceOption::new(one.code(), outcome(lang, one).1, ""))
            .to_vec();
        let chosen = self.state.or("outcome", "");
        let error = self.state.problems.at("outcome");
        view! { <Choice lang name="outcome" label=words::f_outcome(lang) options chosen error/> }
            .into_any()
    }

    /// The line, attempt or measure in question, in its own words.
    fn about(&self) -> AnyView {
        let challenge = &self.shown.challenge;
        let part = self.state.part.unwrap_or_default();
        let lines = challenge.lines.iter();
        let lines = lines.map(|one| (one.number, &one.words, one.body));
        let attempts = challenge.attempts.iter();
        let attempts = attempts.map(|one| (one.number, &one.words, one.body));
        let measures = challenge.measures.iter();
        let measures = measures.map(|one| (one.number, &one.words, one.body));
        let mut all = lines.chain(attempts).chain(measures);
        let found = all.find(|(number, ..)| *number == part);
        let quote = found.map(|(_, words, body)| {
            let by = self.shown.body_name(self.lang, body).to_owned();
            view! { <Quote lang=self.lang text=words.to_string() by/> }
        });
        view! { {quote}<Hidden name="part" value=part.to_string()/> }.into_any()
    }

    fn case(&self) -> AnyView {
        let (lang, value) = (self.lang, self.state.or("case", ""));
        let error = self.state.problems.at("case");
        view! {
            <Field lang name="case" label=words::f_case(lang) hint=words::f_case_hint(lang) value error kind=FieldKind::Number/>
        }
        .into_any()
    }

    /// One of the matters that this reader may take out.
    fn which(&self) -> AnyView {
        let (lang, shown) = (self.lang, self.shown);
        let may = |case| {
            let actor = &self.visitor.actor;
            acting_for(actor, Act::Release, &shown.challenge, Some(case), None).is_ok()
        };
        let cases = shown.cases.iter().filter(|one| may(&one.case));
        let options: Vec<ChoiceOption> = cases
            .map(|one| {
                let case = &one.case;
                let removed = case
                    .removed
                    .iter()
                    .any(|one| one.part == domain::case::Part::Concern);
                let title = if removed {
                    case_words::title_removed(lang).to_owned()
                } else {
                    first_sentence(case.concern.words.as_str())
                };
                let label = [case.reference.spaced(), title].join(" · ");
                ChoiceOption::new(case.reference.to_string(), label, "")
            })
            .collect();
        let none = ChoiceOption::new("", case_words::convener_none(lang), "");
        let options: Vec<ChoiceOption> = std::iter::once(none).chain(options).collect();
        let options = vec![("".into(), options)];
        let chosen = self.state.or("case", "");
        let error = self.state.problems.at("case");
        view! { <Pick lang name="case" label=words::f_which(lang) options chosen error/> }
            .into_any()
    }

    /// Where it is: a place with all its matters in it.
    fn place(&self) -> AnyView {
        let (lang, shown) = (self.lang, self.shown);
        let option = |place: &Place| {
            let name = place.names.in_language(lang).to_owned();
            ChoiceOption::new(place.slug.clone(), name, "")
        };
        let options = vec![("".into(), shown.common.iter().map(option).collect())];
        let now = shown.path.last().map_or("", |place| place.slug.as_str());
        let chosen = self.state.or("place", now);
        let error = self.state.problems.at("place");
        view! {
            <Pick lang name="place" label=words::f_place(lang) hint=words::f_place_hint(lang) options chosen error/>
        }
        .into_any()
    }

    /// The reader's own matter, which the address names.
    fn own(&self) -> AnyView {
        let own = self.shown.own_case(&self.visitor.actor);
        let own = own.map_or_else(String::new, |one| one.case.reference.to_string());
        let typed = self.state.or("case", "");
        let value = if typed.is_empty() { own } else { typed };
        let number = domain::reference::Reference::parse(&value);
        let told = number.map(|number| {
            let told = words::number(self.lang, &number.spaced());
            view! { <p><strong>{told}</strong></p> }
        });
        view! { {told}<Hidden name="case" value/> }.into_any()
    }
}

/// The latest day on which something can be reviewed, in words.
pub(super) fn latest(lang: Language, shown: &Shown, now: Instant) -> String {
    let Some(body) = shown.convener() else {
        return String::new();
    };
    let latest = body.calendar.end_of_day_after(now, REVIEW_DAYS);
    words::f_next_hint(lang, &shown.local(lang, now).date(latest).shown)
}
