//! Who may do what with a mediation. For everybody but the two, the mediator, those who
//! are asked and the body that names somebody there is none: no steward, moderator or
//! overseer reads one.

use super::{Denied, confirmed, ensure, signed_in};
use crate::id::BodyId;
use crate::mediation::{Ending, InShort, Mediation, Refused, Side, Stage};
use crate::person::Actor;

/// Something that somebody tries to do with a mediation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MediationAct {
    /// Look at it, each as much as is theirs.
    See,
    /// The author's yes or no.
    Answer,
    /// The other household's yes or no.
    Reply,
    /// Name who mediates.
    Name,
    /// Say yes to that.
    Accept,
    /// Have somebody else mediate.
    Another,
    /// Set time and place.
    Arrange,
    /// Write what one promises.
    Write,
    /// Confirm the whole.
    Confirm,
    /// Say whether it holds.
    Follow,
    /// End it.
    End,
    /// What is due when a date passes.
    Wake,
}

impl MediationAct {
    /// All acts, in the order of the printed grid.
    pub const ALL: [Self; 12] = [
        Self::See,
        Self::Answer,
        Self::Reply,
        Self::Name,
        Self::Accept,
        Self::Another,
        Self::Arrange,
        Self::Write,
        Self::Confirm,
        Self::Follow,
        Self::End,
        Self::Wake,
    ];

    /// The stable code, as it stands in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::See => "see",
            Self::Answer => "answer",
            Self::Reply => "reply",
            Self::Name => "name",
            Self::Accept => "accept",
            Self::Another => "another",
            Self::Arrange => "arrange",
            Self::Write => "write",
            Self::Confirm => "confirm",
            Self::Follow => "follow",
            Self::End => "end",
            Self::Wake => "wake",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// Whether it is done in this step.
    const fn fits(self, step: InShort) -> bool {
        use InShort as In;
        match self {
            Self::See | Self::Wake => true,
            Self::Answer => matches!(step, In::Offered),
            Self::Reply => matches!(step, In::Asked),
            Self::Name => matches!(step, In::Choosing),
            Self::Accept => matches!(step, In::Inviting),
            Self::Another => matches!(
                step,
                In::Inviting | In::Arranging | In::Meeting | In::Writing
            ),
            Self::Arrange => matches!(step, In::Arranging | In::Meeting | In::Writing),
            Self::Write | Self::Confirm => matches!(step, In::Meeting | In::Writing),
            Self::Follow => matches!(step, In::Holding),
            Self::End => matches!(
                step,
                In::Choosing
                    | In::Inviting
                    | In::Arranging
                    | In::Meeting
                    | In::Writing
                    | In::Holding
            ),
        }
    }

    /// Whether it is for somebody in this part.
    const fn is_for(self, part: Part) -> bool {
        match part {
            Part::Party(side) => match self {
                Self::See
                | Self::Another
                | Self::Write
                | Self::Confirm
                | Self::Follow
                | Self::End => true,
                Self::Answer => matches!(side, Side::Author),
                Self::Reply | Self::Name | Self::Accept | Self::Arrange | Self::Wake => false,
            },
            Part::Household => matches!(self, Self::See | Self::Reply),
            Part::Invited => matches!(self, Self::See | Self::Accept | Self::Another),
            Part::Mediator => matches!(self, Self::See | Self::Another | Self::Arrange),
            Part::Body => matches!(self, Self::See | Self::Name),
        }
    }
}

/// What somebody is in a mediation; it says what they read of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// One of the two: everything.
    Party(Side),
    /// Lives behind the door that is asked: the question.
    Household,
    /// Asked to mediate: the question.
    Invited,
    /// Mediates: everything.
    Mediator,
    /// A member of the body: that it is offered, and whether to name somebody.
    Body,
}

/// What `actor` is in it; `None` for whom there is none.
pub fn part_in_mediation(actor: &Actor, mediation: &Mediation, lives_there: bool) -> Option<Part> {
    let person = actor.person()?;
    if person.id == mediation.author {
        return Some(Part::Party(Side::Author));
    }
    if Some(person.id) == mediation.other {
        return Some(Part::Party(Side::Other));
    }
    if Some(person.id) == mediation.mediator() {
        return Some(match mediation.stage {
            Stage::Inviting { .. } => Part::Invited,
            _ => Part::Mediator,
        });
    }
    // Once somebody speaks for a household it is between the two; of what never began
    // those who were asked still read that nothing follows from it.
    let asked = matches!(
        mediation.stage,
        Stage::Asked { .. }
            | Stage::Ended {
                how: Ending::NotBegun,
                ..
            }
    );
    if lives_there && asked && mediation.was_asked() {
        return Some(Part::Household);
    }
    person.office_in(mediation.body).map(|_| Part::Body)
}

/// Whether `actor` may do `act`: in which part, and for which body. The clock has none.
///
/// # Errors
/// A [`Refused`] that says why not; for whom there is no such mediation the answer is
/// [`Denied::NotVisible`] whatever they try.
pub fn may_in_mediation(
    actor: &Actor,
    act: MediationAct,
    mediation: &Mediation,
    lives_there: bool,
) -> Result<(Option<Part>, Option<BodyId>), Refused> {
    if let Actor::Clock = actor {
        ensure(act == MediationAct::Wake, Denied::NotForClock)?;
        return Ok((None, None));
    }
    signed_in(actor)?;
    let part = part_in_mediation(actor, mediation, lives_there).ok_or(Denied::NotVisible)?;
    ensure(act != MediationAct::Wake, Denied::OnlyClock)?;
    if act != MediationAct::See {
        confirmed(actor)?;
    }
    // One answer for both: whoever reads less must not learn the step from it.
    if !act.fits(mediation.in_short()) || !act.is_for(part) {
        return Err(Refused::NotNow);
    }
    let body = (part == Part::Body).then_some(mediation.body);
    Ok((Some(part), body))
}

#[cfg(test)]
mod tests;
