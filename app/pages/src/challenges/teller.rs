//! The history of a challenge in plain sentences: every event has one, in three
//! languages. Members act under their name; of a resident who took their own
//! matter out no name is told.

use domain::case::By;
use domain::challenge::{Certainty, Event, Outcome, Owed};
use domain::id::BodyId;
use domain::instant::Instant;
use domain::language::Language;
use store::challenges::ChallengeEntry;

use super::load::Shown;
use crate::components::{Bank, Passage, Passages};
use crate::dates::Local;
use crate::text::challenge_history as words;
use crate::text::history as case_words;
use crate::told::Told;

/// What is told about one event.
struct Said<'s> {
    what: Told<'s>,
    because: Vec<Told<'s>>,
    quote: &'s str,
}

impl<'s> Said<'s> {
    fn new(what: Told<'s>) -> Self {
        Self {
            what,
            because: Vec::new(),
            quote: "",
        }
    }

    fn because(mut self, why: impl Into<Told<'s>>) -> Self {
        self.because.push(why.into());
        self
    }

    const fn quote(mut self, words: &'s str) -> Self {
        self.quote = words;
        self
    }
}

/// Tells the history of one challenge.
pub(super) struct Teller<'a> {
    shown: &'a Shown,
    lang: Language,
    local: Local,
}

impl<'a> Teller<'a> {
    pub(super) fn new(shown: &'a Shown, lang: Language, now: Instant) -> Self {
        let local = shown.local(lang, now);
        Self { shown, lang, local }
    }

    /// Everything that happened, the oldest first.
    pub(super) fn passages(&self) -> Passages {
        let mut passages = Passages::new(self.lang, self.shown.history.len());
        for entry in &self.shown.history {
            let who = self.who(entry);
            let said = self.say(&entry.recorded.event, &who);
            passages.tell(&Passage {
                bank: self.bank(entry),
                at: self.local.told(entry.recorded.at),
                said: said.what,
                because: said.because,
                quote: said.quote,
                photos: Vec::new(),
            });
        }
        passages
    }

    /// The sentence of the newest event.
    pub(super) fn newest(&self) -> Option<String> {
        let entry = self.shown.history.last()?;
        let who = self.who(entry);
        Some(self.say(&entry.recorded.event, &who).what.to_string())
    }

    fn who<'n>(&'n self, entry: &'n ChallengeEntry) -> Told<'n> {
        match (entry.recorded.by, entry.name.as_deref()) {
            (By::Member { body, .. }, Some(name)) => {
                case_words::member(self.lang, name, self.body(body))
            }
            (By::Member { body, .. }, None) => self.body(body).into(),
            (By::Resident { .. }, _) => words::resident(self.lang).into(),
            (By::Clock, _) => self.body(self.shown.challenge.convener).into(),
        }
    }

    fn bank(&self, entry: &ChallengeEntry) -> Bank {
        let body = match (&entry.recorded.event, entry.recorded.by) {
            (Event::Missed { body, .. }, _) => Some(*body),
            (Event::TableSet { convener, .. }, By::Clock) => Some(*convener),
            (_, by) => by.body(),
        };
        body.and_then(|body| self.shown.book.body(body))
            .map_or(Bank::Neighbours, |body| Bank::of(body.kind))
    }

    fn body(&self, body: BodyId) -> &str {
        self.shown.body_name(self.lang, body)
    }

    /// The words of the line, attempt or measure with this number.
    fn entry(&self, number: i64) -> &str {
        let challenge = &self.shown.challenge;
        let lines = challenge.lines.iter().map(|one| (one.number, &one.words));
        let attempts = challenge.attempts.iter();
        let attempts = attempts.map(|one| (one.number, &one.words));
        let measures = challenge.measures.iter();
        let measures = measures.map(|one| (one.number, &one.words));
        let mut all = lines.chain(attempts).chain(measures);
        let found = all.find(|(one, _)| *one == number);
        found.map_or("…", |(_, words)| words.as_str())
    }

    #[expect(
        clippy::too_many_lines,
        reason = "one sentence for every event; a split would hide a missing one"
    )]
    fn say<'s>(&'s self, event: &'s Event, who: &'s Told<'s>) -> Said<'s> {
        let (lang, date) = (self.lang, |at| self.local.told(at));
        match event {
            Event::Opened { opened } => Said::new(words::opened(lang, who))
                .because(words::first_review(lang, date(opened.review_due)))
                .quote(opened.words.as_str()),
            Event::TableSet {
                convener,
                words: Some(quote),
                ..
            } => Said::new(words::table_set(lang, who, self.body(*convener))).quote(quote.as_str()),
            Event::TableSet {
                convener,
                words: None,
                ..
            } => Said::new(words::convener_gone(lang, self.body(*convener)))
                .because(words::convener_gone_why(lang)),
            Event::Corrected {
                from,
                title,
                place_path,
                reason,
                ..
            } => {
                let (from, title) = (from.as_str(), title.as_str());
                let said = Said::new(words::corrected(lang, who, from, title));
                let said = if place_path.is_empty() {
                    said
                } else {
                    said.because(words::corrected_place(lang))
                };
                said.quote(reason.as_str())
            }
            Event::Noted {
                certainty,
                words: quote,
            } => Said::new(match certainty {
                Certainty::Known => words::noted_known(lang, who),
                Certainty::Unknown => words::noted_unknown(lang, who),
            })
            .quote(quote.as_str()),
            Event::Struck { line, reason } => {
                Said::new(words::struck(lang, who, self.entry(*line))).quote(reason.as_str())
            }
            Event::Tried {
                words: quote,
                review_due,
                ..
            } => Said::new(words::tried(lang, who))
                .because(words::tried_until(lang, date(*review_due)))
                .quote(quote.as_str()),
            Event::Judged {
                attempt,
                outcome,
                words: quote,
            } => {
                let tried = self.entry(*attempt);
                Said::new(match outcome {
                    Outcome::Helped => words::judged_helped(lang, who, tried),
                    Outcome::Partly => words::judged_partly(lang, who, tried),
                    Outcome::DidNotHelp => words::judged_did_not_help(lang, who, tried),
                    Outcome::Worse => words::judged_worse(lang, who, tried),
                })
                .quote(quote.as_str())
            }
            Event::MeasureBegun {
                words: quote,
                until,
                ..
            } => Said::new(words::measure_begun(lang, who))
                .because(words::measure_until(lang, date(*until)))
                .quote(quote.as_str()),
            Event::MeasureEnded {
                measure,
                words: quote,
            } => Said::new(words::measure_ended(lang, who, self.entry(*measure)))
                .quote(quote.as_str()),
            Event::Gathered { reference, .. } => Said::new(words::gathered(lang, who, *reference)),
            Event::Released {
                reference, reason, ..
            } => Said::new(words::released(lang, who, *reference))
                .quote(reason.as_ref().map_or("", |reason| reason.as_str())),
            Event::Reviewed { words: quote, next } => Said::new(words::reviewed(lang, who))
                .because(words::first_review(lang, date(*next)))
                .quote(quote.as_str()),
            Event::Missed {
                owed,
                due,
                body,
                again,
            } => {
                let body = self.body(*body);
                Said::new(match owed {
                    Owed::Review => words::missed_review(lang, body, date(*due)),
                    Owed::Attempt { number } => {
                        words::missed_attempt(lang, body, date(*due), self.entry(*number))
                    }
                    Owed::Measure { number } => {
                        words::missed_measure(lang, self.entry(*number), date(*due), body)
                    }
                })
                .because(words::owed_again(lang, date(*again)))
            }
            Event::Closed { learnt } => Said::new(words::closed(lang, who)).quote(learnt.as_str()),
            Event::Reopened { words: quote, next } => Said::new(words::reopened(lang, who))
                .because(words::first_review(lang, date(*next)))
                .quote(quote.as_str()),
        }
    }
}
