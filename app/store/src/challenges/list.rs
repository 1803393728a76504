//! Lists of challenges: of a place, for the inbox, and those that are due.

use domain::challenge::Challenge;
use domain::id::{BodyId, PlaceId};
use domain::instant::Instant;
use domain::language::Names;
use domain::reference::Reference;
use sqlx::FromRow;
use sqlx::types::Json;

use crate::Conn;
use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::row::hex;
use crate::statements::sql;

sql! {
    // In a place, in what lies in it, and around it: what a district works on is its lanes' too.
    LIST_CHALLENGES = "SELECT c.state, p.names AS place
        FROM challenges c
        JOIN places p ON p.id = c.place
        WHERE EXISTS (SELECT 1 FROM place_paths t WHERE t.ancestor = $1 AND t.descendant = c.place)
            OR EXISTS (SELECT 1 FROM place_paths t WHERE t.descendant = $1 AND t.ancestor = c.place)
            OR $1 IS NULL
        ORDER BY CASE WHEN c.closed_at IS NULL THEN 0 ELSE 1 END, c.next_step_by, c.closed_at DESC, c.reference
        LIMIT $2";
    LIST_CHALLENGES_AROUND = "SELECT c.state, p.names AS place
        FROM challenges c
        JOIN places p ON p.id = c.place
        JOIN place_paths t ON t.ancestor = c.place
        WHERE t.descendant = $1 AND c.closed_at IS NULL
        ORDER BY c.next_step_by, c.reference
        LIMIT $2";
    LIST_OWED_CHALLENGES_SQLITE = "SELECT c.state, p.names AS place
        FROM challenges c
        JOIN places p ON p.id = c.place
        WHERE c.closed_at IS NULL AND c.id IN (
            SELECT s.challenge FROM challenge_seats s WHERE s.body IN (SELECT unhex(value) FROM json_each($1)))
        ORDER BY c.next_step_by, c.reference
        LIMIT $2";
    LIST_OWED_CHALLENGES_POSTGRES = "SELECT c.state, p.names AS place
        FROM challenges c
        JOIN places p ON p.id = c.place
        WHERE c.closed_at IS NULL AND c.id IN (
            SELECT s.challenge FROM challenge_seats s WHERE s.body IN (SELECT CAST(value AS UUID) FROM jsonb_array_elements_text($1)))
        ORDER BY c.next_step_by, c.reference
        LIMIT $2";
    LIST_DUE_CHALLENGES = "SELECT reference
        FROM challenges
        WHERE closed_at IS NULL AND next_step_by <= $1
        ORDER BY next_step_by, reference
        LIMIT $2";
}

/// A challenge on a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChallengeSummary {
    /// The challenge.
    pub challenge: Challenge,
    /// The name of its place.
    pub place: Names,
}

#[derive(FromRow)]
struct ChallengeRow {
    state: Json<Challenge>,
    place: Json<Names>,
}

fn summaries(rows: Vec<ChallengeRow>) -> Vec<ChallengeSummary> {
    rows.into_iter()
        .map(|row| ChallengeSummary {
            challenge: row.state.0,
            place: row.place.0,
        })
        .collect()
}

impl Conn<'_> {
    /// The challenges that touch `place`, or all of them: open ones first, what is
    /// due first at the top, then the closed ones, the last first.
    pub async fn list_challenges(
        &mut self,
        place: Option<PlaceId>,
        limit: i64,
    ) -> Result<Vec<ChallengeSummary>, StoreError> {
        let rows = on!(self, |conn| sqlx::query_as(LIST_CHALLENGES)
            .bind(place.map(PlaceId::uuid))
            .bind(limit)
            .fetch_all(conn)
            .await)
        .during("list challenges")?;
        Ok(summaries(rows))
    }

    /// The open challenges under which a case of this place can be gathered.
    pub async fn list_challenges_around(
        &mut self,
        place: PlaceId,
        limit: i64,
    ) -> Result<Vec<ChallengeSummary>, StoreError> {
        let rows = on!(self, |conn| sqlx::query_as(LIST_CHALLENGES_AROUND)
            .bind(place.uuid())
            .bind(limit)
            .fetch_all(conn)
            .await)
        .during("list challenges around a place")?;
        Ok(summaries(rows))
    }

    /// The open challenges of which any of `bodies` owes the next step of
    /// something; whether somebody belongs to these bodies is the caller's to check.
    pub async fn list_owed_challenges(
        &mut self,
        bodies: &[BodyId],
        limit: i64,
    ) -> Result<Vec<ChallengeSummary>, StoreError> {
        let named = bodies.iter().map(|body| hex(body.uuid()));
        let named = Json(named.collect::<Vec<_>>());
        let rows = on!(
            self,
            LIST_OWED_CHALLENGES_SQLITE | LIST_OWED_CHALLENGES_POSTGRES,
            |conn, sql| sqlx::query_as(sql)
                .bind(&named)
                .bind(limit)
                .fetch_all(conn)
                .await
        )
        .during("list owed challenges")?;
        let mut found = summaries(rows);
        found.retain(|one| one.challenge.owed_by(bodies).is_some());
        Ok(found)
    }

    /// The challenges of which a date has passed, the longest due first.
    pub(super) async fn list_due_challenges(
        &mut self,
        now: Instant,
        limit: i64,
    ) -> Result<Vec<Reference>, StoreError> {
        let numbers: Vec<i64> = on!(self, |conn| sqlx::query_scalar(LIST_DUE_CHALLENGES)
            .bind(now.micros())
            .bind(limit)
            .fetch_all(conn)
            .await)
        .during("list due challenges")?;
        let read = |number| {
            Reference::from_number(number).ok_or_else(|| {
                StoreError::corrupt(
                    "challenges",
                    "reference",
                    number,
                    "the check digit is wrong",
                )
            })
        };
        numbers.into_iter().map(read).collect()
    }
}

reads! {
    list_challenges(place: Option<PlaceId>, limit: i64) -> Vec<ChallengeSummary>;
    list_challenges_around(place: PlaceId, limit: i64) -> Vec<ChallengeSummary>;
    list_owed_challenges(bodies: &[BodyId], limit: i64) -> Vec<ChallengeSummary>;
}
