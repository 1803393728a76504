//! Messages about a mediation. In the app a notice says what waits; a mail says only that
//! something does: it may be read over somebody's shoulder, or by the wrong one of a
//! household, and so may its subject and the address in it.

use domain::language::Language;
use domain::mediation::MediationNotice;
use domain::reference::Reference;
use store::mediations::MediationArgs;
use store::outbox::delivery::Outgoing;

use super::Letter;
use crate::app::App;
use crate::routes;
use crate::text::mediation as words;
use crate::text::notices as parts;

pub(super) fn letter(app: &App, message: &Outgoing) -> Letter {
    let lang = message.language;
    let hello = message.name.as_deref().map(|name| parts::hello(lang, name));
    let link = format!("{}\n{}{}", parts::look(lang), app.base_url, routes::ME);
    let paragraphs = [
        hello,
        Some(words::told_mail(lang).to_owned()),
        Some(link),
        Some(words::told_why(lang).to_owned()),
    ];
    let text: Vec<String> = paragraphs.into_iter().flatten().collect();
    Letter {
        subject: subject(lang),
        text: text.join("\n\n"),
    }
}

/// That something waits, and nothing more.
pub(super) fn subject(lang: Language) -> String {
    words::told_subject(lang).to_owned()
}

/// What waits, on the person's own page.
pub(crate) const fn sentence(lang: Language, kind: MediationNotice) -> &'static str {
    match kind {
        MediationNotice::Offered => words::told_offered(lang),
        MediationNotice::Asked => words::told_asked(lang),
        MediationNotice::AnswerSoon => words::told_answer_soon(lang),
        MediationNotice::NameOne => words::told_name_one(lang),
        MediationNotice::Invited => words::told_invited(lang),
        MediationNotice::FindTime => words::told_find_time(lang),
        MediationNotice::MeetingSet => words::told_meeting_set(lang),
        MediationNotice::MeetingSoon => words::told_meeting_soon(lang),
        MediationNotice::WriteDown => words::told_write_down(lang),
        MediationNotice::TextChanged => words::told_text_changed(lang),
        MediationNotice::Agreed => words::told_agreed(lang),
        MediationNotice::FollowUp => words::told_follow_up(lang),
        MediationNotice::Ended => words::told_ended(lang),
    }
}

/// Where to look.
pub(crate) fn href(args: &MediationArgs) -> Option<String> {
    Reference::parse(&args.mediation).map(routes::mediation)
}
