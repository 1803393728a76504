//! The notes between the bodies on a case. Opening them is an act of its own,
//! because it leaves a line; the page shows them for a quarter of an hour after.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use domain::case::Case;
use domain::id::BodyId;
use domain::language::Language;
use domain::permission::{Action, Denied, Subject, may};
use domain::reference::Reference;
use domain::text::Sentence;
use http::StatusCode;
use leptos::prelude::*;
use store::offices::notes::Note;

use super::{body_name, refused};
use crate::acting::Acting;
use crate::app::App;
use crate::components::{Button, ButtonKind, ErrorSummary, Form, Problems, Quote, TextArea};
use crate::dates::{self, Local};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::text::offices as words;
use crate::text::refused as refusals;
use crate::visitor::Visitor;
use crate::{respond, routes};

/// For how long notes stay open on the page of who opened them, in minutes.
const OPEN_MINUTES: i64 = 15;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/cases/{reference}/notes", get(ask).post(write))
        .route("/cases/{reference}/notes/open", post(open))
}

/// The case, if the visitor shares its notes; for others there is no such page.
async fn shared(app: &App, visitor: &Visitor, number: &str) -> Result<Case, PageError> {
    let reference = Reference::parse(number).ok_or(PageError::NotFound)?;
    let case = app.store.find_case(reference).await?;
    let case = case.ok_or(PageError::NotFound)?;
    match may(&visitor.actor, Action::SeeNotes, &Subject::Case(&case)) {
        Ok(()) => Ok(case),
        Err(Denied::NotConfirmed) if is_member(visitor, &case) => Err(PageError::Denied),
        Err(_) => Err(PageError::NotFound),
    }
}

fn is_member(visitor: &Visitor, case: &Case) -> bool {
    domain::permission::standing(&visitor.actor, case).shares_notes()
}

async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let case = shared(&app, &visitor, &number).await?;
    page(&app, &visitor, &case, "", Problems::none()).await
}

async fn open(
    State(app): State<App>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let case = shared(&app, &visitor, &number).await?;
    let opened = app
        .store
        .open_notes(case.reference, &visitor.actor, &app.ids, visitor.now)
        .await;
    if let Err(error) = opened {
        refused(error)?;
    }
    Ok(Redirect::to(&routes::notes(case.reference)).into_response())
}

async fn write(
    State(app): State<App>,
    visitor: Visitor,
    Path(number): Path<String>,
    form: Posted,
) -> Result<Response, PageError> {
    let case = shared(&app, &visitor, &number).await?;
    let words = match Sentence::parse(form.text("words")) {
        Ok(words) => words,
        Err(wrong) => {
            let mut problems = Problems::none();
            let text = refusals::find(visitor.language(), wrong.code());
            problems.push("words", text.unwrap_or_default());
            return page(&app, &visitor, &case, form.text("words"), problems).await;
        }
    };
    let reference = case.reference;
    let acting = Acting::of(&app, &visitor, &form)?;
    let written = acting
        .carry("write a note", move |me| async move {
            let (store, ids, once) = (&me.app.store, &me.app.ids, me.once());
            store
                .write_note(reference, &words, &me.actor, once.as_ref(), ids, me.now)
                .await
        })
        .await?;
    if let Err(error) = written {
        refused(error)?;
    }
    Ok(Redirect::to(&routes::notes(reference)).into_response())
}

/// What stands there before they were opened.
fn closed(lang: Language, reference: Reference) -> AnyView {
    view! {
        <p>{words::notes_open_note(lang)}</p>
        <Form action=format!("{}/open", routes::notes(reference))>
            <Button label=words::notes_open(lang) kind=ButtonKind::Quiet/>
        </Form>
    }
    .into_any()
}

async fn page(
    app: &App,
    visitor: &Visitor,
    case: &Case,
    typed: &str,
    problems: Problems,
) -> Result<Response, PageError> {
    let lang = visitor.language();
    let me = visitor.signed_in()?.id;
    let mut snapshot = app.store.snapshot().await?;
    let looked = snapshot.conn().last_look_at_notes(case.id, me).await?;
    let is_open = looked.is_some_and(|at| at.plus_minutes(OPEN_MINUTES) > visitor.now);
    let notes = if is_open {
        Some(snapshot.conn().list_notes(case.id).await?)
    } else {
        None
    };
    let book = app.store.rulebook(snapshot.conn()).await?;
    drop(snapshot);
    let holder = book.body(case.holding.holder);
    let zone = holder.map_or("UTC", |body| body.calendar.zone.as_str());
    let local = Local::new(lang, &dates::zone(zone), visitor.now);
    let of = |body: BodyId| body_name(&book, lang, body);
    let reference = case.reference;
    let inside = match notes {
        Some(notes) => list(lang, &notes, &local, of),
        None => closed(lang, reference),
    };
    let may_write = may(&visitor.actor, Action::WriteNote, &Subject::Case(case)).is_ok();
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let about =
        Page::new(words::notes_title(lang), Section::Inbox).with_problems(!problems.is_empty());
    let (frame, typed, key) = (
        visitor.frame(app),
        typed.to_owned(),
        app.ids.uuid().to_string(),
    );
    Ok(respond::page(status, &frame, &about, move || {
        let error = problems.at("words");
        let write = may_write.then(|| {
            view! {
                <Form action=routes::notes(reference) key>
                    <TextArea lang name="words" label=words::note_words(lang) hint=words::note_hint(lang) value=typed error rows=3/>
                    <Button label=words::note_send(lang)/>
                </Form>
            }
        });
        view! {
            <div class="narrow stack">
                <ErrorSummary lang problems/>
                <div class="title">
                    <p class="soft"><a href=routes::case(reference)>{reference.spaced()}</a></p>
                    <h1>{words::notes_title(lang)}</h1>
                    <p class="lead">{words::notes_lead(lang)}</p>
                </div>
                <section class="card" aria-label=words::notes_title(lang)>{inside}</section>
                {write}
                <p><a href=routes::case(reference)>{words::back_to_case(lang)}</a></p>
            </div>
        }
    }))
}

fn list(lang: Language, notes: &[Note], local: &Local, of: impl Fn(BodyId) -> String) -> AnyView {
    if notes.is_empty() {
        return view! { <p>{words::notes_none(lang)}</p> }.into_any();
    }
    let items: Vec<_> = notes
        .iter()
        .map(|note| {
            let by = words::note_by(lang, &note.name, &of(note.body), &local.full(note.at).shown);
            view! { <li><Quote lang text=note.words.clone() by/></li> }
        })
        .collect();
    view! {
        <p class="order">{words::notes_order(lang)}</p>
        <ul class="list">{items}</ul>
    }
    .into_any()
}
