//! An office that never signs in is told by letter.

use super::town::{
    AUTHOR, CITY, COMMITTEE, DISTRICT, NEIGHBOUR, STREET_OFFICE, Story, body_id, filing, hear,
    local, member, person_id, photo, reason, resident, say,
};
use crate::case::{
    By, Case, Command, DeclineGround, Event, Handing, LetterReply, NextBy, Owed, StepCode,
    UpGround, Visibility,
};
use crate::permission::{Action, Subject, may};

/// The lamp of the lane, handed up to a street office that nobody signs in to.
fn at_a_paper_office(visibility: Visibility) -> Story {
    let mut story = Story::of(filing("light", visibility));
    let office = story.bodies.iter_mut();
    for body in office.filter(|body| body.id == body_id(STREET_OFFICE)) {
        body.on_paper = true;
    }
    story.must(&member(COMMITTEE), hear());
    let up = Command::Hand {
        handing: Handing::Up {
            ground: UpGround::OutsideMeans,
            tried: say("A new bulb, twice."),
            asked: say("A new wire."),
        },
    };
    story.must(&member(COMMITTEE), up);
    if !visibility.is_public() {
        story.must(&resident(AUTHOR), Command::AcceptProposal);
    }
    story
}

fn deliver(story: &Story) -> Command {
    Command::DeliverLetter {
        on: story.now,
        words: say("At the counter, against a stamp."),
    }
}

fn reply(reply: LetterReply) -> Command {
    Command::EnterReply {
        reply,
        words: say("We have read it."),
        photos: vec![photo(9)],
    }
}

#[test]
fn the_community_delivers_the_letter_and_the_clock_runs_from_then() {
    let mut story = at_a_paper_office(Visibility::PublicWithoutName);
    assert_eq!(story.last().kind(), "letter-owed");
    let step = story.case.next_step().unwrap();
    assert_eq!(step.what, StepCode::DeliverLetter);
    assert_eq!(step.who, NextBy::Body(body_id(COMMITTEE)));
    // Two working days after Monday morning, to the end of work.
    assert_eq!(step.by, local("2026-11-25T17:00"));
    assert_eq!(story.case.wake_at(), Some(step.by));
    assert_eq!(
        story.attempt(&resident(NEIGHBOUR), deliver(&story)),
        Err("not-holder")
    );
    assert_eq!(
        story.attempt(&member(COMMITTEE), reply(LetterReply::Heard)),
        Err("letter-not-delivered")
    );
    story.now = local("2026-11-24T15:00");
    let early = Command::DeliverLetter {
        on: local("2026-11-22T17:00"),
        words: reason(),
    };
    assert_eq!(
        story.attempt(&member(COMMITTEE), early),
        Err("delivery-day")
    );
    let ahead = Command::DeliverLetter {
        on: local("2026-11-25T17:00"),
        words: reason(),
    };
    assert_eq!(
        story.attempt(&member(COMMITTEE), ahead),
        Err("delivery-day")
    );
    assert_eq!(
        story.must(&member(COMMITTEE), deliver(&story)),
        ["letter-delivered"]
    );
    let by = story.history.last().unwrap().by;
    assert_eq!(by.body(), Some(body_id(COMMITTEE)));
    // One working day after it was delivered.
    let step = story.case.next_step().unwrap();
    assert_eq!(
        (step.what, step.by),
        (StepCode::Hear, local("2026-11-25T17:00"))
    );
    assert_eq!(
        story.attempt(&member(COMMITTEE), deliver(&story)),
        Err("letter-delivered")
    );
    let letter = story.case.letter.unwrap();
    assert_eq!(
        (letter.delivered_at, letter.answered_at),
        (Some(story.now), None)
    );
    // No answer: it goes up like from everybody else.
    story.now = step.by;
    assert_eq!(story.wake().unwrap(), ["late", "moved"]);
    assert_eq!(story.holder(), DISTRICT);
    assert_eq!(story.case.letter, None);
}

#[test]
fn what_the_office_writes_back_counts_as_its_own_and_says_who_entered_it() {
    let mut story = at_a_paper_office(Visibility::Public);
    story.must(&member(COMMITTEE), deliver(&story));
    assert_eq!(
        story.must(&member(COMMITTEE), reply(LetterReply::Heard)),
        ["letter-answered", "heard"]
    );
    let scribe = person_id(COMMITTEE * 10 + 1);
    let by: Vec<By> = story
        .history
        .iter()
        .rev()
        .take(2)
        .map(|one| one.by)
        .collect();
    let as_of = |body: u128| By::Member {
        person: scribe,
        body: body_id(body),
    };
    assert_eq!(by, [as_of(STREET_OFFICE), as_of(COMMITTEE)]);
    assert_eq!(
        story.attempt(&member(COMMITTEE), reply(LetterReply::Heard)),
        Err("heard-already")
    );
    let promised = story.now.plus_days(10);
    assert_eq!(
        story.must(&member(COMMITTEE), reply(LetterReply::Planned { promised })),
        ["letter-answered", "planned"]
    );
    assert_eq!(story.case.next_step().unwrap().by, promised);
    assert_eq!(
        story.must(&member(COMMITTEE), reply(LetterReply::Done)),
        ["letter-answered", "reported-done"]
    );
    assert_eq!(story.stage(), "reported-done");
    let folded = Case::from_history(&story.history).unwrap();
    assert_eq!(folded, story.case);
    let scans = story.case.photos.iter();
    assert_eq!(scans.filter(|one| one.photo == photo(9)).count(), 3);
}

#[test]
fn a_refusal_by_letter_can_be_appealed_like_any_other() {
    let mut story = at_a_paper_office(Visibility::Public);
    story.must(&member(COMMITTEE), deliver(&story));
    let no = LetterReply::Declined {
        ground: DeclineGround::OutsideArea,
        instead: reason(),
    };
    let happened = story.must(&member(COMMITTEE), reply(no));
    assert_eq!(happened, ["letter-answered", "heard", "declined"]);
    story.must(&resident(AUTHOR), Command::Appeal { reason: reason() });
    assert_eq!(story.holder(), DISTRICT);
}

#[test]
fn a_letter_that_nobody_delivers_holds_nothing_up() {
    let mut story = at_a_paper_office(Visibility::Public);
    let due = story.case.next_step().unwrap().by;
    story.now = due;
    assert_eq!(story.wake().unwrap(), ["late", "moved"]);
    assert!(story.case.has_missed(Owed::Letter, due));
    assert_eq!(story.case.missed[0].holder, body_id(COMMITTEE));
    assert_eq!(story.holder(), DISTRICT);
    assert_eq!(story.wake(), Err("nothing-due"));
}

#[test]
fn at_the_top_the_letter_is_owed_again_and_each_miss_is_told_once() {
    let mut story = at_a_paper_office(Visibility::Public);
    for body in &mut story.bodies {
        body.in_service = [COMMITTEE, STREET_OFFICE].map(body_id).contains(&body.id);
    }
    let first = story.case.next_step().unwrap().by;
    story.now = first;
    assert_eq!(story.wake().unwrap(), ["late"]);
    let again = story.case.next_step().unwrap();
    assert_eq!(again.what, StepCode::DeliverLetter);
    assert_eq!(again.by, local("2026-12-02T17:00"));
    assert_eq!(story.wake(), Err("nothing-due"));
    story.must(&member(COMMITTEE), deliver(&story));
    assert_eq!(story.case.next_step().unwrap().what, StepCode::Hear);
}

#[test]
fn of_a_private_case_only_its_resident_delivers_a_letter() {
    let mut story = at_a_paper_office(Visibility::BodyOnly);
    let step = story.case.next_step().unwrap();
    assert_eq!(
        (step.who, step.what),
        (NextBy::Resident, StepCode::DeliverLetter)
    );
    let subject = Subject::Case(&story.case);
    for action in [Action::SeeLetter, Action::DeliverLetter, Action::SeeCase] {
        assert!(
            may(&member(COMMITTEE), action, &subject).is_err(),
            "{action:?}"
        );
        assert!(
            may(&resident(AUTHOR), action, &subject).is_ok(),
            "{action:?}"
        );
    }
    story.must(&resident(AUTHOR), deliver(&story));
    let happened = story.must(&resident(AUTHOR), reply(LetterReply::Done));
    assert_eq!(happened, ["letter-answered", "heard", "reported-done"]);
    // Its author answers for the office by nothing but the letter.
    assert_eq!(story.stage(), "reported-done");
}

#[test]
fn an_office_that_signs_in_after_all_needs_no_letter() {
    let mut story = at_a_paper_office(Visibility::Public);
    story.must(&member(STREET_OFFICE), hear());
    assert_eq!(story.case.letter, None);
    assert_eq!(story.case.next_step().unwrap().what, StepCode::Plan);
    assert_eq!(
        story.attempt(&member(COMMITTEE), deliver(&story)),
        Err("not-holder")
    );
}

#[test]
fn what_comes_back_to_it_is_told_by_letter_again() {
    let mut story = at_a_paper_office(Visibility::Public);
    story.must(&member(COMMITTEE), deliver(&story));
    story.must(&member(COMMITTEE), reply(LetterReply::Done));
    let no = Command::Answer {
        verdict: crate::case::Verdict::NotSolved,
        reason: None,
    };
    let happened = story.must(&resident(AUTHOR), no);
    assert_eq!(happened, ["answered", "back-to-acting", "letter-owed"]);
    assert_eq!(
        story.case.next_step().unwrap().what,
        StepCode::DeliverLetter
    );
}

#[test]
fn danger_waits_for_no_letter_and_goes_past_a_duty_that_nobody_reads() {
    let mut bodies = super::town::bodies();
    for body in &mut bodies {
        body.on_paper = body.id == body_id(DISTRICT);
    }
    let charter = super::town::charter();
    let around = crate::case::FilingSurroundings {
        charter: &charter,
        bodies: &bodies,
        now: super::town::monday(),
    };
    let gas = filing("gas", Visibility::Public);
    let filed = crate::case::file(gas, &resident(AUTHOR), &around).unwrap();
    assert_ne!(filed.case.holding.holder, body_id(DISTRICT));
    assert_eq!(filed.case.letter, None);
    assert_eq!(filed.recorded.len(), 1);
}

#[test]
fn a_case_filed_to_a_paper_office_owes_its_letter_at_once() {
    let mut bodies = super::town::bodies();
    for body in &mut bodies {
        body.on_paper = body.kind == crate::body::BodyKind::Government;
    }
    let charter = super::town::charter();
    let around = crate::case::FilingSurroundings {
        charter: &charter,
        bodies: &bodies,
        now: super::town::monday(),
    };
    let reserved = filing("food", Visibility::Public);
    let filed = crate::case::file(reserved, &resident(AUTHOR), &around).unwrap();
    let kinds: Vec<&str> = filed.recorded.iter().map(|one| one.event.kind()).collect();
    assert_eq!(kinds, ["filed", "letter-owed"]);
    let folded = Case::from_history(&filed.recorded).unwrap();
    assert_eq!(folded, filed.case);
    assert!(matches!(
        filed.recorded[1].event,
        Event::LetterOwed { by: Some(_), .. }
    ));
}

#[test]
fn nobody_who_never_signs_in_convenes_or_calls_a_table_while_others_can() {
    let mut story = at_a_paper_office(Visibility::Public);
    story.now = story.now.plus_days(80);
    let _ = story.wake();
    // The outcome is long overdue: the district or the city owes the table.
    assert!(
        [DISTRICT, CITY].contains(&story.holder()),
        "{}",
        story.holder()
    );
}

#[test]
fn what_an_office_wrote_is_entered_with_a_picture_of_its_letter() {
    let mut story = at_a_paper_office(Visibility::Public);
    story.must(&member(COMMITTEE), deliver(&story));
    let without = Command::EnterReply {
        reply: LetterReply::Heard,
        words: say("We have read it."),
        photos: Vec::new(),
    };
    assert_eq!(
        story.attempt(&member(COMMITTEE), without),
        Err("scan-missing")
    );
    story.must(&member(COMMITTEE), reply(LetterReply::Heard));
}
