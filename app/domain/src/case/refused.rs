//! Why a command was refused: every "no" has one stable code, and the page
//! says in words what to do next.

use crate::permission::Denied;
use crate::routing::RouteRefused;

/// Why a command did nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refused {
    /// The person may not.
    #[error("not allowed")]
    Denied(#[source] Denied),
    /// The case has no route.
    #[error("no route")]
    Route(#[source] RouteRefused),
    /// Another person acted since the page was made.
    #[error("another person acted first")]
    SomeoneWasFaster,
    /// Nobody joins a private case.
    #[error("nobody joins a private case")]
    JoinPrivate,
    /// A household matter starts private.
    #[error("a household matter starts private")]
    StartsPrivate,
    /// The person is on the case already.
    #[error("already affected")]
    AlreadyAffected,
    /// The author withdraws instead of leaving.
    #[error("the author withdraws instead")]
    AuthorWithdraws,
    /// Nobody is left who could be asked.
    #[error("nobody to ask")]
    NobodyToAsk,
    /// Two questions were asked already.
    #[error("two questions were asked already")]
    QuestionsUsedUp,
    /// The five working days of waiting are used up.
    #[error("the time for waiting is used up")]
    WaitingUsedUp,
    /// There is a promised date already: move it instead.
    #[error("there is a plan already")]
    PlanExists,
    /// There is no promised date to move.
    #[error("there is no plan to move")]
    PlanMissing,
    /// The promised date lies in the past.
    #[error("the promised date lies in the past")]
    PromiseInThePast,
    /// The promised date lies too far ahead (30 days, 90 for hard matters).
    #[error("the promised date lies too far ahead")]
    PromiseTooFar,
    /// The promised date is the one that stands already.
    #[error("the promised date is the same")]
    PromiseUnchanged,
    /// The reason does not go with the answer.
    #[error("the reason does not fit the answer")]
    ReasonDoesNotFit,
    /// The time for changing answers has passed.
    #[error("the time for changing answers has passed")]
    AnswersFixed,
    /// The time for reopening has passed.
    #[error("the time for reopening has passed")]
    ReopenTooLate,
    /// The time for an appeal has passed, or one was ruled on.
    #[error("the time for an appeal has passed")]
    AppealTooLate,
    /// Nobody stands above the holder.
    #[error("nobody stands above the holder")]
    NobodyAbove,
    /// Something else waits for the author's yes.
    #[error("a proposal is pending")]
    ProposalPending,
    /// Nothing waits for the author's yes.
    #[error("no proposal is pending")]
    ProposalMissing,
    /// The other case was not given, or is another one.
    #[error("the other case is unknown")]
    OtherCaseUnknown,
    /// A case cannot be merged into itself.
    #[error("a case cannot be merged into itself")]
    MergeIntoItself,
    /// Private cases are never merged.
    #[error("private cases are never merged")]
    MergePrivate,
    /// One of the two is about a body that the other is not about.
    #[error("not about the same bodies")]
    MergeConcerned,
    /// Another case goes on as part of this one: merge the other way round.
    #[error("another case goes on as part of this one")]
    HasTakenIn,
    /// The other case is over.
    #[error("the other case is over")]
    OtherCaseOver,
    /// The other case has another holder or lies elsewhere.
    #[error("the cases have different holders")]
    OtherHolder,
    /// Nothing would change.
    #[error("the correction changes nothing")]
    CorrectionEmpty,
    /// Only a duty body changes the urgency by itself.
    #[error("only a duty body regrades")]
    OnlyDutyRegrades,
    /// The case was passed on twice already.
    #[error("the case was passed on twice already")]
    HandOversUsedUp,
    /// The body on duty for a danger cannot pass it on.
    #[error("the duty body cannot pass it on")]
    DutyCannotHandOver,
    /// Only government hands back.
    #[error("only government hands back")]
    OnlyGovernmentHandsBack,
    /// That line of the charter does not leave it to the community.
    #[error("that line does not leave it to the community")]
    LineDoesNotSay,
    /// No body of the community could take it.
    #[error("no body of the community could take it")]
    NobodyBelow,
    /// That body cannot take it, or is of another tier.
    #[error("that body cannot take it")]
    CannotTakeIt,
    /// This person asked that it goes up already.
    #[error("asked already that it goes up")]
    AskedUpAlready,
    /// A private case has no thread.
    #[error("a private case has no thread")]
    ThreadPrivate,
    /// Danger and utility matters wait for no thread.
    #[error("it cannot wait for a thread")]
    ThreadCannotWait,
    /// Only government may settle it.
    #[error("only government may settle it")]
    ThreadReserved,
    /// It has its thread.
    #[error("it has its thread")]
    ThreadExists,
    /// No body of residents deals with it.
    #[error("no body of residents deals with it")]
    NoCommunityBody,
    /// The holder has to say that it heard it first.
    #[error("it has to be heard first")]
    HearFirst,
    /// This person asked for a thread already.
    #[error("asked already for a thread")]
    AskedThreadAlready,
    /// No thread about it is open.
    #[error("no thread is open")]
    ThreadMissing,
    /// The thread got more time already.
    #[error("the thread got more time already")]
    ThreadExtended,
    /// The step of the thread is over.
    #[error("the step of the thread is over")]
    TimeTooLate,
    /// This person asked for more time already.
    #[error("asked already for more time")]
    AskedTimeAlready,
    /// Its thread has to end before it is merged.
    #[error("its thread is open")]
    ThreadRuns,
    /// Only who got it back, or has it after two hand-overs, asks for a joint table.
    #[error("no ground for a joint table")]
    NoGroundForTable,
    /// A joint table has it: nobody passes it on alone.
    #[error("a joint table has it")]
    TableHolds,
    /// No joint table was called.
    #[error("no joint table was called")]
    NoTable,
    /// The table says the same as before.
    #[error("the table says the same")]
    TableUnchanged,
    /// The convener has no part at the table.
    #[error("the convener does not sit at the table")]
    TableNeedsConvener,
    /// Exactly one body leads.
    #[error("exactly one body leads")]
    TableNeedsLead,
    /// Who leads or does something needs a task.
    #[error("a task is missing")]
    TableTaskMissing,
    /// What it costs, risks or brings a body at the table is left out without a word.
    #[error("cost, risk or benefit is missing")]
    BurdenMissing,
    /// Somebody between whom it was passed is left out.
    #[error("somebody is left out")]
    TableLeavesOut,
    /// The identity is open to this person already.
    #[error("the identity is open already")]
    IdentityOpen,
    /// The author is not on the case any more.
    #[error("there is no author any more")]
    AuthorGone,
    /// The filer was confirmed already.
    #[error("the filer is confirmed already")]
    ConfirmedAlready,
    /// There is no such text, photo or event.
    #[error("no such part")]
    PartUnknown,
    /// This person flagged it already.
    #[error("flagged already")]
    FlaggedAlready,
    /// There is no such flag.
    #[error("no such flag")]
    FlagUnknown,
    /// It was removed already.
    #[error("removed already")]
    RemovedAlready,
    /// There is no appeal to make, or none to answer.
    #[error("no appeal against this removal")]
    NoRemovalAppeal,
    /// Who removed it, or wrote it, does not answer the appeal.
    #[error("who removed it or wrote it does not answer the appeal")]
    OwnRemoval,
    /// It was not removed.
    #[error("not removed")]
    NotRemoved,
    /// First the holder says whether there is a conflict of interest.
    #[error("the conflict is not checked yet")]
    ConflictUnchecked,
    /// First the holder says whether someone may be hurt after all.
    #[error("the contest is not checked yet")]
    RegradeUnchecked,
    /// The author is choosing who has it.
    #[error("the author is choosing")]
    AuthorChooses,
    /// Nothing of the kind is to be checked.
    #[error("nothing is to be checked")]
    NothingToCheck,
    /// Nothing is to be chosen any more.
    #[error("nothing is to be chosen")]
    NothingToChoose,
    /// No danger was regraded, or too long ago.
    #[error("nothing can be contested")]
    NothingToContest,
    /// The words are a template as it stands.
    #[error("the words are a template as it stands")]
    TemplateUnedited,
    /// The holder is not served by letter.
    #[error("no letter is to be delivered")]
    NoLetter,
    /// The letter was delivered already.
    #[error("the letter was delivered already")]
    LetterDelivered,
    /// The letter has to be delivered first.
    #[error("the letter has to be delivered first")]
    LetterNotDelivered,
    /// What an office wrote is entered with a picture of its letter.
    #[error("the picture of the letter is missing")]
    ScanMissing,
    /// That day lies before the letter, or ahead.
    #[error("the letter cannot have been delivered on that day")]
    DeliveryDay,
    /// The holder said that it heard it already.
    #[error("it was heard already")]
    HeardAlready,
    /// Nothing is due.
    #[error("nothing is due")]
    NothingDue,
}

impl Refused {
    /// The stable code.
    #[expect(
        clippy::too_many_lines,
        reason = "one code for every refusal; a split would hide a missing one"
    )]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Denied(denied) => denied.code(),
            Self::Route(refused) => refused.code(),
            Self::SomeoneWasFaster => "someone-was-faster",
            Self::JoinPrivate => "join-private",
            Self::StartsPrivate => "starts-private",
            Self::AlreadyAffected => "already-affected",
            Self::AuthorWithdraws => "author-withdraws",
            Self::NobodyToAsk => "nobody-to-ask",
            Self::QuestionsUsedUp => "questions-used-up",
            Self::WaitingUsedUp => "waiting-used-up",
            Self::PlanExists => "plan-exists",
            Self::PlanMissing => "plan-missing",
            Self::PromiseInThePast => "promise-in-the-past",
            Self::PromiseTooFar => "promise-too-far",
            Self::PromiseUnchanged => "promise-unchanged",
            Self::ReasonDoesNotFit => "reason-does-not-fit",
            Self::AnswersFixed => "answers-fixed",
            Self::ReopenTooLate => "reopen-too-late",
            Self::AppealTooLate => "appeal-too-late",
            Self::NobodyAbove => "nobody-above",
            Self::ProposalPending => "proposal-pending",
            Self::ProposalMissing => "proposal-missing",
            Self::OtherCaseUnknown => "other-case-unknown",
            Self::MergeIntoItself => "merge-into-itself",
            Self::MergePrivate => "merge-private",
            Self::MergeConcerned => "merge-concerned",
            Self::HasTakenIn => "has-taken-in",
            Self::OtherCaseOver => "other-case-over",
            Self::OtherHolder => "other-holder",
            Self::CorrectionEmpty => "correction-empty",
            Self::OnlyDutyRegrades => "only-duty-regrades",
            Self::HandOversUsedUp => "hand-overs-used-up",
            Self::DutyCannotHandOver => "duty-cannot-hand-over",
            Self::OnlyGovernmentHandsBack => "only-government-hands-back",
            Self::LineDoesNotSay => "line-does-not-say",
            Self::NobodyBelow => "nobody-below",
            Self::CannotTakeIt => "cannot-take-it",
            Self::AskedUpAlready => "asked-up-already",
            Self::ThreadPrivate => "thread-private",
            Self::ThreadCannotWait => "thread-cannot-wait",
            Self::ThreadReserved => "thread-reserved",
            Self::ThreadExists => "thread-exists",
            Self::NoCommunityBody => "no-community-body",
            Self::HearFirst => "hear-first",
            Self::AskedThreadAlready => "asked-thread-already",
            Self::ThreadMissing => "thread-missing",
            Self::ThreadExtended => "thread-extended",
            Self::TimeTooLate => "time-too-late",
            Self::AskedTimeAlready => "asked-time-already",
            Self::ThreadRuns => "thread-runs",
            Self::NoGroundForTable => "no-ground-for-table",
            Self::TableHolds => "table-holds",
            Self::NoTable => "no-table",
            Self::TableUnchanged => "table-unchanged",
            Self::TableNeedsConvener => "table-needs-convener",
            Self::TableNeedsLead => "table-needs-lead",
            Self::TableTaskMissing => "table-task-missing",
            Self::BurdenMissing => "burden-missing",
            Self::TableLeavesOut => "table-leaves-out",
            Self::IdentityOpen => "identity-open",
            Self::AuthorGone => "author-gone",
            Self::ConfirmedAlready => "confirmed-already",
            Self::PartUnknown => "part-unknown",
            Self::FlaggedAlready => "flagged-already",
            Self::FlagUnknown => "flag-unknown",
            Self::RemovedAlready => "removed-already",
            Self::NoRemovalAppeal => "no-removal-appeal",
            Self::OwnRemoval => "own-removal",
            Self::NotRemoved => "not-removed",
            Self::ConflictUnchecked => "conflict-unchecked",
            Self::RegradeUnchecked => "regrade-unchecked",
            Self::AuthorChooses => "author-chooses",
            Self::NothingToCheck => "nothing-to-check",
            Self::NothingToChoose => "nothing-to-choose",
            Self::NothingToContest => "nothing-to-contest",
            Self::TemplateUnedited => "template-unedited",
            Self::NoLetter => "no-letter",
            Self::LetterDelivered => "letter-delivered",
            Self::LetterNotDelivered => "letter-not-delivered",
            Self::ScanMissing => "scan-missing",
            Self::DeliveryDay => "delivery-day",
            Self::HeardAlready => "heard-already",
            Self::NothingDue => "nothing-due",
        }
    }

    /// All refusals but those of permission and routing, which list their own.
    pub const ALL: [Self; 81] = [
        Self::SomeoneWasFaster,
        Self::JoinPrivate,
        Self::StartsPrivate,
        Self::AlreadyAffected,
        Self::AuthorWithdraws,
        Self::NobodyToAsk,
        Self::QuestionsUsedUp,
        Self::WaitingUsedUp,
        Self::PlanExists,
        Self::PlanMissing,
        Self::PromiseInThePast,
        Self::PromiseTooFar,
        Self::PromiseUnchanged,
        Self::ReasonDoesNotFit,
        Self::AnswersFixed,
        Self::ReopenTooLate,
        Self::AppealTooLate,
        Self::NobodyAbove,
        Self::ProposalPending,
        Self::ProposalMissing,
        Self::OtherCaseUnknown,
        Self::MergeIntoItself,
        Self::MergePrivate,
        Self::MergeConcerned,
        Self::HasTakenIn,
        Self::OtherCaseOver,
        Self::OtherHolder,
        Self::CorrectionEmpty,
        Self::OnlyDutyRegrades,
        Self::HandOversUsedUp,
        Self::DutyCannotHandOver,
        Self::OnlyGovernmentHandsBack,
        Self::LineDoesNotSay,
        Self::NobodyBelow,
        Self::CannotTakeIt,
        Self::AskedUpAlready,
        Self::ThreadPrivate,
        Self::ThreadCannotWait,
        Self::ThreadReserved,
        Self::ThreadExists,
        Self::NoCommunityBody,
        Self::HearFirst,
        Self::AskedThreadAlready,
        Self::ThreadMissing,
        Self::ThreadExtended,
        Self::TimeTooLate,
        Self::AskedTimeAlready,
        Self::ThreadRuns,
        Self::NoGroundForTable,
        Self::TableHolds,
        Self::NoTable,
        Self::TableUnchanged,
        Self::TableNeedsConvener,
        Self::TableNeedsLead,
        Self::TableTaskMissing,
        Self::BurdenMissing,
        Self::TableLeavesOut,
        Self::IdentityOpen,
        Self::AuthorGone,
        Self::ConfirmedAlready,
        Self::PartUnknown,
        Self::FlaggedAlready,
        Self::FlagUnknown,
        Self::RemovedAlready,
        Self::NoRemovalAppeal,
        Self::OwnRemoval,
        Self::NotRemoved,
        Self::ConflictUnchecked,
        Self::RegradeUnchecked,
        Self::AuthorChooses,
        Self::NothingToCheck,
        Self::NothingToChoose,
        Self::NothingToContest,
        Self::TemplateUnedited,
        Self::NoLetter,
        Self::LetterDelivered,
        Self::LetterNotDelivered,
        Self::ScanMissing,
        Self::DeliveryDay,
        Self::HeardAlready,
        Self::NothingDue,
    ];
}

impl From<Denied> for Refused {
    fn from(denied: Denied) -> Self {
        Self::Denied(denied)
    }
}

impl From<RouteRefused> for Refused {
    fn from(refused: RouteRefused) -> Self {
        Self::Route(refused)
    }
}
