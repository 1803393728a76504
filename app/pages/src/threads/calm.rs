//! What people read beside the form: that a thread goes slowly or cools down just now,
//! and a gentle word to who has said much.

use domain::id::PersonId;
use domain::instant::Instant;
use domain::language::Language;
use domain::thread::hint::{Hint, hint};
use domain::thread::{Event, Thread};
use leptos::prelude::*;

use super::page::Loaded;
use crate::dates::Local;
use crate::text::moderation as words;
use crate::visitor::Visitor;

/// In place of the form: from when on one can write again, and why not now.
pub(super) fn cooling(lang: Language, loaded: &Loaded, local: &Local, until: Instant) -> AnyView {
    let why = loaded
        .history
        .iter()
        .rev()
        .find_map(|entry| match &entry.recorded.event {
            Event::Cooled { words, .. } => Some(words.to_string()),
            _ => None,
        });
    let told = words::cool_now(lang, &local.near(until).shown);
    view! { <div class="warn"><p>{told}</p>{why.map(|why| view! { <p>{why}</p> })}</div> }
        .into_any()
}

/// That one leaves some minutes between two posts.
pub(super) fn slow(
    lang: Language,
    visitor: &Visitor,
    thread: &Thread,
    local: &Local,
) -> Option<AnyView> {
    let slow = thread.slow_now(visitor.now)?;
    let (minutes, day) = (slow.minutes.to_string(), local.date(slow.until).shown);
    let told = words::slow_now(lang, &minutes, &day);
    Some(view! { <p class="soft">{told}</p> }.into_any())
}

/// A gentle word, where there is a reason for one.
pub(super) fn gentle(lang: Language, visitor: &Visitor, latest: &[PersonId]) -> Option<AnyView> {
    let told = match hint(visitor.person()?.id, latest)? {
        Hint::Duel => words::hint_duel(lang),
        Hint::Much => words::hint_much(lang),
    };
    Some(view! { <p class="soft hint">{told}</p> }.into_any())
}

/// A line of the history.
pub(super) fn event(lang: Language, event: &Event, local: &Local) -> Option<String> {
    match event {
        Event::Slowed {
            minutes: 0,
            words: why,
            ..
        } => Some(words::event_fast(lang, why.as_str())),
        Event::Slowed {
            minutes,
            until,
            words: why,
        } => {
            let day = local.date(*until).shown;
            let minutes = minutes.to_string();
            Some(words::event_slow(lang, &minutes, &day, why.as_str()))
        }
        Event::Cooled { until, words: why } => {
            let until = local.full(*until).shown;
            Some(words::event_cool(lang, &until, why.as_str()))
        }
        _ => None,
    }
}
