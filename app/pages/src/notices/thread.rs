//! Messages about a thread and what is decided in it: one sentence, where to look, why
//! they get it.

use domain::instant::Instant;
use domain::language::Language;
use domain::reference::Reference;
use domain::thread::ThreadNotice;
use store::decisions::{DecisionArgs, Ends, ThreadArgs};
use store::outbox::delivery::Outgoing;

use super::Letter;
use crate::app::App;
use crate::text::decisions as words;
use crate::text::moderation as said;
use crate::text::notices as parts;
use crate::text::threads;
use crate::{dates, routes};

pub(super) fn letter(
    app: &App,
    message: &Outgoing,
    kind: ThreadNotice,
) -> Result<Letter, &'static str> {
    let args: ThreadArgs =
        serde_json::from_value(message.args.clone()).map_err(|_| "the arguments are unreadable")?;
    let lang = message.language;
    let subject = sentence(lang, kind, &args, app.clock.now());
    let href = href(kind, &args.about).ok_or("a message about no thread")?;
    let link = format!("{}\n{}{href}", parts::look(lang), app.base_url);
    let note = match kind {
        ThreadNotice::DecisionEnds => Some(words::told_ends_note(lang).to_owned()),
        ThreadNotice::HoldsAsked => Some(words::told_holds_note(lang).to_owned()),
        ThreadNotice::FlagsWait => Some(said::told_flags_wait_note(lang).to_owned()),
        ThreadNotice::SaidRemoved => Some(said::told_removed_note(lang).to_owned()),
        ThreadNotice::DecisionOpened
        | ThreadNotice::DecisionClosed
        | ThreadNotice::ObjectionAnswered
        | ThreadNotice::ChallengeThread
        | ThreadNotice::Weighs
        | ThreadNotice::Agreed
        | ThreadNotice::Closed
        | ThreadNotice::Flagged
        | ThreadNotice::SaidHidden
        | ThreadNotice::SaidKept
        | ThreadNotice::AppealMade
        | ThreadNotice::AppealAnswered => None,
    };
    let hello = message.name.as_deref().map(|name| parts::hello(lang, name));
    let why = Some(why(lang, kind).to_owned());
    let paragraphs = [hello, Some(subject.clone()), note, Some(link), why];
    let text: Vec<String> = paragraphs.into_iter().flatten().collect();
    Ok(Letter {
        subject,
        text: text.join("\n\n"),
    })
}

/// Why somebody gets this.
const fn why(lang: Language, kind: ThreadNotice) -> &'static str {
    match kind {
        ThreadNotice::Flagged | ThreadNotice::FlagsWait | ThreadNotice::AppealMade => {
            said::told_why_judge(lang)
        }
        ThreadNotice::SaidHidden
        | ThreadNotice::SaidKept
        | ThreadNotice::SaidRemoved
        | ThreadNotice::AppealAnswered => said::told_why_said(lang),
        ThreadNotice::ChallengeThread => threads::told_why_challenge(lang),
        ThreadNotice::Weighs | ThreadNotice::Agreed | ThreadNotice::Closed => {
            threads::told_why_part(lang)
        }
        ThreadNotice::DecisionOpened
        | ThreadNotice::DecisionEnds
        | ThreadNotice::DecisionClosed
        | ThreadNotice::ObjectionAnswered
        | ThreadNotice::HoldsAsked => words::told_why(lang),
    }
}

/// What happened.
pub(crate) fn sentence(
    lang: Language,
    kind: ThreadNotice,
    args: &ThreadArgs,
    now: Instant,
) -> String {
    let title = args.about.title.as_str();
    match kind {
        ThreadNotice::DecisionOpened => words::told_opened(lang, title),
        ThreadNotice::DecisionEnds => ends(lang, args.ends.as_ref(), title, now),
        ThreadNotice::DecisionClosed => words::told_closed(lang, title),
        ThreadNotice::ObjectionAnswered => words::told_answered(lang, title),
        ThreadNotice::HoldsAsked => words::told_holds(lang, title),
        ThreadNotice::ChallengeThread => threads::told_challenge(lang, title),
        ThreadNotice::Weighs => threads::told_weighs(lang, title),
        ThreadNotice::Agreed => threads::told_agreed(lang, title),
        ThreadNotice::Closed => threads::told_closed(lang, title),
        ThreadNotice::Flagged => said::told_flagged(lang, title),
        ThreadNotice::FlagsWait => said::told_flags_wait(lang, title),
        ThreadNotice::SaidHidden => said::told_hidden(lang, title),
        ThreadNotice::SaidKept => said::told_kept(lang, title),
        ThreadNotice::SaidRemoved => said::told_removed(lang, title),
        ThreadNotice::AppealMade => said::told_appeal(lang, title),
        ThreadNotice::AppealAnswered => said::told_appeal_answered(lang, title),
    }
}

/// That a decision ends, on its day: the sentence may be read a day after it was written.
/// Notices of before do not know the day.
fn ends(lang: Language, ends: Option<&Ends>, title: &str, now: Instant) -> String {
    match ends {
        Some(ends) => {
            let until = dates::full(lang, ends.until, &dates::zone(&ends.zone), now);
            words::told_ends(lang, &until.shown, title)
        }
        None => words::told_ends_soon(lang, title),
    }
}

/// Where to look.
pub(crate) fn href(kind: ThreadNotice, args: &DecisionArgs) -> Option<String> {
    let thread = Reference::parse(&args.thread)?;
    Some(match (kind, args.decision) {
        (ThreadNotice::HoldsAsked, _) => routes::thread_at(thread, "holds"),
        (ThreadNotice::Weighs, _) => routes::thread_at(thread, "statements"),
        (_, Some(number)) => routes::decision(thread, number),
        (_, None) => match (args.post, is_of_said(kind)) {
            (Some(post), _) => format!("{}?at={post}#post-{post}", routes::thread(thread)),
            (None, true) => routes::thread_at(thread, "statements"),
            (None, false) => routes::thread(thread),
        },
    })
}

/// Whether it is about a post or a statement; about an objection or a published reason its
/// decision leads there.
const fn is_of_said(kind: ThreadNotice) -> bool {
    matches!(
        kind,
        ThreadNotice::Flagged
            | ThreadNotice::FlagsWait
            | ThreadNotice::SaidHidden
            | ThreadNotice::SaidKept
            | ThreadNotice::SaidRemoved
            | ThreadNotice::AppealMade
            | ThreadNotice::AppealAnswered
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_reminder_says_the_day_and_one_of_before_says_nothing_untrue() {
        let now = Instant::parse("2026-12-04T09:00:00+08:00").unwrap();
        let until = Instant::parse("2026-12-04T18:00:00+08:00").unwrap();
        let old = json!({"thread": "84547386", "decision": 1, "title": "Bicycles?"});
        let mut new = old.clone();
        new["ends"] = json!({"until": until.micros(), "zone": "Asia/Shanghai"});
        let told = |args: &serde_json::Value| {
            let args: ThreadArgs = serde_json::from_value(args.clone()).unwrap();
            sentence(Language::En, ThreadNotice::DecisionEnds, &args, now)
        };
        assert_eq!(
            told(&new),
            "Ends on Friday 4 December, 18:00, and your answer is missing: Bicycles?"
        );
        assert_eq!(
            told(&old),
            "Ends soon, and your answer is missing: Bicycles?"
        );
        let kept: ThreadArgs = serde_json::from_value(new.clone()).unwrap();
        assert_eq!(serde_json::to_value(&kept).unwrap()["ends"], new["ends"]);
    }
}
