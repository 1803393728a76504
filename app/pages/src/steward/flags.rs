//! `/steward/flags`: flags about a body, and appeals, where no body of a neighbouring
//! place could look at them.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use leptos::prelude::*;

use super::desk::Desk;
use crate::app::App;
use crate::components::Problems;
use crate::errors::PageError;
use crate::routes;
use crate::text::moderation as words;
use crate::threads::waiting_item;

/// Most flags and appeals on the page.
const SHOWN: i64 = 200;

pub(super) fn routes() -> Router<App> {
    Router::new().route(routes::STEWARD_FLAGS, get(show))
}

async fn show(State(app): State<App>, desk: Desk) -> Result<Response, PageError> {
    let lang = desk.lang;
    let mut snapshot = app.store.snapshot().await?;
    let waiting = snapshot.conn().list_waiting(&[], true, SHOWN).await?;
    let book = app.store.rulebook(snapshot.conn()).await?;
    drop(snapshot);
    let items: Vec<AnyView> = waiting
        .iter()
        .map(|one| waiting_item(&desk.visitor, &book, one).1)
        .collect();
    let list = if items.is_empty() {
        view! { <p>{words::steward_none(lang)}</p> }.into_any()
    } else {
        view! { <ul class="list inbox">{items}</ul> }.into_any()
    };
    let inside = view! {
        <p class="lead">{words::steward_lead(lang)}</p>
        <section class="card" aria-label=words::steward_title(lang)>{list}</section>
    };
    let back = (
        routes::STEWARD.to_owned(),
        crate::text::stewards::back(lang),
    );
    let title = words::steward_title(lang);
    Ok(desk.page(&app, title, back, Problems::none(), inside.into_any()))
}
