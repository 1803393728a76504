//! Public pages from memory: they cost no statement, and are never older than
//! what this server did, what another did a second ago, or half a minute.

use domain::case::{Command, Visibility};
use http::Method;
use store::statements::counted;

use crate::app::{Answer, Visitor};
use crate::lane::Lane;

fn path(case: &domain::case::Case) -> String {
    format!("/cases/{}", case.reference)
}

fn again(visitor: &Visitor, answer: &Answer) -> Visitor {
    visitor
        .clone()
        .saying("if-none-match", answer.header("etag"))
}

store::on_each_engine! {
    async fn a_page_that_a_visitor_has_costs_no_statement(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::Public).await;
        for path in ["/", "/cases", "/places", "/places/willow-lane", "/charter", "/help", &path(&case)] {
            let mut visitor = lane.app.visitor();
            let first = visitor.get(path).await.expect(200);
            assert!(first.header("etag").starts_with('"'), "{path}");
            assert_eq!(first.header("cache-control"), "no-cache", "{path}");
            assert!(first.header("vary").contains("Cookie, Accept-Language"), "{path}");
            let (whole, statements) = counted(visitor.get(path)).await;
            assert_eq!((whole.text, statements), (first.text.clone(), 0), "{path}");
            let (answer, statements) = counted(again(&visitor, &first).get(path)).await;
            let answer = answer.expect(304);
            assert_eq!((answer.text.as_str(), statements), ("", 0), "{path}");
            for name in ["etag", "cache-control", "content-security-policy", "vary"] {
                assert_eq!(answer.header(name), first.header(name), "{name} of {path}");
            }
        }
    }

    async fn a_change_shows_at_once_on_the_server_that_made_it(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::Public).await;
        let mut visitor = lane.app.visitor();
        let before = visitor.get(&path(&case)).await.expect(200).shows("1 neighbour is affected");
        let mut neighbour = lane.browser(lane.neighbour).await;
        let join = neighbour.get(&path(&case)).await.form(&format!("{}/join", path(&case)));
        neighbour.submit(&join).await.expect(303);
        let after = again(&visitor, &before).get(&path(&case)).await.expect(200);
        assert_ne!(after.header("etag"), before.header("etag"));
        after.shows("2 neighbours are affected");
    }

    async fn another_server_shows_it_as_soon_as_it_looks(store) {
        let other = store.open_again().await;
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::Public).await;
        let (there, mut visitor) = lane.app.second(other);
        there.store.look_for_changes().await.unwrap();
        visitor.get(&path(&case)).await.expect(200).shows("1 neighbour is affected");
        lane.act(case.reference, lane.neighbour, Command::Join { on_paper: false }).await;
        let (_, statements) = counted(visitor.get(&path(&case))).await;
        assert_eq!(statements, 0, "nobody has looked yet");
        there.store.look_for_changes().await.unwrap();
        visitor.get(&path(&case)).await.expect(200).shows("2 neighbours are affected");
        // Given its order, it is the same event: nothing to make anew.
        lane.app.work().await;
        let version = there.store.version();
        there.store.look_for_changes().await.unwrap();
        assert_eq!(there.store.version(), version);
    }
}

#[tokio::test]
async fn nothing_personal_is_kept() {
    let lane = Lane::on(store::testing::sqlite().await).await;
    let public = lane.filed(Visibility::Public).await;
    let private = lane.filed(Visibility::BodyOnly).await;
    let mut visitor = lane.app.visitor();
    visitor.get(&path(&public)).await.expect(200);
    let mut author = lane.browser(lane.author).await;
    for path in [
        path(&public),
        path(&private),
        "/".to_owned(),
        "/me".to_owned(),
    ] {
        let (answer, statements) = counted(author.get(&path)).await;
        let answer = answer.expect(200);
        assert_eq!(answer.header("etag"), "", "{path}");
        assert_eq!(
            answer.header("cache-control"),
            "private, no-store",
            "{path}"
        );
        assert!(
            statements > 0,
            "{path} came from memory for somebody who is signed in"
        );
    }
    for path in [
        path(&private),
        format!("{}/receipt", path(&public)),
        "/report".to_owned(),
        "/sign-in".to_owned(),
    ] {
        let first = visitor.get(&path).await;
        assert_eq!(first.header("etag"), "", "{path}");
    }
    // A private case was looked at by its author, and still does not exist for others.
    visitor.get(&path(&private)).await.expect(404);
    visitor.get(&path(&public)).await.expect(200);
}

#[tokio::test]
async fn languages_type_sizes_and_queries_are_different_pages() {
    let lane = Lane::on(store::testing::sqlite().await).await;
    let mut pages = Vec::new();
    for cookies in ["", "language=zh-Hans", "language=zh-Hant", "type=large"] {
        for address in ["/cases", "/cases?stage=closed"] {
            let mut visitor = lane.app.visitor();
            if let Some((name, value)) = cookies.split_once('=') {
                visitor.cookies.push((name.to_owned(), value.to_owned()));
            }
            let first = visitor.get(address).await.expect(200);
            assert_eq!(visitor.get(address).await.text, first.text);
            pages.push(first.header("etag").to_owned());
        }
    }
    let count = pages.len();
    pages.sort();
    pages.dedup();
    assert_eq!(pages.len(), count, "two different pages have one tag");
}

#[tokio::test]
async fn a_page_is_not_given_longer_than_half_a_minute() {
    let lane = Lane::on(store::testing::sqlite().await).await;
    let mut visitor = lane.app.visitor();
    visitor.get("/cases").await.expect(200);
    lane.app.wait_seconds(29);
    assert_eq!(counted(visitor.get("/cases")).await.1, 0);
    lane.app.wait_seconds(1);
    assert!(counted(visitor.get("/cases")).await.1 > 0);
}

#[tokio::test]
async fn what_is_not_a_whole_page_is_not_kept() {
    let lane = Lane::on(store::testing::sqlite().await).await;
    let mut visitor = lane.app.visitor();
    let unknown = visitor.get("/cases/10000007").await.expect(404);
    assert_eq!(unknown.header("etag"), "");
    let head = visitor
        .request(Method::HEAD, "/help")
        .body(axum::body::Body::empty())
        .unwrap();
    assert_eq!(visitor.send(head).await.expect(200).text, "");
    let whole = visitor.get("/help").await.expect(200);
    assert!(whole.text.len() > 1_000);
    for (tags, status) in [("\"other\"", 200), ("*", 304), ("W/", 200)] {
        let tags = tags.replace("W/", "W/\"\"");
        visitor
            .clone()
            .saying("if-none-match", &tags)
            .get("/help")
            .await
            .expect(status);
    }
    let several = format!("\"a\", W/{}", whole.header("etag"));
    visitor
        .saying("if-none-match", &several)
        .get("/help")
        .await
        .expect(304);
}
