//! Places: the tree from city to building.

use serde::{Deserialize, Serialize};

use crate::id::PlaceId;
use crate::language::Names;

/// What sort of area a place is, from the widest to the closest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceKind {
    /// A city; the root of a tree.
    City,
    /// A district of a city.
    District,
    /// A sub-district (街道) or town.
    SubDistrict,
    /// A residential community (社区、小区).
    Community,
    /// A building or group of buildings.
    Building,
}

impl PlaceKind {
    /// All kinds, widest first.
    pub const ALL: [Self; 5] = [
        Self::City,
        Self::District,
        Self::SubDistrict,
        Self::Community,
        Self::Building,
    ];

    /// The stable code kept in the database and used in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::City => "city",
            Self::District => "district",
            Self::SubDistrict => "sub-district",
            Self::Community => "community",
            Self::Building => "building",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// One place of the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Its id.
    pub id: PlaceId,
    /// The place it lies in; `None` for a root.
    pub parent: Option<PlaceId>,
    /// What sort of area it is.
    pub kind: PlaceKind,
    /// The part of its address: `/places/{slug}`. Lower-case ASCII letters, digits and dashes.
    pub slug: String,
    /// The official code, where the place has one.
    pub code: Option<String>,
    /// Its name.
    pub names: Names,
}
