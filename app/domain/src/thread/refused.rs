//! Why nothing happened in a thread, each with its own stable code.

use crate::instant::Instant;
use crate::permission::Denied;

/// Why nothing happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refused {
    /// The person may not.
    #[error("not allowed")]
    Denied(#[source] Denied),
    /// Another person acted since the page was made.
    #[error("another person acted first")]
    SomeoneWasFaster,
    /// It is over.
    #[error("it is over")]
    ThreadOver,
    /// It cannot go back, nor to where it is.
    #[error("it goes on and never back")]
    StepBack,
    /// People are answering a decision, and would be cut off.
    #[error("a decision runs")]
    DecisionRuns,
    /// A case is talked over for some days.
    #[error("neighbours have some days to talk")]
    TalkTooShort {
        /// From when on it can end.
        from: Instant,
    },
    /// There are more commitments than anybody keeps in mind.
    #[error("too many commitments")]
    CommitmentsMany,
    /// It is not time to ask whether it holds.
    #[error("not yet")]
    HoldsNotYet,
    /// The time to say whether it holds is over.
    #[error("the time for it is over")]
    HoldsOver,
    /// Only those who had a part in it are asked.
    #[error("only those who had a part in it")]
    HoldsNotConcerned,
    /// What does not hold, or what has changed, is not said.
    #[error("a reason is missing")]
    HoldsReasonMissing,
    /// The end lies in the past.
    #[error("the end lies in the past")]
    EndInThePast,
    /// The end lies too far ahead.
    #[error("the end lies too far ahead")]
    EndTooFar,
    /// It was extended before.
    #[error("extended before")]
    ExtendedBefore,
    /// About a case those affected give it more time.
    #[error("those affected give it more time")]
    AffectedExtend,
    /// No end was missed.
    #[error("nothing is due")]
    NothingDue,
    /// The case that it is about says no.
    #[error("the case says no")]
    Case(#[source] crate::case::Refused),
    /// The end is not later than it was.
    #[error("not later than before")]
    NotLater,
    /// The agreement is looked at again too soon or too late.
    #[error("the review lies in the past or too far ahead")]
    ReviewDate,
    /// The body does not serve the place.
    #[error("the body does not serve the place")]
    NotServed,
    /// The case is private, or lies elsewhere.
    #[error("no public case of this place")]
    CaseUnfit,
    /// The challenge is closed.
    #[error("the challenge is closed")]
    ChallengeClosed,
    /// Neighbours talk the challenge over already.
    #[error("an open thread is about the challenge already")]
    ChallengeTalks,
    /// There is no such post.
    #[error("no such post")]
    PostUnknown,
    /// Answers are not answered: one level is enough.
    #[error("answers are not answered")]
    ReplyToReply,
    /// Too much at once.
    #[error("too many posts at once")]
    PostsTooMany,
    /// One post has so many photos at most.
    #[error("too many photos")]
    PhotosMany,
    /// A photo does not wait any more.
    #[error("a photo does not wait any more")]
    PhotoGone,
    /// Only who wrote it corrects it.
    #[error("only who wrote it corrects it")]
    NotOwnPost,
    /// Nothing would be different.
    #[error("nothing changed")]
    NothingChanged,
    /// A post was changed so often that its earlier wordings fill a page.
    #[error("changed too often")]
    CorrectedTooOften,
    /// Statements are answered while the thread weighs.
    #[error("not in this step")]
    NotWeighing,
    /// There is no such statement, or it was removed.
    #[error("no such statement")]
    StatementUnknown,
    /// Somebody said the same in the same words.
    #[error("said already")]
    StatementSaid,
    /// One person adds so many a day.
    #[error("too many statements")]
    StatementsTooMany,
    /// Only the body adds statements here.
    #[error("only the body adds statements here")]
    NotAdding,
    /// It is out of sight already, or was put back after an appeal.
    #[error("removed before")]
    RemovedBefore,
    /// It was not removed, or the appeal was made or answered before.
    #[error("nothing to appeal against")]
    NoAppeal,
    /// Who removed it does not answer the appeal.
    #[error("another person has to answer the appeal")]
    SamePerson,
    /// It is one's own: one takes it back, and does not decide about it.
    #[error("one's own words")]
    OwnWords,
    /// One takes an objection back by changing one's answer.
    #[error("an objection is taken back with the answer")]
    ObjectionByAnswer,
    /// One flags it already.
    #[error("flagged before")]
    FlaggedBefore,
    /// One person flags so many a day.
    #[error("too many flags")]
    FlagsTooMany,
    /// Nobody flags it, or somebody looked at it already.
    #[error("nothing flagged")]
    NotFlagged,
    /// It is about the body: others decide.
    #[error("others decide what is about the body")]
    AboutBody,
    /// Not so many minutes.
    #[error("not so many minutes")]
    SlowMinutes,
    /// Not so many hours.
    #[error("not so many hours")]
    CoolHours,
    /// It cooled down a short while ago, or does now.
    #[error("cooled down lately")]
    CooledLately,
    /// It cools down: nothing new is written until then.
    #[error("it cools down")]
    Cooling {
        /// From when on one can write.
        again: Instant,
    },
    /// Slow mode: one wrote a short while ago.
    #[error("slow mode")]
    TooSoon {
        /// From when on one can write.
        again: Instant,
    },
    /// There is nothing to take back.
    #[error("nothing to take back")]
    NotAnswered,
}

impl Refused {
    /// From when on one can write again, where that is why not.
    pub const fn again(self) -> Option<Instant> {
        match self {
            Self::Cooling { again } | Self::TooSoon { again } => Some(again),
            _ => None,
        }
    }

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Denied(denied) => denied.code(),
            Self::Case(refused) => refused.code(),
            Self::SomeoneWasFaster => "someone-was-faster",
            Self::ThreadOver => "thread-over",
            Self::StepBack => "step-back",
            Self::DecisionRuns => "decision-runs",
            Self::TalkTooShort { .. } => "talk-too-short",
            Self::CommitmentsMany => "commitments-many",
            Self::HoldsNotYet => "holds-not-yet",
            Self::HoldsOver => "holds-over",
            Self::HoldsNotConcerned => "holds-not-concerned",
            Self::HoldsReasonMissing => "holds-reason-missing",
            Self::EndInThePast => "end-in-the-past",
            Self::EndTooFar => "end-too-far",
            Self::ExtendedBefore => "extended-before",
            Self::AffectedExtend => "affected-extend",
            Self::NothingDue => "nothing-due",
            Self::NotLater => "not-later",
            Self::ReviewDate => "review-date",
            Self::NotServed => "not-served",
            Self::CaseUnfit => "case-unfit",
            Self::ChallengeClosed => "challenge-closed",
            Self::ChallengeTalks => "challenge-talks",
            Self::PostUnknown => "post-unknown",
            Self::ReplyToReply => "reply-to-reply",
            Self::PostsTooMany => "posts-too-many",
            Self::PhotosMany => "post-photos-many",
            Self::PhotoGone => "post-photo-gone",
            Self::NotOwnPost => "not-own-post",
            Self::NothingChanged => "nothing-changed",
            Self::CorrectedTooOften => "corrected-too-often",
            Self::NotWeighing => "not-weighing",
            Self::StatementUnknown => "statement-unknown",
            Self::StatementSaid => "statement-said",
            Self::StatementsTooMany => "statements-too-many",
            Self::NotAdding => "not-adding",
            Self::RemovedBefore => "removed-before",
            Self::NoAppeal => "no-appeal",
            Self::SamePerson => "same-person",
            Self::NotAnswered => "not-answered",
            Self::OwnWords => "own-words",
            Self::ObjectionByAnswer => "objection-by-answer",
            Self::FlaggedBefore => "flagged-before",
            Self::FlagsTooMany => "flags-too-many",
            Self::NotFlagged => "not-flagged",
            Self::AboutBody => "about-body",
            Self::SlowMinutes => "slow-minutes",
            Self::CoolHours => "cool-hours",
            Self::CooledLately => "cooled-lately",
            Self::Cooling { .. } => "cooling",
            Self::TooSoon { .. } => "too-soon",
        }
    }

    /// All refusals but those of permission and of cases, which list their own, and
    /// but what the clock alone hears.
    pub const ALL: [Self; 48] = [
        Self::SomeoneWasFaster,
        Self::ThreadOver,
        Self::StepBack,
        Self::DecisionRuns,
        Self::TalkTooShort {
            from: Instant::from_micros(0),
        },
        Self::CommitmentsMany,
        Self::HoldsNotYet,
        Self::HoldsOver,
        Self::HoldsNotConcerned,
        Self::HoldsReasonMissing,
        Self::EndInThePast,
        Self::EndTooFar,
        Self::ExtendedBefore,
        Self::AffectedExtend,
        Self::NotLater,
        Self::ReviewDate,
        Self::NotServed,
        Self::CaseUnfit,
        Self::ChallengeClosed,
        Self::ChallengeTalks,
        Self::PostUnknown,
        Self::ReplyToReply,
        Self::PostsTooMany,
        Self::PhotosMany,
        Self::PhotoGone,
        Self::NotOwnPost,
        Self::NothingChanged,
        Self::CorrectedTooOften,
        Self::NotWeighing,
        Self::StatementUnknown,
        Self::StatementSaid,
        Self::StatementsTooMany,
        Self::NotAdding,
        Self::RemovedBefore,
        Self::NoAppeal,
        Self::SamePerson,
        Self::NotAnswered,
        Self::OwnWords,
        Self::ObjectionByAnswer,
        Self::FlaggedBefore,
        Self::FlagsTooMany,
        Self::NotFlagged,
        Self::AboutBody,
        Self::SlowMinutes,
        Self::CoolHours,
        Self::CooledLately,
        Self::Cooling {
            again: Instant::from_micros(0),
        },
        Self::TooSoon {
            again: Instant::from_micros(0),
        },
    ];
}

impl From<crate::case::Refused> for Refused {
    fn from(refused: crate::case::Refused) -> Self {
        match refused {
            crate::case::Refused::Denied(denied) => Self::Denied(denied),
            refused => Self::Case(refused),
        }
    }
}

impl From<Denied> for Refused {
    fn from(denied: Denied) -> Self {
        Self::Denied(denied)
    }
}
