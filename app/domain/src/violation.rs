//! What is wrong with an input: every mistake at once, each at its field.

use serde::Serialize;

/// One mistake in an input. The words for people live in `pages`, keyed by
/// `code` and language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// The form field it belongs to, as the form names it.
    pub field: &'static str,
    /// A stable code, such as `words-missing`.
    pub code: &'static str,
}

impl Violation {
    /// A mistake at `field`.
    pub const fn new(field: &'static str, code: &'static str) -> Self {
        Self { field, code }
    }
}
