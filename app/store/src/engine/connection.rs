//! Connections of either engine, and the macros that let one SQL text and one
//! bind chain serve both.
//!
//! Three things can be borrowed from the store: a [`Reader`] for one
//! statement, a [`Snapshot`] for a page (all its statements see the same
//! moment), and a [`Writer`] for a command. Each lends a [`Conn`], on which
//! every query of this crate is a method.

use std::fmt;

use sqlx::Transaction;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnection, Postgres};
use sqlx::sqlite::{Sqlite, SqliteConnection};

use crate::engine::{Engine, Store};
use crate::error::{During as _, StoreError};

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
pub struct Writer(Either);

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
        self.0.conn()
    }

    /// Makes everything done through it last. When this returns, it survives a power cut.
    ///
    /// # Errors
    /// When the database could not; then nothing was done.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self.0 {
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
        match self.0 {
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
    /// fail with BUSY_SNAPSHOT instead of waiting.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when it is not its turn within five seconds.
    pub async fn writer(&self) -> Result<Writer, StoreError> {
        self.engine.writer().await
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
        Ok(Writer(match self {
            Self::Sqlite { write, .. } => {
                Either::Sqlite(write.begin_with("BEGIN IMMEDIATE").await.during("begin")?)
            }
            Self::Postgres(pool) => Either::Postgres(pool.begin().await.during("begin")?),
        }))
    }
}

/// Runs one statement on whichever engine `$target` is connected to: the body is
/// expanded once per engine, fully typed. `$target` is anything with `.conn()`.
///
/// With two texts (`on!(conn, A_SQLITE | A_POSTGRES, |conn, sql| …)`) the body
/// gets the one of its engine.
macro_rules! on {
    ($target:expr, |$conn:ident| $body:expr) => {{
        $crate::statements::note();
        match $target.conn() {
            $crate::Conn::Sqlite($conn) => $body,
            $crate::Conn::Postgres($conn) => $body,
        }
    }};
    ($target:expr, $sqlite:ident | $postgres:ident, |$conn:ident, $sql:ident| $body:expr) => {{
        $crate::statements::note();
        match $target.conn() {
            $crate::Conn::Sqlite($conn) => {
                let $sql = $sqlite;
                $body
            }
            $crate::Conn::Postgres($conn) => {
                let $sql = $postgres;
                $body
            }
        }
    }};
}

/// Runs a whole write transaction, and runs it again (six times at most) when
/// it lost against another one. The body sees `$tx: &mut Writer`, may use `?`
/// with [`StoreError`] or with the type named after `throws`, and commits by
/// returning `Ok`. It must not have effects outside the database.
macro_rules! transaction {
    ($store:expr, |$tx:ident| $body:block) => {
        $crate::engine::connection::transaction!($store, throws $crate::StoreError, |$tx| $body)
    };
    ($store:expr, throws $error:ty, |$tx:ident| $body:block) => {{
        let mut tries_left = 5_u8;
        loop {
            let mut writer = $store.writer().await?;
            let outcome: Result<_, $error> = async {
                let $tx = &mut writer;
                $body
            }
            .await;
            let outcome = match outcome {
                Ok(value) => writer.commit().await.map(|()| value).map_err(<$error>::from),
                Err(refusal) => {
                    writer.rollback().await?;
                    Err(refusal)
                }
            };
            match outcome {
                Err(error) if tries_left > 0 && error.is_conflict() => tries_left -= 1,
                outcome => break outcome,
            }
        }
    }};
}

/// Gives [`Store`] the named methods of [`Conn`], each on a connection of its own.
macro_rules! reads {
    ($($name:ident($($argument:ident: $type:ty),* $(,)?) -> $output:ty;)+) => {
        impl $crate::Store {$(
            #[doc = concat!("[`Conn::", stringify!($name), "`](crate::Conn::", stringify!($name), ") on a connection of its own.")]
            pub async fn $name(&self, $($argument: $type),*) -> Result<$output, $crate::StoreError> {
                self.reader().await?.conn().$name($($argument),*).await
            }
        )+}
    };
}

/// Gives [`Store`] the named methods of [`Writer`], each in a transaction of
/// its own. Arguments are `Copy`, because a transaction may have to run twice.
macro_rules! writes {
    ($($name:ident($($argument:ident: $type:ty),* $(,)?) -> $output:ty;)+) => {
        impl $crate::Store {$(
            #[doc = concat!("[`Writer::", stringify!($name), "`](crate::Writer::", stringify!($name), ") in a transaction of its own.")]
            pub async fn $name(&self, $($argument: $type),*) -> Result<$output, $crate::StoreError> {
                $crate::engine::connection::transaction!(self, |tx| { tx.$name($($argument),*).await })
            }
        )+}
    };
}

pub(crate) use {on, reads, transaction, writes};
