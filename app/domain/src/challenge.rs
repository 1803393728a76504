//! A challenge: a hard matter behind many cases, worked on over time.
//!
//! Cases that share a cause are gathered under it; each keeps its own resident,
//! holder, clocks and answer. A challenge has one convener, a joint table, what
//! is known and not known, attempts with review dates, and interim measures. It
//! is reviewed in cycles: while it is open it always owes somebody's next step by
//! a date, and a date that is missed is recorded and owed again.
//!
//! As with a case, [`decide()`] is the one way in and [`Challenge::from_history`]
//! the fold. All of it is public, so only public cases are ever gathered.
//!
//! *How to add one more command:* a variant in `command`, its [`Act`] with a row in
//! `permission::challenge`, a function, an event if something new can happen, and
//! its arm in `fold`.
//!
//! [`Act`]: crate::permission::Act

use serde::{Deserialize, Serialize};

pub mod command;
pub mod entry;
pub mod event;
pub mod notice;
pub mod refused;

mod decide;
mod fold;
mod gather;
mod open;
mod review;
mod table;
mod wake;
mod work;

pub use command::{Command, Order};
pub use decide::{Around, Decided, decide};
pub use entry::{
    Attempt, Certainty, Ended, GatheredCase, Judged, Line, Measure, Missed, Outcome, Owed, Struck,
};
pub use event::{Event, Opened, Payload, Recorded};
pub use notice::ChallengeNotice;
pub use open::{Opening, open};
pub use refused::Refused;
pub use table::can_sit;

use crate::case::Seat;
use crate::id::{BodyId, CaseId, ChallengeId, PlaceId};
use crate::instant::Instant;
use crate::reference::Reference;
use crate::text::{Sentence, Title, Words};

/// The next review is at most so many days ahead.
pub const REVIEW_DAYS: i64 = 90;

/// What was missed is owed again after so many working days.
pub const AGAIN_WORKING_DAYS: i64 = 5;

/// Most lines, attempts or measures of one challenge, each: one page shows them all.
pub const MOST_ENTRIES: usize = 100;

/// Most cases under one challenge.
pub const MOST_CASES: usize = 200;

/// A hard matter behind many cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// Its id.
    pub id: ChallengeId,
    /// Its reference; no case has the same.
    pub reference: Reference,
    /// What it is called.
    pub title: Title,
    /// What it is about.
    pub words: Words,
    /// Where.
    pub place: PlaceId,
    /// That place, then the places it lies in, up to the root.
    pub place_path: Vec<PlaceId>,
    /// When it was opened.
    pub opened_at: Instant,
    /// The one body that convenes it.
    pub convener: BodyId,
    /// Who sits at its joint table and what for; the convener does.
    pub seats: Vec<Seat>,
    /// What is known and what is not.
    pub lines: Vec<Line>,
    /// What was tried.
    pub attempts: Vec<Attempt>,
    /// What helps meanwhile.
    pub measures: Vec<Measure>,
    /// The cases under it.
    pub cases: Vec<GatheredCase>,
    /// Cases whose residents wished them out; they are not gathered again.
    pub kept_out: Vec<CaseId>,
    /// Dates that were missed, in the order they were due.
    pub missed: Vec<Missed>,
    /// Where it stands.
    pub stage: Stage,
    /// How many events it has; a guarded write compares it.
    pub version: i64,
}

/// Where a challenge stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "kebab-case")]
pub enum Stage {
    /// It is worked on.
    Open {
        /// By when it is reviewed next.
        review_due: Instant,
    },
    /// It is over, until somebody opens it again.
    Closed {
        /// When.
        at: Instant,
        /// What was learnt.
        learnt: Sentence,
    },
}

/// Who owes what by when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NextStep {
    /// Which body.
    pub who: BodyId,
    /// What.
    pub what: Owed,
    /// By when.
    pub by: Instant,
}

impl Challenge {
    /// Whether it is worked on.
    pub const fn is_open(&self) -> bool {
        matches!(self.stage, Stage::Open { .. })
    }

    /// Whether a body sits at the joint table.
    pub fn sits(&self, body: BodyId) -> bool {
        self.seats.iter().any(|seat| seat.body == body)
    }

    /// Whether a body convenes it or sits at the joint table.
    pub fn has_at_table(&self, body: BodyId) -> bool {
        self.convener == body || self.sits(body)
    }

    /// Whether this case is under it.
    pub fn has(&self, case: CaseId) -> bool {
        self.cases.iter().any(|one| one.case == case)
    }

    /// The attempts of which nobody has said yet what came of them.
    pub fn waiting(&self) -> impl Iterator<Item = &Attempt> {
        self.attempts.iter().filter(|one| one.judged.is_none())
    }

    /// The measures that have not been ended.
    pub fn running(&self) -> impl Iterator<Item = &Measure> {
        self.measures.iter().filter(|one| one.ended.is_none())
    }

    /// The next step, what is due first: always there while it is open.
    pub fn next_step(&self) -> Option<NextStep> {
        self.steps().min_by_key(|step| step.by)
    }

    /// What any of `bodies` owes next.
    pub fn owed_by(&self, bodies: &[BodyId]) -> Option<NextStep> {
        self.steps()
            .filter(|step| bodies.contains(&step.who))
            .min_by_key(|step| step.by)
    }

    /// Everything that is owed: none once it is closed.
    fn steps(&self) -> impl Iterator<Item = NextStep> {
        let due = match self.stage {
            Stage::Open { review_due } => Some(review_due),
            Stage::Closed { .. } => None,
        };
        let review = due.map(|by| NextStep {
            who: self.convener,
            what: Owed::Review,
            by,
        });
        // Who left the table cannot be waited for.
        let answers = move |body: BodyId| {
            if self.sits(body) { body } else { self.convener }
        };
        let attempts = self.waiting().map(move |one| NextStep {
            who: answers(one.body),
            what: Owed::Attempt { number: one.number },
            by: one.review_due,
        });
        let measures = self.running().map(move |one| NextStep {
            who: answers(one.body),
            what: Owed::Measure { number: one.number },
            by: one.owed_at.unwrap_or(one.until),
        });
        // They wait and run only while the challenge is open: none closes before.
        review.into_iter().chain(attempts).chain(measures)
    }

    /// When the clock has to look at it next; `None` once it is closed.
    pub fn wake_at(&self) -> Option<Instant> {
        self.next_step().map(|step| step.by)
    }
}

#[cfg(test)]
pub(crate) mod tests;
