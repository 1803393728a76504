//! Codes of letters: made for many doors at once, kept as keyed hashes, used
//! by everybody of the household until they lapse or a newer letter comes.

use domain::household::{
    CODE_DAYS, Claimed, HouseholdRefused, KeptCode, MAX_TRIES, Method, TRY_WINDOW_SECONDS, by_code,
};
use domain::id::{HouseholdId, PersonId, PlaceId};
use domain::instant::Instant;
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use super::{Proof, bytes};
use crate::engine::connection::{on, transaction, writes};
use crate::error::{During as _, StoreError};
use crate::idempotency::Once;
use crate::ids::Ids;
use crate::sessions::Hash;
use crate::statements::sql;
use crate::{Store, Writer};

/// The purpose under which the key of a form that makes letters is kept.
const PURPOSE: &str = "household-letters";

sql! {
    REPLACE_CODES_SQLITE = "UPDATE household_codes
        SET replaced_at = $3
        WHERE replaced_at IS NULL AND household IN (SELECT h.id
            FROM json_each($1) j
            JOIN households h ON h.place = $2 AND h.door_hash = unhex(j.value ->> 'door'))";
    REPLACE_CODES_POSTGRES = "UPDATE household_codes
        SET replaced_at = $3
        WHERE replaced_at IS NULL AND household IN (SELECT h.id
            FROM jsonb_array_elements($1) AS j (value)
            JOIN households h ON h.place = $2 AND h.door_hash = decode(j.value ->> 'door', 'hex'))";
    ADD_CODES_SQLITE = "INSERT INTO household_codes (code_hash, household, issued_by, issued_at, expires_at, replaced_at)
        SELECT unhex(j.value ->> 'code'), h.id, $3, $4, $5, NULL
        FROM json_each($1) j
        JOIN households h ON h.place = $2 AND h.door_hash = unhex(j.value ->> 'door')";
    ADD_CODES_POSTGRES = "INSERT INTO household_codes (code_hash, household, issued_by, issued_at, expires_at, replaced_at)
        SELECT decode(j.value ->> 'code', 'hex'), h.id, $3, $4, $5, NULL
        FROM jsonb_array_elements($1) AS j (value)
        JOIN households h ON h.place = $2 AND h.door_hash = decode(j.value ->> 'door', 'hex')";
    FIND_CODE = "SELECT c.household, h.place, c.expires_at, c.replaced_at IS NOT NULL AS replaced
        FROM household_codes c
        JOIN households h ON h.id = c.household
        WHERE c.code_hash = $1";
    DELETE_LAPSED_CODES = "DELETE FROM household_codes WHERE expires_at <= $1";
}

/// A letter that was made: both hashes, and neither label nor code.
#[derive(Clone, Copy, Debug)]
pub struct Letter {
    /// Keyed hash of the door.
    pub door: Hash,
    /// Keyed hash of the code.
    pub code: Hash,
}

#[derive(FromRow)]
struct CodeRow {
    household: Uuid,
    place: Uuid,
    expires_at: i64,
    replaced: bool,
}

impl Store {
    /// Keeps the codes of letters to doors of a place; earlier codes of these
    /// doors stop working. `false` when the same form was posted before: its
    /// codes cannot be told again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn make_letters(
        &self,
        place: PlaceId,
        letters: &[Letter],
        by: PersonId,
        once: Option<&Once<'_>>,
        ids: &Ids,
        now: Instant,
    ) -> Result<bool, StoreError> {
        transaction!(self, |tx| {
            if let Some(once) = once
                && !tx.claim_once(PURPOSE, once, now).await?
            {
                return Ok(false);
            }
            tx.keep_letters(place, letters, by, ids, now).await?;
            Ok(true)
        })
    }

    /// Somebody typed a code: they are verified and told, or it says why not.
    /// Wrong codes count; after [`MAX_TRIES`] within a day nothing is looked at.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn use_household_code(
        &self,
        person: PersonId,
        code: &Hash,
        ids: &Ids,
        now: Instant,
    ) -> Result<Result<(), HouseholdRefused>, StoreError> {
        transaction!(self, |tx| { tx.use_code(person, code, ids, now).await })
    }
}

impl Writer {
    async fn keep_letters(
        &mut self,
        place: PlaceId,
        letters: &[Letter],
        by: PersonId,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        self.add_households(place, letters.iter().map(|one| &one.door), ids, now)
            .await?;
        let rows: Vec<serde_json::Value> = letters
            .iter()
            .map(|one| serde_json::json!({ "door": bytes(&one.door), "code": bytes(&one.code) }))
            .collect();
        on!(
            self,
            REPLACE_CODES_SQLITE | REPLACE_CODES_POSTGRES,
            |conn, sql| {
                sqlx::query(sql)
                    .bind(Json(&rows))
                    .bind(place.uuid())
                    .bind(now.micros())
                    .execute(conn)
                    .await
                    .map(drop)
            }
        )
        .during("replace household codes")?;
        on!(self, ADD_CODES_SQLITE | ADD_CODES_POSTGRES, |conn, sql| {
            sqlx::query(sql)
                .bind(Json(&rows))
                .bind(place.uuid())
                .bind(by.uuid())
                .bind(now.micros())
                .bind(now.plus_days(CODE_DAYS).micros())
                .execute(conn)
                .await
                .map(drop)
        })
        .during("add household codes")
    }

    async fn use_code(
        &mut self,
        person: PersonId,
        code: &Hash,
        ids: &Ids,
        now: Instant,
    ) -> Result<Result<(), HouseholdRefused>, StoreError> {
        let home = self.lock_person(person).await?;
        let bucket = format!("household-code:{person}");
        let mut conn = self.conn();
        let tries = conn.find_attempts(&bucket, TRY_WINDOW_SECONDS, now);
        if tries.await? >= MAX_TRIES {
            return Ok(Err(HouseholdRefused::CodeTriedTooOften));
        }
        let row: Option<CodeRow> = on!(self, |conn| sqlx::query_as(FIND_CODE)
            .bind(code.as_slice())
            .fetch_optional(conn)
            .await)
        .during("find a household code")?;
        let Some(row) = row else {
            self.count_attempt(&bucket, TRY_WINDOW_SECONDS, now).await?;
            return Ok(Err(HouseholdRefused::CodeUnknown));
        };
        let (household, place) = (HouseholdId::new(row.household), PlaceId::new(row.place));
        let kept = KeptCode {
            household,
            expires_at: Instant::from_micros(row.expires_at),
            replaced: row.replaced,
        };
        let claim = |claimant: domain::household::Claimant<'_>| by_code(Some(kept), claimant, now);
        match self.look_at_claim(person, home, place, claim).await? {
            Err(refused) => Ok(Err(refused)),
            Ok(Claimed::Listed(refused, kind)) => {
                self.count_attempt(&bucket, TRY_WINDOW_SECONDS, now).await?;
                self.add_conflict(kind, person, household, None, ids, now)
                    .await?;
                Ok(Err(refused))
            }
            Ok(Claimed::Verified(conflicts)) => {
                let proof = Proof {
                    person,
                    household,
                    place,
                    method: Method::Code,
                    seen: None,
                    conflicts: &conflicts,
                };
                self.verify(&proof, ids, now).await?;
                self.clear_attempts(&bucket).await?;
                Ok(Ok(()))
            }
        }
    }

    /// Forgets codes that lapsed before a moment, and says how many.
    pub async fn delete_lapsed_household_codes(
        &mut self,
        before: Instant,
    ) -> Result<u64, StoreError> {
        on!(self, |conn| sqlx::query(DELETE_LAPSED_CODES)
            .bind(before.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("delete lapsed household codes")
    }
}

writes! {
    delete_lapsed_household_codes(before: Instant) -> u64;
}
