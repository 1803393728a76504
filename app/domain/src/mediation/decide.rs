//! The one way in: permission, a fresh page, the rule of the command.

use super::command::{Command, Order};
use super::event::{Event, Recorded};
use super::{Ending, Mediation, Refused, Side, consent, promise, talk, wake};
use crate::calendar::WorkingCalendar;
use crate::case::By;
use crate::id::PersonId;
use crate::instant::Instant;
use crate::permission::{Denied, Part, may_in_mediation};
use crate::person::Actor;

/// What a command rests on beside the mediation: loaded by `store`.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// Whether who acts is verified behind the door that is asked.
    pub lives_there: bool,
    /// Whether the case is still its author's.
    pub case_stands: bool,
    /// Who is named; `None` where there is no such account.
    pub candidate: Option<Candidate>,
    /// The calendar of the body.
    pub calendar: &'a WorkingCalendar,
    /// The moment.
    pub now: Instant,
}

/// Somebody who may be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub person: PersonId,
    /// Whether their account is confirmed.
    pub confirmed: bool,
    /// A member of the body, or a verified neighbour of the community.
    pub near: bool,
    /// Verified in the household of one of the two, or behind the door that was asked.
    pub close: bool,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The mediation after the events.
    pub mediation: Mediation,
    /// The events, in order; at least one.
    pub recorded: Vec<Recorded>,
}

/// A decision while it is made: each event is folded in at once.
pub(super) struct Unfolding<'a> {
    pub(super) mediation: Mediation,
    pub(super) around: Around<'a>,
    pub(super) by: By,
    pub(super) part: Option<Part>,
    recorded: Vec<Recorded>,
}

impl Unfolding<'_> {
    /// Records an event and folds it in.
    pub(super) fn record(&mut self, event: Event) {
        let recorded = Recorded {
            number: self.mediation.version + 1,
            at: self.around.now,
            by: self.by,
            event,
        };
        self.mediation = self.mediation.clone().apply(&recorded);
        self.recorded.push(recorded);
    }

    /// The end of the day so many days ahead, where the body works.
    pub(super) fn in_days(&self, days: i64) -> Instant {
        self.around.calendar.end_of_day_after(self.around.now, days)
    }

    /// Which of the two acts.
    pub(super) fn side(&self) -> Result<Side, Refused> {
        match self.part {
            Some(Part::Party(side)) => Ok(side),
            _ => Err(Refused::Denied(Denied::NotVisible)),
        }
    }

    pub(super) fn end(&mut self, how: Ending) {
        self.record(Event::Ended { how, learnt: None });
    }
}

/// Decides a command: the next mediation and what happened.
///
/// # Errors
/// A [`Refused`] that says why nothing happened.
pub fn decide(
    mediation: &Mediation,
    order: &Order,
    actor: &Actor,
    around: &Around<'_>,
) -> Result<Decided, Refused> {
    let command = &order.command;
    // For whom there is none there is no stale page either.
    let (part, body) = may_in_mediation(actor, command.act(), mediation, around.lives_there)?;
    let stale = order
        .expected_step
        .is_some_and(|seen| seen != mediation.step);
    if stale && !command.names_turn() {
        return Err(Refused::SomeoneWasFaster);
    }
    let by = By::of(actor, body).ok_or(Denied::SignInRequired)?;
    let mut unfolding = Unfolding {
        mediation: mediation.clone(),
        around: *around,
        by,
        part,
        recorded: Vec::new(),
    };
    carry_out(&mut unfolding, command)?;
    Ok(Decided {
        mediation: unfolding.mediation,
        recorded: unfolding.recorded,
    })
}

fn carry_out(mediation: &mut Unfolding<'_>, command: &Command) -> Result<(), Refused> {
    match command {
        Command::Answer { yes, named } => consent::answer(mediation, *yes, *named),
        Command::Reply { yes } => consent::reply(mediation, *yes),
        Command::Name => talk::name(mediation),
        Command::Accept => talk::accept(mediation),
        Command::Another => {
            talk::another(mediation);
            Ok(())
        }
        Command::Arrange { at, place } => talk::arrange(mediation, *at, place),
        Command::Write { words, turn } => promise::write(mediation, words, *turn),
        Command::Confirm { turn } => promise::confirm(mediation, *turn),
        Command::Follow { kept } => promise::follow(mediation, *kept),
        Command::End { learnt } => {
            mediation.record(Event::Ended {
                how: Ending::WithoutAgreement,
                learnt: learnt.clone(),
            });
            Ok(())
        }
        Command::Wake => wake::wake(mediation),
    }
}
