//! `/households`: the buildings of a community body, how many households are
//! verified, and what does not fit, one after the other.

use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use domain::household::{ConflictKind, Resolution};
use domain::id::{BodyId, ConflictId};
use domain::language::Language;
use domain::text::Sentence;
use http::StatusCode;
use leptos::prelude::*;
use serde::Deserialize;
use store::households::{ConflictDetail, Decision, DoorPlace};
use uuid::Uuid;

use super::{bodies_of, local, sentence};
use crate::app::App;
use crate::components::{
    Button, ButtonKind, CardItem, CardList, Choice, ChoiceOption, ErrorSummary, Flash, FlashTone,
    Form, Hidden, Problems, TextArea,
};
use crate::dates::Local;
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Frame, Page, Section};
use crate::text::households as words;
use crate::visitor::Visitor;
use crate::{natural_order, respond, routes};

/// Most buildings on the page.
const PLACES: i64 = 1_000;
/// Most things that do not fit, on the page.
const CONFLICTS: i64 = 50;

pub(super) fn routes() -> Router<App> {
    Router::new().route(routes::HOUSEHOLDS, get(show).post(decide))
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    conflict: String,
    #[serde(default)]
    done: String,
}

/// What the page shows.
struct Shown {
    places: Vec<DoorPlace>,
    conflicts: Vec<ConflictDetail>,
    /// The one that is being decided.
    chosen: Option<ConflictId>,
    local: Local,
}

fn conflict_id(text: &str) -> Option<ConflictId> {
    Uuid::parse_str(text).ok().map(ConflictId::new)
}

/// Three statements in one snapshot.
async fn load(
    app: &App,
    visitor: &Visitor,
    bodies: &[BodyId],
    chosen: &str,
) -> Result<Shown, PageError> {
    let mut snapshot = app.store.snapshot().await?;
    let mut conn = snapshot.conn();
    let mut places = conn.list_door_places(bodies, PLACES).await?;
    let conflicts = conn.list_conflicts(bodies, CONFLICTS).await?;
    let book = app.store.rulebook(conn).await?;
    let lang = visitor.language();
    places.sort_by_cached_key(|one| natural_order::key(one.place.names.in_language(lang)));
    let asked = conflict_id(chosen);
    let listed = |id: &ConflictId| conflicts.iter().any(|one| one.id == *id);
    let chosen = asked
        .filter(listed)
        .or_else(|| conflicts.first().map(|one| one.id));
    Ok(Shown {
        local: local(visitor, &book, bodies),
        places,
        conflicts,
        chosen,
    })
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    visitor.signed_in()?;
    let bodies = bodies_of(&visitor.actor)?;
    let shown = load(&app, &visitor, &bodies, &asked.conflict).await?;
    let flash = (asked.done == "decided").then(|| Flash {
        tone: FlashTone::Done,
        text: words::done_decided(visitor.language()).to_owned(),
    });
    Ok(page(
        &app,
        &visitor,
        &shown,
        &Posted::default(),
        Problems::none(),
        flash,
    ))
}

async fn decide(
    State(app): State<App>,
    visitor: Visitor,
    form: Posted,
) -> Result<Response, PageError> {
    let by = visitor.signed_in()?.id;
    let bodies = bodies_of(&visitor.actor)?;
    let lang = visitor.language();
    let mut problems = Problems::none();
    let resolution = Resolution::from_code(form.text("resolution"));
    if resolution.is_none() {
        problems.push("resolution", words::resolution_missing(lang));
    }
    let reason = Sentence::parse(form.text("reason"));
    if let Err(wrong) = &reason {
        let text = sentence(lang, wrong.code());
        problems.push("reason", text);
    }
    if let (Some(resolution), Ok(reason)) = (resolution, &reason) {
        let conflict = conflict_id(form.text("conflict"));
        let decision = Decision {
            conflict: conflict.unwrap_or(ConflictId::new(Uuid::nil())),
            resolution,
            by,
            reason,
        };
        let decided = app
            .store
            .resolve_conflict(&decision, &bodies, &app.ids, visitor.now);
        match decided.await? {
            Ok(()) => {
                let to = format!("{}?done=decided", routes::HOUSEHOLDS);
                return Ok(Redirect::to(&to).into_response());
            }
            Err(refused) => problems.push("resolution", sentence(lang, refused.code())),
        }
    }
    let shown = load(&app, &visitor, &bodies, form.text("conflict")).await?;
    Ok(page(&app, &visitor, &shown, &form, problems, None))
}

fn page(
    app: &App,
    visitor: &Visitor,
    shown: &Shown,
    form: &Posted,
    problems: Problems,
    flash: Option<Flash>,
) -> Response {
    let lang = visitor.language();
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let about = Page::new(words::title(lang), Section::Inbox).with_problems(!problems.is_empty());
    let frame = Frame {
        flash,
        path: routes::HOUSEHOLDS.to_owned(),
        ..visitor.frame(app)
    };
    let (conflicts, places) = (conflicts(lang, shown, form, &problems), places(lang, shown));
    respond::page(status, &frame, &about, move || {
        view! {
            <ErrorSummary lang problems/>
            <div class="title">
                <h1>{words::title(lang)}</h1>
                <p class="lead">{words::lead(lang)}</p>
            </div>
            {conflicts}
            {places}
        }
    })
}

fn places(lang: Language, shown: &Shown) -> AnyView {
    let items: Vec<CardItem> = shown
        .places
        .iter()
        .map(|one| CardItem {
            href: routes::households_of(&one.place.slug),
            title: one.place.names.in_language(lang).to_owned(),
            note: words::verified_count(lang, one.verified).into(),
            ..CardItem::default()
        })
        .collect();
    let total: i64 = shown.places.iter().map(|one| one.verified).sum();
    let list = if items.is_empty() {
        view! { <p class="soft">{words::places_none(lang)}</p> }.into_any()
    } else {
        view! {
            <p><strong>{words::total(lang, total)}</strong></p>
            <p class="soft">{words::cold(lang)}</p>
            <p class="order">{words::places_order(lang)}</p>
            <CardList items/>
        }
        .into_any()
    };
    view! {
        <section class="card" aria-labelledby="places">
            <h2 id="places">{words::places(lang)}</h2>
            {list}
        </section>
    }
    .into_any()
}

fn fact(lang: Language, one: &ConflictDetail) -> String {
    let (name, place) = (one.name.as_str(), one.place.in_language(lang));
    match one.kind {
        ConflictKind::TwoHouseholds => words::two_households(lang, name, place),
        ConflictKind::ReplacedCode => words::replaced_code(lang, name, place),
        ConflictKind::OtherCommunity => words::other_community(lang, name, place),
        ConflictKind::UnknownDoor => words::unknown_door(lang, name, place),
    }
}

fn conflicts(lang: Language, shown: &Shown, form: &Posted, problems: &Problems) -> AnyView {
    let items = shown
        .conflicts
        .iter()
        .map(|one| {
            let date = shown.local.near(one.at).shown;
            let chosen = shown.chosen == Some(one.id);
            let inside = if chosen {
                decision(lang, one, form, problems)
            } else {
                let href = format!("{}?conflict={}", routes::HOUSEHOLDS, one.id);
                view! { <p><a href=href>{words::decide(lang)}</a></p> }.into_any()
            };
            view! {
                <li>
                    <p class="soft small">{date}</p>
                    <p>{fact(lang, one)}</p>
                    {inside}
                </li>
            }
        })
        .collect_view();
    let list = if shown.conflicts.is_empty() {
        view! { <p class="soft">{words::conflicts_none(lang)}</p> }.into_any()
    } else {
        view! {
            <p class="order">{words::conflicts_order(lang)}</p>
            <ul class="list">{items}</ul>
        }
        .into_any()
    };
    view! {
        <section class="card" aria-labelledby="conflicts">
            <h2 id="conflicts">{words::conflicts(lang)}</h2>
            {list}
        </section>
    }
    .into_any()
}

fn decision(lang: Language, one: &ConflictDetail, form: &Posted, problems: &Problems) -> AnyView {
    let keep = ChoiceOption::new(
        Resolution::Keep.code(),
        words::keep(lang),
        words::keep_note(lang),
    );
    let end = one.verified.then(|| {
        ChoiceOption::new(
            Resolution::End.code(),
            words::end(lang),
            words::end_note(lang),
        )
    });
    let options: Vec<ChoiceOption> = std::iter::once(keep).chain(end).collect();
    let text = |field: &str| form.text(field).to_owned();
    let (chosen, reason) = (text("resolution"), text("reason"));
    let (at_resolution, at_reason) = (problems.at("resolution"), problems.at("reason"));
    let id = one.id.to_string();
    view! {
        <Form action=routes::HOUSEHOLDS>
            <Hidden name="conflict" value=id/>
            <Choice lang name="resolution" label=words::resolution(lang) options chosen error=at_resolution/>
            <TextArea lang name="reason" label=words::reason(lang) hint=words::reason_hint(lang) value=reason rows=2 error=at_reason/>
            <Button label=words::decide_button(lang) kind=ButtonKind::Filled/>
        </Form>
    }
    .into_any()
}
