//! Updates in every order, late, twice, and from systems of every kind.

use super::*;
use crate::case::tests::town::{
    AUTHOR, COMMITTEE, STREET_OFFICE, Story, body_id, member, monday, reason, resident, say,
};
use crate::case::{BackGround, DeclineGround, Handing, UpGround, Verdict, Visibility};
use crate::exchange::is_sent;

fn update(key: &str, status: &str, at: Instant) -> RemoteUpdate {
    RemoteUpdate {
        key: key.to_owned(),
        at,
        status: status.to_owned(),
        event: None,
        is_said: true,
        words: say("The city says so."),
    }
}

fn known(story: &Story) -> Known {
    Known {
        body: body_id(COMMITTEE),
        is_latest: true,
        newest: None,
        taken_at: story.case.stage_since,
    }
}

fn kept(judged: &Judged) -> &'static str {
    match judged {
        Judged::Ask(_) => "ask",
        Judged::Keep(outcome) => outcome.code(),
    }
}

/// The commands by their first letters, or the outcome.
fn told(judged: &Judged) -> String {
    let Judged::Ask(commands) = judged else {
        return kept(judged).to_owned();
    };
    let name = |command: &Command| match command {
        Command::Hear { .. } => "hear",
        Command::Settle { .. } => "settle",
        Command::ReportDone { .. } => "done",
        other => panic!("an update asks for {other:?}"),
    };
    commands.iter().map(name).collect::<Vec<_>>().join("+")
}

#[test]
fn words_of_the_field_mean_what_they_mean_there() {
    let table = [
        ("open", Said::Heard),
        ("OPEN", Said::Heard),
        ("Investigating", Said::Heard),
        ("in progress", Said::Underway),
        ("IN_PROGRESS", Said::Underway),
        ("action-scheduled", Said::Underway),
        ("closed", Said::Done),
        ("fixed", Said::Done),
        ("NO_FURTHER_ACTION", Said::NotOurs),
        ("duplicate", Said::NotOurs),
        ("reopened", Said::Nothing),
        ("banana", Said::Nothing),
        ("", Said::Nothing),
    ];
    for (word, said) in table {
        assert_eq!(Said::of(&update("1", word, monday())), said, "{word}");
    }
}

#[test]
fn a_list_of_states_hears_nobody_and_a_linli_says_what_happened() {
    let mut one = update("1", "open", monday());
    one.is_said = false;
    assert_eq!(Said::of(&one), Said::Nothing);
    for (status, event, said) in [
        ("open", "heard", Said::Heard),
        ("open", "planned", Said::Underway),
        ("open", "moved", Said::Nothing),
        ("open", "back-to-acting", Said::Nothing),
        ("closed", "reported-done", Said::Done),
        ("closed", "declined", Said::NotOurs),
        // Closed by the residents there, or by nobody's answer: not the body's work.
        ("closed", "closed", Said::Nothing),
        ("closed", "withdrawn", Said::Nothing),
    ] {
        let mut one = update("1", status, monday());
        one.event = Some(event.to_owned());
        assert_eq!(Said::of(&one), said, "{event}");
    }
}

#[test]
#[expect(
    clippy::too_many_lines,
    reason = "one table of every word in every stage"
)]
fn every_word_does_in_every_stage_what_fits_it() {
    let at = |story: &Story| story.now.plus_minutes(1);
    let waiting = Story::light();
    let heard = Story::heard();
    let mut acting = Story::heard();
    let words = say("A bulb is ordered.");
    let settle = Command::Settle {
        step: words,
        promised: None,
    };
    acting.must(&member(COMMITTEE), settle);
    let reported = Story::reported();
    let mut again = Story::reported();
    let answer = Command::Answer {
        verdict: Verdict::NotSolved,
        reason: None,
    };
    again.must(&resident(AUTHOR), answer);
    let mut solved = Story::reported();
    let answer = Command::Answer {
        verdict: Verdict::Solved,
        reason: None,
    };
    solved.must(&resident(AUTHOR), answer);
    let stories = [&waiting, &heard, &acting, &reported, &again, &solved];
    let table = [
        (
            "open",
            [
                "hear",
                "nothing-new",
                "nothing-new",
                "nothing-new",
                "nothing-new",
                "nothing-new",
            ],
        ),
        (
            "in progress",
            [
                "hear+settle",
                "settle",
                "nothing-new",
                "nothing-new",
                "settle",
                "nothing-new",
            ],
        ),
        (
            "closed",
            [
                "hear+done",
                "done",
                "done",
                "nothing-new",
                "done",
                "nothing-new",
            ],
        ),
        (
            "duplicate",
            [
                "needs-a-person",
                "needs-a-person",
                "needs-a-person",
                "nothing-new",
                "needs-a-person",
                "nothing-new",
            ],
        ),
        ("banana", ["nothing-new"; 6]),
    ];
    for (status, expected) in table {
        for (story, expected) in stories.iter().zip(expected) {
            let judged = judge(
                &story.case,
                &known(story),
                &update("1", status, at(story)),
                story.now,
            );
            assert_eq!(told(&judged), expected, "{status} when {}", story.stage());
        }
    }
}

/// The committee talks it over with the neighbours.
fn deliberating() -> Story {
    let mut story = Story::heard();
    story.open_thread(COMMITTEE, 10).unwrap();
    story
}

/// The committee refused, and the office above it rules.
fn appealed() -> Story {
    let mut story = Story::heard();
    let decline = Command::Decline {
        ground: DeclineGround::AlreadyDecided,
        words: say("The residents voted on it in May."),
        instead: say("Bring it to the meeting in December."),
    };
    story.must(&member(COMMITTEE), decline);
    story.must(&resident(AUTHOR), Command::Appeal { reason: reason() });
    story
}

/// The committee and the office pass it to each other: who is above owes a table.
fn table_owed() -> Story {
    let mut story = Story::heard();
    let handing = Handing::Up {
        ground: UpGround::OutsidePowers,
        tried: say("We asked the company twice."),
        asked: say("Please have the mast put right."),
    };
    story.must(&member(COMMITTEE), Command::Hand { handing });
    let handing = Handing::Back {
        ground: BackGround::WithinCommunityPowers,
        line: "light".to_owned(),
        words: say("A bulb is yours to change."),
    };
    story.must(&member(STREET_OFFICE), Command::Hand { handing });
    let words = say("The mast is rusted through: no bulb helps.");
    story.must(&member(COMMITTEE), Command::AskTable { words });
    story
}

#[test]
fn done_there_is_not_lost_where_nobody_can_say_it_here() {
    let stories = [deliberating(), appealed(), table_owed()];
    let stages = stories.each_ref().map(Story::stage);
    assert_eq!(stages, ["deliberating", "appealed", "table-owed"]);
    for story in stories {
        let known = Known {
            body: story.case.holding.holder,
            ..known(&story)
        };
        for (status, expected) in [
            ("closed", "needs-a-person"),
            ("open", "nothing-new"),
            ("in progress", "nothing-new"),
        ] {
            let one = update("1", status, story.now.plus_minutes(1));
            let judged = judge(&story.case, &known, &one, story.now);
            assert_eq!(told(&judged), expected, "{status} when {}", story.stage());
        }
        // It is right to ask a person: the rules say no.
        let mut story = story;
        let holder = story.holder();
        let done = Command::ReportDone {
            words: say("The city put in a new lamp."),
            photos: Vec::new(),
        };
        assert_eq!(story.attempt(&member(holder), done), Err("not-now"));
    }
}

#[test]
fn what_an_update_asks_is_what_the_rules_allow() {
    for status in ["open", "in progress", "closed"] {
        let mut story = Story::light();
        let judged = judge(
            &story.case,
            &known(&story),
            &update("1", status, story.now),
            story.now,
        );
        let Judged::Ask(commands) = judged else {
            panic!("{status} asks nothing");
        };
        for command in commands {
            story.must(&member(COMMITTEE), command);
        }
    }
}

#[test]
fn an_update_older_than_the_last_one_changes_nothing() {
    let story = Story::light();
    let mut known = known(&story);
    known.newest = Some((story.now, "5".to_owned()));
    let table = [
        ("9", -60, "older"),
        ("4", 0, "older"),
        ("5", 0, "older"),
        ("6", 0, "ask"),
        ("10", 0, "ask"),
        ("1", 60, "ask"),
    ];
    for (key, seconds, expected) in table {
        let one = update(key, "closed", story.now.plus_seconds(seconds));
        let judged = judge(&story.case, &known, &one, story.now);
        assert_eq!(kept(&judged), expected, "{key} {seconds}");
    }
}

#[test]
fn what_somebody_did_here_since_is_newer() {
    let mut story = Story::reported();
    let mut known = known(&story);
    known.newest = Some((story.now.plus_minutes(-9), "1".to_owned()));
    known.taken_at = story.case.stage_since;
    story.pass_days(1);
    let answer = Command::Answer {
        verdict: Verdict::NotSolved,
        reason: None,
    };
    story.must(&resident(AUTHOR), answer);
    // Said there before the neighbour said "not solved" here.
    let before = update("2", "closed", story.now.plus_minutes(-1));
    assert_eq!(
        kept(&judge(&story.case, &known, &before, story.now)),
        "older"
    );
    let after = update("3", "closed", story.now.plus_minutes(1));
    assert_eq!(told(&judge(&story.case, &known, &after, story.now)), "done");
    // In the same second: their clock tells no parts of one.
    let same = update("4", "closed", whole_second(story.now));
    assert_eq!(told(&judge(&story.case, &known, &same, story.now)), "done");
}

#[test]
fn a_clock_that_is_years_ahead_does_not_win_for_years() {
    let story = Story::light();
    let one = update("1", "open", story.now.plus_days(3_650));
    assert_eq!(dated(&one, story.now), story.now);
    let one = update("1", "open", story.now.plus_minutes(5));
    assert_eq!(dated(&one, story.now), one.at);
}

#[test]
fn a_case_that_went_elsewhere_hears_nothing_more() {
    let story = Story::light();
    let one = update("1", "closed", story.now.plus_minutes(1));
    for (body, is_latest) in [(999, true), (COMMITTEE, false)] {
        let known = Known {
            body: body_id(body),
            is_latest,
            ..known(&story)
        };
        assert_eq!(
            kept(&judge(&story.case, &known, &one, story.now)),
            "elsewhere"
        );
    }
}

#[test]
fn only_public_and_open_cases_are_sent() {
    let mut story = Story::light();
    assert!(is_sent(&story.case));
    story.case.concern.visibility = Visibility::BodyOnly;
    assert!(!is_sent(&story.case));
    let mut story = Story::reported();
    let answer = Command::Answer {
        verdict: Verdict::Solved,
        reason: None,
    };
    story.must(&resident(AUTHOR), answer);
    assert!(!is_sent(&story.case));
}

#[test]
fn updates_count_by_time_and_then_by_number() {
    let at = monday();
    let mut all = [
        update("b", "closed", at.plus_seconds(1)),
        update("b", "open", at),
        update("a", "open", at),
    ];
    all.sort_by(order);
    let keys: Vec<(&str, &str)> = all.iter().map(|one| (&*one.key, &*one.status)).collect();
    assert_eq!(keys, [("a", "open"), ("b", "open"), ("b", "closed")]);
}

#[test]
fn the_tenth_update_of_a_second_comes_after_the_ninth() {
    let at = monday();
    let keys = [
        "#10", "#9", "#2", "#02", "a10b", "a9b", "a9", "#", "", "#é", "1",
    ];
    let mut all = keys.map(|key| update(key, "open", at));
    all.sort_by(order);
    let found: Vec<&str> = all.iter().map(|one| &*one.key).collect();
    let expected = [
        "", "#", "#02", "#2", "#9", "#10", "#é", "1", "a9", "a9b", "a10b",
    ];
    assert_eq!(found, expected);
    let long = "9".repeat(60);
    let longer = format!("1{}", "0".repeat(60));
    let (a, b) = (update(&long, "open", at), update(&longer, "open", at));
    assert_eq!(
        (order(&a, &b), order(&b, &a)),
        (Ordering::Less, Ordering::Greater)
    );
    assert_eq!(order(&a, &a), Ordering::Equal);
}
