//! What a notice in the app says, wherever it is told: on the person's own page, and in
//! the digest.

use domain::body::Body;
use domain::challenge::ChallengeNotice;
use domain::id::BodyId;
use domain::instant::Instant;
use domain::language::Language;
use domain::notice::NoticeKind;
use domain::reference::Reference;
use store::cases::CaseArgs;
use store::challenges::ChallengeArgs;
use store::decisions::DecisionArgs;
use store::households::HomeArgs;
use store::mediations::MediationArgs;
use store::meetings::MeetingArgs;
use store::offices::seats::OfficeArgs;
use store::outbox::in_app::{NoticeSummary, Told};
use store::rulebook::Rulebook;

use super::{account, case, challenge, home, mediation, meeting, thread};
use crate::routes;

/// What a notice says, where it leads, and in whose time its moment is told.
pub(crate) struct Said<'a> {
    pub sentence: String,
    pub more: Option<String>,
    pub href: String,
    pub holder: Option<&'a Body>,
}

/// What a notice says; `None` for one that cannot be read.
pub(crate) fn said<'a>(
    lang: Language,
    now: Instant,
    book: &'a Rulebook,
    notice: &NoticeSummary,
) -> Option<Said<'a>> {
    match notice.told {
        Told::OfCase(kind, _, reference) => of_case(lang, book, (kind, reference), notice),
        Told::OfHome(kind) => {
            let args: HomeArgs = serde_json::from_value(notice.args.clone()).ok()?;
            Some(Said {
                sentence: home::sentence(lang, kind, &args),
                more: args.words,
                href: routes::HOUSEHOLD.to_owned(),
                holder: book.bodies().first(),
            })
        }
        Told::OfChallenge(kind) => of_challenge(lang, book, kind, notice),
        Told::OfMeeting(kind) => {
            let args: MeetingArgs = serde_json::from_value(notice.args.clone()).ok()?;
            Some(Said {
                sentence: meeting::sentence(lang, kind, &args),
                more: Some(meeting::more(lang, &args, now)),
                href: meeting::href(&args)?,
                holder: book.bodies().first(),
            })
        }
        Told::OfThread(kind) => {
            let args: DecisionArgs = serde_json::from_value(notice.args.clone()).ok()?;
            Some(Said {
                sentence: thread::sentence(lang, kind, &args),
                more: None,
                href: thread::href(kind, &args)?,
                holder: book.bodies().first(),
            })
        }
        Told::OfOffice(change) => {
            let args: OfficeArgs = serde_json::from_value(notice.args.clone()).ok()?;
            Some(Said {
                sentence: account::office_sentence(lang, change, &args)?,
                more: None,
                href: account::office_href(change).to_owned(),
                holder: book.bodies().first(),
            })
        }
        Told::OfMediation(kind) => {
            let args: MediationArgs = serde_json::from_value(notice.args.clone()).ok()?;
            Some(Said {
                sentence: mediation::sentence(lang, kind).to_owned(),
                more: None,
                href: mediation::href(&args)?,
                holder: book.bodies().first(),
            })
        }
    }
}

fn of_case<'a>(
    lang: Language,
    book: &'a Rulebook,
    (kind, reference): (NoticeKind, Reference),
    notice: &NoticeSummary,
) -> Option<Said<'a>> {
    let args: CaseArgs = serde_json::from_value(notice.args.clone()).ok()?;
    let holder = book.body(BodyId::new(args.holder));
    let name = holder.map_or_else(
        || crate::text::stages::nobody(lang),
        |body| body.names.in_language(lang),
    );
    Some(Said {
        sentence: case::sentence(lang, kind, name),
        more: Some(args.headline).filter(|headline| !headline.is_empty()),
        href: routes::case(reference),
        holder,
    })
}

fn of_challenge<'a>(
    lang: Language,
    book: &'a Rulebook,
    kind: ChallengeNotice,
    notice: &NoticeSummary,
) -> Option<Said<'a>> {
    let args: ChallengeArgs = serde_json::from_value(notice.args.clone()).ok()?;
    Some(Said {
        sentence: challenge::sentence(lang, kind, &args),
        href: challenge::href(&args)?,
        more: args.words,
        holder: book.bodies().first(),
    })
}
