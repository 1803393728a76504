//! What happened to a decision.

use serde::{Deserialize, Serialize};

use super::{Amount, Method, Outcome, Showing, Tally, Voters};
use crate::id::{BodyId, DecisionId, PlaceId, ThreadId};
use crate::instant::Instant;
use crate::reference::Reference;
use crate::text::{Sentence, Title, View, Words};

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// It was written.
    Drafted {
        /// As it was.
        drafted: Box<Drafted>,
    },
    /// People were asked.
    Opened {
        /// Until when they can answer.
        until: Instant,
        /// All who can.
        eligible: Amount,
    },
    /// It was taken back before anybody was asked.
    Dropped {
        /// Why.
        words: Sentence,
    },
    /// Those who had not answered were reminded.
    Reminded,
    /// Somebody wants to end it before its date.
    EarlyAsked {
        /// Why.
        words: Sentence,
    },
    /// It was counted.
    Closed {
        /// Why before its date, if it was.
        early: Option<Sentence>,
        /// The count.
        tally: Tally,
        /// What came of it.
        outcome: Outcome,
    },
}

impl Event {
    /// The stable name of the sort of event, as the database keeps it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Drafted { .. } => "drafted",
            Self::Opened { .. } => "opened",
            Self::Dropped { .. } => "dropped",
            Self::Reminded => "reminded",
            Self::EarlyAsked { .. } => "early-asked",
            Self::Closed { .. } => "closed",
        }
    }
}

/// A decision as it was drafted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drafted {
    /// Its id.
    pub id: DecisionId,
    /// The thread in which it is made.
    pub thread: ThreadId,
    /// The reference of that thread.
    pub reference: Reference,
    /// Counts the decisions of a thread from 1.
    pub number: i64,
    /// The body that put the question.
    pub body: BodyId,
    /// Where those who are asked live.
    pub place: PlaceId,
    /// The question.
    pub question: Title,
    /// What is proposed.
    pub words: Words,
    /// How it is decided.
    pub method: Method,
    /// What can be chosen, where the method has no options of its own.
    pub options: Vec<View>,
    /// Who is asked.
    pub voters: Voters,
    /// What is shown of the answers.
    pub showing: Showing,
}

/// An event of a decision with its number, moment and actor.
pub type Recorded = crate::record::Recorded<Event>;

/// An event of a decision as it is kept.
pub type Payload = crate::record::Payload<Event>;
