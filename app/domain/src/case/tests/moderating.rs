use super::town::{
    AUTHOR, COMMITTEE, NEIGHBOUR, STREET_OFFICE, Story, flag_id, hear, member, photo, reason,
    resident, say,
};
use crate::case::{Command, Event, Part, Rule};
use crate::permission::{visible_event, visible_parts};
use crate::person::Actor;

fn flag(n: u128, part: Part) -> Command {
    Command::Flag {
        id: flag_id(n),
        part,
        rule: Rule::NamesAPerson,
        words: None,
    }
}

fn remove(part: Part) -> Command {
    Command::Remove {
        part,
        rule: Rule::NamesAPerson,
        words: say("It names a neighbour who did not agree."),
    }
}

#[test]
fn a_removed_text_is_hidden_from_the_public_and_its_author_sees_why() {
    let mut story = Story::light();
    let removed = story.must(&member(COMMITTEE), remove(Part::Concern));
    assert_eq!(removed, ["removed"]);
    let table = [
        (Actor::Visitor, false),
        (resident(NEIGHBOUR), false),
        (member(STREET_OFFICE), false),
        (resident(AUTHOR), true),
        (member(COMMITTEE), true),
    ];
    for (actor, sees) in table {
        let parts = visible_parts(&actor, &story.case).unwrap();
        assert_eq!(
            (parts.words.is_some(), parts.removed.len() == 1),
            (sees, sees),
            "{actor:?}"
        );
        let filed = visible_event(&actor, &story.case, &story.history[0]).unwrap();
        assert!(filed.removed);
        let Event::Filed { filed } = filed.event.into_owned() else {
            panic!("filed");
        };
        assert_eq!(filed.concern.words.as_str() != "…", sees, "{actor:?}");
        let why = visible_event(&actor, &story.case, story.history.last().unwrap()).unwrap();
        let Event::Removed {
            words,
            rule,
            author,
            ..
        } = why.event.into_owned()
        else {
            panic!("removed");
        };
        assert_eq!(
            (rule, author),
            (Rule::NamesAPerson, None),
            "the rule is public"
        );
        assert_eq!(words.as_str() != "…", sees, "{actor:?}");
    }
    let restore = Command::Restore {
        part: Part::Concern,
        words: reason(),
    };
    assert_eq!(
        story.must(&member(COMMITTEE), restore.clone()),
        ["restored"]
    );
    assert!(
        visible_parts(&Actor::Visitor, &story.case)
            .unwrap()
            .words
            .is_some()
    );
    assert_eq!(
        story.attempt(&member(COMMITTEE), restore),
        Err("not-removed")
    );
}

#[test]
fn a_removed_photo_and_the_words_of_an_event_are_hidden() {
    let mut story = Story::light();
    story.must(&member(COMMITTEE), hear());
    story.must(&member(COMMITTEE), remove(Part::Photo { photo: photo(1) }));
    assert!(
        visible_parts(&Actor::Visitor, &story.case)
            .unwrap()
            .photos
            .is_empty()
    );
    assert_eq!(
        visible_parts(&resident(AUTHOR), &story.case)
            .unwrap()
            .photos
            .len(),
        1
    );
    story.must(&member(COMMITTEE), remove(Part::Event { number: 2 }));
    let seen = visible_event(&Actor::Visitor, &story.case, &story.history[1]).unwrap();
    assert_eq!(*seen.event, Event::Heard { words: say("…") });
}

#[test]
fn anybody_signed_in_may_flag_and_only_the_flagger_and_moderators_see_it() {
    let mut story = Story::light();
    assert_eq!(
        story.attempt(&Actor::Visitor, flag(1, Part::Concern)),
        Err("sign-in-required")
    );
    story.must(&resident(NEIGHBOUR), flag(1, Part::Concern));
    assert_eq!(
        story.attempt(&resident(NEIGHBOUR), flag(2, Part::Concern)),
        Err("flagged-already")
    );
    let flagged = story.history.last().unwrap().clone();
    for (actor, sees) in [
        (Actor::Visitor, false),
        (resident(AUTHOR), false),
        (resident(NEIGHBOUR), true),
        (member(COMMITTEE), true),
    ] {
        assert_eq!(
            visible_event(&actor, &story.case, &flagged).is_some(),
            sees,
            "{actor:?}"
        );
    }
    let dismiss = Command::DismissFlag {
        id: flag_id(1),
        words: reason(),
    };
    assert_eq!(
        story.attempt(&resident(AUTHOR), dismiss.clone()),
        Err("not-holder")
    );
    story.must(&member(COMMITTEE), dismiss.clone());
    assert!(story.case.flags.is_empty());
    assert_eq!(
        story.attempt(&member(COMMITTEE), dismiss),
        Err("flag-unknown")
    );
}

#[test]
fn a_removal_settles_the_flags_on_it() {
    let mut story = Story::light();
    story.must(&resident(NEIGHBOUR), flag(1, Part::Concern));
    story.must(&member(COMMITTEE), remove(Part::Concern));
    assert!(story.case.flags.is_empty());
    assert_eq!(
        story.attempt(&member(COMMITTEE), remove(Part::Concern)),
        Err("removed-already")
    );
    assert_eq!(
        story.attempt(&resident(AUTHOR), flag(3, Part::Concern)),
        Err("removed-already")
    );
}

#[test]
fn only_what_is_there_and_bears_words_can_be_flagged() {
    let mut story = Story::light();
    story.must(&resident(NEIGHBOUR), Command::Join { on_paper: false });
    for part in [
        Part::Photo { photo: photo(99) },
        Part::Event { number: 1 },
        Part::Event { number: 2 },
        Part::Event { number: 99 },
    ] {
        assert_eq!(
            story.attempt(&resident(NEIGHBOUR), flag(1, part)),
            Err("part-unknown")
        );
    }
}
