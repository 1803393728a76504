//! What neighbours say appears while the page is open.
//!
//! The server tells how far the thread is; then the page is asked for once more, like
//! any reader would, and what is new in its parts marked `data-live` takes the place of
//! what stands there. What somebody is typing stands in none of them. A page that nobody
//! looks at follows nothing, so that it costs an old phone nothing and a browser with
//! many tabs no connections. Without scripts there is a link to the newest.

#![expect(
    missing_docs,
    reason = "the macro writes a struct of props without words; everything of ours has them"
)]

pub mod merge;

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Document, DomParser, EventSource, MessageEvent, Response, SupportedType};

use self::merge::{Seen, merge};
use crate::label::{fill, words};

words! {
    /// The words of [`LiveThread`].
    pub struct LiveLabels {
        /// Said when there are new posts: `{count}` of them.
        fresh,
        /// Said when something else changed.
        changed,
        /// On the link to the first new post.
        show,
    }
}

/// Asking for the page right away, all readers of a busy thread would ask at once.
const TOGETHER_MS: u64 = 300;
const SPREAD_MS: f64 = 900.0;
/// After a refusal, such as a full server.
const AGAIN: Duration = Duration::from_secs(30);

/// Keeps the parts of the page that are marked `data-live` as they are on the server.
#[island]
pub fn LiveThread(
    /// The address of the stream.
    stream: String,
    /// How far the thread was when the page was made.
    pulse: i64,
    /// The address of this page.
    page: String,
    /// The words.
    labels: LiveLabels,
) -> impl IntoView {
    let live = Live {
        stream: StoredValue::new(stream),
        page: StoredValue::new(page),
        pulse: StoredValue::new(pulse.to_string()),
        source: StoredValue::new_local(None),
        waiting: StoredValue::new(false),
        said: RwSignal::new(String::new()),
        status: NodeRef::new(),
        link: NodeRef::new(),
        labels: StoredValue::new(labels),
    };
    Effect::new(move |_| {
        live.open();
        let turned = Closure::<dyn FnMut()>::new(move || live.turned());
        let _ = document()
            .add_event_listener_with_callback("visibilitychange", turned.as_ref().unchecked_ref());
        // It listens as long as the page lives.
        turned.forget();
    });
    let show = live.labels.with_value(|labels| labels.show.clone());
    view! {
        <div class="live" role="status" node_ref=live.status>
            <span>{move || live.said.get()}</span>
            <a hidden node_ref=live.link>
                {show}
            </a>
        </div>
    }
}

#[derive(Clone, Copy)]
struct Live {
    stream: StoredValue<String>,
    page: StoredValue<String>,
    /// How far the thread is, as the stream says it.
    pulse: StoredValue<String>,
    source: StoredValue<Option<EventSource>, LocalStorage>,
    /// Whether the page is going to be asked for.
    waiting: StoredValue<bool>,
    said: RwSignal<String>,
    status: NodeRef<leptos::html::Div>,
    /// To the first new post.
    link: NodeRef<leptos::html::A>,
    labels: StoredValue<LiveLabels>,
}

impl Live {
    fn open(self) {
        if document().hidden() || self.source.with_value(Option::is_some) {
            return;
        }
        let (stream, pulse) = (self.stream.get_value(), self.pulse.get_value());
        // A browser without them has the link.
        let Ok(source) = EventSource::new(&format!("{stream}?seen={pulse}")) else {
            return;
        };
        let told = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            self.pulse.set_value(event.last_event_id());
            self.ask_soon();
        });
        source.set_onmessage(Some(told.as_ref().unchecked_ref()));
        told.forget();
        let failed = Closure::<dyn FnMut()>::new(move || self.failed());
        source.set_onerror(Some(failed.as_ref().unchecked_ref()));
        failed.forget();
        self.source.set_value(Some(source));
    }

    fn close(self) {
        if let Some(source) = self.source.try_update_value(Option::take).flatten() {
            source.close();
        }
    }

    fn turned(self) {
        if document().hidden() {
            self.close();
        } else {
            self.open();
        }
    }

    /// A line that broke the browser takes up itself; after a refusal it gives up.
    fn failed(self) {
        let gave_up = self.source.with_value(|source| {
            source
                .as_ref()
                .is_some_and(|source| source.ready_state() == EventSource::CLOSED)
        });
        if gave_up {
            self.close();
            set_timeout(move || self.open(), AGAIN);
        }
    }

    fn ask_soon(self) {
        if self.waiting.get_value() {
            return;
        }
        self.waiting.set_value(true);
        let pause = Duration::from_millis(TOGETHER_MS + spread());
        set_timeout(
            move || {
                self.waiting.set_value(false);
                leptos::task::spawn_local(self.ask());
            },
            pause,
        );
    }

    /// Asks for the page and takes over what is new; next time, if it does not come.
    async fn ask(self) {
        if let Ok(page) = fetch(&self.page.get_value()).await {
            self.say(&merge(&document(), &page));
        }
    }

    fn say(self, seen: &Seen) {
        let first = seen.fresh.first();
        if first.is_none() && !seen.changed {
            return;
        }
        let count = seen.fresh.len().to_string();
        let said = self.labels.with_value(|labels| match first {
            Some(_) => fill(&labels.fresh, &[("count", &count)]),
            None => labels.changed.clone(),
        });
        self.said.set(said);
        if let Some(link) = self.link.get_untracked() {
            link.set_hidden(first.is_none());
            if let Some(first) = first {
                link.set_href(&["#", first].concat());
            }
        }
        if let Some(status) = self.status.get_untracked() {
            status.set_class_name("live said");
        }
    }
}

/// Some milliseconds below [`SPREAD_MS`].
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a small number"
)]
fn spread() -> u64 {
    (js_sys::Math::random() * SPREAD_MS) as u64
}

/// The page at an address as a document of its own, in which nothing runs.
async fn fetch(address: &str) -> Result<Document, JsValue> {
    let answer = wasm_bindgen_futures::JsFuture::from(window().fetch_with_str(address)).await?;
    let answer: Response = answer.dyn_into()?;
    if !answer.ok() {
        return Err(JsValue::NULL);
    }
    let text = wasm_bindgen_futures::JsFuture::from(answer.text()?).await?;
    let text = text.as_string().unwrap_or_default();
    DomParser::new()?.parse_from_string(&text, SupportedType::TextHtml)
}
