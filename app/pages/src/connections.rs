//! `/steward/connections`: the systems of bodies, for the steward: how much
//! went there, what does not go through and why, and a button that has it tried
//! again. Only public cases are ever sent, and only their numbers stand here.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use domain::exchange::DispatchState;
use domain::id::{BodyId, DispatchId};
use domain::language::Language;
use domain::permission::{Action, Subject, may};
use http::StatusCode;
use leptos::prelude::*;
use serde::Deserialize;
use store::exchange::{Connected, Counted, Failure, Troubled};
use store::rulebook::Rulebook;
use uuid::Uuid;

use crate::app::App;
use crate::components::{
    Answer, Answers, Button, ButtonKind, Empty, Flash, FlashTone, Form, Hidden, Scene,
};
use crate::dates::{self, Local};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Frame, Page, Section};
use crate::text::exchange as words;
use crate::visitor::Visitor;
use crate::{respond, routes};

/// Most troubles on the page.
const SHOWN: i64 = 100;

/// The routes of this module.
pub fn routes() -> Router<App> {
    Router::new()
        .route(routes::CONNECTIONS, get(show))
        .route(routes::CONNECTIONS_AGAIN, post(again))
}

/// What the page was told by the act before.
#[derive(Debug, Default, Deserialize)]
struct Before {
    #[serde(default)]
    done: String,
}

/// What the page shows.
struct Shown {
    lang: Language,
    visitor: Visitor,
    book: Arc<Rulebook>,
    connections: Vec<Connected>,
    counted: Vec<(BodyId, Counted)>,
    troubled: Vec<Troubled>,
}

fn tends(visitor: &Visitor) -> Result<(), PageError> {
    visitor.signed_in()?;
    may(&visitor.actor, Action::TendExchange, &Subject::Nothing).map_err(|_| PageError::Denied)
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(before): Query<Before>,
) -> Result<Response, PageError> {
    tends(&visitor)?;
    let mut snapshot = app.store.snapshot().await?;
    let connections = snapshot.conn().list_connections(visitor.now).await?;
    let counted = snapshot.conn().count_dispatches(visitor.now).await?;
    let troubled = snapshot.conn().list_troubled(SHOWN).await?;
    let book = app.store.rulebook(snapshot.conn()).await?;
    drop(snapshot);
    let lang = visitor.language();
    let flash = match before.done.as_str() {
        "again" => Some((FlashTone::Done, words::again_done(lang))),
        "gone" => Some((FlashTone::Told, words::again_gone(lang))),
        _ => None,
    };
    let frame = Frame {
        flash: flash.map(|(tone, text)| Flash {
            tone,
            text: text.to_owned(),
        }),
        ..visitor.frame(&app)
    };
    let about = Page::new(words::title(lang), Section::Elsewhere);
    let shown = Shown {
        lang,
        visitor,
        book,
        connections,
        counted,
        troubled,
    };
    Ok(respond::page(StatusCode::OK, &frame, &about, move || {
        shown.view()
    }))
}

async fn again(
    State(app): State<App>,
    visitor: Visitor,
    form: Posted,
) -> Result<Response, PageError> {
    tends(&visitor)?;
    let id = Uuid::parse_str(form.text("dispatch")).ok();
    let done = match id.map(DispatchId::new) {
        Some(id) => app.store.try_dispatch_again(id, visitor.now).await?,
        None => false,
    };
    let done = if done { "again" } else { "gone" };
    let back = format!("{}?done={done}", routes::CONNECTIONS);
    Ok(Redirect::to(&back).into_response())
}

/// Why something failed, for people.
pub(crate) fn why(lang: Language, failure: Option<&Failure>) -> &'static str {
    let code = failure.map_or("no-answer", |failure| failure.code.as_str());
    words::find(lang, &["why-", code].concat()).unwrap_or_else(|| words::why_server_error(lang))
}

impl Shown {
    fn view(&self) -> AnyView {
        let lang = self.lang;
        let inside = if self.connections.is_empty() {
            view! { <Empty scene=Scene::Settled heading=words::none(lang) note=words::none_note(lang) next=None/> }
                .into_any()
        } else {
            let cards: Vec<AnyView> = self.connections.iter().map(|one| self.card(one)).collect();
            view! { {cards}{self.troubles()} }.into_any()
        };
        view! {
            <div class="title">
                <h1>{words::title(lang)}</h1>
                <p class="lead">{words::lead(lang)}</p>
            </div>
            <div class="stack">{inside}</div>
        }
        .into_any()
    }

    fn body(&self, body: BodyId) -> String {
        let body = self.book.body(body);
        body.map_or(String::new(), |body| {
            body.names.in_language(self.lang).to_owned()
        })
    }

    fn local(&self, body: BodyId) -> Local {
        let body = self.book.body(body);
        let zone = body.map_or("UTC", |body| body.calendar.zone.as_str());
        Local::new(self.lang, &dates::zone(zone), self.visitor.now)
    }

    fn card(&self, connected: &Connected) -> AnyView {
        let (lang, connection) = (self.lang, &connected.connection);
        let found = self
            .counted
            .iter()
            .find(|(body, _)| *body == connection.body);
        let counted = found.map_or_else(Counted::default, |(_, counted)| *counted);
        let local = self.local(connection.body);
        let row = |label: &'static str, value: String| Answer {
            label: label.into(),
            value: value.into(),
            change: None,
        };
        let polled = connected
            .polled_at
            .map_or_else(|| words::never(lang).to_owned(), |at| local.near(at).shown);
        let rows = vec![
            row(words::sent(lang), counted.sent.to_string()),
            row(words::waiting(lang), counted.waiting.to_string()),
            row(words::given_up(lang), counted.given_up.to_string()),
            row(words::last_poll(lang), polled),
        ];
        let silent = connected.failing_since.map(|since| {
            let when = local.near(since).shown;
            let told = words::silent(lang, &when, why(lang, connected.failure.as_ref()));
            view! { <p>{told}</p>{said(lang, connected.failure.as_ref())} }
        });
        let paused = (!connection.in_service).then(|| view! { <p>{words::paused(lang)}</p> });
        let id = format!("body-{}", connection.body);
        view! {
            <section class="card" aria-labelledby=id.clone()>
                <h2 id=id.clone()>{self.body(connection.body)}</h2>
                <p class="small soft">{connection.url.clone()}</p>
                {paused}
                {silent}
                <Answers rows/>
            </section>
        }
        .into_any()
    }

    fn troubles(&self) -> AnyView {
        let lang = self.lang;
        let inside = if self.troubled.is_empty() {
            view! { <p class="soft">{words::no_troubles(lang)}</p> }.into_any()
        } else {
            let items: Vec<AnyView> = self.troubled.iter().map(|one| self.trouble(one)).collect();
            view! { <ul class="list">{items}</ul> }.into_any()
        };
        view! {
            <section class="card" aria-labelledby="troubles">
                <h2 id="troubles">{words::troubles(lang)}</h2>
                {inside}
            </section>
        }
        .into_any()
    }

    fn trouble(&self, one: &Troubled) -> AnyView {
        let lang = self.lang;
        let given_up = one.state == DispatchState::GivenUp;
        let tried = if given_up {
            words::tried(lang, one.attempts)
        } else {
            let when = self.local(one.body).near(one.next_try_at).shown;
            words::tried_next(lang, one.attempts, &when)
        };
        let told = words::case_failing(lang, &self.body(one.body), why(lang, one.failure.as_ref()));
        let doubt = (given_up && one.in_doubt)
            .then(|| view! { <p><strong>{words::doubt(lang)}</strong></p> });
        let id = one.id.to_string();
        let button = given_up.then(move || {
            view! {
                <Form action=routes::CONNECTIONS_AGAIN>
                    <Hidden name="dispatch" value=id/>
                    <Button label=words::again(lang) kind=ButtonKind::Quiet/>
                </Form>
            }
        });
        let href = routes::case(one.reference);
        view! {
            <li>
                <a href=href>{words::matter(lang, &one.reference.spaced())}</a>
                <p>{told}</p>
                {said(lang, one.failure.as_ref())}
                <p class="small soft">{tried}</p>
                {doubt}
                {button}
            </li>
        }
        .into_any()
    }
}

/// What the other system said about it, if it said something.
fn said(lang: Language, failure: Option<&Failure>) -> Option<AnyView> {
    let detail = failure.map(|failure| failure.detail.as_str());
    let detail = detail.filter(|detail| !detail.is_empty())?;
    let told = words::they_said(lang, detail);
    Some(view! { <p class="small">{told}</p> }.into_any())
}
