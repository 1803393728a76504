//! Deleting what is over: the mediation, all its events, and the notices about it.
//! Nothing of it stays.

use domain::instant::Instant;
use sqlx::types::Uuid;

use super::tell::cause;
use crate::Writer;
use crate::engine::connection::{on, writes};
use crate::error::{During as _, StoreError};
use crate::statements::sql;

/// Most that are deleted at once; the rest waits for the next time.
const AT_ONCE: i64 = 100;

sql! {
    LIST_TO_DELETE_SQLITE = "SELECT id FROM mediations WHERE delete_at <= $1 ORDER BY delete_at, id LIMIT $2";
    // Another server may be at it: it takes the others.
    LIST_TO_DELETE_POSTGRES = "SELECT id FROM mediations WHERE delete_at <= $1 ORDER BY delete_at, id LIMIT $2 FOR UPDATE SKIP LOCKED";
    DELETE_MEDIATION_EVENTS = "DELETE FROM mediation_events WHERE mediation = $1";
    DELETE_MEDIATION = "DELETE FROM mediations WHERE id = $1";
}

impl Writer {
    /// Deletes mediations whose time is over, and says how many.
    pub async fn delete_ended_mediations(&mut self, now: Instant) -> Result<u64, StoreError> {
        let over: Vec<Uuid> = on!(
            self,
            LIST_TO_DELETE_SQLITE | LIST_TO_DELETE_POSTGRES,
            |conn, sql| sqlx::query_scalar(sql)
                .bind(now.micros())
                .bind(AT_ONCE)
                .fetch_all(conn)
                .await
        )
        .during("list mediations to delete")?;
        for id in &over {
            self.delete_notices_of(&cause(*id, "")).await?;
            for text in [DELETE_MEDIATION_EVENTS, DELETE_MEDIATION] {
                on!(self, |conn| sqlx::query(text)
                    .bind(id)
                    .execute(conn)
                    .await
                    .map(drop))
                .during("delete a mediation")?;
            }
        }
        Ok(over.len() as u64)
    }
}

writes! {
    delete_ended_mediations(now: Instant) -> u64;
}
