//! The threads about a case, beside it: where the newest stands, how many households ask
//! for it or for more time, the way to open it for the body that does, and what was talked
//! over before.

use domain::case::deliberate::can_have_thread;
use domain::case::{Stage, StageName, Stands, Talk};
use domain::permission::{Action, Subject, may};
use domain::text::foreign;
use leptos::prelude::*;

use super::look::Look;
use super::offers::Suggestion;
use super::side::{card, who_counts};
use crate::components::{ButtonKind, LinkButton};
use crate::text::case as words;
use crate::{named, routes};

/// Nothing, where there is neither a thread nor anybody who asks for one or opens it. After
/// a case was reopened both can be there: the thread of before, and the wish for another.
pub(super) fn view(look: &Look<'_>) -> Option<AnyView> {
    let talk = look.shown.case.talk.as_ref();
    let before = talk.map(|talk| running(look, talk));
    let wished = wished(look);
    if before.is_none() && wished.is_none() {
        return None;
    }
    let inside = view! { {before}{wished}{earlier(look)} }.into_any();
    Some(card("talk", words::talk_title(look.lang).into(), inside))
}

/// The way to the thread while it is open, among the buttons of the case.
pub(super) fn way(look: &Look<'_>, first: bool) -> Option<AnyView> {
    let talk = look.shown.case.talk.as_ref()?;
    talk.until()?;
    let kind = if first {
        ButtonKind::Filled
    } else {
        ButtonKind::Quiet
    };
    let (href, label) = (routes::thread(talk.thread), words::talk_go(look.lang));
    Some(view! { <LinkButton href label kind/> }.into_any())
}

/// The way to a thread, and where it stands.
fn told(look: &Look<'_>, talk: &Talk) -> AnyView {
    let (lang, local) = (look.lang, &look.local);
    let stands = match talk.stands {
        Stands::Open { step, until } => {
            words::talk_open(lang, named::step(lang, step), &local.full(until).shown)
        }
        Stands::Agreed { at } => words::talk_agreed(lang, &local.date(at).shown),
        Stands::Closed { at } => words::talk_closed(lang, &local.date(at).shown),
    };
    let href = routes::thread(talk.thread);
    view! {
        <p><a href=href lang=foreign(talk.title.as_str(), lang)>{talk.title.to_string()}</a></p>
        <p>{stands}</p>
    }
    .into_any()
}

/// The threads of before the case was reopened, the newest first.
fn earlier(look: &Look<'_>) -> Option<AnyView> {
    let shown = look.shown;
    let history = shown.history.iter().map(|entry| &entry.recorded);
    let talks = shown.case.earlier_talks(history);
    if talks.is_empty() {
        return None;
    }
    let items: Vec<_> = talks
        .iter()
        .map(|talk| view! { <li>{told(look, talk)}</li> })
        .collect();
    let view = view! {
        <h3>{words::talk_before(look.lang)}</h3>
        <ul class="list small">{items}</ul>
    };
    Some(view.into_any())
}

fn running(look: &Look<'_>, talk: &Talk) -> AnyView {
    let (lang, case) = (look.lang, &look.shown.case);
    let body = look.shown.body_name(lang, talk.body);
    let waits = match &case.stage {
        Stage::Deliberating { .. } => Some(words::talk_waits(lang).to_owned()),
        _ if talk.until().is_some() => Some(words::talk_beside(lang, body)),
        _ => None,
    };
    let waits = waits.map(|told| view! { <p class="small">{told}</p> });
    let time = look
        .shown
        .asking
        .as_ref()
        .filter(|_| !talk.asked_time.is_empty());
    let time = time.map(|asking| {
        let count = i64::try_from(asking.time).unwrap_or(i64::MAX);
        let needed = asking.households.needed().to_string();
        let who = who_counts(look, &asking.households);
        view! { <p class="small">{words::talk_time(lang, count, &needed)}</p>{who} }
    });
    view! {
        {told(look, talk)}
        {waits}
        {time}
    }
    .into_any()
}

/// How many households ask for a thread and what that means; who may opens one.
fn wished(look: &Look<'_>) -> Option<AnyView> {
    let (lang, shown) = (look.lang, look.shown);
    let case = &shown.case;
    let charter = shown.book.charter(case.charter_version)?;
    let body = can_have_thread(case, charter).ok()?;
    let name = shown.body_name(lang, body);
    let asking = shown
        .asking
        .as_ref()
        .filter(|_| !case.asked_thread.is_empty());
    let asked = asking.map(|asking| {
        let count = i64::try_from(asking.thread).unwrap_or(i64::MAX);
        let told = match case.thread_owed {
            Some(owed) => {
                let due = look.local.full(owed.due);
                words::talk_owed(lang, count, name, &due.shown)
            }
            None => words::talk_asked(lang, count, &asking.households.needed().to_string(), name),
        };
        let who = who_counts(look, &asking.households);
        view! { <p>{told}</p>{who} }
    });
    // Whoever has it says first that they heard it.
    let early = case.stage.name() == StageName::Waiting && look.parts.standing.holder.is_some();
    let opens = !early && may(look.actor, Action::OpenThread, &Subject::Case(case)).is_ok();
    let open = opens.then(|| {
        let place = shown.path.last().map_or("", |place| place.slug.as_str());
        let href = routes::open_thread_about(place, case.reference);
        let first = shown.suggestion() == Some(Suggestion::TalkFirst);
        let holds = look.parts.standing.holder.is_some();
        let kind = if case.thread_owed.is_some() || (first && holds) {
            ButtonKind::Filled
        } else {
            ButtonKind::Quiet
        };
        view! {
            <p class="small">{words::talk_open_note(lang)}</p>
            <p><LinkButton href label=words::talk_open_link(lang) kind/></p>
        }
    });
    if asked.is_none() && open.is_none() {
        return None;
    }
    Some(view! { {asked}{open} }.into_any())
}
