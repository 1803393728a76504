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
        rows.into_iter()
            .map(|row| {
                Ok(BoundedPlace {
                    boundary: row.boundary()?,
                    depth: row.depth,
                    place: row.place.place()?,
                })
            })
            .collect()
    }
}

reads! {
    locate(point: Point) -> Option<Place>;
    list_boundaries_within(place: PlaceId, depth: i64) -> Vec<BoundedPlace>;
}
