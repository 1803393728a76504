//! Doing what is due: deadlines that have passed, in order, exactly once.
//!
//! Exactly once rests on the guarded write of each case, not on who asks: two
//! servers that wake the same case find that one of them was faster.

use domain::case::{Command, Order};
use domain::instant::Instant;
use domain::person::Actor;
use domain::reference::Reference;

use super::ActError;
use crate::Store;
use crate::engine::connection::on;
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::statements::sql;

sql! {
    LIST_DUE = "SELECT reference, wake_at
        FROM cases
        WHERE wake_at <= $1
        ORDER BY wake_at, reference
        LIMIT $2";
}

/// What one round of waking did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Woken {
    /// Cases that were due.
    pub due: u64,
    /// Of these, cases to which something happened now.
    pub changed: u64,
    /// By how many seconds the latest of them was late.
    pub most_late_seconds: i64,
}

impl Store {
    /// Does what is due by `now` on at most `limit` cases, the longest due first.
    ///
    /// # Errors
    /// When the database fails; what was done stays done.
    pub async fn run_due(&self, limit: i64, ids: &Ids, now: Instant) -> Result<Woken, StoreError> {
        let mut reader = self.reader().await?;
        let due: Vec<(i64, i64)> = on!(reader, |conn| sqlx::query_as(LIST_DUE)
            .bind(now.micros())
            .bind(limit)
            .fetch_all(conn)
            .await)
        .during("list due cases")?;
        drop(reader);
        let mut woken = Woken::default();
        for (number, wake_at) in due {
            let reference = Reference::from_number(number).ok_or_else(|| {
                StoreError::corrupt("cases", "reference", number, "the check digit is wrong")
            })?;
            woken.due += 1;
            let late = now.seconds_since(Instant::from_micros(wake_at));
            woken.most_late_seconds = woken.most_late_seconds.max(late);
            let order = Order::from(Command::Wake);
            match self
                .act(reference, &order, &Actor::Clock, None, ids, now)
                .await
            {
                Ok(acted) if !acted.recorded.is_empty() => woken.changed += 1,
                Ok(_) | Err(ActError::NotFound | ActError::Refused(_)) => {}
                Err(ActError::Store(error)) => return Err(error),
            }
        }
        Ok(woken)
    }
}
