//! Reading values out of rows: what the database keeps as a code, a number or
//! a text becomes the domain's own type, or a [`StoreError::Corrupt`] that
//! names the spot.

use domain::instant::Instant;
use sqlx::types::Uuid;

use crate::error::StoreError;

/// Where a value was read, for the error that says it is unreadable.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot {
    pub(crate) table: &'static str,
    pub(crate) row: Uuid,
}

impl Spot {
    pub(crate) const fn new(table: &'static str, row: Uuid) -> Self {
        Self { table, row }
    }

    /// The domain's word for a code.
    pub(crate) fn word<T>(
        self,
        column: &'static str,
        code: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, StoreError> {
        read(code).ok_or_else(|| self.corrupt(column, format!("`{code}` is no word of the domain")))
    }

    /// A value that has to follow a rule of the domain.
    pub(crate) fn value<T, E>(
        self,
        column: &'static str,
        read: Result<T, E>,
    ) -> Result<T, StoreError>
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        read.map_err(|error| StoreError::corrupt(self.table, column, self.row, error))
    }

    pub(crate) fn corrupt(self, column: &'static str, why: String) -> StoreError {
        StoreError::corrupt(self.table, column, self.row, why)
    }
}

/// A moment that may be missing.
pub(crate) fn instant(micros: Option<i64>) -> Option<Instant> {
    micros.map(Instant::from_micros)
}

/// An id as JSON carries it into a batch: 32 hexadecimal digits, which
/// `unhex` on SQLite and the `uuid` type on PostgreSQL both read.
pub(crate) fn hex(id: Uuid) -> String {
    id.simple().to_string()
}
