//! Exchange with the system of a body over Open311: what is sent, when it is
//! tried again, and what an update from there does here.
//!
//! Three promises hold whatever the other side does. A case is sent once: when
//! nobody can know whether it arrived, it is looked for and not sent again
//! ([`next_step`]). An update never overwrites a newer state ([`judge`]). And
//! what is *closed* there is *reported done* here: only residents say *solved*.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

mod codes;
mod pause;
mod update;

pub use codes::{DispatchState, UpdateOutcome};
pub use pause::{
    Attempt, LOOKS, Next, Step, Tried, next_step, poll_again_at, since, try_again_at, window,
};
pub use update::{Judged, Known, RemoteUpdate, Said, dated, judge, order};

use crate::case::Case;
use crate::reference::Reference;

/// Which service of the other system each category is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Services {
    /// The service for every category that is not named.
    pub default: String,
    /// The services of single categories, by the category's key.
    #[serde(default)]
    pub by_category: BTreeMap<String, String>,
}

impl Services {
    /// The service code for a category.
    pub fn code(&self, category: &str) -> &str {
        self.by_category.get(category).unwrap_or(&self.default)
    }
}

/// Whether a case goes to the system of the body that holds it. What residents
/// showed to one body only stays with the people of that body: what is sent
/// over Open311 is public there.
pub fn is_sent(case: &Case) -> bool {
    case.is_open() && case.concern.visibility.is_public()
}

/// What a request carries in its words, by which it is found again: the
/// reference, and the number of the event that brought the case to the body.
pub fn mark(reference: Reference, cause: i64) -> String {
    format!("Linli {reference}-{cause}")
}

/// Whether some words carry this mark, and not the beginning of a longer one.
pub fn carries(words: &str, mark: &str) -> bool {
    words.match_indices(mark).any(|(at, found)| {
        let after = words[at + found.len()..].chars().next();
        !after.is_some_and(|one| one.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_without_a_service_of_its_own_goes_to_the_default() {
        let by_category = BTreeMap::from([("stair-light".to_owned(), "S-7".to_owned())]);
        let services = Services {
            default: "OTHER".to_owned(),
            by_category,
        };
        assert_eq!(services.code("stair-light"), "S-7");
        assert_eq!(services.code("noise"), "OTHER");
    }

    #[test]
    fn a_mark_is_not_found_in_a_longer_one() {
        let mark = mark(Reference::from_seed(7), 3);
        assert!(carries(&format!("It is dark.\n{mark}: https://x"), &mark));
        assert!(carries(&mark, &mark));
        assert!(!carries(&format!("{mark}1"), &mark));
        assert!(carries(&format!("{mark}1 {mark}"), &mark));
        assert!(!carries("", &mark));
    }
}
