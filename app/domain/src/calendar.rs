//! Working calendars: when a body works, and dates counted in its own time.
//!
//! `parse` reads the hours that people write (`Mon-Fri 09:00-17:00`),
//! `counting` adds and measures working time, safe across summer time.
//! Which limit is counted how is the business of [`crate::clock`].

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::instant::Instant;

mod counting;
mod parse;

pub(crate) use counting::Opening;

/// Hours of one working day, in minutes after local midnight, `from` < `to` ≤ 1440.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Hours {
    /// First minute of work.
    pub from: u16,
    /// Minute at which work ends.
    pub to: u16,
}

/// When a body works. Built by [`WorkingCalendar::parse`] from text or by the
/// importer; dates are local to `zone`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkingCalendar {
    /// IANA time zone, such as `Asia/Shanghai`.
    pub zone: String,
    /// Hours of each weekday, Monday first; empty on days off.
    pub week: [Vec<Hours>; 7],
    /// Days off beside the week's own.
    pub holidays: BTreeSet<Date>,
    /// Days worked although the week or a holiday says otherwise (make-up days).
    pub extra_days: BTreeMap<Date, Vec<Hours>>,
    /// What the days off are called, where somebody said so.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub holiday_names: BTreeMap<Date, String>,
    /// Whether it keeps a 24 h duty.
    pub duty: bool,
}

/// What is wrong with a calendar. Days count from Monday = 0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarInvalid {
    /// No such zone in the IANA time zone database.
    #[error("unknown time zone")]
    ZoneUnknown,
    /// The week has no working hour at all, so no date could ever be reached.
    #[error("a week without any working hour")]
    NoWorkingDay,
    /// The hours text cannot be read.
    #[error("hours that cannot be read")]
    HoursUnreadable,
    /// Hours of a weekday end before they begin, or after midnight.
    #[error("hours of weekday {0} end before they begin, or after midnight")]
    WeekHoursReversed(usize),
    /// Hours of a weekday overlap or are not in order.
    #[error("hours of weekday {0} overlap")]
    WeekHoursOverlap(usize),
    /// Hours of an extra day end before they begin, or after midnight.
    #[error("hours of {0} end before they begin, or after midnight")]
    ExtraHoursReversed(Date),
    /// Hours of an extra day overlap or are not in order.
    #[error("hours of {0} overlap")]
    ExtraHoursOverlap(Date),
}

impl CalendarInvalid {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ZoneUnknown => "zone-unknown",
            Self::NoWorkingDay => "no-working-day",
            Self::HoursUnreadable => "hours-unreadable",
            Self::WeekHoursReversed(_) | Self::ExtraHoursReversed(_) => "hours-reversed",
            Self::WeekHoursOverlap(_) | Self::ExtraHoursOverlap(_) => "hours-overlap",
        }
    }
}

/// Minutes of a whole day.
const DAY: u16 = 1440;

impl Hours {
    /// The whole day, midnight to midnight.
    pub const WHOLE_DAY: Self = Self { from: 0, to: DAY };

    /// From one full hour to another, such as 9 to 17.
    pub const fn between(from_hour: u16, to_hour: u16) -> Self {
        Self {
            from: from_hour * 60,
            to: to_hour * 60,
        }
    }

    /// Their length in minutes; 0 for reversed hours.
    pub const fn minutes(self) -> u16 {
        self.to.saturating_sub(self.from)
    }
}

impl WorkingCalendar {
    /// Every hour of every day, with a 24 h duty.
    pub fn always_on(zone: &str) -> Self {
        Self {
            zone: zone.to_owned(),
            week: std::array::from_fn(|_| vec![Hours::WHOLE_DAY]),
            holidays: BTreeSet::new(),
            extra_days: BTreeMap::new(),
            holiday_names: BTreeMap::new(),
            duty: true,
        }
    }

    /// The same hours from Monday to Friday, no duty.
    pub fn weekdays(zone: &str, hours: Hours) -> Self {
        Self {
            zone: zone.to_owned(),
            week: std::array::from_fn(|day| if day < 5 { vec![hours] } else { Vec::new() }),
            holidays: BTreeSet::new(),
            extra_days: BTreeMap::new(),
            holiday_names: BTreeMap::new(),
            duty: false,
        }
    }

    /// The time zone; UTC if the name is unknown (which [`Self::check`] refuses).
    pub fn zone(&self) -> TimeZone {
        TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC)
    }

    /// What the clock on the wall of this body shows at `at`.
    pub fn local(&self, at: Instant) -> DateTime {
        self.zone().to_datetime(at.timestamp())
    }

    /// The hours of one local day, in order; empty on days off.
    pub fn hours_on(&self, date: Date) -> &[Hours] {
        if let Some(hours) = self.extra_days.get(&date) {
            return hours;
        }
        if self.holidays.contains(&date) {
            return &[];
        }
        &self.week[usize::from(date.weekday().to_monday_zero_offset().unsigned_abs())]
    }

    /// Whether any work is done on this local day.
    pub fn is_working_day(&self, date: Date) -> bool {
        !self.hours_on(date).is_empty()
    }

    /// Minutes of an average working day of the week, at least 1.
    pub fn minutes_of_a_day(&self) -> i64 {
        let days = self.week.iter().filter(|hours| !hours.is_empty()).count();
        let minutes: i64 = self
            .week
            .iter()
            .flatten()
            .map(|hours| i64::from(hours.minutes()))
            .sum();
        (minutes / i64::try_from(days).unwrap_or(1).max(1)).max(1)
    }

    /// Everything that is wrong with it; empty when it can be used.
    pub fn check(&self) -> Vec<CalendarInvalid> {
        let mut wrong = Vec::new();
        if TimeZone::get(&self.zone).is_err() {
            wrong.push(CalendarInvalid::ZoneUnknown);
        }
        if self.week.iter().all(Vec::is_empty) {
            wrong.push(CalendarInvalid::NoWorkingDay);
        }
        for (day, hours) in self.week.iter().enumerate() {
            if hours.iter().any(|hours| !hours.is_sound()) {
                wrong.push(CalendarInvalid::WeekHoursReversed(day));
            } else if overlap(hours) {
                wrong.push(CalendarInvalid::WeekHoursOverlap(day));
            }
        }
        for (date, hours) in &self.extra_days {
            if hours.iter().any(|hours| !hours.is_sound()) {
                wrong.push(CalendarInvalid::ExtraHoursReversed(*date));
            } else if overlap(hours) {
                wrong.push(CalendarInvalid::ExtraHoursOverlap(*date));
            }
        }
        wrong
    }
}

impl Hours {
    const fn is_sound(self) -> bool {
        self.from < self.to && self.to <= DAY
    }
}

fn overlap(hours: &[Hours]) -> bool {
    hours.windows(2).any(|pair| pair[0].to > pair[1].from)
}
