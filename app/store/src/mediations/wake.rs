//! What happens when a date of a mediation passes, in order and once.
//!
//! As with challenges no server claims any: each looks what is due without a lock, and
//! wakes each in a transaction that locks it and asks the domain anew.

use domain::instant::Instant;
use domain::mediation::{Command, Order};
use domain::person::Actor;

use super::MediationError;
use crate::Store;
use crate::error::StoreError;
use crate::ids::Ids;
use crate::woken::Woken;

impl Store {
    /// Does what is due by `now` in at most `limit` mediations, and says in how many.
    ///
    /// # Errors
    /// The first failure of the database; one mediation holds up no other.
    pub async fn wake_mediations(
        &self,
        limit: i64,
        ids: &Ids,
        now: Instant,
    ) -> Result<u64, StoreError> {
        let mut reader = self.reader().await?;
        let due = reader.conn().list_due_mediations(now, limit).await?;
        drop(reader);
        let order = Order::from(Command::Wake);
        let mut woken = Woken::default();
        for reference in due {
            let outcome = self
                .act_on_mediation(reference, &order, None, &Actor::Clock, None, ids, now)
                .await;
            woken.note(outcome.map_err(MediationError::failure));
        }
        woken.told()
    }
}
