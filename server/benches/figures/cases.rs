//! The page of a case with 200 events: what rendering costs, what the whole
//! page costs, and what it costs when memory has it.

use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use domain::language::Language;
use domain::person::Actor;
use domain::reference::Reference;
use http::StatusCode;
use http::header::{CONTENT_TYPE, ETAG};
use pages::case::Shown;
use pages::visitor::{Reading, Visitor};
use pages::{App, PageError, routes};
use server::sessions::Keeper;
use tower_sessions::SessionStore as _;
use tower_sessions::session::Id;

use crate::load::Asked;
use crate::machine::length;
use crate::measure::{Arm, cost};
use crate::report::Row;
use crate::site::{Linli, SignedIn};

const EVENTS: i64 = 200;
/// Somebody of the neighbourhood who has nothing to do with the case.
const READER: &str = "zhaomin";
const HTML: &str = "text/html; charset=utf-8";
const MICROSECONDS: &str = "µs";

/// All rows of this part.
pub async fn run(linli: &Linli) -> Result<Vec<Row>> {
    let reference = linli.case(EVENTS).await?.reference;
    let path = routes::case(reference);
    let reader = linli.signed_in(READER).await?;
    let mut rows = as_a_resident(linli, reference, &path, &reader).await?;
    rows.extend(as_a_visitor(linli, &path).await?);
    Ok(rows)
}

/// Signed in, so nothing comes from memory.
async fn as_a_resident(
    linli: &Linli,
    reference: Reference,
    path: &str,
    reader: &SignedIn,
) -> Result<Vec<Row>> {
    let page = linli.get(path, Some(reader)).await?.body;
    let rendered = Rendered::new(linli, reference, path, reader).await?;
    // The keys of forms differ from page to page; their length does not.
    let again = rendered
        .page()
        .await
        .map_err(|_| anyhow::anyhow!("no page"))?;
    let again = http_body_util::BodyExt::collect(again.into_body())
        .await?
        .to_bytes();
    ensure!(
        again.len() == page.len(),
        "rendering alone gives another page: {} bytes, not {}",
        again.len(),
        page.len()
    );
    let asked = Asked::page(path).saying(format!("cookie: {}", reader.cookie));
    let bare = Arm::new(bare(path, &page), asked.clone()).await?;
    let render = Arm::new(rendered.router(path), asked.clone()).await?;
    let read = Read {
        app: linli.app.clone(),
        keeper: linli.keeper(),
        session: reader.id,
        reference,
        page: page.clone(),
    };
    let read = Arm::new(read.router(path), asked.clone()).await?;
    let whole = Arm::new(linli.router.clone(), asked).await?;
    let [bare, render, read, whole] = cost([&bare, &render, &read, &whole]).await?;
    Ok(vec![
        Row::of(
            format!("page of a case with {EVENTS} events"),
            length(page.len()) / 1e3,
            "kB",
        ),
        Row::cost(
            "rendering alone : bare handler, same bytes",
            render,
            bare,
            MICROSECONDS,
        )
        .goal("≥ 0.2"),
        Row::cost(
            "whole page, signed in : same SQL, no rendering",
            whole,
            read,
            MICROSECONDS,
        )
        .goal("≥ 0.5"),
        Row::cost(
            "whole page, signed in : bare handler",
            whole,
            bare,
            MICROSECONDS,
        ),
    ])
}

/// Without a session: the page comes from memory as long as nothing changed.
async fn as_a_visitor(linli: &Linli, path: &str) -> Result<Vec<Row>> {
    let first = linli.get(path, None).await?;
    let Some(tag) = first.headers.get(ETAG) else {
        return Ok(vec![Row::note("no page is kept in memory: not measured")]);
    };
    let tag = format!("if-none-match: {}", tag.to_str().context("a tag is text")?);
    let mut known = Asked::page(path).saying(tag);
    known.status = 304;
    let nothing = Router::new().route(path, get(|| async { StatusCode::NOT_MODIFIED }));
    let bare_known = Arm::new(nothing, known.clone()).await?;
    let ours_known = Arm::new(linli.router.clone(), known).await?;
    let asked = Asked::page(path);
    let bare = Arm::new(bare(path, &first.body), asked.clone()).await?;
    let ours = Arm::new(linli.router.clone(), asked).await?;
    let [bare_known, ours_known, bare, ours] =
        cost([&bare_known, &ours_known, &bare, &ours]).await?;
    Ok(vec![
        Row::cost(
            "anonymous revalidation (304) : bare 304 handler",
            ours_known,
            bare_known,
            MICROSECONDS,
        )
        .goal("≥ 0.5"),
        Row::cost(
            "anonymous page from memory : bare handler, same bytes",
            ours,
            bare,
            MICROSECONDS,
        )
        .goal("≥ 0.5"),
    ])
}

/// What was loaded for a page.
pub fn known<T>(loaded: Result<T, PageError>) -> Result<T> {
    loaded.map_err(|error| anyhow::anyhow!("load a page: {error:?}"))
}

/// A handler that does nothing but give these bytes.
pub fn bare(path: &str, page: &Bytes) -> Router {
    let page = page.clone();
    Router::new().route(path, get(move || async move { given(page) }))
}

/// The finished bytes.
pub fn given(page: Bytes) -> Response {
    ([(CONTENT_TYPE, HTML)], page).into_response()
}

/// A loaded case, rendered for every request.
struct Rendered {
    app: App,
    visitor: Visitor,
    shown: Shown,
}

impl Rendered {
    async fn new(
        linli: &Linli,
        reference: Reference,
        path: &str,
        reader: &SignedIn,
    ) -> Result<Arc<Self>> {
        let visitor = Visitor {
            helping: None,
            actor: Actor::Person(reader.person.clone()),
            reading: Reading {
                language: Language::Hans,
                large: false,
                here: path.to_owned(),
            },
            now: linli.app.clock.now(),
            session: linli.session(),
        };
        let shown = Shown::load(&linli.app, &visitor.actor, reference).await;
        let shown = known(shown)?;
        Ok(Arc::new(Self {
            app: linli.app.clone(),
            visitor,
            shown,
        }))
    }

    async fn page(&self) -> Result<Response, PageError> {
        pages::case::of_loaded(&self.app, &self.visitor, &self.shown).await
    }

    fn router(self: Arc<Self>, path: &str) -> Router {
        async fn handler(State(rendered): State<Arc<Rendered>>) -> Result<Response, PageError> {
            rendered.page().await
        }
        Router::new().route(path, get(handler)).with_state(self)
    }
}

/// Everything that is read for the page, and then the finished bytes.
struct Read {
    app: App,
    keeper: Keeper,
    session: Id,
    reference: Reference,
    page: Bytes,
}

impl Read {
    fn router(self, path: &str) -> Router {
        async fn handler(State(read): State<Arc<Read>>) -> Result<Response, PageError> {
            read.page().await
        }
        Router::new()
            .route(path, get(handler))
            .with_state(Arc::new(self))
    }

    async fn page(&self) -> Result<Response, PageError> {
        let record = self.keeper.load(&self.session).await;
        let record = record.map_err(|error| PageError::internal("load session", &error))?;
        let id = record
            .as_ref()
            .and_then(|record| record.data.get(pages::visitor::SESSION_PERSON)?.as_str())
            .and_then(|id| id.parse().ok())
            .ok_or(PageError::NotFound)?;
        let person = self
            .app
            .store
            .find_person(domain::id::PersonId::new(id))
            .await?
            .ok_or(PageError::NotFound)?;
        let shown = Shown::load(&self.app, &Actor::Person(person), self.reference).await?;
        std::hint::black_box(&shown);
        Ok(given(self.page.clone()))
    }
}
