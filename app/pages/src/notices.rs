//! The words of messages that leave by e-mail or text message, made at
//! delivery, in the reader's language.
//!
//! *How to add one more:* a `NoticeKind` needs a sentence in
//! `text/notices.toml`; a message about an account an arm in `account`.

use domain::helping::ReachedBy;
use domain::notice::{DIGEST, NoticeKind};
use store::StoreError;
use store::outbox::Channel;
use store::outbox::delivery::{Outgoing, Through};
use store::outbox::in_app::Told;
use store::rulebook::Rulebook;

use crate::app::App;
use crate::routes;
use crate::text::helping;

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
    let letter = if message.kind == DIGEST {
        digest::letter(app, message).await?
    } else {
        Some(one(app, message).await?)
    };
    Ok(match &message.through {
        Some(through) => letter.map(|letter| helped(app, message, through, letter)),
        None => letter,
    })
}

/// A letter for somebody who is helped: above it, in the language of the helper, whom it is
/// for and how it is brought. What is below can be printed as it is.
fn helped(app: &App, message: &Outgoing, through: &Through, letter: Letter) -> Letter {
    let (lang, helper) = (through.language, through.helper.as_str());
    let name = message.name.as_deref().unwrap_or_default();
    let door = through.address.as_deref().unwrap_or_default();
    let said = match through.reached {
        ReachedBy::Letter => helping::letter_letter(lang, helper, name, door),
        ReachedBy::Knock => helping::letter_knock(lang, helper, name, door),
        ReachedBy::Helper => helping::letter_helper(lang, helper, name),
    };
    let link = [app.base_url.as_str(), routes::HELPING].concat();
    if message.channel == Channel::Text {
        // A text message passes through other hands: no door, and no more than it would say.
        let text = [&helping::short(lang, name), letter.text.as_str()].concat();
        return Letter { text, ..letter };
    }
    let answer = [helping::letter_answer(lang), "\n", &link].concat();
    let text = [said, answer, letter.text].join("\n\n");
    Letter { text, ..letter }
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
    if let Some(kind) = NoticeKind::from_code(&message.kind) {
        let rulebook = app.store.current_rulebook().await?;
        return case::letter(app, message, kind, &rulebook).map_err(unreadable);
    }
    let told = Told::of_no_case(&message.kind);
    if let Some(told) = told.filter(|_| message.channel == Channel::Text) {
        let rulebook = app.store.current_rulebook().await?;
        let letter = short(app, message, told, &rulebook);
        return letter.ok_or_else(|| unreadable("the arguments are unreadable"));
    }
    let letter = match told {
        Some(Told::OfHome(kind)) => home::letter(app, message, kind),
        Some(Told::OfThread(kind)) => thread::letter(app, message, kind),
        Some(Told::OfChallenge(kind)) => challenge::letter(app, message, kind),
        Some(Told::OfMeeting(kind)) => meeting::letter(app, message, kind),
        Some(Told::OfMediation(_)) => Ok(mediation::letter(app, message)),
        Some(Told::OfCase(..) | Told::OfOffice(_)) | None => account::letter(app, message),
    };
    letter.map_err(unreadable)
}

/// A text message about something that is no case: what happened, and where to look.
fn short(app: &App, message: &Outgoing, told: Told, book: &Rulebook) -> Option<Letter> {
    let (lang, now) = (message.language, app.clock.now());
    let (sentence, more, href) = if matches!(told, Told::OfMediation(_)) {
        // It tells no more than a mail does.
        (mediation::subject(lang), None, routes::ME.to_owned())
    } else {
        let said = said(lang, now, book, told, &message.args)?;
        (said.sentence, said.more, said.href)
    };
    let link = Some([app.base_url.as_str(), &href].concat());
    let lines: Vec<String> = [Some(sentence.clone()), more, link]
        .into_iter()
        .flatten()
        .collect();
    Some(Letter {
        subject: sentence,
        text: lines.join("\n"),
    })
}
