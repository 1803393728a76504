//! A case and its thread: what happens in the one is told to the other in the same
//! transaction, once, however many do it at the same time.

use domain::case::{
    Case, Command, Correction, Event, Recorded, Refused as CaseRefused, Stage, StageName, Stands,
    Visibility, Work,
};
use domain::charter::Participation;
use domain::instant::Instant;
use domain::person::{Actor, Role};
use domain::text::{Sentence, Title, Words};
use domain::thread::{self, Adding, Order, Refused, Share, Step, Thread};
use store::on_each_engine;
use store::outbox::in_app::Told;
use store::testing::TestStore;
use store::threads::{NewPhotos, NewPost, NewThread, ThreadActed, ThreadError};

use crate::cases::{World, history, sentence, world};
use crate::fixtures::{now, place_id, resident};

/// Willow Lane, and a case that three neighbours share and the committee heard.
struct Scene {
    store: TestStore,
    world: World,
    case: Case,
    /// Who sits in the committee beside the convener.
    other: Actor,
}

impl Scene {
    async fn set(store: TestStore) -> Self {
        let world = Box::pin(world(&store)).await;
        let case = Box::pin(world.filed(&store, Visibility::Public)).await;
        let book = store.current_rulebook().await.unwrap();
        let committee = book.body_by_key("willow-lane-committee").unwrap().id;
        let other = resident(&store, 60, "Other").await;
        let role = Role::CommitteeMember;
        store.appoint(committee, other, role, now()).await.unwrap();
        let other = Actor::Person(store.find_person(other).await.unwrap().unwrap());
        let scene = Self {
            store,
            world,
            case,
            other,
        };
        for neighbour in [&scene.world.neighbour, &scene.world.stranger] {
            scene
                .must(neighbour, Command::Join { on_paper: false })
                .await;
        }
        let words = sentence("I looked at it this morning.");
        scene
            .must(&scene.world.member, Command::Hear { words })
            .await;
        scene
    }

    async fn must(&self, actor: &Actor, command: Command) -> Vec<Recorded> {
        let acted = Box::pin(self.act(actor, command)).await;
        acted.unwrap()
    }

    async fn act(&self, actor: &Actor, command: Command) -> Result<Vec<Recorded>, CaseRefused> {
        let done = self
            .world
            .act(&self.store, &self.case, actor, command, now());
        match done.await {
            Ok(acted) => Ok(acted.recorded),
            Err(store::cases::ActError::Refused(refused)) => Err(refused),
            Err(other) => panic!("{other:?}"),
        }
    }

    async fn open(&self, actor: &Actor, at: Instant) -> Result<ThreadActed, ThreadError> {
        let new = NewThread {
            place: place_id(&self.store, "willow-1").await,
            body: self.case.holding.holder,
            case: Some(self.case.reference),
            challenge: None,
            title: Title::parse("Where does the new lamp go?").unwrap(),
            words: Words::parse("One over the door, or one on each landing.").unwrap(),
            level: Participation::Decide,
            last_word: sentence("We do."),
            adding: Adding::Everybody,
            share: Share::default(),
            until: at.plus_days(10),
        };
        let store = &self.store;
        store
            .open_thread(&new, actor, None, &self.world.ids, at)
            .await
    }

    async fn opened(&self) -> Thread {
        self.open(&self.world.member, now()).await.unwrap().thread
    }

    async fn lead(&self, thread: &Thread, command: thread::Command) -> Result<Thread, ThreadError> {
        self.lead_at(thread, command, now()).await
    }

    /// Ends it after so many days as neighbours have at least.
    async fn ends(&self, thread: &Thread, command: thread::Command) -> Result<Thread, ThreadError> {
        let at = now().plus_days(thread::FEWEST_TALK_DAYS);
        self.lead_at(thread, command, at).await
    }

    async fn lead_at(
        &self,
        thread: &Thread,
        command: thread::Command,
        at: Instant,
    ) -> Result<Thread, ThreadError> {
        let order = Order::from(command);
        let (store, member, ids) = (&self.store, &self.world.member, &self.world.ids);
        let acted = store.act_on_thread(thread.reference, &order, member, None, ids, at);
        acted.await.map(|acted| acted.thread)
    }

    async fn kept(&self) -> Case {
        let case = self
            .store
            .find_case(self.case.reference)
            .await
            .unwrap()
            .unwrap();
        let history = history(&self.store, &case).await;
        assert_eq!(Case::from_history(&history).as_ref(), Some(&case));
        case
    }

    /// How often something like this happened to the case.
    async fn count(&self, kind: &str) -> usize {
        let history = history(&self.store, &self.case).await;
        history
            .iter()
            .filter(|one| one.event.kind() == kind)
            .count()
    }

    async fn told(&self, actor: &Actor, kind: &str) -> bool {
        let person = actor.person().unwrap().id;
        let notices = self.store.list_notices(person, 50).await.unwrap();
        notices
            .iter()
            .any(|one| matches!(one.told, Told::OfCase(told, ..) if told.code() == kind))
    }
}

#[track_caller]
fn refusal<T: std::fmt::Debug>(outcome: Result<T, ThreadError>) -> Refused {
    match outcome.unwrap_err() {
        ThreadError::Refused(refused) => refused,
        other => panic!("{other:?}"),
    }
}

fn why() -> Sentence {
    sentence("All of us have to live with it.")
}

fn agree() -> thread::Command {
    thread::Command::Agree {
        commitments: Vec::new(),
        words: Words::parse("One on each landing.").unwrap(),
        review: now().plus_days(180),
        promised: Some(now().plus_days(20)),
    }
}

fn close() -> thread::Command {
    let learnt = sentence("Half of us want it dark.");
    thread::Command::Close { learnt }
}

on_each_engine! {
    async fn from_asking_to_an_agreement_that_is_a_promise(store) {
        let scene = Scene::set(store).await;
        let world = &scene.world;
        for who in [&world.author, &world.neighbour, &world.stranger] {
            scene.must(who, Command::AskThread { reason: why() }).await;
        }
        let case = scene.kept().await;
        assert!(case.thread_owed.is_some());
        assert!(scene.told(&world.member, "thread-owed").await);
        let asking = scene.store.reader().await.unwrap().conn().households_asking(&case, now()).await.unwrap();
        assert_eq!((asking.thread, asking.up, asking.households.needed()), (3, 0, 3));
        let thread = scene.opened().await;
        let case = scene.kept().await;
        let until = thread.until().unwrap();
        assert_eq!(case.stage, Stage::Deliberating { thread: thread.reference, until });
        for who in [&world.author, &world.neighbour, &world.stranger] {
            assert!(scene.told(who, "thread-opened").await);
        }
        let until = now().plus_days(30);
        let thread = scene.lead(&thread, thread::Command::Move { step: Step::Decide, until }).await.unwrap();
        assert_eq!(scene.kept().await.wake_at(), Some(until));
        scene.ends(&thread, agree()).await.unwrap();
        let case = scene.kept().await;
        let Stage::Acting { work: Work::Planned { plan } } = &case.stage else { panic!("{:?}", case.stage) };
        assert_eq!((plan.promised, plan.step.as_str()), (now().plus_days(20), "One on each landing."));
        assert!(scene.told(&world.author, "thread-agreed").await);
    }

    async fn a_corrected_title_is_the_only_one_that_anybody_was_told(store) {
        let scene = Scene::set(store).await;
        let thread = scene.opened().await;
        let retell = |title: &str| thread::Command::Retell {
            title: Title::parse(title).unwrap(),
            words: thread.words.clone(),
            reason: why(),
        };
        let corrected = scene.lead(&thread, retell("Which lamp?")).await.unwrap();
        assert_eq!(scene.kept().await.talk.unwrap().title, corrected.title);
        assert_eq!(scene.count("thread-retold").await, 1);
        for who in [&scene.world.author, &scene.world.neighbour] {
            let person = who.person().unwrap().id;
            let told = scene.store.list_notices(person, 50).await.unwrap();
            let told: Vec<String> = told.iter().map(|one| one.args.to_string()).collect();
            assert!(told.iter().any(|one| one.contains("Which lamp?")), "{told:?}");
            assert!(!told.iter().any(|one| one.contains(thread.title.as_str())), "{told:?}");
        }
        let again = scene.lead(&thread, retell("Which lamp?")).await;
        assert_eq!(refusal(again), Refused::NothingChanged);
        let history = scene.store.thread_history(thread.id).await.unwrap();
        let history: Vec<_> = history.into_iter().map(|entry| entry.recorded).collect();
        assert_eq!(Thread::from_history(&history), Some(corrected));
    }

    async fn two_members_who_open_at_once_open_one(store) {
        let scene = Scene::set(store).await;
        let (one, two) = tokio::join!(scene.open(&scene.world.member, now()), scene.open(&scene.other, now()));
        let (opened, refused) = if one.is_ok() { (one, two) } else { (two, one) };
        let thread = opened.unwrap().thread;
        assert_eq!(refusal(refused), Refused::Case(CaseRefused::ThreadExists));
        assert_eq!(scene.count("thread-opened").await, 1);
        let threads = scene.store.list_threads_on(scene.case.reference, 9).await.unwrap();
        assert_eq!(threads.len(), 1);
        assert_eq!(scene.kept().await.talk.unwrap().thread, thread.reference);
    }

    async fn what_the_case_refuses_leaves_no_thread(store) {
        let world = Box::pin(world(&store)).await;
        let case = Box::pin(world.filed(&store, Visibility::Public)).await;
        let other = world.stranger.clone();
        let scene = Scene { store, world, case, other };
        assert_eq!(refusal(scene.open(&scene.world.member, now()).await), Refused::Case(CaseRefused::HearFirst));
        assert_eq!(refusal(scene.open(&scene.world.author, now()).await).code(), "not-member");
        let threads = scene.store.list_threads_on(scene.case.reference, 9).await.unwrap();
        assert!(threads.is_empty());
        assert_eq!(scene.kept().await.version, 1);
    }

    async fn agreed_and_closed_at_once_it_ends_in_one_way(store) {
        let scene = Scene::set(store).await;
        let thread = scene.opened().await;
        let (agreed, closed) = tokio::join!(scene.ends(&thread, agree()), scene.ends(&thread, close()));
        assert_eq!([&agreed, &closed].into_iter().filter(|one| one.is_ok()).count(), 1, "{agreed:?} {closed:?}");
        let ends = scene.count("thread-agreed").await + scene.count("thread-closed").await;
        assert_eq!(ends, 1);
        let stands = scene.kept().await.talk.unwrap().stands;
        assert_eq!(matches!(stands, Stands::Agreed { .. }), agreed.is_ok());
        assert_eq!(scene.kept().await.stage.name(), StageName::Acting);
    }

    async fn without_agreement_it_goes_up_once_however_many_servers_run(store) {
        let scene = Scene::set(store).await;
        let thread = scene.opened().await;
        scene.ends(&thread, close()).await.unwrap();
        let due = scene.kept().await.wake_at().unwrap();
        let (store, ids) = (&scene.store, &scene.world.ids);
        let all = tokio::join!(store.run_due(9, ids, due), store.run_due(9, ids, due), store.run_due(9, ids, due));
        for woken in [all.0, all.1, all.2] {
            woken.unwrap();
        }
        assert_eq!((scene.count("late").await, scene.count("moved").await), (1, 1));
        assert_eq!(scene.kept().await.stage.name(), StageName::Waiting);
    }

    async fn a_missed_end_is_recorded_once_in_both(store) {
        let scene = Scene::set(store).await;
        let thread = scene.opened().await;
        let due = thread.until().unwrap();
        let (store, ids) = (&scene.store, &scene.world.ids);
        let early = due.plus_seconds(-1);
        assert_eq!(store.wake_threads(9, ids, early).await.unwrap(), 0);
        let all = tokio::join!(
            store.run_due(9, ids, due), store.wake_threads(9, ids, due),
            store.run_due(9, ids, due), store.wake_threads(9, ids, due),
        );
        assert_eq!(all.0.unwrap().changed + all.2.unwrap().changed, 1);
        assert_eq!(all.1.unwrap() + all.3.unwrap(), 1);
        assert_eq!(store.wake_threads(9, ids, due.plus_days(9)).await.unwrap(), 0);
        let events = store.thread_history(thread.id).await.unwrap();
        let missed = events.iter().filter(|one| one.recorded.event.kind() == "missed").count();
        assert_eq!((missed, scene.count("late").await, scene.count("moved").await), (1, 1, 1));
        let case = scene.kept().await;
        assert_eq!((case.stage.name(), case.holding.beside), (StageName::Waiting, Some(thread.body)));
        // A later step has an end of its own.
        let thread = store.find_thread(thread.reference).await.unwrap().unwrap();
        assert!(thread.is_open() && thread.wake_at().is_none());
    }

    async fn the_third_household_gives_the_thread_time_once(store) {
        let scene = Scene::set(store).await;
        let thread = scene.opened().await;
        let ask = || Command::AskTime { reason: why() };
        scene.must(&scene.world.author, ask()).await;
        let extra = resident(&scene.store, 61, "Extra").await;
        let extra = Actor::Person(scene.store.find_person(extra).await.unwrap().unwrap());
        scene.must(&extra, Command::Join { on_paper: false }).await;
        let (one, two, three) = tokio::join!(
            scene.act(&scene.world.neighbour, ask()), scene.act(&scene.world.stranger, ask()), scene.act(&extra, ask()),
        );
        let refused: Vec<_> = [one, two, three].into_iter().filter_map(Result::err).collect();
        assert_eq!(refused, [CaseRefused::ThreadExtended]);
        let kept = scene.store.find_thread(thread.reference).await.unwrap().unwrap();
        let until = thread.until().unwrap().plus_days(thread::EXTENSION_DAYS);
        assert_eq!((kept.until(), kept.extended), (Some(until), true));
        assert_eq!(scene.kept().await.wake_at(), Some(until));
        let events = scene.store.thread_history(thread.id).await.unwrap();
        let recorded: Vec<_> = events.into_iter().map(|one| one.recorded).collect();
        assert_eq!(Thread::from_history(&recorded), Some(kept));
        assert_eq!(scene.count("thread-extended").await, 1);
    }

    async fn commands_on_both_sides_at_once_do_not_wait_for_each_other(store) {
        let scene = Scene::set(store).await;
        let mut thread = scene.opened().await;
        for who in [&scene.world.author, &scene.world.neighbour] {
            scene.must(who, Command::AskTime { reason: why() }).await;
        }
        let until = now().plus_days(20);
        let (asked, led, left) = tokio::join!(
            scene.act(&scene.world.stranger, Command::AskTime { reason: why() }),
            scene.lead(&thread, thread::Command::Move { step: Step::Weigh, until }),
            scene.act(&scene.world.author, Command::Withdraw),
        );
        // Whoever came first, all of it happened.
        asked.unwrap();
        led.unwrap();
        left.unwrap();
        thread = scene.store.find_thread(thread.reference).await.unwrap().unwrap();
        let talk = scene.kept().await.talk.unwrap();
        assert_eq!((talk.until(), talk.extended), (thread.until(), thread.extended));
    }

    async fn of_a_case_made_private_nobody_sees_a_thread(store) {
        let scene = Scene::set(store).await;
        let thread = scene.opened().await;
        let (store, world) = (&scene.store, &scene.world);
        let post = NewPost { words: Words::parse("Mine is dark, too.").unwrap(), html: "<p>Mine is dark, too.</p>".to_owned(), answers: None, photos: NewPhotos::default() };
        store.write_post(thread.reference, &post, &world.stranger, None, now()).await.unwrap();
        let correction = Correction { category: Some("neighbour-noise".to_owned()), ..Correction::default() };
        scene.must(&world.author, Command::Correct { correction, reason: why() }).await;
        assert_eq!(store.find_thread(thread.reference).await.unwrap(), None);
        let here = place_id(store, "willow-1").await;
        assert!(store.list_threads(here, 9).await.unwrap().is_empty());
        assert!(store.list_threads_on(scene.case.reference, 9).await.unwrap().is_empty());
        let said = store.write_post(thread.reference, &post, &world.stranger, None, now()).await;
        assert!(matches!(said, Err(ThreadError::NotFound)), "{said:?}");
        assert!(matches!(scene.lead(&thread, close()).await, Err(ThreadError::NotFound)));
        let later = thread.until().unwrap();
        assert_eq!(store.wake_threads(9, &world.ids, later).await.unwrap(), 0);
        let case = scene.kept().await;
        assert_eq!((case.talk, case.stage.name()), (None, StageName::Acting));
        let last = history(store, &scene.case).await;
        assert!(matches!(last.last().unwrap().event, Event::ThreadLeft { .. }));
    }
}
