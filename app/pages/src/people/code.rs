//! Sending a short code to an address, to its owner or to nobody: the visitor
//! cannot tell which.

use domain::code::{Code, TTL_SECONDS};
use domain::handle::Handle;
use domain::id::PersonId;
use domain::instant::Instant;
use domain::language::Language;
use domain::reference::Reference;
use rand::RngCore as _;
use serde_json::json;
use store::codes::{Letter, NewCode};
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

/// Who gets a message when a code is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Whom {
    /// This person gets the code.
    Theirs(PersonId, Language),
    /// Whose address it is already: they are told so, and of a danger that was
    /// filed on the way. No code is right.
    Owner(PersonId, Language, Option<Reference>),
    /// Nobody: no code is right.
    Nobody,
}

/// Sends a code to an address and awaits it in this browser. Whoever gets the
/// message, if anybody does, everything else is the same.
pub(super) async fn send(
    app: &App,
    visitor: &Visitor,
    pending: Pending,
    whom: Whom,
) -> Result<(), PageError> {
    let browser = pending::browser(&visitor.session).await?;
    let code = Code::from_random(rand::rng().next_u64());
    let hash = hash(app, pending.purpose, &pending.handle, code);
    let new = NewCode {
        purpose: pending.purpose.stored(),
        handle: &pending.handle,
        browser: &browser,
        person: match whom {
            Whom::Theirs(person, _) => Some(person),
            Whom::Owner(..) | Whom::Nobody => None,
        },
        hash: &hash,
        expires_at: visitor.now.plus_seconds(TTL_SECONDS),
    };
    let (kind, person, language, args) = match whom {
        Whom::Theirs(person, language) => {
            let args = json!({ "code": code.spaced() });
            (kind_of(pending.purpose), Some(person), language, args)
        }
        Whom::Owner(person, language, danger) => {
            let args = match danger {
                Some(reference) => json!({ "danger": reference.to_string() }),
                None => json!({}),
            };
            ("account-exists", Some(person), language, args)
        }
        Whom::Nobody => (
            kind_of(pending.purpose),
            None,
            visitor.language(),
            json!({}),
        ),
    };
    let cause = format!("{kind}:{}", app.ids.uuid());
    let message = NewMessage {
        cause: &cause,
        to: &pending.handle,
        person,
        language,
        kind,
        secret: args.get("code").is_some(),
        args,
    };
    let letter = match whom {
        Whom::Theirs(..) | Whom::Owner(..) => Letter::Sent(message),
        Whom::Nobody => Letter::Withheld(message),
    };
    app.store
        .send_code(&new, &letter, &app.ids, visitor.now)
        .await?;
    pending::keep(&visitor.session, &pending).await
}

/// Which message brings a code.
const fn kind_of(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Confirm => "confirm-code",
        Purpose::NewPassword => "new-password-code",
    }
}

/// Tells a person that their password was changed.
pub(super) async fn tell_of_new_password(
    app: &App,
    to: &Handle,
    person: PersonId,
    language: Language,
    now: Instant,
) -> Result<(), PageError> {
    let cause = format!("password-changed:{}", app.ids.uuid());
    let message = NewMessage {
        cause: &cause,
        to,
        person: Some(person),
        language,
        kind: "password-changed",
        args: json!({}),
        secret: false,
    };
    app.store.enqueue_message(&message, &app.ids, now).await?;
    Ok(())
}
