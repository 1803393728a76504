//! The stages of a case. Each variant carries exactly the facts that are true
//! in it; what is true in all of them stands in `Case`.

use serde::{Deserialize, Serialize};

use crate::case::confirm::{Answer, Asking, Outcome};
use crate::case::{decline, table};
use crate::id::{BodyId, CaseId, PersonId, PhotoId};
use crate::instant::Instant;
use crate::reference::Reference;
use crate::text::Sentence;

mod name;

pub use name::StageName;

/// Where a case stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "kebab-case")]
pub enum Stage {
    /// Nobody of the holder has said that they heard it.
    Waiting {
        /// By when somebody has to.
        heard_due: Instant,
        /// By when there has to be a plan or an outcome.
        plan_due: Instant,
    },
    /// A named person heard it; a plan or an outcome is owed.
    Heard {
        /// Who.
        by: PersonId,
        /// When.
        at: Instant,
        /// In their own words.
        words: Sentence,
        /// By when there has to be a plan or an outcome.
        plan_due: Instant,
    },
    /// Neighbours talk it over in a thread that the holder leads.
    Deliberating {
        /// The thread.
        thread: Reference,
        /// When its present step ends: a promised date.
        until: Instant,
    },
    /// The holder works on it.
    Acting {
        /// What is owed next.
        work: Work,
    },
    /// The holder asked something; its clock stands still.
    AwaitingResident {
        /// What was asked.
        question: Asked,
        /// Where it goes on, with the dates as they were when it stopped.
        resume: Box<Stage>,
    },
    /// The holder says it is done; those affected are asked.
    ReportedDone {
        /// What the holder says.
        report: Report,
        /// Who is asked, and until when.
        asking: Asking,
        /// What was owed when it was reported.
        resume: Work,
    },
    /// It is over.
    Closed {
        /// How it ended.
        outcome: Outcome,
        /// When.
        at: Instant,
        /// What the holder said.
        report: Report,
        /// What the residents said.
        asking: Asking,
        /// What was owed when it was reported.
        resume: Work,
        /// Until when answers can be changed.
        changeable_until: Instant,
        /// Until when those affected can reopen it.
        reopen_until: Instant,
    },
    /// The holder will not act.
    Declined {
        /// Why, and what the resident can do instead.
        decline: Decline,
    },
    /// A resident asked the next tier to look at a refusal.
    Appealed {
        /// The refusal.
        decline: Decline,
        /// The appeal.
        appeal: Appeal,
        /// By when the next tier rules; silence favours the resident.
        rule_due: Instant,
    },
    /// It cannot be passed on any more: the holder owes a joint table.
    TableOwed {
        /// By when it has to be called.
        call_due: Instant,
        /// Between whom it was passed: they have to sit at the table.
        between: Vec<BodyId>,
    },
    /// Its author took it back and nobody else is affected.
    Withdrawn {
        /// When.
        at: Instant,
    },
    /// It goes on as part of another case.
    Merged {
        /// Which.
        into: CaseId,
        /// Its reference.
        reference: Reference,
        /// When.
        at: Instant,
    },
}

/// What the holder owes while it acts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "work", rename_all = "kebab-case")]
pub enum Work {
    /// The promised step.
    Planned {
        /// What, who and by when.
        plan: Plan,
    },
    /// A new plan or an outcome.
    PlanOwed {
        /// By when.
        due: Instant,
    },
}

impl Work {
    /// By when it is owed.
    pub const fn due(&self) -> Instant {
        match self {
            Self::Planned { plan } => plan.promised,
            Self::PlanOwed { due } => *due,
        }
    }

    /// The same work, owed by another moment.
    #[must_use]
    pub fn due_at(self, due: Instant) -> Self {
        match self {
            Self::Planned { plan } => Self::Planned {
                plan: Plan {
                    promised: due,
                    ..plan
                },
            },
            Self::PlanOwed { .. } => Self::PlanOwed { due },
        }
    }
}

/// A step, who does it, and by when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// What will be done.
    pub step: Sentence,
    /// Who does it, as the holder names them.
    pub who: Option<Sentence>,
    /// The promised date.
    pub promised: Instant,
    /// How often the promised date was moved.
    pub moves: u8,
    /// Who planned it.
    pub by: PersonId,
}

/// A question put to residents; the holder's clock stands still until it ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The number of the event that asked it: the key of answer links.
    pub number: i64,
    /// Who may answer.
    pub to: Vec<PersonId>,
    /// What is asked.
    pub words: Sentence,
    /// When.
    pub at: Instant,
    /// When the holder's clock goes on by itself.
    pub lapses_at: Instant,
}

/// What the holder says it did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Who says so.
    pub by: PersonId,
    /// For which body.
    pub body: BodyId,
    /// When.
    pub at: Instant,
    /// What was done.
    pub words: Sentence,
    /// Photos of it.
    pub photos: Vec<PhotoId>,
}

/// Why a body may refuse to act. Lack of powers or means is never a ground.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeclineGround {
    /// There is nothing to act on.
    NothingToActOn,
    /// The matter was decided before.
    AlreadyDecided,
    /// What is asked would break the law.
    Unlawful,
    /// It lies outside the area that Linli serves here.
    OutsideArea,
}

impl DeclineGround {
    /// All grounds.
    pub const ALL: [Self; 4] = [
        Self::NothingToActOn,
        Self::AlreadyDecided,
        Self::Unlawful,
        Self::OutsideArea,
    ];

    /// The stable code kept in the database and used in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NothingToActOn => "nothing-to-act-on",
            Self::AlreadyDecided => "already-decided",
            Self::Unlawful => "unlawful",
            Self::OutsideArea => "outside-area",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// A refusal to act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decline {
    /// Who refused.
    pub by: PersonId,
    /// For which body.
    pub body: BodyId,
    /// When.
    pub at: Instant,
    /// Why.
    pub ground: DeclineGround,
    /// In words.
    pub words: Sentence,
    /// What the resident can do instead.
    pub instead: Sentence,
    /// Until when it can be appealed; `None` once an appeal was ruled on.
    pub appeal_until: Option<Instant>,
}

/// An appeal against a refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appeal {
    /// Who appealed.
    pub by: PersonId,
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: Sentence,
}

impl Stage {
    /// Its name.
    pub const fn name(&self) -> StageName {
        match self {
            Self::Waiting { .. } => StageName::Waiting,
            Self::Heard { .. } => StageName::Heard,
            Self::Deliberating { .. } => StageName::Deliberating,
            Self::Acting { .. } => StageName::Acting,
            Self::AwaitingResident { .. } => StageName::AwaitingResident,
            Self::ReportedDone { .. } => StageName::ReportedDone,
            Self::Closed { outcome, .. } => match outcome {
                Outcome::Solved => StageName::Solved,
                Outcome::Partly => StageName::Partly,
                Outcome::NoLongerNeeded => StageName::NoLongerNeeded,
                Outcome::WithoutAnswer => StageName::WithoutAnswer,
            },
            Self::Declined { .. } => StageName::Declined,
            Self::Appealed { .. } => StageName::Appealed,
            Self::TableOwed { .. } => StageName::TableOwed,
            Self::Withdrawn { .. } => StageName::Withdrawn,
            Self::Merged { .. } => StageName::Merged,
        }
    }

    /// By when the holder rules, on an appeal or on who sits at a joint table;
    /// `None` where no ruling is owed. It comes whether a letter was delivered or not.
    pub const fn ruling_due(&self) -> Option<Instant> {
        match self {
            Self::Appealed { rule_due, .. } => Some(*rule_due),
            Self::TableOwed { call_due, .. } => Some(*call_due),
            Self::Waiting { .. }
            | Self::Heard { .. }
            | Self::Deliberating { .. }
            | Self::Acting { .. }
            | Self::AwaitingResident { .. }
            | Self::ReportedDone { .. }
            | Self::Closed { .. }
            | Self::Declined { .. }
            | Self::Withdrawn { .. }
            | Self::Merged { .. } => None,
        }
    }

    /// By when the holder owes its next step; `None` where somebody else does.
    pub const fn holder_due(&self) -> Option<Instant> {
        match self {
            Self::Waiting { heard_due, .. } => Some(*heard_due),
            Self::Heard { plan_due, .. } => Some(*plan_due),
            Self::Deliberating { until, .. } => Some(*until),
            Self::Acting { work } => Some(work.due()),
            Self::Appealed { .. } | Self::TableOwed { .. } => self.ruling_due(),
            Self::AwaitingResident { .. }
            | Self::ReportedDone { .. }
            | Self::Closed { .. }
            | Self::Declined { .. }
            | Self::Withdrawn { .. }
            | Self::Merged { .. } => None,
        }
    }

    /// Within how many working days of knowing of it the holder rules; `None` where no
    /// ruling is owed.
    pub const fn ruling_working_days(&self) -> Option<i64> {
        match self {
            Self::Appealed { .. } => Some(decline::RULING_WORKING_DAYS),
            Self::TableOwed { .. } => Some(table::CALL_WORKING_DAYS),
            _ => None,
        }
    }

    /// Whether an appeal lies with `body`, whose own refusal it is about: nobody rules
    /// on what they did themselves.
    pub fn is_appeal_against(&self, body: BodyId) -> bool {
        matches!(self, Self::Appealed { decline, .. } if decline.body == body)
    }

    /// The answers given to the last report, if one was made.
    pub fn answers(&self) -> &[Answer] {
        match self {
            Self::ReportedDone { asking, .. } | Self::Closed { asking, .. } => &asking.answers,
            Self::Waiting { .. }
            | Self::Heard { .. }
            | Self::Deliberating { .. }
            | Self::Acting { .. }
            | Self::AwaitingResident { .. }
            | Self::Declined { .. }
            | Self::TableOwed { .. }
            | Self::Appealed { .. }
            | Self::Withdrawn { .. }
            | Self::Merged { .. } => &[],
        }
    }
}
