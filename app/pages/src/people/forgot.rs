//! `/forgot` and `/new-password`: a code instead of the password, then a new one.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use domain::handle::Handle;
use domain::id::PersonId;
use domain::password::Password;
use http::header::{HeaderName, SET_COOKIE};
use http::{HeaderMap, StatusCode};
use leptos::prelude::*;
use serde_json::json;
use store::outbox::NewMessage;

use super::tries::{self, Trying};
use crate::app::App;
use crate::codes::pending::{self, Pending, Purpose};
use crate::codes::{self, Whom};
use crate::components::{Button, ErrorSummary, Field, FieldKind, Form, Problems};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::passwords::PasswordsBusy;
use crate::text::people as words;
use crate::throttle::Act;
use crate::visitor::Visitor;
use crate::{respond, routes};

/// A right code opens the form for a new password for ten minutes.
const PROOF_SECONDS: i64 = 600;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(routes::FORGOT, get(ask).post(send))
        .route(routes::NEW_PASSWORD, get(ask_password).post(set_password))
}

async fn ask(State(app): State<App>, visitor: Visitor) -> Response {
    forgot_page(&app, &visitor, "", Problems::none())
}

async fn send(
    State(app): State<App>,
    visitor: Visitor,
    form: Posted,
) -> Result<Response, PageError> {
    let handle = match Handle::parse(form.text("handle")) {
        Ok(handle) => handle,
        Err(wrong) => {
            let mut problems = Problems::none();
            let lang = visitor.language();
            problems.push(
                "handle",
                words::find(lang, wrong.code()).unwrap_or_default(),
            );
            return Ok(forgot_page(&app, &visitor, form.text("handle"), problems));
        }
    };
    app.throttle
        .by_account(Act::Code, &handle.key(), visitor.now)?;
    if pending::is_fresh(&visitor, Purpose::NewPassword, &handle).await? {
        return Ok(Redirect::to(routes::CONFIRM).into_response());
    }
    let account = app.store.find_account(&handle).await?;
    let whom = account.map_or(Whom::Nobody, |account| {
        Whom::Theirs(account.person, account.language)
    });
    let pending = Pending {
        purpose: Purpose::NewPassword,
        handle,
        sent_at: visitor.now,
        back: routes::HOME.to_owned(),
        person: None,
        guest: None,
        proven: None,
    };
    codes::send(&app, &visitor, pending, whom).await?;
    Ok(Redirect::to(routes::CONFIRM).into_response())
}

/// The proof that this browser typed the right code, while it holds.
async fn proof(visitor: &Visitor) -> Result<Option<Pending>, PageError> {
    let pending = pending::find(&visitor.session).await?;
    Ok(pending.filter(|pending| {
        pending.proven.is_some() && visitor.now.seconds_since(pending.sent_at) < PROOF_SECONDS
    }))
}

async fn ask_password(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    match proof(&visitor).await? {
        Some(_) => Ok(password_page(&app, &visitor, Problems::none())),
        None => Ok(Redirect::to(routes::FORGOT).into_response()),
    }
}

async fn set_password(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    form: Posted,
) -> Result<Response, PageError> {
    let lang = visitor.language();
    let Some((pending, person)) = proof(&visitor)
        .await?
        .and_then(|pending| pending.proven.map(|person| (pending, person)))
    else {
        return Ok(Redirect::to(routes::FORGOT).into_response());
    };
    let mut problems = Problems::none();
    let password = match Password::choose(form.text("password"), &pending.handle) {
        Ok(password) => password,
        Err(wrong) => {
            problems.push(
                "password",
                words::find(lang, wrong.code()).unwrap_or_default(),
            );
            return Ok(password_page(&app, &visitor, problems));
        }
    };
    let phc = match app.passwords.hash(password.expose().to_owned()).await {
        Ok(phc) => phc,
        Err(PasswordsBusy::Busy) => {
            problems.push("password", words::busy(lang));
            return Ok(password_page(&app, &visitor, problems));
        }
        Err(broken) => return Err(PageError::internal("hash a password", &broken)),
    };
    let trying = Trying::new(&app, &pending.handle, &headers);
    let known = replace(&app, &visitor, &trying, person, &phc).await?;
    Ok((known, Redirect::to(routes::ME)).into_response())
}

/// Keeps a new password and tells its owner. Every session ends; on this device another one
/// begins, and the device is known by the cookie given back.
pub(super) async fn replace(
    app: &App,
    visitor: &Visitor,
    trying: &Trying<'_>,
    person: PersonId,
    phc: &str,
) -> Result<[(HeaderName, String); 1], PageError> {
    let cause = format!("password-changed:{}", app.ids.uuid());
    let told = NewMessage {
        cause: &cause,
        to: trying.handle(),
        person: Some(person),
        language: visitor.language(),
        kind: "password-changed",
        args: json!({}),
        secret: false,
    };
    app.store
        .replace_password(person, phc, &told, &app.ids, visitor.now)
        .await?;
    tries::forget(app, trying.handle()).await?;
    pending::forget(&visitor.session).await?;
    pending::sign_in(&visitor.session, person).await?;
    Ok([(SET_COOKIE, trying.cookie())])
}

fn status(problems: &Problems) -> StatusCode {
    if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    }
}

fn forgot_page(app: &App, visitor: &Visitor, handle: &str, problems: Problems) -> Response {
    let lang = visitor.language();
    let about =
        Page::new(words::forgot_title(lang), Section::Mine).with_problems(!problems.is_empty());
    let handle = handle.to_owned();
    respond::page(status(&problems), &visitor.frame(app), &about, move || {
        view! {
            <div class="narrow">
                <ErrorSummary lang problems=problems.clone()/>
                <h1>{words::forgot_title(lang)}</h1>
                <p class="lead">{words::forgot_lead(lang)}</p>
                <Form action=routes::FORGOT>
                    <Field lang name="handle" label=words::handle(lang) value=handle kind=FieldKind::Handle error=problems.at("handle")/>
                    <Button label=words::send_code(lang)/>
                </Form>
            </div>
        }
    })
}

fn password_page(app: &App, visitor: &Visitor, problems: Problems) -> Response {
    let lang = visitor.language();
    let about = Page::new(words::new_password_title(lang), Section::Mine)
        .with_problems(!problems.is_empty());
    respond::page(status(&problems), &visitor.frame(app), &about, move || {
        view! {
            <div class="narrow">
                <ErrorSummary lang problems=problems.clone()/>
                <h1>{words::new_password_title(lang)}</h1>
                <p class="lead">{words::new_password_lead(lang)}</p>
                <Form action=routes::NEW_PASSWORD>
                    <Field lang name="password" label=words::new_password(lang) hint=words::new_password_hint(lang) kind=FieldKind::NewPassword error=problems.at("password")/>
                    <Button label=words::keep_password(lang)/>
                </Form>
            </div>
        }
    })
}
