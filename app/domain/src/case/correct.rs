//! Correcting place, category or urgency.

use serde::{Deserialize, Serialize};

use crate::case::concern::Point;
use crate::charter::Urgency;
use crate::id::PlaceId;

/// Where it really is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceCorrection {
    /// The place.
    pub place: PlaceId,
    /// That place, then the places it lies in, up to the root.
    pub place_path: Vec<PlaceId>,
    /// The exact spot, if known.
    pub point: Option<Point>,
}

/// What is put right; at least one of the three.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Where it is.
    pub place: Option<PlaceCorrection>,
    /// The key of the right category; brings that category's urgency with it.
    pub category: Option<String>,
    /// How pressing it is: only a duty body may change this by itself.
    pub urgency: Option<Urgency>,
}
