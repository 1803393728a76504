//! What people and the clock can ask of a meeting.

use super::{Minutes, Plan};
use crate::permission::MeetingAct;
use crate::text::Sentence;

/// A command, and the version of the meeting that the person was looking at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// What is asked.
    pub command: Command,
    /// The version on the page it was asked from; another one is refused with
    /// `someone-was-faster`.
    pub expected_version: Option<i64>,
}

impl From<Command> for Order {
    fn from(command: Command) -> Self {
        Self {
            command,
            expected_version: None,
        }
    }
}

/// What is asked of a meeting. Calling one is `meeting::call`, a seat `meeting::may_seat`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Changes when, where, for how many, or what about.
    Change {
        /// As it is from now on.
        plan: Plan,
    },
    /// Calls it off.
    CallOff {
        /// Why.
        words: Sentence,
    },
    /// States what was said and decided.
    State {
        /// That.
        minutes: Minutes,
    },
    /// Corrects what was stated, for everybody to see.
    Correct {
        /// As it is from now on.
        minutes: Minutes,
        /// Why.
        why: Sentence,
    },
    /// Does what is due.
    Wake,
}

impl Command {
    /// What permission is asked for it.
    pub const fn act(&self) -> MeetingAct {
        match self {
            Self::Change { .. } => MeetingAct::Change,
            Self::CallOff { .. } => MeetingAct::CallOff,
            Self::State { .. } => MeetingAct::State,
            Self::Correct { .. } => MeetingAct::Correct,
            Self::Wake => MeetingAct::Wake,
        }
    }
}
