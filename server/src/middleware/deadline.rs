//! A deadline for our own answer. What was begun goes on (commands run in a
//! task of their own), but nobody waits for ever.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::header::CONTENT_TYPE;
use pages::{PageError, routes};

use crate::config::Deadlines;

fn sends_photos(request: &Request) -> bool {
    let kind = request.headers().get(CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"))
        && routes::takes_photos(request.uri().path())
}

/// How long somebody may wait for the answer. Only where photos are taken it is long: what
/// kind of form it is says whoever sends it, and could hold a place everywhere.
fn patience(deadlines: Deadlines, request: &Request) -> Duration {
    if sends_photos(request) {
        deadlines.body + deadlines.request
    } else {
        deadlines.request
    }
}

/// Answers "too much is going on" when the page takes longer than `request`,
/// and for photos, which a phone sends slowly, than `body` and `request`.
pub async fn answer_in_time(
    State(deadlines): State<Deadlines>,
    request: Request,
    next: Next,
) -> Response {
    let patience = patience(deadlines, &request);
    let answer = tokio::time::timeout(patience, next.run(request)).await;
    answer.unwrap_or_else(|_too_late| {
        tracing::error!(seconds = patience.as_secs(), "an answer took too long");
        PageError::Busy.into_response()
    })
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[test]
    fn only_where_photos_are_taken_the_deadline_is_long() {
        let deadlines = Deadlines {
            header: Duration::from_secs(1),
            body: Duration::from_mins(10),
            request: Duration::from_secs(30),
            shutdown: Duration::from_secs(1),
        };
        let files = "multipart/form-data; boundary=x";
        for (path, kind, seconds) in [
            ("/report/photos", files, 630),
            ("/report/photos", "application/x-www-form-urlencoded", 30),
            ("/cases/48273916/report-done?done=x", files, 630),
            ("/threads/48273916/posts", files, 630),
            ("/sign-in", files, 30),
            ("/nowhere", files, 30),
            ("/open311/v2/requests.json", files, 30),
        ] {
            let request = Request::post(path).header(CONTENT_TYPE, kind);
            let request = request.body(Body::empty()).unwrap();
            let patience = patience(deadlines, &request);
            assert_eq!(patience.as_secs(), seconds, "{path} {kind}");
        }
    }
}
