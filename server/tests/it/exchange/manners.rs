//! Systems with manners of their own: they refuse to be asked for pages, answer
//! in other shapes, give no dates, or are slow. What is closed there is heard of
//! here all the same, and nothing is filed twice.

use std::time::Duration;

use domain::case::{Command, StageName, Verdict, Visibility};
use domain::exchange::DispatchState;
use http::StatusCode;
use store::exchange::Connection;
use tokio_util::sync::CancellationToken;

use super::cities::{Cities, Fault, Manner};
use super::{IN_ORDER, done, hear, same, told_at_once};

fn without_keys(one: Connection) -> Connection {
    Connection {
        repeats_safely: false,
        ..one
    }
}

store::on_each_engine! {
    async fn who_refuses_pages_is_asked_without(store) {
        let cities = Cities::on(store, without_keys).await;
        cities.behaves(Some(Manner::Strict));
        let (case, told) = Box::pin(told_at_once(&cities, |_| {})).await;
        assert_eq!(told, IN_ORDER, "from its list of updates, not from the states");
        assert_eq!(cities.stage(&case).await, StageName::ReportedDone);
        // And what may have arrived is found.
        let case = cities.hand_up().await;
        cities.will(&[Fault::LoseAnswer]);
        cities.minutes(0).await;
        cities.minutes(5).await;
        assert_eq!(cities.dispatched(&case).await.state, DispatchState::Sent);
        assert_eq!((cities.there().await.len(), cities.posts()), (2, 2));
    }

    async fn no_page_after_the_last_one_is_the_end_of_the_list(store) {
        let cities = Cities::on(store, without_keys).await;
        cities.hand_up().await;
        cities.minutes(0).await;
        for status in [StatusCode::NOT_FOUND, StatusCode::BAD_REQUEST] {
            cities.behaves(Some(Manner::Ends(status)));
            let case = cities.hand_up().await;
            cities.will(&[Fault::ErrorBefore]);
            for minutes in [0, 5, 30, 60] {
                cities.minutes(minutes).await;
            }
            let dispatched = cities.dispatched(&case).await;
            assert_eq!((dispatched.state, dispatched.in_doubt), (DispatchState::GivenUp, true), "{status}");
            assert_eq!(dispatched.failure.unwrap().code, "in-doubt");
        }
        assert_eq!((cities.there().await.len(), cities.posts()), (1, 3));
    }

    async fn a_list_that_is_too_long_was_not_looked_through_in_vain(store) {
        let cities = Cities::on(store, without_keys).await;
        let case = cities.hand_up().await;
        cities.will(&[Fault::LoseAnswer]);
        cities.behaves(Some(Manner::Endless));
        for minutes in [0, 5, 30, 60, 120] {
            cities.minutes(minutes).await;
        }
        let dispatched = cities.dispatched(&case).await;
        assert_eq!((dispatched.state, dispatched.in_doubt), (DispatchState::Waiting, true));
        assert_eq!(dispatched.failure.unwrap().code, "long-list");
        cities.behaves(None);
        cities.minutes(240).await;
        assert_eq!(cities.dispatched(&case).await.state, DispatchState::Sent);
        assert_eq!((cities.there().await.len(), cities.posts()), (1, 1));
    }

    async fn what_was_taken_before_it_is_sent_elsewhere_or_put_off_is_not_sent_again(store) {
        let cities = Cities::on(store, without_keys).await;
        for (filed, fault) in [(1, Fault::SeeOther), (2, Fault::BusyAfter)] {
            let case = cities.hand_up().await;
            cities.will(&[fault]);
            cities.minutes(0).await;
            assert!(cities.dispatched(&case).await.in_doubt, "{fault:?}");
            cities.minutes(5).await;
            assert_eq!(cities.dispatched(&case).await.state, DispatchState::Sent, "{fault:?}");
            assert_eq!((cities.there().await.len(), cities.posts()), (filed, filed));
        }
    }

    async fn a_number_is_found_wherever_it_stands_in_the_answer(store) {
        let cities = Cities::on(store, without_keys).await;
        let case = cities.hand_up().await;
        cities.will(&[Fault::Nested]);
        cities.minutes(0).await;
        let dispatched = cities.dispatched(&case).await;
        assert_eq!(dispatched.state, DispatchState::Sent);
        assert_eq!(dispatched.remote_id, Some(cities.there().await[0].reference.to_string()));
    }

    async fn an_answer_that_is_no_list_is_not_taken_for_an_empty_one(store) {
        let cities = Cities::on(store, same).await;
        let case = cities.hand_up().await;
        cities.minutes(0).await;
        let there = cities.there().await.remove(0);
        cities.city_does(&there, hear()).await;
        cities.behaves(Some(Manner::Greets));
        let before = cities.connected().await.polled_until;
        cities.minutes(20).await;
        let connected = cities.connected().await;
        assert_eq!(connected.failure.unwrap().code, "unreadable");
        assert_eq!(connected.polled_until, before);
        cities.behaves(None);
        cities.minutes(60).await;
        assert_eq!(cities.stage(&case).await, StageName::Heard);
        assert!(cities.connected().await.polled_until > before);
    }

    async fn two_cases_with_one_number_there_both_hear_of_it(store) {
        let cities = Cities::on(store, same).await;
        let one = cities.hand_up().await;
        cities.minutes(0).await;
        let other = cities.hand_up().await;
        cities.will(&[Fault::Same]);
        cities.minutes(0).await;
        let there = cities.there().await.remove(0);
        for case in [&one, &other] {
            assert_eq!(cities.dispatched(case).await.remote_id, Some(there.reference.to_string()));
        }
        cities.city_does(&there, hear()).await;
        cities.city_does(&there, done()).await;
        cities.minutes(20).await;
        for case in [&one, &other] {
            assert_eq!(cities.stage(case).await, StageName::ReportedDone, "{}", case.reference);
        }
    }

    async fn closed_without_a_date_is_noticed_and_only_once(store) {
        let cities = Cities::on(store, same).await;
        cities.behaves(Some(Manner::Undated));
        let case = cities.hand_up().await;
        cities.minutes(0).await;
        let there = cities.there().await.remove(0);
        cities.minutes(20).await;
        assert_eq!(cities.stage(&case).await, StageName::Waiting);
        cities.city_does(&there, hear()).await;
        cities.city_does(&there, done()).await;
        cities.minutes(20).await;
        assert_eq!(cities.stage(&case).await, StageName::ReportedDone);
        let answer = Command::Answer { verdict: Verdict::NotSolved, reason: None };
        cities.here.act(case.reference, cities.here.author, answer).await;
        for _ in 0..3 {
            cities.minutes(60).await;
        }
        assert_eq!(cities.stage(&case).await, StageName::Acting, "it says nothing new");
    }

    async fn who_is_always_too_slow_is_read_in_part(store) {
        let mut cities = Cities::on(store, same).await;
        let case = cities.hand_up().await;
        cities.minutes(0).await;
        let there = cities.there().await.remove(0);
        cities.city_does(&there, hear()).await;
        *cities.line.short.lock().unwrap() = Some(1);
        cities.behaves(Some(Manner::Stuck));
        cities.wait(Duration::from_mins(1), Duration::from_secs(2));
        cities.minutes(20).await;
        assert_eq!(cities.connected().await.failure.unwrap().code, "no-answer");
        assert_eq!(cities.stage(&case).await, StageName::Waiting, "the next time all of it may come");
        cities.minutes(20).await;
        assert_eq!(cities.connected().await.failure.unwrap().code, "no-answer");
        assert_eq!(cities.stage(&case).await, StageName::Heard);
    }

    async fn a_system_that_hangs_holds_up_no_other(store) {
        let mut cities = Cities::on(store, same).await;
        let long = Duration::from_secs(30);
        cities.wait(4 * long, 4 * long);
        cities.hand_up().await;
        cities.will(&[Fault::LoseAnswer]);
        let committee = cities.connect_committee().await;
        let working = tokio::spawn(cities.exchange().run(CancellationToken::new()));
        let hangs = tokio::time::timeout(long, cities.line.arrived.notified());
        hangs.await.expect("the case goes to the office");
        cities.here.filed(Visibility::PublicWithoutName).await;
        let arrives = tokio::time::timeout(long, committee.arrived.notified());
        arrives.await.expect("the next one does not wait for it");
        working.abort();
    }
}
