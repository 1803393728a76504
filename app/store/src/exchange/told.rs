//! What the steward is told about connections: how much waits, what failed,
//! and why. Only public cases are ever sent, so none of it is private.

use domain::exchange::DispatchState;
use domain::handle::Handle;
use domain::id::{BodyId, DispatchId, PersonId};
use domain::instant::Instant;
use domain::language::Language;
use domain::reference::Reference;
use sqlx::FromRow;
use sqlx::types::Uuid;

use super::Failure;
use crate::Conn;
use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::row::Spot;
use crate::statements::sql;

/// From this try on a sending that waits counts as failing.
const FAILING_FROM: i64 = 3;

sql! {
    COUNT_DISPATCHES = "SELECT d.body, d.state, COUNT(*) AS number,
            CAST(COALESCE(SUM(CASE WHEN d.state = 'waiting' AND d.attempts >= $1 THEN 1 ELSE 0 END), 0) AS BIGINT) AS failing,
            CAST(COALESCE(SUM(CASE WHEN d.ended_at >= $2 THEN 1 ELSE 0 END), 0) AS BIGINT) AS lately
        FROM dispatches d
        GROUP BY d.body, d.state
        ORDER BY d.body, d.state";
    LIST_TROUBLED = "SELECT d.id, d.body, d.state, c.reference, d.attempts, d.next_try_at, d.in_doubt, d.failure, d.failure_detail
        FROM dispatches d
        JOIN cases c ON c.id = d.case_id
        WHERE c.visibility IN ('public', 'public-without-name')
            AND (d.state = 'given-up' OR (d.state = 'waiting' AND d.attempts > 0))
        ORDER BY d.state, d.next_try_at DESC, d.id
        LIMIT $1";
    LIST_REACHABLE_STEWARDS = "SELECT p.id, p.language, h.address
        FROM people p
        JOIN handles h ON h.person = p.id AND h.confirmed_at IS NOT NULL
        WHERE p.steward
        ORDER BY p.id, h.kind, h.address";
}

/// How many cases of a body are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Still to be sent.
    pub waiting: i64,
    /// Of these, tried several times in vain.
    pub failing: i64,
    /// Sent.
    pub sent: i64,
    /// Given up.
    pub given_up: i64,
    /// Of these, within the time that was asked for.
    pub given_up_lately: i64,
}

/// A sending that does not work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Troubled {
    /// Which.
    pub id: DispatchId,
    /// To which body.
    pub body: BodyId,
    /// Waiting, or given up.
    pub state: DispatchState,
    /// The reference of the case.
    pub reference: Reference,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next, while it waits.
    pub next_try_at: Instant,
    /// Whether it may have arrived.
    pub in_doubt: bool,
    /// Why.
    pub failure: Option<Failure>,
}

/// A steward, and where a message reaches them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReachableSteward {
    /// Who.
    pub person: PersonId,
    /// In which language.
    pub language: Language,
    /// Where: by e-mail if they have an address, else by text message.
    pub handle: Handle,
}

#[derive(FromRow)]
struct CountRow {
    body: Uuid,
    state: String,
    number: i64,
    failing: i64,
    lately: i64,
}

#[derive(FromRow)]
struct TroubledRow {
    id: Uuid,
    body: Uuid,
    state: String,
    reference: i64,
    attempts: i64,
    next_try_at: i64,
    in_doubt: bool,
    failure: Option<String>,
    failure_detail: Option<String>,
}

impl TroubledRow {
    fn troubled(self) -> Result<Troubled, StoreError> {
        let spot = Spot::new("dispatches", self.id);
        let wrong = || spot.corrupt("case_id", "the check digit is wrong".to_owned());
        Ok(Troubled {
            id: DispatchId::new(self.id),
            body: BodyId::new(self.body),
            state: spot.word("state", &self.state, DispatchState::from_code)?,
            reference: Reference::from_number(self.reference).ok_or_else(wrong)?,
            attempts: self.attempts,
            next_try_at: Instant::from_micros(self.next_try_at),
            in_doubt: self.in_doubt,
            failure: Failure::of(self.failure, self.failure_detail),
        })
    }
}

impl Conn<'_> {
    /// How many cases of each body are in which state; what was given up since
    /// `lately` is counted once more.
    pub async fn count_dispatches(
        &mut self,
        lately: Instant,
    ) -> Result<Vec<(BodyId, Counted)>, StoreError> {
        let rows: Vec<CountRow> = on!(self, |conn| sqlx::query_as(COUNT_DISPATCHES)
            .bind(FAILING_FROM)
            .bind(lately.micros())
            .fetch_all(conn)
            .await)
        .during("count dispatches")?;
        let mut counted: Vec<(BodyId, Counted)> = Vec::new();
        for row in rows {
            let body = BodyId::new(row.body);
            if counted.last().is_none_or(|(last, _)| *last != body) {
                counted.push((body, Counted::default()));
            }
            let Some((_, one)) = counted.last_mut() else {
                continue;
            };
            let spot = Spot::new("dispatches", row.body);
            match spot.word("state", &row.state, DispatchState::from_code)? {
                DispatchState::Waiting => (one.waiting, one.failing) = (row.number, row.failing),
                DispatchState::Sent => one.sent = row.number,
                DispatchState::GivenUp => {
                    (one.given_up, one.given_up_lately) = (row.number, row.lately);
                }
                DispatchState::Cancelled => {}
            }
        }
        Ok(counted)
    }

    /// At most `limit` sendings that do not work, those given up first.
    pub async fn list_troubled(&mut self, limit: i64) -> Result<Vec<Troubled>, StoreError> {
        let rows: Vec<TroubledRow> = on!(self, |conn| sqlx::query_as(LIST_TROUBLED)
            .bind(limit)
            .fetch_all(conn)
            .await)
        .during("list troubled dispatches")?;
        rows.into_iter().map(TroubledRow::troubled).collect()
    }

    /// All stewards who can be reached.
    pub async fn list_reachable_stewards(&mut self) -> Result<Vec<ReachableSteward>, StoreError> {
        let rows: Vec<(Uuid, String, String)> =
            on!(self, |conn| sqlx::query_as(LIST_REACHABLE_STEWARDS)
                .fetch_all(conn)
                .await)
            .during("list stewards")?;
        let mut stewards: Vec<ReachableSteward> = Vec::new();
        for (person, language, address) in rows {
            let spot = Spot::new("people", person);
            // The first handle of each: e-mail sorts before phone.
            if stewards
                .last()
                .is_some_and(|last| last.person.uuid() == person)
            {
                continue;
            }
            stewards.push(ReachableSteward {
                person: PersonId::new(person),
                language: spot.word("language", &language, Language::from_tag)?,
                handle: spot.value("address", Handle::try_from(address))?,
            });
        }
        Ok(stewards)
    }
}

reads! {
    count_dispatches(lately: Instant) -> Vec<(BodyId, Counted)>;
    list_troubled(limit: i64) -> Vec<Troubled>;
    list_reachable_stewards() -> Vec<ReachableSteward>;
}
