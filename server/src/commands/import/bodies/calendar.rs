//! The working calendar of a body: zone, hours, holidays, make-up days, duty.

use std::collections::BTreeMap;

use domain::calendar::{CalendarInvalid, Hours, WorkingCalendar};
use jiff::civil::Date;

use super::entry::yes_or_no;
use crate::commands::import::mistake::{Mistakes, Spot, shown};
use crate::commands::import::record::{Cell, Record};

/// Reads the calendar of a record; `None` after a mistake.
pub fn read(record: &Record, mistakes: &mut Mistakes) -> Option<WorkingCalendar> {
    let before = mistakes.count();
    let duty = yes_or_no(record, "duty", false, mistakes).unwrap_or_default();
    let calendar = week(record, duty, mistakes);
    let holidays = record
        .list("holidays")
        .iter()
        .filter_map(|cell| date(&cell.text, &cell.spot, mistakes))
        .collect();
    let extra_days = extra_days(&record.list("extra_days"), mistakes);
    let mut calendar = calendar.filter(|_| mistakes.count() == before)?;
    calendar.holidays = holidays;
    calendar.extra_days = extra_days;
    Some(calendar)
}

/// A calendar without days of its own.
fn week(record: &Record, duty: bool, mistakes: &mut Mistakes) -> Option<WorkingCalendar> {
    let (Some(zone), Some(hours)) = (record.get("zone"), record.get("hours")) else {
        mistakes.push(
            record.spot.clone(),
            "The zone or the hours of the calendar are missing.",
            "Write zone = \"Asia/Shanghai\" and hours = \"Mon-Fri 09:00-12:00 14:00-17:00\" (or always).",
        );
        return None;
    };
    match WorkingCalendar::parse(&zone.text, &hours.text, duty) {
        Ok(calendar) => Some(calendar),
        Err(wrong) => {
            for wrong in wrong {
                let (spot, what, remedy) = explain(&wrong, zone, hours);
                mistakes.push(spot, what, remedy);
            }
            None
        }
    }
}

fn date(text: &str, spot: &Spot, mistakes: &mut Mistakes) -> Option<Date> {
    let date = text.parse().ok();
    if date.is_none() {
        mistakes.push(
            spot.clone(),
            format!("{} is no date.", shown(text)),
            "Write year-month-day, such as 2026-10-01.",
        );
    }
    date
}

/// Make-up days: `2026-10-10 09:00-17:00`, several separated by semicolons.
fn extra_days(cells: &[Cell], mistakes: &mut Mistakes) -> BTreeMap<Date, Vec<Hours>> {
    let mut days = BTreeMap::new();
    for cell in cells {
        match WorkingCalendar::parse_extra_day(&cell.text) {
            Some((date, Some(hours))) => {
                days.insert(date, hours);
            }
            Some((date, None)) => mistakes.push(
                cell.spot.clone(),
                format!("The hours of {date} cannot be read."),
                "Write a date and its hours: \"2026-10-10 09:00-12:00 14:00-17:00\".",
            ),
            None => {
                let word = cell.text.as_str();
                let day = word
                    .split_once(char::is_whitespace)
                    .map_or(word, |(day, _)| day);
                date(day, &cell.spot, mistakes);
            }
        }
    }
    days
}

fn explain(wrong: &CalendarInvalid, zone: &Cell, hours: &Cell) -> (Spot, String, &'static str) {
    const DAYS: [&str; 7] = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    let day = |index: usize| DAYS.get(index).copied().unwrap_or("a day");
    match wrong {
        CalendarInvalid::ZoneUnknown => (
            zone.spot.clone(),
            format!("There is no time zone called {}.", shown(&zone.text)),
            "Use a name of the IANA time zone database, such as Asia/Shanghai.",
        ),
        CalendarInvalid::NoWorkingDay => (
            hours.spot.clone(),
            "The week has no working hour, so no date could ever be reached.".to_owned(),
            "Write at least one day: \"Mon-Fri 09:00-17:00\".",
        ),
        CalendarInvalid::HoursUnreadable => (
            hours.spot.clone(),
            format!("The hours {} cannot be read.", shown(&hours.text)),
            "Write \"Mon-Fri 09:00-12:00 14:00-17:00; Sat 09:00-12:00\", or \"always\".",
        ),
        CalendarInvalid::WeekHoursReversed(index) => (
            hours.spot.clone(),
            format!(
                "The hours of {} end before they begin, or after midnight.",
                day(*index)
            ),
            "Write the earlier time first; a shift over midnight is two: 20:00-24:00 and 00:00-06:00.",
        ),
        CalendarInvalid::WeekHoursOverlap(index) => (
            hours.spot.clone(),
            format!("The hours of {} overlap.", day(*index)),
            "Write them one after the other.",
        ),
        CalendarInvalid::ExtraHoursReversed(date) | CalendarInvalid::ExtraHoursOverlap(date) => (
            hours.spot.clone(),
            format!("The hours of {date} do not follow each other."),
            "Write them one after the other, the earlier time first.",
        ),
    }
}
