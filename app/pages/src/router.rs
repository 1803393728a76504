//! All pages as one router. Each area has its own `routes()`; the layers
//! around them, static files and health belong to `server`.
//!
//! *How to add one more area:* a line here, and rows for its routes in the
//! permission grid of `server/tests`.

use axum::Router;

use crate::app::App;
use crate::errors::PageError;
use crate::visitor::Visitor;
use crate::{
    bodies, case, cases, challenges, charter, connections, digest, gaps, help, helping, home,
    households, inbox, me, mediations, offices, people, places, report, steward, threads,
};

/// Every page and form of Linli.
pub fn router(app: App) -> Router {
    Router::new()
        .merge(steward::routes())
        .merge(help::routes())
        .merge(helping::routes())
        .merge(people::routes())
        .merge(report::routes())
        .merge(crate::pictures::routes())
        .merge(case::routes())
        .merge(inbox::routes())
        .merge(offices::routes())
        .merge(bodies::routes())
        .merge(home::routes())
        .merge(cases::routes())
        .merge(gaps::routes())
        .merge(challenges::routes())
        .merge(threads::routes())
        .merge(places::routes())
        .merge(me::routes())
        .merge(charter::routes())
        .merge(households::routes())
        .merge(mediations::routes())
        .merge(connections::routes())
        .merge(digest::routes())
        .fallback(nowhere)
        .with_state(app)
}

/// An address that nothing has. Whoever is signed in stays so to be seen.
async fn nowhere(_visitor: Visitor) -> PageError {
    PageError::NotFound
}
