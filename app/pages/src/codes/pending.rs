//! What a session remembers between two pages of an account: who is signed
//! in, which code is awaited, where to go afterwards.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::handle::Handle;
use domain::id::PersonId;
use domain::instant::Instant;
use rand::RngCore as _;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::codes::CodePurpose;
use store::sessions::Hash;
use tower_sessions::Session;
use tower_sessions::session::Error;

use crate::errors::PageError;
use crate::visitor::{SESSION_PERSON, Visitor, act_for};

const SESSION_PENDING: &str = "pending";
const SESSION_BROWSER: &str = "browser";
/// A new code can be asked for after so many seconds.
pub(crate) const RESEND_SECONDS: i64 = 60;

/// A code that was sent and is awaited.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Pending {
    /// What for.
    pub purpose: Purpose,
    /// Where it was sent.
    pub handle: Handle,
    /// When.
    pub sent_at: Instant,
    /// Where to go afterwards.
    pub back: String,
    /// The account that was made with it and waits for its code; `None` where
    /// none was made, which the visitor cannot tell.
    pub person: Option<PersonId>,
    /// Who stands for them where none was made: the author of a danger that
    /// does not wait, and nothing else. No code is ever theirs.
    #[serde(default)]
    pub guest: Option<PersonId>,
    /// Set once the right code was typed for a new password: whose it is.
    pub proven: Option<PersonId>,
}

/// What a code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Purpose {
    /// To confirm a new account.
    Confirm,
    /// To set a new password.
    NewPassword,
    /// To put a new address in the place of the one somebody has.
    NewAddress,
}

impl Purpose {
    pub(crate) const fn stored(self) -> CodePurpose {
        match self {
            Self::Confirm | Self::NewAddress => CodePurpose::Confirm,
            Self::NewPassword => CodePurpose::NewPassword,
        }
    }

    /// What goes into the hash of a code with its digits, so that none fits another purpose.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Confirm | Self::NewPassword => self.stored().code(),
            Self::NewAddress => "new-address",
        }
    }
}

fn failed(error: Error) -> PageError {
    PageError::of_session("keep a session", &error)
}

/// The awaited code, if there is one.
pub(crate) async fn find(session: &Session) -> Result<Option<Pending>, PageError> {
    session.get(SESSION_PENDING).await.map_err(failed)
}

/// The account that waits for its code in this browser, or the guest in its
/// place: it may file a danger before it is confirmed, and nothing else.
pub(crate) async fn unconfirmed(session: &Session) -> Result<Option<PersonId>, PageError> {
    let pending = find(session).await?;
    Ok(pending.and_then(|pending| pending.person.or(pending.guest)))
}

/// Whether this browser awaits a code for `handle` that has only just been sent:
/// then no other one is.
pub(crate) async fn is_fresh(
    visitor: &Visitor,
    purpose: Purpose,
    handle: &Handle,
) -> Result<bool, PageError> {
    Ok(find(&visitor.session).await?.is_some_and(|pending| {
        pending.purpose == purpose
            && pending.handle == *handle
            && pending.proven.is_none()
            && visitor.now.seconds_since(pending.sent_at) < RESEND_SECONDS
    }))
}

/// Whether this browser awaits a code for `handle`, whenever it was sent and whether or not
/// anybody got it.
pub(crate) async fn awaits(
    session: &Session,
    purpose: Purpose,
    handle: &Handle,
) -> Result<bool, PageError> {
    let pending = find(session).await?;
    Ok(pending.is_some_and(|pending| {
        pending.purpose == purpose && pending.handle == *handle && pending.proven.is_none()
    }))
}

/// Once the awaited code is typed, goes to `back` instead; nothing where none is awaited.
pub(crate) async fn come_back_to(session: &Session, back: &str) -> Result<(), PageError> {
    match find(session).await? {
        Some(pending) => {
            let back = back.to_owned();
            keep(session, &Pending { back, ..pending }).await
        }
        None => Ok(()),
    }
}

/// Awaits a code.
pub(crate) async fn keep(session: &Session, pending: &Pending) -> Result<(), PageError> {
    session
        .insert(SESSION_PENDING, pending)
        .await
        .map_err(failed)
}

/// Awaits nothing any more.
pub(crate) async fn forget(session: &Session) -> Result<(), PageError> {
    session
        .remove_value(SESSION_PENDING)
        .await
        .map(drop)
        .map_err(failed)
}

/// The hash of this browser's secret, if it has one already: asking makes no session.
pub(crate) async fn known_browser(session: &Session) -> Result<Option<Hash>, PageError> {
    let kept: Option<String> = session.get(SESSION_BROWSER).await.map_err(failed)?;
    Ok(kept.map(|secret| Sha256::digest(secret.as_bytes()).into()))
}

/// The hash of the secret that only this browser's session holds; made at
/// first use. A code works only with it.
pub(crate) async fn browser(session: &Session) -> Result<Hash, PageError> {
    let kept: Option<String> = session.get(SESSION_BROWSER).await.map_err(failed)?;
    let secret = if let Some(secret) = kept {
        secret
    } else {
        let mut bytes = [0_u8; 32];
        rand::rng().fill_bytes(&mut bytes);
        let secret = URL_SAFE_NO_PAD.encode(bytes);
        session
            .insert(SESSION_BROWSER, &secret)
            .await
            .map_err(failed)?;
        secret
    };
    Ok(Sha256::digest(secret.as_bytes()).into())
}

/// Keeps the session now, and not only when the answer goes out.
pub(crate) async fn keep_session(session: &Session) -> Result<(), PageError> {
    session.save().await.map_err(failed)
}

/// Gives the session another id, whenever it is worth more than before: whoever knew the
/// old one, or planted it, has nothing of it.
pub(crate) async fn cycle(session: &Session) -> Result<(), PageError> {
    session.cycle_id().await.map_err(failed)
}

/// Signs a person in on this browser: with a new session id, so that an id
/// somebody planted is worth nothing; a report that was begun stays.
pub(crate) async fn sign_in(session: &Session, person: PersonId) -> Result<(), PageError> {
    cycle(session).await?;
    act_for(session, None).await?;
    session
        .insert(SESSION_PERSON, person.uuid())
        .await
        .map_err(failed)
}
