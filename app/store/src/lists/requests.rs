//! Public cases as other systems ask for them: by time, by category and by
//! stage. Private cases are left out in SQL.

use domain::case::StageName;
use domain::instant::Instant;
use domain::reference::Reference;

use super::{CaseSummary, SummaryRow};
use crate::Conn;
use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::statements::sql;

/// A stretch of a long list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// How many are left out before.
    pub skip: i64,
    /// At most how many come.
    pub length: i64,
}

/// Which public cases another system asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestFilter {
    /// Filed at this moment or later.
    pub from: Instant,
    /// Filed at this moment or earlier.
    pub until: Instant,
    /// The keys of their categories; empty for all.
    pub categories: Vec<String>,
    /// Their stages; empty for all.
    pub stages: Vec<StageName>,
}

/// When something was last told of the case `f`; what is told to few moves no date.
macro_rules! last_told {
    ($kinds:literal) => {
        concat!(
            "COALESCE((SELECT MAX(t.at) FROM events t WHERE t.case_id = f.id AND ",
            $kinds,
            " LIKE '% ' || t.kind || ' %'), f.filed_at)"
        )
    };
}

sql! {
    LIST_REQUESTS = concat!("SELECT f.state, ", last_told!("$7"), " AS at, p.names AS place
        FROM (SELECT c.reference
            FROM cases c
            WHERE c.visibility IN ('public', 'public-without-name')
                AND c.filed_at >= $1 AND c.filed_at <= $2
                AND ($3 LIKE '% ' || c.category || ' %' OR $3 IS NULL)
                AND ($4 LIKE '% ' || c.stage || ' %' OR $4 IS NULL)
            ORDER BY c.filed_at DESC, c.reference DESC
            LIMIT $5 OFFSET $6) k
        JOIN cases f ON f.reference = k.reference
        JOIN places p ON p.id = f.place
        ORDER BY f.filed_at DESC, f.reference DESC");
    FIND_REQUESTS_SQLITE = concat!("SELECT f.state, ", last_told!("$2"), " AS at, p.names AS place
        FROM cases f
        JOIN places p ON p.id = f.place
        WHERE f.visibility IN ('public', 'public-without-name')
            AND f.reference IN (SELECT j.value FROM json_each($1) j)
        ORDER BY f.filed_at DESC, f.reference DESC");
    FIND_REQUESTS_POSTGRES = concat!("SELECT f.state, ", last_told!("$2"), " AS at, p.names AS place
        FROM cases f
        JOIN places p ON p.id = f.place
        WHERE f.visibility IN ('public', 'public-without-name')
            AND f.reference IN (SELECT CAST(j.value AS BIGINT) FROM jsonb_array_elements_text(CAST($1 AS JSONB)) j)
        ORDER BY f.filed_at DESC, f.reference DESC");
}

/// Words between spaces, for a `LIKE`; `None` for no words.
pub(super) fn spaced<'a>(words: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let list = words
        .into_iter()
        .fold(String::from(" "), |list, word| list + word + " ");
    (list.len() > 1).then_some(list)
}

impl Conn<'_> {
    /// Public cases, the newest first, each with the moment at which one of the
    /// kinds of events that are told happened last.
    pub async fn list_requests(
        &mut self,
        filter: &RequestFilter,
        told: &[&str],
        stretch: Stretch,
    ) -> Result<Vec<CaseSummary>, StoreError> {
        let rows: Vec<SummaryRow> = on!(self, |conn| sqlx::query_as(LIST_REQUESTS)
            .bind(filter.from.micros())
            .bind(filter.until.micros())
            .bind(spaced(filter.categories.iter().map(String::as_str)))
            .bind(spaced(filter.stages.iter().map(|stage| stage.code())))
            .bind(stretch.length)
            .bind(stretch.skip)
            .bind(spaced(told.iter().copied()))
            .fetch_all(conn)
            .await)
        .during("list requests")?;
        Ok(rows.into_iter().map(SummaryRow::summary).collect())
    }

    /// Those of these cases that are public, the newest first.
    pub async fn find_requests(
        &mut self,
        references: &[Reference],
        told: &[&str],
    ) -> Result<Vec<CaseSummary>, StoreError> {
        let numbers: Vec<i64> = references.iter().map(|one| one.number()).collect();
        let numbers = serde_json::to_string(&numbers).unwrap_or_default();
        let rows: Vec<SummaryRow> = on!(
            self,
            FIND_REQUESTS_SQLITE | FIND_REQUESTS_POSTGRES,
            |conn, sql| {
                sqlx::query_as(sql)
                    .bind(numbers.as_str())
                    .bind(spaced(told.iter().copied()))
                    .fetch_all(conn)
                    .await
            }
        )
        .during("find requests")?;
        Ok(rows.into_iter().map(SummaryRow::summary).collect())
    }
}

reads! {
    list_requests(filter: &RequestFilter, told: &[&str], stretch: Stretch) -> Vec<CaseSummary>;
    find_requests(references: &[Reference], told: &[&str]) -> Vec<CaseSummary>;
}
