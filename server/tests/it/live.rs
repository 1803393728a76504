//! Pages that go on while they are read: whoever follows a thread is told at once, on
//! every server, after every break, and of nothing that a page would not show.

use std::time::Duration;

use axum::body::Body;
use domain::reference::Reference;
use http::{Method, StatusCode};
use http_body_util::BodyExt as _;
use pages::App;
use tower::ServiceExt as _;

use crate::app::Visitor;
use crate::lane::Lane;
use crate::threads::{at, fills, opened};

/// What a browser reads of a stream.
struct Stream(Body);

impl Stream {
    async fn open(visitor: &Visitor, address: &str, last: Option<&str>) -> Self {
        let mut request = visitor.request(Method::GET, address);
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let request = request.body(Body::empty()).unwrap();
        let answer = visitor.router.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        assert_eq!(answer.headers()["x-accel-buffering"], "no");
        let mut stream = Self(answer.into_body());
        let first = stream.next().await.unwrap();
        let back: u64 = first
            .trim()
            .strip_prefix("retry: ")
            .unwrap()
            .parse()
            .unwrap();
        assert!((1_000..5_000).contains(&back), "{back}");
        stream
    }

    /// What is told next; `None` at the end.
    async fn next(&mut self) -> Option<String> {
        let frame = self.0.frame().await?.unwrap();
        Some(String::from_utf8(frame.into_data().unwrap().to_vec()).unwrap())
    }

    /// The pulse that is told next.
    async fn pulse(&mut self) -> i64 {
        let told = self.next().await.unwrap();
        let id = told.lines().find_map(|line| line.strip_prefix("id: "));
        id.unwrap_or_else(|| panic!("{told}")).parse().unwrap()
    }

    /// Whether nothing is told for now.
    async fn is_quiet(&mut self) -> bool {
        tokio::time::timeout(Duration::ZERO, self.next())
            .await
            .is_err()
    }
}

async fn pulse(app: &App, thread: Reference) -> i64 {
    app.store.list_pulses(&[thread]).await.unwrap()[0].1
}

async fn says(browser: &mut Visitor, thread: Reference, words: &str) {
    let (page, action) = (at(thread, ""), at(thread, "/posts"));
    let answer = fills(browser, &page, &action, &[("post", words)]).await;
    assert!(answer.location().is_some(), "{}", answer.text);
}

fn stream(thread: Reference, seen: i64) -> String {
    at(thread, &format!("/live?seen={seen}"))
}

store::on_each_engine! {
    async fn who_follows_is_told_of_a_post_on_every_server(store) {
        let other = store.open_again().await;
        let lane = Lane::on(store).await;
        let thread = opened(&lane).await;
        let seen = pulse(&lane.app.app, thread).await;
        let (there, mut reader) = lane.app.second(other);
        reader.get(&at(thread, "")).await.expect(200).hides("In the cellar");
        let mut streams = [
            Stream::open(&lane.app.visitor(), &stream(thread, seen), None).await,
            Stream::open(&reader, &stream(thread, seen), None).await,
        ];
        let apps = [&lane.app.app, &there];
        for (app, stream) in apps.iter().zip(&mut streams) {
            app.live.look(&app.store).await.unwrap();
            assert!(stream.is_quiet().await, "nothing happened");
        }
        let mut neighbour = lane.browser(lane.neighbour).await;
        says(&mut neighbour, thread, "In the cellar").await;
        for (app, stream) in apps.iter().zip(&mut streams) {
            app.live.look(&app.store).await.unwrap();
            assert_eq!(stream.pulse().await, seen + 1);
            assert!(stream.is_quiet().await, "told once");
        }
        // A page that is kept from before does not answer who was told.
        reader.get(&at(thread, "")).await.expect(200).shows("In the cellar");
    }

    async fn who_comes_back_is_told_what_they_missed_and_nothing_twice(store) {
        let lane = Lane::on(store).await;
        let thread = opened(&lane).await;
        let seen = pulse(&lane.app.app, thread).await;
        let mut neighbour = lane.browser(lane.neighbour).await;
        for words in ["One.", "Two.", "Three."] {
            says(&mut neighbour, thread, words).await;
        }
        let reader = lane.app.visitor();
        // What the browser saw last counts, not what stands in the address of its page.
        let mut missed = Stream::open(&reader, &stream(thread, seen), Some(&(seen + 1).to_string())).await;
        assert_eq!(missed.pulse().await, seen + 3);
        assert!(missed.is_quiet().await);
        let mut nothing = Stream::open(&reader, &stream(thread, seen), Some(&(seen + 3).to_string())).await;
        assert!(nothing.is_quiet().await);
        for last in ["", "tomorrow", "99999999999999999999"] {
            let mut odd = Stream::open(&reader, &at(thread, "/live"), Some(last)).await;
            assert!(odd.is_quiet().await, "{last}");
        }
    }

    async fn what_others_do_not_see_is_not_told(store) {
        let lane = Lane::on(store).await;
        let thread = opened(&lane).await;
        let mut neighbour = lane.browser(lane.neighbour).await;
        says(&mut neighbour, thread, "In the cellar").await;
        let before = pulse(&lane.app.app, thread).await;
        let mut stranger = lane.browser(lane.stranger).await;
        let flag = at(thread, "/posts/1/flag");
        let flagged = fills(&mut stranger, &flag, &flag, &[("rule", "names-a-home")]).await;
        assert!(flagged.location().is_some(), "{}", flagged.text);
        assert_eq!(pulse(&lane.app.app, thread).await, before, "a flag that hides nothing");
        let mut member = lane.browser(lane.member).await;
        let remove = at(thread, "/posts/1/remove");
        let removed = fills(&mut member, &remove, &remove, &[("rule", "names-a-home"), ("words", "It names a door.")]).await;
        assert!(removed.location().is_some(), "{}", removed.text);
        assert_eq!(pulse(&lane.app.app, thread).await, before + 1, "removed for everybody");
        lane.app.visitor().get(&at(Reference::from_seed(77), "/live")).await.expect(404);
    }
}

#[tokio::test]
async fn a_server_with_many_followers_sends_more_away_kindly() {
    let lane = Lane::on(store::testing::sqlite().await).await;
    let thread = opened(&lane).await;
    let reader = lane.app.visitor();
    let mut open = Vec::new();
    for _ in 0..10 {
        open.push(Stream::open(&reader, &at(thread, "/live"), None).await);
    }
    let mut one_more = reader.clone();
    one_more.get(&at(thread, "/live")).await.expect(503);
    open.pop();
    Stream::open(&reader, &at(thread, "/live"), None).await;
    lane.app.app.live.close();
    for mut stream in open {
        assert_eq!(stream.next().await, None);
    }
}
