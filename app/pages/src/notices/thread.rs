//! Messages about a thread and what is decided in it: one sentence, where to look, why
//! they get it.

use domain::language::Language;
use domain::reference::Reference;
use domain::thread::ThreadNotice;
use store::decisions::DecisionArgs;
use store::outbox::delivery::Outgoing;

use super::Letter;
use crate::app::App;
use crate::routes;
use crate::text::decisions as words;
use crate::text::notices as parts;

pub(super) fn letter(
    app: &App,
    message: &Outgoing,
    kind: ThreadNotice,
) -> Result<Letter, &'static str> {
    let args: DecisionArgs =
        serde_json::from_value(message.args.clone()).map_err(|_| "the arguments are unreadable")?;
    let lang = message.language;
    let subject = sentence(lang, kind, &args);
    let href = href(kind, &args).ok_or("a message about no thread")?;
    let link = format!("{}\n{}{href}", parts::look(lang), app.base_url);
    let note = match kind {
        ThreadNotice::DecisionEnds => Some(words::told_ends_note(lang).to_owned()),
        ThreadNotice::HoldsAsked => Some(words::told_holds_note(lang).to_owned()),
        ThreadNotice::DecisionOpened
        | ThreadNotice::DecisionClosed
        | ThreadNotice::ObjectionAnswered => None,
    };
    let hello = message.name.as_deref().map(|name| parts::hello(lang, name));
    let why = Some(words::told_why(lang).to_owned());
    let paragraphs = [hello, Some(subject.clone()), note, Some(link), why];
    let text: Vec<String> = paragraphs.into_iter().flatten().collect();
    Ok(Letter {
        subject,
        text: text.join("\n\n"),
    })
}

/// What happened.
pub(crate) fn sentence(lang: Language, kind: ThreadNotice, args: &DecisionArgs) -> String {
    let title = args.title.as_str();
    match kind {
        ThreadNotice::DecisionOpened => words::told_opened(lang, title),
        ThreadNotice::DecisionEnds => words::told_ends(lang, title),
        ThreadNotice::DecisionClosed => words::told_closed(lang, title),
        ThreadNotice::ObjectionAnswered => words::told_answered(lang, title),
        ThreadNotice::HoldsAsked => words::told_holds(lang, title),
    }
}

/// Where to look.
pub(crate) fn href(kind: ThreadNotice, args: &DecisionArgs) -> Option<String> {
    let thread = Reference::parse(&args.thread)?;
    Some(match (kind, args.decision) {
        (ThreadNotice::HoldsAsked, _) => routes::thread_at(thread, "holds"),
        (_, Some(number)) => routes::decision(thread, number),
        (_, None) => routes::thread(thread),
    })
}
