//! Histories of challenges, threads, decisions, meetings and mediations: one line for
//! each event, written and read alike. The tables differ in their names only; the SQL
//! stands with each of them.

use domain::id::{BodyId, PersonId};
use domain::instant::Instant;
use domain::record::{By, Payload, Recorded};
use serde::Serialize;
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use crate::Writer;
use crate::engine::connection::on;
use crate::error::{During as _, StoreError};
use crate::ids::Ids;

/// One line of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<E> {
    /// What happened.
    pub recorded: Recorded<E>,
    /// The name of the person who did it, as they chose it.
    pub name: Option<String>,
}

/// The columns `number, at, payload, by_person, by_body, name`.
#[derive(FromRow)]
pub(crate) struct EntryRow<E> {
    number: i64,
    at: i64,
    payload: Json<Payload<E>>,
    by_person: Option<Uuid>,
    by_body: Option<Uuid>,
    name: Option<String>,
}

impl<E> EntryRow<E> {
    pub(crate) fn entry(self) -> Entry<E> {
        let by = match (
            self.by_person.map(PersonId::new),
            self.by_body.map(BodyId::new),
        ) {
            (None, _) => By::Clock,
            (Some(person), None) => By::Resident { person },
            (Some(person), Some(body)) => By::Member { person, body },
        };
        Entry {
            recorded: Recorded {
                number: self.number,
                at: Instant::from_micros(self.at),
                by,
                event: self.payload.0.event,
            },
            name: self.name,
        }
    }
}

impl Writer {
    /// Keeps one event. `insert` binds `id, parent, number, kind, payload_version,
    /// payload, at, by_person, by_body`.
    pub(crate) async fn insert_event_of<E: Clone + Serialize + Sync>(
        &mut self,
        insert: &'static str,
        parent: Uuid,
        kind: &'static str,
        one: &Recorded<E>,
        ids: &Ids,
    ) -> Result<(), StoreError> {
        let payload = Payload::from(one.event.clone());
        on!(self, |conn| sqlx::query(insert)
            .bind(ids.uuid())
            .bind(parent)
            .bind(one.number)
            .bind(kind)
            .bind(i64::from(payload.v))
            .bind(Json(&payload))
            .bind(one.at.micros())
            .bind(one.by.person().map(PersonId::uuid))
            .bind(one.by.body().map(BodyId::uuid))
            .execute(conn)
            .await
            .map(drop))
        .during("insert event")
    }
}
