//! What people and the clock can ask of a challenge.

use crate::case::Seat;
use crate::challenge::entry::{Certainty, Outcome};
use crate::id::{BodyId, PlaceId};
use crate::instant::Instant;
use crate::permission::Act;
use crate::text::{Sentence, Title, Words};

/// A command, and the version of the challenge that the person was looking at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// What is asked.
    pub command: Command,
    /// The version on the page it was asked from; another one is refused with
    /// `someone-was-faster`. `None` for acts that cannot go stale.
    pub expected_version: Option<i64>,
}

impl From<Command> for Order {
    fn from(command: Command) -> Self {
        Self {
            command,
            expected_version: None,
        }
    }
}

/// What is asked of a challenge. Opening one is `challenge::open`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Who convenes it and who sits at its table, from now on.
    SetTable {
        /// The one convener.
        convener: BodyId,
        /// Who sits there and what for.
        seats: Vec<Seat>,
        /// Why.
        words: Sentence,
    },
    /// Puts right what it is called and what it is about.
    Correct {
        /// What it is called.
        title: Title,
        /// What it is about.
        words: Words,
        /// Where: a place with all its cases in it.
        place: PlaceId,
        /// Why.
        reason: Sentence,
    },
    /// Says what is known, or not known.
    Note {
        /// Which of the two.
        certainty: Certainty,
        /// What.
        words: Sentence,
    },
    /// A line does not hold any more.
    Strike {
        /// Which.
        line: i64,
        /// Why.
        reason: Sentence,
    },
    /// Something is tried.
    Try {
        /// What.
        words: Sentence,
        /// Since when.
        started_at: Instant,
        /// By when its body says what came of it.
        review_due: Instant,
    },
    /// Says what came of an attempt.
    Judge {
        /// Which.
        attempt: i64,
        /// What, in one word.
        outcome: Outcome,
        /// And in words.
        words: Sentence,
    },
    /// Something helps meanwhile.
    BeginMeasure {
        /// What.
        words: Sentence,
        /// From when.
        from: Instant,
        /// Until when.
        until: Instant,
    },
    /// It has ended.
    EndMeasure {
        /// Which.
        measure: i64,
        /// Why, and what came of it.
        words: Sentence,
    },
    /// Gathers the case in `Around::case`.
    Gather,
    /// Takes the case in `Around::case` out.
    Release {
        /// Why.
        reason: Sentence,
    },
    /// The resident of the case in `Around::case` wishes it out.
    AskOut,
    /// Looks at the whole and says what changed.
    Review {
        /// What changed, or that nothing did.
        words: Sentence,
        /// When it is looked at next.
        next: Instant,
    },
    /// It is over.
    Close {
        /// What was learnt.
        learnt: Sentence,
    },
    /// It is not over.
    Reopen {
        /// Why.
        words: Sentence,
        /// When it is looked at next.
        next: Instant,
    },
    /// Records what was missed by now. Only the clock gives it.
    Wake,
}

impl Command {
    /// What permission is asked for it.
    pub const fn act(&self) -> Act {
        match self {
            Self::SetTable { .. } => Act::SetTable,
            Self::Correct { .. } => Act::Correct,
            Self::Note { .. } => Act::Note,
            Self::Strike { .. } => Act::Strike,
            Self::Try { .. } => Act::Try,
            Self::Judge { .. } => Act::Judge,
            Self::BeginMeasure { .. } => Act::BeginMeasure,
            Self::EndMeasure { .. } => Act::EndMeasure,
            Self::Gather => Act::Gather,
            Self::Release { .. } => Act::Release,
            Self::AskOut => Act::AskOut,
            Self::Review { .. } => Act::Review,
            Self::Close { .. } => Act::Close,
            Self::Reopen { .. } => Act::Reopen,
            Self::Wake => Act::Wake,
        }
    }
}
