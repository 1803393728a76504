//! Notes between the bodies on a case, and the line that everybody leaves who
//! reads or writes them. They are no events: no list, feed or history has them.

use domain::id::{BodyId, CaseId, PersonId};
use domain::instant::Instant;
use domain::permission::{Action, Subject, may, notes_office};
use domain::person::Actor;
use domain::reference::Reference;
use domain::text::Sentence;
use sqlx::FromRow;
use sqlx::types::Uuid;

use super::OfficeError;
use crate::cases::Key;
use crate::engine::connection::{on, reads, transaction};
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::statements::sql;
use crate::{Conn, Store, Writer};

/// The purpose under which the key of a note's form is kept.
const PURPOSE_NOTE: &str = "case-note";

sql! {
    LIST_NOTES = "SELECT n.body, p.name, n.words, n.at
        FROM case_notes n
        JOIN people p ON p.id = n.person
        WHERE n.case_id = $1
        ORDER BY n.at, n.id";
    INSERT_NOTE = "INSERT INTO case_notes (id, case_id, body, person, words, at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    INSERT_LOOK = "INSERT INTO note_looks (id, case_id, by_person, by_body, wrote, at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    LAST_LOOK = "SELECT MAX(at) FROM note_looks WHERE case_id = $1 AND by_person = $2";
}

/// A note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// In what office it was written.
    pub body: BodyId,
    /// By whom.
    pub name: String,
    /// What it says.
    pub words: String,
    /// When.
    pub at: Instant,
}

#[derive(FromRow)]
struct NoteRow {
    body: Uuid,
    name: String,
    words: String,
    at: i64,
}

impl Conn<'_> {
    /// The notes on a case, the first first. Who may read them, and that they
    /// left their line, is the caller's to check.
    pub async fn list_notes(&mut self, case: CaseId) -> Result<Vec<Note>, StoreError> {
        let rows: Vec<NoteRow> = on!(self, |conn| sqlx::query_as(LIST_NOTES)
            .bind(case.uuid())
            .fetch_all(conn)
            .await)
        .during("list notes")?;
        Ok(rows
            .into_iter()
            .map(|row| Note {
                body: BodyId::new(row.body),
                name: row.name,
                words: row.words,
                at: Instant::from_micros(row.at),
            })
            .collect())
    }

    /// When somebody last left a line for the notes on a case.
    pub async fn last_look_at_notes(
        &mut self,
        case: CaseId,
        person: PersonId,
    ) -> Result<Option<Instant>, StoreError> {
        let at: Option<i64> = on!(self, |conn| sqlx::query_scalar(LAST_LOOK)
            .bind(case.uuid())
            .bind(person.uuid())
            .fetch_one(conn)
            .await)
        .during("find the last look at notes")?;
        Ok(at.map(Instant::from_micros))
    }
}

impl Store {
    /// Leaves the line of who reads the notes on a case.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`] or denied for who may not, or the database's failure.
    pub async fn open_notes(
        &self,
        reference: Reference,
        actor: &Actor,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), OfficeError> {
        transaction!(self, throws OfficeError, |tx| {
            let case = tx.conn().find_case(reference).await?.ok_or(OfficeError::NotFound)?;
            may(actor, Action::SeeNotes, &Subject::Case(&case))?;
            let (by, body) = notes_office(actor, &case).ok_or(OfficeError::NotFound)?;
            tx.leave_line(case.id, by, body, false, ids, now).await?;
            Ok(())
        })
    }

    /// Writes a note, and the line of who wrote it.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`] or denied for who may not, or the database's failure.
    pub async fn write_note(
        &self,
        reference: Reference,
        words: &Sentence,
        actor: &Actor,
        once: Key<'_>,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), OfficeError> {
        transaction!(self, throws OfficeError, |tx| {
            let case = tx.lock_case(reference).await?.ok_or(OfficeError::NotFound)?;
            may(actor, Action::WriteNote, &Subject::Case(&case))?;
            let (by, body) = notes_office(actor, &case).ok_or(OfficeError::NotFound)?;
            if let Some(once) = once
                && !tx.claim_once(PURPOSE_NOTE, once, now).await?
            {
                return Ok(());
            }
            on!(tx, |conn| sqlx::query(INSERT_NOTE)
                .bind(ids.uuid())
                .bind(case.id.uuid())
                .bind(body.uuid())
                .bind(by.uuid())
                .bind(words.as_str())
                .bind(now.micros())
                .execute(conn)
                .await
                .map(drop))
            .during("write a note")?;
            tx.leave_line(case.id, by, body, true, ids, now).await?;
            Ok(())
        })
    }
}

impl Writer {
    async fn leave_line(
        &mut self,
        case: CaseId,
        by: PersonId,
        body: BodyId,
        wrote: bool,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(INSERT_LOOK)
            .bind(ids.uuid())
            .bind(case.uuid())
            .bind(by.uuid())
            .bind(body.uuid())
            .bind(wrote)
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("leave a line about notes")
    }
}

reads! {
    list_notes(case: CaseId) -> Vec<Note>;
    last_look_at_notes(case: CaseId, person: PersonId) -> Option<Instant>;
}
