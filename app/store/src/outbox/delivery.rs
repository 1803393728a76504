//! Delivering: a server claims some messages for a while, sends them, and says
//! what came of it. A server that dies gives its claims back by saying nothing.
//!
//! A message can reach somebody twice only when a server dies between sending
//! and saying so; it never gets lost.

use domain::handle::Handle;
use domain::helping::ReachedBy;
use domain::id::{CaseId, NoticeId, PersonId};
use domain::instant::Instant;
use domain::language::Language;
use domain::reference::Reference;
use serde_json::Value;
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use super::Channel;
use crate::engine::connection::{on, reads, transaction, writes};
use crate::error::{During as _, StoreError};
use crate::row::{Spot, hex, instant};
use crate::statements::sql;
use crate::{Conn, Store, Writer};

/// How long a claim holds, in seconds.
const LEASE_SECONDS: i64 = 120;
/// How often a message is tried before it is given up.
pub const MAX_ATTEMPTS: i64 = 10;
/// Seconds until the second try; every further one waits three times as long, six hours at most.
const FIRST_PAUSE_SECONDS: i64 = 60;
const LONGEST_PAUSE_SECONDS: i64 = 6 * 3600;

/// A message that this server has claimed.
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing {
    /// Which.
    pub id: NoticeId,
    /// How it travels.
    pub channel: Channel,
    /// Where to.
    pub to: Handle,
    /// To whom, if they have an account.
    pub person: Option<PersonId>,
    /// The name they are seen under, if they have an account.
    pub name: Option<String>,
    /// In which language.
    pub language: Language,
    /// Which text: the code of a `NoticeKind`, or the kind of a message.
    pub kind: String,
    /// What the text needs, by name.
    pub args: Value,
    /// About which case.
    pub case: Option<(CaseId, Reference)>,
    /// How often it was tried before.
    pub attempts: i64,
    /// Through whom it goes, if the person is helped: then `to` is theirs.
    pub through: Option<Through>,
}

/// A helper to whom a message for somebody else goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Through {
    /// The name they are seen under.
    pub helper: String,
    /// The language they read.
    pub language: Language,
    /// How they bring it.
    pub reached: ReachedBy,
    /// The door it is brought to, where one is needed.
    pub address: Option<String>,
}

/// The claim under which messages were taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim(Uuid);

impl Claim {
    /// A claim with an id of its own.
    pub const fn new(id: Uuid) -> Self {
        Self(id)
    }
}

/// What is in the outbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutboxState {
    /// Messages still to be sent.
    pub waiting: i64,
    /// Messages that were given up.
    pub failed: i64,
    /// Since when the oldest waits.
    pub oldest: Option<Instant>,
}

sql! {
    CLAIM_SQLITE = "UPDATE notices
        SET lease = $1, leased_until = $2
        WHERE id IN (SELECT id
            FROM notices
            WHERE state = 'waiting' AND next_try_at <= $3 AND (leased_until IS NULL OR leased_until <= $3)
            ORDER BY next_try_at, id
            LIMIT $4)";
    CLAIM_POSTGRES = "UPDATE notices
        SET lease = $1, leased_until = $2
        WHERE id IN (SELECT id
            FROM notices
            WHERE state = 'waiting' AND next_try_at <= $3 AND (leased_until IS NULL OR leased_until <= $3)
            ORDER BY next_try_at, id
            LIMIT $4
            FOR UPDATE SKIP LOCKED)";
    DROP_UNREACHABLE = "UPDATE notices
        SET state = 'dropped', leased_until = NULL, lease = NULL, failure = 'no confirmed address'
        WHERE lease = $1 AND state = 'waiting' AND (address IS NULL OR person IN (SELECT g.person FROM helped g))
            AND NOT EXISTS (SELECT 1
                FROM handles h
                WHERE h.confirmed_at IS NOT NULL
                    AND h.person = COALESCE((SELECT CASE WHEN g.until IS NULL THEN g.helper ELSE g.person END FROM helped g WHERE g.person = notices.person), notices.person)
                    AND h.kind = CASE notices.channel WHEN 'email' THEN 'email' ELSE 'phone' END)";
    LIST_CLAIMED = "SELECT n.id, n.channel, CASE WHEN g.person IS NULL THEN COALESCE(n.address, h.address) ELSE h.address END AS address, n.person, p.name,
            COALESCE(p.language, n.language) AS language, n.kind, n.args, n.case_id, c.reference, n.attempts,
            q.name AS helper, q.language AS helper_language, g.reached, g.address AS door
        FROM notices n
        LEFT JOIN people p ON p.id = n.person
        LEFT JOIN helped g ON g.person = n.person
        LEFT JOIN people q ON q.id = g.helper AND g.until IS NULL
        LEFT JOIN handles h ON h.person = CASE WHEN g.person IS NULL THEN n.person ELSE q.id END AND h.confirmed_at IS NOT NULL
            AND h.kind = CASE n.channel WHEN 'email' THEN 'email' ELSE 'phone' END
        LEFT JOIN cases c ON c.id = n.case_id
        WHERE n.lease = $1 AND n.state = 'waiting'
        ORDER BY n.next_try_at, n.id";
    MARK_DELIVERED_SQLITE = "UPDATE notices
        SET state = 'delivered', delivered_at = $3, attempts = attempts + 1, leased_until = NULL, lease = NULL,
            args = CASE WHEN secret THEN '{}' ELSE args END
        WHERE lease = $2 AND id IN (SELECT unhex(value) FROM json_each($1))";
    MARK_DELIVERED_POSTGRES = "UPDATE notices
        SET state = 'delivered', delivered_at = $3, attempts = attempts + 1, leased_until = NULL, lease = NULL,
            args = CASE WHEN secret THEN '{}' ELSE args END
        WHERE lease = $2 AND id IN (SELECT value::UUID FROM jsonb_array_elements_text($1) AS t (value))";
    MARK_FAILED = "UPDATE notices
        SET state = CASE WHEN attempts + 1 >= $4 THEN 'failed' ELSE 'waiting' END,
            attempts = attempts + 1, next_try_at = $5, failure = $3, leased_until = NULL, lease = NULL,
            args = CASE WHEN secret AND attempts + 1 >= $4 THEN '{}' ELSE args END
        WHERE id = $1 AND lease = $2";
    POSTPONE = "UPDATE notices
        SET next_try_at = $3, leased_until = NULL, lease = NULL
        WHERE id = $1 AND lease = $2";
    HAS_DUE = "SELECT EXISTS (SELECT 1 FROM notices WHERE state = 'waiting' AND next_try_at <= $1)";
    OUTBOX_STATE = "SELECT
            (SELECT COUNT(*) FROM notices WHERE state = 'waiting') AS waiting,
            (SELECT COUNT(*) FROM notices WHERE state = 'failed') AS failed,
            (SELECT MIN(created_at) FROM notices WHERE state = 'waiting') AS oldest";
}

#[derive(FromRow)]
struct OutgoingRow {
    id: Uuid,
    channel: String,
    address: String,
    person: Option<Uuid>,
    name: Option<String>,
    language: String,
    kind: String,
    args: Json<Value>,
    case_id: Option<Uuid>,
    reference: Option<i64>,
    attempts: i64,
    helper: Option<String>,
    helper_language: Option<String>,
    reached: Option<String>,
    door: Option<String>,
}

#[derive(FromRow)]
struct OutboxRow {
    waiting: i64,
    failed: i64,
    oldest: Option<i64>,
}

impl OutgoingRow {
    fn outgoing(self) -> Result<Outgoing, StoreError> {
        let spot = Spot::new("notices", self.id);
        let reference = self.reference.and_then(Reference::from_number);
        let through = match (self.helper, &self.helper_language, &self.reached) {
            (Some(helper), Some(language), Some(reached)) => Some(Through {
                helper,
                language: spot.word("language", language, Language::from_tag)?,
                reached: spot.word("reached", reached, ReachedBy::from_code)?,
                address: self.door,
            }),
            _ => None,
        };
        Ok(Outgoing {
            id: NoticeId::new(self.id),
            channel: spot.word("channel", &self.channel, Channel::from_code)?,
            to: spot.value("address", Handle::try_from(self.address))?,
            person: self.person.map(PersonId::new),
            name: self.name,
            language: spot.word("language", &self.language, Language::from_tag)?,
            kind: self.kind,
            args: self.args.0,
            case: self.case_id.map(CaseId::new).zip(reference),
            attempts: self.attempts,
            through,
        })
    }
}

impl Conn<'_> {
    async fn has_due_notices(&mut self, now: Instant) -> Result<bool, StoreError> {
        on!(self, |conn| sqlx::query_scalar(HAS_DUE)
            .bind(now.micros())
            .fetch_one(conn)
            .await)
        .during("look for due notices")
    }

    /// How much is in the outbox.
    pub async fn outbox_state(&mut self) -> Result<OutboxState, StoreError> {
        let row: OutboxRow = on!(self, |conn| sqlx::query_as(OUTBOX_STATE)
            .fetch_one(conn)
            .await)
        .during("look into the outbox")?;
        Ok(OutboxState {
            waiting: row.waiting,
            failed: row.failed,
            oldest: instant(row.oldest),
        })
    }
}

impl Writer {
    /// Says that claimed messages went out. Those whose claim has run out and
    /// was taken by another server are left to that one.
    pub async fn mark_delivered(
        &mut self,
        ids: &[NoticeId],
        claim: Claim,
        now: Instant,
    ) -> Result<u64, StoreError> {
        let ids: Vec<String> = ids.iter().map(|id| hex(id.uuid())).collect();
        on!(
            self,
            MARK_DELIVERED_SQLITE | MARK_DELIVERED_POSTGRES,
            |conn, sql| {
                sqlx::query(sql)
                    .bind(Json(&ids))
                    .bind(claim.0)
                    .bind(now.micros())
                    .execute(conn)
                    .await
                    .map(|done| done.rows_affected())
            }
        )
        .during("mark notices delivered")
    }

    /// Says that a claimed message did not go out: it is tried again after a
    /// pause, or given up after [`MAX_ATTEMPTS`]. `attempts` is as claimed.
    pub async fn mark_failed(
        &mut self,
        message: &Outgoing,
        claim: Claim,
        why: &str,
        now: Instant,
    ) -> Result<(), StoreError> {
        let why: String = why.chars().take(500).collect();
        on!(self, |conn| sqlx::query(MARK_FAILED)
            .bind(message.id.uuid())
            .bind(claim.0)
            .bind(why.as_str())
            .bind(MAX_ATTEMPTS)
            .bind(now.plus_seconds(pause_seconds(message.attempts)).micros())
            .execute(conn)
            .await
            .map(drop))
        .during("mark notice failed")
    }

    /// Gives a claimed message back until later, for quiet hours; it does not count as a try.
    pub async fn postpone_notice(
        &mut self,
        id: NoticeId,
        claim: Claim,
        until: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(POSTPONE)
            .bind(id.uuid())
            .bind(claim.0)
            .bind(until.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("postpone notice")
    }
}

impl Store {
    /// Claims up to `limit` messages that are due, for two minutes. Several
    /// servers may do so at once; each message goes to one of them. What can
    /// reach nobody any more is dropped here.
    pub async fn claim_notices(
        &self,
        claim: Claim,
        limit: i64,
        now: Instant,
    ) -> Result<Vec<Outgoing>, StoreError> {
        // An idle server must not take the write lock every second.
        if !self.reader().await?.conn().has_due_notices(now).await? {
            return Ok(Vec::new());
        }
        let rows = transaction!(self, |tx| {
            on!(tx, CLAIM_SQLITE | CLAIM_POSTGRES, |conn, sql| {
                sqlx::query(sql)
                    .bind(claim.0)
                    .bind(now.plus_seconds(LEASE_SECONDS).micros())
                    .bind(now.micros())
                    .bind(limit)
                    .execute(conn)
                    .await
                    .map(drop)
            })
            .during("claim notices")?;
            on!(tx, |conn| sqlx::query(DROP_UNREACHABLE)
                .bind(claim.0)
                .execute(conn)
                .await
                .map(drop))
            .during("drop unreachable notices")?;
            on!(tx, |conn| sqlx::query_as::<_, OutgoingRow>(LIST_CLAIMED)
                .bind(claim.0)
                .fetch_all(conn)
                .await)
            .during("list claimed notices")
        })?;
        rows.into_iter().map(OutgoingRow::outgoing).collect()
    }
}

/// The pause after a message was tried `attempts` times before this try.
fn pause_seconds(attempts: i64) -> i64 {
    let times = u32::try_from(attempts.clamp(0, 20)).unwrap_or(20);
    FIRST_PAUSE_SECONDS
        .saturating_mul(3_i64.saturating_pow(times))
        .min(LONGEST_PAUSE_SECONDS)
}

reads! {
    outbox_state() -> OutboxState;
}

writes! {
    mark_delivered(ids: &[NoticeId], claim: Claim, now: Instant) -> u64;
    mark_failed(message: &Outgoing, claim: Claim, why: &str, now: Instant) -> ();
    postpone_notice(id: NoticeId, claim: Claim, until: Instant) -> ();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_six_hours() {
        let pauses: Vec<i64> = (0..8).map(pause_seconds).collect();
        assert_eq!(pauses, [60, 180, 540, 1_620, 4_860, 14_580, 21_600, 21_600]);
        assert_eq!((pause_seconds(-1), pause_seconds(i64::MAX)), (60, 21_600));
    }
}
