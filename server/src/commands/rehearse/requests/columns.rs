//! Where the columns that a mapping names stand in the header.

use anyhow::bail;

use crate::commands::import::mistake::shown;
use crate::commands::rehearse::mapping::Mapping;

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
        name: &str,
        mapping: &Mapping,
    ) -> anyhow::Result<Self> {
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
            let has: Vec<&str> = header.iter().collect();
            bail!(
                "{name} has no column {}; it has: {}. Correct [columns] in the mapping.",
                missing.join(", "),
                has.join(", ")
            );
        }
        Ok(positions)
    }
}
