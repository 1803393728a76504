//! `/cases/{reference}/receipt`: who has it, why them, by when, and what
//! happens otherwise; to print and to say on the phone.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use domain::case::{Case, Stage};
use domain::permission::{Action, Subject, may, standing};
use domain::reference::Reference;
use http::StatusCode;
use leptos::prelude::*;

use super::preview::{self, ByLetter, Going};
use super::what;
use crate::above::above;
use crate::app::App;
use crate::codes::pending;
use crate::components::{Bank, ButtonKind, Line, LinkButton, Now};
use crate::errors::PageError;
use crate::layout::{Page, Section};
use crate::text::{case as of_case, helping, report as words};
use crate::visitor::Visitor;
use crate::{respond, routes};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/cases/{reference}/receipt", get(show))
}

/// The address of a case's receipt.
pub(super) fn address(reference: Reference) -> String {
    routes::case_act(reference, "receipt")
}

#[expect(
    clippy::too_many_lines,
    reason = "one page in one view; its parts are components"
)]
async fn show(
    State(app): State<App>,
    Path(reference): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let reference = Reference::parse(&reference).ok_or(PageError::NotFound)?;
    let mut snapshot = app.store.snapshot().await?;
    let case = snapshot
        .conn()
        .find_case(reference)
        .await?
        .ok_or(PageError::NotFound)?;
    let book = app.store.rulebook(snapshot.conn()).await?;
    drop(snapshot);
    let unconfirmed = own_unconfirmed(&visitor, &case).await?;
    // A receipt is its author's; what everybody may know stands on the case's page.
    let visible = may(&visitor.actor, Action::SeeCase, &Subject::Case(&case)).is_ok();
    let own = visible && standing(&visitor.actor, &case).author;
    if !own && !unconfirmed {
        return Err(PageError::NotFound);
    }
    let lang = visitor.language();
    let charter = book
        .charter(case.charter_version)
        .ok_or(PageError::Internal)?;
    let holding = &case.holding;
    // Whoever has it from somebody else has it for another reason.
    let answered = charter
        .category(&case.concern.category)
        .filter(|_| holding.from.is_none())
        .map(|category| category.turned_by(&case.concern.answers))
        .unwrap_or_default();
    let bank = Bank::of(holding.kind);
    let holder = preview::name(&book, lang, holding.holder);
    let local = preview::local(&book, lang, holding.holder, visitor.now);
    let by = case.next_step().map(|step| local.full(step.by));
    let going = dates(&case).map(|(heard_due, plan_due)| {
        let letter = case.owed_letter().map(|letter| ByLetter {
            urgency: case.concern.urgency,
            yours: letter.by.is_none(),
        });
        let public = case.concern.visibility.is_public();
        let line = case.concern.line(charter);
        let going = Going {
            public,
            moved: holding.from.is_some(),
            talked: preview::talked(&book, line.as_deref(), holding.holder, public)
                && case.talk.is_none(),
            letter,
            holder: holding.holder,
            ground: holding.ground,
            gap: holding.gap,
            category: &case.concern.category,
            answered: &answered,
            skipped: &holding.skipped,
            next: above(&book, &case).map(|body| body.id),
            beside: holding.beside,
            heard_due,
            plan_due,
        };
        preview::view(&book, charter, lang, &going, visitor.now).into_any()
    });
    let whose = visitor.neighbour().map(|person| person.id);
    let neighbour = visitor.neighbour().map(|person| person.name.clone());
    let about = Page::new(words::receipt_title(lang), Section::Mine).with_islands();
    Ok(respond::page(
        StatusCode::OK,
        &visitor.frame(&app),
        &about,
        move || {
            let next = if case.owed_letter().is_some() {
                Line::new(
                    of_case::step_deliver_letter(lang),
                    of_case::step_deliver_letter_note(lang),
                )
            } else if case.check.is_some() {
                Line::new(words::check_next(lang), words::check_next_note(lang))
            } else {
                Line::new(words::hear_next(lang), words::hear_next_note(lang))
            };
            let waiting = matches!(case.stage, Stage::Waiting { .. });
            view! {
                <div class="narrow receipt">
                    <h1>{words::receipt_title(lang)}</h1>
                    <p class="reference-big">
                        <span>{words::receipt_reference(lang)}</span>
                        <strong>{reference.spaced()}</strong>
                        <small>{words::receipt_reference_note(lang)}</small>
                    </p>
                    {neighbour.map(|name| view! { <p class="lead">{helping::receipt_paper(lang, &name)}</p> })}
                    {unconfirmed.then(|| view! {
                        <p class="lead">{words::receipt_unconfirmed(lang)}</p>
                        <LinkButton href=routes::CONFIRM label=words::receipt_confirm(lang)/>
                    })}
                    {waiting.then(|| view! { <Now lang bank with=Line::new(holder, "") next by/> })}
                    <section class="card">
                        <h2>{words::receipt_next_heading(lang)}</h2>
                        {going}
                    </section>
                    <p class="row">
                        <LinkButton href=routes::case(reference) label=words::receipt_look(lang)/>
                        <LinkButton href=routes::REPORT label=words::receipt_more(lang) kind=ButtonKind::Quiet/>
                    </p>
                    {what::keeper(lang, true, whose)}
                </div>
            }
        },
    ))
}

/// Whether this browser filed it with an account that waits for its code.
async fn own_unconfirmed(visitor: &Visitor, case: &Case) -> Result<bool, PageError> {
    let waiting = pending::unconfirmed(&visitor.session).await?;
    Ok(waiting.is_some() && waiting == case.author && !case.confirmed)
}

/// Both dates, as long as nobody has heard it.
fn dates(case: &Case) -> Option<(domain::instant::Instant, domain::instant::Instant)> {
    match &case.stage {
        Stage::Waiting {
            heard_due,
            plan_due,
        } => Some((*heard_due, *plan_due)),
        Stage::Heard { .. }
        | Stage::Deliberating { .. }
        | Stage::Acting { .. }
        | Stage::AwaitingResident { .. }
        | Stage::ReportedDone { .. }
        | Stage::Closed { .. }
        | Stage::Declined { .. }
        | Stage::TableOwed { .. }
        | Stage::Appealed { .. }
        | Stage::Withdrawn { .. }
        | Stage::Merged { .. } => None,
    }
}
