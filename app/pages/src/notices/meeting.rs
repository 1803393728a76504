//! Messages about a meeting: what happened, when and where it is, why they get it.

use domain::instant::Instant;
use domain::language::Language;
use domain::meeting::{MeetingNotice, Part};
use domain::reference::Reference;
use store::meetings::MeetingArgs;
use store::outbox::delivery::Outgoing;

use super::Letter;
use crate::app::App;
use crate::text::meetings as words;
use crate::text::notices as parts;
use crate::{dates, routes};

pub(super) fn letter(
    app: &App,
    message: &Outgoing,
    kind: MeetingNotice,
) -> Result<Letter, &'static str> {
    let args: MeetingArgs =
        serde_json::from_value(message.args.clone()).map_err(|_| "the arguments are unreadable")?;
    let lang = message.language;
    let subject = sentence(lang, kind, &args);
    let href = href(&args).ok_or("a message about no meeting")?;
    let link = format!("{}\n{}{href}", parts::look(lang), app.base_url);
    let hello = message.name.as_deref().map(|name| parts::hello(lang, name));
    let when = when(lang, &args, app.clock.now());
    let note = match kind {
        MeetingNotice::MovedUp | MeetingNotice::Soon | MeetingNotice::Changed => {
            Some(words::told_leave(lang).to_owned())
        }
        MeetingNotice::Called
        | MeetingNotice::CalledOff
        | MeetingNotice::Stated
        | MeetingNotice::Corrected => None,
    };
    let why = Some(words::told_why(lang).to_owned());
    let paragraphs = [
        hello,
        Some(subject.clone()),
        Some(when),
        args.why.clone(),
        note,
        Some(link),
        why,
    ];
    let text: Vec<String> = paragraphs.into_iter().flatten().collect();
    Ok(Letter {
        subject,
        text: text.join("\n\n"),
    })
}

/// What happened.
pub(crate) fn sentence(lang: Language, kind: MeetingNotice, args: &MeetingArgs) -> String {
    let title = args.title.as_str();
    match kind {
        MeetingNotice::Called => words::told_called(lang, title),
        MeetingNotice::Changed => {
            let names: Vec<&str> = args
                .parts
                .iter()
                .map(|part| part_name(lang, *part))
                .collect();
            words::told_changed(lang, &names.join(words::and(lang)), title)
        }
        MeetingNotice::CalledOff => words::told_called_off(lang, title),
        MeetingNotice::MovedUp => words::told_moved_up(lang, title),
        MeetingNotice::Soon => words::told_soon(lang, title),
        MeetingNotice::Stated => words::told_stated(lang, title),
        MeetingNotice::Corrected => words::told_corrected(lang, title),
    }
}

const fn part_name(lang: Language, part: Part) -> &'static str {
    match part {
        Part::Time => words::part_time(lang),
        Part::Length => words::part_length(lang),
        Part::Spot => words::part_spot(lang),
        Part::Agenda => words::part_agenda(lang),
    }
}

/// When and where it is, and why it was called off or corrected.
pub(crate) fn more(lang: Language, args: &MeetingArgs, now: Instant) -> String {
    let when = Some(when(lang, args, now));
    let parts: Vec<String> = when.into_iter().chain(args.why.clone()).collect();
    parts.join(" · ")
}

/// When and where it is.
fn when(lang: Language, args: &MeetingArgs, now: Instant) -> String {
    let at = dates::full(lang, args.at, &dates::zone(&args.zone), now);
    words::told_when(lang, &at.shown, &args.spot)
}

/// Where to look.
pub(crate) fn href(args: &MeetingArgs) -> Option<String> {
    Some(routes::meeting(
        Reference::parse(&args.thread)?,
        args.meeting,
    ))
}
