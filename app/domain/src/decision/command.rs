//! What people and the clock can ask of a decision.

use crate::instant::Instant;
use crate::permission::DecisionAct;
use crate::text::Sentence;

/// A command, and the version of the decision that the person was looking at.
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

/// What is asked of a decision. Drafting one is `decision::draft`, answering is
/// `decision::check`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Asks people.
    Open {
        /// Until when they can answer.
        until: Instant,
    },
    /// Takes it back before anybody is asked.
    Drop {
        /// Why.
        words: Sentence,
    },
    /// Wants to end it before its date, or agrees to that.
    CloseEarly {
        /// Why.
        words: Sentence,
    },
    /// Does what is due.
    Wake,
}

impl Command {
    /// What permission is asked for it.
    pub const fn act(&self) -> DecisionAct {
        match self {
            Self::Open { .. } => DecisionAct::Open,
            Self::Drop { .. } => DecisionAct::Drop,
            Self::CloseEarly { .. } => DecisionAct::CloseEarly,
            Self::Wake => DecisionAct::Wake,
        }
    }
}
