//! Counting what the clock woke: one that fails holds up no other, and one at which
//! another server was faster is no failure.

use crate::error::StoreError;

/// How many were woken, and the first failure.
#[derive(Debug, Default)]
pub(crate) struct Woken {
    count: u64,
    failed: Option<StoreError>,
}

impl Woken {
    /// What became of one of them: an error of the database, or none where there was
    /// nothing to do any more.
    pub(crate) fn note<T>(&mut self, outcome: Result<T, Option<StoreError>>) {
        match outcome {
            Ok(_) => self.count += 1,
            Err(Some(error)) => {
                self.failed.get_or_insert(error);
            }
            Err(None) => {}
        }
    }

    /// How many; or what failed first.
    pub(crate) fn told(self) -> Result<u64, StoreError> {
        self.failed.map_or(Ok(self.count), Err)
    }
}
