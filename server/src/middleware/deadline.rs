//! A deadline for our own answer. What was begun goes on (commands run in a
//! task of their own), but nobody waits for ever.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::header::CONTENT_TYPE;
use pages::PageError;

use crate::config::Deadlines;

fn sends_files(request: &Request) -> bool {
    let kind = request.headers().get(CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"))
}

/// Answers "too much is going on" when the page takes longer than `request`,
/// and for photos, which a phone sends slowly, than `body` and `request`.
pub async fn answer_in_time(
    State(deadlines): State<Deadlines>,
    request: Request,
    next: Next,
) -> Response {
    let patience = if sends_files(&request) {
        deadlines.body + deadlines.request
    } else {
        deadlines.request
    };
    let answer = tokio::time::timeout(patience, next.run(request)).await;
    answer.unwrap_or_else(|_too_late| {
        tracing::error!(seconds = patience.as_secs(), "an answer took too long");
        PageError::Busy.into_response()
    })
}
