//! What the clock does to meetings: reminding the day before, and forgetting who came. As
//! with decisions no server claims any: whoever comes second finds nothing due.

use domain::instant::Instant;
use domain::meeting::{Command, Order};
use domain::person::Actor;

use super::MeetingError;
use crate::Store;
use crate::error::StoreError;
use crate::ids::Ids;
use crate::woken::Woken;

impl Store {
    /// Does what is due by `now` in at most `limit` meetings, and says in how many.
    ///
    /// # Errors
    /// The first failure of the database; one meeting holds up no other.
    pub async fn wake_meetings(
        &self,
        limit: i64,
        ids: &Ids,
        now: Instant,
    ) -> Result<u64, StoreError> {
        let mut reader = self.reader().await?;
        let due = reader.conn().list_due_meetings(now, limit).await?;
        drop(reader);
        let order = Order::from(Command::Wake);
        let mut woken = Woken::default();
        for address in due {
            let outcome = self
                .act_on_meeting(address, &order, &Actor::Clock, None, ids, now)
                .await;
            woken.note(outcome.map_err(MeetingError::failure));
        }
        woken.told()
    }
}
