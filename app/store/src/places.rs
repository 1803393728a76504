//! Places: the tree from city to building, who lies in whom, and boundaries.
//!
//! Points are resolved in [`boundaries`], files are loaded by [`import`].

use domain::id::PlaceId;
use domain::language::Names;
use domain::place::{Place, PlaceKind};
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use crate::Conn;
use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::row::Spot;
use crate::statements::sql;

/// As long as there is one way to go, as `way (id, depth)`: nobody has to click through a city
/// that has one district here.
macro_rules! way {
    () => {
        "WITH RECURSIVE way (id, depth) AS (
            SELECT r.id, 0 FROM places r
                WHERE r.parent IS NULL AND (SELECT COUNT(*) FROM places o WHERE o.parent IS NULL) = 1
            UNION ALL
            SELECT c.id, w.depth + 1 FROM way w
                JOIN places c ON c.parent = w.id
                WHERE (SELECT COUNT(*) FROM places o WHERE o.parent = w.id) = 1)"
    };
}

pub mod boundaries;
pub mod import;

sql! {
    FIND_PLACE = "SELECT id, parent, kind, slug, code, names FROM places WHERE id = $1";
    FIND_PLACE_BY_SLUG = "SELECT id, parent, kind, slug, code, names FROM places WHERE slug = $1";
    LIST_PLACES = "SELECT id, parent, kind, slug, code, names FROM places ORDER BY slug";
    LIST_ROOTS = "SELECT id, parent, kind, slug, code, names FROM places WHERE parent IS NULL ORDER BY folded, id";
    LIST_CHILDREN = "SELECT id, parent, kind, slug, code, names FROM places WHERE parent = $1 ORDER BY folded, id";
    LIST_INSIDE = "SELECT p.id, p.parent, p.kind, p.slug, p.code, p.names,
            EXISTS (SELECT 1 FROM places c WHERE c.parent = p.id) AS wider
        FROM places p
        WHERE p.parent = CASE
            WHEN EXISTS (SELECT 1 FROM places i WHERE i.parent = $1) THEN $1
            ELSE (SELECT o.parent FROM places o WHERE o.id = $1) END
        ORDER BY p.folded, p.id";
    ONLY_WAY_IN = concat!(way!(), "
        SELECT p.id, p.parent, p.kind, p.slug, p.code, p.names
        FROM way w
        JOIN places p ON p.id = w.id
        ORDER BY w.depth");
    PLACE_PATH = "SELECT p.id, p.parent, p.kind, p.slug, p.code, p.names
        FROM place_paths t
        JOIN places p ON p.id = t.ancestor
        WHERE t.descendant = $1
        ORDER BY t.depth DESC";
    PLACE_PATH_BY_SLUG = "SELECT p.id, p.parent, p.kind, p.slug, p.code, p.names
        FROM place_paths t
        JOIN places p ON p.id = t.ancestor
        WHERE t.descendant = (SELECT d.id FROM places d WHERE d.slug = $1)
        ORDER BY t.depth DESC";
    SEARCH_PLACES = r"SELECT p.id, p.parent, p.kind, p.slug, p.code, p.names
        FROM places p
        WHERE p.folded LIKE $1 ESCAPE '\'
            AND (EXISTS (SELECT 1 FROM place_paths t WHERE t.descendant = p.id AND t.ancestor = $2) OR $2 IS NULL)
        ORDER BY LENGTH(p.folded), p.folded, p.id
        LIMIT $3";
    COUNT_PLACES = "SELECT COUNT(*) FROM places";
}

#[derive(FromRow)]
pub(crate) struct PlaceRow {
    id: Uuid,
    parent: Option<Uuid>,
    kind: String,
    slug: String,
    code: Option<String>,
    names: Json<Names>,
}

impl PlaceRow {
    pub(crate) fn place(self) -> Result<Place, StoreError> {
        let kind = Spot::new("places", self.id).word("kind", &self.kind, PlaceKind::from_code)?;
        Ok(Place {
            id: PlaceId::new(self.id),
            parent: self.parent.map(PlaceId::new),
            kind,
            slug: self.slug,
            code: self.code,
            names: self.names.0,
        })
    }
}

/// A place to choose from.
#[derive(FromRow)]
struct InsideRow {
    #[sqlx(flatten)]
    place: PlaceRow,
    wider: bool,
}

pub(crate) fn places(rows: Vec<PlaceRow>) -> Result<Vec<Place>, StoreError> {
    rows.into_iter().map(PlaceRow::place).collect()
}

impl Conn<'_> {
    /// A place by its id.
    pub async fn find_place(&mut self, id: PlaceId) -> Result<Option<Place>, StoreError> {
        let row: Option<PlaceRow> = on!(self, |conn| sqlx::query_as(FIND_PLACE)
            .bind(id.uuid())
            .fetch_optional(conn)
            .await)
        .during("find place")?;
        row.map(PlaceRow::place).transpose()
    }

    /// A place by the part of its address.
    pub async fn find_place_by_slug(&mut self, slug: &str) -> Result<Option<Place>, StoreError> {
        let row: Option<PlaceRow> = on!(self, |conn| sqlx::query_as(FIND_PLACE_BY_SLUG)
            .bind(slug)
            .fetch_optional(conn)
            .await)
        .during("find place by slug")?;
        row.map(PlaceRow::place).transpose()
    }

    /// All places, for importers.
    pub async fn list_places(&mut self) -> Result<Vec<Place>, StoreError> {
        let rows = on!(self, |conn| sqlx::query_as(LIST_PLACES)
            .fetch_all(conn)
            .await)
        .during("list places")?;
        places(rows)
    }

    /// The places that lie in no other, by name.
    pub async fn list_root_places(&mut self) -> Result<Vec<Place>, StoreError> {
        let rows = on!(self, |conn| sqlx::query_as(LIST_ROOTS)
            .fetch_all(conn)
            .await)
        .during("list root places")?;
        places(rows)
    }

    /// The places that lie directly in `parent`, by name.
    pub async fn list_child_places(&mut self, parent: PlaceId) -> Result<Vec<Place>, StoreError> {
        let rows = on!(self, |conn| sqlx::query_as(LIST_CHILDREN)
            .bind(parent.uuid())
            .fetch_all(conn)
            .await)
        .during("list child places")?;
        places(rows)
    }

    /// The places that lie directly in `place`, by name, each with whether others lie in
    /// it; where nothing lies in `place`, those beside it and itself.
    pub async fn list_places_inside(
        &mut self,
        place: PlaceId,
    ) -> Result<Vec<(Place, bool)>, StoreError> {
        let rows: Vec<InsideRow> = on!(self, |conn| sqlx::query_as(LIST_INSIDE)
            .bind(place.uuid())
            .fetch_all(conn)
            .await)
        .during("list places inside")?;
        rows.into_iter()
            .map(|row| Ok((row.place.place()?, row.wider)))
            .collect()
    }

    /// From the one place that lies in no other down to where there is a choice, or none to
    /// go on; empty where there are several such places, or none.
    pub async fn find_only_way_in(&mut self) -> Result<Vec<Place>, StoreError> {
        let rows = on!(self, |conn| sqlx::query_as(ONLY_WAY_IN)
            .fetch_all(conn)
            .await)
        .during("find the only way in")?;
        places(rows)
    }

    /// A place with everything it lies in: the root first, the place last;
    /// empty when there is no such place.
    pub async fn find_place_path(&mut self, id: PlaceId) -> Result<Vec<Place>, StoreError> {
        let rows = on!(self, |conn| sqlx::query_as(PLACE_PATH)
            .bind(id.uuid())
            .fetch_all(conn)
            .await)
        .during("find place path")?;
        places(rows)
    }

    /// The same of the place with this part of an address.
    pub async fn find_place_path_by_slug(&mut self, slug: &str) -> Result<Vec<Place>, StoreError> {
        let rows = on!(self, |conn| sqlx::query_as(PLACE_PATH_BY_SLUG)
            .bind(slug)
            .fetch_all(conn)
            .await)
        .during("find place path by slug")?;
        places(rows)
    }

    /// Places whose name holds `words` in any language, the shortest name
    /// first; within `within`, if given. Nothing is found for no words.
    pub async fn search_places(
        &mut self,
        words: &str,
        within: Option<PlaceId>,
        limit: i64,
    ) -> Result<Vec<Place>, StoreError> {
        let folded = domain::text::fold(words);
        // SQLite refuses patterns of 50 kB, and no place has such a name.
        if folded.is_empty() || folded.chars().count() > LONGEST_SEARCH {
            return Ok(Vec::new());
        }
        let rows = on!(self, |conn| sqlx::query_as(SEARCH_PLACES)
            .bind(format!("%{}%", escape_like(&folded)))
            .bind(within.map(PlaceId::uuid))
            .bind(limit)
            .fetch_all(conn)
            .await)
        .during("search places")?;
        places(rows)
    }

    /// How many places there are.
    pub async fn count_places(&mut self) -> Result<i64, StoreError> {
        on!(self, |conn| sqlx::query_scalar(COUNT_PLACES)
            .fetch_one(conn)
            .await)
        .during("count places")
    }
}

/// Characters of a name that is looked for.
const LONGEST_SEARCH: usize = 200;

/// A text in which `%`, `_` and `\` stand for themselves in a `LIKE … ESCAPE '\'`.
pub(crate) fn escape_like(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

reads! {
    find_place(id: PlaceId) -> Option<Place>;
    find_place_by_slug(slug: &str) -> Option<Place>;
    list_places() -> Vec<Place>;
    list_root_places() -> Vec<Place>;
    list_child_places(parent: PlaceId) -> Vec<Place>;
    list_places_inside(place: PlaceId) -> Vec<(Place, bool)>;
    find_only_way_in() -> Vec<Place>;
    find_place_path(id: PlaceId) -> Vec<Place>;
    find_place_path_by_slug(slug: &str) -> Vec<Place>;
    search_places(words: &str, within: Option<PlaceId>, limit: i64) -> Vec<Place>;
    count_places() -> i64;
}
