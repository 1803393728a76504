//! Who may do what with a meeting. Everybody reads one; who has a confirmed account takes
//! a seat; the body that leads through its thread does the rest, and sees who comes.

use super::{Denied, confirmed, ensure};
use crate::id::BodyId;
use crate::meeting::{Meeting, Refused, Stage};
use crate::person::Actor;

/// Something that somebody tries to do with a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MeetingAct {
    /// Change when, where, for how many, or what about.
    Change,
    /// Call it off.
    CallOff,
    /// Take a seat, or wait for one.
    Take,
    /// Give it back.
    Leave,
    /// See who has a seat.
    Seated,
    /// State what was said and decided.
    State,
    /// Correct that.
    Correct,
    /// What is due when a date passes.
    Wake,
}

impl MeetingAct {
    /// All acts, in the order of the printed grid.
    pub const ALL: [Self; 8] = [
        Self::Change,
        Self::CallOff,
        Self::Take,
        Self::Leave,
        Self::Seated,
        Self::State,
        Self::Correct,
        Self::Wake,
    ];

    /// The stable code, as it stands in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::CallOff => "call-off",
            Self::Take => "seat",
            Self::Leave => "leave",
            Self::Seated => "seated",
            Self::State => "minutes",
            Self::Correct => "correct",
            Self::Wake => "wake",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// Whether only the body that leads through the thread does it.
    const fn is_for_body(self) -> bool {
        matches!(
            self,
            Self::Change | Self::CallOff | Self::Seated | Self::State | Self::Correct
        )
    }
}

/// Whether `actor` may do `act`, and for which body: that of the meeting for what only its
/// members do, `None` for who acts for themselves and for the clock.
///
/// # Errors
/// A [`Refused`] that says why not.
pub fn may_on_meeting(
    actor: &Actor,
    act: MeetingAct,
    meeting: &Meeting,
) -> Result<Option<BodyId>, Refused> {
    let clock = matches!(actor, Actor::Clock);
    if act == MeetingAct::Wake {
        ensure(clock, Denied::OnlyClock)?;
        return Ok(None);
    }
    ensure(!clock, Denied::NotForClock)?;
    let person = confirmed(actor)?;
    let body = if act.is_for_body() {
        let office = person.office_in(meeting.body);
        Some(office.ok_or(Denied::NotMember)?.body)
    } else {
        None
    };
    match (&meeting.stage, act) {
        (Stage::Called { .. }, MeetingAct::Correct) => Err(Refused::NotStated),
        (Stage::Called { .. }, _) | (Stage::Held { .. }, MeetingAct::Correct) => Ok(body),
        (Stage::CalledOff { .. }, _) => Err(Refused::CalledOff),
        (Stage::Held { .. }, _) => Err(Refused::Over),
    }
}

#[cfg(test)]
mod tests;
