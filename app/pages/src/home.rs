//! `/`: three doors, what moved lately, and the first figure of Linli. For who
//! said where they live, all of it is about that place.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::language::Language;
use domain::person::Actor;
use domain::place::Place;
use http::StatusCode;
use leptos::prelude::*;
use store::lists::{CaseSummary, Settled};
use store::rulebook::Rulebook;

use crate::app::App;
use crate::cases::card::Cards;
use crate::components::{CardList, Empty, Icon, IconSign, Scene, SceneView};
use crate::errors::PageError;
use crate::layout::{Page, Section};
use crate::me::asked;
use crate::place_family::neighbourhood;
use crate::text::home as words;
use crate::visitor::Visitor;
use crate::{demo, respond, routes, settled_figure};

/// So many cases that moved lately.
const MOVED: i64 = 6;

/// The routes of this module.
pub fn routes() -> Router<App> {
    Router::new().route(routes::HOME, get(show))
}

/// What the page shows.
struct Shown {
    place: Option<Place>,
    asked: i64,
    moved: Vec<CaseSummary>,
    settled: Settled,
    book: Arc<Rulebook>,
}

async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    let shown = load(&app, &visitor).await?;
    let lang = visitor.language();
    let about = Page::new(words::title(lang), Section::Home);
    let frame = visitor.frame_asked(&app, shown.asked);
    let guests = (app.demo && visitor.person().is_none()).then(|| demo::view(lang));
    Ok(respond::page(StatusCode::OK, &frame, &about, move || {
        view! {
            {view(lang, &visitor, &shown)}
            {guests}
        }
    }))
}

/// At most five statements in one snapshot.
async fn load(app: &App, visitor: &Visitor) -> Result<Shown, PageError> {
    let mut snapshot = app.store.snapshot().await?;
    let mut conn = snapshot.conn();
    let home = visitor.person().and_then(|person| person.home);
    let place = match home {
        Some(home) => neighbourhood(conn.find_place_path(home).await?),
        None => None,
    };
    let here = place.as_ref().map(|place| place.id);
    let asked = match visitor.person() {
        Some(person) => {
            let asking = conn.list_asking(person.id, asked::MOST).await?;
            asked::count(&visitor.actor, &asking)
        }
        None => 0,
    };
    Ok(Shown {
        asked,
        moved: conn.list_moved(here, None, MOVED).await?,
        settled: conn.count_settled(here).await?,
        book: app.store.rulebook(conn).await?,
        place,
    })
}

fn view(lang: Language, visitor: &Visitor, shown: &Shown) -> impl IntoView + use<> {
    let name = shown.place.as_ref().map_or_else(
        || words::everywhere(lang).to_owned(),
        |place| place.names.in_language(lang).to_owned(),
    );
    view! {
        <div class="hero">
            <div>
                <p class="soft">{name}</p>
                <h1>{words::greeting(lang)}</h1>
                <p>{words::lead(lang)}</p>
            </div>
            <SceneView scene=Scene::HereNeighbours/>
        </div>
        {doors(lang, shown)}
        <div class="cols">
            {moved(lang, visitor, shown)}
            <aside class="stack">{settled_figure::view(lang, shown.settled)}</aside>
        </div>
    }
}

fn doors(lang: Language, shown: &Shown) -> impl IntoView + use<> {
    let door = |class: &'static str, href: String, icon, name: &'static str, note: String| {
        view! {
            <a class=class href=href>
                <IconSign icon/>
                <strong>{name}</strong>
                <span>{note}</span>
            </a>
        }
    };
    let report = door(
        "door first",
        routes::REPORT.to_owned(),
        Icon::Speak,
        words::report(lang),
        words::report_note(lang).to_owned(),
    );
    let (place, note) = match &shown.place {
        Some(place) => (
            routes::place(&place.slug),
            words::place_note(lang, place.names.in_language(lang)),
        ),
        None => (
            routes::PLACES.to_owned(),
            words::place_find(lang).to_owned(),
        ),
    };
    let place = door("door", place, Icon::Place, words::place(lang), note);
    let note = match shown.asked {
        0 => words::mine_note(lang).to_owned(),
        asked => words::mine_asked(lang, asked),
    };
    let mine = door(
        "door",
        routes::ME.to_owned(),
        Icon::Mine,
        words::mine(lang),
        note,
    );
    view! { <nav class="doors" aria-label=words::doors(lang)>{report}{place}{mine}</nav> }
}

fn moved(lang: Language, visitor: &Visitor, shown: &Shown) -> AnyView {
    let cards = Cards {
        lang,
        now: visitor.now,
        book: &shown.book,
        actor: &Actor::Visitor,
    };
    let items: Vec<_> = shown
        .moved
        .iter()
        .filter_map(|one| cards.moved(one))
        .collect();
    if items.is_empty() {
        let next = Some((routes::REPORT.to_owned(), words::report(lang).into()));
        return view! {
            <section class="card">
                <Empty heading=words::moved_none(lang) note=words::moved_none_note(lang) next/>
            </section>
        }
        .into_any();
    }
    let all = match &shown.place {
        Some(place) => routes::place(&place.slug),
        None => routes::CASES.to_owned(),
    };
    view! {
        <section class="card" aria-labelledby="moved">
            <h2 id="moved">{words::moved(lang)}</h2>
            <p class="order">{words::moved_order(lang)}</p>
            <CardList items/>
            <p><a class="lone" href=all>{words::all(lang)}</a></p>
        </section>
    }
    .into_any()
}
