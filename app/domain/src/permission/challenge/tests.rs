//! The grid of challenges, printed: the page an auditor can read.

use std::fmt::Write as _;

use super::{Act, acting_for};
use crate::case::Case;
use crate::case::tests::town::{
    AUTHOR, COMMITTEE, COMPANY, DISTRICT, NEIGHBOUR, STRANGER, STREET_OFFICE, WORKS_OFFICE,
    body_id, member, person, resident, say,
};
use crate::challenge::tests::{Hard, seat};
use crate::challenge::{Challenge, Command};
use crate::person::Actor;

fn people() -> Vec<(&'static str, Actor)> {
    let mut unconfirmed = person(STRANGER, &[]);
    unconfirmed.confirmed = false;
    let mut steward = person(8, &[]);
    steward.steward = true;
    vec![
        ("visitor", Actor::Visitor),
        ("unconfirmed", Actor::Person(unconfirmed)),
        ("resident", resident(NEIGHBOUR)),
        ("own case", resident(AUTHOR)),
        ("convener", member(COMMITTEE)),
        ("does a part", member(WORKS_OFFICE)),
        ("partner there", member(COMPANY)),
        ("case's holder", member(STREET_OFFICE)),
        ("elsewhere", member(DISTRICT)),
        ("steward", Actor::Person(steward)),
        ("clock", Actor::Clock),
    ]
}

/// A challenge with an attempt and a measure of the works office, and a public
/// case under it that the street office has by now.
fn scene() -> (Challenge, Case, [i64; 2]) {
    let mut hard = Hard::new();
    let set = Command::SetTable {
        convener: body_id(COMMITTEE),
        seats: vec![
            seat(COMMITTEE, crate::case::Share::Leads),
            seat(WORKS_OFFICE, crate::case::Share::Does),
            seat(COMPANY, crate::case::Share::Consulted),
        ],
        words: say("All of us."),
    };
    hard.must(&member(COMMITTEE), set, None);
    let attempt = Command::Try {
        words: say("New lamps."),
        started_at: hard.now,
        review_due: hard.now.plus_days(9),
    };
    let measure = Command::BeginMeasure {
        words: say("Torches."),
        from: hard.now,
        until: hard.now.plus_days(9),
    };
    hard.must(&member(WORKS_OFFICE), attempt, None);
    hard.must(&member(WORKS_OFFICE), measure, None);
    let parts = [
        hard.challenge.attempts[0].number,
        hard.challenge.measures[0].number,
    ];
    let mut case = hard.cases[0].clone();
    case.holding.holder = body_id(STREET_OFFICE);
    case.holding.beside = None;
    (hard.challenge, case, parts)
}

fn closed(mut challenge: Challenge) -> Challenge {
    challenge.stage = crate::challenge::Stage::Closed {
        at: challenge.opened_at,
        learnt: say("That."),
    };
    challenge
}

/// If this fails, you changed who may do what with a challenge. Read the
/// difference as an auditor would; if it is meant, accept the new picture.
#[test]
fn who_may_do_what_with_a_challenge_is_this_picture() {
    let (open, case, [attempt, measure]) = scene();
    let closed = closed(open.clone());
    let mut picture = String::from(
        "Everybody reads a challenge. A cell says while it is open (o), once it is closed (c), or never (-).\n\
         judge and end-measure: of what the one that does a part did. gather, release, ask-out and open:\n\
         with a public case of the one in `own case`.\n\n",
    );
    write!(picture, "{:<16}", "").unwrap();
    for (name, _) in people() {
        write!(picture, "{name:<15}").unwrap();
    }
    picture.truncate(picture.trim_end().len());
    picture.push('\n');
    for act in Act::ALL {
        let about = matches!(act, Act::Gather | Act::Release | Act::AskOut | Act::Open);
        let about = about.then_some(&case);
        let part = if act == Act::EndMeasure {
            measure
        } else {
            attempt
        };
        let mut line = format!("{:<16}", act.code());
        for (_, actor) in people() {
            let may = |challenge| acting_for(&actor, act, challenge, about, Some(part)).is_ok();
            let cell = match (may(&open), may(&closed)) {
                (true, true) => "oc",
                (true, false) => "o",
                (false, true) => "c",
                (false, false) => "-",
            };
            write!(line, "{cell:<15}").unwrap();
        }
        picture.push_str(line.trim_end());
        picture.push('\n');
    }
    insta::assert_snapshot!(picture);
}

#[test]
fn whoever_acts_does_so_for_one_of_their_bodies() {
    let (challenge, case, [attempt, _]) = scene();
    let works = acting_for(
        &member(WORKS_OFFICE),
        Act::Judge,
        &challenge,
        None,
        Some(attempt),
    );
    assert_eq!(works, Ok(Some(body_id(WORKS_OFFICE))));
    let convener = acting_for(
        &member(COMMITTEE),
        Act::Judge,
        &challenge,
        None,
        Some(attempt),
    );
    assert_eq!(convener, Ok(Some(body_id(COMMITTEE))));
    let holder = acting_for(
        &member(STREET_OFFICE),
        Act::Release,
        &challenge,
        Some(&case),
        None,
    );
    assert_eq!(holder, Ok(Some(body_id(STREET_OFFICE))));
    let resident = acting_for(
        &resident(AUTHOR),
        Act::AskOut,
        &challenge,
        Some(&case),
        None,
    );
    assert_eq!(resident, Ok(None));
}
