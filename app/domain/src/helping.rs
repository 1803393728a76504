//! Helping (DESIGN section 6): somebody with an account acts for a named
//! neighbour who has none, with their consent. The case, its clock and its
//! rights are the neighbour's; what they are told comes to the helper, who
//! brings it.

use crate::body::BodyKind;
use crate::codes::codes;
use crate::id::{BodyId, PersonId};
use crate::permission::Denied;
use crate::person::{Office, Person};
use crate::refused::refusals;
use crate::text::{DisplayName, Sentence};

/// How the neighbour hears of what the helper is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReachedBy {
    /// A letter that the helper prints and brings.
    Letter,
    /// A knock at the door.
    Knock,
    /// The helper sees or calls them anyway.
    Helper,
}

codes!(ReachedBy, 3: Letter = "letter", Knock = "knock", Helper = "helper");

impl ReachedBy {
    /// Whether it takes as long as paper: then silence is longer in coming
    /// (30 days instead of 14).
    pub const fn on_paper(self) -> bool {
        matches!(self, Self::Letter | Self::Knock)
    }

    /// Whether somebody has to know the door.
    pub const fn needs_address(self) -> bool {
        matches!(self, Self::Letter | Self::Knock)
    }
}

/// A neighbour as their helper names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Neighbour {
    /// What neighbours call them.
    pub name: DisplayName,
    /// How they are reached.
    pub reached: ReachedBy,
    /// Their door, where it is needed.
    pub address: Option<Sentence>,
}

/// Most neighbours whom one person helps at a time and within a year: more is a desk,
/// and a desk has several people.
pub const MOST_HELPED: i64 = 12;
/// For so many days a neighbour counts who is not helped any more.
pub const HELPED_DAYS: i64 = 365;

refusals! {
    /// The same form was posted before and led nowhere.
    SomeoneWasFaster = "someone-was-faster", "posted before";
    /// The neighbour has not been asked.
    ConsentMissing = "consent-missing", "the neighbour has not agreed";
    /// A letter or a knock needs a door.
    DoorNeeded = "door-needed", "no address to bring it to";
    /// The person helps as many as one can.
    HelpsMany = "helps-many", "helps as many as one can";
}

/// Whether `helper`, who helps so many others by now, can take on one more.
///
/// # Errors
/// [`Denied::NotConfirmed`], [`Refused::HelpsMany`].
pub fn take_on(helper: &Person, others: i64) -> Result<(), Refused> {
    if !helper.confirmed {
        return Err(Denied::NotConfirmed.into());
    }
    if others >= MOST_HELPED {
        return Err(Refused::HelpsMany);
    }
    Ok(())
}

/// Whether a neighbour can be helped so.
///
/// # Errors
/// [`Refused::DoorNeeded`].
pub const fn reachable(reached: ReachedBy, address: Option<&Sentence>) -> Result<(), Refused> {
    if reached.needs_address() && address.is_none() {
        return Err(Refused::DoorNeeded);
    }
    Ok(())
}

/// Whether `helper` says something for a neighbour on a case that `holder` has. Whoever
/// has a seat in a body writes down what a neighbour says and joins for them, as at a
/// desk, and nothing else: the case may come to any body, and nobody judges what they
/// said themselves. In a partner only the holder's own people are barred.
///
/// # Errors
/// [`Denied::HolderNever`].
pub fn may_speak_for(helper: &Person, neighbour: PersonId, holder: BodyId) -> Result<(), Denied> {
    let seated = |office: &Office| office.kind != BodyKind::Partner;
    if helper.id != neighbour && helper.offices.iter().any(seated) {
        return Err(Denied::HolderNever);
    }
    may_help(Some(helper), neighbour, holder)
}

/// Who answers by a link for whom: everybody for themselves, and a helper for a
/// neighbour who asks for it, but never somebody with a seat in the body that
/// the answer is about.
///
/// # Errors
/// [`Denied::HolderNever`].
pub fn may_help(
    helper: Option<&Person>,
    neighbour: PersonId,
    holder: BodyId,
) -> Result<(), Denied> {
    match helper {
        Some(helper) if helper.id != neighbour && helper.office_in(holder).is_some() => {
            Err(Denied::HolderNever)
        }
        Some(_) | None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::BodyKind;
    use crate::case::tests::town::{COMMITTEE, STREET_OFFICE, body_id, person, person_id};
    use crate::person::Role;

    #[test]
    fn who_has_a_seat_in_the_holder_answers_for_nobody_else() {
        let seat = (COMMITTEE, BodyKind::SelfGovernance, Role::CommitteeMember);
        let seated = person(5, &[seat]);
        let (own, neighbour) = (person_id(5), person_id(6));
        let help = |helper, neighbour, body| may_help(helper, neighbour, body_id(body));
        assert_eq!(
            help(Some(&seated), neighbour, COMMITTEE),
            Err(Denied::HolderNever)
        );
        assert_eq!(
            help(Some(&seated), own, COMMITTEE),
            Ok(()),
            "for themselves it is their own link"
        );
        assert_eq!(help(Some(&seated), neighbour, STREET_OFFICE), Ok(()));
        let friend = person(7, &[]);
        assert_eq!(help(Some(&friend), neighbour, COMMITTEE), Ok(()));
        assert_eq!(help(None, neighbour, COMMITTEE), Ok(()));
    }

    #[test]
    fn who_has_a_seat_anywhere_only_writes_down_and_joins() {
        let seated = |body, kind, role| person(5, &[(body, kind, role)]);
        let speak = |helper: &Person, holder| {
            (
                may_speak_for(helper, person_id(5), body_id(holder)).is_ok(),
                may_speak_for(helper, person_id(6), body_id(holder)).is_ok(),
            )
        };
        let member = seated(COMMITTEE, BodyKind::SelfGovernance, Role::CommitteeMember);
        let officer = seated(STREET_OFFICE, BodyKind::Government, Role::Officer);
        for holder in [COMMITTEE, STREET_OFFICE] {
            assert_eq!(speak(&member, holder), (true, false));
            assert_eq!(speak(&officer, holder), (true, false));
            assert_eq!(speak(&person(5, &[]), holder), (true, true));
        }
        let partner = seated(COMMITTEE, BodyKind::Partner, Role::Officer);
        assert_eq!(speak(&partner, COMMITTEE), (true, false));
        assert_eq!(speak(&partner, STREET_OFFICE), (true, true));
    }

    #[test]
    fn a_helper_is_known_and_helps_a_dozen() {
        let helper = person(7, &[]);
        assert_eq!(take_on(&helper, 0), Ok(()));
        assert_eq!(take_on(&helper, MOST_HELPED - 1), Ok(()));
        assert_eq!(take_on(&helper, MOST_HELPED), Err(Refused::HelpsMany));
        let unknown = Person {
            confirmed: false,
            ..helper
        };
        assert_eq!(
            take_on(&unknown, 0),
            Err(Refused::Denied(Denied::NotConfirmed))
        );
    }

    #[test]
    fn whoever_is_reached_at_the_door_has_one() {
        let door = Sentence::parse("Building 3, door 502").expect("a sentence");
        for reached in ReachedBy::ALL {
            assert_eq!(ReachedBy::from_code(reached.code()), Some(reached));
            assert_eq!(reachable(reached, Some(&door)), Ok(()));
            let without = reachable(reached, None);
            assert_eq!(without.is_err(), reached != ReachedBy::Helper);
            assert_eq!(reached.on_paper(), reached != ReachedBy::Helper);
        }
    }
}
