//! What people and the clock can ask of a case: the verbs people use.

use crate::case::confirm::{AnswerReason, Verdict};
use crate::case::correct::Correction;
use crate::case::hand::Handing;
use crate::case::letter::LetterReply;
use crate::case::moderate::{Part, Rule};
use crate::case::stage::DeclineGround;
use crate::case::table::TableCall;
use crate::id::{CaseId, FlagId, PersonId, PhotoId};
use crate::instant::Instant;
use crate::office::ReplyUse;
use crate::reference::Reference;
use crate::routing::Ground;
use crate::text::Sentence;

/// A command, and the version of the case that the person was looking at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// What is asked.
    pub command: Command,
    /// The version on the page it was asked from; another version is refused
    /// with `someone-was-faster`. `None` for acts that cannot go stale.
    pub expected_version: Option<i64>,
}

impl Order {
    /// An order from a page that showed `version`.
    pub const fn seen_at(command: Command, version: i64) -> Self {
        Self {
            command,
            expected_version: Some(version),
        }
    }
}

impl From<Command> for Order {
    fn from(command: Command) -> Self {
        Self {
            command,
            expected_version: None,
        }
    }
}

/// What is asked of a case. Filing is `case::file`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// "Me too."
    Join {
        /// Whether the person is reached on paper.
        on_paper: bool,
    },
    /// Not affected any more.
    Leave,
    /// A named person of the holder says that they heard it.
    Hear {
        /// An own sentence.
        words: Sentence,
    },
    /// The holder asks the resident; its clock stops.
    AskResident {
        /// What it needs to know.
        words: Sentence,
    },
    /// The resident answers; the holder's clock goes on.
    AnswerQuestion {
        /// The answer.
        words: Sentence,
    },
    /// A step, who, and a promised date.
    Plan {
        /// What will be done.
        step: Sentence,
        /// Who does it.
        who: Option<Sentence>,
        /// By when.
        promised: Instant,
    },
    /// The short way for simple matters: hear (if nobody did) and act at once.
    Settle {
        /// What will be done; also the own sentence that says it was heard.
        step: Sentence,
        /// By when; `None` promises it for the date the outcome is owed anyway.
        promised: Option<Instant>,
    },
    /// Moves the promised date.
    MovePlan {
        /// The new date.
        promised: Instant,
        /// Why.
        reason: Sentence,
    },
    /// The holder says it is done.
    ReportDone {
        /// What was done.
        words: Sentence,
        /// Photos of it.
        photos: Vec<PhotoId>,
    },
    /// A resident says whether it is solved, or changes what they said.
    Answer {
        /// What they say.
        verdict: Verdict,
        /// Why, in one tap.
        reason: Option<AnswerReason>,
    },
    /// A resident opens a closed case again.
    Reopen {
        /// Why.
        reason: Sentence,
    },
    /// The author takes it back.
    Withdraw,
    /// The holder refuses to act.
    Decline {
        /// Why.
        ground: DeclineGround,
        /// In words.
        words: Sentence,
        /// What the resident can do instead.
        instead: Sentence,
    },
    /// The holder passes it on.
    Hand {
        /// To whom, and what is said with it.
        handing: Handing,
    },
    /// Somebody affected asks that it goes up.
    AskUp {
        /// Why.
        reason: Sentence,
    },
    /// Somebody affected asks for a thread in which neighbours talk it over.
    AskThread {
        /// Why.
        reason: Sentence,
    },
    /// Somebody affected asks that the thread gets more time.
    AskTime {
        /// Why.
        reason: Sentence,
    },
    /// The holder asks for a joint table: it was handed back against its will,
    /// or was passed on twice.
    AskTable {
        /// Why it cannot settle it alone.
        words: Sentence,
    },
    /// The office that owes a joint table calls it.
    CallTable {
        /// Who convenes it, and who does what.
        call: Box<TableCall>,
    },
    /// The holder says whether the concern is about the body that it went past;
    /// by that it heard it.
    CheckConflict {
        /// Whether it is.
        found: bool,
        /// Why; for the author and the holder only.
        words: Sentence,
    },
    /// It is not, and the author lets that body have it without their name.
    GoUnnamed,
    /// The author contests that the body on duty regraded a danger.
    ContestRegrade {
        /// Why.
        reason: Sentence,
    },
    /// The next tier says whether someone may be hurt after all; by that it heard it.
    CheckRegrade {
        /// Whether someone may.
        danger: bool,
        /// Why.
        words: Sentence,
    },
    /// The convener of a joint table writes anew who does what.
    RewriteTable {
        /// Who sits at it from now on; the convener stays.
        call: Box<TableCall>,
    },
    /// The letter to the holder was delivered.
    DeliverLetter {
        /// On which day.
        on: Instant,
        /// To whom, and how.
        words: Sentence,
    },
    /// Enters what the holder wrote back.
    EnterReply {
        /// What it comes to.
        reply: LetterReply,
        /// In its own words.
        words: Sentence,
        /// The letter, photographed.
        photos: Vec<PhotoId>,
    },
    /// A resident asks the next tier to look at a refusal.
    Appeal {
        /// Why.
        reason: Sentence,
    },
    /// The next tier rules on an appeal.
    RuleOnAppeal {
        /// For whom.
        ruling: Ruling,
        /// Why.
        words: Sentence,
    },
    /// The holder proposes that this case goes on as part of another.
    ProposeMerge {
        /// Which; `Surroundings::other` has to be that case.
        into: CaseId,
        /// Why.
        words: Sentence,
    },
    /// The author agrees to what the holder proposed.
    AcceptProposal,
    /// The author does not.
    RefuseProposal,
    /// A merged case becomes a case of its own again;
    /// `Surroundings::other` has to be the case it was merged into.
    Split {
        /// Why.
        reason: Sentence,
    },
    /// Puts place, category or urgency right.
    Correct {
        /// What.
        correction: Correction,
        /// Why.
        reason: Sentence,
    },
    /// A member of the holder opens the author's identity; the author is told.
    OpenIdentity {
        /// What for.
        purpose: Sentence,
    },
    /// The filer of a danger case confirmed their handle.
    ConfirmFiler,
    /// Who filed it before signing in has signed in: it is theirs from now on.
    Adopt {
        /// Who signed in. Whoever stood for them asks it.
        to: PersonId,
    },
    /// Somebody asks to look at a text or photo.
    Flag {
        /// The new flag's id.
        id: FlagId,
        /// What.
        part: Part,
        /// Which rule it breaks.
        rule: Rule,
        /// More, in words.
        words: Option<Sentence>,
    },
    /// Nothing is wrong with it.
    DismissFlag {
        /// Which flag.
        id: FlagId,
        /// Why.
        words: Sentence,
    },
    /// Hides a text or photo; its author sees which rule and why.
    Remove {
        /// What.
        part: Part,
        /// Which rule it breaks.
        rule: Rule,
        /// Why.
        words: Sentence,
    },
    /// Shows it again.
    Restore {
        /// What.
        part: Part,
        /// Why.
        words: Sentence,
    },
    /// Asks, once, that somebody else looks at what was removed.
    AppealRemoval {
        /// What.
        part: Part,
        /// Why.
        words: Sentence,
    },
    /// Leaves it removed after an appeal.
    KeepRemoved {
        /// What.
        part: Part,
        /// Why.
        words: Sentence,
    },
    /// Does whatever is due by now. Only the clock gives it.
    Wake,
}

impl Command {
    /// What it says with words that a template may have started.
    pub const fn reply(&self) -> Option<(ReplyUse, &Sentence)> {
        match self {
            Self::Hear { words }
            | Self::Settle { step: words, .. }
            | Self::CheckConflict { words, .. }
            | Self::CheckRegrade { words, .. } => Some((ReplyUse::Heard, words)),
            Self::AskResident { words } => Some((ReplyUse::Ask, words)),
            Self::ReportDone { words, .. } => Some((ReplyUse::ReportDone, words)),
            Self::Decline { words, .. } => Some((ReplyUse::Decline, words)),
            _ => None,
        }
    }
}

/// How an appeal ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ruling {
    /// The resident is right: the case goes on.
    ForTheResident,
    /// The refusal stands.
    RefusalStands,
}

impl Ruling {
    /// Both.
    pub const ALL: [Self; 2] = [Self::ForTheResident, Self::RefusalStands];

    /// The stable code used in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ForTheResident => "for-the-resident",
            Self::RefusalStands => "refusal-stands",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// Where a merge stands before the author said yes.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "proposal", rename_all = "kebab-case")]
pub enum Proposal {
    /// To go on as part of another case.
    Merge {
        /// Which.
        into: CaseId,
        /// Its reference.
        reference: Reference,
        /// Why.
        words: Sentence,
    },
    /// A correction that lowers the urgency.
    Correction {
        /// What.
        correction: Correction,
        /// Why.
        reason: Sentence,
    },
    /// To pass a private case on, so that another body is told of it.
    Hand {
        /// To whom, and what is said with it.
        handing: Handing,
    },
    /// The same because the holder missed a date.
    HandUpLate,
    /// The same because it is not solved, or came back, for the second time.
    HandUpAgain,
    /// That the office above calls a joint table about a private case.
    OweTable {
        /// On which ground.
        ground: Ground,
        /// Why, unless the clock says so.
        words: Option<Sentence>,
    },
    /// Another body at the joint table about a private case.
    RewriteTable {
        /// Who sits at it from then on.
        call: Box<TableCall>,
    },
    /// A joint table about a private case.
    CallTable {
        /// Who convenes it, and who does what.
        call: Box<TableCall>,
    },
}
