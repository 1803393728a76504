//! What happened to a challenge. Who did it stands beside the event.

use serde::{Deserialize, Serialize};

use crate::case::Seat;
use crate::challenge::entry::{Certainty, Outcome, Owed};
use crate::id::{BodyId, CaseId, ChallengeId, PlaceId};
use crate::instant::Instant;
use crate::reference::Reference;
use crate::text::{Sentence, Title, Words};

/// Everything that is true when a challenge is opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// Its id.
    pub id: ChallengeId,
    /// Its reference.
    pub reference: Reference,
    /// What it is called.
    pub title: Title,
    /// What it is about.
    pub words: Words,
    /// Where.
    pub place: PlaceId,
    /// That place, then the places it lies in, up to the root.
    pub place_path: Vec<PlaceId>,
    /// Who convenes it.
    pub convener: BodyId,
    /// Who sits at its table.
    pub seats: Vec<Seat>,
    /// By when it is reviewed first.
    pub review_due: Instant,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Event {
    /// It was opened.
    Opened {
        /// Everything that was true then.
        opened: Box<Opened>,
    },
    /// Who convenes it and who sits at its table, from now on.
    TableSet {
        /// The one convener.
        convener: BodyId,
        /// Who sits there.
        seats: Vec<Seat>,
        /// Why; `None` when the convener went out of service.
        words: Option<Sentence>,
    },
    /// Its convener put right what it is called and what it is about.
    Corrected {
        /// What it was called before.
        from: Title,
        /// What it is called now.
        title: Title,
        /// What it is about.
        words: Words,
        /// Where, then the places it lies in, up to the root; empty if that stays.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        place_path: Vec<PlaceId>,
        /// Why.
        reason: Sentence,
    },
    /// Somebody said what is known, or not known.
    Noted {
        /// Which of the two.
        certainty: Certainty,
        /// What.
        words: Sentence,
    },
    /// A line does not hold any more.
    Struck {
        /// Which.
        line: i64,
        /// Why.
        reason: Sentence,
    },
    /// Something is tried.
    Tried {
        /// What.
        words: Sentence,
        /// Since when.
        started_at: Instant,
        /// By when its body says what came of it.
        review_due: Instant,
    },
    /// Somebody said what came of an attempt.
    Judged {
        /// Which.
        attempt: i64,
        /// What, in one word.
        outcome: Outcome,
        /// And in words.
        words: Sentence,
    },
    /// Something helps meanwhile.
    MeasureBegun {
        /// What.
        words: Sentence,
        /// From when.
        from: Instant,
        /// Until when.
        until: Instant,
    },
    /// It has ended.
    MeasureEnded {
        /// Which.
        measure: i64,
        /// Why, and what came of it.
        words: Sentence,
    },
    /// A case was gathered under it.
    Gathered {
        /// Which.
        case: CaseId,
        /// Its reference.
        reference: Reference,
    },
    /// A case was taken out.
    Released {
        /// Which.
        case: CaseId,
        /// Its reference.
        reference: Reference,
        /// Why; `None` when its resident wished it.
        reason: Option<Sentence>,
    },
    /// Its convener looked at the whole.
    Reviewed {
        /// What changed.
        words: Sentence,
        /// When it is looked at next.
        next: Instant,
    },
    /// A date was missed.
    Missed {
        /// What was owed.
        owed: Owed,
        /// By when.
        due: Instant,
        /// By whom.
        body: BodyId,
        /// By when it is owed again.
        again: Instant,
    },
    /// It is over.
    Closed {
        /// What was learnt.
        learnt: Sentence,
    },
    /// It is not over.
    Reopened {
        /// Why.
        words: Sentence,
        /// When it is looked at next.
        next: Instant,
    },
}

impl Event {
    /// The stable code of its kind, the same as in the payload.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "opened",
            Self::TableSet { .. } => "table-set",
            Self::Corrected { .. } => "corrected",
            Self::Noted { .. } => "noted",
            Self::Struck { .. } => "struck",
            Self::Tried { .. } => "tried",
            Self::Judged { .. } => "judged",
            Self::MeasureBegun { .. } => "measure-begun",
            Self::MeasureEnded { .. } => "measure-ended",
            Self::Gathered { .. } => "gathered",
            Self::Released { .. } => "released",
            Self::Reviewed { .. } => "reviewed",
            Self::Missed { .. } => "missed",
            Self::Closed { .. } => "closed",
            Self::Reopened { .. } => "reopened",
        }
    }
}

/// An event of a challenge with its number, moment and actor.
pub type Recorded = crate::record::Recorded<Event>;

/// An event of a challenge as it is kept.
pub type Payload = crate::record::Payload<Event>;
