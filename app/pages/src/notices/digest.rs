//! The weekly digest: a line for each thing that nobody had to be told at once, where to
//! look, and how to stop it.

use domain::language::Language;
use domain::notice::{DIGEST, NoticeKind};
use store::StoreError;
use store::cases::CaseArgs;
use store::outbox::Channel;
use store::outbox::delivery::Outgoing;
use store::outbox::digest::DigestArgs;
use store::outbox::in_app::{NoticeSummary, Told};
use store::rulebook::Rulebook;

use super::{Letter, Said, case, said};
use crate::app::App;
use crate::one_tap::StopDigest;
use crate::routes;
use crate::text::notices as words;

/// So many lines stand in it; the rest is on the person's own page.
const LINES: usize = 20;
/// So many notices are looked through for them.
const MOST: i64 = 200;

/// The digest; `None` once there is nothing left to tell, or nobody who wants it.
pub(super) async fn letter(app: &App, message: &Outgoing) -> Result<Option<Letter>, StoreError> {
    let args: DigestArgs = serde_json::from_value(message.args.clone()).map_err(|_| {
        let why = "the arguments of a digest are unreadable";
        StoreError::corrupt("notices", "args", message.id.uuid(), why)
    })?;
    let Some(person) = message.person else {
        return Ok(None);
    };
    let mut snapshot = app.store.snapshot().await?;
    let mut conn = snapshot.conn();
    if !conn.wants_digest(person).await? {
        return Ok(None);
    }
    let notices = conn
        .list_for_digest(person, args.since, args.until, MOST)
        .await?;
    let book = app.store.rulebook(conn).await?;
    drop(snapshot);
    let lines: Vec<String> = notices
        .iter()
        .filter_map(|notice| line(app, message.language, &book, notice))
        .collect();
    Ok((!lines.is_empty()).then(|| written(app, message, &lines)))
}

fn written(app: &App, message: &Outgoing, lines: &[String]) -> Letter {
    let lang = message.language;
    let count = i64::try_from(lines.len()).unwrap_or(i64::MAX);
    let hello = message.name.as_deref().map(|name| words::hello(lang, name));
    let shown = lines.iter().take(LINES).cloned();
    let all = format!(
        "{}\n{}{}",
        words::digest_all(lang),
        app.base_url,
        routes::ME
    );
    let stop = stop_link(app, message).map(|link| format!("{}\n{link}", words::digest_stop(lang)));
    let subject = words::digest_subject(lang, count);
    if message.channel == Channel::Text {
        let here = [app.base_url.as_str(), routes::ME].concat();
        let text: Vec<String> = [Some(subject.clone()), Some(here), stop]
            .into_iter()
            .flatten()
            .collect();
        let text = text.join("\n");
        return Letter { subject, text };
    }
    let text: Vec<String> = hello
        .into_iter()
        .chain([words::digest_lead(lang).to_owned()])
        .chain(shown)
        .chain([all, words::digest_why(lang).to_owned()])
        .chain(stop)
        .collect();
    Letter {
        subject,
        text: text.join("\n\n"),
    }
}

/// One thing; `None` for a mediation: of it a mail says nothing at all.
fn line(app: &App, lang: Language, book: &Rulebook, notice: &NoticeSummary) -> Option<String> {
    let Said {
        sentence,
        more,
        href,
        ..
    } = said(lang, app.clock.now(), book, notice.told, &notice.args)?;
    let about = match notice.told {
        Told::OfMediation(_) => return None,
        Told::OfCase(kind, ..) => Some(about_case(lang, kind, notice)?),
        Told::OfHome(_)
        | Told::OfChallenge(_)
        | Told::OfThread(_)
        | Told::OfMeeting(_)
        | Told::OfOffice(_) => more,
    };
    let parts = [
        Some(sentence),
        about,
        Some(format!("{}{href}", app.base_url)),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    Some(parts.join("\n"))
}

fn about_case(lang: Language, kind: NoticeKind, notice: &NoticeSummary) -> Option<String> {
    let args: CaseArgs = serde_json::from_value(notice.args.clone()).ok()?;
    Some(case::about(lang, kind, &args))
}

/// The link that ends the digest, for the head of its mail; other messages have none.
pub(super) fn stop_link(app: &App, message: &Outgoing) -> Option<String> {
    let person = message.person.filter(|_| message.kind == DIGEST)?;
    let token = StopDigest(person).token(&app.secret);
    Some([app.base_url.as_str(), &routes::digest(&token)].concat())
}
