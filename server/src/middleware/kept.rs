//! Answers visitors without a session from memory, as long as nothing changed.
//!
//! The pages of [`pages::listed::KEPT`] are the same for every visitor without
//! a session who reads the same language in the same type size. The finished
//! page is kept with the number that [`store::Store::version`] had before its
//! data was read; while the number stands, the page is given again, or 304 if
//! the visitor has it already, without one statement. `docs/adr/0014` says how
//! old a page can be.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{CONTENT_TYPE, ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH, SET_COOKIE};
use http::{Method, StatusCode};
use pages::listed::KEPT;
use pages::visitor::Reading;
use pages::{App, HasIslands, PageError};
use sha2::{Digest as _, Sha256};

use crate::headers::has_cookie;
use shelf::{Page, Shelf};

pub mod shelf;

/// Bytes of finished pages in memory, about 2,000 pages.
const MOST_BYTES: usize = 64 * 1024 * 1024;
/// A kept page says "today" and "late"; it is not given longer than this.
pub const MOST_SECONDS: i64 = 30;

/// What the layer needs to know.
#[derive(Clone, Debug)]
pub struct Kept {
    app: App,
    cookie: &'static str,
    shelf: Arc<Shelf>,
}

impl Kept {
    /// Nothing is kept yet. `cookie` is the name of the session cookie.
    pub fn new(app: &App, cookie: &'static str) -> Self {
        Self {
            app: app.clone(),
            cookie,
            shelf: Arc::new(Shelf::new(MOST_BYTES)),
        }
    }
}

/// Answers from memory, or has the page made and keeps it.
pub async fn answer(State(kept): State<Kept>, request: Request, next: Next) -> Response {
    if !is_public(&kept, &request) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let key = key_of(&Reading::of(&parts));
    // Before anything is read: what changes from here on makes the page old.
    let version = kept.app.store.version();
    let now = kept.app.clock.now();
    let fresh = |page: &Page| {
        page.version == version && (0..MOST_SECONDS).contains(&now.seconds_since(page.made_at))
    };
    if let Some(page) = kept.shelf.find(&key).filter(|page| fresh(page)) {
        metrics::counter!("linli_pages_from_memory_total").increment(1);
        return give(&page, &parts.headers);
    }
    let headers = parts.headers.clone();
    let response = next.run(Request::from_parts(parts, body)).await;
    if !is_whole(&response) {
        return response;
    }
    let islands = response.extensions().get::<HasIslands>().is_some();
    let kind = response.headers()[CONTENT_TYPE].clone();
    let Ok(bytes) = to_bytes(response.into_body(), usize::MAX).await else {
        return axum::response::IntoResponse::into_response(PageError::Internal);
    };
    let page = Arc::new(Page {
        etag: etag_of(&bytes),
        bytes,
        kind,
        islands,
        version,
        made_at: now,
    });
    kept.shelf.keep(key, Arc::clone(&page));
    give(&page, &headers)
}

fn is_public(kept: &Kept, request: &Request) -> bool {
    let path = request.extensions().get::<MatchedPath>();
    request.method() == Method::GET
        && path.is_some_and(|path| KEPT.contains(&path.as_str()))
        && !has_cookie(request, kept.cookie)
}

/// All that a visitor without a session can be told apart by.
fn key_of(reading: &Reading) -> String {
    let size = if reading.large { " large " } else { " " };
    [reading.language.tag(), size, &reading.here].concat()
}

/// Whether it is a finished page that starts no session.
fn is_whole(response: &Response) -> bool {
    let headers = response.headers();
    let kinds: [&[u8]; 2] = [b"text/html", b"text/calendar"];
    let is_page = headers
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kinds.iter().any(|one| kind.as_bytes().starts_with(one)));
    response.status() == StatusCode::OK && is_page && !headers.contains_key(SET_COOKIE)
}

/// The same bytes have the same tag, on every server and after every restart.
fn etag_of(bytes: &[u8]) -> HeaderValue {
    use std::fmt::Write as _;
    let digest = Sha256::digest(bytes);
    let mut tag = String::from("\"");
    for byte in &digest[..16] {
        // Writing to a String cannot fail.
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    HeaderValue::try_from(tag).expect("hexadecimal digits in quotes are a header")
}

/// The page, or that the visitor has it. Both say whether scripts may run:
/// a browser puts the headers of a 304 on the page it has.
fn give(page: &Page, headers: &HeaderMap) -> Response {
    let mut response = if has_it(headers, &page.etag) {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response
    } else {
        let mut response = Response::new(Body::from(page.bytes.clone()));
        let kind = page.kind.clone();
        response.headers_mut().insert(CONTENT_TYPE, kind);
        response
    };
    response.headers_mut().insert(ETAG, page.etag.clone());
    if page.islands {
        response.extensions_mut().insert(HasIslands);
    }
    response
}

/// RFC 9110 section 13.1.2: any of the tags, compared weakly, or `*`.
fn has_it(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    let tags = headers.get_all(IF_NONE_MATCH).iter();
    tags.filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|tag| tag == "*" || tag.trim_start_matches("W/").as_bytes() == etag.as_bytes())
}
