//! Asks a system what became of the cases that were sent to it, and lets each
//! update do here what the rules allow, once and in order.

use std::collections::{BTreeMap, BTreeSet};

use domain::exchange::{Attempt, RemoteUpdate, order, poll_again_at, window};
use domain::id::DispatchId;
use domain::instant::Instant;
use domain::person::Actor;
use store::StoreError;
use store::exchange::{Connected, Connection, Followed, Taken};
use tokio::time;

use super::paging::{Asked, List, Part};
use super::send::written;
use super::wire::{Trouble, unreadable};
use super::{Parts, answer};

/// How often a stretch of time that has more pages is halved.
const HALVES: usize = 5;
/// What is new begins so long before what is known, as moments are written in seconds.
const MARGIN_SECONDS: i64 = 60;
/// Requests whose state is asked for at once.
const NUMBERS: usize = 50;

type Updates = Vec<(String, RemoteUpdate)>;
/// Which sendings have which number there: where the other system knows two cases
/// for one, it gives both the same.
type Numbers = BTreeMap<String, Vec<DispatchId>>;

/// How a reading ended.
struct Read {
    /// Until when this is all there was.
    until: Instant,
    /// Why it is not.
    trouble: Option<Trouble>,
}

/// Asks once, if it is this server's turn.
pub(super) async fn once(parts: &Parts, connected: &Connected) -> Result<(), StoreError> {
    let connection = &connected.connection;
    let (store, now) = (&parts.app.store, parts.app.clock.now());
    let lease = parts.app.ids.uuid();
    if !store.claim_poll(connection.body, lease, now).await? {
        return Ok(());
    }
    let asked = Box::pin(ask(parts, connected)).await?;
    let minutes = connection.poll_minutes;
    match asked {
        Ok(until) => {
            // Where there was too much for once, it goes on right away.
            let again = if until < now {
                now
            } else {
                poll_again_at(minutes, None, now)
            };
            let until = until.min(now);
            store
                .note_polled(connection.body, lease, until, now, again)
                .await
        }
        Err(trouble) => {
            tracing::warn!(body = %connection.body, why = trouble.failure.code, "another system did not say what is new");
            let again = poll_again_at(minutes, connected.failing_since.or(Some(now)), now);
            let failure = &trouble.failure;
            store
                .note_poll_failed(connection.body, lease, failure, now, again)
                .await
        }
    }
}

/// Until when everything is known by now.
async fn ask(parts: &Parts, connected: &Connected) -> Result<Result<Instant, Trouble>, StoreError> {
    let connection = &connected.connection;
    let (store, now) = (&parts.app.store, parts.app.clock.now());
    let followed = store.list_followed(connection.body).await?;
    if followed.is_empty() {
        return Ok(Ok(now));
    }
    let person = store.find_person(connection.acts_as).await?;
    let person = person.filter(|one| one.confirmed && one.office_in(connection.body).is_some());
    let Some(person) = person else {
        return Ok(Err(Trouble::new("member-gone", "", Attempt::NotTaken)));
    };
    let deadline = time::Instant::now() + parts.patience.turn;
    let numbers = numbers(parts, connection, followed).await?;
    if numbers.is_empty() {
        return Ok(Ok(now));
    }
    let mut updates = Vec::new();
    let read = Box::pin(updates_of(parts, connected, &numbers, &mut updates));
    let read = time::timeout_at(deadline, read);
    let read = match read.await {
        Ok(Ok(read)) => read,
        Ok(Err(trouble)) => return Ok(Err(trouble)),
        // It may have been slow this once. If it was no better before, a part is more
        // than nothing, although what is missing of it may come too late to count.
        Err(_) => {
            if connected.failing_since.is_none() {
                updates.clear();
            }
            let trouble = Some(Trouble::new("no-answer", "", Attempt::NotTaken));
            let until = connected.polled_until;
            Read { until, trouble }
        }
    };
    apply(parts, &numbers, updates, &Actor::Person(person)).await?;
    Ok(read.trouble.map_or(Ok(read.until), Err))
}

/// Which sendings have which number there; tokens are asked whether they have one
/// by now, for a part of the turn.
async fn numbers(
    parts: &Parts,
    connection: &Connection,
    followed: Vec<Followed>,
) -> Result<Numbers, StoreError> {
    let deadline = time::Instant::now() + parts.patience.turn / 4;
    let mut numbers = Numbers::new();
    for one in followed {
        let number = match one.taken {
            Taken::Number(number) => number,
            Taken::Token(token) => {
                let resource = format!("tokens/{}", pages::routes::query_value(&token));
                let asked = parts.wire.get(connection, &resource, &[]);
                let Ok(Ok(answer)) = time::timeout_at(deadline, asked).await else {
                    continue;
                };
                let Some(Taken::Number(number)) = answer::taken(&answer) else {
                    continue;
                };
                parts.app.store.note_number(one.id, &number).await?;
                number
            }
        };
        numbers.entry(number).or_default().push(one.id);
    }
    Ok(numbers)
}

/// What is new: from the list of updates, or from the present states where
/// there is no such list.
async fn updates_of(
    parts: &Parts,
    connected: &Connected,
    numbers: &Numbers,
    updates: &mut Updates,
) -> Result<Read, Trouble> {
    let now = parts.app.clock.now();
    match listed(parts, connected, updates).await {
        Err(trouble) if matches!(trouble.status, Some(400 | 404 | 405 | 501)) => {
            updates.clear();
            states(parts, &connected.connection, numbers, updates).await?;
            Ok(Read {
                until: now,
                trouble: None,
            })
        }
        found => found,
    }
}

/// Everything since the last time that worked, and some of what was before it; if that
/// is too much for once, without what was before, and then the earlier part.
async fn listed(
    parts: &Parts,
    connected: &Connected,
    updates: &mut Updates,
) -> Result<Read, Trouble> {
    let now = parts.app.clock.now();
    let (mut from, mut until) = window(connected.polled_until, connected.polled_at, now);
    let known = connected.polled_until.max(from).min(until);
    let new = known.plus_seconds(-MARGIN_SECONDS);
    let (mut halved, mut asked) = (0, Asked::PageAndLength);
    loop {
        updates.clear();
        let stretch = (from, until);
        let whole = pages(parts, &connected.connection, stretch, &mut asked, updates).await?;
        if whole || halved == HALVES {
            let too_much = || Trouble::new("too-much", "", Attempt::NotTaken);
            let trouble = (!whole).then(too_much);
            return Ok(Read { until, trouble });
        }
        if from < new {
            from = new;
        } else {
            halved += 1;
            until = Instant::from_micros(known.micros().midpoint(until.micros()));
        }
    }
}

/// The updates of a stretch of time; whether these are all.
async fn pages(
    parts: &Parts,
    connection: &Connection,
    (from, until): (Instant, Instant),
    asked: &mut Asked,
    updates: &mut Updates,
) -> Result<bool, Trouble> {
    let (start, end) = (written(from), written(until));
    let fields = [("start_date", start.as_str()), ("end_date", end.as_str())];
    let resource = "servicerequestupdates";
    let mut list = List::new(&parts.wire, connection, resource, &fields, *asked);
    let mut seen = BTreeSet::new();
    loop {
        match list.read_on().await? {
            Part::Page(entries) => {
                let read = |entry| answer::update(entry, connection.language);
                let read = entries.into_iter().filter_map(read);
                updates.extend(read.filter(|(id, one)| seen.insert((id.clone(), one.key.clone()))));
            }
            Part::End => {
                *asked = list.asked();
                return Ok(true);
            }
            Part::Barred | Part::TooMany => {
                *asked = list.asked();
                return Ok(false);
            }
        }
    }
}

async fn states(
    parts: &Parts,
    connection: &Connection,
    numbers: &Numbers,
    updates: &mut Updates,
) -> Result<(), Trouble> {
    let numbers: Vec<&str> = numbers.keys().map(String::as_str).collect();
    for some in numbers.chunks(NUMBERS) {
        let ids = some.join(",");
        let fields = [("service_request_id", ids.as_str())];
        let list = parts.wire.get(connection, "requests", &fields).await?;
        let now = parts.app.clock.now();
        let entries = answer::entries(&list).ok_or_else(unreadable)?.into_iter();
        updates.extend(entries.filter_map(|one| answer::state(one, connection.language, now)));
    }
    Ok(())
}

async fn apply(
    parts: &Parts,
    numbers: &Numbers,
    mut updates: Updates,
    actor: &Actor,
) -> Result<(), StoreError> {
    updates.sort_by(|(_, a), (_, b)| order(a, b));
    for (number, update) in updates {
        for dispatch in numbers.get(&number).into_iter().flatten() {
            apply_one(parts, *dispatch, &update, actor).await?;
        }
    }
    Ok(())
}

async fn apply_one(
    parts: &Parts,
    dispatch: DispatchId,
    update: &RemoteUpdate,
    actor: &Actor,
) -> Result<(), StoreError> {
    let (store, ids, now) = (&parts.app.store, &parts.app.ids, parts.app.clock.now());
    if store.is_known_update(dispatch, &update.key).await? {
        return Ok(());
    }
    let applied = store
        .apply_update(dispatch, update, actor, ids, now)
        .await?;
    if let Some(outcome) = applied {
        metrics::counter!("linli_exchange_updates_total", "outcome" => outcome.code()).increment(1);
    }
    Ok(())
}
