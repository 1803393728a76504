//! Forms of other sites change nothing.

use axum::Router;
use axum::body::Body;
use axum::routing::post;
use http::Method;
use http::header::{HOST, ORIGIN, REFERER};

use crate::app::{Options, TestApp};

async fn counting() -> TestApp {
    TestApp::new().await.serving(Router::new().route(
        "/change",
        post(|| async { "changed" }).get(|| async { "looked" }),
    ))
}

#[tokio::test]
async fn a_form_of_another_site_is_refused_with_a_page() {
    let app = counting().await;
    let table: &[(&[(&str, &str)], u16)] = &[
        (&[("sec-fetch-site", "same-origin")], 200),
        (&[("sec-fetch-site", "none")], 200),
        (&[("sec-fetch-site", "cross-site")], 403),
        (&[("sec-fetch-site", "same-site")], 403),
        (&[("origin", "http://localhost")], 200),
        (&[("origin", "http://evil.example")], 403),
        (&[("origin", "http://localhost.evil.example")], 403),
        (&[("origin", "null")], 403),
        (
            &[
                ("origin", "http://localhost"),
                ("sec-fetch-site", "cross-site"),
            ],
            200,
        ),
        (&[], 200),
    ];
    for (headers, status) in table {
        let mut visitor = app.visitor();
        let request = visitor.request(Method::POST, "/change");
        let request = headers.iter().fold(request, |request, (name, value)| {
            request.header(*name, *value)
        });
        let answer = visitor
            .send(request.body(Body::empty()).unwrap())
            .await
            .expect(*status);
        if *status == 403 {
            answer.shows("did not come from Linli");
        }
    }
}

#[tokio::test]
async fn a_session_must_say_where_a_form_comes_from() {
    let app = counting().await;
    for (referer, status) in [
        (None, 403),
        (Some("http://evil.example/"), 403),
        (Some("http://localhost/me"), 200),
    ] {
        let mut visitor = app.visitor();
        visitor
            .cookies
            .push(("linli".to_owned(), "anything".to_owned()));
        let mut request = visitor.request(Method::POST, "/change");
        if let Some(referer) = referer {
            request = request.header(REFERER, referer);
        }
        visitor
            .send(request.body(Body::empty()).unwrap())
            .await
            .expect(status);
    }
}

#[tokio::test]
async fn looking_is_never_refused() {
    let app = counting().await;
    app.visitor()
        .saying("sec-fetch-site", "cross-site")
        .get("/change")
        .await
        .expect(200)
        .shows("looked");
}

#[tokio::test]
async fn behind_a_proxy_that_renames_the_host_our_own_address_is_trusted() {
    let options = Options {
        base_url: "https://linli.example",
        ..Options::default()
    };
    let app = TestApp::with(store::testing::sqlite().await, options)
        .serving(Router::new().route("/change", post(|| async { "changed" })));
    let mut visitor = app.visitor();
    for (origin, status) in [
        ("https://linli.example", 200),
        ("https://evil.example", 403),
    ] {
        let mut request = visitor
            .request(Method::POST, "/change")
            .header(ORIGIN, origin);
        request
            .headers_mut()
            .unwrap()
            .insert(HOST, "10.0.0.7:3000".parse().unwrap());
        visitor
            .send(request.body(Body::empty()).unwrap())
            .await
            .expect(status);
    }
}
