//! Who is told about a meeting, and what: with time and place, so that nobody has to look
//! them up.

use domain::id::PersonId;
use domain::instant::Instant;
use domain::meeting::{Event, Meeting, MeetingNotice, Part, Recorded};
use serde::{Deserialize, Serialize};
use sqlx::types::Uuid;

use crate::Writer;
use crate::cases::notify::What;
use crate::engine::connection::on;
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::statements::sql;

sql! {
    // Who said something in the thread or answered its statements, who is affected by its
    // case, and who wants to come.
    LIST_CONCERNED = "SELECT author AS person FROM posts WHERE thread = $1
        UNION
        SELECT person FROM voters WHERE thread = $1
        UNION
        SELECT a.person
        FROM threads t
        JOIN cases c ON c.reference = t.case_reference
        JOIN affected a ON a.case_id = c.id
        WHERE t.id = $1
        UNION
        SELECT person FROM meeting_seats WHERE meeting = $2";
}

/// What the text of a notice about a meeting needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingArgs {
    /// The reference of the thread.
    pub thread: String,
    /// Which meeting of it.
    pub meeting: i64,
    /// What it is for.
    pub title: String,
    /// When it begins.
    pub at: Instant,
    /// In which time zone that is told.
    pub zone: String,
    /// Where.
    pub spot: String,
    /// What was changed, where something was.
    #[serde(default)]
    pub parts: Vec<Part>,
    /// Why it was called off or corrected.
    #[serde(default)]
    pub why: Option<String>,
}

/// Which people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whom {
    /// Who had a part in the thread or wants to come.
    Concerned,
    /// Who has a seat.
    Seated,
}

/// Why somebody is told: once for each cause.
pub(super) struct Cause {
    pub(super) notice: MeetingNotice,
    /// What tells two of them about one meeting apart.
    pub(super) part: String,
    /// What was changed.
    pub(super) parts: Vec<Part>,
    /// What who leads says about it.
    pub(super) why: Option<String>,
}

impl Cause {
    pub(super) fn of(notice: MeetingNotice, recorded: &Recorded) -> Self {
        let why = match &recorded.event {
            Event::CalledOff { words } | Event::Corrected { why: words, .. } => {
                Some(words.to_string())
            }
            Event::Called { .. }
            | Event::Changed { .. }
            | Event::Reminded
            | Event::Stated { .. }
            | Event::Forgotten => None,
        };
        Self {
            notice,
            part: recorded.number.to_string(),
            parts: Vec::new(),
            why,
        }
    }
}

impl Writer {
    /// The people who are told.
    pub(super) async fn list_whom(
        &mut self,
        meeting: &Meeting,
        whom: Whom,
    ) -> Result<Vec<PersonId>, StoreError> {
        if whom == Whom::Seated {
            return Ok(self.conn().line(meeting).await?.seated().to_vec());
        }
        let people: Vec<Uuid> = on!(self, |conn| sqlx::query_scalar(LIST_CONCERNED)
            .bind(meeting.thread.uuid())
            .bind(meeting.id.uuid())
            .fetch_all(conn)
            .await)
        .during("list who is told of a meeting")?;
        Ok(people.into_iter().map(PersonId::new).collect())
    }

    /// Tells these people, in the app at once and outside where it must not wait.
    pub(super) async fn tell_meeting(
        &mut self,
        meeting: &Meeting,
        cause: &Cause,
        people: &[PersonId],
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        let kind = cause.notice.code();
        let what = What {
            cause: &format!("{kind}:{}:{}", meeting.id, cause.part),
            kind,
            asks: cause.notice.asks_act(),
        };
        let args = MeetingArgs {
            thread: meeting.reference.to_string(),
            meeting: meeting.number,
            title: meeting.plan.title.to_string(),
            at: meeting.plan.at,
            zone: meeting.plan.zone.clone(),
            spot: meeting.plan.spot.to_string(),
            parts: cause.parts.clone(),
            why: cause.why.clone(),
        };
        self.tell_people(people, what, &args, ids, now).await
    }
}
