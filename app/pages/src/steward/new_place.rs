//! A new place inside one that is there, such as a building that was built. Its outline
//! comes from a file.

use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use domain::language::Names;
use domain::office::OfficeChange;
use domain::place::{Place, PlaceKind};
use domain::slug;
use domain::text::check_name;
use leptos::prelude::*;
use serde::Deserialize;
use store::offices::record::NewLine;
use store::places::import::NewPlace;

use super::desk::{self, Desk};
use crate::app::App;
use crate::components::{Button, ChoiceOption, Field, Form, Pick, Problems, TextArea, Words};
use crate::errors::PageError;
use crate::form::Posted;
use crate::text::stewards as words;
use crate::{places, routes};

pub(super) fn routes() -> Router<App> {
    Router::new().route(routes::STEWARD_NEW_PLACE, get(ask).post(keep))
}

#[derive(Debug, Default, Deserialize)]
struct Start {
    /// The slug of the place that it lies in.
    #[serde(default, rename = "in")]
    parent: String,
}

async fn ask(
    State(app): State<App>,
    desk: Desk,
    Query(start): Query<Start>,
) -> Result<Response, PageError> {
    let kind = PlaceKind::Building.code().to_owned();
    let typed = [("in".to_owned(), start.parent), ("kind".to_owned(), kind)];
    let typed = Posted::from_fields(typed);
    Ok(page(&app, &desk, &typed, Problems::none()))
}

async fn keep(State(app): State<App>, desk: Desk, form: Posted) -> Result<Response, PageError> {
    let mut problems = Problems::none();
    let parent = app.store.find_place_by_slug(form.text("in").trim()).await?;
    if parent.is_none() {
        problems.push("in", words::place_unknown(desk.lang));
    }
    let place = read(&desk, &form, parent.as_ref(), &mut problems);
    let reason = desk.reason(&form, &mut problems);
    let Some(place) = place.filter(|_| problems.is_empty()) else {
        return Ok(page(&app, &desk, &form, problems));
    };
    let change = OfficeChange::PlaceAdded;
    // The line has no place of its own to stand at.
    let reason = [place.names.in_language(desk.lang), &reason].join(" · ");
    let line = NewLine {
        change,
        body: None,
        person: None,
        by: desk.me,
        reason: &reason,
    };
    app.store
        .add_place(&place, &line, &app.ids, desk.now)
        .await?;
    Ok(desk::done(routes::STEWARD, change))
}

/// The place as it was typed; `None` after a mistake.
fn read(
    desk: &Desk,
    form: &Posted,
    parent: Option<&Place>,
    problems: &mut Problems,
) -> Option<NewPlace> {
    let mut name = |field: &str| {
        let typed = form.text(field).trim();
        if let Err(wrong) = check_name(typed) {
            problems.push(field.to_owned(), desk.say(wrong.code()));
        }
        (!typed.is_empty()).then(|| typed.to_owned())
    };
    let names = Names {
        en: name("name-en"),
        hans: name("name-hans"),
        hant: name("name-hant"),
    };
    if names.en.is_none() && names.hans.is_none() && names.hant.is_none() {
        problems.push("name-en", desk.say("body-name-missing"));
    }
    let kind = PlaceKind::from_code(form.text("kind"));
    let parent = parent?;
    let Some(kind) = kind.filter(|kind| *kind > parent.kind) else {
        let inside = places::kind(desk.lang, parent.kind);
        problems.push("kind", words::kind_too_wide(desk.lang, inside));
        return None;
    };
    let own = names.en.as_deref().and_then(slug::slug_of);
    Some(NewPlace {
        slug: own.unwrap_or_else(|| slug::inside(&parent.slug, kind.code())),
        parent: Some(parent.slug.clone()),
        kind,
        code: None,
        names,
    })
}

fn page(app: &App, desk: &Desk, typed: &Posted, problems: Problems) -> Response {
    let lang = desk.lang;
    let text = |field: &str| typed.text(field).to_owned();
    let line = |field: &'static str, label: &'static str| {
        let (value, error) = (text(field), problems.at(field));
        view! { <Field lang name=field label value error optional=true/> }.into_any()
    };
    let names = [
        line("name-en", words::name_en(lang)),
        line("name-hans", words::name_hans(lang)),
        line("name-hant", words::name_hant(lang)),
    ];
    // A city would need a last resort of its own: that is for files.
    let kinds = PlaceKind::ALL
        .into_iter()
        .filter(|kind| *kind > PlaceKind::City)
        .map(|kind| ChoiceOption::new(kind.code(), places::kind(lang, kind), ""));
    let options = vec![(Words::from(""), kinds.collect())];
    let (parent, bad_parent) = (text("in"), problems.at("in"));
    let (kind, bad_kind) = (text("kind"), problems.at("kind"));
    let (reason, bad_reason) = (text("reason"), problems.at("reason"));
    let action = routes::STEWARD_NEW_PLACE;
    let inside = view! {
        <div class="narrow">
            <p>{words::new_place_lead(lang)}</p>
            <Form action>
                <Field lang name="in" label=words::place_in(lang) hint=words::place_in_hint(lang) value=parent error=bad_parent/>
                <Pick lang name="kind" label=words::kind(lang) options chosen=kind error=bad_kind/>
                {names.into_iter().collect_view()}
                <TextArea lang name="reason" label=words::reason(lang) hint=words::reason_hint(lang) value=reason error=bad_reason rows=2/>
                <Button label=words::new_body_button(lang)/>
            </Form>
        </div>
    };
    let back = desk::to_desk(lang);
    desk.page(
        app,
        words::new_place(lang),
        back,
        problems,
        inside.into_any(),
    )
}
