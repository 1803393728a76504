//! What happened to a meeting.

use serde::{Deserialize, Serialize};

use super::{Minutes, Plan};
use crate::id::{BodyId, MeetingId, PlaceId, ThreadId};
use crate::reference::Reference;
use crate::text::Sentence;

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// It was called.
    Called {
        /// As it was.
        called: Box<Called>,
    },
    /// When, where, for how many or what about was changed.
    Changed {
        /// As it is from then on.
        plan: Plan,
    },
    /// It was called off.
    CalledOff {
        /// Why.
        words: Sentence,
    },
    /// Those who have a seat were reminded.
    Reminded,
    /// What was said and decided was written down.
    Stated {
        /// That.
        minutes: Minutes,
    },
    /// That was corrected.
    Corrected {
        /// As it is from then on.
        minutes: Minutes,
        /// Why.
        why: Sentence,
    },
    /// Who had a seat was forgotten.
    Forgotten,
}

impl Event {
    /// The stable name of the sort of event, as the database keeps it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Called { .. } => "called",
            Self::Changed { .. } => "changed",
            Self::CalledOff { .. } => "called-off",
            Self::Reminded => "reminded",
            Self::Stated { .. } => "stated",
            Self::Corrected { .. } => "corrected",
            Self::Forgotten => "forgotten",
        }
    }
}

/// A meeting as it was called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Called {
    /// Its id.
    pub id: MeetingId,
    /// The thread whose people meet.
    pub thread: ThreadId,
    /// The reference of that thread.
    pub reference: Reference,
    /// Counts the meetings of a thread from 1.
    pub number: i64,
    /// The body that called it.
    pub body: BodyId,
    /// Where those live whom the thread is about.
    pub place: PlaceId,
    /// When, where, for how many, and what about.
    pub plan: Plan,
}

/// An event of a meeting with its number, moment and actor.
pub type Recorded = crate::record::Recorded<Event>;

/// An event of a meeting as it is kept.
pub type Payload = crate::record::Payload<Event>;
