//! Threads: what is written is what happened, numbers have no gaps, and nobody's
//! answer counts twice, however many answer at once.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use domain::body::BodyKind;
use domain::case::Rule;
use domain::charter::Participation;
use domain::instant::Instant;
use domain::opinion::Answer;
use domain::permission::Denied;
use domain::person::{Actor, Role};
use domain::reference::Reference;
use domain::text::{Sentence, Title, View, Words};
use domain::thread::moderate::Said;
use domain::thread::post::{EDIT_SECONDS, MOST_IN_SPAN};
use domain::thread::{Adding, Command, Order, Refused, Share, Step, Thread, ThreadNotice};
use store::Store;
use store::idempotency::Once;
use store::ids::Ids;
use store::on_each_engine;
use store::outbox::in_app::Told;
use store::testing::TestStore;
use store::threads::{Answering, Mending, NewPhotos, NewPost, NewThread, ThreadActed, ThreadError};

use crate::fixtures::{body, now, place_id, planted, resident};

pub struct Scene {
    pub store: TestStore,
    pub ids: Ids,
    pub member: Actor,
    pub neighbours: Vec<Actor>,
}

impl Scene {
    pub async fn set(store: TestStore, neighbours: u128) -> Self {
        planted(&store).await;
        let ids = Ids::counted(90_000);
        let lane = place_id(&store, "willow-lane").await;
        let committee = body(901, "committee", BodyKind::SelfGovernance, 1, vec![lane]);
        store
            .import_bodies(std::slice::from_ref(&committee), now())
            .await
            .unwrap();
        let member = resident(&store, 100, "Member").await;
        let role = Role::CommitteeMember;
        store
            .appoint(committee.id, member, role, now())
            .await
            .unwrap();
        let mut people = Vec::new();
        for number in 1..=neighbours {
            people.push(resident(&store, number, &format!("Neighbour{number}")).await);
        }
        let person = async |id| Actor::Person(store.find_person(id).await.unwrap().unwrap());
        let member = person(member).await;
        let mut neighbours = Vec::new();
        for id in people {
            neighbours.push(person(id).await);
        }
        Self {
            store,
            ids,
            member,
            neighbours,
        }
    }

    pub async fn open(&self, key: &str) -> Result<ThreadActed, ThreadError> {
        let book = self.store.current_rulebook().await.unwrap();
        let new = NewThread {
            place: place_id(&self.store, "willow-lane").await,
            body: book.body_by_key("committee").unwrap().id,
            case: None,
            challenge: None,
            title: Title::parse("Where do the bicycles go?").unwrap(),
            words: Words::parse("The hall is full.").unwrap(),
            level: Participation::Decide,
            last_word: Sentence::parse("We do.").unwrap(),
            adding: Adding::Everybody,
            share: Share::default(),
            until: now().plus_days(10),
        };
        let once = Once {
            owner: "member",
            key,
        };
        let once = (!key.is_empty()).then_some(&once);
        self.store
            .open_thread(&new, &self.member, once, &self.ids, now())
            .await
    }

    pub async fn lead(
        &self,
        thread: &Thread,
        command: Command,
    ) -> Result<ThreadActed, ThreadError> {
        let order = Order {
            command,
            expected_version: Some(thread.version),
        };
        self.store
            .act_on_thread(
                thread.reference,
                &order,
                &self.member,
                None,
                &self.ids,
                now(),
            )
            .await
    }

    /// A thread that weighs three statements.
    pub async fn weighing(&self) -> Thread {
        let thread = self.open("").await.unwrap().thread;
        for words in [
            "The hall stays free.",
            "The cellar is for bicycles.",
            "Racks outside.",
        ] {
            let view = View::parse(words).unwrap();
            self.store
                .add_statement(thread.reference, &view, &self.member, None, now())
                .await
                .unwrap();
        }
        let go = Command::Move {
            step: Step::Weigh,
            until: now().plus_days(20),
        };
        self.lead(&thread, go).await.unwrap().thread
    }

    pub async fn say(
        &self,
        thread: &Thread,
        actor: &Actor,
        answers: Option<i64>,
        key: &str,
        at: Instant,
    ) -> Result<i64, ThreadError> {
        // Each time in other words: the same ones a moment later are the same post.
        static SAID: AtomicUsize = AtomicUsize::new(0);
        let said = SAID.fetch_add(1, Ordering::Relaxed);
        let words = format!("I see it so, for {said} reasons.");
        self.say_so(thread, actor, answers, (&words, key), at).await
    }

    /// The same in words of one's own.
    async fn say_so(
        &self,
        thread: &Thread,
        actor: &Actor,
        answers: Option<i64>,
        (words, key): (&str, &str),
        at: Instant,
    ) -> Result<i64, ThreadError> {
        let new = NewPost {
            words: Words::parse(words).unwrap(),
            html: format!("<p>{words}</p>"),
            answers,
            photos: NewPhotos::default(),
        };
        let once = Once {
            owner: "somebody",
            key,
        };
        let once = (!key.is_empty()).then_some(&once);
        let posted = self
            .store
            .write_post(thread.reference, &new, actor, once, at)
            .await;
        posted.map(|posted| posted.number)
    }

    async fn answer(
        &self,
        thread: &Thread,
        actor: &Actor,
        statement: i64,
        answer: Answer,
    ) -> Result<Arc<Thread>, ThreadError> {
        self.answer_on(&self.store, thread.reference, (actor, statement), answer)
            .await
    }

    /// The same on one of several servers.
    async fn answer_on(
        &self,
        server: &Store,
        thread: Reference,
        (actor, statement): (&Actor, i64),
        answer: Answer,
    ) -> Result<Arc<Thread>, ThreadError> {
        let answering = Answering { statement, answer };
        server
            .answer_statement(thread, answering, actor, &self.ids, now())
            .await
    }

    async fn answer_at(&self, thread: &Thread, actor: &Actor, at: Instant) {
        let answering = Answering {
            statement: 1,
            answer: Answer::Agree,
        };
        let answered =
            self.store
                .answer_statement(thread.reference, answering, actor, &self.ids, at);
        answered.await.unwrap();
    }

    /// Whether the counts beside the statements are those of the answers.
    async fn counts_are_right(&self, thread: &Thread) {
        let cast = self
            .store
            .list_answers(thread.id, now().plus_seconds(1))
            .await
            .unwrap();
        let tallies: HashMap<i64, _> = cast
            .statements
            .iter()
            .copied()
            .zip(cast.votes.tallies())
            .collect();
        for one in self.store.list_statements(thread.id, None).await.unwrap() {
            assert_eq!(one.tally, tallies[&one.number], "statement {}", one.number);
        }
    }
}

pub fn refusal<T: std::fmt::Debug>(outcome: Result<T, ThreadError>) -> Refused {
    match outcome {
        Err(ThreadError::Refused(refused)) => refused,
        other => panic!("{other:?}"),
    }
}

on_each_engine! {
    async fn a_thread_is_opened_once_and_its_history_tells_it(store) {
        let scene = Scene::set(store, 0).await;
        let first = scene.open("a").await.unwrap().thread;
        let again = scene.open("a").await.unwrap();
        assert_eq!((again.thread.reference, again.recorded.len()), (first.reference, 0));
        let go = Command::Move { step: Step::Decide, until: now().plus_days(20) };
        let deciding = scene.lead(&first, go.clone()).await.unwrap().thread;
        assert_eq!(refusal(scene.lead(&first, go).await), Refused::SomeoneWasFaster);
        let kept = scene.store.find_thread(first.reference).await.unwrap();
        assert_eq!(kept.as_ref(), Some(&deciding));
        let history = scene.store.thread_history(first.id).await.unwrap();
        let history: Vec<_> = history.into_iter().map(|entry| entry.recorded).collect();
        assert_eq!(Thread::from_history(&history), kept);
        let here = place_id(&scene.store, "willow-1").await;
        let listed = scene.store.list_threads(here, 9).await.unwrap();
        assert_eq!(listed[0].thread, deciding);
    }

    async fn posts_are_numbered_without_gaps_and_paged_by_key(store) {
        let scene = Scene::set(store, 12).await;
        let thread = scene.open("").await.unwrap().thread;
        let (one, two) = (&scene.neighbours[0], &scene.neighbours[1]);
        assert_eq!(scene.say(&thread, one, None, "k", now()).await.unwrap(), 1);
        assert_eq!(scene.say(&thread, one, None, "k", now()).await.unwrap(), 1, "the same form");
        assert_eq!(scene.say(&thread, two, None, "", now()).await.unwrap(), 2);
        assert_eq!(scene.say(&thread, two, Some(1), "", now()).await.unwrap(), 3);
        assert_eq!(refusal(scene.say(&thread, one, Some(3), "", now()).await), Refused::ReplyToReply);
        assert_eq!(refusal(scene.say(&thread, one, Some(77), "", now()).await), Refused::PostUnknown);
        let order = async |after| {
            let posts = scene.store.list_posts(thread.id, after, 2).await.unwrap();
            posts.iter().map(|post| post.facts.number).collect::<Vec<_>>()
        };
        assert_eq!(order((0, 0)).await, [1, 3]);
        assert_eq!(order((1, 3)).await, [2]);
        let all = futures(scene.neighbours.iter().map(|actor| scene.say(&thread, actor, None, "", now()))).await;
        let mut numbers: Vec<i64> = all.into_iter().map(Result::unwrap).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (4..=15).collect::<Vec<_>>());
    }

    async fn who_had_a_part_in_it_is_told_what_comes_of_it(store) {
        let scene = Scene::set(store, 3).await;
        let [spoke, answered, neither] = [0, 1, 2].map(|at| scene.neighbours[at].clone());
        let thread = scene.open("").await.unwrap().thread;
        scene.say(&thread, &spoke, None, "", now()).await.unwrap();
        let view = View::parse("Racks outside.").unwrap();
        scene.store.add_statement(thread.reference, &view, &scene.member, None, now()).await.unwrap();
        let go = Command::Move { step: Step::Weigh, until: now().plus_days(20) };
        let thread = scene.lead(&thread, go).await.unwrap().thread;
        scene.answer(&thread, &answered, 1, Answer::Agree).await.unwrap();
        let learnt = Sentence::parse("Half of us want it dark.").unwrap();
        scene.lead(&thread, Command::Close { learnt }).await.unwrap();
        let told = async |actor: &Actor| {
            let person = actor.person().unwrap().id;
            let notices = scene.store.list_notices(person, 50).await.unwrap();
            let kinds = notices.iter().filter_map(|one| match one.told {
                Told::OfThread(kind) => Some(kind),
                _ => None,
            });
            kinds.collect::<BTreeSet<_>>()
        };
        let (weighs, closed) = (ThreadNotice::Weighs, ThreadNotice::Closed);
        assert_eq!(told(&spoke).await, [weighs, closed].into());
        assert_eq!(told(&answered).await, [closed].into(), "they came after it");
        assert!(told(&neither).await.is_empty());
        assert!(told(&scene.member).await.is_empty(), "they did it");
        assert_eq!(scene.store.outbox_state().await.unwrap().waiting, 0, "nothing asks an act");
    }

    async fn the_same_words_sent_again_are_one_post_whatever_their_key(store) {
        let scene = Scene::set(store, 2).await;
        let thread = scene.open("").await.unwrap().thread;
        let (one, two) = (&scene.neighbours[0], &scene.neighbours[1]);
        let say = async |actor, answers, words: &str, key: &str, at| {
            scene.say_so(&thread, actor, answers, (words, key), at).await.unwrap()
        };
        assert_eq!(say(one, None, "Yes.", "a", now()).await, 1);
        let later = now().plus_seconds(599);
        assert_eq!(say(one, None, "Yes.", "b", later).await, 1, "after the browser's Back");
        assert_eq!(say(one, None, "Yes.", "b", later).await, 1, "and that form once more");
        // Sent at once from two windows.
        let at_once = futures(["c", "d", "e"].into_iter().map(|key| {
            let said = ("Two windows.", key);
            scene.say_so(&thread, two, None, said, now())
        })).await;
        assert!(at_once.into_iter().all(|number| number.unwrap() == 2));
        // Another one says the same, it answers somebody, a word is changed, time has gone by.
        assert_eq!(say(two, None, "Yes.", "", now()).await, 3);
        assert_eq!(say(one, Some(2), "Yes.", "", now()).await, 4);
        assert_eq!(say(one, Some(2), "Yes.", "", now()).await, 4, "an answer, too");
        assert_eq!(say(one, None, "Yes!", "", now()).await, 5);
        assert_eq!(say(one, None, "Yes!", "", now().plus_seconds(600)).await, 6);
    }

    async fn a_flood_ends_and_goes_on_later(store) {
        let scene = Scene::set(store, 1).await;
        let thread = scene.open("").await.unwrap().thread;
        let one = &scene.neighbours[0];
        for _ in 0..MOST_IN_SPAN {
            scene.say(&thread, one, None, "", now()).await.unwrap();
        }
        assert_eq!(refusal(scene.say(&thread, one, None, "", now()).await), Refused::PostsTooMany);
        scene.say(&thread, one, None, "", now().plus_seconds(601)).await.unwrap();
    }

    async fn a_late_correction_keeps_every_wording_that_was_read(store) {
        let scene = Scene::set(store, 2).await;
        let thread = scene.open("").await.unwrap().thread;
        let one = &scene.neighbours[0];
        scene.say(&thread, one, None, "", now()).await.unwrap();
        let correct = async |actor, words: &str, at| {
            let html = format!("<p>{words}</p>");
            let words = Words::parse(words).unwrap();
            scene.store.correct_post(thread.reference, 1, &words, &html, actor, at).await
        };
        let found = async || scene.store.find_post(thread.id, 1).await.unwrap().unwrap();
        correct(one, "A slip.", now()).await.unwrap();
        assert_eq!(found().await.corrected, None);
        assert_eq!(refusal(correct(one, "A slip.", now()).await), Refused::NothingChanged);
        assert_eq!(refusal(correct(&scene.neighbours[1], "Mine.", now()).await), Refused::NotOwnPost);
        let later = now().plus_seconds(EDIT_SECONDS);
        correct(one, "Another mind.", later).await.unwrap();
        correct(one, "A third.", later.plus_seconds(9)).await.unwrap();
        let post = found().await;
        let before = "<p>A slip.</p><hr><p>Another mind.</p>".to_owned();
        assert_eq!((post.words.as_str(), post.corrected), ("A third.", Some((later.plus_seconds(9), before))));
        let mut at = later.plus_seconds(10);
        let refused = loop {
            at = at.plus_seconds(1);
            let words = format!("{} {}", "Again. ".repeat(400), at.micros());
            if let Err(refused) = correct(one, &words, at).await {
                break refused;
            }
        };
        assert_eq!(refusal::<()>(Err(refused)), Refused::CorrectedTooOften);
    }

    async fn who_goes_back_a_page_comes_to_the_posts_before(store) {
        let scene = Scene::set(store, 1).await;
        let thread = scene.open("").await.unwrap().thread;
        let one = &scene.neighbours[0];
        for minute in 0..5 {
            scene.say(&thread, one, None, "", now().plus_minutes(minute)).await.unwrap();
        }
        scene.say(&thread, one, Some(2), "", now().plus_minutes(9)).await.unwrap();
        let mut snapshot = scene.store.snapshot().await.unwrap();
        // 1, 2, its answer 6, 3, 4, 5.
        let mut until = async |last| {
            let posts = snapshot.conn().list_posts_until(thread.id, last, 2).await.unwrap();
            posts.iter().map(|post| post.facts.number).collect::<Vec<_>>()
        };
        assert_eq!(until((5, 5)).await, [4, 5]);
        assert_eq!(until((3, 3)).await, [6, 3]);
        assert_eq!(until((3, 0)).await, [2, 6]);
        assert_eq!(until((1, 1)).await, [1]);
        assert!(until((0, 0)).await.is_empty());
    }

    async fn the_same_statement_is_said_once(store) {
        let scene = Scene::set(store, 4).await;
        let thread = scene.weighing().await;
        let add = async |actor, words| {
            let words = View::parse(words).unwrap();
            scene.store.add_statement(thread.reference, &words, actor, None, now()).await
        };
        assert_eq!(refusal(add(&scene.neighbours[0], "the hall stays FREE.").await), Refused::StatementSaid);
        let all = futures(scene.neighbours.iter().map(|actor| add(actor, "Sell them all."))).await;
        assert_eq!(all.iter().filter(|one| one.is_ok()).count(), 1);
        for words in ["One.", "Two.", "Three.", "Four."] {
            if let Err(error) = add(&scene.neighbours[1], words).await {
                assert_eq!(refusal::<()>(Err(error)), Refused::StatementsTooMany);
                assert!(words == "Three." || words == "Four.");
            }
        }
    }

    async fn nobody_counts_twice_however_many_answer_at_once(store) {
        let scene = Scene::set(store, 8).await;
        let thread = scene.weighing().await;
        let one = &scene.neighbours[0];
        let all = futures((0..32).map(|n| scene.answer(&thread, one, 1, Answer::ALL[n % 3]))).await;
        assert!(all.iter().all(Result::is_ok), "{all:?}");
        let tally = scene.store.list_statements(thread.id, None).await.unwrap()[0].tally;
        assert_eq!(tally.answers(), 1);
        let everybody = scene.neighbours.iter().flat_map(|actor| {
            [1, 2, 3].map(|statement| scene.answer(&thread, actor, statement, Answer::Agree))
        });
        let all = Box::pin(futures(everybody)).await;
        assert!(all.iter().all(Result::is_ok), "{all:?}");
        scene.counts_are_right(&thread).await;
        let tally = scene.store.list_statements(thread.id, None).await.unwrap()[1].tally;
        assert_eq!(tally.agrees, 8);
        // Taking back and answering at once.
        let (back, answer) = tokio::join!(
            scene.store.take_answer_back(thread.reference, 3, one),
            scene.answer(&thread, one, 3, Answer::Disagree),
        );
        assert!(back.is_ok() && answer.is_ok(), "{back:?} {answer:?}");
        scene.counts_are_right(&thread).await;
    }

    async fn answers_on_two_servers_are_counted_once_and_wait_for_each_other_in_no_circle(store) {
        let other = store.open_again().await;
        let scene = Scene::set(store, 8).await;
        let thread = scene.weighing().await;
        let servers = [&*scene.store, &other];
        let everybody = (0..192).map(|n| {
            // Both servers, each person on both, each statement in another order.
            let (actor, server) = (&scene.neighbours[n % 8], servers[n / 8 % 2]);
            let statement = i64::try_from(1 + (n / 16 + n % 2) % 3).unwrap();
            scene.answer_on(server, thread.reference, (actor, statement), Answer::ALL[n / 3 % 3])
        });
        let all = Box::pin(futures(everybody)).await;
        assert!(all.iter().all(Result::is_ok), "{all:?}");
        scene.counts_are_right(&thread).await;
    }

    async fn what_is_refused_takes_no_other_answer_along(store) {
        let scene = Scene::set(store, 3).await;
        let thread = scene.weighing().await;
        let talking = scene.open("talking").await.unwrap().thread;
        let [one, two, three] = [0, 1, 2].map(|at| &scene.neighbours[at]);
        let nowhere = Reference::from_seed(77);
        let agree = |thread, who| scene.answer_on(&scene.store, thread, who, Answer::Agree);
        let all = Box::pin(futures([
            agree(thread.reference, (one, 1)),
            agree(thread.reference, (one, 99)),
            agree(talking.reference, (two, 1)),
            agree(nowhere, (two, 1)),
            agree(thread.reference, (&Actor::Visitor, 1)),
            agree(thread.reference, (three, 2)),
        ].into_iter()))
        .await;
        let [fine, unknown, early, lost, nobody, fine_too] = <[_; 6]>::try_from(all).unwrap();
        assert!(fine.is_ok() && fine_too.is_ok());
        assert_eq!(refusal(unknown), Refused::StatementUnknown);
        assert_eq!(refusal(early), Refused::NotWeighing);
        assert!(matches!(lost, Err(ThreadError::NotFound)));
        assert_eq!(refusal(nobody), Refused::Denied(Denied::SignInRequired));
        scene.counts_are_right(&thread).await;
        let cast = scene.store.list_answers(thread.id, now().plus_seconds(1)).await.unwrap();
        assert_eq!(cast.voters.len(), 2);
    }

    async fn answers_fit_the_step_and_the_statement(store) {
        let scene = Scene::set(store, 1).await;
        let one = &scene.neighbours[0];
        let talking = scene.open("").await.unwrap().thread;
        assert_eq!(refusal(scene.answer(&talking, one, 1, Answer::Agree).await), Refused::NotWeighing);
        let thread = scene.weighing().await;
        assert_eq!(refusal(scene.answer(&thread, one, 9, Answer::Agree).await), Refused::StatementUnknown);
        let back = async |statement| scene.store.take_answer_back(thread.reference, statement, one).await;
        assert_eq!(refusal(back(2).await), Refused::NotAnswered);
        scene.answer(&thread, one, 2, Answer::Agree).await.unwrap();
        back(2).await.unwrap();
        scene.counts_are_right(&thread).await;
        scene.lead(&thread, Command::Close { learnt: Sentence::parse("Racks.").unwrap() }).await.unwrap();
        assert_eq!(refusal(scene.answer(&thread, one, 1, Answer::Agree).await), Refused::ThreadOver);
    }

    async fn the_same_form_again_takes_no_other_answer_back(store) {
        let scene = Scene::set(store, 1).await;
        let thread = scene.weighing().await;
        let one = &scene.neighbours[0];
        let back = async |statement| scene.store.take_answer_back(thread.reference, statement, one).await;
        let own = async || {
            let all = scene.store.list_statements(thread.id, one.person().map(|person| person.id)).await.unwrap();
            all.iter().filter(|one| one.answer.is_some()).map(|one| one.number).collect::<Vec<_>>()
        };
        for statement in [1, 2, 3] {
            scene.answer(&thread, one, statement, Answer::Agree).await.unwrap();
        }
        back(3).await.unwrap();
        assert_eq!(refusal(back(3).await), Refused::NotAnswered, "pressed twice");
        assert_eq!(own().await, [1, 2]);
        // What was removed meanwhile stands in nobody's way.
        let remove = Mending::Remove { rule: Rule::OffTopic, reason: Sentence::parse("Elsewhere.").unwrap(), flags: false };
        scene.store.moderate(thread.reference, (Said::Statement, 2), &remove, &scene.member, &scene.ids, now()).await.unwrap();
        assert_eq!(refusal(back(2).await), Refused::NotAnswered);
        back(1).await.unwrap();
        assert_eq!(own().await, [2]);
    }

    async fn a_picture_waits_for_five_people(store) {
        let scene = Scene::set(store, 6).await;
        let thread = scene.weighing().await;
        for (at, actor) in scene.neighbours.iter().enumerate() {
            let before = scene.store.find_picture(thread.id).await.unwrap();
            assert_eq!(before.is_some(), at >= 5, "after {at} people");
            scene.answer(&thread, actor, 1, Answer::Agree).await.unwrap();
            scene.store.draw_picture(&thread, now().plus_seconds(1)).await.unwrap();
        }
        let picture = scene.store.find_picture(thread.id).await.unwrap().unwrap();
        assert_eq!((picture.voters, picture.common.clone()), (5, vec![1]), "the sixth waits for four more");
        let closed = scene.lead(&thread, Command::Close { learnt: Sentence::parse("So.").unwrap() }).await.unwrap();
        assert!(!scene.store.draw_picture(&closed.thread, now().plus_seconds(2)).await.unwrap(), "answered before the last picture");
    }

    async fn an_answer_dated_ahead_is_in_one_picture_only_and_counts_once(store) {
        let scene = Scene::set(store, 11).await;
        let thread = scene.weighing().await;
        let (ahead, others) = scene.neighbours.split_last().unwrap();
        let at = |seconds| now().plus_seconds(seconds);
        let draw = async |seconds| scene.store.draw_picture(&thread, at(seconds)).await.unwrap();
        let voters = async || scene.store.find_picture(thread.id).await.unwrap().map(|picture| picture.voters);
        for actor in &others[..5] {
            scene.answer_at(&thread, actor, at(0)).await;
        }
        // On a server whose clock runs a minute ahead.
        scene.answer_at(&thread, ahead, at(60)).await;
        assert!(draw(1).await);
        assert_eq!(voters().await, Some(5));
        for actor in &others[5..9] {
            scene.answer_at(&thread, actor, at(2)).await;
        }
        assert!(!draw(3).await, "four people make no new picture, whatever the fifth is dated");
        scene.answer_at(&thread, &others[9], at(2)).await;
        assert!(draw(3).await);
        assert_eq!(voters().await, Some(10));
        assert!(!draw(61).await, "and one alone makes none when its time has come");
    }

    async fn of_two_servers_that_draw_at_once_one_does(store) {
        let other = store.open_again().await;
        let scene = Scene::set(store, 6).await;
        let thread = scene.weighing().await;
        for actor in &scene.neighbours {
            scene.answer_at(&thread, actor, now()).await;
        }
        let (one, two) = tokio::join!(
            scene.store.draw_picture(&thread, now().plus_seconds(1)),
            other.draw_picture(&thread, now().plus_seconds(2)),
        );
        assert!(one.unwrap() != two.unwrap());
    }

    async fn who_answered_most_comes_first_whatever_their_number(store) {
        let scene = Scene::set(store, 9).await;
        let thread = scene.weighing().await;
        for (at, actor) in scene.neighbours.iter().enumerate() {
            for statement in [1, 2, 3].into_iter().take(1 + at % 3) {
                scene.answer(&thread, actor, statement, Answer::Agree).await.unwrap();
            }
        }
        let cast = scene.store.list_answers(thread.id, now().plus_seconds(1)).await.unwrap();
        let answered: Vec<u32> = (0..9).map(|person| cast.votes.answered(person)).collect();
        assert_eq!(answered, [3, 3, 3, 2, 2, 2, 1, 1, 1]);
        assert!(cast.voters.chunks(3).all(<[i64]>::is_sorted), "{:?}", cast.voters);
    }
}

/// All of them at once.
pub(crate) async fn futures<T, F: Future<Output = T>>(all: impl Iterator<Item = F>) -> Vec<T> {
    let mut waiting: Vec<_> = all.map(|one| (Box::pin(one), None)).collect();
    std::future::poll_fn(|context| {
        let mut open = false;
        for (one, done) in &mut waiting {
            if done.is_none() {
                match one.as_mut().poll(context) {
                    std::task::Poll::Ready(value) => *done = Some(value),
                    std::task::Poll::Pending => open = true,
                }
            }
        }
        if open {
            std::task::Poll::Pending
        } else {
            std::task::Poll::Ready(())
        }
    })
    .await;
    waiting.into_iter().filter_map(|(_, done)| done).collect()
}
