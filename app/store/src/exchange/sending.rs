//! Sending: one server claims what is due, says that it is about to send,
//! sends, and says what came of it. A server that dies in between leaves the
//! case *in doubt*, and what is in doubt is not sent again blindly.

use domain::exchange::{DispatchState, Next, Tried};
use domain::id::{BodyId, CaseId, DispatchId};
use domain::instant::Instant;
use domain::reference::Reference;
use sqlx::FromRow;
use sqlx::types::Uuid;

use crate::engine::connection::{on, reads, transaction, writes};
use crate::error::{During as _, StoreError};
use crate::row::{Spot, instant};
use crate::statements::sql;
use crate::{Conn, Store, Writer};

/// How long a claim holds, in seconds; a step takes less than half of it.
const LEASE_SECONDS: i64 = 180;
/// The most characters kept of what another system says about a failure.
const DETAIL: usize = 300;

/// Why something failed: a code that pages have a sentence for, and what the
/// other system said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Which.
    pub code: String,
    /// More, for who has to mend it; may be empty.
    pub detail: String,
}

impl Failure {
    /// A failure, with as much of the detail as is kept.
    pub fn new(code: &str, detail: &str) -> Self {
        Self {
            code: code.to_owned(),
            detail: detail
                .chars()
                .filter(|one| !one.is_control())
                .take(DETAIL)
                .collect(),
        }
    }

    pub(super) fn of(code: Option<String>, detail: Option<String>) -> Option<Self> {
        let code = code?;
        Some(Self {
            code,
            detail: detail.unwrap_or_default(),
        })
    }
}

/// A sending that this server has claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// Which.
    pub id: DispatchId,
    /// The case.
    pub case: CaseId,
    /// Its reference.
    pub reference: Reference,
    /// The number of the event that brought it to the body.
    pub cause: i64,
    /// What was tried before.
    pub tried: Tried,
    /// Whose claim it is.
    pub lease: Uuid,
    /// How often it was claimed.
    pub fence: i64,
}

/// What the other system gave for a case that it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Its number.
    Number(String),
    /// A token that becomes a number later.
    Token(String),
}

/// A case that was sent and whose updates are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// Which.
    pub id: DispatchId,
    /// The number there, or the token that becomes one.
    pub taken: Taken,
}

sql! {
    CLAIM_SENDING_SQLITE = "UPDATE dispatches
        SET lease = $1, leased_until = $2, fence = fence + 1
        WHERE id IN (SELECT d.id
            FROM dispatches d
            WHERE d.body = $4 AND d.state = 'waiting' AND d.next_try_at <= $3
                AND (d.leased_until IS NULL OR d.leased_until <= $3)
            ORDER BY d.next_try_at, d.id
            LIMIT 1)";
    CLAIM_SENDING_POSTGRES = "UPDATE dispatches
        SET lease = $1, leased_until = $2, fence = fence + 1
        WHERE id IN (SELECT d.id
            FROM dispatches d
            WHERE d.body = $4 AND d.state = 'waiting' AND d.next_try_at <= $3
                AND (d.leased_until IS NULL OR d.leased_until <= $3)
            ORDER BY d.next_try_at, d.id
            LIMIT 1
            FOR UPDATE SKIP LOCKED)";
    FIND_CLAIMED_SENDING = "SELECT d.id, d.case_id, c.reference, d.cause, d.attempts, d.first_tried_at, d.in_doubt, d.looks, d.fence
        FROM dispatches d
        JOIN cases c ON c.id = d.case_id
        WHERE d.lease = $1 AND d.state = 'waiting'
        ORDER BY d.leased_until DESC, d.id
        LIMIT 1";
    ABOUT_TO_SEND = "UPDATE dispatches
        SET in_doubt = TRUE, attempts = attempts + 1, first_tried_at = COALESCE(first_tried_at, $4)
        WHERE id = $1 AND lease = $2 AND fence = $3 AND state = 'waiting' AND leased_until > $4";
    ABOUT_TO_LOOK = "UPDATE dispatches
        SET attempts = attempts + 1, first_tried_at = COALESCE(first_tried_at, $4)
        WHERE id = $1 AND lease = $2 AND fence = $3 AND state = 'waiting' AND leased_until > $4";
    // Whoever knows that it was taken may say so, however late.
    NOTE_SENT = "UPDATE dispatches
        SET state = 'sent', sent_at = $2, remote_id = $3, token = $4, in_doubt = FALSE, failure = NULL,
            failure_detail = NULL, lease = NULL, leased_until = NULL, ended_at = NULL
        WHERE id = $1 AND state <> 'sent'";
    NOTE_NOT_SENT = "UPDATE dispatches
        SET state = $4, next_try_at = $5, ended_at = $6, in_doubt = $7, failure = $8, failure_detail = $9,
            looks = looks + $10, lease = NULL, leased_until = NULL
        WHERE id = $1 AND lease = $2 AND fence = $3 AND state = 'waiting'";
    NOTE_NUMBER = "UPDATE dispatches SET remote_id = $2, token = NULL WHERE id = $1 AND remote_id IS NULL";
    TRY_AGAIN = "UPDATE dispatches
        SET state = 'waiting', next_try_at = $2, attempts = 0, first_tried_at = NULL, in_doubt = FALSE, looks = 0,
            ended_at = NULL
        WHERE id = $1 AND state = 'given-up'";
    LIST_FOLLOWED = "SELECT d.id, d.remote_id, d.token
        FROM dispatches d
        JOIN cases c ON c.id = d.case_id
        WHERE d.body = $1 AND d.state = 'sent' AND c.holder = d.body AND c.closed_at IS NULL
        ORDER BY d.sent_at, d.id";
}

#[derive(FromRow)]
struct ClaimedRow {
    id: Uuid,
    case_id: Uuid,
    reference: i64,
    cause: i64,
    attempts: i64,
    first_tried_at: Option<i64>,
    in_doubt: bool,
    looks: i64,
    fence: i64,
}

impl ClaimedRow {
    fn claimed(self, lease: Uuid) -> Result<Claimed, StoreError> {
        let spot = Spot::new("cases", self.case_id);
        let reference = Reference::from_number(self.reference);
        Ok(Claimed {
            id: DispatchId::new(self.id),
            case: CaseId::new(self.case_id),
            reference: reference
                .ok_or_else(|| spot.corrupt("reference", "the check digit is wrong".to_owned()))?,
            cause: self.cause,
            tried: Tried {
                attempts: self.attempts,
                first_at: instant(self.first_tried_at),
                in_doubt: self.in_doubt,
                looks: self.looks,
            },
            lease,
            fence: self.fence,
        })
    }
}

impl Conn<'_> {
    /// The cases whose updates are asked for, as long as the body has them.
    pub async fn list_followed(&mut self, body: BodyId) -> Result<Vec<Followed>, StoreError> {
        let rows: Vec<(Uuid, Option<String>, Option<String>)> =
            on!(self, |conn| sqlx::query_as(LIST_FOLLOWED)
                .bind(body.uuid())
                .fetch_all(conn)
                .await)
            .during("list followed")?;
        let followed = rows.into_iter().filter_map(|(id, number, token)| {
            let taken = number
                .map(Taken::Number)
                .or_else(|| token.map(Taken::Token))?;
            Some(Followed {
                id: DispatchId::new(id),
                taken,
            })
        });
        Ok(followed.collect())
    }
}

impl Writer {
    /// Says that it is about to be sent; `false`, and it must not be, when the
    /// claim has run out or the case went elsewhere. From now on it may have arrived.
    pub async fn about_to_send(
        &mut self,
        claimed: &Claimed,
        now: Instant,
    ) -> Result<bool, StoreError> {
        self.about_to(ABOUT_TO_SEND, claimed, now).await
    }

    /// The same for what sends nothing: looking whether it has arrived.
    pub async fn about_to_look(
        &mut self,
        claimed: &Claimed,
        now: Instant,
    ) -> Result<bool, StoreError> {
        self.about_to(ABOUT_TO_LOOK, claimed, now).await
    }

    async fn about_to(
        &mut self,
        text: &'static str,
        claimed: &Claimed,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let holds = on!(self, |conn| sqlx::query(text)
            .bind(claimed.id.uuid())
            .bind(claimed.lease)
            .bind(claimed.fence)
            .bind(now.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("begin a sending")?;
        Ok(holds == 1)
    }

    /// Says that the other system has it.
    pub async fn note_sent(
        &mut self,
        id: DispatchId,
        taken: &Taken,
        now: Instant,
    ) -> Result<(), StoreError> {
        let (number, ticket) = match taken {
            Taken::Number(number) => (Some(number.as_str()), None),
            Taken::Token(given) => (None, Some(given.as_str())),
        };
        on!(self, |conn| sqlx::query(NOTE_SENT)
            .bind(id.uuid())
            .bind(now.micros())
            .bind(number)
            .bind(ticket)
            .execute(conn)
            .await
            .map(drop))
        .during("note a sending")
    }

    /// Says that it was not taken, or that nobody knows (`in_doubt`), whether it
    /// was looked for in vain, and what follows.
    pub async fn note_not_sent(
        &mut self,
        claimed: &Claimed,
        failure: &Failure,
        in_doubt: bool,
        looked: bool,
        next: Next,
        now: Instant,
    ) -> Result<(), StoreError> {
        let (state, at, ended) = match next {
            Next::TryAt(at) => (DispatchState::Waiting, at, None),
            Next::GiveUp => (DispatchState::GivenUp, now, Some(now)),
        };
        on!(self, |conn| sqlx::query(NOTE_NOT_SENT)
            .bind(claimed.id.uuid())
            .bind(claimed.lease)
            .bind(claimed.fence)
            .bind(state.code())
            .bind(at.micros())
            .bind(ended.map(Instant::micros))
            .bind(in_doubt)
            .bind(failure.code.as_str())
            .bind(failure.detail.as_str())
            .bind(i64::from(looked))
            .execute(conn)
            .await
            .map(drop))
        .during("note a failed sending")
    }

    /// Keeps the number that a token has become.
    pub async fn note_number(&mut self, id: DispatchId, number: &str) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(NOTE_NUMBER)
            .bind(id.uuid())
            .bind(number)
            .execute(conn)
            .await
            .map(drop))
        .during("note a number")
    }

    /// Has one that was given up tried again from the beginning: a person has
    /// seen to it. `false` when it was not given up.
    pub async fn try_dispatch_again(
        &mut self,
        id: DispatchId,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let changed = on!(self, |conn| sqlx::query(TRY_AGAIN)
            .bind(id.uuid())
            .bind(now.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("try a sending again")?;
        Ok(changed == 1)
    }
}

impl Store {
    /// Claims what has waited longest to be sent to this body, for three minutes.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_sending(
        &self,
        body: BodyId,
        lease: Uuid,
        now: Instant,
    ) -> Result<Option<Claimed>, StoreError> {
        let row = transaction!(self, |tx| {
            let claimed = on!(
                tx,
                CLAIM_SENDING_SQLITE | CLAIM_SENDING_POSTGRES,
                |conn, sql| {
                    sqlx::query(sql)
                        .bind(lease)
                        .bind(now.plus_seconds(LEASE_SECONDS).micros())
                        .bind(now.micros())
                        .bind(body.uuid())
                        .execute(conn)
                        .await
                        .map(|done| done.rows_affected())
                }
            )
            .during("claim a sending")?;
            if claimed == 0 {
                Ok(None)
            } else {
                on!(tx, |conn| sqlx::query_as::<_, ClaimedRow>(
                    FIND_CLAIMED_SENDING
                )
                .bind(lease)
                .fetch_optional(conn)
                .await)
                .during("find a claimed sending")
            }
        })?;
        row.map(|row| row.claimed(lease)).transpose()
    }
}

reads! {
    list_followed(body: BodyId) -> Vec<Followed>;
}

writes! {
    about_to_send(claimed: &Claimed, now: Instant) -> bool;
    about_to_look(claimed: &Claimed, now: Instant) -> bool;
    note_sent(id: DispatchId, taken: &Taken, now: Instant) -> ();
    note_not_sent(claimed: &Claimed, failure: &Failure, in_doubt: bool, looked: bool, next: Next, now: Instant) -> ();
    note_number(id: DispatchId, number: &str) -> ();
    try_dispatch_again(id: DispatchId, now: Instant) -> bool;
}
