//! A city whose system is a Linli of its own: cases that go up are sent there
//! over HTTP, through a line that drops answers, repeats itself and mixes
//! things up, and what the city says comes back.

mod cities;
mod manners;

use std::sync::{Arc, Mutex};

use axum::Router;
use domain::case::{Case, Command, StageName, Verdict, Visibility};
use domain::exchange::DispatchState;
use server::messages::folder::Kept;
use store::exchange::Connection;
use tokio_util::sync::CancellationToken;

use self::cities::{
    Cities, Fault, Line, OFFICE, connection, exchange, hand_up, served, server_ready,
};
use crate::lane::{Lane, sentence};

fn hear() -> Command {
    Command::Hear {
        words: sentence("The city has it on its list."),
    }
}

fn done() -> Command {
    Command::ReportDone {
        words: sentence("The city put in a new lamp."),
        photos: Vec::new(),
    }
}

/// What [`told_at_once`] gives when nothing is lost, doubled or out of its order.
const IN_ORDER: [&str; 5] = ["filed", "moved", "heard", "planned", "reported-done"];

/// The city hears a case, plans it and reports it done before anybody here looks, over a
/// line that was changed: the case, and what its history tells then.
async fn told_at_once(cities: &Cities, change: impl FnOnce(&Line)) -> (Case, Vec<String>) {
    let case = cities.hand_up().await;
    cities.minutes(0).await;
    change(&cities.line);
    let there = cities.there().await.remove(0);
    let plan = Command::Settle {
        step: sentence("A lamp is ordered."),
        promised: None,
    };
    for command in [hear(), plan, done()] {
        cities.here.app.wait_seconds(60);
        cities.city.app.wait_seconds(60);
        cities.city_does(&there, command).await;
    }
    cities.minutes(20).await;
    let history = cities.here.app.store.case_history(case.id).await.unwrap();
    let told = history
        .iter()
        .map(|entry| entry.recorded.event.kind().to_owned());
    let told = told.collect();
    (case, told)
}

fn same(connection: Connection) -> Connection {
    connection
}

store::on_each_engine! {
    async fn a_case_goes_to_the_city_and_its_answers_come_back(store) {
        let cities = Cities::on(store, same).await;
        let case = cities.hand_up().await;
        let mut officer = cities.here.browser(cities.here.officer).await;
        let path = format!("/cases/{}", case.reference);
        officer.get(&path).await.shows("It is sent to the system of Bridge Street office in a moment.");
        cities.minutes(0).await;
        let there = cities.there().await;
        assert_eq!(there.len(), 1);
        let words = there[0].concern.words.as_str();
        assert!(words.starts_with("The stairwell light is out."), "{words}");
        assert!(words.contains(&format!("Linli {}-{}: http://localhost{path}", case.reference, case.version)), "{words}");
        assert!(!words.contains("Author"), "{words}");
        assert_eq!(there[0].concern.place, cities.city.building);
        let dispatched = cities.dispatched(&case).await;
        assert_eq!(dispatched.state, DispatchState::Sent);
        assert_eq!(dispatched.remote_id, Some(there[0].reference.to_string()));
        officer.get(&path).await.shows(&format!("Its number there is {}.", there[0].reference));
        let mut author = cities.here.browser(cities.here.author).await;
        assert!(!author.get(&path).await.text.contains("Its number there"), "residents read no technical lines");

        cities.minutes(20).await;
        assert_eq!(cities.stage(&case).await, StageName::Waiting);
        cities.city_does(&there[0], hear()).await;
        cities.minutes(20).await;
        assert_eq!(cities.stage(&case).await, StageName::Heard);
        author.get(&path).await.shows("The city has it on its list.");
        cities.city_does(&there[0], Command::Settle { step: sentence("A lamp is ordered."), promised: None }).await;
        cities.minutes(20).await;
        assert_eq!(cities.stage(&case).await, StageName::Acting);
        cities.city_does(&there[0], done()).await;
        cities.minutes(20).await;
        assert_eq!(cities.stage(&case).await, StageName::ReportedDone, "closed there is not solved here");
        author.get(&path).await.shows("Is it solved?").shows("The city put in a new lamp.");

        let answer = Command::Answer { verdict: Verdict::NotSolved, reason: None };
        cities.here.act(case.reference, cities.here.author, answer).await;
        cities.minutes(20).await;
        assert_eq!(cities.stage(&case).await, StageName::Acting, "what was said before does not close it again");
        let version = cities.here.case(case.reference).await.version;
        for _ in 0..4 {
            cities.minutes(60).await;
        }
        assert_eq!(cities.here.case(case.reference).await.version, version, "the same updates again change nothing");
        assert_eq!((cities.there().await.len(), cities.posts()), (1, 1));
    }

    async fn answers_that_are_lost_do_not_make_two_cases(store) {
        let cities = Cities::on(store, same).await;
        let case = cities.hand_up().await;
        cities.will(&[Fault::LoseAnswer, Fault::ErrorAfter, Fault::Garble, Fault::ErrorBefore, Fault::Busy]);
        for (minutes, tries) in [(0, 1), (4, 1), (1, 2), (30, 3), (60, 4), (120, 5)] {
            cities.minutes(minutes).await;
            let dispatched = cities.dispatched(&case).await;
            assert_eq!((dispatched.attempts, dispatched.state), (tries, DispatchState::Waiting), "after {minutes}");
        }
        let mut officer = cities.here.browser(cities.here.officer).await;
        officer.get(&format!("/cases/{}", case.reference)).await.shows("it is too busy at the moment.").shows("Tried 5 times");
        cities.minutes(240).await;
        assert_eq!(cities.dispatched(&case).await.state, DispatchState::Sent);
        assert_eq!((cities.there().await.len(), cities.posts()), (1, 6), "six times posted, once there");
    }

    async fn a_system_that_knows_no_keys_is_looked_at_and_never_written_to_twice(store) {
        let cities = Cities::on(store, |one| Connection { repeats_safely: false, ..one }).await;
        let case = cities.hand_up().await;
        cities.will(&[Fault::LoseAnswer]);
        cities.minutes(0).await;
        assert!(cities.dispatched(&case).await.in_doubt);
        cities.minutes(5).await;
        let dispatched = cities.dispatched(&case).await;
        assert_eq!(dispatched.state, DispatchState::Sent);
        assert_eq!(dispatched.remote_id, Some(cities.there().await[0].reference.to_string()));
        // And one that did not arrive: nobody can know, so a person decides.
        let lost = cities.hand_up().await;
        cities.will(&[Fault::ErrorBefore]);
        for minutes in [0, 5, 30, 60, 120, 240, 360] {
            cities.minutes(minutes).await;
        }
        let dispatched = cities.dispatched(&lost).await;
        assert_eq!((dispatched.state, dispatched.in_doubt), (DispatchState::GivenUp, true));
        assert_eq!((cities.there().await.len(), cities.posts()), (1, 2));

        let mut steward = cities.here.browser(steward(&cities.here).await).await;
        let page = steward.get("/steward/connections").await.expect(200);
        let page = page.shows("Bridge Street office").shows("Nobody knows whether it arrived.").shows(&lost.reference.spaced());
        let form = page.form("/steward/connections/again");
        let answer = steward.submit(&form).await.expect(303);
        steward.get(&answer.location().unwrap()).await.shows("It is tried again.");
        cities.minutes(0).await;
        assert_eq!(cities.dispatched(&lost).await.state, DispatchState::Sent);
        assert_eq!(cities.there().await.len(), 2);
        steward.submit(&form).await.expect(303);
        steward.get("/steward/connections").await.shows("Everything goes through.");
    }

    async fn updates_turned_round_and_doubled_are_taken_in_their_order(store) {
        let cities = Cities::on(store, same).await;
        let mixed = |line: &Line| *line.mixed.lock().unwrap() = true;
        let (case, told) = Box::pin(told_at_once(&cities, mixed)).await;
        assert_eq!(cities.stage(&case).await, StageName::ReportedDone);
        assert_eq!(told, IN_ORDER);
    }

    async fn every_page_is_read_however_short_the_pages_of_a_city_are(store) {
        let cities = Cities::on(store, same).await;
        let short = |line: &Line| *line.short.lock().unwrap() = Some(1);
        let (_, told) = Box::pin(told_at_once(&cities, short)).await;
        assert_eq!(told, IN_ORDER);
    }

    async fn what_is_too_much_for_once_is_read_in_parts_and_nothing_is_passed_over(store) {
        let cities = Cities::on(store, same).await;
        let mut cases = Vec::new();
        for _ in 0..20 {
            cases.push(cities.hand_up().await);
            cities.minutes(0).await;
        }
        let there = cities.there().await;
        assert_eq!(there.len(), cases.len());
        // Sixty updates over as many minutes, one a page: more pages than are read at once.
        *cities.line.short.lock().unwrap() = Some(1);
        for command in [hear(), Command::Settle { step: sentence("A lamp is ordered."), promised: None }, done()] {
            for one in &there {
                cities.here.app.wait_seconds(60);
                cities.city.app.wait_seconds(60);
                cities.city_does(one, command.clone()).await;
            }
        }
        cities.minutes(20).await;
        let now = cities.here.app.app.clock.now();
        let connected = cities.here.app.store.list_connections(now).await.unwrap().remove(0);
        assert!(connected.polled_until < now && connected.poll_is_due, "{connected:?}");
        for _ in 0..3 {
            cities.minutes(0).await;
        }
        for case in &cases {
            assert_eq!(cities.stage(case).await, StageName::ReportedDone, "{}", case.reference);
        }
    }

    async fn a_city_without_a_list_of_updates_is_asked_for_the_state(store) {
        let cities = Cities::on(store, same).await;
        *cities.line.plain.lock().unwrap() = true;
        let case = cities.hand_up().await;
        cities.will(&[Fault::Token]);
        cities.minutes(0).await;
        let there = cities.there().await.remove(0);
        assert_eq!(cities.dispatched(&case).await.remote_id, Some(there.reference.to_string()));
        cities.minutes(20).await;
        assert_eq!(cities.stage(&case).await, StageName::Waiting, "being on the list is not being heard");
        cities.city_does(&there, hear()).await;
        cities.city_does(&there, done()).await;
        cities.minutes(20).await;
        assert_eq!(cities.stage(&case).await, StageName::ReportedDone);
    }

    async fn what_only_the_office_reads_is_not_sent(store) {
        let cities = Cities::on(store, same).await;
        let case = hand_up(&cities.here, Visibility::BodyOnly).await;
        let case = cities.here.act(case.reference, cities.here.author, Command::AcceptProposal).await;
        assert_eq!(case.holding.holder, OFFICE);
        cities.minutes(0).await;
        cities.minutes(60).await;
        assert_eq!((cities.there().await.len(), cities.posts()), (0, 0));
        let mut steward = cities.here.browser(steward(&cities.here).await).await;
        let page = steward.get("/steward/connections").await.expect(200);
        assert!(!page.text.contains(&case.reference.spaced()));
    }

    async fn a_redirect_is_not_followed_and_the_steward_is_told_once_a_day(store) {
        let cities = Cities::on(store, same).await;
        let steward = steward(&cities.here).await;
        let case = cities.hand_up().await;
        cities.will(&[Fault::Redirect; 40]);
        for minutes in [0, 5, 30, 60, 120] {
            cities.minutes(minutes).await;
        }
        let dispatched = cities.dispatched(&case).await;
        // Many answer like this to what they have taken.
        assert_eq!((dispatched.attempts, dispatched.in_doubt), (5, true));
        assert_eq!(dispatched.failure.unwrap().code, "redirected");
        assert_eq!(cities.there().await.len(), 0);
        cities.here.app.work().await;
        assert_eq!(told(&cities.here).await, 1, "several tries, one message");
        let mut browser = cities.here.browser(steward).await;
        browser.get("/steward/connections").await.shows("it sends us to another address.").shows("Tried 5 times");
        for minutes in [240, 360, 360, 360] {
            cities.minutes(minutes).await;
        }
        cities.here.app.work().await;
        assert_eq!(told(&cities.here).await, 2, "the next day once more");
    }

    async fn nobody_but_the_steward_sees_connections(store) {
        let lane = Lane::on(store).await;
        for person in [lane.author, lane.member, lane.officer] {
            let mut browser = lane.browser(person).await;
            browser.get("/steward/connections").await.expect(403);
            browser.post("/steward/connections/again", &[]).await.expect(403);
        }
        let mut steward = lane.browser(steward(&lane).await).await;
        steward.get("/steward/connections").await.expect(200).shows("No body is connected");
        let nothing = steward.post("/steward/connections/again", &[("dispatch", "'")]).await.expect(303);
        steward.get(&nothing.location().unwrap()).await.shows("It waits already");
        steward.get("/me").await.shows("Connections");
        let mut author = lane.browser(lane.author).await;
        assert!(!author.get("/me").await.text.contains("/steward/connections"));
    }

    async fn a_member_who_left_takes_nothing_over(store) {
        let cities = Cities::on(store, same).await;
        let case = cities.hand_up().await;
        cities.minutes(0).await;
        let there = cities.there().await.remove(0);
        cities.city_does(&there, hear()).await;
        let now = cities.here.app.app.clock.now();
        assert!(cities.here.app.store.dismiss(OFFICE, cities.here.officer, now).await.unwrap());
        cities.minutes(20).await;
        assert_eq!(cities.stage(&case).await, StageName::Waiting);
        let connections = cities.here.app.store.list_connections(now).await.unwrap();
        assert_eq!(connections[0].failure.as_ref().unwrap().code, "member-gone");
        let role = domain::person::Role::Officer;
        let now = cities.here.app.app.clock.now();
        cities.here.app.store.appoint(OFFICE, cities.here.officer, role, now).await.unwrap();
        cities.minutes(60).await;
        assert_eq!(cities.stage(&case).await, StageName::Heard, "nothing was lost meanwhile");
    }
}

/// How often a steward was written to.
async fn told(lane: &Lane) -> usize {
    let mails = lane.app.mail.list(1_000).await.unwrap();
    let about = |one: &Kept| one.subject.contains("does not go through");
    mails.into_iter().filter(about).count()
}

async fn steward(lane: &Lane) -> domain::id::PersonId {
    let now = lane.app.app.clock.now();
    lane.app
        .store
        .make_steward(lane.stranger, now)
        .await
        .unwrap();
    lane.stranger
}

/// Why a case was not sent to this address, if only those hosts may be private.
async fn why_not(url: &str, private: &[&str]) -> String {
    server_ready();
    let here = Lane::on(store::testing::sqlite().await).await;
    let now = here.app.app.clock.now();
    let connection = connection(&here, url.to_owned());
    here.app
        .store
        .import_connections(&[connection], now)
        .await
        .unwrap();
    let case = hand_up(&here, Visibility::PublicWithoutName).await;
    exchange(&here, private)
        .round(&CancellationToken::new())
        .await;
    let found = here
        .app
        .store
        .find_dispatch(case.id, OFFICE)
        .await
        .unwrap()
        .unwrap();
    assert!(!found.in_doubt, "{url} was connected to");
    found.failure.unwrap().code
}

#[tokio::test]
async fn it_connects_to_nothing_private_that_nobody_allowed() {
    let posts = Arc::new(Mutex::new(0));
    let counted = Arc::clone(&posts);
    let inside = Router::new().fallback(move || {
        *counted.lock().unwrap() += 1;
        async { "secret" }
    });
    let url = served(inside).await;
    let named = url.replace("127.0.0.1", "localhost");
    let mapped = url.replace("127.0.0.1", "[::ffff:127.0.0.1]");
    for (url, private, code) in [
        (url.as_str(), &[][..], "private-address"),
        (&url.replace("http:", "https:"), &[], "private-address"),
        (&mapped, &[], "private-address"),
        // A name that leads here is seen through when it is resolved.
        (&named.replace("http:", "https:"), &[], "private-address"),
        (&named, &[], "insecure"),
        (&named, &["127.0.0.1"], "insecure"),
        (&url, &["localhost"], "private-address"),
        ("http://169.254.169.254/latest", &[], "private-address"),
        (
            "https://no-such-host.invalid/open311/v2",
            &[],
            "cannot-connect",
        ),
        (
            "http://127.0.0.1:1/open311/v2",
            &["127.0.0.1"],
            "cannot-connect",
        ),
    ] {
        assert_eq!(why_not(url, private).await, code, "{url} {private:?}");
    }
    assert_eq!(*posts.lock().unwrap(), 0);
}
