//! Reading one case with its history: two statements, however long it is.

use domain::case::{By, Case, Payload, Recorded};
use domain::id::{BodyId, CaseId, PersonId, PlaceId};
use domain::instant::Instant;
use domain::language::Names;
use domain::place::Place;
use domain::reference::Reference;
use serde::Deserialize;
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::places::PlaceRow;
use crate::statements::sql;
use crate::{Conn, Store};

sql! {
    FIND_CASE = "SELECT state FROM cases WHERE reference = $1";
    // The state once, beside the closest place: the same in every row would be slow.
    FIND_CASE_WITH_PATH = "SELECT CASE WHEN t.depth = 0 THEN c.state END AS state, p.id, p.parent, p.kind, p.slug, p.code, p.names
        FROM cases c
        JOIN place_paths t ON t.descendant = c.place
        JOIN places p ON p.id = t.ancestor
        WHERE c.reference = $1
        ORDER BY t.depth DESC";
    FIND_CASE_BY_ID = "SELECT state FROM cases WHERE id = $1";
    IS_TAKEN = "SELECT EXISTS (SELECT 1 FROM cases WHERE reference = $1)
            OR EXISTS (SELECT 1 FROM challenges WHERE reference = $1)
            OR EXISTS (SELECT 1 FROM threads WHERE reference = $1)
            OR EXISTS (SELECT 1 FROM mediations WHERE reference = $1)";
    LIST_LIKE = "SELECT c.state
        FROM cases c
        WHERE c.closed_at IS NULL AND c.visibility <> 'body-only' AND c.category = $1
            AND c.place IN (SELECT t.descendant FROM place_paths t WHERE t.ancestor = $2)
        ORDER BY c.filed_at DESC, c.id
        LIMIT $3";
    LIST_HELD_NEAR = "SELECT c.state, p.names AS place
        FROM cases c
        JOIN places p ON p.id = c.place
        WHERE c.closed_at IS NULL AND c.visibility <> 'body-only' AND c.holder = $1
            AND c.place IN (SELECT t.descendant FROM place_paths t WHERE t.ancestor = $2)
        ORDER BY c.filed_at DESC, c.id
        LIMIT $3";
    // One fat row: rows cost more on the way than their JSON does.
    CASE_HISTORY_SQLITE = "SELECT json_group_array(json_object(
                'number', e.number, 'at', e.at, 'payload', json(e.payload),
                'person', lower(hex(e.by_person)), 'body', lower(hex(e.by_body)), 'name', p.name)
            ORDER BY e.number)
        FROM events e
        LEFT JOIN people p ON p.id = e.by_person
        WHERE e.case_id = $1";
    CASE_HISTORY_POSTGRES = "SELECT COALESCE(jsonb_agg(jsonb_build_object(
                'number', e.number, 'at', e.at, 'payload', e.payload,
                'person', COALESCE(replace(CAST(e.by_person AS TEXT), '-', ''), ''),
                'body', COALESCE(replace(CAST(e.by_body AS TEXT), '-', ''), ''), 'name', p.name)
            ORDER BY e.number), '[]')
        FROM events e
        LEFT JOIN people p ON p.id = e.by_person
        WHERE e.case_id = $1";
}

/// One line of a case's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    /// What happened.
    pub recorded: Recorded,
    /// The name of the person who did it, as they chose it. Whether a viewer
    /// may read it is for `domain::permission` to say.
    pub name: Option<String>,
}

#[derive(FromRow)]
struct CaseWithPathRow {
    state: Option<Json<Case>>,
    #[sqlx(flatten)]
    place: PlaceRow,
}

#[derive(FromRow)]
struct HeldRow {
    state: Json<Case>,
    place: Json<Names>,
}

#[derive(Deserialize)]
struct HistoryRow {
    number: i64,
    at: Instant,
    payload: Payload,
    /// Hexadecimal; empty when nobody, as SQLite's `hex` gives for NULL.
    person: String,
    body: String,
    name: Option<String>,
}

impl HistoryRow {
    fn entry(self, case: CaseId) -> Result<HistoryEntry, StoreError> {
        let id = |column, hex: &str| match hex {
            "" => Ok(None),
            hex => Uuid::parse_str(hex)
                .map(Some)
                .map_err(|error| StoreError::corrupt("events", column, case, error)),
        };
        let by = match (id("by_person", &self.person)?, id("by_body", &self.body)?) {
            (None, _) => By::Clock,
            (Some(person), None) => By::Resident {
                person: PersonId::new(person),
            },
            (Some(person), Some(body)) => By::Member {
                person: PersonId::new(person),
                body: BodyId::new(body),
            },
        };
        let recorded = Recorded {
            number: self.number,
            at: self.at,
            by,
            event: self.payload.event,
        };
        Ok(HistoryEntry {
            recorded,
            name: self.name,
        })
    }
}

impl Conn<'_> {
    /// The case with this reference, whoever asks: permission is the caller's to check.
    pub async fn find_case(&mut self, reference: Reference) -> Result<Option<Case>, StoreError> {
        let state: Option<Json<Case>> = on!(self, |conn| sqlx::query_scalar(FIND_CASE)
            .bind(reference.number())
            .fetch_optional(conn)
            .await)
        .during("find case")?;
        Ok(state.map(|state| state.0))
    }

    /// The same, and its place with everything that lies around it, the widest first.
    pub async fn find_case_with_path(
        &mut self,
        reference: Reference,
    ) -> Result<Option<(Case, Vec<Place>)>, StoreError> {
        let rows: Vec<CaseWithPathRow> = on!(self, |conn| sqlx::query_as(FIND_CASE_WITH_PATH)
            .bind(reference.number())
            .fetch_all(conn)
            .await)
        .during("find case with its place")?;
        let (mut case, mut path) = (None, Vec::new());
        for row in rows {
            case = row.state.map(|state| state.0).or(case);
            path.push(row.place.place()?);
        }
        Ok(case.map(|case| (case, path)))
    }

    /// Whether a case, a challenge or a thread has this reference: people say it on the
    /// phone, so it must mean one thing.
    pub(crate) async fn is_taken(&mut self, reference: Reference) -> Result<bool, StoreError> {
        on!(self, |conn| sqlx::query_scalar(IS_TAKEN)
            .bind(reference.number())
            .fetch_one(conn)
            .await)
        .during("look for a reference")
    }

    /// The case with this id.
    pub async fn find_case_by_id(&mut self, id: CaseId) -> Result<Option<Case>, StoreError> {
        let state: Option<Json<Case>> = on!(self, |conn| sqlx::query_scalar(FIND_CASE_BY_ID)
            .bind(id.uuid())
            .fetch_optional(conn)
            .await)
        .during("find case by id")?;
        Ok(state.map(|state| state.0))
    }

    /// Open public cases of a category in a place and everything in it, the
    /// newest first: what a new concern is compared with before it is filed.
    pub async fn list_open_like(
        &mut self,
        category: &str,
        within: PlaceId,
        limit: i64,
    ) -> Result<Vec<Case>, StoreError> {
        let states: Vec<Json<Case>> = on!(self, |conn| sqlx::query_scalar(LIST_LIKE)
            .bind(category)
            .bind(within.uuid())
            .bind(limit)
            .fetch_all(conn)
            .await)
        .during("list open cases like this")?;
        Ok(states.into_iter().map(|state| state.0).collect())
    }

    /// Open public cases that a body holds in a place and everything in it, each with the
    /// name of its place, the newest first: what one of them may be put together with.
    pub async fn list_held_near(
        &mut self,
        holder: BodyId,
        within: PlaceId,
        limit: i64,
    ) -> Result<Vec<(Case, Names)>, StoreError> {
        let rows: Vec<HeldRow> = on!(self, |conn| sqlx::query_as(LIST_HELD_NEAR)
            .bind(holder.uuid())
            .bind(within.uuid())
            .bind(limit)
            .fetch_all(conn)
            .await)
        .during("list open cases of a holder near one")?;
        let rows = rows.into_iter();
        Ok(rows.map(|row| (row.state.0, row.place.0)).collect())
    }

    /// Everything that happened to a case, in order.
    pub async fn case_history(&mut self, case: CaseId) -> Result<Vec<HistoryEntry>, StoreError> {
        let rows: Json<Vec<HistoryRow>> = on!(
            self,
            CASE_HISTORY_SQLITE | CASE_HISTORY_POSTGRES,
            |conn, sql| {
                sqlx::query_scalar(sql)
                    .bind(case.uuid())
                    .fetch_one(conn)
                    .await
            }
        )
        .during("case history")?;
        rows.0.into_iter().map(|row| row.entry(case)).collect()
    }
}

reads! {
    find_case(reference: Reference) -> Option<Case>;
    find_case_by_id(id: CaseId) -> Option<Case>;
    case_history(case: CaseId) -> Vec<HistoryEntry>;
    list_held_near(holder: BodyId, within: PlaceId, limit: i64) -> Vec<(Case, Names)>;
}

impl Store {
    /// Whether a reference is taken; filing draws another one then.
    pub async fn has_case(&self, reference: Reference) -> Result<bool, StoreError> {
        Ok(self.find_case(reference).await?.is_some())
    }
}
