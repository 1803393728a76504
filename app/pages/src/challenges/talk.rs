//! The threads about a challenge: where neighbours talk it over, and the way to open one
//! for who sits at its table.

use domain::permission::opens_on;
use leptos::prelude::*;

use super::blocks::Look;
use crate::components::{ButtonKind, CardItem, CardList, LinkButton};
use crate::routes;
use crate::text::challenges as words;
use crate::threads::card;

/// Nothing, where there is no thread and this person opens none.
pub(super) fn view(look: &Look<'_>) -> Option<AnyView> {
    let (lang, shown) = (look.lang, look.shown);
    let open = opens(look);
    if shown.threads.is_empty() && open.is_none() {
        return None;
    }
    let threads = shown.threads.iter();
    let items: Vec<CardItem> = threads
        .map(|one| card(lang, look.now, &shown.book, one))
        .collect();
    let list = (!items.is_empty()).then(|| {
        let order =
            (items.len() > 1).then(|| view! { <p class="order">{words::talk_order(lang)}</p> });
        view! { {order}<CardList items/> }
    });
    let view = view! {
        <section class="card" aria-labelledby="talk">
            <h2 id="talk">{words::talk_title(lang)}</h2>
            {list}
            {open}
        </section>
    };
    Some(view.into_any())
}

/// The way to open one: none while another is open.
fn opens(look: &Look<'_>) -> Option<AnyView> {
    let (lang, shown) = (look.lang, look.shown);
    let talks = shown.threads.iter().any(|one| one.thread.is_open());
    if talks || opens_on(look.actor, &shown.challenge).is_err() {
        return None;
    }
    let place = shown.path.last()?;
    let reference = shown.challenge.reference;
    let href = format!("{}?challenge={reference}", routes::open_thread(&place.slug));
    let view = view! {
        <p class="small">{words::talk_note(lang)}</p>
        <p><LinkButton href label=words::talk_open(lang) kind=ButtonKind::Quiet/></p>
    };
    Some(view.into_any())
}
