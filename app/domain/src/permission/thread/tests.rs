//! The grid of threads, printed: the page an auditor can read.

use std::fmt::Write as _;

use super::super::Denied;
use super::{ThreadAct, leads, may_in_thread, may_judge, opens_on};
use crate::case::tests::town::{
    COMMITTEE, DISTRICT, NEIGHBOUR, STRANGER, WORKS_OFFICE, body_id, member, person, resident, say,
};
use crate::challenge::Command;
use crate::challenge::tests::Hard;
use crate::person::Actor;
use crate::thread::Refused;
use crate::thread::tests::{agreed, deciding, talking, weighing};

fn people() -> Vec<(&'static str, Actor)> {
    let mut unconfirmed = person(STRANGER, &[]);
    unconfirmed.confirmed = false;
    let mut steward = person(8, &[]);
    steward.steward = true;
    vec![
        ("visitor", Actor::Visitor),
        ("unconfirmed", Actor::Person(unconfirmed)),
        ("resident", resident(NEIGHBOUR)),
        ("its body", member(COMMITTEE)),
        ("elsewhere", member(DISTRICT)),
        ("steward", Actor::Person(steward)),
        ("clock", Actor::Clock),
    ]
}

#[test]
fn who_may_do_what_in_a_thread_is_this_picture() {
    let mut picture = String::new();
    for (name, thread) in [
        ("talk", talking()),
        ("weigh", weighing()),
        ("decide", deciding()),
        ("agreed", agreed()),
    ] {
        writeln!(picture, "{name}").unwrap();
        for act in ThreadAct::ALL {
            write!(picture, "  {:<14}", act.code()).unwrap();
            for (who, actor) in people() {
                let may = match may_in_thread(&actor, act, &thread) {
                    Ok(Some(_)) => "for its body".to_owned(),
                    Ok(None) => "yes".to_owned(),
                    Err(refused) => refused.code().to_owned(),
                };
                write!(picture, " | {who}: {may}").unwrap();
            }
            picture.push('\n');
        }
    }
    picture.push_str("open one\n");
    for (who, actor) in people() {
        let may = leads(&actor, body_id(COMMITTEE)).map_or_else(Denied::code, |()| "yes");
        writeln!(picture, "  {who}: {may}").unwrap();
    }
    picture.push_str("open one about a challenge\n");
    let open = Hard::new();
    let mut closed = open.clone();
    let learnt = say("It was the wiring.");
    closed.must(&member(COMMITTEE), Command::Close { learnt }, None);
    for (name, hard) in [("open", open), ("closed", closed)] {
        write!(picture, "  {name:<14}").unwrap();
        let seated = ("at its table", member(WORKS_OFFICE));
        for (who, actor) in people().into_iter().chain([seated]) {
            let may = opens_on(&actor, &hard.challenge);
            let may = may.map_or_else(Refused::code, |_| "yes");
            write!(picture, " | {who}: {may}").unwrap();
        }
        picture.push('\n');
    }
    picture.push_str("decide about what was flagged\n");
    let judges = [
        ("its body", Some(body_id(COMMITTEE))),
        ("another", Some(body_id(DISTRICT))),
        ("steward", None),
    ];
    for (name, judge) in judges {
        write!(picture, "  {name:<14}").unwrap();
        for (who, actor) in people() {
            let may = may_judge(&actor, judge, &talking());
            let may = may.map_or_else(Refused::code, |_| "yes");
            write!(picture, " | {who}: {may}").unwrap();
        }
        picture.push('\n');
    }
    insta::assert_snapshot!(picture);
}
