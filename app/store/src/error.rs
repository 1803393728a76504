//! What can go wrong with a database: it failed, it holds something unreadable, it is
//! busy, it is full, or it cannot be reached. That a thing is absent is `Option`; that a
//! rule says no is the rule's own type.

use std::error::Error;

/// A failure of the database. Never shown to a person: pages log it once and
/// show a reference.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database or the connection to it failed.
    #[error("the database failed during `{operation}`")]
    Database {
        /// What was being done, as `area verb`.
        operation: &'static str,
        /// What the driver says.
        #[source]
        source: sqlx::Error,
    },
    /// A row holds something that this program cannot have written.
    #[error("{table}.{column} is unreadable in row {row}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's key.
        row: String,
        /// Why it cannot be read.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// Every connection is in use, or another writer did not finish in time. Trying again later helps.
    #[error("the database is busy")]
    Busy,
    /// There is no room to keep anything. What was to be written is not.
    #[error("the database has no room left")]
    Full,
    /// It cannot be reached, or the line to it broke. The pool connects anew by itself.
    #[error("the database cannot be reached")]
    Away,
}

impl StoreError {
    /// Whether the transaction lost against another one and can simply be run
    /// again (PostgreSQL: serialization failure or deadlock; SQLite: a lock).
    pub fn is_conflict(&self) -> bool {
        match self {
            Self::Database { source, .. } => {
                matches!(code(source).as_deref(), Some("40001" | "40P01"))
            }
            Self::Corrupt { .. } | Self::Busy | Self::Full | Self::Away => false,
        }
    }

    /// Whether a unique key refused the row. Ask only at a call that can raise it.
    pub fn is_unique_violation(&self) -> bool {
        match self {
            Self::Database { source, .. } => source
                .as_database_error()
                .is_some_and(sqlx::error::DatabaseError::is_unique_violation),
            Self::Corrupt { .. } | Self::Busy | Self::Full | Self::Away => false,
        }
    }

    /// An unreadable value in `table.column`.
    pub fn corrupt(
        table: &'static str,
        column: &'static str,
        row: impl ToString,
        why: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        Self::Corrupt {
            table,
            column,
            row: row.to_string(),
            source: why.into(),
        }
    }
}

/// Says during which operation the driver failed.
pub trait During<T> {
    /// Turns the driver's error into a [`StoreError`].
    ///
    /// # Errors
    /// When there was one.
    fn during(self, operation: &'static str) -> Result<T, StoreError>;
}

impl<T> During<T> for Result<T, sqlx::Error> {
    fn during(self, operation: &'static str) -> Result<T, StoreError> {
        self.map_err(|source| {
            let Some(known) = known(&source) else {
                return StoreError::Database { operation, source };
            };
            tracing::warn!(operation, error = %source, "{known}");
            known
        })
    }
}

/// What passes by itself, or once somebody has made room.
fn known(source: &sqlx::Error) -> Option<StoreError> {
    match source {
        sqlx::Error::PoolTimedOut => Some(StoreError::Busy),
        sqlx::Error::Io(_) | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
            Some(StoreError::Away)
        }
        sqlx::Error::Database(error) => {
            let code = error.code()?;
            if error
                .try_downcast_ref::<sqlx_sqlite::SqliteError>()
                .is_some()
            {
                known_to_sqlite(code.parse().ok()?)
            } else {
                known_to_postgres(&code)
            }
        }
        _ => None,
    }
}

fn known_to_sqlite(code: u32) -> Option<StoreError> {
    /// `SQLITE_IOERR_WRITE`: what a quota of the file system says instead of "full".
    const CANNOT_WRITE: u32 = 0x030a;
    if code == CANNOT_WRITE {
        return Some(StoreError::Full);
    }
    // The low byte of an extended code is the plain one.
    match code & 0xff {
        // SQLITE_BUSY, SQLITE_LOCKED.
        5 | 6 => Some(StoreError::Busy),
        // SQLITE_FULL.
        13 => Some(StoreError::Full),
        // SQLITE_CANTOPEN.
        14 => Some(StoreError::Away),
        _ => None,
    }
}

fn known_to_postgres(code: &str) -> Option<StoreError> {
    match code {
        "53100" => Some(StoreError::Full),
        "53300" => Some(StoreError::Busy),
        // Shut down, crashed, starting, or it takes no connections to this database.
        "57P01" | "57P02" | "57P03" | "55000" => Some(StoreError::Away),
        code if code.starts_with("08") => Some(StoreError::Away),
        _ => None,
    }
}

fn code(error: &sqlx::Error) -> Option<String> {
    error
        .as_database_error()?
        .code()
        .map(std::borrow::Cow::into_owned)
}
