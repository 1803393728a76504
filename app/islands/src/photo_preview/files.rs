//! Files of an input: reading what was picked, and giving a choice back to it.

use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{DataTransfer, File, HtmlElement, HtmlInputElement, Url};

use super::choice::Picked;

/// A photo that goes with the report, as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// What is known of it.
    pub picked: Picked,
    /// Where the browser finds its pixels: an object URL of this page.
    pub source: String,
}

/// The files an input holds.
pub fn files_of(input: &HtmlInputElement) -> Vec<File> {
    let Some(list) = input.files() else {
        return Vec::new();
    };
    (0..list.length()).filter_map(|at| list.get(at)).collect()
}

/// The button that takes the photo at `at` out of the list beside an input.
pub fn remove_button(input: &HtmlInputElement, at: usize) -> Option<HtmlElement> {
    let beside = input.parent_element()?;
    let buttons = beside
        .query_selector_all(".photo-preview-item button")
        .ok()?;
    let button = buttons.item(u32::try_from(at).ok()?)?;
    button.dyn_into().ok()
}

/// What is known of a file.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sizes and times of files are whole and positive"
)]
pub fn describe(file: &File) -> Picked {
    Picked {
        name: file.name(),
        bytes: file.size() as u64,
        kind: file.type_(),
        changed: file.last_modified() as u64,
    }
}

/// An object URL for a file; empty where the browser gives none.
pub fn source_of(file: &File) -> String {
    Url::create_object_url_with_blob(file).unwrap_or_default()
}

/// Frees the memory behind an object URL.
pub fn forget_source(source: &str) {
    // Nothing depends on it: an unknown URL is simply already free.
    let _ = Url::revoke_object_url(source);
}

/// Makes these the files of the input.
///
/// # Errors
/// Browsers without a `DataTransfer` constructor keep what was picked last.
pub fn give_back(input: &HtmlInputElement, files: &[File]) -> Result<(), JsValue> {
    let transfer = DataTransfer::new()?;
    for file in files {
        transfer.items().add_with_file(file)?;
    }
    input.set_files(transfer.files().as_ref());
    Ok(())
}
