//! Threads as they go, and what holds for any commands.

mod answers;
mod challenge;
mod ending;
mod flags;
mod retelling;
mod sequences;

use super::agreement::{HOLDS_DAYS, MOST_COMMITMENTS, check_holds};
use super::{
    About, Adding, Command, Commitment, Event, Holds, Opening, Order, Phase, Refused, Step, Thread,
    decide, open, wake,
};
use crate::body::Body;
use crate::case::Rule;
use crate::case::tests::town::{
    COMMITTEE, DISTRICT, NEIGHBOUR, bodies, body_id, member, person_id, resident, say,
};
use crate::charter::Participation;
use crate::id::{BodyId, PlaceId, ThreadId};
use crate::instant::Instant;
use crate::person::Actor;
use crate::reference::Reference;
use crate::text::{Title, View, Words};
use crate::thread::Share;
use crate::thread::moderate::{Said, Standing, may_answer, may_appeal, may_remove};
use crate::thread::post::{
    Correction, Lately, MOST_IN_SPAN, MOST_PHOTOS, PostFacts, check_photos, is_sent_again,
    may_correct, may_post,
};
use uuid::Uuid;

pub(crate) const START: Instant = Instant::from_micros(1_700_000_000_000_000);

fn body(n: u128) -> Body {
    bodies()
        .into_iter()
        .find(|body| body.id == body_id(n))
        .unwrap()
}

fn opening() -> Opening {
    Opening {
        id: ThreadId::new(Uuid::from_u128(1)),
        reference: Reference::from_seed(7),
        title: Title::parse("Where do the bicycles go?").unwrap(),
        words: Words::parse("The hall is full of them.").unwrap(),
        place_path: body(COMMITTEE).places.clone(),
        level: Participation::Decide,
        ruled: None,
        last_word: say("We do, together."),
        adding: Adding::Everybody,
        share: Share::default(),
        seed: 5,
        until: START.plus_days(10),
    }
}

#[test]
fn who_gives_residents_less_than_the_rules_is_seen_to_do_so() {
    let member = member(COMMITTEE);
    for level in Participation::ALL {
        for ruled in Participation::ALL {
            let thread = opened(
                |opening| (opening.level, opening.ruled) = (level, Some(ruled)),
                &member,
            );
            let said = thread.unwrap().ruled;
            assert_eq!(
                said,
                (ruled > level).then_some(ruled),
                "{level:?} {ruled:?}"
            );
        }
    }
}

fn opened(change: impl FnOnce(&mut Opening), actor: &Actor) -> Result<Thread, Refused> {
    let mut opening = opening();
    change(&mut opening);
    open(opening, &body(COMMITTEE), About::Topic, actor, START).map(|decided| decided.thread)
}

pub(crate) fn talking() -> Thread {
    opened(|_| {}, &member(COMMITTEE)).unwrap()
}

fn after(thread: &Thread, command: Command) -> Result<Thread, Refused> {
    decide(thread, &Order::from(command), &member(COMMITTEE), START).map(|decided| decided.thread)
}

fn go(step: Step, days: i64) -> Command {
    Command::Move {
        step,
        until: START.plus_days(days),
    }
}

fn agree() -> Command {
    Command::Agree {
        commitments: Vec::new(),
        words: Words::parse("The cellar from May, the hall stays free.").unwrap(),
        review: START.plus_days(180),
        promised: None,
    }
}

pub(crate) fn weighing() -> Thread {
    after(&talking(), go(Step::Weigh, 20)).unwrap()
}

pub(crate) fn deciding() -> Thread {
    after(&weighing(), go(Step::Decide, 30)).unwrap()
}

pub(crate) fn agreed() -> Thread {
    after(&deciding(), agree()).unwrap()
}

#[test]
fn it_goes_on_and_never_back() {
    assert_eq!(deciding().step(), Some(Step::Decide));
    for (thread, step) in [
        (weighing(), Step::Talk),
        (weighing(), Step::Weigh),
        (deciding(), Step::Weigh),
    ] {
        assert_eq!(after(&thread, go(step, 20)), Err(Refused::StepBack));
    }
    // A small circle needs no statements.
    assert!(after(&talking(), go(Step::Decide, 20)).is_ok());
    assert!(!agreed().is_open());
    for command in [
        go(Step::Decide, 40),
        agree(),
        Command::Close {
            learnt: say("Nothing."),
        },
    ] {
        assert_eq!(after(&agreed(), command), Err(Refused::ThreadOver));
    }
}

#[test]
fn all_steps_together_end_within_sixty_days_and_once_thirty_more() {
    assert_eq!(
        opened(|one| one.until = START, &member(COMMITTEE)),
        Err(Refused::EndInThePast)
    );
    assert!(opened(|one| one.until = START.plus_days(60), &member(COMMITTEE)).is_ok());
    assert_eq!(
        opened(|one| one.until = START.plus_days(62), &member(COMMITTEE)),
        Err(Refused::EndTooFar)
    );
    assert_eq!(
        after(&talking(), go(Step::Weigh, 62)),
        Err(Refused::EndTooFar)
    );
    let extend = |days| Command::Extend {
        until: START.plus_days(days),
        words: say("Many were away."),
    };
    assert_eq!(after(&weighing(), extend(20)), Err(Refused::NotLater));
    assert_eq!(after(&weighing(), extend(92)), Err(Refused::EndTooFar));
    let longer = after(&weighing(), extend(80)).unwrap();
    assert_eq!(longer.until(), Some(START.plus_days(80)));
    assert_eq!(after(&longer, extend(85)), Err(Refused::ExtendedBefore));
    assert!(after(&longer, go(Step::Decide, 90)).is_ok());
}

#[test]
fn an_agreement_is_asked_about_once_and_for_thirty_days() {
    let agreed = agreed();
    let (from, until) = agreed.holds_asked().unwrap();
    assert_eq!(
        (agreed.wake_at(), until),
        (Some(from), from.plus_days(HOLDS_DAYS))
    );
    assert_eq!(
        wake(&agreed, from.plus_seconds(-1)),
        Err(Refused::NothingDue)
    );
    let asked = wake(&agreed, from).unwrap();
    assert_eq!(asked.recorded[0].event, Event::HoldsAsked);
    assert_eq!(asked.thread.wake_at(), None);
    assert_eq!(wake(&asked.thread, until), Err(Refused::NothingDue));

    let (anybody, why) = (resident(NEIGHBOUR), say("The lamp is broken."));
    let check = |thread: &Thread, holds, reason, concerned, now| {
        check_holds(thread, (holds, reason), &anybody, concerned, now)
    };
    let thread = &asked.thread;
    assert_eq!(check(thread, Holds::Yes, None, true, from), Ok(()));
    assert_eq!(check(thread, Holds::No, Some(&why), true, from), Ok(()));
    for holds in [Holds::No, Holds::Changed] {
        let outcome = check(thread, holds, None, true, from);
        assert_eq!(outcome, Err(Refused::HoldsReasonMissing));
    }
    let early = check(thread, Holds::Yes, None, true, from.plus_seconds(-1));
    assert_eq!(early, Err(Refused::HoldsNotYet));
    assert_eq!(
        check(&deciding(), Holds::Yes, None, true, from),
        Err(Refused::HoldsNotYet)
    );
    assert_eq!(
        check(thread, Holds::Yes, None, true, until),
        Err(Refused::HoldsOver)
    );
    assert_eq!(
        check(thread, Holds::Yes, None, false, from),
        Err(Refused::HoldsNotConcerned)
    );
}

#[test]
fn an_agreement_has_no_more_commitments_than_anybody_keeps_in_mind() {
    let commitment = Commitment {
        who: View::parse("Hannah").unwrap(),
        what: say("Waters the trees."),
        by: START.plus_days(30),
    };
    let agree = |count| Command::Agree {
        words: Words::parse("The cellar.").unwrap(),
        commitments: vec![commitment.clone(); count],
        review: START.plus_days(180),
        promised: None,
    };
    let outcome = after(&deciding(), agree(MOST_COMMITMENTS + 1));
    assert_eq!(outcome, Err(Refused::CommitmentsMany));
    let thread = after(&deciding(), agree(MOST_COMMITMENTS)).unwrap();
    let Phase::Agreed { commitments, .. } = &thread.phase else {
        panic!("{thread:?}")
    };
    assert_eq!(commitments.len(), MOST_COMMITMENTS);
}

#[test]
fn an_agreement_is_looked_at_again_within_a_year() {
    let agree = |days| Command::Agree {
        commitments: Vec::new(),
        words: Words::parse("The cellar.").unwrap(),
        review: START.plus_days(days),
        promised: None,
    };
    assert_eq!(after(&deciding(), agree(0)), Err(Refused::ReviewDate));
    assert_eq!(after(&deciding(), agree(367)), Err(Refused::ReviewDate));
    assert!(after(&deciding(), agree(365)).is_ok());
}

#[test]
fn a_stale_page_is_told_so() {
    let order = Order {
        command: go(Step::Decide, 20),
        expected_version: Some(1),
    };
    let refused = decide(&weighing(), &order, &member(COMMITTEE), START);
    assert_eq!(refused, Err(Refused::SomeoneWasFaster));
}

#[test]
fn a_body_that_does_not_serve_the_place_leads_nothing_there() {
    let elsewhere = vec![PlaceId::new(Uuid::from_u128(999))];
    assert_eq!(
        opened(|one| one.place_path = elsewhere, &member(COMMITTEE)),
        Err(Refused::NotServed)
    );
    assert!(matches!(
        opened(|_| {}, &member(DISTRICT)),
        Err(Refused::Denied(_))
    ));
    assert!(matches!(
        opened(|_| {}, &resident(NEIGHBOUR)),
        Err(Refused::Denied(_))
    ));
}

fn post(number: i64, root: i64) -> PostFacts {
    PostFacts {
        author: person_id(NEIGHBOUR),
        root,
        number,
        at: START,
    }
}

/// Whether somebody writes who wrote so many posts lately.
fn write(
    thread: &Thread,
    actor: &Actor,
    count: i64,
    answers: Option<PostFacts>,
) -> Result<Option<BodyId>, Refused> {
    let lately = Lately { count, last: None };
    may_post(thread, actor, lately, answers, START)
}

#[test]
fn posts_have_one_level_of_answers_and_an_end_to_the_flood() {
    let (thread, actor) = (talking(), resident(NEIGHBOUR));
    assert_eq!(write(&thread, &actor, 0, None), Ok(None));
    assert_eq!(write(&thread, &actor, 0, Some(post(3, 3))), Ok(None));
    assert_eq!(
        write(&thread, &actor, 0, Some(post(4, 3))),
        Err(Refused::ReplyToReply)
    );
    assert_eq!(
        write(&thread, &actor, MOST_IN_SPAN, None),
        Err(Refused::PostsTooMany)
    );
    assert_eq!(
        write(&thread, &member(COMMITTEE), 0, None),
        Ok(Some(body_id(COMMITTEE)))
    );
    assert_eq!(write(&agreed(), &actor, 0, None), Err(Refused::ThreadOver));
}

#[test]
fn the_same_words_in_the_same_place_a_moment_later_are_sent_again() {
    let again = |last, answers, new, seconds| {
        is_sent_again(last, "Yes.", answers, new, START.plus_seconds(seconds))
    };
    assert!(again(post(3, 3), None, "Yes.", 599));
    assert!(again(post(4, 3), Some(3), "Yes.", 0));
    assert!(!again(post(3, 3), None, "Yes.", 600));
    assert!(!again(post(3, 3), None, "Yes!", 0));
    assert!(!again(post(3, 3), Some(3), "Yes.", 0));
    assert!(!again(post(4, 3), None, "Yes.", 0));
    assert!(!again(post(4, 3), Some(2), "Yes.", 0));
}

#[test]
fn five_minutes_are_for_slips_and_later_a_correction_shows() {
    let (thread, actor) = (talking(), resident(NEIGHBOUR));
    let correct = |noticed, seconds| {
        let now = START.plus_seconds(seconds);
        may_correct(&thread, &actor, post(1, 1), noticed, now)
    };
    assert_eq!(correct(false, 299), Ok(Correction::Silent));
    assert_eq!(correct(false, 300), Ok(Correction::Visible));
    // What was hidden or removed is not exchanged without a trace.
    assert_eq!(correct(true, 0), Ok(Correction::Visible));
    let other = may_correct(&thread, &member(COMMITTEE), post(1, 1), false, START);
    assert_eq!(other, Err(Refused::NotOwnPost));
}

#[test]
fn a_removal_names_a_rule() {
    let (thread, author) = (agreed(), person_id(NEIGHBOUR));
    let (own, committee) = (resident(NEIGHBOUR), member(COMMITTEE));
    let remove = |actor, rule, before| {
        let part = (Said::Post, Some(author));
        may_remove(&thread, actor, part, rule, Some(thread.body), before)
    };
    assert_eq!(
        remove(&committee, Rule::Insults, None),
        Ok(Some(body_id(COMMITTEE)))
    );
    assert_eq!(remove(&own, Rule::OwnWish, None), Ok(None));
    assert_eq!(
        remove(&committee, Rule::OwnWish, None),
        Err(Refused::NotOwnPost)
    );
    assert!(matches!(
        remove(&own, Rule::Insults, None),
        Err(Refused::Denied(_))
    ));
    let by = committee.person().unwrap().id;
    let standing = Standing {
        by,
        judge: Some(thread.body),
        appealed: false,
        answered: false,
        restored: false,
        rewritten: false,
    };
    assert_eq!(
        remove(&committee, Rule::Insults, Some(standing)),
        Err(Refused::RemovedBefore)
    );
}

#[test]
fn what_an_appeal_put_back_is_left_alone_until_it_is_changed() {
    let (thread, author) = (agreed(), person_id(NEIGHBOUR));
    let (own, committee) = (resident(NEIGHBOUR), member(COMMITTEE));
    let remove = |actor, rule, before| {
        let part = (Said::Statement, Some(author));
        may_remove(&thread, actor, part, rule, Some(thread.body), before)
    };
    let restored = Standing {
        by: committee.person().unwrap().id,
        judge: Some(thread.body),
        appealed: true,
        answered: true,
        restored: true,
        rewritten: false,
    };
    let again = |standing| remove(&committee, Rule::Insults, Some(standing));
    assert_eq!(again(restored), Err(Refused::RemovedBefore));
    assert_eq!(remove(&own, Rule::OwnWish, Some(restored)), Ok(None));
    let rewritten = Standing {
        rewritten: true,
        ..restored
    };
    assert_eq!(again(rewritten), Ok(Some(body_id(COMMITTEE))));
    // What is out of sight is not removed once more, whatever was changed.
    let upheld = Standing {
        restored: false,
        ..rewritten
    };
    assert_eq!(again(upheld), Err(Refused::RemovedBefore));
    let wish = remove(&own, Rule::OwnWish, Some(upheld));
    assert_eq!(wish, Err(Refused::RemovedBefore));
}

#[test]
fn an_appeal_is_made_once_and_answered_by_another_person() {
    let (thread, author) = (agreed(), Some(person_id(NEIGHBOUR)));
    let (own, committee) = (resident(NEIGHBOUR), member(COMMITTEE));
    let standing = Standing {
        by: committee.person().unwrap().id,
        judge: Some(thread.body),
        appealed: false,
        answered: false,
        restored: false,
        rewritten: false,
    };
    assert_eq!(may_appeal(&own, author, standing), Ok(()));
    assert_eq!(
        may_appeal(&committee, author, standing),
        Err(Refused::NotOwnPost)
    );
    let appealed = Standing {
        appealed: true,
        ..standing
    };
    assert_eq!(may_appeal(&own, author, appealed), Err(Refused::NoAppeal));
    assert_eq!(
        may_answer(&thread, &committee, author, standing),
        Err(Refused::NoAppeal)
    );
    assert_eq!(
        may_answer(&thread, &committee, author, appealed),
        Err(Refused::SamePerson)
    );
    let by = person_id(987);
    let other = Standing { by, ..appealed };
    assert_eq!(may_answer(&thread, &committee, author, other), Ok(()));
    assert!(matches!(
        may_answer(&thread, &own, author, other),
        Err(Refused::Denied(_))
    ));
    let answered = Standing {
        answered: true,
        ..other
    };
    assert_eq!(
        may_answer(&thread, &committee, author, answered),
        Err(Refused::NoAppeal)
    );
    let wish = Standing {
        by: person_id(NEIGHBOUR),
        ..standing
    };
    assert_eq!(may_appeal(&own, author, wish), Err(Refused::NoAppeal));
}

#[test]
fn a_post_has_four_photos_at_most() {
    assert_eq!(check_photos(MOST_PHOTOS), Ok(()));
    assert_eq!(check_photos(MOST_PHOTOS + 1), Err(Refused::PhotosMany));
}
