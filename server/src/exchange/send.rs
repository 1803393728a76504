//! Sends what waits for one system, one case after the other.

use std::time::Duration;

use domain::case::Case;
use domain::exchange::{Attempt, Next, Step, Tried, is_sent, mark, next_step, since, try_again_at};
use domain::instant::Instant;
use store::StoreError;
use store::exchange::{Claimed, Connection, Failure, Taken};
use tokio_util::sync::CancellationToken;

use super::paging::{Asked, List, Part};
use super::wire::{Trouble, unreadable};
use super::{AT_ONCE, Parts, answer, request};
use crate::config::Secret;

/// After how long nothing more is sent in one turn, so that answers are asked for, too.
const TURN: Duration = Duration::from_secs(30);

/// Sends what is due, until one thing does not go through: what follows would
/// wait for the same silence.
pub(super) async fn all(
    parts: &Parts,
    connection: &Connection,
    shutdown: &CancellationToken,
) -> Result<(), StoreError> {
    let began = tokio::time::Instant::now();
    for _ in 0..AT_ONCE {
        if shutdown.is_cancelled() || began.elapsed() > TURN {
            break;
        }
        let (lease, now) = (parts.app.ids.uuid(), parts.app.clock.now());
        let store = &parts.app.store;
        let Some(claimed) = store.claim_sending(connection.body, lease, now).await? else {
            break;
        };
        if !one(parts, connection, &claimed).await? {
            break;
        }
    }
    Ok(())
}

/// Sends one, or looks whether it has arrived; whether the other side is there.
async fn one(
    parts: &Parts,
    connection: &Connection,
    claimed: &Claimed,
) -> Result<bool, StoreError> {
    let (store, now) = (&parts.app.store, parts.app.clock.now());
    let case = store.find_case(claimed.reference).await?;
    let case = case.filter(|case| is_sent(case) && case.holding.holder == connection.body);
    let Some(case) = case else {
        let failure = Failure::new("elsewhere", "");
        store
            .note_not_sent(claimed, &failure, false, false, Next::GiveUp, now)
            .await?;
        return Ok(true);
    };
    let done = match next_step(&claimed.tried, connection.repeats_safely, now) {
        Step::Send => send(parts, connection, claimed, &case).await?,
        Step::Look => look(parts, connection, claimed, &case).await?,
    };
    match done {
        Done::NotOurs => Ok(true),
        Done::Taken(taken) => {
            metrics::counter!("linli_exchange_total", "outcome" => "sent").increment(1);
            store
                .note_sent(claimed.id, &taken, parts.app.clock.now())
                .await?;
            Ok(true)
        }
        Done::Not { trouble, looked } => {
            not_sent(parts, connection, claimed, &trouble, looked).await?;
            Ok(trouble.ended == Attempt::Refused)
        }
    }
}

/// How a step ended.
enum Done {
    /// Another server has it by now.
    NotOurs,
    /// The other system has it.
    Taken(Taken),
    /// It has not, or nobody knows.
    Not {
        trouble: Trouble,
        /// Whether its list was read, and the case was not on it.
        looked: bool,
    },
}

impl From<Trouble> for Done {
    fn from(trouble: Trouble) -> Self {
        Self::Not {
            trouble,
            looked: false,
        }
    }
}

async fn send(
    parts: &Parts,
    connection: &Connection,
    claimed: &Claimed,
    case: &Case,
) -> Result<Done, StoreError> {
    let key = match key(parts, connection) {
        Ok(key) => key,
        Err(trouble) => {
            // It counts as a try, so that the steward hears of it.
            let ours = parts
                .app
                .store
                .about_to_look(claimed, parts.app.clock.now())
                .await?;
            return Ok(if ours { trouble.into() } else { Done::NotOurs });
        }
    };
    let fields = request::fields(&parts.app, connection, claimed, case).await?;
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    if !parts
        .app
        .store
        .about_to_send(claimed, parts.app.clock.now())
        .await?
    {
        return Ok(Done::NotOurs);
    }
    let id = claimed.id.to_string();
    let answered = parts
        .wire
        .post(connection, "requests", &fields, &key, &id)
        .await;
    let answer = match answered {
        Ok(answer) => answer,
        Err(trouble) => return Ok(trouble.into()),
    };
    Ok(match answer::taken(&answer) {
        Some(taken) => Done::Taken(taken),
        None if answer::entries(&answer).is_none() => unreadable().into(),
        None => Trouble::new("no-number", "", Attempt::Unknown).into(),
    })
}

/// The key of the connection; what is wrong with it is told without it.
fn key(parts: &Parts, connection: &Connection) -> Result<Secret, Trouble> {
    let read = parts.keys.read(&connection.key_from);
    read.map_err(|why| Trouble::new("no-key", &why, Attempt::NotTaken))
}

/// Looks through the requests there for one that carries the mark of this case.
async fn look(
    parts: &Parts,
    connection: &Connection,
    claimed: &Claimed,
    case: &Case,
) -> Result<Done, StoreError> {
    let now = parts.app.clock.now();
    if !parts.app.store.about_to_look(claimed, now).await? {
        return Ok(Done::NotOurs);
    }
    let first = since(claimed.tried.first_at.unwrap_or(now));
    let (start, end) = (written(first), written(now));
    let code = connection.services.code(&case.concern.category);
    let mark = mark(claimed.reference, claimed.cause);
    let fields = [
        ("service_code", code),
        ("start_date", start.as_str()),
        ("end_date", end.as_str()),
    ];
    let list = List::new(&parts.wire, connection, "requests", &fields, Asked::Page);
    // A claim is given back before it runs out: half of a turn for what is one step of it.
    let looked = tokio::time::timeout(parts.patience.turn / 2, Box::pin(find(list, &mark))).await;
    let looked = looked.unwrap_or_else(|_| Err(Trouble::new("no-answer", "", Attempt::Unknown)));
    Ok(match looked {
        Ok(Found::Number(number)) => Done::Taken(Taken::Number(number)),
        Ok(Found::Nothing) => Done::Not {
            trouble: Trouble::new("in-doubt", "", Attempt::Unknown),
            looked: true,
        },
        Ok(Found::NotAll) => Trouble::new("long-list", "", Attempt::Unknown).into(),
        // Looking failed: that says nothing about what was sent before.
        Err(trouble) => {
            let ended = Attempt::Unknown;
            Trouble { ended, ..trouble }.into()
        }
    })
}

/// What a list has of a case.
enum Found {
    /// The number of its request.
    Number(String),
    /// It is not on the list.
    Nothing,
    /// The list is too long to know.
    NotAll,
}

async fn find(mut list: List<'_>, mark: &str) -> Result<Found, Trouble> {
    loop {
        match list.read_on().await? {
            Part::Page(entries) => {
                if let Some(number) = answer::marked(&entries, mark) {
                    return Ok(Found::Number(number));
                }
            }
            Part::End | Part::Barred => return Ok(Found::Nothing),
            Part::TooMany => return Ok(Found::NotAll),
        }
    }
}

async fn not_sent(
    parts: &Parts,
    connection: &Connection,
    claimed: &Claimed,
    trouble: &Trouble,
    looked: bool,
) -> Result<(), StoreError> {
    let now = parts.app.clock.now();
    let before = &claimed.tried;
    // What could not be sent is as uncertain as it was; what was surely not
    // taken this time may have arrived the time before.
    let in_doubt = before.in_doubt || trouble.ended == Attempt::Unknown;
    let tried = Tried {
        attempts: before.attempts + 1,
        first_at: before.first_at.or(Some(now)),
        in_doubt,
        looks: before.looks + i64::from(looked),
    };
    let next = try_again_at(&tried, trouble.ended, connection.repeats_safely, now);
    let outcome = if next == Next::GiveUp {
        "given-up"
    } else {
        "failed"
    };
    metrics::counter!("linli_exchange_total", "outcome" => outcome).increment(1);
    tracing::warn!(dispatch = %claimed.id, why = trouble.failure.code, tries = tried.attempts, "a case was not sent to another system");
    let store = &parts.app.store;
    store
        .note_not_sent(claimed, &trouble.failure, in_doubt, looked, next, now)
        .await
}

/// A moment as the standard writes it, to the second, in UTC.
pub(super) fn written(at: Instant) -> String {
    crate::open311::written(at)
}
