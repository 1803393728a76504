//! Deadlines among a million open cases: how many that are due three servers
//! work off a second, that none is missed and none done twice, and how late
//! those are that fall due one after the other.
//!
//! The cases are copies of one that was filed by the rules, without its
//! history; what happens to them when they are due is all real.

use std::time::{Duration, Instant as Stopwatch};

use anyhow::{Context as _, Result, ensure};
use domain::case::{Case, Visibility};
use domain::instant::Instant;
use domain::reference::Reference;
use serde_json::{Value, json};
use server::fixtures::Town;
use sqlx::types::Json;
use store::clock::Clock;
use store::ids::Ids;
use store::testing::{TestStore, URL_VARIABLE};
use store::{Conn, EngineKind, Store, StoreError};
use tokio::task::JoinSet;

use crate::machine::length;
use crate::report::Row;
use crate::site::NO_PASSWORD;

/// Open cases.
const OPEN: u32 = 1_000_000;
/// Of these, already due when the servers come up.
const OVERDUE: u32 = 100_000;
/// Of these, falling due while they run, evenly over [`SECONDS`].
const FALLING_DUE: u32 = 2_000;
const SECONDS: i64 = 20;
/// How many servers share the work.
const SERVERS: usize = 3;
/// How many one of them claims at once.
const CLAIM: i64 = 200;
/// How many copies one statement inserts.
const BATCH: usize = 500;

const COPY_SQLITE: &str = "INSERT INTO cases (id, reference, version, state, stage, outcome, holder, author, category,
        urgency, visibility, place, latitude_e6, longitude_e6, charter_version, folded, filed_at,
        holder_due, resident_due, next_step_by, closed_at, changed_at, gap)
    SELECT unhex(value->>'id'), value->>'reference', c.version, value->'state', c.stage, c.outcome, c.holder, c.author, c.category,
        c.urgency, c.visibility, c.place, c.latitude_e6, c.longitude_e6, c.charter_version, c.folded, c.filed_at,
        value->>'due', c.resident_due, value->>'due', c.closed_at, c.changed_at, c.gap
    FROM cases c, json_each($1)
    WHERE c.id = $2
    ON CONFLICT (reference) DO NOTHING";
const COPY_POSTGRES: &str = "INSERT INTO cases (id, reference, version, state, stage, outcome, holder, author, category,
        urgency, visibility, place, latitude_e6, longitude_e6, charter_version, folded, filed_at,
        holder_due, resident_due, next_step_by, closed_at, changed_at, gap)
    SELECT CAST(value->>'id' AS UUID), CAST(value->>'reference' AS BIGINT), c.version, value->'state', c.stage, c.outcome, c.holder, c.author, c.category,
        c.urgency, c.visibility, c.place, c.latitude_e6, c.longitude_e6, c.charter_version, c.folded, c.filed_at,
        CAST(value->>'due' AS BIGINT), c.resident_due, CAST(value->>'due' AS BIGINT), c.closed_at, c.changed_at, c.gap
    FROM cases c, jsonb_array_elements($1) AS rows (value)
    WHERE c.id = $2
    ON CONFLICT (reference) DO NOTHING";
const DEADLINES_SQLITE: &str = "INSERT INTO deadlines (case_id, due_at)
    SELECT c.id, value->>'due'
    FROM json_each($1)
    JOIN cases c ON c.id = unhex(value->>'id')";
const DEADLINES_POSTGRES: &str = "INSERT INTO deadlines (case_id, due_at)
    SELECT c.id, CAST(value->>'due' AS BIGINT)
    FROM jsonb_array_elements($1) AS rows (value)
    JOIN cases c ON c.id = CAST(value->>'id' AS UUID)";
const ANALYZE: &str = "ANALYZE";
const PASSED: &str = "SELECT COUNT(*), COUNT(DISTINCT case_id) FROM events WHERE kind = 'late'";
const LATENESS_SQLITE: &str =
    "SELECT at - CAST(payload->>'due' AS INTEGER) FROM events WHERE kind = 'late' AND at > $1";
const LATENESS_POSTGRES: &str =
    "SELECT at - CAST(payload->>'due' AS BIGINT) FROM events WHERE kind = 'late' AND at > $1";

/// Runs a body on either engine.
macro_rules! on {
    ($conn:expr, $sqlite:expr, $postgres:expr, |$c:ident, $sql:ident| $body:expr) => {
        match $conn {
            Conn::Sqlite($c) => {
                let $sql = $sqlite;
                $body
            }
            Conn::Postgres($c) => {
                let $sql = $postgres;
                $body
            }
        }
    };
}

/// All rows of this part.
pub async fn run() -> Result<Vec<Row>> {
    let mut rows = on(EngineKind::Sqlite, "SQLite").await?;
    if std::env::var_os(URL_VARIABLE).is_some() {
        rows.extend(on(EngineKind::Postgres, "PostgreSQL").await?);
    } else {
        rows.push(Row::note("no PostgreSQL here: not measured"));
    }
    Ok(rows)
}

async fn on(kind: EngineKind, name: &str) -> Result<Vec<Row>> {
    let (clock, ids) = (Clock::system(), Ids::system());
    let store = store::testing::fresh(kind).await;
    let town = Town::found(&store, &ids, NO_PASSWORD, clock.now().plus_days(-30)).await?;
    let like = town
        .file("The bins are full.", Visibility::Public, clock.now())
        .await?;
    let long_ago = clock.now().plus_days(-1);
    let kept = fill(&store, &like, &ids, long_ago, clock.now()).await?;

    let began = Stopwatch::now();
    let done = work_off(&store, &ids, &clock).await?;
    let seconds = began.elapsed().as_secs_f64();
    passed(&store, kept.overdue).await?;

    let from = clock.now();
    let falling = fall_due(&store, &like, &ids, from).await?;
    run_for(&store, &ids, &clock).await?;
    passed(&store, kept.overdue + falling).await?;
    let late = lateness(&store, from).await?;
    let at = |share: f64| {
        late.get(index(late.len(), share))
            .copied()
            .unwrap_or_default()
    };
    let open = kept.open;
    Ok(vec![
        Row::of(format!("{name}: open cases"), f64::from(open), ""),
        Row::of(
            format!("{name}: overdue at once, worked off by {SERVERS} servers, 0 missed, 0 twice"),
            f64::from(done) / seconds,
            "/s",
        ),
        Row::of(
            format!("{name}: late when falling due, median"),
            at(0.5),
            "ms",
        ),
        Row::of(
            format!("{name}: late when falling due, 99 of 100"),
            at(0.99),
            "ms",
        ),
    ])
}

struct Kept {
    open: u32,
    overdue: u32,
}

/// Copies the case until there are [`OPEN`] of them; [`OVERDUE`] are due.
async fn fill(
    store: &TestStore,
    like: &Case,
    ids: &Ids,
    overdue: Instant,
    now: Instant,
) -> Result<Kept> {
    let mut kept = Kept {
        open: 0,
        overdue: 0,
    };
    let mut batch = Vec::with_capacity(BATCH);
    for number in 0..OPEN {
        let due = if number < OVERDUE {
            overdue.plus_seconds(i64::from(number / 10))
        } else {
            now.plus_days(1).plus_seconds(i64::from(number))
        };
        batch.push(copy(like, ids, u64::from(number), due)?);
        if batch.len() == BATCH || number + 1 == OPEN {
            let inserted = insert(store, like, &batch).await?;
            kept.open += inserted;
            if number < OVERDUE {
                kept.overdue += inserted;
            }
            batch.clear();
        }
    }
    let mut writer = store.writer().await?;
    on!(writer.conn(), ANALYZE, ANALYZE, |conn, sql| {
        sqlx::query(sql).execute(conn).await.map(drop)
    })?;
    writer.commit().await?;
    Ok(kept)
}

/// Cases that fall due evenly over the seconds after `from`.
async fn fall_due(store: &TestStore, like: &Case, ids: &Ids, from: Instant) -> Result<u32> {
    let mut kept = 0;
    let step = SECONDS * 1_000_000 / i64::from(FALLING_DUE);
    let numbers: Vec<u32> = (0..FALLING_DUE).collect();
    for some in numbers.chunks(BATCH) {
        let rows: Result<Vec<Value>> = some
            .iter()
            .map(|number| {
                let due = from.micros() + 5_000_000 + i64::from(*number) * step;
                copy(
                    like,
                    ids,
                    u64::from(OPEN + number),
                    Instant::from_micros(due),
                )
            })
            .collect();
        kept += insert(store, like, &rows?).await?;
    }
    Ok(kept)
}

fn copy(like: &Case, ids: &Ids, seed: u64, due: Instant) -> Result<Value> {
    let (id, reference) = (ids.uuid(), Reference::from_seed(seed));
    let mut state = serde_json::to_value(like)?;
    state["id"] = json!(id);
    state["reference"] = serde_json::to_value(reference)?;
    state["stage"]["heard_due"] = json!(due);
    Ok(json!({
        "id": id.simple().to_string(),
        "reference": reference.number(),
        "due": due,
        "state": state,
    }))
}

async fn insert(store: &TestStore, like: &Case, batch: &[Value]) -> Result<u32> {
    let mut writer = store.writer().await?;
    let inserted = on!(writer.conn(), COPY_SQLITE, COPY_POSTGRES, |conn, sql| {
        sqlx::query(sql)
            .bind(Json(batch))
            .bind(like.id.uuid())
            .execute(conn)
            .await
            .map(|done| done.rows_affected())
    })
    .context("copy cases")?;
    on!(
        writer.conn(),
        DEADLINES_SQLITE,
        DEADLINES_POSTGRES,
        |conn, sql| {
            sqlx::query(sql)
                .bind(Json(batch))
                .execute(conn)
                .await
                .map(drop)
        }
    )
    .context("keep their deadlines")?;
    writer.commit().await?;
    Ok(u32::try_from(inserted)?)
}

/// Several servers, each with a store of its own, until nothing is due.
async fn work_off(store: &TestStore, ids: &Ids, clock: &Clock) -> Result<u32> {
    let now = clock.now();
    let mut servers = JoinSet::new();
    for _ in 0..SERVERS {
        let (store, ids) = (store.open_again().await, ids.clone());
        servers.spawn(async move { until_done(&store, &ids, now).await });
    }
    let mut done = 0;
    while let Some(server) = servers.join_next().await {
        done += server??;
    }
    Ok(done)
}

async fn until_done(store: &Store, ids: &Ids, now: Instant) -> Result<u32> {
    let mut done = 0;
    loop {
        let woken = match store.run_due(CLAIM, ids, now).await {
            // Another server writes all the time: a server looks again.
            Err(StoreError::Busy) => continue,
            woken => woken?,
        };
        done += u32::try_from(woken.changed)?;
        if woken.due == 0 {
            return Ok(done);
        }
    }
}

/// Looks as a server does: again at once while there is more, else once a second.
async fn run_for(store: &TestStore, ids: &Ids, clock: &Clock) -> Result<()> {
    let end = clock.now().plus_seconds(SECONDS + 8);
    loop {
        let woken = store.run_due(CLAIM, ids, clock.now()).await?;
        if woken.due == 0 && clock.now() > end {
            return Ok(());
        }
        if woken.due == 0 {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
}

/// Each deadline passed once and no more.
async fn passed(store: &TestStore, expected: u32) -> Result<()> {
    let mut snapshot = store.snapshot().await?;
    let (all, cases): (i64, i64) = on!(snapshot.conn(), PASSED, PASSED, |conn, sql| {
        sqlx::query_as(sql).fetch_one(conn).await
    })?;
    ensure!(
        all == i64::from(expected) && cases == all,
        "{all} deadlines passed at {cases} cases, not {expected}"
    );
    Ok(())
}

/// By how many milliseconds each deadline after `from` was late, sorted.
async fn lateness(store: &TestStore, from: Instant) -> Result<Vec<f64>> {
    let mut snapshot = store.snapshot().await?;
    let mut micros: Vec<i64> = on!(
        snapshot.conn(),
        LATENESS_SQLITE,
        LATENESS_POSTGRES,
        |conn, sql| {
            sqlx::query_scalar(sql)
                .bind(from.micros())
                .fetch_all(conn)
                .await
        }
    )?;
    micros.sort_unstable();
    Ok(micros
        .into_iter()
        .map(|late| length(usize::try_from(late).unwrap_or_default()) / 1e3)
        .collect())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a position in a short list"
)]
fn index(length: usize, share: f64) -> usize {
    (length as f64 * share) as usize
}
