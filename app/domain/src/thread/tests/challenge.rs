//! A thread about a challenge.

use super::super::{HandedBecause, follow_table, hand_on};
use super::*;
use crate::case::By;
use crate::case::tests::town::WORKS_OFFICE;
use crate::challenge;
use crate::challenge::tests::{Hard, seat};
use crate::permission::Denied;

fn opened_on(hard: &Hard, of: u128, actor: &Actor, talks: bool) -> Result<Thread, Refused> {
    let mut opening = opening();
    opening.place_path = hard.challenge.place_path.clone();
    let about = About::Challenge {
        challenge: &hard.challenge,
        talks,
    };
    open(opening, &body(of), about, actor, START).map(|decided| decided.thread)
}

#[test]
fn whoever_sits_at_its_table_opens_one_and_one_at_a_time() {
    let mut hard = Hard::new();
    for of in [COMMITTEE, WORKS_OFFICE] {
        let thread = opened_on(&hard, of, &member(of), false).unwrap();
        assert_eq!(thread.challenge, Some(hard.challenge.reference));
        assert_eq!((thread.case, thread.body), (None, body_id(of)));
    }
    let second = opened_on(&hard, COMMITTEE, &member(COMMITTEE), true);
    assert_eq!(second, Err(Refused::ChallengeTalks));
    assert_eq!(
        opened_on(&hard, DISTRICT, &member(DISTRICT), false),
        Err(Refused::NotServed)
    );
    assert_eq!(
        opened_on(&hard, COMMITTEE, &resident(NEIGHBOUR), false),
        Err(Refused::Denied(Denied::NotMember))
    );
    let learnt = say("It was the wiring.");
    hard.must(
        &member(COMMITTEE),
        challenge::Command::Close { learnt },
        None,
    );
    assert_eq!(
        opened_on(&hard, COMMITTEE, &member(COMMITTEE), false),
        Err(Refused::ChallengeClosed)
    );
}

#[test]
fn it_is_of_the_place_of_its_challenge() {
    let hard = Hard::new();
    let mut elsewhere = opening();
    elsewhere.place_path = vec![crate::id::PlaceId::new(Uuid::from_u128(4711))];
    let about = About::Challenge {
        challenge: &hard.challenge,
        talks: false,
    };
    let opened = open(
        elsewhere,
        &body(COMMITTEE),
        about,
        &member(COMMITTEE),
        START,
    );
    assert_eq!(opened.unwrap_err(), Refused::NotServed);
}

#[test]
fn who_leaves_the_table_hands_it_on_to_the_convener() {
    let mut hard = Hard::new();
    let thread = opened_on(&hard, WORKS_OFFICE, &member(WORKS_OFFICE), false).unwrap();
    let by = By::Clock;
    assert_eq!(follow_table(&thread, &hard.challenge, by, START), None);
    let set = challenge::Command::SetTable {
        convener: body_id(COMMITTEE),
        seats: vec![seat(COMMITTEE, crate::case::Share::Leads)],
        words: say("We do it alone."),
    };
    hard.must(&member(COMMITTEE), set, None);
    let handed = follow_table(&thread, &hard.challenge, by, START).unwrap();
    assert_eq!(handed.thread.body, body_id(COMMITTEE));
    let because = HandedBecause::LeftTable {
        before: body_id(WORKS_OFFICE),
    };
    let body = body_id(COMMITTEE);
    assert_eq!(handed.recorded[0].event, Event::Handed { body, because });
    let over = Command::Close {
        learnt: say("Nothing."),
    };
    let over = decide(&thread, &over.into(), &member(WORKS_OFFICE), START).unwrap();
    assert_eq!(
        follow_table(&over.thread, &hard.challenge, by, START),
        None,
        "what is over stays"
    );
}

#[test]
fn what_was_handed_on_before_the_reason_was_kept_reads_as_it_did() {
    let read = |json: &str| serde_json::from_str::<Event>(json).unwrap();
    let body = body_id(COMMITTEE);
    let because = HandedBecause::Concerned;
    let concerned = Event::Handed { body, because };
    let old = format!(r#"{{"event":"handed","body":"{}"}}"#, body.uuid());
    assert_eq!(read(&old), concerned);
    let handed = hand_on(&talking(), body, By::Clock, START);
    assert_eq!(handed.recorded[0].event, concerned);
    let left = Event::Handed {
        body,
        because: HandedBecause::LeftTable {
            before: body_id(WORKS_OFFICE),
        },
    };
    assert_eq!(read(&serde_json::to_string(&left).unwrap()), left);
}
