//! A code that was typed shows whose an address is. What came before it, when
//! several people could claim the address, then counts for nothing.

use domain::handle::Handle;
use domain::id::PersonId;
use domain::instant::Instant;

use crate::Store;
use crate::engine::connection::{on, transaction};
use crate::error::{During as _, StoreError};
use crate::sessions::Hash;
use crate::statements::sql;

sql! {
    DROP_PASSWORD = "DELETE FROM passwords WHERE person = $1";
}

impl Store {
    /// Confirms an address, and takes its account from whoever had it: the
    /// password is gone and every session ends but `except`. `false`, and
    /// nothing happens, when the address is somebody else's.
    pub async fn take_back_account(
        &self,
        person: PersonId,
        handle: &Handle,
        except: Option<&Hash>,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let outcome = transaction!(self, |tx| {
            if !tx.confirm_handle(person, handle, now).await? {
                return Ok(false);
            }
            on!(tx, |conn| sqlx::query(DROP_PASSWORD)
                .bind(person.uuid())
                .execute(conn)
                .await
                .map(drop))
            .during("drop password")?;
            tx.delete_sessions_of(person, except).await?;
            Ok(true)
        });
        match outcome {
            // On PostgreSQL two people can confirm in the same moment; the index lets one through.
            Err(error) if error.is_unique_violation() => Ok(false),
            other => other,
        }
    }
}
