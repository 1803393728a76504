//! When, where, for how many, and what about.

use serde::{Deserialize, Serialize};

use super::{REMIND_HOURS, Refused};
use crate::codes::codes;
use crate::instant::Instant;
use crate::text::{Title, View, ViewInvalid};

/// A meeting is called at most so many days ahead.
pub const MOST_DAYS: i64 = 365;

/// It lasts so many minutes.
pub const LENGTH: std::ops::RangeInclusive<i64> = 15..=480;

/// It has so many seats, or no limit.
pub const SEATS: std::ops::RangeInclusive<i64> = 1..=1_000;

/// An agenda has at most so many points.
pub const MOST_POINTS: usize = 12;

/// The plan of a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// What it is for.
    pub title: Title,
    /// When it begins.
    pub at: Instant,
    /// The time zone in which that is told (IANA).
    pub zone: String,
    /// How many minutes it lasts.
    pub minutes: i64,
    /// Where, in words: there is no address that every room has.
    pub spot: View,
    /// How many can come; `None` for everybody.
    pub seats: Option<i64>,
    /// What it is about, in order.
    pub agenda: Vec<Point>,
}

/// A point of the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// What it is about.
    pub what: View,
    /// How many minutes it has.
    pub minutes: i64,
}

/// A part of a plan that somebody who comes has to know of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// When it begins.
    Time,
    /// How long it lasts.
    Length,
    /// Where it is.
    Spot,
    /// What it is about.
    Agenda,
}

codes!(Part, 4: Time = "time", Length = "length", Spot = "spot", Agenda = "agenda");

impl Point {
    /// A line of an agenda: a point, and its minutes at the end.
    ///
    /// # Errors
    /// [`Refused::PointMinutes`] without minutes or without a point,
    /// [`Refused::PointLong`] where it is longer than a line.
    pub fn read(line: &str) -> Result<Self, Refused> {
        let units = ["minutes", "min.", "min", "分钟", "分鐘", "分", "'"];
        let text = line.trim().trim_end_matches([')', '）']).trim_end();
        let unit = units.iter().find_map(|unit| text.strip_suffix(unit));
        let text = unit.unwrap_or(text).trim_end();
        let what = text.trim_end_matches(|sign: char| sign.is_ascii_digit());
        let minutes: i64 = text[what.len()..]
            .parse()
            .map_err(|_| Refused::PointMinutes)?;
        let what = what
            .trim_end()
            .trim_end_matches(['(', '（', ':', '：', '-', '–', '—', ',', '，']);
        let what = View::parse(what).map_err(|wrong| match wrong {
            ViewInvalid::Missing => Refused::PointMinutes,
            ViewInvalid::TooLong | ViewInvalid::TooLarge => Refused::PointLong,
        })?;
        Ok(Self { what, minutes })
    }
}

impl Plan {
    /// What is different in `other`. How many seats there are is told to those alone who
    /// get one for it.
    pub fn changes(&self, other: &Self) -> Vec<Part> {
        let about = self.title == other.title && self.agenda == other.agenda;
        let parts = [
            (Part::Time, self.at == other.at),
            (Part::Length, self.minutes == other.minutes),
            (Part::Spot, self.spot == other.spot),
            (Part::Agenda, about),
        ];
        let changed = parts.into_iter().filter(|(_, same)| !same);
        changed.map(|(part, _)| part).collect()
    }

    /// When it ends.
    pub const fn until(&self) -> Instant {
        self.at.plus_minutes(self.minutes)
    }

    /// When those who have a seat are reminded.
    pub const fn remind_at(&self) -> Instant {
        self.at.plus_minutes(-REMIND_HOURS * 60)
    }

    /// Everything that does not fit, the first first.
    pub fn faults(&self, now: Instant) -> Vec<Refused> {
        let mut faults = Vec::new();
        if self.at <= now {
            faults.push(Refused::InThePast);
        }
        if self.at > now.plus_days(MOST_DAYS) {
            faults.push(Refused::TooFar);
        }
        if self.minutes < *LENGTH.start() {
            faults.push(Refused::TooShort);
        }
        if self.minutes > *LENGTH.end() {
            faults.push(Refused::TooLong);
        }
        if self.seats.is_some_and(|seats| !SEATS.contains(&seats)) {
            faults.push(Refused::SeatsStrange);
        }
        faults.extend(self.agenda_fault());
        faults
    }

    fn agenda_fault(&self) -> Option<Refused> {
        if self.agenda.len() > MOST_POINTS {
            return Some(Refused::PointsMany);
        }
        if self.agenda.iter().any(|point| point.minutes < 1) {
            return Some(Refused::PointMinutes);
        }
        let all = self.agenda.iter().map(|point| point.minutes);
        let all = all.fold(0_i64, i64::saturating_add);
        (all > self.minutes).then_some(Refused::AgendaLong)
    }
}
