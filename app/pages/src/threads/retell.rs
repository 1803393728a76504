//! Correcting what a thread is called and what it is about: the form of the body that leads
//! through it, and what everybody reads of that afterwards. What stood there before is shown
//! to nobody: it may be what should never have stood there.

use domain::language::Language;
use domain::text::{Title, TitleInvalid, Words, WordsInvalid};
use domain::thread::{Command, Event, Thread};
use leptos::prelude::*;
use store::threads::ThreadEntry;

use super::load::Shown;
use crate::components::{Field, Problems, TextArea};
use crate::dates::Local;
use crate::form::Posted;
use crate::reading::Reading;
use crate::text::threads as words;

/// What the form begins with: the thread as it is.
pub(super) fn beginning(thread: &Thread) -> Posted {
    Posted::from_fields([
        ("title".to_owned(), thread.title.to_string()),
        ("about".to_owned(), thread.words.to_string()),
    ])
}

pub(super) fn command(reading: &mut Reading<'_>) -> Option<Command> {
    let title = Title::parse(reading.form.text("title")).map_err(TitleInvalid::code);
    let title = reading.fit("title", title);
    let about = Words::parse(reading.form.text("about")).map_err(WordsInvalid::code);
    let about = reading.fit("about", about);
    let reason = reading.sentence("words");
    Some(Command::Retell {
        title: title?,
        words: about?,
        reason: reason?,
    })
}

pub(super) fn fields(lang: Language, typed: &Posted, problems: &Problems) -> Vec<AnyView> {
    let value = |name: &str| typed.text(name).to_owned();
    let error = |name: &str| problems.at(name);
    vec![
        view! { <Field lang name="title" label=words::f_title(lang) hint=words::f_title_hint(lang) value=value("title") error=error("title")/> }.into_any(),
        view! { <TextArea lang name="about" label=words::f_words(lang) hint=words::f_words_hint(lang) value=value("about") error=error("about")/> }.into_any(),
        view! { <TextArea lang name="words" label=words::f_why(lang) hint=words::retell_why_hint(lang) value=value("words") error=error("words") rows=3/> }.into_any(),
    ]
}

/// A line of the history.
pub(super) fn event(lang: Language, shown: &Shown, entry: &ThreadEntry) -> Option<String> {
    let (body, why) = corrected(lang, shown, entry)?;
    Some(words::event_retold(lang, &body, why))
}

/// Beside what it is about: who corrected it last, when and why.
pub(super) fn told(
    lang: Language,
    shown: &Shown,
    history: &[ThreadEntry],
    local: &Local,
) -> Option<AnyView> {
    let mut newest = history.iter().rev();
    let told = newest.find_map(|entry| {
        let (body, why) = corrected(lang, shown, entry)?;
        let day = local.date(entry.recorded.at).shown;
        Some(words::retold(lang, &body, &day, why))
    })?;
    Some(view! { <p class="small soft">{told}</p> }.into_any())
}

/// The body that corrected it, and why; `None` where something else happened.
fn corrected<'e>(
    lang: Language,
    shown: &Shown,
    entry: &'e ThreadEntry,
) -> Option<(String, &'e str)> {
    let Event::Retold { reason, .. } = &entry.recorded.event else {
        return None;
    };
    let body = entry.recorded.by.body()?;
    Some((shown.body_name(lang, body), reason.as_str()))
}
