//! Mediation: two neighbours talk face to face, with somebody between them who is
//! neither's.
//!
//! It begins at a case about another household and changes nothing in it: holder,
//! clocks and every way up stay what they are. Linli keeps the steps, the dates and what
//! the two promise each other, not the talk. A "no" is kept and told to nobody: whether
//! somebody said it or nobody said anything, it ends on the same date with the same
//! words. So forms carry [`Mediation::step`], which a "no" leaves as it was, and never
//! the version.
//!
//! As with a case, [`decide()`] is the one way in and [`Mediation::from_history`] the
//! fold. Which door was asked stays with `store`; here it is a question that the
//! surroundings answer.
//!
//! *How to add one more command:* a variant in `command`, its [`MediationAct`] with a
//! row in `permission::mediation`, a function, an event, its arm in `fold`.
//!
//! [`MediationAct`]: crate::permission::MediationAct

use serde::{Deserialize, Serialize};

pub mod command;
pub mod event;
pub mod refused;

mod consent;
mod decide;
mod fold;
mod notice;
mod offer;
mod promise;
mod stage;
mod talk;
mod wake;

pub use command::{Command, Order};
pub use decide::{Around, Candidate, Decided, decide};
pub use event::{Event, Offered, Payload, Recorded};
pub use notice::{MediationNotice, To, notices};
pub use offer::{Offering, may_offer, offer};
pub use refused::Refused;
pub use stage::{Ending, ForBody, InShort, Kept, Stage};

use crate::id::{BodyId, CaseId, MediationId, PersonId};
use crate::instant::Instant;
use crate::reference::Reference;
use crate::text::Words;

/// Each of the two can say yes for so many days.
pub const ANSWER_DAYS: i64 = 14;
/// The community body names somebody within so many days.
pub const NAME_DAYS: i64 = 7;
/// Who was named says yes within so many days.
pub const ACCEPT_DAYS: i64 = 5;
/// The mediator finds a time and a place within so many days.
pub const ARRANGE_DAYS: i64 = 7;
/// The meeting is at most so many days ahead.
pub const MEET_DAYS: i64 = 30;
/// After the meeting the two write down what they promise within so many days.
pub const WRITE_DAYS: i64 = 14;
/// When the two are asked whether it holds, in days after they agreed: 2 and 8 weeks.
pub const FOLLOW_UP_DAYS: [i64; 2] = [14, 56];
/// Each of these questions is open for so many days.
pub const FOLLOW_UP_OPEN_DAYS: i64 = 7;
/// Who has not answered is reminded so many days before the end.
pub const REMIND_DAYS: i64 = 3;
/// All of it is deleted so many days after its end; until then no other one is offered
/// about the same case.
pub const KEPT_DAYS: i64 = 60;

/// Two neighbours, and somebody between them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mediation {
    /// Its id.
    pub id: MediationId,
    /// Its reference: another one than that of the case.
    pub reference: Reference,
    /// The case it began at.
    pub case: CaseId,
    /// The reference of that case; for the author only.
    pub about: Reference,
    /// The category of the case: all that the other household is told of it.
    pub category: String,
    /// The community body that offers it and names the mediator.
    pub body: BodyId,
    /// Who wrote the concern.
    pub author: PersonId,
    /// Whether the author said yes, or asked for it.
    pub agreed: bool,
    /// Whether the other household may read the author's name before it says yes.
    pub named: bool,
    /// Who said yes for the other household.
    pub other: Option<PersonId>,
    /// When it was offered.
    pub offered_at: Instant,
    /// When it is over at the latest if one of the two does not say yes. The body reads
    /// this date, so that it cannot tell whose yes is missing.
    pub latest: Instant,
    /// What the two promise each other.
    pub text: Text,
    /// Who was asked to mediate and does not, or not any more.
    pub gone: Vec<PersonId>,
    /// Where it stands.
    pub stage: Stage,
    /// Counts what can be seen of it; a form carries it.
    pub step: i64,
    /// How many events it has; a guarded write compares it.
    pub version: i64,
}

/// One of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Who wrote the concern.
    Author,
    /// Who said yes for the other household.
    Other,
}

impl Side {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Author, Self::Other];

    const fn at(self) -> usize {
        self as usize
    }

    /// The other one.
    #[must_use]
    pub const fn opposite(self) -> Self {
        match self {
            Self::Author => Self::Other,
            Self::Other => Self::Author,
        }
    }
}

/// What the two promise each other, each in own words. Every change takes both
/// confirmations away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// How often it was written; a confirmation names it.
    pub turn: i64,
    words: [Option<Words>; 2],
    confirmed: [bool; 2],
}

impl Text {
    /// What one of them promises.
    pub const fn words(&self, side: Side) -> Option<&Words> {
        self.words[side as usize].as_ref()
    }

    /// Whether one of them confirmed the whole as it is now.
    pub const fn confirmed(&self, side: Side) -> bool {
        self.confirmed[side as usize]
    }

    /// Whether there is something of both.
    pub const fn is_whole(&self) -> bool {
        self.words[0].is_some() && self.words[1].is_some()
    }

    const fn is_agreed(&self) -> bool {
        self.confirmed[0] && self.confirmed[1]
    }
}

impl Mediation {
    /// Where it stands, in one word.
    pub const fn in_short(&self) -> InShort {
        match self.stage {
            Stage::Offered { .. } => InShort::Offered,
            Stage::Asked { .. } => InShort::Asked,
            Stage::Choosing { .. } => InShort::Choosing,
            Stage::Inviting { .. } => InShort::Inviting,
            Stage::Arranging { .. } => InShort::Arranging,
            Stage::Meeting { .. } => InShort::Meeting,
            Stage::Writing { .. } => InShort::Writing,
            Stage::Holding { .. } => InShort::Holding,
            Stage::Ended { .. } => InShort::Ended,
        }
    }

    /// Whether the other household was asked at all: not while its author has not agreed.
    pub const fn was_asked(&self) -> bool {
        self.agreed
    }

    /// Whether it is not over.
    pub const fn is_open(&self) -> bool {
        !matches!(self.stage, Stage::Ended { .. })
    }

    /// The one date of its next step: always there while it is open.
    pub const fn by(&self) -> Option<Instant> {
        match self.stage {
            Stage::Offered { until, .. }
            | Stage::Asked { until, .. }
            | Stage::Choosing { until, .. }
            | Stage::Inviting { until, .. }
            | Stage::Arranging { until, .. }
            | Stage::Writing { until, .. } => Some(until),
            Stage::Meeting { at, .. } => Some(at),
            Stage::Holding { due, .. } => Some(due),
            Stage::Ended { .. } => None,
        }
    }

    /// Who mediates, is asked to, or did.
    pub const fn mediator(&self) -> Option<PersonId> {
        match self.stage {
            Stage::Inviting { mediator, .. }
            | Stage::Arranging { mediator, .. }
            | Stage::Meeting { mediator, .. }
            | Stage::Writing { mediator, .. }
            | Stage::Holding { mediator, .. } => Some(mediator),
            Stage::Ended { mediator, .. } => mediator,
            Stage::Offered { .. } | Stage::Asked { .. } | Stage::Choosing { .. } => None,
        }
    }

    /// One of the two, once known.
    pub const fn party(&self, side: Side) -> Option<PersonId> {
        match side {
            Side::Author => Some(self.author),
            Side::Other => self.other,
        }
    }

    /// Both of them, as far as known.
    pub fn parties(&self) -> impl Iterator<Item = PersonId> {
        [Some(self.author), self.other].into_iter().flatten()
    }

    /// What its body reads of it.
    pub fn for_body(&self, now: Instant) -> ForBody {
        match self.stage {
            Stage::Offered { .. } | Stage::Asked { .. } => ForBody::Offered(self.latest),
            // Who said no, or nothing, must not show by the day.
            Stage::Ended {
                how: Ending::NotBegun,
                ..
            } if now < self.latest => ForBody::Offered(self.latest),
            Stage::Choosing { until, .. } => ForBody::Name(until),
            Stage::Inviting { .. }
            | Stage::Arranging { .. }
            | Stage::Meeting { .. }
            | Stage::Writing { .. }
            | Stage::Holding { .. } => ForBody::UnderWay,
            Stage::Ended { .. } => ForBody::Over,
        }
    }

    /// When all of it is deleted, once it is over.
    pub fn delete_at(&self) -> Option<Instant> {
        match self.stage {
            // For the body it may be over later, and the rest of its time counts from then.
            Stage::Ended {
                at,
                how: Ending::NotBegun,
                ..
            } => Some(at.max(self.latest).plus_days(KEPT_DAYS)),
            Stage::Ended { at, .. } => Some(at.plus_days(KEPT_DAYS)),
            _ => None,
        }
    }

    /// When the clock has to look at it next.
    pub fn due(&self) -> Option<Instant> {
        wake::due(self)
    }
}

#[cfg(test)]
pub(crate) mod tests;
