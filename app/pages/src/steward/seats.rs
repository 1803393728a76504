//! Seats: giving one, changing its role, ending it.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use domain::body::Body;
use domain::id::PersonId;
use domain::office::{OfficeRefused, SeatOrder};
use domain::person::Role;
use domain::text::Sentence;
use leptos::prelude::*;
use store::offices::seats::SeatAsked;
use uuid::Uuid;

use super::bodies::{self, Whole};
use super::desk::{self, Desk};
use crate::app::App;
use crate::components::{
    Button, ButtonKind, Choice, ChoiceOption, Field, FieldKind, Form, Problems, TextArea,
};
use crate::errors::PageError;
use crate::form::Posted;
use crate::text::stewards as words;
use crate::{named, routes};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/steward/bodies/{key}/seats", post(give))
        .route(
            "/steward/bodies/{key}/seats/{person}",
            get(ask).post(change),
        )
}

fn roles(desk: &Desk, body: &Body) -> Vec<ChoiceOption> {
    Role::ALL
        .into_iter()
        .filter(|role| role.fits(body.kind))
        .map(|role| ChoiceOption::new(role.code(), named::role(desk.lang, role), ""))
        .collect()
}

/// The form that gives somebody a seat.
pub(super) fn give_form(
    desk: &Desk,
    app: &App,
    body: &Body,
    typed: &Posted,
    problems: &Problems,
) -> AnyView {
    let lang = desk.lang;
    let options = roles(desk, body);
    let text = |name: &str| typed.text(name).to_owned();
    let (handle, role, reason) = (text("handle"), text("role"), text("reason"));
    let (bad_handle, bad_role, bad_reason) = (
        problems.at("handle"),
        problems.at("role"),
        problems.at("reason"),
    );
    let action = routes::steward_body(&body.key, "seats");
    let key = app.ids.uuid().to_string();
    view! {
        <section class="card" aria-labelledby="give">
            <h2 id="give">{words::give_title(lang)}</h2>
            <Form action key>
                <Field lang name="handle" label=words::handle(lang) hint=words::handle_hint(lang) value=handle kind=FieldKind::Handle error=bad_handle/>
                <Choice lang name="role" label=words::role(lang) options chosen=role error=bad_role/>
                <TextArea lang name="reason" label=words::reason(lang) hint=words::reason_hint(lang) value=reason error=bad_reason rows=2 optional=true/>
                <Button label=words::give(lang)/>
            </Form>
        </section>
    }
    .into_any()
}

async fn give(
    State(app): State<App>,
    desk: Desk,
    Path(key): Path<String>,
    form: Posted,
) -> Result<Response, PageError> {
    let whole = bodies::load(&app, &key).await?;
    let mut problems = Problems::none();
    let person = match desk::person_of(&app, form.text("handle")).await? {
        Ok(person) => Some(person),
        Err(wrong) => {
            problems.push("handle", desk.say(wrong.code()));
            None
        }
    };
    let role = Role::from_code(form.text("role"));
    if role.is_none() {
        problems.push("role", desk.say(OfficeRefused::RoleDoesNotFit.code()));
    }
    let reason = optional_reason(&desk, &form, &mut problems);
    let (Some(person), Some(role), true) = (person, role, problems.is_empty()) else {
        return Ok(bodies::page(&app, &desk, &whole, &form, problems));
    };
    let asked = SeatAsked {
        body: whole.body.id,
        person,
        order: SeatOrder::Give(role),
        reason: &reason,
        by: desk.me,
    };
    match app.store.change_seat(&asked, &app.ids, desk.now).await {
        Ok(change) => Ok(desk::done(&routes::steward_body(&key, ""), change)),
        Err(error) => {
            let wrong = desk::refused(error)?;
            let field = if wrong == OfficeRefused::RoleDoesNotFit {
                "role"
            } else {
                "handle"
            };
            problems.push(field, desk.say(wrong.code()));
            Ok(bodies::page(&app, &desk, &whole, &form, problems))
        }
    }
}

/// A reason that may be left out.
fn optional_reason(desk: &Desk, form: &Posted, problems: &mut Problems) -> String {
    if form.text("reason").trim().is_empty() {
        return String::new();
    }
    desk.reason(form, problems)
}

fn person(id: &str) -> Result<PersonId, PageError> {
    Uuid::parse_str(id)
        .map(PersonId::new)
        .map_err(|_| PageError::NotFound)
}

async fn ask(
    State(app): State<App>,
    desk: Desk,
    Path((key, id)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let whole = bodies::load(&app, &key).await?;
    seat_page(
        &app,
        &desk,
        &whole,
        person(&id)?,
        &Posted::default(),
        Problems::none(),
    )
}

async fn change(
    State(app): State<App>,
    desk: Desk,
    Path((key, id)): Path<(String, String)>,
    form: Posted,
) -> Result<Response, PageError> {
    let (whole, person) = (bodies::load(&app, &key).await?, person(&id)?);
    let mut problems = Problems::none();
    let ends = form.text("act") == "end";
    let (order, reason) = if ends {
        (Some(SeatOrder::End), desk.reason(&form, &mut problems))
    } else {
        let role = Role::from_code(form.text("role"));
        if role.is_none() {
            problems.push("role", desk.say(OfficeRefused::RoleDoesNotFit.code()));
        }
        let why = Sentence::parse(form.text("why")).map(String::from);
        (role.map(SeatOrder::Give), why.unwrap_or_default())
    };
    let (Some(order), true) = (order, problems.is_empty()) else {
        return seat_page(&app, &desk, &whole, person, &form, problems);
    };
    if !whole.members.iter().any(|member| member.person == person) {
        return Err(PageError::NotFound);
    }
    let asked = SeatAsked {
        body: whole.body.id,
        person,
        order,
        reason: &reason,
        by: desk.me,
    };
    match app.store.change_seat(&asked, &app.ids, desk.now).await {
        Ok(change) => Ok(desk::done(&routes::steward_body(&key, ""), change)),
        Err(error) => {
            let wrong = desk::refused(error)?;
            problems.push(if ends { "reason" } else { "role" }, desk.say(wrong.code()));
            seat_page(&app, &desk, &whole, person, &form, problems)
        }
    }
}

fn seat_page(
    app: &App,
    desk: &Desk,
    whole: &Whole,
    person: PersonId,
    typed: &Posted,
    problems: Problems,
) -> Result<Response, PageError> {
    let (lang, body) = (desk.lang, &whole.body);
    let member = whole.members.iter().find(|one| one.person == person);
    let member = member.ok_or(PageError::NotFound)?;
    let name = body.names.in_language(lang);
    let warning = (whole.members.len() == 1).then(|| {
        let text = words::warn_would_empty(lang, name, whole.open);
        view! { <p class="warn"><strong>{text}</strong></p> }
    });
    let since = desk.local(body).date(member.since).shown;
    let line = words::member_since(lang, named::role(lang, member.role), &since);
    let action = routes::steward_seat(&body.key, person);
    let options = roles(desk, body);
    let chosen = if typed.has("role") {
        typed.text("role").to_owned()
    } else {
        member.role.code().to_owned()
    };
    let text = |field: &str| typed.text(field).to_owned();
    let (why, reason) = (text("why"), text("reason"));
    let (bad_role, bad_reason) = (problems.at("role"), problems.at("reason"));
    let inside = view! {
        <p class="soft">{line}</p>
        <section class="card" aria-labelledby="role-title">
            <h2 id="role-title">{words::change_role(lang)}</h2>
            <Form action=action.clone()>
                <Choice lang name="role" label=words::role(lang) options chosen error=bad_role/>
                <TextArea lang name="why" label=words::reason(lang) hint=words::reason_hint(lang) value=why rows=2 optional=true/>
                <Button label=words::change_role(lang) kind=ButtonKind::Quiet name=Some("act") value=Some("role".into())/>
            </Form>
        </section>
        <section class="card" aria-labelledby="end-title">
            <h2 id="end-title">{words::end_title(lang)}</h2>
            <p>{words::end_note(lang)}</p>
            {warning}
            <Form action>
                <TextArea lang name="reason" label=words::reason(lang) hint=words::reason_hint(lang) value=reason error=bad_reason rows=2/>
                <Button label=words::end(lang) kind=ButtonKind::Danger name=Some("act") value=Some("end".into())/>
            </Form>
        </section>
    };
    let inside = view! { <div class="narrow stack">{inside}</div> };
    let back = (routes::steward_body(&body.key, ""), words::about(lang));
    let title = words::seat_title(lang, &member.name);
    Ok(desk.page(app, title, back, problems, inside.into_any()))
}
