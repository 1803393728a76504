//! All places: the upper part of the tree, or what a search found.

use domain::id::PlaceId;
use domain::language::Language;
use domain::place::Place;
use leptos::prelude::*;
use store::lists::places::TreePlace;

use super::kind;
use crate::components::{Button, ButtonKind, Empty, Field, FieldKind, Scene};
use crate::offered_places::OfferedPlace;
use crate::routes;
use crate::text::places as words;

/// Most places of the tree on one page.
pub(super) const LIMIT: usize = 400;
/// Most places that a search lists.
pub(super) const FOUND: i64 = 50;
/// How many characters of a search are kept.
pub(super) const SEARCH_CHARACTERS: usize = 80;

/// What the page lists.
pub(super) enum Shown {
    /// The tree.
    Tree(Vec<TreePlace>),
    /// What a search found.
    Found(Vec<OfferedPlace>),
}

/// The page without its frame.
pub(super) fn view(lang: Language, typed: String, shown: Shown) -> impl IntoView {
    let list = match shown {
        Shown::Tree(places) => tree(lang, &places),
        Shown::Found(places) => found(lang, &places),
    };
    view! {
        <div class="title">
            <h1>{words::title(lang)}</h1>
            <p class="lead">{words::lead(lang)}</p>
        </div>
        <form class="seek" method="get" action=routes::PLACES role="search">
            <Field lang name="q" label=words::search(lang) hint=words::search_hint(lang) value=typed kind=FieldKind::Search/>
            <Button label=words::search_button(lang) kind=ButtonKind::Quiet/>
        </form>
        {list}
    }
}

fn found(lang: Language, places: &[OfferedPlace]) -> AnyView {
    if places.is_empty() {
        let next = Some((routes::PLACES.to_owned(), words::all(lang).into()));
        return view! {
            <Empty scene=Scene::Lost heading=words::found_none(lang) note=words::found_none_note(lang) next/>
        }
        .into_any();
    }
    let count = i64::try_from(places.len()).unwrap_or(FOUND);
    let order = if count == FOUND {
        words::found_first(lang, count)
    } else {
        words::found(lang, count)
    };
    let items = places
        .iter()
        .map(|one| {
            let around = one.around(lang);
            let apart = if around.is_empty() { "" } else { " · " };
            let more = [kind(lang, one.place.kind), apart, &around].concat();
            view! { <li>{link(lang, &one.place)} " " <span class="soft small">{more}</span></li> }
        })
        .collect_view();
    view! {
        <section class="stack">
            <p class="order">{order}</p>
            <ul class="branch">{items}</ul>
            <p><a href=routes::PLACES>{words::all(lang)}</a></p>
        </section>
    }
    .into_any()
}

fn tree(lang: Language, places: &[TreePlace]) -> AnyView {
    if places.is_empty() {
        return view! {
            <Empty scene=Scene::Lost heading=words::none(lang) note=words::none_note(lang)/>
        }
        .into_any();
    }
    view! {
        <section class="stack" aria-labelledby="tree">
            <h2 id="tree">{words::all(lang)}</h2>
            <p class="order">{words::tree(lang)}</p>
            {branch(lang, places, None)}
        </section>
    }
    .into_any()
}

/// The places that lie directly in `parent`, each with its own branch.
fn branch(lang: Language, places: &[TreePlace], parent: Option<PlaceId>) -> Option<AnyView> {
    let mut items = places
        .iter()
        .filter(|one| one.place.parent == parent)
        .map(|one| {
            let below = branch(lang, places, Some(one.place.id));
            view! { <li>{link(lang, &one.place)}{below}</li> }
        })
        .peekable();
    items.peek()?;
    let items = items.collect_view();
    Some(view! { <ul class="branch">{items}</ul> }.into_any())
}

/// A place as a link.
pub(super) fn link(lang: Language, place: &Place) -> impl IntoView + use<> {
    let name = place.names.in_language(lang).to_owned();
    view! { <a href=routes::place(&place.slug)>{name}</a> }
}
