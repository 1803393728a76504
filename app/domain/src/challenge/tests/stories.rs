//! What can be told of one challenge from beginning to end.

use super::{Hard, case, seat, try_open};
use crate::case::tests::town::{
    AUTHOR, CITY, COMMITTEE, COMPANY, DISTRICT, LANE, NEIGHBOUR, OTHER_LANE, STRANGER,
    STREET_OFFICE, WORKS_OFFICE, body_id, local, member, monday, place, resident, say,
};
use crate::case::{Event as CaseEvent, Share, Visibility};
use crate::challenge::{
    Certainty, Challenge, Command, Event, Order, Outcome, Owed, Payload, REVIEW_DAYS, Refused,
};
use crate::id::BodyId;

fn note(words: &str) -> Command {
    Command::Note {
        certainty: Certainty::Unknown,
        words: say(words),
    }
}

fn try_it(hard: &Hard, days: i64) -> Command {
    Command::Try {
        words: say("New lamps on all floors."),
        started_at: hard.now,
        review_due: hard.now.plus_days(days),
    }
}

fn review(hard: &Hard, days: i64) -> Command {
    Command::Review {
        words: say("Two more went dark."),
        next: hard.now.plus_days(days),
    }
}

fn judge(attempt: i64) -> Command {
    Command::Judge {
        attempt,
        outcome: Outcome::DidNotHelp,
        words: say("They went dark again."),
    }
}

fn close() -> Command {
    Command::Close {
        learnt: say("The wires were too thin."),
    }
}

#[test]
fn it_is_opened_out_of_a_public_case_by_who_has_it_and_holds_that_case() {
    let open = |actor: &_, visibility| {
        try_open(place(LANE), &case(200, visibility), actor, monday()).map_err(Refused::code)
    };
    let decided = open(&member(COMMITTEE), Visibility::Public).unwrap();
    assert_eq!(decided.challenge.convener, body_id(COMMITTEE));
    assert_eq!(decided.challenge.cases.len(), 1);
    let after = decided.case.unwrap();
    assert!(matches!(
        after.recorded[0].event,
        CaseEvent::Gathered { .. }
    ));
    assert_eq!(
        open(&member(COMMITTEE), Visibility::BodyOnly),
        Err("gather-private")
    );
    for (actor, code) in [
        (member(DISTRICT), "not-with-case"),
        (member(COMPANY), "not-with-case"),
        (resident(AUTHOR), "not-with-case"),
        (crate::person::Actor::Visitor, "sign-in-required"),
        (crate::person::Actor::Clock, "not-for-clock"),
    ] {
        assert_eq!(open(&actor, Visibility::Public), Err(code), "{actor:?}");
    }
    let elsewhere = try_open(
        place(OTHER_LANE),
        &case(200, Visibility::Public),
        &member(COMMITTEE),
        monday(),
    );
    assert_eq!(elsewhere, Err(Refused::OtherPlace));
    // The committee does not serve the whole district.
    let wide = try_open(
        place(2),
        &case(200, Visibility::Public),
        &member(COMMITTEE),
        monday(),
    );
    assert_eq!(wide.map_err(Refused::code), Err("cannot-take-it"));
}

#[test]
fn gathering_changes_nothing_in_a_case_but_its_history() {
    let mut hard = Hard::new();
    let before = hard.cases[1].clone();
    hard.must(&member(COMMITTEE), Command::Gather, Some(1));
    let mut after = hard.cases[1].clone();
    assert_eq!(after.version, before.version + 1);
    assert_eq!(
        after.under.as_ref().unwrap().reference,
        hard.challenge.reference
    );
    after.under = None;
    after.version = before.version;
    assert_eq!(after, before);
    assert_eq!(
        hard.attempt(&member(COMMITTEE), Command::Gather, Some(1)),
        Err("gathered-already")
    );
}

#[test]
fn a_private_case_is_never_gathered() {
    let mut hard = Hard::new();
    assert_eq!(
        hard.attempt(&member(COMMITTEE), Command::Gather, Some(2)),
        Err("gather-private")
    );
    // For who may not see it there is no such case, whatever they try.
    for command in [
        Command::Gather,
        Command::AskOut,
        Command::Release { reason: say("x") },
    ] {
        assert_eq!(
            hard.attempt(&member(WORKS_OFFICE), command, Some(2)),
            Err("not-visible")
        );
    }
}

#[test]
fn a_resident_takes_the_own_case_out_at_once_and_for_good() {
    let mut hard = Hard::new();
    assert_eq!(
        hard.attempt(&resident(NEIGHBOUR), Command::AskOut, Some(0)),
        Err("not-own-case")
    );
    assert_eq!(
        hard.must(&resident(AUTHOR), Command::AskOut, Some(0)),
        ["released"]
    );
    assert_eq!(hard.cases[0].under, None);
    assert!(hard.challenge.cases.is_empty());
    assert_eq!(
        hard.attempt(&member(COMMITTEE), Command::Gather, Some(0)),
        Err("kept-out")
    );
    // Taken out with a reason, it can come back.
    hard.must(&member(COMMITTEE), Command::Gather, Some(1));
    let release = Command::Release {
        reason: say("Another cause."),
    };
    hard.must(&member(COMMITTEE), release, Some(1));
    hard.must(&member(COMMITTEE), Command::Gather, Some(1));
}

#[test]
fn acts_belong_to_the_table_and_decisions_to_the_convener() {
    let mut hard = Hard::new();
    let works = member(WORKS_OFFICE);
    hard.must(&works, note("Who pays for the wires?"), None);
    let line = hard.challenge.lines[0].number;
    hard.must(&works, try_it(&hard, 20), None);
    assert_eq!(
        hard.attempt(&works, review(&hard, 20), None),
        Err("not-convener")
    );
    assert_eq!(hard.attempt(&works, close(), None), Err("not-convener"));
    assert_eq!(
        hard.attempt(&member(STREET_OFFICE), note("x"), None),
        Err("not-at-table")
    );
    assert_eq!(
        hard.attempt(&resident(AUTHOR), note("x"), None),
        Err("not-at-table")
    );
    let attempt = hard.challenge.attempts[0].number;
    assert_eq!(
        hard.attempt(&member(STREET_OFFICE), judge(attempt), None),
        Err("not-own-entry")
    );
    let strike = || Command::Strike {
        line,
        reason: say("The city pays."),
    };
    hard.must(&member(COMMITTEE), strike(), None);
    assert_eq!(hard.attempt(&works, strike(), None), Err("struck-already"));
    assert!(
        hard.challenge.lines[0].struck.is_some(),
        "it stays to be read"
    );
}

#[test]
fn it_cannot_close_while_an_attempt_waits_or_a_measure_runs() {
    let mut hard = Hard::new();
    let committee = member(COMMITTEE);
    hard.must(&member(WORKS_OFFICE), try_it(&hard, 20), None);
    let attempt = hard.challenge.attempts[0].number;
    assert_eq!(
        hard.attempt(&committee, close(), None),
        Err("attempt-waits")
    );
    hard.must(&member(WORKS_OFFICE), judge(attempt), None);
    assert_eq!(
        hard.attempt(&committee, judge(attempt), None),
        Err("judged-already")
    );
    let measure = Command::BeginMeasure {
        words: say("Torches hang at the door."),
        from: hard.now,
        until: hard.now.plus_days(60),
    };
    hard.must(&committee, measure, None);
    assert_eq!(hard.attempt(&committee, close(), None), Err("measure-runs"));
    let end = Command::EndMeasure {
        measure: hard.challenge.measures[0].number,
        words: say("There is light."),
    };
    hard.must(&committee, end, None);
    hard.must(&committee, close(), None);
    assert_eq!(hard.challenge.next_step(), None);
    assert_eq!(hard.wake(), Err("challenge-over"));
    assert_eq!(
        hard.attempt(&committee, note("x"), None),
        Err("challenge-over")
    );
    let reopen = Command::Reopen {
        words: say("Dark again."),
        next: hard.now.plus_days(10),
    };
    hard.must(&member(WORKS_OFFICE), reopen, None);
    assert!(hard.challenge.is_open());
}

#[test]
fn a_review_is_at_most_ninety_days_ahead_and_says_what_changed() {
    let mut hard = Hard::new();
    let committee = member(COMMITTEE);
    for (days, answer) in [
        (0, Err("review-in-the-past")),
        (-3, Err("review-in-the-past")),
        (REVIEW_DAYS + 1, Err("review-too-far")),
        (REVIEW_DAYS, Ok(vec!["reviewed"])),
    ] {
        assert_eq!(
            hard.attempt(&committee, review(&hard, days), None),
            answer,
            "{days}"
        );
    }
}

#[test]
fn missed_dates_are_recorded_once_in_order_however_late_the_clock_comes() {
    let mut hard = Hard::new();
    // Reviewed by 1 December, the attempt of the works office by 27 November.
    let next = local("2026-12-01T17:00");
    let words = say("We look again soon.");
    hard.must(&member(COMMITTEE), Command::Review { words, next }, None);
    let attempt = Command::Try {
        words: say("New lamps."),
        started_at: hard.now,
        review_due: local("2026-11-27T17:00"),
    };
    hard.must(&member(WORKS_OFFICE), attempt, None);
    assert_eq!(hard.wake(), Err("nothing-due"));
    hard.now = local("2026-12-05T08:00");
    assert_eq!(hard.wake().unwrap(), ["missed", "missed", "missed"]);
    let of: Vec<(Owed, BodyId, _)> = hard
        .challenge
        .missed
        .iter()
        .map(|one| (one.owed, one.body, one.due))
        .collect();
    let number = hard.challenge.attempts[0].number;
    assert_eq!(
        of,
        [
            (
                Owed::Attempt { number },
                body_id(WORKS_OFFICE),
                local("2026-11-27T17:00")
            ),
            (Owed::Review, body_id(COMMITTEE), next),
            (
                Owed::Attempt { number },
                body_id(WORKS_OFFICE),
                local("2026-12-04T17:00")
            ),
        ]
    );
    assert_eq!(hard.wake(), Err("nothing-due"));
    let step = hard.challenge.next_step().unwrap();
    assert_eq!(
        (step.what, step.by),
        (Owed::Review, local("2026-12-08T17:00")),
        "five working days on"
    );
}

#[test]
fn a_measure_that_ran_out_is_owed_by_who_began_it_until_they_say_what_came_of_it() {
    let mut hard = Hard::new();
    let until = hard.now.plus_days(3);
    let measure = Command::BeginMeasure {
        words: say("A lamp on a lead."),
        from: hard.now,
        until,
    };
    hard.must(&member(WORKS_OFFICE), measure, None);
    let measure = hard.challenge.measures[0].number;
    let owed = |hard: &Hard| hard.challenge.owed_by(&[body_id(WORKS_OFFICE)]);
    let step = owed(&hard).unwrap();
    let what = Owed::Measure { number: measure };
    assert_eq!((step.what, step.by), (what, until));
    hard.now = until;
    assert_eq!(hard.wake().unwrap(), ["missed"]);
    let again = owed(&hard).unwrap();
    assert_eq!(again.what, what);
    assert!(again.by > hard.now);
    assert_eq!(hard.challenge.measures[0].until, until, "as it was meant");
    let words = say("The mast is up.");
    hard.must(
        &member(WORKS_OFFICE),
        Command::EndMeasure { measure, words },
        None,
    );
    assert_eq!(owed(&hard), None);
}

#[test]
fn a_convener_that_went_out_of_service_is_replaced_and_says_so() {
    let mut hard = Hard::new();
    hard.bodies[0].in_service = false;
    hard.now = hard.now.plus_days(31);
    let kinds = hard.wake().unwrap();
    assert_eq!(kinds[..2], ["table-set", "missed"]);
    assert_eq!(hard.challenge.convener, body_id(STREET_OFFICE));
    assert!(hard.challenge.sits(body_id(STREET_OFFICE)));
    let leads = hard
        .challenge
        .seats
        .iter()
        .filter(|seat| seat.share == Share::Leads);
    assert_eq!(leads.count(), 1);
    assert!(matches!(
        hard.challenge.missed.last(),
        Some(missed) if missed.body == body_id(STREET_OFFICE)
    ));
}

#[test]
fn a_table_has_one_convener_that_is_no_partner_and_serves_the_place() {
    let hard = Hard::new();
    let set = |convener: u128, seats: Vec<_>| {
        let words = say("So it is.");
        let command = Command::SetTable {
            convener: body_id(convener),
            seats,
            words,
        };
        let order = Order::from(command);
        let decided = hard.try_order(&member(COMMITTEE), &order, None);
        decided.map(|_| ()).map_err(Refused::code)
    };
    let leads = |body| seat(body, Share::Leads);
    assert_eq!(set(COMPANY, vec![leads(COMPANY)]), Err("partner-convenes"));
    assert_eq!(
        set(CITY, vec![leads(COMMITTEE)]),
        Err("table-needs-convener")
    );
    assert_eq!(set(21, vec![leads(21)]), Err("cannot-take-it"));
    assert_eq!(
        set(COMMITTEE, vec![seat(COMMITTEE, Share::Told)]),
        Err("table-needs-lead")
    );
    let both = vec![leads(COMMITTEE), seat(STREET_OFFICE, Share::Consulted)];
    assert_eq!(set(STREET_OFFICE, both), Ok(()));
}

#[test]
fn a_stale_page_is_refused_and_a_wish_never_is() {
    let mut hard = Hard::new();
    let stale = Order {
        command: review(&hard, 10),
        expected_version: Some(1),
    };
    let refused = hard.try_order(&member(COMMITTEE), &stale, None);
    assert_eq!(refused, Err(Refused::SomeoneWasFaster));
    hard.must(&resident(AUTHOR), Command::AskOut, Some(0));
    assert_eq!(
        hard.attempt(&resident(STRANGER), Command::AskOut, Some(0)),
        Err("not-own-case")
    );
    assert_eq!(
        hard.attempt(&resident(AUTHOR), Command::AskOut, Some(0)),
        Err("not-gathered")
    );
}

#[test]
fn the_first_payloads_can_be_read_for_ever() {
    let kept = r#"{"v":1,"kind":"missed","owed":{"what":"attempt","number":4},"due":5,"body":"00000000-0000-0000-0000-00000000000b","again":6}"#;
    let read: Payload = serde_json::from_str(kept).unwrap();
    assert_eq!(read.event.kind(), "missed");
    assert!(matches!(
        read.event,
        Event::Missed {
            owed: Owed::Attempt { number: 4 },
            ..
        }
    ));
    assert_eq!(serde_json::to_string(&read).unwrap(), kept);
}

#[test]
fn its_convener_puts_right_where_it_is_and_the_history_keeps_the_old() {
    let mut hard = Hard::new();
    let convener = member(COMMITTEE);
    let correct = |to: u128| Command::Correct {
        title: hard.challenge.title.clone(),
        words: hard.challenge.words.clone(),
        place: place(to),
        reason: say("It is the whole sub-district."),
    };
    let (wider, elsewhere, same) = (correct(3), correct(OTHER_LANE), correct(LANE));
    assert_eq!(
        hard.attempt(&convener, elsewhere, None),
        Err("other-place"),
        "its cases do not lie there"
    );
    assert_eq!(hard.attempt(&convener, same, None), Err("correction-same"));
    assert_eq!(
        hard.attempt(&member(WORKS_OFFICE), wider.clone(), None),
        Err("not-convener")
    );
    // Whoever sits at the table has to serve the new place, as when it was opened.
    let refused = hard.attempt(&convener, wider.clone(), None);
    assert_eq!(refused, Err("cannot-take-it"));
    let works = Command::SetTable {
        convener: body_id(WORKS_OFFICE),
        seats: vec![seat(WORKS_OFFICE, Share::Leads)],
        words: say("It is more than the lane."),
    };
    hard.must(&convener, works, None);
    let before = hard.challenge.place_path.clone();
    hard.must(&member(WORKS_OFFICE), wider, None);
    assert_eq!(hard.challenge.place, place(3));
    assert_eq!(hard.challenge.place_path, [place(3), place(2), place(1)]);
    let Event::Corrected { place_path, .. } = &hard.history.last().unwrap().event else {
        panic!("a correction");
    };
    assert_eq!(*place_path, hard.challenge.place_path);
    // What was before is told by what came before.
    let earlier = hard.history.len() - 1;
    let old = Challenge::from_history(&hard.history[..earlier]).unwrap();
    assert_eq!(old.place_path, before);
    assert_eq!(
        Challenge::from_history(&hard.history).unwrap(),
        hard.challenge
    );
}
