//! Verified residents and households (DESIGN sections 5 and 6): who is known
//! to live behind which door, by what means, and what follows from it.
//!
//! A household is a door in a building. Its label never comes here and is
//! never kept: `pages` makes a keyed hash of it, `store` knows it by that hash
//! and an id. There are three ways to be verified: a code from a letter to the
//! door, two neighbours of the building who vouch, a member of the community
//! body in person. What does not fit together is listed for that body, which
//! decides about it with a reason.

use crate::id::{HouseholdId, PersonId, PlaceId};
use crate::instant::Instant;
use crate::place::{Place, PlaceKind};

mod area;
mod code;
mod door;
mod refused;
mod threshold;
mod vouch;

pub use area::{Flat, FlatsWrong, flats};
pub use code::{CODE_DAYS, MAX_TRIES, PaperCode, TRY_WINDOW_SECONDS};
pub use door::{Door, MAX_DOORS, doors};
pub use refused::HouseholdRefused;
pub use threshold::{FEW_HOUSEHOLDS, Households, WARM_FROM};
pub use vouch::{Request, VOUCH_DAYS, VOUCHES_A_YEAR, VOUCHES_NEEDED, Voucher, Vouching, vouch};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident: $($(#[$each:meta])* $variant:ident = $code:literal;)+) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$each])* $variant,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The stable code kept in the database.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }

            /// Reads a code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }
        }
    };
}

words! {
    /// How it became known that somebody lives there.
    Method:
    /// They typed the code of a letter to the door.
    Code = "code";
    /// Two neighbours of the building vouched.
    Vouched = "vouched";
    /// A member of the community body saw it in person.
    InPerson = "in-person";
}

words! {
    /// What does not fit together: a fact that the community body looks at.
    ConflictKind:
    /// One person is verified behind two doors.
    TwoHouseholds = "two-households";
    /// A code was typed after a newer letter had replaced it.
    ReplacedCode = "replaced-code";
    /// Somebody whose account says they live in another community.
    OtherCommunity = "other-community";
    /// Two neighbours vouched for a door to which no letter was ever made, in a
    /// building in which letters were made.
    UnknownDoor = "unknown-door";
}

words! {
    /// What the community body decides about a conflict.
    Resolution:
    /// It is as it should be.
    Keep = "keep";
    /// The residency ends.
    End = "end";
}

words! {
    /// What somebody is told about where they live; it is about no case.
    HomeNotice:
    /// They are verified.
    Verified = "home-verified";
    /// The community body ended it, with a reason.
    Ended = "home-ended";
    /// The community body looked at what did not fit, and left it as it is.
    Kept = "home-kept";
    /// To verified neighbours of the building: somebody asks them to vouch.
    VouchAsked = "vouch-asked";
}

impl HomeNotice {
    /// Whether it asks an act, and so goes out at once.
    pub const fn asks_act(self) -> bool {
        match self {
            Self::VouchAsked => true,
            Self::Verified | Self::Ended | Self::Kept => false,
        }
    }
}

/// The code of a letter, as it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptCode {
    /// The household whose letter it is.
    pub household: HouseholdId,
    /// Until when it can be used.
    pub expires_at: Instant,
    /// Whether a newer letter took its place.
    pub replaced: bool,
}

/// What somebody is when they prove that they live behind a door.
#[derive(Clone, Copy, Debug, Default)]
pub struct Claimant<'a> {
    /// The households they are verified in.
    pub households: &'a [HouseholdId],
    /// Where their account says they live, the root first; empty if nowhere.
    pub home: &'a [Place],
    /// Where the door is, the root first.
    pub place: &'a [Place],
}

/// What comes of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claimed {
    /// They are verified, and this is listed.
    Verified(Vec<ConflictKind>),
    /// They are not, and this is listed.
    Listed(HouseholdRefused, ConflictKind),
}

/// Somebody typed the code of a letter.
///
/// # Errors
/// A [`HouseholdRefused`] that says why it opens nothing.
pub fn by_code(
    code: Option<KeptCode>,
    claimant: Claimant<'_>,
    now: Instant,
) -> Result<Claimed, HouseholdRefused> {
    let code = code.ok_or(HouseholdRefused::CodeUnknown)?;
    if claimant.households.contains(&code.household) {
        return Err(HouseholdRefused::AlreadyVerified);
    }
    if code.replaced {
        let refused = HouseholdRefused::CodeReplaced;
        return Ok(Claimed::Listed(refused, ConflictKind::ReplacedCode));
    }
    if now >= code.expires_at {
        return Err(HouseholdRefused::CodeLapsed);
    }
    Ok(Claimed::Verified(conflicts(claimant)))
}

/// `by`, a member of the community body, saw in person that `person` lives
/// behind a door; gives what does not fit.
///
/// # Errors
/// A [`HouseholdRefused`] when they saw themselves, or that is known already.
pub fn in_person(
    person: PersonId,
    by: PersonId,
    household: HouseholdId,
    claimant: Claimant<'_>,
) -> Result<Vec<ConflictKind>, HouseholdRefused> {
    if person == by {
        return Err(HouseholdRefused::OwnVouch);
    }
    if claimant.households.contains(&household) {
        return Err(HouseholdRefused::AlreadyVerified);
    }
    Ok(conflicts(claimant))
}

/// What does not fit when somebody is verified behind one more door.
pub fn conflicts(claimant: Claimant<'_>) -> Vec<ConflictKind> {
    let mut found = Vec::new();
    if !claimant.households.is_empty() {
        found.push(ConflictKind::TwoHouseholds);
    }
    if !may_be_home(claimant.home, claimant.place) {
        found.push(ConflictKind::OtherCommunity);
    }
    found
}

/// Whether an account that says `home` can live at `place`: in the same
/// community, or where one lies in the other. Paths begin at the root.
pub fn may_be_home(home: &[Place], place: &[Place]) -> bool {
    let (Some(home_end), Some(place_end)) = (home.last(), place.last()) else {
        return true;
    };
    let holds = |path: &[Place], id: PlaceId| path.iter().any(|one| one.id == id);
    let community = |path: &[Place]| {
        path.iter()
            .find(|one| one.kind == PlaceKind::Community)
            .map(|one| one.id)
    };
    holds(place, home_end.id)
        || holds(home, place_end.id)
        || community(home).is_some() && community(home) == community(place)
}

/// Whether doors can be in a place: a building, or a community without any.
pub const fn has_doors(kind: PlaceKind, has_children: bool) -> bool {
    match kind {
        PlaceKind::Building => true,
        PlaceKind::Community => !has_children,
        PlaceKind::City | PlaceKind::District | PlaceKind::SubDistrict => false,
    }
}

/// Whether a conflict can be decided so: what was refused has nothing to end.
///
/// # Errors
/// [`HouseholdRefused::NothingToEnd`].
pub const fn resolve(resolution: Resolution, verified: bool) -> Result<(), HouseholdRefused> {
    match resolution {
        Resolution::End if !verified => Err(HouseholdRefused::NothingToEnd),
        Resolution::End | Resolution::Keep => Ok(()),
    }
}

#[cfg(test)]
mod tests;
