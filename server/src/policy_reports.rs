//! `/csp-reports`: where browsers say what the Content-Security-Policy stopped
//! (W3C Reporting API). Counted and logged in a word, so that a page that was
//! made wrong, or an attack that was stopped, is seen; the addresses in a report
//! can hold links that open something, so none is kept.

use axum::Router;
use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::extract::rejection::BytesRejection;
use axum::routing::post;
use serde::Deserialize;

/// The address, as the header set names it.
pub const PATH: &str = "/csp-reports";

/// Most bytes of one message.
const LARGEST: usize = 16 * 1024;
/// Most reports of one message that are counted.
const MOST: usize = 20;

/// What is told apart; everything else is `other`.
const DIRECTIVES: [&str; 14] = [
    "script-src",
    "script-src-elem",
    "script-src-attr",
    "style-src",
    "style-src-elem",
    "style-src-attr",
    "img-src",
    "font-src",
    "connect-src",
    "worker-src",
    "form-action",
    "frame-ancestors",
    "base-uri",
    "object-src",
];

#[derive(Deserialize)]
struct Report {
    body: Violation,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Violation {
    #[serde(default)]
    effective_directive: String,
}

/// The address.
pub fn routes() -> Router {
    Router::new()
        .route(PATH, post(take))
        .layer(DefaultBodyLimit::max(LARGEST))
}

/// A browser does nothing with the answer, so it is always the same.
async fn take(message: Result<Bytes, BytesRejection>) -> &'static str {
    let message = message.unwrap_or_default();
    for directive in stopped(&message) {
        tracing::warn!(directive, "the policy of a page stopped something");
        metrics::counter!("linli_policy_reports_total", "directive" => directive).increment(1);
    }
    ""
}

/// What was stopped, a directive for each report.
fn stopped(message: &[u8]) -> Vec<&'static str> {
    let reports: Vec<Report> = serde_json::from_slice(message).unwrap_or_default();
    let directives = reports.into_iter().take(MOST).map(|report| {
        let named = report.body.effective_directive;
        let known = DIRECTIVES.iter().copied().find(|one| *one == named);
        known.unwrap_or("other")
    });
    directives.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_are_told_by_their_directive_and_nothing_else() {
        let message = br#"[{"type":"csp-violation","age":5,"url":"https://x/answer/secret","user_agent":"x",
            "body":{"documentURL":"https://x/answer/secret","effectiveDirective":"script-src-elem","blockedURL":"inline"}},
            {"type":"csp-violation","body":{"effectiveDirective":"evil\nline"}},{"type":"crash","body":{}}]"#;
        assert_eq!(stopped(message), ["script-src-elem", "other", "other"]);
        let many = format!("[{}]", [r#"{"body":{}}"#; 500].join(","));
        assert_eq!(stopped(many.as_bytes()).len(), MOST);
        for strange in [b"".as_slice(), b"[", b"{}", b"[1]", b"\xff", b"a=b&c"] {
            assert!(stopped(strange).is_empty(), "{strange:?}");
        }
    }
}
