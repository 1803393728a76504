//! Errors as the standard writes them: a list of codes and sentences, 404 for
//! what does not exist, 403 for the key, 400 for the rest; what the server
//! itself has to say (too large, too often, busy) keeps its own status.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use domain::case::Refused;
use domain::language::Language;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, ALLOW, CONTENT_TYPE, HeaderValue, RETRY_AFTER, VARY,
};
use http::{HeaderMap, Method, StatusCode};
use pages::PageError;
use pages::text::{open311 as words, refused};
use pages::throttle::Act;
use store::StoreError;
use store::cases::ActError;

use super::asked::{self, Asked};
use super::tree::{Document, Format, Node};

/// Why something was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    status: StatusCode,
    text: String,
    /// Seconds until another try can succeed.
    wait: Option<u32>,
}

impl Fault {
    fn new(status: StatusCode, text: impl Into<String>) -> Self {
        Self {
            status,
            text: text.into(),
            wait: None,
        }
    }

    /// What was sent does not do.
    pub fn bad(text: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, text)
    }

    /// It could be read, but contradicts what was sent before.
    pub fn contradicts(text: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, text)
    }

    /// There is no such thing.
    pub fn missing(text: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, text)
    }

    /// The key is missing or wrong.
    pub fn key(text: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, text)
    }

    /// There is no such address or request, or it is not public.
    pub fn not_found(lang: Language) -> Self {
        Self::missing(words::not_found(lang))
    }

    /// What a page would have said.
    pub fn of(error: &PageError, lang: Language) -> Self {
        let wait = match error {
            PageError::TooMany {
                retry_after_seconds,
            } => Some(*retry_after_seconds),
            _ => None,
        };
        // The standard has one number for what cannot be read.
        let status = match error {
            PageError::Invalid => StatusCode::BAD_REQUEST,
            other => other.status(),
        };
        Self {
            wait,
            ..Self::new(status, said(lang, error))
        }
    }

    /// Why a command did nothing.
    pub fn of_act(error: ActError, lang: Language) -> Self {
        match error {
            ActError::NotFound => Self::not_found(lang),
            ActError::Store(error) => Self::of(&PageError::from(error), lang),
            ActError::Refused(refused) => Self::of_rule(refused, lang),
        }
    }

    fn of_rule(why: Refused, lang: Language) -> Self {
        let code = why.code();
        let own = words::find(lang, &["refused-", code].concat());
        let text = match own.or_else(|| refused::find(lang, code)) {
            Some(text) => format!("{text} ({code})"),
            None => words::refused(lang, code),
        };
        // The key is known, and its account may not do this: 403 is for the key alone.
        Self::bad(text)
    }

    fn document(&self) -> Document {
        let error = Node::Fields(vec![
            ("code", Node::Whole(self.status.as_u16().into())),
            ("description", Node::text(self.text.as_str())),
        ]);
        Document {
            root: "errors",
            node: Node::List("error", vec![error]),
        }
    }

    /// As an answer.
    pub fn response(&self, format: Format) -> Response {
        let mut response = (self.status, self.document().written(format)).into_response();
        if let Some(seconds) = self.wait {
            let seconds = HeaderValue::from(seconds);
            response.headers_mut().insert(RETRY_AFTER, seconds);
        }
        response
    }
}

/// What a program can do about it: there are no buttons to press and no page to load.
fn said(lang: Language, error: &PageError) -> String {
    let own = match error {
        PageError::MethodNotAllowed => words::method_not_allowed(lang),
        PageError::TooLarge => words::too_large(lang),
        PageError::Invalid => words::unreadable(lang),
        PageError::Internal => words::internal(lang),
        PageError::NotFound => words::not_found(lang),
        PageError::Full | PageError::Away => {
            return pages::error_pages::text(lang, &PageError::Busy);
        }
        PageError::SignInRequired { .. }
        | PageError::Denied
        | PageError::ForAnother
        | PageError::Refused(_)
        | PageError::Conflict
        | PageError::TooMany { .. }
        | PageError::CrossSite
        | PageError::Busy => return pages::error_pages::text(lang, error),
    };
    own.to_owned()
}

/// What is said of a request whose head cannot be read, on an address of this area:
/// nothing of it reaches the layers. Its last header lines, their end and its body.
pub fn unreadable(path: &str, status: StatusCode) -> Vec<u8> {
    let format = asked::format_of(path, &HeaderMap::new());
    let fault = Fault::new(status, words::unreadable(Language::En));
    let text = fault.document().text(format);
    let (kind, length) = (format.kind(), text.len());
    let head = format!(
        "content-type: {kind}\r\ncontent-length: {length}\r\n\
         access-control-allow-origin: *\r\n\r\n"
    );
    [head, text].concat().into_bytes()
}

/// Counts something that the account of a key does.
pub fn limited(asked: &Asked<'_>, owner: &str) -> Result<(), Fault> {
    let counted = asked
        .app
        .throttle
        .by_account(Act::Program, owner, asked.now);
    counted.map_err(|wait| Fault::of(&PageError::from(wait), asked.lang))
}

/// What the store failed with, as a fault.
pub fn stored<T>(result: Result<T, StoreError>, lang: Language) -> Result<T, Fault> {
    result.map_err(|error| Fault::of(&PageError::from(error), lang))
}

/// The layer that gives errors of all layers inside it the form of the standard
/// on the addresses of this area, and lets programs on other sites read what
/// everybody may read.
pub async fn speak(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if !asked::is_here(path) {
        return next.run(request).await;
    }
    let format = asked::format_of(path, request.headers());
    let lang = asked::language(request.headers());
    let allow = HeaderValue::from_static(asked::methods(path));
    let mut response = if request.method() == Method::OPTIONS {
        preflight(&allow)
    } else {
        next.run(request).await
    };
    if !is_spoken(response.headers())
        && (response.status().is_client_error() || response.status().is_server_error())
    {
        let error = response.extensions_mut().remove::<PageError>();
        let error = error.or_else(|| PageError::of_status(response.status()));
        let error = error.unwrap_or(PageError::Internal);
        let mut spoken = Fault::of(&error, lang).response(format);
        if let Some(value) = response.headers_mut().remove(RETRY_AFTER) {
            spoken.headers_mut().insert(RETRY_AFTER, value);
        }
        response = spoken;
    }
    if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        response.headers_mut().insert(ALLOW, allow);
    }
    response
        .headers_mut()
        .insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
        .headers_mut()
        .append(VARY, HeaderValue::from_static("Accept"));
    response
}

/// What a program on another site may do here: a browser asks that before it sends
/// anything but the plainest request.
fn preflight(allow: &HeaderValue) -> Response {
    const HEADERS: &str = "content-type, accept, accept-language, idempotency-key";
    let head = [
        (ALLOW, allow.clone()),
        (ACCESS_CONTROL_ALLOW_METHODS, allow.clone()),
        (
            ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static(HEADERS),
        ),
        (ACCESS_CONTROL_MAX_AGE, HeaderValue::from(600)),
    ];
    (StatusCode::NO_CONTENT, head).into_response()
}

fn is_spoken(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| {
        kind.as_bytes().starts_with(b"text/xml") || kind.as_bytes().starts_with(b"application/json")
    })
}
