//! Asking the resident: the holder's clock stands still, at most twice and at
//! most five working days in all while one body holds the case.

use crate::case::event::{Event, QuestionEnd};
use crate::case::refused::Refused;
use crate::case::stage::{Stage, Work};
use crate::case::surroundings::Unfolding;
use crate::clock;
use crate::instant::Instant;
use crate::text::Sentence;

pub(super) fn ask_resident(case: &mut Unfolding<'_>, words: &Sentence) -> Result<(), Refused> {
    let waits = case.case.holding.waits;
    let calendar = &case.holder().calendar;
    if waits.questions >= clock::WAITS {
        return Err(Refused::QuestionsUsedUp);
    }
    if waits.working_minutes >= clock::question_budget(calendar) {
        return Err(Refused::WaitingUsedUp);
    }
    let to = case.case.speaker().ok_or(Refused::NobodyToAsk)?;
    let lapses_at = clock::lapse_of_question(calendar, case.around.now, waits.working_minutes);
    case.record(Event::QuestionAsked {
        to: vec![to],
        words: words.clone(),
        lapses_at,
    });
    Ok(())
}

pub(super) fn answer_question(case: &mut Unfolding<'_>, words: &Sentence) {
    let now = case.around.now;
    end_question(
        case,
        QuestionEnd::Answered {
            words: words.clone(),
        },
        now,
    );
}

/// The holder goes on without the answer, if it was waiting for one.
pub(super) fn go_on_without_answer(case: &mut Unfolding<'_>) {
    let now = case.around.now;
    end_question(case, QuestionEnd::NotNeeded, now);
}

/// Ends the open question, if there is one: the holder's clock goes on from
/// `at`, with what was left of it when the question was asked.
pub(super) fn end_question(case: &mut Unfolding<'_>, end: QuestionEnd, at: Instant) {
    let Stage::AwaitingResident { question, resume } = &case.case.stage else {
        return;
    };
    // The clock may notice late that a question lapsed; waiting ended then.
    let (asked_at, at) = (question.at, at.min(question.lapses_at));
    let owed = match resume.as_ref() {
        Stage::Heard { plan_due, .. } => *plan_due,
        Stage::Acting {
            work: Work::Planned { plan },
        } => plan.promised,
        Stage::Acting {
            work: Work::PlanOwed { due },
        } => *due,
        Stage::Waiting { .. }
        | Stage::Deliberating { .. }
        | Stage::AwaitingResident { .. }
        | Stage::ReportedDone { .. }
        | Stage::Closed { .. }
        | Stage::Declined { .. }
        | Stage::TableOwed { .. }
        | Stage::Appealed { .. }
        | Stage::Withdrawn { .. }
        | Stage::Merged { .. } => at,
    };
    let calendar = &case.holder().calendar;
    let due = case.shifted(owed, asked_at, at);
    let waited_working_minutes = calendar.working_minutes_between(asked_at, at);
    case.record(Event::QuestionEnded {
        end,
        due,
        waited_working_minutes,
    });
}
