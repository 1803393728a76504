//! All pages as one router. Each area has its own `routes()`; the layers
//! around them, static files and health belong to `server`.
//!
//! *How to add one more area:* a line here, and rows for its routes in the
//! permission grid of `server/tests`.

use axum::Router;

use crate::app::App;
use crate::{case, help, inbox, people, report, steward};

/// Every page and form of Linli.
pub fn router(app: App) -> Router {
    Router::new().merge(steward::routes()).merge(help::routes()).merge(people::routes()).merge(report::routes()).merge(case::routes()).merge(inbox::routes()).with_state(app)
}
