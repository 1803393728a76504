//! Sending a short code to an address, to its owner or to nobody: the visitor
//! cannot tell which.

use domain::code::{Code, TTL_SECONDS};
use domain::handle::Handle;
use domain::id::PersonId;
use domain::instant::Instant;
use domain::language::Language;
use rand::RngCore as _;
use serde_json::json;
use store::codes::NewCode;
use store::outbox::NewMessage;
use store::sessions::Hash;

use super::pending::{self, Pending, Purpose};
use crate::app::App;
use crate::errors::PageError;
use crate::visitor::Visitor;

/// The keyed hash of a code's digits, bound to purpose and address.
pub(super) fn hash(app: &App, purpose: Purpose, handle: &Handle, code: Code) -> Hash {
    let (key, digits) = (handle.key(), code.digits());
    let parts = [
        purpose.stored().code().as_bytes(),
        key.as_bytes(),
        digits.as_bytes(),
    ];
    app.secret.keyed_hash("code", &parts)
}

/// Sends a code for `person` to `handle` and awaits it in this browser. For
/// `None` everything happens but the message, so that the answer is the same.
pub(super) async fn send(
    app: &App,
    visitor: &Visitor,
    pending: Pending,
    person: Option<(PersonId, Language)>,
) -> Result<(), PageError> {
    let browser = pending::browser(&visitor.session).await?;
    let code = Code::from_random(rand::rng().next_u64());
    let hash = hash(app, pending.purpose, &pending.handle, code);
    let new = NewCode {
        purpose: pending.purpose.stored(),
        handle: &pending.handle,
        browser: &browser,
        person: person.map(|(person, _)| person),
        hash: &hash,
        expires_at: visitor.now.plus_seconds(TTL_SECONDS),
    };
    app.store.issue_code(&new, visitor.now).await?;
    if let Some((person, language)) = person {
        let kind = match pending.purpose {
            Purpose::Confirm => "confirm-code",
            Purpose::NewPassword => "new-password-code",
        };
        message(
            app,
            kind,
            &pending.handle,
            Some(person),
            language,
            Some(code),
            visitor.now,
        )
        .await?;
    }
    pending::keep(&visitor.session, &pending).await
}

/// Puts a message about an account into the outbox.
pub(super) async fn message(
    app: &App,
    kind: &str,
    to: &Handle,
    person: Option<PersonId>,
    language: Language,
    code: Option<Code>,
    now: Instant,
) -> Result<(), PageError> {
    let cause = format!("{kind}:{}", app.ids.uuid());
    let args = match code {
        Some(code) => json!({ "code": code.spaced() }),
        None => json!({}),
    };
    let message = NewMessage {
        cause: &cause,
        to,
        person,
        language,
        kind,
        args,
        secret: code.is_some(),
    };
    app.store.enqueue_message(&message, &app.ids, now).await?;
    Ok(())
}
