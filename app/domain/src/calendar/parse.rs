//! Working hours as people write them, read and written.
//!
//! `Mon-Fri 09:00-12:00 13:30-17:30, Sat 09:00-12:00`; `always` is every hour
//! of every day. Days are the English three-letter names.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{CalendarInvalid, DAY, Hours, WorkingCalendar};

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl WorkingCalendar {
    /// Reads a zone and the hours of a week, and checks them: all mistakes at once.
    pub fn parse(zone: &str, week: &str, duty: bool) -> Result<Self, Vec<CalendarInvalid>> {
        let read = read_week(week);
        let unreadable = read.is_none();
        let calendar = Self {
            zone: zone.trim().to_owned(),
            week: read.unwrap_or_else(|| std::array::from_fn(|_| vec![Hours::WHOLE_DAY])),
            holidays: BTreeSet::new(),
            extra_days: BTreeMap::new(),
            holiday_names: BTreeMap::new(),
            duty,
        };
        let mut wrong = calendar.check();
        if unreadable {
            wrong.push(CalendarInvalid::HoursUnreadable);
        }
        if wrong.is_empty() {
            Ok(calendar)
        } else {
            Err(wrong)
        }
    }

    /// Reads a make-up day, `2026-10-10 09:00-17:00`: its date, and its hours
    /// where they can be read.
    pub fn parse_extra_day(text: &str) -> Option<(Date, Option<Vec<Hours>>)> {
        let text = text.trim();
        let (day, hours) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let date = day.parse().ok()?;
        // The hours of one day, read as those of a Monday.
        let calendar = Self::parse("UTC", &format!("Mon {hours}"), false);
        Some((date, calendar.ok().map(|calendar| calendar.week[0].clone())))
    }

    /// The hours of one day in the form that [`Self::parse_extra_day`] reads.
    pub fn hours_text(hours: &[Hours]) -> String {
        let spans: Vec<String> = hours.iter().map(|hours| span(*hours)).collect();
        spans.join(" ")
    }

    /// The hours of the week in the form that [`Self::parse`] reads; neighbouring
    /// days with the same hours are written together.
    pub fn week_text(&self) -> String {
        if self.week.iter().all(|hours| hours == &[Hours::WHOLE_DAY]) {
            return "always".to_owned();
        }
        let mut text = String::new();
        let mut day = 0;
        while day < 7 {
            let mut last = day;
            while last < 6 && self.week[last + 1] == self.week[day] {
                last += 1;
            }
            if !self.week[day].is_empty() {
                write_days(&mut text, day, last);
                text.push(' ');
                text.push_str(&Self::hours_text(&self.week[day]));
            }
            day = last + 1;
        }
        text
    }
}

fn span(hours: Hours) -> String {
    format!(
        "{:02}:{:02}-{:02}:{:02}",
        hours.from / 60,
        hours.from % 60,
        hours.to / 60,
        hours.to % 60
    )
}

fn write_days(text: &mut String, first: usize, last: usize) {
    const NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    if !text.is_empty() {
        text.push_str(", ");
    }
    text.push_str(NAMES[first]);
    if last > first {
        text.push('-');
        text.push_str(NAMES[last]);
    }
}

fn read_week(text: &str) -> Option<[Vec<Hours>; 7]> {
    let mut week: [Vec<Hours>; 7] = std::array::from_fn(|_| Vec::new());
    let text = text.trim();
    if text.eq_ignore_ascii_case("always") {
        return Some(std::array::from_fn(|_| vec![Hours::WHOLE_DAY]));
    }
    for part in text.split([',', ';']) {
        let mut words = part.split_whitespace();
        let (first, last) = read_days(words.next()?)?;
        let hours = words.map(read_hours).collect::<Option<Vec<_>>>()?;
        if hours.is_empty() {
            return None;
        }
        for day in &mut week[first..=last] {
            day.extend_from_slice(&hours);
        }
    }
    Some(week)
}

fn read_days(text: &str) -> Option<(usize, usize)> {
    let day = |name: &str| {
        let name = name.to_ascii_lowercase();
        DAYS.iter().position(|day| *day == name)
    };
    match text.split_once(['-', '–']) {
        None => day(text).map(|day| (day, day)),
        Some((first, last)) => {
            let (first, last) = (day(first)?, day(last)?);
            (first <= last).then_some((first, last))
        }
    }
}

fn read_hours(text: &str) -> Option<Hours> {
    let (from, to) = text.split_once(['-', '–'])?;
    Some(Hours {
        from: read_minute(from)?,
        to: read_minute(to)?,
    })
}

fn read_minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let minute = (minute < 60 && hour <= 24).then_some(hour * 60 + minute)?;
    (minute <= DAY).then_some(minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_people_write_them() {
        for (text, written) in [
            ("Mon-Fri 09:00-17:00", "Mon-Fri 09:00-17:00"),
            (
                "mon-fri 9:00-12:00 13:30-17:30; sat 9:00-12:00",
                "Mon-Fri 09:00-12:00 13:30-17:30, Sat 09:00-12:00",
            ),
            (
                "Mon 08:00-09:00, Wed 08:00-09:00",
                "Mon 08:00-09:00, Wed 08:00-09:00",
            ),
            ("Sun 00:00-24:00", "Sun 00:00-24:00"),
            ("Mon-Sun 00:00-24:00", "always"),
            (" Always ", "always"),
        ] {
            let calendar = WorkingCalendar::parse("Asia/Shanghai", text, false).unwrap();
            assert_eq!(calendar.week_text(), written, "{text}");
            let again = WorkingCalendar::parse("Asia/Shanghai", &calendar.week_text(), false);
            assert_eq!(again.unwrap(), calendar);
        }
    }

    #[test]
    fn a_make_up_day_is_read_and_written() {
        let (date, hours) =
            WorkingCalendar::parse_extra_day(" 2026-10-10  9:00-12:00 14:00-17:00 ").unwrap();
        assert_eq!(date, jiff::civil::date(2026, 10, 10));
        assert_eq!(
            WorkingCalendar::hours_text(&hours.unwrap()),
            "09:00-12:00 14:00-17:00"
        );
        assert_eq!(
            WorkingCalendar::parse_extra_day("2026-02-30 09:00-12:00"),
            None
        );
        for unreadable in ["2026-10-10", "2026-10-10 nine", "2026-10-10 17:00-09:00"] {
            let (_, hours) = WorkingCalendar::parse_extra_day(unreadable).unwrap();
            assert_eq!(hours, None, "{unreadable}");
        }
    }

    #[test]
    fn what_cannot_be_meant_is_refused_all_at_once() {
        let table: [(&str, &str, &[&str]); 8] = [
            ("Asia/Shanghai", "", &["hours-unreadable"]),
            ("Asia/Nowhere", "Mon", &["zone-unknown", "hours-unreadable"]),
            (
                "Asia/Shanghai",
                "Mon-Fri 17:00-09:00",
                &["hours-reversed"; 5],
            ),
            (
                "Asia/Shanghai",
                "Mon 09:00-12:00 11:00-13:00",
                &["hours-overlap"],
            ),
            (
                "Asia/Shanghai",
                "Fri-Mon 09:00-12:00",
                &["hours-unreadable"],
            ),
            ("Asia/Shanghai", "Mon 09:00-25:00", &["hours-unreadable"]),
            ("Asia/Shanghai", "Mon 09:60-12:00", &["hours-unreadable"]),
            ("Asia/Shanghai", "Montag 9-12", &["hours-unreadable"]),
        ];
        for (zone, week, codes) in table {
            let wrong = WorkingCalendar::parse(zone, week, false).unwrap_err();
            let found: Vec<_> = wrong.iter().map(CalendarInvalid::code).collect();
            assert_eq!(found, codes, "{zone} {week}");
        }
    }
}
