//! Places with what is around them: a place with everything above it and
//! directly in it, and the upper part of the whole tree; one statement each.

use domain::place::Place;
use sqlx::FromRow;

use crate::Conn;
use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::places::PlaceRow;
use crate::statements::sql;

sql! {
    PLACE_FAMILY = "SELECT p.id AS id, p.parent, p.kind, p.slug, p.code, p.names, p.folded AS folded, 0 - t.depth AS depth
        FROM places me
        JOIN place_paths t ON t.descendant = me.id
        JOIN places p ON p.id = t.ancestor
        WHERE me.slug = $1
        UNION ALL
        SELECT p.id, p.parent, p.kind, p.slug, p.code, p.names, p.folded, 1 AS depth
        FROM places me
        JOIN places p ON p.parent = me.id
        WHERE me.slug = $1
        ORDER BY depth, folded, id";
    PLACE_TREE = "SELECT p.id, p.parent, p.kind, p.slug, p.code, p.names,
            (SELECT MAX(t.depth) FROM place_paths t WHERE t.descendant = p.id) AS depth
        FROM places p
        WHERE p.kind <> 'building'
        ORDER BY depth, p.folded, p.id
        LIMIT $1";
}

/// A place with what is around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceFamily {
    /// The place.
    pub place: Place,
    /// What it lies in, the root first.
    pub above: Vec<Place>,
    /// What lies directly in it, by name.
    pub children: Vec<Place>,
}

/// A place of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreePlace {
    /// The place.
    pub place: Place,
    /// How deep it lies; a root is at 0.
    pub depth: i64,
}

#[derive(FromRow)]
struct DeepRow {
    #[sqlx(flatten)]
    place: PlaceRow,
    depth: i64,
}

impl Conn<'_> {
    /// The place with this part of its address, with what is around it.
    pub async fn find_place_family(
        &mut self,
        slug: &str,
    ) -> Result<Option<PlaceFamily>, StoreError> {
        let rows: Vec<DeepRow> = on!(self, |conn| sqlx::query_as(PLACE_FAMILY)
            .bind(slug)
            .fetch_all(conn)
            .await)
        .during("find place family")?;
        let (mut above, mut itself, mut children) = (Vec::new(), None, Vec::new());
        for row in rows {
            let depth = row.depth;
            let place = row.place.place()?;
            match depth {
                0 => itself = Some(place),
                1 => children.push(place),
                _ => above.push(place),
            }
        }
        Ok(itself.map(|place| PlaceFamily {
            place,
            above,
            children,
        }))
    }

    /// The upper levels of the tree without buildings, each by name, the
    /// highest first; at most `limit` places, and no level in part.
    pub async fn list_place_tree(&mut self, limit: usize) -> Result<Vec<TreePlace>, StoreError> {
        let rows: Vec<DeepRow> = on!(self, |conn| sqlx::query_as(PLACE_TREE)
            .bind(super::one_more(limit))
            .fetch_all(conn)
            .await)
        .during("list place tree")?;
        let cut = (rows.len() > limit)
            .then(|| rows.last().map(|row| row.depth))
            .flatten();
        rows.into_iter()
            .filter(|row| cut.is_none_or(|cut| row.depth < cut || row.depth == 0))
            .map(|row| {
                Ok(TreePlace {
                    depth: row.depth,
                    place: row.place.place()?,
                })
            })
            .collect()
    }
}

reads! {
    find_place_family(slug: &str) -> Option<PlaceFamily>;
    list_place_tree(limit: usize) -> Vec<TreePlace>;
}
