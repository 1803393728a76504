//! Forms of other sites are refused.
//!
//! tower-http's layer looks at `Sec-Fetch-Site` and `Origin`, and lets a
//! request pass that has neither: a program, or a browser of before 2020. The
//! second layer here closes that door for whoever brings a session: such a
//! request must at least come from one of our own pages (`Referer`).

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::header::{HOST, ORIGIN, REFERER};
use http::{HeaderMap, Method, Uri};
use pages::PageError;
use tower_http::csrf::{ConfigError, CsrfLayer, ProtectionError};

use crate::config::BaseUrl;
use crate::headers::has_cookie;
use crate::open311;

/// The answer to a form of another site.
pub fn refuse(error: ProtectionError) -> Response {
    tracing::warn!(reason = %error, "a form of another site was refused");
    metrics::counter!("linli_cross_site_refused_total").increment(1);
    PageError::CrossSite.into_response()
}

/// What answers a form of another site.
pub type Refuse = fn(ProtectionError) -> Response;

/// The layer for an installation at `base`. Behind a proxy the `Host` may be
/// another one, so the address people type is named as trusted.
pub fn layer(base: &BaseUrl) -> Result<CsrfLayer<Refuse>, ConfigError> {
    let layer = CsrfLayer::new().add_trusted_origin(base.as_str())?;
    // No cookie opens anything there: a key does, which no other site has.
    let layer = layer.with_insecure_bypass(|_, uri: &Uri| open311::is_here(uri.path()));
    Ok(layer.with_rejection_response(refuse as Refuse))
}

/// Refuses a change by a session that does not say at all where it comes from.
pub async fn needs_a_source(
    State(cookie): State<&'static str>,
    request: Request,
    next: Next,
) -> Response {
    let safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    let headers = request.headers();
    let said = headers.contains_key(ORIGIN) || headers.contains_key("sec-fetch-site");
    if safe || said || !has_cookie(&request, cookie) || comes_from_here(headers) {
        return next.run(request).await;
    }
    tracing::warn!("a form that does not say where it comes from was refused");
    PageError::CrossSite.into_response()
}

fn comes_from_here(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let referer = text(REFERER).and_then(|referer| referer.parse::<Uri>().ok());
    let authority = referer
        .as_ref()
        .and_then(Uri::authority)
        .map(http::uri::Authority::as_str);
    authority.is_some() && authority == text(HOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_count_as_here() {
        let table = [
            (Some("https://linli.example/me"), true),
            (Some("https://linli.example.evil.example/me"), false),
            (Some("https://evil.example/?linli.example"), false),
            (Some("/me"), false),
            (None, false),
        ];
        for (referer, expected) in table {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, "linli.example".parse().unwrap());
            if let Some(referer) = referer {
                headers.insert(REFERER, referer.parse().unwrap());
            }
            assert_eq!(comes_from_here(&headers), expected, "{referer:?}");
        }
    }
}
