//! Flags, calming, and the gentle word beside the form.

use super::super::ThreadNotice;
use super::super::flag::{
    Before, Flags, HIDDEN_HOURS, MOST_FLAGS_A_DAY, elsewhere, is_about, may_flag, may_keep,
    still_judges,
};
use super::super::hint::{Hint, LOOKED_AT, hint};
use super::super::moderate::{REASONS_EACH, ballot_of_reason, is_own, reason_number};
use super::*;
use crate::body::BodyKind;
use crate::case::tests::town::person;
use crate::id::PersonId;
use crate::permission::{Denied, may_judge};

fn before() -> Before {
    Before {
        author: Some(person_id(987)),
        removed: false,
        flagged: false,
        lately: 0,
    }
}

#[test]
fn a_flag_is_one_from_each_and_never_on_ones_own_words() {
    let (thread, actor) = (agreed(), resident(NEIGHBOUR));
    let flag = |before| may_flag(&thread, &actor, before);
    assert_eq!(flag(before()), Ok(()), "also once it is over");
    for (change, refused) in [
        (
            Before {
                author: Some(person_id(NEIGHBOUR)),
                ..before()
            },
            Refused::OwnWords,
        ),
        (
            Before {
                removed: true,
                ..before()
            },
            Refused::RemovedBefore,
        ),
        (
            Before {
                flagged: true,
                ..before()
            },
            Refused::FlaggedBefore,
        ),
        (
            Before {
                lately: MOST_FLAGS_A_DAY,
                ..before()
            },
            Refused::FlagsTooMany,
        ),
    ] {
        assert_eq!(flag(change), Err(refused));
    }
    assert!(matches!(
        may_flag(&thread, &Actor::Visitor, before()),
        Err(Refused::Denied(_))
    ));
}

#[test]
fn the_third_household_hides_it_once_and_for_two_days_at_most() {
    let hours = |hours: i64| START.plus_minutes(hours * 60);
    let two = Flags::default().counted(2, START);
    assert_eq!((two.hidden_at, two.hidden_until(START)), (None, None));
    let three = two.counted(3, START);
    assert_eq!(three.hidden_until(START), Some(hours(HIDDEN_HOURS)));
    assert!(three.hidden_until(hours(48).plus_seconds(-1)).is_some());
    assert_eq!(three.hidden_until(hours(48)), None, "back by itself");
    // One more does not begin anew, one fewer shows it, and one again hides it to the same end.
    let four = three.counted(4, hours(20));
    assert_eq!(four.hidden_until(hours(21)), Some(hours(48)));
    let fewer = four.counted(2, hours(21));
    assert_eq!(fewer.hidden_until(hours(21)), None);
    assert_eq!(
        fewer.counted(3, hours(30)).hidden_until(hours(30)),
        Some(hours(48))
    );
    assert_eq!(fewer.counted(9, hours(50)).hidden_until(hours(50)), None);
}

#[test]
fn what_somebody_let_stand_is_never_hidden_again() {
    let three = Flags::default().counted(3, START);
    let kept = Flags {
        kept: true,
        ..three
    };
    assert_eq!(kept.hidden_until(START), None);
    assert_eq!(kept.counted(30, START).hidden_until(START), None);
    let never = Flags {
        kept: true,
        ..Flags::default()
    };
    assert_eq!(never.counted(30, START).hidden_at, None);
}

#[test]
fn that_something_was_let_stand_everybody_reads_where_flags_hid_it() {
    let two = Flags::default().counted(2, START);
    let three = two.counted(3, START);
    let kept = |flags: Flags| Flags {
        kept: true,
        ..flags
    };
    assert!(kept(three).is_kept_openly());
    assert!(kept(three.counted(1, START)).is_kept_openly(), "also later");
    assert!(!kept(two).is_kept_openly());
    assert!(!three.is_kept_openly());
}

#[test]
fn what_is_about_a_body_stays_so_once_somebody_decided() {
    assert!(is_about(false, 1, 1, false));
    assert!(!is_about(false, 0, 3, true));
    assert!(is_about(true, 0, 1, false), "one more flag waits");
    assert!(is_about(true, 0, 1, true), "others let it stand");
    assert!(is_about(true, 0, 0, true), "all later flags taken back");
    assert!(!is_about(true, 0, 0, false), "taken back before that");
}

#[test]
fn who_looked_at_it_goes_on_as_long_as_they_are_there() {
    let own = body(COMMITTEE);
    let other = Body {
        members: 1,
        in_service: true,
        ..body(DISTRICT)
    };
    let goes_on = |other: &Body| {
        let bodies = [own.clone(), other.clone()];
        still_judges(Some(other.id), own.id, &bodies)
    };
    assert!(goes_on(&other));
    assert!(!goes_on(&Body {
        members: 0,
        ..other.clone()
    }));
    assert!(!goes_on(&Body {
        in_service: false,
        ..other.clone()
    }));
    let all = [own.clone(), other.clone()];
    assert!(!still_judges(Some(own.id), own.id, &all), "never itself");
    assert!(!still_judges(Some(other.id), own.id, &all[..1]), "gone");
    assert!(still_judges(None, own.id, &[]), "the steward");
}

#[test]
fn nobody_lets_their_own_words_stand() {
    let (thread, committee) = (talking(), member(COMMITTEE));
    let keep =
        |actor: &Actor, author, open| may_keep(&thread, actor, author, Some(thread.body), open);
    let author = Some(person_id(NEIGHBOUR));
    assert_eq!(keep(&committee, author, true), Ok(Some(thread.body)));
    assert_eq!(keep(&committee, author, false), Err(Refused::NotFlagged));
    let own = Some(committee.person().unwrap().id);
    assert_eq!(keep(&committee, own, true), Err(Refused::OwnWords));
    assert!(matches!(
        keep(&resident(NEIGHBOUR), own, true),
        Err(Refused::Denied(Denied::NotMember))
    ));
}

#[test]
fn an_objection_is_removed_by_a_rule_and_taken_back_with_the_answer_alone() {
    let (thread, part) = (talking(), (Said::Objection, Some(person_id(NEIGHBOUR))));
    let (own, committee) = (resident(NEIGHBOUR), member(COMMITTEE));
    let remove = |actor, rule| may_remove(&thread, actor, part, rule, Some(thread.body), None);
    assert_eq!(
        remove(&committee, Rule::Insults),
        Ok(Some(body_id(COMMITTEE)))
    );
    assert_eq!(remove(&own, Rule::OwnWish), Err(Refused::ObjectionByAnswer));
    // To anybody else the answer is the one of posts: it tells nothing of who objected.
    assert_eq!(remove(&committee, Rule::OwnWish), Err(Refused::NotOwnPost));
}

#[test]
fn no_letter_tells_who_objected() {
    for notice in ThreadNotice::OF_SAID {
        for said in [Said::Post, Said::Statement, Said::Reason] {
            assert_eq!(notice.asks_act_about(said), notice.asks_act());
        }
    }
    let out = ThreadNotice::OF_SAID.into_iter();
    let out: Vec<_> = out
        .filter(|notice| notice.asks_act_about(Said::Objection))
        .collect();
    let judges = [ThreadNotice::FlagsWait, ThreadNotice::AppealMade];
    assert_eq!(out, judges, "those who decide, never who objected");
}

#[test]
fn a_reason_is_known_by_its_decision_and_its_ballot() {
    for (decision, position, number) in [
        (1, 1, 1_000_001),
        (1, 999_999, 1_999_999),
        (2, 1, 2_000_001),
        (73, 12, 73_000_012),
    ] {
        assert_eq!(reason_number(decision, position), Some(number));
        assert_eq!(ballot_of_reason(number), Some((decision, position)));
    }
    let largest = i64::MAX / REASONS_EACH;
    for (decision, position) in [
        (0, 1),
        (-1, 1),
        (1, 0),
        (1, -1),
        (1, REASONS_EACH),
        (largest, REASONS_EACH - 1),
        (largest + 1, 1),
        (i64::MAX, 1),
        (i64::MIN, 1),
    ] {
        assert_eq!(
            reason_number(decision, position),
            None,
            "{decision} {position}"
        );
    }
    for number in [0, 1, -1, 999_999, 1_000_000, -1_000_001, i64::MIN] {
        assert_eq!(ballot_of_reason(number), None, "{number}");
    }
}

#[test]
fn what_nobody_is_known_to_have_said_is_nobodys_own() {
    let (thread, committee) = (talking(), member(COMMITTEE));
    let (somebody, author) = (resident(NEIGHBOUR), None);
    let before = Before { author, ..before() };
    for actor in [&somebody, &committee] {
        assert_eq!(may_flag(&thread, actor, before), Ok(()));
    }
    // A visitor has no name either, and is not taken for who wrote it.
    assert!(!is_own(&Actor::Visitor, author));
    assert!(matches!(
        may_flag(&thread, &Actor::Visitor, before),
        Err(Refused::Denied(_))
    ));
    let judge = Some(thread.body);
    let kept = may_keep(&thread, &committee, author, judge, true);
    assert_eq!(kept, Ok(judge));
    let part = (Said::Reason, author);
    let remove = |actor, rule| may_remove(&thread, actor, part, rule, judge, None);
    assert_eq!(remove(&committee, Rule::Insults), Ok(judge));
    for actor in [&somebody, &committee, &Actor::Visitor] {
        assert_eq!(remove(actor, Rule::OwnWish), Err(Refused::NotOwnPost));
    }
    let standing = Standing {
        by: committee.person().unwrap().id,
        judge,
        appealed: false,
        answered: false,
        restored: false,
        rewritten: false,
    };
    for actor in [&somebody, &committee, &Actor::Visitor] {
        let appeal = may_appeal(actor, author, standing);
        assert_eq!(appeal, Err(Refused::NotOwnPost));
    }
}

#[test]
fn a_reason_with_a_name_is_taken_back_as_a_post_is() {
    let (thread, part) = (talking(), (Said::Reason, Some(person_id(NEIGHBOUR))));
    let own = resident(NEIGHBOUR);
    let wish = may_remove(&thread, &own, part, Rule::OwnWish, Some(thread.body), None);
    assert_eq!(wish, Ok(None));
}

#[test]
fn those_it_is_about_decide_nothing_of_it() {
    let thread = talking();
    let other = body_id(DISTRICT);
    assert_eq!(
        may_judge(&member(COMMITTEE), Some(other), &thread),
        Err(Refused::AboutBody)
    );
    assert_eq!(
        may_judge(&member(DISTRICT), Some(other), &thread),
        Ok(Some(other))
    );
    let mut both = person(55, &[]);
    for one in [COMMITTEE, DISTRICT] {
        let office = member(one).person().unwrap().offices[0];
        both.offices.push(office);
    }
    both.steward = true;
    let both = Actor::Person(both);
    assert_eq!(
        may_judge(&both, Some(other), &thread),
        Err(Refused::AboutBody),
        "also with a seat there"
    );
    assert_eq!(may_judge(&both, None, &thread), Err(Refused::AboutBody));
    let mut steward = person(8, &[]);
    steward.steward = true;
    let steward = Actor::Person(steward);
    assert_eq!(may_judge(&steward, None, &thread), Ok(None));
    assert!(may_judge(&steward, Some(other), &thread).is_err());
    assert!(may_judge(&steward, Some(thread.body), &thread).is_err());
}

#[test]
fn flags_about_a_body_go_to_the_next_place_and_round() {
    let place = |n: u128| PlaceId::new(Uuid::from_u128(n));
    let siblings: Vec<(String, PlaceId)> = [("apple", 1), ("plum", 2), ("willow", 3), ("yew", 4)]
        .map(|(slug, n)| (slug.to_owned(), place(n)))
        .into();
    let committee = |n: u128, at: u128, members: i64| Body {
        id: BodyId::new(Uuid::from_u128(n)),
        key: format!("c{n}"),
        kind: BodyKind::SelfGovernance,
        places: vec![place(at)],
        members,
        in_service: true,
        ..body(COMMITTEE)
    };
    let own = committee(30, 3, 2);
    let find = |bodies: &[Body]| elsewhere(own.id, "willow", &siblings, bodies);
    let (apple, plum) = (committee(10, 1, 2), committee(20, 2, 2));
    let yew = committee(40, 4, 1);
    let all = [own.clone(), plum.clone(), apple.clone(), yew.clone()];
    assert_eq!(find(&all), Some(yew.id), "the next one");
    let empty = committee(40, 4, 0);
    let mut backwards = vec![empty, plum.clone(), apple.clone(), own.clone()];
    assert_eq!(find(&backwards), Some(apple.id), "round to the first");
    backwards.reverse();
    assert_eq!(find(&backwards), Some(apple.id), "whatever the order");
    let office = Body {
        kind: BodyKind::Government,
        ..plum
    };
    assert_eq!(find(&[own.clone(), office]), None, "no office");
    assert_eq!(find(std::slice::from_ref(&own)), None);
}

fn slow(minutes: i64) -> Command {
    Command::Slow {
        minutes,
        words: say("It goes too fast."),
    }
}

fn cool(hours: i64) -> Command {
    Command::Cool {
        hours,
        words: say("Let us sleep over it."),
    }
}

fn write_at(thread: &Thread, last: Option<Instant>, now: Instant) -> Result<(), Refused> {
    let lately = Lately { count: 0, last };
    may_post(thread, &resident(NEIGHBOUR), lately, None, now).map(drop)
}

#[test]
fn slow_mode_leaves_minutes_between_two_posts_and_ends_by_itself() {
    let thread = after(&talking(), slow(10)).unwrap();
    assert_eq!(write_at(&thread, None, START), Ok(()));
    let minute = |n| START.plus_minutes(n);
    let again = minute(10);
    assert_eq!(
        write_at(&thread, Some(START), minute(9)),
        Err(Refused::TooSoon { again })
    );
    assert_eq!(write_at(&thread, Some(START), again), Ok(()));
    let end = START.plus_days(7);
    let late = write_at(&thread, Some(end.plus_minutes(-1)), end);
    assert_eq!(late, Ok(()), "over after a week");
    let near = write_at(&thread, Some(end.plus_minutes(-2)), end.plus_minutes(-1));
    assert_eq!(near, Err(Refused::TooSoon { again: end }));
    assert_eq!(after(&talking(), slow(0)), Err(Refused::NothingChanged));
    assert_eq!(after(&talking(), slow(7)), Err(Refused::SlowMinutes));
    let faster = after(&thread, slow(0)).unwrap();
    assert_eq!(write_at(&faster, Some(START), START), Ok(()));
}

#[test]
fn a_cool_down_closes_a_thread_to_new_posts_for_hours() {
    let thread = after(&talking(), cool(2)).unwrap();
    let again = START.plus_minutes(120);
    assert_eq!(
        write_at(&thread, None, START),
        Err(Refused::Cooling { again })
    );
    assert_eq!(write_at(&thread, None, again), Ok(()));
    // Statements and answers go on, and so does leading.
    assert!(after(&thread, go(Step::Weigh, 20)).is_ok());
    for hours in [0, 1, 25, 720] {
        assert_eq!(after(&talking(), cool(hours)), Err(Refused::CoolHours));
    }
    assert_eq!(after(&thread, cool(2)), Err(Refused::CooledLately));
    let at = |now| decide(&thread, &Order::from(cool(2)), &member(COMMITTEE), now).map(drop);
    let gap = again.plus_minutes(24 * 60);
    assert_eq!(at(gap.plus_seconds(-1)), Err(Refused::CooledLately));
    assert_eq!(at(gap), Ok(()));
}

fn people(of: &str) -> Vec<PersonId> {
    of.bytes().map(|one| person_id(one.into())).collect()
}

#[test]
fn two_who_only_answer_each_other_are_told_so_and_nobody_else() {
    let (a, b, c) = (
        person_id(b'a'.into()),
        person_id(b'b'.into()),
        person_id(b'c'.into()),
    );
    let duel = people("ababab");
    assert_eq!(hint(a, &duel), Some(Hint::Duel));
    assert_eq!(hint(b, &duel), Some(Hint::Duel));
    assert_eq!(hint(c, &duel), None);
    for calm in ["ababa", "ababac", "abcabc", "aababb", "aaaaaa", ""] {
        assert_eq!(hint(a, &people(calm)), None, "{calm}");
    }
}

#[test]
fn who_wrote_more_than_two_of_five_is_asked_to_leave_room() {
    let a = person_id(b'a'.into());
    let others = "bcdefghijklmnopqrstuvwxyz";
    let of = |mine: usize, theirs: usize| {
        let mut all = people(&others[..theirs]);
        all.extend(vec![a; mine]);
        all
    };
    assert_eq!(hint(a, &of(8, 12)), None, "two of five");
    assert_eq!(hint(a, &of(9, 12)), Some(Hint::Much));
    assert_eq!(hint(a, &of(9, 10)), None, "too few to say");
    let mut old = people(&others[..25]);
    old.extend(people(&others[..5]));
    old.extend(vec![a; 90]);
    assert_eq!(old.len() - 90, LOOKED_AT);
    assert_eq!(hint(a, &old), None, "what was long ago does not count");
}
