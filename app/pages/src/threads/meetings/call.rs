//! Calling a meeting; its form may begin with the time that neighbours chose.

use axum::extract::{Path, Query, State as AppState};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::meeting::time::read as read_time;
use domain::permission::leads;
use http::StatusCode;
use leptos::prelude::*;
use serde::Deserialize;

use super::super::load::{Shown, reference};
use super::{Answered, form, sentence};
use crate::acting::Acting;
use crate::app::App;
use crate::components::{Button, ErrorSummary, Form, Problems};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::reading::Reading;
use crate::text::meetings as words;
use crate::visitor::Visitor;
use crate::{dates, respond, routes};

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub(super) struct From {
    /// The decision that says when.
    #[serde(default)]
    decision: String,
}

/// Whether a meeting can be called in this thread, and by this person.
pub(in crate::threads) fn is_offered(visitor: &Visitor, shown: &Shown) -> bool {
    shown.thread.is_open() && leads(&visitor.actor, shown.thread.body).is_ok()
}

/// The thread of an address, for a member of the body that leads through it.
async fn asked(app: &App, visitor: &Visitor, number: &str) -> Result<Shown, PageError> {
    let shown = Shown::alone(app, reference(number)?).await?;
    visitor.signed_in()?;
    leads(&visitor.actor, shown.thread.body).map_err(|_| PageError::Denied)?;
    Ok(shown)
}

/// What neighbours chose, and what to say about it.
struct Begin {
    typed: Posted,
    note: Option<String>,
}

pub(super) async fn ask(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path(number): Path<String>,
    Query(from): Query<From>,
) -> Answered {
    let shown = asked(&app, &visitor, &number).await?;
    let begin = begin(&app, &visitor, &shown, &from).await?;
    Ok(page(&app, &visitor, &shown, &begin, Problems::none()))
}

/// The form filled with the time that won, where neighbours were asked for one.
async fn begin(
    app: &App,
    visitor: &Visitor,
    shown: &Shown,
    from: &From,
) -> Result<Begin, PageError> {
    let (typed, note) = (Posted::default(), None);
    let Ok(number) = from.decision.parse() else {
        return Ok(Begin { typed, note });
    };
    let reference = shown.thread.reference;
    let decision = app.store.find_decision(reference, number).await?;
    let Some((decision, chosen)) = decision
        .as_ref()
        .and_then(|decision| Some((decision, decision.winning_time()?)))
    else {
        return Ok(Begin { typed, note });
    };
    let lang = visitor.language();
    // A day of the week means the next one after the question was put.
    let asked_at = decision.drafted_at.timestamp();
    let asked_on = asked_at.to_zoned(dates::zone(shown.zone())).date();
    let time = read_time(chosen.as_str(), asked_on);
    let note = match time {
        Some(_) => words::from_poll(lang, chosen.as_str()),
        None => words::from_poll_unread(lang, chosen.as_str()),
    };
    let time = time.map(|time| time.strftime("%Y-%m-%dT%H:%M").to_string());
    let title = ("title".to_owned(), decision.question.to_string());
    let at = time.map(|time| ("at".to_owned(), time));
    Ok(Begin {
        typed: Posted::from_fields(std::iter::once(title).chain(at)),
        note: Some(note),
    })
}

pub(super) async fn call(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path(number): Path<String>,
    posted: Posted,
) -> Answered {
    let shown = asked(&app, &visitor, &number).await?;
    let mut reading = Reading::new(visitor.language(), &posted, None);
    let plan = form::read(&mut reading, shown.zone(), visitor.now);
    let problems = reading.problems;
    let acting = Acting::of(&app, &visitor, &posted)?;
    let begin = Begin {
        typed: posted,
        note: None,
    };
    let Some(plan) = plan.filter(|_| problems.is_empty()) else {
        return Ok(page(&app, &visitor, &shown, &begin, problems));
    };
    let reference = shown.thread.reference;
    let outcome = acting
        .carry("call a meeting", |me| async move {
            let (store, ids, once) = (&me.app.store, &me.app.ids, me.once());
            store
                .call_meeting(reference, &plan, &me.actor, once.as_ref(), ids, me.now)
                .await
        })
        .await?;
    match outcome {
        Ok(called) => {
            let to = routes::meeting(reference, called.meeting.number);
            Ok(Redirect::to(&format!("{to}?done=call")).into_response())
        }
        Err(error) => {
            let (refused, told) = sentence(&visitor, error)?;
            let mut problems = Problems::none();
            problems.push(form::field_of(refused), told);
            Ok(page(&app, &visitor, &shown, &begin, problems))
        }
    }
}

fn page(
    app: &App,
    visitor: &Visitor,
    shown: &Shown,
    begin: &Begin,
    problems: Problems,
) -> Response {
    let lang = visitor.language();
    let wrong = !problems.is_empty();
    let status = if wrong {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let about = Page::new(words::call_title(lang), Section::Inbox).with_problems(wrong);
    let fields = form::fields(lang, &begin.typed, &problems);
    let note = begin
        .note
        .clone()
        .map(|note| view! { <p class="warn">{note}</p> });
    let (title, key) = (shown.thread.title.to_string(), app.ids.uuid().to_string());
    let back = routes::thread(shown.thread.reference);
    let action = routes::thread_at(shown.thread.reference, "meet");
    respond::page(status, &visitor.frame(app), &about, move || {
        view! {
            <div class="narrow stack">
                <ErrorSummary lang problems/>
                <div class="title">
                    <p class="soft row"><a href=back.clone()>{title}</a></p>
                    <h1>{words::call_title(lang)}</h1>
                    <p class="lead">{words::call_lead(lang)}</p>
                </div>
                {note}
                <Form action key>
                    {fields}
                    <Button label=words::call_button(lang)/>
                </Form>
                <p><a href=back>{words::back(lang)}</a></p>
            </div>
        }
    })
}
