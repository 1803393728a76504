use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

fn office(zone: &str) -> WorkingCalendar {
    WorkingCalendar::parse(zone, "Mon-Fri 09:00-12:00 13:30-17:30", false).unwrap()
}

#[test]
fn minutes_are_counted_in_working_time_only() {
    let calendar = office("Asia/Shanghai");
    // 2026-11-23 is a Monday.
    let table = [
        ("2026-11-23T09:00:00+08:00", 30, "2026-11-23T09:30:00+08:00"),
        ("2026-11-23T11:45:00+08:00", 30, "2026-11-23T13:45:00+08:00"),
        ("2026-11-23T11:45:00+08:00", 15, "2026-11-23T12:00:00+08:00"),
        ("2026-11-23T05:00:00+08:00", 60, "2026-11-23T10:00:00+08:00"),
        ("2026-11-27T17:00:00+08:00", 60, "2026-11-30T09:30:00+08:00"),
        ("2026-11-28T10:00:00+08:00", 1, "2026-11-30T09:01:00+08:00"),
        ("2026-11-28T10:00:00+08:00", 0, "2026-11-28T10:00:00+08:00"),
        (
            "2026-11-23T09:00:00+08:00",
            7 * 60 * 5,
            "2026-11-27T17:30:00+08:00",
        ),
    ];
    for (from, minutes, due) in table {
        let reached = calendar.add_working_minutes(at(from), minutes);
        assert_eq!(
            reached.timestamp(),
            at(due).timestamp(),
            "{from} + {minutes}"
        );
        assert_eq!(
            calendar.working_minutes_between(at(from), reached),
            minutes,
            "{from}"
        );
    }
}

#[test]
fn working_days_end_with_work_and_today_does_not_count() {
    let mut calendar = office("Asia/Shanghai");
    calendar.holidays = BTreeSet::from([date(2026, 11, 25)]);
    // A Saturday made up for, mornings only.
    calendar.extra_days = BTreeMap::from([(date(2026, 11, 28), vec![Hours::between(9, 12)])]);
    let table = [
        ("2026-11-23T10:00:00+08:00", 1, "2026-11-24T17:30:00+08:00"),
        ("2026-11-23T00:00:00+08:00", 1, "2026-11-24T17:30:00+08:00"),
        ("2026-11-23T23:59:00+08:00", 2, "2026-11-26T17:30:00+08:00"),
        ("2026-11-23T10:00:00+08:00", 4, "2026-11-28T12:00:00+08:00"),
        ("2026-11-23T10:00:00+08:00", 5, "2026-11-30T17:30:00+08:00"),
        ("2026-11-28T08:00:00+08:00", 1, "2026-11-30T17:30:00+08:00"),
        ("2026-11-23T10:00:00+08:00", 0, "2026-11-23T10:00:00+08:00"),
        ("2026-11-23T10:00:00+08:00", -3, "2026-11-23T10:00:00+08:00"),
    ];
    for (from, days, due) in table {
        assert_eq!(
            calendar.add_working_days(at(from), days).timestamp(),
            at(due).timestamp(),
            "{from} + {days}"
        );
    }
    let always = WorkingCalendar::always_on("Asia/Shanghai");
    assert_eq!(
        always.add_working_days(at("2026-11-23T10:00:00+08:00"), 1),
        at("2026-11-24T23:59:00+08:00")
    );
}

#[test]
fn an_hour_stays_an_hour_when_the_clocks_change() {
    let night = WorkingCalendar::parse("America/New_York", "Mon-Sun 00:00-06:00", false).unwrap();
    // Spring 2026-03-08: 02:00 becomes 03:00, so the night has five hours.
    let spring = at("2026-03-08T00:00:00-05:00");
    assert_eq!(
        night.add_working_minutes(spring, 300),
        at("2026-03-08T06:00:00-04:00")
    );
    assert_eq!(
        night.working_minutes_between(spring, at("2026-03-09T00:00:00-04:00")),
        300
    );
    // Autumn 2026-11-01: 02:00 becomes 01:00, so it has seven.
    let autumn = at("2026-11-01T00:00:00-04:00");
    assert_eq!(
        night.add_working_minutes(autumn, 420),
        at("2026-11-01T06:00:00-05:00")
    );
    assert_eq!(
        night.working_minutes_between(autumn, at("2026-11-02T00:00:00-05:00")),
        420
    );
    // Hours that lie wholly in the gap do not exist that day.
    let gap = WorkingCalendar::parse("America/New_York", "Mon-Sun 02:10-02:50", false).unwrap();
    assert_eq!(
        gap.working_minutes_between(spring, at("2026-03-09T00:00:00-04:00")),
        0
    );
    assert_eq!(
        gap.add_working_minutes(spring, 40),
        at("2026-03-09T02:50:00-04:00")
    );
    // The day that begins at 01:00, because midnight is skipped.
    let beirut = WorkingCalendar::parse("Asia/Beirut", "Mon-Sun 00:00-02:00", false).unwrap();
    let day = at("2025-03-29T22:00:00Z");
    assert_eq!(
        beirut.working_minutes_between(day, day.plus_minutes(1_000)),
        60
    );
}

#[test]
fn a_calendar_nobody_works_in_ends_all_the_same() {
    let mut never = office("Asia/Shanghai");
    never.week = std::array::from_fn(|_| Vec::new());
    let now = at("2026-11-23T10:00:00+08:00");
    assert_eq!(never.check(), [super::super::CalendarInvalid::NoWorkingDay]);
    assert!(!never.is_open(now));
    assert_eq!(never.next_open(now), now);
    assert_eq!(never.add_working_minutes(now, 30), now.plus_minutes(30));
    assert_eq!(never.add_working_days(now, 3), now.plus_days(3));
    assert_eq!(never.working_minutes_between(now, now.plus_days(9)), 0);
}

#[test]
fn the_ends_of_time_do_not_break_it() {
    let calendar = office("Europe/Berlin");
    for now in [i64::MIN, i64::MIN / 3, -1, 0, i64::MAX / 3, i64::MAX].map(Instant::from_micros) {
        for n in [i64::MIN, -1, 0, 1, 30, i64::MAX] {
            let _ = calendar.add_working_days(now, n);
            let _ = calendar.add_working_minutes(now, n);
            let _ = calendar.end_of_day_after(now, n);
        }
        let _ = calendar.working_minutes_between(Instant::from_micros(i64::MIN), now);
    }
}

const ZONES: [&str; 6] = [
    "Asia/Shanghai",
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Asia/Beirut",
    "America/Havana",
];

prop_compose! {
    fn calendars()(
        zone in 0..ZONES.len(),
        week in prop::array::uniform7(prop::collection::btree_set(0_u16..=96, 0..4)),
        off in prop::collection::btree_set(0_i32..700, 0..40),
        extra in prop::collection::btree_map(0_i32..700, 1_u16..=1440, 0..5),
    ) -> WorkingCalendar {
        let day = |n: i32| date(2026, 1, 1).saturating_add(SignedDuration::from_hours(i64::from(n) * 24));
        let mut week = week.map(|marks| {
            let marks: Vec<u16> = marks.into_iter().collect();
            marks.chunks_exact(2).map(|pair| Hours { from: pair[0] * 15, to: pair[1] * 15 }).collect::<Vec<_>>()
        });
        if week.iter().all(Vec::is_empty) {
            week[2] = vec![Hours::between(1, 3)];
        }
        WorkingCalendar {
            zone: ZONES[zone].to_owned(),
            week,
            holidays: off.into_iter().map(day).collect(),
            extra_days: extra.into_iter().map(|(n, to)| (day(n), vec![Hours { from: 0, to }])).collect(),
            holiday_names: BTreeMap::new(),
            duty: false,
        }
    }
}

fn moments() -> impl Strategy<Value = Instant> {
    // 2026 and 2027, to the second.
    (1_767_225_600_i64..1_830_297_600).prop_map(|s| Instant::from_micros(s * 1_000_000))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn working_time_is_added_and_measured_alike(calendar in calendars(), from in moments(), minutes in 1_i64..4_000) {
        prop_assert!(calendar.check().is_empty());
        let due = calendar.add_working_minutes(from, minutes);
        prop_assert_eq!(calendar.working_minutes_between(from, due), minutes);
        // The last moment before it is working time.
        prop_assert!(calendar.is_open(Instant::from_micros(due.micros() - 1)));
    }

    #[test]
    fn later_starts_and_longer_limits_never_end_earlier(
        calendar in calendars(), from in moments(), later in 0_i64..500_000, minutes in 1_i64..3_000, days in 1_i64..60
    ) {
        let after = from.plus_seconds(later);
        prop_assert!(calendar.add_working_minutes(from, minutes) <= calendar.add_working_minutes(after, minutes));
        prop_assert!(calendar.add_working_minutes(from, minutes) < calendar.add_working_minutes(from, minutes + 1));
        prop_assert!(calendar.add_working_days(from, days) <= calendar.add_working_days(after, days));
        prop_assert!(calendar.add_working_days(from, days) < calendar.add_working_days(from, days + 1));
        prop_assert!(calendar.add_working_days(from, days) >= from);
    }

    #[test]
    fn parts_of_working_time_add_up(calendar in calendars(), a in moments(), b in moments(), c in moments()) {
        let mut all = [a, b, c];
        all.sort();
        let opening = Opening::Working(&calendar);
        prop_assert_eq!(
            opening.micros_between(all[0], all[1]) + opening.micros_between(all[1], all[2]),
            opening.micros_between(all[0], all[2])
        );
        prop_assert!(opening.micros_between(all[0], all[2]) <= all[2].micros() - all[0].micros());
    }

    #[test]
    fn a_wall_clock_inside_the_hours_is_open(calendar in calendars(), now in moments()) {
        // An independent reading: look at the wall clock. It may differ only in
        // the hours around a change of the clocks.
        let local = calendar.local(now);
        let minute = u16::try_from(i32::from(local.hour()) * 60 + i32::from(local.minute())).unwrap();
        let by_wall = calendar.hours_on(local.date()).iter().any(|hours| hours.from <= minute && minute < hours.to);
        let zone = calendar.zone();
        let steady = [-3_i64, 3].into_iter().all(|hours| {
            zone.to_offset(now.plus_minutes(hours * 60).timestamp()) == zone.to_offset(now.timestamp())
        });
        if steady {
            prop_assert_eq!(calendar.is_open(now), by_wall);
        }
    }
}
