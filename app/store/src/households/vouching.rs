//! Neighbours who vouch: who asks, who said yes, and how often.

use domain::household::{
    ConflictKind, HomeNotice, HouseholdRefused, Method, Request, VOUCH_DAYS, Voucher, Vouching,
    conflicts, vouch,
};
use domain::id::{HouseholdId, PersonId, PlaceId};
use domain::instant::Instant;
use domain::language::Names;
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use super::Proof;
use crate::engine::connection::{on, reads, transaction, writes};
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::sessions::Hash;
use crate::statements::sql;
use crate::{Conn, Store, Writer};

/// Days after which the same neighbours are written to again.
const TOLD_AGAIN_DAYS: i64 = 30;

sql! {
    OPEN_REQUEST = "INSERT INTO vouch_requests (person, household, asked_at)
        VALUES ($1, $2, $3)
        ON CONFLICT (person) DO NOTHING";
    CLOSE_REQUEST = "DELETE FROM vouch_requests WHERE person = $1";
    FIND_REQUEST = "SELECT q.household, h.place, q.asked_at
        FROM vouch_requests q
        JOIN households h ON h.id = q.household
        WHERE q.person = $1";
    FIND_OWN_REQUEST = "SELECT p.names, q.asked_at,
            (SELECT COUNT(*) FROM vouches v WHERE v.person = q.person AND v.open) AS vouched
        FROM vouch_requests q
        JOIN households h ON h.id = q.household
        JOIN places p ON p.id = h.place
        WHERE q.person = $1";
    LIST_ASKING = "SELECT q.person, p.name, q.asked_at,
            EXISTS (SELECT 1 FROM vouches v WHERE v.person = q.person AND v.voucher = $1 AND v.open) AS vouched
        FROM vouch_requests q
        JOIN households h ON h.id = q.household
        JOIN people p ON p.id = q.person
        WHERE q.person <> $1
            AND EXISTS (SELECT 1
                FROM residencies r
                JOIN households o ON o.id = r.household
                WHERE r.person = $1 AND r.ended_at IS NULL AND o.place = h.place)
            AND NOT EXISTS (SELECT 1 FROM residencies r WHERE r.person = $1 AND r.ended_at IS NULL AND r.household = h.id)
        ORDER BY q.asked_at, q.person
        LIMIT $2";
    // A vouch counts as long as who gave it lives there.
    LIST_VOUCHES = "SELECT v.voucher, v.voucher_household
        FROM vouches v
        JOIN residencies r ON r.person = v.voucher AND r.household = v.voucher_household AND r.ended_at IS NULL
        WHERE v.person = $1 AND v.open
        ORDER BY v.at, v.id";
    FIND_VOUCHER = "SELECT r.household
        FROM residencies r
        JOIN households h ON h.id = r.household
        WHERE r.person = $1 AND h.place = $2 AND r.ended_at IS NULL
        ORDER BY r.at, r.id
        LIMIT 1";
    COUNT_VOUCHES = "SELECT COUNT(*) FROM vouches WHERE voucher = $1 AND at > $2";
    ADD_VOUCH = "INSERT INTO vouches (id, person, household, voucher, voucher_household, at, open)
        VALUES ($1, $2, $3, $4, $5, $6, TRUE)";
    SEAL_VOUCHES = "UPDATE vouches SET open = FALSE WHERE person = $1 AND open";
    DROP_VOUCHES = "DELETE FROM vouches WHERE person = $1 AND open";
    WITHDRAW_VOUCH = "DELETE FROM vouches WHERE person = $1 AND voucher = $2 AND open";
    FIND_NAME = "SELECT name FROM people WHERE id = $1";
    IS_UNKNOWN_DOOR = "SELECT NOT EXISTS (SELECT 1 FROM household_codes c WHERE c.household = $1)
            AND EXISTS (SELECT 1
                FROM household_codes c
                JOIN households h ON h.id = c.household
                WHERE h.place = $2)";
}

/// Somebody's own open request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnRequest {
    /// The building.
    pub place: Names,
    /// When they asked.
    pub asked_at: Instant,
    /// How many neighbours vouched so far.
    pub vouched: i64,
}

/// A neighbour who asks somebody to vouch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskingNeighbour {
    /// Who.
    pub person: PersonId,
    /// The name they chose to be seen under.
    pub name: String,
    /// When they asked.
    pub asked_at: Instant,
    /// Whether this somebody vouched already, and one more is needed.
    pub vouched: bool,
}

#[derive(FromRow)]
struct RequestRow {
    household: Uuid,
    place: Uuid,
    asked_at: i64,
}

#[derive(FromRow)]
struct OwnRow {
    names: Json<Names>,
    asked_at: i64,
    vouched: i64,
}

#[derive(FromRow)]
struct AskingRow {
    person: Uuid,
    name: String,
    asked_at: i64,
    vouched: bool,
}

impl Conn<'_> {
    /// What somebody asked their neighbours, if they did.
    pub async fn find_vouch_request(
        &mut self,
        person: PersonId,
    ) -> Result<Option<OwnRequest>, StoreError> {
        let row: Option<OwnRow> = on!(self, |conn| sqlx::query_as(FIND_OWN_REQUEST)
            .bind(person.uuid())
            .fetch_optional(conn)
            .await)
        .during("find a vouch request")?;
        Ok(row.map(|row| OwnRequest {
            place: row.names.0,
            asked_at: Instant::from_micros(row.asked_at),
            vouched: row.vouched,
        }))
    }

    /// Who asks this person to vouch: those of their building, the longest
    /// waiting first.
    pub async fn list_asking_neighbours(
        &mut self,
        voucher: PersonId,
        limit: i64,
    ) -> Result<Vec<AskingNeighbour>, StoreError> {
        let rows: Vec<AskingRow> = on!(self, |conn| sqlx::query_as(LIST_ASKING)
            .bind(voucher.uuid())
            .bind(limit)
            .fetch_all(conn)
            .await)
        .during("list who asks to vouch")?;
        let neighbours = rows.into_iter().map(|row| AskingNeighbour {
            person: PersonId::new(row.person),
            name: row.name,
            asked_at: Instant::from_micros(row.asked_at),
            vouched: row.vouched,
        });
        Ok(neighbours.collect())
    }

    /// How often a person vouched within the last year.
    pub async fn count_vouches(
        &mut self,
        voucher: PersonId,
        now: Instant,
    ) -> Result<i64, StoreError> {
        on!(self, |conn| sqlx::query_scalar(COUNT_VOUCHES)
            .bind(voucher.uuid())
            .bind(now.plus_days(-VOUCH_DAYS).micros())
            .fetch_one(conn)
            .await)
        .during("count vouches")
    }
}

impl Store {
    /// Somebody asks the verified neighbours of a building to vouch, and these
    /// are told.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ask_to_vouch(
        &self,
        person: PersonId,
        place: PlaceId,
        door: &Hash,
        ids: &Ids,
        now: Instant,
    ) -> Result<Result<(), HouseholdRefused>, StoreError> {
        transaction!(self, |tx| { tx.ask(person, place, door, ids, now).await })
    }

    /// Somebody vouches for a neighbour who asked; the second one verifies them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn vouch_for(
        &self,
        voucher: PersonId,
        person: PersonId,
        ids: &Ids,
        now: Instant,
    ) -> Result<Result<Vouching, HouseholdRefused>, StoreError> {
        transaction!(self, |tx| { tx.vouch(voucher, person, ids, now).await })
    }
}

impl Writer {
    async fn ask(
        &mut self,
        person: PersonId,
        place: PlaceId,
        door: &Hash,
        ids: &Ids,
        now: Instant,
    ) -> Result<Result<(), HouseholdRefused>, StoreError> {
        self.lock_person(person).await?;
        let household = self.household_behind(place, door, ids, now).await?;
        let residencies = self.conn().list_residencies(person).await?;
        if residencies.iter().any(|one| one.household == household) {
            return Ok(Err(HouseholdRefused::AlreadyVerified));
        }
        let opened = on!(self, |conn| sqlx::query(OPEN_REQUEST)
            .bind(person.uuid())
            .bind(household.uuid())
            .bind(now.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("open a vouch request")?;
        if opened == 0 {
            return Ok(Err(HouseholdRefused::AskedAlready));
        }
        let name: String = on!(self, |conn| sqlx::query_scalar(FIND_NAME)
            .bind(person.uuid())
            .fetch_one(conn)
            .await)
        .during("find a name")?;
        let neighbours = self.neighbours(place, person, household.uuid()).await?;
        // Asking again and again writes to nobody again.
        let month = now.micros() / (TOLD_AGAIN_DAYS * 86_400_000_000);
        let cause = format!("{}:{person}:{month}", HomeNotice::VouchAsked.code());
        let args = self.home_args(place, Some(&name), None).await?;
        self.tell_home(HomeNotice::VouchAsked, &cause, &neighbours, &args, ids, now)
            .await?;
        Ok(Ok(()))
    }

    async fn vouch(
        &mut self,
        voucher: PersonId,
        person: PersonId,
        ids: &Ids,
        now: Instant,
    ) -> Result<Result<Vouching, HouseholdRefused>, StoreError> {
        // Always in the same order, so that two neighbours who vouch for each other do not wait for each other.
        let home = self.lock_person(person.min(voucher)).await?;
        let other = self.lock_person(person.max(voucher)).await?;
        let home = if person <= voucher { home } else { other };
        let Some(request) = self.find_request(person).await? else {
            return Ok(Err(HouseholdRefused::NotAsked));
        };
        let household: Option<Uuid> = on!(self, |conn| sqlx::query_scalar(FIND_VOUCHER)
            .bind(voucher.uuid())
            .bind(request.place.uuid())
            .fetch_optional(conn)
            .await)
        .during("find the household of a voucher")?;
        let Some(household) = household.map(HouseholdId::new) else {
            return Ok(Err(HouseholdRefused::NotNeighbour));
        };
        let so_far: Vec<(Uuid, Uuid)> = on!(self, |conn| sqlx::query_as(LIST_VOUCHES)
            .bind(person.uuid())
            .fetch_all(conn)
            .await)
        .during("list vouches")?;
        let so_far: Vec<(PersonId, HouseholdId)> = so_far
            .into_iter()
            .map(|(person, household)| (PersonId::new(person), HouseholdId::new(household)))
            .collect();
        let voucher = Voucher {
            person: voucher,
            household,
            place: request.place,
            used: self.conn().count_vouches(voucher, now).await?,
        };
        match vouch(&request, &voucher, &so_far) {
            Err(refused) => return Ok(Err(refused)),
            Ok(Vouching::OneMore) => {
                self.add_vouch(&request, &voucher, ids, now).await?;
                return Ok(Ok(Vouching::OneMore));
            }
            Ok(Vouching::Verified) => self.add_vouch(&request, &voucher, ids, now).await?,
        }
        self.vouched(&request, home, ids, now).await?;
        Ok(Ok(Vouching::Verified))
    }

    async fn find_request(&mut self, person: PersonId) -> Result<Option<Request>, StoreError> {
        let row: Option<RequestRow> = on!(self, |conn| sqlx::query_as(FIND_REQUEST)
            .bind(person.uuid())
            .fetch_optional(conn)
            .await)
        .during("find a vouch request")?;
        Ok(row.map(|row| Request {
            person,
            household: HouseholdId::new(row.household),
            place: PlaceId::new(row.place),
            asked_at: Instant::from_micros(row.asked_at),
        }))
    }

    async fn add_vouch(
        &mut self,
        request: &Request,
        voucher: &Voucher,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(ADD_VOUCH)
            .bind(ids.uuid())
            .bind(request.person.uuid())
            .bind(request.household.uuid())
            .bind(voucher.person.uuid())
            .bind(voucher.household.uuid())
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("add a vouch")
    }

    /// Enough neighbours vouched.
    async fn vouched(
        &mut self,
        request: &Request,
        home: Option<PlaceId>,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        let mut found = self
            .look_at_claim(request.person, home, request.place, conflicts)
            .await?;
        let unknown: bool = on!(self, |conn| sqlx::query_scalar(IS_UNKNOWN_DOOR)
            .bind(request.household.uuid())
            .bind(request.place.uuid())
            .fetch_one(conn)
            .await)
        .during("look for letters to a door")?;
        if unknown {
            found.push(ConflictKind::UnknownDoor);
        }
        on!(self, |conn| sqlx::query(SEAL_VOUCHES)
            .bind(request.person.uuid())
            .execute(conn)
            .await
            .map(drop))
        .during("seal vouches")?;
        let proof = Proof {
            person: request.person,
            household: request.household,
            place: request.place,
            method: Method::Vouched,
            seen: None,
            conflicts: &found,
        };
        self.verify(&proof, ids, now).await.map(drop)
    }

    /// Ends somebody's request; vouches that led to nothing are given back.
    pub async fn close_vouch_request(&mut self, person: PersonId) -> Result<(), StoreError> {
        for text in [DROP_VOUCHES, CLOSE_REQUEST] {
            on!(self, |conn| sqlx::query(text)
                .bind(person.uuid())
                .execute(conn)
                .await
                .map(drop))
            .during("close a vouch request")?;
        }
        Ok(())
    }

    /// Takes a vouch back while one more is needed; `false` when it is too late.
    pub async fn withdraw_vouch(
        &mut self,
        voucher: PersonId,
        person: PersonId,
    ) -> Result<bool, StoreError> {
        let withdrawn = on!(self, |conn| sqlx::query(WITHDRAW_VOUCH)
            .bind(person.uuid())
            .bind(voucher.uuid())
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("withdraw a vouch")?;
        Ok(withdrawn > 0)
    }
}

reads! {
    find_vouch_request(person: PersonId) -> Option<OwnRequest>;
    list_asking_neighbours(voucher: PersonId, limit: i64) -> Vec<AskingNeighbour>;
    count_vouches(voucher: PersonId, now: Instant) -> i64;
}

writes! {
    close_vouch_request(person: PersonId) -> ();
    withdraw_vouch(voucher: PersonId, person: PersonId) -> bool;
}
