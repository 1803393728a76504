//! Changing a body.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use domain::body::{Body, BodyKind};
use domain::office::OfficeChange;
use leptos::prelude::*;
use store::offices::record::NewLine;

use super::desk::{self, Desk};
use super::sheet::{self, Above, Around, Reading, as_typed};
use crate::app::App;
use crate::components::{Button, Form, Problems};
use crate::errors::PageError;
use crate::form::Posted;
use crate::routes;
use crate::text::stewards as words;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/steward/bodies/{key}/edit", get(ask).post(keep))
}

async fn around(app: &App, key: &str) -> Result<(Around, Body), PageError> {
    let around = Around::load(app).await?;
    let body = around.book.body_by_key(key).cloned();
    Ok((around, body.ok_or(PageError::NotFound)?))
}

async fn ask(
    State(app): State<App>,
    desk: Desk,
    Path(key): Path<String>,
) -> Result<Response, PageError> {
    let (around, body) = around(&app, &key).await?;
    let typed = as_typed(&body, &around);
    Ok(page(&app, &desk, &body, &around, &typed, Problems::none()))
}

async fn keep(
    State(app): State<App>,
    desk: Desk,
    Path(key): Path<String>,
    form: Posted,
) -> Result<Response, PageError> {
    let (around, body) = around(&app, &key).await?;
    let mut problems = Problems::none();
    let changed = Reading {
        desk: &desk,
        form: &form,
        around: &around,
        problems: &mut problems,
    }
    .body(&body);
    let reason = desk.reason(&form, &mut problems);
    if !problems.is_empty() {
        return Ok(page(&app, &desk, &body, &around, &form, problems));
    }
    let change = OfficeChange::BodyChanged;
    let line = NewLine {
        change,
        body: Some(body.id),
        person: None,
        by: desk.me,
        reason: &reason,
    };
    app.store
        .change_body(&changed, &line, &app.ids, desk.now)
        .await?;
    Ok(desk::done(&routes::steward_body(&key, ""), change))
}

fn page(
    app: &App,
    desk: &Desk,
    body: &Body,
    around: &Around,
    typed: &Posted,
    problems: Problems,
) -> Response {
    let lang = desk.lang;
    let above = if body.kind == BodyKind::Partner {
        Above::Asked
    } else {
        Above::ByLevel
    };
    let fields = sheet::fields(desk, around, above, typed, &problems);
    let action = routes::steward_body(&body.key, "edit");
    let inside = view! {
        <div class="narrow">
            <Form action>
                {fields}
                <Button label=words::keep(lang)/>
            </Form>
        </div>
    };
    let back = (routes::steward_body(&body.key, ""), words::about(lang));
    let title = words::edit_title(lang, body.names.in_language(lang));
    desk.page(app, title, back, problems, inside.into_any())
}
