//! Messages about a challenge: one sentence, what was learnt, where to look, why they
//! get it.

use domain::challenge::ChallengeNotice;
use domain::language::Language;
use domain::reference::Reference;
use store::challenges::ChallengeArgs;
use store::outbox::delivery::Outgoing;

use super::Letter;
use crate::app::App;
use crate::routes;
use crate::text::challenges as words;
use crate::text::notices as parts;
use crate::text::threads;

pub(super) fn letter(
    app: &App,
    message: &Outgoing,
    kind: ChallengeNotice,
) -> Result<Letter, &'static str> {
    let args: ChallengeArgs =
        serde_json::from_value(message.args.clone()).map_err(|_| "the arguments are unreadable")?;
    let lang = message.language;
    let subject = sentence(lang, kind, &args);
    let href = href(&args).ok_or("a message about no challenge")?;
    let link = format!("{}\n{}{href}", parts::look(lang), app.base_url);
    let hello = message.name.as_deref().map(|name| parts::hello(lang, name));
    let why = Some(threads::told_why_challenge(lang).to_owned());
    let paragraphs = [hello, Some(subject.clone()), args.words, Some(link), why];
    let text: Vec<String> = paragraphs.into_iter().flatten().collect();
    Ok(Letter {
        subject,
        text: text.join("\n\n"),
    })
}

/// What happened.
pub(crate) fn sentence(lang: Language, kind: ChallengeNotice, args: &ChallengeArgs) -> String {
    let title = args.title.as_str();
    match kind {
        ChallengeNotice::Seat => words::told_seat(lang, title),
        ChallengeNotice::Missed => words::told_missed(lang, title),
        ChallengeNotice::Closed => words::told_closed(lang, title),
    }
}

/// Where to look.
pub(crate) fn href(args: &ChallengeArgs) -> Option<String> {
    Some(routes::challenge(Reference::parse(&args.challenge)?))
}
