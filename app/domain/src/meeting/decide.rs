//! The one way in: a fresh page, permission, the rule of the command.

use super::command::{Command, Order};
use super::event::{Event, Recorded};
use super::{KEEP_DAYS, Line, Meeting, Minutes, Plan, Refused, Stage};
use crate::case::By;
use crate::instant::Instant;
use crate::permission::{Denied, may_on_meeting};
use crate::person::Actor;
use crate::thread::Thread;

/// What a command rests on beside the meeting: loaded by `store`.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// The thread whose people meet.
    pub thread: &'a Thread,
    /// Those who want to come.
    pub line: &'a Line,
    /// The moment of the command.
    pub now: Instant,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The meeting after the events.
    pub meeting: Meeting,
    /// The events, in order; at least one.
    pub recorded: Vec<Recorded>,
}

/// Decides a command: the next meeting and what happened.
///
/// # Errors
/// A [`Refused`] that says why nothing happened.
pub fn decide(
    meeting: &Meeting,
    order: &Order,
    actor: &Actor,
    around: &Around<'_>,
) -> Result<Decided, Refused> {
    let seen = order.expected_version;
    if actor.person().is_some() && seen.is_some_and(|seen| seen != meeting.version) {
        return Err(Refused::SomeoneWasFaster);
    }
    let body = may_on_meeting(actor, order.command.act(), meeting)?;
    let recorded = Recorded {
        number: meeting.version + 1,
        at: around.now,
        by: By::of(actor, body).ok_or(Denied::SignInRequired)?,
        event: event(meeting, &order.command, around)?,
    };
    Ok(Decided {
        meeting: meeting.clone().apply(&recorded),
        recorded: vec![recorded],
    })
}

fn event(meeting: &Meeting, command: &Command, around: &Around<'_>) -> Result<Event, Refused> {
    let begun = around.now >= meeting.plan.at;
    match command {
        Command::Change { .. } | Command::CallOff { .. } if begun => Err(Refused::Begun),
        Command::Change { plan } => change(meeting, plan, around),
        Command::CallOff { words } => Ok(Event::CalledOff {
            words: words.clone(),
        }),
        Command::State { .. } if !begun => Err(Refused::NotBegun),
        Command::State { minutes } => {
            minutes.check(around.thread)?;
            Ok(Event::Stated {
                minutes: minutes.clone(),
            })
        }
        Command::Correct { minutes, why } => {
            minutes.check(around.thread)?;
            if meeting
                .minutes()
                .is_some_and(|before| same(before, minutes))
            {
                return Err(Refused::MinutesUnchanged);
            }
            Ok(Event::Corrected {
                minutes: minutes.clone(),
                why: why.clone(),
            })
        }
        Command::Wake => wake(meeting, around.now),
    }
}

fn change(meeting: &Meeting, plan: &Plan, around: &Around<'_>) -> Result<Event, Refused> {
    if *plan == meeting.plan {
        return Err(Refused::NothingChanged);
    }
    if let Some(fault) = plan.faults(around.now).first() {
        return Err(*fault);
    }
    around.line.clone().resize(plan.seats)?;
    Ok(Event::Changed { plan: plan.clone() })
}

/// How it was made to HTML is no correction.
fn same(before: &Minutes, after: &Minutes) -> bool {
    before.words == after.words
        && before.present == after.present
        && before.decided == after.decided
}

fn wake(meeting: &Meeting, now: Instant) -> Result<Event, Refused> {
    let unreminded = matches!(meeting.stage, Stage::Called { reminded: false });
    if unreminded && meeting.plan.remind_at() <= now {
        return Ok(Event::Reminded);
    }
    if !meeting.forgotten && meeting.plan.until().plus_days(KEEP_DAYS) <= now {
        return Ok(Event::Forgotten);
    }
    Err(Refused::NothingDue)
}
