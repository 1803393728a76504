//! Leading through a mediation: load, ask the domain, write, tell, commit.

use domain::id::PersonId;
use domain::instant::Instant;
use domain::mediation::{Around, Command, Mediation, Order, Refused, decide};
use domain::person::Actor;
use domain::reference::Reference;

use super::{MediationActed, MediationError, PURPOSE_ACT};
use crate::engine::connection::transaction;
use crate::error::StoreError;
use crate::idempotency::Once;
use crate::ids::Ids;
use crate::{Store, Writer};

impl Store {
    /// Carries out a command on a mediation; `named` is who is to mediate, where
    /// somebody is named. Posting the same form again does nothing and answers like the
    /// first time.
    ///
    /// # Errors
    /// [`MediationError::NotFound`] for no such mediation,
    /// [`MediationError::Refused`] with the rule's code, or the database's failure.
    #[expect(
        clippy::too_many_arguments,
        reason = "what, about whom, by whom, once, with which ids, when: none belongs to another"
    )]
    pub async fn act_on_mediation(
        &self,
        reference: Reference,
        order: &Order,
        named: Option<PersonId>,
        actor: &Actor,
        once: Option<&Once<'_>>,
        ids: &Ids,
        now: Instant,
    ) -> Result<MediationActed, MediationError> {
        transaction!(self, throws MediationError, |tx| {
            let mediation = tx.lock_mediation(reference).await?;
            let mediation = mediation.ok_or(MediationError::NotFound)?;
            // A key is somebody's own: whoever finds it used has acted here before.
            if let Some(once) = once
                && !tx.claim_once(PURPOSE_ACT, once, now).await?
            {
                return Ok(MediationActed { mediation, recorded: Vec::new() });
            }
            tx.carry_out_on_mediation(self, &mediation, order, named, actor, ids, now).await
        })
    }
}

impl Writer {
    /// Asks the domain and keeps what it says.
    #[expect(
        clippy::too_many_arguments,
        reason = "what, about whom, by whom, with which ids, when: none belongs to another"
    )]
    async fn carry_out_on_mediation(
        &mut self,
        store: &Store,
        mediation: &Mediation,
        order: &Order,
        named: Option<PersonId>,
        actor: &Actor,
        ids: &Ids,
        now: Instant,
    ) -> Result<MediationActed, MediationError> {
        let book = store.rulebook(self.conn()).await?;
        let body = book.body(mediation.body).ok_or_else(|| {
            StoreError::corrupt("mediations", "body", mediation.id, "no such body")
        })?;
        let lives_there = match actor.person() {
            Some(person) => self.conn().lives_asked(mediation.id, person.id).await?,
            None => false,
        };
        let candidate = match (named, &order.command) {
            (Some(named), Command::Name) => self.conn().find_candidate(mediation, named).await?,
            _ => None,
        };
        let around = Around {
            lives_there,
            case_stands: self.case_stands(mediation, &order.command).await?,
            candidate,
            calendar: &body.calendar,
            now,
        };
        let decided = decide(mediation, order, actor, &around)?;
        let (after, recorded) = (decided.mediation, decided.recorded);
        if !self
            .update_mediation(mediation, &after, &recorded, ids)
            .await?
        {
            return Err(Refused::SomeoneWasFaster.into());
        }
        self.tell_mediation(&after, &recorded, ids, now).await?;
        Ok(MediationActed {
            mediation: after,
            recorded,
        })
    }

    /// Whether the case is still its author's: for a yes only.
    async fn case_stands(
        &mut self,
        mediation: &Mediation,
        command: &Command,
    ) -> Result<bool, StoreError> {
        if !matches!(command, Command::Answer { .. } | Command::Reply { .. }) {
            return Ok(true);
        }
        let case = self.conn().find_case_by_id(mediation.case).await?;
        let author = Some(mediation.author);
        Ok(case.is_some_and(|case| case.author == author && case.is_open()))
    }
}
