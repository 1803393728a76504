//! Carrying out a command: load, ask the domain, write, commit.

use domain::instant::Instant;
use domain::person::Actor;
use domain::reference::Reference;
use domain::thread::{Command, Order, Refused, check_over, decide};

use super::{PURPOSE_ACT, ThreadActed, ThreadError};
use crate::Store;
use crate::engine::connection::transaction;
use crate::idempotency::Once;
use crate::ids::Ids;

impl Store {
    /// Carries out a command on a thread, and tells its case. Posting the same form again does nothing and
    /// answers like the first time.
    ///
    /// # Errors
    /// [`ThreadError::NotFound`] for no such thread, [`ThreadError::Refused`] with the
    /// rule's code, or the database's failure.
    pub async fn act_on_thread(
        &self,
        reference: Reference,
        order: &Order,
        actor: &Actor,
        once: Option<&Once<'_>>,
        ids: &Ids,
        now: Instant,
    ) -> Result<ThreadActed, ThreadError> {
        transaction!(self, throws ThreadError, |tx| {
            let (thread, case) = tx.lock_thread_and_case(reference).await?;
            if let Some(once) = once
                && !tx.claim_once(PURPOSE_ACT, once, now).await?
            {
                return Ok(ThreadActed { thread, recorded: Vec::new() });
            }
            let decided = decide(&thread, order, actor, now)?;
            let decisions = tx.count_decisions(reference).await?;
            check_over(&thread, &order.command, decisions, now)?;
            if !tx.update_thread(&thread, &decided.thread, &decided.recorded, ids, now).await? {
                return Err(ThreadError::Refused(Refused::SomeoneWasFaster));
            }
            let by = actor.person().map(|person| person.id);
            tx.tell_part(&decided.thread, &decided.recorded, by, ids, now).await?;
            tx.retitle_notices(&thread, &decided.thread, case.as_ref()).await?;
            if let Some(case) = &case {
                let promised = match order.command {
                    Command::Agree { promised, .. } => promised,
                    _ => None,
                };
                let (after, happened) = (&decided.thread, &decided.recorded);
                tx.tell_case(self, case, after, happened, promised, ids, now).await?;
            }
            Ok(ThreadActed { thread: decided.thread, recorded: decided.recorded })
        })
    }
}
