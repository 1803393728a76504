//! Leases, the sequencer, and counted attempts.

use domain::id::CaseId;
use store::on_each_engine;
use uuid::Uuid;

use crate::fixtures::{bare_cases, now};

const ONE: Uuid = Uuid::from_u128(1);
const TWO: Uuid = Uuid::from_u128(2);

/// An event of a case, so many seconds from now.
async fn event(writer: &mut store::Writer, case: CaseId, number: i64, seconds: i64) {
    const INSERT: &str =
        "INSERT INTO events (id, case_id, number, kind, payload_version, payload, at, public)
        VALUES ($1, $2, $3, 'heard', 1, '{}', $4, TRUE)";
    let id = Uuid::from_u128(case.uuid().as_u128() * 1_000 + u128::from(number.unsigned_abs()));
    let at = now().plus_seconds(seconds).micros();
    match writer.conn() {
        store::Conn::Sqlite(conn) => sqlx::query(INSERT)
            .bind(id)
            .bind(case.uuid())
            .bind(number)
            .bind(at)
            .execute(conn)
            .await
            .map(drop),
        store::Conn::Postgres(conn) => sqlx::query(INSERT)
            .bind(id)
            .bind(case.uuid())
            .bind(number)
            .bind(at)
            .execute(conn)
            .await
            .map(drop),
    }
    .unwrap();
}

on_each_engine! {
    async fn a_lease_has_one_holder_until_it_runs_out(store) {
        let mine = store.take_lease("sweep", ONE, 30, now()).await.unwrap().unwrap();
        assert_eq!((mine.fence, mine.expires_at), (1, now().plus_seconds(30)));
        assert_eq!(store.take_lease("sweep", TWO, 30, now().plus_seconds(29)).await.unwrap(), None);
        // Renewing keeps the fence; another job has a lease of its own.
        assert_eq!(store.take_lease("sweep", ONE, 30, now().plus_seconds(20)).await.unwrap().unwrap().fence, 1);
        assert!(store.take_lease("deliver", TWO, 30, now()).await.unwrap().is_some());
        assert_eq!(store.take_lease("sweep", TWO, 30, now().plus_seconds(49)).await.unwrap(), None);
        let theirs = store.take_lease("sweep", TWO, 30, now().plus_seconds(50)).await.unwrap().unwrap();
        assert_eq!(theirs.fence, 2);
        // Who lost it cannot end it; who holds it can.
        store.end_lease("sweep", ONE, now().plus_seconds(51)).await.unwrap();
        assert_eq!(store.take_lease("sweep", ONE, 30, now().plus_seconds(51)).await.unwrap(), None);
        store.end_lease("sweep", TWO, now().plus_seconds(51)).await.unwrap();
        assert_eq!(store.take_lease("sweep", ONE, 30, now().plus_seconds(51)).await.unwrap().unwrap().fence, 3);
    }

    async fn of_many_servers_one_gets_the_lease(store) {
        let other = store.open_again().await;
        let (one, two) = tokio::join!(
            store.take_lease("sweep", ONE, 30, now()),
            other.take_lease("sweep", TWO, 30, now()),
        );
        assert_eq!([one.unwrap(), two.unwrap()].iter().flatten().count(), 1);
    }

    async fn committed_events_get_an_order_without_gaps(store) {
        let cases = bare_cases(&store, 2).await;
        assert_eq!(store.sequence_events(ONE, 100, now()).await.unwrap(), 0);
        let mut writer = store.writer().await.unwrap();
        event(&mut writer, cases[0], 1, 10).await;
        event(&mut writer, cases[1], 1, 5).await;
        // The clock of the server that wrote the second event of this case was behind.
        event(&mut writer, cases[0], 2, 1).await;
        event(&mut writer, cases[1], 2, 20).await;
        writer.commit().await.unwrap();
        assert_eq!(store.sequence_events(ONE, 3, now()).await.unwrap(), 3);
        assert_eq!(store.last_position().await.unwrap(), 3);
        assert_eq!(store.sequence_events(ONE, 3, now()).await.unwrap(), 1);
        assert_eq!(store.sequence_events(ONE, 3, now()).await.unwrap(), 0);
        let all = store.list_sequenced(0, 100).await.unwrap();
        let order: Vec<_> = all.iter().map(|one| (one.position, one.case, one.number)).collect();
        assert_eq!(order, [(1, cases[1], 1), (2, cases[0], 1), (3, cases[0], 2), (4, cases[1], 2)]);
        assert!(all.iter().all(|one| one.public && one.kind == "heard"));
        let tail = store.list_sequenced(3, 100).await.unwrap();
        assert_eq!(tail.iter().map(|one| one.position).collect::<Vec<_>>(), [4]);
        assert_eq!(store.list_sequenced(0, 2).await.unwrap().len(), 2);
    }

    async fn one_server_at_a_time_gives_positions(store) {
        let cases = bare_cases(&store, 1).await;
        let mut writer = store.writer().await.unwrap();
        for number in 1..=50 {
            event(&mut writer, cases[0], number, number).await;
        }
        writer.commit().await.unwrap();
        let other = store.open_again().await;
        let (one, two) = tokio::join!(
            store.sequence_events(ONE, 100, now()),
            other.sequence_events(TWO, 100, now()),
        );
        assert_eq!(one.unwrap() + two.unwrap(), 50);
        let positions: Vec<_> =
            store.list_sequenced(0, 100).await.unwrap().iter().map(|one| (one.position, one.number)).collect();
        assert_eq!(positions, (1..=50).map(|number| (number, number)).collect::<Vec<_>>());
    }

    async fn attempts_are_counted_per_window_over_all_servers(store) {
        let other = store.open_again().await;
        let hour = 3_600;
        assert_eq!(store.find_attempts("sign-in:ab", hour, now()).await.unwrap(), 0);
        assert_eq!(store.count_attempt("sign-in:ab", hour, now()).await.unwrap(), 1);
        assert_eq!(other.count_attempt("sign-in:ab", hour, now()).await.unwrap(), 2);
        assert_eq!(store.count_attempt("sign-in:cd", hour, now()).await.unwrap(), 1);
        assert_eq!(other.find_attempts("sign-in:ab", hour, now()).await.unwrap(), 2);
        let next = now().plus_minutes(60);
        assert_eq!(store.count_attempt("sign-in:ab", hour, next).await.unwrap(), 1);
        assert_eq!(store.delete_old_attempts(next).await.unwrap(), 2);
        store.clear_attempts("sign-in:ab").await.unwrap();
        assert_eq!(store.find_attempts("sign-in:ab", hour, next).await.unwrap(), 0);
    }
}

/// On PostgreSQL only: with one writer at a time nothing is uncommitted while
/// the sequencer runs.
#[tokio::test]
async fn what_is_not_committed_has_no_position_and_is_not_passed_over_later() {
    let store = store::testing::postgres().await;
    let cases = bare_cases(&store, 2).await;
    let mut slow = store.writer().await.unwrap();
    event(&mut slow, cases[0], 1, 1).await;
    let mut quick = store.writer().await.unwrap();
    event(&mut quick, cases[1], 1, 2).await;
    quick.commit().await.unwrap();
    assert_eq!(store.sequence_events(ONE, 100, now()).await.unwrap(), 1);
    slow.commit().await.unwrap();
    assert_eq!(store.sequence_events(ONE, 100, now()).await.unwrap(), 1);
    let tail = store.list_sequenced(1, 100).await.unwrap();
    let tail: Vec<_> = tail.iter().map(|one| (one.position, one.case)).collect();
    assert_eq!(tail, [(2, cases[0])]);
}
