//! The one way in: a fresh page, permission, the rule of the command.

use super::command::{Command, Order};
use super::event::{Event, Recorded};
use super::outcome::outcome;
use super::{Amount, Ballot, Decision, FEWEST_DAYS, Refused, Stage, Tally, Voters};
use crate::case::By;
use crate::instant::Instant;
use crate::permission::{Denied, may_on_decision};
use crate::person::Actor;
use crate::text::Sentence;
use crate::thread::{Step, Thread};

/// What a command rests on beside the decision: loaded by `store`.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// The thread in which it is made.
    pub thread: &'a Thread,
    /// All who could answer if it opened now.
    pub eligible: Amount,
    /// All ballots so far.
    pub ballots: &'a [Ballot],
    /// The moment of the command.
    pub now: Instant,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The decision after the events.
    pub decision: Decision,
    /// The events, in order; at least one.
    pub recorded: Vec<Recorded>,
}

/// Decides a command: the next decision and what happened.
///
/// # Errors
/// A [`Refused`] that says why nothing happened.
pub fn decide(
    decision: &Decision,
    order: &Order,
    actor: &Actor,
    around: &Around<'_>,
) -> Result<Decided, Refused> {
    let seen = order.expected_version;
    if actor.person().is_some() && seen.is_some_and(|seen| seen != decision.version) {
        return Err(Refused::SomeoneWasFaster);
    }
    let body = may_on_decision(actor, order.command.act(), decision)?;
    let by = By::of(actor, body).ok_or(Denied::SignInRequired)?;
    let event = event(decision, &order.command, by, around)?;
    let recorded = Recorded {
        number: decision.version + 1,
        at: around.now,
        by,
        event,
    };
    Ok(Decided {
        decision: decision.clone().apply(&recorded),
        recorded: vec![recorded],
    })
}

fn event(
    decision: &Decision,
    command: &Command,
    by: By,
    around: &Around<'_>,
) -> Result<Event, Refused> {
    match command {
        Command::Open { until } => open(decision, *until, around),
        Command::Drop { words } => Ok(Event::Dropped {
            words: words.clone(),
        }),
        Command::CloseEarly { words } => close_early(decision, words, by, around),
        Command::Wake => wake(decision, around),
    }
}

fn open(decision: &Decision, until: Instant, around: &Around<'_>) -> Result<Event, Refused> {
    if !around.thread.is_open() {
        return Err(Refused::ThreadOver);
    }
    // When to meet is asked while people still talk, too: the meeting is part of that.
    if around.thread.step() != Some(Step::Decide) && !decision.method.meets {
        return Err(Refused::NotDeciding);
    }
    if until < around.now.plus_days(FEWEST_DAYS) {
        return Err(Refused::EndTooSoon);
    }
    if around.thread.until().is_none_or(|end| until > end) {
        return Err(Refused::EndAfterStep);
    }
    if around.eligible.heads == 0 {
        return Err(Refused::NobodyEligible);
    }
    // Area is told of nobody whom it does not count for.
    let area = match decision.voters {
        Voters::Owners => around.eligible.area,
        Voters::Residents | Voters::Households => 0,
    };
    Ok(Event::Opened {
        until,
        eligible: Amount {
            heads: around.eligible.heads,
            area,
        },
    })
}

fn close_early(
    decision: &Decision,
    words: &Sentence,
    by: By,
    around: &Around<'_>,
) -> Result<Event, Refused> {
    let Stage::Open {
        early,
        eligible,
        since,
        ..
    } = &decision.stage
    else {
        return Err(Refused::DecisionClosed);
    };
    let cast = u64::try_from(around.ballots.len()).unwrap_or(u64::MAX);
    if cast < eligible.heads && around.now < since.plus_days(FEWEST_DAYS) {
        return Err(Refused::EarlyTooSoon);
    }
    match early {
        None => Ok(Event::EarlyAsked {
            words: words.clone(),
        }),
        Some(asked) if Some(asked.by) == by.person() => Err(Refused::SamePerson),
        Some(asked) => Ok(counted(
            decision,
            *eligible,
            Some(asked.words.clone()),
            around,
        )),
    }
}

fn wake(decision: &Decision, around: &Around<'_>) -> Result<Event, Refused> {
    let Stage::Open {
        until, eligible, ..
    } = &decision.stage
    else {
        return Err(Refused::NothingDue);
    };
    if around.now >= *until {
        return Ok(counted(decision, *eligible, None, around));
    }
    if decision.due().is_some_and(|due| due <= around.now) {
        return Ok(Event::Reminded);
    }
    Err(Refused::NothingDue)
}

fn counted(
    decision: &Decision,
    eligible: Amount,
    early: Option<Sentence>,
    around: &Around<'_>,
) -> Event {
    let tally = Tally::count(eligible, decision.count(), around.ballots);
    let outcome = outcome(&decision.method, &tally);
    Event::Closed {
        early,
        tally,
        outcome,
    }
}
