//! Places with what is around them: a place with everything above it and
//! directly in it, and the upper part of the whole tree; one statement each.

use domain::id::PlaceId;
use domain::language::Names;
use domain::place::Place;
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use crate::Conn;
use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::places::PlaceRow;
use crate::row::hex;
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
    LIST_ADDRESSES_SQLITE = "SELECT t.descendant, p.slug, p.names
        FROM place_paths t
        JOIN places p ON p.id = t.ancestor
        WHERE t.descendant IN (SELECT unhex(j.value) FROM json_each($1) j)
        ORDER BY t.descendant, t.depth";
    LIST_ADDRESSES_POSTGRES = "SELECT t.descendant, p.slug, p.names
        FROM place_paths t
        JOIN places p ON p.id = t.ancestor
        WHERE t.descendant IN (SELECT j.value::UUID FROM jsonb_array_elements_text($1) AS j (value))
        ORDER BY t.descendant, t.depth";
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

/// How a place is written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceAddress {
    /// The place.
    pub place: PlaceId,
    /// The part of its address that is its own.
    pub slug: String,
    /// Its names and those of what it lies in, the root last.
    pub path: Vec<Names>,
}

#[derive(FromRow)]
struct AddressRow {
    descendant: Uuid,
    slug: String,
    names: Json<Names>,
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

    /// How each of these places is written to, in no order.
    pub async fn list_addresses(
        &mut self,
        places: &[PlaceId],
    ) -> Result<Vec<PlaceAddress>, StoreError> {
        let places: Vec<String> = places.iter().map(|place| hex(place.uuid())).collect();
        let rows: Vec<AddressRow> = on!(
            self,
            LIST_ADDRESSES_SQLITE | LIST_ADDRESSES_POSTGRES,
            |conn, sql| {
                sqlx::query_as(sql)
                    .bind(Json(&places))
                    .fetch_all(conn)
                    .await
            }
        )
        .during("list addresses")?;
        let mut addresses: Vec<PlaceAddress> = Vec::new();
        for row in rows {
            let place = PlaceId::new(row.descendant);
            match addresses.last_mut().filter(|last| last.place == place) {
                Some(last) => last.path.push(row.names.0),
                // Nearest first: the place itself.
                None => addresses.push(PlaceAddress {
                    place,
                    slug: row.slug,
                    path: vec![row.names.0],
                }),
            }
        }
        Ok(addresses)
    }
}

reads! {
    list_addresses(places: &[PlaceId]) -> Vec<PlaceAddress>;
    find_place_family(slug: &str) -> Option<PlaceFamily>;
    list_place_tree(limit: usize) -> Vec<TreePlace>;
}
