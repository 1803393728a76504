//! What is true of every event of a kind.

use super::{Event, QuestionEnd};

impl Event {
    /// Whether it bears somebody's own words, which can be flagged and removed.
    /// The words of a filing are `Part::Concern`.
    #[expect(
        clippy::too_many_lines,
        reason = "one arm for every event; a split would hide a missing one"
    )]
    pub const fn has_words(&self) -> bool {
        match self {
            Self::Heard { .. }
            | Self::QuestionAsked { .. }
            | Self::QuestionEnded {
                end: QuestionEnd::Answered { .. },
                ..
            }
            | Self::Planned { .. }
            | Self::PlanMoved { .. }
            | Self::ReportedDone { .. }
            | Self::BackToActing {
                reason: Some(_), ..
            }
            | Self::Declined { .. }
            | Self::Appealed { .. }
            | Self::AppealRuled { words: Some(_), .. }
            | Self::ConflictChecked { .. }
            | Self::RegradeContested { .. }
            | Self::RegradeChecked { words: Some(_), .. }
            | Self::Moved {
                reason: Some(_), ..
            }
            | Self::AskedUp { .. }
            | Self::AskedThread { .. }
            | Self::AskedTime { .. }
            | Self::ThreadAgreed { .. }
            | Self::ThreadClosed { .. }
            | Self::TableCalled { .. }
            | Self::TableRewritten { .. }
            | Self::LetterDelivered { .. }
            | Self::Corrected { .. }
            | Self::Released {
                reason: Some(_), ..
            }
            | Self::SplitOff { .. } => true,
            Self::Filed { .. }
            | Self::FilerConfirmed
            | Self::Adopted { .. }
            | Self::LetterOwed { .. }
            | Self::LetterAnswered { .. }
            | Self::Joined { .. }
            | Self::Left
            | Self::QuestionEnded { .. }
            | Self::Reminded { .. }
            | Self::SilenceExtended { .. }
            | Self::Answered { .. }
            | Self::Closed { .. }
            | Self::BackToActing { reason: None, .. }
            | Self::SeatPassed { .. }
            | Self::Withdrawn
            | Self::AppealRuled { words: None, .. }
            | Self::RegradeChecked { words: None, .. }
            | Self::Moved { reason: None, .. }
            | Self::Proposed { .. }
            | Self::ProposalRefused
            | Self::ProposalLapsed
            | Self::Merged { .. }
            | Self::TookIn { .. }
            | Self::GaveBack { .. }
            | Self::Gathered { .. }
            | Self::ThreadOwed { .. }
            | Self::ThreadOpened { .. }
            | Self::ThreadStep { .. }
            | Self::ThreadRetold { .. }
            | Self::ThreadExtended { .. }
            | Self::ThreadLeft { .. }
            | Self::Released { reason: None, .. }
            | Self::IdentityOpened { .. }
            | Self::Flagged { .. }
            | Self::FlagDismissed { .. }
            | Self::Removed { .. }
            | Self::Restored { .. }
            | Self::RemovalAppealed { .. }
            | Self::RemovalKept { .. }
            | Self::Late { .. } => false,
        }
    }

    /// The stable code of its kind, the same as in the payload.
    #[expect(
        clippy::too_many_lines,
        reason = "one arm for every event; a split would hide a missing one"
    )]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Filed { .. } => "filed",
            Self::FilerConfirmed => "filer-confirmed",
            Self::Adopted { .. } => "adopted",
            Self::Joined { .. } => "joined",
            Self::Left => "left",
            Self::Heard { .. } => "heard",
            Self::QuestionAsked { .. } => "question-asked",
            Self::QuestionEnded { .. } => "question-ended",
            Self::Planned { .. } => "planned",
            Self::PlanMoved { .. } => "plan-moved",
            Self::ReportedDone { .. } => "reported-done",
            Self::Reminded { .. } => "reminded",
            Self::SilenceExtended { .. } => "silence-extended",
            Self::Answered { .. } => "answered",
            Self::Closed { .. } => "closed",
            Self::BackToActing { .. } => "back-to-acting",
            Self::Withdrawn => "withdrawn",
            Self::Declined { .. } => "declined",
            Self::Appealed { .. } => "appealed",
            Self::AppealRuled { .. } => "appeal-ruled",
            Self::ConflictChecked { .. } => "conflict-checked",
            Self::RegradeContested { .. } => "regrade-contested",
            Self::RegradeChecked { .. } => "regrade-checked",
            Self::Moved { .. } => "moved",
            Self::AskedUp { .. } => "asked-up",
            Self::AskedThread { .. } => "asked-thread",
            Self::ThreadOwed { .. } => "thread-owed",
            Self::ThreadOpened { .. } => "thread-opened",
            Self::ThreadStep { .. } => "thread-step",
            Self::ThreadRetold { .. } => "thread-retold",
            Self::AskedTime { .. } => "asked-time",
            Self::ThreadExtended { .. } => "thread-extended",
            Self::ThreadAgreed { .. } => "thread-agreed",
            Self::ThreadClosed { .. } => "thread-closed",
            Self::ThreadLeft { .. } => "thread-left",
            Self::TableCalled { .. } => "table-called",
            Self::TableRewritten { .. } => "table-rewritten",
            Self::SeatPassed { .. } => "seat-passed",
            Self::LetterOwed { .. } => "letter-owed",
            Self::LetterDelivered { .. } => "letter-delivered",
            Self::LetterAnswered { .. } => "letter-answered",
            Self::Proposed { .. } => "proposed",
            Self::ProposalRefused => "proposal-refused",
            Self::ProposalLapsed => "proposal-lapsed",
            Self::Corrected { .. } => "corrected",
            Self::Merged { .. } => "merged",
            Self::TookIn { .. } => "took-in",
            Self::SplitOff { .. } => "split-off",
            Self::GaveBack { .. } => "gave-back",
            Self::Gathered { .. } => "gathered",
            Self::Released { .. } => "released",
            Self::IdentityOpened { .. } => "identity-opened",
            Self::Flagged { .. } => "flagged",
            Self::FlagDismissed { .. } => "flag-dismissed",
            Self::Removed { .. } => "removed",
            Self::Restored { .. } => "restored",
            Self::RemovalAppealed { .. } => "removal-appealed",
            Self::RemovalKept { .. } => "removal-kept",
            Self::Late { .. } => "late",
        }
    }
}
