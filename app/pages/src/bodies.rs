//! `/bodies/{key}`: a body as everybody sees it: how to reach it, when it
//! works, and the record of what was changed about it.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use domain::body::{Body, BodyKind};
use domain::language::Language;
use http::StatusCode;
use leptos::prelude::*;

use crate::app::App;
use crate::components::{Chip, Tone};
use crate::dates::{self, Local};
use crate::errors::PageError;
use crate::layout::{Page, Section};
use crate::text::places as place_words;
use crate::text::stewards as words;
use crate::visitor::Visitor;
use crate::{body_record, respond, weeks};

/// Lines of the record on the page.
const LINES: i64 = 50;

/// The routes of this module.
pub fn routes() -> Router<App> {
    Router::new().route("/bodies/{key}", get(show))
}

/// Two statements in one snapshot.
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
) -> Result<Response, PageError> {
    let mut snapshot = app.store.snapshot().await?;
    let book = app.store.rulebook(snapshot.conn()).await?;
    let body = book.body_by_key(&key).ok_or(PageError::NotFound)?;
    let lines = snapshot.conn().list_record_of_body(body.id, LINES).await?;
    drop(snapshot);
    let lang = visitor.language();
    let local = Local::new(lang, &dates::zone(&body.calendar.zone), visitor.now);
    let record = body_record::view(lang, &local, &lines);
    let name = body.names.in_language(lang).to_owned();
    let out = (!body.in_service)
        .then(|| view! { <p class="row"><Chip tone=Tone::Waits label=words::out(lang)/></p> });
    let paper = body.on_paper.then(|| {
        view! {
            <p class="row"><Chip tone=Tone::Waits label=words::on_paper(lang)/></p>
            <p class="soft">{words::on_paper_note(lang)}</p>
        }
    });
    let contact = contact(lang, body);
    let hours = weeks::view(lang, &body.calendar, visitor.now);
    let about = Page::new(name.clone(), Section::Elsewhere);
    let frame = visitor.frame(&app);
    Ok(respond::page(StatusCode::OK, &frame, &about, move || {
        view! {
            <div class="title">
                <h1>{name}</h1>
                <p class="lead">{words::body_lead(lang)}</p>
                {out}
                {paper}
            </div>
            <div class="cols">
                <div class="stack">{contact}{record}</div>
                <aside class="stack">
                    <section class="card" aria-labelledby="hours">
                        <h2 id="hours">{words::hours(lang)}</h2>
                        {hours}
                    </section>
                </aside>
            </div>
        }
    }))
}

/// How the body is reached, as it says itself.
fn contact(lang: Language, body: &Body) -> Option<AnyView> {
    let told = &body.contact;
    let own = [&told.phone, &told.email, &told.address, &told.hours];
    let mut lines: Vec<String> = own.into_iter().flatten().cloned().collect();
    // A group that residents founded has no door or number of its own.
    if lines.is_empty() && body.kind == BodyKind::SelfGovernance {
        lines.push(place_words::through_linli(lang).to_owned());
    }
    if lines.is_empty() {
        return None;
    }
    let lines: Vec<_> = lines
        .into_iter()
        .map(|line| view! { <p>{line}</p> })
        .collect();
    let view = view! {
        <section class="card" aria-labelledby="contact">
            <h2 id="contact">{words::contact(lang)}</h2>
            {lines}
        </section>
    };
    Some(view.into_any())
}
