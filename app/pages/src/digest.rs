//! `/digest/{token}`: the weekly digest ends with one press of a button and without
//! signing in. Opening the link does nothing; a mail program that ends it by itself
//! posts here (RFC 8058).

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use domain::language::Language;
use domain::person::Person;
use http::StatusCode;
use leptos::prelude::*;

use crate::app::App;
use crate::components::{Button, ButtonKind, Form, Hidden};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::one_tap::StopDigest;
use crate::text::notices as words;
use crate::visitor::Visitor;
use crate::{respond, routes};

/// The routes of this module.
pub fn routes() -> Router<App> {
    Router::new().route("/digest/{token}", get(ask).post(answer))
}

/// Whose digest a link is about.
async fn read(app: &App, token: &str) -> Result<Person, PageError> {
    let StopDigest(person) = StopDigest::read(token, &app.secret).ok_or(PageError::NotFound)?;
    let person = app.store.find_person(person).await?;
    person.ok_or(PageError::NotFound)
}

async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let person = read(&app, &token).await?;
    let wanted = app.store.wants_digest(person.id).await?;
    Ok(page(&app, &visitor, &person, &token, wanted))
}

async fn answer(
    State(app): State<App>,
    visitor: Visitor,
    Path(token): Path<String>,
    form: Posted,
) -> Result<Response, PageError> {
    let person = read(&app, &token).await?;
    let wanted = form.has("again");
    app.store.set_digest(person.id, wanted, visitor.now).await?;
    Ok(page(&app, &visitor, &person, &token, wanted))
}

/// How it stands, and the button that turns it round.
fn page(app: &App, visitor: &Visitor, person: &Person, token: &str, wanted: bool) -> Response {
    let lang = language(visitor, person);
    let mut frame = visitor.frame(app);
    frame.language = lang;
    let title = if wanted {
        words::digest_comes(lang)
    } else {
        words::digest_stopped(lang)
    };
    let action = routes::digest(token);
    let about = Page::new(title, Section::Elsewhere);
    respond::page(StatusCode::OK, &frame, &about, move || {
        let inside = if wanted {
            view! {
                <p>{words::digest_comes_note(lang)}</p>
                <Form action>
                    <Button label=words::digest_stop_it(lang)/>
                </Form>
            }
            .into_any()
        } else {
            view! {
                <p>{words::digest_stopped_note(lang)}</p>
                <Form action>
                    <Hidden name="again" value="yes"/>
                    <Button label=words::digest_again(lang) kind=ButtonKind::Quiet/>
                </Form>
            }
            .into_any()
        };
        view! { <div class="narrow stack"><h1>{title}</h1>{inside}</div> }
    })
}

/// The language somebody reads: the one they chose here, else their own.
fn language(visitor: &Visitor, person: &Person) -> Language {
    if visitor.person().is_some() {
        visitor.language()
    } else {
        person.language
    }
}
