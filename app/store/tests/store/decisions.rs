//! Decisions: nobody's vote counts twice, none is lost that was taken, and what stays of
//! an anonymous one names nobody.

use domain::body::BodyKind;
use domain::charter::Participation;
use domain::decision::{
    Cast, Choice, Command, Decision, InShort, Order, Outcome, Refused, Seen, Showing, Voters,
};
use domain::id::PersonId;
use domain::instant::Instant;
use domain::method::{Method, shipped};
use domain::person::{Actor, Role};
use domain::text::{Sentence, Title, Words};
use domain::thread::{self, Adding, Share, Step, Thread, ThreadNotice};
use store::decisions::{DecisionActed, DecisionError, Flat, NewDecision, Reply, ThreadArgs};
use store::households::InPerson;
use store::ids::Ids;
use store::on_each_engine;
use store::outbox::in_app::Told;
use store::testing::TestStore;
use store::threads::{NewThread, ThreadError};

use crate::fixtures::{body, now, place_id, planted, resident};
use crate::threads::futures;

pub struct Scene {
    pub store: TestStore,
    pub ids: Ids,
    /// Two members of the committee.
    pub members: [Actor; 2],
    /// Verified residents; two live behind each door.
    pub neighbours: Vec<Actor>,
    pub thread: Thread,
}

pub const OBJECT: usize = 2;

/// So many residents who are verified in Building 1, two behind each door.
async fn verified(store: &TestStore, ids: &Ids, count: u8, by: &Actor) -> Vec<Actor> {
    let mut people = Vec::new();
    for number in 0..count {
        let name = format!("Neighbour{number}");
        let person = resident(store, 1 + u128::from(number), &name).await;
        let seen = InPerson {
            person,
            place: place_id(store, "willow-1").await,
            door: &[number / 2; 32],
            by: by.person().unwrap().id,
            purpose: &Sentence::parse("I know them.").unwrap(),
        };
        store
            .verify_in_person(&seen, ids, now())
            .await
            .unwrap()
            .unwrap();
        people.push(Actor::Person(
            store.find_person(person).await.unwrap().unwrap(),
        ));
    }
    people
}

impl Scene {
    pub async fn set(store: TestStore, neighbours: u8) -> Self {
        planted(&store).await;
        let ids = Ids::counted(90_000);
        let lane = place_id(&store, "willow-lane").await;
        let committee = body(901, "committee", BodyKind::SelfGovernance, 1, vec![lane]);
        store
            .import_bodies(std::slice::from_ref(&committee), now())
            .await
            .unwrap();
        let mut members = Vec::new();
        for (number, name) in [(100, "Member"), (101, "Second")] {
            let member = resident(&store, number, name).await;
            let role = Role::CommitteeMember;
            store
                .appoint(committee.id, member, role, now())
                .await
                .unwrap();
            members.push(Actor::Person(
                store.find_person(member).await.unwrap().unwrap(),
            ));
        }
        let people = verified(&store, &ids, neighbours, &members[0]).await;
        let new = NewThread {
            place: lane,
            body: committee.id,
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
        let opened = store
            .open_thread(&new, &members[0], None, &ids, now())
            .await
            .unwrap();
        let mut scene = Self {
            store,
            ids,
            members: [members[0].clone(), members[1].clone()],
            neighbours: people,
            thread: opened.thread,
        };
        let go = thread::Command::Move {
            step: Step::Decide,
            until: now().plus_days(40),
        };
        scene.thread = scene.lead_thread(go).await.unwrap();
        scene
    }

    async fn lead_thread(&self, command: thread::Command) -> Result<Thread, ThreadError> {
        let reference = self.thread.reference;
        let order = thread::Order::from(command);
        let acted = self
            .store
            .act_on_thread(reference, &order, &self.members[0], None, &self.ids, now())
            .await?;
        Ok(acted.thread)
    }

    async fn draft(&self, key: &str, voters: Voters, showing: Showing) -> Decision {
        let method: Method = shipped().into_iter().find(|one| one.key == key).unwrap();
        self.draft_by(method, voters, showing).await
    }

    async fn draft_by(&self, method: Method, voters: Voters, showing: Showing) -> Decision {
        let new = NewDecision {
            question: Title::parse("Bicycles into the cellar?").unwrap(),
            words: Words::parse("The cellar from May.").unwrap(),
            method,
            options: Vec::new(),
            voters,
            showing,
        };
        let (reference, member) = (self.thread.reference, &self.members[0]);
        let drafted = self
            .store
            .draft_decision(reference, &new, member, None, &self.ids, now());
        drafted.await.unwrap().decision
    }

    pub async fn open(&self, key: &str, voters: Voters, showing: Showing) -> Decision {
        let decision = self.draft(key, voters, showing).await;
        self.open_it(&decision).await
    }

    async fn open_it(&self, decision: &Decision) -> Decision {
        let until = now().plus_days(7);
        self.lead(decision, Command::Open { until }, 0)
            .await
            .unwrap()
            .decision
    }

    async fn lead(
        &self,
        decision: &Decision,
        command: Command,
        member: usize,
    ) -> Result<DecisionActed, DecisionError> {
        let address = (decision.reference, decision.number);
        let order = Order::from(command);
        // Nobody ends one within its first day.
        let at = match order.command {
            Command::CloseEarly { .. } => now().plus_days(1),
            _ => now(),
        };
        self.store
            .act_on_decision(address, &order, &self.members[member], None, &self.ids, at)
            .await
    }

    pub async fn vote(
        &self,
        decision: &Decision,
        actor: &Actor,
        option: usize,
        seen: Option<i64>,
    ) -> Result<Decision, DecisionError> {
        let reason =
            (option == OBJECT).then(|| Sentence::parse("The door is too narrow.").unwrap());
        let cast = Cast {
            choice: Some(Choice::One(option)),
            reason,
        };
        let seen = seen.map(Seen);
        self.store
            .cast_ballot(
                decision.reference,
                decision.number,
                (&cast, seen),
                actor,
                &self.ids,
                now(),
            )
            .await
    }

    /// Verified behind one more door of the building.
    async fn moves(&self, actor: &Actor, door: u8, at: Instant) {
        let seen = InPerson {
            person: actor.person().unwrap().id,
            place: place_id(&self.store, "willow-1").await,
            door: &[door; 32],
            by: self.members[0].person().unwrap().id,
            purpose: &Sentence::parse("They moved.").unwrap(),
        };
        let verified = self.store.verify_in_person(&seen, &self.ids, at).await;
        verified.unwrap().unwrap();
    }

    /// Whether each of these people is asked if the agreement still holds.
    async fn asked_whether_it_holds(&self, people: &[Actor]) -> Vec<bool> {
        let mut asked = Vec::new();
        for actor in people {
            let id = actor.person().unwrap().id;
            let told = self.store.list_notices(id, 50).await.unwrap();
            let kind = Told::OfThread(ThreadNotice::HoldsAsked);
            asked.push(told.iter().any(|one| one.told == kind));
        }
        asked
    }

    pub async fn wake(&self, at: Instant) -> u64 {
        self.store.wake_decisions(9, &self.ids, at).await.unwrap()
    }

    pub async fn found(&self, decision: &Decision) -> Decision {
        let found = self
            .store
            .find_decision(decision.reference, decision.number)
            .await;
        found.unwrap().unwrap()
    }

    /// How many votes have an answer while it is open.
    async fn answered(&self, decision: &Decision) -> i64 {
        let (reference, number) = (decision.reference, decision.number);
        let found = self.store.find_decision_with_turnout(reference, number);
        found.await.unwrap().unwrap().1
    }

    pub async fn told(&self, actor: &Actor) -> Vec<ThreadNotice> {
        let id: PersonId = actor.person().unwrap().id;
        let notices = self.store.list_notices(id, 20).await.unwrap();
        let of_thread = notices.into_iter().filter_map(|notice| match notice.told {
            Told::OfThread(kind) => Some(kind),
            Told::OfCase(..)
            | Told::OfHome(_)
            | Told::OfChallenge(_)
            | Told::OfMeeting(_)
            | Told::OfMediation(_)
            | Told::OfOffice(_) => None,
        });
        of_thread.collect()
    }
}

fn refusal<T: std::fmt::Debug>(outcome: Result<T, DecisionError>) -> Refused {
    match outcome {
        Err(DecisionError::Refused(refused)) => refused,
        other => panic!("{other:?}"),
    }
}

on_each_engine! {
    async fn the_pulse_of_a_thread_counts_no_answer_that_is_anonymous_or_one_of_a_few(store) {
        let scene = Scene::set(store, 12).await;
        let decision = scene.open("majority", Voters::Residents, Showing::Anonymous).await;
        let pulse = async || scene.store.list_pulses(&[decision.reference]).await.unwrap()[0].1;
        let before = pulse().await;
        for (at, actor) in scene.neighbours.iter().enumerate() {
            scene.vote(&decision, actor, 0, None).await.unwrap();
            // Every fifth is told.
            let told = i64::try_from((at + 1) / 5).unwrap();
            assert_eq!(pulse().await - before, told, "after {} answers", at + 1);
        }
        // Where names are, each from the tenth on; before that what the others are told.
        for showing in [Showing::Closed, Showing::Always] {
            let named = scene.open("majority", Voters::Residents, showing).await;
            let before = pulse().await;
            for (told, actor) in [0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 3, 4].into_iter().zip(&scene.neighbours) {
                scene.vote(&named, actor, 0, None).await.unwrap();
                assert_eq!(pulse().await - before, told, "{showing:?}");
            }
            // Another answer in place of the first shows only where it is told how they stand.
            scene.vote(&named, &scene.neighbours[0], 1, None).await.unwrap();
            assert_eq!(pulse().await - before, 4 + i64::from(showing == Showing::Always));
        }
    }

    async fn twelve_neighbours_decide_and_nobody_knows_how_each_did(store) {
        let scene = Scene::set(store, 12).await;
        let decision = scene.open("consent", Voters::Residents, Showing::Anonymous).await;
        assert_eq!(scene.told(&scene.neighbours[3]).await, [ThreadNotice::DecisionOpened]);
        for (at, actor) in scene.neighbours.iter().enumerate().skip(1) {
            scene.vote(&decision, actor, if at == 5 { OBJECT } else { 0 }, Some(0)).await.unwrap();
        }
        let objections = scene.store.list_objections(&decision).await.unwrap();
        assert_eq!(objections.len(), 1);
        let answer = Sentence::parse("We widen it.").unwrap();
        let address = (decision.reference, decision.number);
        let member = &scene.members[0];
        let reply = Reply { slip: objections[0].slip, words: &answer, over: "" };
        scene.store.answer_objection(address, reply, member, &scene.ids, now()).await.unwrap();
        // Another member who saw no answer yet does not write over this one unseen.
        let unseen = scene.store.answer_objection(address, reply, member, &scene.ids, now()).await;
        assert_eq!(refusal(unseen), Refused::SomeoneWasFaster);
        let seen = Reply { over: "We widen it.", ..reply };
        scene.store.answer_objection(address, seen, member, &scene.ids, now()).await.unwrap();
        assert_eq!(scene.told(&scene.neighbours[5]).await[0], ThreadNotice::ObjectionAnswered);
        let own = scene.store.own_ballot(&decision, scene.neighbours[5].person().unwrap().id).await.unwrap().unwrap();
        assert_eq!((own.turns, own.given.unwrap().answer.as_deref()), (1, Some("We widen it.")));
        scene.vote(&decision, &scene.neighbours[5], 0, Some(1)).await.unwrap();
        assert_eq!(refusal(scene.store.answer_objection(address, reply, member, &scene.ids, now()).await), Refused::ObjectionUnknown);

        let end = now().plus_days(7);
        assert_eq!(scene.wake(end.plus_minutes(-24 * 60)).await, 1);
        assert_eq!(scene.told(&scene.neighbours[0]).await[0], ThreadNotice::DecisionEnds);
        let reminded = scene.store.list_notices(scene.neighbours[0].person().unwrap().id, 1).await.unwrap();
        let args: ThreadArgs = serde_json::from_value(reminded[0].args.clone()).unwrap();
        assert_eq!(args.ends.map(|ends| (ends.until, ends.zone)), Some((end, "Asia/Shanghai".to_owned())));
        assert_eq!(scene.told(&scene.neighbours[1]).await, [ThreadNotice::DecisionOpened]);
        assert_eq!(scene.wake(end.plus_minutes(-1)).await, 0);
        assert_eq!(scene.wake(end).await, 1);
        assert_eq!(scene.wake(end).await, 0);
        let closed = scene.found(&decision).await;
        let (tally, outcome) = closed.result().unwrap();
        assert_eq!((tally.cast.heads, tally.eligible.heads, outcome), (11, 12, &Outcome::Passed { option: 0 }));
        let kept = scene.store.list_reasoned(&decision).await.unwrap();
        assert_eq!(kept.len(), 11);
        assert!(kept.iter().all(|one| one.ballot.name.is_none()));
        assert_eq!(scene.answered(&decision).await, 0);
        assert_eq!(scene.store.own_ballot(&decision, scene.neighbours[1].person().unwrap().id).await.unwrap(), None);
        // Neither who had not answered nor who had objected can be read from what they were told.
        for actor in &scene.neighbours {
            assert_eq!(scene.told(actor).await, [ThreadNotice::DecisionClosed, ThreadNotice::DecisionOpened]);
        }
        assert_eq!(refusal(scene.vote(&closed, &scene.neighbours[0], 0, None).await), Refused::DecisionClosed);
    }

    async fn names_stay_only_where_they_were_announced_and_are_shown(store) {
        let scene = Scene::set(store, 10).await;
        for (number, answers) in [(1, 10), (2, 9)] {
            let decision = scene.open("majority", Voters::Residents, Showing::Closed).await;
            assert_eq!(decision.number, number);
            for actor in &scene.neighbours[..answers] {
                scene.vote(&decision, actor, 0, None).await.unwrap();
            }
            scene.wake(now().plus_days(7)).await;
            let kept = scene.store.list_reasoned(&decision).await.unwrap();
            assert_eq!(kept.len(), answers);
            assert!(kept.iter().all(|one| one.ballot.name.is_some() == (answers == 10)));
        }
    }

    async fn who_moves_does_not_vote_twice_and_who_comes_later_not_at_all(store) {
        let scene = Scene::set(store, 4).await;
        let moves = async |actor: &Actor, door, at| scene.moves(actor, door, at).await;
        // The first one is known behind two doors when it opens.
        moves(&scene.neighbours[0], 1, now()).await;
        let decision = scene.open("majority", Voters::Households, Showing::Anonymous).await;
        scene.vote(&decision, &scene.neighbours[0], 0, Some(0)).await.unwrap();
        let residencies = scene.store.list_residencies(scene.neighbours[0].person().unwrap().id).await.unwrap();
        let person = scene.neighbours[0].person().unwrap().id;
        scene.store.end_own_residency(residencies[0].id, person, now()).await.unwrap();
        assert_eq!(refusal(scene.vote(&decision, &scene.neighbours[0], 1, None).await), Refused::NotEligible);
        // Somebody who is verified behind a door after it opened reads and changes nothing of it.
        let late = resident(&scene.store, 88, "Late").await;
        let late = Actor::Person(scene.store.find_person(late).await.unwrap().unwrap());
        moves(&late, 0, now().plus_seconds(1)).await;
        assert_eq!(scene.store.own_ballot(&decision, late.person().unwrap().id).await.unwrap(), None);
        assert_eq!(refusal(scene.vote(&decision, &late, 1, None).await), Refused::NotEligible);
        // The very same with a reason that nobody keeps is no other answer.
        let cast = Cast { choice: Some(Choice::One(OBJECT)), reason: Some(Sentence::parse("As before.").unwrap()) };
        let other = &scene.neighbours[2];
        for _ in 0..2 {
            let seen = (&cast, Some(Seen(0)));
            scene.store.cast_ballot(decision.reference, decision.number, seen, other, &scene.ids, now()).await.unwrap();
        }
        assert_eq!(scene.answered(&decision).await, 2);
    }

    async fn only_who_can_still_answer_is_reminded(store) {
        let scene = Scene::set(store, 6).await;
        // The first one is known behind two doors and speaks for one of them.
        scene.moves(&scene.neighbours[0], 1, now()).await;
        let decision = scene.open("majority", Voters::Households, Showing::Anonymous).await;
        scene.vote(&decision, &scene.neighbours[0], 0, Some(0)).await.unwrap();
        assert_eq!(scene.wake(now().plus_days(6)).await, 1);
        let mut reminded = Vec::new();
        for actor in &scene.neighbours {
            reminded.push(scene.told(actor).await.contains(&ThreadNotice::DecisionEnds));
        }
        assert_eq!(reminded, [false, false, true, true, true, true]);
    }

    async fn a_household_has_one_vote_whoever_of_it_answers(store) {
        let scene = Scene::set(store, 8).await;
        let decision = scene.open("majority", Voters::Households, Showing::Anonymous).await;
        let [one, two] = [&scene.neighbours[0], &scene.neighbours[1]];
        scene.vote(&decision, one, 0, Some(0)).await.unwrap();
        assert_eq!(refusal(scene.vote(&decision, two, 1, Some(0)).await), Refused::BallotStale);
        scene.vote(&decision, two, 1, Some(1)).await.unwrap();
        assert_eq!(scene.answered(&decision).await, 1);
        // The very same once more is no mistake.
        scene.vote(&decision, two, 1, Some(1)).await.unwrap();
        let all = futures((0..24).map(|n| scene.vote(&decision, &scene.neighbours[n % 8], n % 2, None))).await;
        let strange: Vec<_> = all.into_iter().filter_map(Result::err)
            .filter(|error| !matches!(error, DecisionError::Refused(Refused::BallotStale))).collect();
        assert!(strange.is_empty(), "{strange:?}");
        assert_eq!(scene.answered(&decision).await, 4);
        scene.wake(now().plus_days(7)).await;
        let closed = scene.found(&decision).await;
        let tally = closed.result().unwrap().0;
        assert_eq!((tally.cast.heads, tally.eligible.heads), (4, 4));
    }

    async fn every_vote_that_was_taken_is_in_the_count(store) {
        let scene = Scene::set(store, 12).await;
        let decision = scene.open("majority", Voters::Residents, Showing::Anonymous).await;
        let early = |member| scene.lead(&decision, Command::CloseEarly { words: Sentence::parse("All have answered.").unwrap() }, member);
        early(0).await.unwrap();
        assert_eq!(refusal(early(0).await), Refused::SamePerson);
        let votes = futures(scene.neighbours.iter().map(|actor| scene.vote(&decision, actor, 0, None)));
        let (votes, closed, again) = tokio::join!(votes, early(1), early(1));
        assert!(closed.is_ok() != again.is_ok(), "{closed:?} {again:?}");
        let taken = votes.iter().filter(|one| one.is_ok()).count();
        let late = votes.into_iter().filter_map(Result::err)
            .filter(|error| matches!(error, DecisionError::Refused(Refused::DecisionClosed | Refused::NotEligible))).count();
        assert_eq!(taken + late, 12);
        let closed = scene.found(&decision).await;
        assert_eq!(usize::try_from(closed.result().unwrap().0.cast.heads).unwrap(), taken);
        assert_eq!(scene.store.list_choices(decision.id).await.unwrap().len(), taken);
        assert_eq!(scene.answered(&decision).await, 0);
    }

    async fn flats_count_with_their_area_and_speak_only_where_their_owners_live(store) {
        let scene = Scene::set(store, 6).await;
        let building = place_id(&scene.store, "willow-1").await;
        let by = scene.members[0].person().unwrap().id;
        let flat = |door: u8, area, is_let| Flat { door: [door; 32], area, is_let };
        let flats = [flat(0, 9_000, false), flat(1, 6_000, false), flat(2, 4_000, true), flat(9, 5_000, false)];
        scene.store.register_flats(building, &flats, by, &scene.ids, now()).await.unwrap();
        scene.store.register_flats(building, &[flat(1, 6_500, false)], by, &scene.ids, now()).await.unwrap();
        assert_eq!(scene.store.count_flats(building).await.unwrap(), 4);
        let decision = scene.open("owners", Voters::Owners, Showing::Anonymous).await;
        scene.vote(&decision, &scene.neighbours[0], 0, None).await.unwrap();
        scene.vote(&decision, &scene.neighbours[2], 0, None).await.unwrap();
        assert_eq!(refusal(scene.vote(&decision, &scene.neighbours[4], 0, None).await), Refused::NotEligible);
        scene.wake(now().plus_days(7)).await;
        let closed = scene.found(&decision).await;
        let (tally, outcome) = closed.result().unwrap();
        assert_eq!((tally.eligible.heads, tally.eligible.area), (4, 24_500));
        assert_eq!((tally.cast.heads, tally.cast.area, outcome), (2, 15_500, &Outcome::NoQuorum));
        assert!(!closed.publishes_ballots());
    }

    async fn no_name_stays_beside_the_answer_of_a_flat(store) {
        let scene = Scene::set(store, 20).await;
        let building = place_id(&scene.store, "willow-1").await;
        let by = scene.members[0].person().unwrap().id;
        let flat = |door: u8| Flat { door: [door; 32], area: 5_000 + u32::from(door), is_let: false };
        let flats: Vec<Flat> = (0..10).map(flat).collect();
        scene.store.register_flats(building, &flats, by, &scene.ids, now()).await.unwrap();
        // A charter may bring a way that announces names.
        let mut named: Method = shipped().into_iter().find(|one| one.key == "owners").unwrap();
        assert_eq!(named.showing, [Showing::Anonymous], "no shipped one does");
        named.showing.push(Showing::Closed);
        let decision = scene.draft_by(named, Voters::Owners, Showing::Closed).await;
        let decision = scene.open_it(&decision).await;
        for owner in scene.neighbours.iter().step_by(2) {
            scene.vote(&decision, owner, 0, None).await.unwrap();
        }
        scene.wake(now().plus_days(7)).await;
        let kept = scene.store.list_reasoned(&decision).await.unwrap();
        assert_eq!(kept.len(), 10);
        assert!(kept.iter().all(|one| one.ballot.name.is_none()), "{kept:?}");
    }

    async fn nobody_is_cut_off_by_the_end_of_the_thread(store) {
        let scene = Scene::set(store, 3).await;
        let draft = scene.draft("majority", Voters::Residents, Showing::Anonymous).await;
        assert_eq!(refusal(scene.vote(&draft, &scene.neighbours[0], 0, None).await), Refused::NotOpenYet);
        let open = Command::Open { until: now().plus_days(7) };
        let (one, two) = tokio::join!(scene.lead(&draft, open.clone(), 0), scene.lead(&draft, open, 1));
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        let end = thread::Command::Close { learnt: Sentence::parse("So.").unwrap() };
        assert!(matches!(scene.lead_thread(end.clone()).await, Err(ThreadError::Refused(thread::Refused::DecisionRuns))));
        let detail = scene.store.reader().await.unwrap().conn()
            .find_thread_detail(scene.thread.reference).await.unwrap().unwrap();
        let listed = detail.decisions;
        assert_eq!((listed.len(), listed[0].stage, listed[0].until), (1, InShort::Open, Some(now().plus_days(7))));
        scene.wake(now().plus_days(7)).await;
        scene.lead_thread(end).await.unwrap();
        let outsider = resident(&scene.store, 77, "Outsider").await;
        let outsider = Actor::Person(scene.store.find_person(outsider).await.unwrap().unwrap());
        assert_eq!(refusal(scene.vote(&draft, &outsider, 0, None).await), Refused::DecisionClosed);
        assert_eq!(scene.found(&draft).await.in_short(), InShort::NoQuorum);
    }

    async fn those_who_were_asked_are_asked_again_whether_it_holds(store) {
        let scene = Scene::set(store, 12).await;
        // Nobody says a word in the thread; one of them does not answer, either.
        let decision = scene.open("consent", Voters::Residents, Showing::Anonymous).await;
        for actor in &scene.neighbours[1..] {
            scene.vote(&decision, actor, 0, None).await.unwrap();
        }
        scene.wake(now().plus_days(7)).await;
        let agree = thread::Command::Agree {
            words: Words::parse("The cellar.").unwrap(),
            commitments: Vec::new(),
            review: now().plus_days(30),
            promised: None,
        };
        let thread = scene.lead_thread(agree).await.unwrap();
        // Who comes later was asked nothing.
        let later = resident(&scene.store, 77, "Later").await;
        let later = Actor::Person(scene.store.find_person(later).await.unwrap().unwrap());
        scene.moves(&later, 9, now().plus_days(9)).await;
        assert_eq!(scene.store.wake_threads(9, &scene.ids, now().plus_days(30)).await.unwrap(), 1);
        assert_eq!(scene.asked_whether_it_holds(&scene.neighbours).await, [true; 12]);
        assert_eq!(scene.asked_whether_it_holds(std::slice::from_ref(&later)).await, [false]);
        let say = async |actor: &Actor| {
            let said = (thread::Holds::Yes, None);
            scene.store.say_holds(thread.reference, said, actor, now().plus_days(31)).await
        };
        say(&scene.neighbours[0]).await.unwrap();
        let refused = say(&later).await.unwrap_err();
        assert!(matches!(refused, ThreadError::Refused(thread::Refused::HoldsNotConcerned)), "{refused:?}");
    }
}
