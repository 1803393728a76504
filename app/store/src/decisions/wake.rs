//! What the clock does to decisions: reminding, and closing on the day. As with
//! challenges no server claims any: whoever comes second finds nothing due.

use domain::decision::{Command, Order};
use domain::instant::Instant;
use domain::person::Actor;

use super::DecisionError;
use crate::Store;
use crate::error::StoreError;
use crate::ids::Ids;
use crate::woken::Woken;

impl Store {
    /// Does what is due by `now` in at most `limit` decisions, and says in how many.
    ///
    /// # Errors
    /// The first failure of the database; one decision holds up no other.
    pub async fn wake_decisions(
        &self,
        limit: i64,
        ids: &Ids,
        now: Instant,
    ) -> Result<u64, StoreError> {
        let due = self
            .reader()
            .await?
            .conn()
            .list_due_decisions(now, limit)
            .await?;
        let order = Order::from(Command::Wake);
        let mut woken = Woken::default();
        for address in due {
            let outcome = self
                .act_on_decision(address, &order, &Actor::Clock, None, ids, now)
                .await;
            woken.note(outcome.map_err(DecisionError::failure));
        }
        woken.told()
    }
}
