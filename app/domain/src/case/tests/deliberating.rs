//! A case and its thread: who asks, who opens, what it comes to, and what happens when
//! the case goes elsewhere meanwhile.

mod elsewhere;

use std::collections::BTreeMap;

use uuid::Uuid;

use super::town::{
    AUTHOR, COMMITTEE, NEIGHBOUR, OTHER_COMMITTEE, STRANGER, STREET_OFFICE, Story, THIRD, body_id,
    done, filing, hear, local, member, person_id, reason, resident, say,
};
use crate::case::deliberate::{AGAIN_WORKING_DAYS, SETTLE_WORKING_DAYS, is_talked_over_first};
use crate::case::{
    Case, Command, Handing, Owed, Stage, Stands, StepCode, UpGround, Verdict, Visibility, Work,
};
use crate::charter::Path;
use crate::id::HouseholdId;
use crate::instant::Instant;
use crate::notice::{NoticeKind, To, notices};
use crate::routing::Ground;
use crate::text::{Title, Words};
use crate::thread::{self, EXTENSION_DAYS, FEWEST_TALK_DAYS, MOST_DAYS, Step};

fn ask() -> Command {
    Command::AskThread { reason: reason() }
}

fn more_time() -> Command {
    Command::AskTime { reason: reason() }
}

fn agree(promised: Option<Instant>, now: Instant) -> thread::Command {
    thread::Command::Agree {
        commitments: Vec::new(),
        words: Words::parse("One on each landing.\nThe committee buys them.").unwrap(),
        review: now.plus_days(180),
        promised,
    }
}

fn close() -> thread::Command {
    thread::Command::Close {
        learnt: say("Half of us want it dark at night."),
    }
}

/// Heard, with the author and two neighbours affected, each a household.
fn wished() -> Story {
    let mut story = Story::heard();
    for who in [NEIGHBOUR, THIRD] {
        story.must(&resident(who), Command::Join { on_paper: false });
    }
    story
}

/// The committee opened a thread of ten days.
fn deliberating() -> Story {
    let mut story = wished();
    let happened = story.open_thread(COMMITTEE, 10);
    assert_eq!(happened, Ok(vec!["thread-opened"]));
    story
}

/// It is reported done, solved, and reopened.
fn come_back(story: &mut Story) {
    story.must(&member(COMMITTEE), done());
    let solved = Command::Answer {
        verdict: Verdict::Solved,
        reason: None,
    };
    story.must(&resident(AUTHOR), solved);
    story.must(&resident(NEIGHBOUR), Command::Reopen { reason: reason() });
}

/// The same, after so many days as neighbours have at least.
fn talked() -> Story {
    let mut story = deliberating();
    story.pass_days(FEWEST_TALK_DAYS);
    story
}

fn up() -> Command {
    Command::Hand {
        handing: Handing::Up {
            ground: UpGround::OutsideMeans,
            tried: say("We asked for offers."),
            asked: say("Please pay for the lamps."),
        },
    }
}

#[test]
fn three_households_oblige_the_committee_to_open_a_thread() {
    let mut story = wished();
    assert_eq!(story.must(&resident(AUTHOR), ask()), ["asked-thread"]);
    assert_eq!(
        story.attempt(&resident(AUTHOR), ask()),
        Err("asked-thread-already")
    );
    assert_eq!(
        story.attempt(&resident(STRANGER), ask()),
        Err("not-affected")
    );
    assert_eq!(story.must(&resident(NEIGHBOUR), ask()), ["asked-thread"]);
    assert_eq!(story.case.next_step().unwrap().what, StepCode::Plan);
    assert_eq!(
        story.must(&resident(THIRD), ask()),
        ["asked-thread", "thread-owed"]
    );
    let owed = story.case.thread_owed.unwrap();
    // Seven working days, as for a plan.
    assert_eq!(
        (owed.body, owed.due),
        (body_id(COMMITTEE), local("2026-12-02T17:00"))
    );
    assert_eq!(story.case.next_step().unwrap().what, StepCode::OpenThread);
    let told = notices(&story.case, &story.history[story.history.len() - 2..]);
    let told: Vec<_> = told.iter().map(|one| (one.to, one.kind)).collect();
    assert_eq!(
        told,
        [(To::MembersOf(body_id(COMMITTEE)), NoticeKind::ThreadOwed)]
    );
    assert_eq!(story.open_thread(COMMITTEE, 10), Ok(vec!["thread-opened"]));
    assert_eq!(story.stage(), "deliberating");
    assert_eq!(
        (story.case.thread_owed, story.case.asked_thread.len()),
        (None, 0)
    );
}

#[test]
fn a_title_that_is_corrected_is_the_one_that_the_case_knows() {
    let mut story = deliberating();
    let retell = |title: &str, words: &str| thread::Command::Retell {
        title: Title::parse(title).unwrap(),
        words: Words::parse(words).unwrap(),
        reason: reason(),
    };
    let before = (story.case.stage.clone(), story.case.wake_at());
    let words = "Over the door, or on each landing.";
    assert_eq!(
        story.lead(retell("Which lamp?", words)),
        Ok(vec!["thread-retold"])
    );
    let talk = story.case.talk.clone().unwrap();
    assert_eq!(talk.title.as_str(), "Which lamp?");
    assert_eq!((story.case.stage.clone(), story.case.wake_at()), before);
    let told = notices(&story.case, &story.history[story.history.len() - 1..]);
    assert_eq!(told, Vec::new(), "it asks nothing of anybody");
    // Of its words the case knows nothing.
    let other = story.lead(retell("Which lamp?", "On each landing."));
    assert_eq!(other, Ok(Vec::new()));
    let refused = story.lead(retell("Which lamp?", "On each landing."));
    assert_eq!(refused, Err("nothing-changed"));
    assert_eq!(
        Case::from_history(&story.history).as_ref(),
        Some(&story.case)
    );
}

#[test]
fn members_of_the_holder_and_two_of_one_household_do_not_oblige_it() {
    let mut story = wished();
    let household = HouseholdId::new(Uuid::from_u128(1));
    story.households.of = BTreeMap::from([
        (person_id(AUTHOR), (household, true)),
        (person_id(NEIGHBOUR), (household, true)),
    ]);
    let mut lin = member(COMMITTEE);
    story.must(&lin, Command::Join { on_paper: false });
    for who in [AUTHOR, NEIGHBOUR, THIRD] {
        assert_eq!(story.must(&resident(who), ask()), ["asked-thread"]);
    }
    assert_eq!(story.must(&lin, ask()), ["asked-thread"]);
    lin = resident(STRANGER);
    story.must(&lin, Command::Join { on_paper: false });
    assert_eq!(story.must(&lin, ask()), ["asked-thread", "thread-owed"]);
}

#[test]
fn a_thread_that_is_not_opened_goes_up_once_like_a_missed_plan() {
    let mut story = wished();
    let promised = story.now.plus_days(25);
    let plan = Command::Plan {
        step: reason(),
        who: None,
        promised,
    };
    story.must(&member(COMMITTEE), plan);
    for who in [AUTHOR, NEIGHBOUR, THIRD] {
        story.must(&resident(who), ask());
    }
    let due = story.case.thread_owed.unwrap().due;
    let step = story.case.next_step().unwrap();
    assert_eq!((step.what, step.by), (StepCode::OpenThread, due));
    assert_eq!(story.case.wake_at(), Some(due));
    story.now = due;
    assert_eq!(story.wake(), Ok(vec!["late", "moved"]));
    assert!(story.case.has_missed(Owed::Thread, due));
    assert_eq!((story.holder(), story.stage()), (STREET_OFFICE, "waiting"));
    assert_eq!(story.case.holding.ground, Some(Ground::Clock));
    // The committee stays beside it, and owes the thread again.
    let owed = story.case.thread_owed.unwrap();
    assert_eq!(owed.body, body_id(COMMITTEE));
    assert!(owed.due > due && owed.due <= due.plus_days(AGAIN_WORKING_DAYS + 4));
    let heard = hear();
    story.must(&member(STREET_OFFICE), heard);
    assert_eq!(story.case.next_step().unwrap().what, StepCode::Plan);
    story.now = owed.due;
    assert_eq!(story.wake(), Ok(vec!["late"]), "it has no case to lose");
    assert_eq!(story.holder(), STREET_OFFICE);
    assert_eq!(story.open_thread(COMMITTEE, 10), Ok(vec!["thread-opened"]));
    assert_eq!(story.stage(), "heard", "nobody else's clock stops");
}

#[test]
fn what_cannot_wait_is_private_or_reserved_has_no_thread() {
    let table = [
        ("light", Visibility::BodyOnly, "thread-private"),
        ("water", Visibility::Public, "thread-cannot-wait"),
        ("gas", Visibility::Public, "thread-cannot-wait"),
        ("food", Visibility::Public, "thread-reserved"),
    ];
    for (category, visibility, code) in table {
        let mut story = Story::of(filing(category, visibility));
        let holder = story.holder();
        story.must(&member(holder), hear());
        assert_eq!(story.attempt(&resident(AUTHOR), ask()), Err(code));
        let opened = story.open_thread(COMMITTEE, 10);
        assert!(opened.is_err(), "{category}: {opened:?}");
        assert_eq!(story.case.talk, None);
    }
}

#[test]
fn only_the_community_body_that_deals_with_it_opens_one_and_only_one() {
    let mut story = Story::light();
    assert_eq!(story.open_thread(COMMITTEE, 10), Err("hear-first"));
    story.must(&member(COMMITTEE), hear());
    assert_eq!(story.open_thread(OTHER_COMMITTEE, 10), Err("not-served"));
    assert_eq!(story.open_thread(STREET_OFFICE, 10), Err("not-holder"));
    assert_eq!(
        story.open_thread(COMMITTEE, MOST_DAYS + 2),
        Err("end-too-far")
    );
    assert_eq!(story.open_thread(COMMITTEE, 10), Ok(vec!["thread-opened"]));
    assert_eq!(story.open_thread(COMMITTEE, 10), Err("thread-exists"));
    assert_eq!(story.attempt(&resident(AUTHOR), ask()), Err("not-now"));
    story.pass_days(FEWEST_TALK_DAYS);
    story.lead(close()).unwrap();
    assert_eq!(story.open_thread(COMMITTEE, 10), Err("thread-exists"));
    assert_eq!(
        story.attempt(&resident(AUTHOR), ask()),
        Err("thread-exists")
    );
}

#[test]
fn opening_informs_everybody_affected_and_ends_a_question() {
    let mut story = wished();
    story.must(&member(COMMITTEE), Command::AskResident { words: reason() });
    let before = story.history.len();
    assert_eq!(
        story.open_thread(COMMITTEE, 10),
        Ok(vec!["question-ended", "thread-opened"])
    );
    assert_eq!(story.stage(), "deliberating");
    let told = notices(&story.case, &story.history[before..]);
    let told: Vec<_> = told.iter().map(|one| (one.to, one.kind)).collect();
    let people = [AUTHOR, NEIGHBOUR, THIRD]
        .map(|one| (To::Person(person_id(one)), NoticeKind::ThreadOpened));
    assert_eq!(told, people);
}

#[test]
fn an_agreement_moves_it_to_acting_with_its_date() {
    let mut story = talked();
    let (now, promised) = (story.now, story.now.plus_days(20));
    let later = now.plus_days(31);
    assert_eq!(story.lead(agree(Some(later), now)), Err("promise-too-far"));
    assert_eq!(
        story.lead(agree(Some(now), now)),
        Err("promise-in-the-past")
    );
    assert_eq!(story.stage(), "deliberating");
    assert_eq!(
        story.lead(agree(Some(promised), now)),
        Ok(vec!["thread-agreed"])
    );
    let Stage::Acting {
        work: Work::Planned { plan },
    } = &story.case.stage
    else {
        panic!("{:?}", story.case.stage);
    };
    assert_eq!(plan.promised, promised);
    assert_eq!(
        plan.step.as_str(),
        "One on each landing. The committee buys them."
    );
    assert_eq!(
        story.case.talk.as_ref().unwrap().stands,
        Stands::Agreed { at: now }
    );
    // From there on it is a case like any other.
    story.must(&member(COMMITTEE), done());
    assert_eq!(story.stage(), "reported-done");
}

#[test]
fn an_agreement_without_a_date_owes_a_plan() {
    let mut story = talked();
    let now = story.now;
    story.lead(agree(None, now)).unwrap();
    let step = story.case.next_step().unwrap();
    assert_eq!((story.stage(), step.what), ("acting", StepCode::Plan));
    story.now = step.by;
    assert_eq!(story.wake(), Ok(vec!["late", "moved"]));
}

#[test]
fn without_agreement_it_is_settled_or_handed_up_within_five_working_days() {
    let mut story = deliberating();
    let fits = |story: &Story, command| story.clone().attempt(&member(COMMITTEE), command);
    let settle = Command::Settle {
        step: reason(),
        promised: None,
    };
    assert_eq!(
        fits(&story, settle.clone()),
        Err("not-now"),
        "not while they talk"
    );
    story.pass_days(FEWEST_TALK_DAYS);
    assert_eq!(story.lead(close()), Ok(vec!["thread-closed"]));
    let step = story.case.next_step().unwrap();
    assert_eq!((story.stage(), step.what), ("acting", StepCode::Plan));
    assert_eq!(SETTLE_WORKING_DAYS, 5);
    // Thursday, and five working days are until the next one.
    assert_eq!(step.by, local("2026-12-03T17:00"));
    assert_eq!(fits(&story, settle), Ok(vec!["planned"]));
    assert_eq!(fits(&story, up()), Ok(vec!["moved"]));
    story.now = step.by;
    assert_eq!(story.wake(), Ok(vec!["late", "moved"]));
    assert_eq!((story.holder(), story.stage()), (STREET_OFFICE, "waiting"));
    assert_eq!(story.wake(), Err("nothing-due"));
}

#[test]
fn a_thread_that_was_owed_is_not_over_within_the_hour() {
    let mut story = wished();
    for who in [AUTHOR, NEIGHBOUR, THIRD] {
        story.must(&resident(who), ask());
    }
    assert_eq!(
        story.open_thread(COMMITTEE, FEWEST_TALK_DAYS - 1),
        Err("talk-too-short")
    );
    assert_eq!(
        story.open_thread(COMMITTEE, FEWEST_TALK_DAYS),
        Ok(vec!["thread-opened"])
    );
    let (opened, from) = (story.now, story.now.plus_days(FEWEST_TALK_DAYS));
    for now in [opened, from.plus_seconds(-1)] {
        story.now = now;
        assert_eq!(story.lead(close()), Err("talk-too-short"));
        assert_eq!(story.lead(agree(None, now)), Err("talk-too-short"));
    }
    story.now = from;
    assert_eq!(story.lead(close()), Ok(vec!["thread-closed"]));
}

#[test]
fn after_a_case_was_reopened_there_can_be_another_thread() {
    let mut story = talked();
    story.lead(close()).unwrap();
    assert_eq!(
        story.attempt(&resident(AUTHOR), ask()),
        Err("thread-exists")
    );
    come_back(&mut story);
    let first = |story: &Story| is_talked_over_first(&story.case, &story.charter);
    story.charter.categories[0].path = Path::Deliberate;
    assert!(!first(&story), "once is enough, unless neighbours ask");
    for who in [AUTHOR, NEIGHBOUR, THIRD] {
        story.must(&resident(who), ask());
    }
    assert!(story.case.thread_owed.is_some());
    assert_eq!(story.open_thread(COMMITTEE, 10), Ok(vec!["thread-opened"]));
    assert_eq!(story.stage(), "deliberating");
    assert!(story.case.talk.as_ref().unwrap().bars_another());
    assert_eq!(story.case.thread_owed, None);
    assert_eq!(
        Case::from_history(&story.history).as_ref(),
        Some(&story.case)
    );
}

#[test]
fn a_thread_that_still_runs_when_the_case_comes_back_stays_the_only_one() {
    let mut story = wished();
    let plan = Command::Plan {
        step: reason(),
        who: None,
        promised: story.now.plus_days(20),
    };
    story.must(&member(COMMITTEE), plan);
    story.open_thread(COMMITTEE, 20).unwrap();
    come_back(&mut story);
    assert_eq!(story.attempt(&resident(THIRD), ask()), Err("thread-exists"));
    story.pass_days(FEWEST_TALK_DAYS);
    story.lead(close()).unwrap();
    assert_eq!(story.attempt(&resident(THIRD), ask()), Err("thread-exists"));
}

#[test]
fn the_ends_of_its_steps_are_promised_dates() {
    let mut story = deliberating();
    let step = |story: &Story| story.case.next_step().unwrap();
    let first = story.now.plus_days(10);
    assert_eq!(
        (step(&story).what, step(&story).by),
        (StepCode::Deliberate, first)
    );
    story.now = story.now.plus_days(9);
    let until = story.now.plus_days(20);
    let decide = thread::Command::Move {
        step: Step::Decide,
        until,
    };
    assert_eq!(story.lead(decide), Ok(vec!["thread-step"]));
    assert_eq!(
        (step(&story).by, story.case.wake_at()),
        (until, Some(until))
    );
    story.now = until.plus_days(3);
    assert_eq!(story.wake(), Ok(vec!["late", "moved"]));
    assert!(story.case.has_missed(Owed::Promise, until));
    assert_eq!((story.holder(), story.stage()), (STREET_OFFICE, "waiting"));
    // The committee keeps the thread, and an agreement there is told to the office.
    let now = story.now;
    assert_eq!(story.case.holding.beside, Some(body_id(COMMITTEE)));
    let before = story.history.len();
    assert_eq!(story.lead(agree(None, now)), Ok(vec!["thread-agreed"]));
    assert_eq!(story.stage(), "waiting", "it is not the office's plan");
    let told = notices(&story.case, &story.history[before..]);
    assert!(
        told.iter()
            .any(|one| one.to == To::MembersOf(body_id(STREET_OFFICE)))
    );
}

#[test]
fn those_affected_give_it_more_time_once_before_the_step_ends() {
    let mut story = deliberating();
    let until = story.now.plus_days(10);
    let extend = thread::Command::Extend {
        until: until.plus_days(5),
        words: reason(),
    };
    assert_eq!(story.lead(extend), Err("affected-extend"));
    assert_eq!(
        story.attempt(&resident(STRANGER), more_time()),
        Err("not-affected")
    );
    let mut late = story.clone();
    late.now = until;
    assert_eq!(
        late.attempt(&resident(AUTHOR), more_time()),
        Err("time-too-late")
    );
    story.must(&resident(AUTHOR), more_time());
    assert_eq!(
        story.attempt(&resident(AUTHOR), more_time()),
        Err("asked-time-already")
    );
    story.must(&resident(NEIGHBOUR), more_time());
    assert_eq!(
        story.must(&resident(THIRD), more_time()),
        ["asked-time", "thread-extended"]
    );
    let longer = until.plus_days(EXTENSION_DAYS);
    assert_eq!(story.case.next_step().unwrap().by, longer);
    assert_eq!(story.thread.as_ref().unwrap().until(), Some(longer));
    assert_eq!(
        story.attempt(&resident(AUTHOR), more_time()),
        Err("thread-extended")
    );
}

#[test]
fn what_the_rules_have_talked_over_first_waits_for_its_thread_and_nothing_else() {
    let mut story = Story::light();
    let first = |story: &Story| is_talked_over_first(&story.case, &story.charter);
    story.charter.categories[0].path = Path::Deliberate;
    assert!(
        !first(&story),
        "whoever has it says first that they heard it"
    );
    story.must(&member(COMMITTEE), hear());
    assert!(first(&story));
    story.charter.categories[0].path = Path::Settle;
    assert!(!first(&story));
    story.charter.categories[0].path = Path::Deliberate;
    story.open_thread(COMMITTEE, 14).unwrap();
    assert!(!first(&story), "it has its thread");
    let mut private = Story::of(filing("light", Visibility::BodyOnly));
    private.charter.categories[0].path = Path::Deliberate;
    private.must(&member(COMMITTEE), hear());
    assert!(!first(&private), "a private case has none");
}
