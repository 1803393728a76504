//! Who may do what with a decision. Everybody reads one; those who were counted in when
//! it opened answer it, which is looked up then; the body that put it does the rest.

use super::{Denied, confirmed, ensure};
use crate::decision::{Decision, Refused, Stage};
use crate::id::BodyId;
use crate::person::Actor;

/// Something that somebody tries to do with a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DecisionAct {
    /// Ask people.
    Open,
    /// Take it back before anybody is asked.
    Drop,
    /// Answer it, or change the answer.
    Cast,
    /// Answer an objection.
    Answer,
    /// End it before its date; two people together.
    CloseEarly,
    /// What is due when a date passes.
    Wake,
}

impl DecisionAct {
    /// All acts, in the order of the printed grid.
    pub const ALL: [Self; 6] = [
        Self::Open,
        Self::Drop,
        Self::Cast,
        Self::Answer,
        Self::CloseEarly,
        Self::Wake,
    ];

    /// The stable code, as it stands in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Drop => "drop",
            Self::Cast => "cast",
            Self::Answer => "answer",
            Self::CloseEarly => "close-early",
            Self::Wake => "wake",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// Whether only the body that put the question does it.
    const fn is_for_body(self) -> bool {
        matches!(
            self,
            Self::Open | Self::Drop | Self::Answer | Self::CloseEarly
        )
    }
}

/// Whether `actor` may do `act`, and for which body: that of the decision for what only
/// its members do, `None` for who answers for themselves and for the clock.
///
/// # Errors
/// A [`Refused`] that says why not.
pub fn may_on_decision(
    actor: &Actor,
    act: DecisionAct,
    decision: &Decision,
) -> Result<Option<BodyId>, Refused> {
    let clock = matches!(actor, Actor::Clock);
    if act == DecisionAct::Wake {
        ensure(clock, Denied::OnlyClock)?;
        return Ok(None);
    }
    ensure(!clock, Denied::NotForClock)?;
    let person = confirmed(actor)?;
    let body = if act.is_for_body() {
        let office = person.office_in(decision.body);
        Some(office.ok_or(Denied::NotMember)?.body)
    } else {
        None
    };
    let drafting = matches!(act, DecisionAct::Open | DecisionAct::Drop);
    match (&decision.stage, drafting) {
        (Stage::Drafted, true) | (Stage::Open { .. }, false) => Ok(body),
        (Stage::Open { .. } | Stage::Closed { .. } | Stage::Dropped { .. }, true) => {
            Err(Refused::NotDrafted)
        }
        (Stage::Drafted, false) => Err(Refused::NotOpenYet),
        (Stage::Closed { .. } | Stage::Dropped { .. }, false) => Err(Refused::DecisionClosed),
    }
}

#[cfg(test)]
mod tests;
