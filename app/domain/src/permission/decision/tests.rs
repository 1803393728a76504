//! The grid of decisions, printed: the page an auditor can read.

use std::fmt::Write as _;

use super::{DecisionAct, may_on_decision};
use crate::case::tests::town::{
    COMMITTEE, DISTRICT, NEIGHBOUR, STRANGER, member, person, resident,
};
use crate::decision::tests::{closed, drafted, open};
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
fn who_may_do_what_with_a_decision_is_this_picture() {
    let mut picture = String::new();
    for (name, decision) in [
        ("drafted", drafted("consent")),
        ("open", open("consent")),
        ("closed", closed("consent", &[])),
    ] {
        writeln!(picture, "{name}").unwrap();
        for act in DecisionAct::ALL {
            write!(picture, "  {:<12}", act.code()).unwrap();
            for (who, actor) in people() {
                let may = match may_on_decision(&actor, act, &decision) {
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
    for act in DecisionAct::ALL {
        assert_eq!(DecisionAct::from_code(act.code()), Some(act));
    }
    assert_eq!(DecisionAct::from_code("vote"), None);
}
