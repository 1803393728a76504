//! The two engines behind one type: where the database is, how it is opened,
//! who may write.
//!
//! SQLite runs in write-ahead mode with `synchronous=FULL`, so that what was
//! acknowledged survives a power cut, and has one connection that writes, so
//! that writers queue here and not on a lock. PostgreSQL is one pool.

use std::fmt;
use std::ops::Deref;
use std::path::PathBuf;
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx_sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use crate::error::{During as _, StoreError};
use crate::freshness::Version;
use crate::rulebook::RulebookCache;
use crate::sessions::Touches;
use crate::threads::cast::Answers;

pub(crate) mod connection;
mod expand;

static SQLITE_MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/sqlite");
static POSTGRES_MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/postgres");

/// How long a statement waits for a connection or a lock before it is [`StoreError::Busy`].
const PATIENCE: Duration = Duration::from_secs(5);
/// Connections that read an SQLite file; each is a thread.
const SQLITE_READERS: u32 = 8;

/// Where the database is.
#[derive(Clone, PartialEq, Eq)]
pub enum Target {
    /// A file, made when it is missing; its folder has to be there.
    Sqlite(PathBuf),
    /// A PostgreSQL server.
    Postgres {
        /// `postgres://user:password@host/name`.
        url: String,
        /// Most connections of this process.
        connections: u32,
    },
}

impl fmt::Debug for Target {
    /// Without the URL, which holds a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => f.debug_tuple("Sqlite").field(path).finish(),
            Self::Postgres { connections, .. } => f
                .debug_struct("Postgres")
                .field("connections", connections)
                .finish_non_exhaustive(),
        }
    }
}

/// Which engine it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EngineKind {
    /// The embedded one.
    Sqlite,
    /// The server.
    Postgres,
}

#[derive(Clone, Debug)]
pub(crate) enum Engine {
    Sqlite { read: SqlitePool, write: SqlitePool },
    Postgres(PgPool),
}

impl Engine {
    const fn kind(&self) -> EngineKind {
        match self {
            Self::Sqlite { .. } => EngineKind::Sqlite,
            Self::Postgres(_) => EngineKind::Postgres,
        }
    }
}

/// The database: everything that Linli keeps. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store(Arc<StoreParts>);

/// The parts of [`Store`].
pub struct StoreParts {
    pub(crate) engine: Engine,
    pub(crate) rulebook: RulebookCache,
    pub(crate) touches: Touches,
    pub(crate) answers: Answers,
    pub(crate) version: Version,
}

impl Deref for Store {
    type Target = StoreParts;

    fn deref(&self) -> &StoreParts {
        &self.0
    }
}

impl fmt::Debug for StoreParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store")
            .field("engine", &self.engine.kind())
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Opens the database, without touching its schema: call [`Store::migrate`] next.
    ///
    /// # Errors
    /// When the file or the server cannot be reached.
    pub async fn open(target: &Target) -> Result<Self, StoreError> {
        let engine = match target {
            Target::Sqlite(path) => open_sqlite(path).await.during("open the database file")?,
            Target::Postgres { url, connections } => open_postgres(url, *connections)
                .await
                .during("reach PostgreSQL")?,
        };
        let touches = Touches::start(engine.clone());
        let answers = Answers::start(engine.clone());
        Ok(Self(Arc::new(StoreParts {
            engine,
            rulebook: RulebookCache::default(),
            touches,
            answers,
            version: Version::default(),
        })))
    }

    /// Brings the schema up to date. Several servers may do so at once:
    /// on PostgreSQL an advisory lock lets one go first.
    ///
    /// # Errors
    /// When a migration fails, was changed after it ran, or the database is newer than this program.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let outcome = match &self.engine {
            Engine::Sqlite { write, .. } => SQLITE_MIGRATIONS.run(write).await,
            Engine::Postgres(pool) => POSTGRES_MIGRATIONS.run(pool).await,
        };
        outcome.map_err(sqlx::Error::from).during("migrate")
    }

    /// Which engine it is.
    pub fn kind(&self) -> EngineKind {
        self.engine.kind()
    }

    /// Ends all connections; what was committed is safe with or without this.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Engine::Postgres(pool) => pool.close().await,
        }
    }
}

/// The migrations of an engine, as `(version, description, checksum)`.
pub fn migrations(kind: EngineKind) -> Vec<(i64, String, Vec<u8>)> {
    let migrator = match kind {
        EngineKind::Sqlite => &SQLITE_MIGRATIONS,
        EngineKind::Postgres => &POSTGRES_MIGRATIONS,
    };
    migrator
        .iter()
        .map(|one| {
            (
                one.version,
                one.description.to_string(),
                one.checksum.to_vec(),
            )
        })
        .collect()
}

async fn open_sqlite(path: &std::path::Path) -> Result<Engine, sqlx::Error> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .statement_cache_capacity(512)
        // What is deleted is overwritten: a vote loses its voter on the disk, too.
        .pragma("secure_delete", "ON")
        .pragma("temp_store", "MEMORY");
    // Opened first: it makes the file and switches it to write-ahead mode.
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(PATIENCE)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options.clone())
        .await?;
    let read = SqlitePoolOptions::new()
        .max_connections(SQLITE_READERS)
        .acquire_timeout(PATIENCE)
        .max_lifetime(None)
        .connect_with(options.create_if_missing(false).pragma("query_only", "ON"))
        .await?;
    Ok(Engine::Sqlite { read, write })
}

async fn open_postgres(url: &str, connections: u32) -> Result<Engine, sqlx::Error> {
    let options = PgConnectOptions::from_str(url)?
        .application_name("linli")
        .statement_cache_capacity(512);
    let pool = PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        .connect_with(options)
        .await?;
    Ok(Engine::Postgres(pool))
}
