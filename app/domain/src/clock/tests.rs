use proptest::prelude::*;

use super::*;

const URGENCIES: [Urgency; 4] = [
    Urgency::Danger,
    Urgency::Utility,
    Urgency::Ordinary,
    Urgency::Hard,
];

fn at(text: &str) -> Instant {
    Instant::parse(&format!("{text}+08:00")).unwrap()
}

fn committee() -> WorkingCalendar {
    WorkingCalendar::parse("Asia/Shanghai", "Mon-Fri 09:00-12:00 14:00-18:00", false).unwrap()
}

fn duty() -> WorkingCalendar {
    WorkingCalendar {
        duty: true,
        ..committee()
    }
}

#[test]
fn each_urgency_has_its_own_dates() {
    // Dispatched on Friday 2026-11-27 at 21:30.
    let from = at("2026-11-27T21:30:00");
    let table = [
        (
            Urgency::Danger,
            duty(),
            "2026-11-27T22:00:00",
            "2026-11-27T23:30:00",
            "2027-01-08T18:00:00",
        ),
        (
            Urgency::Danger,
            committee(),
            "2026-11-27T22:00:00",
            "2026-11-28T08:30:00",
            "2027-01-08T18:00:00",
        ),
        (
            Urgency::Utility,
            duty(),
            "2026-11-27T23:30:00",
            "2026-11-28T21:30:00",
            "2027-01-08T18:00:00",
        ),
        (
            Urgency::Utility,
            committee(),
            "2026-11-28T08:30:00",
            "2026-11-29T15:30:00",
            "2027-01-08T18:00:00",
        ),
        (
            Urgency::Ordinary,
            committee(),
            "2026-11-30T18:00:00",
            "2026-12-08T18:00:00",
            "2027-01-08T18:00:00",
        ),
        (
            Urgency::Hard,
            committee(),
            "2026-12-01T18:00:00",
            "2026-12-18T18:00:00",
            "2027-02-19T18:00:00",
        ),
    ];
    for (urgency, calendar, heard, plan, resident) in table {
        let what = format!("{urgency:?}, duty {}", calendar.duty);
        assert_eq!(
            due_heard(urgency, &calendar, from),
            at(heard),
            "heard {what}"
        );
        assert_eq!(due_plan(urgency, &calendar, from), at(plan), "plan {what}");
        assert_eq!(
            resident_due(urgency, &calendar, from),
            at(resident),
            "resident {what}"
        );
    }
}

#[test]
fn a_promise_reaches_to_the_end_of_the_thirtieth_day() {
    let now = at("2026-11-23T08:00:00");
    assert_eq!(
        promise_latest(Urgency::Ordinary, &committee(), now),
        at("2026-12-23T23:59:00")
    );
    assert_eq!(
        promise_latest(Urgency::Danger, &committee(), now),
        at("2026-12-23T23:59:00")
    );
    assert_eq!(
        promise_latest(Urgency::Hard, &committee(), now),
        at("2027-02-21T23:59:00")
    );
}

#[test]
fn waiting_moves_the_date_by_the_time_the_clock_would_have_run() {
    let calendar = committee();
    let due = at("2026-11-26T18:00:00");
    let table = [
        // Asked and answered within the morning.
        (
            "2026-11-23T09:00:00",
            "2026-11-23T11:00:00",
            "2026-11-27T11:00:00",
        ),
        // Over a night: two working hours.
        (
            "2026-11-23T17:00:00",
            "2026-11-24T10:00:00",
            "2026-11-27T11:00:00",
        ),
        // While nobody works.
        (
            "2026-11-23T19:00:00",
            "2026-11-24T08:00:00",
            "2026-11-26T18:00:00",
        ),
    ];
    for (from, to, moved) in table {
        assert_eq!(
            shift(Urgency::Ordinary, due, &calendar, at(from), at(to)),
            at(moved),
            "{from}"
        );
    }
    assert_eq!(
        shift(
            Urgency::Danger,
            due,
            &duty(),
            at("2026-11-23T19:00:00"),
            at("2026-11-23T19:30:00")
        ),
        at("2026-11-26T18:30:00")
    );
}

#[test]
fn a_question_stops_the_clock_for_five_working_days_in_all() {
    let calendar = committee();
    let asked = at("2026-11-23T09:00:00");
    assert_eq!(question_budget(&calendar), 5 * 7 * 60);
    assert_eq!(
        lapse_of_question(&calendar, asked, 0),
        at("2026-11-27T18:00:00")
    );
    assert_eq!(
        lapse_of_question(&calendar, asked, 4 * 7 * 60),
        at("2026-11-23T18:00:00")
    );
    assert_eq!(lapse_of_question(&calendar, asked, 5 * 7 * 60), asked);
    assert_eq!(lapse_of_question(&calendar, asked, i64::MAX), asked);
    assert_eq!(
        lapse_of_question(&calendar, asked, -5),
        at("2026-11-27T18:00:00")
    );
}

fn moments() -> impl Strategy<Value = Instant> {
    (1_767_225_600_i64..1_830_297_600).prop_map(|s| Instant::from_micros(s * 1_000_000))
}

fn calendars() -> impl Strategy<Value = WorkingCalendar> {
    (
        prop::sample::select(vec!["Asia/Shanghai", "America/New_York", "Europe/Berlin"]),
        any::<bool>(),
    )
        .prop_map(|(zone, duty)| {
            WorkingCalendar::parse(
                zone,
                "Mon-Fri 09:00-12:00 14:00-18:00, Sat 01:00-04:00",
                duty,
            )
            .unwrap()
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn dates_come_in_their_order(calendar in calendars(), from in moments(), later in 0_i64..900_000) {
        for urgency in URGENCIES {
            let (heard, plan) = (due_heard(urgency, &calendar, from), due_plan(urgency, &calendar, from));
            prop_assert!(from < heard && heard < plan);
            prop_assert!(plan < resident_due(urgency, &calendar, from));
            let after = from.plus_seconds(later);
            prop_assert!(heard <= due_heard(urgency, &calendar, after));
            prop_assert!(plan <= due_plan(urgency, &calendar, after));
            prop_assert!(resident_due(urgency, &calendar, from) <= resident_due(urgency, &calendar, after));
            prop_assert!(promise_latest(urgency, &calendar, from) <= promise_latest(urgency, &calendar, after));
        }
    }

    #[test]
    fn no_date_falls_into_closed_time(calendar in calendars(), from in moments()) {
        for urgency in URGENCIES {
            for due in [due_heard(urgency, &calendar, from), due_plan(urgency, &calendar, from)] {
                let before = Instant::from_micros(due.micros() - 1);
                let local = calendar.local(before);
                match (urgency, calendar.duty) {
                    (Urgency::Danger | Urgency::Utility, true) => {}
                    (Urgency::Danger | Urgency::Utility, false) => {
                        prop_assert!((7..22).contains(&local.hour()), "{local}");
                    }
                    (Urgency::Ordinary | Urgency::Hard, _) => prop_assert!(calendar.is_open(before), "{local}"),
                }
            }
        }
    }

    #[test]
    fn waiting_never_brings_a_date_forward_and_waits_add_up(
        calendar in calendars(), due in moments(), start in moments(), first in 0_i64..9_000, second in 0_i64..9_000
    ) {
        for urgency in URGENCIES {
            let (middle, end) = (start.plus_minutes(first), start.plus_minutes(first + second));
            let once = shift(urgency, due, &calendar, start, end);
            prop_assert!(once >= due);
            let twice = shift(urgency, shift(urgency, due, &calendar, start, middle), &calendar, middle, end);
            // Each wait is rounded up to a minute, so two may give one minute more.
            prop_assert!(twice >= once);
            prop_assert!(opening(urgency, &calendar).micros_between(once, twice) <= 60_000_000);
        }
    }
}
