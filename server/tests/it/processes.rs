//! Three real servers on one PostgreSQL, started together long after dates
//! have passed; one is killed at once. Each date takes effect once, in order.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use domain::case::{Case, Event};
use domain::reference::Reference;
use sqlx::{Connection as _, PgConnection};
use store::{Store, Target};

use crate::crash::{LINLI, Running};

/// How far ahead the servers are: so long was everything down, and their clocks differ.
const AHEAD: [&str; 3] = ["40d", "40d 90s", "40d 45s"];
/// What a killed server had claimed is free after a minute.
const PATIENCE: Duration = Duration::from_mins(3);

fn linli(data: &Path, url: &str) -> Command {
    let mut command = Command::new(LINLI);
    command
        .env_clear()
        .env("LINLI_DATA", data)
        .env("LINLI_METRICS_LISTEN", "off")
        .env("LINLI_SITE", data.join("site"))
        .env("LINLI_SECRET_FILE", data.join("secret.key"))
        .env("LINLI_DATABASE_URL", url);
    command
}

/// How many dates have passed, forty days from now, and wait for a server.
async fn waiting(conn: &mut PgConnection) -> i64 {
    const DUE: &str = "SELECT COUNT(*) FROM deadlines
        WHERE due_at <= CAST(EXTRACT(EPOCH FROM now() + INTERVAL '40 days') * 1000000 AS BIGINT)";
    sqlx::query_scalar(DUE).fetch_one(conn).await.unwrap()
}

async fn cases(conn: &mut PgConnection, store: &Store) -> Vec<Case> {
    let numbers: Vec<i64> = sqlx::query_scalar("SELECT reference FROM cases ORDER BY reference")
        .fetch_all(conn)
        .await
        .unwrap();
    let mut cases = Vec::new();
    for number in numbers {
        let reference = Reference::parse(&format!("{number:08}")).unwrap();
        cases.push(store.find_case(reference).await.unwrap().unwrap());
    }
    cases
}

#[tokio::test(flavor = "multi_thread")]
async fn three_servers_do_what_was_due_once() {
    let store = store::testing::postgres().await;
    let Target::Postgres { url, .. } = store.target().clone() else {
        unreachable!("asked for PostgreSQL");
    };
    let data = tempfile::tempdir().unwrap();
    let made = linli(data.path(), &url).arg("demo").output().unwrap();
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    let mut conn = PgConnection::connect(&url).await.unwrap();
    let due = waiting(&mut conn).await;
    assert!(due >= 20, "only {due} cases have dates within forty days");

    let [first, second, third] = AHEAD.map(|days| {
        let command = linli(data.path(), &url);
        std::thread::spawn(move || Running::with(command, &["--demo", "--ahead", days]))
    });
    first.join().unwrap().kill();
    let running = [second.join().unwrap(), third.join().unwrap()];
    let began = Instant::now();
    while waiting(&mut conn).await > 0 {
        assert!(
            began.elapsed() < PATIENCE,
            "{} dates still wait",
            waiting(&mut conn).await
        );
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    drop(running);

    let mut passed = 0;
    for case in cases(&mut conn, &store).await {
        let history = store.case_history(case.id).await.unwrap();
        let history: Vec<_> = history.into_iter().map(|entry| entry.recorded).collect();
        assert_eq!(
            Case::from_history(&history).unwrap(),
            case,
            "the history tells of it"
        );
        let late: Vec<_> = history
            .iter()
            .filter_map(|one| match one.event {
                Event::Late { owed, due, .. } => Some((owed, due)),
                _ => None,
            })
            .collect();
        let once: BTreeSet<_> = late.iter().copied().collect();
        assert_eq!(once.len(), late.len(), "done twice: {late:?}");
        assert!(
            late.is_sorted_by_key(|(_, due)| *due),
            "out of order: {late:?}"
        );
        passed += late.len();
    }
    assert!(passed >= 20, "only {passed} dates passed");
}
