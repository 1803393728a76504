//! `/places`: all places, and the page of each: what is open, what was settled
//! together, who is there, what lies in it, and its map.

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use domain::language::Language;
use domain::place::PlaceKind;
use http::StatusCode;

use crate::app::App;
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::offered_places::with_around;
use crate::place_family::neighbourhood;
use crate::text::places as words;
use crate::visitor::Visitor;
use crate::{respond, routes};

mod founding;
mod map;
mod one;
mod serving;
mod signing;
mod tree;

/// The routes of this module.
pub fn routes() -> Router<App> {
    Router::new()
        .route(routes::PLACES, get(all))
        .route(routes::MY_PLACE, get(mine))
        .route("/places/{slug}", get(one::show))
        .merge(signing::routes())
}

/// What sort of place it is, in a word.
pub(crate) fn kind(lang: Language, kind: PlaceKind) -> &'static str {
    match kind {
        PlaceKind::City => words::city(lang),
        PlaceKind::District => words::district(lang),
        PlaceKind::SubDistrict => words::sub_district(lang),
        PlaceKind::Community => words::community(lang),
        PlaceKind::Building => words::building(lang),
    }
}

async fn all(
    State(app): State<App>,
    visitor: Visitor,
    RawQuery(raw): RawQuery,
) -> Result<Response, PageError> {
    let fields = Posted::parse(raw.unwrap_or_default().as_bytes());
    let typed: String = fields
        .text("q")
        .trim()
        .chars()
        .filter(|character| !character.is_control())
        .take(tree::SEARCH_CHARACTERS)
        .collect();
    let shown = if domain::text::fold(&typed).is_empty() {
        tree::Shown::Tree(app.store.list_place_tree(tree::LIMIT).await?)
    } else {
        let mut snapshot = app.store.snapshot().await?;
        let mut conn = snapshot.conn();
        let found = conn.search_places(&typed, None, tree::FOUND).await?;
        tree::Shown::Found(with_around(&mut conn, found).await?)
    };
    let lang = visitor.language();
    let about = Page::new(words::title(lang), Section::Elsewhere);
    Ok(respond::page(
        StatusCode::OK,
        &visitor.frame(&app),
        &about,
        move || tree::view(lang, typed, shown),
    ))
}

/// The way to one's own neighbourhood, so that every page can link to it
/// without looking up its name.
async fn mine(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    let home = match visitor.person().and_then(|person| person.home) {
        Some(home) => app.store.find_place_path(home).await?,
        None => Vec::new(),
    };
    let to = neighbourhood(home).map_or_else(
        || routes::PLACES.to_owned(),
        |place| routes::place(&place.slug),
    );
    Ok(Redirect::to(&to).into_response())
}
