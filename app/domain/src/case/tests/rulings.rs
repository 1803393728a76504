//! An office that never signs in rules by letter: on an appeal, and on who sits at a
//! joint table. Nobody carries a letter about what they did themselves, and a letter
//! that nobody delivers keeps nobody waiting for ever.

use super::tables::{contested, good};
use super::town::{
    AUTHOR, CITY, COMMITTEE, DISTRICT, NEIGHBOUR, STREET_OFFICE, Story, body_id, filing, hear,
    local, member, person_id, photo, reason, resident, say,
};
use crate::case::{
    By, Case, Command, DeclineGround, Event, LetterReply, NextBy, Owed, Ruling, StepCode,
    TableCall, Visibility,
};

fn on_paper(story: &mut Story, offices: &[u128]) {
    for body in &mut story.bodies {
        body.on_paper = offices.iter().any(|one| body.id == body_id(*one));
    }
}

/// The committee will not act, and its resident appeals.
fn refused_and_appealed(story: &mut Story) -> Vec<&'static str> {
    story.must(&member(COMMITTEE), hear());
    let no = Command::Decline {
        ground: DeclineGround::OutsideArea,
        words: say("That lamp is not ours."),
        instead: reason(),
    };
    story.must(&member(COMMITTEE), no);
    story.must(&resident(AUTHOR), Command::Appeal { reason: reason() })
}

/// The same to an office that nobody signs in to.
fn appealed(visibility: Visibility) -> Story {
    let mut story = Story::of(filing("light", visibility));
    on_paper(&mut story, &[STREET_OFFICE]);
    let happened = refused_and_appealed(&mut story);
    assert_eq!(happened, ["appealed", "moved", "letter-owed"]);
    assert_eq!(story.holder(), STREET_OFFICE);
    story
}

fn deliver(story: &Story) -> Command {
    Command::DeliverLetter {
        on: story.now,
        words: say("At the counter, against a stamp."),
    }
}

fn entered(reply: LetterReply) -> Command {
    Command::EnterReply {
        reply,
        words: say("The lamp is the committee's."),
        photos: vec![photo(9)],
    }
}

fn ruled(ruling: Ruling) -> Command {
    entered(LetterReply::Ruled { ruling })
}

#[test]
fn who_refused_carries_no_letter_about_it_and_writes_down_no_ruling() {
    let mut story = appealed(Visibility::Public);
    let step = story.case.next_step().unwrap();
    assert_eq!(
        (step.who, step.what, step.by),
        (
            NextBy::Resident,
            StepCode::DeliverLetter,
            local("2026-11-25T17:00")
        )
    );
    let letter = deliver(&story);
    for other in [member(COMMITTEE), resident(NEIGHBOUR)] {
        assert_eq!(story.attempt(&other, letter.clone()), Err("not-holder"));
    }
    // Five working days after the letter would be there, whether it is or not.
    assert_eq!(
        story.case.stage.ruling_due(),
        Some(local("2026-12-02T17:00"))
    );
    story.now = local("2026-11-24T15:00");
    let letter = deliver(&story);
    story.must(&resident(AUTHOR), letter);
    let step = story.case.next_step().unwrap();
    assert_eq!(
        (step.what, step.by),
        (StepCode::Rule, local("2026-12-01T17:00"))
    );
    assert_eq!(
        story.attempt(&member(COMMITTEE), ruled(Ruling::RefusalStands)),
        Err("not-holder")
    );
    for reply in [LetterReply::Heard, LetterReply::Done] {
        let answer = story.attempt(&resident(AUTHOR), entered(reply));
        assert_eq!(
            answer,
            Err("not-now"),
            "a ruling is asked, and nothing else"
        );
    }
}

#[test]
fn a_ruling_by_letter_is_the_offices_own_and_says_who_entered_it() {
    for (ruling, stage) in [
        (Ruling::ForTheResident, "acting"),
        (Ruling::RefusalStands, "declined"),
    ] {
        let mut story = appealed(Visibility::Public);
        let letter = deliver(&story);
        story.must(&resident(AUTHOR), letter);
        assert_eq!(
            story.must(&resident(AUTHOR), ruled(ruling)),
            ["letter-answered", "appeal-ruled"]
        );
        assert_eq!((story.stage(), story.holder()), (stage, STREET_OFFICE));
        let [entry, rule] = story.history.last_chunk().unwrap();
        assert_eq!(
            entry.by,
            By::Resident {
                person: person_id(AUTHOR)
            }
        );
        assert_eq!(rule.by.body(), Some(body_id(STREET_OFFICE)));
        // It wrote it itself, so it knows what it owes: no second letter says so.
        assert!(story.case.letter.unwrap().answered_at.is_some());
        assert_eq!(story.case.owed_letter(), None);
        assert_eq!(Case::from_history(&story.history).unwrap(), story.case);
    }
}

#[test]
fn a_ruling_that_nobody_asks_for_cannot_be_entered() {
    let mut story = appealed(Visibility::Public);
    assert_eq!(
        story.attempt(&resident(AUTHOR), ruled(Ruling::ForTheResident)),
        Err("letter-not-delivered")
    );
    let letter = deliver(&story);
    story.must(&resident(AUTHOR), letter);
    story.must(&resident(AUTHOR), ruled(Ruling::ForTheResident));
    assert_eq!(
        story.attempt(&resident(AUTHOR), ruled(Ruling::RefusalStands)),
        Err("not-now")
    );
}

#[test]
fn a_letter_that_nobody_delivers_keeps_the_resident_from_no_ruling() {
    let mut story = appealed(Visibility::Public);
    let due = story.case.next_step().unwrap().by;
    story.now = due;
    assert_eq!(story.wake().unwrap(), ["late"]);
    assert!(story.case.has_missed(Owed::Letter, due));
    // Whoever rules keeps it; from now on the ruling is what is waited for.
    assert_eq!(story.holder(), STREET_OFFICE);
    let step = story.case.next_step().unwrap();
    assert_eq!(
        (step.what, step.by),
        (StepCode::Rule, local("2026-12-02T17:00"))
    );
    story.now = step.by;
    assert_eq!(story.wake().unwrap(), ["appeal-ruled", "letter-owed"]);
    assert!(matches!(
        story.history[story.history.len() - 2].event,
        Event::AppealRuled {
            ruling: Ruling::ForTheResident,
            words: None,
            ..
        }
    ));
    // What it owes now, the committee tells it: that is about nobody's own answer.
    let letter = story.case.owed_letter().unwrap();
    assert_eq!(letter.by, Some(body_id(COMMITTEE)));
}

#[test]
fn of_a_private_case_a_ruling_by_letter_reaches_nobody_else() {
    let mut story = appealed(Visibility::BodyOnly);
    let letter = deliver(&story);
    story.must(&resident(AUTHOR), letter);
    story.must(&resident(AUTHOR), ruled(Ruling::RefusalStands));
    assert_eq!(story.stage(), "declined");
}

#[test]
fn nobody_carries_a_letter_to_whom_they_must_stay_unknown() {
    let mut story = Story::of(filing("light", Visibility::BodyOnly));
    on_paper(&mut story, &[STREET_OFFICE]);
    story.case.sealed_from.push(body_id(STREET_OFFICE));
    let happened = refused_and_appealed(&mut story);
    assert_eq!(happened, ["appealed", "moved"]);
    assert_eq!(story.case.next_step().unwrap().what, StepCode::Rule);
}

/// Every office above the two is told by letter.
fn table_owed_on_paper() -> Story {
    let mut story = contested_on_paper();
    assert_eq!(story.stage(), "table-owed");
    assert!(matches!(story.last(), Event::LetterOwed { .. }));
    story.now = story.now.plus_minutes(1);
    story
}

fn contested_on_paper() -> Story {
    let mut before = super::tables::handed_back(Visibility::Public);
    on_paper(&mut before, &[DISTRICT, CITY]);
    before.must(&member(COMMITTEE), Command::AskTable { words: reason() });
    before
}

fn table() -> TableCall {
    match good() {
        Command::CallTable { call } => *call,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_table_is_called_by_letter_and_its_convener_has_the_case() {
    let mut story = table_owed_on_paper();
    assert_eq!(story.holder(), DISTRICT);
    // The committee contests, so it does not carry the letter about that.
    let step = story.case.next_step().unwrap();
    assert_eq!(
        (step.who, step.what),
        (NextBy::Resident, StepCode::DeliverLetter)
    );
    let letter = deliver(&story);
    assert_eq!(
        story.attempt(&member(COMMITTEE), letter.clone()),
        Err("not-holder")
    );
    story.must(&resident(AUTHOR), letter);
    let mut wrong = table();
    wrong.seats.remove(0);
    let call = entered(LetterReply::CalledTable {
        call: Box::new(wrong),
    });
    assert_eq!(
        story.attempt(&resident(AUTHOR), call),
        Err("table-needs-convener")
    );
    let call = entered(LetterReply::CalledTable {
        call: Box::new(table()),
    });
    assert_eq!(
        story.must(&resident(AUTHOR), call),
        ["letter-answered", "table-called"]
    );
    assert_eq!(story.holder(), STREET_OFFICE);
    let called = story.case.table.as_ref().unwrap();
    assert_eq!(called.called_by, body_id(DISTRICT));
    assert_eq!(Case::from_history(&story.history).unwrap(), story.case);
}

#[test]
fn a_table_that_nobody_calls_is_a_gap_whether_its_letter_went_or_not() {
    let mut story = table_owed_on_paper();
    let step = story.case.next_step().unwrap();
    story.now = step.by;
    assert_eq!(story.wake().unwrap(), ["late"]);
    assert!(!story.case.holding.gap, "only the letter is late");
    let step = story.case.next_step().unwrap();
    assert_eq!(step.what, StepCode::CallTable);
    story.now = step.by;
    assert_eq!(story.wake().unwrap(), ["late"]);
    assert!(story.case.holding.gap);
    assert_eq!(story.wake(), Err("nothing-due"));
    // It can still be told, and answer.
    let letter = deliver(&story);
    story.must(&resident(AUTHOR), letter);
    let call = entered(LetterReply::CalledTable {
        call: Box::new(table()),
    });
    story.must(&resident(AUTHOR), call);
    assert!(!story.case.holding.gap);
}

#[test]
fn what_a_table_costs_is_said_or_said_to_be_unknown() {
    let mut story = contested();
    let mut silent = table();
    silent.seats[1].unknown = false;
    let call = |call: &TableCall| Command::CallTable {
        call: Box::new(call.clone()),
    };
    assert_eq!(
        story.attempt(&member(DISTRICT), call(&silent)),
        Err("burden-missing")
    );
    for part in 0..3 {
        let mut told = silent.clone();
        let seat = &mut told.seats[1];
        let mut texts = [&mut seat.cost, &mut seat.risk, &mut seat.benefit];
        for (at, text) in texts.iter_mut().enumerate() {
            **text = (at != part).then(reason);
        }
        assert_eq!(
            story.attempt(&member(DISTRICT), call(&told)),
            Err("burden-missing")
        );
    }
    let seat = &mut silent.seats[1];
    for text in [&mut seat.cost, &mut seat.risk, &mut seat.benefit] {
        *text = Some(reason());
    }
    story.must(&member(DISTRICT), call(&silent));
}

#[test]
fn a_table_of_before_burdens_were_asked_is_still_read() {
    let mut story = contested();
    story.must(&member(DISTRICT), good());
    let mut old = story.history.clone();
    if let Event::TableCalled { call, .. } = &mut old.last_mut().unwrap().event {
        for seat in &mut call.seats {
            seat.unknown = false;
        }
    }
    let kept = serde_json::to_string(&old.last().unwrap().event).unwrap();
    assert!(!kept.contains("unknown"), "as it was written then");
    old.last_mut().unwrap().event = serde_json::from_str(&kept).unwrap();
    let folded = Case::from_history(&old).unwrap();
    assert_eq!(folded.table.unwrap().seats.len(), 3);
}
