//! The acts on a case as they stand in addresses.

use domain::language::Language;
use domain::office::ReplyUse;
use domain::permission::Action;

use crate::text::case as words;

/// An act on a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verb {
    /// "Me too."
    Join,
    /// Not affected any more.
    Leave,
    /// Acknowledge.
    Hear,
    /// Ask the resident.
    Ask,
    /// Answer the holder's question.
    AnswerQuestion,
    /// Plan.
    Plan,
    /// Settle the short way.
    Settle,
    /// Move the promised date.
    MovePlan,
    /// Report done.
    ReportDone,
    /// Say whether it is solved.
    Answer,
    /// Open it again.
    Reopen,
    /// Take it back.
    Withdraw,
    /// Pass it to the tier above.
    HandUp,
    /// Return it to the community.
    HandBack,
    /// Pass it to a body of the same tier.
    HandAcross,
    /// Ask that it goes up.
    AskUp,
    /// Ask for a thread about it.
    AskThread,
    /// Ask that its thread gets more time.
    AskTime,
    /// Ask for a joint table.
    AskTable,
    /// Call a joint table.
    CallTable,
    /// Write anew who does what at it.
    RewriteTable,
    /// Say that the letter to the office was delivered.
    DeliverLetter,
    /// Enter what the office wrote back.
    EnterReply,
    /// Refuse to act.
    Decline,
    /// Disagree with a refusal.
    Appeal,
    /// Rule on an appeal.
    Rule,
    /// Say whether the concern is about the body that it went past.
    CheckConflict,
    /// Let that body have it without the name.
    GoUnnamed,
    /// Contest that a danger was regraded.
    ContestRegrade,
    /// Say whether someone may be hurt after all.
    CheckRegrade,
    /// Propose to put it together with another.
    Merge,
    /// Answer a proposal.
    MergeAnswer,
    /// Make it its own again.
    Split,
    /// Correct place, category or urgency.
    Correct,
    /// Open the author's identity.
    OpenIdentity,
    /// Flag a text or photo.
    Flag,
    /// Dismiss a flag.
    DismissFlag,
    /// Remove a text or photo.
    Remove,
    /// Restore it.
    Restore,
    /// Appeal against a removal.
    AppealRemoval,
    /// Look again at what was removed, and answer the appeal.
    LookAgain,
}

impl Verb {
    /// All acts, in the order in which they are offered.
    pub const ALL: [Self; 41] = [
        Self::Answer,
        Self::AnswerQuestion,
        Self::MergeAnswer,
        Self::GoUnnamed,
        Self::CheckConflict,
        Self::CheckRegrade,
        Self::DeliverLetter,
        Self::EnterReply,
        Self::Join,
        Self::Hear,
        Self::Settle,
        Self::Plan,
        Self::ReportDone,
        Self::Ask,
        Self::MovePlan,
        Self::Rule,
        Self::CallTable,
        Self::RewriteTable,
        Self::LookAgain,
        Self::AppealRemoval,
        Self::DismissFlag,
        Self::Remove,
        Self::Restore,
        Self::Correct,
        Self::Merge,
        Self::OpenIdentity,
        Self::HandUp,
        Self::HandAcross,
        Self::HandBack,
        Self::AskTable,
        Self::Decline,
        Self::Appeal,
        Self::ContestRegrade,
        Self::AskThread,
        Self::AskTime,
        Self::AskUp,
        Self::Reopen,
        Self::Split,
        Self::Leave,
        Self::Withdraw,
        Self::Flag,
    ];

    /// The last part of its address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Join => "join",
            Self::Leave => "leave",
            Self::Hear => "hear",
            Self::Ask => "ask",
            Self::AnswerQuestion => "answer-question",
            Self::Plan => "plan",
            Self::Settle => "settle",
            Self::MovePlan => "move-plan",
            Self::ReportDone => "report-done",
            Self::Answer => "answer",
            Self::Reopen => "reopen",
            Self::Withdraw => "withdraw",
            Self::HandUp => "hand-up",
            Self::HandBack => "hand-back",
            Self::HandAcross => "hand-across",
            Self::AskUp => "ask-up",
            Self::AskThread => "ask-thread",
            Self::AskTime => "ask-time",
            Self::AskTable => "ask-table",
            Self::CallTable => "call-table",
            Self::RewriteTable => "rewrite-table",
            Self::DeliverLetter => "deliver-letter",
            Self::EnterReply => "enter-reply",
            Self::Decline => "decline",
            Self::Appeal => "appeal",
            Self::Rule => "rule",
            Self::CheckConflict => "check-conflict",
            Self::GoUnnamed => "go-unnamed",
            Self::ContestRegrade => "contest-regrade",
            Self::CheckRegrade => "check-regrade",
            Self::Merge => "merge",
            Self::MergeAnswer => "merge-answer",
            Self::Split => "split",
            Self::Correct => "correct",
            Self::OpenIdentity => "open-identity",
            Self::Flag => "flag",
            Self::DismissFlag => "dismiss-flag",
            Self::Remove => "remove",
            Self::Restore => "restore",
            Self::AppealRemoval => "appeal-removal",
            Self::LookAgain => "look-again",
        }
    }

    /// Reads the last part of an address.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// What permission is asked for it.
    pub const fn action(self) -> Action {
        match self {
            Self::Join => Action::Join,
            Self::Leave => Action::Leave,
            Self::Hear => Action::Hear,
            Self::Ask => Action::AskResident,
            Self::AnswerQuestion => Action::AnswerQuestion,
            Self::Plan => Action::Plan,
            Self::Settle => Action::Settle,
            Self::MovePlan => Action::MovePlan,
            Self::ReportDone => Action::ReportDone,
            Self::Answer => Action::Answer,
            Self::Reopen => Action::Reopen,
            Self::Withdraw => Action::Withdraw,
            Self::HandUp => Action::HandUp,
            Self::HandBack => Action::HandBack,
            Self::HandAcross => Action::HandAcross,
            Self::AskUp => Action::AskUp,
            Self::AskThread => Action::AskThread,
            Self::AskTime => Action::AskTime,
            Self::AskTable => Action::AskTable,
            Self::CallTable => Action::CallTable,
            Self::RewriteTable => Action::RewriteTable,
            Self::DeliverLetter => Action::DeliverLetter,
            Self::EnterReply => Action::EnterReply,
            Self::Decline => Action::Decline,
            Self::Appeal => Action::Appeal,
            Self::Rule => Action::RuleOnAppeal,
            Self::CheckConflict => Action::CheckConflict,
            Self::GoUnnamed => Action::GoUnnamed,
            Self::ContestRegrade => Action::ContestRegrade,
            Self::CheckRegrade => Action::CheckRegrade,
            Self::Merge => Action::ProposeMerge,
            Self::MergeAnswer => Action::AnswerProposal,
            Self::Split => Action::Split,
            Self::Correct => Action::Correct,
            Self::OpenIdentity => Action::OpenIdentity,
            Self::Flag => Action::Flag,
            Self::DismissFlag => Action::DismissFlag,
            Self::Remove => Action::Remove,
            Self::Restore => Action::Restore,
            Self::AppealRemoval => Action::AppealRemoval,
            Self::LookAgain => Action::KeepRemoved,
        }
    }

    /// Whether it is refused when the case has changed since its page was made.
    /// What residents say about themselves never goes stale.
    pub const fn goes_stale(self) -> bool {
        match self {
            Self::Hear
            | Self::Ask
            | Self::Plan
            | Self::Settle
            | Self::MovePlan
            | Self::ReportDone
            | Self::HandUp
            | Self::HandBack
            | Self::HandAcross
            | Self::AskTable
            | Self::CallTable
            | Self::RewriteTable
            | Self::DeliverLetter
            | Self::EnterReply
            | Self::Decline
            | Self::Rule
            | Self::Merge
            | Self::CheckConflict
            | Self::GoUnnamed
            | Self::CheckRegrade
            | Self::MergeAnswer
            | Self::Split
            | Self::Correct
            | Self::OpenIdentity
            | Self::Remove
            | Self::Restore
            | Self::LookAgain => true,
            Self::Join
            | Self::Leave
            | Self::AnswerQuestion
            | Self::Answer
            | Self::Reopen
            | Self::Withdraw
            | Self::Appeal
            | Self::AskUp
            | Self::ContestRegrade
            | Self::AskThread
            | Self::AskTime
            | Self::Flag
            | Self::DismissFlag
            | Self::AppealRemoval => false,
        }
    }

    /// Which templates may start its words.
    pub const fn reply(self) -> Option<ReplyUse> {
        match self {
            Self::Hear => Some(ReplyUse::Heard),
            Self::Ask => Some(ReplyUse::Ask),
            Self::ReportDone => Some(ReplyUse::ReportDone),
            Self::Decline => Some(ReplyUse::Decline),
            _ => None,
        }
    }

    /// Whether photos come with its form.
    pub const fn takes_photos(self) -> bool {
        matches!(self, Self::ReportDone | Self::EnterReply)
    }

    /// Whether it takes something away, so that its button says so.
    pub const fn takes_away(self) -> bool {
        matches!(self, Self::Withdraw | Self::Decline | Self::Remove)
    }

    /// Whether what it leads to is for the residents to see, not for some of them only.
    pub const fn for_residents(self) -> bool {
        matches!(
            self,
            Self::Hear
                | Self::Ask
                | Self::Plan
                | Self::Settle
                | Self::MovePlan
                | Self::ReportDone
                | Self::HandUp
                | Self::HandBack
                | Self::HandAcross
                | Self::AskTable
                | Self::CallTable
                | Self::RewriteTable
                | Self::DeliverLetter
                | Self::EnterReply
                | Self::Decline
                | Self::Rule
                | Self::CheckConflict
                | Self::CheckRegrade
                | Self::Correct
                | Self::Remove
                | Self::Restore
                | Self::LookAgain
        )
    }

    /// Its name on a button that leads to it.
    pub fn label(self, lang: Language) -> &'static str {
        self.word(lang, "label")
    }

    /// The title of its page.
    pub fn title(self, lang: Language) -> &'static str {
        self.word(lang, "title")
    }

    /// What it leads to.
    pub fn lead(self, lang: Language) -> &'static str {
        self.word(lang, "lead")
    }

    /// The button that does it.
    pub fn button(self, lang: Language) -> &'static str {
        self.word(lang, "button")
    }

    fn word(self, lang: Language, part: &str) -> &'static str {
        let code = [self.code(), "-", part].concat();
        words::find(lang, &code).expect("a test walks the words of all acts")
    }
}
