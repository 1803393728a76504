//! The grid of meetings, printed: the page an auditor can read.

use std::fmt::Write as _;

use super::{MeetingAct, may_on_meeting};
use crate::case::tests::town::{
    COMMITTEE, DISTRICT, NEIGHBOUR, STRANGER, member, person, resident,
};
use crate::meeting::tests::{called, called_off, held};
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
        ("its body", member(COMMITTEE)),
        ("elsewhere", member(DISTRICT)),
        ("steward", Actor::Person(steward)),
        ("clock", Actor::Clock),
    ]
}

#[test]
fn who_may_do_what_with_a_meeting_is_this_picture() {
    let mut picture = String::new();
    for (name, meeting) in [
        ("called", called()),
        ("called off", called_off()),
        ("held", held()),
    ] {
        writeln!(picture, "{name}").unwrap();
        for act in MeetingAct::ALL {
            write!(picture, "  {:<9}", act.code()).unwrap();
            for (who, actor) in people() {
                let may = match may_on_meeting(&actor, act, &meeting) {
                    Ok(Some(_)) => "for its body".to_owned(),
                    Ok(None) => "yes".to_owned(),
                    Err(refused) => refused.code().to_owned(),
                };
                write!(picture, " | {who}: {may}").unwrap();
            }
            picture.push('\n');
        }
    }
    insta::assert_snapshot!(picture);
}

#[test]
fn codes_are_read_back() {
    for act in MeetingAct::ALL {
        assert_eq!(MeetingAct::from_code(act.code()), Some(act));
    }
    assert_eq!(MeetingAct::from_code("vote"), None);
}
