//! `/cases/{reference}/seats`: a printed sheet for each body at the joint table that never
//! signs in: who does what, by when, and where it sends its answer. Nothing but the
//! sheet tells it that it sits there; it is delivered without a clock of its own, because
//! who convenes the table answers for the whole.

use axum::extract::{Path, State};
use axum::response::Response;
use domain::body::{Body, BodyKind};
use domain::case::{Case, Seat};
use domain::id::BodyId;
use domain::instant::Instant;
use domain::language::Language;
use domain::person::Actor;
use leptos::prelude::*;
use store::rulebook::Rulebook;

use super::load::{Shown, reference};
use super::look::Look;
use super::{inputs, paper};
use crate::app::App;
use crate::errors::PageError;
use crate::routes;
use crate::text::letter as words;
use crate::visitor::Visitor;

/// The seats of bodies that are told by paper, the convener's aside.
fn on_paper<'a>(case: &'a Case, book: &'a Rulebook) -> Vec<(&'a Seat, &'a Body)> {
    let table = case.table.as_ref().filter(|_| case.is_open());
    let seats = table.into_iter().flat_map(|table| &table.seats);
    let of = |seat: &'a Seat| Some((seat, book.body(seat.body)?));
    seats
        .filter_map(of)
        .filter(|(seat, body)| body.on_paper && seat.body != case.holding.holder)
        .collect()
}

/// Whether somebody brings the sheets: members of the convener, and of a community body
/// that stays beside the case or sits at the table.
fn brings(actor: &Actor, case: &Case, book: &Rulebook) -> bool {
    let community = |body: &BodyId| {
        let body = book.body(*body);
        body.is_some_and(|body| body.kind == BodyKind::SelfGovernance)
    };
    let seats = case.table.iter().flat_map(|table| &table.seats);
    let seated = seats.map(|seat| seat.body).filter(community);
    let mut bodies = seated
        .chain([case.holding.holder])
        .chain(case.holding.beside);
    let person = actor.person();
    bodies.any(|body| person.is_some_and(|person| person.office_in(body).is_some()))
}

/// The way to the sheets, for who brings them.
pub(super) fn way(look: &Look<'_>) -> Option<AnyView> {
    let (lang, shown) = (look.lang, look.shown);
    let (case, book) = (&shown.case, &shown.book);
    if on_paper(case, book).is_empty() || !brings(look.actor, case, book) {
        return None;
    }
    let href = routes::seats(case.reference);
    let view = view! {
        <p class="small">{words::seats_note(lang)}</p>
        <p class="screen-only"><a href=href>{words::seats_print(lang)}</a></p>
    };
    Some(view.into_any())
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let shown = Shown::load(&app, &visitor.actor, reference(&number)?).await?;
    let (case, book, lang) = (&shown.case, &shown.book, visitor.language());
    visitor.signed_in()?;
    if !brings(&visitor.actor, case, book) {
        return Err(PageError::Denied);
    }
    let seats = on_paper(case, book);
    if seats.is_empty() {
        return Err(PageError::NotFound);
    }
    let sheets: Vec<AnyView> = seats
        .into_iter()
        .map(|(seat, body)| sheet(&app, &visitor, &shown, seat, body))
        .collect();
    let (reference, sheets) = (case.reference, sheets.into_any());
    let (title, lead) = (words::seats_title(lang), words::seats_lead(lang));
    Ok(paper::page(&app, &visitor, reference, title, lead, sheets))
}

/// One sheet: to whom, its own part, everybody else's, both dates, and where the answer
/// goes. Nothing in it says whose case it is.
fn sheet(app: &App, visitor: &Visitor, shown: &Shown, seat: &Seat, body: &Body) -> AnyView {
    let (lang, case) = (visitor.language(), &shown.case);
    // Paper is read in any year: every date has its own.
    let local = shown.local(lang, Instant::from_micros(0));
    let convener = shown.body_name(lang, case.holding.holder).to_owned();
    let contact = shown.holder().map(|body| &body.contact);
    let reach = contact.map(|contact| [contact.address.clone(), contact.phone.clone()]);
    let reach: Vec<_> = reach
        .into_iter()
        .flatten()
        .flatten()
        .map(|line| view! { <p>{line}</p> })
        .collect();
    let name = body.names.in_language(lang).to_owned();
    let address = body.contact.address.clone();
    let link = [app.base_url.as_str(), &routes::case(case.reference)].concat();
    let next = case.next_step().map(|step| local.date(step.by).shown);
    let next = next.map(|date| view! { <p>{words::seats_next(lang, &date)}</p> });
    let inside = view! {
        <p>{local.date(visitor.now).shown}</p>
        <h2>{words::seats_about(lang, &case.reference.spaced())}</h2>
        <p>{words::place_and_kind(lang, &shown.place(lang), &shown.category(lang))}</p>
        <p>{words::seats_convener(lang, &convener)}</p>
        <h3>{words::seats_yours(lang)}</h3>
        <p>{part(lang, seat)}</p>
        <h3>{words::seats_others(lang)}</h3>
        {others(lang, shown, seat)}
        <h3>{words::by_when(lang)}</h3>
        {next}
        <p>{words::resident_date(lang, &local.date(case.resident_due()).shown)}</p>
        <h3>{words::how(lang)}</h3>
        <p>{words::sign_in(lang, &link)}</p>
        <p>{words::seats_reply(lang, &convener)}</p>
        {reach}
    };
    paper::sheet(lang, name, address, &link, inside.into_any())
}

/// What a body does there, in one line.
fn part(lang: Language, seat: &Seat) -> String {
    let colon = if lang == Language::En { ": " } else { "：" };
    let share = inputs::share(lang, seat.share);
    match &seat.task {
        Some(task) => [share, task.as_str()].join(colon),
        None => share.to_owned(),
    }
}

/// What all the others do, who leads first.
fn others(lang: Language, shown: &Shown, own: &Seat) -> Vec<AnyView> {
    let seats = shown.case.table.iter().flat_map(|table| &table.seats);
    let mut seats: Vec<&Seat> = seats.filter(|seat| seat.body != own.body).collect();
    seats.sort_by_key(|seat| seat.share);
    let line = |seat: &Seat| {
        let name = shown.body_name(lang, seat.body);
        let told = [name, &part(lang, seat)].join(" · ");
        view! { <p>{told}</p> }.into_any()
    };
    seats.into_iter().map(line).collect()
}
