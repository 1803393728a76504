//! `/steward/bodies`: all bodies, and one with its members and its record.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use domain::body::Body;
use domain::language::Language;
use leptos::prelude::*;
use store::offices::record::RecordLine;
use store::people::Member;

use super::desk::{self, Desk};
use super::seats;
use crate::app::App;
use crate::components::{CardItem, CardList, Empty, LinkButton, Problems, Tone};
use crate::dates::Local;
use crate::errors::PageError;
use crate::form::Posted;
use crate::text::stewards as words;
use crate::{body_record, named, routes};

/// Lines of the record on the page.
const LINES: i64 = 50;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(routes::STEWARD_BODIES, get(list))
        .route("/steward/bodies/{key}", get(show))
}

async fn list(State(app): State<App>, desk: Desk) -> Result<Response, PageError> {
    let book = app.store.current_rulebook().await?;
    let lang = desk.lang;
    let items: Vec<CardItem> = book
        .bodies()
        .iter()
        .map(|body| CardItem {
            href: routes::steward_body(&body.key, ""),
            title: body.names.in_language(lang).to_owned(),
            tongue: None,
            chip: if !body.in_service {
                Some((Tone::Waits, words::out(lang).into()))
            } else if body.members == 0 {
                Some((Tone::Asks, words::no_members(lang).into()))
            } else if body.on_paper {
                Some((Tone::Asks, words::on_paper(lang).into()))
            } else {
                None
            },
            aside: desk::tier(lang, body.tier.number()).into(),
            note: words::members_count(lang, body.members).into(),
            due: None,
        })
        .collect();
    let inside = if items.is_empty() {
        let next = Some((
            routes::STEWARD_NEW_BODY.to_owned(),
            words::new_body(lang).into(),
        ));
        view! { <Empty heading=words::no_bodies(lang) note=words::no_bodies_note(lang) next/> }
            .into_any()
    } else {
        view! {
            <p class="order">{words::bodies_lead(lang)}</p>
            <section class="card" aria-label=words::bodies_title(lang)><CardList items/></section>
            <div class="actions">
                <LinkButton href=routes::STEWARD_NEW_BODY.to_owned() label=words::new_body(lang)/>
            </div>
        }
        .into_any()
    };
    let back = desk::to_desk(lang);
    Ok(desk.page(
        &app,
        words::bodies_title(lang),
        back,
        Problems::none(),
        inside,
    ))
}

/// One body with what hangs on it.
#[derive(Debug)]
pub(super) struct Whole {
    pub(super) body: Body,
    pub(super) members: Vec<Member>,
    pub(super) lines: Vec<RecordLine>,
    pub(super) open: i64,
}

/// Four statements in one snapshot.
pub(super) async fn load(app: &App, key: &str) -> Result<Whole, PageError> {
    let mut snapshot = app.store.snapshot().await?;
    let book = app.store.rulebook(snapshot.conn()).await?;
    let body = book.body_by_key(key).cloned().ok_or(PageError::NotFound)?;
    let mut conn = snapshot.conn();
    let members = conn.list_members(body.id).await?;
    let lines = conn.list_record_of_body(body.id, LINES).await?;
    let open = conn.count_open_cases(body.id).await?;
    Ok(Whole {
        body,
        members,
        lines,
        open,
    })
}

async fn show(
    State(app): State<App>,
    desk: Desk,
    Path(key): Path<String>,
) -> Result<Response, PageError> {
    let whole = load(&app, &key).await?;
    Ok(page(
        &app,
        &desk,
        &whole,
        &Posted::default(),
        Problems::none(),
    ))
}

/// Who has a seat, each with the way to change it.
fn members(lang: Language, local: &Local, whole: &Whole) -> Vec<AnyView> {
    let item = |member: &Member| {
        let since = local.date(member.since).shown;
        let line = words::member_since(lang, named::role(lang, member.role), &since);
        let href = routes::steward_seat(&whole.body.key, member.person);
        let label = format!("{}: {}", words::member_change(lang), member.name);
        view! {
            <li>
                <strong>{member.name.clone()}</strong>
                <p class="small soft">{line}</p>
                <a href=href aria-label=label>{words::member_change(lang)}</a>
            </li>
        }
        .into_any()
    };
    whole.members.iter().map(item).collect()
}

/// The page of a body, with the form for a new seat as it was typed.
pub(super) fn page(
    app: &App,
    desk: &Desk,
    whole: &Whole,
    typed: &Posted,
    problems: Problems,
) -> Response {
    let (lang, body) = (desk.lang, &whole.body);
    let local = desk.local(body);
    let warning = if !body.in_service {
        Some(words::warn_out(lang, whole.open))
    } else if whole.members.is_empty() {
        Some(words::warn_empty(lang, whole.open))
    } else {
        None
    };
    let warning = warning.map(|text| view! { <p class="card warn"><strong>{text}</strong></p> });
    let members = members(lang, &local, whole);
    let give = seats::give_form(desk, app, body, typed, &problems);
    let part = |part: &str| routes::steward_body(&body.key, part);
    let service = if body.in_service {
        words::service_out(lang)
    } else {
        words::service_in(lang)
    };
    let ways = view! {
        <nav class="ways" aria-labelledby="about">
            <a href=part("edit")>{words::edit(lang)}</a>
            <a href=part("calendar")>{words::calendar(lang)}</a>
            <a href=part("service")>{service}</a>
            <a href=routes::body(&body.key)>{words::public_page(lang)}</a>
        </nav>
    };
    let record = body_record::view(lang, &local, &whole.lines);
    let level = desk::tier(lang, body.tier.number());
    let inside = view! {
        {warning}
        <div class="cols">
            <div class="stack">
                <section class="card" aria-labelledby="members">
                    <h2 id="members">{words::members(lang)}</h2>
                    <p class="order">{words::members_order(lang)}</p>
                    <ul class="list">{members}</ul>
                </section>
                {give}
            </div>
            <aside class="stack">
                <section class="card" aria-labelledby="about">
                    <h2 id="about">{words::about(lang)}</h2>
                    <p class="soft">{level}</p>
                    {ways}
                </section>
                {record}
            </aside>
        </div>
    };
    let back = (
        routes::STEWARD_BODIES.to_owned(),
        words::back_to_bodies(lang),
    );
    let title = body.names.in_language(lang).to_owned();
    desk.page(app, title, back, problems, inside.into_any())
}
