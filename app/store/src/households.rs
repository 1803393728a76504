//! Households and who is verified in them. A door is known by a keyed hash
//! that `pages` makes; its label never comes here.
//!
//! [`letters`] has the codes of letters, [`vouching`] neighbours who vouch,
//! [`desk`] what the community body does, [`conflicts`] what does not fit,
//! [`threshold`] what the rules of thresholds need, [`tell`] who is told.

use domain::household::{Claimant, ConflictKind, HomeNotice, Method};
use domain::id::{HouseholdId, PersonId, PlaceId, ResidencyId};
use domain::instant::Instant;
use domain::place::Place;
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::places::PlaceRow;
use crate::row::{Spot, hex};
use crate::sessions::Hash;
use crate::statements::sql;
use crate::{Conn, Writer};

pub mod conflicts;
pub mod desk;
pub mod letters;
pub mod tell;
pub mod threshold;
pub mod vouching;

pub use conflicts::{ConflictDetail, Decision};
pub use desk::{DoorPlace, InPerson, Resident};
pub use letters::Letter;
pub use tell::HomeArgs;
pub use vouching::{AskingNeighbour, OwnRequest};

sql! {
    LIST_RESIDENCIES = "SELECT r.id AS residency, r.household, r.method, r.at, p.id, p.parent, p.kind, p.slug, p.code, p.names
        FROM residencies r
        JOIN households h ON h.id = r.household
        JOIN places p ON p.id = h.place
        WHERE r.person = $1 AND r.ended_at IS NULL
        ORDER BY r.at, r.id";
    ADD_HOUSEHOLDS_SQLITE = "INSERT INTO households (id, place, door_hash, created_at)
        SELECT unhex(value ->> 'id'), $2, unhex(value ->> 'door'), $3
        FROM json_each($1)
        WHERE TRUE
        ON CONFLICT (place, door_hash) DO NOTHING";
    ADD_HOUSEHOLDS_POSTGRES = "INSERT INTO households (id, place, door_hash, created_at)
        SELECT CAST(value ->> 'id' AS UUID), $2, decode(value ->> 'door', 'hex'), $3
        FROM jsonb_array_elements($1) AS v (value)
        ON CONFLICT (place, door_hash) DO NOTHING";
    FIND_HOUSEHOLD = "SELECT id FROM households WHERE place = $1 AND door_hash = $2";
    ADD_RESIDENCY = "INSERT INTO residencies (id, person, household, method, at, seen_by, purpose, ended_at, ended_by, ended_why)
        VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, NULL, NULL)";
    // What is listed and not yet decided is not listed again.
    ADD_CONFLICT = "INSERT INTO residency_conflicts (id, kind, person, household, residency, at, resolved_at, resolved_by, kept, reason)
        SELECT $1, $2, $3, $4, $5, $6, NULL, NULL, NULL, NULL
        WHERE NOT EXISTS (SELECT 1
            FROM residency_conflicts c
            WHERE c.kind = $2 AND c.person = $3 AND c.household = $4 AND c.resolved_at IS NULL)";
    // A door is told once; the account's home follows it where none was said.
    SET_FIRST_HOME = "UPDATE people SET home = $2, changed_at = $3 WHERE id = $1 AND home IS NULL";
    // PostgreSQL locks the row, so that what is decided about a person queues; SQLite has one writer anyway.
    LOCK_PERSON_SQLITE = "SELECT home FROM people WHERE id = $1";
    LOCK_PERSON_POSTGRES = "SELECT home FROM people WHERE id = $1 FOR UPDATE";
}

/// That somebody is verified behind a door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Residency {
    /// Which.
    pub id: ResidencyId,
    /// In which household.
    pub household: HouseholdId,
    /// By what means.
    pub method: Method,
    /// Since when.
    pub at: Instant,
    /// The building.
    pub place: Place,
}

#[derive(FromRow)]
struct ResidencyRow {
    residency: Uuid,
    household: Uuid,
    method: String,
    at: i64,
    #[sqlx(flatten)]
    place: PlaceRow,
}

impl ResidencyRow {
    fn residency(self) -> Result<Residency, StoreError> {
        let spot = Spot::new("residencies", self.residency);
        Ok(Residency {
            id: ResidencyId::new(self.residency),
            household: HouseholdId::new(self.household),
            method: spot.word("method", &self.method, Method::from_code)?,
            at: Instant::from_micros(self.at),
            place: self.place.place()?,
        })
    }
}

/// How somebody came to be verified.
pub(crate) struct Proof<'a> {
    pub person: PersonId,
    pub household: HouseholdId,
    pub place: PlaceId,
    pub method: Method,
    /// In person: who saw it, and for what purpose.
    pub seen: Option<(PersonId, &'a str)>,
    pub conflicts: &'a [ConflictKind],
}

impl Conn<'_> {
    /// Where a person is verified, the first first.
    pub async fn list_residencies(
        &mut self,
        person: PersonId,
    ) -> Result<Vec<Residency>, StoreError> {
        let rows: Vec<ResidencyRow> = on!(self, |conn| sqlx::query_as(LIST_RESIDENCIES)
            .bind(person.uuid())
            .fetch_all(conn)
            .await)
        .during("list residencies")?;
        rows.into_iter().map(ResidencyRow::residency).collect()
    }
}

impl Writer {
    /// Makes others who decide about this person wait, and says where their
    /// account says they live.
    pub(crate) async fn lock_person(
        &mut self,
        person: PersonId,
    ) -> Result<Option<PlaceId>, StoreError> {
        let home: Option<Option<Uuid>> = on!(
            self,
            LOCK_PERSON_SQLITE | LOCK_PERSON_POSTGRES,
            |conn, sql| {
                sqlx::query_scalar(sql)
                    .bind(person.uuid())
                    .fetch_optional(conn)
                    .await
            }
        )
        .during("lock a person")?;
        Ok(home.flatten().map(PlaceId::new))
    }

    /// Knows these doors of a place from now on.
    pub(crate) async fn add_households(
        &mut self,
        place: PlaceId,
        doors: impl Iterator<Item = &Hash>,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        let rows: Vec<serde_json::Value> = doors
            .map(|door| serde_json::json!({ "id": hex(ids.uuid()), "door": bytes(door) }))
            .collect();
        on!(
            self,
            ADD_HOUSEHOLDS_SQLITE | ADD_HOUSEHOLDS_POSTGRES,
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
        .during("add households")
    }

    /// The household behind a door; it is known from now on.
    pub(crate) async fn household_behind(
        &mut self,
        place: PlaceId,
        door: &Hash,
        ids: &Ids,
        now: Instant,
    ) -> Result<HouseholdId, StoreError> {
        self.add_households(place, std::iter::once(door), ids, now)
            .await?;
        let id: Uuid = on!(self, |conn| sqlx::query_scalar(FIND_HOUSEHOLD)
            .bind(place.uuid())
            .bind(door.as_slice())
            .fetch_one(conn)
            .await)
        .during("find a household")?;
        Ok(HouseholdId::new(id))
    }

    /// What does not fit when this person is verified there, and where they
    /// are verified so far.
    pub(crate) async fn look_at_claim<T>(
        &mut self,
        person: PersonId,
        home: Option<PlaceId>,
        place: PlaceId,
        judge: impl FnOnce(Claimant<'_>) -> T,
    ) -> Result<T, StoreError> {
        let residencies = self.conn().list_residencies(person).await?;
        let households: Vec<HouseholdId> = residencies.iter().map(|one| one.household).collect();
        let home = match home {
            Some(home) => self.conn().find_place_path(home).await?,
            None => Vec::new(),
        };
        let place = self.conn().find_place_path(place).await?;
        Ok(judge(Claimant {
            households: &households,
            home: &home,
            place: &place,
        }))
    }

    /// Somebody is verified from now on, and is told.
    pub(crate) async fn verify(
        &mut self,
        proof: &Proof<'_>,
        ids: &Ids,
        now: Instant,
    ) -> Result<ResidencyId, StoreError> {
        let id = ids.uuid();
        on!(self, |conn| sqlx::query(ADD_RESIDENCY)
            .bind(id)
            .bind(proof.person.uuid())
            .bind(proof.household.uuid())
            .bind(proof.method.code())
            .bind(now.micros())
            .bind(proof.seen.map(|(by, _)| by.uuid()))
            .bind(proof.seen.map(|(_, purpose)| purpose))
            .execute(conn)
            .await
            .map(drop))
        .during("add a residency")?;
        for kind in proof.conflicts {
            self.add_conflict(*kind, proof.person, proof.household, Some(id), ids, now)
                .await?;
        }
        on!(self, |conn| sqlx::query(SET_FIRST_HOME)
            .bind(proof.person.uuid())
            .bind(proof.place.uuid())
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("set a first home")?;
        self.close_vouch_request(proof.person).await?;
        let cause = format!("{}:{id}", HomeNotice::Verified.code());
        let args = self.home_args(proof.place, None, None).await?;
        self.tell_home(
            HomeNotice::Verified,
            &cause,
            &[proof.person],
            &args,
            ids,
            now,
        )
        .await?;
        Ok(ResidencyId::new(id))
    }

    pub(crate) async fn add_conflict(
        &mut self,
        kind: ConflictKind,
        person: PersonId,
        household: HouseholdId,
        residency: Option<Uuid>,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(ADD_CONFLICT)
            .bind(ids.uuid())
            .bind(kind.code())
            .bind(person.uuid())
            .bind(household.uuid())
            .bind(residency)
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("list a conflict")
    }
}

/// Bytes as JSON carries them into a batch.
pub(crate) fn bytes(hash: &Hash) -> String {
    use std::fmt::Write as _;
    hash.iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

reads! {
    list_residencies(person: PersonId) -> Vec<Residency>;
}
