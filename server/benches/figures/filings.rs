//! How many filings a second are acknowledged, each safe from a power cut,
//! beside the commits of one row that the same disk takes by itself.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant as Stopwatch;

use anyhow::{Context as _, Result};
use domain::case::Visibility;
use domain::person::Actor;
use domain::text::Words;
use server::fixtures::Town;
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use store::cases::NewCase;
use store::clock::Clock;
use store::idempotency::Once;
use store::ids::Ids;
use store::testing::{TestStore, URL_VARIABLE};
use store::{EngineKind, Store, Target};
use tempfile::TempDir;
use tokio::task::JoinSet;

use crate::machine::median;
use crate::report::Row;
use crate::site::NO_PASSWORD;

/// How many people file at the same moment.
const AT_ONCE: u32 = 16;
/// Filings, and commits, of one of them in one turn.
const EACH: u32 = 20;
const TURNS: usize = 7;
const MAKE: &str = "CREATE TABLE raw (number BIGINT NOT NULL, said TEXT NOT NULL)";
const INSERT: &str = "INSERT INTO raw (number, said) VALUES ($1, $2)";
const SAID: &str = "楼下的垃圾桶满了，三天没人清。";

/// All rows of this part.
pub async fn run() -> Result<Vec<Row>> {
    let mut rows = vec![on(EngineKind::Sqlite, "SQLite, synchronous=FULL").await?];
    if std::env::var_os(URL_VARIABLE).is_some() {
        rows.push(on(EngineKind::Postgres, "PostgreSQL, synchronous_commit=on").await?);
    } else {
        rows.push(Row::note("no PostgreSQL here: not measured"));
    }
    Ok(rows)
}

async fn on(kind: EngineKind, name: &str) -> Result<Row> {
    let store = store::testing::fresh(kind).await;
    let raw = Raw::beside(&store).await?;
    let ids = Ids::system();
    let from = Clock::system().now().plus_days(-1);
    let town = Town::found(&store, &ids, NO_PASSWORD, from).await?;
    let filer = Arc::new(Filer {
        store: store.store(),
        new: concern(&town)?,
        actor: town.world.actor("sunwei")?,
        ids,
    });
    let (mut ours, mut reference) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        reference.push(raw.per_second().await?);
        ours.push(Filer::per_second(&filer).await?);
    }
    let what = format!("filings : raw one-row commits, {name}");
    Ok(Row::speed(what, median(ours), median(reference), "/s"))
}

fn concern(town: &Town) -> Result<NewCase> {
    Ok(NewCase {
        words: Words::parse(SAID)?,
        category: "rubbish".to_owned(),
        place: town.world.place("willow-5")?,
        point: None,
        answers: BTreeMap::new(),
        visibility: Visibility::Public,
        conflict: None,
        photos: Vec::new(),
        on_paper: false,
    })
}

/// Files what a form sends, each time with a key of its own.
struct Filer {
    store: Store,
    new: NewCase,
    actor: Actor,
    ids: Ids,
}

impl Filer {
    async fn per_second(filer: &Arc<Self>) -> Result<f64> {
        let began = Stopwatch::now();
        let mut people = JoinSet::new();
        for _ in 0..AT_ONCE {
            let filer = Arc::clone(filer);
            people.spawn(async move {
                for _ in 0..EACH {
                    filer.file().await?;
                }
                anyhow::Ok(())
            });
        }
        everybody(people, began).await
    }

    async fn file(&self) -> Result<()> {
        let (owner, key) = (self.ids.uuid().to_string(), self.ids.uuid().to_string());
        let once = Once {
            owner: &owner,
            key: &key,
        };
        let now = Clock::system().now();
        self.store
            .file_case(&self.new, &self.actor, Some(&once), &self.ids, now)
            .await?;
        Ok(())
    }
}

/// A table of one's own on the same disk, written by single statements.
enum Raw {
    Sqlite(
        SqlitePool,
        #[expect(dead_code, reason = "its drop removes the folder")] TempDir,
    ),
    Postgres(PgPool),
}

impl Raw {
    async fn beside(store: &TestStore) -> Result<Self> {
        match store.target() {
            // Beside it and not in it: SQLite lets one write at a time in a file.
            Target::Sqlite(_) => {
                let folder = tempfile::tempdir().context("make a folder")?;
                let options = SqliteConnectOptions::new()
                    .filename(folder.path().join("raw.db"))
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full);
                let pool = SqlitePoolOptions::new()
                    .max_connections(1)
                    .connect_with(options)
                    .await?;
                sqlx::query(MAKE).execute(&pool).await?;
                Ok(Self::Sqlite(pool, folder))
            }
            Target::Postgres { url, .. } => {
                let pool = PgPoolOptions::new()
                    .max_connections(AT_ONCE)
                    .connect(url)
                    .await?;
                sqlx::query(MAKE).execute(&pool).await?;
                Ok(Self::Postgres(pool))
            }
        }
    }

    async fn per_second(&self) -> Result<f64> {
        let began = Stopwatch::now();
        let mut people = JoinSet::new();
        for _ in 0..AT_ONCE {
            match self {
                Self::Sqlite(pool, _) => {
                    let pool = pool.clone();
                    people.spawn(async move {
                        for number in 0..EACH {
                            let row = sqlx::query(INSERT).bind(i64::from(number)).bind(SAID);
                            row.execute(&pool).await?;
                        }
                        anyhow::Ok(())
                    });
                }
                Self::Postgres(pool) => {
                    let pool = pool.clone();
                    people.spawn(async move {
                        for number in 0..EACH {
                            let row = sqlx::query(INSERT).bind(i64::from(number)).bind(SAID);
                            row.execute(&pool).await?;
                        }
                        anyhow::Ok(())
                    });
                }
            }
        }
        everybody(people, began).await
    }
}

/// How many a second all of them did together.
async fn everybody(mut people: JoinSet<Result<()>>, began: Stopwatch) -> Result<f64> {
    while let Some(done) = people.join_next().await {
        done??;
    }
    Ok(f64::from(AT_ONCE * EACH) / began.elapsed().as_secs_f64())
}
