use super::town::{
    AUTHOR, CITY, COMMITTEE, NEIGHBOUR, STREET_OFFICE, Story, THIRD, body_id, filing, hear, local,
    member, photo, reason, resident, say,
};
use crate::case::{
    Command, Conflict, DeclineGround, LetterReply, NextBy, Refused, Ruling, Visibility,
};
use crate::language::Names;
use crate::office::{ReplyUse, Template};
use crate::permission::Denied;
use crate::routing::Ground;

fn decline() -> Command {
    Command::Decline {
        ground: DeclineGround::AlreadyDecided,
        words: say("The residents voted on it in May."),
        instead: say("Bring it to the meeting in December."),
    }
}

fn appeal() -> Command {
    Command::Appeal { reason: reason() }
}

fn rule(ruling: Ruling) -> Command {
    Command::RuleOnAppeal {
        ruling,
        words: reason(),
    }
}

fn declined() -> Story {
    let mut story = Story::heard();
    story.must(&resident(NEIGHBOUR), Command::Join { on_paper: false });
    story.must(&member(COMMITTEE), decline());
    story
}

#[test]
fn declining_says_what_the_resident_can_do_instead_and_until_when_to_appeal() {
    let story = declined();
    assert_eq!(story.stage(), "declined");
    assert!(!story.case.is_open());
    let step = story.case.next_step().unwrap();
    assert_eq!(
        (step.what.code(), step.by),
        ("may-appeal", story.now.plus_days(30))
    );
}

#[test]
fn nobody_declines_what_nobody_heard() {
    let mut story = Story::light();
    assert_eq!(story.attempt(&member(COMMITTEE), decline()), Err("not-now"));
}

#[test]
fn any_affected_resident_appeals_and_the_next_tier_holds_it_and_rules_in_five_working_days() {
    let mut story = declined();
    assert_eq!(
        story.attempt(&resident(THIRD), appeal()),
        Err("not-affected")
    );
    assert_eq!(
        story.must(&resident(NEIGHBOUR), appeal()),
        ["appealed", "moved"]
    );
    assert_eq!((story.stage(), story.holder()), ("appealed", STREET_OFFICE));
    assert_eq!(story.case.holding.ground, Some(Ground::Appeal));
    let step = story.case.next_step().unwrap();
    assert_eq!(
        (step.what.code(), step.by),
        ("rule", local("2026-11-30T17:00"))
    );
    assert_eq!(
        story.attempt(&member(COMMITTEE), rule(Ruling::RefusalStands)),
        Err("not-holder"),
        "who refused does not rule"
    );
    assert_eq!(story.case.counters.hand_overs, 0);
}

#[test]
fn an_appeal_comes_in_time_or_not_at_all() {
    let mut story = declined();
    story.pass_days(31);
    assert_eq!(
        story.attempt(&resident(AUTHOR), appeal()),
        Err("appeal-too-late")
    );
}

#[test]
fn a_ruling_for_the_resident_leaves_the_case_with_the_next_tier() {
    let mut story = declined();
    story.must(&resident(AUTHOR), appeal());
    story.must(&member(STREET_OFFICE), rule(Ruling::ForTheResident));
    assert_eq!((story.stage(), story.holder()), ("acting", STREET_OFFICE));
    assert_eq!(story.case.next_step().unwrap().what.code(), "plan");
    assert_eq!(story.attempt(&member(COMMITTEE), hear()), Err("not-holder"));
}

#[test]
fn a_refusal_that_stands_cannot_be_appealed_again() {
    let mut story = declined();
    story.must(&resident(AUTHOR), appeal());
    story.must(&member(STREET_OFFICE), rule(Ruling::RefusalStands));
    assert_eq!(story.stage(), "declined");
    assert_eq!(
        story.attempt(&resident(AUTHOR), appeal()),
        Err("appeal-too-late")
    );
    assert_eq!(story.case.next_step(), None);
}

#[test]
fn silence_favours_the_resident() {
    let mut story = declined();
    story.must(&resident(AUTHOR), appeal());
    story.now = story.case.wake_at().unwrap();
    assert_eq!(story.wake(), Ok(vec!["appeal-ruled"]));
    assert_eq!((story.stage(), story.holder()), ("acting", STREET_OFFICE));
}

#[test]
fn at_the_top_an_appeal_goes_to_the_last_resort_or_to_a_table() {
    let mut story = declined();
    story
        .bodies
        .retain(|body| body.id.uuid().as_u128() == COMMITTEE);
    story.must(&resident(AUTHOR), appeal());
    assert_eq!((story.stage(), story.holder()), ("table-owed", COMMITTEE));
    let mut story = declined();
    story
        .bodies
        .retain(|body| [COMMITTEE, CITY].contains(&body.id.uuid().as_u128()));
    story.must(&resident(AUTHOR), appeal());
    assert_eq!(story.holder(), CITY, "the last resort");
}

/// A private case at a committee above which nobody stands: it will not act, and the
/// resident appeals.
fn refused_at_the_top() -> Story {
    let mut story = Story::of(filing("light", Visibility::BodyOnly));
    story.bodies.retain(|body| body.id == body_id(COMMITTEE));
    story.must(&member(COMMITTEE), hear());
    story.must(&member(COMMITTEE), decline());
    assert_eq!(
        story.must(&resident(AUTHOR), appeal()),
        ["appealed", "proposed"]
    );
    story
}

#[test]
fn the_author_of_a_private_case_can_let_a_table_look_at_a_refusal_of_the_highest_office() {
    let mut story = refused_at_the_top();
    assert_eq!((story.stage(), story.holder()), ("appealed", COMMITTEE));
    assert_eq!(story.case.next_step().unwrap().who, NextBy::Resident);
    assert_eq!(
        story.must(&resident(AUTHOR), Command::AcceptProposal),
        ["moved"]
    );
    assert_eq!(story.stage(), "table-owed");
    assert_eq!(story.case.holding.ground, Some(Ground::Appeal));
}

#[test]
fn nobody_rules_on_their_own_refusal_and_silence_favours_the_resident() {
    let mut story = refused_at_the_top();
    for ruling in Ruling::ALL {
        assert_eq!(
            story.attempt(&member(COMMITTEE), rule(ruling)),
            Err("own-refusal")
        );
    }
    story.must(&resident(AUTHOR), Command::RefuseProposal);
    assert_eq!(
        story.attempt(&member(COMMITTEE), rule(Ruling::RefusalStands)),
        Err("own-refusal")
    );
    story.now = story.case.wake_at().unwrap();
    assert_eq!(story.wake(), Ok(vec!["appeal-ruled"]));
    assert_eq!((story.stage(), story.holder()), ("acting", COMMITTEE));
}

#[test]
fn an_office_on_paper_does_not_rule_on_its_own_refusal_either() {
    let mut story = Story::of(filing("food", Visibility::BodyOnly));
    story
        .bodies
        .retain(|body| body.id == body_id(STREET_OFFICE));
    story.must(&member(STREET_OFFICE), hear());
    story.must(&member(STREET_OFFICE), decline());
    story.bodies[0].on_paper = true;
    story.must(&resident(AUTHOR), appeal());
    story.case.letter = Some(crate::case::Letter {
        by: None,
        owed_at: story.now,
        due: story.now,
        delivered_at: Some(story.now),
        answered_at: None,
    });
    let ruled = Command::EnterReply {
        reply: LetterReply::Ruled {
            ruling: Ruling::RefusalStands,
        },
        words: reason(),
        photos: vec![photo(9)],
    };
    assert_eq!(story.attempt(&resident(AUTHOR), ruled), Err("own-refusal"));
}

#[test]
fn no_reply_is_a_template_as_it_stands() {
    let mut story = Story::light();
    let text = "Thank you, we look at it today.";
    story.templates = vec![Template {
        of: ReplyUse::Heard,
        name: "Heard".to_owned(),
        texts: Names {
            en: Some(text.to_owned()),
            hans: None,
            hant: None,
        },
    }];
    let member = member(COMMITTEE);
    let hear = |words: &str| Command::Hear { words: say(words) };
    for as_it_is in [text, " thank you -- WE look at it  today"] {
        assert_eq!(
            story.attempt(&member, hear(as_it_is)),
            Err("template-unedited")
        );
    }
    // The short way and a check say that it was heard, too.
    let settle = |words: &str| Command::Settle {
        step: say(words),
        promised: None,
    };
    assert_eq!(
        story.attempt(&member, settle(text)),
        Err("template-unedited")
    );
    let mut checked = filing("light", Visibility::Public);
    checked.conflict = Some(Conflict {
        body: body_id(COMMITTEE),
        words: reason(),
    });
    let mut checked = Story::of(checked);
    checked.templates.clone_from(&story.templates);
    let check = |words: &str| Command::CheckConflict {
        found: true,
        words: say(words),
    };
    assert_eq!(
        checked.attempt(&self::member(STREET_OFFICE), check(text)),
        Err("template-unedited")
    );
    story.must(&member, hear("Thank you, Ms Zhao looks at it today."));
    // Whatever it was written for: a template is nobody's own sentence.
    let ask = Command::AskResident { words: say(text) };
    assert_eq!(story.attempt(&member, ask), Err("template-unedited"));
    let instead = say("Ask the company.");
    let decline = Command::Decline {
        ground: DeclineGround::AlreadyDecided,
        words: say(text),
        instead,
    };
    assert_eq!(story.attempt(&member, decline), Err("template-unedited"));
    let (words, photos) = (say(text), Vec::new());
    let done = Command::ReportDone { words, photos };
    assert_eq!(story.attempt(&member, done), Err("template-unedited"));
}

#[test]
fn every_refusal_has_its_own_code() {
    let mut codes: Vec<&str> = Refused::ALL
        .iter()
        .map(|refused| refused.code())
        .chain(Denied::ALL.iter().map(|denied| denied.code()))
        .chain(
            [
                crate::routing::RouteRefused::CategoryUnknown,
                crate::routing::RouteRefused::NobodyAtAll,
                crate::routing::RouteRefused::ConcernsTheTop,
            ]
            .iter()
            .map(|refused| refused.code()),
        )
        .collect();
    let all = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), all);
    assert!(codes.iter().all(|code| {
        code.chars().all(|c| c.is_ascii_lowercase() || c == '-') && !code.is_empty()
    }));
}
