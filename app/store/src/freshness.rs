//! One number that moves whenever something may look different: whoever keeps
//! a finished page keeps the number beside it, and the page is right as long
//! as the number is the same.
//!
//! Every transaction of this process raises it when it ends. What other
//! processes did is looked for with one statement, about once a second: how
//! many events there are, and which rulebook rules. What is neither an event
//! nor a rule (somebody's new name, an import of places) does not show there,
//! so a kept page also needs an end by time.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::statements::sql;
use crate::{Conn, Store};

sql! {
    // Positions have no gaps, so this counts all events without visiting them;
    // the version of a challenge is how many it has.
    READ_REVISIONS = "SELECT (SELECT COALESCE(MAX(position), 0) FROM events)
            + (SELECT COUNT(*) FROM events WHERE position IS NULL)
            + (SELECT CAST(COALESCE(SUM(version), 0) AS BIGINT) FROM challenges)
            + (SELECT CAST(COALESCE(SUM(pulse), 0) AS BIGINT) FROM threads),
            (SELECT number FROM revisions WHERE name = 'rulebook')";
}

/// How many events there are, and the revision of the rulebook.
pub type Revisions = (i64, i64);

/// The number, and what was last seen of other processes. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Version(Arc<Parts>);

#[derive(Debug, Default)]
struct Parts {
    number: watch::Sender<u64>,
    seen: Mutex<Option<Revisions>>,
}

impl Version {
    fn raise(&self) {
        self.0.number.send_modify(|number| *number += 1);
    }

    /// Raises the number when it is dropped: also when whoever waits for the
    /// end of the transaction stops waiting.
    pub(crate) fn raised_at_the_end(&self) -> Raised {
        Raised(self.clone())
    }
}

/// See [`Version::raised_at_the_end`].
#[derive(Debug)]
pub(crate) struct Raised(Version);

impl Drop for Raised {
    fn drop(&mut self) {
        self.0.raise();
    }
}

impl Conn<'_> {
    /// What every process can see of the others' changes, in one statement.
    pub async fn revisions(&mut self) -> Result<Revisions, StoreError> {
        on!(self, |conn| sqlx::query_as(READ_REVISIONS)
            .fetch_one(conn)
            .await)
        .during("read revisions")
    }
}

impl Store {
    /// The number. Read it before the page's data: then a page can be taken
    /// for older than it is, never for newer.
    pub fn version(&self) -> u64 {
        *self.version.0.number.borrow()
    }

    /// Follows the number, to wait for its next rise.
    pub fn follow_version(&self) -> watch::Receiver<u64> {
        self.version.0.number.subscribe()
    }

    /// Looks for what other processes changed, and raises the number if there is anything.
    pub async fn look_for_changes(&self) -> Result<(), StoreError> {
        let now = self.revisions().await?;
        let mut seen = self
            .version
            .0
            .seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if *seen != Some(now) {
            *seen = Some(now);
            self.version.raise();
        }
        Ok(())
    }
}

reads! {
    revisions() -> Revisions;
}
