//! A conflict of interest is checked first, and a regraded danger can be contested.

use super::town::{
    AUTHOR, CITY, COMMITTEE, DISTRICT, NEIGHBOUR, STREET_OFFICE, Story, body_id, filing, hear,
    member, reason, resident, say,
};
use crate::case::{
    Case, Check, Command, Conflict, Correction, Event, Handing, StepCode, UpGround, Visibility,
};
use crate::charter::Urgency;
use crate::permission::{Action, Subject, may, visible_event, visible_parts};
use crate::routing::Ground;

const ALLEGED: &str = "The treasurer is my landlord.";

/// About the committee, so the street office checks it.
fn about_the_committee(visibility: Visibility) -> Story {
    let mut about = filing("light", visibility);
    about.conflict = Some(Conflict {
        body: body_id(COMMITTEE),
        words: say(ALLEGED),
    });
    Story::of(about)
}

fn check(found: bool) -> Command {
    Command::CheckConflict {
        found,
        words: say("I asked the registry."),
    }
}

fn regrade(urgency: Urgency) -> Command {
    Command::Correct {
        correction: Correction {
            urgency: Some(urgency),
            ..Correction::default()
        },
        reason: reason(),
    }
}

/// A smell of gas that the district, on duty, takes for something ordinary.
fn regraded() -> Story {
    let mut story = Story::of(filing("gas", Visibility::Public));
    assert_eq!(story.holder(), DISTRICT);
    assert_eq!(
        story.must(&member(DISTRICT), regrade(Urgency::Ordinary)),
        ["corrected"]
    );
    story
}

fn contest() -> Command {
    Command::ContestRegrade { reason: reason() }
}

fn step(story: &Story) -> StepCode {
    story.case.next_step().unwrap().what
}

#[test]
fn a_conflict_is_checked_before_anything_else_within_one_working_day() {
    let mut story = about_the_committee(Visibility::PublicWithoutName);
    let next = story.case.next_step().unwrap();
    assert_eq!(next.what, StepCode::CheckConflict);
    let office = story
        .bodies
        .iter()
        .find(|one| one.id == body_id(STREET_OFFICE));
    assert_eq!(
        next.by,
        office.unwrap().calendar.add_working_days(story.now, 1)
    );
    let office = member(STREET_OFFICE);
    let up = |ground| Command::Hand {
        handing: Handing::Up {
            ground,
            tried: reason(),
            asked: reason(),
        },
    };
    let settle = Command::Settle {
        step: reason(),
        promised: None,
    };
    for command in [hear(), settle, up(UpGround::OutsideMeans)] {
        assert_eq!(story.attempt(&office, command), Err("conflict-unchecked"));
    }
    assert_eq!(
        story.attempt(&member(COMMITTEE), check(true)),
        Err("not-holder")
    );
    assert_eq!(story.must(&office, check(true)), ["conflict-checked"]);
    assert_eq!((story.stage(), step(&story)), ("heard", StepCode::Plan));
    assert_eq!(story.attempt(&office, check(true)), Err("not-now"));
    assert_eq!(story.concern().concerned(), [body_id(COMMITTEE)]);
    // Danger waits for no check.
    let mut story = about_the_committee(Visibility::Public);
    story.must(&office, up(UpGround::Danger));
    assert_eq!((story.holder(), story.case.check), (DISTRICT, None));
    assert_eq!(step(&story), StepCode::Hear);
}

#[test]
fn only_a_case_that_went_past_a_body_is_checked() {
    let mut story = Story::light();
    assert_eq!(
        story.attempt(&member(COMMITTEE), check(true)),
        Err("nothing-to-check")
    );
    // What is left to government anyway went past nobody.
    let mut about = filing("gas", Visibility::Public);
    about.conflict = Some(Conflict {
        body: body_id(COMMITTEE),
        words: say(ALLEGED),
    });
    let mut danger = Story::of(about);
    assert_eq!(danger.case.check, None);
    danger.must(&member(DISTRICT), hear());
}

#[test]
fn without_a_conflict_the_author_lets_that_body_have_it_and_stays_sealed() {
    for visibility in [Visibility::PublicWithoutName, Visibility::BodyOnly] {
        let mut story = about_the_committee(visibility);
        story.must(&member(STREET_OFFICE), check(false));
        let about = body_id(COMMITTEE);
        assert_eq!(story.case.check, Some(Check::AuthorChooses { about }));
        assert_eq!(step(&story), StepCode::Choose);
        let plan = Command::Plan {
            step: reason(),
            who: None,
            promised: story.now.plus_days(3),
        };
        assert_eq!(
            story.attempt(&member(STREET_OFFICE), plan),
            Err("author-chooses")
        );
        let answer = Command::AnswerQuestion { words: reason() };
        assert_eq!(
            story.attempt(&resident(AUTHOR), answer),
            Err("author-chooses")
        );
        story.must(&resident(AUTHOR), Command::GoUnnamed);
        assert_eq!(story.holder(), COMMITTEE);
        assert_eq!(story.case.holding.ground, Some(Ground::NoConflict));
        assert_eq!(story.case.counters.hand_overs, 0);
        assert_eq!(step(&story), StepCode::Hear);
        assert!(story.concern().concerned().is_empty());
        let committee = member(COMMITTEE);
        story.must(&committee, hear());
        assert_eq!(
            story.attempt(&committee, Command::OpenIdentity { purpose: reason() }),
            Err("identity-sealed")
        );
        let subject = Subject::Case(&story.case);
        for action in [Action::SeeName, Action::SeeIdentity, Action::SeeNotes] {
            assert!(may(&committee, action, &subject).is_err(), "{action:?}");
        }
        assert_eq!(visible_parts(&committee, &story.case).unwrap().author, None);
        let seen = story
            .history
            .iter()
            .filter_map(|one| visible_event(&committee, &story.case, one));
        let told: Vec<String> = seen.map(|seen| format!("{:?}", seen.event)).collect();
        let told = told.concat();
        assert!(!told.contains(ALLEGED) && !told.contains("registry"));
    }
}

#[test]
fn identity_that_was_opened_before_stays_where_it_was_opened() {
    let mut story = about_the_committee(Visibility::PublicWithoutName);
    let open = Command::OpenIdentity { purpose: reason() };
    story.must(&member(STREET_OFFICE), open);
    story.must(&member(STREET_OFFICE), check(false));
    story.must(&resident(AUTHOR), Command::GoUnnamed);
    let subject = Subject::Case(&story.case);
    assert!(may(&member(COMMITTEE), Action::SeeIdentity, &subject).is_err());
    let opened = story
        .history
        .iter()
        .find(|one| matches!(one.event, Event::IdentityOpened { .. }))
        .unwrap();
    assert!(visible_event(&member(COMMITTEE), &story.case, opened).is_none());
    assert!(visible_event(&resident(AUTHOR), &story.case, opened).is_some());
}

#[test]
fn what_is_said_against_a_body_is_for_the_author_and_who_checks_it() {
    let mut story = about_the_committee(Visibility::PublicWithoutName);
    story.must(&resident(NEIGHBOUR), Command::Join { on_paper: false });
    story.must(&member(STREET_OFFICE), check(true));
    let checked = story.history.last().unwrap();
    let words = |who| {
        let seen = visible_event(&who, &story.case, checked).unwrap();
        seen.event.sentence().unwrap().to_string()
    };
    for who in [resident(AUTHOR), member(STREET_OFFICE)] {
        assert_eq!(words(who), "I asked the registry.");
    }
    for who in [resident(NEIGHBOUR), member(COMMITTEE), member(DISTRICT)] {
        assert_eq!(words(who), "…");
    }
}

#[test]
fn the_author_takes_it_back_or_says_nothing_and_it_stays_above() {
    let mut story = about_the_committee(Visibility::PublicWithoutName);
    story.must(&member(STREET_OFFICE), check(false));
    let mut silent = story.clone();
    story.must(&resident(AUTHOR), Command::Withdraw);
    assert_eq!((story.stage(), story.case.check), ("withdrawn", None));

    let choose_by = silent.case.next_step().unwrap().by;
    silent.now = choose_by;
    assert_eq!(silent.wake().unwrap(), ["question-ended"]);
    assert_eq!(silent.holder(), STREET_OFFICE);
    assert_eq!((silent.stage(), silent.case.check), ("heard", None));
    assert_eq!(
        silent.attempt(&resident(AUTHOR), Command::GoUnnamed),
        Err("not-now")
    );
    // It never goes to that body behind the author's back.
    assert_eq!(silent.concern().concerned(), [body_id(COMMITTEE)]);
}

#[test]
fn an_unchecked_conflict_goes_up_by_the_clock_once_and_is_owed_there() {
    let mut story = about_the_committee(Visibility::PublicWithoutName);
    story.now = story.case.next_step().unwrap().by;
    assert_eq!(story.wake().unwrap(), ["late", "moved"]);
    assert_eq!(story.wake(), Err("nothing-due"));
    assert_eq!(story.holder(), DISTRICT);
    assert_eq!(step(&story), StepCode::CheckConflict);
    let district = story.bodies.iter().find(|one| one.id == body_id(DISTRICT));
    assert_eq!(
        story.case.holder_due(),
        Some(district.unwrap().calendar.add_working_days(story.now, 1))
    );
    story.must(&member(DISTRICT), check(true));
    assert_eq!(story.stage(), "heard");
}

#[test]
fn a_history_from_before_the_check_folds_as_it_did() {
    let story = about_the_committee(Visibility::PublicWithoutName);
    let mut kept = serde_json::to_value(&story.history[0].event).unwrap();
    let filed = kept["filed"].as_object_mut().unwrap();
    assert_eq!(filed.remove("check"), Some(true.into()));
    let mut old = story.history.clone();
    old[0].event = serde_json::from_value(kept).unwrap();
    let case = Case::from_history(&old).unwrap();
    assert_eq!(case.check, None);
    assert_eq!(case.next_step().unwrap().what, StepCode::Hear);
}

#[test]
fn the_author_contests_a_regrade_and_the_next_tier_looks_at_it_first() {
    let mut story = regraded();
    assert_eq!(
        story.attempt(&resident(NEIGHBOUR), contest()),
        Err("not-author")
    );
    assert_eq!(
        story.must(&resident(AUTHOR), contest()),
        ["regrade-contested", "moved"]
    );
    assert_eq!(
        (story.holder(), step(&story)),
        (CITY, StepCode::CheckRegrade)
    );
    assert_eq!(story.case.counters.hand_overs, 0);
    assert_eq!(
        story.attempt(&member(CITY), hear()),
        Err("regrade-unchecked")
    );
    let mut stands = story.clone();
    let rule = |danger| Command::CheckRegrade {
        danger,
        words: reason(),
    };
    assert_eq!(
        story.must(&member(CITY), rule(true)),
        ["regrade-checked", "moved"]
    );
    assert_eq!((story.holder(), story.stage()), (DISTRICT, "waiting"));
    assert_eq!(story.concern().urgency, Urgency::Danger);
    assert_eq!(story.case.holder_due(), Some(story.now.plus_minutes(30)));

    assert_eq!(stands.must(&member(CITY), rule(false)), ["regrade-checked"]);
    assert_eq!((stands.holder(), stands.stage()), (CITY, "heard"));
    assert_eq!(stands.concern().urgency, Urgency::Ordinary);
    assert_eq!(
        stands.attempt(&resident(AUTHOR), contest()),
        Err("nothing-to-contest")
    );
}

#[test]
fn silence_on_a_contest_favours_the_resident_once() {
    let mut story = regraded();
    story.must(&resident(AUTHOR), contest());
    story.now = story.case.next_step().unwrap().by;
    assert_eq!(story.wake().unwrap(), ["late", "regrade-checked", "moved"]);
    assert_eq!(story.wake(), Err("nothing-due"));
    assert_eq!(story.holder(), DISTRICT);
    assert_eq!(story.concern().urgency, Urgency::Danger);
}

#[test]
fn only_what_a_body_on_duty_regraded_can_be_contested_for_thirty_days() {
    let mut light = Story::heard();
    assert_eq!(
        light.attempt(&resident(AUTHOR), contest()),
        Err("nothing-to-contest")
    );
    let mut late = regraded();
    late.must(&member(DISTRICT), hear());
    late.pass_days(31);
    assert_eq!(
        late.attempt(&resident(AUTHOR), contest()),
        Err("nothing-to-contest")
    );
}

#[test]
fn who_would_check_and_is_concerned_itself_hands_it_up_unchecked() {
    let mut story = about_the_committee(Visibility::PublicWithoutName);
    let up = Command::Hand {
        handing: Handing::Up {
            ground: UpGround::ConflictOfInterest,
            tried: reason(),
            asked: reason(),
        },
    };
    story.must(&member(STREET_OFFICE), up);
    assert_eq!(story.holder(), DISTRICT);
    let about = body_id(COMMITTEE);
    assert_eq!(story.case.check, Some(Check::Conflict { about }));
    story.must(&member(DISTRICT), check(false));
    story.must(&resident(AUTHOR), Command::GoUnnamed);
    assert_eq!(story.holder(), COMMITTEE);
    // The office that said so of itself is concerned as before.
    assert_eq!(story.concern().concerned(), [body_id(STREET_OFFICE)]);
}

#[test]
fn where_nobody_stands_above_who_regraded_the_author_is_believed_and_it_is_a_gap() {
    let mut story = regraded();
    for body in &mut story.bodies {
        body.in_service &= body.id != body_id(CITY);
    }
    assert_eq!(
        story.must(&resident(AUTHOR), contest()),
        ["regrade-contested", "regrade-checked"]
    );
    assert_eq!((story.holder(), story.stage()), (DISTRICT, "waiting"));
    assert_eq!(story.concern().urgency, Urgency::Danger);
    assert_eq!(story.case.holder_due(), Some(story.now.plus_minutes(30)));
    assert_eq!(step(&story), StepCode::Hear);
    assert!(story.case.is_gap(), "who would rule on it is nobody");
    assert_eq!(story.case.check, None);
    let folded = Case::from_history(&story.history).unwrap();
    assert_eq!(folded, story.case);
    // The body on duty may think better of it again, and be contested again.
    story.must(&member(DISTRICT), regrade(Urgency::Ordinary));
    story.must(&resident(AUTHOR), contest());
    assert_eq!(story.concern().urgency, Urgency::Danger);
}
