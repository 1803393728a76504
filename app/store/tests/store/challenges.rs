//! Challenges: what is written is what happened, once, and the clock records
//! what was missed however many servers look.

use std::collections::BTreeMap;

use domain::body::BodyKind;
use domain::case::{Case, Seat, Share, Visibility};
use domain::challenge::{Challenge, Command, Event, Order, Owed};
use domain::charter::{Charter, Participation};
use domain::instant::Instant;
use domain::person::{Actor, Role};
use domain::text::{Sentence, Title, Words};
use domain::thread::{self, Adding};
use store::cases::NewCase;
use store::challenges::{ChallengeActed, ChallengeError, NewChallenge};
use store::idempotency::Once;
use store::ids::Ids;
use store::on_each_engine;
use store::outbox::in_app::Told;
use store::testing::TestStore;
use store::threads::{NewThread, ThreadActed, ThreadError};

use crate::fixtures::{body, now, place_id, planted, resident};

struct Scene {
    store: TestStore,
    ids: Ids,
    author: Actor,
    member: Actor,
    cases: Vec<Case>,
}

fn say(text: &str) -> Sentence {
    Sentence::parse(text).unwrap()
}

impl Scene {
    /// A committee with two public cases and a private one.
    async fn set(store: TestStore) -> Self {
        planted(&store).await;
        let ids = Ids::counted(90_000);
        let lane = place_id(&store, "willow-lane").await;
        let mut committee = body(901, "committee", BodyKind::SelfGovernance, 1, vec![lane]);
        committee.last_resort = true;
        let bodies = [committee.clone()];
        store.import_bodies(&bodies, now()).await.unwrap();
        let charter = Charter::shipped();
        store
            .import_charter(&charter, "shipped", now(), "first", now())
            .await
            .unwrap();
        let author = resident(&store, 1, "Author").await;
        let member = resident(&store, 2, "Member").await;
        let role = Role::CommitteeMember;
        store
            .appoint(committee.id, member, role, now())
            .await
            .unwrap();
        let person = async |id| Actor::Person(store.find_person(id).await.unwrap().unwrap());
        let (author, member) = (person(author).await, person(member).await);
        let mut cases = Vec::new();
        for visibility in [
            Visibility::Public,
            Visibility::PublicWithoutName,
            Visibility::BodyOnly,
        ] {
            let new = NewCase {
                words: Words::parse("The light is out again.").unwrap(),
                category: "stair-light".to_owned(),
                place: place_id(&store, "willow-1").await,
                point: None,
                answers: BTreeMap::new(),
                visibility,
                conflict: None,
                photos: Vec::new(),
                on_paper: false,
            };
            let filed = store.file_case(&new, &author, None, &ids, now()).await;
            cases.push(filed.unwrap().case);
        }
        Self {
            store,
            ids,
            author,
            member,
            cases,
        }
    }

    async fn open(&self, key: &str) -> Result<ChallengeActed, ChallengeError> {
        let new = NewChallenge {
            case: self.cases[0].reference,
            title: Title::parse("Dark stairs").unwrap(),
            words: Words::parse("Again and again.").unwrap(),
            place: place_id(&self.store, "willow-lane").await,
            task: say("Keeps a list."),
            review_due: now().plus_days(30),
        };
        let owner = "somebody";
        let once = Once { owner, key };
        let once = (!key.is_empty()).then_some(&once);
        self.store
            .open_challenge(&new, &self.member, once, &self.ids, now())
            .await
    }

    async fn act(
        &self,
        actor: &Actor,
        challenge: &Challenge,
        order: impl Into<Order>,
        about: Option<usize>,
        at: Instant,
    ) -> Result<ChallengeActed, ChallengeError> {
        let about = about.map(|at| self.cases[at].reference);
        let order = order.into();
        self.store
            .act_on_challenge(
                challenge.reference,
                &order,
                about,
                actor,
                None,
                &self.ids,
                at,
            )
            .await
    }

    async fn talk(&self, challenge: &Challenge) -> Result<ThreadActed, ThreadError> {
        self.talk_as(challenge, &self.member).await
    }

    async fn talk_as(
        &self,
        challenge: &Challenge,
        actor: &Actor,
    ) -> Result<ThreadActed, ThreadError> {
        let new = NewThread {
            place: challenge.place,
            body: challenge.convener,
            case: None,
            challenge: Some(challenge.reference),
            title: Title::parse("New wires, or lamps that need less?").unwrap(),
            words: Words::parse("Both cost.").unwrap(),
            level: Participation::CoDecide,
            last_word: say("We do, together."),
            adding: Adding::Everybody,
            share: thread::Share::default(),
            until: now().plus_days(10),
        };
        self.store
            .open_thread(&new, actor, None, &self.ids, now())
            .await
    }

    /// How often something like this was told to somebody.
    async fn told(&self, actor: &Actor, kind: &str) -> usize {
        let person = actor.person().unwrap().id;
        let notices = self.store.list_notices(person, 50).await.unwrap();
        let told = notices.iter();
        told.filter(|one| match &one.told {
            Told::OfThread(told) => told.code() == kind,
            Told::OfChallenge(told) => told.code() == kind,
            _ => false,
        })
        .count()
    }

    /// Whether the state, the history and the links say the same.
    async fn sound(&self, challenge: &Challenge) -> Challenge {
        let kept = self
            .store
            .find_challenge(challenge.reference)
            .await
            .unwrap();
        let kept = kept.unwrap();
        let history = self.store.challenge_history(kept.id).await.unwrap();
        let history: Vec<_> = history.into_iter().map(|entry| entry.recorded).collect();
        assert_eq!(Challenge::from_history(&history).as_ref(), Some(&kept));
        let under = self.store.list_cases_under(kept.id, 100).await.unwrap();
        assert_eq!(under.len(), kept.cases.len());
        for one in under {
            assert_eq!(one.case.under.unwrap().challenge, kept.id);
        }
        for case in &self.cases {
            let case = self.store.find_case_by_id(case.id).await.unwrap().unwrap();
            let history = self.store.case_history(case.id).await.unwrap();
            let history: Vec<_> = history.into_iter().map(|entry| entry.recorded).collect();
            assert_eq!(Case::from_history(&history), Some(case));
        }
        kept
    }
}

on_each_engine! {
    async fn a_challenge_is_opened_once_with_its_first_case(store) {
        let scene = Scene::set(store).await;
        let first = scene.open("key").await.unwrap();
        let again = scene.open("key").await.unwrap();
        assert!(again.repeated && !first.repeated);
        assert_eq!(again.challenge.reference, first.challenge.reference);
        let kept = scene.sound(&first.challenge).await;
        assert_eq!(kept.cases.len(), 1);
        // Another form about the same case: a case stands under one challenge.
        let second = scene.open("other").await;
        assert!(matches!(second, Err(ChallengeError::Refused(refused)) if refused.code() == "gathered-already"));
    }

    async fn cases_are_gathered_and_taken_out_and_private_ones_never_come_in(store) {
        let scene = Scene::set(store).await;
        let challenge = scene.open("").await.unwrap().challenge;
        scene.act(&scene.member, &challenge, Command::Gather, Some(1), now()).await.unwrap();
        assert_eq!(scene.sound(&challenge).await.cases.len(), 2);
        let private = scene.act(&scene.member, &challenge, Command::Gather, Some(2), now()).await;
        assert!(matches!(private, Err(ChallengeError::Refused(refused)) if refused.code() == "gather-private"));
        scene.act(&scene.author, &challenge, Command::AskOut, Some(0), now()).await.unwrap();
        let kept = scene.sound(&challenge).await;
        assert_eq!(kept.cases.len(), 1);
        let entries = scene.store.challenge_history(challenge.id).await.unwrap();
        assert_eq!(entries.last().unwrap().name, None, "whose case it is stays with the case");
        let unknown = scene.act(&scene.member, &challenge, Command::Gather, None, now()).await;
        assert!(matches!(unknown, Err(ChallengeError::NotFound)));
    }

    async fn a_missed_review_is_recorded_once_however_many_servers_look(store) {
        let scene = Scene::set(store).await;
        let challenge = scene.open("").await.unwrap().challenge;
        let before = scene.store.revisions().await.unwrap();
        assert_eq!(scene.store.wake_challenges(10, &scene.ids, now()).await.unwrap(), 0);
        let late = now().plus_days(40);
        let (one, two, three) = tokio::join!(
            scene.store.wake_challenges(10, &scene.ids, late),
            scene.store.wake_challenges(10, &scene.ids, late),
            scene.store.wake_challenges(10, &scene.ids, late),
        );
        assert_eq!(one.unwrap() + two.unwrap() + three.unwrap(), 1, "one of them did it");
        let kept = scene.sound(&challenge).await;
        let due: Vec<_> = kept.missed.iter().map(|one| (one.owed, one.due)).collect();
        assert_eq!(due.len(), 2, "{due:?}: the date, and the one it was owed again by");
        assert!(due.iter().all(|(owed, _)| *owed == Owed::Review) && due.is_sorted());
        assert!(kept.wake_at().unwrap() > late);
        assert_ne!(scene.store.revisions().await.unwrap(), before, "kept pages are made anew");
    }

    async fn who_is_seated_who_is_late_and_whose_matter_it_was_is_told(store) {
        let scene = Scene::set(store).await;
        let city = place_id(&scene.store, "river-city").await;
        let office = body(902, "office", BodyKind::Government, 2, vec![city]);
        scene.store.import_bodies(std::slice::from_ref(&office), now()).await.unwrap();
        let officer = resident(&scene.store, 3, "Officer").await;
        scene.store.appoint(office.id, officer, Role::Officer, now()).await.unwrap();
        let officer = Actor::Person(scene.store.find_person(officer).await.unwrap().unwrap());
        let challenge = scene.open("").await.unwrap().challenge;
        let mut seats = challenge.seats.clone();
        seats.push(Seat {
            body: office.id,
            share: Share::Consulted,
            task: None,
            cost: None,
            risk: None,
            benefit: None,
            unknown: true,
        });
        let table = Command::SetTable { convener: challenge.convener, seats, words: say("They know the wires.") };
        scene.act(&scene.member, &challenge, table, None, now()).await.unwrap();
        assert_eq!(scene.told(&officer, "challenge-seat").await, 1);
        assert_eq!(scene.told(&scene.member, "challenge-seat").await, 0, "they did it");
        let late = challenge.wake_at().unwrap();
        for _ in 0..2 {
            scene.store.wake_challenges(10, &scene.ids, late).await.unwrap();
        }
        assert_eq!(scene.told(&scene.member, "challenge-missed").await, 1);
        assert_eq!(scene.told(&officer, "challenge-missed").await, 0, "it was not theirs");
        let learnt = say("It was the wiring.");
        scene.act(&scene.member, &challenge, Command::Close { learnt }, None, late).await.unwrap();
        assert_eq!(scene.told(&scene.author, "challenge-closed").await, 1);
        let author = scene.author.person().unwrap().id;
        let notices = scene.store.list_notices(author, 1).await.unwrap();
        assert_eq!(notices[0].args["words"], "It was the wiring.");
    }

    async fn lists_hold_what_touches_a_place_and_what_a_body_owes(store) {
        let scene = Scene::set(store).await;
        let challenge = scene.open("").await.unwrap().challenge;
        let place = async |slug| place_id(&scene.store, slug).await;
        for (slug, found) in [("willow-1", 1), ("willow-lane", 1), ("river-city", 1), ("plum-court", 0)] {
            let listed = scene.store.list_challenges(Some(place(slug).await), 10).await.unwrap();
            assert_eq!(listed.len(), found, "{slug}");
        }
        assert_eq!(scene.store.list_challenges(None, 10).await.unwrap().len(), 1);
        for (slug, found) in [("willow-1", 1), ("willow-lane", 1), ("river-city", 0)] {
            let around = scene.store.list_challenges_around(place(slug).await, 10).await.unwrap();
            assert_eq!(around.len(), found, "{slug}");
        }
        let convener = challenge.convener;
        assert_eq!(scene.store.list_owed_challenges(&[convener], 10).await.unwrap().len(), 1);
        let close = Command::Close { learnt: say("That.") };
        scene.act(&scene.member, &challenge, close, None, now()).await.unwrap();
        assert!(scene.store.list_owed_challenges(&[convener], 10).await.unwrap().is_empty());
        let listed = scene.store.list_challenges(None, 10).await.unwrap();
        assert_eq!(listed.len(), 1, "closed ones stay to be read");
        let history = scene.store.challenge_history(challenge.id).await.unwrap();
        assert!(matches!(history.last().unwrap().recorded.event, Event::Closed { .. }));
    }

    async fn a_stale_page_does_nothing(store) {
        let scene = Scene::set(store).await;
        let challenge = scene.open("").await.unwrap().challenge;
        let review = Command::Review { words: say("Looked."), next: now().plus_days(9) };
        let stale = Order { command: review, expected_version: Some(1) };
        let refused = scene.act(&scene.member, &challenge, stale, None, now()).await;
        assert!(matches!(refused, Err(ChallengeError::Refused(refused)) if refused.code() == "someone-was-faster"));
        assert_eq!(scene.sound(&challenge).await.version, 2);
    }

    async fn neighbours_talk_a_challenge_over_one_thread_at_a_time(store) {
        let scene = Scene::set(store).await;
        let challenge = scene.open("").await.unwrap().challenge;
        let (one, two, three) = tokio::join!(scene.talk(&challenge), scene.talk(&challenge), scene.talk(&challenge));
        let outcomes = [one, two, three];
        let opened: Vec<_> = outcomes.iter().filter_map(|one| one.as_ref().ok()).collect();
        assert_eq!(opened.len(), 1, "{outcomes:?}");
        for refused in outcomes.iter().filter_map(|one| one.as_ref().err()) {
            assert!(matches!(refused, ThreadError::Refused(thread::Refused::ChallengeTalks)), "{refused:?}");
        }
        let talk = opened[0].thread.clone();
        assert_eq!((talk.challenge, talk.case), (Some(challenge.reference), None));
        let listed = scene.store.list_threads_about(challenge.reference, 9).await.unwrap();
        assert_eq!(listed.iter().map(|one| one.thread.reference).collect::<Vec<_>>(), [talk.reference]);
        // Whose case it is was told, once; who opened it knows.
        assert_eq!(scene.told(&scene.author, "challenge-thread").await, 1);
        assert_eq!(scene.told(&scene.member, "challenge-thread").await, 0);
        let end = thread::Command::Close { learnt: say("We know too little.") };
        let (order, actor) = (thread::Order::from(end), &scene.member);
        scene.store.act_on_thread(talk.reference, &order, actor, None, &scene.ids, now()).await.unwrap();
        let next = scene.talk(&challenge).await.unwrap().thread;
        let listed = scene.store.list_threads_about(challenge.reference, 9).await.unwrap();
        let listed: Vec<_> = listed.iter().map(|one| one.thread.reference).collect();
        assert_eq!(listed, [next.reference, talk.reference], "the open one first");
        let learnt = say("It was the wiring.");
        scene.act(&scene.member, &challenge, Command::Close { learnt }, None, now()).await.unwrap();
        scene.store.act_on_thread(next.reference, &order, actor, None, &scene.ids, now()).await.unwrap();
        let third = scene.talk(&challenge).await;
        assert!(matches!(third, Err(ThreadError::Refused(thread::Refused::ChallengeClosed))), "{third:?}");
    }

    async fn who_took_the_case_out_is_told_nothing_and_a_resident_opens_no_thread(store) {
        let scene = Scene::set(store).await;
        let challenge = scene.open("").await.unwrap().challenge;
        let opened = scene.talk_as(&challenge, &scene.author).await;
        assert!(matches!(opened, Err(ThreadError::Refused(thread::Refused::Denied(_)))), "{opened:?}");
        let mut unknown = challenge.clone();
        unknown.reference = scene.cases[0].reference;
        assert!(matches!(scene.talk(&unknown).await, Err(ThreadError::NotFound)));
        scene.act(&scene.author, &challenge, Command::AskOut, Some(0), now()).await.unwrap();
        scene.talk(&challenge).await.unwrap();
        assert_eq!(scene.told(&scene.author, "challenge-thread").await, 0, "who left is told no more");
    }
}
