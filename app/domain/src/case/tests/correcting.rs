use super::town::{
    AUTHOR, COMMITTEE, DISTRICT, LANE, NEIGHBOUR, OTHER_COMMITTEE, OTHER_LANE, STREET_OFFICE,
    Story, answered, filing, hear, member, path_of, place, reason, resident,
};
use crate::case::{Command, Correction, PlaceCorrection, Visibility};
use crate::charter::Urgency;
use crate::routing::Ground;

fn to_place(lane: u128) -> Command {
    Command::Correct {
        correction: Correction {
            place: Some(PlaceCorrection {
                place: place(lane),
                place_path: path_of(lane),
                point: None,
            }),
            ..Correction::default()
        },
        reason: reason(),
    }
}

fn to_category(key: &str) -> Command {
    Command::Correct {
        correction: Correction {
            category: Some(key.to_owned()),
            ..Correction::default()
        },
        reason: reason(),
    }
}

fn to_urgency(urgency: Urgency) -> Command {
    Command::Correct {
        correction: Correction {
            urgency: Some(urgency),
            ..Correction::default()
        },
        reason: reason(),
    }
}

#[test]
fn a_correction_that_changes_the_holder_is_a_hand_over_of_which_there_are_two() {
    let mut story = Story::light();
    assert_eq!(
        story.must(&member(COMMITTEE), to_place(OTHER_LANE)),
        ["corrected", "moved"]
    );
    assert_eq!(
        (story.holder(), story.case.counters.hand_overs),
        (OTHER_COMMITTEE, 1)
    );
    assert_eq!(story.case.holding.ground, Some(Ground::Correction));
    story.must(&member(OTHER_COMMITTEE), to_place(LANE));
    assert_eq!(
        (story.holder(), story.case.counters.hand_overs),
        (COMMITTEE, 2)
    );
    assert_eq!(
        story.attempt(&member(COMMITTEE), to_place(OTHER_LANE)),
        Err("hand-overs-used-up")
    );
    assert_eq!(
        story.attempt(&resident(AUTHOR), to_place(OTHER_LANE)),
        Err("hand-overs-used-up")
    );
}

#[test]
fn an_answer_counts_for_its_own_category_and_no_other() {
    let stuck = answered(filing("lift", Visibility::Public), "stuck", "yes");
    let mut story = Story::of(stuck);
    assert_eq!(story.holder(), DISTRICT);
    // A body on duty may regrade a danger and say that it is another matter, but not pass it on.
    assert_eq!(
        story.attempt(&member(DISTRICT), to_category("water")),
        Ok(vec!["corrected"])
    );
    assert_eq!(story.concern().urgency, Urgency::Utility);
    story.must(&member(DISTRICT), to_category("lift"));
    assert_eq!(
        story.concern().urgency,
        Urgency::Danger,
        "back in its category the answer counts again"
    );
    let public = answered(filing("light", Visibility::Public), "public", "yes");
    let mut story = Story::of(public);
    assert_eq!(story.holder(), STREET_OFFICE);
    story.must(&resident(AUTHOR), to_category("water"));
    assert_eq!(story.holder(), COMMITTEE);
}

#[test]
fn only_the_author_and_the_holder_correct_and_only_what_differs() {
    let mut story = Story::light();
    assert_eq!(
        story.attempt(&resident(NEIGHBOUR), to_place(OTHER_LANE)),
        Err("not-holder")
    );
    assert_eq!(
        story.attempt(&member(COMMITTEE), to_place(LANE)),
        Err("correction-empty")
    );
    assert_eq!(
        story.attempt(&member(COMMITTEE), to_category("light")),
        Err("correction-empty")
    );
    assert_eq!(
        story.attempt(&member(COMMITTEE), to_category("unicorn")),
        Err("category-unknown")
    );
}

#[test]
fn silence_on_a_proposal_is_a_no_after_fourteen_days() {
    let mut story = Story::of(filing("water", Visibility::Public));
    let plan = Command::Plan {
        step: reason(),
        who: None,
        promised: story.now.plus_days(20),
    };
    story.must(&member(COMMITTEE), hear());
    story.must(&member(COMMITTEE), plan);
    story.must(&member(COMMITTEE), to_category("light"));
    let lapses_at = story.case.pending.as_ref().unwrap().lapses_at();
    assert_eq!(story.case.wake_at(), Some(lapses_at));
    story.now = lapses_at.plus_minutes(-1);
    let _ = story.wake();
    assert!(story.case.pending.is_some());
    story.pass_days(1);
    assert!(story.wake().unwrap().contains(&"proposal-lapsed"));
    assert_eq!(story.case.pending, None);
    assert_eq!(
        story.attempt(&resident(AUTHOR), Command::AcceptProposal),
        Err("proposal-missing")
    );
}

#[test]
fn lowering_the_urgency_needs_the_authors_yes() {
    let mut story = Story::of(filing("water", Visibility::Public));
    let due = story.case.holder_due();
    assert_eq!(
        story.must(&member(COMMITTEE), to_category("light")),
        ["proposed"]
    );
    assert_eq!(story.concern().category, "water", "nothing has changed yet");
    assert_eq!(
        story.attempt(&member(COMMITTEE), to_category("facade")),
        Err("proposal-pending")
    );
    assert_eq!(
        story.attempt(&resident(NEIGHBOUR), Command::AcceptProposal),
        Err("not-author")
    );
    let mut refused = story.clone();
    assert_eq!(
        refused.must(&resident(AUTHOR), Command::RefuseProposal),
        ["proposal-refused"]
    );
    assert_eq!(refused.concern().urgency, Urgency::Utility);
    assert_eq!(
        story.must(&resident(AUTHOR), Command::AcceptProposal),
        ["corrected"]
    );
    assert_eq!(story.concern().urgency, Urgency::Ordinary);
    assert_eq!(
        story.case.holder_due(),
        due,
        "no correction lengthens a clock"
    );
    assert_eq!(
        story.attempt(&resident(AUTHOR), Command::AcceptProposal),
        Err("proposal-missing")
    );

    let mut own = Story::of(filing("water", Visibility::Public));
    assert_eq!(
        own.must(&resident(AUTHOR), to_category("light")),
        ["corrected"]
    );
}

#[test]
fn raising_the_urgency_shortens_the_clock_at_once() {
    let mut story = Story::heard();
    let (due, resident_due) = (story.case.holder_due(), story.case.resident_due());
    assert_eq!(
        story.must(&member(COMMITTEE), to_category("water")),
        ["corrected"]
    );
    assert!(story.case.holder_due() < due);
    assert!(story.case.resident_due() <= resident_due);
}

#[test]
fn a_duty_body_may_regrade_a_danger_but_not_pass_it_on() {
    let mut story = Story::of(filing("gas", Visibility::Public));
    assert_eq!(story.holder(), DISTRICT);
    let due = story.case.holder_due();
    assert_eq!(
        story.attempt(&resident(AUTHOR), to_urgency(Urgency::Ordinary)),
        Err("only-duty-regrades")
    );
    assert_eq!(
        story.must(&member(DISTRICT), to_urgency(Urgency::Ordinary)),
        ["corrected"]
    );
    assert_eq!(
        (story.holder(), story.concern().urgency),
        (DISTRICT, Urgency::Ordinary)
    );
    assert_eq!(story.case.holder_due(), due);

    let mut other = Story::of(filing("gas", Visibility::Public));
    other.must(&member(DISTRICT), to_category("light"));
    assert_eq!(other.holder(), DISTRICT, "it keeps what it regraded");
    assert_eq!(other.case.counters.hand_overs, 0);

    let mut light = Story::light();
    assert_eq!(
        light.attempt(&member(COMMITTEE), to_urgency(Urgency::Danger)),
        Err("only-duty-regrades")
    );
}

#[test]
fn becoming_a_danger_brings_it_to_the_duty_body_at_once() {
    let mut story = Story::heard();
    assert_eq!(
        story.must(&member(COMMITTEE), to_category("gas")),
        ["corrected", "moved"]
    );
    assert_eq!((story.stage(), story.holder()), ("waiting", DISTRICT));
    assert_eq!(
        story.case.next_step().unwrap().by,
        story.now.plus_minutes(30)
    );
    assert_eq!(
        story.case.holding.beside.map(|body| body.uuid().as_u128()),
        Some(COMMITTEE)
    );
}

#[test]
fn what_went_up_for_a_reason_does_not_fall_back_by_a_correction() {
    let mut story = Story::reported();
    let not_solved = Command::Answer {
        verdict: crate::case::Verdict::NotSolved,
        reason: None,
    };
    story.must(&resident(AUTHOR), not_solved.clone());
    story.must(&member(COMMITTEE), super::town::done());
    story.must(&resident(AUTHOR), not_solved);
    assert_eq!(story.holder(), STREET_OFFICE);
    assert_eq!(
        story.must(&member(STREET_OFFICE), to_category("water")),
        ["corrected"]
    );
    assert_eq!(story.holder(), STREET_OFFICE);
}
