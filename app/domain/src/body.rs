//! Bodies: the organisations that can hold a case.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::calendar::WorkingCalendar;
use crate::id::{BodyId, PlaceId};
use crate::language::Names;

/// What sort of organisation a body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BodyKind {
    /// Residents governing themselves: building group, residents' committee, owners' committee.
    SelfGovernance,
    /// An office of government.
    Government,
    /// Property company, utility, charity, shop. Holds only what the charter names it for.
    Partner,
}

impl BodyKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::SelfGovernance, Self::Government, Self::Partner];

    /// The stable code kept in the database and used in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SelfGovernance => "self-governance",
            Self::Government => "government",
            Self::Partner => "partner",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// How far a body is from the residents: building group 0, residents'
/// committee 1, sub-district office 2, district department 3, city department 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Tier(u8);

impl Tier {
    /// The highest tier: city departments.
    pub const TOP: Self = Self(4);
    /// The group of a building.
    pub const GROUP: Self = Self(0);
    /// The residents' committee.
    pub const COMMITTEE: Self = Self(1);
    /// The sub-district office: the closest of the government.
    pub const OFFICE: Self = Self(2);

    /// A tier from 0 to 4.
    pub const fn new(tier: u8) -> Option<Self> {
        if tier <= 4 { Some(Self(tier)) } else { None }
    }

    /// Every tier, the closest to the residents first.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..=4).map(Self)
    }

    /// The number, 0 to 4.
    pub const fn number(self) -> u8 {
        self.0
    }

    /// The tier above, if there is one.
    pub const fn above(self) -> Option<Self> {
        Self::new(self.0 + 1)
    }
}

impl TryFrom<i64> for Tier {
    type Error = TierInvalid;

    fn try_from(tier: i64) -> Result<Self, TierInvalid> {
        u8::try_from(tier)
            .ok()
            .and_then(Self::new)
            .ok_or(TierInvalid)
    }
}

impl From<Tier> for i64 {
    fn from(tier: Tier) -> Self {
        Self::from(tier.0)
    }
}

/// A number that is no tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a tier is a number from 0 to 4")]
pub struct TierInvalid;

/// The categories that a body deals with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Competence {
    /// Whatever the charter gives to its tier.
    All,
    /// These categories only, by key.
    Only(BTreeSet<String>),
}

impl Competence {
    /// Whether it covers the category with this key.
    pub fn covers(&self, category: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(keys) => keys.contains(category),
        }
    }
}

/// How the public reaches a body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// Telephone number as people dial it.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Where the door is.
    pub address: Option<String>,
    /// When the door is open, in the body's own words.
    pub hours: Option<String>,
}

/// An organisation that can hold a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// Its id.
    pub id: BodyId,
    /// Its stable key in files, such as `willow-lane-committee`.
    pub key: String,
    /// What sort of organisation it is.
    pub kind: BodyKind,
    /// How far it is from the residents.
    pub tier: Tier,
    /// Its name.
    pub names: Names,
    /// The places it serves, with everything inside them.
    pub places: Vec<PlaceId>,
    /// What it deals with.
    pub competence: Competence,
    /// When it works.
    pub calendar: WorkingCalendar,
    /// How the public reaches it.
    pub contact: Contact,
    /// The body above a partner; `None` for others.
    pub answers_to: Option<BodyId>,
    /// Smaller stands first where several bodies qualify; the charter's `order` goes before it.
    pub rank: i64,
    /// Whether it takes work now.
    pub in_service: bool,
    /// How many people belong to it. With 0 it is routed past.
    pub members: i64,
    /// The last resort of its root place: what nobody else may hold ends here.
    pub last_resort: bool,
    /// Nobody of it signs in and no system of its own is connected: it is served
    /// by printed letter.
    pub on_paper: bool,
}

impl Body {
    /// Whether a case can be given to it now.
    pub fn takes_cases(&self) -> bool {
        self.in_service && self.members > 0
    }

    /// Whether somebody reads a danger at once, day and night.
    pub fn keeps_duty(&self) -> bool {
        self.calendar.duty && !self.on_paper
    }
}
