//! A decision: a question put to those concerned, by a named method.
//!
//! A [`method`] says how, as data; [`tally`] counts; [`outcome`](mod@outcome) is the engine that makes
//! of both what came of it. A decision keeps the description of its method as it was
//! when it was drafted, so that a later charter changes nothing in it.
//!
//! As with a thread, [`decide()`] is the one way in and [`Decision::from_history`] the
//! fold. Ballots are rows of their own; the count is in the state once it is closed.
//! What is shown of answers is fixed by the draft: no command makes an anonymous
//! decision named, or lifts early what is hidden until the end.
//!
//! *How to add one more command:* a variant in `command`, its [`DecisionAct`] with a
//! row in `permission::decision`, an arm in `decide`, an event, its arm in `fold`.
//!
//! [`DecisionAct`]: crate::permission::DecisionAct

use serde::{Deserialize, Serialize};

pub mod command;
pub mod event;
pub mod outcome;
pub mod published;
pub mod refused;
pub mod tally;

mod cast;
mod decide;
mod draft;
mod fold;
pub use cast::{Cast, Seen, check, may_answer};
pub use command::{Command, Order};
pub use decide::{Around, Decided, decide};
pub use draft::{Drafting, draft};
pub use event::{Drafted, Event, Payload, Recorded};
pub use outcome::{Outcome, missed};
pub use published::Published;
pub use refused::Refused;
pub use tally::{Amount, Ballot, Choice, FEWEST_BALLOTS, Mark, Tally};

use crate::codes::codes;
use crate::id::{BodyId, DecisionId, PersonId, PlaceId, ThreadId};
use crate::instant::Instant;
use crate::language::Names;
use crate::method;
pub use crate::method::{Method, Showing, Voters};
use crate::reference::Reference;
use crate::text::{Sentence, Title, View, Words};

/// A decision is open at least so long: who works shifts has a day off in it.
pub const FEWEST_DAYS: i64 = 1;

/// Who has not answered is reminded once, so many hours before the end, or half way where
/// that is later.
pub const REMIND_HOURS: i64 = 24;

/// In such steps it is told how many have answered an anonymous decision, and any other one
/// while only a few have.
pub const TURNOUT_STEP: u64 = 5;

/// A decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Its id.
    pub id: DecisionId,
    /// The thread in which it is made.
    pub thread: ThreadId,
    /// The reference of that thread.
    pub reference: Reference,
    /// Counts the decisions of a thread from 1.
    pub number: i64,
    /// The body that put the question; later the one that leads the thread
    /// ([`Decision::led_by`]), which answers objections.
    pub body: BodyId,
    /// Where those who are asked live.
    pub place: PlaceId,
    /// The question.
    pub question: Title,
    /// What is proposed, in full.
    pub words: Words,
    /// How it is decided, as it was described then.
    pub method: Method,
    /// What can be chosen, where the method has no options of its own.
    pub options: Vec<View>,
    /// Who is asked.
    pub voters: Voters,
    /// What is shown of the answers.
    pub showing: Showing,
    /// When it was written.
    pub drafted_at: Instant,
    /// Where it stands.
    pub stage: Stage,
    /// How many events it has; a guarded write compares it.
    pub version: i64,
}

/// Where a decision stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "kebab-case")]
pub enum Stage {
    /// It is written and nobody is asked yet.
    Drafted,
    /// People answer.
    Open {
        /// Since when.
        since: Instant,
        /// Until when.
        until: Instant,
        /// All who can answer; nobody comes to them later.
        eligible: Amount,
        /// Whether those who had not answered were reminded.
        reminded: bool,
        /// Who wants to end it early, if somebody does.
        early: Option<Early>,
    },
    /// It is counted.
    Closed {
        /// When.
        at: Instant,
        /// Why it ended before its date, if it did.
        early: Option<Sentence>,
        /// The count.
        tally: Tally,
        /// What came of it.
        outcome: Outcome,
    },
    /// It was taken back before anybody was asked.
    Dropped {
        /// When.
        at: Instant,
        /// Why.
        words: Sentence,
    },
}

/// Where a decision stands, in one word, for lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InShort {
    /// Nobody is asked yet.
    Drafted,
    /// People answer.
    Open,
    /// It was taken back.
    Dropped,
    /// It passed.
    Passed,
    /// It did not pass.
    NotPassed,
    /// Too few took part.
    NoQuorum,
    /// Several stand alike.
    Tie,
    /// Objections were not taken back.
    ObjectionsStand,
}

codes!(InShort, 8: Drafted = "drafted", Open = "open", Dropped = "dropped", Passed = "passed",
    NotPassed = "not-passed", NoQuorum = "no-quorum", Tie = "tie",
    ObjectionsStand = "objections-stand");

/// That somebody wants to end a decision before its date. Another one has to agree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Early {
    /// Who.
    pub by: PersonId,
    /// Why.
    pub words: Sentence,
}

/// What an option is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label<'a> {
    /// In three languages, by the method.
    Named(&'a Names),
    /// As who asks wrote it.
    Written(&'a View),
}

impl Decision {
    /// How many options it has.
    pub fn count(&self) -> usize {
        if self.method.options.is_empty() {
            self.options.len()
        } else {
            self.method.options.len()
        }
    }

    /// What its options are called, in their order.
    pub fn labels(&self) -> Vec<Label<'_>> {
        if self.method.options.is_empty() {
            self.options.iter().map(Label::Written).collect()
        } else {
            let own = self.method.options.iter();
            own.map(|option| Label::Named(&option.names)).collect()
        }
    }

    /// The same, led by the body that leads its thread now: a thread can go to another
    /// one, and who is concerned leads nothing in it.
    #[must_use]
    pub const fn led_by(mut self, body: BodyId) -> Self {
        self.body = body;
        self
    }

    /// Since when people answer, while they do.
    pub const fn since(&self) -> Option<Instant> {
        match self.stage {
            Stage::Open { since, .. } => Some(since),
            Stage::Drafted | Stage::Closed { .. } | Stage::Dropped { .. } => None,
        }
    }

    /// Where it stands, in one word.
    pub const fn in_short(&self) -> InShort {
        match &self.stage {
            Stage::Drafted => InShort::Drafted,
            Stage::Open { .. } => InShort::Open,
            Stage::Dropped { .. } => InShort::Dropped,
            Stage::Closed { outcome, .. } => match outcome {
                Outcome::Passed { .. } => InShort::Passed,
                Outcome::NotPassed => InShort::NotPassed,
                Outcome::NoQuorum => InShort::NoQuorum,
                Outcome::Tie { .. } => InShort::Tie,
                Outcome::ObjectionsStand { .. } => InShort::ObjectionsStand,
            },
        }
    }

    /// Whether what is chosen at `choice` is an objection: a reason is required, and the
    /// body answers it.
    pub fn is_objection(&self, choice: &Choice) -> bool {
        cast::reason(self, choice) == method::Reason::Required
    }

    /// Whether a reason is kept with `choice`.
    pub fn keeps_reason(&self, choice: &Choice) -> bool {
        cast::reason(self, choice) != method::Reason::None
    }

    /// Whether people answer now.
    pub const fn is_open(&self) -> bool {
        matches!(self.stage, Stage::Open { .. })
    }

    /// Until when people answer, while they do.
    pub const fn until(&self) -> Option<Instant> {
        match self.stage {
            Stage::Open { until, .. } => Some(until),
            Stage::Drafted | Stage::Closed { .. } | Stage::Dropped { .. } => None,
        }
    }

    /// Whether how the answers stand is shown while people still answer.
    pub const fn shows_along(&self) -> bool {
        matches!(self.showing, Showing::Always)
    }

    /// When the clock has to look at it next.
    pub fn due(&self) -> Option<Instant> {
        let Stage::Open {
            since,
            until,
            reminded,
            ..
        } = self.stage
        else {
            return None;
        };
        if reminded {
            return Some(until);
        }
        let half_way = since.plus_seconds(until.seconds_since(since) / 2);
        Some(half_way.max(until.plus_minutes(-REMIND_HOURS * 60)))
    }

    /// Count and outcome, once there are any.
    pub const fn result(&self) -> Option<(&Tally, &Outcome)> {
        match &self.stage {
            Stage::Closed { tally, outcome, .. } => Some((tally, outcome)),
            Stage::Drafted | Stage::Open { .. } | Stage::Dropped { .. } => None,
        }
    }

    /// The time that won, as it was written, where the question was when to meet.
    pub fn winning_time(&self) -> Option<&View> {
        match &self.stage {
            Stage::Closed {
                outcome: Outcome::Passed { option },
                ..
            } if self.method.meets => self.options.get(*option),
            Stage::Drafted | Stage::Open { .. } | Stage::Closed { .. } | Stage::Dropped { .. } => {
                None
            }
        }
    }

    /// Whether who answered what is shown at the end, from [`FEWEST_BALLOTS`] on: where that
    /// was announced, and never of owners, because a flat has a weight of its own.
    pub fn shows_names(&self) -> bool {
        !self.showing.is_anonymous() && self.voters != Voters::Owners
    }

    /// Whether it is told in steps of five how many have answered: where nobody ever learns
    /// who answered what, and everywhere while so few have that the end would not tell it.
    pub fn tells_in_steps(&self, answered: u64) -> bool {
        self.showing.is_anonymous() || answered < FEWEST_BALLOTS
    }

    /// How many have answered, as it is told while it is open. In steps, who sees a
    /// neighbour answer does not see what else comes with this answer.
    pub fn told_turnout(&self, answered: u64) -> u64 {
        if self.tells_in_steps(answered) {
            answered - answered % TURNOUT_STEP
        } else {
            answered
        }
    }

    /// Whether the reasons that were given are published: where counts are, because a list
    /// of objections can be counted.
    pub fn publishes_reasons(&self) -> bool {
        self.result().is_some_and(|(tally, _)| tally.is_published())
    }

    /// Whether single ballots are published: enough of them, and none with a weight
    /// that names a flat.
    pub fn publishes_ballots(&self) -> bool {
        self.voters != Voters::Owners && self.publishes_reasons()
    }
}

#[cfg(test)]
pub(crate) mod tests;
