//! A thread: neighbours deliberate, find out what they agree on, and settle it.
//!
//! It says on top what residents can decide here and who has the last word, and it
//! moves through phases with dates: talk, weigh (short statements, where some thirty
//! people or more take part), decide, and then agreed or closed with what was learnt.
//!
//! As with a case, [`decide()`] is the one way in and [`Thread::from_history`] the
//! fold. Posts, statements and answers are rows of their own: a thread of two
//! thousand posts changes no state by one more. Their rules stand in [`post`] and
//! [`statement`].
//!
//! *How to add one more command:* a variant in `command`, its [`ThreadAct`] with a row
//! in `permission::thread`, an arm in `decide`, an event, and its arm in `fold`.
//!
//! [`ThreadAct`]: crate::permission::ThreadAct

use serde::{Deserialize, Serialize};

pub mod agreement;
pub mod calm;
pub mod command;
pub mod event;
pub mod flag;
pub mod hint;
pub mod moderate;
pub mod post;
pub mod refused;
pub mod statement;

mod decide;
mod fold;
mod notice;
mod open;
mod picture;
mod time;
pub use agreement::{Commitment, Holds};
pub use command::{Command, Order};
pub use decide::{Decided, Decisions, check_over, decide};
pub use event::{Event, HandedBecause, Opened, Payload, Recorded};
pub use notice::ThreadNotice;
pub use open::{About, Opening, open};
pub use picture::{Camp, Drawn, FEWEST_IN_GROUP, FEWEST_VOTERS, Picture};
pub use refused::Refused;
pub use time::{follow_table, give_time, hand_on, wake};

use crate::charter::Participation;
use crate::codes::codes;
use crate::id::{BodyId, PlaceId, ThreadId};
use crate::instant::Instant;
use crate::reference::Reference;
use crate::text::{Sentence, Title, Words};

/// All phases together last at most so many days.
pub const MOST_DAYS: i64 = 60;

/// The one extension adds at most so many.
pub const EXTENSION_DAYS: i64 = 30;

/// Neighbours have at least so many days to talk a case over: enough households oblige a
/// body to open a thread, and one that is over within the hour would meet that duty.
pub const FEWEST_TALK_DAYS: i64 = 3;

/// An agreement is looked at again after at most so many days.
pub const REVIEW_DAYS: i64 = 365;

/// Neighbours deliberate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    /// Its id.
    pub id: ThreadId,
    /// Its reference; nothing else has the same.
    pub reference: Reference,
    /// What it is called.
    pub title: Title,
    /// What it is about.
    pub words: Words,
    /// Where.
    pub place: PlaceId,
    /// That place, then the places it lies in, up to the root.
    pub place_path: Vec<PlaceId>,
    /// The public case it is about, if it is about one.
    pub case: Option<Reference>,
    /// The challenge it is about, if it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<Reference>,
    /// The body that leads through it.
    pub body: BodyId,
    /// What residents can decide here.
    pub level: Participation,
    /// What the rules let residents decide in such matters, where that is more: then the
    /// page says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ruled: Option<Participation>,
    /// Who has the last word, in words.
    pub last_word: Sentence,
    /// Who may add statements.
    pub adding: Adding,
    /// How many each.
    #[serde(default)]
    pub share: Share,
    /// With what the next statement is drawn; published.
    pub seed: u32,
    /// When it was opened.
    pub opened_at: Instant,
    /// Whether its one extension is used up.
    pub extended: bool,
    /// Slow mode, as it was set last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slow: Option<calm::Slow>,
    /// When the last cool-down ends or ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cool_until: Option<Instant>,
    /// The last end of a step that was missed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missed: Option<Instant>,
    /// Where it stands.
    pub phase: Phase,
    /// How many events it has; a guarded write compares it.
    pub version: i64,
}

/// Where a thread stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "phase", rename_all = "kebab-case")]
pub enum Phase {
    /// Something can still be said and decided.
    Open {
        /// What is done now.
        step: Step,
        /// Until when.
        until: Instant,
    },
    /// It led to an agreement.
    Agreed {
        /// When.
        at: Instant,
        /// What was agreed.
        words: Words,
        /// Who does what by when.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        commitments: Vec<Commitment>,
        /// When those concerned are asked whether it still holds.
        review: Instant,
        /// Whether they were.
        #[serde(default)]
        asked: bool,
    },
    /// It ended without one.
    Closed {
        /// When.
        at: Instant,
        /// What was learnt.
        learnt: Sentence,
    },
}

/// What is done in an open thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// People say what they think.
    Talk,
    /// People answer short statements.
    Weigh,
    /// It is settled.
    Decide,
}

codes!(Step, 3: Talk = "talk", Weigh = "weigh", Decide = "decide");

/// Who may add statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Adding {
    /// Everybody who may speak.
    Everybody,
    /// The body that leads through it.
    Body,
}

codes!(Adding, 2: Everybody = "everybody", Body = "body");

/// How many statements one person adds in a day. Who leads through the thread may put all
/// sides on the table at once.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Share {
    /// One.
    One,
    /// Three.
    #[default]
    Three,
    /// Ten.
    Ten,
}

codes!(Share, 3: One = "one", Three = "three", Ten = "ten");

impl Share {
    /// As a number.
    pub const fn a_day(self) -> i64 {
        match self {
            Self::One => 1,
            Self::Three => 3,
            Self::Ten => 10,
        }
    }
}

impl Thread {
    /// Whether something can still be said.
    pub const fn is_open(&self) -> bool {
        matches!(self.phase, Phase::Open { .. })
    }

    /// What is done now; `None` once it is over.
    pub const fn step(&self) -> Option<Step> {
        match self.phase {
            Phase::Open { step, .. } => Some(step),
            Phase::Agreed { .. } | Phase::Closed { .. } => None,
        }
    }

    /// When what is done now ends.
    pub const fn until(&self) -> Option<Instant> {
        match self.phase {
            Phase::Open { until, .. } => Some(until),
            Phase::Agreed { .. } | Phase::Closed { .. } => None,
        }
    }

    /// When the clock has to look at it: once at the end of each step, and once when an
    /// agreement is looked at again.
    pub fn wake_at(&self) -> Option<Instant> {
        match self.phase {
            Phase::Open { until, .. } => Some(until).filter(|until| self.missed != Some(*until)),
            Phase::Agreed { review, asked, .. } => (!asked).then_some(review),
            Phase::Closed { .. } => None,
        }
    }

    /// Until when neighbours have time to talk; `None` where it is about no case, because
    /// then nobody owed it.
    pub fn talks_until(&self) -> Option<Instant> {
        self.case
            .map(|_| self.opened_at.plus_days(FEWEST_TALK_DAYS))
    }

    /// The last moment at which any phase may end.
    pub fn latest(&self) -> Instant {
        let days = if self.extended {
            MOST_DAYS + EXTENSION_DAYS
        } else {
            MOST_DAYS
        };
        self.opened_at.plus_days(days)
    }
}

#[cfg(test)]
pub(crate) mod tests;
