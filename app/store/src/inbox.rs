//! The inbox of a body: its open cases, the one due first at the top. One
//! statement, however many bodies somebody belongs to.

use domain::case::Case;
use domain::id::BodyId;
use domain::language::Names;
use sqlx::FromRow;
use sqlx::types::Json;

use crate::Conn;
use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::row::hex;
use crate::statements::sql;

sql! {
    LIST_INBOX_SQLITE = "SELECT c.state, p.names AS place, p.slug
        FROM cases c
        JOIN places p ON p.id = c.place
        WHERE c.closed_at IS NULL AND c.id IN (
            SELECT h.id FROM cases h WHERE h.closed_at IS NULL AND h.holder IN (SELECT unhex(value) FROM json_each($1))
            UNION
            SELECT s.case_id FROM case_seats s WHERE s.body IN (SELECT unhex(value) FROM json_each($1))
            UNION
            SELECT l.id FROM cases l WHERE l.letter_by IN (SELECT unhex(value) FROM json_each($1))
            UNION
            SELECT t.id FROM cases t WHERE t.thread_by IN (SELECT unhex(value) FROM json_each($1)))
        ORDER BY c.next_step_by, c.id
        LIMIT $2";
    LIST_INBOX_POSTGRES = "SELECT c.state, p.names AS place, p.slug
        FROM cases c
        JOIN places p ON p.id = c.place
        WHERE c.closed_at IS NULL AND c.id IN (
            SELECT h.id FROM cases h WHERE h.closed_at IS NULL AND h.holder IN (SELECT CAST(value AS UUID) FROM jsonb_array_elements_text($1))
            UNION
            SELECT s.case_id FROM case_seats s WHERE s.body IN (SELECT CAST(value AS UUID) FROM jsonb_array_elements_text($1))
            UNION
            SELECT l.id FROM cases l WHERE l.letter_by IN (SELECT CAST(value AS UUID) FROM jsonb_array_elements_text($1))
            UNION
            SELECT t.id FROM cases t WHERE t.thread_by IN (SELECT CAST(value AS UUID) FROM jsonb_array_elements_text($1)))
        ORDER BY c.next_step_by, c.id
        LIMIT $2";
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
}

impl Conn<'_> {
    /// The open cases that any of `bodies` holds, sits at the joint table of, delivers a
    /// letter about or owes a thread about while another body holds them, at most `limit`,
    /// what is due first at the top. Whether somebody belongs to these bodies is the
    /// caller's to check.
    pub async fn list_inbox(
        &mut self,
        bodies: &[BodyId],
        limit: i64,
    ) -> Result<Vec<InboxEntry>, StoreError> {
        let bodies = Json(
            bodies
                .iter()
                .map(|body| hex(body.uuid()))
                .collect::<Vec<_>>(),
        );
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
        Ok(rows
            .into_iter()
            .map(|row| InboxEntry {
                case: row.state.0,
                place: row.place.0,
                slug: row.slug,
            })
            .collect())
    }
}

reads! {
    list_inbox(bodies: &[BodyId], limit: i64) -> Vec<InboxEntry>;
}
