//! Why nothing happened to a challenge, each with its own stable code.

use crate::case;
use crate::permission::Barred;

/// Why a command did nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refused {
    /// The person may not.
    #[error("not allowed")]
    Barred(#[source] Barred),
    /// These bodies cannot sit at one table like this.
    #[error("no such table")]
    Table(#[source] case::Refused),
    /// Another person acted since the page was made.
    #[error("another person acted first")]
    SomeoneWasFaster,
    /// The review date lies in the past.
    #[error("the review date lies in the past")]
    ReviewInThePast,
    /// The review date lies more than ninety days ahead.
    #[error("the review date lies too far ahead")]
    ReviewTooFar,
    /// What was tried cannot begin tomorrow.
    #[error("what was tried lies in the future")]
    TryInTheFuture,
    /// An interim measure ends before it begins, or ended already.
    #[error("the dates of the measure do not fit")]
    MeasureDates,
    /// Nothing would change.
    #[error("the correction changes nothing")]
    CorrectionSame,
    /// There is no such line.
    #[error("no such line")]
    LineUnknown,
    /// It was struck out already.
    #[error("struck out already")]
    StruckAlready,
    /// There is no such attempt.
    #[error("no such attempt")]
    AttemptUnknown,
    /// Somebody said already what came of it.
    #[error("judged already")]
    JudgedAlready,
    /// There is no such measure.
    #[error("no such measure")]
    MeasureUnknown,
    /// It has ended already.
    #[error("ended already")]
    EndedAlready,
    /// An attempt waits for its review.
    #[error("an attempt waits for its review")]
    AttemptWaits,
    /// An interim measure has not ended.
    #[error("an interim measure has not ended")]
    MeasureRuns,
    /// A partner does not convene.
    #[error("a partner does not convene")]
    PartnerConvenes,
    /// A private case is never gathered.
    #[error("a private case is never gathered")]
    GatherPrivate,
    /// The case was taken back or goes on as part of another.
    #[error("the case is no case of its own any more")]
    GatherGone,
    /// The case lies elsewhere.
    #[error("the case lies elsewhere")]
    OtherPlace,
    /// The case stands under a challenge already.
    #[error("gathered already")]
    GatheredAlready,
    /// The case does not stand under this challenge.
    #[error("not gathered")]
    NotGathered,
    /// The resident wished the case out.
    #[error("the resident wished it out")]
    KeptOut,
    /// There is no room for more.
    #[error("there is no room for more")]
    NoRoom,
    /// Nothing is due.
    #[error("nothing is due")]
    NothingDue,
}

impl Refused {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Barred(barred) => barred.code(),
            Self::Table(refused) => refused.code(),
            Self::SomeoneWasFaster => "someone-was-faster",
            Self::ReviewInThePast => "review-in-the-past",
            Self::ReviewTooFar => "review-too-far",
            Self::TryInTheFuture => "try-in-the-future",
            Self::MeasureDates => "measure-dates",
            Self::CorrectionSame => "correction-same",
            Self::LineUnknown => "line-unknown",
            Self::StruckAlready => "struck-already",
            Self::AttemptUnknown => "attempt-unknown",
            Self::JudgedAlready => "judged-already",
            Self::MeasureUnknown => "measure-unknown",
            Self::EndedAlready => "ended-already",
            Self::AttemptWaits => "attempt-waits",
            Self::MeasureRuns => "measure-runs",
            Self::PartnerConvenes => "partner-convenes",
            Self::GatherPrivate => "gather-private",
            Self::GatherGone => "gather-gone",
            Self::OtherPlace => "other-place",
            Self::GatheredAlready => "gathered-already",
            Self::NotGathered => "not-gathered",
            Self::KeptOut => "kept-out",
            Self::NoRoom => "no-room",
            Self::NothingDue => "nothing-due",
        }
    }

    /// All refusals but those of permission and of tables, which list their own.
    pub const ALL: [Self; 23] = [
        Self::SomeoneWasFaster,
        Self::ReviewInThePast,
        Self::ReviewTooFar,
        Self::TryInTheFuture,
        Self::MeasureDates,
        Self::CorrectionSame,
        Self::LineUnknown,
        Self::StruckAlready,
        Self::AttemptUnknown,
        Self::JudgedAlready,
        Self::MeasureUnknown,
        Self::EndedAlready,
        Self::AttemptWaits,
        Self::MeasureRuns,
        Self::PartnerConvenes,
        Self::GatherPrivate,
        Self::GatherGone,
        Self::OtherPlace,
        Self::GatheredAlready,
        Self::NotGathered,
        Self::KeptOut,
        Self::NoRoom,
        Self::NothingDue,
    ];
}

impl From<Barred> for Refused {
    fn from(barred: Barred) -> Self {
        Self::Barred(barred)
    }
}
