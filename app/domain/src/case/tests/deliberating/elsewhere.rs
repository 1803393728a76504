//! What becomes of the thread when its case goes elsewhere, is put right, merged, made
//! private or taken back.

use super::super::town::{
    AUTHOR, COMMITTEE, NEIGHBOUR, STREET_OFFICE, Story, THIRD, body_id, case_id, done, filing,
    member, reason, resident, say,
};
use super::{agree, ask, close, deliberating, up, wished};
use crate::case::{Case, Command, Correction, Event, Handing, StepCode, UpGround, Visibility};
use crate::reference::Reference;
use crate::thread::FEWEST_TALK_DAYS;

fn correct(category: &str) -> Command {
    Command::Correct {
        correction: Correction {
            category: Some(category.to_owned()),
            ..Correction::default()
        },
        reason: reason(),
    }
}

#[test]
fn handed_up_or_asked_up_the_committee_keeps_the_thread() {
    let mut story = deliberating();
    for command in [done(), correct("light")] {
        let refused = story.clone().attempt(&member(COMMITTEE), command);
        assert!(refused.is_err());
    }
    let mut asked = story.clone();
    for who in [AUTHOR, NEIGHBOUR, THIRD] {
        asked.must(&resident(who), Command::AskUp { reason: reason() });
    }
    story.must(&member(COMMITTEE), up());
    for story in [asked, story] {
        assert_eq!((story.holder(), story.stage()), (STREET_OFFICE, "waiting"));
        let talk = story.case.talk.as_ref().unwrap();
        assert_eq!(
            (talk.body, talk.until()),
            (body_id(COMMITTEE), Some(story.now.plus_days(10)))
        );
        assert!(story.thread.as_ref().unwrap().is_open());
    }
}

#[test]
fn the_body_that_the_case_is_about_leads_through_no_thread() {
    let mut story = deliberating();
    let conflict = Command::Hand {
        handing: Handing::Up {
            ground: UpGround::ConflictOfInterest,
            tried: reason(),
            asked: say("Our convener owns the lamps."),
        },
    };
    story.must(&member(COMMITTEE), conflict);
    assert_eq!(
        story.case.talk.as_ref().unwrap().body,
        body_id(STREET_OFFICE)
    );
    let thread = story.thread.as_ref().unwrap();
    assert_eq!(thread.body, body_id(STREET_OFFICE));
    story.pass_days(FEWEST_TALK_DAYS);
    assert_eq!(story.lead(close()), Ok(vec!["thread-closed"]));
}

#[test]
fn a_body_beside_it_opens_a_thread_and_stops_nobodys_clock() {
    let mut story = wished();
    story.must(&member(COMMITTEE), up());
    let before = story.case.next_step();
    assert_eq!(story.open_thread(COMMITTEE, 10), Ok(vec!["thread-opened"]));
    assert_eq!(story.case.next_step(), before);
    assert!(matches!(
        story.last(),
        Event::ThreadOpened { waits: false, .. }
    ));
}

#[test]
fn a_promise_that_stands_is_kept_while_they_talk() {
    let mut story = wished();
    let promised = story.now.plus_days(9);
    let plan = Command::Plan {
        step: reason(),
        who: None,
        promised,
    };
    story.must(&member(COMMITTEE), plan);
    story.open_thread(COMMITTEE, 20).unwrap();
    let step = story.case.next_step().unwrap();
    assert_eq!((step.what, step.by), (StepCode::KeepPromise, promised));
}

#[test]
fn a_correction_to_what_cannot_wait_leaves_the_thread() {
    for (category, waits) in [("water", false), ("food", false), ("facade", true)] {
        let mut story = deliberating();
        let until = story.case.next_step().unwrap().by;
        // Reserved and pressing matters go where they belong; a pipe stays with the committee.
        let happened = story.must(&resident(AUTHOR), correct(category));
        assert_eq!(
            happened.contains(&"thread-left"),
            !waits,
            "{category}: {happened:?}"
        );
        assert_eq!(story.stage() == "deliberating", waits, "{category}");
        assert!(
            story.case.next_step().unwrap().by <= until,
            "no correction lengthens a clock"
        );
        assert!(story.case.talk.is_some(), "neighbours go on talking");
    }
}

#[test]
fn made_private_it_has_no_thread_any_more() {
    let mut story = deliberating();
    let happened = story.must(&resident(AUTHOR), correct("noise-next-door"));
    assert_eq!(happened, ["corrected", "thread-left"]);
    assert_eq!((story.case.talk.as_ref(), story.stage()), (None, "acting"));
    let mut wished = wished();
    for who in [AUTHOR, NEIGHBOUR, THIRD] {
        wished.must(&resident(who), ask());
    }
    wished.must(&resident(AUTHOR), correct("noise-next-door"));
    assert_eq!(
        (wished.case.thread_owed, wished.case.asked_thread.len()),
        (None, 0)
    );
}

#[test]
fn withdrawn_by_everybody_the_talk_goes_on_as_the_neighbours_own() {
    let mut story = Story::heard();
    story.open_thread(COMMITTEE, 10).unwrap();
    story.must(&resident(AUTHOR), Command::Withdraw);
    assert_eq!(story.stage(), "withdrawn");
    story.pass_days(FEWEST_TALK_DAYS);
    let now = story.now;
    assert!(story.thread.as_ref().unwrap().is_open());
    assert_eq!(story.lead(agree(None, now)), Ok(vec!["thread-agreed"]));
    assert_eq!(story.stage(), "withdrawn");
    // With others affected it stays theirs.
    let mut story = deliberating();
    story.must(&resident(AUTHOR), Command::Withdraw);
    assert_eq!(story.stage(), "deliberating");
}

#[test]
fn a_case_with_a_running_thread_takes_others_in_and_goes_into_none() {
    let mut other = filing("light", Visibility::Public);
    other.id = case_id(200);
    other.reference = Reference::from_seed(200);
    let other = Story::try_of(other, &resident(NEIGHBOUR)).unwrap().case;
    let propose = Command::ProposeMerge {
        into: case_id(200),
        words: reason(),
    };
    // It was proposed before the thread was opened.
    let mut story = Story::heard();
    story.other = Some(other.clone());
    story.must(&member(COMMITTEE), propose.clone());
    story.open_thread(COMMITTEE, 10).unwrap();
    assert_eq!(
        story.attempt(&resident(AUTHOR), Command::AcceptProposal),
        Err("thread-runs")
    );
    // The other way round.
    let mut joins = Story::heard();
    let mut talked = deliberating().case;
    talked.id = case_id(200);
    joins.other = Some(talked);
    joins.must(&member(COMMITTEE), propose);
    joins.must(&resident(AUTHOR), Command::AcceptProposal);
    let taken: &Case = joins.other.as_ref().unwrap();
    assert_eq!(
        (taken.stage.name().code(), taken.taken_in.len()),
        ("deliberating", 1)
    );
}

#[test]
fn out_of_service_the_case_goes_up_and_starts_over() {
    let mut story = deliberating();
    for body in &mut story.bodies {
        body.in_service &= body.id != body_id(COMMITTEE);
    }
    assert_eq!(story.wake(), Ok(vec!["moved"]));
    assert_eq!((story.holder(), story.stage()), (STREET_OFFICE, "waiting"));
}
