//! Writing a mediation: its state, the columns drawn from it, its events. Always inside
//! the transaction of the command.

use domain::id::{PersonId, PlaceId};
use domain::instant::Instant;
use domain::mediation::{Mediation, Recorded};
use sqlx::types::Json;

use crate::Writer;
use crate::engine::connection::on;
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::sessions::Hash;
use crate::statements::sql;

sql! {
    INSERT_MEDIATION = "INSERT INTO mediations (id, reference, case_id, version, state, author, other, mediator, place, door_hash, due, delete_at)
        VALUES ($1, $2, $3, $4, $5, $6, NULL, NULL, $7, $8, $9, NULL)";
    UPDATE_MEDIATION = "UPDATE mediations SET version = $3, state = $4, other = $5, mediator = $6, due = $7, delete_at = $8
        WHERE id = $1 AND version = $2";
    INSERT_MEDIATION_EVENT = "INSERT INTO mediation_events (id, mediation, number, kind, payload_version, payload, at, by_person, by_body)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
}

impl Writer {
    /// Keeps a new mediation with its first event and the door that is asked.
    pub(super) async fn insert_mediation(
        &mut self,
        mediation: &Mediation,
        recorded: &[Recorded],
        (place, door): (PlaceId, &Hash),
        ids: &Ids,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(INSERT_MEDIATION)
            .bind(mediation.id.uuid())
            .bind(mediation.reference.number())
            .bind(mediation.case.uuid())
            .bind(mediation.version)
            .bind(Json(mediation))
            .bind(mediation.author.uuid())
            .bind(place.uuid())
            .bind(door.as_slice())
            .bind(mediation.due().map(Instant::micros))
            .execute(conn)
            .await
            .map(drop))
        .during("insert mediation")?;
        self.insert_mediation_events(mediation, recorded, ids).await
    }

    /// Keeps what a command made of `before`; `false` when another one was faster.
    pub(super) async fn update_mediation(
        &mut self,
        before: &Mediation,
        mediation: &Mediation,
        recorded: &[Recorded],
        ids: &Ids,
    ) -> Result<bool, StoreError> {
        let changed = on!(self, |conn| sqlx::query(UPDATE_MEDIATION)
            .bind(mediation.id.uuid())
            .bind(before.version)
            .bind(mediation.version)
            .bind(Json(mediation))
            .bind(mediation.other.map(PersonId::uuid))
            .bind(mediation.mediator().map(PersonId::uuid))
            .bind(mediation.due().map(Instant::micros))
            .bind(mediation.delete_at().map(Instant::micros))
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("update mediation")?;
        if changed == 0 {
            return Ok(false);
        }
        self.insert_mediation_events(mediation, recorded, ids)
            .await?;
        Ok(true)
    }

    async fn insert_mediation_events(
        &mut self,
        mediation: &Mediation,
        recorded: &[Recorded],
        ids: &Ids,
    ) -> Result<(), StoreError> {
        for one in recorded {
            let (parent, kind) = (mediation.id.uuid(), one.event.kind());
            self.insert_event_of(INSERT_MEDIATION_EVENT, parent, kind, one, ids)
                .await?;
        }
        Ok(())
    }
}
