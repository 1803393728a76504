//! `/sign-in` and `/sign-out`.
//!
//! Nobody signs in before the code was typed. Whoever signs up with an address finds out
//! nothing about it (`sign_up`), so signing in with what they chose there must not tell
//! them either: an account without its code answers like none at all, in the browser that
//! awaits the code, too.

use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use domain::case::{Command, Order};
use domain::handle::Handle;
use domain::id::PersonId;
use domain::language::Language;
use domain::password::Password;
use domain::person::Actor;
use http::header::SET_COOKIE;
use http::{HeaderMap, StatusCode};
use leptos::prelude::*;
use serde::Deserialize;
use store::cases::ActError;
use store::lists::Turn;

use super::tries::{Held, Trying};
use crate::app::App;
use crate::codes::pending::{self, Purpose};
use crate::components::{Button, ErrorSummary, Field, FieldKind, Form, Hidden, Problems};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::passwords::{Passwords, PasswordsBusy};
use crate::text::people as words;
use crate::throttle::Act;
use crate::visitor::Visitor;
use crate::{respond, routes};

/// Nobody files more dangers than this before they sign in.
const MOST_ADOPTED: usize = 50;

/// Has a browser forget the pages of whoever signed out.
pub(super) const FORGET: [(&str, &str); 1] = [("clear-site-data", "\"cache\", \"storage\"")];

/// Where to go afterwards.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Back {
    /// A path of this site.
    pub back: String,
}

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(routes::SIGN_IN, get(ask).post(sign_in))
        .route(routes::SIGN_OUT, post(sign_out))
}

async fn ask(State(app): State<App>, Query(back): Query<Back>, visitor: Visitor) -> Response {
    let back = routes::safe_back(&back.back);
    if visitor.person().is_some() {
        return Redirect::to(back).into_response();
    }
    page(&app, &visitor, "", back, Problems::none(), false)
}

async fn sign_in(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    form: Posted,
) -> Result<Response, PageError> {
    let lang = visitor.language();
    let back = routes::safe_back(form.text("back"));
    let (handle, password) = match typed(lang, &form) {
        Ok(typed) => typed,
        Err(problems) => {
            let handle = form.text("handle");
            return Ok(page(&app, &visitor, handle, back, problems, false));
        }
    };
    let awaited = pending::awaits(&visitor.session, Purpose::Confirm, &handle).await?;
    let again = |message| {
        let mut problems = Problems::none();
        problems.push("handle", message);
        let handle = form.text("handle");
        Ok(page(&app, &visitor, handle, back, problems, awaited))
    };
    let (trying, now) = (Trying::new(&app, &handle, &headers), visitor.now);
    if let Some(held) = trying.held(now).await? {
        return again(told(lang, held));
    }
    app.throttle
        .by_account(Act::SignIn, &trying.counted_as(), now)?;
    let account = app.store.find_account(&handle).await?;
    let account = account.filter(|account| account.confirmed);
    let kept = account.as_ref().and_then(|account| account.phc.clone());
    match app
        .passwords
        .verify(password.expose().to_owned(), kept.clone())
        .await
    {
        Ok(true) => {}
        Ok(false) => {
            trying.failed(now).await?;
            tracing::info!("a sign-in failed");
            return again(words::wrong(lang).to_owned());
        }
        Err(PasswordsBusy::Busy) => return again(words::busy(lang).to_owned()),
        Err(broken) => return Err(PageError::internal("check a password", &broken)),
    }
    let account = account.ok_or(PageError::Internal)?;
    trying.succeeded().await?;
    renew(&app, &visitor, account.person, &password, kept).await?;
    app.store.note_signed_in(account.person, now).await?;
    adopt(&app, &visitor, account.person).await?;
    pending::sign_in(&visitor.session, account.person).await?;
    let known = [(SET_COOKIE, trying.cookie())];
    Ok((known, Redirect::to(back)).into_response())
}

/// What was typed, or what is wrong with it.
fn typed(lang: Language, form: &Posted) -> Result<(Handle, Password), Problems> {
    let mut problems = Problems::none();
    let handle = Handle::parse(form.text("handle"));
    if let Err(wrong) = &handle {
        let text = words::find(lang, wrong.code()).unwrap_or_default();
        problems.push("handle", text);
    }
    let password = Password::typed(form.text("password"));
    if let Err(wrong) = &password {
        let text = words::find(lang, wrong.code()).unwrap_or_default();
        problems.push("password", text);
    }
    match (handle, password) {
        (Ok(handle), Ok(password)) => Ok((handle, password)),
        _ => Err(problems),
    }
}

/// Why nothing is tried now, and what helps.
pub(super) fn told(lang: Language, held: Held) -> String {
    match held {
        Held::Minutes(minutes) => words::wait_minutes(lang, minutes),
        Held::NewPassword => words::new_password_needed(lang).to_owned(),
    }
}

/// For how long a danger that was filed in this browser is taken for theirs.
const ADOPT_SECONDS: i64 = 24 * 60 * 60;

/// Gives them the dangers that were filed in this browser before anybody signed
/// in, if they could not wait: they are the author's as if they had signed in first.
async fn adopt(app: &App, visitor: &Visitor, person: PersonId) -> Result<(), PageError> {
    let Some(pending) = pending::find(&visitor.session).await? else {
        return Ok(());
    };
    let Some(guest) = pending
        .person
        .or(pending.guest)
        .filter(|one| *one != person)
    else {
        return Ok(());
    };
    let lapsed = visitor.now.seconds_since(pending.sent_at) > ADOPT_SECONDS;
    let (store, ids) = (&app.store, &app.ids);
    let known = store.find_person(person).await?;
    if lapsed || !known.is_some_and(|known| known.confirmed) {
        return Ok(());
    }
    let Some(guest) = store
        .find_person(guest)
        .await?
        .filter(|guest| !guest.confirmed)
    else {
        return Ok(());
    };
    let filed = store.list_filed_by(guest.id, Turn::Newest, MOST_ADOPTED);
    let filed = filed.await?;
    let actor = Actor::Person(guest);
    let order = Order::from(Command::Adopt { to: person });
    for filed in filed.cases.iter().filter(|filed| !filed.case.confirmed) {
        let reference = filed.case.reference;
        match store
            .act(reference, &order, &actor, None, ids, visitor.now)
            .await
        {
            // Confirmed in the same moment in another window, or over.
            Ok(_) | Err(ActError::Refused(_) | ActError::NotFound) => {}
            Err(ActError::Store(error)) => return Err(error.into()),
        }
    }
    pending::forget(&visitor.session).await
}

/// Makes the hash of a password that was right anew, if it was made with other
/// parameters than those of today. Whoever has no turn for it now gets it at the next signing in.
async fn renew(
    app: &App,
    visitor: &Visitor,
    person: PersonId,
    password: &Password,
    kept: Option<String>,
) -> Result<(), PageError> {
    let Some(old) = kept.filter(|kept| Passwords::is_outdated(kept)) else {
        return Ok(());
    };
    match app.passwords.hash(password.expose().to_owned()).await {
        Ok(new) => {
            let (store, now) = (&app.store, visitor.now);
            store.renew_password(person, &old, &new, now).await?;
            Ok(())
        }
        Err(PasswordsBusy::Busy) => Ok(()),
        Err(broken) => Err(PageError::internal("renew a password", &broken)),
    }
}

async fn sign_out(visitor: Visitor) -> Result<Response, PageError> {
    visitor
        .session
        .flush()
        .await
        .map_err(|error| PageError::of_session("end a session", &error))?;
    Ok((FORGET, Redirect::to(routes::HOME)).into_response())
}

/// The form; `awaited` also leads to where the code is typed that this browser awaits.
fn page(
    app: &App,
    visitor: &Visitor,
    handle: &str,
    back: &str,
    problems: Problems,
    awaited: bool,
) -> Response {
    let lang = visitor.language();
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let about =
        Page::new(words::sign_in_title(lang), Section::Mine).with_problems(!problems.is_empty());
    let draft = back.starts_with(routes::REPORT);
    let (handle, back) = (handle.to_owned(), back.to_owned());
    respond::page(status, &visitor.frame(app), &about, move || {
        let sign_up = routes::sign_up_then(&back);
        view! {
            <div class="narrow">
                <ErrorSummary lang problems=problems.clone()/>
                <h1>{words::sign_in_title(lang)}</h1>
                {draft.then(|| view! { <p class="lead">{words::draft_is_kept(lang)}</p> })}
                <Form action=routes::SIGN_IN>
                    <Hidden name="back" value=back/>
                    <Field lang name="handle" label=words::handle(lang) value=handle kind=FieldKind::Handle error=problems.at("handle")/>
                    <Field lang name="password" label=words::password(lang) kind=FieldKind::CurrentPassword error=problems.at("password")/>
                    <Button label=words::sign_in(lang)/>
                </Form>
                {awaited.then(|| view! { <p><a href=routes::CONFIRM>{words::confirm_title(lang)}</a></p> })}
                <p><a href=sign_up>{words::no_account(lang)}</a></p>
                <p><a href=routes::FORGOT>{words::forgot(lang)}</a></p>
            </div>
        }
    })
}
