//! Correcting what a thread is called and what it is about.

use super::*;

fn retell(title: &str, words: &str) -> Command {
    Command::Retell {
        title: Title::parse(title).unwrap(),
        words: Words::parse(words).unwrap(),
        reason: say("A name stood there."),
    }
}

#[test]
fn its_body_corrects_it_in_every_step_and_nothing_else_moves() {
    for thread in [talking(), weighing(), deciding()] {
        let command = retell("Where do the prams go?", "The hall is full.");
        let corrected = after(&thread, command).unwrap();
        assert_eq!(corrected.title.as_str(), "Where do the prams go?");
        assert_eq!(corrected.words.as_str(), "The hall is full.");
        let back = Thread {
            title: thread.title.clone(),
            words: thread.words.clone(),
            version: thread.version,
            ..corrected
        };
        assert_eq!(back, thread);
    }
}

#[test]
fn what_is_the_same_is_no_correction() {
    let thread = talking();
    let (title, words) = (thread.title.as_str(), thread.words.as_str());
    let same = after(&thread, retell(title, words));
    assert_eq!(same, Err(Refused::NothingChanged));
    // A browser sends spaces and line breaks of its own.
    let spaced = after(
        &thread,
        retell(&format!(" {title}"), &format!("{words}\r\n")),
    );
    assert_eq!(spaced, Err(Refused::NothingChanged));
    assert!(after(&thread, retell(title, "The hall.")).is_ok());
    assert!(after(&thread, retell("The hall", words)).is_ok());
}

#[test]
fn nobody_else_corrects_it_and_nothing_that_is_over() {
    let order = Order::from(retell("The hall", "It is full."));
    for actor in [resident(NEIGHBOUR), member(DISTRICT), Actor::Clock] {
        let refused = decide(&talking(), &order, &actor, START);
        assert!(matches!(refused, Err(Refused::Denied(_))), "{refused:?}");
    }
    let over = after(&agreed(), retell("The hall", "It is full."));
    assert_eq!(over, Err(Refused::ThreadOver));
}
