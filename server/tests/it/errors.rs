//! Every error is a page for people: in their language, with a way on, and
//! never a machine's message.

use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Form, Path, Query};
use axum::routing::{get, post};
use domain::language::Language;
use http::Method;
use pages::PageError;
use serde::Deserialize;

use crate::app::{Options, TestApp};

#[derive(Deserialize)]
struct Number {
    #[expect(dead_code, reason = "only its absence matters")]
    number: u32,
}

fn breaking() -> Router {
    Router::new()
        .route("/panic", get(panics))
        .route(
            "/defect",
            get(|| async { PageError::internal("test", &"secret driver text") }),
        )
        .route("/denied", get(|| async { PageError::Denied }))
        .route("/conflict", get(|| async { PageError::Conflict }))
        .route(
            "/refused",
            get(|| async { PageError::Refused("statement-missing") }),
        )
        .route("/busy", get(|| async { PageError::Busy }))
        .route(
            "/wait",
            get(|| async {
                PageError::TooMany {
                    retry_after_seconds: 120,
                }
            }),
        )
        .route(
            "/sign",
            get(|| async {
                PageError::SignInRequired {
                    back: "/me".to_owned(),
                }
            }),
        )
        .route("/number/{number}", get(|_: Path<u32>| async { "a number" }))
        .route("/query", get(|_: Query<Number>| async { "a query" }))
        .route("/form", post(|_: Form<Number>| async { "a form" }))
        .route(
            "/bytes",
            post(|bytes: Bytes| async move { bytes.len().to_string() }),
        )
        .route("/never", get(std::future::pending::<&'static str>))
        .fallback(|| async { PageError::NotFound })
        .method_not_allowed_fallback(|| async { PageError::MethodNotAllowed })
}

async fn panics() -> &'static str {
    assert!(std::hint::black_box(false), "secret panic text");
    "unreachable"
}

#[tokio::test]
async fn every_error_is_a_page_in_the_language_of_the_visitor() {
    let app = TestApp::new().await.serving(breaking());
    let table = [
        (
            "/nowhere",
            404,
            "There is nothing here",
            "这里没有东西",
            "這裡沒有東西",
        ),
        (
            "/denied",
            403,
            "This page is not open to you",
            "这一页您现在看不了",
            "這一頁您現在看不了",
        ),
        (
            "/conflict",
            409,
            "Somebody was a moment faster",
            "有人比您快了一步",
            "有人比您快了一步",
        ),
        (
            "/refused",
            422,
            "statement-missing",
            "statement-missing",
            "statement-missing",
        ),
        (
            "/panic",
            500,
            "Something broke on our side",
            "我们这边出了毛病",
            "我們這邊出了毛病",
        ),
        (
            "/defect",
            500,
            "Something broke on our side",
            "我们这边出了毛病",
            "我們這邊出了毛病",
        ),
        (
            "/busy",
            503,
            "Too much is going on",
            "现在太忙了",
            "現在太忙了",
        ),
        ("/wait", 429, "wait 3 minutes", "请等3分钟", "請等3分鐘"),
    ];
    for (path, status, en, hans, hant) in table {
        for (language, words) in [
            (Language::En, en),
            (Language::Hans, hans),
            (Language::Hant, hant),
        ] {
            let answer = app
                .visitor()
                .saying("accept-language", language.tag())
                .get(path)
                .await
                .expect(status)
                .shows(words);
            assert!(
                answer
                    .text
                    .contains(&format!("lang=\"{}\"", language.tag())),
                "{path}"
            );
            assert!(answer.text.contains("href=\"/\""), "{path} has no way on");
            assert!(
                !answer.text.contains("secret"),
                "{path} tells what only the log may know"
            );
            let reference = answer.header("x-request-id").to_owned();
            answer.shows(&reference);
        }
    }
}

#[tokio::test]
async fn who_is_signed_in_stays_so_where_there_is_nothing() {
    let app = TestApp::new().await;
    let person = app.person("Lin").await;
    let mut lin = app.signed_in(person).await;
    for path in ["/nowhere", "/cases/00000000", "/places/nowhere"] {
        lin.get(path)
            .await
            .expect(404)
            .shows("action=\"/sign-out\"");
        app.visitor()
            .get(path)
            .await
            .expect(404)
            .shows("href=\"/sign-in");
    }
}

#[tokio::test]
async fn a_librarys_own_words_never_reach_a_person() {
    let app = TestApp::new().await.serving(breaking());
    let mut visitor = app.visitor();
    let answers = [
        visitor.get("/number/seven").await.expect(422),
        visitor.get("/query?number=x").await.expect(422),
        visitor.post("/form", &[("number", "x")]).await.expect(422),
        visitor.post("/denied", &[]).await.expect(405),
        visitor
            .post("/bytes", &[("words", &"x".repeat(1_100_000))])
            .await
            .expect(413),
    ];
    for answer in answers {
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        for machine in [
            "deserialize",
            "parse",
            "invalid digit",
            "u32",
            "length limit",
        ] {
            assert!(
                !answer.text.contains(machine),
                "{machine} in {}",
                answer.text
            );
        }
    }
}

#[tokio::test]
async fn a_program_gets_its_own_answer_back() {
    let app = TestApp::new().await.serving(breaking());
    let mut program = app.visitor();
    program
        .headers
        .insert("accept", "application/json".parse().unwrap());
    let request = http::Request::get("/number/seven").header("accept", "application/json");
    let answer = program
        .send(request.body(axum::body::Body::empty()).unwrap())
        .await
        .expect(400);
    assert!(answer.header("content-type").starts_with("text/plain"));
}

#[tokio::test]
async fn a_text_of_five_thousand_chinese_characters_fits_and_no_megabyte() {
    let app = TestApp::new().await.serving(breaking());
    let mut visitor = app.visitor();
    visitor
        .post("/bytes", &[("words", &"话".repeat(5_000))])
        .await
        .expect(200);
    visitor
        .post("/bytes", &[("words", &"话".repeat(200_000))])
        .await
        .expect(413)
        .shows("too much at once");
}

#[tokio::test]
async fn a_method_that_is_not_there_names_the_ones_that_are() {
    let app = TestApp::new().await;
    let mut visitor = app.visitor();
    for method in [Method::TRACE, Method::DELETE, Method::PUT] {
        let request = visitor
            .request(method, "/healthz")
            .body(axum::body::Body::empty())
            .unwrap();
        let answer = visitor
            .send(request)
            .await
            .expect(405)
            .shows("cannot be used that way");
        assert_eq!(answer.header("allow"), "GET,HEAD");
    }
}

#[tokio::test]
async fn who_must_sign_in_comes_back() {
    let app = TestApp::new().await.serving(breaking());
    let answer = app.visitor().get("/sign").await.expect(303);
    assert_eq!(answer.location().unwrap(), "/sign-in?back=%2Fme");
}

#[tokio::test]
async fn a_panic_costs_one_answer_only() {
    let app = TestApp::new().await.serving(breaking());
    let mut visitor = app.visitor();
    visitor.get("/panic").await.expect(500);
    visitor.get("/number/7").await.expect(200).shows("a number");
}

#[tokio::test]
async fn nobody_waits_for_ever() {
    let options = Options {
        request: Duration::from_millis(50),
        ..Options::default()
    };
    let app = TestApp::with(store::testing::sqlite().await, options).serving(breaking());
    let answer = app
        .visitor()
        .get("/never")
        .await
        .expect(503)
        .shows("look first whether it arrived");
    assert_eq!(answer.header("retry-after"), "5");
}
