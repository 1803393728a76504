//! Giving, changing and ending seats, and the right of a steward.

use crate::body::BodyKind;
use crate::id::PersonId;
use crate::office::OfficeRefused;
use crate::person::Role;

/// What a steward does with a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeatOrder {
    /// Gives one, or another role to who has one.
    Give(Role),
    /// Ends it.
    End,
}

/// What was changed about an office; the word that the record keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OfficeChange {
    /// Somebody got a seat.
    SeatGiven,
    /// Somebody got another role.
    RoleChanged,
    /// A seat ended.
    SeatEnded,
    /// Name, contact, places or categories of a body changed.
    BodyChanged,
    /// The working time of a body changed.
    CalendarChanged,
    /// A body takes no work any more.
    OutOfService,
    /// A body takes work again.
    InService,
    /// Somebody became a steward.
    StewardMade,
    /// Somebody is a steward no more.
    StewardEnded,
    /// A version of the rules was published.
    CharterPublished,
    /// Ten households founded a body of their building.
    BodyFounded,
    /// A steward entered a new body.
    BodyAdded,
    /// A steward entered a new place.
    PlaceAdded,
}

impl OfficeChange {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::SeatGiven,
        Self::RoleChanged,
        Self::SeatEnded,
        Self::BodyChanged,
        Self::CalendarChanged,
        Self::OutOfService,
        Self::InService,
        Self::StewardMade,
        Self::StewardEnded,
        Self::CharterPublished,
        Self::BodyFounded,
        Self::BodyAdded,
        Self::PlaceAdded,
    ];

    /// The stable code kept in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SeatGiven => "seat-given",
            Self::RoleChanged => "role-changed",
            Self::SeatEnded => "seat-ended",
            Self::BodyChanged => "body-changed",
            Self::CalendarChanged => "calendar-changed",
            Self::OutOfService => "out-of-service",
            Self::InService => "in-service",
            Self::StewardMade => "steward-made",
            Self::StewardEnded => "steward-ended",
            Self::CharterPublished => "charter-published",
            Self::BodyFounded => "body-founded",
            Self::BodyAdded => "body-added",
            Self::PlaceAdded => "place-added",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// What becomes of the seat that somebody has (`now`) in a body of this kind.
///
/// # Errors
/// An [`OfficeRefused`] when the role does not fit, or nothing would change.
pub fn seat(
    kind: BodyKind,
    now: Option<Role>,
    order: SeatOrder,
) -> Result<OfficeChange, OfficeRefused> {
    match (order, now) {
        (SeatOrder::Give(role), _) if !role.fits(kind) => Err(OfficeRefused::RoleDoesNotFit),
        (SeatOrder::Give(role), Some(has)) if role == has => Err(OfficeRefused::SeatHeld),
        (SeatOrder::Give(_), Some(_)) => Ok(OfficeChange::RoleChanged),
        (SeatOrder::Give(_), None) => Ok(OfficeChange::SeatGiven),
        (SeatOrder::End, Some(_)) => Ok(OfficeChange::SeatEnded),
        (SeatOrder::End, None) => Err(OfficeRefused::SeatMissing),
    }
}

/// Whether the right of a steward can be ended: never that of the last one, so
/// that the installation is not left without anybody.
///
/// # Errors
/// [`OfficeRefused::LastSteward`], or [`OfficeRefused::SeatMissing`] for who is none.
pub fn end_steward(stewards: &[PersonId], who: PersonId) -> Result<OfficeChange, OfficeRefused> {
    match stewards {
        all if !all.contains(&who) => Err(OfficeRefused::SeatMissing),
        [_] => Err(OfficeRefused::LastSteward),
        _ => Ok(OfficeChange::StewardEnded),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn seats_are_given_changed_and_ended() {
        use BodyKind::{Government, SelfGovernance};
        use OfficeRefused as R;
        use Role::{CommitteeMember, Convener, Officer};
        let table = [
            (
                SelfGovernance,
                None,
                SeatOrder::Give(Convener),
                Ok(OfficeChange::SeatGiven),
            ),
            (
                SelfGovernance,
                Some(CommitteeMember),
                SeatOrder::Give(Convener),
                Ok(OfficeChange::RoleChanged),
            ),
            (
                SelfGovernance,
                Some(Convener),
                SeatOrder::Give(Convener),
                Err(R::SeatHeld),
            ),
            (
                SelfGovernance,
                None,
                SeatOrder::Give(Officer),
                Err(R::RoleDoesNotFit),
            ),
            (
                Government,
                None,
                SeatOrder::Give(Convener),
                Err(R::RoleDoesNotFit),
            ),
            (
                Government,
                Some(Officer),
                SeatOrder::End,
                Ok(OfficeChange::SeatEnded),
            ),
            (Government, None, SeatOrder::End, Err(R::SeatMissing)),
        ];
        for (kind, now, order, expected) in table {
            assert_eq!(
                seat(kind, now, order),
                expected,
                "{kind:?} {now:?} {order:?}"
            );
        }
    }

    #[test]
    fn the_last_steward_stays() {
        let person = |number| PersonId::new(Uuid::from_u128(number));
        assert_eq!(
            end_steward(&[person(1)], person(1)),
            Err(OfficeRefused::LastSteward)
        );
        assert_eq!(
            end_steward(&[person(1), person(2)], person(1)),
            Ok(OfficeChange::StewardEnded)
        );
        assert_eq!(
            end_steward(&[person(1)], person(2)),
            Err(OfficeRefused::SeatMissing)
        );
    }
}
