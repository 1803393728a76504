//! The weekly digest: who gets one, what stands in it, and who does not want it.
//!
//! It tells what stands unread in the app and went out on no other channel. That it
//! goes out at all is a row of the outbox with the week as its cause, so there is
//! one for each person and week, however many servers write it.

use domain::id::PersonId;
use domain::instant::Instant;
use domain::notice::{DIGEST, Week};
use sqlx::types::Uuid;

use super::in_app::{NoticeRow, NoticeSummary};
use crate::cases::notify::NoticeRow as Outgoing;
use crate::engine::connection::{on, reads, transaction, writes};
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::row::hex;
use crate::statements::sql;
use crate::{Conn, Store, Writer};

sql! {
    WHO_GETS_ONE = "SELECT DISTINCT n.person
        FROM notices n
        JOIN people p ON p.id = n.person AND p.digest_stopped_at IS NULL
        LEFT JOIN helped g ON g.person = n.person AND g.until IS NULL
        JOIN handles h ON h.person = COALESCE(g.helper, n.person) AND h.confirmed_at IS NOT NULL
        WHERE n.channel = 'in-app' AND n.read_at IS NULL AND n.created_at >= $1 AND n.created_at < $2
            AND NOT EXISTS (SELECT 1
                FROM notices s
                WHERE s.cause = n.cause AND s.channel IN ('email', 'text') AND s.recipient = n.recipient)
            AND NOT EXISTS (SELECT 1
                FROM notices d
                WHERE d.cause = $3 AND d.channel IN ('email', 'text') AND d.recipient = n.recipient)
        LIMIT $4";
    LIST_FOR_DIGEST = "SELECT n.id, n.kind, n.case_id, c.reference, n.args, n.asks, n.created_at, n.read_at
        FROM notices n
        LEFT JOIN cases c ON c.id = n.case_id
        WHERE n.person = $1 AND n.channel = 'in-app' AND n.read_at IS NULL AND n.created_at >= $2 AND n.created_at < $3
            AND NOT EXISTS (SELECT 1
                FROM notices s
                WHERE s.cause = n.cause AND s.channel IN ('email', 'text') AND s.recipient = n.recipient)
        ORDER BY n.created_at, n.id
        LIMIT $4";
    WANTS_DIGEST = "SELECT digest_stopped_at IS NULL FROM people WHERE id = $1";
    STOP_DIGEST = "UPDATE people SET digest_stopped_at = COALESCE(digest_stopped_at, $2) WHERE id = $1";
    TAKE_DIGEST = "UPDATE people SET digest_stopped_at = NULL WHERE id = $1";
}

impl Conn<'_> {
    /// People who have something to read of that week and no digest of it yet.
    async fn who_gets_a_digest(
        &mut self,
        week: &Week,
        limit: i64,
    ) -> Result<Vec<PersonId>, StoreError> {
        let people: Vec<Uuid> = on!(self, |conn| sqlx::query_scalar(WHO_GETS_ONE)
            .bind(week.since.micros())
            .bind(week.until.micros())
            .bind(week.cause())
            .bind(limit)
            .fetch_all(conn)
            .await)
        .during("find who gets a digest")?;
        Ok(people.into_iter().map(PersonId::new).collect())
    }

    /// What a digest tells its person, the oldest first.
    pub async fn list_for_digest(
        &mut self,
        person: PersonId,
        since: Instant,
        until: Instant,
        limit: i64,
    ) -> Result<Vec<NoticeSummary>, StoreError> {
        let rows: Vec<NoticeRow> = on!(self, |conn| sqlx::query_as(LIST_FOR_DIGEST)
            .bind(person.uuid())
            .bind(since.micros())
            .bind(until.micros())
            .bind(limit)
            .fetch_all(conn)
            .await)
        .during("list notices for a digest")?;
        rows.into_iter().map(NoticeRow::notice).collect()
    }

    /// Whether a person gets the digest; nobody does who is not there.
    pub async fn wants_digest(&mut self, person: PersonId) -> Result<bool, StoreError> {
        let wants: Option<bool> = on!(self, |conn| sqlx::query_scalar(WANTS_DIGEST)
            .bind(person.uuid())
            .fetch_optional(conn)
            .await)
        .during("look for who stopped the digest")?;
        Ok(wants.unwrap_or(false))
    }
}

impl Writer {
    /// Ends the digest of a person, or lets it come again.
    pub async fn set_digest(
        &mut self,
        person: PersonId,
        wanted: bool,
        now: Instant,
    ) -> Result<(), StoreError> {
        if wanted {
            on!(self, |conn| sqlx::query(TAKE_DIGEST)
                .bind(person.uuid())
                .execute(conn)
                .await
                .map(drop))
            .during("take the digest again")
        } else {
            on!(self, |conn| sqlx::query(STOP_DIGEST)
                .bind(person.uuid())
                .bind(now.micros())
                .execute(conn)
                .await
                .map(drop))
            .during("stop the digest")
        }
    }
}

impl Store {
    /// Puts the digests of that week into the outbox, up to `limit` of them, to go out
    /// at `send_at`; how many were still missing.
    pub async fn write_digests(
        &self,
        week: &Week,
        limit: i64,
        send_at: Instant,
        ids: &Ids,
        now: Instant,
    ) -> Result<u64, StoreError> {
        // An idle server must not take the write lock.
        let people = self
            .reader()
            .await?
            .conn()
            .who_gets_a_digest(week, limit)
            .await?;
        if people.is_empty() {
            return Ok(0);
        }
        let args = DigestArgs {
            since: week.since,
            until: week.until,
        };
        transaction!(self, |tx| {
            let recipients = tx.recipients(people.iter().copied()).await?;
            let rows = recipients.iter().map(|recipient| Outgoing {
                id: hex(ids.uuid()),
                cause: week.cause(),
                channel: recipient.way().map_or("email", |(channel, _)| channel),
                person: hex(recipient.id),
                // Whoever has taken their address away by then gets none.
                address: None,
                language: recipient.language.clone(),
                kind: DIGEST,
                asks: false,
                state: "waiting",
                next_try_at: send_at,
                delivered_at: None,
            });
            let rows: Vec<Outgoing> = rows.collect();
            tx.insert_notice_rows(&rows, &args, None, now).await
        })?;
        Ok(u64::try_from(people.len()).unwrap_or_default())
    }
}

/// What the text of a digest needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DigestArgs {
    /// Since when it tells.
    pub since: Instant,
    /// Until when.
    pub until: Instant,
}

reads! {
    list_for_digest(person: PersonId, since: Instant, until: Instant, limit: i64) -> Vec<NoticeSummary>;
    wants_digest(person: PersonId) -> bool;
}

writes! {
    set_digest(person: PersonId, wanted: bool, now: Instant) -> ();
}
