//! Recording ends of steps that were missed, and asking whether agreements still hold,
//! in order and once.
//!
//! As with challenges no server claims any: each looks what is due without a lock, and
//! wakes each in a transaction that locks it and asks the domain anew. The case of a
//! thread has a deadline of its own for the same date.

use domain::instant::Instant;
use domain::reference::Reference;
use domain::thread::{Phase, Refused, wake};

use super::ThreadError;
use crate::Store;
use crate::engine::connection::transaction;
use crate::error::StoreError;
use crate::ids::Ids;
use crate::woken::Woken;

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
        let mut woken = Woken::default();
        for reference in due {
            woken.note(
                self.wake_thread(reference, ids, now)
                    .await
                    .map_err(ThreadError::failure),
            );
        }
        woken.told()
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
            if !tx.update_thread(&thread, &decided.thread, &decided.recorded, ids, now).await? {
                return Err(ThreadError::Refused(Refused::SomeoneWasFaster));
            }
            if matches!(decided.thread.phase, Phase::Agreed { .. }) {
                tx.ask_holds(&decided.thread, ids, now).await?;
            }
            Ok(())
        })
    }
}
