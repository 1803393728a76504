//! What somebody is told about a thread and what is decided in it.

use super::moderate::Said;
use super::{Event, Step};
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
    /// To who had a part in it: short statements are answered now.
    Weighs,
    /// To who had a part in it, and who was asked to decide: what was agreed.
    Agreed,
    /// To who had a part in it, and who was asked to decide: it ended without an agreement.
    Closed,
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

codes!(ThreadNotice, 16: DecisionOpened = "decision-opened", DecisionEnds = "decision-ends",
    DecisionClosed = "decision-closed", ObjectionAnswered = "objection-answered",
    HoldsAsked = "holds-asked", ChallengeThread = "challenge-thread",
    Weighs = "thread-weighs", Agreed = "thread-came-to-agree", Closed = "thread-ended", Flagged = "said-flagged", FlagsWait = "flags-wait",
    SaidHidden = "said-hidden", SaidKept = "said-kept", SaidRemoved = "said-removed",
    AppealMade = "said-appeal", AppealAnswered = "said-appeal-answered");

impl ThreadNotice {
    /// What those who had a part in a thread are told of what happened to it. That a
    /// decision is open, is told with the decision, to all who are asked.
    pub const fn of_part(event: &Event) -> Option<Self> {
        match event {
            Event::Moved {
                step: Step::Weigh, ..
            } => Some(Self::Weighs),
            Event::Agreed { .. } => Some(Self::Agreed),
            Event::Closed { .. } => Some(Self::Closed),
            Event::Opened { .. }
            | Event::Moved { .. }
            | Event::Extended { .. }
            | Event::Slowed { .. }
            | Event::Cooled { .. }
            | Event::Retold { .. }
            | Event::Handed { .. }
            | Event::Missed { .. }
            | Event::HoldsAsked => None,
        }
    }

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
            | Self::Weighs
            | Self::Agreed
            | Self::Closed
            | Self::Flagged
            | Self::SaidHidden
            | Self::SaidKept
            | Self::AppealAnswered => false,
        }
    }

    /// What tells a person of something that was said: to who said it, or to who decides.
    pub const OF_SAID: [Self; 7] = [
        Self::Flagged,
        Self::FlagsWait,
        Self::SaidHidden,
        Self::SaidKept,
        Self::SaidRemoved,
        Self::AppealMade,
        Self::AppealAnswered,
    ];

    /// Whether it goes out at once where it is about what was said. What becomes of an
    /// objection stands for its author in the app alone: a letter would tell for good
    /// who objected.
    pub const fn asks_act_about(self, said: Said) -> bool {
        match (said, self) {
            (Said::Objection, Self::SaidRemoved) => false,
            (Said::Post | Said::Statement | Said::Objection | Said::Reason, _) => self.asks_act(),
        }
    }
}
