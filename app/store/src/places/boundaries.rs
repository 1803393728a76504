//! Boundaries: which place a point lies in, and what a map draws.
//!
//! A point is resolved in two steps: bounding boxes in SQL, which leaves a
//! few candidates of thousands, and exact containment in `domain::geometry`,
//! the deepest candidate first.

use domain::geometry::{Boundary, Point};
use domain::id::PlaceId;
use domain::place::Place;
use sqlx::FromRow;

use super::PlaceRow;
use crate::Conn;
use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::statements::sql;

/// A place with its boundary.
#[derive(Clone, Debug, PartialEq)]
pub struct BoundedPlace {
    /// The place.
    pub place: Place,
    /// How deep it lies below the place that was asked for, which is at 0.
    pub depth: i64,
    /// Its boundary.
    pub boundary: Boundary,
}

/// What a map has to draw.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outlines {
    /// Whether any place has a boundary, be it elsewhere.
    pub known: bool,
    /// The places to draw, all equally deep, by name.
    pub drawn: Vec<BoundedPlace>,
}

/// The boundaries below each `start (id, least)`: of the nearest level from `least` on that has
/// any, if it has at most `$most`, else of the level above `least`. Where any place has a
/// boundary, one row at depth -1 comes first and says so. Nobody looks below a place that has one.
macro_rules! outlines {
    ($most:literal) => {
        concat!(
            ", walk (id, depth, least, outlined) AS (
            SELECT s.id, CAST(0 AS BIGINT), s.least,
                s.least = 0 AND EXISTS (SELECT 1 FROM boundaries o WHERE o.place = s.id)
            FROM start s
            UNION ALL
            SELECT c.id, w.depth + 1, w.least, EXISTS (SELECT 1 FROM boundaries o WHERE o.place = c.id)
            FROM walk w
            JOIN places c ON c.parent = w.id
            WHERE NOT w.outlined),
        nearest (depth, outlines) AS (
            SELECT w.depth, COUNT(*)
            FROM walk w
            WHERE w.outlined
            GROUP BY w.depth
            ORDER BY w.depth
            LIMIT 1)
        SELECT p.id AS id, p.parent AS parent, p.kind AS kind, p.slug AS slug, p.code AS code, p.names AS names,
            p.folded AS folded, CAST(b.geometry AS TEXT) AS geometry, w.depth AS depth
        FROM walk w
        JOIN boundaries b ON b.place = w.id
        JOIN places p ON p.id = w.id
        WHERE w.depth = COALESCE((SELECT n.depth FROM nearest n WHERE n.outlines <= ",
            $most,
            "), w.least - 1)
        UNION ALL
        SELECT p.id, p.parent, p.kind, p.slug, p.code, p.names, p.folded, '', -1
        FROM places p
        WHERE p.id = (SELECT a.place FROM boundaries a LIMIT 1)
        ORDER BY depth, folded, id"
        )
    };
}

sql! {
    BOXES_AROUND = "SELECT p.id, p.parent, p.kind, p.slug, p.code, p.names, CAST(b.geometry AS TEXT) AS geometry,
            (SELECT MAX(t.depth) FROM place_paths t WHERE t.descendant = p.id) AS depth
        FROM boundaries b
        JOIN places p ON p.id = b.place
        WHERE b.west <= $1 AND b.east >= $1 AND b.south <= $2 AND b.north >= $2
        ORDER BY depth DESC, (b.east - b.west) * (b.north - b.south), p.id";
    BOUNDARIES_WITHIN = "SELECT p.id, p.parent, p.kind, p.slug, p.code, p.names, CAST(b.geometry AS TEXT) AS geometry, t.depth
        FROM place_paths t
        JOIN boundaries b ON b.place = t.descendant
        JOIN places p ON p.id = t.descendant
        WHERE t.ancestor = $1 AND t.depth <= $2
        ORDER BY t.depth, p.folded, p.id";
    OUTLINES_IN = concat!("WITH RECURSIVE start (id, least) AS (
            SELECT r.id, 1 FROM places r WHERE r.id = $1)", outlines!("$2"));
    OUTLINES_AT_THE_TOP = concat!(way!(), ", start (id, least) AS (
            SELECT w.id, 1 FROM way w WHERE w.depth = (SELECT MAX(l.depth) FROM way l)
            UNION ALL
            SELECT r.id, 0 FROM places r WHERE r.parent IS NULL AND NOT EXISTS (SELECT 1 FROM way w))", outlines!("$1"));
}

#[derive(FromRow)]
struct BoundaryRow {
    #[sqlx(flatten)]
    place: PlaceRow,
    depth: i64,
    /// Read only where it is needed: it is by far the longest column.
    geometry: String,
}

impl BoundaryRow {
    fn boundary(&self) -> Result<Boundary, StoreError> {
        serde_json::from_str(&self.geometry)
            .map_err(|error| StoreError::corrupt("boundaries", "geometry", self.place.id, error))
    }

    fn bounded(self) -> Result<BoundedPlace, StoreError> {
        Ok(BoundedPlace {
            boundary: self.boundary()?,
            depth: self.depth,
            place: self.place.place()?,
        })
    }
}

/// The rows of `outlines!`.
fn outlines(rows: Vec<BoundaryRow>) -> Result<Outlines, StoreError> {
    let known = !rows.is_empty();
    let drawn = rows.into_iter().filter(|row| row.depth >= 0);
    let drawn = drawn
        .map(BoundaryRow::bounded)
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Outlines { known, drawn })
}

impl Conn<'_> {
    /// The deepest place whose boundary holds a point; of several equally deep
    /// ones (a point on their common edge) the smallest. `None` when the point
    /// lies in no boundary.
    pub async fn locate(&mut self, point: Point) -> Result<Option<Place>, StoreError> {
        let rows: Vec<BoundaryRow> = on!(self, |conn| sqlx::query_as(BOXES_AROUND)
            .bind(point.longitude())
            .bind(point.latitude())
            .fetch_all(conn)
            .await)
        .during("look for boxes around a point")?;
        for row in rows {
            if row.boundary()?.contains(point) {
                return Ok(Some(row.place.place()?));
            }
        }
        Ok(None)
    }

    /// The boundaries of a place and of what lies in it, at most `depth` levels
    /// down, the widest first.
    pub async fn list_boundaries_within(
        &mut self,
        place: PlaceId,
        depth: i64,
    ) -> Result<Vec<BoundedPlace>, StoreError> {
        let rows: Vec<BoundaryRow> = on!(self, |conn| sqlx::query_as(BOUNDARIES_WITHIN)
            .bind(place.uuid())
            .bind(depth)
            .fetch_all(conn)
            .await)
        .during("list boundaries within")?;
        rows.into_iter().map(BoundaryRow::bounded).collect()
    }

    /// What a map of a place draws: the nearest level below it that has boundaries, however
    /// deep; where none has, or more than `most` places of it, the place itself.
    pub async fn list_outlines_in(
        &mut self,
        place: PlaceId,
        most: i64,
    ) -> Result<Outlines, StoreError> {
        let rows = on!(self, |conn| sqlx::query_as(OUTLINES_IN)
            .bind(place.uuid())
            .bind(most)
            .fetch_all(conn)
            .await)
        .during("list outlines in a place")?;
        outlines(rows)
    }

    /// What a map draws while no place is chosen: as in the end of the only way in, or of all
    /// places that lie in no other the nearest level that has boundaries, they themselves
    /// first; none where that are more than `most`.
    pub async fn list_outlines_at_the_top(&mut self, most: i64) -> Result<Outlines, StoreError> {
        let rows = on!(self, |conn| sqlx::query_as(OUTLINES_AT_THE_TOP)
            .bind(most)
            .fetch_all(conn)
            .await)
        .during("list outlines at the top")?;
        outlines(rows)
    }
}

reads! {
    locate(point: Point) -> Option<Place>;
    list_boundaries_within(place: PlaceId, depth: i64) -> Vec<BoundedPlace>;
    list_outlines_in(place: PlaceId, most: i64) -> Outlines;
    list_outlines_at_the_top(most: i64) -> Outlines;
}
