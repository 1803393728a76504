//! What happened to a mediation.

use serde::{Deserialize, Serialize};

use super::{Ending, Kept, Side};
use crate::id::{BodyId, CaseId, MediationId, PersonId};
use crate::instant::Instant;
use crate::reference::Reference;
use crate::text::{Sentence, Words};

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// It was offered, or its author asked for it.
    Offered {
        /// As it was.
        offered: Box<Offered>,
    },
    /// The author said yes; the other household is asked.
    AuthorAgreed {
        /// Whether their name may be read before it says yes.
        named: bool,
        /// Until when it can answer.
        until: Instant,
    },
    /// Whoever is asked said no, which shows nowhere.
    Declined,
    /// The other household said yes.
    OtherAgreed {
        /// By when the body names somebody.
        until: Instant,
    },
    /// Somebody was named, and is asked.
    Named {
        /// Who.
        mediator: PersonId,
        /// Until when.
        until: Instant,
    },
    /// They said yes.
    Accepted {
        /// By when they find a time and a place.
        until: Instant,
    },
    /// Somebody else is to mediate.
    MediatorGone {
        /// By when the body names somebody.
        until: Instant,
    },
    /// When and where they meet.
    Arranged {
        /// When.
        at: Instant,
        /// Where.
        place: Sentence,
    },
    /// The time of the meeting came.
    Met {
        /// Until when they write down what they promise.
        until: Instant,
    },
    /// One of them said what they promise.
    Written {
        /// Which.
        side: Side,
        /// What.
        words: Words,
    },
    /// One of them confirmed the text as it is.
    Confirmed {
        /// Which.
        side: Side,
    },
    /// Both had confirmed the same text.
    Agreed {
        /// When they are asked whether it holds.
        ask_at: Instant,
    },
    /// They were asked whether it holds.
    FollowUpAsked {
        /// Until when they can answer.
        until: Instant,
    },
    /// One of them said whether it holds.
    Followed {
        /// Which.
        side: Side,
        /// Whether.
        kept: Kept,
    },
    /// It holds, and they are asked once more.
    Holds {
        /// When.
        ask_at: Instant,
    },
    /// It does not: the mediator finds another time and place.
    MeetAgain {
        /// By when.
        until: Instant,
    },
    /// A date was missed by who owed the step; it is owed again, once.
    Late {
        /// By when.
        until: Instant,
    },
    /// Who had not answered was reminded.
    Reminded,
    /// It is over.
    Ended {
        /// How.
        how: Ending,
        /// What was learnt.
        learnt: Option<Words>,
    },
}

impl Event {
    /// The stable name of the sort of event, as the database keeps it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Offered { .. } => "offered",
            Self::AuthorAgreed { .. } => "author-agreed",
            Self::Declined => "declined",
            Self::OtherAgreed { .. } => "other-agreed",
            Self::Named { .. } => "named",
            Self::Accepted { .. } => "accepted",
            Self::MediatorGone { .. } => "mediator-gone",
            Self::Arranged { .. } => "arranged",
            Self::Met { .. } => "met",
            Self::Written { .. } => "written",
            Self::Confirmed { .. } => "confirmed",
            Self::Agreed { .. } => "agreed",
            Self::FollowUpAsked { .. } => "follow-up-asked",
            Self::Followed { .. } => "followed",
            Self::Holds { .. } => "holds",
            Self::MeetAgain { .. } => "meet-again",
            Self::Late { .. } => "late",
            Self::Reminded => "reminded",
            Self::Ended { .. } => "ended",
        }
    }
}

/// A mediation as it was offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// Its id.
    pub id: MediationId,
    /// Its reference.
    pub reference: Reference,
    /// The case.
    pub case: CaseId,
    /// The reference of the case.
    pub about: Reference,
    /// The category of the case.
    pub category: String,
    /// The body that offers it.
    pub body: BodyId,
    /// Who wrote the concern.
    pub author: PersonId,
    /// Where the author asked for it: whether their name may be read. Then nobody has to
    /// ask them.
    pub asked_for: Option<bool>,
    /// Until when who is asked first can answer.
    pub until: Instant,
    /// When it is over at the latest if one of the two does not say yes.
    pub latest: Instant,
}

/// An event of a mediation with its number, moment and actor.
pub type Recorded = crate::record::Recorded<Event>;

/// An event of a mediation as it is kept.
pub type Payload = crate::record::Payload<Event>;
