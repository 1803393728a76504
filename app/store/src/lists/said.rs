//! What was said on public cases, as other systems follow it. Private cases are
//! left out in SQL; what of an event may be shown is for `domain::permission`
//! to say.
//!
//! A case comes once, however much was said on it.

use domain::case::{By, Case, Event, Payload, Recorded};
use domain::id::{BodyId, CaseId, PersonId};
use domain::instant::Instant;
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use super::requests::{Stretch, spaced};
use crate::Conn;
use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::row::hex;
use crate::statements::sql;

/// Something that was said on a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaidOn {
    /// The case.
    pub case: CaseId,
    /// What happened.
    pub recorded: Recorded,
}

sql! {
    // What a body hears and settles or reports in one go is two events with one sentence:
    // it comes once, so that a page is as long as was asked.
    LIST_SAID = "SELECT e.case_id, e.number, e.at, e.payload, e.by_person, e.by_body
        FROM events e
        JOIN cases c ON c.id = e.case_id
        WHERE e.public AND e.at >= $1 AND e.at <= $2
            AND c.visibility IN ('public', 'public-without-name')
            AND $3 LIKE '% ' || e.kind || ' %'
            AND NOT EXISTS (SELECT 1
                FROM events n
                WHERE e.kind = 'heard' AND n.case_id = e.case_id AND n.number = e.number + 1 AND n.at = e.at
                    AND ((n.kind = 'planned' AND (n.payload -> 'plan' ->> 'step') = (e.payload ->> 'words'))
                        OR (n.kind = 'reported-done' AND (n.payload ->> 'words') = (e.payload ->> 'words'))))
        ORDER BY e.at, e.case_id, e.number
        LIMIT $4 OFFSET $5";
    LIST_TOLD_SQLITE = "SELECT e.case_id, e.number, e.at, e.payload, e.by_person, e.by_body
        FROM events e
        WHERE e.case_id IN (SELECT unhex(j.value) FROM json_each($1) j)
            AND $2 LIKE '% ' || e.kind || ' %'
        ORDER BY e.case_id, e.number";
    LIST_TOLD_POSTGRES = "SELECT e.case_id, e.number, e.at, e.payload, e.by_person, e.by_body
        FROM events e
        WHERE e.case_id IN (SELECT j.value::UUID FROM jsonb_array_elements_text($1) AS j (value))
            AND $2 LIKE '% ' || e.kind || ' %'
        ORDER BY e.case_id, e.number";
    LIST_PUBLIC_SQLITE = "SELECT c.state
        FROM cases c
        WHERE c.visibility IN ('public', 'public-without-name')
            AND c.id IN (SELECT unhex(j.value) FROM json_each($1) j)";
    LIST_PUBLIC_POSTGRES = "SELECT c.state
        FROM cases c
        WHERE c.visibility IN ('public', 'public-without-name')
            AND c.id IN (SELECT j.value::UUID FROM jsonb_array_elements_text($1) AS j (value))";
}

#[derive(FromRow)]
struct SaidRow {
    case_id: Uuid,
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
            case: CaseId::new(self.case_id),
            recorded: Recorded {
                number: self.number,
                at: Instant::from_micros(self.at),
                by,
                event: self.payload.0.event,
            },
        }
    }
}

/// Whether an event says the same as the next one, with which it was done: what a body
/// hears and settles or reports in one go is two events with one sentence.
pub fn said_with(recorded: &Recorded, next: &Recorded) -> bool {
    let Event::Heard { words } = &recorded.event else {
        return false;
    };
    let said = match &next.event {
        Event::Planned { plan } => &plan.step,
        Event::ReportedDone { words, .. } => words,
        _ => return false,
    };
    next.number == recorded.number + 1 && next.at == recorded.at && words == said
}

fn list(cases: &[CaseId]) -> Json<Vec<String>> {
    Json(cases.iter().map(|case| hex(case.uuid())).collect())
}

impl Conn<'_> {
    /// What was said on public cases between two moments, both included, by
    /// kind of event, the oldest first; without a hearing that says the same as
    /// what was done with it ([`said_with`]).
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

    /// Everything of these kinds that ever happened on these cases, case by
    /// case in its order.
    pub async fn list_told(
        &mut self,
        cases: &[CaseId],
        kinds: &[&str],
    ) -> Result<Vec<SaidOn>, StoreError> {
        let rows: Vec<SaidRow> = on!(self, LIST_TOLD_SQLITE | LIST_TOLD_POSTGRES, |conn, sql| {
            sqlx::query_as(sql)
                .bind(list(cases))
                .bind(spaced(kinds.iter().copied()))
                .fetch_all(conn)
                .await
        })
        .during("list what was told of cases")?;
        Ok(rows.into_iter().map(SaidRow::said).collect())
    }

    /// Those of these cases that are public, each once.
    pub async fn list_public_cases(&mut self, cases: &[CaseId]) -> Result<Vec<Case>, StoreError> {
        let rows: Vec<Json<Case>> = on!(
            self,
            LIST_PUBLIC_SQLITE | LIST_PUBLIC_POSTGRES,
            |conn, sql| {
                sqlx::query_scalar(sql)
                    .bind(list(cases))
                    .fetch_all(conn)
                    .await
            }
        )
        .during("list public cases")?;
        Ok(rows.into_iter().map(|row| row.0).collect())
    }
}

reads! {
    list_said(from: Instant, until: Instant, kinds: &[&str], stretch: Stretch) -> Vec<SaidOn>;
    list_told(cases: &[CaseId], kinds: &[&str]) -> Vec<SaidOn>;
    list_public_cases(cases: &[CaseId]) -> Vec<Case>;
}
