//! Refusing to act, and the appeal against it.

use crate::case::command::Ruling;
use crate::case::event::Event;
use crate::case::refused::Refused;
use crate::case::stage::{DeclineGround, Stage};
use crate::case::surroundings::{Move, Then, Unfolding};
use crate::case::{hear, letter, table, wake};
use crate::routing::Ground;
use crate::text::Sentence;

/// For how many days a refusal can be appealed.
const APPEAL_DAYS: i64 = 30;

/// Within how many working days the next tier rules.
pub(super) const RULING_WORKING_DAYS: i64 = 5;

pub(super) fn decline(
    case: &mut Unfolding<'_>,
    ground: DeclineGround,
    words: &Sentence,
    instead: &Sentence,
) {
    hear::go_on_without_answer(case);
    case.record(Event::Declined {
        ground,
        words: words.clone(),
        instead: instead.clone(),
        appeal_until: case.around.now.plus_days(APPEAL_DAYS),
    });
}

/// The next tier holds it from now on, and rules.
pub(super) fn appeal(case: &mut Unfolding<'_>, reason: &Sentence) -> Result<(), Refused> {
    let now = case.around.now;
    let until = match &case.case.stage {
        Stage::Declined { decline } => decline.appeal_until,
        Stage::Waiting { .. }
        | Stage::Heard { .. }
        | Stage::Deliberating { .. }
        | Stage::Acting { .. }
        | Stage::AwaitingResident { .. }
        | Stage::ReportedDone { .. }
        | Stage::Closed { .. }
        | Stage::TableOwed { .. }
        | Stage::Appealed { .. }
        | Stage::Withdrawn { .. }
        | Stage::Merged { .. } => None,
    };
    if until.is_none_or(|until| now > until) {
        return Err(Refused::AppealTooLate);
    }
    let Some(above) = case.above() else {
        appeal_at_the_top(case, reason);
        return Ok(());
    };
    let rule_due = above.calendar.add_working_days(now, RULING_WORKING_DAYS);
    case.record(Event::Appealed {
        reason: reason.clone(),
        rule_due,
    });
    case.move_to(above, Move::on(Ground::Appeal, None, Then::Rules(rule_due)));
    Ok(())
}

/// Nobody stands above who refused: a joint table looks at it again.
fn appeal_at_the_top(case: &mut Unfolding<'_>, reason: &Sentence) {
    case.record(Event::Appealed {
        reason: reason.clone(),
        rule_due: table::call_due(case, case.holder()),
    });
    table::owe(case, Ground::Appeal, None);
}

/// The next tier rules, or (without words) its silence does: only then it may not
/// know of what it owes from now on.
pub(super) fn rule(case: &mut Unfolding<'_>, ruling: Ruling, words: Option<&Sentence>) {
    let plan_due = match ruling {
        Ruling::ForTheResident => Some(case.plan_due(case.holder())),
        Ruling::RefusalStands => None,
    };
    case.record(Event::AppealRuled {
        ruling,
        words: words.cloned(),
        plan_due,
    });
    if ruling == Ruling::ForTheResident {
        wake::catch_up(case, None);
        if words.is_none() {
            letter::owe(case);
        }
    }
}
