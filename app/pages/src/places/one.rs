//! The page of one place.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::language::Language;
use domain::person::Actor;
use http::StatusCode;
use leptos::prelude::*;
use store::foundings::FoundingNow;
use store::lists::places::PlaceFamily;
use store::lists::{CasePage, CaseSummary, PlaceNow, Progress, Settled};
use store::meetings::MeetingAhead;
use store::places::boundaries::BoundedPlace;
use store::rulebook::Rulebook;
use store::threads::ThreadSummary;

use super::{founding, kind, map, serving, tree};
use crate::app::App;
use crate::cases::card::Cards;
use crate::cases::list::{self, Listed};
use crate::cases::query::Query;
use crate::components::{ButtonKind, CardItem, CardList, Flash, LinkButton};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Frame, Page, Section};
use crate::text::challenges as challenge_words;
use crate::text::home as home_words;
use crate::text::meetings as meeting_words;
use crate::text::places as words;
use crate::text::threads as thread_words;
use crate::threads;
use crate::visitor::Visitor;
use crate::{place_family, respond, routes, settled_figure};

/// What was settled lately: so many.
const TOGETHER: i64 = 3;
/// The next meetings: so many.
const MEETINGS: i64 = 5;
/// How far down the map goes.
const MAP_LEVELS: i64 = 1;

/// What the page shows.
struct Shown {
    query: Query,
    family: PlaceFamily,
    book: Arc<Rulebook>,
    page: CasePage,
    together: Vec<CaseSummary>,
    settled: Settled,
    bounded: Vec<BoundedPlace>,
    meetings: Vec<MeetingAhead>,
    talks: Vec<ThreadSummary>,
    founding: Option<FoundingNow>,
}

pub(super) async fn show(
    State(app): State<App>,
    Path(slug): Path<String>,
    RawQuery(raw): RawQuery,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let query = Query {
        place: None,
        ..Query::read(raw.as_deref())
    };
    if let Some(reference) = query.reference() {
        return Ok(Redirect::to(&routes::case(reference)).into_response());
    }
    let fields = Posted::parse(raw.unwrap_or_default().as_bytes());
    let flash = founding::flash(visitor.language(), fields.text("done"));
    let shown = load(&app, &slug, query, &visitor).await?;
    let frame = match flash {
        // The switches of the frame come back here without what was done.
        Some(flash) => Frame {
            flash: Some(flash),
            path: routes::place(&slug),
            ..visitor.frame(&app)
        },
        None => visitor.frame(&app),
    };
    Ok(page(StatusCode::OK, &frame, visitor, shown))
}

/// The same page with the reason why a form on it did nothing.
pub(super) async fn refused(
    app: &App,
    slug: &str,
    visitor: &Visitor,
    flash: Flash,
) -> Result<Response, PageError> {
    let shown = load(app, slug, Query::default(), visitor).await?;
    let frame = Frame {
        flash: Some(flash),
        ..visitor.frame(app)
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(page(status, &frame, visitor.clone(), shown))
}

fn page(status: StatusCode, frame: &Frame, visitor: Visitor, shown: Shown) -> Response {
    let lang = visitor.language();
    let place = &shown.family.place;
    // The entry of the navigation that leads here, for who lives here.
    let home = visitor.person().and_then(|person| person.home);
    let inside = shown.family.children.iter().map(|child| child.id);
    let section = if inside.chain([place.id]).any(|id| Some(id) == home) {
        Section::Place
    } else {
        Section::Elsewhere
    };
    let about = Page::new(place.names.in_language(lang), section);
    respond::page(status, frame, &about, move || view(lang, &visitor, shown))
}

/// Six statements in one snapshot.
async fn load(app: &App, slug: &str, query: Query, visitor: &Visitor) -> Result<Shown, PageError> {
    let mut snapshot = app.store.snapshot().await?;
    let mut conn = snapshot.conn();
    let family = place_family::find(&mut conn, slug).await?;
    let book = app.store.rulebook(conn.conn()).await?;
    let query = query.known(&book);
    let here = family.place.id;
    let page = conn
        .list_cases(query.filter(Some(here)), query.turn, list::LENGTH)
        .await?;
    let together = conn
        .list_moved(Some(here), Some(Progress::Solved), TOGETHER)
        .await?;
    let bounded = conn.list_boundaries_within(here, MAP_LEVELS).await?;
    let looks = visitor.person().map(|person| person.id);
    let PlaceNow {
        settled,
        meetings,
        talks,
        founding,
    } = conn.place_now(here, looks, visitor.now, MEETINGS).await?;
    Ok(Shown {
        query,
        book,
        page,
        together,
        settled,
        bounded,
        meetings,
        talks,
        founding: founding::told(&family.place, founding),
        family,
    })
}

fn view(lang: Language, visitor: &Visitor, shown: Shown) -> impl IntoView + use<> {
    let place = &shown.family.place;
    let base = routes::place(&place.slug);
    let listed = Listed {
        base: &base,
        lang,
        now: visitor.now,
        book: &shown.book,
        query: &shown.query,
        family: Some(&shown.family),
    };
    let cards = Cards {
        lang,
        now: visitor.now,
        book: &shown.book,
        actor: &Actor::Visitor,
    };
    let bodies = {
        let mut path: Vec<_> = shown.family.above.iter().map(|place| place.id).collect();
        path.push(place.id);
        shown.book.bodies_serving(&path)
    };
    let offered = threads::is_offered(visitor, &bodies);
    let talks = shown
        .talks
        .iter()
        .map(|one| threads::card(lang, visitor.now, &shown.book, one))
        .collect();
    let talked = talked(lang, &shown.family.place.slug, talks, offered);
    let meetings = threads::meetings_ahead(lang, visitor.now, &shown.meetings);
    let list = listed.view(shown.page);
    let together = together(lang, &base, cards, &shown.together);
    let group = shown
        .founding
        .as_ref()
        .and_then(|now| founding::view(lang, visitor, &shown.family, &shown.book, now));
    view! {
        {heading(lang, &shown.family)}
        <div class="cols">
            <div class="stack">
                {meetings}
                {talked}
                <section class="stack" aria-labelledby="cases">
                    <h2 id="cases">{words::cases_heading(lang)}</h2>
                    {list}
                </section>
            </div>
            <aside class="stack">
                {settled_figure::view(lang, shown.settled)}
                {together}
                <section class="card" aria-labelledby="who">
                    <h2 id="who">{words::who(lang)}</h2>
                    {serving::view(lang, &bodies)}
                </section>
                {group}
                {inside(lang, &shown.family, &shown.bounded)}
                {challenges(lang, &shown.family.place.slug)}
            </aside>
        </div>
    }
}

fn heading(lang: Language, family: &PlaceFamily) -> impl IntoView + use<> {
    let place = &family.place;
    let above = family
        .above
        .iter()
        .map(|place| view! { <li>{tree::link(lang, place)}</li> })
        .collect_view();
    view! {
        <div class="title">
            <nav aria-label=words::path(lang)>
                <ol class="crumbs">
                    <li><a href=routes::PLACES>{words::title(lang)}</a></li>
                    {above}
                </ol>
            </nav>
            <h1>{place.names.in_language(lang).to_owned()}</h1>
            <p class="soft">{kind(lang, place.kind)}</p>
            <p class="actions"><LinkButton href=routes::report_at(&place.slug) label=words::report_here(lang)/></p>
        </div>
    }
}

fn together(
    lang: Language,
    base: &str,
    cards: Cards<'_>,
    cases: &[CaseSummary],
) -> Option<AnyView> {
    let items: Vec<_> = cases.iter().filter_map(|one| cards.moved(one)).collect();
    if items.is_empty() {
        return None;
    }
    let all = Query {
        progress: Some(Progress::Solved),
        ..Query::default()
    };
    let all = all.address(base);
    let view = view! {
        <section class="card" aria-labelledby="together">
            <h2 id="together">{words::together(lang)}</h2>
            <p class="order">{home_words::moved_order(lang)}</p>
            <CardList items/>
            <p><a class="lone" href=all>{words::together_all(lang)}</a></p>
        </section>
    };
    Some(view.into_any())
}

/// What neighbours talk over here, and the way to all of it; for who can, to open a thread.
fn talked(
    lang: Language,
    slug: &str,
    talks: Vec<CardItem>,
    offered: bool,
) -> impl IntoView + use<> {
    let open = offered.then(|| {
        let href = routes::open_thread(slug);
        view! { <LinkButton href label=thread_words::open_here(lang) kind=ButtonKind::Quiet/> }
    });
    let href = routes::threads_of(slug);
    let calendar = routes::place_calendar(slug);
    view! {
        <section class="card" aria-labelledby="talked">
            <h2 id="talked">{thread_words::list_heading(lang)}</h2>
            <p>{thread_words::list_lead(lang)}</p>
            {(!talks.is_empty()).then(|| view! { <CardList items=talks/> })}
            <p class="actions"><LinkButton href label=thread_words::list_link(lang) kind=ButtonKind::Quiet/>{open}</p>
            <p class="small"><a href=calendar>{meeting_words::place_calendar_link(lang)}</a>" "{meeting_words::place_calendar_note(lang)}</p>
        </section>
    }
}

fn challenges(lang: Language, slug: &str) -> impl IntoView + use<> {
    let href = routes::challenges_of(slug);
    view! {
        <section class="card" aria-labelledby="hard">
            <h2 id="hard">{challenge_words::all_here(lang)}</h2>
            <p><a class="lone" href=href>{challenge_words::all_here_note(lang)}</a></p>
        </section>
    }
}

fn inside(lang: Language, family: &PlaceFamily, bounded: &[BoundedPlace]) -> Option<AnyView> {
    let map = map::map(lang, &family.place, bounded);
    if map.is_none() && family.children.is_empty() {
        return None;
    }
    let note = (map.is_some() && !family.children.is_empty())
        .then(|| view! { <p class="small soft">{words::map_note(lang)}</p> });
    let links = family
        .children
        .iter()
        .map(|place| view! { <li>{tree::link(lang, place)}</li> })
        .collect_view();
    let links = (!family.children.is_empty()).then(|| view! { <ul class="ways">{links}</ul> });
    let heading = if family.children.is_empty() {
        words::map(lang, family.place.names.in_language(lang))
    } else {
        words::children(lang).to_owned()
    };
    let view = view! {
        <section class="card" aria-labelledby="inside">
            <h2 id="inside">{heading}</h2>
            {map}
            {note}
            {links}
        </section>
    };
    Some(view.into_any())
}
