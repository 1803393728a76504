//! Who may do what with a challenge. Everybody reads one; acts belong to the
//! bodies at its table, the deciding ones to its convener. Residents do nothing
//! there but wish their own case out, which nobody can refuse.

use super::{Denied, confirmed, ensure, standing};
use crate::body::BodyKind;
use crate::case::Case;
use crate::challenge::Challenge;
use crate::id::BodyId;
use crate::person::{Actor, Person};

/// Something that somebody tries to do with a challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// Open one, out of a case.
    Open,
    /// Gather a case.
    Gather,
    /// Take a case out.
    Release,
    /// Wish the own case out.
    AskOut,
    /// Say who convenes and who sits at the table.
    SetTable,
    /// Put right what it is called and about.
    Correct,
    /// Say what is known, or not.
    Note,
    /// Strike a line out.
    Strike,
    /// Try something.
    Try,
    /// Say what came of an attempt.
    Judge,
    /// Begin an interim measure.
    BeginMeasure,
    /// End it.
    EndMeasure,
    /// Look at the whole.
    Review,
    /// Close it.
    Close,
    /// Open it again.
    Reopen,
    /// Record what was missed.
    Wake,
}

impl Act {
    /// All acts, in the order of the printed grid.
    pub const ALL: [Self; 16] = [
        Self::Open,
        Self::Gather,
        Self::Release,
        Self::AskOut,
        Self::SetTable,
        Self::Correct,
        Self::Note,
        Self::Strike,
        Self::Try,
        Self::Judge,
        Self::BeginMeasure,
        Self::EndMeasure,
        Self::Review,
        Self::Close,
        Self::Reopen,
        Self::Wake,
    ];

    /// The stable code, as it stands in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Gather => "gather",
            Self::Release => "release",
            Self::AskOut => "ask-out",
            Self::SetTable => "set-table",
            Self::Correct => "correct",
            Self::Note => "note",
            Self::Strike => "strike",
            Self::Try => "try",
            Self::Judge => "judge",
            Self::BeginMeasure => "begin-measure",
            Self::EndMeasure => "end-measure",
            Self::Review => "review",
            Self::Close => "close",
            Self::Reopen => "reopen",
            Self::Wake => "wake",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// Whether it makes sense while the challenge is open, and once it is closed.
    const fn fits(self, open: bool) -> bool {
        match self {
            Self::Reopen => !open,
            Self::Open | Self::AskOut | Self::Release => true,
            Self::Gather
            | Self::SetTable
            | Self::Correct
            | Self::Note
            | Self::Strike
            | Self::Try
            | Self::Judge
            | Self::BeginMeasure
            | Self::EndMeasure
            | Self::Review
            | Self::Close
            | Self::Wake => open,
        }
    }
}

/// Why somebody may not do something with a challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum Barred {
    /// For a reason that holds anywhere.
    #[error("not allowed")]
    Denied(#[source] Denied),
    /// Only members of the convener may.
    #[error("only members of the convener may")]
    NotConvener,
    /// Only members of the bodies at its table may.
    #[error("only members of the bodies at its table may")]
    NotAtTable,
    /// Only members of the body that tried it, or of the convener, may.
    #[error("only members of the body that did it may")]
    NotOwnEntry,
    /// Only members of a body that has the case, stands beside it or sits at its table may.
    #[error("only members of a body with the case may")]
    NotWithCase,
    /// Only the resident whose case it is may.
    #[error("only the resident of the case may")]
    NotOwnCase,
    /// The challenge is closed, or open: it does not fit now.
    #[error("not in this stage")]
    ChallengeOver,
}

impl Barred {
    /// All reasons but the general ones, which list their own.
    pub const ALL: [Self; 6] = [
        Self::NotConvener,
        Self::NotAtTable,
        Self::NotOwnEntry,
        Self::NotWithCase,
        Self::NotOwnCase,
        Self::ChallengeOver,
    ];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Denied(denied) => denied.code(),
            Self::NotConvener => "not-convener",
            Self::NotAtTable => "not-at-table",
            Self::NotOwnEntry => "not-own-entry",
            Self::NotWithCase => "not-with-case",
            Self::NotOwnCase => "not-own-case",
            Self::ChallengeOver => "challenge-over",
        }
    }
}

impl From<Denied> for Barred {
    fn from(denied: Denied) -> Self {
        Self::Denied(denied)
    }
}

/// Whether `actor` may open a challenge out of `case`; gives the body that would
/// convene it: the one with the case, beside it or at its table, never a partner.
/// For a partner with the case the body above it may.
///
/// # Errors
/// A [`Barred`] that says why not.
pub fn may_open(actor: &Actor, case: &Case) -> Result<BodyId, Barred> {
    let standing = standing(actor, case);
    super::may(actor, super::Action::SeeCase, &super::Subject::Case(case))?;
    let person = confirmed(actor)?;
    let holder = standing.holder.map(|_| case.holding.holder);
    let beside = case.holding.beside.filter(|_| standing.beside);
    let partner = case.holding.kind == BodyKind::Partner;
    let above = case.holding.next.filter(|_| partner && standing.next);
    let seats = case.table.iter().flat_map(|table| &table.seats);
    let seats = seats.map(|seat| seat.body).filter(|_| standing.at_table);
    let convenes = |body: &BodyId| {
        let office = person.office_in(*body);
        office.is_some_and(|office| office.kind != BodyKind::Partner)
    };
    holder
        .into_iter()
        .chain(beside)
        .chain(above)
        .chain(seats)
        .find(convenes)
        .ok_or(Barred::NotWithCase)
}

/// Whether `actor` may do `act`, and for which body; `None` for the clock and
/// for a resident. `case` is the one that is gathered or taken out, `part` the
/// number of the attempt or measure in question.
///
/// # Errors
/// A [`Barred`] that says why not.
pub fn acting_for(
    actor: &Actor,
    act: Act,
    challenge: &Challenge,
    case: Option<&Case>,
    part: Option<i64>,
) -> Result<Option<BodyId>, Barred> {
    let body = by_standing(actor, act, challenge, case, part)?;
    if act.fits(challenge.is_open()) {
        Ok(body)
    } else {
        Err(Barred::ChallengeOver)
    }
}

fn by_standing(
    actor: &Actor,
    act: Act,
    challenge: &Challenge,
    case: Option<&Case>,
    part: Option<i64>,
) -> Result<Option<BodyId>, Barred> {
    if let Actor::Clock = actor {
        ensure(act == Act::Wake, Denied::NotForClock)?;
        return Ok(None);
    }
    if let Some(case) = case {
        super::may(actor, super::Action::SeeCase, &super::Subject::Case(case))?;
    }
    let person = confirmed(actor)?;
    match act {
        Act::Open => {
            let case = case.ok_or(Denied::NotVisible)?;
            may_open(actor, case).map(Some)
        }
        Act::SetTable | Act::Correct | Act::Review | Act::Close => {
            convener(person, challenge).map(Some)
        }
        Act::Gather | Act::Release => {
            let case = case.ok_or(Denied::NotVisible)?;
            let standing = standing(actor, case);
            // The body that a concern is about decides nothing about it.
            if standing.concerned {
                return Err(Barred::NotWithCase);
            }
            let holder = standing.holder.map(|_| case.holding.holder);
            convener(person, challenge)
                .or(holder.ok_or(Barred::NotWithCase))
                .map(Some)
        }
        Act::AskOut => {
            let case = case.ok_or(Denied::NotVisible)?;
            let own = standing(actor, case).speaker;
            own.then_some(None).ok_or(Barred::NotOwnCase)
        }
        Act::Note | Act::Strike | Act::Try | Act::BeginMeasure | Act::Reopen => {
            at_table(person, challenge).map(Some)
        }
        Act::Judge | Act::EndMeasure => entry(person, challenge, part).map(Some),
        Act::Wake => Err(Denied::OnlyClock.into()),
    }
}

fn convener(person: &Person, challenge: &Challenge) -> Result<BodyId, Barred> {
    let convenes = person.office_in(challenge.convener).is_some();
    convenes
        .then_some(challenge.convener)
        .ok_or(Barred::NotConvener)
}

/// The convener, or the first body of the person at the table.
fn at_table(person: &Person, challenge: &Challenge) -> Result<BodyId, Barred> {
    convener(person, challenge).or_else(|_| {
        let mut seats = challenge.seats.iter().map(|seat| seat.body);
        seats
            .find(|body| person.office_in(*body).is_some())
            .ok_or(Barred::NotAtTable)
    })
}

/// The body at the table whose attempt or measure it is, or the convener, so
/// that nothing hangs when somebody leaves.
fn entry(person: &Person, challenge: &Challenge, part: Option<i64>) -> Result<BodyId, Barred> {
    let attempts = challenge.attempts.iter().map(|one| (one.number, one.body));
    let measures = challenge.measures.iter().map(|one| (one.number, one.body));
    let own = attempts
        .chain(measures)
        .find(|(number, _)| Some(*number) == part)
        .map(|(_, body)| body)
        .filter(|body| challenge.sits(*body) && person.office_in(*body).is_some());
    match own {
        Some(body) => Ok(body),
        None => convener(person, challenge).map_err(|_| Barred::NotOwnEntry),
    }
}

#[cfg(test)]
mod tests;
