//! What somebody was told, and who looked at who they are.

use domain::body::Body;
use domain::instant::Instant;
use domain::language::Language;
use leptos::prelude::*;
use store::outbox::in_app::NoticeSummary;
use store::people::access::{Access, Look};
use store::rulebook::Rulebook;

use super::Shown;
use crate::components::{Button, ButtonKind, Chip, Form, Hidden, More, Quote, Tone, When};
use crate::dates::{self, Moment};
use crate::text::me as words;
use crate::text::offices as office_words;
use crate::{notices, routes};

/// Notices that are seen at once; older ones are one tap away.
const AT_ONCE: usize = 5;

pub(super) fn notices(lang: Language, now: Instant, shown: &Shown) -> impl IntoView + use<> {
    let mut items: Vec<_> = shown
        .notices
        .iter()
        .filter_map(|notice| item(lang, now, &shown.book, notice))
        .collect();
    let older = items.split_off(items.len().min(AT_ONCE));
    let more = i64::try_from(older.len()).unwrap_or_default();
    let older = (more > 0).then(|| {
        view! {
            <More summary=words::notices_older(lang, more)>
                <ul class="list">{older}</ul>
            </More>
        }
    });
    let unread = shown.notices.iter().any(|notice| notice.read_at.is_none());
    let latest = shown.notices.iter().map(|notice| notice.created_at).max();
    let mark = latest.filter(|_| unread).map(|latest| {
        view! {
            <Form action=routes::NOTICES_READ>
                <Hidden name="until" value=latest.micros().to_string()/>
                <Button label=words::notices_mark(lang) kind=ButtonKind::Quiet/>
            </Form>
        }
    });
    let count = i64::try_from(shown.notices.len()).unwrap_or_default();
    let list = if count == 0 {
        view! { <p class="soft">{words::notices_none(lang)}</p> }.into_any()
    } else {
        view! {
            <p class="order">{words::notices_order(lang, count)}</p>
            <ul class="list">{items}</ul>
            {older}
        }
        .into_any()
    };
    view! {
        <section class="card" aria-labelledby="notices">
            <h2 id="notices">{words::notices(lang)}</h2>
            {list}
            {mark}
        </section>
    }
}

fn item(
    lang: Language,
    now: Instant,
    book: &Rulebook,
    notice: &NoticeSummary,
) -> Option<impl IntoView + use<>> {
    let said = notices::said(lang, now, book, notice.told, &notice.args)?;
    let (tone, state) = match notice.read_at {
        None => (Tone::Asks, words::notice_new(lang)),
        Some(_) => (Tone::Plain, words::notice_read(lang)),
    };
    let moment = moment(lang, now, said.holder, notice.created_at);
    Some(view! {
        <li>
            <div class="row small"><Chip tone label=state/><span class="soft"><When moment/></span></div>
            <a href=said.href>{said.sentence}</a>
            {said.more.map(|more| view! { <p>{more}</p> })}
        </li>
    })
}

pub(super) fn opened(lang: Language, now: Instant, shown: &Shown) -> impl IntoView + use<> {
    let items = shown
        .own
        .looks
        .iter()
        .map(|access| look(lang, now, &shown.book, access))
        .collect_view();
    let list = if shown.own.looks.is_empty() {
        view! { <p>{words::opened_none(lang)}</p> }.into_any()
    } else {
        view! { <ul class="list">{items}</ul> }.into_any()
    };
    view! {
        <section class="card" aria-labelledby="opened">
            <h2 id="opened">{words::opened(lang)}</h2>
            <p class="small soft">{words::opened_note(lang)}</p>
            {list}
        </section>
    }
}

fn look(lang: Language, now: Instant, book: &Rulebook, access: &Access) -> impl IntoView + use<> {
    let body = access.body.and_then(|body| book.body(body));
    let office = body.map_or("", |body| body.names.in_language(lang));
    let (name, reference) = (&access.name, access.reference.spaced());
    let line = match access.what {
        Look::Identity => words::opened_line(lang, name, office, &reference),
        Look::NotesRead => office_words::read_notes(lang, name, office, &reference),
        Look::NotesWritten => office_words::wrote_note(lang, name, office, &reference),
    };
    let purpose = (access.what == Look::Identity)
        .then(|| view! { <Quote lang text=access.purpose.clone()/> });
    let moment = moment(lang, now, body, access.at);
    view! {
        <li>
            <p class="soft small"><When moment/></p>
            <a href=routes::case(access.reference)>{line}</a>
            {purpose}
        </li>
    }
}

fn moment(lang: Language, now: Instant, body: Option<&Body>, at: Instant) -> Moment {
    let zone = body.map_or("UTC", |body| body.calendar.zone.as_str());
    dates::near(lang, at, &dates::zone(zone), now)
}
