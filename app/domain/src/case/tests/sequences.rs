//! Random commands by random people: what must hold whatever happens.

mod talk;

use proptest::prelude::*;
use proptest::strategy::ValueTree;

use self::talk::{agrees_with_its_thread, talk};
use super::town::{
    AUTHOR, BODIES, CATEGORIES, COMMITTEE, LANE, NEIGHBOUR, OTHER_LANE, STRANGER, Story, THIRD,
    answered, body_id, case_id, filing, flag_id, member, path_of, person, person_id, photo, place,
    reason, resident, say,
};
use crate::body::BodyKind;
use crate::case::holding::HAND_OVERS;
use crate::case::table::can_sit;
use crate::case::{
    AnswerReason, BackGround, By, Case, Check, Command, Conflict, Correction, DeclineGround, Event,
    Handing, LetterReply, Order, Part, Payload, PlaceCorrection, Recorded, Refused, Rule, Ruling,
    Seat, Share, Stage, StageName, StepCode, TableCall, ToldOfReport, UpGround, Verdict,
    Visibility,
};
use crate::charter::Urgency;
use crate::permission::{Action, Denied, Subject, may, visible_event, visible_parts};
use crate::person::{Actor, Person};
use crate::reference::Reference;

#[derive(Clone, Debug)]
struct Step {
    who: u8,
    what: u8,
    pick: u8,
    hours: i64,
    vanish: bool,
}

fn step() -> impl Strategy<Value = Step> {
    (0..14_u8, 0..44_u8, any::<u8>(), 0..200_i64, 0..40_u8).prop_map(
        |(who, what, pick, hours, vanish)| Step {
            who,
            what,
            pick,
            hours,
            vanish: vanish == 0,
        },
    )
}

/// Mostly those concerned, now and then anybody.
fn actor(who: u8, holder: u128) -> Actor {
    match who {
        0..=2 => resident(AUTHOR),
        3 => resident(NEIGHBOUR),
        4 => resident(THIRD),
        5 => resident(STRANGER),
        6 => Actor::Visitor,
        7 => member(COMMITTEE),
        8 => member(BODIES[usize::from(who) % BODIES.len()]),
        9 => Actor::Clock,
        _ => member(holder),
    }
}

fn pick<T: Copy>(from: &[T], by: u8) -> T {
    from[usize::from(by) % from.len()]
}

fn part(by: u8) -> Part {
    match by % 4 {
        0 => Part::Concern,
        1 => Part::Photo { photo: photo(1) },
        2 => Part::Photo { photo: photo(77) },
        _ => Part::Event {
            number: i64::from(by % 16),
        },
    }
}

fn correction(by: u8) -> Correction {
    let lane = if by.is_multiple_of(2) {
        LANE
    } else {
        OTHER_LANE
    };
    match by % 3 {
        0 => Correction {
            place: Some(PlaceCorrection {
                place: place(lane),
                place_path: path_of(lane),
                point: None,
            }),
            ..Correction::default()
        },
        1 => Correction {
            category: Some(pick(&CATEGORIES, by).to_owned()),
            ..Correction::default()
        },
        _ => Correction {
            urgency: Some(pick(&[Urgency::Danger, Urgency::Hard], by)),
            ..Correction::default()
        },
    }
}

fn command(step: &Step, story: &Story) -> Command {
    let by = step.pick;
    let promised = story.now.plus_days(i64::from(by % 40) - 2);
    match step.what {
        0 => Command::Join { on_paper: by > 200 },
        1 => Command::Leave,
        2 => Command::Withdraw,
        3 => super::town::hear(),
        4 => Command::AskResident { words: reason() },
        5 => Command::AnswerQuestion { words: reason() },
        6 => Command::Plan {
            step: reason(),
            who: Some(say("Mr Chen")),
            promised,
        },
        7 => Command::Settle {
            step: reason(),
            promised: (by > 60).then_some(promised),
        },
        8 => Command::MovePlan {
            promised,
            reason: reason(),
        },
        9 | 10 => super::town::done(),
        11 | 12 => Command::Answer {
            verdict: pick(&Verdict::ALL, by),
            reason: (by > 128).then(|| pick(&AnswerReason::ALL, by / 4)),
        },
        13 => Command::Reopen { reason: reason() },
        14 => Command::Decline {
            ground: pick(&DeclineGround::ALL, by),
            words: reason(),
            instead: reason(),
        },
        15 => Command::Appeal { reason: reason() },
        16 => Command::RuleOnAppeal {
            ruling: pick(&Ruling::ALL, by),
            words: reason(),
        },
        17 => Command::ProposeMerge {
            into: case_id(200),
            words: reason(),
        },
        18 => Command::AcceptProposal,
        19 => Command::RefuseProposal,
        _ => command_beside(step, story),
    }
}

/// Whoever has to deliver a letter does, now and then, or enters what was answered.
fn letter(step: &Step, story: &Story) -> Option<(Actor, Command)> {
    let letter = story.case.letter.filter(|_| step.pick < 60)?;
    let who = letter
        .by
        .map_or_else(|| resident(AUTHOR), |body| member(body.uuid().as_u128()));
    let what = if letter.is_owed() { 41 } else { 42 };
    let step = Step {
        what,
        ..step.clone()
    };
    Some((who, command_beside(&step, story)))
}

/// What follows a removal.
fn removed_again(by: u8) -> Command {
    let (part, words) = (part(by), reason());
    match by % 3 {
        0 => Command::Restore { part, words },
        1 => Command::AppealRemoval { part, words },
        _ => Command::KeepRemoved { part, words },
    }
}

fn dismiss(by: u8, story: &Story) -> Command {
    let first = story.case.flags.first();
    Command::DismissFlag {
        id: first.map_or_else(|| flag_id(u128::from(by)), |flag| flag.id),
        words: reason(),
    }
}

fn about_the_filer(by: u8) -> Command {
    if by < 128 {
        return Command::ConfirmFiler;
    }
    Command::Adopt {
        // Never the stranger, who has to stay one.
        to: person_id(pick(&[NEIGHBOUR, THIRD, AUTHOR], by)),
    }
}

/// What is done about a case rather than with it.
fn command_beside(step: &Step, story: &Story) -> Command {
    let by = step.pick;
    match step.what {
        20 => Command::Split { reason: reason() },
        21 => Command::Correct {
            correction: correction(by),
            reason: reason(),
        },
        22 => Command::OpenIdentity { purpose: reason() },
        23 => Command::Flag {
            id: flag_id(u128::from(by)),
            part: part(by),
            rule: Rule::Insults,
            words: None,
        },
        24 => Command::Remove {
            part: part(by),
            rule: Rule::Insults,
            words: reason(),
        },
        25 => removed_again(by),
        26 => Command::AskTable { words: reason() },
        27 => Command::CallTable {
            call: Box::new(table(by, story)),
        },
        40 => Command::RewriteTable {
            call: Box::new(TableCall {
                convener: story.case.holding.holder,
                ..table(by, story)
            }),
        },
        41 | 42 => command_by_letter(step, story),
        28 => Command::AskUp { reason: reason() },
        29 => dismiss(by, story),
        30 => about_the_filer(by),
        31 => Command::AskThread { reason: reason() },
        32 => Command::AskTime { reason: reason() },
        36 => Command::CheckConflict {
            found: by > 128,
            words: reason(),
        },
        37 => Command::GoUnnamed,
        38 => Command::ContestRegrade { reason: reason() },
        39 => Command::CheckRegrade {
            danger: by > 128,
            words: reason(),
        },
        _ => Command::Hand {
            handing: handing(by),
        },
    }
}

/// What is done on paper.
fn command_by_letter(step: &Step, story: &Story) -> Command {
    let by = step.pick;
    match step.what {
        41 => Command::DeliverLetter {
            on: story.now.plus_days(i64::from(by % 4) - 2),
            words: reason(),
        },
        _ => Command::EnterReply {
            reply: match by % 4 {
                _ if by % 16 > 3 && matches!(story.case.stage, Stage::Appealed { .. }) => {
                    LetterReply::Ruled {
                        ruling: pick(&Ruling::ALL, by),
                    }
                }
                _ if by % 16 > 3 && matches!(story.case.stage, Stage::TableOwed { .. }) => {
                    LetterReply::CalledTable {
                        call: Box::new(table(by, story)),
                    }
                }
                0 => LetterReply::Heard,
                1 => LetterReply::Planned {
                    promised: story.now.plus_days(5),
                },
                2 => LetterReply::Done,
                _ => LetterReply::Declined {
                    ground: pick(&DeclineGround::ALL, by),
                    instead: reason(),
                },
            },
            words: reason(),
            photos: vec![photo(3)],
        },
    }
}

/// Mostly a table that can be called, now and then a wrong one.
fn table(by: u8, story: &Story) -> TableCall {
    let seats = can_sit(&story.case, &story.bodies)
        .into_iter()
        .enumerate()
        .filter(|(at, _)| by < 200 || at % 2 == 0)
        .map(|(at, body)| Seat {
            body: body.id,
            share: if at == 0 {
                Share::Leads
            } else {
                Share::Consulted
            },
            task: (by < 220).then(reason),
            cost: by.is_multiple_of(2).then(reason),
            risk: Some(reason()),
            benefit: None,
            unknown: true,
        })
        .collect();
    TableCall {
        convener: body_id(pick(&BODIES, by)),
        seats,
        words: reason(),
    }
}

/// Who was told of a report: mostly at once, now and then late or never.
fn told(step: &Step, story: &Story) -> Vec<ToldOfReport> {
    let late = match step.pick % 8 {
        0..=5 => return Vec::new(),
        6 => Some(story.now.plus_minutes(-step.hours * 60)),
        _ => None,
    };
    let asked = story.case.affected.iter();
    asked
        .map(|one| ToldOfReport {
            person: one.person,
            at: late,
        })
        .collect()
}

fn handing(by: u8) -> Handing {
    match by % 3 {
        0 => Handing::Up {
            ground: pick(UpGround::ALL, by / 3),
            tried: reason(),
            asked: reason(),
        },
        1 => Handing::Back {
            ground: pick(BackGround::ALL, by / 3),
            line: pick(&CATEGORIES, by / 3).to_owned(),
            words: reason(),
        },
        _ => Handing::Across {
            to: body_id(pick(&BODIES, by / 3)),
            words: reason(),
        },
    }
}

fn start(category: u8, visibility: u8) -> Story {
    let about = visibility == 3;
    let visibility = pick(&Visibility::ALL, visibility);
    let mut first = filing(pick(&CATEGORIES, category), visibility);
    first.conflict = about.then(|| Conflict {
        body: body_id(COMMITTEE),
        words: reason(),
    });
    // An answer of some leaves the light to government.
    if (category / 6).is_multiple_of(2) {
        first = answered(first, "public", "yes");
    }
    if first.category == "noise-next-door" {
        first.visibility = Visibility::BodyOnly;
    }
    // Someone may be hurt, and who wrote so is not confirmed yet.
    let author = Actor::Person(Person {
        confirmed: first.category != "gas" || about,
        ..person(AUTHOR, &[])
    });
    let mut story = Story::try_of(first, &author).unwrap();
    // A small place in half of the stories: two households are enough there.
    story.households.known = i64::from(category.is_multiple_of(2)) * 8;
    let mut other = filing("light", Visibility::Public);
    other.id = case_id(200);
    other.reference = Reference::from_seed(200);
    story.other = Some(Story::try_of(other, &resident(NEIGHBOUR)).unwrap().case);
    story
}

/// The history as the database keeps it: a column each, the payload as JSON.
fn through_json(history: &[Recorded]) -> Vec<Recorded> {
    history
        .iter()
        .map(|recorded| {
            let payload = serde_json::to_string(&Payload::from(recorded.event.clone())).unwrap();
            let raw: serde_json::Value = serde_json::from_str(&payload).unwrap();
            assert_eq!(raw["kind"], recorded.event.kind());
            assert_eq!(raw["v"], Payload::VERSION);
            let by = serde_json::to_string(&recorded.by).unwrap();
            Recorded {
                event: serde_json::from_str::<Payload>(&payload).unwrap().event,
                by: serde_json::from_str::<By>(&by).unwrap(),
                ..*recorded
            }
        })
        .collect()
}

/// A check comes before hearing it, the author's choice while the clock stands still; and
/// whom it is about has it only where its author let it, and without the name.
fn checks_hold(case: &Case) {
    match case.check {
        Some(Check::Conflict { .. } | Check::Regrade { .. }) => {
            assert_eq!(case.stage.name(), StageName::Waiting);
        }
        Some(Check::AuthorChooses { .. }) => {
            assert_eq!(case.stage.name(), StageName::AwaitingResident);
        }
        None => {}
    }
    assert!(!case.concern.concerned().contains(&case.holding.holder));
    for body in &case.sealed_from {
        let member = member(body.uuid().as_u128());
        for action in [Action::SeeName, Action::SeeIdentity, Action::OpenIdentity] {
            assert!(may(&member, action, &Subject::Case(case)).is_err());
        }
    }
}

/// A body goes out of service and comes back, or signs in no more and does again.
fn change_a_body(step: &Step, story: &mut Story) {
    if step.hours < 100 {
        take_to_paper(step, story);
        return;
    }
    let at = usize::from(step.pick) % story.bodies.len();
    story.bodies[at].in_service = !story.bodies[at].in_service;
}

fn take_to_paper(step: &Step, story: &mut Story) {
    let at = usize::from(step.pick) % story.bodies.len();
    let body = &mut story.bodies[at];
    body.on_paper = body.kind != BodyKind::SelfGovernance && !body.on_paper;
}

fn holds_always(story: &Story, before: &Case, events: &[Recorded], actor: &Actor) {
    let case = &story.case;
    // One holder, and it is a body that exists.
    assert!(
        story
            .bodies
            .iter()
            .any(|body| body.id == case.holding.holder)
    );
    // Open: a next step and a date.
    if case.is_open() {
        assert!(case.next_step().is_some(), "{:?}", case.stage);
    }
    // While a letter has to be delivered, that is the next step, and nobody else is late.
    if let Some(letter) = case.owed_letter() {
        let step = case.next_step().unwrap();
        let rules = case.stage.ruling_due().is_some_and(|due| step.by == due);
        let delivers = step.what == StepCode::DeliverLetter || step.what == StepCode::OpenThread;
        assert!(delivers || rules, "{step:?}");
        assert!(step.by <= letter.due);
        assert_ne!(case.concern.urgency, Urgency::Danger);
    }
    // Who convenes a joint table has the case.
    if let Some(table) = &case.table {
        assert_eq!(table.convener, case.holding.holder);
    }
    checks_hold(case);
    // The version counts the events.
    let added = i64::try_from(events.len()).unwrap();
    assert_eq!(case.version, before.version + added);
    assert_eq!(case.version, i64::try_from(story.history.len()).unwrap());
    // Nothing but a resident's answer, given by a resident, makes it solved.
    let solved = |case: &Case| case.stage.name() == StageName::Solved;
    if solved(case) && !solved(before) {
        assert!(actor.person().is_some());
        let says = |recorded: &Recorded| {
            matches!(
                recorded.event,
                Event::Answered {
                    verdict: Verdict::Solved,
                    ..
                }
            ) && matches!(recorded.by, By::Resident { .. })
        };
        assert!(story.history.iter().any(says));
        assert!(
            case.stage
                .answers()
                .iter()
                .any(|one| one.verdict == Verdict::Solved)
        );
        assert!(
            case.stage
                .answers()
                .iter()
                .all(|one| one.verdict != Verdict::NotSolved)
        );
    }
    // Limits.
    assert!(case.hand_overs() <= HAND_OVERS);
    assert!(case.holding.waits.questions <= 2);
    // The resident's clock is never lengthened.
    assert!(case.own_resident_due <= before.own_resident_due);
    // Everybody affected once, and nothing but what happened is new.
    let mut people: Vec<_> = case.affected.iter().map(|one| one.person).collect();
    people.sort();
    people.dedup();
    assert_eq!(people.len(), case.affected.len());
}

/// Once the clock looked at it, an open case has a next step by a date that is not over.
fn a_date_lies_ahead(story: &Story) {
    let mut story = story.clone();
    let _ = story.wake();
    if story.case.is_open() {
        let step = story.case.next_step().unwrap();
        assert!(step.by > story.now, "{step:?} in {:?}", story.case.stage);
        let wakes = story.case.wake_at();
        assert!(wakes.is_some_and(|at| at > story.now), "{wakes:?}");
    }
}

/// The other case is passed on by whoever has it, so that what goes on as part of it is, too.
fn pass_the_other_on(
    step: &Step,
    story: &mut Story,
) -> Option<Result<Vec<&'static str>, &'static str>> {
    // More often once something goes on in it; before that it would be somewhere else.
    let merged = story.case.stage.name() == StageName::Merged;
    if !(merged && step.what > 23 || step.what == 43 && step.pick < 40) {
        return None;
    }
    let mut beside = story.clone();
    beside.case = story.other.clone()?;
    beside.other = None;
    let holder = member(beside.holder());
    let handing = handing(step.pick);
    let passed = beside.attempt(&holder, Command::Hand { handing });
    story.other = Some(beside.case);
    Some(passed.map(|_| Vec::new()))
}

/// How often the resident of a case was passed on by people, counted from what they
/// lived through: in their own case, and in the other while theirs went on there.
#[derive(Default)]
struct Lived {
    author: u8,
    other: u8,
}

impl Lived {
    fn through(&mut self, story: &Story, before: &Story) {
        let passed = |recorded: &&Recorded| {
            matches!(
                recorded.event,
                Event::Moved {
                    hand_over: true,
                    ..
                }
            )
        };
        let own = story.history[before.history.len()..].iter().filter(passed);
        let own = u8::try_from(own.count()).unwrap();
        let counted = |story: &Story| story.other.as_ref().unwrap().counters.hand_overs;
        let others = counted(story) - counted(before);
        let merged = before.case.stage.name() == StageName::Merged;
        self.author += own + if merged { others } else { 0 };
        self.other += others;
        assert!(self.author <= HAND_OVERS && self.other <= HAND_OVERS);
        let other = story.other.as_ref().unwrap();
        assert!(other.hand_overs() >= self.other);
        if story.case.stage.name() == StageName::Merged {
            assert!(other.hand_overs() >= self.author);
        } else {
            assert!(story.case.hand_overs() >= self.author);
        }
    }
}

fn strangers_see_nothing(story: &Story) {
    let case = &story.case;
    if case.concern.visibility.is_public() {
        return;
    }
    let holder = case.holding.holder.uuid().as_u128();
    let sits = |body: u128| {
        let table = case.table.as_ref();
        table.is_some_and(|table| table.seats.iter().any(|seat| seat.body == body_id(body)))
    };
    let outsiders = BODIES
        .iter()
        .filter(|body| **body != holder && !sits(**body))
        .map(|body| member(*body))
        .chain([resident(STRANGER), Actor::Visitor]);
    for outsider in outsiders {
        for action in Action::ALL {
            let seen = may(&outsider, action, &Subject::Case(case));
            assert_eq!(seen, Err(Denied::NotVisible), "{action:?} {outsider:?}");
        }
        assert!(visible_parts(&outsider, case).is_err());
        assert!(
            story
                .history
                .iter()
                .all(|one| visible_event(&outsider, case, one).is_none())
        );
    }
    assert_eq!(case.holding.beside, None);
    assert!(case.taken_in.is_empty() && case.stage.name() != StageName::Merged);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_people_try_the_rules_hold(
        category in 0..6_u8,
        visibility in 0..4_u8,
        steps in prop::collection::vec(step(), 1..60),
    ) {
        let mut story = start(category, visibility);
        let mut lived = Lived::default();
        for step in &steps {
            story.now = story.now.plus_minutes(step.hours * 60);
            if step.vanish {
                change_a_body(step, &mut story);
            }
            let who = actor(step.who, story.holder());
            story.told = told(step, &story);
            let command = if who == Actor::Clock { Command::Wake } else { command(step, &story) };
            let (who, command) = letter(step, &story).unwrap_or((who, command));
            let before = story.clone();
            let happened = talk(step, &mut story)
                .or_else(|| pass_the_other_on(step, &mut story))
                .unwrap_or_else(|| story.attempt(&who, command.clone()));
            match happened {
                Ok(_) => {}
                Err(code) => {
                    assert!(!code.is_empty());
                    assert_eq!(story.case, before.case, "a refusal changes nothing");
                }
            }
            let happened = story.history[before.history.len()..].to_vec();
            holds_always(&story, &before.case, &happened, &who);
            if who == Actor::Clock {
                a_date_lies_ahead(&story);
            }
            lived.through(&story, &before);
            agrees_with_its_thread(&story);
            strangers_see_nothing(&story);
        }
        let folded = Case::from_history(&through_json(&story.history)).unwrap();
        assert_eq!(folded, story.case);
        let kept = serde_json::to_string(&story.case).unwrap();
        assert_eq!(serde_json::from_str::<Case>(&kept).unwrap(), story.case);
    }

    #[test]
    fn a_stale_page_changes_nothing(seen in 0..10_i64, what in 0..31_u8, pick in any::<u8>()) {
        let story = Story::reported();
        prop_assume!(seen != story.case.version);
        let step = Step { who: 0, what, pick, hours: 0, vanish: false };
        let order = Order::seen_at(command(&step, &story), seen);
        let refused = story.try_order(&member(COMMITTEE), &order);
        assert_eq!(refused, Err(Refused::SomeoneWasFaster));
    }
}

/// Events that need more than one party, or a long wait.
const REACHED: [&str; 25] = [
    "moved",
    "late",
    "closed",
    "merged",
    "split-off",
    "corrected",
    "question-ended",
    "removed",
    "letter-owed",
    "letter-delivered",
    "letter-answered",
    "table-called",
    "table-rewritten",
    "asked-up",
    "silence-extended",
    "proposal-lapsed",
    "conflict-checked",
    "regrade-contested",
    "regrade-checked",
    "thread-owed",
    "thread-opened",
    "thread-step",
    "thread-retold",
    "thread-agreed",
    "thread-closed",
];

#[test]
fn random_stories_reach_every_stage_and_every_kind_of_event() {
    use std::collections::BTreeSet;
    let mut stages = BTreeSet::new();
    let mut kinds = BTreeSet::new();
    let mut merged_and_passed = false;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for round in 0..9000_u32 {
        let steps = prop::collection::vec(step(), 60)
            .new_tree(&mut runner)
            .unwrap()
            .current();
        let round = u8::try_from(round % 24).unwrap();
        let mut story = start(round % 6, round / 6);
        for step in &steps {
            story.now = story.now.plus_minutes(step.hours * 12);
            if step.vanish && step.hours > 150 {
                take_to_paper(step, &mut story);
            }
            let who = actor(step.who, story.holder());
            story.told = told(step, &story);
            let command = if who == Actor::Clock {
                Command::Wake
            } else {
                command(step, &story)
            };
            let (who, command) = letter(step, &story).unwrap_or((who, command));
            let passed = pass_the_other_on(step, &mut story);
            merged_and_passed |= passed.as_ref().is_some_and(Result::is_ok)
                && story.stage() == StageName::Merged.code();
            let happened = talk(step, &mut story)
                .or(passed)
                .unwrap_or_else(|| story.attempt(&who, command));
            if happened.is_ok() {
                stages.insert(story.stage());
            }
        }
        kinds.extend(story.history.iter().map(|recorded| recorded.event.kind()));
    }
    let unreached: Vec<_> = StageName::ALL
        .iter()
        .filter(|name| !stages.contains(name.code()))
        .collect();
    assert!(
        unreached.is_empty(),
        "the generator no longer reaches {unreached:?}"
    );
    assert!(
        merged_and_passed,
        "nothing is passed on any more that another goes on in"
    );
    for kind in REACHED {
        assert!(kinds.contains(kind), "the generator no longer makes {kind}");
    }
}
