//! A new body: what sort of organisation it is, and its sheet. Its working time begins as
//! that of another body, and is changed afterwards like that of any.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::body::{Body, BodyKind, Competence, Contact, Tier};
use domain::calendar::{Hours, WorkingCalendar};
use domain::id::BodyId;
use domain::language::{Language, Names};
use domain::office::OfficeChange;
use domain::slug;
use leptos::prelude::*;
use store::offices::record::NewLine;

use super::desk::{self, Desk};
use super::sheet::{self, Above, Around, Reading};
use crate::app::App;
use crate::components::{Button, Choice, ChoiceOption, Field, Form, Pick, Problems, Words};
use crate::errors::PageError;
use crate::form::Posted;
use crate::routes;
use crate::text::stewards as words;

/// Where nobody says otherwise.
const USUAL: Hours = Hours::between(9, 17);

pub(super) fn routes() -> Router<App> {
    Router::new().route(routes::STEWARD_NEW_BODY, get(ask).post(keep))
}

async fn ask(State(app): State<App>, desk: Desk) -> Result<Response, PageError> {
    let around = Around::load(&app).await?;
    let start = [
        ("kind", "self-governance"),
        ("tier", "1"),
        ("deals", "all"),
        ("rank", "0"),
    ];
    let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    let typed = Posted::from_fields(start.into_iter().map(own));
    Ok(page(&app, &desk, &around, &typed, Problems::none()))
}

async fn keep(State(app): State<App>, desk: Desk, form: Posted) -> Result<Response, PageError> {
    let around = Around::load(&app).await?;
    let mut problems = Problems::none();
    let start = begin(&app, &desk, &around, &form, &mut problems);
    let mut body = Reading {
        desk: &desk,
        form: &form,
        around: &around,
        problems: &mut problems,
    }
    .body(&start);
    let reason = desk.reason(&form, &mut problems);
    if !problems.is_empty() {
        return Ok(page(&app, &desk, &around, &form, problems));
    }
    body.key = key(&body);
    let change = OfficeChange::BodyAdded;
    let line = NewLine {
        change,
        body: Some(body.id),
        person: None,
        by: desk.me,
        reason: &reason,
    };
    let key = app.store.add_body(&body, &line, &app.ids, desk.now).await?;
    Ok(desk::done(&routes::steward_body(&key, ""), change))
}

/// What the sheet says nothing about: kind and working time as they were chosen.
fn begin(app: &App, desk: &Desk, around: &Around, form: &Posted, problems: &mut Problems) -> Body {
    let kind = BodyKind::from_code(form.text("kind")).unwrap_or_else(|| {
        problems.push("kind", words::kind_missing(desk.lang));
        BodyKind::SelfGovernance
    });
    Body {
        id: BodyId::new(app.ids.uuid()),
        key: String::new(),
        kind,
        tier: Tier::COMMITTEE,
        names: Names {
            en: None,
            hans: None,
            hant: None,
        },
        places: Vec::new(),
        competence: Competence::All,
        calendar: calendar(desk, around, form, problems),
        contact: Contact::default(),
        answers_to: None,
        rank: 0,
        in_service: true,
        members: 0,
        last_resort: false,
        on_paper: false,
    }
}

/// The working time of the body that was chosen; the usual hours in the zone that was
/// typed where there is no other body yet.
fn calendar(
    desk: &Desk,
    around: &Around,
    form: &Posted,
    problems: &mut Problems,
) -> WorkingCalendar {
    if around.book.bodies().is_empty() {
        let calendar = WorkingCalendar::weekdays(form.text("zone").trim(), USUAL);
        if !calendar.check().is_empty() {
            problems.push("zone", words::zone_hint(desk.lang));
        }
        return calendar;
    }
    let like = around.book.body_by_key(form.text("like"));
    like.map_or_else(
        || {
            problems.push("like", words::like_missing(desk.lang));
            WorkingCalendar::weekdays("UTC", USUAL)
        },
        |body| body.calendar.clone(),
    )
}

/// The key that its name suggests, or what it is.
fn key(body: &Body) -> String {
    let english = body.names.en.as_deref().and_then(slug::slug_of);
    english.unwrap_or_else(|| format!("{}-{}", body.kind.code(), body.tier.number()))
}

fn page(app: &App, desk: &Desk, around: &Around, typed: &Posted, problems: Problems) -> Response {
    let lang = desk.lang;
    let kinds: Vec<ChoiceOption> = BodyKind::ALL
        .map(|kind| ChoiceOption::new(kind.code(), name(lang, kind), ""))
        .to_vec();
    let (kind, bad_kind) = (typed.text("kind").to_owned(), problems.at("kind"));
    let time = working_time(lang, around, typed, &problems);
    // Which kind it will be is only known when it is sent.
    let fields = sheet::fields(desk, around, Above::IfPartner, typed, &problems);
    let action = routes::STEWARD_NEW_BODY;
    let inside = view! {
        <div class="narrow">
            <p>{words::new_body_lead(lang)}</p>
            <Form action>
                <Choice lang name="kind" label=words::kind(lang) options=kinds chosen=kind error=bad_kind/>
                {time}
                {fields}
                <Button label=words::new_body_button(lang)/>
            </Form>
        </div>
    };
    let back = (
        routes::STEWARD_BODIES.to_owned(),
        words::back_to_bodies(lang),
    );
    let title = words::new_body(lang);
    desk.page(app, title, back, problems, inside.into_any())
}

fn working_time(lang: Language, around: &Around, typed: &Posted, problems: &Problems) -> AnyView {
    let bodies = around.book.bodies();
    if bodies.is_empty() {
        let (value, error) = (typed.text("zone").to_owned(), problems.at("zone"));
        return view! {
            <Field lang name="zone" label=words::zone(lang) hint=words::zone_hint(lang) value error/>
        }
        .into_any();
    }
    let option =
        |one: &Body| ChoiceOption::new(one.key.clone(), one.names.in_language(lang).to_owned(), "");
    let options = vec![(Words::from(""), bodies.iter().map(option).collect())];
    let (chosen, error) = (typed.text("like").to_owned(), problems.at("like"));
    view! {
        <Pick lang name="like" label=words::like(lang) hint=words::like_hint(lang) options chosen error/>
    }
    .into_any()
}

const fn name(lang: Language, kind: BodyKind) -> &'static str {
    match kind {
        BodyKind::SelfGovernance => words::kind_self_governance(lang),
        BodyKind::Government => words::kind_government(lang),
        BodyKind::Partner => words::kind_partner(lang),
    }
}
