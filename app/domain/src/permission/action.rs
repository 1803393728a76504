//! Everything that somebody can try to do, and what it is done to.

use crate::case::{Case, StageName};
use crate::id::BodyId;

/// Something that somebody tries to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// See that a case exists, and its page.
    SeeCase,
    /// See the author's name.
    SeeName,
    /// See how the author is reached.
    SeeIdentity,
    /// See the answers to the category's extra questions, and the exact spot of a private case.
    SeeAnswers,
    /// See what a resident answered to the holder's question.
    SeeReplies,
    /// See that a resident was pressed.
    SeePressed,
    /// See texts and photos that were removed, and the flags.
    SeeRemoved,
    /// File a concern.
    File,
    /// "Me too."
    Join,
    /// Not affected any more.
    Leave,
    /// Acknowledge.
    Hear,
    /// Ask the resident.
    AskResident,
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
    /// Reopen.
    Reopen,
    /// Take it back.
    Withdraw,
    /// Refuse to act.
    Decline,
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
    /// Open the thread about it.
    OpenThread,
    /// Ask for a joint table.
    AskTable,
    /// Call a joint table.
    CallTable,
    /// Write anew who does what at it.
    RewriteTable,
    /// Print the letter to the holder.
    SeeLetter,
    /// Say that it was delivered.
    DeliverLetter,
    /// Enter what the holder wrote back.
    EnterReply,
    /// Appeal against a refusal.
    Appeal,
    /// Rule on an appeal.
    RuleOnAppeal,
    /// Say whether the concern is about the body that it went past.
    CheckConflict,
    /// Let that body have it without the name.
    GoUnnamed,
    /// Contest that a danger was regraded.
    ContestRegrade,
    /// Say whether someone may be hurt after all.
    CheckRegrade,
    /// Propose a merge.
    ProposeMerge,
    /// Say yes or no to a proposal.
    AnswerProposal,
    /// Split a merged case off again.
    Split,
    /// Correct place, category or urgency.
    Correct,
    /// Open the author's identity.
    OpenIdentity,
    /// Take on, hand over or give back who of the body looks after it.
    LookAfter,
    /// Read the notes between the bodies.
    SeeNotes,
    /// Write one.
    WriteNote,
    /// Confirm the filer of a danger case.
    ConfirmFiler,
    /// Take over a danger that was filed before signing in.
    Adopt,
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
    /// Leave it removed after an appeal.
    KeepRemoved,
    /// Do what is due.
    Wake,
    /// See the places, bodies and rules.
    SeeCharter,
    /// See the own page.
    SeeOwn,
    /// See the inbox of a body.
    SeeInbox,
    /// Write how the replies of a body begin.
    KeepTemplates,
    /// Say that one is away from a body.
    SayAway,
    /// Import places, boundaries, bodies and people.
    ImportPlaces,
    /// Import a version of the rules.
    ImportCharter,
    /// Change bodies, calendars, members and roles.
    ManageBodies,
    /// Say behind which door one lives, and prove it.
    ProveHousehold,
    /// Vouch for a neighbour.
    Vouch,
    /// Sign that a group of one's building is founded, or take that back.
    SignFounding,
    /// Make letters with codes, verify in person, decide what does not fit.
    KeepHouseholds,
    /// See whether a case was sent to the system of its holder, and what came back.
    SeeExchange,
    /// See the connections to other systems, and have a sending tried again.
    TendExchange,
    /// See the pages that only the demo has.
    SeeDevPages,
}

impl Action {
    /// All actions, in the order of the printed grid.
    pub const ALL: [Self; 72] = [
        Self::SeeCase,
        Self::SeeName,
        Self::SeeIdentity,
        Self::SeeAnswers,
        Self::SeeReplies,
        Self::SeePressed,
        Self::SeeRemoved,
        Self::File,
        Self::Join,
        Self::Leave,
        Self::Hear,
        Self::AskResident,
        Self::AnswerQuestion,
        Self::Plan,
        Self::Settle,
        Self::MovePlan,
        Self::ReportDone,
        Self::Answer,
        Self::Reopen,
        Self::Withdraw,
        Self::Decline,
        Self::HandUp,
        Self::HandBack,
        Self::HandAcross,
        Self::AskUp,
        Self::AskThread,
        Self::AskTime,
        Self::OpenThread,
        Self::AskTable,
        Self::CallTable,
        Self::RewriteTable,
        Self::SeeLetter,
        Self::DeliverLetter,
        Self::EnterReply,
        Self::Appeal,
        Self::RuleOnAppeal,
        Self::CheckConflict,
        Self::GoUnnamed,
        Self::ContestRegrade,
        Self::CheckRegrade,
        Self::ProposeMerge,
        Self::AnswerProposal,
        Self::Split,
        Self::Correct,
        Self::OpenIdentity,
        Self::LookAfter,
        Self::SeeNotes,
        Self::WriteNote,
        Self::ConfirmFiler,
        Self::Adopt,
        Self::Flag,
        Self::DismissFlag,
        Self::Remove,
        Self::Restore,
        Self::AppealRemoval,
        Self::KeepRemoved,
        Self::Wake,
        Self::SeeCharter,
        Self::SeeOwn,
        Self::SeeInbox,
        Self::KeepTemplates,
        Self::SayAway,
        Self::ImportPlaces,
        Self::ImportCharter,
        Self::ManageBodies,
        Self::ProveHousehold,
        Self::Vouch,
        Self::SignFounding,
        Self::KeepHouseholds,
        Self::SeeExchange,
        Self::TendExchange,
        Self::SeeDevPages,
    ];

    /// The stable code, for the printed grid and the access log.
    #[expect(
        clippy::too_many_lines,
        reason = "one code for every action; a split would hide a missing one"
    )]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SeeCase => "see-case",
            Self::SeeName => "see-name",
            Self::SeeIdentity => "see-identity",
            Self::SeeAnswers => "see-answers",
            Self::SeeReplies => "see-replies",
            Self::SeePressed => "see-pressed",
            Self::SeeRemoved => "see-removed",
            Self::File => "file",
            Self::Join => "join",
            Self::Leave => "leave",
            Self::Hear => "hear",
            Self::AskResident => "ask-resident",
            Self::AnswerQuestion => "answer-question",
            Self::Plan => "plan",
            Self::Settle => "settle",
            Self::MovePlan => "move-plan",
            Self::ReportDone => "report-done",
            Self::Answer => "answer",
            Self::Reopen => "reopen",
            Self::Withdraw => "withdraw",
            Self::Decline => "decline",
            Self::HandUp => "hand-up",
            Self::HandBack => "hand-back",
            Self::HandAcross => "hand-across",
            Self::AskUp => "ask-up",
            Self::AskThread => "ask-thread",
            Self::AskTime => "ask-time",
            Self::OpenThread => "open-thread",
            Self::AskTable => "ask-table",
            Self::CallTable => "call-table",
            Self::RewriteTable => "rewrite-table",
            Self::SeeLetter => "see-letter",
            Self::DeliverLetter => "deliver-letter",
            Self::EnterReply => "enter-reply",
            Self::Appeal => "appeal",
            Self::RuleOnAppeal => "rule-on-appeal",
            Self::CheckConflict => "check-conflict",
            Self::GoUnnamed => "go-unnamed",
            Self::ContestRegrade => "contest-regrade",
            Self::CheckRegrade => "check-regrade",
            Self::ProposeMerge => "propose-merge",
            Self::AnswerProposal => "answer-proposal",
            Self::Split => "split",
            Self::Correct => "correct",
            Self::OpenIdentity => "open-identity",
            Self::LookAfter => "look-after",
            Self::SeeNotes => "see-notes",
            Self::WriteNote => "write-note",
            Self::ConfirmFiler => "confirm-filer",
            Self::Adopt => "adopt",
            Self::Flag => "flag",
            Self::DismissFlag => "dismiss-flag",
            Self::Remove => "remove",
            Self::Restore => "restore",
            Self::AppealRemoval => "appeal-removal",
            Self::KeepRemoved => "keep-removed",
            Self::Wake => "wake",
            Self::SeeCharter => "see-charter",
            Self::SeeOwn => "see-own",
            Self::SeeInbox => "see-inbox",
            Self::KeepTemplates => "keep-templates",
            Self::SayAway => "say-away",
            Self::ImportPlaces => "import-places",
            Self::ImportCharter => "import-charter",
            Self::ManageBodies => "manage-bodies",
            Self::ProveHousehold => "prove-household",
            Self::Vouch => "vouch",
            Self::SignFounding => "sign-founding",
            Self::KeepHouseholds => "keep-households",
            Self::SeeExchange => "see-exchange",
            Self::TendExchange => "tend-exchange",
            Self::SeeDevPages => "see-dev-pages",
        }
    }

    /// Whether it makes sense in a stage, whoever tries it.
    #[expect(
        clippy::too_many_lines,
        reason = "one arm for every action; a split would hide a missing one"
    )]
    pub const fn fits(self, stage: StageName) -> bool {
        use StageName as S;
        match self {
            Self::Hear | Self::CheckConflict | Self::CheckRegrade => matches!(stage, S::Waiting),
            Self::AnswerQuestion | Self::GoUnnamed => matches!(stage, S::AwaitingResident),
            Self::AskResident => matches!(stage, S::Heard | S::Acting),
            Self::DeliverLetter | Self::EnterReply => {
                matches!(
                    stage,
                    S::Waiting | S::Heard | S::Acting | S::Appealed | S::TableOwed
                )
            }
            Self::AskUp => matches!(
                stage,
                S::Heard | S::Deliberating | S::Acting | S::AwaitingResident
            ),
            Self::Settle => matches!(stage, S::Waiting | S::Heard | S::Acting),
            Self::MovePlan => matches!(stage, S::Acting),
            Self::Plan | Self::ReportDone | Self::Decline => {
                matches!(stage, S::Heard | S::Acting | S::AwaitingResident)
            }
            Self::Answer => stage.is_closed() || matches!(stage, S::ReportedDone),
            Self::Reopen => stage.is_closed(),
            Self::Appeal => matches!(stage, S::Declined),
            Self::RuleOnAppeal => matches!(stage, S::Appealed),
            Self::CallTable => matches!(stage, S::TableOwed),
            Self::Split => matches!(stage, S::Merged),
            Self::Correct
            | Self::HandUp
            | Self::AskTable
            | Self::ContestRegrade
            | Self::RewriteTable => {
                matches!(
                    stage,
                    S::Waiting | S::Heard | S::Deliberating | S::Acting | S::AwaitingResident
                )
            }
            Self::ProposeMerge
            | Self::HandBack
            | Self::HandAcross
            | Self::AskThread
            | Self::OpenThread => {
                matches!(
                    stage,
                    S::Waiting | S::Heard | S::Acting | S::AwaitingResident
                )
            }
            Self::Join
            | Self::Leave
            | Self::Withdraw
            | Self::AnswerProposal
            | Self::AskTime
            | Self::OpenIdentity
            | Self::LookAfter
            | Self::WriteNote
            | Self::ConfirmFiler
            | Self::Adopt
            | Self::SeeLetter
            | Self::Wake => stage.is_open(),
            Self::SeeCase
            | Self::SeeName
            | Self::SeeIdentity
            | Self::SeeAnswers
            | Self::SeeReplies
            | Self::SeePressed
            | Self::SeeRemoved
            | Self::SeeNotes
            | Self::File
            | Self::Flag
            | Self::DismissFlag
            | Self::Remove
            | Self::Restore
            | Self::AppealRemoval
            | Self::KeepRemoved
            | Self::SeeCharter
            | Self::SeeOwn
            | Self::SeeInbox
            | Self::KeepTemplates
            | Self::SayAway
            | Self::ImportPlaces
            | Self::ImportCharter
            | Self::ManageBodies
            | Self::ProveHousehold
            | Self::Vouch
            | Self::SignFounding
            | Self::KeepHouseholds
            | Self::SeeExchange
            | Self::TendExchange
            | Self::SeeDevPages => true,
        }
    }
}

/// What an action is done to.
#[derive(Clone, Copy, Debug)]
pub enum Subject<'a> {
    /// Nothing in particular.
    Nothing,
    /// A case.
    Case(&'a Case),
    /// A body.
    Body(BodyId),
    /// The installation: the demo, or a real one.
    Installation(Installation),
}

/// What is being run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Installation {
    /// The demo neighbourhood.
    Demo,
    /// Real people.
    Real,
}
