//! How the systems of bodies are reached, and when each was last asked.

use domain::exchange::Services;
use domain::id::{BodyId, PersonId};
use domain::instant::Instant;
use domain::language::Language;
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use super::Failure;
use crate::engine::connection::{on, reads, writes};
use crate::error::{During as _, StoreError};
use crate::places::import::Imported;
use crate::row::{Spot, instant};
use crate::statements::sql;
use crate::{Conn, Writer};

/// For how long a server asks one system for updates, in seconds.
const LEASE_SECONDS: i64 = 180;

/// How the system of a body is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// The body.
    pub body: BodyId,
    /// The address before `/requests.json`, without a slash at its end.
    pub url: String,
    /// Which of several installations there.
    pub jurisdiction: Option<String>,
    /// Where the key is read from: `variable:NAME` or `file:PATH`.
    pub key_from: String,
    /// Which of its services each category is.
    pub services: Services,
    /// In whose name its updates are recorded.
    pub acts_as: PersonId,
    /// The language in which it is written to.
    pub language: Language,
    /// Whether it understands `extensions=true`.
    pub extensions: bool,
    /// Whether it knows the header `Idempotency-Key`.
    pub repeats_safely: bool,
    /// How often it is asked for updates.
    pub poll_minutes: i64,
    /// Whether anything is sent there and asked for.
    pub in_service: bool,
}

/// A connection, and how the last talk went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connected {
    /// How it is reached.
    pub connection: Connection,
    /// Every update up to here was asked for.
    pub polled_until: Instant,
    /// When it last answered that question.
    pub polled_at: Option<Instant>,
    /// Since when it does not.
    pub failing_since: Option<Instant>,
    /// Why not.
    pub failure: Option<Failure>,
    /// Whether updates are due to be asked for.
    pub poll_is_due: bool,
    /// Whether something is due to be sent.
    pub send_is_due: bool,
}

sql! {
    LIST_CONNECTIONS = "SELECT c.body, c.url, c.jurisdiction, c.key_from, c.services, c.acts_as, c.language, c.extensions,
            c.repeats_safely, c.poll_minutes, c.in_service, c.polled_until, c.polled_at, c.failing_since, c.failure,
            c.failure_detail,
            c.in_service AND c.next_poll_at <= $1 AND (c.leased_until IS NULL OR c.leased_until <= $1) AS poll_is_due,
            c.in_service AND EXISTS (SELECT 1
                FROM dispatches d
                WHERE d.body = c.body AND d.state = 'waiting' AND d.next_try_at <= $1
                    AND (d.leased_until IS NULL OR d.leased_until <= $1)) AS send_is_due
        FROM connections c
        JOIN bodies b ON b.id = c.body
        ORDER BY b.tier, b.rank, b.key";
    UPSERT_CONNECTION = "INSERT INTO connections (body, url, jurisdiction, key_from, services, acts_as, language, extensions,
            repeats_safely, poll_minutes, in_service, changed_at, polled_until, next_poll_at, fence)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $12, 0)
        ON CONFLICT (body) DO UPDATE
        SET url = excluded.url, jurisdiction = excluded.jurisdiction, key_from = excluded.key_from,
            services = excluded.services, acts_as = excluded.acts_as, language = excluded.language,
            extensions = excluded.extensions, repeats_safely = excluded.repeats_safely,
            poll_minutes = excluded.poll_minutes, in_service = excluded.in_service,
            changed_at = excluded.changed_at, next_poll_at = excluded.next_poll_at";
    CLAIM_POLL = "UPDATE connections
        SET lease = $2, leased_until = $3, fence = fence + 1
        WHERE body = $1 AND in_service AND next_poll_at <= $4 AND (leased_until IS NULL OR leased_until <= $4)";
    NOTE_POLLED = "UPDATE connections
        SET polled_until = $3, polled_at = $4, next_poll_at = $5, failing_since = NULL, failure = NULL,
            failure_detail = NULL, lease = NULL, leased_until = NULL
        WHERE body = $1 AND lease = $2";
    NOTE_POLL_FAILED = "UPDATE connections
        SET failing_since = COALESCE(failing_since, $3), failure = $4, failure_detail = $5, next_poll_at = $6,
            lease = NULL, leased_until = NULL
        WHERE body = $1 AND lease = $2";
}

#[derive(FromRow)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a row as the database has it"
)]
struct ConnectionRow {
    body: Uuid,
    url: String,
    jurisdiction: Option<String>,
    key_from: String,
    services: Json<Services>,
    acts_as: Uuid,
    language: String,
    extensions: bool,
    repeats_safely: bool,
    poll_minutes: i64,
    in_service: bool,
    polled_until: i64,
    polled_at: Option<i64>,
    failing_since: Option<i64>,
    failure: Option<String>,
    failure_detail: Option<String>,
    poll_is_due: bool,
    send_is_due: bool,
}

impl ConnectionRow {
    fn connected(self) -> Result<Connected, StoreError> {
        let spot = Spot::new("connections", self.body);
        Ok(Connected {
            connection: Connection {
                body: BodyId::new(self.body),
                url: self.url,
                jurisdiction: self.jurisdiction,
                key_from: self.key_from,
                services: self.services.0,
                acts_as: PersonId::new(self.acts_as),
                language: spot.word("language", &self.language, Language::from_tag)?,
                extensions: self.extensions,
                repeats_safely: self.repeats_safely,
                poll_minutes: self.poll_minutes,
                in_service: self.in_service,
            },
            polled_until: Instant::from_micros(self.polled_until),
            polled_at: instant(self.polled_at),
            failing_since: instant(self.failing_since),
            failure: Failure::of(self.failure, self.failure_detail),
            poll_is_due: self.poll_is_due,
            send_is_due: self.send_is_due,
        })
    }
}

impl Conn<'_> {
    /// All connections in the order of their bodies, and what is due there.
    pub async fn list_connections(&mut self, now: Instant) -> Result<Vec<Connected>, StoreError> {
        let rows: Vec<ConnectionRow> = on!(self, |conn| sqlx::query_as(LIST_CONNECTIONS)
            .bind(now.micros())
            .fetch_all(conn)
            .await)
        .during("list connections")?;
        rows.into_iter().map(ConnectionRow::connected).collect()
    }
}

impl Writer {
    /// Keeps connections; those that are there are changed. What is not named stays.
    pub async fn import_connections(
        &mut self,
        new: &[Connection],
        now: Instant,
    ) -> Result<Imported, StoreError> {
        let there = self.conn().list_connections(now).await?;
        let mut done = Imported::default();
        for one in new {
            match there.iter().find(|known| known.connection.body == one.body) {
                Some(known) if known.connection == *one => done.unchanged += 1,
                Some(_) => {
                    self.upsert_connection(one, now).await?;
                    done.changed += 1;
                }
                None => {
                    self.upsert_connection(one, now).await?;
                    done.added += 1;
                }
            }
        }
        Ok(done)
    }

    async fn upsert_connection(
        &mut self,
        one: &Connection,
        now: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(UPSERT_CONNECTION)
            .bind(one.body.uuid())
            .bind(one.url.as_str())
            .bind(one.jurisdiction.as_deref())
            .bind(one.key_from.as_str())
            .bind(Json(&one.services))
            .bind(one.acts_as.uuid())
            .bind(one.language.tag())
            .bind(one.extensions)
            .bind(one.repeats_safely)
            .bind(one.poll_minutes)
            .bind(one.in_service)
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("keep connection")
    }

    /// Claims the asking for updates; `false` when it is not due or another
    /// server asks.
    pub async fn claim_poll(
        &mut self,
        body: BodyId,
        lease: Uuid,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let claimed = on!(self, |conn| sqlx::query(CLAIM_POLL)
            .bind(body.uuid())
            .bind(lease)
            .bind(now.plus_seconds(LEASE_SECONDS).micros())
            .bind(now.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("claim a poll")?;
        Ok(claimed == 1)
    }

    /// Says that at `now` every update up to `until` was known.
    pub async fn note_polled(
        &mut self,
        body: BodyId,
        lease: Uuid,
        until: Instant,
        now: Instant,
        again_at: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(NOTE_POLLED)
            .bind(body.uuid())
            .bind(lease)
            .bind(until.micros())
            .bind(now.micros())
            .bind(again_at.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("note a poll")
    }

    /// Says that a system did not answer.
    pub async fn note_poll_failed(
        &mut self,
        body: BodyId,
        lease: Uuid,
        failure: &Failure,
        now: Instant,
        again_at: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(NOTE_POLL_FAILED)
            .bind(body.uuid())
            .bind(lease)
            .bind(now.micros())
            .bind(failure.code.as_str())
            .bind(failure.detail.as_str())
            .bind(again_at.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("note a failed poll")
    }
}

reads! {
    list_connections(now: Instant) -> Vec<Connected>;
}

writes! {
    import_connections(new: &[Connection], now: Instant) -> Imported;
    claim_poll(body: BodyId, lease: Uuid, now: Instant) -> bool;
    note_polled(body: BodyId, lease: Uuid, until: Instant, now: Instant, again_at: Instant) -> ();
    note_poll_failed(body: BodyId, lease: Uuid, failure: &Failure, now: Instant, again_at: Instant) -> ();
}
