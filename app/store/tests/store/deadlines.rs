//! The clock under hard conditions: three servers with clocks that differ, that
//! pause, sleep through everything, and die in the middle of their work, over
//! months with both changes of daylight saving. No deadline, no reminder and no silent
//! closing is missed, and none is done twice.

use std::collections::{BTreeMap, BTreeSet};

use domain::body::{BodyKind, Competence};
use domain::case::{Case, Command, Event, Order, Recorded, StageName, Visibility};
use domain::charter::Charter;
use domain::instant::Instant;
use domain::notice::NoticeKind;
use domain::person::{Actor, Role};
use domain::text::{Sentence, Words};
use store::cases::NewCase;
use store::ids::Ids;
use store::outbox::in_app::{NoticeSummary, Told};
use store::{Conn, Store, on_each_engine};

use crate::fixtures::{body, now, person_id, place_id, planted, resident};

/// How many deadlines have to pass at least.
const DEADLINES: usize = 2_000;
const CASES: usize = 150;
/// Long enough that the clocks go back, at the end of October, and forward, at the end of March.
const DAYS: i64 = 170;
/// How far the clock of each server is off, in seconds.
const SKEWS: [i64; 3] = [-90, 0, 45];

/// Monday, 12 October 2026.
fn start() -> Instant {
    now().plus_days(-42)
}

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

/// Its author, and a member of the committee that gets the cases: above it is an office,
/// both in a zone with daylight saving.
async fn settled(store: &Store) -> [Actor; 2] {
    planted(store).await;
    let lane = place_id(store, "willow-lane").await;
    let city = place_id(store, "river-city").await;
    let mut committee = body(901, "committee", BodyKind::SelfGovernance, 1, vec![lane]);
    let mut office = body(902, "office", BodyKind::Government, 2, vec![city]);
    for one in [&mut committee, &mut office] {
        one.competence = Competence::All;
        "Europe/Berlin".clone_into(&mut one.calendar.zone);
    }
    office.last_resort = true;
    let bodies = [committee.clone(), office.clone()];
    store.import_bodies(&bodies, now()).await.unwrap();
    let charter = Charter::shipped();
    store
        .import_charter(&charter, "shipped", start(), "first", start())
        .await
        .unwrap();
    let author = resident(store, 1, "Author").await;
    for (number, name, body, role) in [
        (2, "Convener", committee.id, Role::Convener),
        (3, "Officer", office.id, Role::Officer),
    ] {
        let person = resident(store, number, name).await;
        store.appoint(body, person, role, start()).await.unwrap();
    }
    let member = Actor::Person(store.find_person(person_id(2)).await.unwrap().unwrap());
    let author = Actor::Person(store.find_person(author).await.unwrap().unwrap());
    [author, member]
}

/// Cases of every kind that the clock looks after.
async fn filed(store: &Store, ids: &Ids) -> Vec<Case> {
    let [author, member] = settled(store).await;
    let mut cases = Vec::new();
    for number in 0..CASES {
        let new = NewCase {
            words: Words::parse(&format!("The light of stair {number} is out.")).unwrap(),
            category: "stair-light".to_owned(),
            place: place_id(store, "willow-1").await,
            point: None,
            answers: BTreeMap::new(),
            // Of a private case its author is asked, who is silent.
            visibility: if number % 5 == 1 {
                Visibility::BodyOnly
            } else {
                Visibility::Public
            },
            conflict: None,
            photos: Vec::new(),
            on_paper: false,
        };
        let at = start().plus_minutes(i64::try_from(number).unwrap() * 7);
        let mut case = store
            .file_case(&new, &author, None, ids, at)
            .await
            .unwrap()
            .case;
        // Of a third it is said at once that it is done, and nobody answers.
        if number % 3 == 0 {
            let words = || Sentence::parse("There is a new lamp.").unwrap();
            let (photos, said) = (Vec::new(), words());
            for command in [
                Command::Hear { words: words() },
                Command::ReportDone {
                    words: said.clone(),
                    photos,
                },
            ] {
                let order = Order::from(command);
                let acted = store
                    .act(case.reference, &order, &member, None, ids, at)
                    .await;
                case = acted.unwrap().case;
            }
        }
        cases.push(case);
    }
    cases
}

/// Works on what is due, and dies after so many turns of the scheduler.
async fn dies(store: &Store, ids: &Ids, at: Instant, turns: u64) {
    let (store, ids) = (store.clone(), ids.clone());
    let work = tokio::spawn(async move { store.run_due(20, &ids, at).await });
    for _ in 0..turns {
        tokio::task::yield_now().await;
    }
    work.abort();
    let _ = work.await;
}

async fn simulate(store: &Store, ids: &Ids) -> Instant {
    let mut dice = Dice(0x5eed_1234_5678_9abc);
    let (mut at, end) = (start(), start().plus_days(DAYS));
    while at < end {
        // Mostly hours, now and then days in which nobody works at all.
        let minutes = if dice.below(12) == 0 {
            3 * 24 * 60
        } else {
            1 + dice.below(9 * 60)
        };
        at = at.plus_minutes(i64::try_from(minutes).unwrap());
        let here = |server: usize| at.plus_seconds(SKEWS[server]);
        let server = usize::try_from(dice.below(3)).unwrap();
        match dice.below(4) {
            0 => dies(store, ids, here(server), dice.below(400)).await,
            1 => {
                let all = tokio::join!(
                    store.run_due(20, ids, here(0)),
                    store.run_due(20, ids, here(1)),
                    store.run_due(20, ids, here(2)),
                );
                all.0.unwrap();
                all.1.unwrap();
                all.2.unwrap();
            }
            2 => {
                // One begins, dies, and another goes on at once.
                dies(store, ids, here(server), dice.below(60)).await;
                store
                    .run_due(40, ids, here((server + 1) % 3))
                    .await
                    .unwrap();
            }
            _ => {
                store.run_due(40, ids, here(server)).await.unwrap();
            }
        }
    }
    at
}

fn count(history: &[Recorded], is: impl Fn(&Event) -> bool) -> usize {
    history.iter().filter(|one| is(&one.event)).count()
}

/// Everybody was reminded as often as was announced, and silence closed it once.
fn reminders_and_silence(history: &[Recorded], kept: &Case) -> usize {
    let announced = |one: &Recorded| match &one.event {
        Event::ReportedDone { reminders, .. } | Event::SilenceExtended { reminders, .. } => {
            reminders.len()
        }
        _ => 0,
    };
    let announced: usize = history.iter().map(announced).sum();
    let reminded = count(history, |event| matches!(event, Event::Reminded { .. }));
    let closed = count(history, |event| matches!(event, Event::Closed { .. }));
    let reported = count(history, |event| matches!(event, Event::ReportedDone { .. }));
    assert_eq!((reminded, closed), (announced, reported));
    if reported > 0 {
        assert_eq!(kept.stage.name(), StageName::WithoutAnswer);
    }
    reminded
}

/// One proposal after another, and silence answered each once.
fn proposals(history: &[Recorded]) -> usize {
    let mut waits = false;
    let mut lapsed = 0;
    for one in history {
        match &one.event {
            Event::Proposed { .. } => {
                assert!(!waits, "proposed twice");
                waits = true;
            }
            Event::ProposalLapsed => {
                assert!(waits, "lapsed twice");
                waits = false;
                lapsed += 1;
            }
            _ => {}
        }
    }
    lapsed
}

/// Its author was told of no more than happened.
fn told_once(notices: &[NoticeSummary], history: &[Recorded], case: &Case) {
    for (kind, event) in [
        (NoticeKind::Reminder, "reminded"),
        (NoticeKind::Closed, "closed"),
        (NoticeKind::Proposed, "proposed"),
        (NoticeKind::Late, "late"),
    ] {
        let told = Told::OfCase(kind, case.id, case.reference);
        let told = notices.iter().filter(|one| one.told == told).count();
        let happened = history
            .iter()
            .filter(|one| one.event.kind() == event)
            .count();
        assert!(told <= happened, "{event}: told {told} times of {happened}");
        assert!(
            told > 0 || happened == 0 || kind == NoticeKind::Late,
            "{event} was not told"
        );
    }
}

/// Makes a case unreadable, as a damaged database would.
async fn damage(store: &Store, case: &Case) {
    const DAMAGE: &str = "UPDATE cases SET state = '{}' WHERE id = $1";
    let mut writer = store.writer().await.unwrap();
    match writer.conn() {
        Conn::Sqlite(conn) => sqlx::query(DAMAGE)
            .bind(case.id.uuid())
            .execute(conn)
            .await
            .map(drop),
        Conn::Postgres(conn) => sqlx::query(DAMAGE)
            .bind(case.id.uuid())
            .execute(conn)
            .await
            .map(drop),
    }
    .unwrap();
    writer.commit().await.unwrap();
}

on_each_engine! {
    async fn a_case_that_cannot_be_read_holds_up_no_other(store) {
        let ids = Ids::counted(50_000);
        let cases = Box::pin(filed(&store, &ids)).await;
        // What waits for its residents is due much later.
        let waiting = |case: &Case| case.stage.name() == StageName::Waiting;
        let cases: Vec<Case> = cases.into_iter().filter(waiting).collect();
        damage(&store, &cases[0]).await;
        let due = cases.iter().filter_map(Case::wake_at).max().unwrap();
        // It was due first, so it leads the first batch, and no batch after that.
        assert!(store.run_due(20, &ids, due).await.is_err(), "the failure is told");
        let mut changed = 19;
        loop {
            let woken = store.run_due(20, &ids, due).await.unwrap();
            changed += woken.changed;
            if woken.due == 0 {
                break;
            }
        }
        assert_eq!(changed, u64::try_from(cases.len()).unwrap() - 1);
        for case in &cases[1..] {
            let kept = store.find_case(case.reference).await.unwrap().unwrap();
            assert!(kept.version > case.version, "{}", case.reference);
        }
        // It is not forgotten, either.
        let later = due.plus_minutes(11);
        assert!(store.run_due(20, &ids, later).await.is_err());
    }

    async fn no_deadline_is_missed_and_none_is_done_twice(store) {
        let ids = Ids::counted(50_000);
        let cases = Box::pin(filed(&store, &ids)).await;
        let stopped = Box::pin(simulate(&store, &ids)).await;
        // Claims of the dead run out, and what is left is caught up.
        let end = stopped.plus_minutes(10);
        while store.run_due(200, &ids, end).await.unwrap().due > 0 {}
        let notices = store.list_notices(person_id(1), 100_000).await.unwrap();
        let (mut passed, mut reminded, mut lapsed) = (0, 0, 0);
        for case in cases {
            let kept = store.find_case(case.reference).await.unwrap().unwrap();
            let history = store.case_history(case.id).await.unwrap();
            let history: Vec<_> = history.into_iter().map(|entry| entry.recorded).collect();
            assert_eq!(Case::from_history(&history).unwrap(), kept, "the history tells of it");
            assert!(kept.wake_at().is_none_or(|at| at > end), "missed: {:?}", kept.wake_at());
            let late: Vec<_> = history
                .iter()
                .filter_map(|one| match one.event {
                    Event::Late { owed, due, .. } => Some((owed, due, one.at)),
                    _ => None,
                })
                .collect();
            let once: BTreeSet<_> = late.iter().map(|(owed, due, _)| (*owed, *due)).collect();
            assert_eq!(once.len(), late.len(), "done twice: {late:?}");
            assert!(late.iter().all(|(_, due, at)| due <= at), "before its time: {late:?}");
            assert!(late.is_sorted_by_key(|(_, due, _)| *due), "out of order: {late:?}");
            passed += late.len();
            reminded += reminders_and_silence(&history, &kept);
            lapsed += proposals(&history);
            told_once(&notices, &history, &kept);
        }
        assert!(reminded >= 100 && lapsed >= 30, "{reminded} reminders, {lapsed} proposals");
        assert!(passed >= DEADLINES, "only {passed} deadlines passed");
    }
}
