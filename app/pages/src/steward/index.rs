//! `/steward`: what needs the steward, and the way to each screen.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::instant::Instant;
use domain::language::Language;
use leptos::prelude::*;
use store::rulebook::Rulebook;

use super::desk::Desk;
use crate::app::App;
use crate::components::Problems;
use crate::dates::Local;
use crate::errors::PageError;
use crate::text::stewards as words;
use crate::{body_record, dates, routes};

/// Lines of the record on the page.
const LINES: i64 = 20;

pub(super) fn routes() -> Router<App> {
    Router::new().route(routes::STEWARD, get(show))
}

async fn show(State(app): State<App>, desk: Desk) -> Result<Response, PageError> {
    let mut snapshot = app.store.snapshot().await?;
    let stewards = snapshot.conn().list_stewards().await?;
    let lines = snapshot.conn().list_record_of_stewards(LINES).await?;
    let book = app.store.rulebook(snapshot.conn()).await?;
    drop(snapshot);
    let (lang, now) = (desk.lang, desk.now);
    let zone = book
        .bodies()
        .last()
        .map_or("UTC", |body| body.calendar.zone.as_str());
    let local = Local::new(lang, &dates::zone(zone), now);
    let needs = to_do(lang, &needs(lang, now, &local, &book, stewards.len()));
    let record = body_record::view(lang, &local, &lines);
    let inside = view! {
        <p class="lead">{words::lead(lang)}</p>
        <section class="card" aria-labelledby="needs">
            <h2 id="needs">{words::to_do(lang)}</h2>
            {needs}
        </section>
        <nav class="card ways" aria-label=words::title(lang)>
            <a href=routes::STEWARD_BODIES>{words::bodies(lang)}</a>
            <a href=routes::STEWARD_NEW_PLACE>{words::new_place(lang)}</a>
            <a href=routes::STEWARD_CHARTER>{words::rules(lang)}</a>
            <a href=routes::STEWARD_FLAGS>{crate::text::moderation::steward_title(lang)}</a>
            <a href=routes::STEWARDS>{words::stewards(lang)}</a>
            <a href=routes::CONNECTIONS>{crate::text::exchange::title(lang)}</a>
        </nav>
        {record}
    };
    let back = (routes::HOME.to_owned(), crate::text::layout::home(lang));
    Ok(desk.page(
        &app,
        words::title(lang),
        back,
        Problems::none(),
        inside.into_any(),
    ))
}

/// Something that needs doing, and where.
type Need = (String, &'static str);

fn needs(
    lang: Language,
    now: Instant,
    local: &Local,
    book: &Rulebook,
    stewards: usize,
) -> Vec<Need> {
    let count = |found: usize| i64::try_from(found).unwrap_or(i64::MAX);
    let bodies = book.bodies();
    let empty = bodies.iter().filter(|body| body.members == 0).count();
    let out = bodies.iter().filter(|body| !body.in_service).count();
    let mut needs: Vec<Need> = Vec::new();
    if empty > 0 {
        let text = words::without_members(lang, count(empty));
        needs.push((text, routes::STEWARD_BODIES));
    }
    if out > 0 {
        let text = words::out_of_service_count(lang, count(out));
        needs.push((text, routes::STEWARD_BODIES));
    }
    if book.charters().is_empty() {
        needs.push((words::rules_none(lang).to_owned(), routes::STEWARD_CHARTER));
    }
    for coming in book.charters().iter().filter(|one| one.applies_from > now) {
        let number = coming.charter.version.to_string();
        let date = local.date(coming.applies_from).shown;
        needs.push((
            words::rules_coming(lang, &number, &date),
            routes::STEWARD_CHARTER,
        ));
    }
    if stewards == 1 {
        needs.push((words::one_steward(lang).to_owned(), routes::STEWARDS));
    }
    needs
}

fn to_do(lang: Language, needs: &[Need]) -> AnyView {
    if needs.is_empty() {
        return view! { <p>{words::nothing_to_do(lang)}</p> }.into_any();
    }
    let items: Vec<_> = needs
        .iter()
        .map(|(text, href)| view! { <li><a href=*href>{text.clone()}</a></li> })
        .collect();
    view! { <ul class="list">{items}</ul> }.into_any()
}
