//! That a case goes to the system of its holder: written in the transaction
//! that brings it there, once for each coming; and how that stands.

use domain::case::Case;
use domain::exchange::{DispatchState, UpdateOutcome, is_sent};
use domain::id::{BodyId, CaseId};
use domain::instant::Instant;
use sqlx::FromRow;
use sqlx::types::Uuid;

use super::Failure;
use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::row::{Spot, instant};
use crate::statements::sql;
use crate::{Conn, Writer};

sql! {
    // A case that opens again at the same body is not sent a second time.
    INSERT_DISPATCH = "INSERT INTO dispatches (id, case_id, body, cause, state, created_at, attempts, next_try_at, in_doubt,
            looks, fence, taken_at)
        SELECT $1, $2, c.body, $3, 'waiting', $4, 0, $4, FALSE, 0, 0, $4
        FROM connections c
        WHERE c.body = $5 AND c.in_service
            AND ($6 OR NOT EXISTS (SELECT 1
                FROM dispatches d
                WHERE d.case_id = $2 AND d.body = $5 AND d.state <> 'cancelled'))
        ON CONFLICT (case_id, body, cause) DO NOTHING";
    CANCEL_DISPATCHES = "UPDATE dispatches
        SET state = 'cancelled', ended_at = $2
        WHERE case_id = $1 AND state IN ('waiting', 'given-up')";
    // Of two updates of one moment the one with the greater number is the newer: numbers are
    // longer the greater they are, and hashes all of one length.
    FIND_DISPATCH = "SELECT d.id, d.state, d.created_at, d.attempts, d.next_try_at, d.in_doubt, d.sent_at, d.remote_id,
            d.failure, d.failure_detail, u.outcome, u.words, u.at AS said_at
        FROM dispatches d
        LEFT JOIN remote_updates u ON u.dispatch = d.id AND u.key = (SELECT l.key
            FROM remote_updates l
            WHERE l.dispatch = d.id
            ORDER BY l.at DESC, LENGTH(l.key) DESC, l.key DESC
            LIMIT 1)
        WHERE d.case_id = $1 AND d.body = $2
        ORDER BY d.cause DESC
        LIMIT 1";
}

/// How the sending of a case stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispatched {
    /// Where it stands.
    pub state: DispatchState,
    /// Since when it is to be sent.
    pub created_at: Instant,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next, while it waits.
    pub next_try_at: Instant,
    /// Whether it may have arrived although nothing says so.
    pub in_doubt: bool,
    /// When it was taken.
    pub sent_at: Option<Instant>,
    /// Its number there.
    pub remote_id: Option<String>,
    /// Why the last try failed.
    pub failure: Option<Failure>,
    /// The last that was said there: what became of it, the words, and when.
    pub said: Option<(UpdateOutcome, String, Instant)>,
}

#[derive(FromRow)]
struct DispatchRow {
    id: Uuid,
    state: String,
    created_at: i64,
    attempts: i64,
    next_try_at: i64,
    in_doubt: bool,
    sent_at: Option<i64>,
    remote_id: Option<String>,
    failure: Option<String>,
    failure_detail: Option<String>,
    outcome: Option<String>,
    words: Option<String>,
    said_at: Option<i64>,
}

impl DispatchRow {
    fn dispatched(self) -> Result<Dispatched, StoreError> {
        let spot = Spot::new("dispatches", self.id);
        let said = match (self.outcome, self.said_at) {
            (Some(outcome), Some(at)) => {
                let outcome = spot.word("outcome", &outcome, UpdateOutcome::from_code)?;
                let words = self.words.unwrap_or_default();
                Some((outcome, words, Instant::from_micros(at)))
            }
            _ => None,
        };
        Ok(Dispatched {
            state: spot.word("state", &self.state, DispatchState::from_code)?,
            created_at: Instant::from_micros(self.created_at),
            attempts: self.attempts,
            next_try_at: Instant::from_micros(self.next_try_at),
            in_doubt: self.in_doubt,
            sent_at: instant(self.sent_at),
            remote_id: self.remote_id,
            failure: Failure::of(self.failure, self.failure_detail),
            said,
        })
    }
}

impl Conn<'_> {
    /// How the last sending of a case to a body stands; `None` if it was never to be sent there.
    pub async fn find_dispatch(
        &mut self,
        case: CaseId,
        body: BodyId,
    ) -> Result<Option<Dispatched>, StoreError> {
        let row: Option<DispatchRow> = on!(self, |conn| sqlx::query_as(FIND_DISPATCH)
            .bind(case.uuid())
            .bind(body.uuid())
            .fetch_optional(conn)
            .await)
        .during("find dispatch")?;
        row.map(DispatchRow::dispatched).transpose()
    }
}

impl Writer {
    /// Brings what is to be sent in line with the case: what has come to a body
    /// with a system of its own goes there, what has left is not sent any more.
    pub(crate) async fn keep_dispatch(
        &mut self,
        before: Option<&Case>,
        case: &Case,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        let was_sent = before.is_some_and(is_sent);
        let moved = before.is_none_or(|before| before.holding.holder != case.holding.holder);
        if was_sent && (moved || !is_sent(case)) {
            self.cancel_dispatches(case.id, now).await?;
        }
        if is_sent(case) && (moved || !was_sent) {
            self.insert_dispatch(case, moved, ids, now).await?;
        }
        Ok(())
    }

    async fn insert_dispatch(
        &mut self,
        case: &Case,
        moved: bool,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(INSERT_DISPATCH)
            .bind(ids.uuid())
            .bind(case.id.uuid())
            .bind(case.version)
            .bind(now.micros())
            .bind(case.holding.holder.uuid())
            .bind(moved)
            .execute(conn)
            .await
            .map(drop))
        .during("insert dispatch")
    }

    async fn cancel_dispatches(&mut self, case: CaseId, now: Instant) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(CANCEL_DISPATCHES)
            .bind(case.uuid())
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("cancel dispatches")
    }
}

reads! {
    find_dispatch(case: CaseId, body: BodyId) -> Option<Dispatched>;
}
