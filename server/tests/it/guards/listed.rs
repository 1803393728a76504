//! The list of addresses is what axum serves, and the other way round.

use std::collections::BTreeSet;

use axum::Router;
use axum::body::Body;
use http::{Method, StatusCode};
use pages::listed::{Access, KEPT, Listed, ROUTES};

use crate::app::{Options, TestApp};

/// All addresses, the server's own too.
pub fn all() -> impl Iterator<Item = Listed> {
    ROUTES.iter().chain(server::router::ROUTES).copied()
}

/// Templates as a router names them when it is printed; axum has no other way to ask.
fn served(router: &Router) -> BTreeSet<String> {
    let printed = format!("{router:?}");
    // `paths: {RouteId(7): "/help", …}`
    let named = printed.split("RouteId(").skip(1);
    named
        .filter_map(|rest| rest.split_once("): \"")?.1.split('"').next())
        .filter(|path| path.starts_with('/') && !path.contains("__private__"))
        .map(str::to_owned)
        .collect()
}

fn listed(routes: &[Listed]) -> BTreeSet<String> {
    routes
        .iter()
        .map(|(_, path, _)| (*path).to_owned())
        .collect()
}

#[tokio::test]
async fn every_page_that_axum_serves_is_listed() {
    let app = TestApp::new().await;
    let served = served(&pages::router(app.app.clone()));
    assert!(
        served.len() > 20,
        "axum prints its routes otherwise now: teach `served` to read them"
    );
    let listed = listed(ROUTES);
    let missing: Vec<_> = served.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&served).collect();
    assert!(
        missing.is_empty(),
        "You added {missing:?}. Say in app/pages/src/listed.rs for whom; then look at the new rows of the picture."
    );
    assert!(
        gone.is_empty(),
        "Nobody serves {gone:?} any more: take it out of app/pages/src/listed.rs."
    );
}

#[tokio::test]
async fn every_method_that_axum_serves_is_listed() {
    const NO_PATH: u16 = 298;
    const NO_METHOD: u16 = 299;
    let answer = |status: u16| async move { StatusCode::from_u16(status).unwrap() };
    let options = Options {
        demo: true,
        ..Options::default()
    };
    let app = TestApp::with(store::testing::sqlite().await, options);
    let own = server::health::routes(app.app.store.clone(), std::env::temp_dir())
        .merge(server::policy_reports::routes())
        .merge(server::open311::routes(app.app.clone()))
        .merge(server::dev::routes(app.app.clone(), app.mail.clone()));
    let router = pages::router(app.app.clone())
        .merge(own)
        .fallback(move || answer(NO_PATH))
        .method_not_allowed_fallback(move || answer(NO_METHOD));
    let app = app.serving(router);
    let templates: BTreeSet<&str> = all().map(|(_, path, _)| path).collect();
    for path in templates {
        // A template is a path that fits itself, but for braces.
        let address = path.replace(['{', '}'], "");
        for method in [
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
            Method::TRACE,
        ] {
            let mut visitor = app.visitor();
            let request = visitor
                .request(method.clone(), &address)
                .body(Body::empty())
                .unwrap();
            let status = visitor.send(request).await.status.as_u16();
            assert_ne!(
                status, NO_PATH,
                "nobody serves {path}: take it out of the list"
            );
            let listed = all().any(|(name, one, _)| one == path && name == method.as_str());
            assert_eq!(
                status != NO_METHOD,
                listed,
                "{method} {path} is {}; the list says otherwise (app/pages/src/listed.rs, server/src/router.rs)",
                if status == NO_METHOD {
                    "not served"
                } else {
                    "served"
                }
            );
        }
    }
}

#[tokio::test]
async fn what_is_kept_in_memory_is_for_everybody() {
    for path in KEPT {
        let access = ROUTES
            .iter()
            .find(|(method, one, _)| one == path && *method == "GET");
        let (.., access) = access.unwrap_or_else(|| panic!("{path} is kept and not served"));
        assert!(
            matches!(access, Access::Everybody | Access::Case),
            "{path} is not for everybody"
        );
    }
}
