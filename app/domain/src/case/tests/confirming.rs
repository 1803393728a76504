use super::town::{
    AUTHOR, COMMITTEE, NEIGHBOUR, STREET_OFFICE, Story, THIRD, done, member, person, person_id,
    reason, resident,
};
use crate::body::BodyKind;
use crate::case::{AnswerReason, By, Command, Event, Stage, ToldOfReport, Verdict};
use crate::instant::Instant;
use crate::permission::{visible_event, visible_parts};
use crate::person::{Actor, Role};
use crate::routing::Ground;

fn says(verdict: Verdict) -> Command {
    Command::Answer {
        verdict,
        reason: None,
    }
}

fn reopen() -> Command {
    Command::Reopen { reason: reason() }
}

#[test]
fn reporting_done_asks_everybody_affected_before_it_except_members_of_the_holder() {
    let mut story = Story::heard();
    story.must(&resident(NEIGHBOUR), Command::Join { on_paper: false });
    story.must(&member(COMMITTEE), Command::Join { on_paper: false });
    story.must(&member(COMMITTEE), done());
    story.must(&resident(THIRD), Command::Join { on_paper: false });
    let Stage::ReportedDone { asking, .. } = &story.case.stage else {
        panic!("reported done");
    };
    assert_eq!(asking.asked.len(), 2, "the author and the neighbour");
    assert_eq!(
        story.attempt(&member(COMMITTEE), says(Verdict::Solved)),
        Err("not-asked")
    );
    assert_eq!(
        story.attempt(&resident(THIRD), says(Verdict::NotSolved)),
        Err("not-asked")
    );
    assert_eq!(
        story.attempt(&Actor::Visitor, says(Verdict::Solved)),
        Err("sign-in-required")
    );
}

#[test]
fn it_is_solved_when_somebody_says_solved_and_nobody_says_not_solved() {
    use Verdict::{NoLongerNeeded, NotSolved, Partly, Solved};
    let table: [(&[Verdict], &str); 8] = [
        (&[Solved], "solved"),
        (&[Partly], "reported-done"),
        (&[NoLongerNeeded], "reported-done"),
        (&[NotSolved], "acting"),
        (&[Partly, Solved], "solved"),
        (&[Partly, NoLongerNeeded], "partly"),
        (&[NoLongerNeeded, NoLongerNeeded], "no-longer-needed"),
        (&[Solved, NotSolved], "acting"),
    ];
    for (verdicts, stage) in table {
        let mut story = Story::reported();
        for (who, verdict) in [AUTHOR, NEIGHBOUR].into_iter().zip(verdicts) {
            story.must(&resident(who), says(*verdict));
        }
        assert_eq!(story.stage(), stage, "{verdicts:?}");
    }
}

#[test]
fn not_solved_brings_it_back_with_the_clock_stopped_while_residents_were_asked() {
    let mut story = Story::heard();
    let owed = story.case.holder_due().unwrap();
    story.must(&member(COMMITTEE), done());
    story.pass_days(2);
    let resident_due = story.case.resident_due();
    assert_eq!(
        story.must(&resident(AUTHOR), says(Verdict::NotSolved)),
        ["answered", "back-to-acting"]
    );
    assert_eq!((story.stage(), story.holder()), ("acting", COMMITTEE));
    assert_eq!(story.case.holder_due(), Some(owed.plus_days(2)));
    assert_eq!(story.case.resident_due(), resident_due);
    assert_eq!(story.case.next_step().unwrap().what.code(), "plan");
}

#[test]
fn a_holder_that_reported_late_still_gets_the_time_to_hear_that_it_is_not_solved() {
    let mut story = Story::heard();
    story.pass_days(20);
    story.must(&member(COMMITTEE), done());
    story.must(&resident(AUTHOR), says(Verdict::NotSolved));
    assert!(story.case.holder_due().unwrap() > story.now);
}

#[test]
fn the_second_not_solved_goes_one_tier_up_and_the_committee_stays_beside() {
    let mut story = Story::reported();
    story.must(&resident(AUTHOR), says(Verdict::NotSolved));
    story.must(&member(COMMITTEE), done());
    assert_eq!(
        story.must(&resident(NEIGHBOUR), says(Verdict::NotSolved)),
        ["answered", "back-to-acting", "moved"]
    );
    assert_eq!((story.stage(), story.holder()), ("waiting", STREET_OFFICE));
    assert_eq!(story.case.holding.ground, Some(Ground::SecondTime));
    assert_eq!(
        story.case.holding.beside.map(|body| body.uuid().as_u128()),
        Some(COMMITTEE)
    );
    assert_eq!(
        story.case.counters.hand_overs, 0,
        "it does not use up a hand-over"
    );
}

/// What the outbox knows of the two who are asked.
fn told(author: Option<Instant>, neighbour: Option<Instant>) -> Vec<ToldOfReport> {
    [(AUTHOR, author), (NEIGHBOUR, neighbour)]
        .map(|(who, at)| ToldOfReport {
            person: person_id(who),
            at,
        })
        .to_vec()
}

#[test]
fn silence_counts_from_when_the_last_of_those_asked_was_told() {
    let minutes = |story: &Story, minutes| Some(story.now.plus_minutes(minutes));
    let at_once = minutes(&Story::reported(), 1);
    let table = [
        (at_once, at_once, 14),
        // Three days without a mail server.
        (at_once, minutes(&Story::reported(), 3 * 24 * 60), 17),
        // As on paper, where no message gets through.
        (None, at_once, 30),
        (minutes(&Story::reported(), 25 * 24 * 60), None, 30),
    ];
    for (author, neighbour, days) in table {
        let mut story = Story::reported();
        story.told = told(author, neighbour);
        story.pass_days(14);
        let happened = story.wake().unwrap();
        if days > 14 {
            assert_eq!(happened.last(), Some(&"silence-extended"), "{days} days");
            assert_eq!(story.stage(), "reported-done");
            story.pass_days(days - 14);
            story.wake().unwrap();
        }
        assert_eq!(story.stage(), "without-answer", "{days} days");
    }
}

#[test]
fn who_has_answered_needs_no_longer_silence() {
    let mut story = Story::reported();
    story.told = told(None, Some(story.now));
    story.must(&resident(AUTHOR), says(Verdict::Partly));
    story.pass_days(14);
    story.wake().unwrap();
    assert_eq!(story.stage(), "partly");
}

#[test]
fn answers_can_be_changed_for_sixty_days() {
    let mut story = Story::reported();
    assert_eq!(
        story.must(&resident(AUTHOR), says(Verdict::Solved)),
        ["answered", "closed"]
    );
    assert!(
        story
            .must(&resident(AUTHOR), says(Verdict::Solved))
            .is_empty(),
        "nothing new"
    );
    assert_eq!(
        story.must(&resident(AUTHOR), says(Verdict::Partly)),
        ["answered", "closed"]
    );
    assert_eq!(story.stage(), "partly");
    story.pass_days(60);
    assert!(!story.case.open_questions(story.now).is_empty());
    let mut late = story.clone();
    assert_eq!(
        story.must(&resident(NEIGHBOUR), says(Verdict::NotSolved)),
        ["answered", "back-to-acting"]
    );
    late.pass_days(1);
    assert!(late.case.open_questions(late.now).is_empty());
    assert_eq!(
        late.attempt(&resident(NEIGHBOUR), says(Verdict::NotSolved)),
        Err("answers-fixed")
    );
}

#[test]
fn one_tap_reasons_fit_their_answer() {
    use AnswerReason::{CameBack, NothingHappened, OnlyPartly, Pressed};
    let table = [
        (Verdict::Solved, NothingHappened, false),
        (Verdict::Solved, Pressed, true),
        (Verdict::Partly, OnlyPartly, true),
        (Verdict::Partly, CameBack, false),
        (Verdict::NotSolved, CameBack, true),
        (Verdict::NoLongerNeeded, OnlyPartly, false),
    ];
    for (verdict, reason, fits) in table {
        let mut story = Story::reported();
        let reason = Some(reason);
        let answered = story.attempt(&resident(AUTHOR), Command::Answer { verdict, reason });
        assert_eq!(answered.is_ok(), fits, "{verdict:?} {reason:?}");
    }
}

#[test]
fn that_somebody_was_pressed_is_never_shown_to_the_holder() {
    let mut story = Story::reported();
    story.must(
        &resident(AUTHOR),
        Command::Answer {
            verdict: Verdict::Solved,
            reason: Some(AnswerReason::Pressed),
        },
    );
    let answered = story
        .history
        .iter()
        .find(|recorded| recorded.event.kind() == "answered")
        .unwrap();
    let both = Actor::Person({
        let mut both = person(STREET_OFFICE * 10 + 1, &[]);
        both.offices = [member(COMMITTEE), member(STREET_OFFICE)]
            .iter()
            .flat_map(|actor| actor.person().unwrap().offices.clone())
            .collect();
        both
    });
    let overseer = Actor::Person({
        let mut overseer = person(77, &[]);
        overseer.overseer = true;
        overseer
    });
    let table = [
        (member(COMMITTEE), false),
        (resident(NEIGHBOUR), false),
        (Actor::Visitor, false),
        (both, false),
        (member(STREET_OFFICE), true),
        (overseer, true),
    ];
    for (actor, sees) in table {
        let parts = visible_parts(&actor, &story.case).unwrap();
        assert_eq!(parts.pressed.is_some(), sees, "{actor:?}");
        let seen = visible_event(&actor, &story.case, answered).unwrap();
        let reason = match seen.event.into_owned() {
            Event::Answered { reason, .. } => reason,
            other => panic!("{other:?}"),
        };
        assert_eq!(reason.is_some(), sees, "{actor:?}");
    }
}

#[test]
fn silence_closes_it_after_two_reminders_and_never_as_solved() {
    let mut story = Story::reported();
    let mut kinds = Vec::new();
    while let Some(at) = story.case.wake_at().filter(|_| story.case.is_open()) {
        story.now = at;
        kinds.extend(story.wake().unwrap());
    }
    assert_eq!(kinds, ["reminded", "reminded", "closed"]);
    assert_eq!(story.stage(), "without-answer");
    assert_eq!(story.now, super::town::monday().plus_days(14));
    assert_eq!(story.case.wake_at(), None);
}

#[test]
fn whoever_is_asked_on_paper_has_thirty_days() {
    let mut story = Story::heard();
    story.must(&resident(NEIGHBOUR), Command::Join { on_paper: true });
    story.must(&member(COMMITTEE), done());
    assert_eq!(story.case.next_step().unwrap().by, story.now.plus_days(30));
}

#[test]
fn silence_after_some_answers_closes_it_with_what_they_come_to() {
    let mut story = Story::reported();
    story.must(&resident(AUTHOR), says(Verdict::Partly));
    story.pass_days(14);
    story.wake().unwrap();
    assert_eq!(story.stage(), "partly");
}

#[test]
fn a_late_solved_still_counts() {
    let mut story = Story::reported();
    story.pass_days(14);
    story.wake().unwrap();
    story.pass_days(20);
    story.must(&resident(AUTHOR), says(Verdict::Solved));
    assert_eq!(story.stage(), "solved");
}

#[test]
fn those_affected_can_reopen_within_sixty_days_or_a_year_after_silence() {
    let solved = || {
        let mut story = Story::reported();
        story.must(&resident(AUTHOR), says(Verdict::Solved));
        story
    };
    let silent = || {
        let mut story = Story::reported();
        story.pass_days(14);
        story.wake().unwrap();
        story
    };
    let table = [
        (solved(), 60, Ok(vec!["back-to-acting"])),
        (solved(), 61, Err("reopen-too-late")),
        (silent(), 365, Ok(vec!["back-to-acting"])),
        (silent(), 366, Err("reopen-too-late")),
    ];
    for (mut story, days, expected) in table {
        story.pass_days(days);
        assert_eq!(
            story.attempt(&resident(NEIGHBOUR), reopen()),
            expected,
            "{days}"
        );
    }
    assert_eq!(
        solved().attempt(&resident(THIRD), reopen()),
        Err("not-affected")
    );
    assert_eq!(
        solved().attempt(&member(COMMITTEE), reopen()),
        Err("not-affected")
    );
}

#[test]
fn an_answer_that_is_changed_moves_no_date() {
    let mut story = Story::reported();
    story.must(&resident(AUTHOR), says(Verdict::Solved));
    story.pass_days(59);
    story.must(&resident(AUTHOR), says(Verdict::Partly));
    assert_eq!(story.stage(), "partly");
    story.pass_days(2);
    assert_eq!(
        story.attempt(&resident(AUTHOR), reopen()),
        Err("reopen-too-late")
    );
    // Nor does an answer that comes late take away the year after silence.
    let mut story = Story::reported();
    story.pass_days(14);
    story.wake().unwrap();
    story.pass_days(20);
    story.must(&resident(AUTHOR), says(Verdict::Solved));
    story.pass_days(300);
    assert_eq!(
        story.attempt(&resident(AUTHOR), reopen()),
        Ok(vec!["back-to-acting"])
    );
}

#[test]
fn reopening_gives_a_new_plan_clock_and_leaves_the_residents_running() {
    let mut story = Story::reported();
    story.must(&resident(AUTHOR), says(Verdict::Solved));
    let resident_due = story.case.resident_due();
    story.pass_days(7);
    story.must(&resident(AUTHOR), reopen());
    assert_eq!((story.stage(), story.holder()), ("acting", COMMITTEE));
    assert_eq!(
        story.case.holder_due(),
        Some(super::town::local("2026-12-09T17:00"))
    );
    assert_eq!(story.case.resident_due(), resident_due);
}

#[test]
fn the_second_reopening_goes_one_tier_up() {
    let mut story = Story::reported();
    for holder in [COMMITTEE, STREET_OFFICE] {
        story.must(&resident(AUTHOR), says(Verdict::Solved));
        story.must(&resident(AUTHOR), reopen());
        assert_eq!(story.holder(), holder);
        if holder == COMMITTEE {
            story.must(&member(COMMITTEE), done());
        }
    }
    assert_eq!(story.stage(), "waiting");
}

#[test]
fn at_the_top_it_stays_and_work_goes_on() {
    let mut story = Story::reported();
    story.bodies.retain(|body| body.tier.number() == 1);
    story.must(&resident(AUTHOR), says(Verdict::NotSolved));
    story.must(&member(COMMITTEE), done());
    assert_eq!(
        story.must(&resident(AUTHOR), says(Verdict::NotSolved)),
        ["answered", "back-to-acting"]
    );
    assert_eq!((story.stage(), story.holder()), ("acting", COMMITTEE));
}

#[test]
fn a_committee_member_who_is_affected_cannot_solve_it() {
    let both = Actor::Person(person(
        COMMITTEE * 10 + 1,
        &[(COMMITTEE, BodyKind::SelfGovernance, Role::CommitteeMember)],
    ));
    let mut story = Story::try_of(
        super::town::filing("light", crate::case::Visibility::Public),
        &both,
    )
    .unwrap();
    story.must(&both, super::town::hear());
    story.must(&both, done());
    assert_eq!(
        story.attempt(&both, says(Verdict::Solved)),
        Err("not-asked")
    );
    assert_eq!(
        story.case.wake_at(),
        Some(story.now.plus_days(14)),
        "nobody to remind"
    );
    story.pass_days(14);
    story.wake().unwrap();
    assert_eq!(story.stage(), "without-answer");
    let closed = story.history.last().unwrap();
    assert_eq!(closed.by, By::Clock);
}

#[test]
fn when_the_last_silent_one_leaves_the_answers_given_count() {
    let mut story = Story::reported();
    story.must(&resident(AUTHOR), says(Verdict::Partly));
    assert_eq!(
        story.must(&resident(NEIGHBOUR), Command::Leave),
        ["left", "closed"]
    );
    assert_eq!(story.stage(), "partly");
}
