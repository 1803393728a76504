//! Decisions: their state and events, who can answer, what they answer, and what stays
//! of it.
//!
//! While a decision is open there is one ballot for each unit that has a vote, under the
//! person who gave it. In the transaction that closes it the ballots move, in random
//! order and without anybody's name, to where they stay; who could answer, the ballots
//! with their names, and the notices that would tell who had not answered are deleted.
//! Votes keep no key of their form: a second post finds the answer given already.
//!
//! What a command does is `domain::decision`'s to say. Whoever locks a thread and a
//! decision of it locks the thread first.

use domain::decision::{Decision, Recorded, Refused};

use crate::error::StoreError;

pub(crate) mod act;
pub(crate) mod areas;
pub(crate) mod ballots;
pub(crate) mod close;
pub(crate) mod draft;
pub(crate) mod eligible;
pub(crate) mod find;
pub(crate) mod objections;
pub(crate) mod tell;
pub(crate) mod wake;
pub(crate) mod write;

pub use areas::Flat;
pub use ballots::{Given, OwnBallot};
pub use close::Kept;
pub use draft::NewDecision;
pub use find::DecisionSummary;
pub use objections::{Objection, Reply};
pub use tell::{DecisionArgs, Ends, ThreadArgs};

/// What a command led to.
#[derive(Clone, Debug)]
pub struct DecisionActed {
    /// The decision as it is now.
    pub decision: Decision,
    /// What happened; empty when the same form had been posted before.
    pub recorded: Vec<Recorded>,
}

/// Why nothing happened.
#[derive(Debug, thiserror::Error)]
pub enum DecisionError {
    /// There is no such thread or decision.
    #[error("no such thread or decision")]
    NotFound,
    /// A rule says no.
    #[error("refused: {}", .0.code())]
    Refused(Refused),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl DecisionError {
    /// What failed in the database; none where a rule said no.
    pub(crate) fn failure(self) -> Option<StoreError> {
        match self {
            Self::Store(error) => Some(error),
            Self::NotFound | Self::Refused(_) => None,
        }
    }

    pub(crate) fn is_conflict(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_conflict())
    }
}

impl From<Refused> for DecisionError {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

/// The purpose under which the key of a form that leads through a decision is kept.
pub(crate) const PURPOSE_ACT: &str = "decision-act";
/// The key of a draft.
pub(crate) const PURPOSE_DRAFT: &str = "decision-draft";
