//! What thresholds of households rest on: how many are verified in a place,
//! and in which household those who ask live.

use std::collections::BTreeMap;

use domain::case::Case;
use domain::case::hand::{asking, neighbours};
use domain::household::Households;
use domain::id::{HouseholdId, PersonId, PlaceId};
use domain::instant::Instant;
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use crate::Conn;
use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::row::hex;
use crate::statements::sql;

sql! {
    COUNT_HOUSEHOLDS = "SELECT
            (SELECT COUNT(DISTINCT r.household)
                FROM place_paths t
                JOIN households h ON h.place = t.descendant
                JOIN residencies r ON r.household = h.id AND r.ended_at IS NULL
                WHERE t.ancestor = $1) AS verified,
            (SELECT COUNT(*)
                FROM place_paths t
                JOIN households h ON h.place = t.descendant
                WHERE t.ancestor = $1
                    AND (EXISTS (SELECT 1 FROM residencies r WHERE r.household = h.id AND r.ended_at IS NULL)
                        OR EXISTS (SELECT 1 FROM household_codes c WHERE c.household = h.id AND c.expires_at > $2))) AS known";
    HOUSEHOLDS_OF_SQLITE = "SELECT r.person, r.household,
            EXISTS (SELECT 1 FROM place_paths t WHERE t.descendant = h.place AND t.ancestor = $2) AS inside
        FROM residencies r
        JOIN households h ON h.id = r.household
        WHERE r.ended_at IS NULL AND r.person IN (SELECT unhex(value) FROM json_each($1))
        ORDER BY inside DESC, r.at, r.id";
    HOUSEHOLDS_OF_POSTGRES = "SELECT r.person, r.household,
            EXISTS (SELECT 1 FROM place_paths t WHERE t.descendant = h.place AND t.ancestor = $2) AS inside
        FROM residencies r
        JOIN households h ON h.id = r.household
        WHERE r.ended_at IS NULL AND r.person IN (SELECT CAST(value AS UUID) FROM jsonb_array_elements_text($1))
        ORDER BY inside DESC, r.at, r.id";
}

/// How many households ask for something, members of the holder aside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HouseholdsAsking {
    /// That the case goes up.
    pub up: usize,
    /// For a thread about it.
    pub thread: usize,
    /// That the thread gets more time.
    pub time: usize,
    /// What that rests on.
    pub households: Households,
}

#[derive(FromRow)]
struct CountRow {
    verified: i64,
    known: i64,
}

#[derive(FromRow)]
struct LivesRow {
    person: Uuid,
    household: Uuid,
    inside: bool,
}

impl Conn<'_> {
    /// What is known of the households of a place and of these people: two
    /// statements. Who lives behind two doors counts with the one in the place.
    pub async fn households_of(
        &mut self,
        place: PlaceId,
        people: &[PersonId],
        now: Instant,
    ) -> Result<Households, StoreError> {
        let counts: CountRow = on!(self, |conn| sqlx::query_as(COUNT_HOUSEHOLDS)
            .bind(place.uuid())
            .bind(now.micros())
            .fetch_one(conn)
            .await)
        .during("count households")?;
        let mut of = BTreeMap::new();
        if !people.is_empty() {
            let ids: Vec<String> = people.iter().map(|one| hex(one.uuid())).collect();
            let rows: Vec<LivesRow> = on!(
                self,
                HOUSEHOLDS_OF_SQLITE | HOUSEHOLDS_OF_POSTGRES,
                |conn, sql| {
                    sqlx::query_as(sql)
                        .bind(Json(&ids))
                        .bind(place.uuid())
                        .fetch_all(conn)
                        .await
                }
            )
            .during("find households of people")?;
            for row in rows {
                of.entry(PersonId::new(row.person))
                    .or_insert((HouseholdId::new(row.household), row.inside));
            }
        }
        Ok(Households {
            verified: counts.verified,
            known: counts.known,
            of,
        })
    }

    /// How many households ask for what takes enough of them, and what that rests on:
    /// three statements, whatever they ask for.
    pub async fn households_asking(
        &mut self,
        case: &Case,
        now: Instant,
    ) -> Result<HouseholdsAsking, StoreError> {
        let members = self.seats_of_body(case.holding.holder).await?;
        let all: Vec<PersonId> = asking(case).collect();
        let households = self.households_of(case.concern.place, &all, now).await?;
        let count = |asking: &[PersonId]| households.count(neighbours(asking, &members));
        let time = case.talk.as_ref().map(|talk| talk.asked_time.as_slice());
        Ok(HouseholdsAsking {
            up: count(&case.asked_up),
            thread: count(&case.asked_thread),
            time: count(time.unwrap_or_default()),
            households,
        })
    }
}

reads! {
    households_of(place: PlaceId, people: &[PersonId], now: Instant) -> Households;
}
