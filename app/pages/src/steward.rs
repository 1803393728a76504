//! `/steward`: the screens of who runs the installation; and the page behind
//! the link that makes the first steward, which works once and not for long.
//!
//! What a steward may do is asked of `domain::permission`; whether a change can
//! stand, of the same rules that an import goes through.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use http::StatusCode;
use leptos::prelude::*;
use sha2::{Digest as _, Sha256};

use crate::app::App;
use crate::errors::PageError;
use crate::layout::{Page, Section};
use crate::text::steward as words;
use crate::visitor::Visitor;
use crate::{respond, routes};

mod bodies;
mod calendar;
mod charter;
mod desk;
mod edit;
mod flags;
mod in_service;
mod index;
mod new_body;
mod new_place;
mod seats;
mod sheet;
mod stewards;

/// The path of a link.
pub fn path(token: &str) -> String {
    format!("/steward/{token}")
}

/// The routes of this module.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/steward/{token}", get(ask).post(accept))
        .merge(index::routes())
        .merge(bodies::routes())
        .merge(seats::routes())
        .merge(edit::routes())
        .merge(new_body::routes())
        .merge(new_place::routes())
        .merge(calendar::routes())
        .merge(in_service::routes())
        .merge(charter::routes())
        .merge(stewards::routes())
        .merge(flags::routes())
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

async fn ask(
    State(app): State<App>,
    Path(token): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    if !app
        .store
        .holds_steward_link(&hash(&token), visitor.now)
        .await?
    {
        return Err(PageError::NotFound);
    }
    let lang = visitor.language();
    let next = match visitor.person() {
        Some(person) => view! {
            <p>{words::signed_in_as(lang, &person.name)}</p>
            <form method="post" action=path(&token)>
                <button class="button">{words::take_it(lang)}</button>
            </form>
        }
        .into_any(),
        None => view! {
            <p>{words::need_account(lang)}</p>
            <p class="row">
                <a class="button" href=routes::sign_up_then(&path(&token))>{words::sign_up(lang)}</a>
                <a href=routes::sign_in_then(&path(&token))>{words::sign_in(lang)}</a>
            </p>
        }
        .into_any(),
    };
    let frame = visitor.reading.frame(&app);
    let page = Page::new(words::title(lang), Section::Elsewhere);
    Ok(respond::page(StatusCode::OK, &frame, &page, move || {
        view! {
            <h1>{words::title(lang)}</h1>
            <p class="lead">{words::lead(lang)}</p>
            {next}
        }
    }))
}

async fn accept(
    State(app): State<App>,
    Path(token): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    if !app
        .store
        .holds_steward_link(&hash(&token), visitor.now)
        .await?
    {
        return Err(PageError::NotFound);
    }
    let person = visitor
        .person()
        .ok_or_else(|| PageError::SignInRequired { back: path(&token) })?;
    if !app
        .store
        .use_steward_link(&hash(&token), person.id, visitor.now)
        .await?
    {
        return Err(PageError::NotFound);
    }
    tracing::info!(person = %person.id, "the first steward was made");
    Ok(Redirect::to(routes::STEWARD).into_response())
}
