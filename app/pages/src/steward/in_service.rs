//! Taking a body out of service, and back.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use domain::office::OfficeChange;
use leptos::prelude::*;
use store::offices::record::NewLine;

use super::bodies::{self, Whole};
use super::desk::{self, Desk};
use crate::app::App;
use crate::components::{Button, ButtonKind, Form, Hidden, Problems, TextArea};
use crate::errors::PageError;
use crate::form::Posted;
use crate::routes;
use crate::text::stewards as words;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/steward/bodies/{key}/service", get(ask).post(change))
}

async fn ask(
    State(app): State<App>,
    desk: Desk,
    Path(key): Path<String>,
) -> Result<Response, PageError> {
    let whole = bodies::load(&app, &key).await?;
    Ok(page(&app, &desk, &whole, "", Problems::none()))
}

async fn change(
    State(app): State<App>,
    desk: Desk,
    Path(key): Path<String>,
    form: Posted,
) -> Result<Response, PageError> {
    let whole = bodies::load(&app, &key).await?;
    let mut problems = Problems::none();
    let reason = desk.reason(&form, &mut problems);
    if !problems.is_empty() {
        return Ok(page(&app, &desk, &whole, form.text("reason"), problems));
    }
    // What was meant, whatever somebody else did meanwhile.
    let in_service = form.text("to") == "in";
    let change = if in_service {
        OfficeChange::InService
    } else {
        OfficeChange::OutOfService
    };
    if in_service != whole.body.in_service {
        let mut body = whole.body.clone();
        body.in_service = in_service;
        let line = NewLine {
            change,
            body: Some(body.id),
            person: None,
            by: desk.me,
            reason: &reason,
        };
        app.store
            .change_body(&body, &line, &app.ids, desk.now)
            .await?;
    }
    Ok(desk::done(&routes::steward_body(&key, ""), change))
}

fn page(app: &App, desk: &Desk, whole: &Whole, reason: &str, problems: Problems) -> Response {
    let (lang, body) = (desk.lang, &whole.body);
    let (title, note, to, kind) = if body.in_service {
        let note = words::service_out_note(lang, whole.open);
        (words::service_out(lang), note, "out", ButtonKind::Danger)
    } else {
        let note = words::service_in_note(lang).to_owned();
        (words::service_in(lang), note, "in", ButtonKind::Filled)
    };
    let action = routes::steward_body(&body.key, "service");
    let (reason, bad) = (reason.to_owned(), problems.at("reason"));
    let inside = view! {
        <div class="narrow stack">
            <section class="card" aria-label=title>
                <p><strong>{body.names.in_language(lang).to_owned()}</strong></p>
                <p>{note}</p>
                <Form action>
                    <Hidden name="to" value=to/>
                    <TextArea lang name="reason" label=words::reason(lang) hint=words::reason_hint(lang) value=reason error=bad rows=2/>
                    <Button label=title kind/>
                </Form>
            </section>
        </div>
    };
    let back = (routes::steward_body(&body.key, ""), words::about(lang));
    desk.page(app, title, back, problems, inside.into_any())
}
