//! Flags: the third household hides it exactly once, however many flag at once; others
//! decide what is about the body; who flagged is told to nobody.

use domain::body::BodyKind;
use domain::case::Rule;
use domain::id::PersonId;
use domain::instant::Instant;
use domain::permission::Denied;
use domain::person::{Actor, Role};
use domain::text::{Sentence, Words};
use domain::thread::moderate::Said;
use domain::thread::{Command, Refused, Thread, ThreadNotice};
use store::households::InPerson;
use store::on_each_engine;
use store::outbox::in_app::Told;
use store::threads::{Did, Mending, NewFlag, Post, ThreadError};

use crate::fixtures::{body, now, place_id, resident};
use crate::threads::{Scene, futures, refusal};

fn say(text: &str) -> Sentence {
    Sentence::parse(text).unwrap()
}

fn flag(about: bool) -> Mending {
    Mending::Flag(NewFlag {
        rule: Rule::Insults,
        words: None,
        about,
    })
}

fn keep() -> Mending {
    Mending::LetStand {
        words: say("Sharp, but no insult."),
    }
}

fn remove(flags: bool) -> Mending {
    Mending::Remove {
        rule: Rule::Insults,
        reason: say("It insults."),
        flags,
    }
}

fn id(actor: &Actor) -> PersonId {
    actor.person().unwrap().id
}

/// The first neighbour has said something; each of the others lives behind a door of
/// their own, as far as `doors` go.
struct Heated {
    scene: Scene,
    thread: Thread,
}

impl Heated {
    async fn on(scene: Scene, doors: &[u8]) -> Self {
        for (neighbour, door) in scene.neighbours[1..].iter().zip(doors) {
            verified(&scene, neighbour, *door).await;
        }
        let thread = scene.open("").await.unwrap().thread;
        let author = &scene.neighbours[0];
        scene.say(&thread, author, None, "", now()).await.unwrap();
        Self { scene, thread }
    }

    async fn does(&self, actor: &Actor, mending: Mending, at: Instant) -> Result<(), ThreadError> {
        let part = (Said::Post, 1);
        let ids = &self.scene.ids;
        let store = &self.scene.store;
        store
            .moderate(self.thread.reference, part, &mending, actor, ids, at)
            .await
    }

    async fn post(&self) -> Post {
        let found = self.scene.store.find_post(self.thread.id, 1).await;
        found.unwrap().unwrap()
    }

    async fn told(&self, person: PersonId, kind: ThreadNotice) -> usize {
        let all = self.scene.store.list_notices(person, 50).await.unwrap();
        let kind = Told::OfThread(kind);
        all.iter().filter(|one| one.told == kind).count()
    }

    /// How often the public counts say that this was done.
    async fn did(&self, what: Did) -> usize {
        let (store, place) = (&self.scene.store, self.thread.place);
        let all = store.list_moderated(place, now(), 99).await.unwrap();
        all.iter().filter(|(did, _)| *did == what).count()
    }

    /// How often others saw something else of the thread.
    async fn pulse(&self) -> i64 {
        let threads = [self.thread.reference];
        self.scene.store.list_pulses(&threads).await.unwrap()[0].1
    }

    /// The author says it in other words.
    async fn corrects(&self, text: &str, at: Instant) {
        let (words, html) = (Words::parse(text).unwrap(), format!("<p>{text}</p>"));
        let (thread, author) = (self.thread.reference, self.neighbour(0));
        let store = &self.scene.store;
        let correct = store.correct_post(thread, 1, &words, &html, author, at);
        correct.await.unwrap();
    }

    fn neighbour(&self, at: usize) -> &Actor {
        &self.scene.neighbours[at]
    }

    /// A committee in the place beside it, with a member.
    async fn beside(&self, number: u128) -> Actor {
        let store = &self.scene.store;
        let plum = place_id(store, "plum-court").await;
        let kind = BodyKind::SelfGovernance;
        let committee = body(number, "plum-committee", kind, 1, vec![plum]);
        let bodies = [
            store.current_rulebook().await.unwrap().bodies(),
            std::slice::from_ref(&committee),
        ]
        .concat();
        store.import_bodies(&bodies, now()).await.unwrap();
        let member = resident(store, number, "Plum").await;
        let role = Role::Convener;
        store
            .appoint(committee.id, member, role, now())
            .await
            .unwrap();
        Actor::Person(store.find_person(member).await.unwrap().unwrap())
    }

    /// One more member of the committee that leads through the thread.
    async fn second(&self) -> Actor {
        let store = &self.scene.store;
        let second = resident(store, 101, "Second").await;
        let role = Role::CommitteeMember;
        store
            .appoint(self.thread.body, second, role, now())
            .await
            .unwrap();
        Actor::Person(store.find_person(second).await.unwrap().unwrap())
    }
}

async fn verified(scene: &Scene, person: &Actor, door: u8) {
    let seen = InPerson {
        person: id(person),
        place: place_id(&scene.store, "willow-1").await,
        door: &[door; 32],
        by: id(&scene.member),
        purpose: &say("I know them."),
    };
    let verified = scene.store.verify_in_person(&seen, &scene.ids, now());
    verified.await.unwrap().unwrap();
}

on_each_engine! {
    async fn three_households_hide_it_and_no_number_of_accounts_does(store) {
        // Doors: two people behind the first, one behind the second, one behind the third.
        let heated = Heated::on(Scene::set(store, 9).await, &[1, 1, 2, 3]).await;
        for at in [1, 2, 3, 5, 6, 7, 8] {
            heated.does(heated.neighbour(at), flag(false), now()).await.unwrap();
        }
        assert_eq!(heated.post().await.hidden_until(now()), None, "two households and four accounts");
        assert_eq!(heated.post().await.flagged.unwrap().flags.households, 2);
        heated.does(heated.neighbour(4), flag(false), now()).await.unwrap();
        let post = heated.post().await;
        let end = now().plus_minutes(48 * 60);
        assert_eq!(post.hidden_until(now()), Some(end));
        assert_eq!(post.hidden_until(end), None, "nothing had to wake up");
        let (author, member) = (id(heated.neighbour(0)), id(&heated.scene.member));
        assert_eq!(heated.told(author, ThreadNotice::SaidHidden).await, 1);
        assert_eq!(heated.told(member, ThreadNotice::Flagged).await, 1, "one for the first flag");
        assert_eq!(heated.told(member, ThreadNotice::FlagsWait).await, 1);
        let waiting = heated.scene.store.list_waiting(&[heated.thread.body], false, 99).await.unwrap();
        assert_eq!(waiting.len(), 1);
        assert_eq!(waiting[0].reasons, [(Rule::Insults, 7)], "two of one door are one");
        assert!(heated.scene.store.list_waiting(&[], true, 99).await.unwrap().is_empty());
    }

    async fn of_many_at_once_exactly_one_is_the_third(store) {
        let heated = Heated::on(Scene::set(store, 9).await, &[1, 2, 3, 4, 5, 6, 7, 8]).await;
        let all = futures((1..9).map(|at| heated.does(heated.neighbour(at), flag(false), now()))).await;
        assert!(all.iter().all(Result::is_ok), "{all:?}");
        let flags = heated.post().await.flagged.unwrap().flags;
        assert_eq!((flags.households, flags.hidden_at), (8, Some(now())));
        assert_eq!(heated.told(id(heated.neighbour(0)), ThreadNotice::SaidHidden).await, 1);
        assert_eq!(heated.told(id(&heated.scene.member), ThreadNotice::FlagsWait).await, 1);
        let did = heated.scene.store.list_moderated(heated.thread.place, now(), 99).await.unwrap();
        assert_eq!(did.iter().filter(|(did, _)| *did == Did::Hidden).count(), 1);
        assert_eq!(did.iter().filter(|(did, _)| *did == Did::Flagged).count(), 8);
    }

    async fn somebody_flags_once_however_often_they_press(store) {
        let heated = Heated::on(Scene::set(store, 2).await, &[1]).await;
        let one = heated.neighbour(1);
        let all = futures((0..6).map(|_| heated.does(one, flag(false), now()))).await;
        assert_eq!(all.iter().filter(|one| one.is_ok()).count(), 1);
        for refused in all.into_iter().filter(Result::is_err) {
            assert_eq!(refusal(refused), Refused::FlaggedBefore);
        }
        let own = heated.does(heated.neighbour(0), flag(false), now()).await;
        assert_eq!(refusal(own), Refused::OwnWords);
        heated.does(one, Mending::TakeFlagBack, now()).await.unwrap();
        assert_eq!(refusal(heated.does(one, Mending::TakeFlagBack, now()).await), Refused::NotFlagged);
        assert_eq!(refusal(heated.does(&heated.scene.member, keep(), now()).await), Refused::NotFlagged);
        heated.does(one, flag(false), now()).await.unwrap();
    }

    async fn a_flag_taken_back_shows_it_again_and_the_two_days_run_on(store) {
        let heated = Heated::on(Scene::set(store, 5).await, &[1, 2, 3, 4]).await;
        for at in 1..4 {
            heated.does(heated.neighbour(at), flag(false), now()).await.unwrap();
        }
        let later = now().plus_minutes(60);
        heated.does(heated.neighbour(3), Mending::TakeFlagBack, later).await.unwrap();
        assert_eq!(heated.post().await.hidden_until(later), None);
        heated.does(heated.neighbour(4), flag(false), later).await.unwrap();
        assert_eq!(heated.post().await.hidden_until(later), Some(now().plus_minutes(48 * 60)));
        assert_eq!(heated.told(id(heated.neighbour(0)), ThreadNotice::SaidHidden).await, 1);
    }

    async fn what_was_let_stand_is_never_hidden_again(store) {
        let heated = Heated::on(Scene::set(store, 8).await, &[1, 2, 3, 4, 5, 6]).await;
        for at in 1..4 {
            heated.does(heated.neighbour(at), flag(false), now()).await.unwrap();
        }
        let later = now().plus_minutes(5);
        heated.does(&heated.scene.member, keep(), later).await.unwrap();
        assert_eq!(heated.post().await.hidden_until(later), None);
        assert_eq!(heated.told(id(heated.neighbour(0)), ThreadNotice::SaidKept).await, 1);
        let bodies = [heated.thread.body];
        assert!(heated.scene.store.list_waiting(&bodies, false, 9).await.unwrap().is_empty());
        let after = later.plus_minutes(5);
        for at in 4..7 {
            heated.does(heated.neighbour(at), flag(false), after).await.unwrap();
        }
        assert_eq!(heated.post().await.hidden_until(after), None);
        let waiting = heated.scene.store.list_waiting(&bodies, false, 9).await.unwrap();
        assert_eq!(waiting[0].reasons, [(Rule::Insults, 3)], "those before were looked at");
        assert_eq!(heated.told(id(&heated.scene.member), ThreadNotice::Flagged).await, 2, "new flags are news");
        // Let stand once more: what everybody reads stays, and so does the count.
        let before = heated.post().await.kept.unwrap();
        assert_eq!((before.words.as_str(), before.body), ("Sharp, but no insult.", Some(heated.thread.body)));
        let pulse = heated.pulse().await;
        let again = Mending::LetStand { words: say("Still no insult.") };
        heated.does(&heated.scene.member, again, after.plus_seconds(1)).await.unwrap();
        let post = heated.post().await;
        assert!(post.flagged.unwrap().flags.is_kept_openly());
        let kept = post.kept.unwrap();
        assert_eq!((kept.words, kept.body, kept.again), (before.words, before.body, vec!["Still no insult.".to_owned()]));
        assert_eq!(heated.pulse().await, pulse, "others see nothing else");
        assert_eq!(heated.did(Did::Kept).await, 1);
        assert!(heated.scene.store.list_waiting(&bodies, false, 9).await.unwrap().is_empty());
    }

    async fn what_hid_nothing_is_let_stand_without_a_public_trace(store) {
        let heated = Heated::on(Scene::set(store, 2).await, &[1]).await;
        let pulse = heated.pulse().await;
        heated.does(heated.neighbour(1), flag(false), now()).await.unwrap();
        heated.does(&heated.scene.member, keep(), now().plus_seconds(1)).await.unwrap();
        assert_eq!(heated.did(Did::Kept).await, 0);
        assert_eq!(heated.pulse().await, pulse);
        assert_eq!(heated.told(id(heated.neighbour(0)), ThreadNotice::SaidKept).await, 0);
        let post = heated.post().await;
        assert!(!post.flagged.unwrap().flags.is_kept_openly());
        assert_eq!(post.kept.unwrap().words, "Sharp, but no insult.", "for its author and who decides");
    }

    async fn one_decision_however_many_decide_at_once(store) {
        let heated = Heated::on(Scene::set(store, 2).await, &[1]).await;
        let second = heated.second().await;
        for round in 0..4 {
            let at = now().plus_minutes(round);
            heated.does(heated.neighbour(1), flag(false), at).await.unwrap();
            let (kept, removed) = tokio::join!(
                heated.does(&heated.scene.member, keep(), at.plus_seconds(9)),
                heated.does(&second, remove(true), at.plus_seconds(9)),
            );
            let post = heated.post().await;
            if removed.is_ok() {
                assert_eq!(refusal(kept), Refused::NotFlagged);
                assert!(post.is_removed());
                return;
            }
            assert!(kept.is_ok());
            assert_eq!(refusal(removed), Refused::SomeoneWasFaster);
            assert!(!post.is_removed() && !post.flagged.unwrap().waits);
            heated.does(heated.neighbour(1), Mending::TakeFlagBack, at.plus_seconds(10)).await.unwrap();
        }
    }

    async fn what_is_about_the_committee_is_decided_next_door(store) {
        let heated = Heated::on(Scene::set(store, 4).await, &[1, 2, 3]).await;
        let plum = heated.beside(905).await;
        heated.does(heated.neighbour(1), flag(true), now()).await.unwrap();
        let member = &heated.scene.member;
        assert_eq!(refusal(heated.does(member, keep(), now()).await), Refused::AboutBody);
        assert_eq!(refusal(heated.does(member, remove(false), now()).await), Refused::AboutBody);
        let waits = async |body| heated.scene.store.list_waiting(&[body], false, 9).await.unwrap().len();
        let other = plum.person().unwrap().offices[0].body;
        assert_eq!((waits(heated.thread.body).await, waits(other).await), (0, 1));
        assert_eq!(heated.told(id(member), ThreadNotice::Flagged).await, 0, "they are not told");
        assert_eq!(heated.told(id(&plum), ThreadNotice::Flagged).await, 1);
        heated.does(&plum, remove(true), now()).await.unwrap();
        let author = heated.neighbour(0);
        let appeal = Mending::Appeal { words: say("It is true."), about: false };
        heated.does(author, appeal, now()).await.unwrap();
        let answer = || Mending::Answer { restore: true, words: say("So it is.") };
        assert_eq!(refusal(heated.does(member, answer(), now()).await), Refused::AboutBody);
        // There is nobody else next door either: the steward answers.
        assert_eq!(refusal(heated.does(&plum, answer(), now()).await), Refused::Denied(Denied::NotSteward));
        assert_eq!((waits(heated.thread.body).await, waits(other).await), (0, 0));
        assert_eq!(heated.scene.store.list_waiting(&[], true, 9).await.unwrap().len(), 1);
    }

    async fn many_flags_on_one_post_push_nothing_else_out(store) {
        let heated = Heated::on(Scene::set(store, 4).await, &[1, 2, 3]).await;
        let scene = &heated.scene;
        scene.say(&heated.thread, heated.neighbour(0), None, "", now().plus_seconds(1)).await.unwrap();
        for at in 1..4 {
            heated.does(heated.neighbour(at), flag(false), now()).await.unwrap();
        }
        let second = (Said::Post, 2);
        let (reference, at) = (heated.thread.reference, now().plus_seconds(2));
        let mending = flag(false);
        let flagged = scene.store.moderate(reference, second, &mending, heated.neighbour(1), &scene.ids, at);
        flagged.await.unwrap();
        let waiting = scene.store.list_waiting(&[heated.thread.body], false, 2).await.unwrap();
        let told: Vec<_> = waiting.iter().map(|one| (one.number, one.reasons.clone())).collect();
        assert_eq!(told, [(1, vec![(Rule::Insults, 3)]), (2, vec![(Rule::Insults, 1)])]);
    }

    async fn what_others_let_stand_the_committee_it_is_about_does_not_remove(store) {
        let heated = Heated::on(Scene::set(store, 4).await, &[1, 2, 3]).await;
        let plum = heated.beside(905).await;
        let member = &heated.scene.member;
        heated.does(heated.neighbour(1), flag(true), now()).await.unwrap();
        heated.does(&plum, keep(), now()).await.unwrap();
        assert_eq!(refusal(heated.does(member, remove(false), now()).await), Refused::AboutBody);
        assert!(!heated.post().await.is_removed());
        // A flag that does not say so brings it back to nobody, whoever sets it.
        let later = now().plus_minutes(1);
        for one in [heated.neighbour(2), member] {
            heated.does(one, flag(false), later).await.unwrap();
            let flagged = heated.post().await.flagged.unwrap();
            let other = plum.person().unwrap().offices[0].body;
            assert_eq!((flagged.waits, flagged.about, flagged.judge), (true, true, Some(other)));
            assert_eq!(refusal(heated.does(member, remove(true), later).await), Refused::AboutBody);
            assert_eq!(refusal(heated.does(member, keep(), later).await), Refused::AboutBody);
        }
        assert_eq!(heated.told(id(member), ThreadNotice::Flagged).await, 0);
        assert_eq!(heated.told(id(&plum), ThreadNotice::Flagged).await, 2, "for each round one");
        for one in [heated.neighbour(2), member] {
            heated.does(one, Mending::TakeFlagBack, later).await.unwrap();
        }
        assert_eq!(refusal(heated.does(member, remove(false), later).await), Refused::AboutBody);
        heated.does(&plum, remove(false), later).await.unwrap();
        assert!(heated.post().await.is_removed());
    }

    async fn a_flag_taken_back_before_anybody_decided_binds_nobody(store) {
        let heated = Heated::on(Scene::set(store, 3).await, &[1, 2]).await;
        heated.beside(905).await;
        let member = &heated.scene.member;
        heated.does(heated.neighbour(1), flag(true), now()).await.unwrap();
        heated.does(heated.neighbour(2), flag(false), now()).await.unwrap();
        heated.does(heated.neighbour(1), Mending::TakeFlagBack, now()).await.unwrap();
        assert_eq!(refusal(heated.does(member, remove(true), now()).await), Refused::AboutBody, "one waits there");
        heated.does(heated.neighbour(2), Mending::TakeFlagBack, now()).await.unwrap();
        heated.does(heated.neighbour(2), flag(false), now()).await.unwrap();
        heated.does(member, remove(true), now()).await.unwrap();
        assert!(heated.post().await.is_removed());
    }

    async fn what_is_about_the_committee_stays_with_others_after_an_appeal(store) {
        let heated = Heated::on(Scene::set(store, 3).await, &[1, 2]).await;
        let plum = heated.beside(905).await;
        let (member, author) = (&heated.scene.member, heated.neighbour(0));
        heated.does(heated.neighbour(1), flag(true), now()).await.unwrap();
        heated.does(&plum, remove(true), now()).await.unwrap();
        let appeal = Mending::Appeal { words: say("It is true."), about: false };
        heated.does(author, appeal, now()).await.unwrap();
        let Actor::Person(mut steward) = heated.neighbour(2).clone() else { panic!() };
        steward.steward = true;
        let answer = Mending::Answer { restore: true, words: say("So it is.") };
        heated.does(&Actor::Person(steward), answer, now()).await.unwrap();
        let at = |seconds| now().plus_seconds(seconds);
        heated.corrects("They are all thieves.", at(1)).await;
        assert_eq!(refusal(heated.does(member, remove(false), at(2)).await), Refused::AboutBody);
        heated.does(member, flag(false), at(3)).await.unwrap();
        assert_eq!(refusal(heated.does(member, remove(true), at(4)).await), Refused::AboutBody);
        heated.does(&plum, remove(true), at(5)).await.unwrap();
        assert!(heated.post().await.is_removed());
    }

    async fn a_second_removal_appeal_and_answer_are_told_as_the_first(store) {
        let heated = Heated::on(Scene::set(store, 1).await, &[]).await;
        let second = heated.second().await;
        let (member, author) = (&heated.scene.member, heated.neighbour(0));
        for round in 1..=2_usize {
            let at = |minutes: i64| {
                let rounds = i64::try_from(round).unwrap();
                now().plus_minutes(10 * rounds + minutes)
            };
            heated.does(member, remove(false), at(1)).await.unwrap();
            assert_eq!(heated.told(id(author), ThreadNotice::SaidRemoved).await, round);
            let appeal = Mending::Appeal { words: say("It is true."), about: false };
            heated.does(author, appeal, at(2)).await.unwrap();
            assert_eq!(heated.told(id(&second), ThreadNotice::AppealMade).await, round);
            let answer = Mending::Answer { restore: true, words: say("So it is.") };
            heated.does(&second, answer, at(3)).await.unwrap();
            assert_eq!(heated.told(id(author), ThreadNotice::AppealAnswered).await, round);
            heated.corrects(&format!("In other words, {round}."), at(4)).await;
        }
    }

    async fn an_appeal_against_the_only_member_is_answered_next_door(store) {
        let heated = Heated::on(Scene::set(store, 1).await, &[]).await;
        let plum = heated.beside(905).await;
        let (member, author) = (&heated.scene.member, heated.neighbour(0));
        heated.does(member, remove(false), now()).await.unwrap();
        let appeal = Mending::Appeal { words: say("It is my own door."), about: false };
        heated.does(author, appeal, now()).await.unwrap();
        assert_eq!(heated.told(id(&plum), ThreadNotice::AppealMade).await, 1);
        let answer = || Mending::Answer { restore: true, words: say("So it is.") };
        assert_eq!(refusal(heated.does(member, answer(), now()).await), Refused::AboutBody);
        heated.does(&plum, answer(), now()).await.unwrap();
        assert!(!heated.post().await.is_removed());
    }

    async fn what_an_appeal_put_back_is_judged_anew_once_it_says_something_else(store) {
        let heated = Heated::on(Scene::set(store, 4).await, &[1, 2, 3]).await;
        let second = heated.second().await;
        let (member, author) = (&heated.scene.member, heated.neighbour(0));
        heated.does(heated.neighbour(1), flag(false), now()).await.unwrap();
        heated.does(member, remove(true), now()).await.unwrap();
        let appeal = || Mending::Appeal { words: say("It is true."), about: false };
        heated.does(author, appeal(), now()).await.unwrap();
        let answer = Mending::Answer { restore: true, words: say("So it is.") };
        heated.does(&second, answer, now()).await.unwrap();
        let at = |seconds| now().plus_seconds(seconds);
        assert_eq!(refusal(heated.does(heated.neighbour(2), flag(false), at(1)).await), Refused::RemovedBefore);
        let words = Words::parse("You are all thieves.").unwrap();
        let correct = heated.scene.store.correct_post(heated.thread.reference, 1, &words, "<p>You are all thieves.</p>", author, at(2));
        correct.await.unwrap();
        assert!(heated.post().await.corrected.is_some(), "within five minutes, too");
        for neighbour in [2, 3] {
            heated.does(heated.neighbour(neighbour), flag(false), at(3)).await.unwrap();
        }
        heated.does(heated.neighbour(1), Mending::TakeFlagBack, at(3)).await.unwrap();
        heated.does(heated.neighbour(1), flag(false), at(3)).await.unwrap();
        let post = heated.post().await;
        let flagged = post.flagged.unwrap();
        assert_eq!((flagged.flags.households, flagged.waits), (3, true));
        assert_eq!((post.hidden_until(at(4)), flagged.flags.hidden_at), (None, None), "flags hide it never again");
        assert_eq!(heated.told(id(author), ThreadNotice::SaidHidden).await, 0);
        let waiting = heated.scene.store.list_waiting(&[heated.thread.body], false, 9).await.unwrap();
        assert!(waiting[0].removal.is_none());
        assert_eq!(waiting[0].reasons, [(Rule::Insults, 3)], "of those who saw the new words");
        heated.does(member, remove(true), at(5)).await.unwrap();
        assert!(heated.post().await.is_removed());
        heated.does(author, appeal(), at(6)).await.unwrap();
    }

    async fn what_an_appeal_put_back_its_author_takes_back_at_any_time(store) {
        let heated = Heated::on(Scene::set(store, 1).await, &[]).await;
        let second = heated.second().await;
        let author = heated.neighbour(0);
        heated.does(&heated.scene.member, remove(false), now()).await.unwrap();
        let appeal = Mending::Appeal { words: say("It is true."), about: false };
        heated.does(author, appeal, now()).await.unwrap();
        let answer = Mending::Answer { restore: true, words: say("So it is.") };
        heated.does(&second, answer, now()).await.unwrap();
        let wish = Mending::Remove { rule: Rule::OwnWish, reason: say("Enough."), flags: false };
        heated.does(author, wish.clone(), now()).await.unwrap();
        assert!(heated.post().await.is_removed());
        assert_eq!(refusal(heated.does(author, wish, now()).await), Refused::RemovedBefore);
    }

    async fn what_somebody_flags_is_mended_silently_and_who_decides_reads_what_it_was(store) {
        let heated = Heated::on(Scene::set(store, 2).await, &[1]).await;
        heated.does(heated.neighbour(1), flag(false), now()).await.unwrap();
        let before = heated.post().await.html;
        heated.corrects("Kind words.", now().plus_seconds(9)).await;
        let post = heated.post().await;
        assert_eq!((post.html.as_str(), post.corrected), ("<p>Kind words.</p>", None), "a flag shows to nobody");
        assert_eq!(post.as_flagged.as_ref(), Some(&before));
        let waiting = heated.scene.store.list_waiting(&[heated.thread.body], false, 9).await.unwrap();
        assert_eq!((waiting[0].words.as_str(), waiting[0].as_flagged.as_ref()), ("Kind words.", Some(&before)));
        // Later a correction shows, and what was flagged still stands apart.
        let later = now().plus_minutes(6);
        heated.corrects("Kinder words.", later).await;
        let post = heated.post().await;
        assert_eq!(post.corrected, Some((later, "<p>Kind words.</p>".to_owned())));
        assert_eq!(post.as_flagged, Some(before));
    }

    async fn what_was_hidden_is_not_exchanged_without_a_trace(store) {
        let heated = Heated::on(Scene::set(store, 4).await, &[1, 2, 3]).await;
        let before = heated.post().await.html;
        for at in 1..4 {
            heated.does(heated.neighbour(at), flag(false), now()).await.unwrap();
        }
        heated.corrects("Kind words.", now().plus_seconds(9)).await;
        let post = heated.post().await;
        assert_eq!(post.corrected.map(|(_, first)| first), Some(before));
        assert_eq!(post.as_flagged, None);
    }

    async fn without_a_committee_next_door_the_steward_decides(store) {
        let heated = Heated::on(Scene::set(store, 2).await, &[1]).await;
        heated.does(heated.neighbour(1), flag(true), now()).await.unwrap();
        assert_eq!(heated.scene.store.list_waiting(&[], true, 9).await.unwrap().len(), 1);
        let Actor::Person(mut steward) = heated.neighbour(1).clone() else { panic!() };
        steward.steward = true;
        heated.does(&Actor::Person(steward), keep(), now()).await.unwrap();
        assert!(heated.post().await.flagged.unwrap().flags.kept);
        let member = &heated.scene.member;
        assert_eq!(refusal(heated.does(member, remove(false), now()).await), Refused::AboutBody);
    }

    async fn what_nobody_flagged_is_taken_to_the_steward_by_its_author_too(store) {
        let heated = Heated::on(Scene::set(store, 2).await, &[1]).await;
        heated.does(&heated.scene.member, remove(false), now()).await.unwrap();
        let appeal = Mending::Appeal { words: say("It is about you."), about: true };
        heated.does(heated.neighbour(0), appeal, now()).await.unwrap();
        assert_eq!(heated.scene.store.list_waiting(&[], true, 9).await.unwrap().len(), 1);
        assert!(heated.scene.store.list_waiting(&[heated.thread.body], false, 9).await.unwrap().is_empty());
    }

    async fn an_appeal_waits_in_the_inbox_until_another_member_answers(store) {
        let heated = Heated::on(Scene::set(store, 1).await, &[]).await;
        let second = heated.second().await;
        heated.does(&heated.scene.member, remove(false), now()).await.unwrap();
        let author = heated.neighbour(0);
        assert_eq!(heated.told(id(author), ThreadNotice::SaidRemoved).await, 1);
        let appeal = Mending::Appeal { words: say("It is my own door."), about: false };
        heated.does(author, appeal, now()).await.unwrap();
        assert_eq!(heated.told(id(&second), ThreadNotice::AppealMade).await, 1);
        assert_eq!(heated.told(id(&heated.scene.member), ThreadNotice::AppealMade).await, 0, "who removed it");
        let bodies = [heated.thread.body];
        let waiting = heated.scene.store.list_waiting(&bodies, false, 9).await.unwrap();
        assert_eq!(waiting[0].removal.as_ref().unwrap().appeal.as_deref(), Some("It is my own door."));
        let answer = Mending::Answer { restore: true, words: say("So it is.") };
        heated.does(&second, answer, now()).await.unwrap();
        assert_eq!(heated.told(id(author), ThreadNotice::AppealAnswered).await, 1);
        assert!(heated.scene.store.list_waiting(&bodies, false, 9).await.unwrap().is_empty());
        let did = heated.scene.store.list_moderated(heated.thread.place, now(), 99).await.unwrap();
        let mut did: Vec<Did> = did.into_iter().map(|(did, _)| did).collect();
        did.sort_unstable();
        assert_eq!(did, [Did::Removed, Did::Appealed, Did::Restored]);
        let again = heated.does(&second, flag(false), now()).await;
        assert_eq!(refusal(again), Refused::RemovedBefore, "looked at after an appeal");

        // Changed since, it is removed anew, and both times count.
        let (words, later) = (Words::parse("It is your door.").unwrap(), now().plus_minutes(9));
        heated.scene.store.correct_post(heated.thread.reference, 1, &words, "<p>It is your door.</p>", author, later).await.unwrap();
        heated.does(&heated.scene.member, remove(false), later.plus_minutes(1)).await.unwrap();
        let did = heated.scene.store.list_moderated(heated.thread.place, now(), 99).await.unwrap();
        let mut did: Vec<Did> = did.into_iter().map(|(did, _)| did).collect();
        did.sort_unstable();
        assert_eq!(did, [Did::Removed, Did::Removed, Did::Appealed, Did::Restored]);
    }

    async fn a_slow_thread_takes_one_post_in_ten_minutes_and_a_cool_one_none(store) {
        let scene = Scene::set(store, 2).await;
        let thread = scene.open("").await.unwrap().thread;
        let (one, two) = (&scene.neighbours[0], &scene.neighbours[1]);
        let slow = Command::Slow { minutes: 10, words: say("Slowly.") };
        let thread = scene.lead(&thread, slow).await.unwrap().thread;
        scene.say(&thread, one, None, "", now()).await.unwrap();
        scene.say(&thread, two, None, "", now()).await.unwrap();
        let again = now().plus_minutes(10);
        let soon = scene.say(&thread, one, None, "", again.plus_seconds(-1)).await;
        assert_eq!(refusal(soon), Refused::TooSoon { again });
        // Two at once: one of them is the second.
        let both = futures((0..2).map(|_| scene.say(&thread, one, None, "", again))).await;
        assert_eq!(both.iter().filter(|one| one.is_ok()).count(), 1);
        let cool = Command::Cool { hours: 2, words: say("Sleep over it.") };
        let thread = scene.lead(&thread, cool).await.unwrap().thread;
        let until = now().plus_minutes(120);
        assert_eq!(refusal(scene.say(&thread, two, None, "", until.plus_seconds(-1)).await), Refused::Cooling { again: until });
        scene.say(&thread, two, None, "", until).await.unwrap();
        let latest = scene.store.latest_posts(thread.id, 2, 3).await.unwrap();
        assert_eq!((latest.count, latest.root, latest.authors.len()), (4, Some(2), 3));
        assert_eq!(latest.authors[0], id(two));
    }
}
