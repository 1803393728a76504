//! What happened to a case. Events are the only thing that changes it, and
//! folding them gives it back; they carry every date and choice, so that the
//! fold needs neither the charter nor the bodies of that day.
//!
//! Who acted stands beside the event in [`Recorded`], never in it: hiding a
//! name is then a matter of one place.

use serde::{Deserialize, Serialize};

use crate::case::command::{Proposal, Ruling};
use crate::case::concern::Affected;
use crate::case::confirm::{AnswerReason, Outcome, Verdict};
use crate::case::correct::Correction;
use crate::case::deliberate::Retold;
use crate::case::gather::Under;
use crate::case::holding::{Holding, Onward};
use crate::case::moderate::{Part, Rule};
use crate::case::stage::{DeclineGround, Plan, Work};
use crate::case::table::TableCall;
use crate::charter::Urgency;
use crate::id::{BodyId, CaseId, FlagId, PersonId, PhotoId};
use crate::instant::Instant;
use crate::reference::Reference;
use crate::routing::Ground;
use crate::text::{Sentence, Title};
use crate::thread::Step;

mod facts;
mod kind;

pub use crate::record::By;
pub use facts::{AskedToLook, BackBecause, DangerAgain, Filed, LeftRemoved, Owed, QuestionEnd};

/// An event of a case with its number, moment and actor.
pub type Recorded = crate::record::Recorded<Event>;

/// An event of a case as it is kept.
pub type Payload = crate::record::Payload<Event>;

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Event {
    /// A concern became a case.
    Filed {
        /// Everything that was true then.
        filed: Box<Filed>,
    },
    /// The filer of a danger case confirmed their handle.
    FilerConfirmed,
    /// Who filed it before signing in has signed in: it is theirs from now on.
    Adopted {
        /// Who.
        to: PersonId,
    },
    /// Somebody is affected too.
    Joined {
        /// Whether they are reached on paper.
        on_paper: bool,
    },
    /// Somebody is not affected any more.
    Left,
    /// A named person of the holder heard it.
    Heard {
        /// In their own words.
        words: Sentence,
    },
    /// The holder asked; its clock stands still.
    QuestionAsked {
        /// Who may answer.
        to: Vec<PersonId>,
        /// What.
        words: Sentence,
        /// When the clock goes on by itself.
        lapses_at: Instant,
    },
    /// The question ended; the holder's clock goes on.
    QuestionEnded {
        /// How.
        end: QuestionEnd,
        /// What is owed next is owed by then.
        due: Instant,
        /// How much working time was spent waiting, in minutes.
        waited_working_minutes: i64,
    },
    /// A step with a promised date.
    Planned {
        /// What, who, by when.
        plan: Plan,
    },
    /// The promised date was moved.
    PlanMoved {
        /// From.
        from: Instant,
        /// To.
        to: Instant,
        /// Why.
        reason: Sentence,
    },
    /// The holder says it is done; those affected are asked.
    ReportedDone {
        /// What was done.
        words: Sentence,
        /// Photos of it.
        photos: Vec<PhotoId>,
        /// Who is asked.
        asked: Vec<PersonId>,
        /// When to remind them.
        reminders: Vec<Instant>,
        /// When it is closed without further answers.
        closes_at: Instant,
    },
    /// Those who have not answered are reminded.
    Reminded {
        /// First or second.
        which: u8,
    },
    /// Not everybody who is asked was told in time: silence counts from later.
    SilenceExtended {
        /// When to remind them.
        reminders: Vec<Instant>,
        /// When it is closed without further answers.
        closes_at: Instant,
    },
    /// A resident said whether it is solved.
    Answered {
        /// What they say.
        verdict: Verdict,
        /// Why.
        reason: Option<AnswerReason>,
    },
    /// It is over.
    Closed {
        /// How.
        outcome: Outcome,
        /// Until when answers can be changed.
        changeable_until: Instant,
        /// Until when it can be reopened.
        reopen_until: Instant,
    },
    /// Work goes on.
    BackToActing {
        /// Why.
        because: BackBecause,
        /// In the words of who reopened it.
        reason: Option<Sentence>,
        /// By when a new plan or an outcome is owed.
        due: Instant,
    },
    /// The author took it back.
    Withdrawn,
    /// The holder refuses to act.
    Declined {
        /// Why.
        ground: DeclineGround,
        /// In words.
        words: Sentence,
        /// What the resident can do instead.
        instead: Sentence,
        /// Until when it can be appealed.
        appeal_until: Instant,
    },
    /// A resident appealed; a move to the next tier follows.
    Appealed {
        /// Why.
        reason: Sentence,
        /// By when the next tier rules.
        rule_due: Instant,
    },
    /// The next tier ruled, or its silence did.
    AppealRuled {
        /// For whom.
        ruling: Ruling,
        /// Why; `None` when silence favoured the resident.
        words: Option<Sentence>,
        /// By when a plan or an outcome is owed, if the case goes on.
        plan_due: Option<Instant>,
    },
    /// The holder said whether the concern is about the body that it went past.
    ConflictChecked {
        /// Whether it is.
        found: bool,
        /// Why; for the author and the holder only.
        words: Sentence,
        /// If not, until when the author chooses.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        choose_by: Option<Instant>,
    },
    /// The author contested that a danger was regraded; a move to the next tier follows.
    RegradeContested {
        /// Why.
        reason: Sentence,
        /// Who regraded it.
        duty: BodyId,
        /// Whether nobody stands above who could look at it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        alone: bool,
    },
    /// The next tier said whether someone may be hurt after all, or its silence did.
    RegradeChecked {
        /// Why; `None` when silence favoured the resident.
        words: Option<Sentence>,
        /// If someone may be, the dates of that.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        danger: Option<DangerAgain>,
    },
    /// The case has another holder.
    Moved {
        /// Who, and why.
        to: Box<Holding>,
        /// On which ground.
        ground: Ground,
        /// In words, where somebody gave them; for a hand-up, what is asked.
        reason: Option<Sentence>,
        /// For a hand-up, what was tried.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tried: Option<Sentence>,
        /// For a hand-back, the key of the charter's category that says so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        line: Option<String>,
        /// What it does to the stage.
        onward: Onward,
        /// Whether it uses up one of the two hand-overs.
        hand_over: bool,
    },
    /// Somebody affected asked that it goes up.
    AskedUp {
        /// Why.
        reason: Sentence,
    },
    /// Somebody affected asked for a thread.
    AskedThread {
        /// Why.
        reason: Sentence,
    },
    /// Enough households asked: the community body has to open a thread.
    ThreadOwed {
        /// Which body.
        body: BodyId,
        /// By when.
        due: Instant,
    },
    /// A thread about it was opened.
    ThreadOpened {
        /// Its reference.
        thread: Reference,
        /// What it is called.
        title: Title,
        /// The body that leads through it.
        body: BodyId,
        /// When its first step ends.
        until: Instant,
        /// Whether the case waits for it; otherwise the dates of the holder stay.
        waits: bool,
    },
    /// A later step of the thread began.
    ThreadStep {
        /// Which.
        step: Step,
        /// Until when.
        until: Instant,
    },
    /// What the thread is called was corrected.
    ThreadRetold(Retold),
    /// Somebody affected asked that the thread gets more time.
    AskedTime {
        /// Why.
        reason: Sentence,
    },
    /// Enough households asked: the step of the thread lasts longer.
    ThreadExtended {
        /// Until when.
        until: Instant,
    },
    /// The thread led to an agreement.
    ThreadAgreed {
        /// What was agreed, in short.
        outcome: Sentence,
        /// What the holder owes from now on, where the case waited for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        work: Option<Work>,
    },
    /// The thread ended without one.
    ThreadClosed {
        /// What was learnt.
        learnt: Sentence,
        /// By when the holder settles it or hands it up, where the case waited for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Instant>,
    },
    /// After a correction the case does not wait for the thread any more.
    ThreadLeft {
        /// By when a plan or an outcome is owed.
        due: Instant,
    },
    /// A joint table was called; its convener has the case.
    TableCalled {
        /// Who, and why.
        to: Box<Holding>,
        /// Who does what.
        call: Box<TableCall>,
        /// By when somebody has to hear it.
        heard_due: Instant,
        /// By when there has to be a plan or an outcome.
        plan_due: Instant,
    },
    /// Its convener wrote anew who does what at the joint table.
    TableRewritten {
        /// Who does what from now on.
        call: Box<TableCall>,
    },
    /// A body at the joint table went out of service: another one sits in its place.
    SeatPassed {
        /// Which.
        from: BodyId,
        /// Who sits there now.
        to: BodyId,
    },
    /// The holder is told by letter: somebody has to deliver it.
    LetterOwed {
        /// To which body.
        to: BodyId,
        /// The body that delivers it; `None` for the resident who speaks for the case.
        by: Option<BodyId>,
        /// By when.
        due: Instant,
        /// If it is delivered then, by when somebody has to hear it.
        heard_due: Instant,
        /// The same for a plan or an outcome.
        plan_due: Instant,
        /// By when it rules, delivered or not, where a ruling is asked of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rule_due: Option<Instant>,
    },
    /// It was delivered: the holder's clock runs.
    LetterDelivered {
        /// To whom, and how.
        words: Sentence,
        /// When.
        on: Instant,
        /// By when somebody has to hear it.
        heard_due: Instant,
        /// By when there has to be a plan or an outcome.
        plan_due: Instant,
        /// By when it rules, where a ruling is asked of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rule_due: Option<Instant>,
    },
    /// The holder wrote back. What it said follows, in its name.
    LetterAnswered {
        /// Its letter, photographed.
        photos: Vec<PhotoId>,
    },
    /// The holder proposes something that needs the author's yes.
    Proposed {
        /// What.
        proposal: Proposal,
    },
    /// The author said no.
    ProposalRefused,
    /// The author said nothing for so long that it counts as a no.
    ProposalLapsed,
    /// Place, category or urgency were put right.
    Corrected {
        /// What.
        correction: Correction,
        /// How pressing it is from now on.
        urgency: Urgency,
        /// Why.
        reason: Sentence,
        /// By when it has to be heard, if it still has to.
        heard_due: Instant,
        /// By when a plan or an outcome is owed, if it still is.
        plan_due: Instant,
        /// By when the resident is owed an outcome.
        resident_due: Instant,
        /// Whether it is no longer public: it is about another household.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        private: bool,
        /// Until when the author can contest that a danger was regraded.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        contest_until: Option<Instant>,
    },
    /// It goes on as part of another case.
    Merged {
        /// Which.
        into: CaseId,
        /// Its reference.
        reference: Reference,
    },
    /// Another case goes on as part of this one.
    TookIn {
        /// Which.
        from: CaseId,
        /// Its reference.
        reference: Reference,
        /// When it was filed.
        filed_at: Instant,
        /// By when its resident is owed an outcome.
        resident_due: Instant,
        /// How often it had been passed on by people.
        #[serde(default)]
        hand_overs: u8,
        /// Who came with it.
        affected: Vec<Affected>,
    },
    /// It is a case of its own again, at the holder of the case it was part of.
    SplitOff {
        /// Why.
        reason: Sentence,
        /// Who has it.
        holding: Box<Holding>,
        /// By when somebody has to hear it.
        heard_due: Instant,
        /// By when there has to be a plan or an outcome.
        plan_due: Instant,
        /// How often it was passed on by people, alone and as part of the other.
        #[serde(default)]
        hand_overs: u8,
    },
    /// A case that was merged into this one is its own again.
    GaveBack {
        /// Which.
        from: CaseId,
        /// Its reference.
        reference: Reference,
    },
    /// It was gathered under a challenge, beside others with the same cause.
    Gathered {
        /// Which.
        under: Under,
    },
    /// It was taken out of the challenge again.
    Released {
        /// Which it stood under.
        under: Under,
        /// Why; `None` when its resident wished it.
        reason: Option<Sentence>,
    },
    /// A member of the holder opened the author's identity.
    IdentityOpened {
        /// What for.
        purpose: Sentence,
    },
    /// Somebody asked to look at a text or photo.
    Flagged {
        /// The flag's id.
        id: FlagId,
        /// What.
        part: Part,
        /// Which rule it breaks.
        rule: Rule,
        /// More, in words.
        words: Option<Sentence>,
    },
    /// Nothing was wrong with it.
    FlagDismissed {
        /// Which flag.
        id: FlagId,
        /// Who flagged it, and is told; unknown in events of before.
        #[serde(default)]
        flagged_by: Option<PersonId>,
        /// Why.
        words: Sentence,
    },
    /// A text or photo was hidden.
    Removed {
        /// What.
        part: Part,
        /// Which rule it breaks.
        rule: Rule,
        /// Why.
        words: Sentence,
        /// Who wrote or took it, if they are still on the case.
        author: Option<PersonId>,
    },
    /// It is shown again.
    Restored {
        /// What.
        part: Part,
        /// Why.
        words: Sentence,
        /// Who wrote or took it, if they are still on the case.
        author: Option<PersonId>,
    },
    /// Its author asks that somebody else looks at what was removed.
    RemovalAppealed(AskedToLook),
    /// Somebody else looked at it, and it stays removed.
    RemovalKept(LeftRemoved),
    /// The holder missed a date.
    Late {
        /// What was owed.
        owed: Owed,
        /// By when.
        due: Instant,
        /// By when it is owed again, where nobody else takes over.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        again: Option<Instant>,
    },
}
