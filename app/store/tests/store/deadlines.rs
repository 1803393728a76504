//! The clock under hard conditions: three servers with clocks that differ, that
//! pause, sleep through everything, and die in the middle of their work, over
//! months with two changes of daylight saving. No deadline is missed, none is
//! done twice.

use std::collections::{BTreeMap, BTreeSet};

use domain::body::{BodyKind, Competence};
use domain::case::{Case, Event, Visibility};
use domain::charter::Charter;
use domain::instant::Instant;
use domain::person::{Actor, Role};
use domain::text::Words;
use store::cases::NewCase;
use store::ids::Ids;
use store::{Store, on_each_engine};

use crate::fixtures::{body, now, place_id, planted, resident};

/// How many deadlines have to pass at least.
const DEADLINES: usize = 2_000;
const CASES: usize = 150;
const DAYS: i64 = 150;
/// How far the clock of each server is off, in seconds.
const SKEWS: [i64; 3] = [-90, 0, 45];

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

/// A committee and the office above it, in a zone with daylight saving, and its cases.
async fn filed(store: &Store, ids: &Ids) -> Vec<Case> {
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
        .import_charter(&charter, "shipped", now(), "first", now())
        .await
        .unwrap();
    let author = resident(store, 1, "Author").await;
    for (number, name, body, role) in [
        (2, "Convener", committee.id, Role::Convener),
        (3, "Officer", office.id, Role::Officer),
    ] {
        let person = resident(store, number, name).await;
        store.appoint(body, person, role, now()).await.unwrap();
    }
    let author = Actor::Person(store.find_person(author).await.unwrap().unwrap());
    let mut cases = Vec::new();
    for number in 0..CASES {
        let new = NewCase {
            words: Words::parse(&format!("The light of stair {number} is out.")).unwrap(),
            category: "stair-light".to_owned(),
            place: place_id(store, "willow-1").await,
            point: None,
            answers: BTreeMap::new(),
            visibility: Visibility::Public,
            conflict: None,
            photos: Vec::new(),
            on_paper: false,
        };
        let at = now().plus_minutes(i64::try_from(number).unwrap() * 7);
        let acted = store.file_case(&new, &author, None, ids, at).await.unwrap();
        cases.push(acted.case);
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
    let (mut at, end) = (now(), now().plus_days(DAYS));
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

on_each_engine! {
    async fn no_deadline_is_missed_and_none_is_done_twice(store) {
        let ids = Ids::counted(50_000);
        let cases = filed(&store, &ids).await;
        let stopped = Box::pin(simulate(&store, &ids)).await;
        // Claims of the dead run out, and what is left is caught up.
        let end = stopped.plus_minutes(10);
        while store.run_due(200, &ids, end).await.unwrap().due > 0 {}
        let mut passed = 0;
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
        }
        assert!(passed >= DEADLINES, "only {passed} deadlines passed");
    }
}
