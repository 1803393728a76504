//! A meeting with its thread.

use domain::instant::Instant;
use domain::meeting::{Meeting, Standing};
use domain::permission::{MeetingAct, may_on_meeting};
use domain::person::Actor;
use store::Conn;

use super::super::load::{Shown, reference};
use crate::app::App;
use crate::errors::PageError;
use crate::routes;
use crate::visitor::Visitor;

/// A meeting and the thread whose people meet.
pub(super) struct Here {
    pub(super) shown: Shown,
    pub(super) meeting: Meeting,
    /// How many want to come.
    pub(super) line: i64,
    /// Where the visitor stands.
    pub(super) own: Option<Standing>,
}

impl Here {
    /// Four statements.
    pub(super) async fn load(
        app: &App,
        conn: &mut Conn<'_>,
        visitor: &Visitor,
        (thread, number): (&str, &str),
    ) -> Result<Self, PageError> {
        let number = number.parse().map_err(|_| PageError::NotFound)?;
        let shown = Shown::load(app, conn, reference(thread)?).await?;
        let (reference, person) = (shown.thread.reference, visitor.person());
        let person = person.map(|person| person.id);
        let found = conn.find_meeting_for(reference, number, person).await?;
        let found = found.ok_or(PageError::NotFound)?;
        Ok(Self {
            meeting: found.meeting.led_by(shown.thread.body),
            line: found.line,
            own: found.own,
            shown,
        })
    }

    /// The same in a snapshot of its own.
    pub(super) async fn alone(
        app: &App,
        visitor: &Visitor,
        address: (&str, &str),
    ) -> Result<Self, PageError> {
        let mut snapshot = app.store.snapshot().await?;
        Self::load(app, &mut snapshot.conn(), visitor, address).await
    }

    /// Whether that is offered: who may, and there is still time for it.
    pub(super) fn offers(&self, actor: &Actor, act: MeetingAct, now: Instant) -> bool {
        let begun = now >= self.meeting.plan.at;
        let in_time = match act {
            MeetingAct::Change | MeetingAct::CallOff | MeetingAct::Take | MeetingAct::Leave => {
                !begun
            }
            MeetingAct::State => begun,
            MeetingAct::Seated | MeetingAct::Correct | MeetingAct::Wake => true,
        };
        in_time && may_on_meeting(actor, act, &self.meeting).is_ok()
    }

    pub(super) fn href(&self) -> String {
        routes::meeting(self.meeting.reference, self.meeting.number)
    }

    pub(super) fn href_of(&self, rest: &str) -> String {
        routes::meeting_at(self.meeting.reference, self.meeting.number, rest)
    }

    pub(super) const fn address(&self) -> (domain::reference::Reference, i64) {
        (self.meeting.reference, self.meeting.number)
    }
}
