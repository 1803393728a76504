//! Dates and times as people read them, in the zone of the place concerned.

use std::fmt;

use domain::calendar::WorkingCalendar;
use domain::instant::Instant;
use domain::language::Language;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};

use super::{Argument, Html, Plain, Sink, Told};
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

/// The moment at which work ends on a day; on a day off, the minute before midnight.
pub fn end_of_work(calendar: &WorkingCalendar, date: Date) -> Option<Instant> {
    let last = calendar.hours_on(date).last();
    let minute = i32::from(last.map_or(24 * 60, |hours| hours.to)).min(24 * 60 - 1);
    let hour = i8::try_from(minute / 60).ok()?;
    let minute = i8::try_from(minute % 60).ok()?;
    let local = date.at(hour, minute, 0, 0);
    let at = local.to_zoned(calendar.zone()).ok()?;
    Some(Instant::from_timestamp(at.timestamp()))
}

/// A language, a zone and a day, in which many moments are told.
#[derive(Clone, Debug)]
pub struct Local {
    lang: Language,
    zone: TimeZone,
    season: Season,
    today: Date,
}

/// Between two changes of the clock: in it the offset need not be looked up,
/// which would be a third of the cost of telling a date.
#[derive(Clone, Copy, Debug)]
struct Season {
    offset: Offset,
    /// The first moment in it.
    from: Timestamp,
    /// The first moment after it.
    until: Timestamp,
}

impl Season {
    fn around(zone: &TimeZone, now: Timestamp) -> Self {
        let after = zone.following(now).next();
        // Strictly before, so that a change at this very moment counts.
        let before = zone
            .preceding(now.saturating_add(SECOND).unwrap_or(now))
            .find(|change| change.timestamp() <= now);
        Self {
            offset: zone.to_offset(now),
            from: before.map_or(Timestamp::MIN, |change| change.timestamp()),
            until: after.map_or(Timestamp::MAX, |change| change.timestamp()),
        }
    }

    fn holds(self, at: Timestamp) -> bool {
        self.from <= at && at < self.until
    }
}

const SECOND: jiff::SignedDuration = jiff::SignedDuration::from_secs(1);

impl Local {
    /// Tells moments to somebody who reads `lang` in `zone` at `now`.
    pub fn new(lang: Language, zone: &TimeZone, now: Instant) -> Self {
        let now = now.timestamp();
        let season = Season::around(zone, now);
        Self {
            lang,
            zone: zone.clone(),
            season,
            today: season.offset.to_datetime(now).date(),
        }
    }

    /// The zone in which it tells them.
    pub const fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Weekday, date and time in full; the year only if it is not this year.
    pub fn full(&self, at: Instant) -> Moment {
        self.told(at).into()
    }

    /// [`Local::full`] for the middle of a sentence.
    pub fn told(&self, at: Instant) -> Spelled {
        self.spelled(at, true)
    }

    /// Weekday and date without the time.
    pub fn date(&self, at: Instant) -> Moment {
        let spelled = self.spelled(at, false);
        Moment {
            machine: spelled.local.date().to_string(),
            shown: spelled.to_string(),
        }
    }

    /// Yesterday, today and tomorrow by these words, everything else in full.
    pub fn near(&self, at: Instant) -> Moment {
        let spelled = self.told(at);
        match self.by_day(spelled, clock(spelled.local)) {
            Some(told) => Moment {
                shown: told.to_string(),
                ..spelled.into()
            },
            None => spelled.into(),
        }
    }

    /// A moment of yesterday, today or tomorrow, by the name of that day.
    fn by_day(&self, spelled: Spelled, time: Argument<'static>) -> Option<Told<'static>> {
        let date = spelled.local.date();
        if date == self.today {
            Some(words::today(self.lang, time))
        } else if self.today.tomorrow().is_ok_and(|day| day == date) {
            Some(words::tomorrow(self.lang, time))
        } else if self.today.yesterday().is_ok_and(|day| day == date) {
            Some(words::yesterday(self.lang, time))
        } else {
            None
        }
    }

    fn spelled(&self, at: Instant, with_time: bool) -> Spelled {
        let at = at.timestamp();
        let offset = if self.season.holds(at) {
            self.season.offset
        } else {
            self.zone.to_offset(at)
        };
        let local = offset.to_datetime(at);
        Spelled {
            lang: self.lang,
            local,
            offset,
            with_year: local.year() != self.today.year(),
            with_time,
        }
    }
}

/// A moment that becomes text only where it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spelled {
    lang: Language,
    local: DateTime,
    offset: Offset,
    with_year: bool,
    with_time: bool,
}

impl Spelled {
    pub(crate) fn put(self, sink: &mut impl Sink) {
        self.put_with(clock(self.local), sink);
    }

    fn put_with(self, time: Argument<'static>, sink: &mut impl Sink) {
        let (lang, date) = (self.lang, self.local.date());
        let weekday = usize::from(date.weekday().to_monday_zero_offset().unsigned_abs());
        let weekday = Argument::Word(WEEKDAYS[weekday % 7](lang));
        let month = MONTHS[usize::from(date.month().unsigned_abs() - 1) % 12](lang);
        let month = Argument::Word(month);
        let day = Argument::Number(date.day().unsigned_abs().into());
        let year = || Argument::Number(date.year().unsigned_abs().into());
        match (self.with_time, self.with_year) {
            (true, false) => words::moment(lang, weekday, day, month, time).put(sink),
            (true, true) => words::moment_year(lang, weekday, day, month, year(), time).put(sink),
            (false, false) => words::date(lang, weekday, day, month).put(sink),
            (false, true) => words::date_year(lang, weekday, day, month, year()).put(sink),
        }
    }
}

/// The moments of one list. Many follow another of the same day, whose name is put
/// together once.
#[derive(Debug, Default)]
pub struct Days(Option<Day>);

/// What the moments of a day have in common, around their time of day, as it stands in a page.
#[derive(Debug)]
struct Day {
    date: Date,
    offset: Offset,
    /// Up to the time of day for machines.
    before: String,
    /// From there up to the one for people, or to the end.
    between: String,
    /// What follows the one for people, where the name of the day holds one.
    after: Option<String>,
}

/// Stands for the time of day where a name is put together; no catalogue has it.
const CLOCK: &str = "\u{1}";

impl Days {
    /// Writes a moment into a page as a `time` element.
    pub fn write(&mut self, at: Spelled, html: &mut String) {
        self.turn_to(at, |clock, shown| at.put_with(clock, &mut Html(shown)));
        self.put(at, html);
    }

    /// Writes [`Local::near`] into a page as a `time` element.
    pub fn write_near(&mut self, local: &Local, at: Instant, html: &mut String) {
        let at = local.told(at);
        self.turn_to(at, |clock, shown| match local.by_day(at, clock) {
            Some(told) => told.write_html(shown),
            None => at.put_with(clock, &mut Html(shown)),
        });
        self.put(at, html);
    }

    fn turn_to(&mut self, at: Spelled, name: impl FnOnce(Argument<'static>, &mut String)) {
        let (date, offset) = (at.local.date(), at.offset);
        let same = |day: &Day| day.date == date && day.offset == offset;
        if self.0.as_ref().is_some_and(same) {
            return;
        }
        let mut shown = String::new();
        name(Argument::Word(CLOCK), &mut shown);
        let machine = machine(at.local, offset);
        let (date_of, zone) = (&machine[..DATE], &machine[DATE + "00:00:00".len()..]);
        let end = |rest: &str| [rest, "</time>"].concat();
        let (between, after) = match shown.split_once(CLOCK) {
            Some((before, after)) => (before.to_owned(), Some(end(after))),
            None => (end(&shown), None),
        };
        self.0 = Some(Day {
            date,
            offset,
            before: ["<time datetime=\"", text(date_of)].concat(),
            between: [text(zone), "\">", &between].concat(),
            after,
        });
    }

    fn put(&self, at: Spelled, html: &mut String) {
        let Some(day) = &self.0 else {
            return;
        };
        let (hour, minute) = (at.local.hour(), at.local.minute());
        let clock = Argument::Clock(hour.unsigned_abs(), minute.unsigned_abs());
        html.push_str(&day.before);
        clock.put(&mut Html(html));
        html.push(':');
        Html(html).two_digits(at.local.second().unsigned_abs());
        html.push_str(&day.between);
        if let Some(after) = &day.after {
            clock.put(&mut Html(html));
            html.push_str(after);
        }
    }
}

/// As long is the date in front of the time of day in [`Moment::machine`].
const DATE: usize = "2026-11-26T".len();

impl fmt::Display for Spelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = String::new();
        self.put(&mut Plain(&mut shown));
        f.write_str(&shown)
    }
}

impl From<Spelled> for Moment {
    fn from(spelled: Spelled) -> Self {
        Self {
            machine: text(&machine(spelled.local, spelled.offset)).to_owned(),
            shown: spelled.to_string(),
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

fn clock(local: DateTime) -> Argument<'static> {
    Argument::Clock(local.hour().unsigned_abs(), local.minute().unsigned_abs())
}

/// RFC 3339 to the second, with the offset.
fn machine(local: DateTime, offset: Offset) -> [u8; 25] {
    let minutes = offset.seconds() / 60;
    let mut text = *b"0000-00-00T00:00:00+00:00";
    text[..4].copy_from_slice(&four(local.year()));
    if minutes < 0 {
        text[19] = b'-';
    }
    let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
    for (at, digits) in [
        (5, two(local.month())),
        (8, two(local.day())),
        (11, two(local.hour())),
        (14, two(local.minute())),
        (17, two(local.second())),
        (20, two(hours)),
        (23, two(rest)),
    ] {
        text[at..at + 2].copy_from_slice(&digits);
    }
    text
}

fn two(number: impl TryInto<u8>) -> [u8; 2] {
    let number = number.try_into().unwrap_or_default();
    [b'0' + number / 10 % 10, b'0' + number % 10]
}

fn four(number: i16) -> [u8; 4] {
    let ([a, b], [c, d]) = (two(number / 100), two(number % 100));
    [a, b, c, d]
}

/// Digits and signs are always text.
fn text(digits: &[u8]) -> &str {
    std::str::from_utf8(digits).unwrap_or_default()
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
    fn dates_on_both_sides_of_a_change_of_the_clock_are_told_right() {
        let far = zone("America/New_York");
        let change = at("2026-11-01T06:00:00Z");
        for now in [
            "2026-07-01T12:00:00Z",
            "2026-11-01T05:59:59Z",
            "2026-11-01T06:00:00Z",
        ] {
            let local = Local::new(Language::En, &far, at(now));
            for hours in [-24 * 300, -24 * 90, -1, 0, 1, 24 * 90, 24 * 300] {
                let told = local.full(change.plus_seconds(hours * 3_600)).machine;
                let zoned = change
                    .plus_seconds(hours * 3_600)
                    .timestamp()
                    .to_zoned(far.clone());
                let expected = zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
                assert_eq!(told, expected, "{hours} hours from the change, at {now}");
            }
        }
    }

    #[test]
    fn moments_of_a_list_read_as_they_do_alone() {
        let (zone, now) = (zone("America/New_York"), at("2026-11-01T18:00:00Z"));
        for lang in Language::ALL {
            let local = Local::new(lang, &zone, now);
            let (mut days, mut near) = (Days::default(), Days::default());
            // Twice on the day of the change of the clock, and over two ends of a year.
            for hours in [-24 * 400, -24, -23, -14, -13, 0, 1, 24, 24 * 61, 24 * 300] {
                let moment = now.plus_seconds(hours * 3_600 + hours);
                let mut html = String::new();
                days.write(local.told(moment), &mut html);
                near.write_near(&local, moment, &mut html);
                let [full, close] = [local.full(moment), local.near(moment)]
                    .map(|one| format!("<time datetime=\"{}\">{}</time>", one.machine, one.shown));
                assert_eq!(html, full + &close, "{hours} hours from now");
            }
        }
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
