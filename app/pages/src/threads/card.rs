//! A thread on a list.

use domain::instant::Instant;
use domain::language::Language;
use domain::text::foreign;
use domain::thread::{Phase, Thread};
use store::rulebook::Rulebook;
use store::threads::ThreadSummary;

use crate::components::{CardItem, Tone, Words};
use crate::dates::{self, Local};
use crate::text::threads as words;
use crate::{named, routes};

/// Where a thread stands, in a few words.
pub(super) fn chip(lang: Language, thread: &Thread) -> (Tone, Words) {
    match &thread.phase {
        Phase::Open { step, .. } => (Tone::Waits, named::step(lang, *step).into()),
        Phase::Agreed { .. } => (Tone::Neighbours, words::step_agreed(lang).into()),
        Phase::Closed { .. } => (Tone::Plain, words::step_closed(lang).into()),
    }
}

/// The card of one thread.
pub(crate) fn card(
    lang: Language,
    now: Instant,
    book: &Rulebook,
    summary: &ThreadSummary,
) -> CardItem {
    let thread = &summary.thread;
    let body = book.body(thread.body);
    let zone = body.map_or("UTC", |body| body.calendar.zone.as_str());
    let local = Local::new(lang, &dates::zone(zone), now);
    CardItem {
        href: routes::thread(thread.reference),
        title: thread.title.to_string(),
        tongue: foreign(thread.title.as_str(), lang),
        chip: Some(chip(lang, thread)),
        aside: summary.place.in_language(lang).to_owned().into(),
        note: Words::default(),
        due: thread
            .until()
            .map(|until| (words::until(lang).into(), local.near(until))),
    }
}
