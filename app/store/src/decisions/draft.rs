//! Drafting a decision, once, however often its form is posted.

use domain::decision::{Drafting, Method, Showing, Voters, draft};
use domain::id::DecisionId;
use domain::instant::Instant;
use domain::person::Actor;
use domain::reference::Reference;
use domain::text::{Title, View, Words};

use super::{DecisionActed, DecisionError, PURPOSE_DRAFT};
use crate::engine::connection::transaction;
use crate::error::StoreError;
use crate::idempotency::Once;
use crate::ids::Ids;
use crate::{Store, Writer};

/// A decision to be drafted.
#[derive(Clone, Debug)]
pub struct NewDecision {
    /// The question.
    pub question: Title,
    /// What is proposed.
    pub words: Words,
    /// How it is decided.
    pub method: Method,
    /// What can be chosen, where the method has no options of its own.
    pub options: Vec<View>,
    /// Who is asked.
    pub voters: Voters,
    /// What is shown of the answers.
    pub showing: Showing,
}

impl Store {
    /// Drafts a decision in a thread. Posting the same form again gives the same one.
    ///
    /// # Errors
    /// [`DecisionError::Refused`] with the rule's code, [`DecisionError::NotFound`] when
    /// there is no such thread, or the database's failure.
    pub async fn draft_decision(
        &self,
        reference: Reference,
        new: &NewDecision,
        actor: &Actor,
        once: Option<&Once<'_>>,
        ids: &Ids,
        now: Instant,
    ) -> Result<DecisionActed, DecisionError> {
        transaction!(self, throws DecisionError, |tx| {
            tx.draft_decision_once(reference, new, actor, once, ids, now).await
        })
    }
}

impl Writer {
    async fn draft_decision_once(
        &mut self,
        reference: Reference,
        new: &NewDecision,
        actor: &Actor,
        once: Option<&Once<'_>>,
        ids: &Ids,
        now: Instant,
    ) -> Result<DecisionActed, DecisionError> {
        if let Some(once) = once
            && !self.claim_once(PURPOSE_DRAFT, once, now).await?
        {
            return self.decision_drafted_before(reference, once).await;
        }
        let thread = self.lock_thread(reference).await?;
        let thread = thread.ok_or(DecisionError::NotFound)?;
        let drafting = Drafting {
            id: DecisionId::new(ids.uuid()),
            number: self.next_decision(thread.id).await?,
            question: new.question.clone(),
            words: new.words.clone(),
            method: new.method.clone(),
            options: new.options.clone(),
            voters: new.voters,
            showing: new.showing,
        };
        let decided = draft(drafting, &thread, actor, now)?;
        self.insert_decision(&decided.decision, &decided.recorded, ids, now)
            .await?;
        if let Some(once) = once {
            let number = decided.decision.number.to_string();
            self.answer_once(PURPOSE_DRAFT, once, &number).await?;
        }
        Ok(DecisionActed {
            decision: decided.decision,
            recorded: decided.recorded,
        })
    }

    /// The decision that the same form drafted before.
    async fn decision_drafted_before(
        &mut self,
        reference: Reference,
        once: &Once<'_>,
    ) -> Result<DecisionActed, DecisionError> {
        let answer = self.conn().find_once(PURPOSE_DRAFT, once).await?;
        let number = answer.and_then(|answer| answer.parse().ok());
        let number = number.ok_or_else(|| {
            let why = "no number of a decision";
            StoreError::corrupt("idempotency_keys", "answer", once.key, why)
        })?;
        let decision = self.conn().find_decision(reference, number).await?;
        Ok(DecisionActed {
            decision: decision.ok_or(DecisionError::NotFound)?,
            recorded: Vec::new(),
        })
    }
}
