//! `/sign-up`: an address, a name, a password; then a code.

use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use domain::handle::Handle;
use domain::id::PersonId;
use domain::password::Password;
use domain::text::DisplayName;
use http::StatusCode;
use leptos::prelude::*;
use store::people::NewAccount;

use super::sign_in::Back;
use crate::app::App;
use crate::codes::pending::{self, Pending, Purpose};
use crate::codes::{self, Whom};
use crate::components::{Button, ErrorSummary, Field, FieldKind, Form, Hidden, Problems};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::passwords::PasswordsBusy;
use crate::text::helping;
use crate::text::people as words;
use crate::throttle::Act;
use crate::visitor::Visitor;
use crate::{report, respond, routes};

pub(super) fn routes() -> Router<App> {
    Router::new().route(routes::SIGN_UP, get(ask).post(sign_up))
}

async fn ask(State(app): State<App>, Query(back): Query<Back>, visitor: Visitor) -> Response {
    let back = routes::safe_back(&back.back).to_owned();
    if visitor.person().is_some() {
        return Redirect::to(&back).into_response();
    }
    let form = Posted::from_fields([("back".to_owned(), back)]);
    page(&app, &visitor, &form, Problems::none())
}

/// What was typed, once it is right.
struct SignUp {
    handle: Handle,
    name: DisplayName,
    password: Password,
}

fn read(visitor: &Visitor, form: &Posted) -> Result<SignUp, Problems> {
    let lang = visitor.language();
    let mut problems = Problems::none();
    let mut say = |field: &str, code| {
        problems.push(field, words::find(lang, code).unwrap_or_default());
    };
    let handle = Handle::parse(form.text("handle")).map_err(|wrong| say("handle", wrong.code()));
    let name = DisplayName::parse(form.text("name")).map_err(|wrong| say("name", wrong.code()));
    let typed = form.text("password");
    let password = match &handle {
        Ok(handle) => Password::choose(typed, handle),
        Err(()) => Password::strong(typed),
    }
    .map_err(|wrong| say("password", wrong.code()));
    match (handle, name, password) {
        (Ok(handle), Ok(name), Ok(password)) => Ok(SignUp {
            handle,
            name,
            password,
        }),
        _ => Err(problems),
    }
}

async fn sign_up(
    State(app): State<App>,
    visitor: Visitor,
    form: Posted,
) -> Result<Response, PageError> {
    let lang = visitor.language();
    let SignUp {
        handle,
        name,
        password,
    } = match read(&visitor, &form) {
        Ok(read) => read,
        Err(problems) => return Ok(page(&app, &visitor, &form, problems)),
    };
    app.throttle
        .by_account(Act::SignUp, &handle.key(), visitor.now)?;
    let phc = match app.passwords.hash(password.expose().to_owned()).await {
        Ok(phc) => phc,
        Err(PasswordsBusy::Busy) => {
            let mut problems = Problems::none();
            problems.push("password", words::busy(lang));
            return Ok(page(&app, &visitor, &form, problems));
        }
        Err(broken) => return Err(PageError::internal("hash a password", &broken)),
    };
    let id = PersonId::new(app.ids.uuid());
    let account = NewAccount {
        id,
        name: name.as_str(),
        language: lang,
        home: None,
        handle: &handle,
        phc: Some(&phc),
    };
    let owner = app.store.find_account(&handle).await?;
    let made = app.store.sign_up(&account, visitor.now).await?;
    let pending = Pending {
        purpose: Purpose::Confirm,
        handle,
        sent_at: visitor.now,
        back: routes::safe_back(form.text("back")).to_owned(),
        person: made.then_some(id),
        guest: (!made).then_some(id),
        proven: None,
    };
    pending::keep(&visitor.session, &pending).await?;
    // First what may hurt somebody, then the letter: it can say what was filed.
    let danger = report::send_danger(&app, &visitor).await?;
    let pending = pending::find(&visitor.session).await?.unwrap_or(pending);
    let filed = danger.as_ref().and_then(|sent| sent.reference);
    let whom = match owner {
        _ if made => Whom::Theirs(id, lang),
        // Somebody has confirmed this address. Its owner is told; the visitor sees
        // the same pages, and no code they could type is right.
        Some(owner) => Whom::Owner(owner.person, owner.language, filed),
        None => Whom::Nobody,
    };
    codes::send(&app, &visitor, pending, whom).await?;
    Ok(danger.map_or_else(
        || Redirect::to(routes::CONFIRM).into_response(),
        |sent| sent.answer,
    ))
}

fn page(app: &App, visitor: &Visitor, form: &Posted, problems: Problems) -> Response {
    let lang = visitor.language();
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let about =
        Page::new(words::sign_up_title(lang), Section::Mine).with_problems(!problems.is_empty());
    let back = routes::safe_back(form.text("back")).to_owned();
    let draft = back.starts_with(routes::REPORT);
    let (handle, name) = (form.text("handle").to_owned(), form.text("name").to_owned());
    respond::page(status, &visitor.frame(app), &about, move || {
        let sign_in = routes::sign_in_then(&back);
        let lead = if draft {
            words::draft_is_kept(lang)
        } else {
            words::sign_up_lead(lang)
        };
        view! {
            <div class="narrow">
                <ErrorSummary lang problems=problems.clone()/>
                <h1>{words::sign_up_title(lang)}</h1>
                <p class="lead">{lead}</p>
                <Form action=routes::SIGN_UP>
                    <Hidden name="back" value=back/>
                    <Field lang name="handle" label=words::handle(lang) hint=words::handle_hint(lang) value=handle kind=FieldKind::Handle error=problems.at("handle")/>
                    <Field lang name="name" label=words::name(lang) hint=words::name_hint(lang) value=name kind=FieldKind::Name error=problems.at("name")/>
                    <Field lang name="password" label=words::new_password(lang) hint=words::new_password_hint(lang) kind=FieldKind::NewPassword error=problems.at("password")/>
                    <Button label=words::sign_up(lang)/>
                </Form>
                <p><a href=sign_in>{words::have_account(lang)}</a></p>
                <p class="soft">{helping::without_address(lang)}</p>
            </div>
        }
    })
}
