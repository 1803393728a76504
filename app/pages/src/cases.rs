//! `/cases`: what neighbours said in public, with filters that are links.
//!
//! The list itself ([`list`]) stands on the page of a place as well. What of a
//! case a list tells is in [`card`], what an address asks for in [`query`].

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use http::StatusCode;
use leptos::prelude::*;

use crate::app::App;
use crate::errors::PageError;
use crate::layout::{Page, Section};
use crate::text::cases as words;
use crate::visitor::Visitor;
use crate::{place_family, respond, routes};

pub(crate) mod card;
pub(crate) mod list;
pub(crate) mod query;

use list::Listed;
use query::Query;

/// The routes of this module.
pub fn routes() -> Router<App> {
    Router::new().route(routes::CASES, get(show))
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    RawQuery(raw): RawQuery,
) -> Result<Response, PageError> {
    let query = Query::read(raw.as_deref());
    if let Some(reference) = query.reference() {
        return Ok(Redirect::to(&routes::case(reference)).into_response());
    }
    let mut snapshot = app.store.snapshot().await?;
    let book = app.store.rulebook(snapshot.conn()).await?;
    let family = match &query.place {
        Some(slug) => Some(place_family::find(&mut snapshot.conn(), slug).await?),
        None => None,
    };
    let within = family.as_ref().map(|family| family.place.id);
    let query = query.known(&book);
    let page = snapshot
        .conn()
        .list_cases(query.filter(within), query.turn, list::LENGTH)
        .await?;
    drop(snapshot);
    let lang = visitor.language();
    // For who has a neighbourhood the third entry of the navigation is that one.
    let section = match visitor.person().and_then(|person| person.home) {
        Some(_) => Section::Elsewhere,
        None => Section::Place,
    };
    let about = Page::new(words::title(lang), section);
    let frame = visitor.frame(&app);
    Ok(respond::page(StatusCode::OK, &frame, &about, move || {
        let listed = Listed {
            base: routes::CASES,
            lang,
            now: visitor.now,
            book: &book,
            query: &query,
            family: family.as_ref(),
        };
        let title = family.as_ref().map(|family| {
            let place = family.place.names.in_language(lang).to_owned();
            view! { <p class="soft">{place}</p> }
        });
        view! {
            <div class="title">
                {title}
                <h1>{words::title(lang)}</h1>
                <p class="lead">{words::lead(lang)}</p>
            </div>
            <section class="stack" aria-labelledby="list">
                <h2 id="list" class="unseen">{words::list(lang)}</h2>
                {listed.view(page)}
            </section>
        }
    }))
}
