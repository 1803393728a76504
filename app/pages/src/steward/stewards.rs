//! `/steward/stewards`: who runs the installation. At least one stays.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::id::PersonId;
use domain::text::Sentence;
use leptos::prelude::*;
use store::offices::seats::Steward;
use uuid::Uuid;

use super::desk::{self, Desk};
use crate::app::App;
use crate::components::{
    Button, ButtonKind, Choice, ChoiceOption, Field, FieldKind, Form, Problems, TextArea,
};
use crate::errors::PageError;
use crate::form::Posted;
use crate::routes;
use crate::text::stewards as words;

pub(super) fn routes() -> Router<App> {
    Router::new().route(routes::STEWARDS, get(ask).post(change))
}

async fn ask(State(app): State<App>, desk: Desk) -> Result<Response, PageError> {
    let stewards = app.store.list_stewards().await?;
    Ok(page(
        &app,
        &desk,
        &stewards,
        &Posted::default(),
        Problems::none(),
    ))
}

async fn change(State(app): State<App>, desk: Desk, form: Posted) -> Result<Response, PageError> {
    let mut problems = Problems::none();
    let ends = form.text("act") == "end";
    let (field, reason) = if ends {
        ("person", desk.reason(&form, &mut problems))
    } else {
        let why = Sentence::parse(form.text("why")).map(String::from);
        ("handle", why.unwrap_or_default())
    };
    let person = if ends {
        let chosen = Uuid::parse_str(form.text("person")).map(PersonId::new);
        chosen.map_err(|_| domain::office::OfficeRefused::SeatMissing)
    } else {
        desk::person_of(&app, form.text("handle")).await?
    };
    let outcome = match person {
        Err(wrong) => Err(wrong),
        Ok(_) if !problems.is_empty() => {
            let stewards = app.store.list_stewards().await?;
            return Ok(page(&app, &desk, &stewards, &form, problems));
        }
        Ok(person) => app
            .store
            .change_steward(person, !ends, desk.me, &reason, &app.ids, desk.now)
            .await
            .map_or_else(|error| desk::refused(error).map(Err), |done| Ok(Ok(done)))?,
    };
    match outcome {
        // Who ended their own right sees these pages no more.
        Ok(_) if ends && person == Ok(desk.me) => Ok(desk::done(
            routes::ME,
            domain::office::OfficeChange::StewardEnded,
        )),
        Ok(change) => Ok(desk::done(routes::STEWARDS, change)),
        Err(wrong) => {
            problems.push(field, desk.say(wrong.code()));
            let stewards = app.store.list_stewards().await?;
            Ok(page(&app, &desk, &stewards, &form, problems))
        }
    }
}

fn page(
    app: &App,
    desk: &Desk,
    stewards: &[Steward],
    typed: &Posted,
    problems: Problems,
) -> Response {
    let lang = desk.lang;
    let options: Vec<ChoiceOption> = stewards
        .iter()
        .map(|one| {
            let note = if one.person == desk.me {
                words::steward_you(lang)
            } else {
                ""
            };
            ChoiceOption::new(one.person.to_string(), one.name.clone(), note)
        })
        .collect();
    let text = |field: &str| typed.text(field).to_owned();
    let (handle, why, reason, chosen) =
        (text("handle"), text("why"), text("reason"), text("person"));
    let bad = |field: &str| problems.at(field);
    let (bad_handle, bad_person, bad_reason) = (bad("handle"), bad("person"), bad("reason"));
    let inside = view! {
        <div class="narrow stack">
            <p class="lead">{words::stewards_lead(lang)}</p>
            <section class="card" aria-labelledby="add">
                <h2 id="add">{words::steward_add(lang)}</h2>
                <Form action=routes::STEWARDS>
                    <Field lang name="handle" label=words::handle(lang) hint=words::handle_hint(lang) value=handle kind=FieldKind::Handle error=bad_handle/>
                    <TextArea lang name="why" label=words::reason(lang) hint=words::reason_hint(lang) value=why rows=2 optional=true/>
                    <Button label=words::steward_make(lang) name=Some("act") value=Some("make".into())/>
                </Form>
            </section>
            <section class="card" aria-labelledby="ends">
                <h2 id="ends">{words::steward_end(lang)}</h2>
                <Form action=routes::STEWARDS>
                    <Choice lang name="person" label=words::stewards(lang) options chosen error=bad_person/>
                    <TextArea lang name="reason" label=words::reason(lang) hint=words::reason_hint(lang) value=reason error=bad_reason rows=2/>
                    <Button label=words::steward_end(lang) kind=ButtonKind::Danger name=Some("act") value=Some("end".into())/>
                </Form>
            </section>
        </div>
    };
    let back = desk::to_desk(lang);
    desk.page(
        app,
        words::stewards(lang),
        back,
        problems,
        inside.into_any(),
    )
}
