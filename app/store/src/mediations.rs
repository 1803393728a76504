//! Mediations: every command is one transaction that writes the state, the events, what
//! is to be told about it, and the form's key.
//!
//! What a command does is `domain::mediation`'s to say. The door that is asked stands
//! here as a place and a keyed hash; who lives behind it is looked up at every command,
//! so that somebody who is verified later is asked, too. Nothing else reads these
//! tables, and a case is never changed. Whoever locks a case and a mediation locks the
//! case first.

use domain::mediation::{Mediation, Recorded, Refused};
use domain::permission::Denied;

use crate::error::StoreError;

pub(crate) mod act;
pub(crate) mod end;
pub(crate) mod find;
pub(crate) mod offer;
pub(crate) mod tell;
pub(crate) mod wake;
pub(crate) mod write;

pub use find::MediationDetail;
pub use offer::NewMediation;
pub use tell::MediationArgs;

/// What a command led to.
#[derive(Clone, Debug)]
pub struct MediationActed {
    /// The mediation as it is now.
    pub mediation: Mediation,
    /// What happened; empty when the same form had been posted before.
    pub recorded: Vec<Recorded>,
}

/// Why nothing happened.
#[derive(Debug, thiserror::Error)]
pub enum MediationError {
    /// There is no such mediation or case. For who may not see it the answer is the same.
    #[error("no such mediation or case")]
    NotFound,
    /// A rule says no.
    #[error("refused: {}", .0.code())]
    Refused(Refused),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl MediationError {
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

    /// Whether the reference that was drawn was taken in the same moment.
    fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_unique_violation())
    }
}

impl From<Refused> for MediationError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Denied(Denied::NotVisible) => Self::NotFound,
            refused => Self::Refused(refused),
        }
    }
}

/// The purpose under which the key of a form about a mediation is kept.
pub(crate) const PURPOSE_ACT: &str = "mediation-act";
/// The key of an offer.
pub(crate) const PURPOSE_OFFER: &str = "mediation-offer";
