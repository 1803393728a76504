//! The label of a door, on its way to a keyed hash: folded, so that a person
//! and a list write the same door the same way. It is never kept.

use super::HouseholdRefused;
use crate::text::{Sentence, fold};

/// Most characters of a label.
const MAX_CHARACTERS: usize = 20;
/// Most letters made at once.
pub const MAX_DOORS: usize = 300;

/// A door, as it is hashed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Door(String);

impl Door {
    /// Reads a label: `2-301`, `２－３０１`, `2－301室` and ` 2 - 301 ` are one door.
    ///
    /// # Errors
    /// When there is none, or it is too long for one.
    pub fn parse(text: &str) -> Result<Self, HouseholdRefused> {
        if text.len() > MAX_CHARACTERS * 16 {
            return Err(HouseholdRefused::DoorTooLong);
        }
        let folded: String = fold(text)
            .chars()
            .filter(|one| !one.is_whitespace())
            .map(|one| match one {
                '\u{2010}'..='\u{2015}' | '\u{2212}' | '~' | '_' => '-',
                other => other,
            })
            .collect();
        let door = folded.strip_suffix(['室', '房', '号']).unwrap_or(&folded);
        if !door.chars().any(char::is_alphanumeric) {
            Err(HouseholdRefused::DoorMissing)
        } else if door.chars().nth(MAX_CHARACTERS).is_some() {
            Err(HouseholdRefused::DoorTooLong)
        } else {
            Ok(Self(door.to_owned()))
        }
    }

    /// What is hashed.
    pub fn folded(&self) -> &str {
        &self.0
    }
}

/// Says nothing: a label is for the hash only.
impl std::fmt::Debug for Door {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Door(…)")
    }
}

/// The doors of a list, one a line, each once, with the label as it was written.
///
/// # Errors
/// When there is none, one is too long, or there are more than [`MAX_DOORS`].
pub fn doors(text: &str) -> Result<Vec<(Door, String)>, HouseholdRefused> {
    let mut found: Vec<(Door, String)> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let door = Door::parse(line)?;
        if found.iter().any(|(known, _)| *known == door) {
            continue;
        }
        if found.len() == MAX_DOORS {
            return Err(HouseholdRefused::TooManyDoors);
        }
        // For the sheet: without what would turn or hide its letters.
        let label = Sentence::parse(line).map_err(|_| HouseholdRefused::DoorMissing)?;
        found.push((door, label.into()));
    }
    if found.is_empty() {
        return Err(HouseholdRefused::DoorMissing);
    }
    Ok(found)
}
