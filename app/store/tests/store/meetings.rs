//! Meetings: never more seats than stated whoever asks at once, the order kept, everybody
//! told once, and nobody remembered for long.

use domain::id::PersonId;
use domain::instant::Instant;
use domain::meeting::{
    Command, Event, InRoom, InShort, KEEP_DAYS, Meeting, MeetingNotice, Minutes, Order, Plan,
    Point, Reached, Refused, Standing,
};
use domain::person::Actor;
use domain::text::{Sentence, Title, View, Words};
use domain::thread::{self, Thread};
use store::idempotency::Once;
use store::meetings::{MeetingActed, MeetingError};
use store::on_each_engine;
use store::outbox::in_app::Told;
use store::testing::TestStore;

use crate::fixtures::{now, place_id};
use crate::threads::{Scene, futures};

fn plan(seats: Option<i64>) -> Plan {
    Plan {
        title: Title::parse("A look at the hall").unwrap(),
        at: now().plus_days(5),
        zone: "Asia/Shanghai".to_owned(),
        minutes: 60,
        spot: View::parse("Reading room").unwrap(),
        seats,
        agenda: vec![Point {
            what: View::parse("Shelves").unwrap(),
            minutes: 30,
        }],
    }
}

fn minutes() -> Minutes {
    Minutes {
        present: 9,
        words: Words::parse("We *looked*.").unwrap(),
        html: "<p>We <em>looked</em>.</p>".to_owned(),
        decided: vec![InRoom {
            what: Sentence::parse("Shelves go down.").unwrap(),
            how: Reached::Most,
        }],
    }
}

struct Called {
    scene: Scene,
    thread: Thread,
    meeting: Meeting,
}

impl Called {
    async fn set(store: TestStore, neighbours: u128, seats: Option<i64>) -> Self {
        let scene = Scene::set(store, neighbours).await;
        let thread = scene.open("key").await.unwrap().thread;
        let called = scene
            .store
            .call_meeting(
                thread.reference,
                &plan(seats),
                &scene.member,
                None,
                &scene.ids,
                now(),
            )
            .await
            .unwrap();
        Self {
            scene,
            thread,
            meeting: called.meeting,
        }
    }

    const fn address(&self) -> (domain::reference::Reference, i64) {
        (self.meeting.reference, self.meeting.number)
    }

    async fn take(&self, actor: &Actor) -> Result<Standing, MeetingError> {
        let store = &self.scene.store;
        store.take_seat(self.address(), None, actor, now()).await
    }

    async fn leave(&self, actor: &Actor) -> Result<(), MeetingError> {
        let (store, ids) = (&self.scene.store, &self.scene.ids);
        store.leave_seat(self.address(), actor, ids, now()).await
    }

    async fn standing(&self, actor: &Actor) -> Option<Standing> {
        let person = actor.person().map(|person| person.id);
        let (reference, number) = self.address();
        let found = self
            .scene
            .store
            .find_meeting_for(reference, number, person)
            .await;
        found.unwrap().unwrap().own
    }

    async fn line(&self) -> i64 {
        let (reference, number) = self.address();
        let found = self.scene.store.find_meeting_for(reference, number, None);
        found.await.unwrap().unwrap().line
    }

    async fn lead(&self, command: Command, at: Instant) -> Result<MeetingActed, MeetingError> {
        let order = Order::from(command);
        let (store, ids) = (&self.scene.store, &self.scene.ids);
        let who = &self.scene.member;
        store
            .act_on_meeting(self.address(), &order, who, None, ids, at)
            .await
    }

    async fn told(&self, actor: &Actor) -> Vec<MeetingNotice> {
        let id: PersonId = actor.person().unwrap().id;
        let notices = self.scene.store.list_notices(id, 20).await.unwrap();
        let of_meeting = notices.into_iter().filter_map(|notice| match notice.told {
            Told::OfMeeting(kind) => Some(kind),
            Told::OfCase(..)
            | Told::OfHome(_)
            | Told::OfChallenge(_)
            | Told::OfThread(_)
            | Told::OfMediation(_)
            | Told::OfOffice(_) => None,
        });
        of_meeting.collect()
    }
}

fn refusal<T: std::fmt::Debug>(outcome: Result<T, MeetingError>) -> Refused {
    match outcome {
        Err(MeetingError::Refused(refused)) => refused,
        other => panic!("{other:?}"),
    }
}

on_each_engine! {
    async fn never_more_have_a_seat_than_there_are_however_many_ask_at_once(store) {
        let called = Called::set(store, 24, Some(5)).await;
        let people = &called.scene.neighbours;
        // Each asks twice, all at once.
        let all = people.iter().chain(people).map(|one| called.take(one));
        let outcomes: Vec<_> = futures(all).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(outcomes.len(), 48);
        assert_eq!(called.line().await, 24);
        let mut seated = 0;
        let mut queue = Vec::new();
        for person in people {
            match called.standing(person).await.unwrap() {
                Standing::Seated => seated += 1,
                Standing::Waiting { before } => queue.push(before),
            }
        }
        queue.sort_unstable();
        assert_eq!((seated, queue), (5, (0..19).collect::<Vec<_>>()));
        // What each was answered is what is so: nobody heard of a seat that somebody else has.
        let heard = outcomes.iter().filter(|one| **one == Standing::Seated).count();
        assert_eq!(heard, 10);

        // Half of them leave at once: those behind move up, in order, and are told once.
        let (leaving, staying) = people.split_at(12);
        for outcome in futures(leaving.iter().map(|one| called.leave(one))).await {
            outcome.unwrap();
        }
        let mut places = Vec::new();
        for person in staying {
            let moved = called.told(person).await;
            assert!(moved.len() <= 1, "{moved:?}");
            places.push(called.standing(person).await.unwrap());
        }
        let now_seated = places.iter().filter(|one| **one == Standing::Seated).count();
        assert_eq!((now_seated, called.line().await), (5, 12));
    }

    async fn the_next_one_moves_up_and_is_told(store) {
        let called = Called::set(store, 4, Some(1)).await;
        let [ana, bo, chen, dora] = &called.scene.neighbours[..] else { panic!("four") };
        assert_eq!(called.take(ana).await.unwrap(), Standing::Seated);
        assert_eq!(called.take(bo).await.unwrap(), Standing::Waiting { before: 0 });
        assert_eq!(called.take(chen).await.unwrap(), Standing::Waiting { before: 1 });
        called.leave(bo).await.unwrap();
        assert_eq!(called.told(chen).await, []);
        called.leave(ana).await.unwrap();
        called.leave(ana).await.unwrap();
        assert_eq!(called.told(chen).await, [MeetingNotice::MovedUp]);
        assert_eq!(called.standing(chen).await, Some(Standing::Seated));
        assert_eq!(called.take(ana).await.unwrap(), Standing::Waiting { before: 0 });
        assert_eq!(called.take(dora).await.unwrap(), Standing::Waiting { before: 1 });
        let bigger = Plan { seats: Some(2), ..plan(None) };
        called.lead(Command::Change { plan: bigger }, now()).await.unwrap();
        assert_eq!(called.told(ana).await, [MeetingNotice::MovedUp]);
        // Only seats were changed: that is nothing to who has one, or still waits.
        assert_eq!((called.told(chen).await.len(), called.told(dora).await.len()), (1, 0));
        let smaller = Plan { seats: Some(1), ..plan(None) };
        assert_eq!(refusal(called.lead(Command::Change { plan: smaller }, now()).await), Refused::SeatsTaken);
        let later = Plan { at: now().plus_days(6), seats: None, ..plan(None) };
        called.lead(Command::Change { plan: later }, now()).await.unwrap();
        assert_eq!(called.told(chen).await[0], MeetingNotice::Changed);
        assert_eq!(called.told(dora).await, [MeetingNotice::MovedUp]);
        let store = &called.scene.store;
        let stale = store.take_seat(called.address(), Some(0), bo, now()).await;
        assert_eq!(refusal(stale), Refused::PlanChanged);
    }

    async fn a_reminder_goes_out_once_from_whichever_server(store) {
        let called = Called::set(store, 3, Some(1)).await;
        let [ana, bo, _] = &called.scene.neighbours[..] else { panic!("three") };
        called.take(ana).await.unwrap();
        called.take(bo).await.unwrap();
        let (one, ids) = (&called.scene.store, &called.scene.ids);
        let two = one.open_again().await;
        let soon = plan(None).at.plus_days(-1);
        assert_eq!(one.wake_meetings(9, ids, soon.plus_seconds(-1)).await.unwrap(), 0);
        let wakes = (0..6).map(|turn| {
            let server = if turn % 2 == 0 { one } else { &two };
            server.wake_meetings(9, ids, soon)
        });
        let woken: u64 = futures(wakes).await.into_iter().map(Result::unwrap).sum();
        assert_eq!(woken, 1);
        assert_eq!(called.told(ana).await, [MeetingNotice::Soon]);
        assert_eq!(called.told(bo).await, [], "who waits has no seat to be reminded of");

        // Nobody is remembered for long.
        let forget = plan(None).until().plus_days(KEEP_DAYS);
        assert_eq!(one.wake_meetings(9, ids, forget.plus_seconds(-1)).await.unwrap(), 0);
        assert_eq!(one.wake_meetings(9, ids, forget).await.unwrap(), 1);
        assert_eq!((called.line().await, two.wake_meetings(9, ids, forget).await.unwrap()), (0, 0));
    }

    async fn what_a_late_server_finds_reminds_nobody(store) {
        let called = Called::set(store, 1, None).await;
        called.take(&called.scene.neighbours[0]).await.unwrap();
        let (store, ids) = (&called.scene.store, &called.scene.ids);
        assert_eq!(store.wake_meetings(9, ids, plan(None).at).await.unwrap(), 1);
        assert_eq!(called.told(&called.scene.neighbours[0]).await, []);
    }

    async fn those_who_had_a_part_hear_of_it_and_of_what_came_of_it(store) {
        let scene = Scene::set(store, 3).await;
        let [ana, bo, _] = &scene.neighbours[..] else { panic!("three") };
        let thread = scene.open("key").await.unwrap().thread;
        scene.say(&thread, ana, None, "", now()).await.unwrap();
        let (once, ids) = (Once { owner: "member", key: "a" }, &scene.ids);
        let (store, member) = (&scene.store, &scene.member);
        let first = store.call_meeting(thread.reference, &plan(None), member, Some(&once), ids, now()).await.unwrap();
        let again = store.call_meeting(thread.reference, &plan(None), member, Some(&once), ids, now()).await.unwrap();
        assert_eq!((first.meeting.id, again.recorded.len()), (again.meeting.id, 0));
        let [ana, bo] = [ana, bo].map(Clone::clone);
        let called = Called { meeting: first.meeting, thread, scene };
        assert_eq!((called.told(&ana).await, called.told(&bo).await), (vec![MeetingNotice::Called], vec![]));
        called.take(&bo).await.unwrap();
        let over = plan(None).until();
        assert_eq!(refusal(called.lead(Command::State { minutes: minutes() }, now()).await), Refused::NotBegun);
        called.lead(Command::State { minutes: minutes() }, over).await.unwrap();
        assert_eq!(called.told(&ana).await, [MeetingNotice::Stated, MeetingNotice::Called]);
        assert_eq!(called.told(&bo).await, [MeetingNotice::Stated]);
        let better = Minutes { present: 10, ..minutes() };
        let why = Sentence::parse("One more was there.").unwrap();
        called.lead(Command::Correct { minutes: better, why }, over).await.unwrap();
        assert_eq!(called.told(&bo).await.len(), 2);
        let detail = called.scene.store.reader().await.unwrap().conn()
            .find_thread_detail(called.thread.reference).await.unwrap().unwrap();
        let [summary] = &detail.meetings[..] else { panic!("one") };
        assert_eq!((summary.stage, summary.present, summary.line), (InShort::Held, Some(10), 1));
        assert_eq!(summary.decided.as_ref().unwrap()[0].how, Reached::Most);
    }

    async fn what_was_called_off_is_told_and_stands_on_no_list(store) {
        let called = Called::set(store, 1, None).await;
        let (store, ana) = (&called.scene.store, &called.scene.neighbours[0]);
        called.take(ana).await.unwrap();
        let lane = place_id(store, "willow-lane").await;
        let ahead = async |slug: &str, at| {
            let place = place_id(store, slug).await;
            store.place_now(place, None, at, 5).await.unwrap().meetings.len()
        };
        assert_eq!(called.meeting.place, lane);
        assert_eq!((ahead("willow-1", now()).await, ahead("old-town", now()).await), (1, 1));
        assert_eq!((ahead("plum-court", now()).await, ahead("willow-lane", plan(None).until()).await), (0, 0));
        let words = Sentence::parse("The room is flooded.").unwrap();
        called.lead(Command::CallOff { words }, now()).await.unwrap();
        assert_eq!(called.told(ana).await, [MeetingNotice::CalledOff]);
        assert_eq!(ahead("willow-lane", now()).await, 0);
        assert_eq!(refusal(called.take(ana).await), Refused::CalledOff);
    }

    async fn of_two_who_lead_at_once_one_is_told_so(store) {
        let called = Called::set(store, 0, None).await;
        let order = |seats| Order {
            command: Command::Change { plan: plan(Some(seats)) },
            expected_version: Some(called.meeting.version),
        };
        let (store, ids, who) = (&called.scene.store, &called.scene.ids, &called.scene.member);
        let orders = [order(3), order(4), order(5), order(6)];
        let all = orders.iter().map(|order| store.act_on_meeting(called.address(), order, who, None, ids, now()));
        let outcomes = futures(all).await;
        let changed: Vec<_> = outcomes.iter().filter_map(|one| one.as_ref().ok()).collect();
        assert_eq!(changed.len(), 1);
        assert!(matches!(changed[0].recorded[0].event, Event::Changed { .. }));
        for outcome in outcomes {
            assert!(outcome.is_ok() || refusal(outcome) == Refused::SomeoneWasFaster);
        }
        let close = thread::Command::Close { learnt: Sentence::parse("So.").unwrap() };
        called.scene.lead(&called.thread, close).await.unwrap();
        let late = store.call_meeting(called.thread.reference, &plan(None), who, None, ids, now()).await;
        assert_eq!(refusal(late), Refused::ThreadOver);
    }
}
