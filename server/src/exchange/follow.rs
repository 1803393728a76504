//! Asks a system what became of the cases that were sent to it, and lets each
//! update do here what the rules allow, once and in order.

use std::collections::{BTreeSet, HashMap};

use domain::exchange::{Attempt, RemoteUpdate, order, poll_again_at, window};
use domain::id::DispatchId;
use domain::instant::Instant;
use domain::person::Actor;
use serde_json::Value;
use store::StoreError;
use store::exchange::{Connected, Connection, Followed, Taken};

use super::send::written;
use super::wire::Trouble;
use super::{Parts, answer};

/// The most pages of updates that are read of one stretch of time.
const PAGES: usize = 50;
/// Entries of a page, where the other system lets us choose.
const LENGTH: &str = "1000";
/// How often a stretch of time that has more pages is halved.
const HALVES: usize = 5;
/// What is new begins so long before what is known, as moments are written in seconds.
const MARGIN_SECONDS: i64 = 60;
/// Requests whose state is asked for at once.
const NUMBERS: usize = 50;

type Updates = Vec<(String, RemoteUpdate)>;

/// What was read.
struct Read {
    updates: Updates,
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
    let numbers = numbers(parts, connection, followed).await?;
    if numbers.is_empty() {
        return Ok(Ok(now));
    }
    let read = match updates(parts, connected, &numbers).await {
        Ok(read) => read,
        Err(trouble) => return Ok(Err(trouble)),
    };
    apply(parts, &numbers, read.updates, &Actor::Person(person)).await?;
    Ok(read.trouble.map_or(Ok(read.until), Err))
}

/// Which sending has which number there; tokens are asked whether they have one by now.
async fn numbers(
    parts: &Parts,
    connection: &Connection,
    followed: Vec<Followed>,
) -> Result<HashMap<String, DispatchId>, StoreError> {
    let mut numbers = HashMap::new();
    for one in followed {
        match one.taken {
            Taken::Number(number) => {
                numbers.insert(number, one.id);
            }
            Taken::Token(token) => {
                let resource = format!("tokens/{}", pages::routes::query_value(&token));
                let asked = parts.wire.get(connection, &resource, &[]).await;
                if let Some(Taken::Number(number)) = asked.ok().and_then(|it| answer::taken(&it)) {
                    parts.app.store.note_number(one.id, &number).await?;
                    numbers.insert(number, one.id);
                }
            }
        }
    }
    Ok(numbers)
}

/// What is new: from the list of updates, or from the present states where
/// there is no such list.
async fn updates(
    parts: &Parts,
    connected: &Connected,
    numbers: &HashMap<String, DispatchId>,
) -> Result<Read, Trouble> {
    let now = parts.app.clock.now();
    match listed(parts, connected).await {
        Err(trouble) if matches!(trouble.status, Some(400 | 404 | 405 | 501)) => {
            let updates = states(parts, &connected.connection, numbers).await?;
            Ok(Read {
                updates,
                until: now,
                trouble: None,
            })
        }
        found => found,
    }
}

/// Everything since the last time that worked, and some of what was before it; if that
/// is too much for once, without what was before, and then the earlier part.
async fn listed(parts: &Parts, connected: &Connected) -> Result<Read, Trouble> {
    let connection = &connected.connection;
    let now = parts.app.clock.now();
    let (mut from, mut until) = window(connected.polled_until, connected.polled_at, now);
    let known = connected.polled_until.max(from).min(until);
    let new = known.plus_seconds(-MARGIN_SECONDS);
    let mut halved = 0;
    loop {
        let (updates, whole) = pages(parts, connection, from, until).await?;
        if whole || halved == HALVES {
            let too_much = || Trouble::new("too-much", "", Attempt::NotTaken);
            return Ok(Read {
                updates,
                until,
                trouble: (!whole).then(too_much),
            });
        }
        if from < new {
            from = new;
        } else {
            halved += 1;
            until = Instant::from_micros(known.micros().midpoint(until.micros()));
        }
    }
}

/// The updates of a stretch of time, and whether these are all. The other system says
/// how long its pages are, so the end is where a page brings nothing more.
async fn pages(
    parts: &Parts,
    connection: &Connection,
    from: Instant,
    until: Instant,
) -> Result<(Updates, bool), Trouble> {
    let (start, end) = (written(from), written(until));
    let (mut all, mut seen, mut newest) = (Vec::new(), BTreeSet::new(), Value::Null);
    for page in 1..=PAGES {
        let number = page.to_string();
        let fields = [
            ("start_date", start.as_str()),
            ("end_date", end.as_str()),
            ("page", number.as_str()),
            ("page_size", LENGTH),
        ];
        let asked = parts.wire.get(connection, "servicerequestupdates", &fields);
        let list = match asked.await {
            // To some there is no page after the last one, and some let nobody read that far.
            Err(trouble) if page > 1 && matches!(trouble.status, Some(400 | 404)) => {
                return Ok((all, trouble.status == Some(404)));
            }
            asked => asked?,
        };
        let entries = answer::entries(&list);
        // The end, or a system that knows no pages and gives the same one again.
        if entries.is_empty() || list == newest {
            return Ok((all, true));
        }
        for entry in entries {
            if let Some((id, update)) = answer::update(entry, connection.language)
                && seen.insert((id.clone(), update.key.clone()))
            {
                all.push((id, update));
            }
        }
        newest = list;
    }
    Ok((all, false))
}

async fn states(
    parts: &Parts,
    connection: &Connection,
    numbers: &HashMap<String, DispatchId>,
) -> Result<Updates, Trouble> {
    let mut all = Vec::new();
    let numbers: Vec<&str> = numbers.keys().map(String::as_str).collect();
    for some in numbers.chunks(NUMBERS) {
        let ids = some.join(",");
        let fields = [("service_request_id", ids.as_str())];
        let list = parts.wire.get(connection, "requests", &fields).await?;
        let entries = answer::entries(&list).into_iter();
        all.extend(entries.filter_map(|entry| answer::state(entry, connection.language)));
    }
    Ok(all)
}

async fn apply(
    parts: &Parts,
    numbers: &HashMap<String, DispatchId>,
    mut updates: Updates,
    actor: &Actor,
) -> Result<(), StoreError> {
    let (store, ids) = (&parts.app.store, &parts.app.ids);
    updates.sort_by(|(_, a), (_, b)| order(a, b));
    for (number, update) in updates {
        let Some(dispatch) = numbers.get(&number) else {
            continue;
        };
        if store.is_known_update(*dispatch, &update.key).await? {
            continue;
        }
        let now = parts.app.clock.now();
        if let Some(outcome) = store
            .apply_update(*dispatch, &update, actor, ids, now)
            .await?
        {
            metrics::counter!("linli_exchange_updates_total", "outcome" => outcome.code())
                .increment(1);
        }
    }
    Ok(())
}
