//! Writing a challenge: its state, the columns drawn from it, its events, its
//! seats and cases. Always inside the transaction of the command.

use std::collections::BTreeSet;

use domain::challenge::{Challenge, Event, Recorded, Stage};
use domain::id::{BodyId, CaseId};
use domain::instant::Instant;
use sqlx::types::Json;

use crate::Writer;
use crate::engine::connection::on;
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::statements::sql;

sql! {
    INSERT_CHALLENGE = "INSERT INTO challenges (id, reference, version, state, place, convener, opened_at, next_step_by, closed_at, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    UPDATE_CHALLENGE = "UPDATE challenges
        SET version = $3, state = $4, place = $5, convener = $6, opened_at = $7, next_step_by = $8, closed_at = $9, changed_at = $10
        WHERE id = $1 AND reference = $2 AND version = $11";
    INSERT_CHALLENGE_EVENT = "INSERT INTO challenge_events (id, challenge, number, kind, payload_version, payload, at, by_person, by_body)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    INSERT_CHALLENGE_CASE = "INSERT INTO challenge_cases (case_id, challenge) VALUES ($1, $2)";
    DELETE_CHALLENGE_CASE = "DELETE FROM challenge_cases WHERE case_id = $1 AND challenge = $2";
    INSERT_CHALLENGE_SEAT = "INSERT INTO challenge_seats (challenge, body) VALUES ($1, $2)";
    DELETE_CHALLENGE_SEAT = "DELETE FROM challenge_seats WHERE challenge = $1 AND body = $2";
}

/// Binds the columns that the insertion and the update share, `$1` to `$10`.
macro_rules! bind_challenge {
    ($query:expr, $challenge:expr, $now:expr) => {{
        let challenge: &Challenge = $challenge;
        let closed_at = match &challenge.stage {
            Stage::Open { .. } => None,
            Stage::Closed { at, .. } => Some(at.micros()),
        };
        $query
            .bind(challenge.id.uuid())
            .bind(challenge.reference.number())
            .bind(challenge.version)
            .bind(Json(challenge))
            .bind(challenge.place.uuid())
            .bind(challenge.convener.uuid())
            .bind(challenge.opened_at.micros())
            .bind(challenge.wake_at().map(Instant::micros))
            .bind(closed_at)
            .bind($now.micros())
    }};
}

/// The bodies at its table.
fn seats(challenge: &Challenge) -> BTreeSet<BodyId> {
    let seated = challenge.seats.iter().map(|seat| seat.body);
    seated.chain([challenge.convener]).collect()
}

impl Writer {
    /// Keeps a new challenge with its first events.
    pub(super) async fn insert_challenge(
        &mut self,
        challenge: &Challenge,
        recorded: &[Recorded],
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| bind_challenge!(
            sqlx::query(INSERT_CHALLENGE),
            challenge,
            now
        )
        .execute(conn)
        .await
        .map(drop))
        .during("insert challenge")?;
        self.keep_challenge_events(None, challenge, recorded, ids)
            .await?;
        let seated: Vec<BodyId> = seats(challenge).into_iter().collect();
        self.tell_of_challenge(challenge, recorded, &seated, ids, now)
            .await
    }

    /// Keeps what a command made of `before`; `false` when another one was faster.
    pub(super) async fn update_challenge(
        &mut self,
        before: &Challenge,
        challenge: &Challenge,
        recorded: &[Recorded],
        ids: &Ids,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let changed = on!(self, |conn| bind_challenge!(
            sqlx::query(UPDATE_CHALLENGE),
            challenge,
            now
        )
        .bind(before.version)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))
        .during("update challenge")?;
        if changed == 0 {
            return Ok(false);
        }
        self.keep_challenge_events(Some(before), challenge, recorded, ids)
            .await?;
        if seats(before) != seats(challenge) {
            self.hand_thread_about(challenge, recorded, ids, now)
                .await?;
        }
        let (had, has) = (seats(before), seats(challenge));
        let seated: Vec<BodyId> = has.difference(&had).copied().collect();
        self.tell_of_challenge(challenge, recorded, &seated, ids, now)
            .await?;
        Ok(true)
    }

    async fn keep_challenge_events(
        &mut self,
        before: Option<&Challenge>,
        challenge: &Challenge,
        recorded: &[Recorded],
        ids: &Ids,
    ) -> Result<(), StoreError> {
        for one in recorded {
            self.insert_challenge_event(challenge, one, ids).await?;
            match &one.event {
                Event::Gathered { case, .. } => {
                    self.link_case(INSERT_CHALLENGE_CASE, challenge, *case)
                        .await?;
                }
                Event::Released { case, .. } => {
                    self.link_case(DELETE_CHALLENGE_CASE, challenge, *case)
                        .await?;
                }
                _ => {}
            }
        }
        let (had, has) = (before.map(seats).unwrap_or_default(), seats(challenge));
        for body in has.difference(&had) {
            self.link_seat(INSERT_CHALLENGE_SEAT, challenge, *body)
                .await?;
        }
        for body in had.difference(&has) {
            self.link_seat(DELETE_CHALLENGE_SEAT, challenge, *body)
                .await?;
        }
        Ok(())
    }

    async fn insert_challenge_event(
        &mut self,
        challenge: &Challenge,
        one: &Recorded,
        ids: &Ids,
    ) -> Result<(), StoreError> {
        let kind = one.event.kind();
        self.insert_event_of(INSERT_CHALLENGE_EVENT, challenge.id.uuid(), kind, one, ids)
            .await
    }

    async fn link_case(
        &mut self,
        sql: &'static str,
        challenge: &Challenge,
        case: CaseId,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(sql)
            .bind(case.uuid())
            .bind(challenge.id.uuid())
            .execute(conn)
            .await
            .map(drop))
        .during("link a case and a challenge")
    }

    async fn link_seat(
        &mut self,
        sql: &'static str,
        challenge: &Challenge,
        body: BodyId,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(sql)
            .bind(challenge.id.uuid())
            .bind(body.uuid())
            .execute(conn)
            .await
            .map(drop))
        .during("keep a seat of a challenge")
    }
}
