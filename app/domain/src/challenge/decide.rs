//! The one way in: permission, a fresh page, the rule of the command.

use crate::body::Body;
use crate::case::{self, By, Case};
use crate::challenge::command::{Command, Order};
use crate::challenge::event::{Event, Recorded};
use crate::challenge::refused::Refused;
use crate::challenge::{Challenge, gather, review, table, wake, work};
use crate::id::{BodyId, PlaceId};
use crate::instant::Instant;
use crate::permission::{Act, acting_for};
use crate::person::Actor;

/// What a decision rests on beside the challenge: loaded by `store`.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// The body that convenes it; for an opening, the one that will.
    pub convener: &'a Body,
    /// The bodies that serve the place or anything it lies in, and those at the
    /// table, those out of service included.
    pub bodies: &'a [Body],
    /// The case that is gathered or taken out.
    pub case: Option<&'a Case>,
    /// The places that all its cases lie in, the smallest first, up to the root:
    /// for a correction.
    pub common: &'a [PlaceId],
    /// The moment of the decision.
    pub now: Instant,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The challenge after the events.
    pub challenge: Challenge,
    /// The events, in order; at least one.
    pub recorded: Vec<Recorded>,
    /// What happened to the case that was gathered or taken out.
    pub case: Option<case::Decided>,
}

/// A decision while it is made: each event is folded in at once.
pub(super) struct Unfolding<'a> {
    pub challenge: Challenge,
    pub around: Around<'a>,
    pub by: By,
    recorded: Vec<Recorded>,
    pub case: Option<case::Decided>,
}

impl<'a> Unfolding<'a> {
    pub(super) fn new(challenge: Challenge, by: By, around: Around<'a>) -> Self {
        Self {
            challenge,
            around,
            by,
            recorded: Vec::new(),
            case: None,
        }
    }

    /// The same after its opening, which is the first event.
    pub(super) fn opened(first: Recorded, around: Around<'a>) -> Option<Self> {
        let challenge = Challenge::from_history(std::slice::from_ref(&first))?;
        let mut unfolding = Self::new(challenge, first.by, around);
        unfolding.recorded.push(first);
        Some(unfolding)
    }

    /// Records an event and folds it in.
    pub(super) fn record(&mut self, event: Event) {
        let recorded = Recorded {
            number: self.challenge.version + 1,
            at: self.around.now,
            by: self.by,
            event,
        };
        self.challenge = self.challenge.clone().apply(&recorded);
        self.recorded.push(recorded);
    }

    pub(super) fn body(&self, id: BodyId) -> Option<&'a Body> {
        let mut bodies = self.around.bodies.iter().chain([self.around.convener]);
        bodies.find(|body| body.id == id)
    }

    pub(super) fn finish(self) -> Decided {
        Decided {
            challenge: self.challenge,
            recorded: self.recorded,
            case: self.case,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.recorded.is_empty()
    }
}

/// Decides a command: the next challenge and what happened.
///
/// # Errors
/// A [`Refused`] that says why nothing happened.
pub fn decide(
    challenge: &Challenge,
    order: &Order,
    actor: &Actor,
    around: &Around<'_>,
) -> Result<Decided, Refused> {
    let act = order.command.act();
    // Before the stage is looked at: what a stale page offers may not fit it any more.
    if order
        .expected_version
        .is_some_and(|seen| seen != challenge.version)
        && actor.person().is_some()
    {
        return Err(Refused::SomeoneWasFaster);
    }
    let body = acting_for(actor, act, challenge, around.case, part(&order.command))?;
    let by = By::of(actor, body).ok_or(Refused::NothingDue)?;
    let mut unfolding = Unfolding::new(challenge.clone(), by, *around);
    carry_out(&mut unfolding, &order.command)?;
    Ok(unfolding.finish())
}

/// The number of the entry that a command is about, whose body may do it.
const fn part(command: &Command) -> Option<i64> {
    match command {
        Command::Judge { attempt, .. } => Some(*attempt),
        Command::EndMeasure { measure, .. } => Some(*measure),
        Command::SetTable { .. }
        | Command::Correct { .. }
        | Command::Note { .. }
        | Command::Strike { .. }
        | Command::Try { .. }
        | Command::BeginMeasure { .. }
        | Command::Gather
        | Command::Release { .. }
        | Command::AskOut
        | Command::Review { .. }
        | Command::Close { .. }
        | Command::Reopen { .. }
        | Command::Wake => None,
    }
}

fn carry_out(challenge: &mut Unfolding<'_>, command: &Command) -> Result<(), Refused> {
    match command {
        Command::SetTable {
            convener,
            seats,
            words,
        } => table::set(challenge, *convener, seats, words),
        Command::Correct {
            title,
            words,
            place,
            reason,
        } => work::correct(challenge, title, words, *place, reason),
        Command::Note { certainty, words } => work::note(challenge, *certainty, words),
        Command::Strike { line, reason } => work::strike(challenge, *line, reason),
        Command::Try {
            words,
            started_at,
            review_due,
        } => work::attempt(challenge, words, *started_at, *review_due),
        Command::Judge {
            attempt,
            outcome,
            words,
        } => work::judge(challenge, *attempt, *outcome, words),
        Command::BeginMeasure { words, from, until } => {
            work::begin_measure(challenge, words, *from, *until)
        }
        Command::EndMeasure { measure, words } => work::end_measure(challenge, *measure, words),
        Command::Gather => gather::gather(challenge),
        Command::Release { reason } => gather::release(challenge, Some(reason)),
        Command::AskOut => gather::release(challenge, None),
        Command::Review { words, next } => review::review(challenge, words, *next),
        Command::Close { learnt } => review::close(challenge, learnt),
        Command::Reopen { words, next } => review::reopen(challenge, words, *next),
        Command::Wake => wake::wake(challenge),
    }
}

impl Act {
    /// Whether it is refused when the challenge has changed since its page was
    /// made. Residents' wishes and new entries never go stale.
    pub const fn goes_stale(self) -> bool {
        match self {
            Self::SetTable
            | Self::Correct
            | Self::Strike
            | Self::Judge
            | Self::EndMeasure
            | Self::Release
            | Self::Review
            | Self::Close
            | Self::Reopen => true,
            Self::Open
            | Self::Note
            | Self::Try
            | Self::BeginMeasure
            | Self::Gather
            | Self::AskOut
            | Self::Wake => false,
        }
    }
}
