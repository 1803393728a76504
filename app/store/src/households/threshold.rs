//! What thresholds of households rest on: how many are verified in a place,
//! and in which household those who ask live.

use std::collections::BTreeMap;

use domain::case::Case;
use domain::case::hand::{asking, neighbours};
use domain::household::Households;
use domain::id::{BodyId, HouseholdId, PersonId, PlaceId};
use domain::instant::Instant;
use serde::Deserialize;
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use crate::Conn;
use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::row::hex;
use crate::statements::sql;

sql! {
    // One fat row: the counts of the place, where those who ask live (or lived last: who
    // moved out together is no household each), and who sits in the holder.
    HOUSEHOLDS_SQLITE = "SELECT
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
                        OR EXISTS (SELECT 1 FROM household_codes c WHERE c.household = h.id AND c.expires_at > $2))) AS known,
            (SELECT json_group_array(json_object('person', lower(hex(l.person)), 'household', lower(hex(l.household)), 'inside', l.inside)
                    ORDER BY l.inside DESC, l.at, l.id)
                FROM (SELECT r.person, r.household, r.at, r.id,
                        (r.ended_at IS NULL AND EXISTS (SELECT 1 FROM place_paths t WHERE t.descendant = h.place AND t.ancestor = $1)) AS inside
                    FROM residencies r
                    JOIN households h ON h.id = r.household
                    WHERE (r.person IN (SELECT unhex(value) FROM json_each($3))
                            OR r.person IN (SELECT g.helper FROM helped g WHERE g.person IN (SELECT unhex(value) FROM json_each($3))))
                        AND (r.ended_at IS NULL OR NOT EXISTS (SELECT 1 FROM residencies o WHERE o.person = r.person AND o.ended_at IS NULL))) l) AS lives,
            (SELECT json_group_array(json_object('person', lower(hex(g.person)), 'helper', lower(hex(g.helper))))
                FROM helped g WHERE g.person IN (SELECT unhex(value) FROM json_each($3))) AS helped,
            (SELECT json_group_array(lower(hex(m.person))) FROM members m WHERE m.body = $4 AND m.until IS NULL) AS seats";
    HOUSEHOLDS_POSTGRES = "SELECT
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
                        OR EXISTS (SELECT 1 FROM household_codes c WHERE c.household = h.id AND c.expires_at > $2))) AS known,
            (SELECT COALESCE(jsonb_agg(jsonb_build_object('person', replace(CAST(l.person AS TEXT), '-', ''),
                        'household', replace(CAST(l.household AS TEXT), '-', ''), 'inside', CAST(l.inside AS INTEGER))
                    ORDER BY l.inside DESC, l.at, l.id), '[]')
                FROM (SELECT r.person, r.household, r.at, r.id,
                        (r.ended_at IS NULL AND EXISTS (SELECT 1 FROM place_paths t WHERE t.descendant = h.place AND t.ancestor = $1)) AS inside
                    FROM residencies r
                    JOIN households h ON h.id = r.household
                    WHERE (r.person IN (SELECT CAST(value AS UUID) FROM jsonb_array_elements_text($3))
                            OR r.person IN (SELECT g.helper FROM helped g WHERE g.person IN (SELECT CAST(value AS UUID) FROM jsonb_array_elements_text($3))))
                        AND (r.ended_at IS NULL OR NOT EXISTS (SELECT 1 FROM residencies o WHERE o.person = r.person AND o.ended_at IS NULL))) l) AS lives,
            (SELECT COALESCE(jsonb_agg(jsonb_build_object('person', replace(CAST(g.person AS TEXT), '-', ''),
                        'helper', replace(CAST(g.helper AS TEXT), '-', ''))), '[]')
                FROM helped g WHERE g.person IN (SELECT CAST(value AS UUID) FROM jsonb_array_elements_text($3))) AS helped,
            (SELECT COALESCE(jsonb_agg(replace(CAST(m.person AS TEXT), '-', '')), '[]')
                FROM members m WHERE m.body = $4 AND m.until IS NULL) AS seats";
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
struct HouseholdsRow {
    verified: i64,
    known: i64,
    lives: Json<Vec<Lives>>,
    helped: Json<Vec<HelpedJson>>,
    seats: Json<Vec<String>>,
}

#[derive(Deserialize)]
struct Lives {
    person: String,
    household: String,
    inside: u8,
}

#[derive(Deserialize)]
struct HelpedJson {
    person: String,
    helper: String,
}

/// An id as the databases spell it in JSON.
fn id(column: &'static str, text: &str) -> Result<Uuid, StoreError> {
    let wrong = |error| StoreError::corrupt("residencies", column, text, error);
    Uuid::parse_str(text).map_err(wrong)
}

impl Conn<'_> {
    /// What is known of the households of a place and of these people. Who lives
    /// behind two doors counts with the one in the place.
    pub async fn households_of(
        &mut self,
        place: PlaceId,
        people: &[PersonId],
        now: Instant,
    ) -> Result<Households, StoreError> {
        let nobody = BodyId::new(Uuid::nil());
        let known = self.households_and_seats(place, people, nobody, now).await;
        known.map(|(households, _)| households)
    }

    /// The same, and who sits in a body: one statement.
    async fn households_and_seats(
        &mut self,
        place: PlaceId,
        people: &[PersonId],
        body: BodyId,
        now: Instant,
    ) -> Result<(Households, Vec<PersonId>), StoreError> {
        let ids: Vec<String> = people.iter().map(|one| hex(one.uuid())).collect();
        let row: HouseholdsRow = on!(
            self,
            HOUSEHOLDS_SQLITE | HOUSEHOLDS_POSTGRES,
            |conn, sql| {
                sqlx::query_as(sql)
                    .bind(place.uuid())
                    .bind(now.micros())
                    .bind(Json(&ids))
                    .bind(body.uuid())
                    .fetch_one(conn)
                    .await
            }
        )
        .during("find households")?;
        let mut of = BTreeMap::new();
        for lives in &row.lives.0 {
            let person = PersonId::new(id("person", &lives.person)?);
            let household = HouseholdId::new(id("household", &lives.household)?);
            of.entry(person).or_insert((household, lives.inside != 0));
        }
        // Whom somebody typed is no household beside their own, until they are verified.
        for one in &row.helped.0 {
            let helper = PersonId::new(id("helper", &one.helper)?);
            let own = (HouseholdId::new(helper.uuid()), false);
            let home = *of.entry(helper).or_insert(own);
            of.entry(PersonId::new(id("person", &one.person)?))
                .or_insert(home);
        }
        let seats = row.seats.0.iter();
        let seats = seats.map(|one| id("person", one).map(PersonId::new));
        let households = Households {
            verified: row.verified,
            known: row.known,
            of,
        };
        Ok((households, seats.collect::<Result<_, _>>()?))
    }

    /// How many households ask for what takes enough of them, and what that rests on:
    /// one statement, whatever they ask for.
    pub async fn households_asking(
        &mut self,
        case: &Case,
        now: Instant,
    ) -> Result<HouseholdsAsking, StoreError> {
        let all: Vec<PersonId> = asking(case).collect();
        let (place, holder) = (case.concern.place, case.holding.holder);
        let (households, members) = self.households_and_seats(place, &all, holder, now).await?;
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
