use super::town::{
    AUTHOR, CITY, COMMITTEE, DISTRICT, NEIGHBOUR, STREET_OFFICE, Story, body_id, done, filing,
    local, member, resident, say,
};
use crate::case::{By, Command, Owed, Verdict, Visibility};
use crate::person::Actor;
use crate::routing::Ground;

fn leave_service(story: &mut Story, body: u128) {
    for one in &mut story.bodies {
        if one.id.uuid().as_u128() == body {
            one.in_service = false;
        }
    }
}

#[test]
fn missed_dates_are_recorded_once_in_the_order_they_fell_due() {
    let mut story = Story::light();
    assert_eq!(story.case.wake_at(), Some(local("2026-11-24T17:00")));
    assert_eq!(story.wake(), Err("nothing-due"));
    story.pass_days(90);
    assert_eq!(story.wake(), Ok(vec!["late", "moved", "late", "moved"]));
    let missed: Vec<Owed> = story.case.missed.iter().map(|missed| missed.owed).collect();
    assert_eq!(missed, [Owed::Heard, Owed::Outcome]);
    assert!(story.case.missed.is_sorted_by_key(|missed| missed.due));
    assert_eq!(story.wake(), Err("nothing-due"));
    assert!(
        story.case.wake_at() > Some(story.now),
        "the new holder's clock starts when it gets the case, however late that is"
    );
}

#[test]
fn a_missed_date_goes_up_tier_by_tier_and_stays_at_the_top() {
    let mut story = Story::light();
    for holder in [STREET_OFFICE, DISTRICT, CITY] {
        story.now = story.case.wake_at().unwrap();
        let happened = story.wake().unwrap();
        assert_eq!(happened[..2], ["late", "moved"]);
        assert_eq!((story.stage(), story.holder()), ("waiting", holder));
        assert_eq!(story.case.holding.ground, Some(Ground::Clock));
        assert_eq!(story.case.holding.beside, Some(body_id(COMMITTEE)));
    }
    assert_eq!(
        story.case.counters.hand_overs, 0,
        "the clock's moves do not count"
    );
    story.pass_days(200);
    story.wake().unwrap();
    assert_eq!(story.holder(), CITY);
    assert!(story.case.is_open() && story.case.next_step().is_some());
    assert_eq!(story.stage(), "table-owed");
    assert!(
        story.case.wake_at() > Some(story.now),
        "everything late was said once, and a joint table is owed by a date that lies ahead"
    );
}

#[test]
fn of_a_private_case_the_tier_above_is_told_when_its_author_says_yes() {
    let mut story = Story::of(filing("light", Visibility::BodyOnly));
    story.now = story.case.wake_at().unwrap();
    assert_eq!(story.wake(), Ok(vec!["late", "proposed"]));
    assert_eq!(story.holder(), COMMITTEE);
    assert_eq!(
        story.must(&resident(AUTHOR), Command::AcceptProposal),
        ["moved"]
    );
    assert_eq!((story.stage(), story.holder()), ("waiting", STREET_OFFICE));
    assert_eq!(story.case.holding.beside, None);
}

#[test]
fn only_the_clock_wakes_a_case() {
    let mut story = Story::light();
    story.pass_days(90);
    assert_eq!(
        story.attempt(&member(COMMITTEE), Command::Wake),
        Err("only-clock")
    );
    assert_eq!(
        story.attempt(&Actor::Visitor, Command::Wake),
        Err("only-clock")
    );
    assert_eq!(story.attempt(&Actor::Clock, done()), Err("not-for-clock"));
    story.wake().unwrap();
    assert_eq!(story.history.last().unwrap().by, By::Clock);
}

#[test]
fn a_missed_promise_is_said_and_goes_up() {
    let mut story = Story::heard();
    let promised = story.now.plus_days(2);
    story.must(
        &member(COMMITTEE),
        Command::Plan {
            step: say("A new lamp."),
            who: None,
            promised,
        },
    );
    story.now = promised;
    assert_eq!(story.wake(), Ok(vec!["late", "moved"]));
    assert!(story.case.has_missed(Owed::Promise, promised));
}

#[test]
fn when_a_body_goes_out_of_service_its_cases_go_to_the_next_tier() {
    let mut story = Story::heard();
    leave_service(&mut story, COMMITTEE);
    assert_eq!(story.wake(), Ok(vec!["moved"]));
    assert_eq!((story.stage(), story.holder()), ("waiting", STREET_OFFICE));
    assert_eq!(story.case.holding.ground, Some(Ground::BodyVanished));
    assert!(
        story.case.is_gap(),
        "nobody is there who should have it, and everybody can read that"
    );
    assert_eq!(
        story.case.holding.beside, None,
        "who has gone does not stay beside it"
    );
    assert_eq!(story.case.counters.hand_overs, 0);
}

#[test]
fn its_promises_and_what_residents_are_asked_stay() {
    let mut planned = Story::heard();
    let promised = planned.now.plus_days(2);
    planned.must(
        &member(COMMITTEE),
        Command::Plan {
            step: say("A new lamp."),
            who: None,
            promised,
        },
    );
    leave_service(&mut planned, COMMITTEE);
    planned.wake().unwrap();
    assert_eq!(
        (planned.stage(), planned.holder()),
        ("acting", STREET_OFFICE)
    );
    assert_eq!(planned.case.holder_due(), Some(promised));

    let mut reported = Story::reported();
    leave_service(&mut reported, COMMITTEE);
    reported.wake().unwrap();
    assert_eq!(
        (reported.stage(), reported.holder()),
        ("reported-done", STREET_OFFICE)
    );
    for who in [AUTHOR, NEIGHBOUR] {
        let verdict = crate::case::Verdict::NoLongerNeeded;
        reported.must(
            &resident(who),
            Command::Answer {
                verdict,
                reason: None,
            },
        );
    }
    assert_eq!(reported.stage(), "no-longer-needed");
}

#[test]
fn what_nobody_above_takes_over_is_owed_again_and_stands_on_the_list_of_gaps() {
    let mut story = Story::light();
    for _ in [STREET_OFFICE, DISTRICT, CITY] {
        story.now = story.case.wake_at().unwrap();
        story.wake().unwrap();
    }
    assert!(!story.case.is_gap());
    let missed = story.case.next_step().unwrap().by;
    story.now = missed;
    assert_eq!(story.wake(), Ok(vec!["late"]));
    assert_eq!((story.stage(), story.holder()), ("waiting", CITY));
    assert!(story.case.is_gap());
    let city = story.bodies.iter().find(|one| one.id == body_id(CITY));
    let again = city.unwrap().calendar.add_working_days(missed, 5);
    assert_eq!(story.case.next_step().unwrap().by, again);
    // Somebody hears it: what is owed now was never missed.
    story.must(&member(CITY), super::town::hear());
    assert!(!story.case.is_gap());
    assert!(story.case.next_step().unwrap().by > story.now);
    // A promise that is missed there becomes a plan that is owed.
    let promised = story.now.plus_days(2);
    story.must(
        &member(CITY),
        Command::Plan {
            step: say("A new lamp."),
            who: None,
            promised,
        },
    );
    story.now = promised;
    assert_eq!(story.wake(), Ok(vec!["late"]));
    assert!(story.case.is_gap());
    let step = story.case.next_step().unwrap();
    assert_eq!(step.what, crate::case::StepCode::Plan);
    assert!(step.by > promised);
    story.must(&member(CITY), done());
    assert!(!story.case.is_gap());
}

#[test]
fn a_private_case_whose_author_is_silent_keeps_a_date_and_is_asked_about_once() {
    let mut story = Story::of(filing("light", Visibility::BodyOnly));
    let mut asked = 0;
    for _ in 0..12 {
        story.now = story.case.wake_at().unwrap();
        let happened = story.wake().unwrap();
        asked += happened.iter().filter(|kind| **kind == "proposed").count();
        assert_eq!(story.holder(), COMMITTEE);
        assert!(story.case.next_step().unwrap().by > story.now);
    }
    // Once for what was not heard, once for want of a plan, once for the table.
    assert!(asked <= 3, "{asked}");
}

#[test]
fn a_case_that_comes_back_to_a_body_nobody_is_in_goes_past_it_at_once() {
    let says = |verdict| Command::Answer {
        verdict,
        reason: None,
    };
    for visibility in [Visibility::Public, Visibility::BodyOnly] {
        let mut story = Story::of(filing("light", visibility));
        story.must(&member(COMMITTEE), super::town::hear());
        story.must(&member(COMMITTEE), done());
        story.must(&resident(AUTHOR), says(Verdict::Solved));
        leave_service(&mut story, COMMITTEE);
        let mut reopened = story.clone();
        let reason = super::town::reason();
        assert_eq!(
            reopened.must(&resident(AUTHOR), Command::Reopen { reason }),
            ["back-to-acting", "moved"]
        );
        assert_eq!(
            story.must(&resident(AUTHOR), says(Verdict::NotSolved)),
            ["answered", "back-to-acting", "moved"]
        );
        for story in [reopened, story] {
            assert_eq!((story.stage(), story.holder()), ("waiting", STREET_OFFICE));
            assert_eq!(story.case.holding.ground, Some(Ground::BodyVanished));
            assert!(story.case.is_gap());
        }
    }
}
