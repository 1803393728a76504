//! What somebody is told about a thread and what is decided in it.

use crate::codes::codes;

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
    /// To who sits at the table of a challenge or has a matter under it: neighbours talk
    /// it over.
    ChallengeThread,
    /// To who looks at flags: there is one.
    Flagged,
    /// To who looks at flags: neighbours hid something, and it waits.
    FlagsWait,
    /// To who said it: neighbours hid it for now.
    SaidHidden,
    /// To who said it: somebody looked at it, and it stands.
    SaidKept,
    /// To who said it: it was removed.
    SaidRemoved,
    /// To who answers it: an appeal.
    AppealMade,
    /// To who appealed: there is an answer.
    AppealAnswered,
}

codes!(ThreadNotice, 13: DecisionOpened = "decision-opened", DecisionEnds = "decision-ends",
    DecisionClosed = "decision-closed", ObjectionAnswered = "objection-answered",
    HoldsAsked = "holds-asked", ChallengeThread = "challenge-thread", Flagged = "said-flagged", FlagsWait = "flags-wait",
    SaidHidden = "said-hidden", SaidKept = "said-kept", SaidRemoved = "said-removed",
    AppealMade = "said-appeal", AppealAnswered = "said-appeal-answered");

impl ThreadNotice {
    /// Whether it asks an act, or must not wait, and so goes out at once.
    pub const fn asks_act(self) -> bool {
        match self {
            Self::DecisionOpened
            | Self::DecisionEnds
            | Self::HoldsAsked
            | Self::FlagsWait
            | Self::SaidRemoved
            | Self::AppealMade => true,
            // In the app alone: a letter would tell for good who objected.
            Self::ObjectionAnswered
            | Self::DecisionClosed
            | Self::ChallengeThread
            | Self::Flagged
            | Self::SaidHidden
            | Self::SaidKept
            | Self::AppealAnswered => false,
        }
    }
}
