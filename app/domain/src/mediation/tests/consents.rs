//! Offering one, and the yes of both: what a "no" leaves as it was.

use super::*;

#[test]
fn a_no_and_silence_look_alike_until_and_after_the_date() {
    let (mut silent, mut declined) = (Between::asked(), Between::asked());
    declined.must(&resident(DOOR), Command::Reply { yes: false });
    assert_eq!(declined.told(), []);
    let seen = |one: &Between| {
        let of = &one.mediation;
        (
            of.in_short(),
            of.by(),
            of.step,
            of.for_body(one.now),
            of.is_open(),
        )
    };
    assert_eq!(seen(&silent), seen(&declined));
    // Nobody is reminded who has answered.
    declined.now = monday().plus_days(12);
    assert_eq!(declined.wake(), Err("nothing-due"));
    for one in [&mut silent, &mut declined] {
        one.until_the_date();
        assert_eq!(one.wake(), Ok(vec!["ended"]));
    }
    assert_eq!(silent.mediation.stage, declined.mediation.stage);
    assert_eq!(seen(&silent), seen(&declined));
    assert_eq!(silent.told(), declined.told());
}

#[test]
fn the_body_cannot_tell_by_the_day_whose_yes_is_missing() {
    let mut by_author = Between::offered();
    let mut by_other = Between::offered();
    let answer = |yes| Command::Answer { yes, named: true };
    by_author.must(&resident(AUTHOR), answer(false));
    by_other.now = by_other.now.plus_days(5);
    by_other.must(&resident(AUTHOR), answer(true));
    by_other.must(&resident(DOOR), Command::Reply { yes: false });
    let latest = by_author.mediation.latest;
    for one in [&mut by_author, &mut by_other] {
        one.until_the_date();
        assert!(one.now < latest);
        assert_eq!(one.wake(), Ok(vec!["ended"]));
        for at in [one.now, latest.plus_seconds(-1)] {
            assert_eq!(one.mediation.for_body(at), ForBody::Offered(latest));
        }
        assert_eq!(one.mediation.for_body(latest), ForBody::Over);
        let delete = latest.plus_days(KEPT_DAYS);
        assert_eq!(one.mediation.delete_at(), Some(delete));
    }
}

#[test]
fn whoever_said_no_can_still_say_yes_and_nobody_after_the_date() {
    let mut between = Between::asked();
    let no = Command::Reply { yes: false };
    between.must(&resident(DOOR), no.clone());
    assert_eq!(between.tries(&resident(DOOR), no), Err("mediation-not-now"));
    let mut late = between.clone();
    between.must(&resident(DOOR), Command::Reply { yes: true });
    assert_eq!(between.mediation.other, Some(person_id(DOOR)));
    late.until_the_date();
    let yes = Command::Reply { yes: true };
    assert_eq!(late.tries(&resident(DOOR), yes), Err("mediation-not-now"));
}

#[test]
fn it_is_offered_only_at_a_matter_between_households_and_once() {
    let refused = |actor: Actor, change: fn(&mut Offering<'_>)| {
        try_offer(&actor, change).map(drop).map_err(Refused::code)
    };
    let author = || resident(AUTHOR);
    assert_eq!(
        refused(author(), |one| one.about_household = false),
        Err("not-about-a-household")
    );
    assert_eq!(
        refused(author(), |one| one.one_already = true),
        Err("mediation-one-already")
    );
    assert_eq!(
        refused(author(), |one| one.author_lives_there = true),
        Err("mediation-own-household")
    );
    assert_eq!(refused(resident(STRANGER), |_| {}), Err("not-visible"));
    // The committee learns nothing of where the author lives; the author's yes does.
    let offered = try_offer(&member(COMMITTEE), |one| one.author_lives_there = true);
    let offered = offered.unwrap();
    let around = Around {
        lives_there: true,
        case_stands: true,
        candidate: None,
        calendar: &bodies()[0].calendar,
        now: monday(),
    };
    let yes = Order::from(Command::Answer {
        yes: true,
        named: false,
    });
    let said = decide(&offered.mediation, &yes, &author(), &around);
    assert_eq!(said, Err(Refused::OwnHousehold));
}
