//! The record of what stewards changed: who, when, what, and why. Lines are
//! added and never changed.

use domain::id::{BodyId, PersonId};
use domain::instant::Instant;
use domain::office::OfficeChange;
use domain::person::Role;
use sqlx::FromRow;
use sqlx::types::Uuid;

use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::row::Spot;
use crate::statements::sql;
use crate::{Conn, Writer};

/// One line to be added.
#[derive(Clone, Copy, Debug)]
pub struct NewLine<'a> {
    /// What was changed.
    pub change: OfficeChange,
    /// Of which body.
    pub body: Option<BodyId>,
    /// Whose seat or right.
    pub person: Option<(PersonId, Option<Role>)>,
    /// Who did it.
    pub by: PersonId,
    /// Why, in their words.
    pub reason: &'a str,
}

/// One line of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordLine {
    /// What was changed.
    pub change: OfficeChange,
    /// Of which body.
    pub body: Option<BodyId>,
    /// The public name of whose seat or right it is about.
    pub person: Option<String>,
    /// In which role.
    pub role: Option<Role>,
    /// The public name of who did it.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Instant,
}

sql! {
    INSERT_OFFICE_EVENT = "INSERT INTO office_events (id, kind, body, person, role, by_person, reason, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    LIST_RECORD_OF_BODY = "SELECT e.id, e.kind, e.body, p.name AS person, e.role, b.name AS by_name, e.reason, e.at
        FROM office_events e
        JOIN people b ON b.id = e.by_person
        LEFT JOIN people p ON p.id = e.person
        WHERE e.body = $1
        ORDER BY e.at DESC, e.id DESC
        LIMIT $2";
    LIST_RECORD_OF_STEWARDS = "SELECT e.id, e.kind, e.body, p.name AS person, e.role, b.name AS by_name, e.reason, e.at
        FROM office_events e
        JOIN people b ON b.id = e.by_person
        LEFT JOIN people p ON p.id = e.person
        WHERE e.body IS NULL
        ORDER BY e.at DESC, e.id DESC
        LIMIT $1";
}

#[derive(FromRow)]
struct LineRow {
    id: Uuid,
    kind: String,
    body: Option<Uuid>,
    person: Option<String>,
    role: Option<String>,
    by_name: String,
    reason: String,
    at: i64,
}

impl LineRow {
    fn line(self) -> Result<RecordLine, StoreError> {
        let spot = Spot::new("office_events", self.id);
        let role = self
            .role
            .map(|role| spot.word("role", &role, Role::from_code));
        Ok(RecordLine {
            change: spot.word("kind", &self.kind, OfficeChange::from_code)?,
            body: self.body.map(BodyId::new),
            person: self.person,
            role: role.transpose()?,
            by: self.by_name,
            reason: self.reason,
            at: Instant::from_micros(self.at),
        })
    }
}

impl Conn<'_> {
    /// What was changed about a body, the latest first.
    pub async fn list_record_of_body(
        &mut self,
        body: BodyId,
        limit: i64,
    ) -> Result<Vec<RecordLine>, StoreError> {
        let rows: Vec<LineRow> = on!(self, |conn| sqlx::query_as(LIST_RECORD_OF_BODY)
            .bind(body.uuid())
            .bind(limit)
            .fetch_all(conn)
            .await)
        .during("list the record of a body")?;
        rows.into_iter().map(LineRow::line).collect()
    }

    /// What was changed about stewards and rules, the latest first.
    pub async fn list_record_of_stewards(
        &mut self,
        limit: i64,
    ) -> Result<Vec<RecordLine>, StoreError> {
        let rows: Vec<LineRow> = on!(self, |conn| sqlx::query_as(LIST_RECORD_OF_STEWARDS)
            .bind(limit)
            .fetch_all(conn)
            .await)
        .during("list the record of stewards")?;
        rows.into_iter().map(LineRow::line).collect()
    }
}

impl Writer {
    /// Adds a line, and gives its id.
    pub(crate) async fn add_record(
        &mut self,
        line: &NewLine<'_>,
        ids: &Ids,
        now: Instant,
    ) -> Result<Uuid, StoreError> {
        let id = ids.uuid();
        let (person, role) = line
            .person
            .map_or((None, None), |(person, role)| (Some(person.uuid()), role));
        on!(self, |conn| sqlx::query(INSERT_OFFICE_EVENT)
            .bind(id)
            .bind(line.change.code())
            .bind(line.body.map(BodyId::uuid))
            .bind(person)
            .bind(role.map(Role::code))
            .bind(line.by.uuid())
            .bind(line.reason)
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("add to the record of offices")?;
        Ok(id)
    }
}

reads! {
    list_record_of_body(body: BodyId, limit: i64) -> Vec<RecordLine>;
    list_record_of_stewards(limit: i64) -> Vec<RecordLine>;
}
