//! Taking a seat and giving it back. The order in which people asked is kept, and nothing
//! else: who has a seat follows from it.

use domain::id::MeetingId;
use domain::instant::Instant;
use domain::meeting::{Line, Meeting, MeetingNotice, Standing, may_seat};
use domain::permission::{Denied, MeetingAct};
use domain::person::Actor;
use domain::reference::Reference;
use sqlx::types::Uuid;

use super::MeetingError;
use super::tell::Cause;
use crate::engine::connection::{on, transaction};
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::statements::sql;
use crate::{Conn, Store, Writer};

sql! {
    LIST_LINE = "SELECT person FROM meeting_seats WHERE meeting = $1 ORDER BY turn";
    LIST_SEATED = "SELECT p.name
        FROM meeting_seats s
        JOIN people p ON p.id = s.person
        WHERE s.meeting = $1
        ORDER BY s.turn
        LIMIT $2";
    TAKE_SEAT = "INSERT INTO meeting_seats (meeting, person, turn, at)
        VALUES ($1, $2, (SELECT COALESCE(MAX(turn), 0) + 1 FROM meeting_seats WHERE meeting = $1), $3)";
    LEAVE_SEAT = "DELETE FROM meeting_seats WHERE meeting = $1 AND person = $2";
    FORGET_LINE = "DELETE FROM meeting_seats WHERE meeting = $1";
}

impl Store {
    /// Takes a seat for who asks, or puts them at the end of those who wait. Asking twice
    /// changes nothing. `seen` is the revision of the meeting on their page.
    ///
    /// # Errors
    /// [`MeetingError::NotFound`] for no such meeting, [`MeetingError::Refused`] with the
    /// rule's code, or the database's failure.
    pub async fn take_seat(
        &self,
        (reference, number): (Reference, i64),
        seen: Option<i64>,
        actor: &Actor,
        now: Instant,
    ) -> Result<Standing, MeetingError> {
        transaction!(self, throws MeetingError, |tx| {
            let meeting = tx.lock_seats(reference, number).await?;
            may_seat(&meeting, MeetingAct::Take, actor, seen, now)?;
            let person = actor.person().map(|person| person.id);
            let person = person.ok_or(MeetingError::Refused(Denied::SignInRequired.into()))?;
            let mut line = tx.conn().line(&meeting).await?;
            if line.standing(person).is_none() {
                on!(tx, |conn| sqlx::query(TAKE_SEAT)
                    .bind(meeting.id.uuid())
                    .bind(person.uuid())
                    .bind(now.micros())
                    .execute(conn)
                    .await
                    .map(drop))
                .during("take a seat")?;
            }
            Ok(line.take(person))
        })
    }

    /// Gives back the seat of who asks; whoever waited longest has it, and is told.
    ///
    /// # Errors
    /// As [`Store::take_seat`].
    pub async fn leave_seat(
        &self,
        (reference, number): (Reference, i64),
        actor: &Actor,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), MeetingError> {
        transaction!(self, throws MeetingError, |tx| {
            let meeting = tx.lock_seats(reference, number).await?;
            may_seat(&meeting, MeetingAct::Leave, actor, None, now)?;
            let person = actor.person().map(|person| person.id);
            let person = person.ok_or(MeetingError::Refused(Denied::SignInRequired.into()))?;
            let mut line = tx.conn().line(&meeting).await?;
            let next = line.leave(person);
            on!(tx, |conn| sqlx::query(LEAVE_SEAT)
                .bind(meeting.id.uuid())
                .bind(person.uuid())
                .execute(conn)
                .await
                .map(drop))
            .during("give a seat back")?;
            if let Some(next) = next {
                let cause = Cause::moved_up(now);
                tx.tell_meeting(&meeting, &cause, &[next], ids, now).await?;
            }
            Ok(())
        })
    }
}

impl Cause {
    /// Somebody can move up, leave, and move up again: each time is one of its own.
    fn moved_up(now: Instant) -> Self {
        Self {
            notice: MeetingNotice::MovedUp,
            part: format!("seat-{}", now.micros()),
            parts: Vec::new(),
            why: None,
        }
    }
}

impl Conn<'_> {
    /// Those who want to come, in the order in which they asked.
    pub(super) async fn line(&mut self, meeting: &Meeting) -> Result<Line, StoreError> {
        let people: Vec<Uuid> = on!(self, |conn| sqlx::query_scalar(LIST_LINE)
            .bind(meeting.id.uuid())
            .fetch_all(conn)
            .await)
        .during("list who wants to come")?;
        let people = people.into_iter().map(domain::id::PersonId::new);
        Ok(Line::new(people.collect(), meeting.plan.seats))
    }

    /// The names of those who want to come, in that order, at most `limit`.
    pub async fn list_line_names(
        &mut self,
        meeting: MeetingId,
        limit: i64,
    ) -> Result<Vec<String>, StoreError> {
        on!(self, |conn| sqlx::query_scalar(LIST_SEATED)
            .bind(meeting.uuid())
            .bind(limit)
            .fetch_all(conn)
            .await)
        .during("list the names of who wants to come")
    }
}

impl Writer {
    /// The meeting of a thread that people are shown, held against everybody else.
    async fn lock_seats(
        &mut self,
        reference: Reference,
        number: i64,
    ) -> Result<Meeting, MeetingError> {
        let thread = self.conn().find_thread(reference).await?;
        let thread = thread.ok_or(MeetingError::NotFound)?;
        let meeting = self.lock_meeting(reference, number).await?;
        Ok(meeting.ok_or(MeetingError::NotFound)?.led_by(thread.body))
    }

    /// Forgets who wanted to come.
    pub(super) async fn forget_line(&mut self, meeting: MeetingId) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(FORGET_LINE)
            .bind(meeting.uuid())
            .execute(conn)
            .await
            .map(drop))
        .during("forget who wanted to come")
    }
}
