//! Gives every request a reference, a span, one log line and its figures.
//!
//! The reference is always our own (nobody outside may choose what stands in
//! our log), is shown on error pages, and goes out as `x-request-id`. Logs and
//! figures name the route's template, never the address that was asked for:
//! addresses hold references of cases and tokens of links.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue, Method};
use pages::RequestId;
use store::ids::Ids;
use tracing::Instrument as _;

/// The header with the reference.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Runs the request in its span.
pub async fn observe(State(ids): State<Ids>, mut request: Request, next: Next) -> Response {
    let id = RequestId(ids.uuid());
    let method = known_method(request.method());
    let route = route_of(&request);
    request.extensions_mut().insert(id);
    let span = tracing::info_span!("server.http.request", request_id = %id, method, route);
    let started = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let took = started.elapsed();
    let status = response.status();
    let answered = || {
        tracing::info!(
            status = status.as_u16(),
            us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
            "answered"
        );
    };
    span.in_scope(answered);
    let labels = [
        ("route", route),
        ("method", method.to_owned()),
        ("status", status.as_str().to_owned()),
    ];
    metrics::counter!("linli_requests_total", &labels).increment(1);
    metrics::histogram!("linli_request_seconds", "route" => labels[0].1.clone())
        .record(took.as_secs_f64());
    if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// The template of the route, such as `/cases/{reference}`.
pub fn route_of(request: &Request) -> String {
    request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "unmatched".to_owned(), |path| path.as_str().to_owned())
}

/// Methods are free text; figures must not grow with what visitors invent.
fn known_method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
