//! Why a page could not be given: one type for all handlers.
//!
//! A [`PageError`] becomes a bare response that carries it; `error_pages`, a layer
//! around all routes, turns that into a page, because only a layer knows the
//! visitor's language and the reference of the request.

use std::error::Error;
use std::fmt;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use http::header::{HeaderValue, RETRY_AFTER};
use store::StoreError;

use crate::routes;
use crate::throttle::TooMany;

/// Why a page could not be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageError {
    /// Somebody has to sign in first, and comes back to this path afterwards.
    SignInRequired {
        /// Path and query to come back to.
        back: String,
    },
    /// They may know that it exists, but not do this.
    Denied,
    /// It does not exist, or they may not know that it does.
    NotFound,
    /// The form could not be read at all. (A form with mistakes comes back as itself.)
    Invalid,
    /// A rule says no; its code.
    Refused(&'static str),
    /// A helper does not do this for a neighbour, but has not stopped to act for them.
    ForAnother,
    /// It changed in between.
    Conflict,
    /// Too much in a short time.
    TooMany {
        /// Seconds until the next try can succeed.
        retry_after_seconds: u32,
    },
    /// More bytes than a form may have.
    TooLarge,
    /// The address exists, but not for this method.
    MethodNotAllowed,
    /// A form of another site.
    CrossSite,
    /// The server or the database has no room at this moment.
    Busy,
    /// Nothing can be kept, because there is no room.
    Full,
    /// What Linli keeps cannot be reached.
    Away,
    /// A defect of ours; logged where it was noticed.
    Internal,
}

impl PageError {
    /// A defect: logs what failed and why, once, with the request's reference.
    pub fn internal(what: &'static str, why: &dyn fmt::Display) -> Self {
        tracing::error!(what, %why, "a page failed");
        Self::Internal
    }

    /// Why a session could not be read or kept: what the store said (its own sentence
    /// comes through tower-sessions as text), else a defect.
    pub fn of_session(what: &'static str, error: &tower_sessions::session::Error) -> Self {
        use tower_sessions::session::Error;
        use tower_sessions::session_store::Error as Kept;
        let word = match error {
            Error::Store(Kept::Backend(word)) => word.as_str(),
            _ => "",
        };
        let known = [StoreError::Busy, StoreError::Full, StoreError::Away];
        known
            .into_iter()
            .find(|one| one.to_string() == word)
            .map_or_else(|| Self::internal(what, error), Self::from)
    }

    /// The status of its page.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::SignInRequired { .. } => StatusCode::SEE_OTHER,
            Self::Denied | Self::ForAnother | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Invalid | Self::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict => StatusCode::CONFLICT,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Busy | Self::Away => StatusCode::SERVICE_UNAVAILABLE,
            Self::Full => StatusCode::INSUFFICIENT_STORAGE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What a library meant by a bare status.
    pub fn of_status(status: StatusCode) -> Option<Self> {
        if !status.is_client_error() && !status.is_server_error() {
            return None;
        }
        Some(match status {
            StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => Self::Denied,
            StatusCode::NOT_FOUND | StatusCode::GONE => Self::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::TOO_MANY_REQUESTS => Self::TooMany {
                retry_after_seconds: 60,
            },
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => Self::Busy,
            StatusCode::INSUFFICIENT_STORAGE => Self::Full,
            status if status.is_server_error() => Self::Internal,
            _ => Self::Invalid,
        })
    }
}

/// An error and all its causes, on one line.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}

impl From<StoreError> for PageError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Self::Busy,
            StoreError::Full => Self::Full,
            StoreError::Away => Self::Away,
            StoreError::Database { .. } | StoreError::Corrupt { .. } => {
                Self::internal("the store", &chain(&error))
            }
        }
    }
}

impl From<TooMany> for PageError {
    fn from(wait: TooMany) -> Self {
        Self::TooMany {
            retry_after_seconds: wait.retry_after_seconds,
        }
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        if let Self::SignInRequired { back } = &self {
            let mut response = Redirect::to(&routes::sign_in_then(back)).into_response();
            response.extensions_mut().insert(SignInFirst);
            return response;
        }
        let mut response = self.status().into_response();
        match self {
            Self::TooMany {
                retry_after_seconds,
            } => wait(&mut response, retry_after_seconds),
            Self::Busy => wait(&mut response, 5),
            Self::Away => wait(&mut response, 30),
            _ => {}
        }
        response.extensions_mut().insert(self);
        response
    }
}

fn wait(response: &mut Response, seconds: u32) {
    response
        .headers_mut()
        .insert(RETRY_AFTER, HeaderValue::from(seconds));
}

/// Marks the way to the sign-in page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SignInFirst;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bare_status_of_a_library_has_a_page() {
        for status in (400..600).filter_map(|code| StatusCode::from_u16(code).ok()) {
            assert!(PageError::of_status(status).is_some(), "{status}");
        }
        for status in [
            StatusCode::OK,
            StatusCode::SEE_OTHER,
            StatusCode::NOT_MODIFIED,
        ] {
            assert_eq!(PageError::of_status(status), None);
        }
    }

    #[test]
    fn who_has_to_wait_is_told_how_long() {
        let response = PageError::TooMany {
            retry_after_seconds: 90,
        }
        .into_response();
        assert_eq!(response.headers()[RETRY_AFTER], "90");
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    }

    #[test]
    fn signing_in_leads_back() {
        let response = PageError::SignInRequired {
            back: "/me?a=b&c".to_owned(),
        }
        .into_response();
        assert_eq!(
            response.headers()["location"],
            "/sign-in?back=%2Fme%3Fa%3Db%26c"
        );
    }

    #[test]
    fn a_cause_is_logged_with_all_that_led_to_it() {
        let inner = std::io::Error::other("no space left");
        let error = StoreError::corrupt("cases", "stage", "7", inner);
        assert_eq!(
            chain(&error),
            "cases.stage is unreadable in row 7: no space left"
        );
    }
}
