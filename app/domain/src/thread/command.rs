//! What people can ask of a thread.

use super::{Commitment, Step};
use crate::instant::Instant;
use crate::permission::ThreadAct;
use crate::text::{Sentence, Title, Words};

/// A command, and the version of the thread that the person was looking at.
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

/// What is asked of a thread. Opening one is `thread::open`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Goes on to a later step.
    Move {
        /// To which.
        step: Step,
        /// Until when.
        until: Instant,
    },
    /// Gives the step more time, once.
    Extend {
        /// Until when.
        until: Instant,
        /// Why.
        words: Sentence,
    },
    /// Sets how often one person may write, for a while.
    Slow {
        /// So many minutes between two posts.
        minutes: i64,
        /// Why.
        words: Sentence,
    },
    /// Closes it to new posts for some hours.
    Cool {
        /// How many.
        hours: i64,
        /// Why.
        words: Sentence,
    },
    /// Corrects what it is called and what it is about, for everybody to see. What stood
    /// there before is shown to nobody any more.
    Retell {
        /// What it is called from now on.
        title: Title,
        /// What it is about.
        words: Words,
        /// Why.
        reason: Sentence,
    },
    /// Writes down what was agreed.
    Agree {
        /// What.
        words: Words,
        /// Who does what by when.
        commitments: Vec<Commitment>,
        /// When those concerned are asked whether it still holds.
        review: Instant,
        /// For a case: by when it is done.
        promised: Option<Instant>,
    },
    /// Ends it without an agreement.
    Close {
        /// What was learnt.
        learnt: Sentence,
    },
}

impl Command {
    /// What permission is asked for it.
    pub const fn act(&self) -> ThreadAct {
        match self {
            Self::Move { .. } => ThreadAct::Move,
            Self::Extend { .. } => ThreadAct::Extend,
            Self::Slow { .. } => ThreadAct::Slow,
            Self::Cool { .. } => ThreadAct::Cool,
            Self::Retell { .. } => ThreadAct::Retell,
            Self::Agree { .. } => ThreadAct::Agree,
            Self::Close { .. } => ThreadAct::Close,
        }
    }
}
