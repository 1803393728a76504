//! What a resident wrote, and the residents behind it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::charter::{Category, Charter, Urgency};
use crate::geometry;
use crate::id::{BodyId, CaseId, PersonId, PhotoId, PlaceId};
use crate::instant::Instant;
use crate::text::{Sentence, Words};

/// Who may see a case, as its author chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Visibility {
    /// Everybody, with the author's name.
    Public,
    /// Everybody, without the author's name.
    PublicWithoutName,
    /// Only the author and the body in charge.
    BodyOnly,
}

impl Visibility {
    /// All of them, the most open first.
    pub const ALL: [Self; 3] = [Self::Public, Self::PublicWithoutName, Self::BodyOnly];

    /// The stable code kept in the database and used in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::PublicWithoutName => "public-without-name",
            Self::BodyOnly => "body-only",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// Whether everybody may see the case.
    pub const fn is_public(self) -> bool {
        match self {
            Self::Public | Self::PublicWithoutName => true,
            Self::BodyOnly => false,
        }
    }
}

/// A point on the map, in millionths of a degree (WGS 84).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Point {
    /// North of the equator, −90,000,000 to 90,000,000.
    pub latitude_e6: i32,
    /// East of Greenwich, −180,000,000 to 180,000,000.
    pub longitude_e6: i32,
}

impl From<geometry::Point> for Point {
    fn from(point: geometry::Point) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "at most 180 million, as geometry makes sure"
        )]
        let millionths = |degrees: f64| (degrees * 1_000_000.0).round() as i32;
        Self {
            latitude_e6: millionths(point.latitude()),
            longitude_e6: millionths(point.longitude()),
        }
    }
}

/// The body that a concern is about, and why its members should not hold it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// The body concerned.
    pub body: BodyId,
    /// Who and how, in the author's words.
    pub words: Sentence,
}

/// Under which key of the answers the exact place is kept in words, down to the flat: no
/// question of a charter can have it. Whoever reads answers reads it, and nobody else.
pub const EXACT_PLACE: &str = ".place";

/// What a resident wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concern {
    /// In the resident's own words.
    pub words: Words,
    /// The key of the category in the charter.
    pub category: String,
    /// How pressing it is; the category's, unless a duty body regraded it.
    pub urgency: Urgency,
    /// Where.
    pub place: PlaceId,
    /// That place, then the places it lies in, up to the root.
    pub place_path: Vec<PlaceId>,
    /// The exact spot, if one was given.
    pub point: Option<Point>,
    /// Answers to the category's extra questions, by key of the question.
    pub answers: BTreeMap<String, String>,
    /// Who may see it.
    pub visibility: Visibility,
    /// Set when the concern is about a body.
    pub conflict: Option<Conflict>,
    /// All bodies that it turned out to be about, if that is more than the
    /// one of `conflict`: none of them ever holds it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_about: Vec<BodyId>,
}

impl Concern {
    /// The line of the charter that it stands under: its category, as its answers make it.
    pub fn line<'a>(&self, charter: &'a Charter) -> Option<Cow<'a, Category>> {
        charter.line(&self.category, &self.answers)
    }

    /// Every body that the concern is about.
    pub fn concerned(&self) -> &[BodyId] {
        match &self.conflict {
            Some(conflict) if self.also_about.is_empty() => std::slice::from_ref(&conflict.body),
            Some(_) | None => &self.also_about,
        }
    }
}

/// A resident who says "me too"; the author is the first of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Affected {
    /// Who.
    pub person: PersonId,
    /// Since when; for the author, the filing.
    pub joined_at: Instant,
    /// Whether they are reached on paper, which gives them longer to answer.
    pub on_paper: bool,
    /// The merged case that they came with, if they did.
    pub came_with: Option<CaseId>,
}

/// What a photo belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PhotoOf {
    /// What the resident wrote.
    Concern,
    /// What the body reported done.
    Report,
    /// What an office on paper wrote back.
    Letter,
}

/// A photo on a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CasePhoto {
    /// Which.
    pub photo: PhotoId,
    /// What it belongs to.
    pub of: PhotoOf,
    /// Who added it.
    pub by: PersonId,
}
