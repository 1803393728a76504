//! Founding a group of a building (DESIGN section 3): ten verified households sign, and
//! the building has a body of its own, the closest to its residents.
//!
//! Only verified households count, however few a place has; that of somebody who moved out
//! counts no more. One household is one voice, and one person is at most one. Those who
//! tick that they help become its first members; without enough of them it waits. What is
//! unfinished lapses, which is judged whenever somebody looks: nothing has to wake up for it.

use std::collections::BTreeSet;

use crate::body::{Body, BodyKind, Competence, Contact, Tier};
use crate::calendar::WorkingCalendar;
use crate::id::{BodyId, HouseholdId, PersonId};
use crate::instant::Instant;
use crate::language::Names;
use crate::place::{Place, PlaceKind};
use crate::slug;

/// How many verified households of the building have to sign.
pub const HOUSEHOLDS_NEEDED: usize = 10;
/// In how many of them somebody has to help to look after it.
pub const HELPERS_NEEDED: usize = 3;
/// An unfinished founding lapses so many days after it began.
pub const FOUNDING_DAYS: i64 = 60;

/// Why somebody does not sign, or has nothing to take back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum FoundingRefused {
    /// The place is an area, not a building.
    #[error("not a building")]
    NotBuilding,
    /// Only who is verified in the building, or in a part of it, signs.
    #[error("not a verified resident of the building")]
    NotVerified,
    /// A group of the building is there and takes work.
    #[error("the building has a group")]
    GroupThere,
    /// No body stands above it, whose hours it could keep and who takes over from it.
    #[error("no body above it")]
    NobodyAbove,
    /// There is no signature of theirs, or the founding has lapsed.
    #[error("nothing to take back")]
    NotSigned,
}

impl FoundingRefused {
    /// All reasons.
    pub const ALL: [Self; 5] = [
        Self::NotBuilding,
        Self::NotVerified,
        Self::GroupThere,
        Self::NobodyAbove,
        Self::NotSigned,
    ];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotBuilding => "founding-not-building",
            Self::NotVerified => "founding-not-verified",
            Self::GroupThere => "founding-group-there",
            Self::NobodyAbove => "founding-nobody-above",
            Self::NotSigned => "founding-not-signed",
        }
    }
}

/// A signature, as it counts at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Whose.
    pub person: PersonId,
    /// The household of the building in which they are verified, the first if there are two;
    /// `None` for who lives there no more.
    pub household: Option<HouseholdId>,
    /// Whether they help to look after the group.
    pub helps: bool,
}

/// A founding that was begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Founding {
    /// When the first one signed.
    pub begun_at: Instant,
    /// Who signed, the first first.
    pub signatures: Vec<Signature>,
}

/// How far a founding has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Households that signed.
    pub households: usize,
    /// Those of them in which somebody helps.
    pub helping: usize,
}

/// What a signature led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// It counts; more are needed.
    Waits(Tally),
    /// It was the last that was needed.
    Founded(BodyId),
}

impl Founding {
    /// From when on it has lapsed.
    pub const fn lapses_at(&self) -> Instant {
        self.begun_at.plus_days(FOUNDING_DAYS)
    }

    /// Whether it can still be signed.
    pub fn is_open(&self, now: Instant) -> bool {
        now < self.lapses_at()
    }

    /// The signature of somebody.
    pub fn signature(&self, person: PersonId) -> Option<Signature> {
        let mut signatures = self.signatures.iter().copied();
        signatures.find(|one| one.person == person)
    }

    /// How far it has come.
    pub fn tally(&self) -> Tally {
        let households = |helping: bool| {
            let counted = self.signatures.iter().filter(|one| one.helps || !helping);
            let households: BTreeSet<HouseholdId> =
                counted.filter_map(|one| one.household).collect();
            households.len()
        };
        Tally {
            households: households(false),
            helping: households(true),
        }
    }

    /// Those who help and live there: the first members.
    pub fn helpers(&self) -> Vec<PersonId> {
        let helping = |one: &&Signature| one.helps && one.household.is_some();
        let helpers = self.signatures.iter().filter(helping);
        helpers.map(|one| one.person).collect()
    }
}

impl Tally {
    /// Whether the group is founded.
    pub const fn is_enough(self) -> bool {
        self.households_missing() == 0 && self.helpers_missing() == 0
    }

    /// How many households are missing.
    pub const fn households_missing(self) -> usize {
        HOUSEHOLDS_NEEDED.saturating_sub(self.households)
    }

    /// In how many more households somebody has to help.
    pub const fn helpers_missing(self) -> usize {
        HELPERS_NEEDED.saturating_sub(self.helping)
    }
}

/// The building, and who serves it.
#[derive(Clone, Copy, Debug)]
pub struct Building<'a> {
    /// The place and what it lies in, the root first.
    pub path: &'a [Place],
    /// The bodies that serve any place of the path; others are ignored.
    pub bodies: &'a [Body],
}

/// What a new group is called.
#[derive(Clone, Debug)]
pub struct NewGroup {
    /// Its id.
    pub id: BodyId,
    /// Its key; no other body has it.
    pub key: String,
    /// Its name.
    pub names: Names,
}

impl<'a> Building<'a> {
    /// The building itself.
    pub fn place(&self) -> Option<&'a Place> {
        let place = self.path.last();
        place.filter(|place| place.kind == PlaceKind::Building)
    }

    /// The group of this very building that takes work. One that is out of service, or that
    /// everybody left, keeps nobody from founding another.
    pub fn group(&self) -> Option<&'a Body> {
        let place = self.place()?.id;
        let is_group = |body: &&Body| {
            body.kind == BodyKind::SelfGovernance
                && body.tier == Tier::GROUP
                && body.places.contains(&place)
                && body.takes_cases()
        };
        self.bodies.iter().find(is_group)
    }

    /// The body above the group: the lowest tier first, of that who serves the closest place.
    pub fn above(&self) -> Option<&'a Body> {
        let steps = |body: &Body| {
            let mut path = self.path.iter().rev();
            path.position(|place| body.places.contains(&place.id))
        };
        let office = |body: &&Body| body.kind != BodyKind::Partner && body.tier > Tier::GROUP;
        let serving = self.bodies.iter().filter(office);
        let serving = serving.filter_map(|body| Some((body, steps(body)?)));
        let order =
            |(body, steps): &(&'a Body, usize)| (body.tier, *steps, body.rank, body.key.clone());
        serving.min_by_key(order).map(|(body, _)| body)
    }

    /// Whether somebody may sign that a group of the building is founded; `lives` says
    /// whether they are verified in it, or in a part of it.
    ///
    /// # Errors
    /// A [`FoundingRefused`] that says why not.
    pub fn may_sign(&self, lives: bool) -> Result<(), FoundingRefused> {
        if self.place().is_none() {
            return Err(FoundingRefused::NotBuilding);
        }
        if !lives {
            return Err(FoundingRefused::NotVerified);
        }
        if self.group().is_some() {
            return Err(FoundingRefused::GroupThere);
        }
        if self.above().is_none() {
            return Err(FoundingRefused::NobodyAbove);
        }
        Ok(())
    }

    /// The group, before it has members. It keeps the hours of the body above it, but no
    /// duty at night, and it is asked before everybody who serves the building so far.
    ///
    /// # Errors
    /// A [`FoundingRefused`] when there is no building, or no body above.
    pub fn found(&self, new: NewGroup) -> Result<Body, FoundingRefused> {
        let place = self.place().ok_or(FoundingRefused::NotBuilding)?;
        let above = self.above().ok_or(FoundingRefused::NobodyAbove)?;
        Ok(Body {
            id: new.id,
            key: new.key,
            kind: BodyKind::SelfGovernance,
            tier: Tier::GROUP,
            names: new.names,
            places: vec![place.id],
            competence: Competence::All,
            calendar: WorkingCalendar {
                duty: false,
                ..above.calendar.clone()
            },
            // Nobody's own number or door: it is reached through Linli, which the page of the place says.
            contact: Contact::default(),
            answers_to: None,
            rank: self.rank(),
            in_service: true,
            members: 0,
            last_resort: false,
            on_paper: false,
        })
    }

    /// Before everybody who serves the building so far, so that no two tie.
    fn rank(&self) -> i64 {
        let ranks = self.bodies.iter().map(|body| body.rank);
        ranks.min().unwrap_or_default().min(1) - 1
    }
}

/// A key for the group of a place that none of `taken` has.
pub fn group_key(slug: &str, taken: impl Fn(&str) -> bool) -> String {
    slug::free(format!("{slug}-group"), taken)
}

#[cfg(test)]
mod tests;
