//! Rules of a mapping: which values of the category columns stand for which
//! category of the charter.

use super::unknown_section;
use crate::commands::import::mistake::Mistakes;
use crate::commands::import::record::Cell;
use crate::commands::import::sections::{self, Section};

/// Values of category columns, and the charter's category they stand for.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) key: Cell,
    /// For each category column, the patterns of which one has to match; empty means any value.
    patterns: Vec<Vec<Pattern>>,
}

/// A value, or one with `*` for any run of characters.
#[derive(Clone, Debug)]
enum Pattern {
    Exact(String),
    Wild(Vec<String>),
}

impl Rule {
    /// Whether every column has one of the values that the rule names for it.
    pub(super) fn fits(&self, values: &[&str]) -> bool {
        self.patterns.iter().zip(values).all(|(patterns, value)| {
            patterns.is_empty() || patterns.iter().any(|pattern| pattern.fits(value))
        })
    }
}

impl Pattern {
    fn new(text: &str) -> Self {
        if text.contains('*') {
            Self::Wild(text.split('*').map(str::to_owned).collect())
        } else {
            Self::Exact(text.to_owned())
        }
    }

    fn fits(&self, value: &str) -> bool {
        match self {
            Self::Exact(text) => text == value,
            Self::Wild(parts) => {
                let (Some(first), Some(last)) = (parts.first(), parts.last()) else {
                    return false;
                };
                let Some(rest) = value.strip_prefix(first.as_str()) else {
                    return false;
                };
                let Some(mut rest) = rest.strip_suffix(last.as_str()) else {
                    return false;
                };
                for part in &parts[1..parts.len() - 1] {
                    let Some(at) = rest.find(part.as_str()) else {
                        return false;
                    };
                    rest = &rest[at + part.len()..];
                }
                true
            }
        }
    }
}

/// Reads one `[[category]]`; `None` after a mistake.
pub(super) fn read(section: &Section, columns: &[String], mistakes: &mut Mistakes) -> Option<Rule> {
    if section.name != "category" {
        unknown_section(section, mistakes);
        return None;
    }
    let mut keys: Vec<&str> = vec!["key"];
    keys.extend(columns.iter().map(String::as_str));
    sections::check_keys(section, &keys, mistakes);
    let Some(key) = section.get("key") else {
        mistakes.push(
            section.spot.clone(),
            "This rule names no category.",
            "Write key = \"…\" with a key of the charter.",
        );
        return None;
    };
    let patterns = columns
        .iter()
        .map(|column| {
            section
                .list(column)
                .iter()
                .map(|cell| Pattern::new(&cell.text))
                .collect()
        })
        .collect();
    Some(Rule {
        key: key.clone(),
        patterns,
    })
}
