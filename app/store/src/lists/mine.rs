//! What is a person's own: what they are asked, what they filed, what they
//! joined. Private cases are among them, because they are theirs.

use domain::id::PersonId;

use super::{CasePage, CaseSummary, SummaryRow, Turn, one_more, paged};
use crate::Conn;
use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::statements::sql;

/// A part of one's own list, `$2` and `$3` its spot, `$4` its length.
macro_rules! filed {
    ($than:literal, $direction:literal) => {
        concat!(
            "SELECT f.state, f.filed_at AS at, p.names AS place
        FROM (SELECT c.reference
            FROM cases c
            WHERE c.author = $1
                AND ((c.filed_at, c.reference) ",
            $than,
            " ($2, $3) OR $2 IS NULL)
            ORDER BY c.filed_at ",
            $direction,
            ", c.reference ",
            $direction,
            "
            LIMIT $4) k
        JOIN cases f ON f.reference = k.reference
        JOIN places p ON p.id = f.place
        ORDER BY f.filed_at ",
            $direction,
            ", f.reference ",
            $direction
        )
    };
}

/// The same of what one joined.
macro_rules! joined {
    ($than:literal, $direction:literal) => {
        concat!(
            "SELECT f.state, k.joined_at AS at, p.names AS place
        FROM (SELECT a.joined_at, c.reference
            FROM affected a
            JOIN cases c ON c.id = a.case_id
            WHERE a.person = $1
                AND (c.author <> $1 OR c.author IS NULL)
                AND ((a.joined_at, c.reference) ",
            $than,
            " ($2, $3) OR $2 IS NULL)
            ORDER BY a.joined_at ",
            $direction,
            ", c.reference ",
            $direction,
            "
            LIMIT $4) k
        JOIN cases f ON f.reference = k.reference
        JOIN places p ON p.id = f.place
        ORDER BY k.joined_at ",
            $direction,
            ", f.reference ",
            $direction
        )
    };
}

sql! {
    LIST_ASKING = "SELECT c.state, COALESCE(c.next_step_by, c.changed_at) AS at, p.names AS place
        FROM affected a
        JOIN cases c ON c.id = a.case_id
        JOIN places p ON p.id = c.place
        WHERE a.person = $1
            AND (c.stage IN ('awaiting-resident', 'reported-done') OR (c.state ->> 'pending') IS NOT NULL OR (c.state ->> 'letter') IS NOT NULL)
        ORDER BY at, c.reference
        LIMIT $2";
    LIST_FILED_DOWN = filed!("<", "DESC");
    LIST_FILED_UP = filed!(">", "ASC");
    LIST_JOINED_DOWN = joined!("<", "DESC");
    LIST_JOINED_UP = joined!(">", "ASC");
}

impl Conn<'_> {
    /// The cases of a person in which somebody is asked something, what ends
    /// soonest first. Whether it is this person is for `domain::permission` to say.
    pub async fn list_asking(
        &mut self,
        person: PersonId,
        length: i64,
    ) -> Result<Vec<CaseSummary>, StoreError> {
        let rows: Vec<SummaryRow> = on!(self, |conn| sqlx::query_as(LIST_ASKING)
            .bind(person.uuid())
            .bind(length)
            .fetch_all(conn)
            .await)
        .during("list what is asked")?;
        Ok(rows.into_iter().map(SummaryRow::summary).collect())
    }

    /// A part of what a person filed, the newest first.
    pub async fn list_filed_by(
        &mut self,
        person: PersonId,
        turn: Turn,
        length: usize,
    ) -> Result<CasePage, StoreError> {
        let text = match turn {
            Turn::Newest | Turn::Before(_) => LIST_FILED_DOWN,
            Turn::After(_) => LIST_FILED_UP,
        };
        self.part_of_own(text, person, turn, length).await
    }

    /// A part of what a person joined, what was joined last first.
    pub async fn list_joined_by(
        &mut self,
        person: PersonId,
        turn: Turn,
        length: usize,
    ) -> Result<CasePage, StoreError> {
        let text = match turn {
            Turn::Newest | Turn::Before(_) => LIST_JOINED_DOWN,
            Turn::After(_) => LIST_JOINED_UP,
        };
        self.part_of_own(text, person, turn, length).await
    }

    async fn part_of_own(
        &mut self,
        text: &'static str,
        person: PersonId,
        turn: Turn,
        length: usize,
    ) -> Result<CasePage, StoreError> {
        let spot = match turn {
            Turn::Newest => None,
            Turn::Before(spot) | Turn::After(spot) => Some(spot),
        };
        let rows: Vec<SummaryRow> = on!(self, |conn| sqlx::query_as(text)
            .bind(person.uuid())
            .bind(spot.map(|spot| spot.at.micros()))
            .bind(spot.map(|spot| spot.reference.number()))
            .bind(one_more(length))
            .fetch_all(conn)
            .await)
        .during("list own cases")?;
        let cases = rows.into_iter().map(SummaryRow::summary).collect();
        Ok(paged(cases, turn, length))
    }
}

reads! {
    list_asking(person: PersonId, length: i64) -> Vec<CaseSummary>;
    list_filed_by(person: PersonId, turn: Turn, length: usize) -> CasePage;
    list_joined_by(person: PersonId, turn: Turn, length: usize) -> CasePage;
}
