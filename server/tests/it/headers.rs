//! The header set stands on every answer, whatever it is.

use axum::Router;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use http::{Method, StatusCode};
use server::middleware::headers::{CONSTANT, WITH_ISLANDS, WITHOUT_SCRIPTS};

use crate::app::{Answer, Options, TestApp};

#[track_caller]
fn has_the_set(answer: &Answer, what: &str) {
    for (name, value) in CONSTANT {
        assert_eq!(answer.header(name), *value, "{name} on {what}");
    }
    assert_eq!(
        answer.header("content-security-policy"),
        WITHOUT_SCRIPTS,
        "{what}"
    );
    assert_eq!(answer.header("x-request-id").len(), 36, "{what}");
    assert!(!answer.header("cache-control").is_empty(), "{what}");
    let empty = answer.text.is_empty();
    assert!(
        empty || answer.header("content-type").contains('/'),
        "{what} has no type"
    );
}

#[tokio::test]
async fn every_answer_carries_the_set_errors_included() {
    let app = TestApp::new().await;
    let mut visitor = app.visitor();
    for path in [
        "/",
        "/healthz",
        "/readyz",
        "/nowhere",
        "/pkg/none.css",
        "/cases/%00",
        "/steward/none",
    ] {
        has_the_set(&visitor.get(path).await, path);
    }
    for method in [Method::TRACE, Method::DELETE, Method::PATCH] {
        let request = visitor
            .request(method.clone(), "/healthz")
            .body(axum::body::Body::empty())
            .unwrap();
        has_the_set(&visitor.send(request).await, method.as_str());
    }
    let foreign = visitor
        .clone()
        .saying("sec-fetch-site", "cross-site")
        .post("/sign-in", &[])
        .await;
    has_the_set(&foreign, "a form of another site");
}

#[tokio::test]
async fn scripts_may_run_only_on_pages_with_islands() {
    async fn island() -> Response {
        let mut response = "an island".into_response();
        response.extensions_mut().insert(pages::HasIslands);
        response
    }
    let app = TestApp::new().await.serving(
        Router::new()
            .route("/island", get(island))
            .route("/plain", get(|| async { "plain" })),
    );
    let mut visitor = app.visitor();
    assert_eq!(
        visitor
            .get("/island")
            .await
            .header("content-security-policy"),
        WITH_ISLANDS
    );
    assert_eq!(
        visitor
            .get("/plain")
            .await
            .header("content-security-policy"),
        WITHOUT_SCRIPTS
    );
}

#[tokio::test]
async fn https_is_insisted_on_where_people_come_by_https() {
    let plain = TestApp::new().await;
    assert_eq!(
        plain
            .visitor()
            .get("/")
            .await
            .header("strict-transport-security"),
        ""
    );
    let options = Options {
        base_url: "https://linli.example",
        ..Options::default()
    };
    let secure = TestApp::with(store::testing::sqlite().await, options);
    let header = secure.visitor().get("/").await;
    assert_eq!(
        header.header("strict-transport-security"),
        "max-age=63072000; includeSubDomains"
    );
}

#[tokio::test]
async fn what_may_be_personal_is_kept_by_nobody() {
    let app = TestApp::new().await;
    let mut visitor = app.visitor();
    let public = visitor.get("/healthz").await;
    assert_eq!(public.header("cache-control"), "no-cache");
    assert!(
        public.header("vary").contains("Cookie")
            && public.header("vary").contains("Accept-Language")
    );
    visitor
        .cookies
        .push(("linli".to_owned(), "anything".to_owned()));
    assert_eq!(
        visitor.get("/healthz").await.header("cache-control"),
        "private, no-store"
    );
}

#[tokio::test]
async fn nobody_outside_chooses_the_reference_of_a_request() {
    let app = TestApp::new().await;
    let mut visitor = app.visitor().saying("x-request-id", "forged\u{20}entry");
    let first = visitor.get("/nowhere").await.expect(404);
    let second = visitor.get("/nowhere").await;
    assert!(!first.header("x-request-id").contains("forged"));
    assert_ne!(first.header("x-request-id"), second.header("x-request-id"));
    let reference = first.header("x-request-id").to_owned();
    let first = first.shows(&reference);
    assert_eq!(first.status, StatusCode::NOT_FOUND);
}
