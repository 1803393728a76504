//! Recording what was missed, in order and once.
//!
//! There are few challenges, and what happens to one when its date passes is
//! small, so no server claims any: each looks what is due without a lock, and
//! wakes each in a transaction that locks it and asks the domain anew. Whoever
//! comes second finds nothing due.

use domain::challenge::{Command, Order};
use domain::instant::Instant;
use domain::person::Actor;
use domain::reference::Reference;

use super::ChallengeError;
use crate::Store;
use crate::engine::connection::transaction;
use crate::error::StoreError;
use crate::ids::Ids;
use crate::woken::Woken;

impl Store {
    /// Records what was missed by `now` of at most `limit` challenges, and says
    /// of how many.
    ///
    /// # Errors
    /// The first failure of the database; one challenge holds up no other.
    pub async fn wake_challenges(
        &self,
        limit: i64,
        ids: &Ids,
        now: Instant,
    ) -> Result<u64, StoreError> {
        let mut reader = self.reader().await?;
        let due = reader.conn().list_due_challenges(now, limit).await?;
        drop(reader);
        let mut woken = Woken::default();
        for reference in due {
            woken.note(
                self.wake_challenge(reference, ids, now)
                    .await
                    .map_err(ChallengeError::failure),
            );
        }
        woken.told()
    }

    async fn wake_challenge(
        &self,
        reference: Reference,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), ChallengeError> {
        let order = Order::from(Command::Wake);
        transaction!(self, throws ChallengeError, |tx| {
            let challenge = tx.lock_challenge(reference).await?.ok_or(ChallengeError::NotFound)?;
            tx.carry_out_on_challenge(self, challenge, &order, None, &Actor::Clock, ids, now).await.map(drop)
        })
    }
}
