//! Dates and times as people read them, in the zone of the place concerned.

use domain::instant::Instant;
use domain::language::Language;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};

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

/// A language, a zone and a day, in which many moments are told.
#[derive(Clone, Debug)]
pub struct Local {
    lang: Language,
    zone: TimeZone,
    today: Date,
}

impl Local {
    /// Tells moments to somebody who reads `lang` in `zone` at `now`.
    pub fn new(lang: Language, zone: &TimeZone, now: Instant) -> Self {
        let today = now.timestamp().to_zoned(zone.clone()).date();
        Self {
            lang,
            zone: zone.clone(),
            today,
        }
    }

    /// Weekday, date and time in full; the year only if it is not this year.
    pub fn full(&self, at: Instant) -> Moment {
        let (local, offset) = self.civil(at);
        Moment {
            machine: machine(local, offset),
            shown: self.spell(local.date(), Some(&clock(local))),
        }
    }

    /// [`Local::full`] for the middle of a sentence.
    pub fn told(&self, at: Instant) -> String {
        let local = self.civil(at).0;
        self.spell(local.date(), Some(&clock(local)))
    }

    /// Weekday and date without the time.
    pub fn date(&self, at: Instant) -> Moment {
        let date = self.civil(at).0.date();
        Moment {
            machine: date.to_string(),
            shown: self.spell(date, None),
        }
    }

    /// Yesterday, today and tomorrow by these words, everything else in full.
    pub fn near(&self, at: Instant) -> Moment {
        let (local, offset) = self.civil(at);
        let date = local.date();
        let word = if date == self.today {
            words::today
        } else if self.today.tomorrow().is_ok_and(|day| day == date) {
            words::tomorrow
        } else if self.today.yesterday().is_ok_and(|day| day == date) {
            words::yesterday
        } else {
            return self.full(at);
        };
        Moment {
            machine: machine(local, offset),
            shown: word(self.lang, &clock(local)),
        }
    }

    fn civil(&self, at: Instant) -> (DateTime, Offset) {
        let at = at.timestamp();
        let offset = self.zone.to_offset(at);
        (offset.to_datetime(at), offset)
    }

    fn spell(&self, date: Date, time: Option<&str>) -> String {
        let weekday = usize::from(date.weekday().to_monday_zero_offset().unsigned_abs());
        let weekday = WEEKDAYS[weekday % 7](self.lang);
        let month = MONTHS[usize::from(date.month().unsigned_abs() - 1) % 12](self.lang);
        let day = date.day().to_string();
        let year = (date.year() != self.today.year()).then(|| date.year().to_string());
        match (time, year) {
            (Some(time), None) => words::moment(self.lang, weekday, &day, month, time),
            (Some(time), Some(year)) => {
                words::moment_year(self.lang, weekday, &day, month, &year, time)
            }
            (None, None) => words::date(self.lang, weekday, &day, month),
            (None, Some(year)) => words::date_year(self.lang, weekday, &day, month, &year),
        }
    }
}

/// [`Local::full`] for one moment.
pub fn full(lang: Language, at: Instant, zone: &TimeZone, now: Instant) -> Moment {
    Local::new(lang, zone, now).full(at)
}

/// [`Local::date`] for one moment.
pub fn date(lang: Language, at: Instant, zone: &TimeZone, now: Instant) -> Moment {
    Local::new(lang, zone, now).date(at)
}

/// [`Local::near`] for one moment.
pub fn near(lang: Language, at: Instant, zone: &TimeZone, now: Instant) -> Moment {
    Local::new(lang, zone, now).near(at)
}

fn clock(local: DateTime) -> String {
    let mut text = String::with_capacity(5);
    push_two(&mut text, local.hour());
    text.push(':');
    push_two(&mut text, local.minute());
    text
}

/// RFC 3339 to the second, with the offset.
fn machine(local: DateTime, offset: Offset) -> String {
    let minutes = offset.seconds() / 60;
    let mut text = String::with_capacity(25);
    let year = local.year().unsigned_abs();
    push_two(&mut text, year / 100);
    push_two(&mut text, year % 100);
    text.push('-');
    push_two(&mut text, local.month());
    text.push('-');
    push_two(&mut text, local.day());
    text.push('T');
    push_two(&mut text, local.hour());
    text.push(':');
    push_two(&mut text, local.minute());
    text.push(':');
    push_two(&mut text, local.second());
    text.push(if minutes < 0 { '-' } else { '+' });
    push_two(&mut text, minutes.abs() / 60);
    text.push(':');
    push_two(&mut text, minutes.abs() % 60);
    text
}

/// Two digits; a page has hundreds of them, and formatting is slow.
fn push_two(text: &mut String, number: impl TryInto<u8>) {
    let number = number.try_into().unwrap_or_default();
    text.push(char::from(b'0' + number / 10 % 10));
    text.push(char::from(b'0' + number % 10));
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
        let far = super::zone("America/St_Johns");
        assert_eq!(
            full(Language::En, due, &far, now).machine,
            "2026-11-26T05:30:00-03:30"
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
