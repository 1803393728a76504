//! What the community body does and looks at: who is verified in its
//! buildings, verifying in person, ending a residency. Whether somebody belongs
//! to a body that serves the building is the caller's to check.

use domain::household::{Claimant, HomeNotice, HouseholdRefused, Method, in_person};
use domain::id::{BodyId, PersonId, PlaceId, ResidencyId};
use domain::instant::Instant;
use domain::place::Place;
use domain::text::Sentence;
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use super::Proof;
use crate::engine::connection::{on, reads, transaction, writes};
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::places::PlaceRow;
use crate::row::{Spot, hex};
use crate::sessions::Hash;
use crate::statements::sql;
use crate::{Conn, Store, Writer};

sql! {
    LIST_DOOR_PLACES_SQLITE = "SELECT p.id, p.parent, p.kind, p.slug, p.code, p.names,
            (SELECT COUNT(DISTINCT r.household)
                FROM households h
                JOIN residencies r ON r.household = h.id AND r.ended_at IS NULL
                WHERE h.place = p.id) AS verified
        FROM places p
        WHERE p.id IN (SELECT t.descendant
                FROM body_places b
                JOIN place_paths t ON t.ancestor = b.place
                WHERE b.body IN (SELECT unhex(value) FROM json_each($1)))
            AND (p.kind = 'building'
                OR (p.kind = 'community' AND NOT EXISTS (SELECT 1 FROM places c WHERE c.parent = p.id)))
        ORDER BY p.folded, p.id
        LIMIT $2";
    LIST_DOOR_PLACES_POSTGRES = "SELECT p.id, p.parent, p.kind, p.slug, p.code, p.names,
            (SELECT COUNT(DISTINCT r.household)
                FROM households h
                JOIN residencies r ON r.household = h.id AND r.ended_at IS NULL
                WHERE h.place = p.id) AS verified
        FROM places p
        WHERE p.id IN (SELECT t.descendant
                FROM body_places b
                JOIN place_paths t ON t.ancestor = b.place
                WHERE b.body IN (SELECT CAST(value AS UUID) FROM jsonb_array_elements_text($1)))
            AND (p.kind = 'building'
                OR (p.kind = 'community' AND NOT EXISTS (SELECT 1 FROM places c WHERE c.parent = p.id)))
        ORDER BY p.folded, p.id
        LIMIT $2";
    // What was listed about a residency that has ended needs no decision any more.
    RESOLVE_ENDED = "UPDATE residency_conflicts
        SET resolved_at = $2, resolved_by = $3, kept = FALSE, reason = $4
        WHERE residency = $1 AND resolved_at IS NULL";
    LIST_RESIDENTS = "SELECT r.id, n.name, r.method, r.at
        FROM households h
        JOIN residencies r ON r.household = h.id AND r.ended_at IS NULL
        JOIN people n ON n.id = r.person
        WHERE h.place = $1
        ORDER BY n.name, r.id
        LIMIT $2";
    END_RESIDENCY = "UPDATE residencies
        SET ended_at = $3, ended_by = $4, ended_why = $5
        WHERE id = $1 AND ended_at IS NULL AND household IN (SELECT id FROM households WHERE place = $2)
        RETURNING person";
    END_OWN_RESIDENCY = "UPDATE residencies
        SET ended_at = $3, ended_by = $2
        WHERE id = $1 AND person = $2 AND ended_at IS NULL
        RETURNING person";
}

/// A building in which doors can be, and how many of its households are verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoorPlace {
    /// The building.
    pub place: Place,
    /// How many households are verified.
    pub verified: i64,
}

/// Somebody who is verified in a building.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resident {
    /// Which residency.
    pub id: ResidencyId,
    /// The name they chose to be seen under.
    pub name: String,
    /// By what means.
    pub method: Method,
    /// Since when.
    pub at: Instant,
}

/// A member of the community body saw in person that somebody lives there.
#[derive(Clone, Copy, Debug)]
pub struct InPerson<'a> {
    /// Who lives there.
    pub person: PersonId,
    /// In which building.
    pub place: PlaceId,
    /// Keyed hash of the door.
    pub door: &'a Hash,
    /// Who saw it.
    pub by: PersonId,
    /// For what purpose, in their own words.
    pub purpose: &'a Sentence,
}

#[derive(FromRow)]
struct DoorPlaceRow {
    #[sqlx(flatten)]
    place: PlaceRow,
    verified: i64,
}

#[derive(FromRow)]
struct ResidentRow {
    id: Uuid,
    name: String,
    method: String,
    at: i64,
}

pub(super) fn ids_of(bodies: &[BodyId]) -> Json<Vec<String>> {
    Json(bodies.iter().map(|body| hex(body.uuid())).collect())
}

impl Conn<'_> {
    /// The buildings that any of `bodies` serves, by name.
    pub async fn list_door_places(
        &mut self,
        bodies: &[BodyId],
        limit: i64,
    ) -> Result<Vec<DoorPlace>, StoreError> {
        let rows: Vec<DoorPlaceRow> = on!(
            self,
            LIST_DOOR_PLACES_SQLITE | LIST_DOOR_PLACES_POSTGRES,
            |conn, sql| {
                sqlx::query_as(sql)
                    .bind(ids_of(bodies))
                    .bind(limit)
                    .fetch_all(conn)
                    .await
            }
        )
        .during("list places with doors")?;
        rows.into_iter()
            .map(|row| {
                Ok(DoorPlace {
                    place: row.place.place()?,
                    verified: row.verified,
                })
            })
            .collect()
    }

    /// Who is verified in a building, by name; their doors are not known.
    pub async fn list_residents(
        &mut self,
        place: PlaceId,
        limit: i64,
    ) -> Result<Vec<Resident>, StoreError> {
        let rows: Vec<ResidentRow> = on!(self, |conn| sqlx::query_as(LIST_RESIDENTS)
            .bind(place.uuid())
            .bind(limit)
            .fetch_all(conn)
            .await)
        .during("list residents")?;
        rows.into_iter()
            .map(|row| {
                let spot = Spot::new("residencies", row.id);
                Ok(Resident {
                    id: ResidencyId::new(row.id),
                    name: row.name,
                    method: spot.word("method", &row.method, Method::from_code)?,
                    at: Instant::from_micros(row.at),
                })
            })
            .collect()
    }
}

impl Store {
    /// Verifies somebody who came in person, and tells them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn verify_in_person(
        &self,
        seen: &InPerson<'_>,
        ids: &Ids,
        now: Instant,
    ) -> Result<Result<(), HouseholdRefused>, StoreError> {
        transaction!(self, |tx| { tx.seen_in_person(seen, ids, now).await })
    }

    /// Ends somebody's residency in a building with a reason, and tells them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_residency(
        &self,
        residency: ResidencyId,
        place: PlaceId,
        by: PersonId,
        reason: &Sentence,
        ids: &Ids,
        now: Instant,
    ) -> Result<Result<(), HouseholdRefused>, StoreError> {
        transaction!(self, |tx| {
            let ended = tx.end(residency, place, by, reason, ids, now).await?;
            Ok(ended.then_some(()).ok_or(HouseholdRefused::NotVerified))
        })
    }
}

impl Writer {
    async fn seen_in_person(
        &mut self,
        seen: &InPerson<'_>,
        ids: &Ids,
        now: Instant,
    ) -> Result<Result<(), HouseholdRefused>, StoreError> {
        let home = self.lock_person(seen.person).await?;
        let household = self
            .household_behind(seen.place, seen.door, ids, now)
            .await?;
        let judge = |claimant: Claimant<'_>| in_person(seen.person, seen.by, household, claimant);
        let judged = self.look_at_claim(seen.person, home, seen.place, judge);
        let found = match judged.await? {
            Ok(found) => found,
            Err(refused) => return Ok(Err(refused)),
        };
        let proof = Proof {
            person: seen.person,
            household,
            place: seen.place,
            method: Method::InPerson,
            seen: Some((seen.by, seen.purpose.as_str())),
            conflicts: &found,
        };
        self.verify(&proof, ids, now).await?;
        Ok(Ok(()))
    }

    pub(super) async fn end(
        &mut self,
        residency: ResidencyId,
        place: PlaceId,
        by: PersonId,
        reason: &Sentence,
        ids: &Ids,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let person: Option<Uuid> = on!(self, |conn| sqlx::query_scalar(END_RESIDENCY)
            .bind(residency.uuid())
            .bind(place.uuid())
            .bind(now.micros())
            .bind(by.uuid())
            .bind(reason.as_str())
            .fetch_optional(conn)
            .await)
        .during("end a residency")?;
        let Some(person) = person.map(PersonId::new) else {
            return Ok(false);
        };
        self.settle_conflicts_of(residency, by, Some(reason), now)
            .await?;
        let cause = format!("{}:{residency}", HomeNotice::Ended.code());
        let args = self.home_args(place, None, Some(reason.as_str())).await?;
        self.tell_home(HomeNotice::Ended, &cause, &[person], &args, ids, now)
            .await?;
        Ok(true)
    }

    /// Somebody does not live there any more and says so; `false` when there
    /// was nothing to end.
    pub async fn end_own_residency(
        &mut self,
        residency: ResidencyId,
        person: PersonId,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let ended: Option<Uuid> = on!(self, |conn| sqlx::query_scalar(END_OWN_RESIDENCY)
            .bind(residency.uuid())
            .bind(person.uuid())
            .bind(now.micros())
            .fetch_optional(conn)
            .await)
        .during("end an own residency")?;
        if ended.is_none() {
            return Ok(false);
        }
        self.settle_conflicts_of(residency, person, None, now)
            .await?;
        Ok(true)
    }

    async fn settle_conflicts_of(
        &mut self,
        residency: ResidencyId,
        by: PersonId,
        reason: Option<&Sentence>,
        now: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(RESOLVE_ENDED)
            .bind(residency.uuid())
            .bind(now.micros())
            .bind(by.uuid())
            .bind(reason.map(Sentence::as_str))
            .execute(conn)
            .await
            .map(drop))
        .during("settle the conflicts of a residency")
    }
}

reads! {
    list_door_places(bodies: &[BodyId], limit: i64) -> Vec<DoorPlace>;
    list_residents(place: PlaceId, limit: i64) -> Vec<Resident>;
}

writes! {
    end_own_residency(residency: ResidencyId, person: PersonId, now: Instant) -> bool;
}
