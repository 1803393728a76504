//! Threads: their state and events, what people say in them, the statements they
//! answer, and the picture of the answers that everybody sees.
//!
//! What a command does is `domain::thread`'s to say. Nothing else writes these tables.

use domain::thread::{Recorded, Refused, Thread};

use crate::error::StoreError;

pub(crate) mod act;
pub(crate) mod answers;
pub(crate) mod case;
pub(crate) mod cast;
pub(crate) mod challenge;
pub(crate) mod corrections;
pub(crate) mod find;
pub(crate) mod flags;
pub(crate) mod holds;
pub(crate) mod kept;
pub(crate) mod moderate;
pub(crate) mod moderated;
pub(crate) mod objected;
pub(crate) mod open;
pub(crate) mod photos;
pub(crate) mod pictures;
pub(crate) mod posts;
pub(crate) mod pulse;
pub(crate) mod reasons;
pub(crate) mod removals;
pub(crate) mod statements;
pub(crate) mod tell;
pub(crate) mod waiting;
pub(crate) mod wake;
pub(crate) mod write;

pub use cast::Answering;
pub use find::{ThreadDetail, ThreadEntry, ThreadSummary};
pub use flags::{Flagged, OwnFlag};
pub use holds::HoldsStanding;
pub use kept::Kept;
pub use moderate::{Mending, NewFlag, judge};
pub use moderated::Did;
pub use objected::Objected;
pub use open::NewThread;
pub use photos::{NewPhotos, PostPhoto};
pub use pictures::Cast;
pub use posts::{Latest, NewPost, Post, Posted};
pub use reasons::Reasoned;
pub use removals::Removal;
pub use statements::{Added, Statement};
pub use waiting::Waiting;

/// What a command led to.
#[derive(Clone, Debug)]
pub struct ThreadActed {
    /// The thread as it is now.
    pub thread: Thread,
    /// What happened; empty when the same form had been posted before.
    pub recorded: Vec<Recorded>,
}

/// Why nothing happened.
#[derive(Debug, thiserror::Error)]
pub enum ThreadError {
    /// There is no such thread, place, body, case or challenge. For who may not see a case the
    /// answer is the same.
    #[error("no such thread, place, body or case")]
    NotFound,
    /// A rule says no.
    #[error("refused: {}", .0.code())]
    Refused(Refused),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ThreadError {
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

    /// Whether something that has to be single was taken in the same moment.
    fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_unique_violation())
    }
}

impl From<Refused> for ThreadError {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

/// The purpose under which the key of a form about a thread is kept.
pub(crate) const PURPOSE_ACT: &str = "thread-act";
/// The key of an opening.
pub(crate) const PURPOSE_OPEN: &str = "thread-open";
/// The key of a post.
pub(crate) const PURPOSE_POST: &str = "thread-post";
/// The key of a statement.
pub(crate) const PURPOSE_STATEMENT: &str = "thread-statement";
