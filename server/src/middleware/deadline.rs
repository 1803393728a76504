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
    let answer = tokio::time::timeout(patience, next.run(request)).await;
    answer.unwrap_or_else(|_too_late| {
        tracing::error!(seconds = patience.as_secs(), "an answer took too long");
        PageError::Busy.into_response()
    })
}
