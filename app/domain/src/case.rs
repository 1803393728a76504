//! A case: a concern that has been filed. It has one holder, clocks and a
//! history.
//!
//! Everything that changes a case goes through [`decide()`]: it asks
//! `permission`, lets the rule of the command say what happens, and folds the
//! events into the case. [`Case::apply`] is that fold, and [`Case::from_history`]
//! is all of it: a case *is* its history. Who is told about it is `notice`'s
//! business, keeping it is `store`'s.
//!
//! *How to add one more command:* a variant in `command`, a row in
//! `permission`, a function in the module of its kind, an event if something
//! new can happen, and its arm in `fold`.

use serde::{Deserialize, Serialize};

pub mod check;
pub mod command;
pub mod concern;
pub mod confirm;
pub mod correct;
pub mod deliberate;
pub mod event;
pub mod hand;
pub mod holding;
pub mod letter;
pub mod moderate;
pub mod next_step;
pub mod refused;
pub mod stage;
pub mod table;

mod decide;
mod decline;
mod file;
mod fold;
pub(crate) mod gather;
mod hear;
mod merge;
mod people;
mod plan;
mod surroundings;
mod wake;

pub use check::{Check, Regraded};
pub use command::{Command, Order, Proposal, Ruling};
pub use concern::{
    Affected, CasePhoto, Concern, Conflict, EXACT_PLACE, PhotoOf, Point, Visibility,
};
pub use confirm::{Answer, AnswerReason, Asking, Outcome, Verdict};
pub use correct::{Correction, PlaceCorrection};
pub use decide::decide;
pub use deliberate::{Stands, Talk, ThreadOwed};
pub use event::{By, Event, Filed, Owed, Payload, Recorded};
pub use file::{Filing, FilingSurroundings, file};
pub use gather::Under;
pub use hand::{BackGround, Handing, UpGround};
pub use holding::{Holding, Onward, Waits};
pub use letter::{Letter, LetterReply};
pub use merge::check_merge;
pub use moderate::{Flag, Part, RemovalAppeal, Removed, Rule};
pub use next_step::{NextBy, NextStep, StepCode};
pub use refused::Refused;
pub use stage::{DeclineGround, Stage, StageName, Work};
pub use surroundings::{Decided, Surroundings, ToldOfReport};
pub use table::{Seat, Share, Table, TableCall};

use crate::id::{BodyId, CaseId, PersonId};
use crate::instant::Instant;
use crate::reference::Reference;
use crate::routing::Ground;
use crate::text::Sentence;

/// A concern that has been filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// Its reference, easy to say on the phone.
    pub reference: Reference,
    /// The version of the rules it stays under.
    pub charter_version: i64,
    /// When it was filed.
    pub filed_at: Instant,
    /// Whether the author's handle was confirmed; danger does not wait for that.
    pub confirmed: bool,
    /// What the resident wrote.
    pub concern: Concern,
    /// Who wrote it; `None` once they took it back and others are affected.
    pub author: Option<PersonId>,
    /// Everybody affected, the author first, in order of joining.
    pub affected: Vec<Affected>,
    /// The one holder.
    pub holding: Holding,
    /// By when its own resident is owed an outcome; see [`Case::resident_due`].
    pub own_resident_due: Instant,
    /// What happened how often.
    pub counters: Counters,
    /// Photos, in the order they were added.
    pub photos: Vec<CasePhoto>,
    /// Dates that were missed, in the order they were due.
    pub missed: Vec<Missed>,
    /// The letter by which its holder is told of it, where that is how it is served.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<Letter>,
    /// The joint table, once it was called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<Table>,
    /// Which of those affected ask that it goes up from its present holder.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked_up: Vec<PersonId>,
    /// Which of those affected ask for a thread.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked_thread: Vec<PersonId>,
    /// The thread that is owed, once enough households asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread_owed: Option<ThreadOwed>,
    /// The thread in which neighbours talk it over, or did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub talk: Option<Talk>,
    /// The bodies after whose report somebody said that they were pressed:
    /// whoever sits in one is never told of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pressed_by: Vec<BodyId>,
    /// What waits for the author's yes.
    pub pending: Option<Pending>,
    /// Cases that go on as part of this one.
    pub taken_in: Vec<TakenIn>,
    /// The challenge that it is gathered under; it changes nothing else of the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under: Option<Under>,
    /// What comes before everything else: a check, or the author's choice after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<Check>,
    /// That the body on duty regraded a danger, while the author can contest it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regraded: Option<Regraded>,
    /// The bodies that have or had it without ever learning who its author is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sealed_from: Vec<BodyId>,
    /// Who opened the author's identity, when and what for.
    pub opened: Vec<Opened>,
    /// Open flags.
    pub flags: Vec<Flag>,
    /// What is hidden.
    pub removed: Vec<Removed>,
    /// Where it stands.
    pub stage: Stage,
    /// When it came to that stage.
    pub stage_since: Instant,
    /// How many events it has; a guarded write compares it.
    pub version: i64,
}

/// What happened how often; each has a limit or a consequence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    /// This case passed on by people; the limit is asked of [`Case::hand_overs`].
    pub hand_overs: u8,
    /// "Not solved" after a report; the second goes one tier up.
    pub not_solved: u8,
    /// Reopened; the second goes one tier up.
    pub reopenings: u8,
}

/// A date that the holder missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missed {
    /// What was owed.
    pub owed: Owed,
    /// By when.
    pub due: Instant,
    /// By whom.
    pub holder: BodyId,
    /// By when it is owed again, where nobody else took over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<Instant>,
}

/// What waits for the author's yes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// The number of the event that proposed it: the key of answer links.
    pub number: i64,
    /// What.
    pub proposal: Proposal,
    /// When.
    pub at: Instant,
}

/// A case that goes on as part of this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenIn {
    /// Which.
    pub case: CaseId,
    /// Its reference.
    pub reference: Reference,
    /// When it was filed.
    pub filed_at: Instant,
    /// By when its resident is owed an outcome.
    pub resident_due: Instant,
    /// How often it had been passed on by people before it came here.
    #[serde(default)]
    pub hand_overs: u8,
    /// How often the case it goes on in had been passed on by then.
    #[serde(default)]
    pub hand_overs_here: u8,
}

/// The author's identity was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// By whom.
    pub by: PersonId,
    /// For which body.
    pub body: BodyId,
    /// When.
    pub at: Instant,
    /// What for.
    pub purpose: Sentence,
}

impl Pending {
    /// When silence counts as a no, so that a holder is not held up for ever.
    pub const fn lapses_at(&self) -> Instant {
        self.at.plus_days(PROPOSAL_DAYS)
    }
}

/// For how many days the author can say yes or no to a proposal.
const PROPOSAL_DAYS: i64 = 14;

impl Case {
    /// Whether it still has a next step and a date.
    pub const fn is_open(&self) -> bool {
        self.stage.name().is_open()
    }

    /// Whether it stands on the public list of gaps: nobody who should have
    /// could take it or keep it, who owes a joint table did not call it, or its holder missed
    /// a date and there is nobody above.
    pub fn is_gap(&self) -> bool {
        let missing = matches!(
            self.holding.ground,
            Some(Ground::NoBody | Ground::BodyVanished)
        );
        let nobody = self.holding.gap || missing;
        self.is_open() && (nobody || self.owes_again())
    }

    /// Whether the date by which its holder owes the next step stands where one was
    /// missed; over as soon as the holder does it.
    fn owes_again(&self) -> bool {
        let due = self.stage.holder_due();
        let again = |missed: &Missed| missed.again.is_some() && missed.again == due;
        self.missed.iter().any(again)
    }

    /// The filing that counts: the earliest of this case and those merged into it.
    pub fn counted_from(&self) -> Instant {
        self.taken_in.iter().fold(self.filed_at, |earliest, taken| {
            earliest.min(taken.filed_at)
        })
    }

    /// By when the residents are owed an outcome: the resident's clock, which
    /// never restarts; the earliest of this case and those merged into it.
    pub fn resident_due(&self) -> Instant {
        self.taken_in
            .iter()
            .fold(self.own_resident_due, |earliest, taken| {
                earliest.min(taken.resident_due)
            })
    }

    /// How often the residents of this case were passed on by people: of this case and
    /// those merged into it the one that was passed on most, before it came here and
    /// since. At most [`HAND_OVERS`](holding::HAND_OVERS), so that merging wins no more.
    pub fn hand_overs(&self) -> u8 {
        self.taken_in
            .iter()
            .map(|taken| self.hand_overs_of(taken))
            .fold(self.counters.hand_overs, u8::max)
    }

    /// How often the residents of a case that goes on as part of this one were passed on.
    pub(crate) const fn hand_overs_of(&self, taken: &TakenIn) -> u8 {
        let here = self
            .counters
            .hand_overs
            .saturating_sub(taken.hand_overs_here);
        taken.hand_overs.saturating_add(here)
    }

    /// Whether a text or photo is hidden.
    pub fn is_removed(&self, part: Part) -> bool {
        self.removed.iter().any(|one| one.part == part)
    }

    /// Whether `person` is affected; the author is.
    pub fn is_affected(&self, person: PersonId) -> bool {
        self.affected.iter().any(|one| one.person == person)
    }

    /// Who speaks for the residents of the case: its author, or who joined first.
    pub fn speaker(&self) -> Option<PersonId> {
        self.author
            .or_else(|| self.affected.first().map(|one| one.person))
    }

    /// The numbers of the events whose questions can be answered now, as
    /// answer links carry them: a question of the holder, a report (as long
    /// as its answers can be changed) and a proposal.
    pub fn open_questions(&self, now: Instant) -> Vec<i64> {
        let asked = match &self.stage {
            Stage::AwaitingResident { question, .. } => Some(question.number),
            Stage::ReportedDone { asking, .. } => Some(asking.number),
            Stage::Closed {
                asking,
                changeable_until,
                ..
            } => (now <= *changeable_until).then_some(asking.number),
            Stage::Waiting { .. }
            | Stage::Heard { .. }
            | Stage::Deliberating { .. }
            | Stage::Acting { .. }
            | Stage::Declined { .. }
            | Stage::TableOwed { .. }
            | Stage::Appealed { .. }
            | Stage::Withdrawn { .. }
            | Stage::Merged { .. } => None,
        };
        asked
            .into_iter()
            .chain(self.pending.as_ref().map(|pending| pending.number))
            .collect()
    }
}

#[cfg(test)]
pub(crate) mod tests;
