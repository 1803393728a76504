use std::collections::BTreeMap;

use uuid::Uuid;

use super::town::{
    AUTHOR, COMMITTEE, COMPANY, DISTRICT, NEIGHBOUR, OTHER_COMMITTEE, STRANGER, STREET_OFFICE,
    Story, THIRD, WORKS_OFFICE, body_id, filing, hear, member, person_id, resident, say,
};
use crate::case::{BackGround, Command, Event, Handing, UpGround, Visibility};
use crate::charter::Urgency;
use crate::id::HouseholdId;
use crate::permission::{Action, Subject, may, visible_parts};
use crate::routing::Ground;

fn up(ground: UpGround) -> Command {
    Command::Hand {
        handing: Handing::Up {
            ground,
            tried: say("We asked the company twice."),
            asked: say("Please have the mast put right."),
        },
    }
}

fn back(ground: BackGround, line: &str) -> Command {
    Command::Hand {
        handing: Handing::Back {
            ground,
            line: line.to_owned(),
            words: say("A bulb is yours to change."),
        },
    }
}

fn across(to: u128) -> Command {
    Command::Hand {
        handing: Handing::Across {
            to: body_id(to),
            words: say("The masts are theirs."),
        },
    }
}

/// At the street office, after the committee asked it to take over.
fn handed_up() -> Story {
    let mut story = Story::heard();
    story.must(&member(COMMITTEE), up(UpGround::OutsidePowers));
    story
}

#[test]
fn a_hand_up_tells_what_was_tried_and_the_community_stays_beside_it() {
    let mut story = Story::heard();
    story.pass_days(1);
    let filed = story.case.filed_at;
    let due = story.case.resident_due();
    assert_eq!(
        story.must(&member(COMMITTEE), up(UpGround::TriedAndFailed)),
        ["moved"]
    );
    let Event::Moved {
        ground,
        tried,
        reason,
        hand_over,
        ..
    } = story.last()
    else {
        panic!("it moved");
    };
    assert_eq!(*ground, Ground::TriedAndFailed);
    assert_eq!(
        tried.as_ref().map(ToString::to_string).as_deref(),
        Some("We asked the company twice.")
    );
    assert!(reason.is_some() && !hand_over, "going up is no hand-over");
    assert_eq!((story.stage(), story.holder()), ("waiting", STREET_OFFICE));
    assert_eq!(story.case.holding.beside, Some(body_id(COMMITTEE)));
    assert_eq!(
        (story.case.filed_at, story.case.resident_due()),
        (filed, due),
        "the resident's clock runs on"
    );
    assert_eq!(story.case.holding.dispatched_at, story.now);
}

#[test]
fn only_the_holder_passes_it_on_and_only_somebody_above_can_take_it() {
    let mut story = Story::heard();
    let order = up(UpGround::OutsideMeans);
    for other in [resident(AUTHOR), member(OTHER_COMMITTEE)] {
        assert_eq!(story.attempt(&other, order.clone()), Err("not-holder"));
    }
    story.bodies.retain(|one| one.id == body_id(COMMITTEE));
    assert_eq!(
        story.attempt(&member(COMMITTEE), order),
        Err("nobody-above")
    );
}

#[test]
fn government_gives_back_what_the_rules_leave_to_the_community() {
    let mut story = handed_up();
    let office = member(STREET_OFFICE);
    for (line, code) in [
        ("food", "line-does-not-say"),
        ("no-such-line", "category-unknown"),
    ] {
        let order = back(BackGround::WithinCommunityPowers, line);
        assert_eq!(story.attempt(&office, order), Err(code), "{line}");
    }
    let order = back(BackGround::WithinCommunityPowers, "light");
    assert_eq!(story.must(&office, order.clone()), ["moved"]);
    assert_eq!((story.stage(), story.holder()), ("waiting", COMMITTEE));
    assert_eq!(story.case.counters.hand_overs, 1);
    assert_eq!(
        story.attempt(&member(COMMITTEE), order),
        Err("only-government-hands-back")
    );
}

#[test]
fn a_case_is_passed_on_twice_and_not_a_third_time() {
    let mut story = handed_up();
    assert_eq!(
        story.attempt(&member(STREET_OFFICE), across(STREET_OFFICE)),
        Err("cannot-take-it")
    );
    for (from, to) in [(STREET_OFFICE, WORKS_OFFICE), (WORKS_OFFICE, STREET_OFFICE)] {
        assert_eq!(story.must(&member(from), across(to)), ["moved"]);
        assert_eq!(story.holder(), to);
        assert_eq!(story.case.holding.beside, Some(body_id(COMMITTEE)));
    }
    for order in [across(WORKS_OFFICE), back(BackGround::WrongPlace, "light")] {
        assert_eq!(
            story.attempt(&member(STREET_OFFICE), order),
            Err("hand-overs-used-up")
        );
    }
    assert_eq!(
        story.must(&member(STREET_OFFICE), up(UpGround::OutsidePowers)),
        ["moved"],
        "going up is always open"
    );
    assert_eq!(story.holder(), DISTRICT);
}

#[test]
fn across_is_for_bodies_of_the_same_tier_and_kind_that_serve_the_place() {
    let mut story = Story::heard();
    for to in [OTHER_COMMITTEE, STREET_OFFICE, COMPANY, 99] {
        assert_eq!(
            story.attempt(&member(COMMITTEE), across(to)),
            Err("cannot-take-it"),
            "{to}"
        );
    }
}

#[test]
fn what_turns_out_to_be_dangerous_goes_to_whoever_is_on_duty_and_stays_there() {
    let mut story = Story::heard();
    assert_eq!(
        story.must(&member(COMMITTEE), up(UpGround::Danger)),
        ["corrected", "moved"]
    );
    assert_eq!((story.stage(), story.holder()), ("waiting", DISTRICT));
    assert_eq!(story.concern().urgency, Urgency::Danger);
    assert_eq!(
        story.case.next_step().unwrap().by,
        story.now.plus_minutes(30)
    );
    for order in [
        up(UpGround::OutsidePowers),
        back(BackGround::WrongPlace, "light"),
    ] {
        assert_eq!(
            story.attempt(&member(DISTRICT), order),
            Err("duty-cannot-hand-over")
        );
    }
}

#[test]
fn a_body_that_is_concerned_is_out_of_it() {
    let mut story = Story::of(filing("light", Visibility::Public));
    story.must(&member(COMMITTEE), hear());
    story.must(&member(COMMITTEE), up(UpGround::ConflictOfInterest));
    assert_eq!(story.holder(), STREET_OFFICE);
    assert_eq!(story.case.holding.beside, None);
    let committee = member(COMMITTEE);
    let subject = Subject::Case(&story.case);
    for action in [
        Action::SeeName,
        Action::SeeAnswers,
        Action::Remove,
        Action::Hear,
    ] {
        assert!(may(&committee, action, &subject).is_err(), "{action:?}");
    }
    assert_eq!(visible_parts(&committee, &story.case).unwrap().author, None);
    // As at a filing, it goes on without the name for everybody else, too.
    assert_eq!(story.case.concern.visibility, Visibility::PublicWithoutName);
    assert!(may(&resident(STRANGER), Action::SeeName, &subject).is_err());
    assert_eq!(
        story.attempt(
            &member(STREET_OFFICE),
            back(BackGround::WithinCommunityPowers, "light")
        ),
        Err("nobody-below"),
        "it does not come back to who is concerned"
    );
}

#[test]
fn of_a_private_case_no_other_body_is_told_unless_its_author_says_yes() {
    let mut story = Story::of(filing("light", Visibility::BodyOnly));
    story.must(&member(COMMITTEE), hear());
    let order = up(UpGround::OutsidePowers);
    assert_eq!(story.must(&member(COMMITTEE), order.clone()), ["proposed"]);
    assert_eq!(
        story.attempt(&member(COMMITTEE), order),
        Err("proposal-pending")
    );
    let see = |story: &Story| {
        may(
            &member(STREET_OFFICE),
            Action::SeeCase,
            &Subject::Case(&story.case),
        )
    };
    assert!(see(&story).is_err());
    let mut refused = story.clone();
    refused.must(&resident(AUTHOR), Command::RefuseProposal);
    assert_eq!(refused.holder(), COMMITTEE);
    story.must(&resident(AUTHOR), Command::AcceptProposal);
    assert_eq!(story.holder(), STREET_OFFICE);
    assert!(see(&story).is_ok());
    assert_eq!(story.case.holding.beside, None);
    let danger = Story::of(filing("light", Visibility::BodyOnly));
    let mut danger = danger;
    assert_eq!(
        danger.must(&member(COMMITTEE), up(UpGround::Danger)),
        ["corrected", "moved"],
        "danger waits for nobody"
    );
}

#[test]
fn an_open_question_ends_when_the_case_is_passed_on() {
    let mut story = Story::heard();
    story.must(
        &member(COMMITTEE),
        Command::AskResident {
            words: say("Which floor?"),
        },
    );
    assert_eq!(
        story.must(&member(COMMITTEE), up(UpGround::OutsideMeans)),
        ["question-ended", "moved"]
    );
    assert_eq!(story.case.holding.waits.questions, 0);
}

fn ask_up() -> Command {
    Command::AskUp {
        reason: say("Nothing moves here."),
    }
}

/// Heard, with three neighbours affected.
fn three_affected() -> Story {
    let mut story = Story::heard();
    for who in [NEIGHBOUR, THIRD] {
        story.must(&resident(who), Command::Join { on_paper: false });
    }
    story
}

#[test]
fn residents_of_three_households_take_it_up() {
    let mut story = three_affected();
    assert_eq!(
        story.attempt(&resident(STRANGER), ask_up()),
        Err("not-affected")
    );
    for who in [NEIGHBOUR, AUTHOR] {
        assert_eq!(story.must(&resident(who), ask_up()), ["asked-up"]);
    }
    assert_eq!(
        story.attempt(&resident(AUTHOR), ask_up()),
        Err("asked-up-already")
    );
    assert_eq!(story.holder(), COMMITTEE);
    assert_eq!(
        story.must(&resident(THIRD), ask_up()),
        ["asked-up", "moved"]
    );
    assert_eq!((story.stage(), story.holder()), ("waiting", STREET_OFFICE));
    assert_eq!(story.case.holding.ground, Some(Ground::Residents));
    assert_eq!(story.case.holding.beside, Some(body_id(COMMITTEE)));
    assert_eq!(story.case.counters.hand_overs, 0, "it does not count");
    assert!(
        story.case.asked_up.is_empty(),
        "the next holder starts anew"
    );
    assert_eq!(story.attempt(&resident(THIRD), ask_up()), Err("not-now"));
}

#[test]
fn one_household_counts_once_however_many_of_it_ask() {
    let lives = |n: u128| (HouseholdId::new(Uuid::from_u128(n)), true);
    let mut story = three_affected();
    story.households.of = BTreeMap::from([
        (person_id(AUTHOR), lives(1)),
        (person_id(NEIGHBOUR), lives(1)),
    ]);
    for who in [AUTHOR, NEIGHBOUR] {
        story.must(&resident(who), ask_up());
    }
    assert_eq!(story.must(&resident(THIRD), ask_up()), ["asked-up"]);
    assert_eq!(story.holder(), COMMITTEE, "three people, two households");
    story.must(&resident(STRANGER), Command::Join { on_paper: false });
    assert_eq!(
        story.must(&resident(STRANGER), ask_up()),
        ["asked-up", "moved"]
    );
}

#[test]
fn in_a_small_place_two_households_are_enough() {
    let mut story = three_affected();
    (story.households.verified, story.households.known) = (1, 8);
    story.must(&resident(AUTHOR), ask_up());
    assert_eq!(
        story.must(&resident(THIRD), ask_up()),
        ["asked-up", "moved"]
    );
}

#[test]
fn once_twenty_households_are_verified_only_those_of_the_place_count() {
    let lives = |n: u128, inside| (HouseholdId::new(Uuid::from_u128(n)), inside);
    let mut story = three_affected();
    (story.households.verified, story.households.known) = (20, 40);
    story.households.of = BTreeMap::from([
        (person_id(AUTHOR), lives(1, true)),
        (person_id(NEIGHBOUR), lives(2, true)),
        (person_id(THIRD), lives(3, false)),
    ]);
    for who in [AUTHOR, NEIGHBOUR, THIRD] {
        assert_eq!(story.must(&resident(who), ask_up()), ["asked-up"]);
    }
    story.must(&resident(STRANGER), Command::Join { on_paper: false });
    let mut unverified = story.clone();
    assert_eq!(unverified.must(&resident(STRANGER), ask_up()), ["asked-up"]);
    story
        .households
        .of
        .insert(person_id(STRANGER), lives(4, true));
    assert_eq!(
        story.must(&resident(STRANGER), ask_up()),
        ["asked-up", "moved"]
    );
}

#[test]
fn who_leaves_does_not_ask_any_more() {
    let mut story = three_affected();
    for who in [NEIGHBOUR, AUTHOR] {
        story.must(&resident(who), ask_up());
    }
    story.must(&resident(NEIGHBOUR), Command::Leave);
    assert_eq!(story.must(&resident(THIRD), ask_up()), ["asked-up"]);
    assert_eq!(story.holder(), COMMITTEE);
}

#[test]
fn the_author_alone_takes_a_private_case_up_after_a_missed_date() {
    let mut story = Story::of(filing("light", Visibility::BodyOnly));
    story.must(&member(COMMITTEE), hear());
    let mut early = story.clone();
    assert_eq!(early.must(&resident(AUTHOR), ask_up()), ["asked-up"]);
    story.now = story.case.wake_at().unwrap();
    story.wake().unwrap();
    story.must(&resident(AUTHOR), Command::RefuseProposal);
    assert_eq!(story.holder(), COMMITTEE, "it was offered and refused");
    assert_eq!(
        story.must(&resident(AUTHOR), ask_up()),
        ["asked-up", "moved"],
        "and can be had later"
    );
    assert_eq!(story.holder(), STREET_OFFICE);
}

#[test]
fn nobody_takes_up_what_has_nobody_above() {
    let mut story = three_affected();
    story.bodies.retain(|one| one.id == body_id(COMMITTEE));
    assert_eq!(
        story.attempt(&resident(AUTHOR), ask_up()),
        Err("nobody-above")
    );
}
