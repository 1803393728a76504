//! Sending a short code to an address, to its owner or to nobody: the visitor
//! cannot tell which. What is awaited in a browser stands in `pending`.

use axum::response::{IntoResponse as _, Redirect, Response};
use domain::code::{Code, TTL_SECONDS};
use domain::handle::Handle;
use domain::id::PersonId;
use domain::language::Language;
use domain::reference::Reference;
use rand::RngCore as _;
use serde_json::json;
use store::codes::{Letter, NewCode};
use store::outbox::NewMessage;
use store::sessions::Hash;

use self::pending::{Pending, Purpose};
use crate::app::App;
use crate::errors::PageError;
use crate::routes;
use crate::throttle::Act;
use crate::visitor::Visitor;

pub(crate) mod pending;

/// The keyed hash of a code's digits, bound to purpose and address.
pub(crate) fn hash(app: &App, purpose: Purpose, handle: &Handle, code: Code) -> Hash {
    let (key, digits) = (handle.key(), code.digits());
    let parts = [purpose.word().as_bytes(), key.as_bytes(), digits.as_bytes()];
    app.secret.keyed_hash("code", &parts)
}

/// Who gets a message when a code is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Whom {
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
pub(crate) async fn send(
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

/// Sends somebody who is signed in but never typed their code a new one, and
/// leads there; afterwards they come back to `back`.
pub(crate) async fn confirm_first(
    app: &App,
    visitor: &Visitor,
    back: &str,
) -> Result<Response, PageError> {
    let person = visitor.signed_in()?;
    let handles = app.store.list_handles(person.id).await?;
    let Some(handle) = handles.into_iter().next() else {
        return Err(PageError::Denied);
    };
    if pending::is_fresh(visitor, Purpose::Confirm, &handle.handle).await? {
        pending::come_back_to(&visitor.session, back).await?;
        return Ok(Redirect::to(routes::CONFIRM).into_response());
    }
    app.throttle
        .by_account(Act::Code, &handle.handle.key(), visitor.now)?;
    let pending = Pending {
        purpose: Purpose::Confirm,
        handle: handle.handle,
        sent_at: visitor.now,
        back: back.to_owned(),
        person: Some(person.id),
        guest: None,
        proven: None,
    };
    let whom = Whom::Theirs(person.id, person.language);
    send(app, visitor, pending, whom).await?;
    Ok(Redirect::to(routes::CONFIRM).into_response())
}

/// Which message brings a code.
const fn kind_of(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Confirm | Purpose::NewAddress => "confirm-code",
        Purpose::NewPassword => "new-password-code",
    }
}
