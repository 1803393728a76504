//! What can go wrong with a database, in three words: it failed, it holds
//! something unreadable, or it is busy. That a thing is absent is `Option`;
//! that a rule says no is the rule's own type.

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
}

impl StoreError {
    /// Whether the transaction lost against another one and can simply be run
    /// again (PostgreSQL: serialization failure or deadlock; SQLite: a lock).
    pub fn is_conflict(&self) -> bool {
        match self {
            Self::Database { source, .. } => {
                matches!(code(source).as_deref(), Some("40001" | "40P01"))
            }
            Self::Corrupt { .. } | Self::Busy => false,
        }
    }

    /// Whether a unique key refused the row. Ask only at a call that can raise it.
    pub fn is_unique_violation(&self) -> bool {
        match self {
            Self::Database { source, .. } => source
                .as_database_error()
                .is_some_and(sqlx::error::DatabaseError::is_unique_violation),
            Self::Corrupt { .. } | Self::Busy => false,
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
            // SQLITE_BUSY (5), SQLITE_LOCKED (6) and their extended codes, whose low byte is the same.
            let locked = matches!(&source, sqlx::Error::Database(error)
                if error.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some()
                    && error.code().and_then(|code| code.parse::<u32>().ok())
                        .is_some_and(|code| matches!(code & 0xff, 5 | 6)));
            if locked || matches!(source, sqlx::Error::PoolTimedOut) {
                tracing::warn!(operation, error = %source, "the database is busy");
                StoreError::Busy
            } else {
                StoreError::Database { operation, source }
            }
        })
    }
}

fn code(error: &sqlx::Error) -> Option<String> {
    error
        .as_database_error()?
        .code()
        .map(std::borrow::Cow::into_owned)
}
