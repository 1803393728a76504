//! Cases that go to the system of a body: written down with what brings them
//! there, sent by one server, and moved once by each update.

use std::collections::BTreeMap;

use domain::case::{Case, Command, Handing, StageName, UpGround, Visibility};
use domain::exchange::{DispatchState, Next, RemoteUpdate, Services, UpdateOutcome};
use domain::id::{BodyId, DispatchId};
use domain::instant::Instant;
use domain::language::Language;
use domain::person::Actor;
use store::exchange::{Claimed, Connection, Counted, Failure, Followed, Taken};
use store::{Store, on_each_engine};
use uuid::Uuid;

use crate::cases::{World, sentence, world};
use crate::fixtures::{now, person_id};

const OFFICE: BodyId = BodyId::new(Uuid::from_u128(902));
const MINE: Uuid = Uuid::from_u128(71);
const THEIRS: Uuid = Uuid::from_u128(72);

fn connection() -> Connection {
    Connection {
        body: OFFICE,
        url: "https://city.example/open311/v2".to_owned(),
        jurisdiction: None,
        key_from: "variable:CITY_KEY".to_owned(),
        services: Services {
            default: "other".to_owned(),
            by_category: BTreeMap::from([("stair-light".to_owned(), "L-1".to_owned())]),
        },
        acts_as: person_id(5),
        language: Language::En,
        extensions: true,
        repeats_safely: false,
        poll_minutes: 10,
        in_service: true,
    }
}

async fn connected(store: &Store) -> World {
    let world = world(store).await;
    let done = store
        .import_connections(&[connection()], now())
        .await
        .unwrap();
    assert_eq!(done.added, 1);
    world
}

async fn officer(store: &Store) -> Actor {
    Actor::Person(store.find_person(person_id(5)).await.unwrap().unwrap())
}

/// A case of the committee, heard and passed up to the office.
async fn handed_up(store: &Store, world: &World) -> Case {
    let case = world.filed(store, Visibility::PublicWithoutName).await;
    hand_up(store, world, &case).await
}

async fn hand_up(store: &Store, world: &World, case: &Case) -> Case {
    let handing = Handing::Up {
        ground: UpGround::OutsidePowers,
        tried: sentence("We asked twice."),
        asked: sentence("Please see to it."),
    };
    let command = Command::Hand { handing };
    let acted = world.act(store, case, &world.member, command, now()).await;
    acted.unwrap().case
}

async fn claim(store: &Store, lease: Uuid, at: Instant) -> Option<Claimed> {
    store.claim_sending(OFFICE, lease, at).await.unwrap()
}

/// Sends what waits, in the database alone.
async fn sent(store: &Store, number: &str) -> DispatchId {
    let claimed = claim(store, MINE, now()).await.unwrap();
    assert!(store.about_to_send(&claimed, now()).await.unwrap());
    let taken = Taken::Number(number.to_owned());
    store.note_sent(claimed.id, &taken, now()).await.unwrap();
    claimed.id
}

fn update(key: &str, status: &str, minutes: i64) -> RemoteUpdate {
    RemoteUpdate {
        key: key.to_owned(),
        at: now().plus_minutes(minutes),
        status: status.to_owned(),
        event: None,
        is_said: true,
        words: sentence("The city says so."),
    }
}

async fn state(store: &Store, case: &Case) -> Option<DispatchState> {
    let found = store.find_dispatch(case.id, OFFICE).await.unwrap();
    found.map(|one| one.state)
}

on_each_engine! {
    async fn a_connection_is_kept_as_the_file_says(store) {
        connected(&store).await;
        let again = store.import_connections(&[connection()], now()).await.unwrap();
        assert_eq!((again.added, again.changed, again.unchanged), (0, 0, 1));
        let changed = Connection { poll_minutes: 30, ..connection() };
        let done = store.import_connections(std::slice::from_ref(&changed), now()).await.unwrap();
        assert_eq!((done.added, done.changed, done.unchanged), (0, 1, 0));
        let list = store.list_connections(now()).await.unwrap();
        assert_eq!(list.len(), 1);
        assert_eq!(list[0].connection, changed);
        assert!(list[0].poll_is_due && !list[0].send_is_due);
    }

    async fn what_comes_to_the_body_is_to_be_sent_and_nothing_private(store) {
        let world = connected(&store).await;
        let case = handed_up(&store, &world).await;
        assert_eq!(case.holding.holder, OFFICE);
        assert_eq!(state(&store, &case).await, Some(DispatchState::Waiting));
        let below = world.filed(&store, Visibility::PublicWithoutName).await;
        assert_eq!(state(&store, &below).await, None);
        let private = world.filed(&store, Visibility::BodyOnly).await;
        hand_up(&store, &world, &private).await;
        let agreed = world.act(&store, &private, &world.author, Command::AcceptProposal, now()).await;
        assert_eq!(agreed.unwrap().case.holding.holder, OFFICE);
        assert_eq!(state(&store, &private).await, None, "it stays with the people of the body");
        assert!(store.list_connections(now()).await.unwrap()[0].send_is_due);
    }

    async fn a_case_that_leaves_before_it_was_sent_is_not_sent(store) {
        let world = connected(&store).await;
        let case = handed_up(&store, &world).await;
        let claimed = claim(&store, MINE, now()).await.unwrap();
        let handing = Handing::Back {
            ground: domain::case::BackGround::WithinCommunityPowers,
            line: "stair-light".to_owned(),
            words: sentence("A bulb is yours to change."),
        };
        world.act(&store, &case, &officer(&store).await, Command::Hand { handing }, now()).await.unwrap();
        assert_eq!(state(&store, &case).await, Some(DispatchState::Cancelled));
        assert!(!store.about_to_send(&claimed, now()).await.unwrap(), "who claimed it before does not send it either");
        assert_eq!(claim(&store, THEIRS, now().plus_days(1)).await, None);
    }

    async fn two_servers_never_send_one_case_at_the_same_time(store) {
        let world = connected(&store).await;
        handed_up(&store, &world).await;
        let other = store.open_again().await;
        let (mine, theirs) = tokio::join!(
            store.claim_sending(OFFICE, MINE, now()),
            other.claim_sending(OFFICE, THEIRS, now()),
        );
        let claims: Vec<Claimed> = mine.unwrap().into_iter().chain(theirs.unwrap()).collect();
        assert_eq!(claims.len(), 1);
        assert!(store.about_to_send(&claims[0], now()).await.unwrap());
        // It slept past its claim, and another one took over.
        let late = now().plus_minutes(4);
        let next = claim(&store, Uuid::from_u128(73), late).await.unwrap();
        assert!(next.tried.in_doubt, "the first one may have sent it");
        assert_eq!((next.tried.attempts, next.tried.first_at), (1, Some(now())));
        assert!(!store.about_to_send(&claims[0], late).await.unwrap());
        let failure = Failure::new("no-answer", "");
        store.note_not_sent(&claims[0], &failure, false, false, Next::GiveUp, late).await.unwrap();
        assert!(store.about_to_send(&next, late).await.unwrap(), "the first one has no say any more");
        // But that it was taken counts, whoever says so.
        store.note_sent(claims[0].id, &Taken::Number("9".to_owned()), late).await.unwrap();
        assert!(!store.about_to_send(&next, late).await.unwrap());
    }

    async fn what_was_given_up_is_told_and_tried_again_when_somebody_says_so(store) {
        let world = connected(&store).await;
        let case = handed_up(&store, &world).await;
        let claimed = claim(&store, MINE, now()).await.unwrap();
        assert!(store.about_to_send(&claimed, now()).await.unwrap());
        let failure = Failure::new("refused", "no such\u{7} service");
        store.note_not_sent(&claimed, &failure, false, false, Next::GiveUp, now()).await.unwrap();
        let troubled = store.list_troubled(10).await.unwrap();
        assert_eq!(troubled.len(), 1);
        assert_eq!((troubled[0].reference, troubled[0].state), (case.reference, DispatchState::GivenUp));
        assert_eq!(troubled[0].failure.as_ref().unwrap().detail, "no such service");
        let counted = Counted { given_up: 1, given_up_lately: 1, ..Counted::default() };
        assert_eq!(store.count_dispatches(now()).await.unwrap(), [(OFFICE, counted)]);
        assert_eq!(claim(&store, MINE, now().plus_days(9)).await, None);
        assert!(store.try_dispatch_again(claimed.id, now()).await.unwrap());
        assert!(!store.try_dispatch_again(claimed.id, now()).await.unwrap());
        assert_eq!(claim(&store, MINE, now()).await.unwrap().tried.attempts, 0);
    }

    async fn an_update_moves_its_case_once(store) {
        let world = connected(&store).await;
        let case = handed_up(&store, &world).await;
        let id = sent(&store, "C-1").await;
        let followed = Followed { id, taken: Taken::Number("C-1".to_owned()) };
        assert_eq!(store.list_followed(OFFICE).await.unwrap(), [followed]);
        let (officer, other) = (officer(&store).await, store.open_again().await);
        let closed = update("2", "closed", 10);
        let (at, ids) = (now().plus_minutes(15), &world.ids);
        let (one, two) = tokio::join!(
            store.apply_update(id, &closed, &officer, ids, at),
            other.apply_update(id, &closed, &officer, ids, at),
        );
        let outcomes = [one.unwrap(), two.unwrap()];
        assert!(outcomes.contains(&None) && outcomes.contains(&Some(UpdateOutcome::Applied)), "{outcomes:?}");
        let now_it_is = store.find_case(case.reference).await.unwrap().unwrap();
        assert_eq!(now_it_is.stage.name(), StageName::ReportedDone, "never solved");
        // What was said before comes late, and again.
        for (key, expected) in [("1", Some(UpdateOutcome::Older)), ("1", None)] {
            let late = update(key, "in progress", 5);
            assert_eq!(store.apply_update(id, &late, &officer, ids, at).await.unwrap(), expected);
        }
        assert!(store.is_known_update(id, "1").await.unwrap());
        let same = store.find_case(case.reference).await.unwrap().unwrap();
        assert_eq!(same.version, now_it_is.version);
        let found = store.find_dispatch(case.id, OFFICE).await.unwrap().unwrap();
        assert_eq!(found.said.map(|(outcome, ..)| outcome), Some(UpdateOutcome::Applied), "the newest is shown");
    }

    async fn the_tenth_update_of_a_moment_is_newer_than_the_ninth(store) {
        let world = connected(&store).await;
        let case = handed_up(&store, &world).await;
        let id = sent(&store, "C-1").await;
        let officer = officer(&store).await;
        for (key, status, outcome) in [
            ("#9", "banana", UpdateOutcome::NothingNew),
            ("#10", "closed", UpdateOutcome::Applied),
            ("#8", "open", UpdateOutcome::Older),
        ] {
            let at = now().plus_minutes(15);
            let done = store.apply_update(id, &update(key, status, 5), &officer, &world.ids, at).await;
            assert_eq!(done.unwrap(), Some(outcome), "{key}");
        }
        let found = store.find_dispatch(case.id, OFFICE).await.unwrap().unwrap();
        assert_eq!(found.said.map(|(outcome, ..)| outcome), Some(UpdateOutcome::Applied), "the newest is shown");
    }

    async fn an_update_does_no_more_than_its_account_may(store) {
        let world = connected(&store).await;
        let case = handed_up(&store, &world).await;
        let id = sent(&store, "C-1").await;
        let done = store.apply_update(id, &update("1", "closed", 5), &world.stranger, &world.ids, now()).await;
        assert_eq!(done.unwrap(), Some(UpdateOutcome::Refused));
        let same = store.find_case(case.reference).await.unwrap().unwrap();
        assert_eq!(same.stage.name(), StageName::Waiting);
    }

    async fn a_poll_is_claimed_by_one_server_and_its_failure_is_kept(store) {
        connected(&store).await;
        assert!(store.claim_poll(OFFICE, MINE, now()).await.unwrap());
        assert!(!store.claim_poll(OFFICE, THEIRS, now()).await.unwrap());
        let (failure, later) = (Failure::new("no-answer", ""), now().plus_minutes(10));
        store.note_poll_failed(OFFICE, MINE, &failure, now(), later).await.unwrap();
        let list = store.list_connections(now()).await.unwrap();
        assert_eq!((list[0].failing_since, list[0].failure.as_ref()), (Some(now()), Some(&failure)));
        assert!(!list[0].poll_is_due);
        assert!(store.claim_poll(OFFICE, THEIRS, later).await.unwrap());
        store.note_polled(OFFICE, THEIRS, later, later, later.plus_minutes(10)).await.unwrap();
        let list = store.list_connections(later).await.unwrap();
        assert_eq!((list[0].failing_since, list[0].polled_until, list[0].polled_at), (None, later, Some(later)));
    }
}
