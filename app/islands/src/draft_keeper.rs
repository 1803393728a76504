//! Words kept on the device while they are typed, so that a dead battery or a
//! closed tab loses nothing.
//!
//! Kept are only the named text fields of one form, on this device, for thirty
//! days, until they are sent or somebody deletes them. Nothing is sent
//! anywhere. What the server put into a field always wins over what is kept.

#![expect(
    missing_docs,
    reason = "the macro writes a struct of props without words; everything of ours has them"
)]

mod kept;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, HtmlInputElement, HtmlTextAreaElement};

use self::kept::Kept;
use crate::label::words;

words! {
    /// The words of [`DraftKeeper`].
    pub struct DraftLabels {
        /// Said once words are kept: "Kept on this phone."
        kept,
        /// Said when words were put back into an empty field.
        restored,
        /// On the button: "Delete what is kept".
        forget,
        /// Said after that.
        forgotten,
    }
}

/// Keeps the typed words of a form on the device.
#[island]
pub fn DraftKeeper(
    /// Under what the words are kept; one per form.
    key: String,
    /// The id of the form.
    form: String,
    /// The names of the text fields to keep.
    fields: Vec<String>,
    /// Whether the words have arrived: what is kept is then forgotten.
    sent: bool,
    /// The words.
    labels: DraftLabels,
) -> impl IntoView {
    let keeper = Keeper {
        key: StoredValue::new(key),
        form: StoredValue::new(form),
        fields: StoredValue::new(fields),
        said: RwSignal::new(String::new()),
        something: RwSignal::new(false),
        stopped: RwSignal::new(false),
        labels: StoredValue::new(labels),
    };
    Effect::new(move |_| {
        if sent {
            keeper.forget();
        } else {
            keeper.restore();
            keeper.listen();
        }
    });
    let forget = keeper.labels.with_value(|labels| labels.forget.clone());
    view! {
        <div class="draft-keeper">
            <p class="draft-keeper-said" role="status">{move || keeper.said.get()}</p>
            <button
                type="button"
                class="draft-keeper-forget"
                hidden=move || !keeper.something.get()
                on:click=move |_| keeper.forget_asked()
            >
                {forget}
            </button>
        </div>
    }
}

#[derive(Clone, Copy)]
struct Keeper {
    key: StoredValue<String>,
    form: StoredValue<String>,
    fields: StoredValue<Vec<String>>,
    said: RwSignal<String>,
    something: RwSignal<bool>,
    /// Somebody deleted what was kept: nothing more is kept on this page.
    stopped: RwSignal<bool>,
    labels: StoredValue<DraftLabels>,
}

impl Keeper {
    fn kept(self) -> Option<Kept> {
        self.key.with_value(|key| Kept::open(key))
    }

    /// Puts kept words back into fields that are empty, and keeps what the server put there.
    fn restore(self) {
        let Some(kept) = self.kept() else { return };
        let now = js_sys::Date::now();
        let mut restored = false;
        for name in self.fields.get_value() {
            let Some(field) = self.form.with_value(|form| Field::find(form, &name)) else {
                continue;
            };
            if field.words().is_empty() {
                if let Some(words) = kept.find(&name, now) {
                    field.write(&words);
                    restored = true;
                }
            } else {
                kept.keep(&name, &field.words(), now);
            }
        }
        if restored {
            self.said
                .set(self.labels.with_value(|labels| labels.restored.clone()));
            self.something.set(true);
        }
    }

    fn listen(self) {
        let form = self.form.with_value(|id| document().get_element_by_id(id));
        let Some(form) = form else { return };
        let typed = Closure::<dyn FnMut(Event)>::new(move |event: Event| self.typed(&event));
        // Without a listener nothing is kept; the form itself works all the same.
        let _ = form.add_event_listener_with_callback("input", typed.as_ref().unchecked_ref());
        // It listens as long as the page lives.
        typed.forget();
    }

    fn typed(self, event: &Event) {
        if self.stopped.get_untracked() {
            return;
        }
        let Some(field) = event.target().and_then(Field::of) else {
            return;
        };
        let name = field.name();
        if !self.fields.with_value(|fields| fields.contains(&name)) {
            return;
        }
        let Some(kept) = self.kept() else { return };
        let words = field.words();
        if kept.keep(&name, &words, js_sys::Date::now()) && !words.is_empty() {
            let said = self.labels.with_value(|labels| labels.kept.clone());
            // Said once, not at every letter.
            if self.said.with_untracked(|now| *now != said) {
                self.said.set(said);
            }
            self.something.set(true);
        }
    }

    fn forget(self) {
        if let Some(kept) = self.kept() {
            self.fields.with_value(|fields| kept.forget(fields));
        }
        self.something.set(false);
    }

    fn forget_asked(self) {
        self.stopped.set(true);
        self.forget();
        self.said
            .set(self.labels.with_value(|labels| labels.forgotten.clone()));
        // The button that had the focus hides itself.
        let first = self.fields.with_value(|fields| fields.first().cloned());
        let find = |name: String| self.form.with_value(|form| Field::find(form, &name));
        if let Some(field) = first.and_then(find) {
            field.take_focus();
        }
    }
}

/// A field in which somebody writes words.
enum Field {
    Line(HtmlInputElement),
    Area(HtmlTextAreaElement),
}

impl Field {
    fn find(form: &str, name: &str) -> Option<Self> {
        let selector = format!("#{form} [name=\"{name}\"]");
        document()
            .query_selector(&selector)
            .ok()
            .flatten()
            .and_then(|element| Self::of(element.into()))
    }

    /// A password, a tick or a file is no field of words.
    fn of(target: web_sys::EventTarget) -> Option<Self> {
        match target.dyn_into::<HtmlTextAreaElement>() {
            Ok(area) => Some(Self::Area(area)),
            Err(target) => {
                let line = target.dyn_into::<HtmlInputElement>().ok()?;
                matches!(line.type_().as_str(), "text" | "search").then_some(Self::Line(line))
            }
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Line(line) => line.name(),
            Self::Area(area) => area.name(),
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Line(line) => line.value(),
            Self::Area(area) => area.value(),
        }
    }

    fn take_focus(&self) {
        // Where it cannot be focused, nothing is worse than before.
        let _ = match self {
            Self::Line(line) => line.focus(),
            Self::Area(area) => area.focus(),
        };
    }

    fn write(&self, words: &str) {
        match self {
            Self::Line(line) => line.set_value(words),
            Self::Area(area) => area.set_value(words),
        }
    }
}
