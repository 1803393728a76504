//! Doing what is due: deadlines that have passed, in order, exactly once.
//!
//! A server claims what is due (see `deadline`), and wakes each case in a
//! transaction of its own that first looks whether the claim still stands. A case
//! that cannot be woken holds up no other: it is put at the back, and said so.

use domain::case::{Command, Order, Refused};
use domain::instant::Instant;
use domain::person::Actor;

use super::ActError;
use super::deadline::ClaimedDue;
use crate::Store;
use crate::engine::connection::transaction;
use crate::error::StoreError;
use crate::ids::Ids;

/// After how many seconds a case that could not be woken is tried again.
const RETRY_SECONDS: i64 = 600;

/// What one round of waking did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Woken {
    /// Cases that were due and that no other server had claimed.
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
    /// The first failure, after all the others were woken; what was done stays done.
    pub async fn run_due(&self, limit: i64, ids: &Ids, now: Instant) -> Result<Woken, StoreError> {
        let claimed = self.claim_due(ids.uuid(), limit, now).await?;
        let mut woken = Woken::default();
        let mut failed = None;
        for claim in claimed {
            woken.due += 1;
            let late = now.seconds_since(claim.due_at);
            woken.most_late_seconds = woken.most_late_seconds.max(late);
            match self.wake(&claim, ids, now).await {
                Ok(changed) => woken.changed += u64::from(changed),
                Err(error) => {
                    tracing::warn!(case = %claim.case, %error, "a case could not be woken; it is tried again later");
                    // Where the whole database is gone this fails, too, and the round ends.
                    self.release_due(&claim, now.plus_seconds(RETRY_SECONDS))
                        .await?;
                    if let ActError::Store(error) = error {
                        failed.get_or_insert(error);
                    }
                }
            }
        }
        failed.map_or(Ok(woken), Err)
    }

    /// Wakes a case; `false` when nothing happened, as the claim has passed to
    /// another server.
    async fn wake(&self, claim: &ClaimedDue, ids: &Ids, now: Instant) -> Result<bool, ActError> {
        let order = Order::from(Command::Wake);
        transaction!(self, throws ActError, |tx| {
            let case = tx.lock_case(claim.reference).await?.ok_or(ActError::NotFound)?;
            if !tx.holds_deadline(claim).await? {
                return Ok(false);
            }
            let due = case.wake_at();
            match tx.carry_out(self, case, &order, &Actor::Clock, ids, now).await {
                // A case that was woken before its date keeps the date.
                Ok(acted) => {
                    if let Some(due) = acted.case.wake_at() {
                        tx.release_due(claim, due).await?;
                    }
                    Ok(!acted.recorded.is_empty())
                }
                Err(ActError::Refused(Refused::NothingDue)) if due.is_some_and(|due| due > now) => {
                    tx.release_due(claim, due.unwrap_or(now)).await?;
                    Ok(false)
                }
                Err(other) => Err(other),
            }
        })
    }
}
