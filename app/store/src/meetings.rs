//! Meetings: their state and events, who wants to come, who is told.
//!
//! What a command does is `domain::meeting`'s to say, and who has a seat is worked out
//! from the order in which people asked. Whoever locks a thread and a meeting of it locks
//! the thread first; a seat is taken with the meeting alone locked.

use domain::meeting::{Meeting, Recorded, Refused};

use crate::error::StoreError;

pub(crate) mod act;
pub(crate) mod call;
pub(crate) mod find;
pub(crate) mod seats;
pub(crate) mod tell;
pub(crate) mod wake;
pub(crate) mod write;

pub use find::{MeetingAhead, MeetingDetail, MeetingSummary};
pub use tell::MeetingArgs;

/// What a command led to.
#[derive(Clone, Debug)]
pub struct MeetingActed {
    /// The meeting as it is now.
    pub meeting: Meeting,
    /// What happened; empty when the same form had been posted before.
    pub recorded: Vec<Recorded>,
}

/// Why nothing happened.
#[derive(Debug, thiserror::Error)]
pub enum MeetingError {
    /// There is no such thread or meeting.
    #[error("no such thread or meeting")]
    NotFound,
    /// A rule says no.
    #[error("refused: {}", .0.code())]
    Refused(Refused),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl MeetingError {
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

impl From<Refused> for MeetingError {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

/// The purpose under which the key of a form that leads through a meeting is kept.
pub(crate) const PURPOSE_ACT: &str = "meeting-act";
/// The key of a call.
pub(crate) const PURPOSE_CALL: &str = "meeting-call";
