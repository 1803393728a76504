//! `/cases/{reference}/letter`: the printed letter to an office that never signs in, and
//! how it stands with it on the page of the case.

use axum::extract::{Path, State};
use axum::response::Response;
use domain::body::Body;
use domain::case::{Case, Event, Part, Stage};
use domain::clock::{Limit, Limits};
use domain::instant::Instant;
use domain::language::Language;
use domain::permission::{Action, Denied, Parts, Subject, may};
use domain::text::{Sentence, foreign};
use leptos::prelude::*;

use super::load::{Shown, reference};
use super::look::Look;
use super::{paper, side};
use crate::app::App;
use crate::errors::PageError;
use crate::text::letter as words;
use crate::visitor::Visitor;
use crate::{named, routes};

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
    let local = &look.local;
    let office = shown.body_name(lang, shown.case.holding.holder);
    Some(match (letter.delivered_at, letter.answered_at) {
        (None, _) => {
            let due = local.full(letter.due).shown;
            match letter.by {
                Some(body) => words::owed(lang, office, shown.body_name(lang, body), &due),
                None if shown.case.concern.visibility.is_public() => {
                    words::owed_by_appellant(lang, office, &due)
                }
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
    let sheet = sheet(&app, &visitor, &shown, &parts);
    let (reference, lang) = (shown.case.reference, visitor.language());
    let (title, lead) = (words::title(lang), words::lead(lang));
    Ok(paper::page(&app, &visitor, reference, title, lead, sheet))
}

/// The letter itself: to whom, what it is about, what is asked, by when, and the two
/// ways to answer. Nothing in it says whose case it is.
fn sheet(app: &App, visitor: &Visitor, shown: &Shown, parts: &Parts<'_>) -> AnyView {
    let lang = visitor.language();
    let case = &shown.case;
    // Paper is read in any year: every date has its own.
    let local = shown.local(lang, Instant::from_micros(0));
    let office = shown.holder();
    let name = shown.body_name(lang, case.holding.holder).to_owned();
    let address = office.and_then(|body| body.contact.address.clone());
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
    let otherwise = otherwise(lang, case);
    let inside = view! {
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
    };
    paper::sheet(lang, name, address, &link, inside.into_any())
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

/// What comes of it when the office does not answer.
fn otherwise(lang: Language, case: &Case) -> &'static str {
    match (&case.stage, case.concern.visibility.is_public()) {
        (Stage::Appealed { .. }, _) => words::otherwise_appeal(lang),
        (Stage::TableOwed { .. }, true) => words::otherwise_table(lang),
        (Stage::TableOwed { .. }, false) => words::otherwise_table_private(lang),
        (_, true) => words::otherwise(lang),
        (_, false) => words::otherwise_private(lang),
    }
}

/// The newest that `pick` finds in what happened, unless its words were taken out.
fn newest<'s, T>(shown: &'s Shown, pick: impl Fn(&'s Event) -> Option<T>) -> Option<T> {
    let mut newest = shown.history.iter().rev();
    newest.find_map(|entry| {
        let number = entry.recorded.number;
        let removed = shown.case.is_removed(Part::Event { number });
        pick(&entry.recorded.event).filter(|_| !removed)
    })
}

/// What is asked: a ruling, or what was tried and what is asked in the words of who
/// passed it on.
fn asked(shown: &Shown, lang: Language) -> Option<AnyView> {
    match &shown.case.stage {
        Stage::Appealed { .. } => {
            let refusal = newest(shown, |event| match event {
                Event::Declined { words, .. } => Some(words),
                _ => None,
            });
            let appeal = newest(shown, |event| match event {
                Event::Appealed { reason, .. } => Some(reason),
                _ => None,
            });
            let refusal = refusal.map(|said| quoted(lang, words::refused(lang), said));
            let appeal = appeal.map(|said| quoted(lang, words::appealed(lang), said));
            let asked = view! { <h3>{words::asked(lang)}</h3><p>{words::ask_ruling(lang)}</p> };
            Some(view! { {refusal}{appeal}{asked} }.into_any())
        }
        Stage::TableOwed { between, .. } => {
            let names = between
                .iter()
                .map(|body| shown.body_name(lang, *body).to_owned());
            let names = names.collect::<Vec<_>>().join(words::and(lang));
            let asked = if names.is_empty() {
                words::ask_table(lang).to_owned()
            } else {
                words::ask_table_with(lang, &names)
            };
            let asked = view! { <h3>{words::asked(lang)}</h3><p>{asked}</p> };
            Some(view! { {passed_on(shown, lang)}{asked} }.into_any())
        }
        _ => passed_on(shown, lang),
    }
}

fn passed_on(shown: &Shown, lang: Language) -> Option<AnyView> {
    let moved = newest(shown, |event| match event {
        Event::Moved { tried, reason, .. } => Some((tried.clone(), reason.clone())),
        _ => None,
    });
    let (tried, reason) = moved?;
    let tried = tried.map(|tried| quoted(lang, words::tried(lang), &tried));
    let title = match shown.case.stage {
        Stage::TableOwed { .. } => words::said_last(lang),
        _ => words::asked(lang),
    };
    let reason = reason.map(|reason| quoted(lang, title, &reason));
    Some(view! { {tried}{reason} }.into_any())
}

/// What somebody said, under what it is.
fn quoted(lang: Language, title: &'static str, said: &Sentence) -> AnyView {
    let tongue = foreign(said.as_str(), lang);
    let said = said.to_string();
    view! { <h3>{title}</h3><p class="quote" lang=tongue>{said}</p> }.into_any()
}

/// The office's two dates, counted from the day on which it gets the letter: nobody
/// knows that day when it is printed.
fn limits(lang: Language, shown: &Shown) -> Vec<AnyView> {
    if let Some(days) = shown.case.stage.ruling_working_days() {
        let told = words::rule_within(lang, &words::working_days(lang, days));
        return vec![view! { <p>{told}</p> }.into_any()];
    }
    let limits = Limits::of(shown.case.concern.urgency);
    let told = |of: Limit| named::limit(lang, of);
    let heard = matches!(shown.case.stage, Stage::Waiting { .. })
        .then(|| words::heard_within(lang, &told(limits.heard)));
    let plan = words::plan_within(lang, &told(limits.plan));
    let lines = heard.into_iter().chain([plan]);
    lines
        .map(|line| view! { <p>{line}</p> }.into_any())
        .collect()
}
