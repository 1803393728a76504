//! Foundings: who signed so far that a building gets a group of its own, and the moment in
//! which it does. The building is locked while somebody signs, so that of two who sign at
//! once one is the last that was needed and the other finds the group there.
//!
//! Who may sign and what is enough is `domain::founding`'s to say.

use domain::body::Body;
use domain::founding::{
    Building, FOUNDING_DAYS, Founding, FoundingRefused, NewGroup, Signature, Signed, group_key,
};
use domain::id::{BodyId, HouseholdId, PersonId, PlaceId};
use domain::instant::Instant;
use domain::language::Names;
use domain::office::OfficeChange;
use domain::person::Role;
use domain::place::Place;
use sqlx::FromRow;
use sqlx::types::Uuid;

use crate::engine::connection::{on, reads, transaction, writes};
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::offices::record::NewLine;
use crate::statements::sql;
use crate::{Conn, Store, Writer};

/// How it stands with a group of the place `$1`: one row for each signature, or one without;
/// each says whether the one who looks lives there.
macro_rules! signatures {
    ($looks:literal) => {
        concat!(
            "SELECT f.begun_at, s.person, s.helps, s.signed_at,
                (SELECT r.household
                    FROM residencies r
                    JOIN households h ON h.id = r.household
                    JOIN place_paths t ON t.descendant = h.place
                    WHERE r.person = s.person AND r.ended_at IS NULL AND t.ancestor = p.id
                    ORDER BY r.at, r.id
                    LIMIT 1) AS household,
                EXISTS (SELECT 1
                    FROM residencies r
                    JOIN households h ON h.id = r.household
                    JOIN place_paths t ON t.descendant = h.place
                    WHERE r.person = ",
            $looks,
            " AND r.ended_at IS NULL AND t.ancestor = p.id) AS lives
            FROM places p
            LEFT JOIN foundings f ON f.place = p.id
            LEFT JOIN founding_signatures s ON s.place = f.place
            WHERE p.id = $1"
        )
    };
}
pub(crate) use signatures;

sql! {
    FIND_FOUNDING = concat!("SELECT n.begun_at, n.person, n.helps, n.household, n.lives
        FROM (", signatures!("$2"), ") AS n
        ORDER BY n.signed_at, n.person");
    // PostgreSQL locks the row, and nobody who only points to the place waits; SQLite has one writer anyway.
    LOCK_PLACE_SQLITE = "SELECT id FROM places WHERE id = $1";
    LOCK_PLACE_POSTGRES = "SELECT id FROM places WHERE id = $1 FOR NO KEY UPDATE";
    BEGIN_FOUNDING = "INSERT INTO foundings (place, begun_at) VALUES ($1, $2)";
    SIGN_FOUNDING = "INSERT INTO founding_signatures (place, person, helps, signed_at)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (place, person) DO UPDATE
        SET helps = excluded.helps";
    TAKE_BACK_SIGNATURE = "DELETE FROM founding_signatures WHERE place = $1 AND person = $2";
    DROP_SIGNATURES = "DELETE FROM founding_signatures WHERE place = $1";
    DROP_FOUNDING = "DELETE FROM foundings WHERE place = $1";
    DELETE_LAPSED_SIGNATURES = "DELETE FROM founding_signatures
        WHERE place IN (SELECT f.place FROM foundings f WHERE f.begun_at <= $1)";
    DELETE_LAPSED_FOUNDINGS = "DELETE FROM foundings WHERE begun_at <= $1";
}

/// How it stands with a group of a building, for somebody who looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundingNow {
    /// What was begun, lapsed or not.
    pub founding: Option<Founding>,
    /// Whether who looks is verified in the building, or in a part of it.
    pub lives: bool,
}

impl FoundingNow {
    /// From the rows of one place.
    pub(crate) fn of(rows: Vec<FoundingRow>) -> Self {
        let first = rows.first();
        let begun_at = first.and_then(|row| row.begun_at);
        Self {
            lives: first.is_some_and(|row| row.lives),
            founding: begun_at.map(|begun_at| Founding {
                begun_at: Instant::from_micros(begun_at),
                signatures: rows.iter().filter_map(FoundingRow::signature).collect(),
            }),
        }
    }
}

/// Somebody signs.
#[derive(Clone, Copy, Debug)]
pub struct Signing<'a> {
    /// For a group of which building.
    pub place: PlaceId,
    /// Who.
    pub person: PersonId,
    /// Whether they help to look after it.
    pub helps: bool,
    /// What the group will be called.
    pub names: &'a Names,
}

#[derive(FromRow)]
pub(crate) struct FoundingRow {
    begun_at: Option<i64>,
    person: Option<Uuid>,
    helps: Option<bool>,
    household: Option<Uuid>,
    lives: bool,
}

impl FoundingRow {
    fn signature(&self) -> Option<Signature> {
        Some(Signature {
            person: PersonId::new(self.person?),
            household: self.household.map(HouseholdId::new),
            helps: self.helps?,
        })
    }
}

/// The building as rules need it.
struct Serving {
    path: Vec<Place>,
    bodies: Vec<Body>,
}

impl Serving {
    fn building(&self) -> Building<'_> {
        Building {
            path: &self.path,
            bodies: &self.bodies,
        }
    }
}

impl Conn<'_> {
    /// How it stands with a group of a place: one statement.
    pub async fn find_founding(
        &mut self,
        place: PlaceId,
        looks: Option<PersonId>,
    ) -> Result<FoundingNow, StoreError> {
        let rows: Vec<FoundingRow> = on!(self, |conn| sqlx::query_as(FIND_FOUNDING)
            .bind(place.uuid())
            .bind(looks.map(PersonId::uuid))
            .fetch_all(conn)
            .await)
        .during("find a founding")?;
        Ok(FoundingNow::of(rows))
    }

    async fn serving(&mut self, place: PlaceId) -> Result<Serving, StoreError> {
        Ok(Serving {
            path: self.find_place_path(place).await?,
            bodies: self.list_bodies_serving(place).await?,
        })
    }
}

impl Store {
    /// Somebody signs, or says anew whether they help; who signs first begins it. The last
    /// one that was needed founds the group, once.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_founding(
        &self,
        signing: &Signing<'_>,
        ids: &Ids,
        now: Instant,
    ) -> Result<Result<Signed, FoundingRefused>, StoreError> {
        transaction!(self, |tx| { tx.sign_founding(signing, ids, now).await })
    }

    /// Somebody takes their signature back, wherever they live now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_back_signature(
        &self,
        place: PlaceId,
        person: PersonId,
        now: Instant,
    ) -> Result<Result<(), FoundingRefused>, StoreError> {
        transaction!(self, |tx| { tx.take_back(place, person, now).await })
    }
}

impl Writer {
    async fn lock_place(&mut self, place: PlaceId) -> Result<(), StoreError> {
        on!(
            self,
            LOCK_PLACE_SQLITE | LOCK_PLACE_POSTGRES,
            |conn, sql| {
                sqlx::query(sql)
                    .bind(place.uuid())
                    .execute(conn)
                    .await
                    .map(drop)
            }
        )
        .during("lock a place")
    }

    async fn sign_founding(
        &mut self,
        signing: &Signing<'_>,
        ids: &Ids,
        now: Instant,
    ) -> Result<Result<Signed, FoundingRefused>, StoreError> {
        let (place, person) = (signing.place, signing.person);
        self.lock_place(place).await?;
        let serving = self.conn().serving(place).await?;
        let before = self.conn().find_founding(place, Some(person)).await?;
        if let Err(refused) = serving.building().may_sign(before.lives) {
            return Ok(Err(refused));
        }
        if !before.founding.is_some_and(|one| one.is_open(now)) {
            self.end_founding(place).await?;
            on!(self, |conn| sqlx::query(BEGIN_FOUNDING)
                .bind(place.uuid())
                .bind(now.micros())
                .execute(conn)
                .await
                .map(drop))
            .during("begin a founding")?;
        }
        on!(self, |conn| sqlx::query(SIGN_FOUNDING)
            .bind(place.uuid())
            .bind(person.uuid())
            .bind(signing.helps)
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("sign a founding")?;
        let after = self.conn().find_founding(place, None).await?.founding;
        let (tally, helpers) = after
            .map(|one| (one.tally(), one.helpers()))
            .unwrap_or_default();
        if !tally.is_enough() {
            return Ok(Ok(Signed::Waits(tally)));
        }
        let founded = self.found(&serving, signing.names, &helpers, ids, now);
        Ok(founded.await?.map(Signed::Founded))
    }

    /// Makes the body with its first members, each with a line in the record as if a steward
    /// had given the seat; names of who else signed go.
    async fn found(
        &mut self,
        serving: &Serving,
        names: &Names,
        helpers: &[PersonId],
        ids: &Ids,
        now: Instant,
    ) -> Result<Result<BodyId, FoundingRefused>, StoreError> {
        let Some(place) = serving.building().place() else {
            return Ok(Err(FoundingRefused::NotBuilding));
        };
        let keys = self.conn().list_body_keys().await?;
        let new = NewGroup {
            id: BodyId::new(ids.uuid()),
            key: group_key(&place.slug, |key| keys.contains_key(key)),
            names: names.clone(),
        };
        let body = match serving.building().found(new) {
            Ok(body) => body,
            Err(refused) => return Ok(Err(refused)),
        };
        self.import_bodies(std::slice::from_ref(&body), now).await?;
        for (at, person) in helpers.iter().enumerate() {
            let mut line = NewLine {
                change: OfficeChange::BodyFounded,
                body: Some(body.id),
                person: None,
                by: *person,
                reason: "",
            };
            if at == 0 {
                self.add_record(&line, ids, now).await?;
            }
            let role = Role::CommitteeMember;
            self.appoint(body.id, *person, role, now).await?;
            line.change = OfficeChange::SeatGiven;
            line.person = Some((*person, Some(role)));
            self.note_seat(&line, &body.names, ids, now).await?;
        }
        self.end_founding(place.id).await?;
        Ok(Ok(body.id))
    }

    async fn take_back(
        &mut self,
        place: PlaceId,
        person: PersonId,
        now: Instant,
    ) -> Result<Result<(), FoundingRefused>, StoreError> {
        self.lock_place(place).await?;
        let before = self.conn().find_founding(place, Some(person)).await?;
        let open = before.founding.filter(|one| one.is_open(now));
        let Some(founding) = open.filter(|one| one.signature(person).is_some()) else {
            return Ok(Err(FoundingRefused::NotSigned));
        };
        if founding.signatures.len() == 1 {
            self.end_founding(place).await?;
            return Ok(Ok(()));
        }
        on!(self, |conn| sqlx::query(TAKE_BACK_SIGNATURE)
            .bind(place.uuid())
            .bind(person.uuid())
            .execute(conn)
            .await
            .map(drop))
        .during("take back a signature")?;
        Ok(Ok(()))
    }

    async fn end_founding(&mut self, place: PlaceId) -> Result<(), StoreError> {
        for text in [DROP_SIGNATURES, DROP_FOUNDING] {
            on!(self, |conn| sqlx::query(text)
                .bind(place.uuid())
                .execute(conn)
                .await
                .map(drop))
            .during("end a founding")?;
        }
        Ok(())
    }

    /// Forgets who signed what lapsed, and as long again after that, that it was begun; says
    /// how many rows went.
    pub async fn delete_lapsed_foundings(&mut self, now: Instant) -> Result<u64, StoreError> {
        let mut gone = 0;
        for (text, days) in [
            (DELETE_LAPSED_SIGNATURES, FOUNDING_DAYS),
            (DELETE_LAPSED_FOUNDINGS, 2 * FOUNDING_DAYS),
        ] {
            gone += on!(self, |conn| sqlx::query(text)
                .bind(now.plus_days(-days).micros())
                .execute(conn)
                .await
                .map(|done| done.rows_affected()))
            .during("delete lapsed foundings")?;
        }
        Ok(gone)
    }
}

reads! {
    find_founding(place: PlaceId, looks: Option<PersonId>) -> FoundingNow;
}

writes! {
    delete_lapsed_foundings(now: Instant) -> u64;
}
