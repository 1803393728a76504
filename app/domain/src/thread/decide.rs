//! The one way in: a fresh page, permission, the rule of the command.

use super::agreement::MOST_COMMITMENTS;
use super::command::{Command, Order};
use super::event::{Event, Recorded};
use super::{Phase, REVIEW_DAYS, Refused, Thread, calm};
use crate::case::By;
use crate::instant::Instant;
use crate::permission::{Denied, may_in_thread};
use crate::person::Actor;
use crate::text::{Sentence, Title, Words};

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The thread after the events.
    pub thread: Thread,
    /// The events, in order; at least one.
    pub recorded: Vec<Recorded>,
}

/// Decides a command: the next thread and what happened.
///
/// # Errors
/// A [`Refused`] that says why nothing happened.
pub fn decide(
    thread: &Thread,
    order: &Order,
    actor: &Actor,
    now: Instant,
) -> Result<Decided, Refused> {
    if order
        .expected_version
        .is_some_and(|seen| seen != thread.version)
    {
        return Err(Refused::SomeoneWasFaster);
    }
    let body = may_in_thread(actor, order.command.act(), thread)?;
    let event = event(thread, &order.command, now)?;
    let recorded = Recorded {
        number: thread.version + 1,
        at: now,
        by: By::of(actor, body).ok_or(Denied::SignInRequired)?,
        event,
    };
    Ok(Decided {
        thread: thread.clone().apply(&recorded),
        recorded: vec![recorded],
    })
}

/// What was put to a decision in a thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    /// How many are open.
    pub open: i64,
    /// How many passed.
    pub passed: i64,
}

/// Whether the thread can end now: nobody is cut off who is still asked, and a case is
/// talked over for some days. What a decision carried can be agreed before: there
/// neighbours have spoken.
///
/// # Errors
/// [`Refused::DecisionRuns`] or [`Refused::TalkTooShort`].
pub fn check_over(
    thread: &Thread,
    command: &Command,
    decisions: Decisions,
    now: Instant,
) -> Result<(), Refused> {
    match command {
        Command::Agree { .. } | Command::Close { .. } if decisions.open > 0 => {
            Err(Refused::DecisionRuns)
        }
        Command::Agree { .. } if decisions.passed > 0 => Ok(()),
        Command::Agree { .. } | Command::Close { .. } => match thread.talks_until() {
            Some(from) if now < from => Err(Refused::TalkTooShort { from }),
            Some(_) | None => Ok(()),
        },
        Command::Move { .. }
        | Command::Extend { .. }
        | Command::Slow { .. }
        | Command::Cool { .. }
        | Command::Retell { .. } => Ok(()),
    }
}

fn event(thread: &Thread, command: &Command, now: Instant) -> Result<Event, Refused> {
    let Phase::Open { step, until: ends } = thread.phase else {
        return Err(Refused::ThreadOver);
    };
    match command {
        Command::Move { step: next, until } => {
            if *next <= step {
                return Err(Refused::StepBack);
            }
            check_end(*until, thread.latest(), now)?;
            Ok(Event::Moved {
                step: *next,
                until: *until,
            })
        }
        Command::Extend { until, words } => extend(thread, ends, *until, words, now),
        Command::Slow { minutes, words } => calm::slow(thread, *minutes, words, now),
        Command::Cool { hours, words } => calm::cool(thread, *hours, words, now),
        Command::Retell {
            title,
            words,
            reason,
        } => retell(thread, title, words, reason),
        Command::Agree {
            words,
            commitments,
            review,
            ..
        } => {
            if *review <= now || *review > now.plus_days(REVIEW_DAYS + 1) {
                return Err(Refused::ReviewDate);
            }
            if commitments.len() > MOST_COMMITMENTS {
                return Err(Refused::CommitmentsMany);
            }
            Ok(Event::Agreed {
                words: words.clone(),
                commitments: commitments.clone(),
                review: *review,
            })
        }
        Command::Close { learnt } => Ok(Event::Closed {
            learnt: learnt.clone(),
        }),
    }
}

/// Gives the step that ends at `ends` more time, once.
fn extend(
    thread: &Thread,
    ends: Instant,
    until: Instant,
    words: &Sentence,
    now: Instant,
) -> Result<Event, Refused> {
    if thread.case.is_some() {
        return Err(Refused::AffectedExtend);
    }
    if thread.extended {
        return Err(Refused::ExtendedBefore);
    }
    if until <= ends {
        return Err(Refused::NotLater);
    }
    let latest = thread.latest().plus_days(super::EXTENSION_DAYS);
    check_end(until, latest, now)?;
    Ok(Event::Extended {
        until,
        words: words.clone(),
    })
}

/// Corrects what it is called and what it is about.
fn retell(
    thread: &Thread,
    title: &Title,
    words: &Words,
    reason: &Sentence,
) -> Result<Event, Refused> {
    if thread.title == *title && thread.words == *words {
        return Err(Refused::NothingChanged);
    }
    Ok(Event::Retold {
        title: title.clone(),
        words: words.clone(),
        reason: reason.clone(),
    })
}

/// Whether a step may end at `until`. A day more is no matter: days end when work does.
pub(super) fn check_end(until: Instant, latest: Instant, now: Instant) -> Result<(), Refused> {
    if until <= now {
        return Err(Refused::EndInThePast);
    }
    if until > latest.plus_days(1) {
        return Err(Refused::EndTooFar);
    }
    Ok(())
}
