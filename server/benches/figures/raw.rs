//! The commits of one row that the same disk takes by itself, each safe from a power
//! cut: what nothing that commits row by row can be faster than.

use std::time::Instant as Stopwatch;

use anyhow::{Context as _, Result};
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx_sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use store::Target;
use store::testing::TestStore;
use tempfile::TempDir;
use tokio::task::JoinSet;

const MAKE: &str = "CREATE TABLE raw (number BIGINT NOT NULL, said TEXT NOT NULL)";
const INSERT: &str = "INSERT INTO raw (number, said) VALUES ($1, $2)";
const SAID: &str = "楼下的垃圾桶满了，三天没人清。";

/// A table of one's own on the same disk, written by single statements.
pub enum Raw {
    /// On the embedded engine.
    Sqlite(
        SqlitePool,
        #[expect(dead_code, reason = "its drop removes the folder")] TempDir,
    ),
    /// On the server.
    Postgres(PgPool),
}

impl Raw {
    /// Such a table; `at_once` write to it at the same moment.
    pub async fn beside(store: &TestStore, at_once: u32) -> Result<Self> {
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
                    .max_connections(at_once)
                    .connect(url)
                    .await?;
                sqlx::query(MAKE).execute(&pool).await?;
                Ok(Self::Postgres(pool))
            }
        }
    }

    /// How many rows a second are safe on the disk when `at_once` write `each` of them.
    pub async fn per_second(&self, at_once: u32, each: u32) -> Result<f64> {
        let began = Stopwatch::now();
        let mut people = JoinSet::new();
        for _ in 0..at_once {
            match self {
                Self::Sqlite(pool, _) => {
                    let pool = pool.clone();
                    people.spawn(async move {
                        for number in 0..each {
                            let row = sqlx::query(INSERT).bind(i64::from(number)).bind(SAID);
                            row.execute(&pool).await?;
                        }
                        anyhow::Ok(())
                    });
                }
                Self::Postgres(pool) => {
                    let pool = pool.clone();
                    people.spawn(async move {
                        for number in 0..each {
                            let row = sqlx::query(INSERT).bind(i64::from(number)).bind(SAID);
                            row.execute(&pool).await?;
                        }
                        anyhow::Ok(())
                    });
                }
            }
        }
        while let Some(done) = people.join_next().await {
            done??;
        }
        Ok(f64::from(at_once * each) / began.elapsed().as_secs_f64())
    }
}
