//! The facts that some events carry.

use serde::{Deserialize, Serialize};

use crate::case::check::Check;
use crate::case::concern::Concern;
use crate::case::holding::Holding;
use crate::case::moderate::Part;
use crate::id::{BodyId, CaseId, PersonId, PhotoId};
use crate::instant::Instant;
use crate::reference::Reference;
use crate::text::Sentence;

/// Everything that is true when a case is filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    /// Its id.
    pub id: CaseId,
    /// Its reference.
    pub reference: Reference,
    /// The version of the rules it stays under.
    pub charter_version: i64,
    /// What the resident wrote.
    pub concern: Concern,
    /// Who has it, and why.
    pub holding: Holding,
    /// Whether the holder first checks that it concerns the body it went past.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub check: bool,
    /// By when somebody has to hear it.
    pub heard_due: Instant,
    /// By when there has to be a plan or an outcome.
    pub plan_due: Instant,
    /// By when the resident is owed an outcome.
    pub resident_due: Instant,
    /// Photos of it.
    pub photos: Vec<PhotoId>,
    /// Whether the author is reached on paper.
    pub on_paper: bool,
    /// Whether the author's handle was confirmed; danger does not wait for that.
    pub confirmed: bool,
}

impl Filed {
    /// What its holder checks first.
    pub(crate) fn to_check(&self) -> Option<Check> {
        let conflict = self.concern.conflict.as_ref().filter(|_| self.check);
        conflict.map(|conflict| Check::Conflict {
            about: conflict.body,
        })
    }
}

/// The dates of a case in which someone may be hurt after all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DangerAgain {
    /// By when somebody has to hear it.
    pub heard_due: Instant,
    /// By when a plan or an outcome is owed.
    pub plan_due: Instant,
    /// By when the resident is owed an outcome.
    pub resident_due: Instant,
}

/// What somebody owed and missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Owed {
    /// To say that they heard it.
    Heard,
    /// A plan or an outcome.
    Plan,
    /// What was promised for a date.
    Promise,
    /// An outcome, on the resident's clock.
    Outcome,
    /// To call a joint table.
    Table,
    /// To open a thread.
    Thread,
    /// To check what comes before everything else.
    Check,
    /// To deliver a letter.
    Letter,
}

impl Owed {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Heard => "heard",
            Self::Plan => "plan",
            Self::Promise => "promise",
            Self::Outcome => "outcome",
            Self::Table => "table",
            Self::Thread => "thread",
            Self::Check => "check",
            Self::Letter => "letter",
        }
    }
}

/// Why a case is back in work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BackBecause {
    /// A resident says that it is not solved.
    NotSolved,
    /// A resident reopened it.
    Reopened,
}

/// How a question to the resident ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "end", rename_all = "kebab-case")]
pub enum QuestionEnd {
    /// It was answered.
    Answered {
        /// The answer; for the holder and those asked only.
        words: Sentence,
    },
    /// The time for waiting is used up.
    Lapsed,
    /// Nobody who was asked is on the case any more.
    NobodyLeft,
    /// The holder went on without it.
    NotNeeded,
}

/// The author of what was removed asks that somebody else looks at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedToLook {
    /// What.
    pub part: Part,
    /// Why, in their words.
    pub words: Sentence,
    /// The body above that answers, where nobody but who removed it moderates the case.
    pub judge: Option<BodyId>,
}

/// Somebody else looked at what was removed, and left it so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftRemoved {
    /// What.
    pub part: Part,
    /// Why.
    pub words: Sentence,
    /// Who wrote or took it, if they are still on the case.
    pub author: Option<PersonId>,
}
