//! Guards: small programs that read the repository and say, to the person who tripped one, what to do instead.
//!
//! A guard returns its findings as finished sentences; an empty list means that all is well. To add one: a module below
//! with a `check`, a row in [`all`], and a test that shows it fail on a bad example.

mod documents;
mod duplicates;
mod exceptions;
mod house;
mod layers;
mod licences;
mod purity;
mod raw_tags;
mod restraint;
mod unused;

use anyhow::Result;

use crate::workspace::Workspace;

/// One guard: what to call it, and what it finds.
#[derive(Clone, Copy)]
pub struct Guard {
    /// The word for `cargo xtask check --only`.
    pub name: &'static str,
    /// Reads the repository and returns what is wrong, one finished sentence each.
    pub check: fn(&Workspace) -> Result<Vec<String>>,
}

/// Every guard, the quick ones first.
pub fn all() -> Vec<Guard> {
    vec![
        Guard {
            name: "house",
            check: house::check,
        },
        Guard {
            name: "layers",
            check: layers::check,
        },
        Guard {
            name: "raw-tags",
            check: raw_tags::check,
        },
        Guard {
            name: "restraint",
            check: restraint::check,
        },
        Guard {
            name: "documents",
            check: documents::check,
        },
        Guard {
            name: "purity",
            check: purity::check,
        },
        Guard {
            name: "licences",
            check: licences::check,
        },
        Guard {
            name: "duplicates",
            check: duplicates::check,
        },
        Guard {
            name: "unused",
            check: unused::check,
        },
    ]
}
