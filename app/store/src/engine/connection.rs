//! Connections of either engine.
//!
//! Three things can be borrowed from the store: a [`Reader`] for one
//! statement, a [`Snapshot`] for a page (all its statements see the same
//! moment), and a [`Writer`] for a command. Each lends a [`Conn`], on which
//! every query of this crate is a method.

use std::fmt;

use sqlx::Transaction;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnection, Postgres};
use sqlx_sqlite::{Sqlite, SqliteConnection};

use crate::engine::{Engine, Store};
use crate::error::{During as _, StoreError};
use crate::freshness::Version;

pub(crate) use crate::engine::expand::{on, reads, transaction, writes};

/// A connection of one of the two engines, lent for a while.
#[derive(Debug)]
pub enum Conn<'a> {
    /// To the embedded database.
    Sqlite(&'a mut SqliteConnection),
    /// To the server.
    Postgres(&'a mut PgConnection),
}

impl Conn<'_> {
    /// The same connection, lent on.
    pub fn conn(&mut self) -> Conn<'_> {
        match self {
            Self::Sqlite(conn) => Conn::Sqlite(conn),
            Self::Postgres(conn) => Conn::Postgres(conn),
        }
    }
}

/// A pooled connection for single statements that read.
#[derive(Debug)]
pub enum Reader {
    /// Of the embedded database.
    Sqlite(PoolConnection<Sqlite>),
    /// Of the server.
    Postgres(PoolConnection<Postgres>),
}

impl Reader {
    /// Lends the connection.
    pub fn conn(&mut self) -> Conn<'_> {
        match self {
            Self::Sqlite(conn) => Conn::Sqlite(conn),
            Self::Postgres(conn) => Conn::Postgres(conn),
        }
    }
}

/// A read transaction: all its statements see the database at one moment.
/// Dropping it ends it.
pub struct Snapshot(Either);

/// A write transaction. Dropping it without [`Writer::commit`] undoes it.
pub struct Writer {
    transaction: Either,
    /// Raised when it is committed; none where nothing that anybody sees is written.
    version: Option<Version>,
}

enum Either {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Either {
    fn conn(&mut self) -> Conn<'_> {
        match self {
            Self::Sqlite(transaction) => Conn::Sqlite(transaction),
            Self::Postgres(transaction) => Conn::Postgres(transaction),
        }
    }
}

impl Snapshot {
    /// Lends the connection.
    pub fn conn(&mut self) -> Conn<'_> {
        self.0.conn()
    }
}

impl Writer {
    /// Lends the connection.
    pub fn conn(&mut self) -> Conn<'_> {
        self.transaction.conn()
    }

    /// Makes everything done through it last. When this returns, it survives a power cut.
    ///
    /// # Errors
    /// When the database could not; then nothing was done.
    pub async fn commit(self) -> Result<(), StoreError> {
        crate::statements::note_commit();
        let _raised = self.version.as_ref().map(Version::raised_at_the_end);
        match self.transaction {
            Either::Sqlite(transaction) => transaction.commit().await,
            Either::Postgres(transaction) => transaction.commit().await,
        }
        .during("commit")
    }

    /// Undoes everything done through it and waits until that is so.
    ///
    /// # Errors
    /// When the connection is lost; then nothing was done either.
    pub async fn rollback(self) -> Result<(), StoreError> {
        match self.transaction {
            Either::Sqlite(transaction) => transaction.rollback().await,
            Either::Postgres(transaction) => transaction.rollback().await,
        }
        .during("roll back")
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Snapshot")
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Writer")
    }
}

impl Store {
    /// A connection for single statements that read.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when none is free for five seconds.
    pub async fn reader(&self) -> Result<Reader, StoreError> {
        self.engine.reader().await
    }

    /// A read transaction for a page.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when no connection is free for five seconds.
    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        self.engine.snapshot().await
    }

    /// A write transaction. On SQLite it takes the one write connection and the
    /// lock at once: a transaction that reads first and writes later would
    /// fail with `SQLITE_BUSY_SNAPSHOT` instead of waiting.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when it is not its turn within five seconds.
    pub async fn writer(&self) -> Result<Writer, StoreError> {
        let mut writer = self.engine.writer().await?;
        writer.version = Some(self.version.clone());
        Ok(writer)
    }
}

impl Engine {
    pub(crate) async fn reader(&self) -> Result<Reader, StoreError> {
        Ok(match self {
            Self::Sqlite { read, .. } => Reader::Sqlite(read.acquire().await.during("read")?),
            Self::Postgres(pool) => Reader::Postgres(pool.acquire().await.during("read")?),
        })
    }

    async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        const CONSISTENT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";
        Ok(Snapshot(match self {
            Self::Sqlite { read, .. } => Either::Sqlite(read.begin().await.during("snapshot")?),
            Self::Postgres(pool) => {
                Either::Postgres(pool.begin_with(CONSISTENT).await.during("snapshot")?)
            }
        }))
    }

    pub(crate) async fn writer(&self) -> Result<Writer, StoreError> {
        let transaction = match self {
            Self::Sqlite { write, .. } => {
                Either::Sqlite(write.begin_with("BEGIN IMMEDIATE").await.during("begin")?)
            }
            Self::Postgres(pool) => Either::Postgres(pool.begin().await.during("begin")?),
        };
        Ok(Writer {
            transaction,
            version: None,
        })
    }
}
