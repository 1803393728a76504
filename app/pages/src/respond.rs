//! From a document to a response: its status, its type, and the mark that it
//! holds islands, by which the server decides whether scripts may run.

use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use leptos::prelude::IntoView;

use crate::layout::{Frame, Page, document};

/// In the extensions of a response: its page holds islands, so our own scripts may run.
#[derive(Clone, Copy, Debug)]
pub struct HasIslands;

/// A page with its status; 422 is for a form that comes back with mistakes.
pub fn page<V: IntoView + 'static>(
    status: StatusCode,
    frame: &Frame,
    page: &Page,
    body: impl FnOnce() -> V,
) -> Response {
    let mut response = html(status, document(frame, page, body));
    if page.islands {
        response.extensions_mut().insert(HasIslands);
    }
    response
}

/// A finished document without islands.
pub fn html(status: StatusCode, document: String) -> Response {
    let kind = [(CONTENT_TYPE, "text/html; charset=utf-8")];
    (status, kind, Body::from(document)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Section;

    #[test]
    fn only_a_page_with_islands_is_marked() {
        let marked = |about: Page| {
            page(StatusCode::OK, &Frame::default(), &about, || ())
                .extensions()
                .get::<HasIslands>()
                .is_some()
        };
        assert!(marked(Page::new("Report", Section::Report).with_islands()));
        assert!(!marked(Page::new("Home", Section::Home)));
    }
}
