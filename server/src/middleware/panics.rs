//! Nets for panics: a defect costs one answer, never the connection or the
//! process, and the person gets a page with a reference.

use std::any::Any;

use axum::response::{IntoResponse as _, Response};
use pages::PageError;

/// A panic in a handler: logged with the request's reference, answered as a
/// page by the error layer outside.
pub fn in_handler(panic: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!(panic = message(panic.as_ref()), "a handler panicked");
    PageError::Internal.into_response()
}

/// A panic while an error page was made: a page that needs nothing.
pub fn in_error_page(panic: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!(panic = message(panic.as_ref()), "an error page panicked");
    pages::error_pages::last_resort()
}

fn message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&'static str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}
