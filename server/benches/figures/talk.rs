//! The page of a thread with 200 posts, of which it shows the first hundred: what
//! rendering costs, what the whole page costs, and what it costs when memory has it.

use std::sync::Arc;

use anyhow::{Result, ensure};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::language::Language;
use domain::person::Actor;
use domain::reference::Reference;
use http::header::ETAG;
use pages::threads::Loaded;
use pages::visitor::{Reading, Visitor};
use pages::{App, PageError, routes};
use server::sessions::Keeper;
use tower_sessions::SessionStore as _;
use tower_sessions::session::Id;

use crate::cases::{bare, given, known};
use crate::forum;
use crate::load::Asked;
use crate::machine::length;
use crate::measure::{Arm, cost};
use crate::report::Row;
use crate::site::{Linli, SignedIn};

const POSTS: i64 = 200;
const READER: &str = "zhaomin";
const MICROSECONDS: &str = "µs";

/// All rows of this part.
pub async fn run(linli: &Linli) -> Result<Vec<Row>> {
    let thread = forum::open(linli).await?.reference;
    let opened = linli.app.store.find_thread(thread).await?;
    if let Some(opened) = opened {
        forum::talk(linli, &opened, POSTS).await?;
    }
    let path = routes::thread(thread);
    let reader = linli.signed_in(READER).await?;
    let mut rows = as_a_resident(linli, thread, &path, &reader).await?;
    rows.extend(as_a_visitor(linli, &path).await?);
    for (who, browser) in [("resident", Some(&reader)), ("visitor", None)] {
        let (answer, count) = store::statements::counted(linli.get(&path, browser)).await;
        answer?;
        let row = Row::of(format!("thread page, {who}"), length(count), "statements");
        rows.push(row.goal("constant, ≤ 8"));
    }
    Ok(rows)
}

async fn as_a_resident(
    linli: &Linli,
    thread: Reference,
    path: &str,
    reader: &SignedIn,
) -> Result<Vec<Row>> {
    let page = linli.get(path, Some(reader)).await?.body;
    let rendered = Rendered::new(linli, thread, path, reader).await?;
    let again = http_body_util::BodyExt::collect(rendered.page().into_body()).await?;
    let again = again.to_bytes();
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
        thread,
        page: page.clone(),
    };
    let read = Arm::new(read.router(path), asked.clone()).await?;
    let whole = Arm::new(linli.router.clone(), asked).await?;
    let [bare, render, read, whole] = cost([&bare, &render, &read, &whole]).await?;
    Ok(vec![
        Row::of("the page", length(page.len()) / 1e3, "kB"),
        Row::cost(
            "rendering alone : bare handler, same bytes",
            render,
            bare,
            MICROSECONDS,
        )
        .goal("≥ 0.2"),
        Row::cost(
            "whole page : the same reads without rendering",
            whole,
            read,
            MICROSECONDS,
        )
        .goal("≥ 0.5"),
    ])
}

async fn as_a_visitor(linli: &Linli, path: &str) -> Result<Vec<Row>> {
    let answer = linli.get(path, None).await?;
    let etag = answer.headers.get(ETAG).cloned();
    ensure!(etag.is_some(), "the page is not kept in memory");
    let ours = Arm::new(linli.router.clone(), Asked::page(path)).await?;
    let bare = Arm::new(bare(path, &answer.body), Asked::page(path)).await?;
    let [bare, ours] = cost([&bare, &ours]).await?;
    let what = "page from memory : bare handler, same bytes";
    Ok(vec![
        Row::cost(what, ours, bare, MICROSECONDS).goal("≥ 0.5"),
    ])
}

/// A loaded thread, rendered for every request.
struct Rendered {
    app: App,
    visitor: Visitor,
    loaded: Loaded,
}

impl Rendered {
    async fn new(
        linli: &Linli,
        thread: Reference,
        path: &str,
        reader: &SignedIn,
    ) -> Result<Arc<Self>> {
        let loaded = Loaded::first(&linli.app, thread).await;
        Ok(Arc::new(Self {
            app: linli.app.clone(),
            visitor: Visitor {
                helping: None,
                actor: Actor::Person(reader.person.clone()),
                reading: Reading {
                    language: Language::Hans,
                    large: false,
                    here: path.to_owned(),
                },
                now: linli.app.clock.now(),
                session: linli.session(),
            },
            loaded: known(loaded)?,
        }))
    }

    fn page(&self) -> Response {
        self.loaded.page(&self.app, &self.visitor)
    }

    fn router(self: Arc<Self>, path: &str) -> Router {
        async fn handler(State(rendered): State<Arc<Rendered>>) -> Response {
            rendered.page()
        }
        Router::new().route(path, get(handler)).with_state(self)
    }
}

/// Everything that is read for the page, and then the finished bytes.
struct Read {
    app: App,
    keeper: Keeper,
    session: Id,
    thread: Reference,
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
        record.ok_or(PageError::NotFound)?;
        let loaded = Loaded::first(&self.app, self.thread).await?;
        std::hint::black_box(&loaded);
        Ok(given(self.page.clone()))
    }
}
