//! Photos before they are sent: a plain file field, and in the browser the
//! pictures themselves with their sizes and a way to take one out again.
//!
//! Nothing is shrunk or sent here. Without scripts it is the file field alone.

#![expect(
    missing_docs,
    reason = "the macro writes a struct of props without words; everything of ours has them"
)]

pub mod choice;
mod files;

use leptos::ev::Event;
use leptos::html;
use leptos::prelude::*;
use web_sys::File;

pub use self::choice::Room;
use self::choice::{Picked, Verdict, judge, size_text};
use self::files::{Shown, describe, files_of, forget_source, give_back, remove_button, source_of};
use crate::label::{fill, words};

words! {
    /// The words of [`PhotoPreview`].
    pub struct PhotoLabels {
        /// Said when there are photos: `{count}` and `{size}` of all.
        chosen,
        /// Said when the last photo was taken out.
        none,
        /// On the button: "Remove".
        remove,
        /// What the button does, for who cannot see the picture; begins like
        /// `remove`: "Remove `{name}`".
        remove_named,
        /// `{name}` is no JPEG, PNG or WebP.
        wrong_kind,
        /// `{name}` is too large.
        too_large,
        /// `{name}` is one too many.
        too_many,
    }
}

/// A file field for photos that shows what was picked.
#[island]
pub fn PhotoPreview(
    /// The id of the field, which the page's label names.
    id: String,
    /// The name under which the photos are posted.
    name: String,
    /// The ids of the hint and the error, apart by spaces; may be empty.
    described_by: String,
    /// Whether the last answer found fault with the photos.
    invalid: bool,
    /// How many photos, and how large each may be.
    room: Room,
    /// The words.
    labels: PhotoLabels,
) -> impl IntoView {
    let desk = Desk {
        input: NodeRef::new(),
        shown: RwSignal::new(Vec::new()),
        said: RwSignal::new(String::new()),
        held: StoredValue::new_local(Vec::new()),
        room: StoredValue::new(room),
        labels: StoredValue::new(labels),
    };
    // A reloaded page may still hold files from before.
    Effect::new(move |_| {
        if desk.input.get().is_some() {
            desk.take_picked();
        }
    });
    let described_by = (!described_by.is_empty()).then_some(described_by);
    view! {
        <div class="photo-preview">
            <input
                type="file"
                class="input file"
                id=id
                name=name
                accept="image/jpeg,image/png,image/webp"
                multiple=true
                aria-describedby=described_by
                aria-invalid=invalid.then_some("true")
                node_ref=desk.input
                on:change=move |_: Event| desk.take_picked()
            />
            <p class="photo-preview-said" role="status">{move || desk.said.get()}</p>
            <ul class="photo-preview-list" hidden=move || desk.shown.read().is_empty()>
                {move || desk.items()}
            </ul>
        </div>
    }
}

/// The photos on the table.
#[derive(Clone, Copy)]
struct Desk {
    input: NodeRef<html::Input>,
    shown: RwSignal<Vec<Shown>>,
    said: RwSignal<String>,
    /// The files themselves, in the order of `shown`; they live in the browser only.
    held: StoredValue<Vec<File>, LocalStorage>,
    room: StoredValue<Room>,
    labels: StoredValue<PhotoLabels>,
}

impl Desk {
    fn items(self) -> Vec<impl IntoView> {
        let shown = self.shown.get();
        shown
            .into_iter()
            .enumerate()
            .map(|(at, photo)| self.item(at, photo))
            .collect()
    }

    fn item(self, at: usize, photo: Shown) -> impl IntoView {
        let Shown { picked, source } = photo;
        let (word, named) = self.labels.with_value(|labels| {
            (
                labels.remove.clone(),
                fill(&labels.remove_named, &[("name", &picked.name)]),
            )
        });
        view! {
            <li class="photo-preview-item">
                <img class="photo-preview-picture" src=source alt="" width="96" height="96" />
                <span class="photo-preview-name">{picked.name}</span>
                <span class="photo-preview-size">{size_text(picked.bytes)}</span>
                <button type="button" class="button quiet" aria-label=named on:click=move |_| self.take_out(at)>
                    {word}
                </button>
            </li>
        }
    }

    /// Adds what the input holds now to what was there before.
    fn take_picked(self) {
        let Some(input) = self.input.get_untracked() else {
            return;
        };
        let before = self.shown.with_untracked(|shown| {
            shown
                .iter()
                .map(|photo| photo.picked.clone())
                .collect::<Vec<_>>()
        });
        let picked = files_of(&input);
        if picked.is_empty() && before.is_empty() {
            return;
        }
        let (files, refusals) = self.sorted_out(before, picked);
        let mut held = self.held.get_value();
        held.extend(files.iter().cloned());
        if give_back(&input, &held).is_err() {
            // An old browser: the field keeps what was picked last, and so does the list.
            self.clear();
            held = files_of(&input);
            self.show(&held);
        } else {
            self.show(&files);
        }
        self.held.set_value(held);
        self.say(&refusals);
    }

    /// The files to add, and a sentence for each that is left out.
    fn sorted_out(self, mut taken: Vec<Picked>, picked: Vec<File>) -> (Vec<File>, Vec<String>) {
        let room = self.room.get_value();
        let mut files = Vec::new();
        let mut refusals = Vec::new();
        for file in picked {
            let about = describe(&file);
            let verdict = judge(&taken, &about, room);
            let refusal = self.labels.with_value(|labels| match verdict {
                Verdict::Taken | Verdict::Again => None,
                Verdict::WrongKind => Some(fill(&labels.wrong_kind, &[("name", &about.name)])),
                Verdict::TooLarge => Some(fill(&labels.too_large, &[("name", &about.name)])),
                Verdict::TooMany => Some(fill(&labels.too_many, &[("name", &about.name)])),
            });
            refusals.extend(refusal);
            if verdict == Verdict::Taken {
                taken.push(about);
                files.push(file);
            }
        }
        (files, refusals)
    }

    fn show(self, files: &[File]) {
        let added = files.iter().map(|file| Shown {
            picked: describe(file),
            source: source_of(file),
        });
        self.shown.update(|shown| shown.extend(added));
    }

    fn clear(self) {
        for photo in self.shown.get_untracked() {
            forget_source(&photo.source);
        }
        self.shown.set(Vec::new());
    }

    fn take_out(self, at: usize) {
        let Some(input) = self.input.get_untracked() else {
            return;
        };
        let mut held = self.held.get_value();
        if at >= held.len() {
            return;
        }
        held.remove(at);
        if give_back(&input, &held).is_err() {
            return;
        }
        self.held.set_value(held);
        self.shown
            .update(|shown| forget_source(&shown.remove(at).source));
        self.say(&[]);
        // The button that had the focus is gone: the one of the next photo takes it.
        let next = self.shown.with_untracked(Vec::len).checked_sub(1);
        let next = next.and_then(|last| remove_button(&input, at.min(last)));
        let _ = next.map_or_else(|| input.focus(), |button| button.focus());
    }

    fn say(self, refusals: &[String]) {
        let (count, bytes) = self.shown.with_untracked(|shown| {
            (
                shown.len(),
                shown.iter().map(|photo| photo.picked.bytes).sum::<u64>(),
            )
        });
        let sum = self.labels.with_value(|labels| match count {
            0 => labels.none.clone(),
            _ => fill(
                &labels.chosen,
                &[("count", &count.to_string()), ("size", &size_text(bytes))],
            ),
        });
        let mut said = refusals.to_vec();
        said.push(sum);
        self.said.set(said.join(" "));
    }
}
