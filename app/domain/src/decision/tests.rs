//! Decisions as they go: drafted, open, closed, by whom and when.

mod methods;
mod tallies;

use uuid::Uuid;

use super::command::{Command, Order};
use super::tally::Mark;
use super::{
    Amount, Around, Ballot, Cast, Choice, Decided, Decision, Drafting, Outcome, Refused, Seen,
    Showing, Stage, Voters, check, decide, draft, may_answer,
};
use crate::body::BodyKind;
use crate::case::tests::town::{COMMITTEE, NEIGHBOUR, member, person, resident, say};
use crate::id::DecisionId;
use crate::instant::Instant;
use crate::method::{Method, Shape, shipped};
use crate::permission::Denied;
use crate::person::{Actor, Role};
use crate::text::{Title, View, Words};
use crate::thread::Thread;
use crate::thread::tests::{START, agreed, deciding, talking};

pub(crate) fn method(key: &str) -> Method {
    shipped().into_iter().find(|one| one.key == key).unwrap()
}

fn views(texts: &[&str]) -> Vec<View> {
    texts
        .iter()
        .map(|text| View::parse(text).unwrap())
        .collect()
}

pub(crate) fn drafting(key: &str) -> Drafting {
    let method = method(key);
    Drafting {
        id: DecisionId::new(Uuid::from_u128(7)),
        number: 1,
        question: Title::parse("Bicycles into the cellar?").unwrap(),
        words: Words::parse("The cellar from May, the hall stays free.").unwrap(),
        options: views(&["The cellar", "The yard", "The street"]),
        voters: method.voters[0],
        showing: method.showing[0],
        method,
    }
}

fn drafted_in(thread: &Thread, drafting: Drafting) -> Result<Decision, Refused> {
    draft(drafting, thread, &member(COMMITTEE), START).map(|decided| decided.decision)
}

pub(crate) fn drafted(key: &str) -> Decision {
    drafted_in(&deciding(), drafting(key)).unwrap()
}

const EVERYBODY: Amount = Amount {
    heads: 12,
    area: 120_000,
};

fn after(
    decision: &Decision,
    command: Command,
    actor: &Actor,
    ballots: &[Ballot],
    now: Instant,
) -> Result<Decided, Refused> {
    let thread = deciding();
    let around = Around {
        thread: &thread,
        eligible: EVERYBODY,
        ballots,
        now,
    };
    decide(decision, &Order::from(command), actor, &around)
}

pub(crate) fn open(key: &str) -> Decision {
    let until = START.plus_days(7);
    let opened = after(
        &drafted(key),
        Command::Open { until },
        &member(COMMITTEE),
        &[],
        START,
    );
    opened.unwrap().decision
}

fn one(option: usize) -> Ballot {
    Ballot {
        choice: Choice::One(option),
        area: 0,
    }
}

pub(crate) fn closed(key: &str, ballots: &[Ballot]) -> Decision {
    let end = START.plus_days(7);
    after(&open(key), Command::Wake, &Actor::Clock, ballots, end)
        .unwrap()
        .decision
}

fn second_member() -> Actor {
    let seat = (COMMITTEE, BodyKind::SelfGovernance, Role::Convener);
    Actor::Person(person(77, &[seat]))
}

#[test]
fn a_question_is_put_by_the_body_of_an_open_thread() {
    assert_eq!(drafted("consent").stage, Stage::Drafted);
    assert_eq!(
        drafted_in(&agreed(), drafting("consent")),
        Err(Refused::ThreadOver)
    );
    assert!(drafted_in(&talking(), drafting("consent")).is_ok());
    let mut told = deciding();
    told.level = crate::charter::Participation::Told;
    assert_eq!(
        drafted_in(&told, drafting("consent")),
        Err(Refused::NothingToDecide)
    );
    assert_eq!(
        draft(
            drafting("consent"),
            &deciding(),
            &resident(NEIGHBOUR),
            START
        ),
        Err(Refused::Denied(Denied::NotMember))
    );
}

#[test]
fn a_draft_fits_its_method() {
    let with = |key: &str, change: fn(&mut Drafting)| {
        let mut drafting = drafting(key);
        change(&mut drafting);
        drafted_in(&deciding(), drafting)
    };
    let owners = with("consent", |one| one.voters = Voters::Owners);
    assert_eq!(owners, Err(Refused::VotersUnfit));
    let along = with("consent", |one| one.showing = Showing::Always);
    assert_eq!(along, Err(Refused::ShowingUnfit));
    let few = with("choose", |one| one.options.truncate(1));
    assert_eq!(few, Err(Refused::OptionsFew));
    let many = with("choose", |one| {
        one.options = (0..11)
            .map(|at| View::parse(&format!("Number {at}")).unwrap())
            .collect();
    });
    assert_eq!(many, Err(Refused::OptionsMany));
    let alike = with("choose", |one| {
        one.options = views(&["The cellar", "the  CELLAR"]);
    });
    assert_eq!(alike, Err(Refused::OptionsAlike));
    // What the method has of its own is not added to.
    assert!(drafted("consent").options.is_empty());
    assert_eq!(
        (drafted("consent").count(), drafted("choose").count()),
        (3, 3)
    );
}

#[test]
fn it_opens_for_a_day_at_least_and_ends_within_its_step() {
    let opening = |days: i64, thread: &Thread, heads: u64| {
        let around = Around {
            thread,
            eligible: Amount { heads, area: 0 },
            ballots: &[],
            now: START,
        };
        let order = Order::from(Command::Open {
            until: START.plus_days(days),
        });
        decide(&drafted("consent"), &order, &member(COMMITTEE), &around)
            .map(|one| one.decision.is_open())
    };
    assert_eq!(opening(7, &deciding(), 12), Ok(true));
    assert_eq!(opening(1, &deciding(), 12), Ok(true));
    assert_eq!(opening(0, &deciding(), 12), Err(Refused::EndTooSoon));
    assert_eq!(opening(30, &deciding(), 12), Ok(true));
    assert_eq!(opening(31, &deciding(), 12), Err(Refused::EndAfterStep));
    assert_eq!(opening(7, &talking(), 12), Err(Refused::NotDeciding));
    assert_eq!(opening(7, &deciding(), 0), Err(Refused::NobodyEligible));
}

#[test]
fn when_to_meet_is_asked_while_people_still_talk() {
    let mut told = talking();
    told.level = crate::charter::Participation::Told;
    for thread in [talking(), told] {
        let mut drafting = drafting("meeting-time");
        drafting.options = views(&["Friday, 7 pm", "Sunday, 10 am"]);
        let draft = drafted_in(&thread, drafting).unwrap();
        let around = Around {
            thread: &thread,
            eligible: EVERYBODY,
            ballots: &[],
            now: START,
        };
        let order = Order::from(Command::Open {
            until: START.plus_days(3),
        });
        let opened = decide(&draft, &order, &member(COMMITTEE), &around);
        assert!(opened.unwrap().decision.is_open());
    }
}

#[test]
fn a_draft_is_dropped_and_what_is_open_is_not() {
    let drop = || Command::Drop {
        words: say("We ask another question."),
    };
    let dropped = after(&drafted("consent"), drop(), &member(COMMITTEE), &[], START)
        .unwrap()
        .decision;
    assert!(matches!(dropped.stage, Stage::Dropped { .. }));
    let open = open("consent");
    assert_eq!(
        after(&open, drop(), &member(COMMITTEE), &[], START),
        Err(Refused::NotDrafted)
    );
    let again = Command::Open {
        until: START.plus_days(9),
    };
    assert_eq!(
        after(&open, again, &member(COMMITTEE), &[], START),
        Err(Refused::NotDrafted)
    );
}

#[test]
fn the_clock_reminds_a_day_before_the_end_and_closes_once() {
    let open = open("consent");
    let wake = |decision: &Decision, now| {
        after(decision, Command::Wake, &Actor::Clock, &[one(0)], now)
            .map(|decided| decided.decision)
    };
    assert_eq!(open.due(), Some(START.plus_days(6)));
    assert_eq!(wake(&open, START.plus_days(5)), Err(Refused::NothingDue));
    let reminded = wake(&open, START.plus_days(6)).unwrap();
    assert_eq!(reminded.due(), Some(START.plus_days(7)));
    assert_eq!(
        wake(&reminded, START.plus_days(6)),
        Err(Refused::NothingDue)
    );
    let closed = wake(&reminded, START.plus_days(7)).unwrap();
    assert_eq!(closed.due(), None);
    assert_eq!(wake(&closed, START.plus_days(8)), Err(Refused::NothingDue));
    // A server that slept past both closes and reminds nobody.
    assert!(wake(&open, START.plus_days(9)).unwrap().result().is_some());
    let by_hand = after(
        &open,
        Command::Wake,
        &member(COMMITTEE),
        &[],
        START.plus_days(7),
    );
    assert_eq!(by_hand, Err(Refused::Denied(Denied::OnlyClock)));
}

#[test]
fn a_short_decision_reminds_half_way() {
    let due = |hours: i64| {
        let until = START.plus_minutes(hours * 60);
        let open = Command::Open { until };
        let opened = after(&drafted("consent"), open, &member(COMMITTEE), &[], START);
        opened.unwrap().decision.due().unwrap()
    };
    assert_eq!(due(24), START.plus_minutes(12 * 60));
    assert_eq!(due(47), START.plus_minutes(23 * 60 + 30));
    assert_eq!(due(49), START.plus_minutes(25 * 60));
}

#[test]
fn ending_early_takes_two_people() {
    let early = |words: &str| Command::CloseEarly { words: say(words) };
    let (open, later) = (open("consent"), START.plus_days(1));
    let all: Vec<Ballot> = (0..12).map(|_| one(0)).collect();
    let hasty = after(&open, early("Now."), &member(COMMITTEE), &all[..11], START);
    assert_eq!(hasty, Err(Refused::EarlyTooSoon));
    assert!(
        after(
            &open,
            early("All have answered."),
            &member(COMMITTEE),
            &all,
            START
        )
        .is_ok()
    );
    let neighbour = after(&open, early("Enough."), &resident(NEIGHBOUR), &[], later);
    assert_eq!(neighbour, Err(Refused::Denied(Denied::NotMember)));
    let asked = after(
        &open,
        early("All have answered."),
        &member(COMMITTEE),
        &[],
        later,
    )
    .unwrap()
    .decision;
    assert!(asked.is_open());
    let again = after(&asked, early("Really."), &member(COMMITTEE), &[], later);
    assert_eq!(again, Err(Refused::SamePerson));
    let closed = after(&asked, early("Yes."), &second_member(), &[one(0)], later)
        .unwrap()
        .decision;
    let Stage::Closed {
        early: Some(why),
        outcome,
        ..
    } = &closed.stage
    else {
        panic!("{closed:?}")
    };
    assert_eq!(
        (why.as_str(), outcome),
        ("All have answered.", &Outcome::Passed { option: 0 })
    );
    let late = after(&closed, early("Once more."), &second_member(), &[], later);
    assert_eq!(late, Err(Refused::DecisionClosed));
}

#[test]
fn a_thread_that_went_to_another_body_takes_its_decisions_along() {
    let elsewhere = open("consent").led_by(crate::case::tests::town::body_id(99));
    let (one, later) = ([], START.plus_days(1));
    let early = Command::CloseEarly {
        words: say("Enough."),
    };
    let outcome = after(&elsewhere, early, &member(COMMITTEE), &one, later);
    assert_eq!(outcome, Err(Refused::Denied(Denied::NotMember)));
    assert!(may_answer(&elsewhere, &member(COMMITTEE), later).is_err());
}

#[test]
fn a_stale_page_of_a_decision_does_nothing() {
    let thread = deciding();
    let around = Around {
        thread: &thread,
        eligible: EVERYBODY,
        ballots: &[],
        now: START,
    };
    let order = Order {
        command: Command::Open {
            until: START.plus_days(7),
        },
        expected_version: Some(0),
    };
    let stale = decide(&drafted("consent"), &order, &member(COMMITTEE), &around);
    assert_eq!(stale, Err(Refused::SomeoneWasFaster));
}

#[test]
fn a_ballot_is_taken_only_while_it_is_open_and_only_of_those_asked() {
    let cast = |choice| Cast {
        choice,
        reason: None,
    };
    let agree = cast(Some(Choice::One(0)));
    let takes = |decision: &Decision, cast: &Cast, eligible, turns, now| {
        check(
            decision,
            cast,
            &resident(NEIGHBOUR),
            eligible,
            (Some(Seen(0)), turns),
            now,
        )
        .map(|_| ())
    };
    let open = open("consent");
    assert_eq!(takes(&open, &agree, true, 0, START), Ok(()));
    assert_eq!(
        takes(&drafted("consent"), &agree, true, 0, START),
        Err(Refused::NotOpenYet)
    );
    assert_eq!(
        takes(&closed("consent", &[]), &agree, true, 0, START),
        Err(Refused::DecisionClosed)
    );
    // The moment it ends, whether or not the clock has looked.
    assert_eq!(
        takes(&open, &agree, true, 0, START.plus_days(7)),
        Err(Refused::DecisionClosed)
    );
    assert_eq!(
        takes(&open, &agree, false, 0, START),
        Err(Refused::NotEligible)
    );
    assert_eq!(
        takes(&open, &agree, true, 1, START),
        Err(Refused::BallotStale)
    );
    assert_eq!(
        takes(&open, &cast(None), true, 0, START),
        Err(Refused::BallotEmpty)
    );
    for strange in [Choice::One(3), Choice::Each(vec![Mark::Yes; 3])] {
        assert_eq!(
            takes(&open, &cast(Some(strange)), true, 0, START),
            Err(Refused::BallotStrange)
        );
    }
    let visitor = check(&open, &agree, &Actor::Visitor, true, (None, 0), START);
    assert_eq!(visitor, Err(Refused::Denied(Denied::SignInRequired)));
}

#[test]
fn a_ranking_with_a_gap_and_dots_that_are_not_there_are_refused_as_that() {
    let takes = |(shape, dots): (Shape, Option<u8>), choice| {
        let mut drafting = drafting("choose");
        (drafting.method.shape, drafting.method.dots) = (shape, dots);
        let draft = drafted_in(&deciding(), drafting).unwrap();
        let until = START.plus_days(7);
        let open = after(
            &draft,
            Command::Open { until },
            &member(COMMITTEE),
            &[],
            START,
        );
        let cast = Cast {
            choice: Some(choice),
            reason: None,
        };
        let now = START.plus_days(1);
        let actor = resident(NEIGHBOUR);
        check(&open.unwrap().decision, &cast, &actor, true, (None, 0), now).map(drop)
    };
    let rank = (Shape::Rank, None);
    let places = |places: [u64; 3]| Choice::Rank(places.map(Some).into());
    assert_eq!(takes(rank, places([3, 1, 2])), Ok(()));
    assert_eq!(takes(rank, places([1, 3, 4])), Err(Refused::BallotGap));
    assert_eq!(takes(rank, Choice::One(0)), Err(Refused::BallotStrange));
    let dots = (Shape::Dots, Some(8));
    let give = |dots: [u64; 3]| Choice::Dots(dots.into());
    assert_eq!(takes(dots, give([0, 8, 0])), Ok(()));
    assert_eq!(takes(dots, give([1, 8, 0])), Err(Refused::BallotDots));
}

#[test]
fn an_objection_has_a_reason_and_a_yes_to_it_has_none() {
    let open = open("consent");
    let cast = |at, reason: Option<&str>| {
        let cast = Cast {
            choice: Some(Choice::One(at)),
            reason: reason.map(say),
        };
        check(&open, &cast, &resident(NEIGHBOUR), true, (None, 0), START)
    };
    assert_eq!(cast(2, None), Err(Refused::ReasonMissing));
    let because = Some(say("The cellar floods."));
    assert_eq!(
        cast(2, Some("The cellar floods.")),
        Ok((Choice::One(2), because))
    );
    assert_eq!(
        cast(0, Some("Left over in the form.")),
        Ok((Choice::One(0), None))
    );
    assert_eq!(may_answer(&open, &member(COMMITTEE), START), Ok(()));
    assert_eq!(
        may_answer(&open, &resident(NEIGHBOUR), START),
        Err(Refused::Denied(Denied::NotMember))
    );
    let late = may_answer(&open, &member(COMMITTEE), START.plus_days(7));
    assert_eq!(late, Err(Refused::DecisionClosed));
}

#[test]
fn a_history_folds_to_its_decision() {
    let mut history = draft(drafting("choose"), &deciding(), &member(COMMITTEE), START)
        .unwrap()
        .recorded;
    let mut decision = Decision::from_history(&history).unwrap();
    let end = START.plus_days(7);
    for (command, actor, now) in [
        (Command::Open { until: end }, member(COMMITTEE), START),
        (
            Command::CloseEarly {
                words: say("Soon."),
            },
            member(COMMITTEE),
            START.plus_days(1),
        ),
        (Command::Wake, Actor::Clock, START.plus_days(6)),
        (Command::Wake, Actor::Clock, end),
    ] {
        let decided = after(&decision, command, &actor, &[one(1), one(1), one(0)], now).unwrap();
        decision = decided.decision;
        history.extend(decided.recorded);
        assert_eq!(Decision::from_history(&history), Some(decision.clone()));
    }
    assert_eq!(decision.result().unwrap().1, &Outcome::Passed { option: 1 });
    let json = serde_json::to_string(&decision).unwrap();
    assert_eq!(serde_json::from_str::<Decision>(&json).unwrap(), decision);
}

#[test]
fn names_are_shown_where_that_was_announced_and_never_of_owners() {
    let with = |voters, showing| Decision {
        voters,
        showing,
        ..drafted("majority")
    };
    for voters in [Voters::Residents, Voters::Households] {
        assert!(!with(voters, Showing::Anonymous).shows_names());
        assert!(with(voters, Showing::Closed).shows_names());
        assert!(with(voters, Showing::Always).shows_names());
    }
    for showing in Showing::ALL {
        assert!(!with(Voters::Owners, showing).shows_names());
    }
}

#[test]
fn one_answer_more_moves_no_number_where_it_is_anonymous_or_few_have_answered() {
    let of = |showing| Decision {
        showing,
        ..drafted("majority")
    };
    let told = |answered| of(Showing::Anonymous).told_turnout(answered);
    assert_eq!([0, 1, 4, 5, 9, 10, 23].map(told), [0, 0, 0, 5, 5, 10, 20]);
    // Of a named one no number moves either while the end would not tell it.
    for showing in [Showing::Closed, Showing::Always] {
        let told = |answered| of(showing).told_turnout(answered);
        assert_eq!([0, 1, 4, 5, 9, 10, 23].map(told), [0, 0, 0, 5, 5, 10, 23]);
    }
}
