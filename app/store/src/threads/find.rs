//! Reading one thread with its history, and the threads of a place, a case or a body.

use domain::id::{PlaceId, ThreadId};
use domain::instant::Instant;
use domain::language::Names;
use domain::reference::Reference;
use domain::thread::{Event, Thread};
use serde::Deserialize;
use sqlx::FromRow;
use sqlx::types::Json;

use crate::decisions::DecisionSummary;
use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::history::{Entry, EntryRow};
use crate::meetings::MeetingSummary;
use crate::statements::sql;
use crate::{Conn, Writer};

/// A case that turned out to be private has no thread: nobody is shown that there was one.
macro_rules! shown {
    () => {
        "NOT EXISTS (SELECT 1 FROM cases c WHERE c.reference = t.case_reference AND c.visibility = 'body-only')"
    };
}

pub(crate) use shown;

sql! {
    FIND_THREAD = concat!("SELECT t.state FROM threads t WHERE t.reference = $1 AND ", shown!());
    FIND_THREAD_WITH_SQLITE = concat!("SELECT t.state, t.pulse,
            (SELECT json_group_array(json_object('number', d.number, 'question', d.question, 'stage', d.stage, 'until', d.until)
                    ORDER BY d.number)
                FROM decisions d
                WHERE d.thread = t.id) AS decisions,
            (SELECT json_group_array(json_object('number', m.number, 'stage', m.stage, 'plan', m.state->'plan',
                        'line', (SELECT COUNT(*) FROM meeting_seats s WHERE s.meeting = m.id),
                        'present', m.state->'stage'->'minutes'->'present',
                        'decided', m.state->'stage'->'minutes'->'decided')
                    ORDER BY m.at, m.number)
                FROM meetings m
                WHERE m.thread = t.id) AS meetings
        FROM threads t
        WHERE t.reference = $1 AND ", shown!());
    FIND_THREAD_WITH_POSTGRES = concat!("SELECT t.state, t.pulse,
            (SELECT COALESCE(jsonb_agg(jsonb_build_object('number', d.number, 'question', d.question, 'stage', d.stage, 'until', d.until)
                    ORDER BY d.number), '[]')
                FROM decisions d
                WHERE d.thread = t.id) AS decisions,
            (SELECT COALESCE(jsonb_agg(jsonb_build_object('number', m.number, 'stage', m.stage, 'plan', m.state->'plan',
                        'line', (SELECT COUNT(*) FROM meeting_seats s WHERE s.meeting = m.id),
                        'present', m.state->'stage'->'minutes'->'present',
                        'decided', m.state->'stage'->'minutes'->'decided')
                    ORDER BY m.at, m.number), '[]')
                FROM meetings m
                WHERE m.thread = t.id) AS meetings
        FROM threads t
        WHERE t.reference = $1 AND ", shown!());
    LOCK_THREAD_SQLITE = concat!("SELECT t.state FROM threads t WHERE t.reference = $1 AND ", shown!());
    LOCK_THREAD_POSTGRES = concat!("SELECT t.state FROM threads t WHERE t.reference = $1 AND ", shown!(), " FOR UPDATE");
    SHARE_THREAD_SQLITE = concat!("SELECT t.state FROM threads t WHERE t.reference = $1 AND ", shown!());
    SHARE_THREAD_POSTGRES = concat!("SELECT t.state FROM threads t WHERE t.reference = $1 AND ", shown!(), " FOR SHARE");
    LOCK_HIDDEN_THREAD_SQLITE = "SELECT state FROM threads WHERE reference = $1";
    LOCK_HIDDEN_THREAD_POSTGRES = "SELECT state FROM threads WHERE reference = $1 FOR UPDATE";
    LIST_DUE_THREADS = concat!("SELECT t.reference
        FROM threads t
        WHERE t.wake_at <= $1 AND ", shown!(), "
        ORDER BY t.wake_at, t.reference
        LIMIT $2");
    THREAD_HISTORY = "SELECT e.number, e.at, e.payload, e.by_person, e.by_body, p.name
        FROM thread_events e
        LEFT JOIN people p ON p.id = e.by_person
        WHERE e.thread = $1
        ORDER BY e.number";
    // In a place, in what lies in it, and around it; open ones first, what ends first at the top.
    LIST_THREADS = concat!("SELECT t.state, p.names AS place
        FROM threads t
        JOIN places p ON p.id = t.place
        WHERE (EXISTS (SELECT 1 FROM place_paths w WHERE w.ancestor = $1 AND w.descendant = t.place)
                OR EXISTS (SELECT 1 FROM place_paths w WHERE w.descendant = $1 AND w.ancestor = t.place))
            AND ", shown!(), "
        ORDER BY CASE WHEN t.until IS NULL THEN 1 ELSE 0 END, t.until, t.changed_at DESC, t.reference
        LIMIT $2");
    LIST_THREADS_ON = concat!("SELECT t.state, p.names AS place
        FROM threads t
        JOIN places p ON p.id = t.place
        WHERE t.case_reference = $1 AND ", shown!(), "
        ORDER BY t.opened_at, t.reference
        LIMIT $2");
}

/// A thread on a list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ThreadSummary {
    /// The thread.
    pub thread: Thread,
    /// The name of its place.
    pub place: Names,
}

/// A thread with what is decided in it and when its people meet.
#[derive(Clone, Debug)]
pub struct ThreadDetail {
    /// The thread.
    pub thread: Thread,
    /// The number that rises with every change that others see of it.
    pub pulse: i64,
    /// What is decided in it, the first first.
    pub decisions: Vec<DecisionSummary>,
    /// When its people meet, in order of time.
    pub meetings: Vec<MeetingSummary>,
}

#[derive(FromRow)]
struct WithRow {
    state: Json<Thread>,
    pulse: i64,
    decisions: Json<Vec<DecisionSummary>>,
    meetings: Json<Vec<MeetingSummary>>,
}

#[derive(FromRow)]
pub(super) struct SummaryRow {
    state: Json<Thread>,
    place: Json<Names>,
}

impl SummaryRow {
    pub(super) fn summary(self) -> ThreadSummary {
        ThreadSummary {
            thread: self.state.0,
            place: self.place.0,
        }
    }
}

/// One line of a thread's history.
pub type ThreadEntry = Entry<Event>;

impl Conn<'_> {
    /// The thread with this reference.
    pub async fn find_thread(
        &mut self,
        reference: Reference,
    ) -> Result<Option<Thread>, StoreError> {
        let state: Option<Json<Thread>> = on!(self, |conn| sqlx::query_scalar(FIND_THREAD)
            .bind(reference.number())
            .fetch_optional(conn)
            .await)
        .during("find thread")?;
        Ok(state.map(|state| state.0))
    }

    /// The thread with this reference, what is decided in it and when its people meet:
    /// one statement.
    pub async fn find_thread_detail(
        &mut self,
        reference: Reference,
    ) -> Result<Option<ThreadDetail>, StoreError> {
        let row: Option<WithRow> = on!(
            self,
            FIND_THREAD_WITH_SQLITE | FIND_THREAD_WITH_POSTGRES,
            |conn, sql| sqlx::query_as(sql)
                .bind(reference.number())
                .fetch_optional(conn)
                .await
        )
        .during("find thread in detail")?;
        Ok(row.map(|row| ThreadDetail {
            thread: row.state.0,
            pulse: row.pulse,
            decisions: row.decisions.0,
            meetings: row.meetings.0,
        }))
    }

    /// Everything that happened to a thread, in order.
    pub async fn thread_history(
        &mut self,
        thread: ThreadId,
    ) -> Result<Vec<ThreadEntry>, StoreError> {
        let rows: Vec<EntryRow<Event>> = on!(self, |conn| sqlx::query_as(THREAD_HISTORY)
            .bind(thread.uuid())
            .fetch_all(conn)
            .await)
        .during("thread history")?;
        Ok(rows.into_iter().map(EntryRow::entry).collect())
    }

    /// The threads whose step has ended by `now` and at which nobody has looked, at
    /// most `limit`, the longest due first.
    pub(super) async fn list_due_threads(
        &mut self,
        now: Instant,
        limit: i64,
    ) -> Result<Vec<Reference>, StoreError> {
        let numbers: Vec<i64> = on!(self, |conn| sqlx::query_scalar(LIST_DUE_THREADS)
            .bind(now.micros())
            .bind(limit)
            .fetch_all(conn)
            .await)
        .during("list due threads")?;
        let read = |number| {
            Reference::from_number(number).ok_or_else(|| {
                StoreError::corrupt("threads", "reference", number, "the check digit is wrong")
            })
        };
        numbers.into_iter().map(read).collect()
    }

    /// The threads that touch `place`, at most `limit`: open ones first, what ends
    /// first at the top, then those that are over, the last first.
    pub async fn list_threads(
        &mut self,
        place: PlaceId,
        limit: i64,
    ) -> Result<Vec<ThreadSummary>, StoreError> {
        let rows: Vec<SummaryRow> = on!(self, |conn| sqlx::query_as(LIST_THREADS)
            .bind(place.uuid())
            .bind(limit)
            .fetch_all(conn)
            .await)
        .during("list threads")?;
        Ok(rows.into_iter().map(SummaryRow::summary).collect())
    }

    /// The threads about a case, the first first.
    pub async fn list_threads_on(
        &mut self,
        case: Reference,
        limit: i64,
    ) -> Result<Vec<ThreadSummary>, StoreError> {
        let rows: Vec<SummaryRow> = on!(self, |conn| sqlx::query_as(LIST_THREADS_ON)
            .bind(case.number())
            .bind(limit)
            .fetch_all(conn)
            .await)
        .during("list threads on a case")?;
        Ok(rows.into_iter().map(SummaryRow::summary).collect())
    }
}

impl Writer {
    /// The thread, also one that nobody is shown any more: for the clock, which ends what
    /// is promised to end.
    pub(crate) async fn lock_hidden_thread(
        &mut self,
        reference: Reference,
    ) -> Result<Option<Thread>, StoreError> {
        let state: Option<Json<Thread>> = on!(
            self,
            LOCK_HIDDEN_THREAD_SQLITE | LOCK_HIDDEN_THREAD_POSTGRES,
            |conn, sql| sqlx::query_scalar(sql)
                .bind(reference.number())
                .fetch_optional(conn)
                .await
        )
        .during("lock hidden thread")?;
        Ok(state.map(|state| state.0))
    }

    pub(crate) async fn lock_thread(
        &mut self,
        reference: Reference,
    ) -> Result<Option<Thread>, StoreError> {
        let state: Option<Json<Thread>> = on!(
            self,
            LOCK_THREAD_SQLITE | LOCK_THREAD_POSTGRES,
            |conn, sql| sqlx::query_scalar(sql)
                .bind(reference.number())
                .fetch_optional(conn)
                .await
        )
        .during("lock thread")?;
        Ok(state.map(|state| state.0))
    }

    /// The thread with this reference, which stays as it is until the transaction ends;
    /// others may share it. Share several in the order of their references.
    pub(crate) async fn share_thread(
        &mut self,
        reference: Reference,
    ) -> Result<Option<Thread>, StoreError> {
        let state: Option<Json<Thread>> = on!(
            self,
            SHARE_THREAD_SQLITE | SHARE_THREAD_POSTGRES,
            |conn, sql| sqlx::query_scalar(sql)
                .bind(reference.number())
                .fetch_optional(conn)
                .await
        )
        .during("share thread")?;
        Ok(state.map(|state| state.0))
    }
}

reads! {
    find_thread(reference: Reference) -> Option<Thread>;
    thread_history(thread: ThreadId) -> Vec<ThreadEntry>;
    list_threads(place: PlaceId, limit: i64) -> Vec<ThreadSummary>;
    list_threads_on(case: Reference, limit: i64) -> Vec<ThreadSummary>;
}
