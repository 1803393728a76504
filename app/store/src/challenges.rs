//! Challenges: every command is one transaction that writes the state, the
//! events, what is drawn from them, the case that was gathered or taken out with
//! what is to be told about it, and the form's key.
//!
//! What a command does is `domain::challenge`'s to say. Nothing else writes these
//! tables. Whoever locks a challenge and a case locks the challenge first.

use domain::challenge::{Challenge, Recorded, Refused};
use domain::permission::{Barred, Denied};

use crate::cases::ActError;
use crate::error::StoreError;

pub(crate) mod act;
pub(crate) mod find;
pub(crate) mod list;
pub(crate) mod open;
pub(crate) mod tell;
pub(crate) mod wake;
pub(crate) mod write;

pub use find::ChallengeEntry;
pub use list::ChallengeSummary;
pub use open::NewChallenge;
pub use tell::ChallengeArgs;

/// What a command led to.
#[derive(Clone, Debug)]
pub struct ChallengeActed {
    /// The challenge as it is now.
    pub challenge: Challenge,
    /// What happened; empty when the same form had been posted before.
    pub recorded: Vec<Recorded>,
    /// Whether this form had been posted before, and nothing happened now.
    pub repeated: bool,
}

/// Why a command did nothing.
#[derive(Debug, thiserror::Error)]
pub enum ChallengeError {
    /// There is no such challenge or case. For who may not see a case the answer is the same.
    #[error("no such challenge or case")]
    NotFound,
    /// A rule says no.
    #[error("refused: {}", .0.code())]
    Refused(Refused),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ChallengeError {
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

    /// Whether the reference that opening drew was taken in the same moment.
    fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_unique_violation())
    }
}

impl From<Refused> for ChallengeError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Barred(Barred::Denied(Denied::NotVisible)) => Self::NotFound,
            refused => Self::Refused(refused),
        }
    }
}

impl From<ActError> for ChallengeError {
    fn from(error: ActError) -> Self {
        match error {
            ActError::NotFound => Self::NotFound,
            // Keeping a case is refused for this reason only.
            ActError::Refused(_) => Self::Refused(Refused::SomeoneWasFaster),
            ActError::Store(error) => Self::Store(error),
        }
    }
}

/// The purpose under which the key of a form about a challenge is kept.
pub const PURPOSE_CHALLENGE: &str = "challenge-act";
/// The key of an opening.
pub(crate) const PURPOSE_OPEN: &str = "challenge-open";
