//! The grid of mediations, printed: the page an auditor can read.

use std::fmt::Write as _;

use super::{MediationAct, may_in_mediation};
use crate::case::tests::town::{AUTHOR, COMMITTEE, DISTRICT, STRANGER, member, person, resident};
use crate::mediation::tests::{Between, DOOR, MEDIATOR};
use crate::person::Actor;

/// Who, and whether they live behind the door that is asked.
fn people() -> Vec<(&'static str, Actor, bool)> {
    let mut unconfirmed = person(AUTHOR, &[]);
    unconfirmed.confirmed = false;
    let mut steward = person(8, &[]);
    (steward.steward, steward.overseer) = (true, true);
    vec![
        ("visitor", Actor::Visitor, false),
        ("author", resident(AUTHOR), false),
        ("author, no code", Actor::Person(unconfirmed), false),
        ("behind the door", resident(DOOR), true),
        ("lives there too", resident(50), true),
        ("mediator", resident(MEDIATOR), false),
        ("its body", member(COMMITTEE), false),
        ("another body", member(DISTRICT), false),
        ("neighbour", resident(STRANGER), false),
        ("steward, overseer", Actor::Person(steward), false),
        ("clock", Actor::Clock, false),
    ]
}

#[test]
fn who_may_do_what_in_a_mediation_is_this_picture() {
    let mut picture = String::new();
    for (name, between) in [
        ("offered", Between::offered()),
        ("asked", Between::asked()),
        ("choosing", Between::choosing()),
        ("inviting", Between::inviting()),
        ("arranging", Between::arranging()),
        ("meeting", Between::meeting()),
        ("writing", Between::writing()),
        ("holding", Between::holding()),
        ("ended", Between::ended()),
    ] {
        writeln!(picture, "{name}").unwrap();
        for act in MediationAct::ALL {
            write!(picture, "  {:<8}", act.code()).unwrap();
            for (who, actor, lives_there) in people() {
                let may = match may_in_mediation(&actor, act, &between.mediation, lives_there) {
                    Ok((_, Some(_))) => "for its body".to_owned(),
                    Ok((Some(part), None)) => format!("{part:?}"),
                    Ok((None, None)) => "yes".to_owned(),
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
    for act in MediationAct::ALL {
        assert_eq!(MediationAct::from_code(act.code()), Some(act));
    }
    assert_eq!(MediationAct::from_code("mediate"), None);
}
