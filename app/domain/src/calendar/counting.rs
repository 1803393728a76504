//! Adding and measuring working time.
//!
//! Work on a local day is a list of spans of real time. A minute of the wall
//! clock that summer time skips stands for the moment of the jump; one that
//! comes twice stands for its first time. So spans never overlap, an hour of
//! work is always an hour, and a day never has work in closed time.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use super::{DAY, Hours, WorkingCalendar};
use crate::instant::Instant;

/// How far ahead or back a calendar is searched, in days: ten years.
const HORIZON: usize = 3_660;

/// More days than lie between the ends of jiff's calendar.
const FAR: i64 = 10_000_000;

const MICROS_PER_MINUTE: i64 = 60_000_000;

/// The times at which a clock runs.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Opening<'a> {
    /// Round the clock.
    Always,
    /// These hours of every day, in the zone of the calendar.
    Daily(&'a WorkingCalendar, &'static [Hours]),
    /// The calendar's own working time.
    Working(&'a WorkingCalendar),
}

impl<'a> Opening<'a> {
    fn zone(self) -> TimeZone {
        match self {
            Self::Always => TimeZone::UTC,
            Self::Daily(calendar, _) | Self::Working(calendar) => calendar.zone(),
        }
    }

    fn hours_on(self, date: Date) -> &'a [Hours] {
        match self {
            Self::Always => &[Hours::WHOLE_DAY],
            Self::Daily(_, hours) => hours,
            Self::Working(calendar) => calendar.hours_on(date),
        }
    }

    /// The spans of real time at or after the local day of `from`, in order.
    fn spans_from(self, from: Instant) -> impl Iterator<Item = (Instant, Instant)> + use<'a> {
        let zone = self.zone();
        let first = zone.to_datetime(from.timestamp()).date();
        let first = first.yesterday().unwrap_or(first);
        std::iter::successors(Some(first), |date| date.tomorrow().ok())
            .take(HORIZON)
            .flat_map(move |date| self.hours_on(date).iter().map(move |hours| (date, *hours)))
            .map(move |(date, hours)| {
                (
                    moment(&zone, date, hours.from),
                    moment(&zone, date, hours.to),
                )
            })
            .filter(move |(start, end)| start < end && *end > from)
    }

    /// Whether the clock runs at `at`.
    pub(crate) fn is_open(self, at: Instant) -> bool {
        self.spans_from(at)
            .next()
            .is_some_and(|(start, _)| start <= at)
    }

    /// The moment when the clock has run `minutes` since `from`. Closing time
    /// counts as reached that day, not the next morning.
    pub(crate) fn add_minutes(self, from: Instant, minutes: i64) -> Instant {
        if minutes <= 0 {
            return from;
        }
        let whole = minutes.saturating_mul(MICROS_PER_MINUTE);
        if matches!(self, Self::Always) {
            return Instant::from_micros(from.micros().saturating_add(whole));
        }
        let mut left = whole;
        for (start, end) in self.spans_from(from) {
            let start = start.max(from);
            let length = end.micros() - start.micros();
            if left <= length {
                return Instant::from_micros(start.micros() + left);
            }
            left -= length;
        }
        // Only a calendar that `check` refuses comes here: count plain time.
        Instant::from_micros(from.micros().saturating_add(whole))
    }

    /// How long the clock ran between two moments, in microseconds; 0 if `to` is not later.
    pub(crate) fn micros_between(self, from: Instant, to: Instant) -> i64 {
        if matches!(self, Self::Always) {
            return to.micros().saturating_sub(from.micros()).max(0);
        }
        self.spans_from(from)
            .take_while(|(start, _)| *start < to)
            .map(|(start, end)| end.min(to).micros() - start.max(from).micros())
            .sum()
    }
}

impl WorkingCalendar {
    /// Whether somebody works at `at`.
    pub fn is_open(&self, at: Instant) -> bool {
        Opening::Working(self).is_open(at)
    }

    /// The first moment at or after `at` when somebody works.
    pub fn next_open(&self, at: Instant) -> Instant {
        Opening::Working(self)
            .spans_from(at)
            .next()
            .map_or(at, |(start, _)| start.max(at))
    }

    /// The moment after `minutes` of working time; `from` itself for 0 or less.
    pub fn add_working_minutes(&self, from: Instant, minutes: i64) -> Instant {
        Opening::Working(self).add_minutes(from, minutes)
    }

    /// The end of work on the `days`-th working day after the local day of
    /// `from`, which itself does not count; `from` itself for 0 or less. Hours
    /// that run to midnight end at 23:59, so that the date shown is the day meant.
    pub fn add_working_days(&self, from: Instant, days: i64) -> Instant {
        let Ok(wanted @ 1..) = usize::try_from(days) else {
            return from;
        };
        let zone = self.zone();
        let today = zone.to_datetime(from.timestamp()).date();
        std::iter::successors(today.tomorrow().ok(), |date| date.tomorrow().ok())
            .take(HORIZON)
            .filter_map(|date| self.hours_on(date).last().map(|hours| (date, hours.to)))
            .nth(wanted - 1)
            .map_or_else(
                || from.plus_days(days),
                |(date, to)| moment(&zone, date, to.min(DAY - 1)).max(from),
            )
    }

    /// The end (23:59) of the local day `days` calendar days after that of `from`.
    pub fn end_of_day_after(&self, from: Instant, days: i64) -> Instant {
        let zone = self.zone();
        let today = zone.to_datetime(from.timestamp()).date();
        let day = today.saturating_add(SignedDuration::from_hours(days.clamp(-FAR, FAR) * 24));
        moment(&zone, day, DAY - 1)
    }

    /// Whole minutes of working time between two moments; 0 if `to` is not
    /// later. Spans over ten years are measured for their first ten years.
    pub fn working_minutes_between(&self, from: Instant, to: Instant) -> i64 {
        Opening::Working(self).micros_between(from, to) / MICROS_PER_MINUTE
    }
}

/// The moment when the wall clock of `zone` reaches `minute` of `date`.
fn moment(zone: &TimeZone, date: Date, minute: u16) -> Instant {
    let (date, minute) = if minute >= DAY {
        (date.tomorrow().unwrap_or(date), 0)
    } else {
        (date, minute)
    };
    let hour = i8::try_from(minute / 60).unwrap_or(0);
    let rest = i8::try_from(minute % 60).unwrap_or(0);
    let local = DateTime::from_parts(date, Time::constant(hour, rest, 0, 0));
    let stamp = match zone.to_ambiguous_timestamp(local).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(local),
        AmbiguousOffset::Fold { before, .. } => before.to_timestamp(local),
        AmbiguousOffset::Gap { before, .. } => before
            .to_timestamp(local)
            .map(|shifted| jump_before(zone, shifted)),
    };
    Instant::from_timestamp(stamp.unwrap_or(Timestamp::MAX))
}

/// The last change of the zone's offset at or before `stamp`.
fn jump_before(zone: &TimeZone, stamp: Timestamp) -> Timestamp {
    let just_after = stamp
        .saturating_add(SignedDuration::from_secs(1))
        .unwrap_or(stamp);
    zone.preceding(just_after)
        .next()
        .map_or(stamp, |transition| transition.timestamp())
}

#[cfg(test)]
mod tests;
