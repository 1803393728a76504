//! The header set stands on every answer, whatever it is.

use axum::Router;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use http::{Method, StatusCode};
use server::headers::{CONSTANT, WITH_ISLANDS, WITHOUT_SCRIPTS};

use crate::app::{Answer, Options, TestApp};

#[track_caller]
pub fn has_the_set(answer: &Answer, what: &str) {
    for (name, value) in CONSTANT {
        assert_eq!(answer.header(name), *value, "{name} on {what}");
    }
    let islands = answer.text.contains("<script");
    let policy = if islands {
        WITH_ISLANDS
    } else {
        WITHOUT_SCRIPTS
    };
    assert_eq!(answer.header("content-security-policy"), policy, "{what}");
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
async fn a_policy_names_an_address_that_takes_what_it_stopped() {
    let app = TestApp::new().await;
    let mut visitor = app.visitor();
    let page = visitor.get("/").await.expect(200);
    assert!(
        page.header("content-security-policy")
            .ends_with("; report-to csp")
    );
    let endpoint = page.header("reporting-endpoints").to_owned();
    let path = endpoint
        .strip_prefix("csp=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap();
    let report = br#"[{"type":"csp-violation","body":{"effectiveDirective":"script-src"}}]"#;
    for body in [report.to_vec(), vec![b'x'; 100_000], Vec::new()] {
        let kind = "application/reports+json";
        let answer = visitor.post_bytes(path, kind, body).await.expect(200);
        has_the_set(&answer, path);
        assert!(answer.text.is_empty());
    }
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

/// What a person can run into, each with the status it has to have.
async fn refusals(app: &TestApp) -> Vec<(&'static str, u16, Answer)> {
    let mut visitor = app.visitor();
    let long = "x".repeat(1_100_000);
    let mut answers = vec![
        (
            "too much at once",
            413,
            visitor.post("/bytes", &[("words", &long)]).await,
        ),
        (
            "a form that is none",
            422,
            visitor.get("/number/seven").await,
        ),
        ("a defect", 500, visitor.get("/defect").await),
        ("a panic", 500, visitor.get("/panic").await),
        ("a file", 200, visitor.get("/pkg/linli.css").await),
        (
            "a file again",
            304,
            visitor
                .clone()
                .saying("if-none-match", "*")
                .get("/pkg/linli.css")
                .await,
        ),
    ];
    for _ in 0..301 {
        answers.truncate(6);
        answers.push(("too often", 429, visitor.post("/bytes", &[]).await));
    }
    answers
}

#[tokio::test]
async fn refusals_of_every_kind_and_files_carry_the_set() {
    async fn panics() -> &'static str {
        assert!(std::hint::black_box(false), "on purpose");
        "unreachable"
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("pkg")).unwrap();
    std::fs::write(folder.path().join("pkg/linli.css"), "body{}").unwrap();
    let assets = server::assets::Assets::load(folder.path()).unwrap();
    let options = Options {
        limits: true,
        ..Options::default()
    };
    let routes = Router::new()
        .route("/bytes", post(|_: axum::body::Bytes| async { "taken" }))
        .route(
            "/number/{number}",
            get(|_: axum::extract::Path<u32>| async { "a number" }),
        )
        .route(
            "/defect",
            get(|| async { pages::PageError::internal("test", &"on purpose") }),
        )
        .route("/panic", get(panics))
        .merge(assets.routes());
    let app = TestApp::with(store::testing::sqlite().await, options).serving(routes);
    for (what, status, answer) in refusals(&app).await {
        assert_eq!(answer.status.as_u16(), status, "{what}");
        has_the_set(&answer, what);
    }
}
