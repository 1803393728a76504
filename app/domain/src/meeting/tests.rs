//! Meetings as they go: called, changed, called off, held, written down.

mod lines;
mod times;

use uuid::Uuid;

use super::{
    Around, Calling, Command, Decided, InRoom, InShort, KEEP_DAYS, Line, MOST_MEETINGS, Meeting,
    Minutes, Order, Part, Plan, Point, Reached, Refused, Stage, call, decide, may_seat,
};
use crate::case::tests::town::{COMMITTEE, DISTRICT, NEIGHBOUR, member, person_id, resident, say};
use crate::charter::Participation;
use crate::id::MeetingId;
use crate::instant::Instant;
use crate::permission::{Denied, MeetingAct};
use crate::person::Actor;
use crate::text::{Title, View, Words};
use crate::thread::Thread;
use crate::thread::tests::{START, agreed, talking};

pub(crate) fn plan() -> Plan {
    let point = |what: &str, minutes| Point {
        what: View::parse(what).unwrap(),
        minutes,
    };
    Plan {
        title: Title::parse("A look at the stairs").unwrap(),
        at: START.plus_days(5),
        zone: "Asia/Shanghai".to_owned(),
        minutes: 60,
        spot: View::parse("Reading room, Building 3").unwrap(),
        seats: Some(2),
        agenda: vec![
            point("What the fire brigade says", 15),
            point("Shelves", 30),
        ],
    }
}

fn calling(change: impl FnOnce(&mut Plan)) -> Calling {
    let mut plan = plan();
    change(&mut plan);
    Calling {
        id: MeetingId::new(Uuid::from_u128(9)),
        number: 1,
        plan,
    }
}

pub(crate) fn called() -> Meeting {
    let decided = call(calling(|_| {}), &talking(), &member(COMMITTEE), START);
    decided.unwrap().meeting
}

pub(crate) fn minutes() -> Minutes {
    Minutes {
        present: 14,
        words: Words::parse("We went from floor to floor.").unwrap(),
        html: "<p>We went from floor to floor.</p>".to_owned(),
        decided: vec![InRoom {
            what: say("Shelves go to the ground floor."),
            how: Reached::Unopposed,
        }],
    }
}

fn told(
    meeting: &Meeting,
    command: Command,
    actor: &Actor,
    now: Instant,
) -> Result<Decided, Refused> {
    let (thread, line) = (talking(), Line::new(Vec::new(), meeting.plan.seats));
    let around = Around {
        thread: &thread,
        line: &line,
        now,
    };
    decide(meeting, &Order::from(command), actor, &around)
}

fn after(meeting: &Meeting, command: Command, now: Instant) -> Result<Meeting, Refused> {
    told(meeting, command, &member(COMMITTEE), now).map(|decided| decided.meeting)
}

fn woken(meeting: &Meeting, now: Instant) -> Result<Meeting, Refused> {
    told(meeting, Command::Wake, &Actor::Clock, now).map(|decided| decided.meeting)
}

pub(crate) fn called_off() -> Meeting {
    let words = say("The room is flooded.");
    after(&called(), Command::CallOff { words }, START).unwrap()
}

fn stated(minutes: Minutes) -> Command {
    Command::State { minutes }
}

fn over() -> Instant {
    called().plan.until()
}

pub(crate) fn held() -> Meeting {
    after(&called(), stated(minutes()), over()).unwrap()
}

#[test]
fn a_meeting_is_called_by_who_leads_while_the_thread_is_open() {
    let try_in = |thread: &Thread, actor: &Actor, number| {
        let calling = Calling {
            number,
            ..calling(|_| {})
        };
        call(calling, thread, actor, START).map(|decided| decided.meeting.in_short())
    };
    let lead = member(COMMITTEE);
    assert_eq!(try_in(&talking(), &lead, 1), Ok(InShort::Called));
    assert_eq!(try_in(&agreed(), &lead, 1), Err(Refused::ThreadOver));
    assert_eq!(
        try_in(&talking(), &lead, MOST_MEETINGS + 1),
        Err(Refused::MeetingsMany)
    );
    for (actor, denied) in [
        (member(DISTRICT), Denied::NotMember),
        (resident(NEIGHBOUR), Denied::NotMember),
        (Actor::Visitor, Denied::SignInRequired),
        (Actor::Clock, Denied::NotForClock),
    ] {
        assert_eq!(try_in(&talking(), &actor, 1), Err(denied.into()));
    }
}

/// What is typed differently, and what is wrong with it.
type Row = (fn(&mut Plan), &'static [Refused]);

#[test]
fn a_plan_that_does_not_fit_says_all_that_is_wrong() {
    let faults = |change: fn(&mut Plan)| calling(change).plan.faults(START);
    let table: [Row; 14] = [
        (|_| {}, &[]),
        (|plan| plan.at = START, &[Refused::InThePast]),
        (|plan| plan.at = START.plus_days(366), &[Refused::TooFar]),
        (|plan| plan.at = START.plus_days(365), &[]),
        (
            |plan| plan.minutes = -60,
            &[Refused::TooShort, Refused::AgendaLong],
        ),
        (|plan| plan.minutes = 481, &[Refused::TooLong]),
        (|plan| plan.seats = Some(0), &[Refused::SeatsStrange]),
        (|plan| plan.seats = Some(-1), &[Refused::SeatsStrange]),
        (|plan| plan.seats = Some(100_000), &[Refused::SeatsStrange]),
        (|plan| plan.seats = None, &[]),
        (|plan| plan.minutes = 45, &[]),
        (|plan| plan.minutes = 44, &[Refused::AgendaLong]),
        (|plan| plan.agenda[0].minutes = 0, &[Refused::PointMinutes]),
        (
            |plan| {
                plan.agenda[0].minutes = i64::MAX;
                plan.seats = Some(0);
            },
            &[Refused::SeatsStrange, Refused::AgendaLong],
        ),
    ];
    for (at, (change, wrong)) in table.into_iter().enumerate() {
        assert_eq!(faults(change), wrong, "row {at}");
    }
    let many = |plan: &mut Plan| plan.agenda = vec![plan.agenda[0].clone(); 13];
    assert_eq!(calling(many).plan.faults(START), [Refused::PointsMany]);
}

#[test]
fn a_line_of_an_agenda_has_its_minutes_at_the_end() {
    let read = |line: &str| Point::read(line).map(|point| (point.what.to_string(), point.minutes));
    for (line, what, minutes) in [
        ("Shelves in the hall 15", "Shelves in the hall", 15),
        ("  3 floors: 20 min ", "3 floors", 20),
        ("楼道的鞋柜 15分钟", "楼道的鞋柜", 15),
        ("楼道的鞋柜（15分）", "楼道的鞋柜", 15),
        ("What else? (5')", "What else?", 5),
    ] {
        assert_eq!(read(line), Ok((what.to_owned(), minutes)), "{line}");
    }
    let half = Refused::PointMinutes;
    for line in [
        "Shelves",
        "15",
        " 15 min",
        "Shelves 99999999999999999999",
        "-",
        "（15分）",
    ] {
        assert_eq!(read(line), Err(half), "{line}");
    }
    assert_eq!(
        read(&format!("{} 5", "x".repeat(141))),
        Err(Refused::PointLong)
    );
}

#[test]
fn a_change_shows_in_calendars_and_takes_nobodys_seat() {
    let meeting = called();
    let mut plan = plan();
    assert_eq!(
        after(&meeting, Command::Change { plan: plan.clone() }, START),
        Err(Refused::NothingChanged)
    );
    plan.at = START.plus_days(6);
    let later = START.plus_days(1);
    let changed = after(&meeting, Command::Change { plan: plan.clone() }, later).unwrap();
    assert_eq!((changed.revision, changed.revised_at), (1, later));
    assert_eq!(changed.plan, plan);
    assert_eq!(meeting.plan.changes(&plan), [Part::Time]);
    let more = Plan {
        seats: Some(9),
        ..meeting.plan.clone()
    };
    assert_eq!(meeting.plan.changes(&more), []);
    assert_eq!(
        after(
            &changed,
            Command::Change {
                plan: super::tests::plan()
            },
            plan.at
        ),
        Err(Refused::Begun)
    );

    let people = [1, 2].map(person_id).to_vec();
    let (thread, line) = (talking(), Line::new(people, Some(2)));
    let around = Around {
        thread: &thread,
        line: &line,
        now: START,
    };
    let resize = |seats| {
        let order = Order::from(Command::Change {
            plan: Plan {
                seats: Some(seats),
                ..super::tests::plan()
            },
        });
        decide(&meeting, &order, &member(COMMITTEE), &around)
            .map(|decided| decided.meeting.plan.seats)
    };
    assert_eq!(resize(1), Err(Refused::SeatsTaken));
    assert_eq!(resize(3), Ok(Some(3)));
}

#[test]
fn nobody_acts_on_what_they_have_not_seen() {
    let meeting = called();
    let order = Order {
        command: Command::CallOff { words: say("No.") },
        expected_version: Some(7),
    };
    let (thread, line) = (talking(), Line::new(Vec::new(), None));
    let around = Around {
        thread: &thread,
        line: &line,
        now: START,
    };
    let outcome = decide(&meeting, &order, &member(COMMITTEE), &around);
    assert_eq!(outcome.unwrap_err(), Refused::SomeoneWasFaster);
    let seat = |seen, now| may_seat(&meeting, MeetingAct::Take, &resident(NEIGHBOUR), seen, now);
    assert_eq!(seat(Some(0), START), Ok(()));
    assert_eq!(seat(None, START), Ok(()));
    assert_eq!(seat(Some(1), START), Err(Refused::PlanChanged));
    assert_eq!(seat(Some(0), meeting.plan.at), Err(Refused::Begun));
}

#[test]
fn what_was_called_off_stays_off() {
    let off = called_off();
    assert!(matches!(off.stage, Stage::CalledOff { .. }));
    assert_eq!(off.revision, 1);
    for command in [
        stated(minutes()),
        Command::Change { plan: plan() },
        Command::CallOff { words: say("No.") },
    ] {
        assert_eq!(after(&off, command, over()), Err(Refused::CalledOff));
    }
    assert_eq!(woken(&off, off.plan.remind_at()), Err(Refused::NothingDue));
}

#[test]
fn minutes_are_stated_once_it_has_begun_and_corrected_for_all_to_see() {
    let early = after(&called(), stated(minutes()), START);
    assert_eq!(early, Err(Refused::NotBegun));
    let held = held();
    assert_eq!(after(&held, stated(minutes()), over()), Err(Refused::Over));
    let correct = |meeting: &Meeting, text: &str| {
        let minutes = Minutes {
            words: Words::parse(text).unwrap(),
            ..minutes()
        };
        let why = say("We wrote the wrong floor.");
        after(meeting, Command::Correct { minutes, why }, over())
    };
    assert_eq!(correct(&called(), "x"), Err(Refused::NotStated));
    assert_eq!(
        correct(&held, "We went from floor to floor."),
        Err(Refused::MinutesUnchanged)
    );
    let twice = correct(&correct(&held, "Second.").unwrap(), "Third.").unwrap();
    let Stage::Held {
        minutes: last,
        corrected: Some(corrected),
        ..
    } = twice.stage
    else {
        panic!("it was held and corrected");
    };
    assert_eq!(last.words.as_str(), "Third.");
    assert_eq!(*corrected.first, minutes());
}

#[test]
fn what_was_decided_in_the_room_needs_people_and_a_say() {
    let state = |change: fn(&mut Minutes), level| {
        let mut minutes = minutes();
        change(&mut minutes);
        let thread = Thread { level, ..talking() };
        minutes.check(&thread)
    };
    let decide = Participation::Decide;
    assert_eq!(state(|_| {}, decide), Ok(()));
    assert_eq!(
        state(|m| m.present = 0, decide),
        Err(Refused::NobodyPresent)
    );
    assert_eq!(
        state(|m| m.present = -1, decide),
        Err(Refused::PresentStrange)
    );
    assert_eq!(
        state(|m| m.present = 10_001, decide),
        Err(Refused::PresentStrange)
    );
    assert_eq!(
        state(|m| m.decided = vec![m.decided[0].clone(); 9], decide),
        Err(Refused::DecidedMany)
    );
    assert_eq!(
        state(|_| {}, Participation::Told),
        Err(Refused::NothingToDecide)
    );
    let nobody = |m: &mut Minutes| {
        m.present = 0;
        m.decided.clear();
    };
    assert_eq!(state(nobody, Participation::Told), Ok(()));
}

#[test]
fn the_clock_reminds_once_and_forgets_once() {
    let meeting = called();
    let day_before = meeting.plan.at.plus_days(-1);
    assert_eq!(meeting.due(), Some(day_before));
    assert_eq!(
        woken(&meeting, day_before.plus_seconds(-1)),
        Err(Refused::NothingDue)
    );
    let reminded = woken(&meeting, day_before).unwrap();
    assert_eq!(woken(&reminded, day_before), Err(Refused::NothingDue));
    let forget = meeting.plan.until().plus_days(KEEP_DAYS);
    assert_eq!(reminded.due(), Some(forget));
    let forgotten = woken(&reminded, forget).unwrap();
    assert!(forgotten.forgotten);
    assert_eq!(
        (forgotten.due(), woken(&forgotten, forget)),
        (None, Err(Refused::NothingDue))
    );

    // Put off, those who come are reminded again; called for today, they just were told.
    let plan = Plan {
        at: START.plus_days(9),
        ..plan()
    };
    let put_off = after(&reminded, Command::Change { plan }, day_before).unwrap();
    assert_eq!(put_off.due(), Some(START.plus_days(8)));
    let today = call(
        calling(|plan| plan.at = START.plus_minutes(600)),
        &talking(),
        &member(COMMITTEE),
        START,
    );
    let today = today.unwrap().meeting;
    assert_eq!(today.due(), Some(today.plan.until().plus_days(KEEP_DAYS)));
}
