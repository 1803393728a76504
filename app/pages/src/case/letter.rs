//! `/cases/{reference}/letter`: the printed letter to an office that never signs in, and
//! how it stands with it on the page of the case.

use axum::extract::{Path, State};
use axum::response::Response;
use domain::body::Body;
use domain::case::{Event, Stage};
use domain::clock::{Limit, Limits};
use domain::language::Language;
use domain::permission::{Action, Denied, Parts, Subject, may};
use domain::text::foreign;
use http::StatusCode;
use leptos::prelude::*;

use super::load::{Shown, reference};
use super::look::Look;
use super::{qr, side};
use crate::app::App;
use crate::components::{ButtonKind, LinkButton};
use crate::errors::PageError;
use crate::layout::{Page, Section};
use crate::text::letter as words;
use crate::visitor::Visitor;
use crate::{respond, routes};

/// How it stands with the letter, and the way to print it, for who delivers it.
pub(super) fn card(look: &Look<'_>) -> Option<AnyView> {
    let (lang, shown) = (look.lang, look.shown);
    let told = state(shown, look)?;
    let subject = Subject::Case(&shown.case);
    let print = may(look.actor, Action::SeeLetter, &subject).is_ok();
    let print = print.then(|| {
        let href = routes::letter(shown.case.reference);
        view! { <p><a href=href>{words::print(lang)}</a></p> }
    });
    let inside = view! { <p>{told}</p>{print} };
    Some(side::card(
        "letter",
        words::title(lang).into(),
        inside.into_any(),
    ))
}

fn state(shown: &Shown, look: &Look<'_>) -> Option<String> {
    let lang = look.lang;
    let letter = shown.case.letter.filter(|_| shown.case.is_open())?;
    let local = shown.local(lang, look.now);
    let office = shown.body_name(lang, shown.case.holding.holder);
    Some(match (letter.delivered_at, letter.answered_at) {
        (None, _) => {
            let due = local.full(letter.due).shown;
            match letter.by {
                Some(body) => words::owed(lang, office, shown.body_name(lang, body), &due),
                None => words::owed_by_resident(lang, office, &due),
            }
        }
        (Some(at), None) => words::no_answer(lang, &local.full(at).shown),
        (Some(at), Some(answered)) => {
            words::answered(lang, &local.date(at).shown, &local.date(answered).shown)
        }
    })
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let shown = Shown::load(&app, &visitor.actor, reference(&number)?).await?;
    match may(
        &visitor.actor,
        Action::SeeLetter,
        &Subject::Case(&shown.case),
    ) {
        Ok(()) => {}
        Err(Denied::SignInRequired) => {
            return Err(PageError::SignInRequired {
                back: visitor.reading.here.clone(),
            });
        }
        Err(Denied::NotVisible | Denied::NotNow) => return Err(PageError::NotFound),
        Err(_) => return Err(PageError::Denied),
    }
    if shown.case.letter.is_none() {
        return Err(PageError::NotFound);
    }
    let parts = shown.parts(&visitor.actor)?;
    let lang = visitor.language();
    let about = Page::new(words::title(lang), Section::Elsewhere);
    let here = routes::case(shown.case.reference);
    let sheet = sheet(&app, &visitor, &shown, &parts);
    Ok(respond::page(
        StatusCode::OK,
        &visitor.frame(&app),
        &about,
        move || {
            view! {
                <div class="screen-only stack">
                    <h1>{words::title(lang)}</h1>
                    <p class="lead">{words::lead(lang)}</p>
                    <LinkButton href=here label=words::back(lang) kind=ButtonKind::Quiet/>
                </div>
                {sheet}
            }
        },
    ))
}

/// The letter itself: to whom, what it is about, what is asked, by when, and the two
/// ways to answer. Nothing in it says whose case it is.
fn sheet(app: &App, visitor: &Visitor, shown: &Shown, parts: &Parts<'_>) -> AnyView {
    let lang = visitor.language();
    let case = &shown.case;
    let local = shown.local(lang, visitor.now);
    let office = shown.holder();
    let name = shown.body_name(lang, case.holding.holder).to_owned();
    let by = case.letter.and_then(|letter| letter.by);
    let by = by.and_then(|body| shown.book.body(body));
    let sender = sender(lang, by);
    let link = [app.base_url.as_str(), &routes::case(case.reference)].concat();
    let written = parts.words.map(|words| {
        words
            .as_str()
            .lines()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    });
    let written: Vec<_> = written
        .unwrap_or_default()
        .into_iter()
        .map(|line| {
            let tongue = foreign(&line, lang);
            view! { <p class="quote" lang=tongue>{line}</p> }
        })
        .collect();
    let reply = by.map_or_else(
        || words::reply_to_resident(lang).to_owned(),
        |body| words::reply_to(lang, body.names.in_language(lang)),
    );
    let otherwise = if case.concern.visibility.is_public() {
        words::otherwise(lang)
    } else {
        words::otherwise_private(lang)
    };
    view! {
        <article class="letter" lang=lang.tag()>
            <div class="letter-code">
                <div>
                    <p><strong class="letter-to">{name}</strong></p>
                    {address(office)}
                </div>
                {qr::view(&link)}
            </div>
            {sender}
            <p>{local.date(visitor.now).shown}</p>
            <h2>{words::about(lang, &case.reference.spaced())}</h2>
            <p>{words::place_and_kind(lang, &shown.place(lang), &shown.category(lang))}</p>
            <p>{words::filed(lang, &local.date(case.counted_from()).shown)}</p>
            <h3>{words::written(lang)}</h3>
            {written}
            {asked(shown, lang)}
            <h3>{words::by_when(lang)}</h3>
            {limits(lang, shown)}
            <p>{otherwise}</p>
            <p>{words::resident_date(lang, &local.date(case.resident_due()).shown)}</p>
            <h3>{words::how(lang)}</h3>
            <p>{words::sign_in(lang, &link)}</p>
            <p>{reply}</p>
            <p class="soft">{words::stamp(lang)}</p>
        </article>
    }
    .into_any()
}

fn address(office: Option<&Body>) -> Option<AnyView> {
    let address = office?.contact.address.clone()?;
    Some(view! { <p>{address}</p> }.into_any())
}

/// Who brings it, and how they are reached.
fn sender(lang: Language, by: Option<&Body>) -> Option<AnyView> {
    let body = by?;
    let contact = [&body.contact.address, &body.contact.phone];
    let lines: Vec<_> = contact
        .into_iter()
        .flatten()
        .map(|line| view! { <p>{line.clone()}</p> })
        .collect();
    let name = words::from(lang, body.names.in_language(lang));
    Some(view! { <div class="soft"><p>{name}</p>{lines}</div> }.into_any())
}

/// What was tried and what is asked, in the words of who passed it on.
fn asked(shown: &Shown, lang: Language) -> Option<AnyView> {
    let moved = shown.history.iter().rev().find_map(|entry| {
        let number = entry.recorded.number;
        let removed = shown.case.is_removed(domain::case::Part::Event { number });
        match &entry.recorded.event {
            Event::Moved { tried, reason, .. } if !removed => Some((tried.clone(), reason.clone())),
            _ => None,
        }
    });
    let (tried, reason) = moved?;
    let tried = tried.map(|tried| {
        view! { <h3>{words::tried(lang)}</h3><p class="quote">{tried.to_string()}</p> }
    });
    let reason = reason.map(|reason| {
        view! { <h3>{words::asked(lang)}</h3><p class="quote">{reason.to_string()}</p> }
    });
    Some(view! { {tried}{reason} }.into_any())
}

/// The office's two dates, counted from the day on which it gets the letter: nobody
/// knows that day when it is printed.
fn limits(lang: Language, shown: &Shown) -> Vec<AnyView> {
    let limits = Limits::of(shown.case.concern.urgency);
    let told = |limit: Limit| match limit {
        Limit::Minutes(minutes) => words::hours(lang, minutes / 60),
        Limit::WorkingDays(days) => words::working_days(lang, days),
    };
    let heard = matches!(shown.case.stage, Stage::Waiting { .. })
        .then(|| words::heard_within(lang, &told(limits.heard)));
    let plan = words::plan_within(lang, &told(limits.plan));
    let lines = heard.into_iter().chain([plan]);
    lines
        .map(|line| view! { <p>{line}</p> }.into_any())
        .collect()
}
