//! The pages that say in three languages why a page could not be given, with a way on.
//!
//! [`show`], a layer around all routes, makes them of what a handler answered. It
//! catches whatever a library answers on its own, too, so that nobody ever reads a
//! machine's message.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::header::{ACCEPT, ALLOW, CONTENT_TYPE, RETRY_AFTER};

use crate::app::App;
use crate::errors::{PageError, SignInFirst};
use crate::form::Written;
use crate::peer::RequestId;
use crate::respond;
use crate::visitor::{Came, Reading};

mod page;

pub use page::{last_resort, text};

/// What a page about an error wants to know of the request that went wrong: by then the
/// handler with its visitor and its form is gone.
#[derive(Debug, Default)]
struct Beside {
    /// Who asked, where that was looked up.
    came: Came,
    /// What was written.
    written: Written,
}

/// The layer that turns errors into pages.
pub async fn show(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let reading = Reading::of(&parts);
    let beside = Beside::default();
    parts.extensions.insert(beside.came.clone());
    parts.extensions.insert(beside.written.clone());
    let html = takes_html(&parts.headers);
    let reference = parts.extensions.get::<RequestId>().copied();
    let mut response = next.run(Request::from_parts(parts, body)).await;
    // Signed out meanwhile: what they wrote comes back, and not only the way in.
    if response.extensions_mut().remove::<SignInFirst>().is_some()
        && !beside.written.words().is_empty()
    {
        let page = page::unsent(&app, &reading, &beside);
        return respond::html(StatusCode::FORBIDDEN, page);
    }
    let declared = response.extensions_mut().remove::<PageError>();
    let Some(error) = declared.or_else(|| undeclared(&response).filter(|_| html)) else {
        return response;
    };
    let page = page::document(&app, &reading, &beside, &error, reference);
    let kept = [RETRY_AFTER, ALLOW].map(|name| (name.clone(), response.headers_mut().remove(name)));
    let mut shown = (
        error.status(),
        [(CONTENT_TYPE, "text/html; charset=utf-8")],
        Body::from(page),
    )
        .into_response();
    for (name, value) in kept {
        if let Some(value) = value {
            shown.headers_mut().insert(name, value);
        }
    }
    shown
}

/// The error behind an answer that a library gave as bare text.
fn undeclared(response: &Response) -> Option<PageError> {
    let plain = response
        .headers()
        .get(CONTENT_TYPE)
        .is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    PageError::of_status(response.status()).filter(|_| plain)
}

/// Whether whoever asks reads pages (a browser, or somebody who does not say).
fn takes_html(headers: &http::HeaderMap) -> bool {
    headers.get(ACCEPT).is_none_or(|accept| {
        accept
            .to_str()
            .is_ok_and(|accept| accept.contains("text/html") || accept.contains("*/*"))
    })
}
