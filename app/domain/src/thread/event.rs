//! What happened to a thread.

use serde::{Deserialize, Serialize};

use super::{Adding, Commitment, Share, Step};
use crate::charter::Participation;
use crate::id::{BodyId, PlaceId, ThreadId};
use crate::instant::Instant;
use crate::reference::Reference;
use crate::text::{Sentence, Title, Words};

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// It was opened.
    Opened {
        /// As it was.
        opened: Box<Opened>,
    },
    /// A later step began.
    Moved {
        /// Which.
        step: Step,
        /// Until when.
        until: Instant,
    },
    /// The step got more time.
    Extended {
        /// Until when.
        until: Instant,
        /// Why.
        words: Sentence,
    },
    /// How often one person may write was set, for a while.
    Slowed {
        /// So many minutes between two posts; 0 ends slow mode.
        minutes: i64,
        /// Until when.
        until: Instant,
        /// Why.
        words: Sentence,
    },
    /// It is closed to new posts for some hours.
    Cooled {
        /// Until when.
        until: Instant,
        /// Why.
        words: Sentence,
    },
    /// What it is called and what it is about was corrected.
    Retold {
        /// What it is called from now on.
        title: Title,
        /// What it is about.
        words: Words,
        /// Why.
        reason: Sentence,
    },
    /// Another body leads through it from now on.
    Handed {
        /// Which.
        body: BodyId,
        /// Why.
        #[serde(default)]
        because: HandedBecause,
    },
    /// The step ended, and nobody led on.
    Missed {
        /// When it ended.
        due: Instant,
    },
    /// It led to an agreement.
    Agreed {
        /// Which.
        words: Words,
        /// Who does what by when.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        commitments: Vec<Commitment>,
        /// When those concerned are asked whether it still holds.
        review: Instant,
    },
    /// Those concerned are asked whether the agreement still holds.
    HoldsAsked,
    /// It ended without one.
    Closed {
        /// What was learnt.
        learnt: Sentence,
    },
}

impl Event {
    /// The stable name of the sort of event, as the database keeps it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "opened",
            Self::Moved { .. } => "moved",
            Self::Extended { .. } => "extended",
            Self::Slowed { .. } => "slowed",
            Self::Cooled { .. } => "cooled",
            Self::Retold { .. } => "retold",
            Self::Handed { .. } => "handed",
            Self::Missed { .. } => "missed",
            Self::Agreed { .. } => "agreed",
            Self::HoldsAsked => "holds-asked",
            Self::Closed { .. } => "closed",
        }
    }
}

/// Why another body leads through a thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HandedBecause {
    /// Its case is about the body before. Events of before say nothing else.
    #[default]
    Concerned,
    /// The body before sits at the table of its challenge no more.
    LeftTable {
        /// Which that is.
        before: BodyId,
    },
}

/// A thread as it was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// Its id.
    pub id: ThreadId,
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
    /// The public case it is about.
    pub case: Option<Reference>,
    /// The challenge it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<Reference>,
    /// The body that leads through it.
    pub body: BodyId,
    /// What residents can decide here.
    pub level: Participation,
    /// What the rules let residents decide in such matters, where that is more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ruled: Option<Participation>,
    /// Who has the last word.
    pub last_word: Sentence,
    /// Who may add statements.
    pub adding: Adding,
    /// How many each.
    #[serde(default)]
    pub share: Share,
    /// With what the next statement is drawn.
    pub seed: u32,
    /// Until when people talk.
    pub until: Instant,
}

/// An event of a thread with its number, moment and actor.
pub type Recorded = crate::record::Recorded<Event>;

/// An event of a thread as it is kept.
pub type Payload = crate::record::Payload<Event>;
