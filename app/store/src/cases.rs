//! Cases: every command is one transaction that writes the state, the events,
//! those affected, the notices to send and the form's key; reading a case is
//! two statements.
//!
//! What a command does is `domain::case`'s to say. Nothing else writes these tables.

use domain::case::{Case, Recorded, Refused};

use crate::error::StoreError;
use crate::idempotency::Once;

pub(crate) mod act;
pub(crate) mod deadline;
pub(crate) mod file;
pub(crate) mod find;
pub(crate) mod notify;
pub(crate) mod posted;
pub(crate) mod wake;
pub(crate) mod write;

pub use file::NewCase;
pub use find::HistoryEntry;
pub use notify::CaseArgs;
pub use posted::{Poster, TakenPost};
pub use wake::Woken;

/// What a command led to.
#[derive(Clone, Debug)]
pub struct Acted {
    /// The case as it is now.
    pub case: Case,
    /// What happened; empty when the same form had been posted before.
    pub recorded: Vec<Recorded>,
    /// Whether this form had been posted before, and nothing happened now.
    pub repeated: bool,
}

/// Why a command did nothing.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// There is no such case. For who may not see a case the answer is the same.
    #[error("no such case")]
    NotFound,
    /// A rule says no.
    #[error("refused: {}", .0.code())]
    Refused(Refused),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ActError {
    pub(crate) fn is_conflict(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_conflict())
    }

    /// Whether the reference that filing drew was taken in the same moment.
    fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_unique_violation())
    }
}

impl From<Refused> for ActError {
    fn from(refused: Refused) -> Self {
        use domain::permission::Denied;
        match refused {
            // A case that somebody may not see does not exist for them.
            Refused::Denied(Denied::NotVisible) => Self::NotFound,
            refused => Self::Refused(refused),
        }
    }
}

/// The purpose under which the key of a form about a case is kept.
pub const PURPOSE_ACT: &str = "case-act";
/// The key of a report.
pub(crate) const PURPOSE_FILE: &str = "case-file";

/// A form's key, if it has one.
pub(crate) type Key<'a> = Option<&'a Once<'a>>;
