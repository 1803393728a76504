//! Pages that go on while they are read: the stream of a thread's pulse, as server-sent
//! events, and the island that follows it.
//!
//! <https://html.spec.whatwg.org/multipage/server-sent-events.html>

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Extension, Path, Query, State};
use axum::http::{HeaderMap, HeaderName};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use domain::language::Language;
use futures_util::stream;
use islands::LiveThread;
use leptos::prelude::*;
use rand::Rng as _;
use serde::Deserialize;

use super::load::{Shown, reference};
use crate::app::App;
use crate::errors::PageError;
use crate::live::Follower;
use crate::peer::Peer;
use crate::{island_words, routes};

/// Proxies and phones drop a line on which nothing is said for half a minute.
const ALIVE: Duration = Duration::from_secs(25);
/// Whose server stopped comes back after this many milliseconds, not all at once.
const BACK: std::ops::Range<u64> = 1_000..5_000;
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// What the address says.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    /// The pulse of the page that asks.
    seen: Option<i64>,
}

/// Follows a thread. What a browser says that it saw last counts more than its page,
/// which it may have opened long ago.
pub(super) async fn follow(
    State(app): State<App>,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let thread = reference(&number)?;
    let pulses = app.store.list_pulses(&[thread]).await?;
    let pulse = pulses.first().ok_or(PageError::NotFound)?.1;
    let last = headers.get(LAST_EVENT_ID);
    let last = last.and_then(|last| last.to_str().ok()?.parse().ok());
    let seen = last.or(asked.seen).unwrap_or(pulse);
    let follower = app.live.follow(thread, pulse, seen, peer.block);
    let follower = follower.ok_or(PageError::Busy)?;
    let back = Duration::from_millis(rand::rng().random_range(BACK));
    let first = stream::once(async move { Ok(Event::default().retry(back)) });
    let rest = stream::unfold(follower, told);
    let events = stream::StreamExt::chain(first, rest);
    let sse = Sse::new(events).keep_alive(KeepAlive::new().interval(ALIVE));
    // Or nginx would keep it until it is worth sending.
    Ok(([("x-accel-buffering", "no")], sse).into_response())
}

async fn told(mut follower: Follower) -> Option<(Result<Event, Infallible>, Follower)> {
    let pulse = follower.next().await?;
    let event = Event::default()
        .id(pulse.to_string())
        .data(pulse.to_string());
    Some((Ok(event), follower))
}

/// Keeps `page` as it is on the server, while something may still happen.
pub(super) fn live(lang: Language, shown: &Shown, page: String) -> Option<AnyView> {
    let stream = routes::thread_at(shown.thread.reference, "live");
    let (pulse, labels) = (shown.pulse, island_words::live_labels(lang));
    let open = shown.thread.is_open();
    open.then(|| view! { <LiveThread stream pulse page labels/> }.into_any())
}
