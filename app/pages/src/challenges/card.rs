//! A challenge on a list: what it is called, who convenes it, what is owed next.

use domain::challenge::{Challenge, Owed, Stage};
use domain::instant::Instant;
use domain::language::Language;
use domain::text::foreign;
use store::challenges::ChallengeSummary;
use store::rulebook::Rulebook;

use crate::components::{CardItem, Tone, Words};
use crate::dates::{self, Local};
use crate::routes;
use crate::text::challenges as words;

/// What all cards of a page need.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ChallengeCards<'a> {
    /// The language of the page.
    pub lang: Language,
    /// The time of the page.
    pub now: Instant,
    /// Who convenes.
    pub book: &'a Rulebook,
}

impl ChallengeCards<'_> {
    /// The card of one challenge.
    pub(crate) fn card(&self, summary: &ChallengeSummary) -> CardItem {
        let (lang, challenge) = (self.lang, &summary.challenge);
        let reference = challenge.reference.spaced();
        let aside = [summary.place.in_language(lang), &reference].join(" · ");
        CardItem {
            href: routes::challenge(challenge.reference),
            title: challenge.title.to_string(),
            tongue: foreign(challenge.title.as_str(), lang),
            chip: Some(chip(lang, challenge)),
            aside: aside.into(),
            note: self.note(challenge).into(),
            due: Some(self.due(challenge)),
        }
    }

    fn name(&self, body: domain::id::BodyId) -> &str {
        let body = self.book.body(body);
        body.map_or("", |body| body.names.in_language(self.lang))
    }

    fn note(&self, challenge: &Challenge) -> String {
        let lang = self.lang;
        match challenge.next_step() {
            Some(step) => words::with_next(lang, self.name(step.who), self::step(lang, step.what)),
            None => words::convenes(lang, self.name(challenge.convener)),
        }
    }

    fn due(&self, challenge: &Challenge) -> (Words, dates::Moment) {
        let local = self.local(challenge);
        match (&challenge.stage, challenge.next_step()) {
            (_, Some(step)) if step.by < self.now => {
                (words::was_due(self.lang).into(), local.near(step.by))
            }
            (_, Some(step)) => (words::by(self.lang).into(), local.near(step.by)),
            (Stage::Closed { at, .. }, None) => (words::ended(self.lang).into(), local.near(*at)),
            (Stage::Open { review_due }, None) => {
                (words::by(self.lang).into(), local.near(*review_due))
            }
        }
    }

    /// Dates in the time of the convener.
    pub(crate) fn local(&self, challenge: &Challenge) -> Local {
        let body = self.book.body(challenge.convener);
        let zone = body.map_or("UTC", |body| body.calendar.zone.as_str());
        Local::new(self.lang, &dates::zone(zone), self.now)
    }
}

/// Whether it is worked on.
pub(super) fn chip(lang: Language, challenge: &Challenge) -> (Tone, Words) {
    if challenge.is_open() {
        (Tone::Waits, words::open(lang).into())
    } else {
        (Tone::Plain, words::closed(lang).into())
    }
}

/// What is owed, in a few words.
pub(crate) const fn step(lang: Language, owed: Owed) -> &'static str {
    match owed {
        Owed::Review => words::step_review(lang),
        Owed::Attempt { .. } => words::step_attempt(lang),
        Owed::Measure { .. } => words::step_measure(lang),
    }
}
