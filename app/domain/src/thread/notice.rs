//! What somebody is told about a thread and what is decided in it.

use crate::charter::codes;

/// What somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ThreadNotice {
    /// To all who are asked: a decision is open.
    DecisionOpened,
    /// To those who have not answered: it ends soon.
    DecisionEnds,
    /// To all who were asked: what came of it.
    DecisionClosed,
    /// To who objected: there is an answer.
    ObjectionAnswered,
    /// To those who had a part in it: does the agreement still hold?
    HoldsAsked,
}

codes!(ThreadNotice, 5: DecisionOpened = "decision-opened", DecisionEnds = "decision-ends",
    DecisionClosed = "decision-closed", ObjectionAnswered = "objection-answered",
    HoldsAsked = "holds-asked");

impl ThreadNotice {
    /// Whether it asks an act, and so goes out at once.
    pub const fn asks_act(self) -> bool {
        match self {
            Self::DecisionOpened
            | Self::DecisionEnds
            | Self::ObjectionAnswered
            | Self::HoldsAsked => true,
            Self::DecisionClosed => false,
        }
    }
}
