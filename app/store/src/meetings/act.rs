//! Leading through a meeting: load, ask the domain, write, tell those concerned, commit.

use domain::instant::Instant;
use domain::meeting::{Around, Event, Meeting, MeetingNotice, Order, Recorded, Refused, decide};
use domain::person::Actor;
use domain::reference::Reference;

use super::tell::{Cause, Whom};
use super::{MeetingActed, MeetingError, PURPOSE_ACT};
use crate::engine::connection::transaction;
use crate::error::StoreError;
use crate::idempotency::Once;
use crate::ids::Ids;
use crate::{Store, Writer};

impl Store {
    /// Carries out a command on a meeting. Posting the same form again does nothing and
    /// answers like the first time.
    ///
    /// # Errors
    /// [`MeetingError::NotFound`] for no such meeting, [`MeetingError::Refused`] with the
    /// rule's code, or the database's failure.
    pub async fn act_on_meeting(
        &self,
        (reference, number): (Reference, i64),
        order: &Order,
        actor: &Actor,
        once: Option<&Once<'_>>,
        ids: &Ids,
        now: Instant,
    ) -> Result<MeetingActed, MeetingError> {
        transaction!(self, throws MeetingError, |tx| {
            let thread = match actor {
                Actor::Clock => tx.lock_hidden_thread(reference).await?,
                Actor::Person(_) | Actor::Visitor => tx.lock_thread(reference).await?,
            };
            let thread = thread.ok_or(MeetingError::NotFound)?;
            let meeting = tx.lock_meeting(reference, number).await?;
            let meeting = meeting.ok_or(MeetingError::NotFound)?.led_by(thread.body);
            if let Some(once) = once
                && !tx.claim_once(PURPOSE_ACT, once, now).await?
            {
                return Ok(MeetingActed { meeting, recorded: Vec::new() });
            }
            let line = tx.conn().line(&meeting).await?;
            let around = Around { thread: &thread, line: &line, now };
            let decided = decide(&meeting, order, actor, &around)?;
            let (after, recorded) = (decided.meeting, decided.recorded);
            if !tx.update_meeting(&meeting, &after, &recorded, ids, now).await? {
                return Err(Refused::SomeoneWasFaster.into());
            }
            for one in &recorded {
                tx.follow_meeting(&meeting, &after, one, ids, now).await?;
            }
            Ok(MeetingActed { meeting: after, recorded })
        })
    }
}

impl Writer {
    /// What an event brings with it. Of a thread that nobody is shown any more nobody is
    /// told.
    pub(super) async fn follow_meeting(
        &mut self,
        before: &Meeting,
        meeting: &Meeting,
        recorded: &Recorded,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        if matches!(recorded.event, Event::Forgotten) {
            return self.forget_line(meeting.id).await;
        }
        if self.conn().find_thread(meeting.reference).await?.is_none() {
            return Ok(());
        }
        let (notice, whom) = match &recorded.event {
            Event::Called { .. } => (MeetingNotice::Called, Whom::Concerned),
            Event::CalledOff { .. } => (MeetingNotice::CalledOff, Whom::Concerned),
            Event::Stated { .. } => (MeetingNotice::Stated, Whom::Concerned),
            Event::Corrected { .. } => (MeetingNotice::Corrected, Whom::Concerned),
            // Who was not reminded while there was time need not be any more.
            Event::Reminded if now < meeting.plan.at => (MeetingNotice::Soon, Whom::Seated),
            Event::Changed { .. } => {
                return self.tell_change(before, meeting, recorded, ids, now).await;
            }
            Event::Reminded | Event::Forgotten => return Ok(()),
        };
        let mut people = self.list_whom(meeting, whom).await?;
        people.retain(|person| Some(*person) != recorded.by.person());
        let cause = Cause::of(notice, recorded);
        self.tell_meeting(meeting, &cause, &people, ids, now).await
    }

    /// Those who come are told what is different; who has a seat for it hears that instead.
    async fn tell_change(
        &mut self,
        before: &Meeting,
        meeting: &Meeting,
        recorded: &Recorded,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        let mut line = self.conn().line(before).await?;
        // Nobody loses a seat: the rule was asked before the change was written.
        let moved = line.resize(meeting.plan.seats).unwrap_or_default();
        let up = Cause::of(MeetingNotice::MovedUp, recorded);
        self.tell_meeting(meeting, &up, &moved, ids, now).await?;
        let parts = before.plan.changes(&meeting.plan);
        if parts.is_empty() {
            return Ok(());
        }
        let others = line.everybody().iter().filter(|one| !moved.contains(one));
        let others: Vec<_> = others
            .copied()
            .filter(|person| Some(*person) != recorded.by.person())
            .collect();
        let cause = Cause {
            parts,
            ..Cause::of(MeetingNotice::Changed, recorded)
        };
        self.tell_meeting(meeting, &cause, &others, ids, now).await
    }
}
