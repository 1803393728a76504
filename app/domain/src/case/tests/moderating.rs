use super::town::{
    AUTHOR, COMMITTEE, NEIGHBOUR, STREET_OFFICE, Story, body_id, filing, flag_id, hear, member,
    person_id, photo, reason, resident, say,
};
use crate::case::{Command, Event, Part, Rule, Visibility};
use crate::notice::{NoticeKind, To, notices};
use crate::permission::{looks_at_flags, visible_event, visible_parts};
use crate::person::{Actor, Person};

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
    assert!(looks_at_flags(&member(COMMITTEE), &story.case));
    assert!(!looks_at_flags(&resident(NEIGHBOUR), &story.case));
    story.must(&member(COMMITTEE), dismiss.clone());
    assert!(story.case.flags.is_empty());
    assert_eq!(
        story.attempt(&member(COMMITTEE), dismiss),
        Err("flag-unknown")
    );
}

#[test]
fn who_flagged_it_hears_why_it_stays_and_nobody_learns_who_that_was() {
    let mut story = Story::light();
    story.must(&resident(NEIGHBOUR), flag(1, Part::Concern));
    let dismiss = Command::DismissFlag {
        id: flag_id(1),
        words: reason(),
    };
    story.must(&member(COMMITTEE), dismiss);
    assert!(!looks_at_flags(&member(COMMITTEE), &story.case));
    let dismissed = story.history.last().unwrap().clone();
    for (actor, sees) in [
        (Actor::Visitor, false),
        (resident(AUTHOR), false),
        (resident(NEIGHBOUR), true),
        (member(COMMITTEE), true),
    ] {
        let seen = visible_event(&actor, &story.case, &dismissed);
        let seen = seen.map(|seen| seen.event.into_owned());
        let expected = sees.then(|| Event::FlagDismissed {
            id: flag_id(1),
            flagged_by: None,
            words: reason(),
        });
        assert_eq!(seen, expected, "{actor:?}");
    }
    let told: Vec<_> = notices(&story.case, &[dismissed])
        .into_iter()
        .map(|notice| (notice.to, notice.kind))
        .collect();
    let neighbour = To::Person(person_id(NEIGHBOUR));
    assert_eq!(told, [(neighbour, NoticeKind::FlagDismissed)]);
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

fn appeal(part: Part) -> Command {
    Command::AppealRemoval {
        part,
        words: say("Nobody is named in it."),
    }
}

fn keep(part: Part) -> Command {
    Command::KeepRemoved {
        part,
        words: say("The second sentence names the family."),
    }
}

fn restore(part: Part) -> Command {
    Command::Restore {
        part,
        words: reason(),
    }
}

/// Another member of the same body.
fn colleague(of: u128) -> Actor {
    let Actor::Person(member) = member(of) else {
        panic!("a person");
    };
    let id = person_id(of * 10 + 2);
    Actor::Person(Person { id, ..member })
}

#[test]
fn its_author_appeals_once_and_somebody_else_answers() {
    let part = Part::Concern;
    let mut story = Story::light();
    assert_eq!(
        story.attempt(&resident(AUTHOR), appeal(part)),
        Err("not-author")
    );
    story.must(&member(COMMITTEE), remove(part));
    assert_eq!(
        story.attempt(&member(COMMITTEE), keep(part)),
        Err("no-removal-appeal")
    );
    assert_eq!(
        story.attempt(&resident(NEIGHBOUR), appeal(part)),
        Err("not-author")
    );
    let told = story.must(&resident(AUTHOR), appeal(part));
    assert_eq!(told, ["removal-appealed"]);
    assert_eq!(
        story.attempt(&resident(AUTHOR), appeal(part)),
        Err("no-removal-appeal")
    );
    // What it says may be what was removed.
    let asked = story.history.last().unwrap().clone();
    for (actor, reads) in [
        (Actor::Visitor, false),
        (resident(NEIGHBOUR), false),
        (resident(AUTHOR), true),
        (member(COMMITTEE), true),
    ] {
        let seen = visible_event(&actor, &story.case, &asked).unwrap();
        let Event::RemovalAppealed(asked) = seen.event.into_owned() else {
            panic!("appealed");
        };
        assert_eq!(asked.words.as_str() != "…", reads, "{actor:?}");
    }
    assert_eq!(
        story.attempt(&member(COMMITTEE), keep(part)),
        Err("own-removal")
    );
    assert_eq!(
        story.must(&colleague(COMMITTEE), keep(part)),
        ["removal-kept"]
    );
    for (who, act) in [
        (colleague(COMMITTEE), keep(part)),
        (resident(AUTHOR), appeal(part)),
    ] {
        assert_eq!(story.attempt(&who, act), Err("no-removal-appeal"));
    }
    // Put back and removed anew, it is a new removal with an appeal of its own.
    story.must(&colleague(COMMITTEE), restore(part));
    story.must(&colleague(COMMITTEE), remove(part));
    story.must(&resident(AUTHOR), appeal(part));
    story.must(&member(COMMITTEE), restore(part));
    assert!(!story.case.is_removed(part));
}

#[test]
fn nobody_appeals_against_their_own_wish_nor_answers_for_themselves() {
    let mut story = Story::light();
    story.must(&member(COMMITTEE), hear());
    let part = Part::Event { number: 2 };
    story.must(&member(COMMITTEE), remove(part));
    assert_eq!(
        story.attempt(&member(COMMITTEE), appeal(part)),
        Err("no-removal-appeal")
    );
    story.must(&member(COMMITTEE), restore(part));
    story.must(&colleague(COMMITTEE), remove(part));
    story.must(&member(COMMITTEE), appeal(part));
    for (who, act) in [
        (member(COMMITTEE), keep(part)),
        (member(COMMITTEE), restore(part)),
        (colleague(COMMITTEE), keep(part)),
    ] {
        assert_eq!(story.attempt(&who, act), Err("own-removal"));
    }
    // Who removed it may put it back: that decides against nobody.
    story.must(&colleague(COMMITTEE), restore(part));
}

#[test]
fn where_nobody_else_moderates_the_body_above_looks_and_at_nothing_else() {
    let mut story = Story::light();
    story.must(&member(COMMITTEE), hear());
    let alone = [person_id(COMMITTEE * 10 + 1)];
    story.members = Some(alone.to_vec());
    let (text, photo) = (Part::Concern, Part::Photo { photo: photo(1) });
    story.must(&member(COMMITTEE), remove(text));
    story.must(&member(COMMITTEE), remove(photo));
    let officer = member(STREET_OFFICE);
    assert_eq!(story.attempt(&officer, keep(text)), Err("not-holder"));
    story.must(&resident(AUTHOR), appeal(text));
    let waiting = story.case.removed[0].waiting().unwrap();
    assert_eq!(waiting.judge, Some(body_id(STREET_OFFICE)));
    let told = notices(&story.case, &story.history[story.history.len() - 1..]);
    let to: Vec<To> = told.iter().map(|one| one.to).collect();
    assert_eq!(
        to,
        [COMMITTEE, STREET_OFFICE].map(|of| To::MembersOf(body_id(of)))
    );
    let sees = |story: &Story| {
        visible_parts(&officer, &story.case)
            .unwrap()
            .words
            .is_some()
    };
    assert!(sees(&story), "to judge it one has to read it");
    assert_eq!(
        story.attempt(&officer, restore(photo)),
        Err("no-removal-appeal")
    );
    assert_eq!(story.attempt(&officer, remove(photo)), Err("not-holder"));
    story.must(&officer, keep(text));
    assert_eq!(story.attempt(&officer, restore(text)), Err("not-holder"));
    assert!(!sees(&story), "and afterwards no more");
}

#[test]
fn of_a_private_matter_nobody_above_reads_what_was_removed() {
    let mut story = Story::of(filing("light", Visibility::BodyOnly));
    story.members = Some(vec![person_id(COMMITTEE * 10 + 1)]);
    story.must(&member(COMMITTEE), remove(Part::Concern));
    story.must(&resident(AUTHOR), appeal(Part::Concern));
    assert_eq!(story.case.removed[0].waiting().unwrap().judge, None);
    assert_eq!(
        story.attempt(&member(STREET_OFFICE), keep(Part::Concern)),
        Err("not-visible")
    );
}
