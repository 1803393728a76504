//! The words of messages that leave by e-mail or text message, made at
//! delivery, in the reader's language.
//!
//! *How to add one more:* a `NoticeKind` needs a sentence in
//! `text/notices.toml`; a message about an account an arm in `account`.

use domain::challenge::ChallengeNotice;
use domain::household::HomeNotice;
use domain::mediation::MediationNotice;
use domain::meeting::MeetingNotice;
use domain::notice::{DIGEST, NoticeKind};
use domain::thread::ThreadNotice;
use store::StoreError;
use store::outbox::delivery::Outgoing;

use crate::app::App;

mod account;
mod case;
mod challenge;
mod digest;
mod home;
mod mediation;
mod meeting;
mod said;
mod thread;

pub(crate) use said::{Said, said};

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// One line; a text message goes without.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// The words of a message; `None` for a digest that has nothing to tell any more. A
/// message that cannot be read is an error: it stays in the outbox and is seen in the
/// log and the figures.
pub async fn letter(app: &App, message: &Outgoing) -> Result<Option<Letter>, StoreError> {
    if message.kind == DIGEST {
        return digest::letter(app, message).await;
    }
    one(app, message).await.map(Some)
}

/// The link in the head of a mail by which a mail program ends it (RFC 8058); only what
/// comes without being asked for has one.
pub fn stop_link(app: &App, message: &Outgoing) -> Option<String> {
    digest::stop_link(app, message)
}

/// The words of a message that tells one thing.
async fn one(app: &App, message: &Outgoing) -> Result<Letter, StoreError> {
    let unreadable =
        |why: &'static str| StoreError::corrupt("notices", "kind", message.id.uuid(), why);
    match NoticeKind::from_code(&message.kind) {
        Some(kind) => {
            let rulebook = app.store.current_rulebook().await?;
            case::letter(app, message, kind, &rulebook).map_err(unreadable)
        }
        None => match HomeNotice::from_code(&message.kind) {
            Some(kind) => home::letter(app, message, kind).map_err(unreadable),
            None => match ThreadNotice::from_code(&message.kind) {
                Some(kind) => thread::letter(app, message, kind).map_err(unreadable),
                None if MediationNotice::from_code(&message.kind).is_some() => {
                    Ok(mediation::letter(app, message))
                }
                None => other(app, message).map_err(unreadable),
            },
        },
    }
}

fn other(app: &App, message: &Outgoing) -> Result<Letter, &'static str> {
    if let Some(kind) = ChallengeNotice::from_code(&message.kind) {
        return challenge::letter(app, message, kind);
    }
    match MeetingNotice::from_code(&message.kind) {
        Some(kind) => meeting::letter(app, message, kind),
        None => account::letter(app, message),
    }
}
