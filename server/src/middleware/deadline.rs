//! A deadline for our own answer. What was begun goes on (commands run in a
//! task of their own), but nobody waits for ever.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use pages::PageError;

/// Answers "too much is going on" when the page takes longer than this.
pub async fn answer_in_time(
    State(patience): State<Duration>,
    request: Request,
    next: Next,
) -> Response {
    match tokio::time::timeout(patience, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            tracing::error!(seconds = patience.as_secs(), "an answer took too long");
            PageError::Busy.into_response()
        }
    }
}
