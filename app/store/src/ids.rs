//! The one place that makes ids.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use uuid::Uuid;

/// Makes ids: UUID version 7 from the machine's clock and randomness, or a
/// counted series that is the same in every run.
#[derive(Clone, Debug)]
pub enum Ids {
    /// UUID version 7.
    System,
    /// A counted series.
    Counted(Arc<AtomicU64>),
}

impl Ids {
    /// Real ids.
    pub const fn system() -> Self {
        Self::System
    }

    /// Ids counted from `first`, for tests.
    pub fn counted(first: u64) -> Self {
        Self::Counted(Arc::new(AtomicU64::new(first)))
    }

    /// A new id.
    pub fn uuid(&self) -> Uuid {
        match self {
            #[expect(clippy::disallowed_methods, reason = "this is the one place that may")]
            Self::System => Uuid::now_v7(),
            Self::Counted(next) => Uuid::from_u128(u128::from(next.fetch_add(1, Ordering::SeqCst))),
        }
    }
}
