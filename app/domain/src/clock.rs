//! The two clocks of a case: how long each step may take, and in whose time.
//!
//! The figures are those of DESIGN section 5. The holder's clock starts at
//! dispatch and restarts at a hand-over; the resident's starts at filing and
//! never restarts. Which clock a case is on is the business of `case`.

use crate::calendar::{Hours, Opening, WorkingCalendar};
use crate::charter::Urgency;
use crate::instant::Instant;

/// How long something may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Minutes in which the clock runs.
    Minutes(i64),
    /// Working days of the holder, to the end of work.
    WorkingDays(i64),
}

/// The limits of one urgency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// From dispatch until somebody says that they heard it.
    pub heard: Limit,
    /// From dispatch until there is a plan or an outcome.
    pub plan: Limit,
    /// How far ahead a promised date may lie, in calendar days.
    pub promise_days: i64,
    /// From filing until an outcome, in working days, on the resident's clock.
    pub resident_working_days: i64,
}

/// How many times a holder may wait for the resident.
pub const WAITS: u8 = 2;

/// How many working days a holder may wait for the resident, all waits together.
pub const WAIT_WORKING_DAYS: i64 = 5;

/// When the clock of a utility matter runs at a body without a 24 h duty.
const DAYTIME: &[Hours] = &[Hours::between(7, 22)];

impl Limits {
    /// The limits for `urgency`.
    pub const fn of(urgency: Urgency) -> Self {
        let (heard, plan) = match urgency {
            Urgency::Danger => (Limit::Minutes(30), Limit::Minutes(2 * 60)),
            Urgency::Utility => (Limit::Minutes(2 * 60), Limit::Minutes(24 * 60)),
            Urgency::Ordinary => (Limit::WorkingDays(1), Limit::WorkingDays(7)),
            Urgency::Hard => (Limit::WorkingDays(2), Limit::WorkingDays(15)),
        };
        let (promise_days, resident_working_days) = match urgency {
            Urgency::Danger | Urgency::Utility | Urgency::Ordinary => (30, 30),
            Urgency::Hard => (90, 60),
        };
        Self {
            heard,
            plan,
            promise_days,
            resident_working_days,
        }
    }
}

/// By when the holder has to say that it heard.
pub fn due_heard(urgency: Urgency, calendar: &WorkingCalendar, dispatched_at: Instant) -> Instant {
    due(Limits::of(urgency).heard, urgency, calendar, dispatched_at)
}

/// By when the holder owes a plan or an outcome.
pub fn due_plan(urgency: Urgency, calendar: &WorkingCalendar, dispatched_at: Instant) -> Instant {
    due(Limits::of(urgency).plan, urgency, calendar, dispatched_at)
}

/// By when the resident is owed an outcome, whoever holds the case.
pub fn resident_due(urgency: Urgency, calendar: &WorkingCalendar, filed_at: Instant) -> Instant {
    calendar.add_working_days(filed_at, Limits::of(urgency).resident_working_days)
}

/// The latest date that may be promised now: the end of that day.
pub fn promise_latest(urgency: Urgency, calendar: &WorkingCalendar, now: Instant) -> Instant {
    calendar.end_of_day_after(now, Limits::of(urgency).promise_days)
}

/// `due` moved on by the time for which the holder's clock stood still while
/// it waited for the resident. Waiting while the clock did not run gives nothing.
pub fn shift(
    urgency: Urgency,
    due: Instant,
    calendar: &WorkingCalendar,
    stopped_from: Instant,
    stopped_to: Instant,
) -> Instant {
    let opening = opening(urgency, calendar);
    let micros = opening.micros_between(stopped_from, stopped_to);
    // Up to the next full minute, in favour of the holder by less than one.
    let minutes = micros / 60_000_000 + i64::from(micros % 60_000_000 > 0);
    opening.add_minutes(due, minutes)
}

/// How much working time a holder may wait for the resident in all, in
/// minutes: five of its average working days.
pub fn question_budget(calendar: &WorkingCalendar) -> i64 {
    WAIT_WORKING_DAYS * calendar.minutes_of_a_day()
}

/// When a question asked now lapses: the holder's clock runs again from then
/// on, whether it was answered or not.
pub fn lapse_of_question(
    calendar: &WorkingCalendar,
    asked_at: Instant,
    already_used_working_minutes: i64,
) -> Instant {
    let left = question_budget(calendar).saturating_sub(already_used_working_minutes.max(0));
    calendar.add_working_minutes(asked_at, left)
}

fn due(limit: Limit, urgency: Urgency, calendar: &WorkingCalendar, from: Instant) -> Instant {
    match limit {
        Limit::Minutes(minutes) => opening(urgency, calendar).add_minutes(from, minutes),
        Limit::WorkingDays(days) => calendar.add_working_days(from, days),
    }
}

/// When the clock of this urgency runs at a body with this calendar.
fn opening(urgency: Urgency, calendar: &WorkingCalendar) -> Opening<'_> {
    match (urgency, calendar.duty) {
        (Urgency::Danger | Urgency::Utility, true) => Opening::Always,
        (Urgency::Danger | Urgency::Utility, false) => Opening::Daily(calendar, DAYTIME),
        (Urgency::Ordinary | Urgency::Hard, _) => Opening::Working(calendar),
    }
}

#[cfg(test)]
mod tests;
