//! Only residents can say that it is solved: reporting done, answering,
//! reopening.

use serde::{Deserialize, Serialize};

use crate::case::concern::Affected;
use crate::case::event::{BackBecause, Event};
use crate::case::hear;
use crate::case::refused::Refused;
use crate::case::stage::Stage;
use crate::case::surroundings::{Move, Then, Unfolding};
use crate::id::{PersonId, PhotoId};
use crate::instant::Instant;
use crate::routing::Ground;
use crate::text::Sentence;

/// What a resident says about a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It is solved.
    Solved,
    /// Some of it is.
    Partly,
    /// It is not.
    NotSolved,
    /// It does not matter any more.
    NoLongerNeeded,
}

impl Verdict {
    /// All verdicts, in the order of the buttons.
    pub const ALL: [Self; 4] = [
        Self::Solved,
        Self::Partly,
        Self::NotSolved,
        Self::NoLongerNeeded,
    ];

    /// The stable code kept in the database and used in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Solved => "solved",
            Self::Partly => "partly",
            Self::NotSolved => "not-solved",
            Self::NoLongerNeeded => "no-longer-needed",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// The one-tap reasons that fit it.
    pub const fn reasons(self) -> &'static [AnswerReason] {
        match self {
            Self::Solved | Self::NoLongerNeeded => &[AnswerReason::Pressed],
            Self::Partly => &[AnswerReason::OnlyPartly, AnswerReason::Pressed],
            Self::NotSolved => &AnswerReason::ALL,
        }
    }
}

/// Why, in one tap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnswerReason {
    /// Nothing happened.
    NothingHappened,
    /// It came back.
    CameBack,
    /// Only partly.
    OnlyPartly,
    /// "I was pressed": goes to the next tier, never to the holder.
    Pressed,
}

impl AnswerReason {
    /// All reasons, in the order of the buttons.
    pub const ALL: [Self; 4] = [
        Self::NothingHappened,
        Self::CameBack,
        Self::OnlyPartly,
        Self::Pressed,
    ];

    /// The stable code kept in the database and used in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NothingHappened => "nothing-happened",
            Self::CameBack => "came-back",
            Self::OnlyPartly => "only-partly",
            Self::Pressed => "pressed",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// How a case was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Residents confirmed it.
    Solved,
    /// Partly.
    Partly,
    /// No longer needed.
    NoLongerNeeded,
    /// Nobody answered; never counted as solved.
    WithoutAnswer,
}

impl Outcome {
    /// All outcomes.
    pub const ALL: [Self; 4] = [
        Self::Solved,
        Self::Partly,
        Self::NoLongerNeeded,
        Self::WithoutAnswer,
    ];

    /// The stable code, the same as the stage's.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Solved => "solved",
            Self::Partly => "partly",
            Self::NoLongerNeeded => "no-longer-needed",
            Self::WithoutAnswer => "without-answer",
        }
    }
}

/// One resident's answer to a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Who.
    pub person: PersonId,
    /// What they say.
    pub verdict: Verdict,
    /// Why.
    pub reason: Option<AnswerReason>,
    /// When they last said so.
    pub at: Instant,
}

/// Who is asked about a report, and what they said so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asking {
    /// The number of the event that asked: the key of answer links.
    pub number: i64,
    /// Everybody who was affected before the report, except members of the holder.
    pub asked: Vec<PersonId>,
    /// What they said.
    pub answers: Vec<Answer>,
    /// When those who have not answered are still to be reminded; two at first.
    pub reminders: Vec<Instant>,
    /// When it is closed without further answers.
    pub closes_at: Instant,
}

impl Asking {
    /// Those who were asked and have not answered.
    pub fn silent(&self) -> impl Iterator<Item = PersonId> {
        self.asked
            .iter()
            .copied()
            .filter(|person| !self.answers.iter().any(|answer| answer.person == *person))
    }

    fn says(&self, verdict: Verdict) -> bool {
        self.answers.iter().any(|answer| answer.verdict == verdict)
    }

    /// What the answers so far come to, if they were all that will come.
    fn outcome(&self) -> Outcome {
        if self.says(Verdict::Solved) {
            Outcome::Solved
        } else if self.says(Verdict::Partly) {
            Outcome::Partly
        } else if self.says(Verdict::NoLongerNeeded) {
            Outcome::NoLongerNeeded
        } else {
            Outcome::WithoutAnswer
        }
    }
}

/// For how many days answers can be changed and the case reopened.
const CHANGEABLE_DAYS: i64 = 60;

/// For how many days it can be reopened when nobody answered.
const REOPEN_DAYS_WITHOUT_ANSWER: i64 = 365;

/// How many days of silence close it, and when those asked are reminded.
const SILENCE_DAYS: (i64, [i64; 2]) = (14, [5, 10]);

/// The same where somebody is asked on paper.
const SILENCE_DAYS_ON_PAPER: (i64, [i64; 2]) = (30, [10, 20]);

pub(super) fn report_done(
    case: &mut Unfolding<'_>,
    words: &Sentence,
    photos: &[PhotoId],
) -> Result<(), Refused> {
    hear::go_on_without_answer(case);
    let now = case.around.now;
    let members = case.around.holder_members;
    let asked: Vec<&Affected> = case
        .case
        .affected
        .iter()
        .filter(|one| !members.contains(&one.person))
        .collect();
    let (silence, reminders) = if asked.iter().any(|one| one.on_paper) {
        SILENCE_DAYS_ON_PAPER
    } else {
        SILENCE_DAYS
    };
    let event = Event::ReportedDone {
        words: words.clone(),
        photos: photos.to_vec(),
        reminders: reminders.map(|days| now.plus_days(days)).to_vec(),
        asked: asked.iter().map(|one| one.person).collect(),
        closes_at: now.plus_days(silence),
    };
    case.record(event);
    Ok(())
}

/// Says, or says anew, whether it is solved. The same answer twice changes nothing.
pub(super) fn answer(
    case: &mut Unfolding<'_>,
    verdict: Verdict,
    reason: Option<AnswerReason>,
) -> Result<(), Refused> {
    if reason.is_some_and(|reason| !verdict.reasons().contains(&reason)) {
        return Err(Refused::ReasonDoesNotFit);
    }
    if let Stage::Closed {
        changeable_until, ..
    } = &case.case.stage
        && case.around.now > *changeable_until
    {
        return Err(Refused::AnswersFixed);
    }
    let same = case.case.stage.answers().iter().any(|answer| {
        Some(answer.person) == case.person() && answer.verdict == verdict && answer.reason == reason
    });
    if !same {
        case.record(Event::Answered { verdict, reason });
        conclude(case);
    }
    Ok(())
}

/// What follows from the answers so far: "not solved" brings it back at once,
/// "solved" closes it, anything else waits until everybody has answered.
pub(super) fn conclude(case: &mut Unfolding<'_>) {
    let (asking, report, resume, closed) = match &case.case.stage {
        Stage::ReportedDone {
            asking,
            report,
            resume,
        } => (asking, report, resume, None),
        Stage::Closed {
            asking,
            report,
            resume,
            outcome,
            changeable_until,
            ..
        } => (asking, report, resume, Some((*outcome, *changeable_until))),
        Stage::Waiting { .. }
        | Stage::Heard { .. }
        | Stage::Acting { .. }
        | Stage::AwaitingResident { .. }
        | Stage::Declined { .. }
        | Stage::Appealed { .. }
        | Stage::Withdrawn { .. }
        | Stage::Merged { .. } => return,
    };
    if asking.says(Verdict::NotSolved) {
        let (owed, reported_at) = (resume.due(), report.at);
        back_to_acting(case, owed, reported_at);
        return;
    }
    let outcome = asking.outcome();
    let everybody = asking.silent().next().is_none() && !asking.answers.is_empty();
    match closed {
        Some((before, changeable_until)) => {
            if before != outcome {
                close(case, outcome, changeable_until);
            }
        }
        None if outcome == Outcome::Solved || everybody => {
            let changeable_until = case.around.now.plus_days(CHANGEABLE_DAYS);
            close(case, outcome, changeable_until);
        }
        None => {}
    }
}

/// The time for answers is over.
pub(super) fn close_after_silence(case: &mut Unfolding<'_>) {
    if let Stage::ReportedDone { asking, .. } = &case.case.stage {
        let outcome = asking.outcome();
        let changeable_until = case.around.now.plus_days(CHANGEABLE_DAYS);
        close(case, outcome, changeable_until);
    }
}

fn close(case: &mut Unfolding<'_>, outcome: Outcome, changeable_until: Instant) {
    let days = match outcome {
        Outcome::Solved | Outcome::Partly | Outcome::NoLongerNeeded => CHANGEABLE_DAYS,
        Outcome::WithoutAnswer => REOPEN_DAYS_WITHOUT_ANSWER,
    };
    case.record(Event::Closed {
        outcome,
        changeable_until,
        reopen_until: case.around.now.plus_days(days),
    });
}

/// The holder goes on with what was left of its clock when it reported, and at
/// least with the time in which something new has to be heard.
fn back_to_acting(case: &mut Unfolding<'_>, owed: Instant, reported_at: Instant) {
    let left = case.shifted(owed, reported_at, case.around.now);
    let due = left.max(case.heard_due(case.holder()));
    case.record(Event::BackToActing {
        because: BackBecause::NotSolved,
        reason: None,
        due,
    });
    if case.case.counters.not_solved.is_multiple_of(2) {
        up_for_a_second_time(case, None);
    }
}

/// Any affected resident can reopen it: back at the last holder, with a new
/// plan owed, and the resident's clock running on.
pub(super) fn reopen(case: &mut Unfolding<'_>, reason: &Sentence) -> Result<(), Refused> {
    if let Stage::Closed { reopen_until, .. } = &case.case.stage
        && case.around.now > *reopen_until
    {
        return Err(Refused::ReopenTooLate);
    }
    let due = case.plan_due(case.holder());
    case.record(Event::BackToActing {
        because: BackBecause::Reopened,
        reason: Some(reason.clone()),
        due,
    });
    if case.case.counters.reopenings.is_multiple_of(2) {
        up_for_a_second_time(case, Some(reason.clone()));
    }
    Ok(())
}

/// Every second time the tier above takes over; at the top it stays.
fn up_for_a_second_time(case: &mut Unfolding<'_>, reason: Option<Sentence>) {
    if let Some(above) = case.above() {
        case.move_to(
            above,
            Move {
                ground: Ground::SecondTime,
                reason,
                then: Then::StartsOver,
                hand_over: false,
            },
        );
    }
}
