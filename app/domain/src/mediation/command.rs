//! What people and the clock can ask of a mediation.

use super::Kept;
use crate::instant::Instant;
use crate::permission::MediationAct;
use crate::text::{Sentence, Words};

/// A command, and the step of the mediation that the person was looking at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// What is asked.
    pub command: Command,
    /// The step on the page it was asked from; another one is refused with
    /// `someone-was-faster`. Not the version: it would tell of a "no".
    pub expected_step: Option<i64>,
}

impl From<Command> for Order {
    fn from(command: Command) -> Self {
        Self {
            command,
            expected_step: None,
        }
    }
}

/// What is asked of a mediation. Offering one is `mediation::offer`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// The author says yes or no.
    Answer {
        /// Which of them.
        yes: bool,
        /// Whether the other household may read their name before it says yes.
        named: bool,
    },
    /// The other household says yes or no.
    Reply {
        /// Which of them.
        yes: bool,
    },
    /// Names the person in `Around::candidate`, who is asked.
    Name,
    /// Who was named says yes.
    Accept,
    /// Somebody else is to mediate: who was named does not want to, or one of the two
    /// wishes it. No reason is asked.
    Another,
    /// Says when and where they meet, also once more.
    Arrange {
        /// When.
        at: Instant,
        /// Where.
        place: Sentence,
    },
    /// Says what one promises, in place of what one said before.
    Write {
        /// What.
        words: Words,
        /// The turn of the text on the page.
        turn: i64,
    },
    /// Confirms the whole text.
    Confirm {
        /// The turn that was read.
        turn: i64,
    },
    /// Says whether it holds.
    Follow {
        /// Whether.
        kept: Kept,
    },
    /// Ends it.
    End {
        /// What was learnt, for the two and the mediator.
        learnt: Option<Words>,
    },
    /// Does what is due.
    Wake,
}

impl Command {
    /// What permission is asked for it.
    pub const fn act(&self) -> MediationAct {
        match self {
            Self::Answer { .. } => MediationAct::Answer,
            Self::Reply { .. } => MediationAct::Reply,
            Self::Name => MediationAct::Name,
            Self::Accept => MediationAct::Accept,
            Self::Another => MediationAct::Another,
            Self::Arrange { .. } => MediationAct::Arrange,
            Self::Write { .. } => MediationAct::Write,
            Self::Confirm { .. } => MediationAct::Confirm,
            Self::Follow { .. } => MediationAct::Follow,
            Self::End { .. } => MediationAct::End,
            Self::Wake => MediationAct::Wake,
        }
    }

    /// Whether it names the turn of the text instead of the step: then two people who
    /// confirm at once both do.
    pub(super) const fn names_turn(&self) -> bool {
        matches!(self, Self::Write { .. } | Self::Confirm { .. })
    }
}
