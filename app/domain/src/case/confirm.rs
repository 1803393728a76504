//! Only residents can say that it is solved: reporting done, answering,
//! reopening.

use crate::case::command::Proposal;
use crate::case::concern::Affected;
use crate::case::event::{BackBecause, Event};
use crate::case::refused::Refused;
use crate::case::stage::Stage;
use crate::case::surroundings::{Move, Then, ToldOfReport, Unfolding};
use crate::case::{hear, letter, wake};
use crate::id::PhotoId;
use crate::instant::Instant;
use crate::permission::Denied;
use crate::routing::Ground;
use crate::text::Sentence;

mod answer;

pub use answer::{Answer, AnswerReason, Asking, Outcome, Verdict};

/// For how many days answers can be changed and the case reopened.
const CHANGEABLE_DAYS: i64 = 60;

/// For how many days it can be reopened when nobody answered.
const REOPEN_DAYS_WITHOUT_ANSWER: i64 = 365;

/// How many days of silence close it, and when those asked are reminded.
const SILENCE_DAYS: (i64, [i64; 2]) = (14, [5, 10]);

/// The same where somebody is asked on paper.
const SILENCE_DAYS_ON_PAPER: (i64, [i64; 2]) = (30, [10, 20]);

pub(super) fn report_done(case: &mut Unfolding<'_>, words: &Sentence, photos: &[PhotoId]) {
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
        reminders: if asked.is_empty() {
            Vec::new()
        } else {
            reminders.map(|days| now.plus_days(days)).to_vec()
        },
        asked: asked.iter().map(|one| one.person).collect(),
        closes_at: now.plus_days(silence),
    };
    case.record(event);
}

/// Says, or says anew, whether it is solved. The same answer twice changes
/// nothing. Who took a seat in the holder after the question has no answer.
pub(super) fn answer(
    case: &mut Unfolding<'_>,
    verdict: Verdict,
    reason: Option<AnswerReason>,
) -> Result<(), Refused> {
    let members = case.around.holder_members;
    if case.person().is_some_and(|me| members.contains(&me)) {
        return Err(Refused::Denied(Denied::HolderNever));
    }
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
        | Stage::Deliberating { .. }
        | Stage::Acting { .. }
        | Stage::AwaitingResident { .. }
        | Stage::Declined { .. }
        | Stage::TableOwed { .. }
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
        Some((before, changeable_until)) if before != outcome => {
            close(case, outcome, changeable_until);
        }
        None if outcome == Outcome::Solved || everybody => {
            let changeable_until = case.around.now.plus_days(CHANGEABLE_DAYS);
            close(case, outcome, changeable_until);
        }
        Some(_) | None => {}
    }
}

/// The time for answers is over, unless somebody was told too late for that.
pub(super) fn close_after_silence(case: &mut Unfolding<'_>) {
    let Stage::ReportedDone { asking, report, .. } = &case.case.stage else {
        return;
    };
    let closes_at = silence_ends(asking, report.at, case.around.told);
    if closes_at > asking.closes_at.max(case.around.now) {
        let told_at = closes_at.plus_days(-SILENCE_DAYS.0);
        let reminders = SILENCE_DAYS.1.map(|days| told_at.plus_days(days));
        let now = case.around.now;
        case.record(Event::SilenceExtended {
            reminders: reminders.into_iter().filter(|at| *at > now).collect(),
            closes_at,
        });
        return;
    }
    let outcome = asking.outcome();
    let changeable_until = case.around.now.plus_days(CHANGEABLE_DAYS);
    close(case, outcome, changeable_until);
}

/// When silence on a report counts: fourteen days after the last of those who
/// have not answered was told, and thirty after the report, as on paper, where
/// no message gets through. What arrives within the hour arrives at once.
fn silence_ends(asking: &Asking, reported_at: Instant, told: &[ToldOfReport]) -> Instant {
    let last = reported_at.plus_days(SILENCE_DAYS_ON_PAPER.0);
    let ends = |one: &ToldOfReport| match one.at {
        Some(at) if at <= reported_at.plus_minutes(60) => asking.closes_at,
        Some(at) => at.plus_days(SILENCE_DAYS.0).min(last),
        None => last,
    };
    asking
        .silent()
        .filter_map(|person| told.iter().find(|one| one.person == person))
        .map(ends)
        .fold(asking.closes_at, Instant::max)
}

fn close(case: &mut Unfolding<'_>, outcome: Outcome, changeable_until: Instant) {
    let days = match outcome {
        Outcome::Solved | Outcome::Partly | Outcome::NoLongerNeeded => CHANGEABLE_DAYS,
        Outcome::WithoutAnswer => REOPEN_DAYS_WITHOUT_ANSWER,
    };
    // Whoever changes an answer afterwards moves no date.
    let reopen_until = match &case.case.stage {
        Stage::Closed { reopen_until, .. } => *reopen_until,
        _ => case.around.now.plus_days(days),
    };
    case.record(Event::Closed {
        outcome,
        changeable_until,
        reopen_until,
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
    let left = wake::leave_vanished_body(case);
    if wake::catch_up(case, None) || left {
        return;
    }
    if case.case.counters.not_solved.is_multiple_of(2) {
        up_for_a_second_time(case, None);
    }
    letter::owe(case);
}

/// Any affected resident can reopen it: back at the last holder (or, if nobody is
/// there any more, at the next tier), with a new plan owed, and the resident's clock
/// running on.
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
    let left = wake::leave_vanished_body(case);
    if !wake::catch_up(case, None) && !left && case.case.counters.reopenings.is_multiple_of(2) {
        up_for_a_second_time(case, Some(reason.clone()));
    }
    letter::owe(case);
    Ok(())
}

/// Every second time the tier above takes over; at the top it stays. Of a
/// private case nobody else is told unless its author says yes.
fn up_for_a_second_time(case: &mut Unfolding<'_>, reason: Option<Sentence>) {
    let Some(above) = case.above() else {
        return;
    };
    if case.case.concern.visibility.is_public() {
        let by = Move::on(Ground::SecondTime, reason, Then::StartsOver);
        case.move_to(above, by);
    } else if case.case.pending.is_none() && case.case.speaker().is_some() {
        case.record(Event::Proposed {
            proposal: Proposal::HandUpAgain,
        });
    }
}

/// The same after the author of a private case said yes.
pub(super) fn hand_up_again(case: &mut Unfolding<'_>) -> Result<(), Refused> {
    let above = case.above().ok_or(Refused::NobodyAbove)?;
    let by = Move::on(Ground::SecondTime, None, Then::StartsOver);
    case.move_to(above, by);
    Ok(())
}
