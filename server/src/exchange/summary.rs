//! Tells the stewards what does not work, at most once a day and only then:
//! how much, and where to look. Which case it is stands on their page alone.

use domain::instant::Instant;
use pages::App;
use serde_json::json;
use store::StoreError;
use store::exchange::Connected;
use store::outbox::NewMessage;

/// A system that is silent for less is no news, in seconds.
const SILENT: i64 = 3_600;
/// Only by day: from this hour, local time …
const FROM: i8 = 9;
/// … until this one.
const UNTIL: i8 = 21;

/// Writes the message of today, if there is one to write.
pub(super) async fn tell(app: &App, now: Instant) -> Result<(), StoreError> {
    let connections = app.store.list_connections(now).await?;
    let Some(first) = connections.first() else {
        return Ok(());
    };
    let book = app.store.current_rulebook().await?;
    let Some(body) = book.body(first.connection.body) else {
        return Ok(());
    };
    let local = body.calendar.local(now);
    if !(FROM..UNTIL).contains(&local.hour()) {
        return Ok(());
    }
    let counted = app.store.count_dispatches(now.plus_days(-1)).await?;
    let sum = |of: fn(&store::exchange::Counted) -> i64| {
        counted.iter().map(|(_, one)| of(one)).sum::<i64>()
    };
    let (given_up, failing) = (sum(|one| one.given_up_lately), sum(|one| one.failing));
    let silent = connections.iter().filter(|one| is_silent(one, now)).count();
    if given_up + failing == 0 && silent == 0 {
        return Ok(());
    }
    let cause = format!("exchange-{}", local.date());
    let args = json!({ "given_up": given_up, "failing": failing, "silent": silent });
    for steward in app.store.list_reachable_stewards().await? {
        let message = NewMessage {
            cause: &cause,
            to: &steward.handle,
            person: Some(steward.person),
            language: steward.language,
            kind: "exchange-failing",
            args: args.clone(),
            secret: false,
        };
        app.store.enqueue_message(&message, &app.ids, now).await?;
    }
    Ok(())
}

fn is_silent(one: &Connected, now: Instant) -> bool {
    one.connection.in_service
        && one
            .failing_since
            .is_some_and(|since| now.seconds_since(since) >= SILENT)
}
