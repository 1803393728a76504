use super::town::{
    AUTHOR, COMMITTEE, NEIGHBOUR, STREET_OFFICE, Story, done, filing, hear, local, member, monday,
    reason, resident, say,
};
use crate::body::BodyKind;
use crate::case::{Command, NextBy, Order, Owed, Stage, Visibility};
use crate::instant::Instant;
use crate::routing::Ground;

fn plan(promised: Instant) -> Command {
    Command::Plan {
        step: say("We put up a new lamp."),
        who: Some(say("Mr Chen of house 3")),
        promised,
    }
}

fn ask() -> Command {
    Command::AskResident {
        words: say("Which floor is it?"),
    }
}

fn answer() -> Command {
    Command::AnswerQuestion {
        words: say("The fourth."),
    }
}

#[test]
fn heard_needs_a_member_of_the_holder_and_names_them() {
    let mut story = Story::light();
    assert_eq!(
        story.attempt(&resident(NEIGHBOUR), hear()),
        Err("not-holder")
    );
    assert_eq!(
        story.attempt(&member(STREET_OFFICE), hear()),
        Err("not-holder")
    );
    assert_eq!(story.must(&member(COMMITTEE), hear()), ["heard"]);
    let Stage::Heard { by, words, .. } = &story.case.stage else {
        panic!("heard");
    };
    assert_eq!(
        Some(*by),
        member(COMMITTEE).person().map(|person| person.id)
    );
    assert_eq!(words.as_str(), "I saw it this morning on my way out.");
    assert_eq!(story.attempt(&member(COMMITTEE), hear()), Err("not-now"));
}

#[test]
fn a_stale_page_is_told_that_someone_was_faster() {
    let mut story = Story::light();
    let seen = story.case.version;
    story.must(&member(COMMITTEE), hear());
    let refused = story.try_order(&member(COMMITTEE), &Order::seen_at(hear(), seen));
    assert_eq!(refused.unwrap_err().code(), "someone-was-faster");
    let fresh = Order::seen_at(done(), story.case.version);
    assert!(story.try_order(&member(COMMITTEE), &fresh).is_ok());
}

#[test]
fn a_promised_date_lies_ahead_and_within_thirty_days_or_ninety_for_hard_matters() {
    let in_days = |days| monday().plus_days(days);
    let table = [
        ("light", in_days(-1), Err("promise-in-the-past")),
        ("light", monday(), Err("promise-in-the-past")),
        ("light", in_days(30), Ok(vec!["planned"])),
        ("light", in_days(31), Err("promise-too-far")),
        ("facade", in_days(31), Ok(vec!["planned"])),
        ("facade", in_days(90), Ok(vec!["planned"])),
        ("facade", in_days(91), Err("promise-too-far")),
    ];
    for (category, promised, expected) in table {
        let mut story = Story::of(filing(category, Visibility::Public));
        story.must(&member(COMMITTEE), hear());
        assert_eq!(
            story.attempt(&member(COMMITTEE), plan(promised)),
            expected,
            "{category}"
        );
    }
}

#[test]
fn a_second_move_of_the_promised_date_counts_as_missed_and_goes_up() {
    let mut story = Story::heard();
    let office = member(COMMITTEE);
    let to = |days| Command::MovePlan {
        promised: monday().plus_days(days),
        reason: reason(),
    };
    assert_eq!(
        story.attempt(&office, to(5)),
        Err("not-now"),
        "nothing to move while heard"
    );
    story.must(&office, plan(monday().plus_days(3)));
    assert_eq!(
        story.attempt(&office, plan(monday().plus_days(4))),
        Err("plan-exists")
    );
    assert_eq!(story.attempt(&office, to(3)), Err("promise-unchanged"));
    assert_eq!(story.must(&office, to(5)), ["plan-moved"]);
    assert!(story.case.missed.is_empty());
    assert_eq!(story.must(&office, to(8)), ["late", "moved"]);
    assert!(story.case.has_missed(Owed::Promise, monday().plus_days(5)));
    assert_eq!((story.stage(), story.holder()), ("waiting", STREET_OFFICE));
    assert_eq!(story.case.holding.ground, Some(Ground::Clock));
}

#[test]
fn at_the_top_a_date_that_is_moved_twice_stays_and_is_late() {
    let mut story = Story::heard();
    story.bodies.retain(|one| one.kind != BodyKind::Government);
    let office = member(COMMITTEE);
    story.must(&office, plan(monday().plus_days(3)));
    let to = |days| Command::MovePlan {
        promised: monday().plus_days(days),
        reason: reason(),
    };
    story.must(&office, to(5));
    assert_eq!(story.must(&office, to(8)), ["late", "plan-moved"]);
    let step = story.case.next_step().unwrap();
    assert_eq!(
        (step.what.code(), step.by),
        ("keep-promise", monday().plus_days(8))
    );
}

#[test]
fn settling_is_the_short_way() {
    let settle = |promised| Command::Settle {
        step: say("I will change the bulb tonight."),
        promised,
    };
    let mut story = Story::light();
    assert_eq!(
        story.must(&member(COMMITTEE), settle(None)),
        ["heard", "planned"]
    );
    let step = story.case.next_step().unwrap();
    assert_eq!(step.what.code(), "keep-promise");
    assert_eq!(
        step.by,
        local("2026-12-02T17:00"),
        "the date the outcome was owed anyway"
    );
    assert_eq!(
        story.attempt(&member(COMMITTEE), settle(None)),
        Err("plan-exists")
    );

    let mut late = Story::heard();
    late.pass_days(20);
    assert_eq!(
        late.attempt(&member(COMMITTEE), settle(None)),
        Err("promise-in-the-past")
    );
    let tomorrow = late.now.plus_days(1);
    assert_eq!(
        late.must(&member(COMMITTEE), settle(Some(tomorrow))),
        ["planned"]
    );
}

#[test]
fn a_question_stops_the_holders_clock_and_an_answer_sets_it_going() {
    let mut story = Story::heard();
    let owed = story.case.holder_due().unwrap();
    story.must(&member(COMMITTEE), ask());
    assert_eq!(story.case.holder_due(), None);
    let step = story.case.next_step().unwrap();
    assert_eq!(
        (step.who, step.what.code()),
        (NextBy::Resident, "answer-question")
    );
    assert_eq!(
        story.attempt(&resident(NEIGHBOUR), answer()),
        Err("not-asked")
    );
    let resident_due = story.case.resident_due();
    story.pass_days(2);
    assert_eq!(story.must(&resident(AUTHOR), answer()), ["question-ended"]);
    assert_eq!(story.stage(), "heard");
    assert_eq!(owed, local("2026-12-02T17:00"));
    let shifted = story.case.holder_due().unwrap();
    assert_eq!(shifted, local("2026-12-04T17:00"), "two working days later");
    assert_eq!(
        story.case.resident_due(),
        resident_due,
        "the resident's clock runs on"
    );
}

#[test]
fn a_holder_asks_at_most_twice_and_waits_at_most_five_working_days_in_all() {
    let mut story = Story::heard();
    let office = member(COMMITTEE);
    story.must(&office, ask());
    story.pass_days(2);
    story.must(&resident(AUTHOR), answer());
    story.must(&office, ask());
    let lapses = story.case.next_step().unwrap().by;
    assert_eq!(
        lapses,
        local("2026-11-30T10:00"),
        "three working days are left"
    );
    story.now = lapses.plus_days(3);
    assert_eq!(
        story.wake(),
        Ok(vec!["question-ended"]),
        "however late the clock comes"
    );
    assert_eq!(story.case.holding.waits.working_minutes, 5 * 8 * 60);
    assert_eq!(
        story.case.holder_due(),
        Some(local("2026-12-09T17:00")),
        "five working days later, not eight"
    );
    assert_eq!(story.attempt(&office, ask()), Err("questions-used-up"));

    let mut slow = Story::heard();
    slow.must(&office, ask());
    slow.pass_days(9);
    slow.wake().unwrap();
    assert_eq!(slow.attempt(&office, ask()), Err("waiting-used-up"));
}

#[test]
fn the_holder_may_go_on_without_the_answer() {
    let mut story = Story::heard();
    story.must(&member(COMMITTEE), ask());
    assert_eq!(
        story.must(&member(COMMITTEE), done()),
        ["question-ended", "reported-done"]
    );
    assert_eq!(story.attempt(&resident(AUTHOR), answer()), Err("not-now"));
}

#[test]
fn a_question_ends_when_nobody_is_left_to_answer() {
    let mut story = Story::heard();
    story.must(&resident(NEIGHBOUR), Command::Join { on_paper: false });
    story.must(&member(COMMITTEE), ask());
    assert_eq!(
        story.must(&resident(AUTHOR), Command::Withdraw),
        ["withdrawn", "question-ended"]
    );
    assert_eq!(story.stage(), "heard");
}
