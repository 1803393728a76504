//! Public cases and what was said on them, as other systems ask for them: by
//! time, by category and by stage. Private cases are left out in SQL.

use domain::case::{By, Case, Payload, Recorded, StageName};
use domain::id::{BodyId, PersonId};
use domain::instant::Instant;
use domain::reference::Reference;
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

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

/// Something that was said on a public case, and the case as it is now. What
/// of it may be shown is for `domain::permission` to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaidOn {
    /// The case.
    pub case: Case,
    /// What happened.
    pub recorded: Recorded,
}

sql! {
    LIST_REQUESTS = "SELECT f.state, f.changed_at AS at, p.names AS place
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
        ORDER BY f.filed_at DESC, f.reference DESC";
    FIND_REQUESTS_SQLITE = "SELECT f.state, f.changed_at AS at, p.names AS place
        FROM cases f
        JOIN places p ON p.id = f.place
        WHERE f.visibility IN ('public', 'public-without-name')
            AND f.reference IN (SELECT j.value FROM json_each($1) j)
        ORDER BY f.filed_at DESC, f.reference DESC";
    FIND_REQUESTS_POSTGRES = "SELECT f.state, f.changed_at AS at, p.names AS place
        FROM cases f
        JOIN places p ON p.id = f.place
        WHERE f.visibility IN ('public', 'public-without-name')
            AND f.reference IN (SELECT CAST(j.value AS BIGINT) FROM jsonb_array_elements_text(CAST($1 AS JSONB)) j)
        ORDER BY f.filed_at DESC, f.reference DESC";
    LIST_SAID = "SELECT c.state, e.number, e.at, e.payload, e.by_person, e.by_body
        FROM events e
        JOIN cases c ON c.id = e.case_id
        WHERE e.public AND e.at >= $1 AND e.at <= $2
            AND c.visibility IN ('public', 'public-without-name')
            AND $3 LIKE '% ' || e.kind || ' %'
        ORDER BY e.at, e.case_id, e.number
        LIMIT $4 OFFSET $5";
}

#[derive(FromRow)]
struct SaidRow {
    state: Json<Case>,
    number: i64,
    at: i64,
    payload: Json<Payload>,
    by_person: Option<Uuid>,
    by_body: Option<Uuid>,
}

impl SaidRow {
    fn said(self) -> SaidOn {
        let by = match (self.by_person.map(PersonId::new), self.by_body) {
            (None, _) => By::Clock,
            (Some(person), None) => By::Resident { person },
            (Some(person), Some(body)) => By::Member {
                person,
                body: BodyId::new(body),
            },
        };
        SaidOn {
            case: self.state.0,
            recorded: Recorded {
                number: self.number,
                at: Instant::from_micros(self.at),
                by,
                event: self.payload.0.event,
            },
        }
    }
}

/// Words between spaces, for a `LIKE`; `None` for no words.
fn spaced<'a>(words: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let list = words
        .into_iter()
        .fold(String::from(" "), |list, word| list + word + " ");
    (list.len() > 1).then_some(list)
}

impl Conn<'_> {
    /// Public cases, the newest first.
    pub async fn list_requests(
        &mut self,
        filter: &RequestFilter,
        stretch: Stretch,
    ) -> Result<Vec<CaseSummary>, StoreError> {
        let rows: Vec<SummaryRow> = on!(self, |conn| sqlx::query_as(LIST_REQUESTS)
            .bind(filter.from.micros())
            .bind(filter.until.micros())
            .bind(spaced(filter.categories.iter().map(String::as_str)))
            .bind(spaced(filter.stages.iter().map(|stage| stage.code())))
            .bind(stretch.length)
            .bind(stretch.skip)
            .fetch_all(conn)
            .await)
        .during("list requests")?;
        Ok(rows.into_iter().map(SummaryRow::summary).collect())
    }

    /// Those of these cases that are public, the newest first.
    pub async fn find_requests(
        &mut self,
        references: &[Reference],
    ) -> Result<Vec<CaseSummary>, StoreError> {
        let numbers: Vec<i64> = references.iter().map(|one| one.number()).collect();
        let numbers = serde_json::to_string(&numbers).unwrap_or_default();
        let rows: Vec<SummaryRow> = on!(
            self,
            FIND_REQUESTS_SQLITE | FIND_REQUESTS_POSTGRES,
            |conn, sql| {
                sqlx::query_as(sql)
                    .bind(numbers.as_str())
                    .fetch_all(conn)
                    .await
            }
        )
        .during("find requests")?;
        Ok(rows.into_iter().map(SummaryRow::summary).collect())
    }

    /// What was said on public cases between two moments, both included, by
    /// kind of event, the oldest first.
    pub async fn list_said(
        &mut self,
        from: Instant,
        until: Instant,
        kinds: &[&str],
        stretch: Stretch,
    ) -> Result<Vec<SaidOn>, StoreError> {
        let rows: Vec<SaidRow> = on!(self, |conn| sqlx::query_as(LIST_SAID)
            .bind(from.micros())
            .bind(until.micros())
            .bind(spaced(kinds.iter().copied()))
            .bind(stretch.length)
            .bind(stretch.skip)
            .fetch_all(conn)
            .await)
        .during("list what was said")?;
        Ok(rows.into_iter().map(SaidRow::said).collect())
    }
}

reads! {
    list_requests(filter: &RequestFilter, stretch: Stretch) -> Vec<CaseSummary>;
    find_requests(references: &[Reference]) -> Vec<CaseSummary>;
    list_said(from: Instant, until: Instant, kinds: &[&str], stretch: Stretch) -> Vec<SaidOn>;
}
