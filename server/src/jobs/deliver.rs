//! Sends what waits in the outbox.
//!
//! Messages are claimed for a while, so that several servers share the work.
//! One that is sent is said to be sent before the next one is tried: a server
//! that dies in between sends one message a second time at most, with the same
//! key, by which the receiver's side can tell.

use domain::instant::Instant;
use pages::App;
use pages::notices::{self, Letter};
use store::StoreError;
use store::outbox::Channel;
use store::outbox::delivery::{Claim, Outgoing};
use tokio_util::sync::CancellationToken;

use crate::messages::{Mail, Messages, Sms, Undelivered};

/// Messages claimed at once: what a slow mail server takes within the claim's two minutes.
const AT_ONCE: i64 = 20;

/// Sends up to [`AT_ONCE`] messages; how many were tried.
pub(super) async fn round(
    app: &App,
    messages: &Messages,
    shutdown: &CancellationToken,
) -> Result<u64, StoreError> {
    let claim = Claim::new(app.ids.uuid());
    let claimed = app
        .store
        .claim_notices(claim, AT_ONCE, app.clock.now())
        .await?;
    let mut tried = 0;
    for message in claimed {
        // What is left is claimed by another server, or by us next time.
        if shutdown.is_cancelled() {
            break;
        }
        tried += 1;
        let outcome = match notices::letter(app, &message).await {
            Ok(Some(letter)) => {
                let stop = notices::stop_link(app, &message);
                send(messages, &message, letter, stop, app.clock.now()).await
            }
            // There is nothing left to tell.
            Ok(None) => Ok(()),
            Err(error) => Err(Undelivered::ForNow(error.into())),
        };
        note(app, claim, &message, outcome).await?;
    }
    Ok(tried)
}

async fn send(
    messages: &Messages,
    message: &Outgoing,
    letter: Letter,
    stop: Option<String>,
    at: Instant,
) -> Result<(), Undelivered> {
    let key = message.id.to_string();
    let to = message.to.as_str().to_owned();
    let Letter { subject, text } = letter;
    match message.channel {
        Channel::Email => {
            messages
                .mail(&Mail {
                    key,
                    to,
                    subject,
                    text,
                    stop,
                    at,
                })
                .await
        }
        Channel::Text => messages.sms(&Sms { key, to, text, at }).await,
        // It stands on the person's page already.
        Channel::InApp => Ok(()),
    }
}

async fn note(
    app: &App,
    claim: Claim,
    message: &Outgoing,
    outcome: Result<(), Undelivered>,
) -> Result<(), StoreError> {
    let now = app.clock.now();
    let (outcome, channel) = match outcome {
        Ok(()) => {
            app.store.mark_delivered(&[message.id], claim, now).await?;
            ("sent", message.channel.code())
        }
        Err(why) => {
            tracing::warn!(notice = %message.id, channel = message.channel.code(), tries = message.attempts + 1, why = %without_addresses(&why.to_string()), "a message was not sent");
            app.store
                .mark_failed(message, claim, &why.to_string(), now)
                .await?;
            ("failed", message.channel.code())
        }
    };
    metrics::counter!("linli_messages_total", "channel" => channel, "outcome" => outcome)
        .increment(1);
    Ok(())
}

/// What a mail server said, for the log: it likes to repeat whom it refuses. The outbox keeps
/// all of it.
fn without_addresses(text: &str) -> String {
    /// So many digits in a row may be a phone number.
    const DIGITS: usize = 7;
    let apart = |c: char| c.is_whitespace() || "<>()[]{}\"',;".contains(c);
    let mut clean = String::with_capacity(text.len());
    for word in text.split_inclusive(apart) {
        let end = word.chars().next_back().filter(|c| apart(*c));
        let bare = word.strip_suffix(apart).unwrap_or(word);
        let long = bare
            .split(|c: char| !c.is_ascii_digit())
            .any(|run| run.len() >= DIGITS);
        clean.push_str(if bare.contains('@') || long {
            "…"
        } else {
            bare
        });
        clean.extend(end);
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::without_addresses;

    #[test]
    fn the_log_names_nobody_whom_a_mail_server_refuses() {
        for (said, logged) in [
            (
                "permanent error (550): 5.1.1 <anna@example.org>: no such user",
                "permanent error (550): 5.1.1 <…>: no such user",
            ),
            ("anna@example.org", "…"),
            ("to=+8613800138000, refused", "…, refused"),
            (
                "connection refused (os error 111), mail.example.org:465",
                "connection refused (os error 111), mail.example.org:465",
            ),
            ("", ""),
        ] {
            assert_eq!(without_addresses(said), logged);
        }
    }
}
