//! What stands in a challenge. An entry is known by the number of the event
//! that made it.

use serde::{Deserialize, Serialize};

use crate::id::{BodyId, CaseId};
use crate::instant::Instant;
use crate::reference::Reference;
use crate::text::Sentence;

/// Whether something is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// It is known.
    Known,
    /// Nobody knows it yet.
    Unknown,
}

impl Certainty {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Known, Self::Unknown];

    /// The stable code used in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Unknown => "unknown",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// Something that is known, or that nobody knows yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its number.
    pub number: i64,
    /// Which of the two.
    pub certainty: Certainty,
    /// What.
    pub words: Sentence,
    /// Who said so.
    pub body: BodyId,
    /// When.
    pub at: Instant,
    /// Set once it does not hold any more; it stays to be read.
    pub struck: Option<Struck>,
}

/// A line was struck out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Struck {
    /// When.
    pub at: Instant,
    /// By whom.
    pub body: BodyId,
    /// Why.
    pub reason: Sentence,
}

/// What came of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It helped.
    Helped,
    /// It helped in part.
    Partly,
    /// It did not help.
    DidNotHelp,
    /// It made things worse.
    Worse,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Helped, Self::Partly, Self::DidNotHelp, Self::Worse];

    /// The stable code used in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Helped => "helped",
            Self::Partly => "partly",
            Self::DidNotHelp => "did-not-help",
            Self::Worse => "worse",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// Something that was tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// Its number.
    pub number: i64,
    /// What.
    pub words: Sentence,
    /// By whom.
    pub body: BodyId,
    /// Since when.
    pub started_at: Instant,
    /// By when somebody says what came of it.
    pub review_due: Instant,
    /// What came of it.
    pub judged: Option<Judged>,
}

/// What came of an attempt, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// In one word.
    pub outcome: Outcome,
    /// In words.
    pub words: Sentence,
    /// When.
    pub at: Instant,
}

/// What helps until the matter itself is settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// Its number.
    pub number: i64,
    /// What.
    pub words: Sentence,
    /// By whom.
    pub body: BodyId,
    /// From when.
    pub from: Instant,
    /// Until when, as it was meant.
    pub until: Instant,
    /// By when its body says that it ended, once it ran out and nobody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owed_at: Option<Instant>,
    /// How it ended.
    pub ended: Option<Ended>,
}

/// A measure ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// When.
    pub at: Instant,
    /// Why, and what came of it.
    pub words: Sentence,
}

/// A case under a challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatheredCase {
    /// Which.
    pub case: CaseId,
    /// Its reference.
    pub reference: Reference,
    /// Since when.
    pub at: Instant,
}

/// What a challenge owes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Owed {
    /// A look at the whole.
    Review,
    /// What came of an attempt.
    Attempt {
        /// Its number.
        number: i64,
    },
    /// What came of a measure that ran out, or that it goes on in another way.
    Measure {
        /// Its number.
        number: i64,
    },
}

/// A date that was missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missed {
    /// What was owed.
    pub owed: Owed,
    /// By when.
    pub due: Instant,
    /// By whom.
    pub body: BodyId,
}
