//! Limits per address on everything that changes something. Limits per account
//! are asked for by the handlers, which alone know the account.

use axum::extract::{Extension, MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::Method;
use pages::throttle::Act;
use pages::{App, PageError, Peer};

/// Refuses a visitor who does too much too fast.
pub async fn by_address(
    State(app): State<App>,
    Extension(peer): Extension<Peer>,
    request: Request,
    next: Next,
) -> Response {
    if request.method() == Method::GET || request.method() == Method::HEAD {
        return next.run(request).await;
    }
    let act = request
        .extensions()
        .get::<MatchedPath>()
        .map_or(Act::Post, |path| Act::of_route(path.as_str()));
    match app.throttle.by_address(act, peer.block, app.clock.now()) {
        Ok(()) => next.run(request).await,
        Err(wait) => {
            metrics::counter!("linli_throttled_total", "act" => act.code()).increment(1);
            PageError::from(wait).into_response()
        }
    }
}
