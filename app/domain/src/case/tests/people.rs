use super::town::{
    AUTHOR, COMMITTEE, COMPANY, NEIGHBOUR, STREET_OFFICE, Story, THIRD, done, filing, member,
    reason, resident,
};
use crate::case::{Command, Visibility};
use crate::permission::{Action, Subject, may, visible_event, visible_parts};
use crate::person::Actor;

fn open() -> Command {
    Command::OpenIdentity { purpose: reason() }
}

#[test]
fn joining_happens_once_and_never_on_a_private_case() {
    let join = Command::Join { on_paper: false };
    let mut story = Story::light();
    assert_eq!(
        story.attempt(&resident(AUTHOR), join.clone()),
        Err("already-affected")
    );
    story.must(&resident(NEIGHBOUR), join.clone());
    assert_eq!(
        story.attempt(&resident(NEIGHBOUR), join.clone()),
        Err("already-affected")
    );
    assert_eq!(
        story.attempt(&Actor::Visitor, join.clone()),
        Err("sign-in-required")
    );
    let mut private = Story::of(filing("light", Visibility::BodyOnly));
    assert_eq!(
        private.attempt(&resident(NEIGHBOUR), join.clone()),
        Err("not-visible")
    );
    assert_eq!(
        private.attempt(&member(COMMITTEE), join),
        Err("join-private")
    );
}

#[test]
fn the_author_withdraws_instead_of_leaving_and_the_case_lives_on_for_the_others() {
    let mut story = Story::heard();
    story.must(&resident(NEIGHBOUR), Command::Join { on_paper: false });
    assert_eq!(
        story.attempt(&resident(AUTHOR), Command::Leave),
        Err("author-withdraws")
    );
    assert_eq!(
        story.attempt(&resident(THIRD), Command::Leave),
        Err("not-affected")
    );
    assert_eq!(
        story.attempt(&resident(NEIGHBOUR), Command::Withdraw),
        Err("not-author")
    );
    story.must(&resident(AUTHOR), Command::Withdraw);
    assert_eq!((story.stage(), story.case.author), ("heard", None));
    assert_eq!(
        story.attempt(&member(COMMITTEE), open()),
        Err("author-gone")
    );
    story.must(&resident(NEIGHBOUR), Command::Leave);
    assert_eq!(story.stage(), "withdrawn", "nobody is left");
    assert_eq!(story.case.next_step(), None);
}

#[test]
fn an_identity_is_opened_by_one_member_with_a_purpose_while_the_body_holds_the_case() {
    let mut story = Story::light();
    let sees = |actor: &Actor, story: &Story| {
        may(actor, Action::SeeIdentity, &Subject::Case(&story.case)).is_ok()
    };
    assert!(!sees(&member(COMMITTEE), &story));
    assert_eq!(
        story.attempt(&member(STREET_OFFICE), open()),
        Err("not-holder")
    );
    assert_eq!(story.must(&member(COMMITTEE), open()), ["identity-opened"]);
    assert!(sees(&member(COMMITTEE), &story));
    assert_eq!(
        visible_parts(&member(COMMITTEE), &story.case)
            .unwrap()
            .author,
        story.case.author
    );
    assert_eq!(
        story.attempt(&member(COMMITTEE), open()),
        Err("identity-open")
    );
    let opened = story.history.last().unwrap();
    for (actor, told) in [
        (resident(AUTHOR), true),
        (member(COMMITTEE), true),
        (resident(NEIGHBOUR), false),
        (Actor::Visitor, false),
    ] {
        assert_eq!(
            visible_event(&actor, &story.case, opened).is_some(),
            told,
            "{actor:?}"
        );
    }
    // The case goes up: the old holder sees the author no longer.
    story.must(&member(COMMITTEE), super::town::hear());
    for _ in 0..2 {
        story.must(&member(COMMITTEE), done());
        let verdict = crate::case::Verdict::NotSolved;
        story.must(
            &resident(AUTHOR),
            Command::Answer {
                verdict,
                reason: None,
            },
        );
    }
    assert_eq!(story.holder(), STREET_OFFICE);
    assert!(!sees(&member(COMMITTEE), &story));
}

#[test]
fn a_partner_never_opens_an_identity() {
    let mut story = Story::of(filing("lift", Visibility::PublicWithoutName));
    assert_eq!(story.holder(), COMPANY);
    assert_eq!(
        story.attempt(&member(COMPANY), open()),
        Err("partner-never")
    );
}

#[test]
fn a_private_case_does_not_exist_for_others_whatever_they_try() {
    let mut story = Story::of(filing("food", Visibility::BodyOnly));
    assert_eq!(story.holder(), STREET_OFFICE);
    let steward = Actor::Person({
        let mut steward = super::town::person(8, &[]);
        steward.steward = true;
        steward.moderates = super::town::path_of(super::town::LANE);
        steward
    });
    let others = [
        Actor::Visitor,
        resident(NEIGHBOUR),
        member(COMMITTEE),
        member(super::town::DISTRICT),
        steward,
    ];
    for actor in &others {
        for command in [
            Command::Leave,
            open(),
            done(),
            Command::Withdraw,
            super::town::hear(),
        ] {
            assert_eq!(
                story.attempt(actor, command),
                Err("not-visible"),
                "{actor:?}"
            );
        }
        assert!(visible_parts(actor, &story.case).is_err());
        assert!(visible_event(actor, &story.case, &story.history[0]).is_none());
    }
    assert!(visible_parts(&resident(AUTHOR), &story.case).is_ok());
    assert!(visible_parts(&member(STREET_OFFICE), &story.case).is_ok());
}

#[test]
fn names_are_shown_as_their_owner_chose() {
    for (visibility, named) in [
        (Visibility::Public, true),
        (Visibility::PublicWithoutName, false),
    ] {
        let story = Story::of(filing("light", visibility));
        for actor in [Actor::Visitor, resident(NEIGHBOUR), member(COMMITTEE)] {
            let seen = visible_parts(&actor, &story.case).unwrap();
            assert_eq!(
                (seen.author.is_some(), seen.reachable),
                (named, false),
                "{actor:?}"
            );
        }
        assert!(
            visible_parts(&resident(AUTHOR), &story.case)
                .unwrap()
                .reachable
        );
    }
}
