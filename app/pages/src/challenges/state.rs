//! The state of an act's form: what was typed, and what is wrong with it.

use crate::components::Problems;
use crate::form::Posted;

/// What a form shows beside its empty fields.
#[derive(Debug, Default)]
pub(super) struct State {
    /// What was typed, or what the address said.
    pub(super) typed: Posted,
    pub(super) problems: Problems,
    /// The entry that the act is about.
    pub(super) part: Option<i64>,
    /// Whether the challenge changed meanwhile: then its newest step is told.
    pub(super) faster: bool,
}

impl State {
    /// What was typed into a field, or what stands in it at first.
    pub(super) fn or(&self, name: &str, start: &str) -> String {
        if self.typed.has(name) {
            self.typed.text(name).to_owned()
        } else {
            start.to_owned()
        }
    }
}
