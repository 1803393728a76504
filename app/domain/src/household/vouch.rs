//! Vouching: two verified neighbours of the same building, of different
//! households, say that somebody lives there.

use super::HouseholdRefused;
use crate::id::{HouseholdId, PersonId, PlaceId};
use crate::instant::Instant;

/// How many neighbours have to vouch.
pub const VOUCHES_NEEDED: usize = 2;
/// How often somebody may vouch within [`VOUCH_DAYS`].
pub const VOUCHES_A_YEAR: i64 = 3;
/// A year, in days.
pub const VOUCH_DAYS: i64 = 365;

/// Somebody asked their neighbours to vouch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// Who.
    pub person: PersonId,
    /// Behind which door they say they live.
    pub household: HouseholdId,
    /// In which building.
    pub place: PlaceId,
    /// When they asked.
    pub asked_at: Instant,
}

/// A neighbour who vouches, with the household they are verified in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voucher {
    /// Who.
    pub person: PersonId,
    /// Their household.
    pub household: HouseholdId,
    /// Their building.
    pub place: PlaceId,
    /// How often they vouched within the last [`VOUCH_DAYS`].
    pub used: i64,
}

/// What a vouch leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vouching {
    /// One more neighbour is needed.
    OneMore,
    /// The one who asked is verified.
    Verified,
}

/// `voucher` says that who asked lives there; `so_far` vouched before, each
/// with their household.
///
/// # Errors
/// A [`HouseholdRefused`] that says why it does not count.
pub fn vouch(
    request: &Request,
    voucher: &Voucher,
    so_far: &[(PersonId, HouseholdId)],
) -> Result<Vouching, HouseholdRefused> {
    if voucher.person == request.person {
        return Err(HouseholdRefused::OwnVouch);
    }
    if voucher.place != request.place {
        return Err(HouseholdRefused::NotNeighbour);
    }
    if so_far.iter().any(|(person, _)| *person == voucher.person) {
        return Err(HouseholdRefused::VouchedAlready);
    }
    let same = |household| household == voucher.household;
    if same(request.household) || so_far.iter().any(|(_, household)| same(*household)) {
        return Err(HouseholdRefused::SameHousehold);
    }
    if voucher.used >= VOUCHES_A_YEAR {
        return Err(HouseholdRefused::VouchesUsedUp);
    }
    Ok(if so_far.len() + 1 >= VOUCHES_NEEDED {
        Vouching::Verified
    } else {
        Vouching::OneMore
    })
}
