//! Bodies: who can hold a case. They are loaded by import, edited by the
//! steward, and read as a whole: see [`crate::rulebook`].

use std::collections::{HashMap, HashSet};

use domain::body::{Body, BodyKind, Competence, Contact, Tier};
use domain::calendar::WorkingCalendar;
use domain::id::{BodyId, PlaceId};
use domain::instant::Instant;
use domain::language::Names;
use serde_json::{Value, json};
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use crate::engine::connection::{on, reads, writes};
use crate::error::{During as _, StoreError};
use crate::places::import::{Imported, imported};
use crate::row::{Spot, hex};
use crate::statements::sql;
use crate::{Conn, Writer};

/// The columns that make a [`Body`], read from `bodies b`.
macro_rules! body_columns {
    (sqlite) => {
        "b.id, b.key, b.kind, b.tier, b.names, b.competence, b.calendar, b.contact, b.answers_to, b.rank,
        b.in_service, b.last_resort, b.on_paper,
        (SELECT json_group_array(lower(hex(s.place)) ORDER BY s.place) FROM body_places s WHERE s.body = b.id) AS places,
        (SELECT COUNT(*) FROM members m WHERE m.body = b.id AND m.until IS NULL) AS members"
    };
    (postgres) => {
        "b.id, b.key, b.kind, b.tier, b.names, b.competence, b.calendar, b.contact, b.answers_to, b.rank,
        b.in_service, b.last_resort, b.on_paper,
        (SELECT COALESCE(jsonb_agg(s.place ORDER BY s.place), '[]') FROM body_places s WHERE s.body = b.id) AS places,
        (SELECT COUNT(*) FROM members m WHERE m.body = b.id AND m.until IS NULL) AS members"
    };
}

sql! {
    LIST_BODIES_SQLITE = concat!("SELECT ", body_columns!(sqlite), " FROM bodies b ORDER BY b.tier, b.rank, b.key");
    LIST_BODIES_POSTGRES = concat!("SELECT ", body_columns!(postgres), " FROM bodies b ORDER BY b.tier, b.rank, b.key");
    LIST_BODIES_SERVING_SQLITE = concat!("SELECT ", body_columns!(sqlite), "
        FROM bodies b
        WHERE EXISTS (SELECT 1
            FROM body_places s
            JOIN place_paths t ON t.ancestor = s.place
            WHERE s.body = b.id AND t.descendant = $1)
        ORDER BY b.tier, b.rank, b.key");
    LIST_BODIES_SERVING_POSTGRES = concat!("SELECT ", body_columns!(postgres), "
        FROM bodies b
        WHERE EXISTS (SELECT 1
            FROM body_places s
            JOIN place_paths t ON t.ancestor = s.place
            WHERE s.body = b.id AND t.descendant = $1)
        ORDER BY b.tier, b.rank, b.key");
    LIST_BODY_KEYS = "SELECT id, key FROM bodies";
    UPSERT_BODIES_SQLITE = "INSERT INTO bodies (id, key, kind, tier, names, competence, calendar, contact, answers_to, rank, in_service, last_resort, created_at, changed_at)
        SELECT unhex(value ->> 'id'), value ->> 'key', value ->> 'kind', value ->> 'tier', value ->> 'names',
            value -> 'competence', value ->> 'calendar', value ->> 'contact', unhex(value ->> 'answers_to'),
            value ->> 'rank', value ->> 'in_service', value ->> 'last_resort', $2, $2
        FROM json_each($1)
        WHERE TRUE
        ON CONFLICT (id) DO UPDATE
        SET key = excluded.key, kind = excluded.kind, tier = excluded.tier, names = excluded.names,
            competence = excluded.competence, calendar = excluded.calendar, contact = excluded.contact,
            answers_to = excluded.answers_to, rank = excluded.rank, in_service = excluded.in_service,
            last_resort = excluded.last_resort, changed_at = excluded.changed_at
        WHERE (bodies.key, bodies.kind, bodies.tier, bodies.names, bodies.competence, bodies.calendar, bodies.contact,
                bodies.answers_to, bodies.rank, bodies.in_service, bodies.last_resort)
            IS NOT (excluded.key, excluded.kind, excluded.tier, excluded.names, excluded.competence, excluded.calendar,
                excluded.contact, excluded.answers_to, excluded.rank, excluded.in_service, excluded.last_resort)";
    UPSERT_BODIES_POSTGRES = "INSERT INTO bodies (id, key, kind, tier, names, competence, calendar, contact, answers_to, rank, in_service, last_resort, created_at, changed_at)
        SELECT (value ->> 'id')::UUID, value ->> 'key', value ->> 'kind', (value ->> 'tier')::BIGINT, value -> 'names',
            value -> 'competence', value -> 'calendar', value -> 'contact', (value ->> 'answers_to')::UUID,
            (value ->> 'rank')::BIGINT, (value ->> 'in_service')::BOOLEAN, (value ->> 'last_resort')::BOOLEAN, $2, $2
        FROM jsonb_array_elements($1) AS t (value)
        ON CONFLICT (id) DO UPDATE
        SET key = excluded.key, kind = excluded.kind, tier = excluded.tier, names = excluded.names,
            competence = excluded.competence, calendar = excluded.calendar, contact = excluded.contact,
            answers_to = excluded.answers_to, rank = excluded.rank, in_service = excluded.in_service,
            last_resort = excluded.last_resort, changed_at = excluded.changed_at
        WHERE (bodies.key, bodies.kind, bodies.tier, bodies.names, bodies.competence, bodies.calendar, bodies.contact,
                bodies.answers_to, bodies.rank, bodies.in_service, bodies.last_resort)
            IS DISTINCT FROM (excluded.key, excluded.kind, excluded.tier, excluded.names, excluded.competence, excluded.calendar,
                excluded.contact, excluded.answers_to, excluded.rank, excluded.in_service, excluded.last_resort)";
    DROP_BODY_PLACES_SQLITE = "DELETE FROM body_places
        WHERE body IN (SELECT unhex(value ->> 'id') FROM json_each($1))";
    DROP_BODY_PLACES_POSTGRES = "DELETE FROM body_places
        WHERE body IN (SELECT (value ->> 'id')::UUID FROM jsonb_array_elements($1) AS t (value))";
    INSERT_BODY_PLACES_SQLITE = "INSERT INTO body_places (body, place)
        SELECT unhex(b.value ->> 'id'), unhex(p.value)
        FROM json_each($1) b, json_each(b.value -> 'places') p";
    INSERT_BODY_PLACES_POSTGRES = "INSERT INTO body_places (body, place)
        SELECT (b.value ->> 'id')::UUID, p.place::UUID
        FROM jsonb_array_elements($1) AS b (value), jsonb_array_elements_text(b.value -> 'places') AS p (place)";
    SET_IN_SERVICE = "UPDATE bodies SET in_service = $2, changed_at = $3 WHERE id = $1";
}

#[derive(FromRow)]
struct BodyRow {
    id: Uuid,
    key: String,
    kind: String,
    tier: i64,
    names: Json<Names>,
    competence: Json<Competence>,
    calendar: Json<WorkingCalendar>,
    contact: Json<Contact>,
    answers_to: Option<Uuid>,
    rank: i64,
    in_service: bool,
    last_resort: bool,
    on_paper: bool,
    places: Json<Vec<Uuid>>,
    members: i64,
}

impl BodyRow {
    fn body(self) -> Result<Body, StoreError> {
        let spot = Spot::new("bodies", self.id);
        Ok(Body {
            id: BodyId::new(self.id),
            key: self.key,
            kind: spot.word("kind", &self.kind, BodyKind::from_code)?,
            tier: spot.value("tier", Tier::try_from(self.tier))?,
            names: self.names.0,
            places: self.places.0.into_iter().map(PlaceId::new).collect(),
            competence: self.competence.0,
            calendar: self.calendar.0,
            contact: self.contact.0,
            answers_to: self.answers_to.map(BodyId::new),
            rank: self.rank,
            in_service: self.in_service,
            members: self.members,
            last_resort: self.last_resort,
            on_paper: self.on_paper,
        })
    }
}

#[derive(FromRow)]
struct BodyKeyRow {
    id: Uuid,
    key: String,
}

impl Conn<'_> {
    /// All bodies, the closest to the residents first.
    pub async fn list_bodies(&mut self) -> Result<Vec<Body>, StoreError> {
        let rows: Vec<BodyRow> = on!(
            self,
            LIST_BODIES_SQLITE | LIST_BODIES_POSTGRES,
            |conn, sql| sqlx::query_as(sql).fetch_all(conn).await
        )
        .during("list bodies")?;
        rows.into_iter().map(BodyRow::body).collect()
    }

    /// The bodies that serve a place or anything it lies in, the closest to
    /// the residents first.
    pub async fn list_bodies_serving(&mut self, place: PlaceId) -> Result<Vec<Body>, StoreError> {
        let rows: Vec<BodyRow> = on!(
            self,
            LIST_BODIES_SERVING_SQLITE | LIST_BODIES_SERVING_POSTGRES,
            |conn, sql| sqlx::query_as(sql).bind(place.uuid()).fetch_all(conn).await
        )
        .during("list bodies serving a place")?;
        rows.into_iter().map(BodyRow::body).collect()
    }

    /// The ids of all bodies by key, for importers.
    pub async fn list_body_keys(&mut self) -> Result<HashMap<String, BodyId>, StoreError> {
        let rows: Vec<BodyKeyRow> = on!(self, |conn| sqlx::query_as(LIST_BODY_KEYS)
            .fetch_all(conn)
            .await)
        .during("list body keys")?;
        Ok(rows
            .into_iter()
            .map(|row| (row.key, BodyId::new(row.id)))
            .collect())
    }
}

impl Writer {
    /// Loads bodies, recognised again by their id; what is there and not
    /// named stays. `members` and `on_paper` are not read: seats are given by
    /// [`Writer::appoint`], and who signs in shows by itself.
    pub async fn import_bodies(
        &mut self,
        bodies: &[Body],
        now: Instant,
    ) -> Result<Imported, StoreError> {
        let known: HashSet<BodyId> = self.conn().list_body_keys().await?.into_values().collect();
        let added = bodies
            .iter()
            .filter(|body| !known.contains(&body.id))
            .count();
        let rows: Vec<Value> = bodies.iter().map(body_json).collect();
        let touched = on!(
            self,
            UPSERT_BODIES_SQLITE | UPSERT_BODIES_POSTGRES,
            |conn, sql| {
                sqlx::query(sql)
                    .bind(Json(&rows))
                    .bind(now.micros())
                    .execute(conn)
                    .await
                    .map(|done| done.rows_affected())
            }
        )
        .during("import bodies")?;
        on!(
            self,
            DROP_BODY_PLACES_SQLITE | DROP_BODY_PLACES_POSTGRES,
            |conn, sql| {
                sqlx::query(sql)
                    .bind(Json(&rows))
                    .execute(conn)
                    .await
                    .map(drop)
            }
        )
        .during("drop body places")?;
        on!(
            self,
            INSERT_BODY_PLACES_SQLITE | INSERT_BODY_PLACES_POSTGRES,
            |conn, sql| {
                sqlx::query(sql)
                    .bind(Json(&rows))
                    .execute(conn)
                    .await
                    .map(drop)
            }
        )
        .during("insert body places")?;
        self.wake_left_cases(now).await?;
        self.bump_rulebook().await?;
        Ok(imported(bodies.len(), added as u64, touched))
    }

    /// Marks a body as taking work, or as out of service; `false` when there
    /// is no such body.
    pub async fn set_in_service(
        &mut self,
        body: BodyId,
        in_service: bool,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let found = on!(self, |conn| sqlx::query(SET_IN_SERVICE)
            .bind(body.uuid())
            .bind(in_service)
            .bind(now.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected() == 1))
        .during("set in service")?;
        self.wake_left_cases(now).await?;
        self.bump_rulebook().await?;
        Ok(found)
    }
}

fn body_json(body: &Body) -> Value {
    let places: Vec<String> = body.places.iter().map(|place| hex(place.uuid())).collect();
    json!({
        "id": hex(body.id.uuid()),
        "key": body.key,
        "kind": body.kind.code(),
        "tier": body.tier.number(),
        "names": body.names,
        "competence": body.competence,
        "calendar": body.calendar,
        "contact": body.contact,
        "answers_to": body.answers_to.map(|above| hex(above.uuid())),
        "rank": body.rank,
        "in_service": body.in_service,
        "last_resort": body.last_resort,
        "places": places,
    })
}

reads! {
    list_bodies() -> Vec<Body>;
    list_bodies_serving(place: PlaceId) -> Vec<Body>;
    list_body_keys() -> HashMap<String, BodyId>;
}

writes! {
    import_bodies(bodies: &[Body], now: Instant) -> Imported;
    set_in_service(body: BodyId, in_service: bool, now: Instant) -> bool;
}
