//! Calling a meeting, once, however often its form is posted.

use domain::id::MeetingId;
use domain::instant::Instant;
use domain::meeting::{Calling, Plan, call};
use domain::person::Actor;
use domain::reference::Reference;

use super::{MeetingActed, MeetingError, PURPOSE_CALL};
use crate::engine::connection::transaction;
use crate::error::StoreError;
use crate::idempotency::Once;
use crate::ids::Ids;
use crate::{Store, Writer};

impl Store {
    /// Calls a meeting in a thread. Posting the same form again gives the same one.
    ///
    /// # Errors
    /// [`MeetingError::Refused`] with the rule's code, [`MeetingError::NotFound`] when
    /// there is no such thread, or the database's failure.
    pub async fn call_meeting(
        &self,
        reference: Reference,
        plan: &Plan,
        actor: &Actor,
        once: Option<&Once<'_>>,
        ids: &Ids,
        now: Instant,
    ) -> Result<MeetingActed, MeetingError> {
        transaction!(self, throws MeetingError, |tx| {
            tx.call_meeting_once(reference, plan, actor, once, ids, now).await
        })
    }
}

impl Writer {
    async fn call_meeting_once(
        &mut self,
        reference: Reference,
        plan: &Plan,
        actor: &Actor,
        once: Option<&Once<'_>>,
        ids: &Ids,
        now: Instant,
    ) -> Result<MeetingActed, MeetingError> {
        if let Some(once) = once
            && !self.claim_once(PURPOSE_CALL, once, now).await?
        {
            return self.meeting_called_before(reference, once).await;
        }
        let thread = self.lock_thread(reference).await?;
        let thread = thread.ok_or(MeetingError::NotFound)?;
        let calling = Calling {
            id: MeetingId::new(ids.uuid()),
            number: self.next_meeting(thread.id).await?,
            plan: plan.clone(),
        };
        let decided = call(calling, &thread, actor, now)?;
        let (meeting, recorded) = (decided.meeting, decided.recorded);
        self.insert_meeting(&meeting, &recorded, ids, now).await?;
        for one in &recorded {
            self.follow_meeting(&meeting, &meeting, one, ids, now)
                .await?;
        }
        if let Some(once) = once {
            let number = meeting.number.to_string();
            self.answer_once(PURPOSE_CALL, once, &number).await?;
        }
        Ok(MeetingActed { meeting, recorded })
    }

    /// The meeting that the same form called before.
    async fn meeting_called_before(
        &mut self,
        reference: Reference,
        once: &Once<'_>,
    ) -> Result<MeetingActed, MeetingError> {
        let answer = self.conn().find_once(PURPOSE_CALL, once).await?;
        let number = answer.and_then(|answer| answer.parse().ok());
        let number = number.ok_or_else(|| {
            let why = "no number of a meeting";
            StoreError::corrupt("idempotency_keys", "answer", once.key, why)
        })?;
        let meeting = self.conn().find_meeting(reference, number).await?;
        Ok(MeetingActed {
            meeting: meeting.ok_or(MeetingError::NotFound)?,
            recorded: Vec::new(),
        })
    }
}
