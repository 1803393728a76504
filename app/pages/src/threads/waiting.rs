//! What waits for moderators, as an entry of the one inbox: what was said, which rules
//! are named by how many households, and what to do. Never who flagged it.

use domain::instant::Instant;
use domain::language::Language;
use domain::text::foreign;
use domain::thread::moderate::may_answer;
use leptos::prelude::*;
use store::rulebook::Rulebook;
use store::threads::{Removal, Waiting};

use super::sight::{as_flagged, mend_address, said_address, what_counts};
use crate::components::{ButtonKind, Chip, LinkButton, Quote, Tone};
use crate::dates::{self, Local};
use crate::named;
use crate::text::moderation as words;
use crate::text::threads;
use crate::visitor::Visitor;

/// The entry, and by when it is due: when it comes back by itself.
pub(crate) fn item(
    visitor: &Visitor,
    book: &Rulebook,
    one: &Waiting,
) -> (Option<Instant>, AnyView) {
    let (lang, thread) = (visitor.language(), &one.thread);
    let body = book.body(thread.body);
    let name = body.map_or("", |body| body.names.in_language(lang));
    let zone = body.map_or("UTC", |body| body.calendar.zone.as_str());
    let local = Local::new(lang, &dates::zone(zone), visitor.now);
    let until = one
        .flagged
        .and_then(|flagged| flagged.hidden_until(visitor.now));
    let until = until.filter(|_| one.removal.is_none());
    let (tone, label) = match (&one.removal, until) {
        (Some(_), _) => (Tone::Asks, words::chip_appeal(lang).to_owned()),
        (None, Some(until)) => {
            let day = local.near(until).shown;
            (Tone::Asks, words::chip_hidden(lang, &day))
        }
        (None, None) => (Tone::Waits, words::chip_flagged(lang).to_owned()),
    };
    let about = heading(one);
    let counts = what_counts(lang, one.said);
    let counts = counts.map(|told| view! { <p class="small soft">{told}</p> });
    let inside = match &one.removal {
        Some(removal) => appeal(lang, visitor, one, removal),
        None => flags(lang, one, name),
    };
    let href = said_address(thread, one.said, one.number, one.decision);
    let (title, text) = (thread.title.to_string(), one.words.clone());
    let before = one.as_flagged.clone().map(|html| as_flagged(lang, html));
    let tongue = foreign(&title, lang);
    let view = view! {
        <li>
            <div class="row small"><Chip tone label/></div>
            <h2 id=about><a href=href lang=tongue>{title}</a></h2>
            <Quote lang text/>
            {before}
            {counts}
            {inside}
        </li>
    };
    (until, view.into_any())
}

/// The id of its heading: what its buttons are about.
fn heading(one: &Waiting) -> String {
    let (thread, said) = (one.thread.reference, one.said.code());
    format!("{said}-{thread}-{}-heading", one.number)
}

fn flags(lang: Language, one: &Waiting, body: &str) -> AnyView {
    let reasons = one
        .reasons
        .iter()
        .map(|(rule, count)| {
            let told = words::reason_count(lang, named::rule(lang, *rule), super::many(*count));
            view! { <li>{told}</li> }
        })
        .collect_view();
    let notes = (!one.notes.is_empty()).then(|| {
        let notes = one
            .notes
            .iter()
            .map(|note| view! { <li>{note.clone()}</li> })
            .collect_view();
        view! { <p class="small">{words::notes_said(lang)}</p><ul class="sentences small">{notes}</ul> }
    });
    let flagged = one.flagged;
    let others = flagged.filter(|flagged| flagged.about);
    let others = others.map(|_| view! { <p class="soft">{words::about_others(lang, body)}</p> });
    let before = flagged.filter(|flagged| flagged.flags.kept);
    let before = before.map(|_| view! { <p class="soft">{words::kept_before(lang)}</p> });
    let act = |mend| mend_address(&one.thread, one.said, one.number, mend);
    let about = heading(one);
    view! {
        <ul class="sentences">{reasons}</ul>
        <p class="small soft">{words::not_verified_note(lang)}</p>
        {notes}
        {others}
        {before}
        <div class="actions">
            <LinkButton href=act("keep") label=words::keep_it(lang) kind=ButtonKind::Quiet about=about.clone()/>
            <LinkButton href=act("remove") label=threads::remove_it(lang) kind=ButtonKind::Quiet about/>
        </div>
    }
    .into_any()
}

fn appeal(lang: Language, visitor: &Visitor, one: &Waiting, removal: &Removal) -> AnyView {
    let why = words::removed_because(lang, named::rule(lang, removal.rule), &removal.reason);
    let appeal = removal.appeal.as_deref().unwrap_or_default();
    let appeal = threads::appealed(lang, appeal);
    let may = may_answer(
        &one.thread,
        &visitor.actor,
        one.author,
        removal.standing(None),
    );
    let way = match may {
        Ok(()) => {
            let href = mend_address(&one.thread, one.said, one.number, "answer-appeal");
            let (label, about) = (threads::answer_appeal(lang), heading(one));
            view! { <div class="actions"><LinkButton href label about/></div> }.into_any()
        }
        Err(_) => view! { <p class="soft">{words::other_answers(lang)}</p> }.into_any(),
    };
    view! { <p>{why}</p><p>{appeal}</p>{way} }.into_any()
}
