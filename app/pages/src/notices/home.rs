//! Messages about where somebody lives: what happened in one sentence, the
//! reason where one was given, where to look, why they get it.

use domain::household::HomeNotice;
use domain::language::Language;
use store::households::HomeArgs;
use store::outbox::delivery::Outgoing;

use super::Letter;
use crate::app::App;
use crate::routes;
use crate::text::household as words;
use crate::text::notices as parts;

pub(super) fn letter(
    app: &App,
    message: &Outgoing,
    kind: HomeNotice,
) -> Result<Letter, &'static str> {
    let args: HomeArgs =
        serde_json::from_value(message.args.clone()).map_err(|_| "the arguments are unreadable")?;
    let lang = message.language;
    let subject = sentence(lang, kind, &args);
    let link = [app.base_url.as_str(), routes::HOUSEHOLD].concat();
    let note = match kind {
        HomeNotice::VouchAsked => Some(words::told_asked_note(lang).to_owned()),
        HomeNotice::Verified | HomeNotice::Ended | HomeNotice::Kept => args.words.clone(),
    };
    let hello = message.name.as_deref().map(|name| parts::hello(lang, name));
    let paragraphs = [
        hello,
        Some(subject.clone()),
        note,
        Some(format!("{}\n{link}", parts::look(lang))),
        Some(words::told_why(lang).to_owned()),
    ];
    let text: Vec<String> = paragraphs.into_iter().flatten().collect();
    Ok(Letter {
        subject,
        text: text.join("\n\n"),
    })
}

/// What happened.
pub(crate) fn sentence(lang: Language, kind: HomeNotice, args: &HomeArgs) -> String {
    let place = args.place.in_language(lang);
    match kind {
        HomeNotice::Verified => words::told_verified(lang, place),
        HomeNotice::Ended => words::told_ended(lang, place),
        HomeNotice::Kept => words::told_kept(lang, place),
        HomeNotice::VouchAsked => {
            words::told_asked(lang, args.name.as_deref().unwrap_or_default(), place)
        }
    }
}
