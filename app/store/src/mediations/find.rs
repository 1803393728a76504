//! Reading and locking one mediation, and which are due.

use domain::id::{CaseId, MediationId, PersonId, PlaceId};
use domain::instant::Instant;
use domain::language::Names;
use domain::mediation::{Candidate, Event, Mediation, Recorded};
use domain::reference::Reference;
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::history::EntryRow;
use crate::sessions::Hash;
use crate::statements::sql;
use crate::{Conn, Writer};

sql! {
    FIND_MEDIATION = "SELECT m.state, l.names AS place, a.name AS author, o.name AS other, b.name AS mediator,
            EXISTS (SELECT 1
                FROM households h
                JOIN residencies r ON r.household = h.id AND r.ended_at IS NULL
                WHERE h.place = m.place AND h.door_hash = m.door_hash AND r.person = $2) AS lives_there
        FROM mediations m
        JOIN places l ON l.id = m.place
        JOIN people a ON a.id = m.author
        LEFT JOIN people o ON o.id = m.other
        LEFT JOIN people b ON b.id = m.mediator
        WHERE m.reference = $1";
    FIND_MEDIATION_OF = "SELECT state FROM mediations WHERE case_id = $1";
    LOCK_MEDIATION_SQLITE = "SELECT state FROM mediations WHERE reference = $1";
    LOCK_MEDIATION_POSTGRES = "SELECT state FROM mediations WHERE reference = $1 FOR UPDATE";
    LIVES_BEHIND = "SELECT EXISTS (SELECT 1
        FROM households h
        JOIN residencies r ON r.household = h.id AND r.ended_at IS NULL
        WHERE h.place = $1 AND h.door_hash = $2 AND r.person = $3)";
    LIVES_ASKED = "SELECT EXISTS (SELECT 1
        FROM mediations m
        JOIN households h ON h.place = m.place AND h.door_hash = m.door_hash
        JOIN residencies r ON r.household = h.id AND r.ended_at IS NULL
        WHERE m.id = $1 AND r.person = $2)";
    LIST_ASKED = "SELECT r.person
        FROM mediations m
        JOIN households h ON h.place = m.place AND h.door_hash = m.door_hash
        JOIN residencies r ON r.household = h.id AND r.ended_at IS NULL
        WHERE m.id = $1 AND r.person <> m.author
        ORDER BY r.person";
    // Near: sits in the body, or is verified where it serves. Close: is verified behind
    // the door that is asked, or in a household of one of the two.
    FIND_CANDIDATE = "SELECT p.confirmed_at IS NOT NULL AS confirmed,
            EXISTS (SELECT 1 FROM members s WHERE s.body = $3 AND s.person = p.id AND s.until IS NULL)
                OR EXISTS (SELECT 1
                    FROM residencies r
                    JOIN households h ON h.id = r.household
                    JOIN place_paths t ON t.descendant = h.place
                    JOIN body_places w ON w.place = t.ancestor AND w.body = $3
                    WHERE r.person = p.id AND r.ended_at IS NULL) AS near,
            EXISTS (SELECT 1
                FROM residencies r
                JOIN households h ON h.id = r.household
                WHERE r.person = p.id AND r.ended_at IS NULL
                    AND ((h.place = m.place AND h.door_hash = m.door_hash)
                        OR EXISTS (SELECT 1
                            FROM residencies x
                            WHERE x.household = r.household AND x.ended_at IS NULL AND (x.person = m.author OR x.person = m.other))))
                AS close
        FROM people p
        JOIN mediations m ON m.id = $2
        WHERE p.id = $1";
    // Nobody's name: who did what is between the two.
    MEDIATION_HISTORY = "SELECT e.number, e.at, e.payload, e.by_person, e.by_body, CAST(NULL AS TEXT) AS name
        FROM mediation_events e
        WHERE e.mediation = $1
        ORDER BY e.number";
    LIST_DUE_MEDIATIONS = "SELECT reference FROM mediations WHERE due <= $1 ORDER BY due, id LIMIT $2";
}

/// A mediation as somebody finds it; what of it they may read is
/// `permission::part_in_mediation`'s to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediationDetail {
    /// The mediation.
    pub mediation: Mediation,
    /// The building of the door that is asked.
    pub place: Names,
    /// Whether who looks is verified behind that door.
    pub lives_there: bool,
    /// The name of who wrote the concern.
    pub author: String,
    /// The name of who said yes for the other household.
    pub other: Option<String>,
    /// The name of who mediates, or is asked to.
    pub mediator: Option<String>,
}

#[derive(FromRow)]
struct DetailRow {
    state: Json<Mediation>,
    place: Json<Names>,
    author: String,
    other: Option<String>,
    mediator: Option<String>,
    lives_there: bool,
}

#[derive(FromRow)]
struct CandidateRow {
    confirmed: bool,
    near: bool,
    close: bool,
}

impl Conn<'_> {
    /// A mediation, for `person`: one statement.
    pub async fn find_mediation(
        &mut self,
        reference: Reference,
        person: PersonId,
    ) -> Result<Option<MediationDetail>, StoreError> {
        let row: Option<DetailRow> = on!(self, |conn| sqlx::query_as(FIND_MEDIATION)
            .bind(reference.number())
            .bind(person.uuid())
            .fetch_optional(conn)
            .await)
        .during("find mediation")?;
        Ok(row.map(|row| MediationDetail {
            mediation: row.state.0,
            place: row.place.0,
            lives_there: row.lives_there,
            author: row.author,
            other: row.other,
            mediator: row.mediator,
        }))
    }

    /// The mediation about a case.
    pub async fn find_mediation_of(
        &mut self,
        case: CaseId,
    ) -> Result<Option<Mediation>, StoreError> {
        let state: Option<Json<Mediation>> =
            on!(self, |conn| sqlx::query_scalar(FIND_MEDIATION_OF)
                .bind(case.uuid())
                .fetch_optional(conn)
                .await)
            .during("find the mediation of a case")?;
        Ok(state.map(|state| state.0))
    }

    /// Everything that happened to a mediation, in order.
    pub async fn mediation_history(
        &mut self,
        mediation: MediationId,
    ) -> Result<Vec<Recorded>, StoreError> {
        let rows: Vec<EntryRow<Event>> = on!(self, |conn| sqlx::query_as(MEDIATION_HISTORY)
            .bind(mediation.uuid())
            .fetch_all(conn)
            .await)
        .during("mediation history")?;
        Ok(rows.into_iter().map(|row| row.entry().recorded).collect())
    }

    /// Whether somebody is verified behind a door.
    pub(super) async fn lives_behind(
        &mut self,
        place: PlaceId,
        door: &Hash,
        person: PersonId,
    ) -> Result<bool, StoreError> {
        on!(self, |conn| sqlx::query_scalar(LIVES_BEHIND)
            .bind(place.uuid())
            .bind(door.as_slice())
            .bind(person.uuid())
            .fetch_one(conn)
            .await)
        .during("look who lives behind a door")
    }

    /// Whether somebody is verified behind the door that is asked.
    pub(super) async fn lives_asked(
        &mut self,
        mediation: MediationId,
        person: PersonId,
    ) -> Result<bool, StoreError> {
        on!(self, |conn| sqlx::query_scalar(LIVES_ASKED)
            .bind(mediation.uuid())
            .bind(person.uuid())
            .fetch_one(conn)
            .await)
        .during("look who is asked")
    }

    /// Everybody who is verified behind the door that is asked.
    pub(super) async fn list_asked(
        &mut self,
        mediation: MediationId,
    ) -> Result<Vec<PersonId>, StoreError> {
        let people: Vec<Uuid> = on!(self, |conn| sqlx::query_scalar(LIST_ASKED)
            .bind(mediation.uuid())
            .fetch_all(conn)
            .await)
        .during("list who is asked")?;
        Ok(people.into_iter().map(PersonId::new).collect())
    }

    /// What the rules need to know of somebody who may be named.
    pub(super) async fn find_candidate(
        &mut self,
        mediation: &Mediation,
        person: PersonId,
    ) -> Result<Option<Candidate>, StoreError> {
        let row: Option<CandidateRow> = on!(self, |conn| sqlx::query_as(FIND_CANDIDATE)
            .bind(person.uuid())
            .bind(mediation.id.uuid())
            .bind(mediation.body.uuid())
            .fetch_optional(conn)
            .await)
        .during("find who may mediate")?;
        Ok(row.map(|row| Candidate {
            person,
            confirmed: row.confirmed,
            near: row.near,
            close: row.close,
        }))
    }

    pub(super) async fn list_due_mediations(
        &mut self,
        now: Instant,
        limit: i64,
    ) -> Result<Vec<Reference>, StoreError> {
        let rows: Vec<i64> = on!(self, |conn| sqlx::query_scalar(LIST_DUE_MEDIATIONS)
            .bind(now.micros())
            .bind(limit)
            .fetch_all(conn)
            .await)
        .during("list due mediations")?;
        Ok(rows
            .into_iter()
            .filter_map(Reference::from_number)
            .collect())
    }
}

impl Writer {
    /// The mediation, held against everybody else.
    pub(super) async fn lock_mediation(
        &mut self,
        reference: Reference,
    ) -> Result<Option<Mediation>, StoreError> {
        let state: Option<Json<Mediation>> = on!(
            self,
            LOCK_MEDIATION_SQLITE | LOCK_MEDIATION_POSTGRES,
            |conn, sql| sqlx::query_scalar(sql)
                .bind(reference.number())
                .fetch_optional(conn)
                .await
        )
        .during("lock mediation")?;
        Ok(state.map(|state| state.0))
    }
}

reads! {
    find_mediation(reference: Reference, person: PersonId) -> Option<MediationDetail>;
    mediation_history(mediation: MediationId) -> Vec<Recorded>;
    find_mediation_of(case: CaseId) -> Option<Mediation>;
}
