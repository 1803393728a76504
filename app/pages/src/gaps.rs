//! `/gaps`: the public list of gaps. What nobody who should have could take,
//! and joint tables that were not called, each with the office that owes the
//! next step and its date. Private cases stand on no list.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::person::Actor;
use http::StatusCode;
use leptos::prelude::*;

use crate::app::App;
use crate::cases::card::Cards;
use crate::components::{CardList, Empty, Scene};
use crate::errors::PageError;
use crate::layout::{Page, Section};
use crate::text::challenges as challenge_words;
use crate::text::gaps as words;
use crate::visitor::Visitor;
use crate::{respond, routes};

/// Most cases on the page.
const SHOWN: usize = 200;

/// The routes of this module.
pub fn routes() -> Router<App> {
    Router::new().route(routes::GAPS, get(show))
}

/// Two statements in one snapshot.
async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    let mut snapshot = app.store.snapshot().await?;
    let limit = i64::try_from(SHOWN + 1).unwrap_or(i64::MAX);
    let mut gaps = snapshot.conn().list_gaps(limit).await?;
    let book = app.store.rulebook(snapshot.conn()).await?;
    drop(snapshot);
    let lang = visitor.language();
    let more = (gaps.len() > SHOWN).then(|| {
        gaps.truncate(SHOWN);
        let shown = i64::try_from(SHOWN).unwrap_or(i64::MAX);
        view! { <p class="order">{words::more(lang, shown)}</p> }
    });
    let cards = Cards {
        lang,
        now: visitor.now,
        book: &book,
        actor: &Actor::Visitor,
    };
    let items: Vec<_> = gaps.iter().filter_map(|gap| cards.card(gap)).collect();
    let about = Page::new(words::title(lang), Section::Elsewhere);
    let frame = visitor.frame(&app);
    Ok(respond::page(StatusCode::OK, &frame, &about, move || {
        let inside = if items.is_empty() {
            let next = Some((routes::CASES.to_owned(), words::to_cases(lang).into()));
            view! { <Empty scene=Scene::Settled heading=words::none(lang) note=words::none_note(lang) next/> }
                .into_any()
        } else {
            view! {
                <p class="order">{words::order(lang)}</p>
                <CardList items/>
                {more}
            }
            .into_any()
        };
        view! {
            <div class="title">
                <h1>{words::title(lang)}</h1>
                <p class="lead">{words::lead(lang)}</p>
            </div>
            <section class="card" aria-label=words::title(lang)>{inside}</section>
            <p><a href=routes::CHALLENGES>{challenge_words::from_gaps(lang)}</a></p>
        }
    }))
}
