//! Loading places and boundaries from files: the whole tree in one
//! transaction and a handful of statements, as often as one likes.
//!
//! The caller has read and judged the file; here a place is recognised again
//! by its official code, or else by its slug, keeps its id, and is changed
//! only where it differs.

use std::collections::HashMap;

use domain::id::PlaceId;
use domain::instant::Instant;
use domain::language::{Language, Names};
use domain::place::PlaceKind;
use serde_json::{Value, json};
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use crate::engine::connection::{on, reads, writes};
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::row::hex;
use crate::statements::sql;
use crate::{Conn, Writer};

/// A place to be loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPlace {
    /// The part of its address.
    pub slug: String,
    /// The slug of the place it lies in: one of this import or one that is there.
    pub parent: Option<String>,
    /// What sort of area it is.
    pub kind: PlaceKind,
    /// The official code.
    pub code: Option<String>,
    /// Its name.
    pub names: Names,
}

/// A boundary to be loaded.
#[derive(Clone, Debug, PartialEq)]
pub struct NewBoundary {
    /// The place.
    pub place: PlaceId,
    /// Smallest longitude, in degrees.
    pub west: f64,
    /// Smallest latitude.
    pub south: f64,
    /// Largest longitude.
    pub east: f64,
    /// Largest latitude.
    pub north: f64,
    /// GeoJSON geometry, `Polygon` or `MultiPolygon`.
    pub geometry: Value,
}

/// The box around the boundary of a place, in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BoundaryBox {
    /// The place.
    pub place: PlaceId,
    /// Smallest longitude.
    pub west: f64,
    /// Smallest latitude.
    pub south: f64,
    /// Largest longitude.
    pub east: f64,
    /// Largest latitude.
    pub north: f64,
}

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Rows that are new.
    pub added: u64,
    /// Rows that were there and are different now.
    pub changed: u64,
    /// Rows that were there just so.
    pub unchanged: u64,
}

sql! {
    LIST_PLACE_KEYS = "SELECT id, slug, code FROM places";
    UPSERT_PLACES_SQLITE = "INSERT INTO places (id, parent, kind, slug, code, names, folded, created_at, changed_at)
        SELECT unhex(value ->> 'id'), unhex(value ->> 'parent'), value ->> 'kind', value ->> 'slug', value ->> 'code',
            value ->> 'names', value ->> 'folded', $2, $2
        FROM json_each($1)
        WHERE TRUE
        ON CONFLICT (id) DO UPDATE
        SET parent = excluded.parent, kind = excluded.kind, slug = excluded.slug, code = excluded.code,
            names = excluded.names, folded = excluded.folded, changed_at = excluded.changed_at
        WHERE (places.parent, places.kind, places.slug, places.code, places.names)
            IS NOT (excluded.parent, excluded.kind, excluded.slug, excluded.code, excluded.names)";
    UPSERT_PLACES_POSTGRES = "INSERT INTO places (id, parent, kind, slug, code, names, folded, created_at, changed_at)
        SELECT (value ->> 'id')::UUID, (value ->> 'parent')::UUID, value ->> 'kind', value ->> 'slug', value ->> 'code',
            value -> 'names', value ->> 'folded', $2, $2
        FROM jsonb_array_elements($1) AS t (value)
        ON CONFLICT (id) DO UPDATE
        SET parent = excluded.parent, kind = excluded.kind, slug = excluded.slug, code = excluded.code,
            names = excluded.names, folded = excluded.folded, changed_at = excluded.changed_at
        WHERE (places.parent, places.kind, places.slug, places.code, places.names)
            IS DISTINCT FROM (excluded.parent, excluded.kind, excluded.slug, excluded.code, excluded.names)";
    CLEAR_PATHS = "DELETE FROM place_paths";
    BUILD_PATHS = "INSERT INTO place_paths (descendant, ancestor, depth)
        WITH RECURSIVE up (descendant, ancestor, depth) AS (
            SELECT id, id, CAST(0 AS BIGINT) FROM places
            UNION ALL
            SELECT up.descendant, p.parent, up.depth + 1
            FROM up
            JOIN places p ON p.id = up.ancestor
            WHERE p.parent IS NOT NULL
        )
        SELECT descendant, ancestor, depth FROM up";
    UPSERT_BOUNDARIES_SQLITE = "INSERT INTO boundaries (place, west, south, east, north, geometry, changed_at)
        SELECT unhex(value ->> 'place'), value ->> 'west', value ->> 'south', value ->> 'east', value ->> 'north',
            value ->> 'geometry', $2
        FROM json_each($1)
        WHERE TRUE
        ON CONFLICT (place) DO UPDATE
        SET west = excluded.west, south = excluded.south, east = excluded.east, north = excluded.north,
            geometry = excluded.geometry, changed_at = excluded.changed_at
        WHERE boundaries.geometry IS NOT excluded.geometry";
    UPSERT_BOUNDARIES_POSTGRES = "INSERT INTO boundaries (place, west, south, east, north, geometry, changed_at)
        SELECT (value ->> 'place')::UUID, (value ->> 'west')::FLOAT8, (value ->> 'south')::FLOAT8,
            (value ->> 'east')::FLOAT8, (value ->> 'north')::FLOAT8, value -> 'geometry', $2
        FROM jsonb_array_elements($1) AS t (value)
        ON CONFLICT (place) DO UPDATE
        SET west = excluded.west, south = excluded.south, east = excluded.east, north = excluded.north,
            geometry = excluded.geometry, changed_at = excluded.changed_at
        WHERE boundaries.geometry IS DISTINCT FROM excluded.geometry";
    LIST_BOUNDARY_BOXES = "SELECT place, west, south, east, north FROM boundaries";
    COUNT_BOUNDARIES = "SELECT COUNT(*) FROM boundaries";
}

#[derive(FromRow)]
struct KeyRow {
    id: Uuid,
    slug: String,
    code: Option<String>,
}

#[derive(FromRow)]
struct BoxRow {
    place: Uuid,
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

/// The ids of all places, by slug and by official code.
#[derive(Clone, Debug, Default)]
pub struct PlaceKeys {
    by_slug: HashMap<String, PlaceId>,
    by_code: HashMap<String, PlaceId>,
}

impl PlaceKeys {
    /// The place with this slug.
    pub fn by_slug(&self, slug: &str) -> Option<PlaceId> {
        self.by_slug.get(slug).copied()
    }

    /// The place with this official code.
    pub fn by_code(&self, code: &str) -> Option<PlaceId> {
        self.by_code.get(code).copied()
    }
}

impl Conn<'_> {
    /// The ids of all places, for importers.
    pub async fn list_place_keys(&mut self) -> Result<PlaceKeys, StoreError> {
        let rows: Vec<KeyRow> = on!(self, |conn| sqlx::query_as(LIST_PLACE_KEYS)
            .fetch_all(conn)
            .await)
        .during("list place keys")?;
        let mut keys = PlaceKeys::default();
        for row in rows {
            let id = PlaceId::new(row.id);
            if let Some(code) = row.code {
                keys.by_code.insert(code, id);
            }
            keys.by_slug.insert(row.slug, id);
        }
        Ok(keys)
    }

    /// The boxes around all boundaries, for importers.
    pub async fn list_boundary_boxes(&mut self) -> Result<Vec<BoundaryBox>, StoreError> {
        let rows: Vec<BoxRow> = on!(self, |conn| sqlx::query_as(LIST_BOUNDARY_BOXES)
            .fetch_all(conn)
            .await)
        .during("list boundary boxes")?;
        let boxes = rows.into_iter().map(|row| BoundaryBox {
            place: PlaceId::new(row.place),
            west: row.west,
            south: row.south,
            east: row.east,
            north: row.north,
        });
        Ok(boxes.collect())
    }
}

impl Writer {
    /// Loads places; what is there and not named stays. A parent that is
    /// neither in `new` nor in the database makes the place a root, so judge
    /// the file before.
    pub async fn import_places(
        &mut self,
        new: &[NewPlace],
        ids: &Ids,
        now: Instant,
    ) -> Result<Imported, StoreError> {
        let mut keys = self.conn().list_place_keys().await?;
        let known = new
            .iter()
            .map(|place| recognised(place, &keys))
            .collect::<Vec<_>>();
        let added = known.iter().filter(|known| known.is_none()).count();
        let mut own = Vec::with_capacity(new.len());
        for (place, known) in new.iter().zip(known) {
            let id = known.unwrap_or_else(|| PlaceId::new(ids.uuid()));
            keys.by_slug.insert(place.slug.clone(), id);
            own.push(id);
        }
        let rows: Vec<Value> = new
            .iter()
            .zip(own)
            .map(|(place, id)| place_json(place, id, &keys))
            .collect();
        let touched = on!(
            self,
            UPSERT_PLACES_SQLITE | UPSERT_PLACES_POSTGRES,
            |conn, sql| {
                sqlx::query(sql)
                    .bind(Json(&rows))
                    .bind(now.micros())
                    .execute(conn)
                    .await
                    .map(|done| done.rows_affected())
            }
        )
        .during("import places")?;
        if touched > 0 {
            for text in [CLEAR_PATHS, BUILD_PATHS] {
                on!(self, |conn| sqlx::query(text).execute(conn).await.map(drop))
                    .during("build place paths")?;
            }
        }
        Ok(imported(new.len(), added as u64, touched))
    }

    /// Loads boundaries; those not named stay.
    pub async fn import_boundaries(
        &mut self,
        new: &[NewBoundary],
        now: Instant,
    ) -> Result<Imported, StoreError> {
        let before = self.count_boundaries().await?;
        let rows: Vec<Value> = new.iter().map(boundary_json).collect();
        let touched = on!(
            self,
            UPSERT_BOUNDARIES_SQLITE | UPSERT_BOUNDARIES_POSTGRES,
            |conn, sql| {
                sqlx::query(sql)
                    .bind(Json(&rows))
                    .bind(now.micros())
                    .execute(conn)
                    .await
                    .map(|done| done.rows_affected())
            }
        )
        .during("import boundaries")?;
        let added = self.count_boundaries().await? - before;
        Ok(imported(new.len(), added.unsigned_abs(), touched))
    }

    async fn count_boundaries(&mut self) -> Result<i64, StoreError> {
        on!(self, |conn| sqlx::query_scalar(COUNT_BOUNDARIES)
            .fetch_one(conn)
            .await)
        .during("count boundaries")
    }
}

fn recognised(place: &NewPlace, keys: &PlaceKeys) -> Option<PlaceId> {
    place
        .code
        .as_deref()
        .and_then(|code| keys.by_code(code))
        .or_else(|| keys.by_slug(&place.slug))
}

pub(crate) fn imported(all: usize, added: u64, touched: u64) -> Imported {
    Imported {
        added,
        changed: touched.saturating_sub(added),
        unchanged: (all as u64).saturating_sub(touched),
    }
}

fn place_json(place: &NewPlace, id: PlaceId, keys: &PlaceKeys) -> Value {
    let parent = place.parent.as_deref().and_then(|slug| keys.by_slug(slug));
    json!({
        "id": hex(id.uuid()),
        "parent": parent.map(|parent| hex(parent.uuid())),
        "kind": place.kind.code(),
        "slug": place.slug,
        "code": place.code,
        "names": place.names,
        "folded": folded_names(&place.names),
    })
}

/// All names in one folded line, for searching.
fn folded_names(names: &Names) -> String {
    let mut folded: Vec<String> = Vec::with_capacity(3);
    for language in Language::ALL {
        let name = domain::text::fold(names.in_language(language));
        if !folded.contains(&name) {
            folded.push(name);
        }
    }
    folded.join("\n")
}

fn boundary_json(boundary: &NewBoundary) -> Value {
    json!({
        "place": hex(boundary.place.uuid()),
        "west": boundary.west,
        "south": boundary.south,
        "east": boundary.east,
        "north": boundary.north,
        "geometry": multi_polygon(&boundary.geometry),
    })
}

/// The coordinates of a GeoJSON `Polygon` or `MultiPolygon` as those of a
/// `MultiPolygon`, which is how they are kept.
fn multi_polygon(geometry: &Value) -> Value {
    let coordinates = geometry["coordinates"].clone();
    if geometry["type"] == "Polygon" {
        json!([coordinates])
    } else {
        coordinates
    }
}

reads! {
    list_place_keys() -> PlaceKeys;
    list_boundary_boxes() -> Vec<BoundaryBox>;
}

writes! {
    import_places(new: &[NewPlace], ids: &Ids, now: Instant) -> Imported;
    import_boundaries(new: &[NewBoundary], now: Instant) -> Imported;
}
