//! Calling a meeting: the body that leads through a thread asks its people to come.

use super::decide::Decided;
use super::event::{Called, Event, Recorded};
use super::{MOST_MEETINGS, Meeting, Plan, Refused};
use crate::case::By;
use crate::id::MeetingId;
use crate::instant::Instant;
use crate::permission::{Denied, leads};
use crate::person::Actor;
use crate::thread::Thread;

/// What somebody says who calls a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calling {
    /// Its id.
    pub id: MeetingId,
    /// Counts the meetings of the thread from 1.
    pub number: i64,
    /// When, where, for how many, and what about.
    pub plan: Plan,
}

/// Calls a meeting in `thread`.
///
/// # Errors
/// A [`Refused`] that says why nothing happened.
pub fn call(
    calling: Calling,
    thread: &Thread,
    actor: &Actor,
    now: Instant,
) -> Result<Decided, Refused> {
    leads(actor, thread.body)?;
    if !thread.is_open() {
        return Err(Refused::ThreadOver);
    }
    if calling.number > MOST_MEETINGS {
        return Err(Refused::MeetingsMany);
    }
    if let Some(fault) = calling.plan.faults(now).first() {
        return Err(*fault);
    }
    let first = Recorded {
        number: 1,
        at: now,
        by: By::of(actor, Some(thread.body)).ok_or(Denied::SignInRequired)?,
        event: Event::Called {
            called: Box::new(Called {
                id: calling.id,
                thread: thread.id,
                reference: thread.reference,
                number: calling.number,
                body: thread.body,
                place: thread.place,
                plan: calling.plan,
            }),
        },
    };
    let meeting = Meeting::from_history(std::slice::from_ref(&first));
    Ok(Decided {
        // A history of one event that begins with its call makes a meeting.
        meeting: meeting.ok_or(Refused::NothingChanged)?,
        recorded: vec![first],
    })
}
