//! Who looked at a resident's identity, in what office, and what for. The
//! lines are written with the event itself; the resident can read them.

use domain::id::{BodyId, CaseId, PersonId};
use domain::instant::Instant;
use domain::reference::Reference;
use sqlx::FromRow;
use sqlx::types::Uuid;

use crate::Conn;
use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::row::Spot;
use crate::statements::sql;

/// At what somebody looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// The identity of the author.
    Identity,
    /// The notes between the bodies on the case.
    NotesRead,
    /// The same, and added one.
    NotesWritten,
}

impl Look {
    /// Reads the word of the list.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "identity" => Some(Self::Identity),
            "notes-read" => Some(Self::NotesRead),
            "notes-written" => Some(Self::NotesWritten),
            _ => None,
        }
    }
}

/// One look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// On which case.
    pub case: CaseId,
    /// Its reference.
    pub reference: Reference,
    /// The public name of who looked.
    pub name: String,
    /// In what office.
    pub body: Option<BodyId>,
    /// At what.
    pub what: Look,
    /// What for, in their words; empty for notes.
    pub purpose: String,
    /// When.
    pub at: Instant,
}

sql! {
    LIST_ACCESS = "SELECT a.id AS id, a.case_id, c.reference, p.name, a.by_body, 'identity' AS what, a.purpose, a.at AS at
        FROM access_log a
        JOIN cases c ON c.id = a.case_id
        JOIN people p ON p.id = a.by_person
        WHERE a.subject = $1
        UNION ALL
        SELECT n.id, n.case_id, c.reference, p.name, n.by_body, CASE WHEN n.wrote THEN 'notes-written' ELSE 'notes-read' END, '', n.at
        FROM note_looks n
        JOIN cases c ON c.id = n.case_id
        JOIN people p ON p.id = n.by_person
        WHERE c.author = $1
        ORDER BY at DESC, id DESC";
}

#[derive(FromRow)]
struct AccessRow {
    id: Uuid,
    case_id: Uuid,
    reference: i64,
    name: String,
    by_body: Option<Uuid>,
    what: String,
    purpose: String,
    at: i64,
}

impl Conn<'_> {
    /// Who looked at this person's identity, the latest first.
    pub async fn list_access_to(&mut self, person: PersonId) -> Result<Vec<Access>, StoreError> {
        let rows: Vec<AccessRow> = on!(self, |conn| sqlx::query_as(LIST_ACCESS)
            .bind(person.uuid())
            .fetch_all(conn)
            .await)
        .during("list access")?;
        rows.into_iter()
            .map(|row| {
                let reference = Reference::from_number(row.reference).ok_or_else(|| {
                    Spot::new("access_log", row.id)
                        .corrupt("case_id", "its case has no reference".to_owned())
                })?;
                Ok(Access {
                    case: CaseId::new(row.case_id),
                    reference,
                    name: row.name,
                    body: row.by_body.map(BodyId::new),
                    what: Spot::new("access_log", row.id).word(
                        "what",
                        &row.what,
                        Look::from_code,
                    )?,
                    purpose: row.purpose,
                    at: Instant::from_micros(row.at),
                })
            })
            .collect()
    }
}

reads! {
    list_access_to(person: PersonId) -> Vec<Access>;
}
