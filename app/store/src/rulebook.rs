//! The rulebook: all bodies and all versions of the charter, kept in memory.
//!
//! They are small, seldom change, and every page needs them. A number in the
//! database says which state is right; a page reads that number in its own
//! snapshot (one statement) and loads the rest only when the number has moved,
//! so several servers agree without talking to each other.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use domain::body::Body;
use domain::charter::Charter;
use domain::id::{BodyId, PlaceId};
use domain::instant::Instant;

use crate::charters::CharterVersion;
use crate::engine::connection::on;
use crate::error::{During as _, StoreError};
use crate::statements::sql;
use crate::{Conn, Store};

sql! {
    RULEBOOK_REVISION = "SELECT number FROM revisions WHERE name = 'rulebook'";
}

/// All bodies and all versions of the charter, at one moment.
#[derive(Debug)]
pub struct Rulebook {
    revision: i64,
    bodies: Vec<Body>,
    by_id: BTreeMap<BodyId, usize>,
    by_key: HashMap<String, usize>,
    by_place: HashMap<PlaceId, Vec<usize>>,
    charters: Vec<CharterVersion>,
}

impl Rulebook {
    fn new(revision: i64, bodies: Vec<Body>, charters: Vec<CharterVersion>) -> Self {
        let mut by_place: HashMap<PlaceId, Vec<usize>> = HashMap::new();
        for (at, body) in bodies.iter().enumerate() {
            for place in &body.places {
                by_place.entry(*place).or_default().push(at);
            }
        }
        let by_id = bodies
            .iter()
            .enumerate()
            .map(|(at, body)| (body.id, at))
            .collect();
        let by_key = bodies
            .iter()
            .enumerate()
            .map(|(at, body)| (body.key.clone(), at))
            .collect();
        Self {
            revision,
            bodies,
            by_id,
            by_key,
            by_place,
            charters,
        }
    }

    /// The number of this state; it rises with every change.
    pub const fn revision(&self) -> i64 {
        self.revision
    }

    /// All bodies, the closest to the residents first.
    pub fn bodies(&self) -> &[Body] {
        &self.bodies
    }

    /// A body by its id.
    pub fn body(&self, id: BodyId) -> Option<&Body> {
        self.bodies.get(*self.by_id.get(&id)?)
    }

    /// A body by its key in files.
    pub fn body_by_key(&self, key: &str) -> Option<&Body> {
        self.bodies.get(*self.by_key.get(key)?)
    }

    /// The bodies that serve any place of a path, the closest to the residents first.
    pub fn bodies_serving(&self, path: &[PlaceId]) -> Vec<&Body> {
        let mut found: Vec<usize> = path
            .iter()
            .filter_map(|place| self.by_place.get(place))
            .flatten()
            .copied()
            .collect();
        found.sort_unstable();
        found.dedup();
        found
            .into_iter()
            .filter_map(|at| self.bodies.get(at))
            .collect()
    }

    /// All versions of the charter, the first first.
    pub fn charters(&self) -> &[CharterVersion] {
        &self.charters
    }

    /// A version of the charter.
    pub fn charter(&self, version: i64) -> Option<&Charter> {
        let found = self
            .charters
            .iter()
            .find(|one| one.charter.version == version)?;
        Some(&found.charter)
    }

    /// The version that rules at `now`: the latest of those that apply already.
    pub fn charter_at(&self, now: Instant) -> Option<&CharterVersion> {
        self.charters
            .iter()
            .rev()
            .find(|one| one.applies_from <= now)
    }
}

/// The last rulebook that was loaded.
#[derive(Debug, Default)]
pub(crate) struct RulebookCache(RwLock<Option<Arc<Rulebook>>>);

impl RulebookCache {
    fn get(&self) -> Option<Arc<Rulebook>> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Keeps `book` unless a newer one is there: a slow page may read an older state.
    fn keep(&self, book: &Arc<Rulebook>) {
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if kept
            .as_ref()
            .is_none_or(|kept| kept.revision < book.revision)
        {
            *kept = Some(book.clone());
        }
    }
}

impl Store {
    /// The rulebook as `conn` sees it: one statement, and two more after a change.
    pub async fn rulebook(&self, mut conn: Conn<'_>) -> Result<Arc<Rulebook>, StoreError> {
        let revision: i64 = on!(conn, |conn| sqlx::query_scalar(RULEBOOK_REVISION)
            .fetch_one(conn)
            .await)
        .during("read the rulebook's revision")?;
        if let Some(kept) = self.rulebook.get()
            && kept.revision == revision
        {
            return Ok(kept);
        }
        let bodies = conn.list_bodies().await?;
        let charters = conn.list_charters().await?;
        let book = Arc::new(Rulebook::new(revision, bodies, charters));
        self.rulebook.keep(&book);
        Ok(book)
    }

    /// The rulebook, in a snapshot of its own.
    pub async fn current_rulebook(&self) -> Result<Arc<Rulebook>, StoreError> {
        let mut snapshot = self.snapshot().await?;
        self.rulebook(snapshot.conn()).await
    }
}
