//! Who does too much too fast has to wait, and others do not.

use axum::Router;
use axum::routing::post;

use crate::app::{Options, TestApp};

async fn limited(trusted_proxies: &'static str) -> TestApp {
    let options = Options {
        limits: true,
        trusted_proxies,
        ..Options::default()
    };
    TestApp::with(store::testing::sqlite().await, options).serving(
        Router::new()
            .route("/sign-in", post(|| async { "tried" }))
            .route("/elsewhere", post(|| async { "posted" })),
    )
}

async fn refused_after(app: &TestApp, address: &str, path: &str) -> usize {
    let mut visitor = app.visitor().at(address);
    for tries in 0..1_000 {
        if visitor.post(path, &[]).await.status.as_u16() == 429 {
            return tries;
        }
    }
    panic!("{address} was never refused");
}

#[tokio::test]
async fn one_address_has_to_wait_and_its_neighbour_does_not() {
    let app = limited("").await;
    assert_eq!(refused_after(&app, "192.0.2.1", "/sign-in").await, 60);
    let mut visitor = app.visitor().at("192.0.2.1");
    let answer = visitor
        .post("/sign-in", &[])
        .await
        .expect(429)
        .shows("in a short time");
    let seconds: i64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=6).contains(&seconds), "{seconds}");
    app.visitor()
        .at("192.0.2.2")
        .post("/sign-in", &[])
        .await
        .expect(200);
    visitor.post("/elsewhere", &[]).await.expect(200);
    app.wait_seconds(seconds);
    visitor.post("/sign-in", &[]).await.expect(200);
}

#[tokio::test]
async fn a_household_under_ipv6_is_one_visitor() {
    let app = limited("").await;
    assert_eq!(refused_after(&app, "2001:db8:1:2::1", "/sign-in").await, 60);
    app.visitor()
        .at("2001:db8:1:2:ffff::9")
        .post("/sign-in", &[])
        .await
        .expect(429);
    app.visitor()
        .at("2001:db8:1:3::1")
        .post("/sign-in", &[])
        .await
        .expect(200);
}

#[tokio::test]
async fn a_forged_address_does_not_help() {
    let app = limited("").await;
    let mut visitor = app.visitor().at("192.0.2.1");
    let mut refused = 0;
    for number in 0..100 {
        visitor = visitor.saying("x-forwarded-for", &format!("198.51.100.{number}"));
        refused += usize::from(visitor.post("/sign-in", &[]).await.status.as_u16() == 429);
    }
    assert_eq!(refused, 40);
}

#[tokio::test]
async fn behind_a_trusted_proxy_visitors_are_told_apart() {
    let app = limited("10.0.0.0/8").await;
    let mut proxy = app.visitor().at("10.0.0.1");
    for number in 0..100 {
        proxy = proxy.saying("x-forwarded-for", &format!("198.51.100.{number}"));
        proxy.post("/sign-in", &[]).await.expect(200);
    }
}
