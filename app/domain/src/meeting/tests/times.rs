//! Times on the wall, and times as people write them.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use proptest::prelude::*;

use crate::instant::Instant;
use crate::meeting::Refused;
use crate::meeting::time::{read, typed};

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

#[test]
fn a_time_that_does_not_exist_or_comes_twice_is_refused() {
    let berlin = zone("Europe/Berlin");
    let at = |text: &str| Ok(Instant::parse(text).unwrap());
    let table = [
        ("2027-03-28T01:59", at("2027-03-28T01:59:00+01:00")),
        ("2027-03-28T02:00", Err(Refused::TimeSkipped)),
        ("2027-03-28T02:59", Err(Refused::TimeSkipped)),
        ("2027-03-28T03:00", at("2027-03-28T03:00:00+02:00")),
        ("2027-10-31T01:59", at("2027-10-31T01:59:00+02:00")),
        ("2027-10-31T02:30", Err(Refused::TimeTwice)),
        ("2027-10-31T03:00", at("2027-10-31T03:00:00+01:00")),
        (" 2027-06-01 19:30 ", at("2027-06-01T19:30:00+02:00")),
    ];
    for (text, wanted) in table {
        assert_eq!(typed(&berlin, text), wanted, "{text}");
    }
    // In China clocks stay as they are.
    let shanghai = zone("Asia/Shanghai");
    assert_eq!(
        typed(&shanghai, "2027-03-28T02:30"),
        at("2027-03-28T02:30:00+08:00")
    );
}

#[test]
fn what_is_no_day_and_time_is_refused() {
    let utc = TimeZone::UTC;
    for text in [
        "",
        "tomorrow",
        "2027-02-30T10:00",
        "2027-01-01",
        "2027-01-01T25:00",
        "9999-12-31T23:59",
        "0001-01-01T00:00",
        "-002027-01-01T10:00",
        "2027-01-01T10:00:00Z; DROP",
        "１２：００",
    ] {
        assert_eq!(typed(&utc, text), Err(Refused::TimeUnclear), "{text}");
    }
}

/// Saturday.
const TODAY: Date = date(2026, 11, 28);

#[test]
fn the_answer_to_when_is_read_as_people_write_it() {
    let table = [
        ("2026-12-05 19:00", Some("2026-12-05T19:00:00")),
        ("12月5日 19:00", Some("2026-12-05T19:00:00")),
        ("12月5號晚上7點半", Some("2026-12-05T19:30:00")),
        ("2027年1月3日上午九点", Some("2027-01-03T09:00:00")),
        ("1月3日下午两点", Some("2027-01-03T14:00:00")),
        ("周六上午九点", Some("2026-12-05T09:00:00")),
        ("週日下午三點", Some("2026-11-29T15:00:00")),
        ("星期天上午十点半", Some("2026-11-29T10:30:00")),
        ("周三晚上十一点", Some("2026-12-02T23:00:00")),
        ("周三中午十二点", Some("2026-12-02T12:00:00")),
        ("Saturday 9:00", Some("2026-12-05T09:00:00")),
        ("Thu 7 pm", Some("2026-12-03T19:00:00")),
        ("Thursday, 7.30 pm", None),
        ("5 December 19:00", Some("2026-12-05T19:00:00")),
        ("December 5, 7 pm", Some("2026-12-05T19:00:00")),
        ("Sunday morning", None),
        ("whenever", None),
        ("", None),
        ("周八上午九点", None),
        ("13月40日 19:00", None),
    ];
    for (text, wanted) in table {
        let found = read(text, TODAY).map(|time| time.to_string());
        assert_eq!(found.as_deref(), wanted, "{text}");
    }
}

proptest! {
    #[test]
    fn whatever_is_written_is_read_or_left(text in "\\PC{0,60}") {
        let _ = read(&text, TODAY);
        let _ = typed(&TimeZone::UTC, &text);
    }

    #[test]
    fn a_mixture_of_what_is_read_too(parts in prop::collection::vec(prop::sample::select(vec![
        "周", "六", "月", "12", "日", "点", "半", "-", "2026", ":", "十", "一", " ", "pm", "sat", "dec", "号", "5", "年", "天",
    ]), 0..10)) {
        let _ = read(&parts.concat(), TODAY);
    }
}
