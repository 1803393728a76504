//! Flats with their floor area, for owners' decisions. A single area is read by nobody:
//! only sums leave this module.

use domain::id::{PersonId, PlaceId};
use domain::instant::Instant;
use sqlx::types::Json;

use crate::engine::connection::{on, reads, transaction};
use crate::error::{During as _, StoreError};
use crate::households::bytes;
use crate::ids::Ids;
use crate::sessions::Hash;
use crate::statements::sql;
use crate::{Conn, Store};

sql! {
    PUT_FLATS_SQLITE = "INSERT INTO flats (household, area, is_let, registered_by, at)
        SELECT h.id, j.value ->> 'area', j.value ->> 'is_let', $3, $4
        FROM json_each($1) j
        JOIN households h ON h.place = $2 AND h.door_hash = unhex(j.value ->> 'door')
        WHERE TRUE
        ON CONFLICT (household) DO UPDATE SET
            area = excluded.area, is_let = excluded.is_let, registered_by = excluded.registered_by, at = excluded.at";
    PUT_FLATS_POSTGRES = "INSERT INTO flats (household, area, is_let, registered_by, at)
        SELECT h.id, CAST(j.value ->> 'area' AS BIGINT), CAST(j.value ->> 'is_let' AS BOOLEAN), $3, $4
        FROM jsonb_array_elements($1) AS j (value)
        JOIN households h ON h.place = $2 AND h.door_hash = decode(j.value ->> 'door', 'hex')
        ON CONFLICT (household) DO UPDATE SET
            area = excluded.area, is_let = excluded.is_let, registered_by = excluded.registered_by, at = excluded.at";
    COUNT_FLATS = "SELECT COUNT(*) FROM flats f JOIN households h ON h.id = f.household WHERE h.place = $1";
}

/// A flat to be registered.
#[derive(Clone, Copy, Debug)]
pub struct Flat {
    /// Keyed hash of the door.
    pub door: Hash,
    /// In hundredths of a square metre.
    pub area: u32,
    /// Whether its owners live elsewhere.
    pub is_let: bool,
}

impl Conn<'_> {
    /// How many flats of a building are registered.
    pub async fn count_flats(&mut self, place: PlaceId) -> Result<i64, StoreError> {
        on!(self, |conn| sqlx::query_scalar(COUNT_FLATS)
            .bind(place.uuid())
            .fetch_one(conn)
            .await)
        .during("count flats")
    }
}

impl Store {
    /// Registers flats of a building; what stood there of the same door is replaced.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn register_flats(
        &self,
        place: PlaceId,
        flats: &[Flat],
        by: PersonId,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        let rows: Vec<serde_json::Value> = flats
            .iter()
            .map(|one| serde_json::json!({ "door": bytes(&one.door), "area": one.area, "is_let": one.is_let }))
            .collect();
        transaction!(self, |tx| {
            tx.add_households(place, flats.iter().map(|one| &one.door), ids, now)
                .await?;
            on!(tx, PUT_FLATS_SQLITE | PUT_FLATS_POSTGRES, |conn, sql| {
                sqlx::query(sql)
                    .bind(Json(&rows))
                    .bind(place.uuid())
                    .bind(by.uuid())
                    .bind(now.micros())
                    .execute(conn)
                    .await
                    .map(drop)
            })
            .during("register flats")
        })
    }
}

reads! {
    count_flats(place: PlaceId) -> i64;
}
