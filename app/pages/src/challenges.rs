//! `/challenges`: hard matters behind many cases, each with its own page, and
//! every act on it; and the way from a case to a challenge.
//!
//! All of it is public. What can be done is asked of `domain::permission`, what
//! it leads to of `domain::challenge`; here it gets its words.
//!
//! *How to add one more act:* its fields in `fields`, its arm in `reading`, and
//! its four words in `text/challenges.toml`.

use axum::Router;
use axum::routing::get;
use domain::language::Language;
use domain::permission::Act;

use crate::app::App;
use crate::routes;
use crate::text::challenges as words;

mod act;
mod blocks;
pub(crate) mod card;
mod fields;
mod form;
mod gather;
mod list;
mod load;
mod open;
mod page;
mod reading;
mod seats;
mod state;
mod talk;
mod teller;
#[cfg(test)]
mod tests;

pub(crate) use gather::is_offered;

/// The routes of this area.
pub fn routes() -> Router<App> {
    Router::new()
        .route(routes::CHALLENGES, get(list::show))
        .route("/challenges/{challenge}", get(page::show))
        .route(
            "/challenges/{challenge}/{act}",
            get(act::ask).post(act::act),
        )
        .route(
            "/cases/{reference}/gather",
            get(gather::ask).post(gather::gather),
        )
        .route(
            "/cases/{reference}/open-challenge",
            get(open::ask).post(open::open),
        )
}

/// The acts that have an address below a challenge's own.
pub const ACTS: [Act; 14] = [
    Act::Review,
    Act::Note,
    Act::Try,
    Act::BeginMeasure,
    Act::Gather,
    Act::Release,
    Act::SetTable,
    Act::Correct,
    Act::Close,
    Act::Reopen,
    Act::Strike,
    Act::Judge,
    Act::EndMeasure,
    Act::AskOut,
];

/// One of the four words of an act: its label, title, lead or button.
fn word(lang: Language, act: Act, part: &str) -> &'static str {
    let code = [act.code(), "-", part].concat();
    words::find(lang, &code).unwrap_or_default()
}
