//! Times as people write them: what an answer to "when do we meet?" says, and the moment
//! that a time on the wall of a place is.

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::{AmbiguousOffset, TimeZone};

use super::Refused;
use crate::instant::Instant;

/// The moment at which clocks in `zone` show `wall`.
///
/// # Errors
/// [`Refused::TimeSkipped`] or [`Refused::TimeTwice`] where they are put forward or back
/// over it: nobody would know when to come.
pub fn moment(zone: &TimeZone, wall: DateTime) -> Result<Instant, Refused> {
    let found = zone.to_ambiguous_timestamp(wall);
    match found.offset() {
        AmbiguousOffset::Unambiguous { .. } => {
            let at = found.compatible().map_err(|_| Refused::TimeUnclear)?;
            Ok(Instant::from_timestamp(at))
        }
        AmbiguousOffset::Gap { .. } => Err(Refused::TimeSkipped),
        AmbiguousOffset::Fold { .. } => Err(Refused::TimeTwice),
    }
}

/// What a form sends: a day and a time.
///
/// # Errors
/// [`Refused::TimeUnclear`] for anything else, and as [`moment`].
pub fn typed(zone: &TimeZone, text: &str) -> Result<Instant, Refused> {
    let wall: DateTime = text.trim().parse().map_err(|_| Refused::TimeUnclear)?;
    // A day alone is read as its midnight, which nobody meant.
    if !text.contains(':') || !(2000..3000).contains(&wall.year()) {
        return Err(Refused::TimeUnclear);
    }
    moment(zone, wall)
}

/// The day and time that a short text means on `today`: the next such day. Reads
/// `2026-12-05 19:00`, `12月5日 19:00`, `周六上午九点`, `5 December 7 pm`, `Sat 19:30`.
/// Nothing where it says no day or no time: a person fills that in.
pub fn read(text: &str, today: Date) -> Option<DateTime> {
    let text = crate::text::fold(text);
    let (date, rest) = date(&text, today)?;
    Some(date.to_datetime(time(&rest)?))
}

/// The day, and the text without it.
fn date(text: &str, today: Date) -> Option<(Date, String)> {
    dated(text, today)
        .or_else(|| of_month(text, today))
        .or_else(|| of_week(text, today))
}

/// `2026-12-05`, `12月5日`, `2026年12月5号`.
fn dated(text: &str, today: Date) -> Option<(Date, String)> {
    let numbers = numbers(text);
    for (at, (number, from, to)) in numbers.iter().enumerate() {
        let after = text[*to..].chars().next();
        let next = |skip: usize| numbers.get(at + skip).copied();
        if after == Some('-') && *number >= 2000 {
            let ((month, ..), (day, _, end)) = (next(1)?, next(2)?);
            let date = Date::new(i16::try_from(*number).ok()?, small(month)?, small(day)?);
            return Some((date.ok()?, without(text, *from, end)));
        }
        if after == Some('月') {
            let (day, _, end) = next(1)?;
            let year = at.checked_sub(1).map(|before| numbers[before]);
            let year =
                year.filter(|(year, _, end)| *year >= 2000 && text[*end..].starts_with('年'));
            let start = year.map_or(*from, |(_, from, _)| from);
            let tail = text[end..]
                .chars()
                .next()
                .filter(|c| matches!(c, '日' | '号'));
            let end = end + tail.map_or(0, char::len_utf8);
            let date = match year {
                Some((year, ..)) => {
                    Date::new(i16::try_from(year).ok()?, small(*number)?, small(day)?).ok()?
                }
                None => coming(today, small(*number)?, small(day)?)?,
            };
            return Some((date, without(text, start, end)));
        }
    }
    None
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// `5 December`, `Dec 5`, with a year behind it or not.
fn of_month(text: &str, today: Date) -> Option<(Date, String)> {
    let words: Vec<&str> = text
        .split([' ', ',', '.'])
        .filter(|word| !word.is_empty())
        .collect();
    let at = words.iter().position(|word| month(word).is_some())?;
    let number = |at: Option<usize>| {
        let word = words
            .get(at?)?
            .trim_end_matches(|c: char| c.is_alphabetic());
        word.parse::<i8>().ok().zip(at)
    };
    let (day, day_at) = number(at.checked_sub(1)).or_else(|| number(Some(at + 1)))?;
    let date = coming(today, month(words[at])?, day)?;
    let left = words.iter().enumerate().filter(|(place, word)| {
        let year = word.parse::<i16>().is_ok_and(|year| year > 2000);
        *place != at && *place != day_at && !year
    });
    Some((
        date,
        left.map(|(_, word)| *word).collect::<Vec<_>>().join(" "),
    ))
}

fn month(word: &str) -> Option<i8> {
    let found = MONTHS.iter().position(|month| word.starts_with(month))?;
    i8::try_from(found + 1).ok()
}

const DAYS: [(&str, char); 7] = [
    ("mon", '一'),
    ("tue", '二'),
    ("wed", '三'),
    ("thu", '四'),
    ("fri", '五'),
    ("sat", '六'),
    ("sun", '日'),
];

/// `周六`, `星期天`, `礼拜三`, `Saturday`, `Sat`.
fn of_week(text: &str, today: Date) -> Option<(Date, String)> {
    let (number, from, to) = ["周", "星期", "礼拜"]
        .iter()
        .find_map(|mark| {
            let from = text.find(mark)?;
            let day = text[from + mark.len()..].chars().next()?;
            let sunday = (day == '天').then_some(6);
            let number = sunday.or_else(|| DAYS.iter().position(|(_, sign)| *sign == day))?;
            Some((number, from, from + mark.len() + day.len_utf8()))
        })
        .or_else(|| {
            let word = text
                .split(' ')
                .find(|word| DAYS.iter().any(|(day, _)| word.starts_with(day)))?;
            let number = DAYS.iter().position(|(day, _)| word.starts_with(day))?;
            let from = text.find(word)?;
            Some((number, from, from + word.len()))
        })?;
    let weekday = Weekday::from_monday_one_offset(i8::try_from(number + 1).ok()?).ok()?;
    let date = today.nth_weekday(1, weekday).ok()?;
    Some((date, without(text, from, to)))
}

/// `19:00`, `7 pm`, `上午九点`, `晚上7点半`.
fn time(text: &str) -> Option<Time> {
    let late = ["下午", "晚上", "pm", "p.m"]
        .iter()
        .any(|mark| text.contains(mark));
    let noon = text.contains("中午");
    let numbers = numbers(text);
    let after = |to: usize| text[to..].trim_start().chars().next();
    let clock = numbers
        .iter()
        .enumerate()
        .find_map(|(at, (hour, _, to))| match after(*to) {
            Some(':') => Some((*hour, numbers.get(at + 1)?.0)),
            Some('点') => {
                let half = text[*to..].contains('半');
                Some((*hour, if half { 30 } else { 0 }))
            }
            Some('p' | 'a') => Some((*hour, 0)),
            _ => None,
        });
    let (hour, minute) = clock?;
    let hour = match (hour, late, noon) {
        (1..12, true, _) | (1..3, _, true) => hour + 12,
        (12, false, false) if text.contains("am") => 0,
        _ => hour,
    };
    Time::new(small(hour)?, small(minute)?, 0, 0).ok()
}

/// The next such day of the year, today included.
fn coming(today: Date, month: i8, day: i8) -> Option<Date> {
    let this = Date::new(today.year(), month, day).ok();
    this.filter(|date| *date >= today)
        .or_else(|| Date::new(today.year() + 1, month, day).ok())
}

/// Numbers in a text, with where they stand; Chinese ones up to twelve, as clocks have.
fn numbers(text: &str) -> Vec<(i32, usize, usize)> {
    let mut found: Vec<(i32, usize, usize)> = Vec::new();
    for (from, sign) in text.char_indices() {
        let digit = sign
            .to_digit(10)
            .and_then(|digit| i32::try_from(digit).ok());
        let chinese = "〇一二三四五六七八九".chars().position(|one| one == sign);
        let to = from + sign.len_utf8();
        let last = found.last_mut().filter(|(.., end)| *end == from);
        match (digit, chinese, last) {
            (Some(digit), _, Some((number, _, end))) if *number < 100_000 => {
                *number = *number * 10 + digit;
                *end = to;
            }
            (Some(digit), _, _) => found.push((digit, from, to)),
            // Eleven and twelve: ten, and one or two more.
            (None, Some(units), Some((number, _, end))) if *number == 10 => {
                *number += i32::try_from(units).unwrap_or(0);
                *end = to;
            }
            (None, Some(units), _) => {
                found.push((i32::try_from(units).unwrap_or(0), from, to));
            }
            (None, None, _) if sign == '十' => found.push((10, from, to)),
            (None, None, _) if sign == '两' => found.push((2, from, to)),
            (None, None, _) => {}
        }
    }
    found
}

fn small(number: i32) -> Option<i8> {
    i8::try_from(number).ok()
}

fn without(text: &str, from: usize, to: usize) -> String {
    format!("{} {}", &text[..from], &text[to..])
}
