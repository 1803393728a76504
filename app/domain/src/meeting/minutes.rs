//! What was said at a meeting, and what was decided in the room.

use serde::{Deserialize, Serialize};

use super::Refused;
use crate::charter::Participation;
use crate::codes::codes;
use crate::instant::Instant;
use crate::text::{Sentence, Words};
use crate::thread::Thread;

/// Minutes tell of at most so many decisions.
pub const MOST_DECIDED: usize = 8;

/// So many people can have been there.
pub const PRESENT: std::ops::RangeInclusive<i64> = 0..=10_000;

/// What was said and decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minutes {
    /// How many were there. Who they were is not kept.
    pub present: i64,
    /// What was said.
    pub words: Words,
    /// The same as clean HTML, made when it was written.
    pub html: String,
    /// What was decided in the room.
    pub decided: Vec<InRoom>,
}

/// A decision that those present reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InRoom {
    /// What was decided.
    pub what: Sentence,
    /// How it was reached.
    pub how: Reached,
}

/// How those present reached a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reached {
    /// Nobody was against it.
    Unopposed,
    /// More were for it than against it.
    Most,
}

codes!(Reached, 2: Unopposed = "unopposed", Most = "most");

/// That minutes were corrected: the first wording stays beside the last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// When the last time.
    pub at: Instant,
    /// Why the last time.
    pub why: Sentence,
    /// As they were stated first.
    pub first: Box<Minutes>,
}

impl Minutes {
    /// Whether they can stand so in `thread`.
    ///
    /// # Errors
    /// A [`Refused`] that says why not.
    pub fn check(&self, thread: &Thread) -> Result<(), Refused> {
        if !PRESENT.contains(&self.present) {
            return Err(Refused::PresentStrange);
        }
        if self.decided.is_empty() {
            return Ok(());
        }
        if thread.level == Participation::Told {
            return Err(Refused::NothingToDecide);
        }
        if self.present == 0 {
            return Err(Refused::NobodyPresent);
        }
        if self.decided.len() > MOST_DECIDED {
            return Err(Refused::DecidedMany);
        }
        Ok(())
    }
}
