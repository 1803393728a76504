//! What happens to a thread without who leads through it: more time, which those
//! affected by its case give it; another body, where the case is about the one before,
//! or the one before left the table of the challenge;
//! and ends of steps that were missed, recorded once each for everybody to read.

use super::decide::Decided;
use super::event::{Event, HandedBecause, Recorded};
use super::{Refused, Thread};
use crate::case::By;
use crate::challenge::Challenge;
use crate::id::BodyId;
use crate::instant::Instant;
use crate::text::Sentence;

/// The thread after enough households asked for more time; `words` are the last
/// one's. Whether they are enough is for the case to say.
///
/// # Errors
/// A [`Refused`] when it is over, or had its extension.
pub fn give_time(
    thread: &Thread,
    until: Instant,
    words: Sentence,
    by: By,
    now: Instant,
) -> Result<Decided, Refused> {
    if !thread.is_open() {
        return Err(Refused::ThreadOver);
    }
    if thread.extended {
        return Err(Refused::ExtendedBefore);
    }
    Ok(recorded(thread, Event::Extended { until, words }, by, now))
}

/// The thread led by `body` from now on: the case is about the one before, and who is
/// concerned leads through nothing about it.
pub fn hand_on(thread: &Thread, body: BodyId, by: By, now: Instant) -> Decided {
    let because = HandedBecause::Concerned;
    recorded(thread, Event::Handed { body, because }, by, now)
}

/// An open thread about `challenge` after its table changed: who sits there no more leads
/// through it no more, and the convener does. `None` where nothing changes.
pub fn follow_table(
    thread: &Thread,
    challenge: &Challenge,
    by: By,
    now: Instant,
) -> Option<Decided> {
    let stays = challenge.has_at_table(thread.body) || !thread.is_open();
    let handed = Event::Handed {
        body: challenge.convener,
        because: HandedBecause::LeftTable {
            before: thread.body,
        },
    };
    (!stays).then(|| recorded(thread, handed, by, now))
}

/// Records the end of a step at which nobody led on, or asks whether an agreement still
/// holds.
///
/// # Errors
/// [`Refused::NothingDue`] when nothing is, or it was recorded before.
pub fn wake(thread: &Thread, now: Instant) -> Result<Decided, Refused> {
    let due = thread.wake_at().filter(|due| *due <= now);
    let due = due.ok_or(Refused::NothingDue)?;
    let event = if thread.is_open() {
        Event::Missed { due }
    } else {
        Event::HoldsAsked
    };
    Ok(recorded(thread, event, By::Clock, now))
}

fn recorded(thread: &Thread, event: Event, by: By, now: Instant) -> Decided {
    let recorded = Recorded {
        number: thread.version + 1,
        at: now,
        by,
        event,
    };
    Decided {
        thread: thread.clone().apply(&recorded),
        recorded: vec![recorded],
    }
}
