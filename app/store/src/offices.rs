//! Offices: seats given and ended with their record, absences, who looks after
//! which case, how replies begin, and the notes between bodies. What is
//! allowed and what follows is `domain::office`'s and `domain::permission`'s to say.

use domain::office::OfficeRefused;

use crate::error::StoreError;

pub mod away;
pub mod notes;
pub mod paper;
pub mod record;
pub mod seats;
pub mod templates;

/// Why a change of an office did nothing.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// There is no such body, person or case; for who may not see a case the answer is the same.
    #[error("no such thing")]
    NotFound,
    /// The person may not.
    #[error("denied: {}", .0.code())]
    Denied(domain::permission::Denied),
    /// A rule says no.
    #[error("refused: {}", .0.code())]
    Refused(OfficeRefused),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl OfficeError {
    pub(crate) fn is_conflict(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_conflict())
    }
}

impl From<OfficeRefused> for OfficeError {
    fn from(refused: OfficeRefused) -> Self {
        Self::Refused(refused)
    }
}

impl From<domain::permission::Denied> for OfficeError {
    fn from(denied: domain::permission::Denied) -> Self {
        match denied {
            domain::permission::Denied::NotVisible => Self::NotFound,
            denied => Self::Denied(denied),
        }
    }
}
