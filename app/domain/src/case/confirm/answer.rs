//! What residents say about a report, and what their answers come to.

use serde::{Deserialize, Serialize};

use crate::id::PersonId;
use crate::instant::Instant;

/// What a resident says about a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It is solved.
    Solved,
    /// Some of it is.
    Partly,
    /// It is not.
    NotSolved,
    /// It does not matter any more.
    NoLongerNeeded,
}

impl Verdict {
    /// All verdicts, in the order of the buttons.
    pub const ALL: [Self; 4] = [
        Self::Solved,
        Self::Partly,
        Self::NotSolved,
        Self::NoLongerNeeded,
    ];

    /// The stable code kept in the database and used in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Solved => "solved",
            Self::Partly => "partly",
            Self::NotSolved => "not-solved",
            Self::NoLongerNeeded => "no-longer-needed",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// The one-tap reasons that fit it.
    pub const fn reasons(self) -> &'static [AnswerReason] {
        match self {
            Self::Solved | Self::NoLongerNeeded => &[AnswerReason::Pressed],
            Self::Partly => &[AnswerReason::OnlyPartly, AnswerReason::Pressed],
            Self::NotSolved => &AnswerReason::ALL,
        }
    }
}

/// Why, in one tap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnswerReason {
    /// Nothing happened.
    NothingHappened,
    /// It came back.
    CameBack,
    /// Only partly.
    OnlyPartly,
    /// "I was pressed": goes to the next tier, never to the holder.
    Pressed,
}

impl AnswerReason {
    /// All reasons, in the order of the buttons.
    pub const ALL: [Self; 4] = [
        Self::NothingHappened,
        Self::CameBack,
        Self::OnlyPartly,
        Self::Pressed,
    ];

    /// The stable code kept in the database and used in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NothingHappened => "nothing-happened",
            Self::CameBack => "came-back",
            Self::OnlyPartly => "only-partly",
            Self::Pressed => "pressed",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// How a case was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Residents confirmed it.
    Solved,
    /// Partly.
    Partly,
    /// No longer needed.
    NoLongerNeeded,
    /// Nobody answered; never counted as solved.
    WithoutAnswer,
}

impl Outcome {
    /// All outcomes.
    pub const ALL: [Self; 4] = [
        Self::Solved,
        Self::Partly,
        Self::NoLongerNeeded,
        Self::WithoutAnswer,
    ];

    /// The stable code, the same as the stage's.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Solved => "solved",
            Self::Partly => "partly",
            Self::NoLongerNeeded => "no-longer-needed",
            Self::WithoutAnswer => "without-answer",
        }
    }
}

/// One resident's answer to a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Who.
    pub person: PersonId,
    /// What they say.
    pub verdict: Verdict,
    /// Why.
    pub reason: Option<AnswerReason>,
    /// When they last said so.
    pub at: Instant,
}

/// Who is asked about a report, and what they said so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asking {
    /// The number of the event that asked: the key of answer links.
    pub number: i64,
    /// Everybody who was affected before the report, except members of the holder.
    pub asked: Vec<PersonId>,
    /// What they said.
    pub answers: Vec<Answer>,
    /// When those who have not answered are still to be reminded; two at first.
    pub reminders: Vec<Instant>,
    /// When it is closed without further answers.
    pub closes_at: Instant,
}

impl Asking {
    /// Those who were asked and have not answered.
    pub fn silent(&self) -> impl Iterator<Item = PersonId> {
        self.asked
            .iter()
            .copied()
            .filter(|person| !self.answers.iter().any(|answer| answer.person == *person))
    }

    pub(super) fn says(&self, verdict: Verdict) -> bool {
        self.answers.iter().any(|answer| answer.verdict == verdict)
    }

    /// What the answers so far come to, if they were all that will come.
    pub(super) fn outcome(&self) -> Outcome {
        if self.says(Verdict::Solved) {
            Outcome::Solved
        } else if self.says(Verdict::Partly) {
            Outcome::Partly
        } else if self.says(Verdict::NoLongerNeeded) {
            Outcome::NoLongerNeeded
        } else {
            Outcome::WithoutAnswer
        }
    }
}
