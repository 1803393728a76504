//! Random commands by random people, carried out by both engines side by side: the same
//! answers, the same case, the same history, and the history folds to the case.

use std::collections::BTreeMap;

use domain::body::{Body, BodyKind, Competence};
use domain::calendar::WorkingCalendar;
use domain::case::stage::DeclineGround;
use domain::case::{
    AnswerReason, BackGround, Case, Command, Conflict, Correction, Handing, LetterReply, Order,
    Part, Rule, Ruling, Seat, Share, Stage, TableCall, UpGround, Verdict, Visibility,
};
use domain::charter::{Charter, Urgency};
use domain::id::{BodyId, FlagId, PhotoId, PlaceId};
use domain::instant::Instant;
use domain::person::{Actor, Role};
use domain::text::{Sentence, Words};
use store::Store;
use store::cases::{ActError, NewCase};
use store::ids::Ids;

use crate::fixtures::{body, now, person_id, place_id, planted, resident};

/// How many stories are told, and how many commands each has.
const STORIES: u64 = 12;
const STEPS: usize = 110;

/// The bodies, from the committee up to the city.
const BODIES: [u128; 4] = [901, 902, 903, 904];
const CATEGORIES: [&str; 4] = ["stair-light", "food-safety", "gas-smell", "dogs"];

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        let at = self.below(u64::try_from(from.len()).unwrap());
        from[usize::try_from(at).unwrap()]
    }
}

fn say(text: &str) -> Sentence {
    Sentence::parse(text).unwrap()
}

fn body_id(number: u128) -> BodyId {
    BodyId::new(uuid::Uuid::from_u128(number))
}

/// One engine, and what is on it.
struct Side {
    store: Store,
    ids: Ids,
    /// The author, two neighbours and a stranger, then a member of each body.
    people: Vec<Actor>,
    cases: Vec<Case>,
}

/// One body a tier, each serving its place; the third is on duty.
fn bodies(places: [PlaceId; 4]) -> Vec<Body> {
    let made = (1_u8..).zip(BODIES).map(|(tier, number)| {
        let kind = if tier == 1 {
            BodyKind::SelfGovernance
        } else {
            BodyKind::Government
        };
        let serves = vec![places[usize::from(tier) - 1]];
        let mut one = body(number, &format!("body-{number}"), kind, tier, serves);
        one.competence = Competence::All;
        if tier == 3 {
            one.calendar = WorkingCalendar::always_on("Asia/Shanghai");
        }
        one
    });
    made.collect()
}

impl Side {
    async fn open(store: Store, category: &str, visibility: Visibility, about: bool) -> Self {
        planted(&store).await;
        let places = [
            place_id(&store, "willow-lane").await,
            place_id(&store, "bridge").await,
            place_id(&store, "old-town").await,
            place_id(&store, "river-city").await,
        ];
        store.import_bodies(&bodies(places), now()).await.unwrap();
        let charter = Charter::shipped();
        let first = store.import_charter(&charter, "shipped", now(), "first", now());
        first.await.unwrap();
        let mut people = Vec::new();
        let names = [
            "Author",
            "Neighbour",
            "Third",
            "Stranger",
            "Lin",
            "Wu",
            "Du",
            "Cai",
        ];
        for (number, name) in (1..).zip(names) {
            let person = resident(&store, number, name).await;
            if let Some(seat) = usize::try_from(number).unwrap().checked_sub(5) {
                let role = if seat == 0 {
                    Role::Convener
                } else {
                    Role::Officer
                };
                let body = body_id(BODIES[seat]);
                store.appoint(body, person, role, now()).await.unwrap();
            }
            people.push(Actor::Person(
                store.find_person(person).await.unwrap().unwrap(),
            ));
        }
        let mut side = Self {
            store,
            ids: Ids::counted(500_000),
            people,
            cases: Vec::new(),
        };
        side.file(0, category, visibility, about).await;
        side.file(1, "stair-light", Visibility::Public, false).await;
        side
    }

    /// `about`: it is about the committee.
    async fn file(&mut self, author: usize, category: &str, visibility: Visibility, about: bool) {
        let new = NewCase {
            words: Words::parse("It is broken and nobody comes.").unwrap(),
            category: category.to_owned(),
            place: place_id(&self.store, "willow-1").await,
            point: None,
            answers: BTreeMap::new(),
            visibility,
            conflict: about.then(|| Conflict {
                body: body_id(BODIES[0]),
                words: say("It is their own lamp."),
            }),
            photos: Vec::new(),
            on_paper: false,
        };
        let (author, ids) = (&self.people[author], &self.ids);
        let filed = self.store.file_case(&new, author, None, ids, now()).await;
        self.cases.push(filed.unwrap().case);
    }

    /// The kinds of what happened, or the code of the refusal.
    async fn act(
        &mut self,
        on: usize,
        who: usize,
        command: Command,
        at: Instant,
    ) -> Result<Vec<&'static str>, String> {
        let (case, who) = (self.cases[on].reference, &self.people[who]);
        let order = Order::from(command);
        let acted = self.store.act(case, &order, who, None, &self.ids, at).await;
        let told = match acted {
            Ok(acted) => Ok(acted.recorded.iter().map(|one| one.event.kind()).collect()),
            Err(ActError::Refused(refused)) => Err(refused.code().to_owned()),
            Err(ActError::NotFound) => Err("not-found".to_owned()),
            Err(ActError::Store(error)) => panic!("{error:?}"),
        };
        self.look().await;
        told
    }

    /// Reads the cases again, as they are kept.
    async fn look(&mut self) {
        for case in &mut self.cases {
            *case = self.store.find_case(case.reference).await.unwrap().unwrap();
        }
    }

    async fn folds(&self) {
        for case in &self.cases {
            let entries = self.store.case_history(case.id).await.unwrap();
            let history: Vec<_> = entries.into_iter().map(|entry| entry.recorded).collect();
            assert_eq!(Case::from_history(&history).as_ref(), Some(case));
        }
    }
}

/// Who acts: mostly those whose turn it is.
fn who(dice: &mut Dice, case: &Case) -> usize {
    let holder = case.holding.holder;
    let at = BODIES.iter().position(|body| body_id(*body) == holder);
    match dice.below(10) {
        0..=2 => 0,
        3 => usize::try_from(dice.below(4)).unwrap(),
        4 => 4,
        5 => 4 + usize::try_from(dice.below(4)).unwrap(),
        _ => 4 + at.unwrap_or(0),
    }
}

fn table(dice: &mut Dice, case: &Case) -> TableCall {
    let convener = if dice.below(3) == 0 {
        case.holding.holder
    } else {
        body_id(dice.pick(&BODIES))
    };
    let seats = BODIES.map(|body| Seat {
        body: body_id(body),
        share: if body == 902 {
            Share::Leads
        } else {
            Share::Consulted
        },
        task: Some(say("Does its part.")),
        cost: (dice.below(2) == 0).then(|| say("A day.")),
        risk: None,
        benefit: None,
        unknown: true,
    });
    TableCall {
        convener,
        seats: seats.to_vec(),
        words: say("One plan for all."),
    }
}

fn handing(dice: &mut Dice, case: &Case) -> Handing {
    match dice.below(3) {
        0 => Handing::Up {
            ground: dice.pick(UpGround::ALL),
            tried: say("All we could."),
            asked: say("Please do it."),
        },
        1 => Handing::Back {
            ground: dice.pick(BackGround::ALL),
            line: case.concern.category.clone(),
            words: say("It is yours."),
        },
        _ => Handing::Across {
            to: body_id(dice.pick(&BODIES)),
            words: say("They can."),
        },
    }
}

fn reply(dice: &mut Dice, case: &Case, promised: Instant) -> LetterReply {
    match (&case.stage, dice.below(4)) {
        (Stage::Appealed { .. }, 1..) => {
            return LetterReply::Ruled {
                ruling: dice.pick(&Ruling::ALL),
            };
        }
        (Stage::TableOwed { .. }, 1..) => {
            return LetterReply::CalledTable {
                call: Box::new(table(dice, case)),
            };
        }
        _ => {}
    }
    match dice.below(4) {
        0 => LetterReply::Heard,
        1 => LetterReply::Planned { promised },
        2 => LetterReply::Done,
        _ => LetterReply::Declined {
            ground: dice.pick(&DeclineGround::ALL),
            instead: say("Ask next door."),
        },
    }
}

fn command(dice: &mut Dice, cases: &[Case], on: usize, at: Instant) -> Command {
    let (words, reason) = (|| say("So it is, as we saw."), || say("Because it is so."));
    let promised = at.plus_days(i64::try_from(dice.below(40)).unwrap() - 2);
    let what = dice.below(41);
    match what {
        0 => Command::Join {
            on_paper: dice.below(4) == 0,
        },
        1 => Command::Leave,
        2 if dice.below(5) == 0 => Command::Withdraw,
        2..=4 => Command::Hear { words: words() },
        5 => Command::AskResident { words: words() },
        6 => Command::AnswerQuestion { words: words() },
        7 => Command::Plan {
            step: words(),
            who: None,
            promised,
        },
        8 => Command::Settle {
            step: words(),
            promised: Some(promised),
        },
        9 => Command::MovePlan {
            promised,
            reason: reason(),
        },
        10 | 11 => Command::ReportDone {
            words: words(),
            photos: Vec::new(),
        },
        12 | 13 => Command::Answer {
            verdict: dice.pick(&Verdict::ALL),
            reason: (dice.below(3) == 0).then(|| dice.pick(&AnswerReason::ALL)),
        },
        14 => Command::Reopen { reason: reason() },
        15 => Command::Decline {
            ground: dice.pick(&DeclineGround::ALL),
            words: words(),
            instead: words(),
        },
        16 => Command::Appeal { reason: reason() },
        17 => Command::RuleOnAppeal {
            ruling: dice.pick(&Ruling::ALL),
            words: words(),
        },
        18 => Command::AcceptProposal,
        19 => Command::RefuseProposal,
        20 => Command::ProposeMerge {
            into: cases[1 - on].id,
            words: words(),
        },
        _ => command_beside(dice, &cases[on], what),
    }
}

fn dismiss(case: &Case) -> Command {
    let first = case.flags.first();
    Command::DismissFlag {
        id: first.map_or_else(|| FlagId::new(uuid::Uuid::nil()), |flag| flag.id),
        words: say("So it is, as we saw."),
    }
}

/// What is done about a case rather than with it.
fn command_beside(dice: &mut Dice, case: &Case, what: u64) -> Command {
    let (words, reason) = (|| say("So it is, as we saw."), || say("Because it is so."));
    match what {
        21 => Command::Split { reason: reason() },
        22 => Command::Correct {
            correction: Correction {
                urgency: (dice.below(2) == 0)
                    .then(|| dice.pick(&[Urgency::Danger, Urgency::Ordinary])),
                category: (dice.below(2) == 0).then(|| dice.pick(&CATEGORIES).to_owned()),
                place: None,
            },
            reason: reason(),
        },
        23 => Command::OpenIdentity { purpose: reason() },
        24 => Command::Flag {
            id: FlagId::new(uuid::Uuid::from_u128(u128::from(dice.below(1 << 40)))),
            part: Part::Concern,
            rule: Rule::Insults,
            words: None,
        },
        25 => Command::Remove {
            part: Part::Concern,
            rule: Rule::Insults,
            words: words(),
        },
        26 => Command::Restore {
            part: Part::Concern,
            words: words(),
        },
        27 => Command::AskUp { reason: reason() },
        28 => Command::AskTable { words: words() },
        29 => Command::CallTable {
            call: Box::new(table(dice, case)),
        },
        30 => Command::RewriteTable {
            call: Box::new(table(dice, case)),
        },
        31 => Command::ContestRegrade { reason: reason() },
        32 => Command::CheckRegrade {
            danger: dice.below(2) == 0,
            words: words(),
        },
        33 => Command::CheckConflict {
            found: dice.below(2) == 0,
            words: words(),
        },
        34 => Command::GoUnnamed,
        35 => Command::AskThread { reason: reason() },
        36 => Command::AskTime { reason: reason() },
        37 => dismiss(case),
        38 => Command::ConfirmFiler,
        39 => Command::Adopt {
            to: person_id(1 + u128::from(dice.below(4))),
        },
        _ => Command::Hand {
            handing: handing(dice, case),
        },
    }
}

/// What somebody does who has a letter to deliver, or an answer to enter.
fn letter(dice: &mut Dice, case: &Case, at: Instant) -> Option<(usize, Command)> {
    let letter = case.letter.filter(|_| dice.below(3) == 0)?;
    let who = if letter.by.is_some() { 4 } else { 0 };
    let words = say("At the counter.");
    Some((
        who,
        if letter.is_owed() {
            Command::DeliverLetter { on: at, words }
        } else {
            let reply = reply(dice, case, at.plus_days(9));
            // Where nobody kept a photo, its number does.
            Command::EnterReply {
                reply,
                words,
                photos: vec![PhotoId::new(uuid::Uuid::from_u128(7_000))],
            }
        },
    ))
}

#[tokio::test]
async fn random_commands_do_the_same_on_both_engines() {
    let (mut done, mut letters) = (0_usize, 0_usize);
    for story in 0..STORIES {
        let mut dice = Dice(0x5eed_0000_0001 + story * 7_919);
        let category = dice.pick(&CATEGORIES);
        let visibility = dice.pick(&Visibility::ALL);
        let about = story % 3 == 0;
        let lite = store::testing::sqlite().await;
        let postgres = store::testing::postgres().await;
        let mut sides = [
            Side::open(lite.store(), category, visibility, about).await,
            Side::open(postgres.store(), category, visibility, about).await,
        ];
        // Nobody signs in here, so a month later the offices are told by letter.
        for side in &sides {
            side.store.tend_paper(now()).await.unwrap();
        }
        let mut at = now().plus_days(31);
        for step in 0..STEPS {
            at = at.plus_minutes(i64::try_from(dice.below(1_500)).unwrap());
            let on = usize::try_from(dice.below(2)).unwrap();
            let (who, command) = {
                let case = &sides[0].cases[on];
                letter(&mut dice, case, at).unwrap_or_else(|| {
                    let who = who(&mut dice, case);
                    (who, command(&mut dice, &sides[0].cases, on, at))
                })
            };
            letters += usize::from(matches!(
                command,
                Command::DeliverLetter { .. } | Command::EnterReply { .. }
            ));
            let (clock, back) = (dice.below(4) == 0, dice.below(30) == 0);
            let mut told = Vec::new();
            for side in &mut sides {
                if clock {
                    side.store.tend_paper(at).await.unwrap();
                    side.store.run_due(50, &side.ids, at).await.unwrap();
                    side.look().await;
                }
                if back && let Some(officer) = side.people[5].person() {
                    side.store.note_signed_in(officer.id, at).await.unwrap();
                }
                told.push(side.act(on, who, command.clone(), at).await);
            }
            assert_eq!(told[0], told[1], "story {story}, step {step}: {command:?}");
            assert_eq!(
                sides[0].cases, sides[1].cases,
                "story {story}, step {step}: {command:?}"
            );
            done += usize::from(told[0].is_ok());
        }
        for side in &sides {
            side.folds().await;
        }
    }
    assert!(
        done > 100 && letters > 4,
        "the stories do too little: {done} commands, {letters} letters"
    );
}
