//! Dates and times as people read them, in the zone of the place concerned.

use domain::instant::Instant;
use domain::language::Language;
use jiff::Zoned;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::text::dates as words;

type Word = fn(Language) -> &'static str;

const WEEKDAYS: [Word; 7] = [
    words::weekday_1,
    words::weekday_2,
    words::weekday_3,
    words::weekday_4,
    words::weekday_5,
    words::weekday_6,
    words::weekday_7,
];

const MONTHS: [Word; 12] = [
    words::month_1,
    words::month_2,
    words::month_3,
    words::month_4,
    words::month_5,
    words::month_6,
    words::month_7,
    words::month_8,
    words::month_9,
    words::month_10,
    words::month_11,
    words::month_12,
];

/// A moment for machines and for people, ready for a `<time>` element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// RFC 3339 with offset, for the `datetime` attribute.
    pub machine: String,
    /// As people read it.
    pub shown: String,
}

/// The time zone of this IANA name; UTC if the name is unknown.
pub fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

/// Weekday, date and time in full; the year only if it is not this year.
pub fn full(lang: Language, at: Instant, zone: &TimeZone, now: Instant) -> Moment {
    let local = at.timestamp().to_zoned(zone.clone());
    let time = clock(&local);
    let shown = spell(lang, local.date(), Some(&time), year_now(now, zone));
    Moment {
        machine: machine(&local),
        shown,
    }
}

/// Weekday and date without the time.
pub fn date(lang: Language, at: Instant, zone: &TimeZone, now: Instant) -> Moment {
    let local = at.timestamp().to_zoned(zone.clone());
    let shown = spell(lang, local.date(), None, year_now(now, zone));
    Moment {
        machine: local.date().to_string(),
        shown,
    }
}

/// Yesterday, today and tomorrow by these words, everything else in full.
pub fn near(lang: Language, at: Instant, zone: &TimeZone, now: Instant) -> Moment {
    let local = at.timestamp().to_zoned(zone.clone());
    let today = now.timestamp().to_zoned(zone.clone()).date();
    let word = if local.date() == today {
        words::today
    } else if today.tomorrow().is_ok_and(|day| day == local.date()) {
        words::tomorrow
    } else if today.yesterday().is_ok_and(|day| day == local.date()) {
        words::yesterday
    } else {
        return full(lang, at, zone, now);
    };
    Moment {
        machine: machine(&local),
        shown: word(lang, &clock(&local)),
    }
}

fn year_now(now: Instant, zone: &TimeZone) -> i16 {
    now.timestamp().to_zoned(zone.clone()).year()
}

fn clock(local: &Zoned) -> String {
    format!("{:02}:{:02}", local.hour(), local.minute())
}

fn machine(local: &Zoned) -> String {
    local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

fn spell(lang: Language, date: Date, time: Option<&str>, this_year: i16) -> String {
    let weekday = usize::from(date.weekday().to_monday_zero_offset().unsigned_abs());
    let weekday = WEEKDAYS[weekday % 7](lang);
    let month = MONTHS[usize::from(date.month().unsigned_abs() - 1) % 12](lang);
    let day = date.day().to_string();
    let year = date.year().to_string();
    match (time, date.year() == this_year) {
        (Some(time), true) => words::moment(lang, weekday, &day, month, time),
        (Some(time), false) => words::moment_year(lang, weekday, &day, month, &year, time),
        (None, true) => words::date(lang, weekday, &day, month),
        (None, false) => words::date_year(lang, weekday, &day, month, &year),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).expect("an RFC 3339 text")
    }

    #[test]
    fn a_date_is_told_in_the_zone_of_the_place() {
        let zone = zone("Asia/Shanghai");
        let now = at("2026-11-23T01:00:00Z");
        let due = at("2026-11-26T09:00:00Z");
        assert_eq!(
            full(Language::En, due, &zone, now).shown,
            "Thursday 26 November, 17:00"
        );
        assert_eq!(
            full(Language::Hans, due, &zone, now).shown,
            "11月26日（周四）17:00"
        );
        assert_eq!(
            full(Language::Hant, due, &zone, now).machine,
            "2026-11-26T17:00:00+08:00"
        );
        let later = at("2027-01-01T23:30:00Z");
        assert_eq!(
            date(Language::En, later, &zone, now).shown,
            "Saturday 2 January 2027"
        );
    }

    #[test]
    fn the_day_before_and_after_have_words_of_their_own() {
        let zone = zone("Asia/Shanghai");
        let now = at("2026-11-23T15:30:00Z");
        let table = [
            ("2026-11-23T15:59:00Z", "today, 23:59"),
            ("2026-11-23T16:00:00Z", "tomorrow, 00:00"),
            ("2026-11-22T02:05:00Z", "yesterday, 10:05"),
            ("2026-11-25T02:05:00Z", "Wednesday 25 November, 10:05"),
        ];
        for (moment, shown) in table {
            assert_eq!(near(Language::En, at(moment), &zone, now).shown, shown);
        }
    }
}
