//! The header set that every response carries, errors and files included.
//!
//! The policy is constant: no nonce that a cache could replay. A page that
//! holds islands says so with [`pages::HasIslands`]; all others may run no
//! script at all.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, COOKIE, HeaderName, HeaderValue,
    STRICT_TRANSPORT_SECURITY, VARY,
};

/// What is the same on every response.
pub const CONSTANT: &[(&str, &str)] = &[
    ("x-content-type-options", "nosniff"),
    // `no-referrer` would make forms send `Origin: null`, which the CSRF layer refuses.
    ("referrer-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-embedder-policy", "credentialless"),
    ("x-permitted-cross-domain-policies", "none"),
    // `crate::policy_reports` is there.
    ("reporting-endpoints", "csp=\"/csp-reports\""),
    (
        "permissions-policy",
        "accelerometer=(), autoplay=(), browsing-topics=(), camera=(self), display-capture=(), \
         encrypted-media=(), fullscreen=(self), geolocation=(self), gyroscope=(), hid=(), identity-credentials-get=(), \
         idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), \
         picture-in-picture=(), publickey-credentials-get=(self), screen-wake-lock=(), serial=(), storage-access=(), \
         usb=(), xr-spatial-tracking=()",
    ),
];

macro_rules! policy {
    ($scripts:literal) => {
        concat!(
            "default-src 'none'; script-src ", $scripts, "; style-src 'self'; img-src 'self' data: blob:; \
             font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; \
             frame-ancestors 'none'; base-uri 'none'; object-src 'none'; report-to csp"
        )
    };
}

/// The policy of pages without islands.
pub const WITHOUT_SCRIPTS: &str = policy!("'none'");
/// The policy of pages with islands.
pub const WITH_ISLANDS: &str = policy!("'self' 'wasm-unsafe-eval'");
/// Two years, as the preload lists ask for.
const HTTPS_ONLY: &str = "max-age=63072000; includeSubDomains";

const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-store");
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");

/// Headers of a response besides the constant ones, roughly.
const OTHERS: usize = 10;

/// The header set of an answer that never reaches this layer.
pub fn of_errors(https: bool) -> impl Iterator<Item = (&'static str, &'static str)> {
    let more = [
        ("content-security-policy", WITHOUT_SCRIPTS),
        ("cache-control", "private, no-store"),
    ];
    let https = https.then_some(("strict-transport-security", HTTPS_ONLY));
    CONSTANT.iter().copied().chain(more).chain(https)
}

/// What the header set depends on.
#[derive(Clone, Debug)]
pub struct HeaderSet {
    /// Whether browsers come by https.
    pub https: bool,
    /// The name of the session cookie.
    pub cookie: &'static str,
}

/// Puts the header set on a response.
pub async fn set(State(set): State<HeaderSet>, request: Request, next: Next) -> Response {
    let known = has_cookie(&request, set.cookie);
    let mut response = next.run(request).await;
    let islands = response.extensions().get::<pages::HasIslands>().is_some();
    let headers = response.headers_mut();
    // At once, because each growth sorts them anew.
    headers.reserve(CONSTANT.len() + OTHERS);
    // Photos that everybody may see say that other sites may show them, too.
    let shown_elsewhere = headers.remove(pages::pictures::SHOWN_BY);
    for (name, value) in CONSTANT {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    if let Some(value) = shown_elsewhere {
        headers.insert(pages::pictures::SHOWN_BY, value);
    }
    let policy = if islands {
        WITH_ISLANDS
    } else {
        WITHOUT_SCRIPTS
    };
    // Photos bring a stricter policy of their own; nobody brings a looser one.
    headers
        .entry(CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(policy));
    if set.https {
        headers.insert(
            STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static(HTTPS_ONLY),
        );
    }
    cache(&mut response, known);
    response
}

/// Files name their own caching. Of the rest, what may hold something personal
/// is kept by nobody, and public pages are asked for anew each time.
fn cache(response: &mut Response, known: bool) {
    let starts_session = response.headers().contains_key(http::header::SET_COOKIE);
    let headers = response.headers_mut();
    let file = headers
        .get(CACHE_CONTROL)
        .is_some_and(|value| value.as_bytes().ends_with(b"immutable"));
    if file {
        return;
    }
    if known || starts_session {
        headers.insert(CACHE_CONTROL, PRIVATE);
    } else {
        headers.entry(CACHE_CONTROL).or_insert(REVALIDATE);
    }
    headers.append(VARY, HeaderValue::from_static("Cookie, Accept-Language"));
}

/// Whether the request carries the cookie called `name`.
pub fn has_cookie(request: &Request, name: &str) -> bool {
    request
        .headers()
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| {
            value
                .split(';')
                .any(|pair| pair.trim_start().split('=').next() == Some(name))
        })
}
