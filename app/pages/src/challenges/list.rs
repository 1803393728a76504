//! The list of challenges, everywhere or of one place.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use domain::language::Language;
use http::StatusCode;
use leptos::prelude::*;
use store::lists::places::PlaceFamily;

use super::card::ChallengeCards;
use crate::app::App;
use crate::components::{CardList, Empty, FilterGroup, FilterLink, FilterLinks, Scene};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::text::challenges as words;
use crate::visitor::Visitor;
use crate::{place_family, respond, routes};

/// Most challenges on the page.
const SHOWN: usize = 100;
/// Up to so many places inside are offered as filters; beyond, the tree serves better.
const PLACES: usize = 16;

/// Three statements in one snapshot.
pub(super) async fn show(
    State(app): State<App>,
    RawQuery(raw): RawQuery,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let lang = visitor.language();
    let query = Posted::parse(raw.unwrap_or_default().as_bytes());
    let mut snapshot = app.store.snapshot().await?;
    let family = match query.text("place") {
        "" => None,
        slug => Some(place_family::find(&mut snapshot.conn(), slug).await?),
    };
    let place = family.as_ref().map(|family| family.place.id);
    let limit = i64::try_from(SHOWN + 1).unwrap_or(i64::MAX);
    let mut found = snapshot.conn().list_challenges(place, limit).await?;
    let book = app.store.rulebook(snapshot.conn()).await?;
    drop(snapshot);
    let more = (found.len() > SHOWN).then(|| {
        found.truncate(SHOWN);
        let shown = i64::try_from(SHOWN).unwrap_or(i64::MAX);
        view! { <p class="order">{words::more(lang, shown)}</p> }
    });
    let cards = ChallengeCards {
        lang,
        now: visitor.now,
        book: &book,
    };
    let items: Vec<_> = found.iter().map(|one| cards.card(one)).collect();
    let filters = filters(lang, family.as_ref());
    let about = Page::new(words::title(lang), Section::Elsewhere);
    let frame = visitor.frame(&app);
    Ok(respond::page(StatusCode::OK, &frame, &about, move || {
        let inside = if items.is_empty() {
            let next = Some((routes::CASES.to_owned(), words::to_cases(lang).into()));
            view! { <Empty scene=Scene::Bridge heading=words::none(lang) note=words::none_note(lang) next/> }
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
            {filters}
            <section class="card" aria-label=words::title(lang)>{inside}</section>
        }
    }))
}

/// Everywhere, and the places around and inside the chosen one.
fn filters(lang: Language, family: Option<&PlaceFamily>) -> Option<AnyView> {
    let family = family?;
    let everywhere = FilterLink {
        label: words::anywhere(lang).into(),
        href: routes::CHALLENGES.to_owned(),
        current: false,
    };
    let inside = family.children.iter().take(PLACES);
    let near = family.above.iter().chain([&family.place]).chain(inside);
    let links = near.map(|place| FilterLink {
        label: place.names.in_language(lang).to_owned().into(),
        href: routes::challenges_of(&place.slug),
        current: place.id == family.place.id,
    });
    let groups = vec![FilterGroup {
        label: words::by_place(lang).into(),
        links: std::iter::once(everywhere).chain(links).collect(),
    }];
    Some(view! { <FilterLinks label=words::filter(lang) groups/> }.into_any())
}
