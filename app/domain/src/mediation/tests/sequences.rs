//! Random commands by random people: what must hold whatever happens.

use proptest::prelude::*;

use super::*;
use crate::case::By;
use crate::permission::{MediationAct, Part, may_in_mediation};

#[derive(Clone, Debug)]
struct Step {
    who: u8,
    what: u8,
    pick: u8,
    hours: i64,
    until_the_date: bool,
}

fn step() -> impl Strategy<Value = Step> {
    (0..9_u8, 0..12_u8, any::<u8>(), 0..100_i64, any::<bool>()).prop_map(
        |(who, what, pick, hours, until_the_date)| Step {
            who,
            what,
            pick,
            hours,
            until_the_date,
        },
    )
}

fn actor(step: &Step) -> Actor {
    match step.who {
        0 => Actor::Visitor,
        1 => resident(STRANGER),
        2 | 3 => resident(AUTHOR),
        4 | 5 => resident(DOOR),
        6 => resident(MEDIATOR),
        7 => member(COMMITTEE),
        _ => Actor::Clock,
    }
}

/// Mostly what fits, so that random walks get far.
fn command(step: &Step, between: &Between) -> Command {
    let (yes, turn) = (!step.pick.is_multiple_of(5), between.mediation.text.turn);
    let turn = turn - i64::from(step.pick.is_multiple_of(7));
    let likely = match between.mediation.in_short() {
        InShort::Offered => 0,
        InShort::Asked => 1,
        InShort::Choosing => 2,
        InShort::Inviting => 3,
        InShort::Arranging => 4,
        InShort::Meeting | InShort::Writing => 5 + step.pick % 2,
        InShort::Holding => 7,
        InShort::Ended => step.what,
    };
    match if step.what < 9 {
        likely
    } else {
        step.pick % 10
    } {
        0 => Command::Answer { yes, named: false },
        1 => Command::Reply { yes },
        2 => Command::Name,
        3 => Command::Accept,
        4 => between.arrange(i64::from(step.pick % 40) - 3),
        5 => Command::Write {
            words: words("I keep quiet after ten."),
            turn,
        },
        6 => Command::Confirm { turn },
        7 => Command::Follow {
            kept: Kept::ALL[usize::from(step.pick % 3)],
        },
        8 => Command::Another,
        _ => Command::End { learnt: None },
    }
}

/// The history as the database keeps it.
fn through_json(history: &[Recorded]) -> Vec<Recorded> {
    let kept = |one: &Recorded| {
        let payload = serde_json::to_string(&Payload::from(one.event.clone())).unwrap();
        let by = serde_json::to_string(&one.by).unwrap();
        Recorded {
            event: serde_json::from_str::<Payload>(&payload).unwrap().event,
            by: serde_json::from_str::<By>(&by).unwrap(),
            ..*one
        }
    };
    history.iter().map(kept).collect()
}

fn holds_always(between: &Between) {
    let mediation = &between.mediation;
    // Exactly one next step and one date while it is open, and none after.
    assert_eq!(mediation.by().is_some(), mediation.is_open());
    assert_eq!(mediation.due().is_some(), mediation.is_open());
    assert_eq!(mediation.delete_at().is_none(), mediation.is_open());
    assert!(mediation.due() <= mediation.by());
    // It is its history, also through the database.
    let kept = through_json(&between.history);
    assert_eq!(Mediation::from_history(&kept).as_ref(), Some(mediation));
    let state = serde_json::to_string(mediation).unwrap();
    assert_eq!(
        serde_json::from_str::<Mediation>(&state).unwrap(),
        *mediation
    );
    let events = i64::try_from(between.history.len()).unwrap();
    assert_eq!(mediation.version, events);
    // Two who agreed had confirmed the same words.
    if let Stage::Holding { .. } = mediation.stage {
        assert!(mediation.text.is_whole() && mediation.text.is_agreed());
    }
    nobody_else(mediation);
}

/// Only the two and the mediator read all of it; for a stranger, a steward, an overseer
/// and a moderator there is none.
fn nobody_else(mediation: &Mediation) {
    for lives_there in [false, true] {
        for n in [AUTHOR, DOOR, MEDIATOR, SECOND, STRANGER] {
            let mut actor = resident(n);
            if let Actor::Person(person) = &mut actor {
                (person.steward, person.overseer) = (true, true);
            }
            let part = part_in_mediation(&actor, mediation, lives_there);
            let whole = matches!(part, Some(Part::Party(_) | Part::Mediator));
            let one_of_them = mediation.parties().any(|one| one == person_id(n))
                || mediation.mediator() == Some(person_id(n))
                    && mediation.in_short() != InShort::Inviting;
            assert_eq!(whole, one_of_them, "{n} {:?}", mediation.stage);
            if n == STRANGER && !lives_there {
                assert_eq!(part, None);
                for act in MediationAct::ALL {
                    let may = may_in_mediation(&actor, act, mediation, false);
                    assert_eq!(may, Err(Refused::Denied(Denied::NotVisible)));
                }
            }
        }
    }
    let body = part_in_mediation(&member(COMMITTEE), mediation, false);
    assert_eq!(body, Some(Part::Body));
}

proptest! {
    #[test]
    fn whatever_happens_a_mediation_stays_sound(
        by_author in any::<bool>(),
        steps in prop::collection::vec(step(), 0..60),
    ) {
        let mut between = if by_author { Between::asked() } else { Between::offered() };
        for step in &steps {
            let due = between.mediation.due().filter(|_| step.until_the_date);
            let later = between.now.plus_minutes(step.hours * 60);
            between.now = due.map_or(later, |due| due.max(between.now));
            let who = actor(step);
            between.candidate = fit(if step.pick.is_multiple_of(3) { SECOND } else { MEDIATOR });
            let command = if who == Actor::Clock { Command::Wake } else { command(step, &between) };
            let before = between.clone();
            match between.tries(&who, command) {
                Ok(kinds) => {
                    prop_assert!(!kinds.is_empty());
                    prop_assert!(before.mediation.is_open(), "what is over stays over");
                    prop_assert!(!matches!(who, Actor::Visitor));
                }
                Err(code) => {
                    prop_assert!(!code.is_empty());
                    prop_assert_eq!(&before.mediation, &between.mediation);
                }
            }
            holds_always(&between);
        }
        // The clock alone brings it to an end.
        for _ in 0..24 {
            let Some(due) = between.mediation.due() else { break };
            between.now = due.max(between.now);
            between.wake().unwrap();
            holds_always(&between);
        }
        prop_assert!(!between.mediation.is_open());
        prop_assert_eq!(between.wake(), Err("nothing-due"));
    }
}
