//! The pulse of a thread: a number that rises with every change that others see of it.
//! A live page that has seen the same number has missed nothing, on whichever server.

use domain::id::ThreadId;
use domain::reference::Reference;
use sqlx::types::Json;

use super::find::shown;
use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::statements::sql;
use crate::{Conn, Writer};

sql! {
    RAISE_PULSE = "UPDATE threads SET pulse = pulse + 1 WHERE id = $1";
    LIST_PULSES_SQLITE = concat!("SELECT t.reference, t.pulse FROM threads t
        WHERE t.reference IN (SELECT j.value FROM json_each($1) j) AND ", shown!());
    LIST_PULSES_POSTGRES = concat!("SELECT t.reference, t.pulse FROM threads t
        WHERE t.reference IN (SELECT j.value::BIGINT FROM jsonb_array_elements_text($1) AS j (value)) AND ", shown!());
}

impl Conn<'_> {
    /// The pulses of these threads, in no order; threads that nobody is shown have none.
    pub async fn list_pulses(
        &mut self,
        threads: &[Reference],
    ) -> Result<Vec<(Reference, i64)>, StoreError> {
        let numbers: Vec<i64> = threads.iter().map(|one| one.number()).collect();
        let rows: Vec<(i64, i64)> = on!(
            self,
            LIST_PULSES_SQLITE | LIST_PULSES_POSTGRES,
            |conn, sql| {
                sqlx::query_as(sql)
                    .bind(Json(&numbers))
                    .fetch_all(conn)
                    .await
            }
        )
        .during("list pulses")?;
        let read = |(number, pulse)| Some((Reference::from_number(number)?, pulse));
        Ok(rows.into_iter().filter_map(read).collect())
    }
}

impl Writer {
    /// Others see something else of this thread from now on. Call it with the thread
    /// locked, or last.
    pub(crate) async fn raise_pulse(&mut self, thread: ThreadId) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(RAISE_PULSE)
            .bind(thread.uuid())
            .execute(conn)
            .await
            .map(drop))
        .during("raise the pulse")
    }
}

reads! {
    list_pulses(threads: &[Reference]) -> Vec<(Reference, i64)>;
}
