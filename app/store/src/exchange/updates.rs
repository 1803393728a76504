//! Updates from other systems: each is kept once, with what became of it, in
//! the transaction in which it changes its case.

use domain::case::{Case, Order};
use domain::exchange::{Judged, Known, RemoteUpdate, UpdateOutcome, dated, judge};
use domain::id::{BodyId, DispatchId};
use domain::instant::Instant;
use domain::person::Actor;
use domain::reference::Reference;
use sqlx::FromRow;
use sqlx::types::Uuid;

use crate::cases::ActError;
use crate::engine::connection::{on, reads, transaction};
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::statements::sql;
use crate::{Conn, Store, Writer};

sql! {
    IS_KNOWN_UPDATE = "SELECT EXISTS (SELECT 1 FROM remote_updates WHERE dispatch = $1 AND key = $2)";
    FIND_KNOWN = "SELECT c.reference, d.body, d.newest_at, d.newest_key, d.taken_at,
            NOT EXISTS (SELECT 1
                FROM dispatches l
                WHERE l.case_id = d.case_id AND l.body = d.body AND l.cause > d.cause) AS is_latest
        FROM dispatches d
        JOIN cases c ON c.id = d.case_id
        WHERE d.id = $1";
    INSERT_UPDATE = "INSERT INTO remote_updates (dispatch, key, status, at, words, outcome, reason, received_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (dispatch, key) DO NOTHING";
    NOTE_NEWEST = "UPDATE dispatches SET newest_at = $2, newest_key = $3, taken_at = COALESCE($4, taken_at) WHERE id = $1";
}

#[derive(FromRow)]
struct KnownRow {
    reference: i64,
    body: Uuid,
    newest_at: Option<i64>,
    newest_key: Option<String>,
    taken_at: i64,
    is_latest: bool,
}

impl Conn<'_> {
    /// Whether an update was kept before.
    pub async fn is_known_update(
        &mut self,
        dispatch: DispatchId,
        key: &str,
    ) -> Result<bool, StoreError> {
        on!(self, |conn| sqlx::query_scalar(IS_KNOWN_UPDATE)
            .bind(dispatch.uuid())
            .bind(key)
            .fetch_one(conn)
            .await)
        .during("look for an update")
    }

    async fn find_known(&mut self, dispatch: DispatchId) -> Result<Option<KnownRow>, StoreError> {
        on!(self, |conn| sqlx::query_as(FIND_KNOWN)
            .bind(dispatch.uuid())
            .fetch_optional(conn)
            .await)
        .during("find what is known of a dispatch")
    }
}

/// What became of an update: its outcome, and the code of the rule that refused it.
type Became = (UpdateOutcome, Option<&'static str>);

impl Writer {
    /// Asks of the case what the update says, as far as the rules let it: what
    /// was done before a rule says no stays done.
    async fn ask_of_case(
        &mut self,
        store: &Store,
        case: Case,
        judged: Judged,
        actor: &Actor,
        ids: &Ids,
        now: Instant,
    ) -> Result<Became, StoreError> {
        let commands = match judged {
            Judged::Keep(outcome) => return Ok((outcome, None)),
            Judged::Ask(commands) => commands,
        };
        let (mut case, mut applied) = (case, false);
        for command in commands {
            let order = Order::from(command);
            match self
                .carry_out(store, case.clone(), &order, actor, ids, now)
                .await
            {
                Ok(acted) => (case, applied) = (acted.case, true),
                Err(ActError::Store(error)) => return Err(error),
                Err(_) if applied => break,
                Err(ActError::NotFound) => {
                    return Ok((UpdateOutcome::Refused, Some("not-visible")));
                }
                Err(ActError::Refused(why)) => {
                    return Ok((UpdateOutcome::Refused, Some(why.code())));
                }
            }
        }
        Ok((UpdateOutcome::Applied, None))
    }

    async fn keep_update(
        &mut self,
        dispatch: DispatchId,
        update: &RemoteUpdate,
        (outcome, reason): Became,
        now: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(INSERT_UPDATE)
            .bind(dispatch.uuid())
            .bind(update.key.as_str())
            .bind(update.status.as_str())
            .bind(update.at.micros())
            .bind(update.words.as_str())
            .bind(outcome.code())
            .bind(reason)
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("keep an update")?;
        if matches!(outcome, UpdateOutcome::Older | UpdateOutcome::Elsewhere) {
            return Ok(());
        }
        let taken = (outcome == UpdateOutcome::Applied).then(|| now.micros());
        on!(self, |conn| sqlx::query(NOTE_NEWEST)
            .bind(dispatch.uuid())
            .bind(dated(update, now).micros())
            .bind(update.key.as_str())
            .bind(taken)
            .execute(conn)
            .await
            .map(drop))
        .during("note the newest update")
    }

    async fn apply(
        &mut self,
        store: &Store,
        dispatch: DispatchId,
        update: &RemoteUpdate,
        actor: &Actor,
        ids: &Ids,
        now: Instant,
    ) -> Result<Option<UpdateOutcome>, StoreError> {
        let Some(row) = self.conn().find_known(dispatch).await? else {
            return Ok(None);
        };
        let reference = Reference::from_number(row.reference);
        let case = match reference {
            Some(reference) => self.lock_case(reference).await?,
            None => None,
        };
        // Behind the lock of the case: another server may have been here just now.
        let (Some(case), Some(row)) = (case, self.conn().find_known(dispatch).await?) else {
            return Ok(None);
        };
        if self.conn().is_known_update(dispatch, &update.key).await? {
            return Ok(None);
        }
        let known = Known {
            body: BodyId::new(row.body),
            is_latest: row.is_latest,
            newest: row.newest_at.map(Instant::from_micros).zip(row.newest_key),
            taken_at: Instant::from_micros(row.taken_at),
        };
        let judged = judge(&case, &known, update, now);
        let became = self
            .ask_of_case(store, case, judged, actor, ids, now)
            .await?;
        self.keep_update(dispatch, update, became, now).await?;
        Ok(Some(became.0))
    }
}

impl Store {
    /// Keeps an update, and lets it change its case by the rules of everybody;
    /// `None` when it was kept before.
    ///
    /// # Errors
    /// When the database fails; then nothing was kept.
    pub async fn apply_update(
        &self,
        dispatch: DispatchId,
        update: &RemoteUpdate,
        actor: &Actor,
        ids: &Ids,
        now: Instant,
    ) -> Result<Option<UpdateOutcome>, StoreError> {
        transaction!(self, |tx| {
            tx.apply(self, dispatch, update, actor, ids, now).await
        })
    }
}

reads! {
    is_known_update(dispatch: DispatchId, key: &str) -> bool;
}
