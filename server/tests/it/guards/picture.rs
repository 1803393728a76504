//! Who gets what: every address as everybody, as a picture that is read in a review.

use std::fmt::Write as _;

use axum::body::Body;
use http::Method;
use http::header::{CONTENT_TYPE, ORIGIN};
use pages::listed::{Access, Listed};
use store::statements::counted;

use super::listed;
use super::world::{Which, Who, World};
use crate::app::{Answer, TestApp, Visitor};
use crate::headers::has_the_set;

/// The most statements of a page, with those that say who asks.
const MOST_STATEMENTS: usize = 8;

/// An address of the picture: a template about one case, or about none.
fn rows(world: &World) -> Vec<(Listed, &'static str, String)> {
    let mut rows = Vec::new();
    for route in listed::all().filter(|(.., access)| *access != Access::Demo) {
        let template = route.1;
        let about_a_case = template.contains("{reference}") || template.starts_with("/answer");
        let cases: &[Which] = if about_a_case {
            &Which::KEPT
        } else {
            &[Which::Unknown]
        };
        for which in cases {
            let label = if about_a_case { which.label() } else { "" };
            for address in world.addresses(template, *which) {
                rows.push((route, label, address));
            }
        }
    }
    rows
}

/// The address with the reference and tokens as the template has them.
fn name(template: &str, address: &str) -> String {
    let one_of = ["{verb}", "{act}", "{lead}", "{mend}"];
    match one_of.iter().find_map(|part| template.strip_suffix(part)) {
        Some(start) => [start, address.rsplit('/').next().unwrap_or_default()].concat(),
        None => template.to_owned(),
    }
}

async fn ask(visitor: &mut Visitor, method: &str, address: &str) -> Answer {
    if method == "POST" {
        return visitor.post(address, &[]).await;
    }
    visitor.get(address).await
}

/// What came back, in a word.
fn word(answer: &Answer) -> String {
    match answer.location() {
        Some(to) if to.starts_with("/sign-in?back=") => "sign-in".to_owned(),
        _ => answer.status.as_u16().to_string(),
    }
}

/// Whether that is what the list promises.
fn keeps_the_promise(access: Access, method: &str, who: Who, which: &str, word: &str) -> bool {
    let seated = matches!(who, Who::Holder | Who::Beside | Who::Elsewhere);
    let sees = which != "private" || matches!(who, Who::Author | Who::Holder);
    match access {
        Access::Everybody | Access::Machine => word == "200",
        Access::Browser => !matches!(word, "403" | "404"),
        Access::SignedIn => (word == "sign-in") == (who == Who::Visitor),
        Access::Seat => match who {
            Who::Visitor => word == "sign-in",
            // What is posted empty has to be mended, or has nothing to do.
            _ if method == "POST" && seated => matches!(word, "303" | "422"),
            _ => word == if seated { "200" } else { "403" },
        },
        Access::Committee => match who {
            Who::Visitor => word == "sign-in",
            Who::Beside => matches!(word, "200" | "422"),
            Who::Elsewhere => matches!(word, "200" | "403" | "404" | "422"),
            _ => word == "403",
        },
        Access::Steward => match who {
            Who::Visitor => word == "sign-in",
            Who::Steward if method == "GET" => matches!(word, "200" | "404"),
            Who::Steward => matches!(word, "200" | "303" | "404" | "422"),
            _ => word == "403",
        },
        Access::Case if !sees => word == "404",
        // Who acts has to sign in; whether they may is in the picture.
        Access::Case => method == "GET" || who != Who::Visitor || matches!(word, "sign-in" | "404"),
        // No cookie opens anything to a program.
        Access::Program => match method {
            "GET" => matches!(word, "200" | "404"),
            _ => word == "403",
        },
        Access::Link | Access::Demo => true,
    }
}

/// The world, with the rulebook at hand: reading it once is no page's cost.
async fn open(world: &World) -> TestApp {
    let app = world.open().await;
    app.app.store.current_rulebook().await.unwrap();
    app
}

#[tokio::test]
async fn who_gets_what() {
    let world = World::get().await;
    let mut app = open(world).await;
    let mut picture = format!("{:<5}{:<36}{:<9}", "", "", "");
    for who in Who::ALL {
        write!(picture, " {:>9}", who.label()).unwrap();
    }
    let mut broken = Vec::new();
    for ((method, template, access), which, address) in rows(world) {
        let name = name(template, &address);
        let what = format!("{method:<5}{name:<36}{which:<9}");
        write!(picture, "\n{what}").unwrap();
        for who in Who::ALL {
            let before = app.app.store.version();
            let mut browser = world.browser(&app, who);
            let (answer, statements) = counted(ask(&mut browser, method, &address)).await;
            // Each asks in a world that nobody else has changed.
            if app.app.store.version() != before {
                assert_eq!(
                    method, "POST",
                    "looking at {address} as {who:?} changed something"
                );
                app = open(world).await;
            }
            let what = format!("{what} as {}", who.label());
            has_the_set(&answer, &what);
            assert!(!answer.status.is_server_error(), "{what}: {}", answer.text);
            let word = word(&answer);
            write!(picture, " {word:>9}").unwrap();
            if method == "GET" && statements > MOST_STATEMENTS {
                broken.push(format!("{what} takes {statements} statements"));
            }
            let unlisted = name.ends_with("/photos/{id}") || name.starts_with("/photos/");
            if !unlisted && !keeps_the_promise(access, method, who, which, &word) {
                broken.push(format!("{what} gets {word}; the list says {access:?}"));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    insta::assert_snapshot!(picture);
}

#[tokio::test]
async fn looking_changes_nothing() {
    let world = World::get().await;
    let app = world.open().await;
    let before = app.app.store.version();
    for ((method, ..), _, address) in rows(world) {
        for who in Who::ALL.into_iter().filter(|_| method == "GET") {
            let mut visitor = world.browser(&app, who);
            let request = visitor.request(Method::HEAD, &address);
            let answer = visitor.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.text, "", "HEAD {address}");
        }
    }
    // A query that looks like an act is none.
    for ((method, ..), _, address) in rows(world) {
        if method == "POST" {
            let mut visitor = world.browser(&app, Who::Author);
            visitor
                .get(&format!("{address}?verdict=solved&words=done&_method=POST"))
                .await;
        }
    }
    assert_eq!(
        app.app.store.version(),
        before,
        "GET or HEAD wrote something"
    );
}

async fn from_elsewhere(
    app: &TestApp,
    world: &World,
    who: Who,
    address: &str,
    how: (&'static str, &str),
) -> Answer {
    let mut visitor = world.browser(app, who);
    let mut request = visitor
        .request(Method::POST, address)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(how.0, how.1);
    if how.0 != ORIGIN.as_str() {
        request = request.header(ORIGIN, "https://evil.example");
    }
    visitor
        .send(request.body(Body::from("words=x&name=x&handle=x")).unwrap())
        .await
}

#[tokio::test]
async fn no_form_of_another_site_is_taken_anywhere() {
    let world = World::get().await;
    let app = world.open().await;
    let before = app.app.store.version();
    for ((method, ..), _, address) in rows(world) {
        for who in [Who::Visitor, Who::Author, Who::Holder]
            .into_iter()
            .filter(|_| method == "POST")
        {
            for how in [
                ("origin", "https://evil.example"),
                ("origin", "null"),
                ("sec-fetch-site", "cross-site"),
            ] {
                let answer = from_elsewhere(&app, world, who, &address, how).await;
                assert_eq!(
                    answer.status.as_u16(),
                    403,
                    "{address} as {who:?} with {how:?}"
                );
                has_the_set(&answer, &address);
            }
        }
    }
    assert_eq!(
        app.app.store.version(),
        before,
        "a form of another site changed something"
    );
}
