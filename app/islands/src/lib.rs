//! What moves in the browser: the only code that becomes WebAssembly.
//!
//! Each island makes a page pleasanter that is complete without it: its HTML
//! comes whole from the server, scripts only take it up. Every word an island
//! says arrives as a prop in the reader's language; where a word carries a
//! value, its place is written `{name}` (see [`label`]).
//!
//! How to add one more: write `#[island] pub fn Thing(…)` in `thing.rs` with
//! **one** root element (a server built with erased view types ends a list of
//! roots with a marker that the browser's walk would stumble over), keep what
//! can be decided without a browser in plain functions with tests, put the
//! words into the props, add its name to the build's list of expected islands,
//! and weigh the WebAssembly afterwards.

pub mod draft_keeper;
pub mod label;
pub mod live_thread;
pub mod photo_preview;
pub mod place_map;

pub use draft_keeper::{DraftKeeper, DraftLabels};
pub use live_thread::{LiveLabels, LiveThread};
pub use photo_preview::{PhotoLabels, PhotoPreview};
pub use place_map::{MapFields, MapLabels, PlaceMap, PlaceShapes};

/// Readies the browser's side; the start script calls it before any island.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
