//! Meetings on the page of their thread, and those ahead on the page of a place.

use domain::instant::Instant;
use domain::language::Language;
use domain::meeting::{InShort, Meeting, Plan, Standing};
use domain::text::foreign;
use leptos::prelude::*;
use store::lists::own::OwnMeeting;
use store::meetings::{MeetingAhead, MeetingSummary};

use super::super::load::Shown;
use super::{call, minutes};
use crate::components::{ButtonKind, CardItem, CardList, LinkButton, Tone};
use crate::dates::{self, Local};
use crate::routes;
use crate::text::meetings as words;
use crate::visitor::Visitor;

/// Where a meeting stands, in a few words.
pub(super) fn chip(
    lang: Language,
    stage: InShort,
    plan: &Plan,
    now: Instant,
) -> (Tone, &'static str) {
    match stage {
        InShort::CalledOff => (Tone::Plain, words::stage_off(lang)),
        InShort::Held => (Tone::Neighbours, words::stage_held(lang)),
        InShort::Called if now < plan.at => (Tone::Waits, words::stage_ahead(lang)),
        InShort::Called if now < plan.until() => (Tone::Asks, words::stage_running(lang)),
        InShort::Called => (Tone::Plain, words::stage_waits(lang)),
    }
}

/// How many come, in words.
pub(super) fn seats(lang: Language, plan: &Plan, line: i64) -> String {
    let Some(seats) = plan.seats else {
        return words::seats_open(lang, line);
    };
    let taken = line.min(seats);
    let (taken, waiting, seats) = (taken.to_string(), line - taken, seats.to_string());
    if waiting == 0 {
        words::seats_of(lang, &taken, &seats)
    } else {
        words::seats_waiting(lang, &taken, &seats, &waiting.to_string())
    }
}

/// The list, for everybody; a way to call one, for who leads.
pub(in crate::threads) fn list(visitor: &Visitor, shown: &Shown, local: &Local) -> Option<AnyView> {
    let lang = visitor.language();
    let calls = call::is_offered(visitor, shown);
    if shown.meetings.is_empty() && !calls {
        return None;
    }
    let items: Vec<CardItem> = shown
        .meetings
        .iter()
        .map(|one| card(lang, shown, one, local, visitor.now))
        .collect();
    let inside = if items.is_empty() {
        view! { <p>{words::list_none(lang)}</p> }.into_any()
    } else {
        view! { <CardList items/> }.into_any()
    };
    let href = routes::thread_at(shown.thread.reference, "meet");
    let call = calls.then(
        || view! { <p><LinkButton href label=words::call_link(lang) kind=ButtonKind::Quiet/></p> },
    );
    let view = view! {
        <section class="stack" aria-labelledby="meetings">
            <h2 id="meetings">{words::list_heading(lang)}</h2>
            {inside}
            {call}
        </section>
    };
    Some(view.into_any())
}

fn card(
    lang: Language,
    shown: &Shown,
    one: &MeetingSummary,
    local: &Local,
    now: Instant,
) -> CardItem {
    let (tone, label) = chip(lang, one.stage, &one.plan, now);
    let ahead = one.stage == InShort::Called && now < one.plan.at;
    let note = match (one.present, ahead) {
        (Some(present), _) => words::present(lang, present),
        (None, true) => seats(lang, &one.plan, one.line),
        (None, false) => String::new(),
    };
    let before = if now < one.plan.at {
        words::begins(lang)
    } else {
        words::began(lang)
    };
    CardItem {
        href: routes::meeting(shown.thread.reference, one.number),
        title: one.plan.title.to_string(),
        tongue: foreign(one.plan.title.as_str(), lang),
        chip: Some((tone, label.into())),
        aside: one.plan.spot.to_string().into(),
        note: note.into(),
        due: Some((before.into(), local.near(one.plan.at))),
    }
}

/// What was decided at meetings, for the list of decisions of the thread: with the number
/// of those present, and nobody's vote.
pub(in crate::threads) fn decided(lang: Language, shown: &Shown, local: &Local) -> Vec<CardItem> {
    let mut items = Vec::new();
    for meeting in &shown.meetings {
        let present = meeting.present.unwrap_or_default().to_string();
        for one in meeting.decided.iter().flatten() {
            let how = minutes::how(lang, one.how);
            items.push(CardItem {
                href: routes::meeting(shown.thread.reference, meeting.number),
                title: one.what.to_string(),
                tongue: foreign(one.what.as_str(), lang),
                chip: Some((Tone::Neighbours, words::decided_chip(lang).into())),
                aside: local.date(meeting.plan.at).shown.into(),
                note: words::decided_note(lang, how, &present).into(),
                due: None,
            });
        }
    }
    items
}

/// Where somebody stands who wants to come.
pub(super) fn own(lang: Language, standing: Standing, seats: Option<i64>) -> String {
    match standing {
        Standing::Seated if seats.is_none() => words::own_coming(lang).to_owned(),
        Standing::Seated => words::own_seat(lang).to_owned(),
        Standing::Waiting { before: 0 } => words::own_queue_first(lang).to_owned(),
        Standing::Waiting { before } => words::own_queue(lang, super::super::many(before)),
    }
}

/// A meeting on the page of somebody who said that they come.
pub(crate) fn own_card(lang: Language, now: Instant, one: &OwnMeeting) -> CardItem {
    let place = one.place.in_language(lang).to_owned();
    let told = own(lang, one.own, one.meeting.plan.seats);
    elsewhere(lang, now, &one.meeting, (place, told))
}

/// A meeting outside of its thread, with its place and what else there is to say.
fn elsewhere(
    lang: Language,
    now: Instant,
    meeting: &Meeting,
    (place, told): (String, String),
) -> CardItem {
    let plan = &meeting.plan;
    let local = Local::new(lang, &dates::zone(&plan.zone), now);
    let (tone, label) = chip(lang, InShort::Called, plan, now);
    let before = if now < plan.at {
        words::begins(lang)
    } else {
        words::began(lang)
    };
    CardItem {
        href: routes::meeting(meeting.reference, meeting.number),
        title: plan.title.to_string(),
        tongue: foreign(plan.title.as_str(), lang),
        chip: Some((tone, label.into())),
        aside: place.into(),
        note: told.into(),
        due: Some((before.into(), local.near(plan.at))),
    }
}

/// The meetings ahead in a place; nothing where there are none.
pub(crate) fn ahead(lang: Language, now: Instant, meetings: &[MeetingAhead]) -> Option<AnyView> {
    if meetings.is_empty() {
        return None;
    }
    let card = |one: &MeetingAhead| {
        let place = one.place.in_language(lang).to_owned();
        let spot = one.meeting.plan.spot.to_string();
        elsewhere(lang, now, &one.meeting, (place, spot))
    };
    let items: Vec<CardItem> = meetings.iter().map(card).collect();
    let view = view! {
        <section class="card" aria-labelledby="meetings">
            <h2 id="meetings">{words::place_heading(lang)}</h2>
            <p class="order">{words::place_order(lang)}</p>
            <CardList items/>
        </section>
    };
    Some(view.into_any())
}
