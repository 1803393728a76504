//! The inbox of a body: its open cases and those it stays beside, the one due first
//! at the top. One statement, however many bodies somebody belongs to.

use domain::case::Case;
use domain::id::BodyId;
use domain::instant::Instant;
use domain::language::Names;
use sqlx::FromRow;
use sqlx::types::Json;

use crate::Conn;
use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::lists::CaseSummary;
use crate::row::hex;
use crate::statements::sql;

sql! {
    LIST_INBOX_SQLITE = "SELECT w.state, w.place, w.slug, w.at, w.beside FROM (SELECT c.state, p.names AS place, p.slug, c.next_step_by AS at, FALSE AS beside
            FROM cases c
            JOIN places p ON p.id = c.place
            WHERE c.id IN (
                SELECT h.id FROM cases h WHERE h.closed_at IS NULL AND h.holder IN (SELECT unhex(value) FROM json_each($1))
                UNION
                SELECT s.case_id FROM case_seats s JOIN cases o ON o.id = s.case_id AND o.closed_at IS NULL WHERE s.body IN (SELECT unhex(value) FROM json_each($1))
                UNION
                SELECT a.case_id FROM case_appeals a WHERE a.body IN (SELECT unhex(value) FROM json_each($1))
                UNION
                SELECT l.id FROM cases l WHERE l.letter_by IN (SELECT unhex(value) FROM json_each($1))
                UNION
                SELECT t.id FROM cases t WHERE t.thread_by IN (SELECT unhex(value) FROM json_each($1))
                UNION
                SELECT f.id FROM cases f WHERE f.flags_with IN (SELECT unhex(value) FROM json_each($1))
                UNION
                SELECT g.id FROM cases g WHERE g.flags_beside IN (SELECT unhex(value) FROM json_each($1)))
            ORDER BY c.next_step_by, c.id
            LIMIT $2) w
        UNION ALL
        SELECT b.state, b.place, b.slug, b.at, b.beside FROM (SELECT c.state, p.names AS place, p.slug, c.next_step_by AS at, TRUE AS beside
            FROM cases c
            JOIN places p ON p.id = c.place
            WHERE c.beside IN (SELECT unhex(value) FROM json_each($1))
            ORDER BY c.next_step_by, c.id
            LIMIT $2) b
        ORDER BY beside, at";
    LIST_INBOX_POSTGRES = "SELECT w.state, w.place, w.slug, w.at, w.beside FROM (SELECT c.state, p.names AS place, p.slug, c.next_step_by AS at, FALSE AS beside
            FROM cases c
            JOIN places p ON p.id = c.place
            WHERE c.id IN (
                SELECT h.id FROM cases h WHERE h.closed_at IS NULL AND h.holder IN (SELECT CAST(value AS UUID) FROM jsonb_array_elements_text($1))
                UNION
                SELECT s.case_id FROM case_seats s JOIN cases o ON o.id = s.case_id AND o.closed_at IS NULL WHERE s.body IN (SELECT CAST(value AS UUID) FROM jsonb_array_elements_text($1))
                UNION
                SELECT a.case_id FROM case_appeals a WHERE a.body IN (SELECT CAST(value AS UUID) FROM jsonb_array_elements_text($1))
                UNION
                SELECT l.id FROM cases l WHERE l.letter_by IN (SELECT CAST(value AS UUID) FROM jsonb_array_elements_text($1))
                UNION
                SELECT t.id FROM cases t WHERE t.thread_by IN (SELECT CAST(value AS UUID) FROM jsonb_array_elements_text($1))
                UNION
                SELECT f.id FROM cases f WHERE f.flags_with IN (SELECT CAST(value AS UUID) FROM jsonb_array_elements_text($1))
                UNION
                SELECT g.id FROM cases g WHERE g.flags_beside IN (SELECT CAST(value AS UUID) FROM jsonb_array_elements_text($1)))
            ORDER BY c.next_step_by, c.id
            LIMIT $2) w
        UNION ALL
        SELECT b.state, b.place, b.slug, b.at, b.beside FROM (SELECT c.state, p.names AS place, p.slug, c.next_step_by AS at, TRUE AS beside
            FROM cases c
            JOIN places p ON p.id = c.place
            WHERE c.beside IN (SELECT CAST(value AS UUID) FROM jsonb_array_elements_text($1))
            ORDER BY c.next_step_by, c.id
            LIMIT $2) b
        ORDER BY beside, at";
}

/// What a body has to look after, and what it stays beside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inbox {
    /// The open cases that it owes something about, or that it holds.
    pub cases: Vec<InboxEntry>,
    /// The open public cases that it stays beside, by the date of the next step; some may be
    /// among the others as well.
    pub beside: Vec<CaseSummary>,
}

/// One open case of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxEntry {
    /// The case.
    pub case: Case,
    /// The name of its place.
    pub place: Names,
    /// The address of its place.
    pub slug: String,
}

#[derive(FromRow)]
struct InboxRow {
    state: Json<Case>,
    place: Json<Names>,
    slug: String,
    at: Option<i64>,
    beside: bool,
}

impl Inbox {
    fn add(&mut self, row: InboxRow) {
        let (case, place) = (row.state.0, row.place.0);
        if row.beside {
            let at = row.at.map_or(case.stage_since, Instant::from_micros);
            self.beside.push(CaseSummary { case, place, at });
        } else {
            let slug = row.slug;
            self.cases.push(InboxEntry { case, place, slug });
        }
    }
}

impl Conn<'_> {
    /// The open cases that any of `bodies` holds, sits at the joint table of, delivers a
    /// letter about or owes a thread about while another body holds them, those, also over,
    /// in which it is asked to look at what was flagged or again at what was removed, and the
    /// others
    /// that one of them stays beside: at most `limit` of either, what is due first at the
    /// top. Whether somebody belongs to these bodies is the caller's to check.
    pub async fn list_inbox(&mut self, bodies: &[BodyId], limit: i64) -> Result<Inbox, StoreError> {
        let keys = bodies.iter().map(|body| hex(body.uuid()));
        let bodies = Json(keys.collect::<Vec<_>>());
        let rows: Vec<InboxRow> = on!(
            self,
            LIST_INBOX_SQLITE | LIST_INBOX_POSTGRES,
            |conn, sql| {
                sqlx::query_as(sql)
                    .bind(&bodies)
                    .bind(limit)
                    .fetch_all(conn)
                    .await
            }
        )
        .during("list inbox")?;
        let mut inbox = Inbox::default();
        for row in rows {
            inbox.add(row);
        }
        Ok(inbox)
    }
}

reads! {
    list_inbox(bodies: &[BodyId], limit: i64) -> Inbox;
}
