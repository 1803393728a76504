//! The one place that reads the time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::instant::Instant;

/// Tells the time: the machine's, one ahead of it, or one that a test moves.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// So many microseconds ahead of the machine's clock.
    Ahead(i64),
    /// A clock that stands until [`Clock::advance_to`] moves it.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock.
    pub const fn system() -> Self {
        Self::System
    }

    /// The machine's clock, so many seconds ahead.
    pub const fn ahead(seconds: i64) -> Self {
        Self::Ahead(Instant::from_micros(0).plus_seconds(seconds).micros())
    }

    /// A clock that stands at `at`.
    pub fn fixed(at: Instant) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(at.micros())))
    }

    /// The time now.
    pub fn now(&self) -> Instant {
        match self {
            Self::System => machine(),
            Self::Ahead(micros) => Instant::from_micros(machine().micros().saturating_add(*micros)),
            Self::Fixed(micros) => Instant::from_micros(micros.load(Ordering::SeqCst)),
        }
    }

    /// Moves a fixed clock, for tests and the demo's past; the machine's clock is left alone.
    pub fn advance_to(&self, at: Instant) {
        if let Self::Fixed(micros) = self {
            micros.store(at.micros(), Ordering::SeqCst);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that may")]
fn machine() -> Instant {
    Instant::from_timestamp(jiff::Timestamp::now())
}
