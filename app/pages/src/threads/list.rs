//! What neighbours talk over in a place.

use axum::extract::{Path, State};
use domain::id::PlaceId;
use http::StatusCode;
use leptos::prelude::*;

use super::{Answered, card, open};
use crate::app::App;
use crate::components::{ButtonKind, CardList, Empty, LinkButton, Scene};
use crate::layout::{Page, Section};
use crate::text::moderation;
use crate::text::threads as words;
use crate::visitor::Visitor;
use crate::{place_family, respond, routes};

/// Most threads on the page.
const SHOWN: i64 = 100;

/// Three statements in one snapshot.
pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
) -> Answered {
    let lang = visitor.language();
    let mut snapshot = app.store.snapshot().await?;
    let mut conn = snapshot.conn();
    let family = place_family::find(&mut conn, &slug).await?;
    let book = app.store.rulebook(conn.conn()).await?;
    let threads = conn.list_threads(family.place.id, SHOWN).await?;
    drop(snapshot);
    let items: Vec<_> = threads
        .iter()
        .map(|one| card::card(lang, visitor.now, &book, one))
        .collect();
    let path: Vec<PlaceId> = family
        .above
        .iter()
        .chain([&family.place])
        .map(|place| place.id)
        .collect();
    let offered = open::is_offered(&visitor, &book.bodies_serving(&path));
    let about = Page::new(words::list_heading(lang), Section::Elsewhere);
    let name = family.place.names.in_language(lang).to_owned();
    Ok(respond::page(
        StatusCode::OK,
        &visitor.frame(&app),
        &about,
        move || {
            let inside = if items.is_empty() {
                view! { <Empty scene=Scene::Bridge heading=words::list_empty(lang) note=words::list_none(lang)/> }.into_any()
            } else {
                view! { <p class="order">{words::list_order(lang)}</p><CardList items/> }.into_any()
            };
            let open = offered.then(|| {
                let href = routes::open_thread(&slug);
                view! { <p><LinkButton href label=words::open_here(lang) kind=ButtonKind::Quiet/></p> }
            });
            let rules = routes::moderation_of(&slug);
            view! {
                <div class="title">
                    <p class="soft row"><a href=routes::place(&slug)>{name}</a></p>
                    <h1>{words::list_heading(lang)}</h1>
                    <p class="lead">{words::list_lead(lang)}</p>
                    {open}
                </div>
                <section class="card" aria-label=words::list_heading(lang)>{inside}</section>
                <p class="small"><a href=rules>{moderation::rules_link(lang)}</a></p>
            }
        },
    ))
}
