//! Recording ends of steps that were missed, in order and once.
//!
//! As with challenges no server claims any: each looks what is due without a lock, and
//! wakes each in a transaction that locks it and asks the domain anew. The case of a
//! thread has a deadline of its own for the same date.

use domain::instant::Instant;
use domain::reference::Reference;
use domain::thread::{Refused, wake};

use super::ThreadError;
use crate::Store;
use crate::engine::connection::transaction;
use crate::error::StoreError;
use crate::ids::Ids;

impl Store {
    /// Records what was missed by `now` in at most `limit` threads, and says in how many.
    ///
    /// # Errors
    /// The first failure of the database; one thread holds up no other.
    pub async fn wake_threads(
        &self,
        limit: i64,
        ids: &Ids,
        now: Instant,
    ) -> Result<u64, StoreError> {
        let mut reader = self.reader().await?;
        let due = reader.conn().list_due_threads(now, limit).await?;
        drop(reader);
        let (mut woken, mut failed) = (0, None);
        for reference in due {
            match self.wake_thread(reference, ids, now).await {
                Ok(()) => woken += 1,
                // Another server was faster.
                Err(ThreadError::NotFound | ThreadError::Refused(_)) => {}
                Err(ThreadError::Store(error)) => {
                    failed.get_or_insert(error);
                }
            }
        }
        failed.map_or(Ok(woken), Err)
    }

    async fn wake_thread(
        &self,
        reference: Reference,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), ThreadError> {
        transaction!(self, throws ThreadError, |tx| {
            let thread = tx.lock_thread(reference).await?.ok_or(ThreadError::NotFound)?;
            let decided = wake(&thread, now)?;
            if tx.update_thread(&thread, &decided.thread, &decided.recorded, ids, now).await? {
                Ok(())
            } else {
                Err(ThreadError::Refused(Refused::SomeoneWasFaster))
            }
        })
    }
}
