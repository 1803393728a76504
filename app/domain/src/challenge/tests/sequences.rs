//! Random commands by random people: what must hold whatever happens.

use proptest::prelude::*;

use super::{Hard, seat};
use crate::case::tests::town::{
    AUTHOR, BODIES, COMMITTEE, LANE, NEIGHBOUR, OTHER_LANE, body_id, member, place, resident, say,
};
use crate::case::{By, Case, Share};
use crate::challenge::{Certainty, Challenge, Command, Outcome, Payload, Recorded, Refused};
use crate::id::PlaceId;
use crate::permission::{Act, Barred};
use crate::person::Actor;
use crate::text::{Sentence, Title, Words};

#[derive(Clone, Debug)]
struct Step {
    who: u8,
    what: u8,
    pick: u8,
    hours: i64,
    vanish: bool,
}

fn step() -> impl Strategy<Value = Step> {
    (0..10_u8, 0..15_u8, any::<u8>(), 0..300_i64, 0..30_u8).prop_map(
        |(who, what, pick, hours, vanish)| Step {
            who,
            what,
            pick,
            hours,
            vanish: vanish == 0,
        },
    )
}

fn actor(step: &Step, hard: &Hard) -> Actor {
    match step.who {
        0 => Actor::Clock,
        1 => resident(AUTHOR),
        2 => resident(NEIGHBOUR),
        3 => Actor::Visitor,
        4 => member(BODIES[usize::from(step.pick) % BODIES.len()]),
        5 => member(COMMITTEE),
        _ => member(hard.challenge.convener.uuid().as_u128()),
    }
}

/// A table of some of the bodies, now and then a wrong one.
fn table(by: u8) -> Command {
    Command::SetTable {
        convener: body_id(BODIES[usize::from(by) % BODIES.len()]),
        seats: BODIES
            .iter()
            .enumerate()
            .filter(|(at, body)| **body != 21 && (by >> at) & 1 == 0)
            .enumerate()
            .map(|(at, (_, body))| {
                let share = if at == 0 { Share::Leads } else { Share::Told };
                seat(*body, share)
            })
            .collect(),
        words: say("So it is."),
    }
}

/// A place that it lies in, or one that it does not.
fn pick_place(by: u8) -> PlaceId {
    let places = [LANE, 3, 2, 1, OTHER_LANE];
    place(places[usize::from(by) % places.len()])
}

fn correction(by: u8, reason: Sentence) -> Command {
    let said = if by > 128 {
        "All of it."
    } else {
        "Some of it."
    };
    Command::Correct {
        title: Title::parse("Dark stairs").unwrap(),
        words: Words::parse(said).unwrap(),
        place: pick_place(by),
        reason,
    }
}

fn command(step: &Step, hard: &Hard) -> Command {
    let by = step.pick;
    let words = say("So it is.");
    let soon = hard.now.plus_days(i64::from(by % 110) - 5);
    let number = |of: &[i64]| {
        let at = usize::from(by) % of.len().max(1);
        of.get(at).copied().unwrap_or(i64::from(by))
    };
    let now = &hard.challenge;
    match step.what {
        0 => table(by),
        1 => Command::Note {
            certainty: Certainty::ALL[usize::from(by % 2)],
            words,
        },
        2 => Command::Strike {
            line: number(&now.lines.iter().map(|one| one.number).collect::<Vec<_>>()),
            reason: words,
        },
        3 => Command::Try {
            words,
            started_at: hard.now.plus_days(i64::from(by % 5) - 3),
            review_due: soon,
        },
        4 | 5 => Command::Judge {
            attempt: number(
                &now.attempts
                    .iter()
                    .map(|one| one.number)
                    .collect::<Vec<_>>(),
            ),
            outcome: Outcome::ALL[usize::from(by % 4)],
            words,
        },
        6 => Command::BeginMeasure {
            words,
            from: hard.now,
            until: soon,
        },
        7 => Command::EndMeasure {
            measure: number(
                &now.measures
                    .iter()
                    .map(|one| one.number)
                    .collect::<Vec<_>>(),
            ),
            words,
        },
        8 => Command::Gather,
        9 => Command::Release { reason: words },
        10 => Command::AskOut,
        11 => Command::Review { words, next: soon },
        12 => Command::Close { learnt: words },
        13 => correction(by, words),
        _ => Command::Reopen { words, next: soon },
    }
}

/// The history as the database keeps it: a column each, the payload as JSON.
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

fn holds_always(hard: &Hard) {
    let challenge = &hard.challenge;
    // Exactly one convener, which sits at the table and is no partner; one leads.
    let conveners = hard
        .bodies
        .iter()
        .filter(|body| body.id == challenge.convener);
    assert_eq!(conveners.count(), 1);
    assert!(challenge.sits(challenge.convener));
    let leads = challenge
        .seats
        .iter()
        .filter(|seat| seat.share == Share::Leads);
    assert_eq!(leads.count(), 1);
    // A next step and a date while it is open, and nothing is waited for after it.
    assert_eq!(challenge.next_step().is_some(), challenge.is_open());
    assert_eq!(challenge.wake_at().is_some(), challenge.is_open());
    assert!(challenge.is_open() || challenge.waiting().next().is_none());
    // It is its history, also through the database.
    let kept = through_json(&hard.history);
    assert_eq!(Challenge::from_history(&kept).as_ref(), Some(challenge));
    let state = serde_json::to_string(challenge).unwrap();
    assert_eq!(
        serde_json::from_str::<Challenge>(&state).unwrap(),
        *challenge
    );
    let events = i64::try_from(hard.history.len()).unwrap();
    assert_eq!(challenge.version, events);
    // Private cases never; a case says the same as the challenge.
    for case in &hard.cases {
        let under = case.under.as_ref().map(|under| under.challenge);
        assert_eq!(challenge.has(case.id), under == Some(challenge.id));
        assert!(case.concern.visibility.is_public() || under.is_none());
    }
    let missed = challenge.missed.iter();
    let mut missed: Vec<_> = missed.map(|one| (one.owed, one.due)).collect();
    missed.sort_unstable();
    let all = missed.len();
    missed.dedup();
    assert_eq!(missed.len(), all, "no date is missed twice");
}

fn unchanged(before: &Case, after: &Case) {
    let mut after = after.clone();
    after.under.clone_from(&before.under);
    after.version = before.version;
    assert_eq!(*before, after, "gathering leaves a case as it is");
}

proptest! {
    #[test]
    fn whatever_happens_a_challenge_stays_sound(steps in prop::collection::vec(step(), 0..40)) {
        let mut hard = Hard::new();
        for step in &steps {
            hard.now = hard.now.plus_minutes(step.hours * 60);
            if step.vanish {
                let convener = hard.challenge.convener;
                let body = hard.bodies.iter_mut().find(|body| body.id == convener);
                body.unwrap().in_service = false;
            }
            let who = actor(step, &hard);
            let command = if who == Actor::Clock { Command::Wake } else { command(step, &hard) };
            let about = matches!(command, Command::Gather | Command::Release { .. } | Command::AskOut)
                .then(|| usize::from(step.pick) % hard.cases.len());
            let before = hard.clone();
            match hard.attempt(&who, command.clone(), about) {
                Ok(kinds) => prop_assert!(!kinds.is_empty()),
                Err(code) => {
                    prop_assert!(!code.is_empty());
                    prop_assert_eq!(&before.challenge, &hard.challenge);
                }
            }
            for (before, after) in before.cases.iter().zip(&hard.cases) {
                unchanged(before, after);
            }
            holds_always(&hard);
        }
        // The clock comes at last: nothing that was due stays unrecorded.
        hard.now = hard.now.plus_days(20);
        let _ = hard.wake();
        if let Some(step) = hard.challenge.next_step() {
            prop_assert!(step.by > hard.now);
        }
        holds_always(&hard);
    }
}

#[test]
fn every_refusal_and_every_act_has_its_own_code() {
    let mut codes: Vec<&str> = Refused::ALL
        .iter()
        .map(|refused| refused.code())
        .chain(Barred::ALL.iter().map(|barred| barred.code()))
        .collect();
    let all = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), all);
    for act in Act::ALL {
        assert_eq!(Act::from_code(act.code()), Some(act));
    }
}
