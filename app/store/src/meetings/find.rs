//! Reading and locking one meeting, and which are due. Those ahead in a place are found
//! with what else goes on there (`lists`).

use domain::id::PersonId;
use domain::instant::Instant;
use domain::language::Names;
use domain::meeting::{InRoom, InShort, Meeting, Plan, Standing};
use domain::reference::Reference;
use serde::Deserialize;
use sqlx::FromRow;
use sqlx::types::Json;

use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::statements::sql;
use crate::{Conn, Writer};

sql! {
    FIND_MEETING = "SELECT state FROM meetings WHERE reference = $1 AND number = $2";
    // One's own place in the line is how many do not stand behind one.
    FIND_MEETING_WITH = "SELECT m.state,
            (SELECT COUNT(*) FROM meeting_seats s WHERE s.meeting = m.id) AS line,
            (SELECT COUNT(*)
                FROM meeting_seats o
                JOIN meeting_seats s ON s.meeting = o.meeting AND s.turn <= o.turn
                WHERE o.meeting = m.id AND o.person = $3) AS own
        FROM meetings m
        WHERE m.reference = $1 AND m.number = $2";
    LOCK_MEETING_SQLITE = "SELECT state FROM meetings WHERE reference = $1 AND number = $2";
    LOCK_MEETING_POSTGRES = "SELECT state FROM meetings WHERE reference = $1 AND number = $2 FOR UPDATE";
    // Also in a thread that nobody is shown any more: who came is forgotten there, too.
    LIST_DUE_MEETINGS = "SELECT reference, number FROM meetings WHERE due <= $1 ORDER BY due, id LIMIT $2";
}

/// A meeting on the page of its thread.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct MeetingSummary {
    /// Which of the thread.
    pub number: i64,
    /// Where it stands.
    pub stage: InShort,
    /// When, where, for how many, and what about.
    pub plan: Plan,
    /// How many want to come.
    pub line: i64,
    /// How many were there, once that is written down.
    pub present: Option<i64>,
    /// What was decided in the room.
    pub decided: Option<Vec<InRoom>>,
}

/// A meeting that is ahead, with the name of its place.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct MeetingAhead {
    /// The meeting.
    pub meeting: Meeting,
    /// The name of its place.
    pub place: Names,
}

/// A meeting as its page shows it to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingDetail {
    /// The meeting.
    pub meeting: Meeting,
    /// How many want to come.
    pub line: i64,
    /// Where they stand; `None` for who does not want to come.
    pub own: Option<Standing>,
}

#[derive(FromRow)]
struct DetailRow {
    state: Json<Meeting>,
    line: i64,
    own: i64,
}

impl Conn<'_> {
    /// A meeting of the thread with this reference.
    pub async fn find_meeting(
        &mut self,
        reference: Reference,
        number: i64,
    ) -> Result<Option<Meeting>, StoreError> {
        let state: Option<Json<Meeting>> = on!(self, |conn| sqlx::query_scalar(FIND_MEETING)
            .bind(reference.number())
            .bind(number)
            .fetch_optional(conn)
            .await)
        .during("find meeting")?;
        Ok(state.map(|state| state.0))
    }

    /// A meeting, how many want to come, and where `person` stands: one statement.
    pub async fn find_meeting_for(
        &mut self,
        reference: Reference,
        number: i64,
        person: Option<PersonId>,
    ) -> Result<Option<MeetingDetail>, StoreError> {
        let row: Option<DetailRow> = on!(self, |conn| sqlx::query_as(FIND_MEETING_WITH)
            .bind(reference.number())
            .bind(number)
            .bind(person.map(PersonId::uuid))
            .fetch_optional(conn)
            .await)
        .during("find meeting with its line")?;
        Ok(row.map(|row| {
            let meeting = row.state.0;
            let own = (row.own > 0).then(|| Standing::at(row.own, meeting.plan.seats));
            MeetingDetail {
                meeting,
                line: row.line,
                own,
            }
        }))
    }

    pub(super) async fn list_due_meetings(
        &mut self,
        now: Instant,
        limit: i64,
    ) -> Result<Vec<(Reference, i64)>, StoreError> {
        let rows: Vec<(i64, i64)> = on!(self, |conn| sqlx::query_as(LIST_DUE_MEETINGS)
            .bind(now.micros())
            .bind(limit)
            .fetch_all(conn)
            .await)
        .during("list due meetings")?;
        let known = |(reference, number)| Some((Reference::from_number(reference)?, number));
        Ok(rows.into_iter().filter_map(known).collect())
    }
}

impl Writer {
    /// The meeting, held against everybody else.
    pub(super) async fn lock_meeting(
        &mut self,
        reference: Reference,
        number: i64,
    ) -> Result<Option<Meeting>, StoreError> {
        let state: Option<Json<Meeting>> = on!(
            self,
            LOCK_MEETING_SQLITE | LOCK_MEETING_POSTGRES,
            |conn, sql| sqlx::query_scalar(sql)
                .bind(reference.number())
                .bind(number)
                .fetch_optional(conn)
                .await
        )
        .during("lock meeting")?;
        Ok(state.map(|state| state.0))
    }
}

reads! {
    find_meeting(reference: Reference, number: i64) -> Option<Meeting>;
    find_meeting_for(reference: Reference, number: i64, person: Option<PersonId>) -> Option<MeetingDetail>;
}
