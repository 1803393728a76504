//! The parts of a challenge's page: what is known and not, what was tried, what
//! helps meanwhile, who does what, the matters under it.

use domain::case::Seat;
use domain::challenge::{Attempt, Certainty, Line, Measure, Outcome};
use domain::instant::Instant;
use domain::language::Language;
use domain::permission::Act;
use domain::person::Actor;
use leptos::prelude::*;

use super::load::{CASES, Shown};
use super::word;
use crate::burden;
use crate::cases::card::Cards;
use crate::components::{Answer, Answers, CardList, Chip, Quote, Tone};
use crate::dates::Local;
use crate::routes;
use crate::text::case as case_words;
use crate::text::challenges as words;

/// A challenge, and who looks at it.
pub(super) struct Look<'a> {
    pub(super) shown: &'a Shown,
    pub(super) actor: &'a Actor,
    pub(super) lang: Language,
    pub(super) now: Instant,
    pub(super) local: Local,
}

impl Look<'_> {
    /// A link to an act on one entry, for those who may.
    fn link(&self, act: Act, part: i64) -> Option<AnyView> {
        if !self.shown.may(self.actor, act, Some(part)) {
            return None;
        }
        let reference = self.shown.challenge.reference;
        let href = format!(
            "{}?part={part}",
            routes::challenge_act(reference, act.code())
        );
        Some(
            view! { <p class="small"><a class="lone" href=href>{word(self.lang, act, "label")}</a></p> }
                .into_any(),
        )
    }

    /// What is known and not known, side by side.
    pub(super) fn lines(&self) -> AnyView {
        let lang = self.lang;
        let side = |certainty: Certainty, id: &'static str, title: &'static str| {
            let lines = self.shown.challenge.lines.iter();
            let lines: Vec<AnyView> = lines
                .filter(|line| line.certainty == certainty)
                .map(|line| self.line(line))
                .collect();
            let inside = if lines.is_empty() {
                view! { <p class="soft">{words::known_none(lang)}</p> }.into_any()
            } else {
                view! { <ul class="list">{lines}</ul> }.into_any()
            };
            view! {
                <section class="card" aria-labelledby=id>
                    <h2 id=id>{title}</h2>
                    {inside}
                </section>
            }
        };
        view! {
            <div class="pair">
                {side(Certainty::Known, "known", words::known(lang))}
                {side(Certainty::Unknown, "unknown", words::unknown(lang))}
            </div>
        }
        .into_any()
    }

    fn line(&self, line: &Line) -> AnyView {
        let lang = self.lang;
        let body = self.shown.body_name(lang, line.body);
        let by = words::said_by(lang, body, &self.local.date(line.at).shown);
        let text = line.words.to_string();
        let text = match &line.struck {
            Some(struck) => {
                let date = self.local.date(struck.at).shown;
                let why = words::struck(lang, &date, struck.reason.as_str());
                view! { <p class="said"><s>{text}</s></p><p class="small">{why}</p> }.into_any()
            }
            None => view! { <p class="said">{text}</p> }.into_any(),
        };
        let strike = line
            .struck
            .is_none()
            .then(|| self.link(Act::Strike, line.number))
            .flatten();
        view! { <li>{text}<p class="soft small">{by}</p>{strike}</li> }.into_any()
    }

    /// What was tried and what came of it.
    pub(super) fn attempts(&self) -> AnyView {
        let lang = self.lang;
        let attempts = &self.shown.challenge.attempts;
        let inside = if attempts.is_empty() {
            view! { <p class="soft">{words::attempts_none(lang)}</p> }.into_any()
        } else {
            let items: Vec<AnyView> = attempts.iter().map(|one| self.attempt(one)).collect();
            view! {
                <p class="order">{words::attempts_order(lang)}</p>
                <ol class="list tried">{items}</ol>
            }
            .into_any()
        };
        view! {
            <section class="card" aria-labelledby="attempts">
                <h2 id="attempts">{words::attempts(lang)}</h2>
                {inside}
            </section>
        }
        .into_any()
    }

    fn attempt(&self, attempt: &Attempt) -> AnyView {
        let lang = self.lang;
        let body = self.shown.body_name(lang, attempt.body);
        let since = self.local.date(attempt.started_at).shown;
        let by = words::attempt_by(lang, body, &since);
        let (tone, label) = match &attempt.judged {
            Some(judged) => outcome(lang, judged.outcome),
            None => (Tone::Waits, words::outcome_waits(lang)),
        };
        let rest = if let Some(judged) = &attempt.judged {
            let text = judged.words.to_string();
            let by = words::said_by(lang, body, &self.local.date(judged.at).shown);
            view! { <Quote lang text by/> }.into_any()
        } else {
            let date = self.local.date(attempt.review_due).shown;
            view! { <p class="small">{words::attempt_waits(lang, &date)}</p> }.into_any()
        };
        let judge = attempt
            .judged
            .is_none()
            .then(|| self.link(Act::Judge, attempt.number))
            .flatten();
        let text = attempt.words.to_string();
        view! {
            <li>
                <div class="row small"><Chip tone label/><span class="soft">{by}</span></div>
                <p class="said">{text}</p>
                {rest}
                {judge}
            </li>
        }
        .into_any()
    }

    /// What helps until it is settled; nothing where nothing ever did.
    pub(super) fn measures(&self) -> Option<AnyView> {
        let lang = self.lang;
        let measures = &self.shown.challenge.measures;
        if measures.is_empty() {
            return None;
        }
        let items: Vec<AnyView> = measures.iter().map(|one| self.measure(one)).collect();
        let view = view! {
            <section class="card" aria-labelledby="measures">
                <h2 id="measures">{words::measures(lang)}</h2>
                <ul class="list">{items}</ul>
            </section>
        };
        Some(view.into_any())
    }

    fn measure(&self, measure: &Measure) -> AnyView {
        let lang = self.lang;
        let body = self.shown.body_name(lang, measure.body);
        let until = self.local.date(measure.until).shown;
        let by = words::measure_by(lang, body, &self.local.date(measure.from).shown, &until);
        let over = measure.until < self.now;
        let (tone, label) = match &measure.ended {
            Some(_) => (Tone::Plain, words::measure_ended(lang)),
            None if over => (Tone::Asks, words::measure_over(lang)),
            None => (Tone::Neighbours, words::measure_runs(lang)),
        };
        let rest = match &measure.ended {
            Some(ended) => {
                let text = ended.words.to_string();
                let by = words::said_by(lang, body, &self.local.date(ended.at).shown);
                view! { <Quote lang text by/> }.into_any()
            }
            None if over => {
                view! { <p class="small">{words::measure_over_note(lang, &until)}</p> }.into_any()
            }
            None => ().into_any(),
        };
        let end = measure
            .ended
            .is_none()
            .then(|| self.link(Act::EndMeasure, measure.number))
            .flatten();
        let text = measure.words.to_string();
        view! {
            <li>
                <div class="row small"><Chip tone label/><span class="soft">{by}</span></div>
                <p class="said">{text}</p>
                {rest}
                {end}
            </li>
        }
        .into_any()
    }

    /// Who leads, who does, who is consulted, who is told.
    pub(super) fn table(&self) -> AnyView {
        let (lang, shown) = (self.lang, self.shown);
        let mut seats: Vec<&Seat> = shown.challenge.seats.iter().collect();
        seats.sort_by_key(|seat| seat.share);
        let rows: Vec<Answer> = seats
            .into_iter()
            .map(|seat| Answer {
                label: case_words::find(lang, &format!("share-{}", seat.share.code()))
                    .unwrap_or_default()
                    .into(),
                value: self.seat(seat).into(),
                change: None,
            })
            .collect();
        let lead = words::table_lead(lang, shown.body_name(lang, shown.challenge.convener));
        view! {
            <section class="card" aria-labelledby="table">
                <h2 id="table">{words::table(lang)}</h2>
                <p>{lead}</p>
                <Answers rows/>
            </section>
        }
        .into_any()
    }

    fn seat(&self, seat: &Seat) -> String {
        let lang = self.lang;
        let mut lines = vec![self.shown.body_name(lang, seat.body).to_owned()];
        lines.extend(seat.task.as_ref().map(ToString::to_string));
        lines.extend(burden::told(lang, seat, ""));
        lines.join("\n")
    }

    /// The matters under it, as everybody may see them.
    pub(super) fn cases(&self) -> AnyView {
        let lang = self.lang;
        let cards = Cards {
            lang,
            now: self.now,
            book: &self.shown.book,
            actor: &Actor::Visitor,
        };
        let items: Vec<_> = self
            .shown
            .cases
            .iter()
            .filter_map(|one| cards.card(one))
            .collect();
        let more = (self.shown.challenge.cases.len() > CASES).then(|| {
            let shown = i64::try_from(CASES).unwrap_or(i64::MAX);
            view! { <p class="order">{words::cases_more(lang, shown)}</p> }
        });
        let inside = if items.is_empty() {
            view! { <p class="soft">{words::cases_none(lang)}</p> }.into_any()
        } else {
            view! { <p class="order">{words::cases_order(lang)}</p><CardList items/>{more} }
                .into_any()
        };
        view! {
            <section class="card" aria-labelledby="cases">
                <h2 id="cases">{words::cases(lang)}</h2>
                {inside}
            </section>
        }
        .into_any()
    }
}

/// What came of an attempt, in a word.
pub(super) const fn outcome(lang: Language, outcome: Outcome) -> (Tone, &'static str) {
    match outcome {
        Outcome::Helped => (Tone::Solved, words::outcome_helped(lang)),
        Outcome::Partly => (Tone::Neighbours, words::outcome_partly(lang)),
        Outcome::DidNotHelp => (Tone::Plain, words::outcome_did_not_help(lang)),
        Outcome::Worse => (Tone::Asks, words::outcome_worse(lang)),
    }
}
