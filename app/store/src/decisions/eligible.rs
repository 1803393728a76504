//! Who can answer: counted in when a decision opens, one row for each vote.

use domain::decision::{Amount, Decision, Voters};
use domain::id::PersonId;
use domain::instant::Instant;
use sqlx::FromRow;
use sqlx::types::Uuid;

use crate::Writer;
use crate::engine::connection::on;
use crate::error::{During as _, StoreError};
use crate::statements::sql;

sql! {
    COUNT_IN_RESIDENTS = "INSERT INTO eligible (decision, unit, area, speaks)
        SELECT DISTINCT d.id, r.person, 0, TRUE
        FROM decisions d
        JOIN place_paths t ON t.ancestor = $2
        JOIN households h ON h.place = t.descendant
        JOIN residencies r ON r.household = h.id AND r.ended_at IS NULL
        WHERE d.id = $1";
    COUNT_IN_HOUSEHOLDS = "INSERT INTO eligible (decision, unit, area, speaks)
        SELECT DISTINCT d.id, h.id, 0, TRUE
        FROM decisions d
        JOIN place_paths t ON t.ancestor = $2
        JOIN households h ON h.place = t.descendant
        JOIN residencies r ON r.household = h.id AND r.ended_at IS NULL
        WHERE d.id = $1";
    // All flats count, also those whose owners live elsewhere: a quorum is of all.
    COUNT_IN_OWNERS = "INSERT INTO eligible (decision, unit, area, speaks)
        SELECT d.id, h.id, f.area, NOT f.is_let
        FROM decisions d
        JOIN place_paths t ON t.ancestor = $2
        JOIN households h ON h.place = t.descendant
        JOIN flats f ON f.household = h.id
        WHERE d.id = $1";
    SUM_ELIGIBLE = "SELECT COUNT(*) AS heads, CAST(COALESCE(SUM(area), 0) AS BIGINT) AS area, COUNT(CASE WHEN speaks THEN 1 END) AS speaking
        FROM eligible
        WHERE decision = $1";
    // Who speaks for a vote: the person, or who is verified in the household. Who answered
    // for one household is not missing behind the next, for which they do not speak.
    LIST_ASKED = "SELECT e.unit AS person
        FROM eligible e
        JOIN people p ON p.id = e.unit
        WHERE e.decision = $1 AND e.speaks
            AND (NOT $2 OR NOT EXISTS (SELECT 1 FROM open_ballots b WHERE b.decision = e.decision AND b.unit = e.unit))
        UNION
        SELECT r.person
        FROM eligible e
        JOIN residencies r ON r.household = e.unit AND r.ended_at IS NULL AND r.at <= $3
        WHERE e.decision = $1 AND e.speaks
            AND (NOT $2 OR NOT EXISTS (SELECT 1 FROM open_ballots b WHERE b.decision = e.decision
                AND (b.unit = e.unit OR (NOT $4 AND b.person = r.person))))";
}

#[derive(FromRow)]
struct AmountRow {
    heads: i64,
    area: i64,
    speaking: i64,
}

impl Writer {
    /// Counts in everybody who can answer now, and says how many and how much they are;
    /// nothing where nobody speaks for any of them.
    pub(super) async fn count_in(&mut self, decision: &Decision) -> Result<Amount, StoreError> {
        let insert = match decision.voters {
            Voters::Residents => COUNT_IN_RESIDENTS,
            Voters::Households => COUNT_IN_HOUSEHOLDS,
            Voters::Owners => COUNT_IN_OWNERS,
        };
        on!(self, |conn| sqlx::query(insert)
            .bind(decision.id.uuid())
            .bind(decision.place.uuid())
            .execute(conn)
            .await
            .map(drop))
        .during("count in who can answer")?;
        let row: AmountRow = on!(self, |conn| sqlx::query_as(SUM_ELIGIBLE)
            .bind(decision.id.uuid())
            .fetch_one(conn)
            .await)
        .during("sum up who can answer")?;
        // Where nobody can answer for any of them, nobody is asked.
        if row.speaking == 0 {
            return Ok(Amount::default());
        }
        Ok(Amount {
            heads: row.heads.unsigned_abs(),
            area: row.area.unsigned_abs(),
        })
    }

    /// Everybody who is asked; with `missing`, only those whose vote has no answer yet.
    pub(super) async fn list_asked(
        &mut self,
        decision: &Decision,
        missing: bool,
    ) -> Result<Vec<PersonId>, StoreError> {
        // When it is closed nothing says any more since when it was open; nobody came to
        // those who are asked meanwhile but who lives with them.
        let since = decision.since().map_or(i64::MAX, Instant::micros);
        let people: Vec<Uuid> = on!(self, |conn| sqlx::query_scalar(LIST_ASKED)
            .bind(decision.id.uuid())
            .bind(missing)
            .bind(since)
            .bind(decision.voters == Voters::Owners)
            .fetch_all(conn)
            .await)
        .during("list who is asked")?;
        Ok(people.into_iter().map(PersonId::new).collect())
    }
}
