//! A meeting: those who talk something over in a thread sit down together.
//!
//! It belongs to a thread, and so to a place, and to a case where the thread is about
//! one. The body that leads through the thread calls it, changes it, calls it off with a
//! reason, and states what was said and decided; everybody with a confirmed account can
//! take a seat.
//!
//! As with a decision, [`decide()`] is the one way in and [`Meeting::from_history`] the
//! fold. Who comes is no part of the history: seats are rows that are forgotten
//! [`KEEP_DAYS`] after it, and [`seats`] has their rules. What was decided in the room
//! stands with the number of those present, and with nobody's vote.
//!
//! *How to add one more command:* a variant in `command`, its [`MeetingAct`] with a row
//! in `permission::meeting`, an arm in `decide`, an event, its arm in `fold`.
//!
//! [`MeetingAct`]: crate::permission::MeetingAct

use serde::{Deserialize, Serialize};

pub mod command;
pub mod event;
pub mod minutes;
pub mod notice;
pub mod plan;
pub mod refused;
pub mod seats;
pub mod time;

mod call;
mod decide;
mod fold;
pub use call::{Calling, call};
pub use command::{Command, Order};
pub use decide::{Around, Decided, decide};
pub use event::{Called, Event, Payload, Recorded};
pub use minutes::{Correction, InRoom, Minutes, Reached};
pub use notice::MeetingNotice;
pub use plan::{Part, Plan, Point};
pub use refused::Refused;
pub use seats::{Line, Standing, may_seat};

use crate::codes::codes;
use crate::id::{BodyId, MeetingId, PlaceId, ThreadId};
use crate::instant::Instant;
use crate::reference::Reference;
use crate::text::Sentence;

/// Nobody finds their way through more meetings of one thread.
pub const MOST_MEETINGS: i64 = 60;

/// Whoever has a seat is reminded once, so many hours before.
pub const REMIND_HOURS: i64 = 24;

/// Who had a seat is forgotten so many days after the meeting.
pub const KEEP_DAYS: i64 = 30;

/// A meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// Its id.
    pub id: MeetingId,
    /// The thread whose people meet.
    pub thread: ThreadId,
    /// The reference of that thread.
    pub reference: Reference,
    /// Counts the meetings of a thread from 1.
    pub number: i64,
    /// The body that called it; later the one that leads the thread
    /// ([`Meeting::led_by`]).
    pub body: BodyId,
    /// Where those live whom the thread is about.
    pub place: PlaceId,
    /// When, where, for how many, and what about.
    pub plan: Plan,
    /// How often time, place, seats or agenda were changed, or it was called off: calendars
    /// take over what has the higher number.
    pub revision: i64,
    /// When that was last.
    pub revised_at: Instant,
    /// Where it stands.
    pub stage: Stage,
    /// Whether those who had a seat are forgotten.
    pub forgotten: bool,
    /// How many events it has; a guarded write compares it.
    pub version: i64,
}

/// Where a meeting stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "kebab-case")]
pub enum Stage {
    /// People are asked to come.
    Called {
        /// Whether those who have a seat were reminded.
        reminded: bool,
    },
    /// It does not take place.
    CalledOff {
        /// When that was said.
        at: Instant,
        /// Why.
        words: Sentence,
    },
    /// It took place, and what was said is written down.
    Held {
        /// When that was stated.
        at: Instant,
        /// What was said and decided.
        minutes: Minutes,
        /// That it was corrected, if it was.
        corrected: Option<Correction>,
    },
}

/// Where a meeting stands, in one word, for lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InShort {
    /// People are asked to come, or it is over and nobody wrote down yet what was said.
    Called,
    /// It does not take place.
    CalledOff,
    /// It took place.
    Held,
}

codes!(InShort, 3: Called = "called", CalledOff = "called-off", Held = "held");

impl Meeting {
    /// The same, led by the body that leads its thread now.
    #[must_use]
    pub const fn led_by(mut self, body: BodyId) -> Self {
        self.body = body;
        self
    }

    /// Where it stands, in one word.
    pub const fn in_short(&self) -> InShort {
        match self.stage {
            Stage::Called { .. } => InShort::Called,
            Stage::CalledOff { .. } => InShort::CalledOff,
            Stage::Held { .. } => InShort::Held,
        }
    }

    /// Whether people can still take a seat at `now`.
    pub fn is_ahead(&self, now: Instant) -> bool {
        matches!(self.stage, Stage::Called { .. }) && now < self.plan.at
    }

    /// What was said and decided, once it is written down.
    pub const fn minutes(&self) -> Option<&Minutes> {
        match &self.stage {
            Stage::Held { minutes, .. } => Some(minutes),
            Stage::Called { .. } | Stage::CalledOff { .. } => None,
        }
    }

    /// When the clock has to look at it next.
    pub const fn due(&self) -> Option<Instant> {
        match self.stage {
            Stage::Called { reminded: false } => Some(self.plan.remind_at()),
            _ if self.forgotten => None,
            Stage::Called { .. } | Stage::CalledOff { .. } | Stage::Held { .. } => {
                Some(self.plan.until().plus_days(KEEP_DAYS))
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
