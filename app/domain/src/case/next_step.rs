//! The next step of an open case: who owes what by when. Always there while
//! it is open.

use crate::case::{Case, Check, Stage, Work};
use crate::id::BodyId;
use crate::instant::Instant;

/// Who does the next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NextBy {
    /// A body.
    Body(BodyId),
    /// The resident who was asked.
    Resident,
    /// Those affected.
    Residents,
}

/// What the next step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepCode {
    /// Say that you heard it.
    Hear,
    /// Plan, or get it done.
    Plan,
    /// Open a thread: enough households asked.
    OpenThread,
    /// Lead through the step of the thread.
    Deliberate,
    /// Do what was promised.
    KeepPromise,
    /// Answer the question.
    AnswerQuestion,
    /// Say whether it is solved.
    Confirm,
    /// Rule on the appeal.
    Rule,
    /// Call a joint table.
    CallTable,
    /// Say whether the concern is about the body that it went past.
    CheckConflict,
    /// Say whether someone may be hurt after all.
    CheckRegrade,
    /// Deliver the letter to the office.
    DeliverLetter,
    /// Choose who has it, now that there is no conflict.
    Choose,
    /// It can be reopened.
    MayReopen,
    /// The refusal can be appealed.
    MayAppeal,
}

impl StepCode {
    /// All steps.
    pub const ALL: [Self; 15] = [
        Self::Hear,
        Self::Plan,
        Self::OpenThread,
        Self::Deliberate,
        Self::KeepPromise,
        Self::AnswerQuestion,
        Self::Confirm,
        Self::Rule,
        Self::CallTable,
        Self::CheckConflict,
        Self::CheckRegrade,
        Self::DeliverLetter,
        Self::Choose,
        Self::MayReopen,
        Self::MayAppeal,
    ];

    /// The stable code kept in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Hear => "hear",
            Self::Plan => "plan",
            Self::OpenThread => "open-thread",
            Self::Deliberate => "deliberate",
            Self::KeepPromise => "keep-promise",
            Self::AnswerQuestion => "answer-question",
            Self::Confirm => "confirm",
            Self::Rule => "rule",
            Self::CallTable => "call-table",
            Self::CheckConflict => "check-conflict",
            Self::CheckRegrade => "check-regrade",
            Self::DeliverLetter => "deliver-letter",
            Self::Choose => "choose",
            Self::MayReopen => "may-reopen",
            Self::MayAppeal => "may-appeal",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// Who owes what by when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NextStep {
    /// Who.
    pub who: NextBy,
    /// What.
    pub what: StepCode,
    /// By when.
    pub by: Instant,
}

impl Case {
    /// The next step: always there while the case is open. A closed case has
    /// the right to reopen it, a declined one the right to appeal (which may
    /// have run out: compare `by` with now); withdrawn and merged ones have none.
    pub fn next_step(&self) -> Option<NextStep> {
        let step = self.step_of_stage()?;
        let owed = self
            .thread_owed
            .filter(|owed| owed.body == self.holding.holder);
        // Opening the thread is the plan that is owed, and no promise comes before it.
        Some(match (owed, step.what) {
            (Some(owed), StepCode::Plan) => NextStep {
                what: StepCode::OpenThread,
                by: step.by.min(owed.due),
                ..step
            },
            (Some(owed), StepCode::KeepPromise) if owed.due < step.by => NextStep {
                what: StepCode::OpenThread,
                by: owed.due,
                ..step
            },
            _ => step,
        })
    }

    fn step_of_stage(&self) -> Option<NextStep> {
        let holder = NextBy::Body(self.holding.holder);
        let step = |who, what, by| Some(NextStep { who, what, by });
        let ruling = self.stage.ruling_due();
        let letter = self.owed_letter();
        if let Some(letter) = letter.filter(|one| ruling.is_none_or(|due| one.due < due)) {
            let who = letter.by.map_or(NextBy::Resident, NextBy::Body);
            return step(who, StepCode::DeliverLetter, letter.due);
        }
        match &self.stage {
            Stage::Waiting { heard_due, .. } => {
                let what = match self.check {
                    Some(Check::Conflict { .. }) => StepCode::CheckConflict,
                    Some(Check::Regrade { .. }) => StepCode::CheckRegrade,
                    Some(Check::AuthorChooses { .. }) | None => StepCode::Hear,
                };
                step(holder, what, *heard_due)
            }
            Stage::Heard { plan_due, .. } => step(holder, StepCode::Plan, *plan_due),
            Stage::Deliberating { until, .. } => step(holder, StepCode::Deliberate, *until),
            Stage::Acting {
                work: Work::PlanOwed { due },
            } => step(holder, StepCode::Plan, *due),
            Stage::Acting {
                work: Work::Planned { plan },
            } => step(holder, StepCode::KeepPromise, plan.promised),
            Stage::AwaitingResident { question, .. } => step(
                NextBy::Resident,
                match self.check {
                    Some(Check::AuthorChooses { .. }) => StepCode::Choose,
                    Some(_) | None => StepCode::AnswerQuestion,
                },
                question.lapses_at,
            ),
            Stage::ReportedDone { asking, .. } => {
                step(NextBy::Residents, StepCode::Confirm, asking.closes_at)
            }
            // Who refused rules on nothing: its author is asked, and silence favours them.
            stage @ Stage::Appealed { rule_due, .. } => {
                let own = stage.is_appeal_against(self.holding.holder);
                let who = if own { NextBy::Resident } else { holder };
                step(who, StepCode::Rule, *rule_due)
            }
            Stage::TableOwed { call_due, .. } => step(holder, StepCode::CallTable, *call_due),
            Stage::Closed { reopen_until, .. } => {
                step(NextBy::Residents, StepCode::MayReopen, *reopen_until)
            }
            Stage::Declined { decline } => decline
                .appeal_until
                .and_then(|until| step(NextBy::Residents, StepCode::MayAppeal, until)),
            Stage::Withdrawn { .. } | Stage::Merged { .. } => None,
        }
    }

    /// By when the holder owes its next act; `None` while its clock stands
    /// still or nothing is owed.
    pub fn holder_due(&self) -> Option<Instant> {
        self.next_step().and_then(|step| match step.who {
            NextBy::Body(body) if body == self.holding.holder => Some(step.by),
            // Another body delivers a letter first: the holder's clock stands still until then.
            NextBy::Body(_) | NextBy::Resident | NextBy::Residents => None,
        })
    }
}
