//! `/cases/{reference}`: one case, its history, and every act on it.
//!
//! Whoever may not see a case gets the page of a case that does not exist.
//! What can be done is asked of `domain::permission`, what it leads to of
//! `domain::case`; here it gets its words.
//!
//! *How to add one more act:* a variant in `verb`, its arms in `offers`,
//! `inputs` and `command`, and its four words in `text/case.toml`.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;

use crate::app::App;
use crate::photos;
use crate::staging::form::most_bytes;

mod act;
mod command;
mod exchange;
mod form;
mod inputs;
mod letter;
mod load;
mod look;
mod now;
mod offers;
mod page;
mod paper;
mod removed;
mod seats;
mod side;
mod table;
mod talk;
mod tap;
mod teller;
#[cfg(test)]
mod tests;
mod together;
mod verb;

pub use load::Shown;
pub use offers::{Suggestion, suggestion};
pub use page::of_loaded;
pub use verb::Verb;

/// Most bytes of a form that carries photos: one of them at a time lies in memory.
const PHOTO_FORM_LIMIT: usize = most_bytes(photos::MOST);

/// The routes of this area.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/cases/{reference}", get(page::show))
        .route(
            "/cases/{reference}/report-done",
            get(act::ask_report)
                .post(act::report)
                .layer(DefaultBodyLimit::max(PHOTO_FORM_LIMIT)),
        )
        .route(
            "/cases/{reference}/enter-reply",
            get(act::ask_reply)
                .post(act::reply)
                .layer(DefaultBodyLimit::max(PHOTO_FORM_LIMIT)),
        )
        .route("/cases/{reference}/letter", get(letter::show))
        .route("/cases/{reference}/seats", get(seats::show))
        .route("/cases/{reference}/{verb}", get(act::ask).post(act::act))
        .route("/answer/{token}", get(tap::ask).post(tap::answer))
}
