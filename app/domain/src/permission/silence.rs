//! Taking the words out of an event: an ellipsis stands for them.

use crate::case::event::{AskedToLook, LeftRemoved, QuestionEnd};
use crate::case::{Event, Proposal, Work};
use crate::text::{Sentence, Words};

pub(super) fn ellipsis() -> Sentence {
    Sentence::parse("…").expect("one visible character is a sentence")
}

impl Event {
    /// Puts an ellipsis for every free text in the event.
    pub(super) fn silence(&mut self) {
        if let Self::Filed { filed } = self {
            filed.concern.words = Words::parse("…").expect("one visible character is a concern");
            filed.concern.answers.clear();
            filed.concern.conflict = None;
        }
        if let Self::Planned { plan } = self {
            plan.who = None;
        }
        if let Self::ThreadAgreed {
            work: Some(Work::Planned { plan }),
            ..
        } = self
        {
            plan.step = ellipsis();
        }
        if let Self::Declined { instead, .. } = self {
            *instead = ellipsis();
        }
        if let Self::Moved {
            tried: Some(tried), ..
        } = self
        {
            *tried = ellipsis();
        }
        if let Self::Proposed {
            proposal: Proposal::Hand { handing },
        } = self
        {
            for words in handing.words_mut().into_iter().flatten() {
                *words = ellipsis();
            }
        }
        if let Self::TableCalled { call, .. }
        | Self::TableRewritten { call }
        | Self::Proposed {
            proposal: Proposal::CallTable { call } | Proposal::RewriteTable { call },
        } = self
        {
            call.silence(&ellipsis());
        }
        if let Some(words) = self.sentence_mut() {
            *words = ellipsis();
        }
    }

    /// The sentence that somebody gave with the event, if one did.
    pub fn sentence(&self) -> Option<Sentence> {
        self.clone().sentence_mut().cloned()
    }

    /// The same, to be changed.
    #[expect(
        clippy::too_many_lines,
        reason = "one arm for every event; a split would hide a missing one"
    )]
    const fn sentence_mut(&mut self) -> Option<&mut Sentence> {
        match self {
            Self::Planned { plan } => Some(&mut plan.step),
            Self::QuestionEnded { end, .. } => match end {
                QuestionEnd::Answered { words } => Some(words),
                QuestionEnd::Lapsed | QuestionEnd::NobodyLeft | QuestionEnd::NotNeeded => None,
            },
            Self::Proposed { proposal } => match proposal {
                Proposal::Merge { words, .. } | Proposal::Correction { reason: words, .. } => {
                    Some(words)
                }
                Proposal::OweTable { words, .. } => words.as_mut(),
                // All of their sentences are taken out above.
                Proposal::Hand { .. }
                | Proposal::CallTable { .. }
                | Proposal::RewriteTable { .. }
                | Proposal::HandUpLate
                | Proposal::HandUpAgain => None,
            },
            Self::AppealRuled { words, .. }
            | Self::RegradeChecked { words, .. }
            | Self::BackToActing { reason: words, .. }
            | Self::Moved { reason: words, .. }
            | Self::Released { reason: words, .. }
            | Self::Flagged { words, .. } => words.as_mut(),
            Self::Heard { words }
            | Self::LetterDelivered { words, .. }
            | Self::QuestionAsked { words, .. }
            | Self::ReportedDone { words, .. }
            | Self::Declined { words, .. }
            | Self::Appealed { reason: words, .. }
            | Self::ConflictChecked { words, .. }
            | Self::RegradeContested { reason: words, .. }
            | Self::AskedUp { reason: words }
            | Self::AskedThread { reason: words }
            | Self::AskedTime { reason: words }
            | Self::ThreadAgreed { outcome: words, .. }
            | Self::ThreadClosed { learnt: words, .. }
            | Self::PlanMoved { reason: words, .. }
            | Self::Corrected { reason: words, .. }
            | Self::SplitOff { reason: words, .. }
            | Self::IdentityOpened { purpose: words }
            | Self::FlagDismissed { words, .. }
            | Self::Removed { words, .. }
            | Self::Restored { words, .. }
            | Self::RemovalAppealed(AskedToLook { words, .. })
            | Self::RemovalKept(LeftRemoved { words, .. }) => Some(words),
            Self::Filed { .. }
            | Self::FilerConfirmed
            | Self::Adopted { .. }
            | Self::LetterOwed { .. }
            | Self::LetterAnswered { .. }
            | Self::Joined { .. }
            | Self::Left
            | Self::Reminded { .. }
            | Self::SilenceExtended { .. }
            | Self::Answered { .. }
            | Self::Closed { .. }
            | Self::Withdrawn
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
            | Self::TableCalled { .. }
            | Self::TableRewritten { .. }
            | Self::SeatPassed { .. }
            | Self::Late { .. } => None,
        }
    }
}
