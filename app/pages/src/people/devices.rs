//! `/me/devices`: where somebody is signed in, and how to end it.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use domain::language::Language;
use http::StatusCode;
use jiff::tz::TimeZone;
use leptos::prelude::*;
use sha2::{Digest as _, Sha256};
use store::sessions::{Hash, SessionRecord};
use tower_sessions::Session;

use super::sign_in::FORGET;
use crate::app::App;
use crate::components::{Button, ButtonKind, Chip, Form, Hidden, Tone};
use crate::dates;
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::text::people as words;
use crate::visitor::Visitor;
use crate::{respond, routes};

const END: &str = "/me/devices/end";
const END_ALL: &str = "/me/devices/end-all";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(routes::DEVICES, get(list))
        .route(END, post(end_one))
        .route(END_ALL, post(end_all))
}

/// The key of this browser's own row.
pub(super) fn own(session: &Session) -> Option<Hash> {
    session
        .id()
        .map(|id| Sha256::digest(id.0.to_le_bytes()).into())
}

/// A device's name in a form: part of its hash, which opens nothing.
fn key(hash: &Hash) -> String {
    let (first, _) = hash.split_at(8);
    let number = first
        .iter()
        .fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    format!("{number:016x}")
}

async fn list(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    let person = visitor.signed_in()?;
    let devices = app.store.list_sessions(person.id, visitor.now).await?;
    let (lang, now, here) = (visitor.language(), visitor.now, own(&visitor.session));
    let about = Page::new(words::devices_title(lang), Section::Mine);
    let book = app.store.current_rulebook().await?;
    let bodies = book.bodies();
    // The time of the neighbourhood, as on every other page.
    let zone = bodies
        .first()
        .map_or("UTC", |body| body.calendar.zone.as_str());
    let zone = dates::zone(zone);
    Ok(respond::page(
        StatusCode::OK,
        &visitor.frame(&app),
        &about,
        move || {
            let items = devices
                .into_iter()
                .map(|device| item(lang, &device, here == Some(device.hash), &zone, now))
                .collect_view();
            view! {
                <h1>{words::devices_title(lang)}</h1>
                <p class="hint">{words::devices_order(lang)}</p>
                <ul class="list">{items}</ul>
                <Form action=END_ALL>
                    <Button label=words::end_everywhere(lang) kind=ButtonKind::Danger/>
                </Form>
            }
        },
    ))
}

fn item(
    lang: Language,
    device: &SessionRecord,
    here: bool,
    zone: &TimeZone,
    now: domain::instant::Instant,
) -> impl IntoView + use<> {
    let name = match device.device.as_str() {
        "" => words::unknown_device(lang).to_owned(),
        name => name.to_owned(),
    };
    let since = dates::date(lang, device.created_at, zone, now).shown;
    let seen = dates::near(lang, device.last_seen_at, zone, now).shown;
    let key = key(&device.hash);
    view! {
        <li>
            <strong>{name}</strong>
            {here.then(|| view! { <Chip tone=Tone::Neighbours label=words::this_device(lang)/> })}
            <p class="hint">{words::device_seen(lang, &since, &seen)}</p>
            {(!here).then(|| view! {
                <Form action=END>
                    <Hidden name="device" value=key/>
                    <Button label=words::end_device(lang) kind=ButtonKind::Quiet/>
                </Form>
            })}
        </li>
    }
}

async fn end_one(
    State(app): State<App>,
    visitor: Visitor,
    form: Posted,
) -> Result<Response, PageError> {
    let person = visitor.signed_in()?;
    let devices = app.store.list_sessions(person.id, visitor.now).await?;
    for device in devices
        .iter()
        .filter(|device| key(&device.hash) == form.text("device"))
    {
        app.store.delete_session(&device.hash).await?;
    }
    Ok(Redirect::to(routes::DEVICES).into_response())
}

async fn end_all(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    let person = visitor.signed_in()?;
    app.store.delete_sessions_of(person.id, None).await?;
    visitor
        .session
        .flush()
        .await
        .map_err(|error| PageError::of_session("end a session", &error))?;
    Ok((FORGET, Redirect::to(routes::SIGN_IN)).into_response())
}
