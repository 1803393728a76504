//! What a notice in the app says, wherever it is told: on the person's own page, and in
//! the digest.

use domain::body::Body;
use domain::challenge::ChallengeNotice;
use domain::id::BodyId;
use domain::instant::Instant;
use domain::language::Language;
use domain::notice::NoticeKind;
use domain::reference::Reference;
use serde::de::DeserializeOwned;
use serde_json::Value;
use store::cases::CaseArgs;
use store::challenges::ChallengeArgs;
use store::decisions::ThreadArgs;
use store::households::HomeArgs;
use store::mediations::MediationArgs;
use store::meetings::MeetingArgs;
use store::offices::seats::OfficeArgs;
use store::outbox::in_app::Told;
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
    told: Told,
    args: &Value,
) -> Option<Said<'a>> {
    match told {
        Told::OfCase(kind, _, reference) => of_case(lang, book, (kind, reference), args),
        Told::OfHome(kind) => {
            let args: HomeArgs = read(args)?;
            Some(Said {
                sentence: home::sentence(lang, kind, &args),
                more: args.words,
                href: routes::HOUSEHOLD.to_owned(),
                holder: book.bodies().first(),
            })
        }
        Told::OfChallenge(kind) => of_challenge(lang, book, kind, args),
        Told::OfMeeting(kind) => {
            let args: MeetingArgs = read(args)?;
            Some(Said {
                sentence: meeting::sentence(lang, kind, &args),
                more: Some(meeting::more(lang, &args, now)),
                href: meeting::href(&args)?,
                holder: book.bodies().first(),
            })
        }
        Told::OfThread(kind) => {
            let args: ThreadArgs = read(args)?;
            Some(Said {
                sentence: thread::sentence(lang, kind, &args, now),
                more: None,
                href: thread::href(kind, &args.about)?,
                holder: book.bodies().first(),
            })
        }
        Told::OfOffice(change) => {
            let args: OfficeArgs = read(args)?;
            Some(Said {
                sentence: account::office_sentence(lang, change, &args)?,
                more: None,
                href: account::office_href(change).to_owned(),
                holder: book.bodies().first(),
            })
        }
        Told::OfMediation(kind) => {
            let args: MediationArgs = read(args)?;
            Some(Said {
                sentence: mediation::sentence(lang, kind).to_owned(),
                more: None,
                href: mediation::href(&args)?,
                holder: book.bodies().first(),
            })
        }
    }
}

fn read<A: DeserializeOwned>(args: &Value) -> Option<A> {
    A::deserialize(args).ok()
}

fn of_case<'a>(
    lang: Language,
    book: &'a Rulebook,
    (kind, reference): (NoticeKind, Reference),
    args: &Value,
) -> Option<Said<'a>> {
    let args: CaseArgs = read(args)?;
    let quoted = case::quotes(kind, &args) && !args.headline.is_empty();
    let holder = book.body(BodyId::new(args.holder));
    let name = holder.map_or_else(
        || crate::text::stages::nobody(lang),
        |body| body.names.in_language(lang),
    );
    Some(Said {
        sentence: case::sentence(lang, kind, name),
        more: quoted.then_some(args.headline),
        href: routes::case(reference),
        holder,
    })
}

fn of_challenge<'a>(
    lang: Language,
    book: &'a Rulebook,
    kind: ChallengeNotice,
    args: &Value,
) -> Option<Said<'a>> {
    let args: ChallengeArgs = read(args)?;
    Some(Said {
        sentence: challenge::sentence(lang, kind, &args),
        href: challenge::href(&args)?,
        more: args.words,
        holder: book.bodies().first(),
    })
}
