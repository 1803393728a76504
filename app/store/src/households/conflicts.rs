//! What does not fit, and what the community body decides about it. Whether
//! somebody belongs to a body is the caller's to check; that the body serves
//! the building is part of every text here.

use domain::household::{ConflictKind, HomeNotice, HouseholdRefused, Resolution, resolve};
use domain::id::{BodyId, ConflictId, PersonId, PlaceId, ResidencyId};
use domain::instant::Instant;
use domain::language::Names;
use domain::text::Sentence;
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use super::desk::ids_of;
use crate::engine::connection::{on, reads, transaction};
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::row::Spot;
use crate::statements::sql;
use crate::{Conn, Store, Writer};

sql! {
    LIST_CONFLICTS_SQLITE = "SELECT c.id, c.kind, n.name, p.names, c.at, c.residency IS NOT NULL AS verified
        FROM residency_conflicts c
        JOIN households h ON h.id = c.household
        JOIN places p ON p.id = h.place
        JOIN people n ON n.id = c.person
        WHERE c.resolved_at IS NULL AND h.place IN (SELECT t.descendant
            FROM body_places b
            JOIN place_paths t ON t.ancestor = b.place
            WHERE b.body IN (SELECT unhex(value) FROM json_each($1)))
        ORDER BY c.at, c.id
        LIMIT $2";
    LIST_CONFLICTS_POSTGRES = "SELECT c.id, c.kind, n.name, p.names, c.at, c.residency IS NOT NULL AS verified
        FROM residency_conflicts c
        JOIN households h ON h.id = c.household
        JOIN places p ON p.id = h.place
        JOIN people n ON n.id = c.person
        WHERE c.resolved_at IS NULL AND h.place IN (SELECT t.descendant
            FROM body_places b
            JOIN place_paths t ON t.ancestor = b.place
            WHERE b.body IN (SELECT CAST(value AS UUID) FROM jsonb_array_elements_text($1)))
        ORDER BY c.at, c.id
        LIMIT $2";
    // PostgreSQL locks the row, so that one decision is made; SQLite has one writer anyway.
    FIND_CONFLICT_SQLITE = "SELECT c.person, h.place, c.residency
        FROM residency_conflicts c
        JOIN households h ON h.id = c.household
        WHERE c.id = $2 AND c.resolved_at IS NULL AND h.place IN (SELECT t.descendant
            FROM body_places b
            JOIN place_paths t ON t.ancestor = b.place
            WHERE b.body IN (SELECT unhex(value) FROM json_each($1)))";
    FIND_CONFLICT_POSTGRES = "SELECT c.person, h.place, c.residency
        FROM residency_conflicts c
        JOIN households h ON h.id = c.household
        WHERE c.id = $2 AND c.resolved_at IS NULL AND h.place IN (SELECT t.descendant
            FROM body_places b
            JOIN place_paths t ON t.ancestor = b.place
            WHERE b.body IN (SELECT CAST(value AS UUID) FROM jsonb_array_elements_text($1)))
        FOR UPDATE OF c";
    RESOLVE_CONFLICT = "UPDATE residency_conflicts
        SET resolved_at = $2, resolved_by = $3, kept = $4, reason = $5
        WHERE id = $1";
}

/// What does not fit and is not yet decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConflictDetail {
    /// Which.
    pub id: ConflictId,
    /// What does not fit.
    pub kind: ConflictKind,
    /// The name the person chose to be seen under.
    pub name: String,
    /// The building.
    pub place: Names,
    /// Since when.
    pub at: Instant,
    /// Whether they are verified, so that there is something to end.
    pub verified: bool,
}

/// What the community body decides about a conflict.
#[derive(Clone, Copy, Debug)]
pub struct Decision<'a> {
    /// Which.
    pub conflict: ConflictId,
    /// What.
    pub resolution: Resolution,
    /// Who decides.
    pub by: PersonId,
    /// Why; the person reads it.
    pub reason: &'a Sentence,
}

#[derive(FromRow)]
struct ConflictRow {
    id: Uuid,
    kind: String,
    name: String,
    names: Json<Names>,
    at: i64,
    verified: bool,
}

#[derive(FromRow)]
struct FoundConflict {
    person: Uuid,
    place: Uuid,
    residency: Option<Uuid>,
}

impl Conn<'_> {
    /// What does not fit in the buildings that any of `bodies` serves, the
    /// oldest first.
    pub async fn list_conflicts(
        &mut self,
        bodies: &[BodyId],
        limit: i64,
    ) -> Result<Vec<ConflictDetail>, StoreError> {
        let rows: Vec<ConflictRow> = on!(
            self,
            LIST_CONFLICTS_SQLITE | LIST_CONFLICTS_POSTGRES,
            |conn, sql| {
                sqlx::query_as(sql)
                    .bind(ids_of(bodies))
                    .bind(limit)
                    .fetch_all(conn)
                    .await
            }
        )
        .during("list conflicts")?;
        rows.into_iter()
            .map(|row| {
                let spot = Spot::new("residency_conflicts", row.id);
                Ok(ConflictDetail {
                    id: ConflictId::new(row.id),
                    kind: spot.word("kind", &row.kind, ConflictKind::from_code)?,
                    name: row.name,
                    place: row.names.0,
                    at: Instant::from_micros(row.at),
                    verified: row.verified,
                })
            })
            .collect()
    }
}

impl Store {
    /// Decides about a conflict in a building that any of `bodies` serves, and
    /// tells the person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn resolve_conflict(
        &self,
        decision: &Decision<'_>,
        bodies: &[BodyId],
        ids: &Ids,
        now: Instant,
    ) -> Result<Result<(), HouseholdRefused>, StoreError> {
        transaction!(self, |tx| {
            let Some(found) = tx.find_conflict(decision.conflict, bodies).await? else {
                return Ok(Err(HouseholdRefused::NoSuchConflict));
            };
            if let Err(refused) = resolve(decision.resolution, found.residency.is_some()) {
                return Ok(Err(refused));
            }
            tx.decide(decision, &found, ids, now).await?;
            Ok(Ok(()))
        })
    }
}

impl Writer {
    async fn find_conflict(
        &mut self,
        conflict: ConflictId,
        bodies: &[BodyId],
    ) -> Result<Option<FoundConflict>, StoreError> {
        on!(
            self,
            FIND_CONFLICT_SQLITE | FIND_CONFLICT_POSTGRES,
            |conn, sql| {
                sqlx::query_as(sql)
                    .bind(ids_of(bodies))
                    .bind(conflict.uuid())
                    .fetch_optional(conn)
                    .await
            }
        )
        .during("find a conflict")
    }

    async fn decide(
        &mut self,
        decision: &Decision<'_>,
        found: &FoundConflict,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        let Decision {
            conflict,
            resolution,
            by,
            reason,
        } = *decision;
        on!(self, |conn| sqlx::query(RESOLVE_CONFLICT)
            .bind(conflict.uuid())
            .bind(now.micros())
            .bind(by.uuid())
            .bind(resolution == Resolution::Keep)
            .bind(reason.as_str())
            .execute(conn)
            .await
            .map(drop))
        .during("resolve a conflict")?;
        let place = PlaceId::new(found.place);
        match (resolution, found.residency) {
            (Resolution::End, Some(residency)) => {
                let residency = ResidencyId::new(residency);
                self.end(residency, place, by, reason, ids, now).await?;
            }
            (Resolution::End | Resolution::Keep, _) => {
                let cause = format!("{}:{conflict}", HomeNotice::Kept.code());
                let args = self.home_args(place, None, Some(reason.as_str())).await?;
                let person = [PersonId::new(found.person)];
                self.tell_home(HomeNotice::Kept, &cause, &person, &args, ids, now)
                    .await?;
            }
        }
        Ok(())
    }
}

reads! {
    list_conflicts(bodies: &[BodyId], limit: i64) -> Vec<ConflictDetail>;
}
