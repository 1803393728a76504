//! Leading through a decision: load, ask the domain, write, move the ballots when it
//! closes, tell those concerned, commit.

use domain::decision::{Amount, Around, Command, Decision, Event, Order, Refused, Stage, decide};
use domain::instant::Instant;
use domain::person::Actor;
use domain::reference::Reference;
use domain::thread::ThreadNotice;

use super::tell::Cause;
use super::{DecisionActed, DecisionError, PURPOSE_ACT};
use crate::engine::connection::transaction;
use crate::error::StoreError;
use crate::idempotency::Once;
use crate::ids::Ids;
use crate::{Store, Writer};

impl Store {
    /// Carries out a command on a decision. Posting the same form again does nothing and
    /// answers like the first time.
    ///
    /// # Errors
    /// [`DecisionError::NotFound`] for no such decision, [`DecisionError::Refused`] with
    /// the rule's code, or the database's failure.
    pub async fn act_on_decision(
        &self,
        (reference, number): (Reference, i64),
        order: &Order,
        actor: &Actor,
        once: Option<&Once<'_>>,
        ids: &Ids,
        now: Instant,
    ) -> Result<DecisionActed, DecisionError> {
        transaction!(self, throws DecisionError, |tx| {
            let thread = match actor {
                Actor::Clock => tx.lock_hidden_thread(reference).await?,
                Actor::Person(_) | Actor::Visitor => tx.lock_thread(reference).await?,
            };
            let thread = thread.ok_or(DecisionError::NotFound)?;
            let decision = tx.lock_decision(reference, number).await?;
            let decision = decision.ok_or(DecisionError::NotFound)?.led_by(thread.body);
            if let Some(once) = once
                && !tx.claim_once(PURPOSE_ACT, once, now).await?
            {
                return Ok(DecisionActed { decision, recorded: Vec::new() });
            }
            let opens = matches!(order.command, Command::Open { .. }) && decision.stage == Stage::Drafted;
            let eligible = if opens { tx.count_in(&decision).await? } else { Amount::default() };
            let ballots = tx.conn().open_ballots(decision.id).await?;
            let around = Around { thread: &thread, eligible, ballots: &ballots, now };
            let decided = decide(&decision, order, actor, &around)?;
            if !tx.update_decision(&decision, &decided.decision, &decided.recorded, ids, now).await? {
                return Err(Refused::SomeoneWasFaster.into());
            }
            for one in &decided.recorded {
                tx.follow(self, &decided.decision, &one.event, ids, now).await?;
            }
            Ok(DecisionActed { decision: decided.decision, recorded: decided.recorded })
        })
    }
}

impl Writer {
    /// What an event brings with it.
    async fn follow(
        &mut self,
        store: &Store,
        decision: &Decision,
        event: &Event,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        let (notice, missing) = match event {
            Event::Opened { .. } => (ThreadNotice::DecisionOpened, false),
            Event::Reminded => (ThreadNotice::DecisionEnds, true),
            Event::Closed { .. } => (ThreadNotice::DecisionClosed, false),
            Event::Drafted { .. } | Event::Dropped { .. } | Event::EarlyAsked { .. } => {
                return Ok(());
            }
        };
        // Before those who are asked are forgotten. Of a thread that nobody is shown any
        // more nobody is told.
        let shown = self.conn().find_thread(decision.reference).await?.is_some();
        let people = if shown {
            self.list_asked(decision, missing).await?
        } else {
            Vec::new()
        };
        if matches!(event, Event::Closed { .. }) {
            self.keep_ballots(decision).await?;
        }
        let ends = if missing {
            self.decision_ends(store, decision).await?
        } else {
            None
        };
        let cause = Cause {
            ends,
            ..notice.into()
        };
        self.tell_decision(decision, &cause, &people, ids, now)
            .await
    }
}
