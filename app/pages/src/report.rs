//! `/report`: a resident says what is wrong. Plain forms, one question a page;
//! signing in comes last and loses nothing.
//!
//! What is typed stands in a draft that belongs to the browser (`draft`); the
//! order of the pages stands in `step`; each page has a module. Who gets the
//! case is told before it is sent (`preview`) and after (`receipt`).

use axum::Router;

use crate::app::App;

mod check;
mod draft;
mod kind;
mod location;
mod map;
mod more;
mod photos;
mod preview;
mod receipt;
mod said;
mod similar;
mod step;
mod what;
mod who;

pub(crate) use check::send_danger;
pub(crate) use draft::discard;

/// The routes of this area.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(what::routes())
        .merge(kind::routes())
        .merge(more::routes())
        .merge(location::routes())
        .merge(photos::routes())
        .merge(who::routes())
        .merge(similar::routes())
        .merge(check::routes())
        .merge(receipt::routes())
}
