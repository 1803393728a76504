//! Cases: the whole life through the store, on both engines.

use std::collections::BTreeMap;

use domain::body::{BodyKind, Competence};
use domain::case::{AnswerReason, Case, Command, Order, Recorded, StageName, Verdict, Visibility};
use domain::charter::Charter;
use domain::id::PersonId;
use domain::instant::Instant;
use domain::person::{Actor, Role};
use domain::text::{Sentence, Words};
use store::cases::{ActError, Acted, NewCase};
use store::idempotency::Once;
use store::ids::Ids;
use store::{Store, on_each_engine};

use crate::fixtures::{body, now, place_id, planted, resident};

pub struct World {
    pub ids: Ids,
    pub author: Actor,
    pub neighbour: Actor,
    pub member: Actor,
    pub stranger: Actor,
}

async fn actor(store: &Store, id: PersonId) -> Actor {
    Actor::Person(store.find_person(id).await.unwrap().unwrap())
}

/// Willow Lane with its committee, the office above it, and four people.
pub async fn world(store: &Store) -> World {
    planted(store).await;
    let lane = place_id(store, "willow-lane").await;
    let city = place_id(store, "river-city").await;
    let mut committee = body(
        901,
        "willow-lane-committee",
        BodyKind::SelfGovernance,
        1,
        vec![lane],
    );
    committee.competence = Competence::All;
    let mut office = body(902, "bridge-office", BodyKind::Government, 2, vec![city]);
    office.competence = Competence::All;
    office.last_resort = true;
    store
        .import_bodies(&[committee.clone(), office.clone()], now())
        .await
        .unwrap();
    let charter = Charter::shipped();
    store
        .import_charter(&charter, "shipped", now(), "first", now())
        .await
        .unwrap();
    let people = [
        (1, "Author"),
        (2, "Neighbour"),
        (3, "Member"),
        (4, "Stranger"),
        (5, "Officer"),
    ];
    let mut found = Vec::new();
    for (number, name) in people {
        found.push(resident(store, number, name).await);
    }
    store
        .appoint(committee.id, found[2], Role::Convener, now())
        .await
        .unwrap();
    store
        .appoint(office.id, found[4], Role::Officer, now())
        .await
        .unwrap();
    World {
        ids: Ids::counted(50_000),
        author: actor(store, found[0]).await,
        neighbour: actor(store, found[1]).await,
        member: actor(store, found[2]).await,
        stranger: actor(store, found[3]).await,
    }
}

pub fn sentence(text: &str) -> Sentence {
    Sentence::parse(text).unwrap()
}

async fn concern(store: &Store, visibility: Visibility) -> NewCase {
    let category = Charter::shipped()
        .categories
        .iter()
        .find(|one| one.key == "stair-light")
        .map(|one| one.key.clone())
        .expect("the shipped charter knows lights in stairs");
    NewCase {
        words: Words::parse("The light on the third floor is out.").unwrap(),
        category,
        place: place_id(store, "willow-1").await,
        point: None,
        answers: BTreeMap::new(),
        visibility,
        conflict: None,
        photos: Vec::new(),
        on_paper: false,
    }
}

impl World {
    pub async fn filed(&self, store: &Store, visibility: Visibility) -> Case {
        let new = concern(store, visibility).await;
        store
            .file_case(&new, &self.author, None, &self.ids, now())
            .await
            .unwrap()
            .case
    }

    pub async fn act(
        &self,
        store: &Store,
        case: &Case,
        actor: &Actor,
        command: Command,
        at: Instant,
    ) -> Result<Acted, ActError> {
        store
            .act(
                case.reference,
                &Order::from(command),
                actor,
                None,
                &self.ids,
                at,
            )
            .await
    }
}

pub async fn history(store: &Store, case: &Case) -> Vec<Recorded> {
    let entries = store.case_history(case.id).await.unwrap();
    entries.into_iter().map(|entry| entry.recorded).collect()
}

on_each_engine! {
    async fn a_case_goes_from_filing_to_solved_and_its_history_folds_back(store) {
        let world = world(&store).await;
        let case = world.filed(&store, Visibility::PublicWithoutName).await;
        let mut at = now();
        let heard = Command::Hear { words: sentence("I looked at it this morning.") };
        let done = |words: &str| Command::ReportDone { words: sentence(words), photos: Vec::new() };
        let answer = |verdict, reason| Command::Answer { verdict, reason };
        let steps = [
            (&world.neighbour, Command::Join { on_paper: false }, StageName::Waiting),
            (&world.member, heard, StageName::Heard),
            (&world.member, Command::AskResident { words: sentence("Which floor?") }, StageName::AwaitingResident),
            (&world.author, Command::AnswerQuestion { words: sentence("The third.") }, StageName::Heard),
            (&world.member, done("A new lamp."), StageName::ReportedDone),
            (&world.author, answer(Verdict::NotSolved, Some(AnswerReason::CameBack)), StageName::Acting),
            (&world.member, done("New wiring."), StageName::ReportedDone),
            (&world.author, answer(Verdict::Solved, None), StageName::Solved),
            (&world.neighbour, answer(Verdict::Solved, None), StageName::Solved),
            (&world.author, Command::Reopen { reason: sentence("Dark again.") }, StageName::Acting),
        ];
        for (who, command, stage) in steps {
            at = at.plus_minutes(10);
            let acted = world.act(&store, &case, who, command.clone(), at).await.unwrap();
            assert_eq!(acted.case.stage.name(), stage, "{command:?}");
        }
        let kept = store.find_case(case.reference).await.unwrap().unwrap();
        let history = history(&store, &kept).await;
        assert_eq!(Case::from_history(&history).unwrap(), kept);
        assert_eq!(kept.version, i64::try_from(history.len()).unwrap());
    }

    async fn a_report_posted_five_times_is_one_case(store) {
        let world = world(&store).await;
        let new = concern(&store, Visibility::Public).await;
        let once = Once { owner: "browser", key: "form-1" };
        let posts = (0..5).map(|_| store.file_case(&new, &world.author, Some(&once), &world.ids, now()));
        let mut references = Vec::new();
        for post in posts {
            references.push(post.await.unwrap().case.reference);
        }
        references.dedup();
        assert_eq!(references.len(), 1);
    }

    async fn a_form_posted_at_the_same_time_happens_once(store) {
        let world = world(&store).await;
        let case = world.filed(&store, Visibility::Public).await;
        let once = Once { owner: "person", key: "join-1" };
        let order = Order::from(Command::Join { on_paper: false });
        let post = || store.act(case.reference, &order, &world.neighbour, Some(&once), &world.ids, now());
        let (a, b, c) = tokio::join!(post(), post(), post());
        let repeated = [a, b, c].into_iter().map(|one| one.unwrap().repeated).collect::<Vec<_>>();
        assert_eq!(repeated.iter().filter(|one| !**one).count(), 1, "{repeated:?}");
        let kept = store.find_case(case.reference).await.unwrap().unwrap();
        assert_eq!(kept.affected.len(), 2);
    }

    async fn a_private_case_does_not_exist_for_others(store) {
        let world = world(&store).await;
        let case = world.filed(&store, Visibility::BodyOnly).await;
        let join = Command::Join { on_paper: false };
        let refused = world.act(&store, &case, &world.stranger, join, now()).await;
        assert!(matches!(refused, Err(ActError::NotFound)), "{refused:?}");
    }

    async fn a_stale_page_changes_nothing(store) {
        let world = world(&store).await;
        let case = world.filed(&store, Visibility::Public).await;
        let hear = || Command::Hear { words: sentence("I am on my way.") };
        let order = Order::seen_at(hear(), case.version);
        let (ids, at) = (&world.ids, now());
        store.act(case.reference, &order, &world.member, None, ids, at).await.unwrap();
        let late = store.act(case.reference, &order, &world.member, None, ids, at).await;
        let Err(ActError::Refused(refused)) = late else {
            panic!("{late:?}");
        };
        assert_eq!(refused.code(), "someone-was-faster");
    }

    async fn silence_closes_a_case_without_calling_it_solved(store) {
        let world = world(&store).await;
        let case = world.filed(&store, Visibility::Public).await;
        let done = Command::ReportDone { words: sentence("Done."), photos: Vec::new() };
        let heard = Command::Hear { words: sentence("I heard you.") };
        world.act(&store, &case, &world.member, heard, now()).await.unwrap();
        world.act(&store, &case, &world.member, done, now()).await.unwrap();
        // Nobody sends the message here, so silence takes as long as on paper.
        for (days, stage) in [(1..=16, StageName::ReportedDone), (17..=31, StageName::WithoutAnswer)] {
            for day in days {
                let at = now().plus_days(day);
                store.run_due(100, &world.ids, at).await.unwrap();
                assert_eq!(store.run_due(100, &world.ids, at).await.unwrap().changed, 0);
            }
            let kept = store.find_case(case.reference).await.unwrap().unwrap();
            assert_eq!(kept.stage.name(), stage);
        }
    }
}
