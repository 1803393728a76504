//! `/me`: what somebody is asked, first; what they said and joined, the private
//! ones marked; what they were told; who looked at who they are.

use std::sync::Arc;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use domain::instant::Instant;
use domain::person::Person;
use http::StatusCode;
use store::lists::own::Own;
use store::lists::{CasePage, CaseSummary, Turn};
use store::outbox::in_app::NoticeSummary;
use store::rulebook::Rulebook;

use crate::app::App;
use crate::cases::query::read_cursor;
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::text::me as words;
use crate::visitor::Visitor;
use crate::{respond, routes};

pub(crate) mod asked;
mod told;
mod view;

/// Cases in one part of a list.
const LENGTH: usize = 10;
/// Notices on the page.
const NOTICES: i64 = 20;

/// The routes of this module.
pub fn routes() -> Router<App> {
    Router::new()
        .route(routes::ME, get(show))
        .route(routes::NOTICES_READ, post(mark_read))
}

/// What the page shows.
struct Shown {
    person: Person,
    book: Arc<Rulebook>,
    asked: Vec<(asked::Asked, CaseSummary)>,
    own: Own,
    filed: CasePage,
    joined: CasePage,
    notices: Vec<NoticeSummary>,
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    RawQuery(raw): RawQuery,
) -> Result<Response, PageError> {
    let person = visitor.signed_in()?.clone();
    let parts = Parts::read(raw.as_deref());
    let shown = load(&app, &visitor, person, parts).await?;
    let lang = visitor.language();
    let about = Page::new(words::title(lang), Section::Mine);
    let asked = i64::try_from(shown.asked.len()).unwrap_or(asked::MOST);
    let frame = visitor.frame_asked(&app, asked);
    Ok(respond::page(StatusCode::OK, &frame, &about, move || {
        view::view(lang, &visitor, &shown)
    }))
}

/// Which parts of the two lists an address asks for.
#[derive(Clone, Copy, Default)]
struct Parts {
    filed: Turn,
    joined: Turn,
}

impl Parts {
    fn read(raw: Option<&str>) -> Self {
        let fields = Posted::parse(raw.unwrap_or_default().as_bytes());
        let turn = |before, after| {
            let spot = |name| read_cursor(fields.text(name));
            match (spot(before), spot(after)) {
                (Some(spot), _) => Turn::Before(spot),
                (None, Some(spot)) => Turn::After(spot),
                (None, None) => Turn::Newest,
            }
        };
        Self {
            filed: turn("filed-before", "filed-after"),
            joined: turn("joined-before", "joined-after"),
        }
    }
}

/// Six statements in one snapshot.
async fn load(
    app: &App,
    visitor: &Visitor,
    person: Person,
    parts: Parts,
) -> Result<Shown, PageError> {
    let mut snapshot = app.store.snapshot().await?;
    let mut conn = snapshot.conn();
    let asking = conn.list_asking(person.id, asked::MOST).await?;
    let own = conn.list_own(person.id, visitor.now).await?;
    let filed = conn.list_filed_by(person.id, parts.filed, LENGTH).await?;
    let joined = conn.list_joined_by(person.id, parts.joined, LENGTH).await?;
    let notices = conn.list_notices(person.id, NOTICES).await?;
    let book = app.store.rulebook(conn).await?;
    Ok(Shown {
        asked: asked::of(&visitor.actor, asking),
        person,
        book,
        own,
        filed,
        joined,
        notices,
    })
}

/// Notes that somebody read what stood on the page, and nothing that came since.
async fn mark_read(
    State(app): State<App>,
    visitor: Visitor,
    form: Posted,
) -> Result<Response, PageError> {
    let person = visitor.signed_in()?;
    let until = form.text("until").parse().map(Instant::from_micros);
    if let Ok(until) = until {
        let until = until.min(visitor.now);
        app.store
            .mark_notices_read(person.id, until, visitor.now)
            .await?;
    }
    Ok(Redirect::to(&[routes::ME, "#notices"].concat()).into_response())
}
