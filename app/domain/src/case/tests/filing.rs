use std::collections::BTreeMap;

use super::town::{
    AUTHOR, COMMITTEE, COMPANY, DISTRICT, STREET_OFFICE, Story, WORKS_OFFICE, answered, bodies,
    body_id, charter, filing, local, monday, person, resident, say,
};
use crate::case::deliberate::can_have_thread;
use crate::case::hand::is_left_to_community;
use crate::case::{Conflict, Filing, FilingSurroundings, Refused, Visibility, file};
use crate::charter::Urgency;
use crate::permission::visible_parts;
use crate::person::Actor;
use crate::routing::Ground;

#[test]
fn a_case_starts_with_the_committee_and_has_a_step_and_two_dates() {
    let story = Story::light();
    assert_eq!(story.holder(), COMMITTEE);
    assert_eq!(story.case.holding.ground, None);
    assert_eq!(story.stage(), "waiting");
    let step = story.case.next_step().unwrap();
    assert_eq!(step.what.code(), "hear");
    assert_eq!(step.by, local("2026-11-24T17:00"), "one working day");
    assert_eq!(story.case.holder_due(), Some(step.by));
    assert!(story.case.resident_due() > step.by);
    assert_eq!(story.case.affected.len(), 1, "the author is affected");
}

#[test]
fn the_starting_grounds_are_kept_with_the_case() {
    let table = [
        ("light", COMMITTEE, None),
        ("gas", DISTRICT, Some(Ground::Danger)),
        ("food", STREET_OFFICE, Some(Ground::Reserved)),
        ("lift", COMPANY, None),
    ];
    for (category, holder, ground) in table {
        let story = Story::of(filing(category, Visibility::Public));
        assert_eq!(
            (story.holder(), story.case.holding.ground),
            (holder, ground),
            "{category}"
        );
    }
}

#[test]
fn what_the_author_answers_decides_with_whom_it_starts_and_how_pressing_it_is() {
    let table = [
        ("lift", "stuck", "no", COMPANY, None, Urgency::Utility),
        (
            "lift",
            "stuck",
            "yes",
            DISTRICT,
            Some(Ground::Danger),
            Urgency::Danger,
        ),
        ("light", "public", "no", COMMITTEE, None, Urgency::Ordinary),
        (
            "light",
            "public",
            "yes",
            STREET_OFFICE,
            Some(Ground::Reserved),
            Urgency::Ordinary,
        ),
        // It is the lift's question.
        ("light", "stuck", "yes", COMMITTEE, None, Urgency::Ordinary),
    ];
    for (category, question, answer, holder, ground, urgency) in table {
        let filing = answered(filing(category, Visibility::Public), question, answer);
        let story = Story::of(filing);
        let found = (story.holder(), story.case.holding.ground);
        assert_eq!(found, (holder, ground), "{category} {question} {answer}");
        assert_eq!(story.concern().urgency, urgency, "{category} {answer}");
    }
}

#[test]
fn somebody_stuck_is_dispatched_before_the_filer_is_confirmed() {
    let mut unconfirmed = person(AUTHOR, &[]);
    unconfirmed.confirmed = false;
    let unconfirmed = Actor::Person(unconfirmed);
    let lift = |answer| answered(filing("lift", Visibility::Public), "stuck", answer);
    let refused = Story::try_of(lift("no"), &unconfirmed);
    assert_eq!(refused.err().map(Refused::code), Some("not-confirmed"));
    assert!(Story::try_of(lift("yes"), &unconfirmed).is_ok());
}

#[test]
fn what_an_answer_reserves_is_neither_talked_over_nor_handed_back() {
    let public = Story::of(answered(
        filing("light", Visibility::Public),
        "public",
        "yes",
    ));
    let talk = can_have_thread(&public.case, &public.charter);
    assert_eq!(talk.map_err(Refused::code), Err("thread-reserved"));
    assert!(!is_left_to_community(&public.case, &public.charter));
    let own = Story::of(answered(
        filing("light", Visibility::Public),
        "public",
        "no",
    ));
    assert!(can_have_thread(&own.case, &own.charter).is_ok());
    assert!(is_left_to_community(&own.case, &own.charter));
}

#[test]
fn a_concern_about_the_committee_goes_above_it_without_a_name() {
    let mut about = filing("light", Visibility::Public);
    about.conflict = Some(Conflict {
        body: body_id(COMMITTEE),
        words: say("The treasurer is my landlord."),
    });
    let story = Story::of(about);
    assert_eq!(story.holder(), STREET_OFFICE);
    assert_eq!(story.case.holding.ground, Some(Ground::ConflictOfInterest));
    assert_eq!(story.concern().visibility, Visibility::PublicWithoutName);
    let seen = visible_parts(&super::town::member(COMMITTEE), &story.case).unwrap();
    assert_eq!(seen.author, None);
    assert!(seen.standing.concerned && seen.standing.holder.is_none());
}

#[test]
fn only_a_danger_is_dispatched_before_its_filer_is_confirmed() {
    let mut unconfirmed = person(AUTHOR, &[]);
    unconfirmed.confirmed = false;
    let unconfirmed = Actor::Person(unconfirmed);
    let refused = Story::try_of(filing("light", Visibility::Public), &unconfirmed);
    assert_eq!(refused.err().map(Refused::code), Some("not-confirmed"));
    let mut danger = Story::try_of(filing("gas", Visibility::Public), &unconfirmed).unwrap();
    assert!(!danger.case.confirmed, "marked so");
    assert_eq!(
        danger.attempt(&unconfirmed, crate::case::Command::ConfirmFiler),
        Err("not-confirmed")
    );
    danger.must(&resident(AUTHOR), crate::case::Command::ConfirmFiler);
    assert!(danger.case.confirmed);
    assert_eq!(
        danger.attempt(&resident(AUTHOR), crate::case::Command::ConfirmFiler),
        Err("confirmed-already")
    );
}

#[test]
fn filing_is_refused_with_a_code_where_it_must_be() {
    let table = [
        (
            filing("unicorn", Visibility::Public),
            resident(AUTHOR),
            "category-unknown",
        ),
        (
            filing("noise-next-door", Visibility::Public),
            resident(AUTHOR),
            "starts-private",
        ),
        (
            filing("light", Visibility::Public),
            Actor::Visitor,
            "sign-in-required",
        ),
        (
            filing("light", Visibility::Public),
            Actor::Clock,
            "not-for-clock",
        ),
    ];
    for (filing, actor, code) in table {
        let refused = Story::try_of(filing, &actor).err().map(Refused::code);
        assert_eq!(refused, Some(code));
    }
    assert!(
        Story::try_of(
            filing("noise-next-door", Visibility::BodyOnly),
            &resident(AUTHOR)
        )
        .is_ok()
    );
}

#[test]
fn answers_to_questions_nobody_asked_are_dropped() {
    let mut chatty = filing("light", Visibility::Public);
    chatty.answers = BTreeMap::from([("shoe-size".to_owned(), "43".to_owned())]);
    assert!(Story::of(chatty).concern().answers.is_empty());
}

#[test]
fn a_private_case_has_no_body_beside_it() {
    let public = Story::of(filing("food", Visibility::Public));
    assert_eq!(public.case.holding.beside, Some(body_id(COMMITTEE)));
    let private = Story::of(filing("food", Visibility::BodyOnly));
    assert_eq!(private.case.holding.beside, None);
}

#[test]
fn that_somebody_closer_is_missing_is_a_gap_whatever_else_it_starts_higher_for() {
    let case = |vanished: &[u128], filed: Filing| {
        let mut bodies = bodies();
        for body in &mut bodies {
            body.in_service = !vanished.iter().any(|one| body.id == body_id(*one));
        }
        let around = FilingSurroundings {
            charter: &charter(),
            bodies: &bodies,
            now: monday(),
        };
        file(filed, &resident(AUTHOR), &around).unwrap().case
    };
    let food = || filing("food", Visibility::Public);
    let about = || Filing {
        conflict: Some(Conflict {
            body: body_id(COMMITTEE),
            words: say("Its chair parks there."),
        }),
        ..filing("light", Visibility::Public)
    };
    for (filed, ground) in [
        (food(), Ground::Reserved),
        (about(), Ground::ConflictOfInterest),
    ] {
        let there = case(&[], filed.clone());
        assert_eq!(there.holding.holder, body_id(STREET_OFFICE));
        assert!(!there.is_gap(), "{ground:?}");
        let gone = case(&[STREET_OFFICE, WORKS_OFFICE], filed);
        assert_eq!(gone.holding.holder, body_id(DISTRICT));
        assert_eq!(gone.holding.ground, Some(ground));
        assert!(gone.is_gap(), "{ground:?}");
    }
    // What is left to government misses no committee.
    assert!(!case(&[COMMITTEE], food()).is_gap());
}
