//! Plans: a step, who does it, and a promised date that can be moved once.

use crate::case::command::Command;
use crate::case::event::{Event, Owed};
use crate::case::refused::Refused;
use crate::case::stage::{Plan, Stage, Work};
use crate::case::surroundings::Unfolding;
use crate::case::{hear, wake};
use crate::clock;
use crate::instant::Instant;
use crate::text::Sentence;

/// The three commands about plans.
pub(super) fn carry_out(case: &mut Unfolding<'_>, command: &Command) -> Result<(), Refused> {
    match command {
        Command::Plan {
            step,
            who,
            promised,
        } => plan(case, step, who.as_ref(), *promised),
        Command::Settle { step, promised } => settle(case, step, *promised),
        Command::MovePlan { promised, reason } => move_plan(case, *promised, reason),
        _ => Ok(()),
    }
}

pub(super) fn plan(
    case: &mut Unfolding<'_>,
    step: &Sentence,
    who: Option<&Sentence>,
    promised: Instant,
) -> Result<(), Refused> {
    check_promise(case, promised)?;
    hear::go_on_without_answer(case);
    if planned(case).is_some() {
        return Err(Refused::PlanExists);
    }
    let by = case.person().ok_or(Refused::PlanMissing)?;
    case.record(Event::Planned {
        plan: Plan {
            step: step.clone(),
            who: who.cloned(),
            promised,
            moves: 0,
            by,
        },
    });
    Ok(())
}

/// The short way: what will be done is also the sentence that says it was heard.
fn settle(
    case: &mut Unfolding<'_>,
    step: &Sentence,
    promised: Option<Instant>,
) -> Result<(), Refused> {
    let owed = match &case.case.stage {
        Stage::Waiting { plan_due, .. } | Stage::Heard { plan_due, .. } => *plan_due,
        Stage::Acting {
            work: Work::PlanOwed { due },
        } => *due,
        Stage::Acting {
            work: Work::Planned { .. },
        } => return Err(Refused::PlanExists),
        Stage::Deliberating { .. }
        | Stage::AwaitingResident { .. }
        | Stage::ReportedDone { .. }
        | Stage::Closed { .. }
        | Stage::Declined { .. }
        | Stage::TableOwed { .. }
        | Stage::Appealed { .. }
        | Stage::Withdrawn { .. }
        | Stage::Merged { .. } => return Err(Refused::PlanMissing),
    };
    let promised = promised.unwrap_or(owed);
    check_promise(case, promised)?;
    if matches!(case.case.stage, Stage::Waiting { .. }) {
        case.record(Event::Heard {
            words: step.clone(),
        });
    }
    plan(case, step, None, promised)
}

/// Moves the promised date. From the second time on the date that was
/// promised counts as missed.
fn move_plan(
    case: &mut Unfolding<'_>,
    promised: Instant,
    reason: &Sentence,
) -> Result<(), Refused> {
    let plan = planned(case).ok_or(Refused::PlanMissing)?;
    let (from, moves) = (plan.promised, plan.moves);
    if promised == from {
        return Err(Refused::PromiseUnchanged);
    }
    check_promise(case, promised)?;
    if moves > 0 && !case.case.has_missed(Owed::Promise, from) {
        case.record(Event::Late {
            owed: Owed::Promise,
            due: from,
            again: None,
        });
        wake::go_up(case);
        if planned(case).is_none() {
            return Ok(());
        }
    }
    case.record(Event::PlanMoved {
        from,
        to: promised,
        reason: reason.clone(),
    });
    Ok(())
}

fn planned<'c>(case: &'c Unfolding<'_>) -> Option<&'c Plan> {
    match &case.case.stage {
        Stage::Acting {
            work: Work::Planned { plan },
        } => Some(plan),
        Stage::Acting {
            work: Work::PlanOwed { .. },
        }
        | Stage::Waiting { .. }
        | Stage::Heard { .. }
        | Stage::Deliberating { .. }
        | Stage::AwaitingResident { .. }
        | Stage::ReportedDone { .. }
        | Stage::Closed { .. }
        | Stage::Declined { .. }
        | Stage::TableOwed { .. }
        | Stage::Appealed { .. }
        | Stage::Withdrawn { .. }
        | Stage::Merged { .. } => None,
    }
}

pub(super) fn check_promise(case: &Unfolding<'_>, promised: Instant) -> Result<(), Refused> {
    let now = case.around.now;
    let urgency = case.case.concern.urgency;
    if promised <= now {
        Err(Refused::PromiseInThePast)
    } else if promised > clock::promise_latest(urgency, &case.holder().calendar, now) {
        Err(Refused::PromiseTooFar)
    } else {
        Ok(())
    }
}
