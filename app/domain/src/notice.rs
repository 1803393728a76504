//! Who is told what happened: at most one notice for one cause and person.
//!
//! Only what asks an act of somebody, or cannot wait, goes out at once; the
//! rest is for the digest and the page. How a notice travels (in-app, e-mail,
//! text message) and in which language is the outbox's business.

use crate::id::{BodyId, CaseId, PersonId};

mod compose;
mod digest;
mod quiet;

pub use compose::notices;
pub use digest::{DIGEST, Week};
pub use quiet::after_quiet_hours;

/// Whom a notice is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum To {
    /// One person.
    Person(PersonId),
    /// Everybody with a seat in a body.
    MembersOf(BodyId),
    /// The residents who watch over how decisions are made.
    Overseers,
}

/// How soon it has to reach them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pace {
    /// At once: it asks an act of them.
    AsksAct,
    /// At once: it is their right to know now, or their body owes an act by a date.
    AtOnce,
    /// With the next digest; in the app it stands at once.
    Digest,
}

impl Pace {
    /// The stable code kept in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::AsksAct => "asks-act",
            Self::AtOnce => "at-once",
            Self::Digest => "digest",
        }
    }

    /// Whether it asks an act.
    pub const fn asks_act(self) -> bool {
        matches!(self, Self::AsksAct)
    }
}

/// What a notice says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoticeKind {
    /// To a body: a case has come to it.
    CaseArrived,
    /// To a body: someone may be hurt.
    DangerArrived,
    /// To a community body: a case stays with it while another body holds it.
    StandsBeside,
    /// To the community body beside a case: it goes on.
    NewsBeside,
    /// To the community body beside a case: its holder says what came of it.
    AnswerBeside,
    /// To a body: the resident answered, or the time for it is over.
    ClockGoesOn,
    /// To a body: work goes on.
    WorkGoesOn,
    /// To a body: an appeal needs a ruling.
    AppealArrived,
    /// To a body: the author answered a proposal.
    ProposalAnswered,
    /// To a body: somebody flagged a text or photo.
    Flagged,
    /// To the body above: residents say that they were pressed.
    Pressed,
    /// To a body: somebody affected asks that it goes up.
    AskedUp,
    /// To a body: somebody affected asks for a thread.
    ThreadAsked,
    /// To a body: enough households asked; it owes a thread.
    ThreadOwed,
    /// To a body: it owes a joint table.
    TableOwed,
    /// To a community body, or to the resident: a letter to the holder has to be delivered.
    LetterOwed,
    /// To residents: the letter to the holder was delivered.
    LetterDelivered,
    /// To a body: it sits at a joint table.
    SeatAtTable,
    /// To residents: somebody heard it.
    Heard,
    /// To residents: the holder asks them something.
    QuestionAsked,
    /// To residents: there is a promised date.
    Planned,
    /// To residents: the promised date was moved.
    PlanMoved,
    /// To residents: is it solved?
    ReportedDone,
    /// To residents who have not answered: is it solved?
    Reminder,
    /// To residents: it is closed.
    Closed,
    /// To residents: it is back in work.
    BackToActing,
    /// To residents: the holder refuses; they can appeal.
    Declined,
    /// To residents: the appeal was ruled on.
    AppealRuled,
    /// To the author: there is no conflict of interest, and they choose who has it.
    NoConflict,
    /// To residents: whether someone may be hurt after all was said.
    RegradeChecked,
    /// To residents: somebody else has it now.
    Moved,
    /// To residents: a joint table has it now.
    TableCalled,
    /// To residents and who sits at it: the joint table was written anew.
    TableRewritten,
    /// To residents: neighbours talk it over in a thread.
    ThreadOpened,
    /// To residents: its thread got more time.
    ThreadExtended,
    /// To residents and the holder: its thread led to an agreement.
    ThreadAgreed,
    /// To residents and the holder: its thread ended without one.
    ThreadClosed,
    /// To residents: the holder missed a date.
    Late,
    /// To the author: something needs their yes.
    Proposed,
    /// To residents and the holder: place, category or urgency were put right.
    Corrected,
    /// To residents: it goes on as part of another case.
    Merged,
    /// To residents: it is a case of its own again.
    SplitOff,
    /// To residents: it was gathered under a challenge.
    Gathered,
    /// To residents: it was taken out of a challenge.
    Released,
    /// To the author: somebody opened their identity.
    IdentityOpened,
    /// To who wrote or took it: a text or photo was removed.
    Removed,
    /// To who wrote or took it: it is shown again.
    Restored,
    /// To a body: the author of what was removed asks to look again.
    RemovalAppealed,
    /// To who wrote or took it: somebody else looked, and it stays removed.
    RemovalKept,
    /// To who flagged something: it was looked at, and stays.
    FlagDismissed,
}

impl NoticeKind {
    /// All kinds.
    pub const ALL: [Self; 50] = [
        Self::CaseArrived,
        Self::DangerArrived,
        Self::StandsBeside,
        Self::NewsBeside,
        Self::AnswerBeside,
        Self::ClockGoesOn,
        Self::WorkGoesOn,
        Self::AppealArrived,
        Self::ProposalAnswered,
        Self::Flagged,
        Self::Pressed,
        Self::AskedUp,
        Self::ThreadAsked,
        Self::ThreadOwed,
        Self::TableOwed,
        Self::LetterOwed,
        Self::LetterDelivered,
        Self::SeatAtTable,
        Self::Heard,
        Self::QuestionAsked,
        Self::Planned,
        Self::PlanMoved,
        Self::ReportedDone,
        Self::Reminder,
        Self::Closed,
        Self::BackToActing,
        Self::Declined,
        Self::AppealRuled,
        Self::NoConflict,
        Self::RegradeChecked,
        Self::Moved,
        Self::TableCalled,
        Self::TableRewritten,
        Self::ThreadOpened,
        Self::ThreadExtended,
        Self::ThreadAgreed,
        Self::ThreadClosed,
        Self::Late,
        Self::Proposed,
        Self::Corrected,
        Self::Merged,
        Self::SplitOff,
        Self::Gathered,
        Self::Released,
        Self::IdentityOpened,
        Self::Removed,
        Self::Restored,
        Self::RemovalAppealed,
        Self::RemovalKept,
        Self::FlagDismissed,
    ];

    /// The stable code kept in the database; texts are keyed by it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::CaseArrived => "case-arrived",
            Self::DangerArrived => "danger-arrived",
            Self::StandsBeside => "stands-beside",
            Self::NewsBeside => "news-beside",
            Self::AnswerBeside => "answer-beside",
            Self::ClockGoesOn => "clock-goes-on",
            Self::WorkGoesOn => "work-goes-on",
            Self::AppealArrived => "appeal-arrived",
            Self::ProposalAnswered => "proposal-answered",
            Self::Flagged => "flagged",
            Self::Pressed => "pressed",
            Self::AskedUp => "asked-up",
            Self::ThreadAsked => "thread-asked",
            Self::ThreadOwed => "thread-owed",
            Self::TableOwed => "table-owed",
            Self::LetterOwed => "letter-owed",
            Self::LetterDelivered => "letter-delivered",
            Self::SeatAtTable => "seat-at-table",
            Self::Heard => "heard",
            Self::QuestionAsked => "question-asked",
            Self::Planned => "planned",
            Self::PlanMoved => "plan-moved",
            Self::ReportedDone => "reported-done",
            Self::Reminder => "reminder",
            Self::Closed => "closed",
            Self::BackToActing => "back-to-acting",
            Self::Declined => "declined",
            Self::AppealRuled => "appeal-ruled",
            Self::NoConflict => "no-conflict",
            Self::RegradeChecked => "regrade-checked",
            Self::Moved => "moved",
            Self::TableCalled => "table-called",
            Self::TableRewritten => "table-rewritten",
            Self::ThreadOpened => "thread-opened",
            Self::ThreadExtended => "thread-extended",
            Self::ThreadAgreed => "thread-agreed",
            Self::ThreadClosed => "thread-closed",
            Self::Late => "late",
            Self::Proposed => "proposed",
            Self::Corrected => "corrected",
            Self::Merged => "merged",
            Self::SplitOff => "split-off",
            Self::Gathered => "gathered",
            Self::Released => "released",
            Self::IdentityOpened => "identity-opened",
            Self::Removed => "removed",
            Self::Restored => "restored",
            Self::RemovalAppealed => "removal-appealed",
            Self::RemovalKept => "removal-kept",
            Self::FlagDismissed => "flag-dismissed",
        }
    }

    /// How soon a body hears it from a case that it deals with: at once where it owes
    /// an act by a date.
    pub const fn pace_for_body(self) -> Pace {
        if matches!(
            self,
            Self::CaseArrived
                | Self::ClockGoesOn
                | Self::WorkGoesOn
                | Self::AppealArrived
                | Self::Flagged
                | Self::ThreadOwed
                | Self::ThreadAgreed
                | Self::ThreadClosed
                | Self::TableOwed
                | Self::LetterOwed
                | Self::RemovalAppealed
        ) {
            Pace::AtOnce
        } else {
            Pace::Digest
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// One thing to tell somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Whom.
    pub to: To,
    /// About which case.
    pub case: CaseId,
    /// The number of the event that caused it.
    pub cause: i64,
    /// What.
    pub kind: NoticeKind,
    /// How soon.
    pub pace: Pace,
    /// The number of the event whose question one tap answers, if it asks one.
    pub question: Option<i64>,
}

impl Notice {
    /// The same for the same person and cause, whoever computes it: a unique
    /// key makes one notice of it. At most one a channel.
    pub fn dedupe_key(&self) -> String {
        let to = match self.to {
            To::Person(person) => format!("person:{person}"),
            To::MembersOf(body) => format!("body:{body}"),
            To::Overseers => "overseers".to_owned(),
        };
        format!("{}:{}:{}:{to}", self.case, self.cause, self.kind.code())
    }
}

#[cfg(test)]
mod tests;
