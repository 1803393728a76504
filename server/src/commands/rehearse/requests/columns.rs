//! Where the columns that a mapping names stand in the header.

use std::fmt;

use crate::commands::import::mistake::{Spot, shown};
use crate::commands::rehearse::mapping::Mapping;

/// A header that cannot be read, or that lacks columns.
#[derive(Debug)]
pub struct HeaderWrong {
    /// Where it stands.
    pub spot: Spot,
    /// What is wrong, as a sentence.
    pub what: String,
    /// What to do, as a sentence.
    pub remedy: String,
}

impl std::error::Error for HeaderWrong {}

impl fmt::Display for HeaderWrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} {}", self.spot, self.what, self.remedy)
    }
}

impl HeaderWrong {
    pub(super) fn unreadable(spot: Spot) -> Self {
        Self {
            spot,
            what: "The header of the table cannot be read.".to_owned(),
            remedy: "Save the table as CSV in UTF-8.".to_owned(),
        }
    }
}

/// The most columns that a message names.
const MOST_NAMED: usize = 60;

/// Where the columns stand.
pub(super) struct Positions {
    pub(super) opened: usize,
    pub(super) category: Vec<usize>,
    pub(super) reference: Option<usize>,
    pub(super) due: Option<usize>,
    pub(super) closed: Option<usize>,
    pub(super) point: Option<(usize, usize)>,
    pub(super) words: Option<usize>,
    pub(super) address: Option<usize>,
    pub(super) note: Option<usize>,
}

impl Positions {
    pub(super) fn find(
        header: &csv::StringRecord,
        spot: Spot,
        mapping: &Mapping,
    ) -> Result<Self, HeaderWrong> {
        let columns = &mapping.columns;
        let mut missing: Vec<String> = Vec::new();
        let mut find = |column: &str| {
            let at = header.iter().position(|there| there.trim() == column);
            if at.is_none() {
                missing.push(shown(column));
            }
            at.unwrap_or_default()
        };
        let positions = Self {
            opened: find(&columns.opened),
            category: columns.category.iter().map(|column| find(column)).collect(),
            reference: columns.reference.as_deref().map(&mut find),
            due: columns.due.as_deref().map(&mut find),
            closed: columns.closed.as_deref().map(&mut find),
            point: columns
                .latitude
                .as_deref()
                .zip(columns.longitude.as_deref())
                .map(|(a, b)| (find(a), find(b))),
            words: columns.words.as_deref().map(&mut find),
            address: columns.address.as_deref().map(&mut find),
            note: columns.note.as_deref().map(&mut find),
        };
        if !missing.is_empty() {
            let has: Vec<String> = header.iter().take(MOST_NAMED).map(shown).collect();
            return Err(HeaderWrong {
                spot,
                what: format!("There is no column {}.", missing.join(", ")),
                remedy: format!(
                    "Correct [columns] in the mapping; the table has: {}.",
                    has.join(", ")
                ),
            });
        }
        Ok(positions)
    }
}
