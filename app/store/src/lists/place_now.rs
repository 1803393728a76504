//! What goes on in a place, in one statement.

use domain::id::{PersonId, PlaceId};
use domain::instant::Instant;
use sqlx::FromRow;
use sqlx::types::Json;

use super::own::touching;
use super::{Progress, Settled, public, settled};
use crate::Conn;
use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::foundings::{FoundingNow, FoundingRow, signatures};
use crate::meetings::MeetingAhead;
use crate::statements::sql;
use crate::threads::ThreadSummary;
use crate::threads::find::shown;

/// Meetings ahead of `$4` that touch `$1`, at most `$5`.
macro_rules! ahead {
    () => {
        concat!(
            "SELECT m.id, m.at, m.state, p.names
            FROM meetings m
            JOIN threads t ON t.id = m.thread
            JOIN places p ON p.id = m.place
            WHERE m.stage = 'called' AND m.until > $4
                AND ",
            touching!("m.place"),
            "
                AND ",
            shown!(),
            "
            ORDER BY m.at, m.id
            LIMIT $5"
        )
    };
}

/// Open threads that touch `$1`, what ends first at the top, at most `$5`.
macro_rules! talks {
    () => {
        concat!(
            "SELECT t.state, p.names, t.until, t.reference
            FROM threads t
            JOIN places p ON p.id = t.place
            WHERE t.until IS NOT NULL
                AND ",
            touching!("t.place"),
            "
                AND ",
            shown!(),
            "
            ORDER BY t.until, t.reference
            LIMIT $5"
        )
    };
}

sql! {
    // With the meetings ahead there, in what lies in it, and around it; the next one first. A
    // row for each who signed for a group there, so seldom more than one.
    PLACE_NOW_SQLITE = concat!("SELECT n.begun_at, n.person, n.helps, n.household, n.lives,
            s.filed, s.by_neighbours, s.by_others, s.open, s.otherwise,
            (SELECT json_group_array(json_object('meeting', json(x.state), 'place', json(x.names)) ORDER BY x.at, x.id)
                FROM (", ahead!(), ") AS x) AS meetings,
            (SELECT json_group_array(json_object('thread', json(y.state), 'place', json(y.names)) ORDER BY y.until, y.reference)
                FROM (", talks!(), ") AS y) AS talks
        FROM (", signatures!("$6"), ") AS n
        CROSS JOIN (", settled!(), ") AS s
        ORDER BY n.signed_at, n.person");
    PLACE_NOW_POSTGRES = concat!("SELECT n.begun_at, n.person, n.helps, n.household, n.lives,
            s.filed, s.by_neighbours, s.by_others, s.open, s.otherwise,
            (SELECT COALESCE(jsonb_agg(jsonb_build_object('meeting', x.state, 'place', x.names) ORDER BY x.at, x.id), '[]')
                FROM (", ahead!(), ") AS x) AS meetings,
            (SELECT COALESCE(jsonb_agg(jsonb_build_object('thread', y.state, 'place', y.names) ORDER BY y.until, y.reference), '[]')
                FROM (", talks!(), ") AS y) AS talks
        FROM (", signatures!("$6"), ") AS n
        CROSS JOIN (", settled!(), ") AS s
        ORDER BY n.signed_at, n.person");
}

/// What goes on in a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceNow {
    /// How much was settled, and by whom.
    pub settled: Settled,
    /// The meetings ahead, the next one first.
    pub meetings: Vec<MeetingAhead>,
    /// The open threads, what ends first at the top.
    pub talks: Vec<ThreadSummary>,
    /// How it stands with a group of residents of the place.
    pub founding: FoundingNow,
}

#[derive(FromRow)]
struct NowRow {
    #[sqlx(flatten)]
    settled: Settled,
    meetings: Json<Vec<MeetingAhead>>,
    talks: Json<Vec<ThreadSummary>>,
    #[sqlx(flatten)]
    founding: FoundingRow,
}

impl Conn<'_> {
    /// How much was settled in `place`, at most `limit` open threads and meetings that touch it and are not
    /// over by `now`, and who signed for a group, as somebody who `looks` may know it: one
    /// statement.
    pub async fn place_now(
        &mut self,
        place: PlaceId,
        looks: Option<PersonId>,
        now: Instant,
        limit: i64,
    ) -> Result<PlaceNow, StoreError> {
        let mut rows: Vec<NowRow> =
            on!(self, PLACE_NOW_SQLITE | PLACE_NOW_POSTGRES, |conn, sql| {
                sqlx::query_as(sql)
                    .bind(place.uuid())
                    .bind(Progress::Open.stages())
                    .bind(Progress::Ended.stages())
                    .bind(now.micros())
                    .bind(limit)
                    .bind(looks.map(PersonId::uuid))
                    .fetch_all(conn)
                    .await
            })
            .during("find what goes on in a place")?;
        let (settled, meetings, talks) = rows
            .first_mut()
            .map(|row| {
                let meetings = std::mem::take(&mut row.meetings.0);
                (row.settled, meetings, std::mem::take(&mut row.talks.0))
            })
            .unwrap_or_default();
        let signed = rows.into_iter().map(|row| row.founding);
        Ok(PlaceNow {
            settled,
            meetings,
            talks,
            founding: FoundingNow::of(signed.collect()),
        })
    }
}

reads! {
    place_now(place: PlaceId, looks: Option<PersonId>, now: Instant, limit: i64) -> PlaceNow;
}
