//! Ways round the rules that are closed.

use super::town::{
    AUTHOR, CITY, COMMITTEE, COMPANY, DISTRICT, NEIGHBOUR, STREET_OFFICE, Story, WORKS_OFFICE,
    body_id, done, filing, hear, member, place, reason, resident, say,
};
use crate::case::table::can_sit;
use crate::case::{
    AnswerReason, BackGround, Command, Conflict, Correction, DeclineGround, Handing, Seat, Share,
    TableCall, UpGround, Verdict, Visibility,
};
use crate::charter::Urgency;
use crate::permission::{Action, Subject, may};
use crate::routing::Ground;

fn up(ground: UpGround) -> Command {
    Command::Hand {
        handing: Handing::Up {
            ground,
            tried: reason(),
            asked: reason(),
        },
    }
}

fn back(line: &str) -> Command {
    Command::Hand {
        handing: Handing::Back {
            ground: BackGround::WithinCommunityPowers,
            line: line.to_owned(),
            words: reason(),
        },
    }
}

fn across(to: u128) -> Command {
    Command::Hand {
        handing: Handing::Across {
            to: body_id(to),
            words: reason(),
        },
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

fn not_solved(reason: Option<AnswerReason>) -> Command {
    Command::Answer {
        verdict: Verdict::NotSolved,
        reason,
    }
}

fn convened_by(convener: u128, others: &[u128]) -> Command {
    let seat = |body: u128| Seat {
        body: body_id(body),
        share: if body == convener {
            Share::Leads
        } else {
            Share::Consulted
        },
        task: Some(reason()),
        cost: Some(reason()),
        risk: None,
        benefit: None,
        unknown: true,
    };
    Command::CallTable {
        call: Box::new(TableCall {
            convener: body_id(convener),
            seats: [convener].iter().chain(others).copied().map(seat).collect(),
            words: reason(),
        }),
    }
}

#[test]
fn who_pressed_a_resident_never_learns_that_they_said_so() {
    let mut story = Story::heard();
    story.must(&member(COMMITTEE), up(UpGround::OutsidePowers));
    story.must(&member(STREET_OFFICE), hear());
    story.must(&member(STREET_OFFICE), done());
    story.must(&resident(AUTHOR), not_solved(Some(AnswerReason::Pressed)));
    let sees = |story: &Story, body| {
        let subject = Subject::Case(&story.case);
        may(&member(body), Action::SeePressed, &subject).is_ok()
    };
    assert!(!sees(&story, STREET_OFFICE) && sees(&story, DISTRICT));
    // Back at the committee the street office is the tier above.
    story.must(&member(STREET_OFFICE), back("light"));
    assert_eq!(story.case.holding.next, Some(body_id(STREET_OFFICE)));
    assert!(!sees(&story, STREET_OFFICE));
}

#[test]
fn no_correction_and_no_second_time_takes_a_private_case_elsewhere_unasked() {
    let mut story = Story::of(filing("light", Visibility::BodyOnly));
    story.must(&member(COMMITTEE), hear());
    assert_eq!(
        story.must(&member(COMMITTEE), to_category("food")),
        ["proposed"],
        "food is for the street office"
    );
    let mut agreed = story.clone();
    assert_eq!(
        agreed.must(&resident(AUTHOR), Command::AcceptProposal),
        ["corrected", "moved"]
    );
    story.must(&resident(AUTHOR), Command::RefuseProposal);
    for (round, happened) in [
        (1, vec!["answered", "back-to-acting"]),
        (2, vec!["answered", "back-to-acting", "proposed"]),
    ] {
        story.must(&member(COMMITTEE), done());
        assert_eq!(
            story.must(&resident(AUTHOR), not_solved(None)),
            happened,
            "round {round}"
        );
        assert_eq!(story.holder(), COMMITTEE);
    }
    story.must(&resident(AUTHOR), Command::AcceptProposal);
    assert_eq!(story.holder(), STREET_OFFICE);
    assert_eq!(story.case.holding.ground, Some(Ground::SecondTime));
}

#[test]
fn who_is_concerned_stays_so_when_another_body_turns_out_to_be_too() {
    let mut first = filing("light", Visibility::Public);
    first.conflict = Some(Conflict {
        body: body_id(COMMITTEE),
        words: say("Their own lamp."),
    });
    let mut story = Story::of(first);
    assert_eq!(story.holder(), STREET_OFFICE);
    story.must(&member(STREET_OFFICE), up(UpGround::ConflictOfInterest));
    assert_eq!(story.holder(), DISTRICT);
    let concerned = [COMMITTEE, STREET_OFFICE].map(body_id);
    assert_eq!(story.concern().concerned(), concerned);
    let sit = can_sit(&story.case, &story.bodies);
    assert!(sit.iter().all(|body| !concerned.contains(&body.id)));
    story.now = story.case.resident_due();
    story.wake().unwrap();
    let office = story.holder();
    assert_eq!(
        story.attempt(&member(office), convened_by(COMMITTEE, &[])),
        Err("cannot-take-it")
    );
}

#[test]
fn government_gives_back_only_what_the_line_of_this_very_case_leaves_to_the_community() {
    let mut reserved = Story::of(filing("food", Visibility::Public));
    reserved.must(&member(STREET_OFFICE), hear());
    for line in ["light", "food"] {
        assert_eq!(
            reserved.attempt(&member(STREET_OFFICE), back(line)),
            Err("line-does-not-say")
        );
    }
    let mut gas = Story::of(filing("gas", Visibility::Public));
    gas.must(&member(DISTRICT), hear());
    let regrade = Correction {
        urgency: Some(Urgency::Ordinary),
        ..Correction::default()
    };
    gas.must(
        &member(DISTRICT),
        Command::Correct {
            correction: regrade,
            reason: reason(),
        },
    );
    for line in ["light", "gas"] {
        assert_eq!(
            gas.attempt(&member(DISTRICT), back(line)),
            Err("line-does-not-say")
        );
    }
}

#[test]
fn a_report_at_the_last_moment_does_not_save_anybody_the_joint_table() {
    let mut story = Story::reported();
    story.must(&resident(AUTHOR), not_solved(None));
    story.now = story.case.resident_due().plus_minutes(-60);
    let _ = story.wake();
    let holder = story.holder();
    story.must(&member(holder), hear());
    story.must(&member(holder), done());
    story.now = story.case.resident_due();
    assert_eq!(story.wake(), Ok(vec!["late"]), "those affected are asked");
    assert_eq!(story.stage(), "reported-done");
    assert_eq!(
        story.must(&resident(AUTHOR), not_solved(None)),
        ["answered", "back-to-acting", "moved"]
    );
    assert_eq!(story.stage(), "table-owed");
    assert_eq!(story.case.holding.ground, Some(Ground::NoOutcome));
}

#[test]
fn an_answer_to_one_question_does_not_bury_another_one() {
    let mut story = Story::of(filing("light", Visibility::BodyOnly));
    story.must(&member(COMMITTEE), hear());
    story.must(&member(COMMITTEE), to_category("food"));
    story.now = story.case.wake_at().unwrap();
    assert_eq!(story.wake(), Ok(vec!["late"]), "one question at a time");
    assert_eq!(
        story.must(&resident(AUTHOR), Command::RefuseProposal),
        ["proposal-refused", "proposed"],
        "now whether it may go up is asked"
    );
    assert_eq!(
        story.must(&resident(AUTHOR), Command::RefuseProposal),
        ["proposal-refused"]
    );
}

#[test]
fn a_partner_convenes_only_where_the_charter_names_it() {
    let owed = |category| {
        let mut story = Story::of(filing(category, Visibility::Public));
        story.now = story.case.resident_due();
        story.wake().unwrap();
        assert_eq!(story.stage(), "table-owed");
        story
    };
    let call = |story: &mut Story| {
        let office = story.holder();
        let others = [COMMITTEE, STREET_OFFICE, DISTRICT];
        story.attempt(&member(office), convened_by(COMPANY, &others))
    };
    assert_eq!(call(&mut owed("light")), Err("cannot-take-it"));
    assert_eq!(call(&mut owed("lift")), Ok(vec!["table-called"]));
}

#[test]
fn who_serves_the_place_no_more_still_has_somebody_above() {
    let mut story = Story::heard();
    for body in &mut story.bodies {
        if body.id == body_id(COMMITTEE) {
            body.places = vec![place(99)];
        }
    }
    story.now = story.case.wake_at().unwrap();
    assert_eq!(story.wake(), Ok(vec!["late", "moved"]));
    assert_eq!(story.holder(), STREET_OFFICE);
}

#[test]
fn danger_waits_for_no_limit() {
    let mut story = Story::heard();
    story.must(&member(COMMITTEE), up(UpGround::OutsidePowers));
    for (from, to) in [(STREET_OFFICE, WORKS_OFFICE), (WORKS_OFFICE, STREET_OFFICE)] {
        story.must(&member(from), across(to));
    }
    assert_eq!(
        story.must(&resident(AUTHOR), to_category("gas")),
        ["corrected", "moved"]
    );
    assert_eq!(story.holder(), DISTRICT);
    assert_eq!(story.case.counters.hand_overs, 2, "it does not count");
}

#[test]
fn a_refusal_at_the_top_is_looked_at_by_a_joint_table() {
    let mut story = Story::heard();
    for at in [COMMITTEE, STREET_OFFICE, DISTRICT] {
        story.must(&member(at), up(UpGround::OutsidePowers));
    }
    assert_eq!(story.holder(), CITY);
    story.must(&member(CITY), hear());
    story.must(
        &member(CITY),
        Command::Decline {
            ground: DeclineGround::Unlawful,
            words: reason(),
            instead: reason(),
        },
    );
    assert_eq!(
        story.must(&resident(AUTHOR), Command::Appeal { reason: reason() }),
        ["appealed", "moved"]
    );
    assert_eq!((story.stage(), story.holder()), ("table-owed", CITY));
}

#[test]
fn what_turns_out_to_be_about_another_household_is_no_longer_public() {
    let mut story = Story::of(filing("light", Visibility::Public));
    story.must(&resident(NEIGHBOUR), Command::Join { on_paper: false });
    story.must(&member(COMMITTEE), hear());
    assert_eq!(
        story.must(&member(COMMITTEE), to_category("noise-next-door")),
        ["corrected"]
    );
    assert_eq!(story.concern().visibility, Visibility::BodyOnly);
    let see = |who: u128| may(&resident(who), Action::SeeCase, &Subject::Case(&story.case)).is_ok();
    assert!(see(AUTHOR) && see(NEIGHBOUR) && !see(77));
}
