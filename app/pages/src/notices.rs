//! The words of messages that leave by e-mail or text message, made at
//! delivery, in the reader's language.
//!
//! *How to add one more:* a `NoticeKind` needs a sentence in
//! `text/notices.toml`; a message about an account an arm in `account`.

use domain::challenge::ChallengeNotice;
use domain::household::HomeNotice;
use domain::mediation::MediationNotice;
use domain::meeting::MeetingNotice;
use domain::notice::NoticeKind;
use domain::thread::ThreadNotice;
use store::StoreError;
use store::outbox::delivery::Outgoing;

use crate::app::App;

mod account;
mod case;
mod challenge;
mod home;
mod mediation;
mod meeting;
mod thread;

pub(crate) use case::sentence;
pub(crate) use challenge::{href as challenge_href, sentence as challenge_sentence};
pub(crate) use home::sentence as home_sentence;
pub(crate) use mediation::{href as mediation_href, sentence as mediation_sentence};
pub(crate) use meeting::{
    href as meeting_href, more as meeting_more, sentence as meeting_sentence,
};
pub(crate) use thread::{href as thread_href, sentence as thread_sentence};

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// One line; a text message goes without.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// The words of a message. A message that cannot be read is an error: it
/// stays in the outbox and is seen in the log and the figures.
pub async fn letter(app: &App, message: &Outgoing) -> Result<Letter, StoreError> {
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
