//! Messages about a case: what happened in one sentence, the matter in its
//! author's words, what was said, by when the next step comes, where to look,
//! and, if something is asked, the answers to tap.

use domain::body::Body;
use domain::case::Verdict;
use domain::id::BodyId;
use domain::language::Language;
use domain::notice::NoticeKind;
use store::cases::CaseArgs;
use store::outbox::Channel;
use store::outbox::delivery::Outgoing;
use store::rulebook::Rulebook;

use super::Letter;
use crate::app::App;
use crate::one_tap::OneTap;
use crate::text::notices as words;
use crate::text::stages;
use crate::{dates, routes};

pub(super) fn letter(
    app: &App,
    message: &Outgoing,
    kind: NoticeKind,
    rulebook: &Rulebook,
) -> Result<Letter, &'static str> {
    let args: CaseArgs =
        serde_json::from_value(message.args.clone()).map_err(|_| "the arguments are unreadable")?;
    let (_, reference) = message.case.ok_or("a message about no case")?;
    let lang = message.language;
    let holder = rulebook.body(BodyId::new(args.holder));
    let name = holder.map_or("Linli", |body| body.names.in_language(lang));
    let sentence = sentence(lang, kind, name);
    let link = format!("{}{}", app.base_url, routes::case(reference));
    let text = match message.channel {
        Channel::Text => {
            let link = tap(app, message, &args, kind, None).unwrap_or(link);
            format!("{sentence}\n{link}")
        }
        Channel::Email | Channel::InApp => {
            let mut parts = vec![message.name.as_deref().map(|name| words::hello(lang, name))];
            parts.push(Some(sentence.clone()));
            parts.push(Some(about(lang, kind, &args)));
            parts.push(
                args.words
                    .as_deref()
                    .filter(|_| quotes(kind, &args))
                    .map(|said| format!("{}\n{}", words::said(lang), quoted(said))),
            );
            parts.push(next(app, lang, &args, holder));
            parts.push(Some(format!("{}\n{link}", words::look(lang))));
            parts.push(taps(app, message, &args, kind));
            parts.push(Some(why(lang, for_office(kind, &args), name)));
            parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n")
        }
    };
    Ok(Letter {
        subject: words::subject(lang, &sentence, &args.reference),
        text,
    })
}

/// What a message is about. What only a body reads does not lie in the mailboxes of its
/// members.
pub(super) fn about(lang: Language, kind: NoticeKind, args: &CaseArgs) -> String {
    if !quotes(kind, args) || args.headline.is_empty() {
        words::about_number(lang, &args.reference)
    } else {
        words::about(lang, &args.headline, &args.reference)
    }
}

/// Whether the author's words may stand in it: not those that only a body reads, where
/// its members are told, because whoever leaves a body reads nothing of it any more.
pub(super) fn quotes(kind: NoticeKind, args: &CaseArgs) -> bool {
    !args.private || !for_office(kind, args)
}

/// Whether it is told to members of a body.
fn for_office(kind: NoticeKind, args: &CaseArgs) -> bool {
    args.office.unwrap_or_else(|| is_for_office(kind))
}

/// Every line with a mark before it, so that nobody takes it for our own words.
fn quoted(said: &str) -> String {
    said.lines()
        .map(|line| format!("> {line}"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Who has it, the next step, and by when it comes.
fn next(app: &App, lang: Language, args: &CaseArgs, holder: Option<&Body>) -> Option<String> {
    let holder = holder?;
    let zone = dates::zone(&holder.calendar.zone);
    let moment = dates::full(lang, args.due?, &zone, app.clock.now());
    let due = words::due(lang, &moment.shown);
    let step = args.step.as_deref();
    let step = step.and_then(|code| stages::find(lang, &["step-", code].concat()));
    Some(match step {
        Some(step) => {
            let with = stages::with_next(lang, holder.names.in_language(lang), step);
            [with, due].join("\n")
        }
        None => due,
    })
}

/// The link that answers "is it solved?", with an answer or to choose one; none where nothing is asked.
fn tap(
    app: &App,
    message: &Outgoing,
    args: &CaseArgs,
    kind: NoticeKind,
    verdict: Option<Verdict>,
) -> Option<String> {
    // A helper answers signed in, and not where they sit in the body that asks.
    let helped = message.through.is_some();
    if helped || !matches!(kind, NoticeKind::ReportedDone | NoticeKind::Reminder) {
        return None;
    }
    let (question, person, (_, reference)) = (args.question?, message.person?, message.case?);
    let tap = OneTap {
        person,
        reference,
        question,
        verdict,
    };
    let link = routes::one_tap(&tap.token(&app.secret));
    Some([app.base_url.as_str(), &link].concat())
}

/// All answers, one link each.
fn taps(app: &App, message: &Outgoing, args: &CaseArgs, kind: NoticeKind) -> Option<String> {
    let lang = message.language;
    let mut text = words::one_tap(lang).to_owned();
    for verdict in Verdict::ALL {
        let link = tap(app, message, args, kind, Some(verdict))?;
        text.extend(["\n", answer(lang, verdict), "\n", &link]);
    }
    Some(text)
}

const fn answer(lang: Language, verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Solved => words::solved(lang),
        Verdict::Partly => words::partly(lang),
        Verdict::NotSolved => words::not_solved(lang),
        Verdict::NoLongerNeeded => words::no_longer_needed(lang),
    }
}

/// Why somebody gets this: residents and offices for different reasons.
fn why(lang: Language, for_office: bool, holder: &str) -> String {
    if for_office {
        words::why_office(lang, holder)
    } else {
        words::why(lang).to_owned()
    }
}

/// Whether only those with a seat in a body are told so; what notices of before say about
/// whom they are for.
const fn is_for_office(kind: NoticeKind) -> bool {
    use NoticeKind as Kind;
    match kind {
        Kind::CaseArrived
        | Kind::DangerArrived
        | Kind::StandsBeside
        | Kind::NewsBeside
        | Kind::AnswerBeside
        | Kind::RemovalAppealed
        | Kind::ClockGoesOn
        | Kind::WorkGoesOn
        | Kind::AppealArrived
        | Kind::ProposalAnswered
        | Kind::Flagged
        | Kind::Pressed
        | Kind::AskedUp
        | Kind::ThreadAsked
        | Kind::ThreadOwed
        | Kind::TableOwed
        | Kind::SeatAtTable => true,
        Kind::LetterOwed
        | Kind::LetterDelivered
        | Kind::Heard
        | Kind::QuestionAsked
        | Kind::Planned
        | Kind::PlanMoved
        | Kind::ReportedDone
        | Kind::Reminder
        | Kind::Closed
        | Kind::BackToActing
        | Kind::Declined
        | Kind::AppealRuled
        | Kind::NoConflict
        | Kind::RegradeChecked
        | Kind::Moved
        | Kind::TableCalled
        | Kind::TableRewritten
        | Kind::ThreadOpened
        | Kind::ThreadExtended
        | Kind::ThreadAgreed
        | Kind::ThreadClosed
        | Kind::Late
        | Kind::Proposed
        | Kind::Corrected
        | Kind::Merged
        | Kind::SplitOff
        | Kind::Gathered
        | Kind::Released
        | Kind::IdentityOpened
        | Kind::Removed
        | Kind::Restored
        | Kind::RemovalKept
        | Kind::FlagDismissed => false,
    }
}

/// What happened.
pub(crate) fn sentence(lang: Language, kind: NoticeKind, holder: &str) -> String {
    use NoticeKind as Kind;
    match kind {
        Kind::CaseArrived => words::case_arrived(lang, holder),
        Kind::DangerArrived => words::danger_arrived(lang, holder),
        Kind::StandsBeside => words::stands_beside(lang, holder),
        Kind::NewsBeside => words::news_beside(lang, holder),
        Kind::AnswerBeside => words::answer_beside(lang, holder),
        Kind::ClockGoesOn => words::clock_goes_on(lang, holder),
        Kind::WorkGoesOn => words::work_goes_on(lang, holder),
        Kind::AppealArrived => words::appeal_arrived(lang, holder),
        Kind::ProposalAnswered => words::proposal_answered(lang).to_owned(),
        Kind::Flagged => words::flagged(lang).to_owned(),
        Kind::Pressed => words::pressed(lang).to_owned(),
        Kind::Heard => words::heard(lang, holder),
        Kind::QuestionAsked => words::question_asked(lang, holder),
        Kind::Planned => words::planned(lang, holder),
        Kind::PlanMoved => words::plan_moved(lang, holder),
        Kind::ReportedDone => words::reported_done(lang, holder),
        Kind::Reminder => words::reminder(lang).to_owned(),
        Kind::Closed => words::closed(lang).to_owned(),
        Kind::BackToActing => words::back_to_acting(lang, holder),
        Kind::Declined => words::declined(lang, holder),
        Kind::AppealRuled => words::appeal_ruled(lang).to_owned(),
        Kind::NoConflict => words::no_conflict(lang, holder),
        Kind::RegradeChecked => words::regrade_checked(lang).to_owned(),
        Kind::Moved => words::moved(lang, holder),
        Kind::TableCalled => words::table_called(lang, holder),
        Kind::TableRewritten => words::table_rewritten(lang).to_owned(),
        Kind::AskedUp => words::asked_up(lang, holder),
        Kind::ThreadAsked => words::thread_asked(lang, holder),
        Kind::ThreadOwed => words::thread_owed(lang).to_owned(),
        Kind::TableOwed => words::table_owed(lang, holder),
        Kind::SeatAtTable => words::seat_at_table(lang, holder),
        Kind::LetterOwed => words::letter_owed(lang, holder),
        Kind::LetterDelivered => words::letter_delivered(lang, holder),
        Kind::ThreadOpened => words::thread_opened(lang).to_owned(),
        Kind::ThreadExtended => words::thread_extended(lang).to_owned(),
        Kind::ThreadAgreed => words::thread_agreed(lang).to_owned(),
        Kind::ThreadClosed => words::thread_closed(lang).to_owned(),
        Kind::Late => words::late(lang, holder),
        Kind::Proposed => words::proposed(lang, holder),
        Kind::Corrected => words::corrected(lang).to_owned(),
        Kind::Merged => words::merged(lang).to_owned(),
        Kind::SplitOff => words::split_off(lang).to_owned(),
        Kind::Gathered => words::gathered(lang).to_owned(),
        Kind::Released => words::released(lang).to_owned(),
        Kind::IdentityOpened => words::identity_opened(lang).to_owned(),
        Kind::Removed => words::removed(lang).to_owned(),
        Kind::Restored => words::restored(lang).to_owned(),
        Kind::RemovalAppealed => words::removal_appealed(lang).to_owned(),
        Kind::RemovalKept => words::removal_kept(lang).to_owned(),
        Kind::FlagDismissed => words::flag_dismissed(lang).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_sentence_in_every_language() {
        for kind in NoticeKind::ALL {
            let said: Vec<String> = Language::ALL.map(|lang| sentence(lang, kind, "X")).into();
            assert!(said.iter().all(|sentence| !sentence.is_empty()), "{kind:?}");
            assert_ne!(said[0], said[1], "{kind:?}");
        }
    }

    #[test]
    fn members_find_no_private_words_in_their_mailboxes() {
        let private = |office| CaseArgs {
            reference: String::new(),
            headline: String::new(),
            private: true,
            holder: uuid::Uuid::nil(),
            words: None,
            step: None,
            due: None,
            question: None,
            office,
        };
        // Of a correction the author is told, and who has it.
        assert!(quotes(NoticeKind::Corrected, &private(Some(false))));
        assert!(!quotes(NoticeKind::Corrected, &private(Some(true))));
        assert!(!quotes(NoticeKind::CaseArrived, &private(None)));
        assert!(quotes(NoticeKind::Heard, &private(None)));
    }

    #[test]
    fn what_somebody_said_cannot_pass_for_our_own_words() {
        assert_eq!(
            quoted("fine\n\nhttps://evil.example"),
            "> fine\n> \n> https://evil.example"
        );
    }
}
