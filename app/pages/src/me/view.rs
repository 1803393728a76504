//! The page, without its frame.

use domain::language::Language;
use leptos::prelude::*;
use store::lists::{CasePage, Turn};

use super::asked::Asked;
use super::{Shown, told};
use crate::cases::card::Cards;
use crate::cases::query::write_cursor;
use crate::components::{CardItem, CardList, Empty, Pager, Tone, Words};
use crate::text::{exchange, helping, me as words};
use crate::visitor::Visitor;
use crate::{mediations, routes, threads};

pub(super) fn view(lang: Language, visitor: &Visitor, shown: &Shown) -> impl IntoView + use<> {
    let cards = Cards {
        lang,
        now: visitor.now,
        book: &shown.book,
        actor: &visitor.actor,
    };
    let home_missing = shown.person.home.is_none().then(|| {
        view! { <p class="soft"><a href=routes::SETTINGS>{words::home_missing(lang)}</a></p> }
    });
    view! {
        <div class="title">
            <h1>{words::hello(lang, &shown.person.name)}</h1>
            {home_missing}
        </div>
        <div class="cols">
            <div class="stack">
                {asked(lang, cards, shown)}
                {dates(visitor, shown)}
                {filed(lang, cards, &shown.filed)}
                {joined(lang, cards, &shown.joined)}
            </div>
            <aside class="stack">
                {told::notices(lang, visitor.now, shown)}
                {told::opened(lang, visitor.now, shown)}
                {account(visitor, shown.person.steward)}
            </aside>
        </div>
    }
}

fn asked(lang: Language, cards: Cards<'_>, shown: &Shown) -> impl IntoView + use<> {
    let items: Vec<_> = shown
        .asked
        .iter()
        .filter_map(|(asked, one)| {
            let label = match asked {
                Asked::Yes => words::asks_yes(lang),
                Asked::Question => words::asks_question(lang),
                Asked::Solved => words::asks_solved(lang),
                Asked::Letter => words::asks_letter(lang),
            };
            let card = cards.card(one)?;
            let due = card
                .due
                .map(|(_, moment)| (Words::from(words::answer_by(lang)), moment));
            Some(CardItem {
                chip: Some((Tone::Asks, label.into())),
                due,
                ..card
            })
        })
        .collect();
    let list = if items.is_empty() {
        view! { <p class="soft">{words::asked_none(lang)}</p> }.into_any()
    } else {
        view! {
            <p class="order">{words::asked_order(lang)}</p>
            <CardList items/>
        }
        .into_any()
    };
    view! {
        <section class="card" aria-labelledby="asked">
            <h2 id="asked">{words::asked(lang)}</h2>
            {list}
        </section>
    }
}

/// What they come to, and the mediations they take part in; nothing where there is neither.
fn dates(visitor: &Visitor, shown: &Shown) -> Option<AnyView> {
    let lang = visitor.language();
    let meetings = shown.own.meetings.iter().map(|one| {
        let card = threads::own_meeting(lang, visitor.now, one);
        (Some(one.meeting.plan.at), card)
    });
    let mediations = shown.own.mediations.iter().filter_map(|one| {
        let card = mediations::card(visitor, &shown.book, one)?;
        Some((one.mediation.by(), card))
    });
    let mut items: Vec<_> = meetings.chain(mediations).collect();
    if items.is_empty() {
        return None;
    }
    items.sort_by_key(|(at, _)| (at.is_none(), *at));
    let items: Vec<_> = items.into_iter().map(|(_, card)| card).collect();
    let view = view! {
        <section class="card" aria-labelledby="dates">
            <h2 id="dates">{words::dates(lang)}</h2>
            <p class="order">{words::dates_order(lang)}</p>
            <CardList items/>
        </section>
    };
    Some(view.into_any())
}

fn filed(lang: Language, cards: Cards<'_>, page: &CasePage) -> impl IntoView + use<> {
    let items: Vec<_> = page
        .cases
        .iter()
        .filter_map(|one| cards.card(one))
        .collect();
    let list = if items.is_empty() {
        let next = Some((routes::REPORT.to_owned(), words::report(lang).into()));
        view! { <Empty heading=words::filed_none(lang) note=words::filed_none_note(lang) next/> }
            .into_any()
    } else {
        view! {
            <p class="order">{words::filed_order(lang)}</p>
            <CardList items/>
            {pager(lang, "filed", page)}
        }
        .into_any()
    };
    view! {
        <section class="card" aria-labelledby="filed">
            <h2 id="filed">{words::filed(lang)}</h2>
            {list}
        </section>
    }
}

fn joined(lang: Language, cards: Cards<'_>, page: &CasePage) -> impl IntoView + use<> {
    let items: Vec<_> = page
        .cases
        .iter()
        .filter_map(|one| cards.card(one))
        .collect();
    let list = if items.is_empty() {
        view! { <p class="soft">{words::joined_none(lang)}</p> }.into_any()
    } else {
        view! {
            <p class="order">{words::joined_order(lang)}</p>
            <CardList items/>
            {pager(lang, "joined", page)}
        }
        .into_any()
    };
    view! {
        <section class="card" aria-labelledby="joined">
            <h2 id="joined">{words::joined(lang)}</h2>
            {list}
        </section>
    }
}

fn pager(lang: Language, list: &'static str, page: &CasePage) -> impl IntoView + use<> {
    let address = |turn| match turn {
        Turn::Newest => routes::ME.to_owned(),
        Turn::Before(spot) => format!("{}?{list}-before={}#{list}", routes::ME, write_cursor(spot)),
        Turn::After(spot) => format!("{}?{list}-after={}#{list}", routes::ME, write_cursor(spot)),
    };
    let previous = page
        .cases
        .first()
        .filter(|_| page.newer)
        .map(|one| address(Turn::After(one.cursor())));
    let next = page
        .cases
        .last()
        .filter(|_| page.older)
        .map(|one| address(Turn::Before(one.cursor())));
    view! { <Pager lang previous next/> }
}

fn account(visitor: &Visitor, steward: bool) -> impl IntoView + use<> {
    let lang = visitor.language();
    // Nobody changes how a neighbour signs in.
    let sign_in = visitor.helping.is_none().then(|| {
        view! { <a href=routes::ACCOUNT>{words::sign_in(lang)}</a> }
    });
    let connections = steward.then(|| {
        view! { <a href=routes::CONNECTIONS>{exchange::title(lang)}</a> }
    });
    view! {
        <section class="card" aria-labelledby="account">
            <h2 id="account">{words::account(lang)}</h2>
            <p class="ways">
                <a href=routes::SETTINGS>{words::settings(lang)}</a>
                {sign_in}
                <a href=routes::HELPING>{helping::title(lang)}</a>
                <a href=routes::HOUSEHOLD>{words::household(lang)}</a>
                <a href=routes::DEVICES>{words::devices(lang)}</a>
                {connections}
            </p>
        </section>
    }
}
