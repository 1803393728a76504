//! Which open cases are most like a concern: asked before one is filed, and before one is
//! put together with another.

use domain::case::Case;
use domain::id::{CaseId, PlaceId};
use domain::similar::{Compared, similar};
use domain::text::fold;

/// How many open cases a concern is compared with, the newest first.
pub(crate) const COMPARED: i64 = 200;
/// How many levels above the place are looked at: from a building to its sub-district.
const LEVELS: usize = 2;

/// The place in which such cases are looked for; `path` begins with the closest.
pub(crate) fn within(path: &[PlaceId]) -> Option<PlaceId> {
    path.get(LEVELS.min(path.len().saturating_sub(1))).copied()
}

/// Those of `open` that are most like it, the most alike first.
pub(crate) fn most_alike(
    words: &str,
    category: &str,
    place_path: &[PlaceId],
    open: &[&Case],
) -> Vec<CaseId> {
    let words = fold(words);
    let new = Compared {
        words: &words,
        category,
        place_path,
    };
    let folded: Vec<String> = open
        .iter()
        .map(|case| fold(case.concern.words.as_str()))
        .collect();
    let compared = open.iter().zip(&folded).map(|(case, words)| {
        let concern = &case.concern;
        let of = Compared {
            words,
            category: &concern.category,
            place_path: &concern.place_path,
        };
        (case.id, of)
    });
    similar(new, compared)
        .into_iter()
        .map(|one| one.case)
        .collect()
}
