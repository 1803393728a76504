//! What only shows when the planned places stand among those that are there.

use std::collections::HashMap;

use domain::id::PlaceId;
use domain::place::{Place, PlaceKind};

use super::Planned;
use crate::commands::import::mistake::{Mistakes, Spot, shown};

/// Where places stand in the files.
pub(super) struct Spots {
    pub(super) by_slug: HashMap<String, Spot>,
    /// For those that are in no file.
    pub(super) whole: Spot,
}

/// Checks what the files leave untouched against what they change: a place
/// that is moved under its own descendant, or made narrower than what lies in it.
pub(super) fn check(planned: &[Planned], known: &[Place], spots: &Spots, mistakes: &mut Mistakes) {
    let mut places: HashMap<PlaceId, &Place> =
        known.iter().map(|place| (place.id, place)).collect();
    places.extend(
        planned
            .iter()
            .map(|planned| (planned.place.id, &planned.place)),
    );
    let spot = |place: &Place| {
        let found = spots.by_slug.get(&place.slug);
        found.unwrap_or(&spots.whole).clone()
    };
    for Planned { place, .. } in planned {
        let mut at = place;
        for _ in PlaceKind::ALL {
            let Some(parent) = at.parent.and_then(|id| places.get(&id)) else {
                break;
            };
            if parent.kind >= at.kind {
                mistakes.push(
                    spot(place),
                    format!("{} cannot lie in {}.", shown(&at.slug), shown(&parent.slug)),
                    "Correct kind or parent_code: city > district > sub-district > community > building.",
                );
                return;
            }
            at = parent;
        }
    }
    for place in known {
        if let Some(parent) = place.parent.and_then(|id| places.get(&id))
            && let Some(now) = places.get(&place.id)
            && now.parent == place.parent
            && parent.kind >= now.kind
        {
            mistakes.push(
                spot(parent),
                format!(
                    "{} is already in this place and would not fit any more.",
                    shown(&place.slug)
                ),
                "Keep the kind of this place, or change both in one import.",
            );
        }
    }
}
