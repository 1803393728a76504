//! Lists: cards of cases, filters, answers to check, pages.

use domain::language::Language;
use leptos::prelude::*;

use super::{Chip, Tone, When, Words, some};
use crate::dates::Moment;
use crate::text::components as words;

/// One line of a list of cases or the like.
#[derive(Clone, Debug, Default)]
pub struct CardItem {
    /// Where it leads.
    pub href: String,
    /// What it is about, in the words of its author.
    pub title: String,
    /// The language of those words, where it is not the page's.
    pub tongue: Option<&'static str>,
    /// State in a few words.
    pub chip: Option<(Tone, Words)>,
    /// Beside the chip: place, reference; may be empty.
    pub aside: Words,
    /// The sentence below; may be empty.
    pub note: Words,
    /// The date that counts, with words before it.
    pub due: Option<(Words, Moment)>,
}

/// Cards, one below the other, in the order given.
#[component]
pub fn CardList(
    /// What stands in it.
    items: Vec<CardItem>,
) -> impl IntoView {
    let items = items
        .into_iter()
        .map(|item| {
            let chip = item.chip.map(|(tone, label)| view! { <Chip tone label/> });
            let aside = some(item.aside).map(|aside| view! { <span class="soft">{aside}</span> });
            let note = some(item.note).map(|note| view! { <p>{note}</p> });
            let due = item.due.map(|(before, moment)| {
                view! { <p class="due">{before} " " <When moment/></p> }
            });
            view! {
                <li>
                    <div class="row small">{chip}{aside}</div>
                    <a href=item.href lang=item.tongue>{item.title}</a>
                    {note}
                    {due}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="list">{items}</ul> }
}

/// One filter.
#[derive(Clone, Debug)]
pub struct FilterLink {
    /// What remains when it is chosen.
    pub label: Words,
    /// The same list, filtered.
    pub href: String,
    /// Whether it is chosen now.
    pub current: bool,
}

/// Filters of one sort.
#[derive(Clone, Debug)]
pub struct FilterGroup {
    /// What they filter by.
    pub label: Words,
    /// The filters.
    pub links: Vec<FilterLink>,
}

/// Filters as links: they work everywhere, can be shared, and can be undone with "back".
#[component]
pub fn FilterLinks(
    /// What the list is filtered by.
    #[prop(into)]
    label: Words,
    /// The filters, group by group.
    groups: Vec<FilterGroup>,
) -> impl IntoView {
    let groups = groups
        .into_iter()
        .map(|group| {
            let links = group
                .links
                .into_iter()
                .map(|link| {
                    let current = link.current.then_some("true");
                    view! { <li><a href=link.href aria-current=current>{link.label}</a></li> }
                })
                .collect_view();
            view! { <div><span>{group.label}</span><ul>{links}</ul></div> }
        })
        .collect_view();
    view! { <nav class="filters" aria-label=label>{groups}</nav> }
}

/// One thing that was answered, to look at before it is sent.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What was asked.
    pub label: Words,
    /// What was answered.
    pub value: Words,
    /// Where it can be changed, and the words for it ("Change the place").
    pub change: Option<(String, Words)>,
}

/// Questions and answers, or facts and their values.
#[component]
pub fn Answers(
    /// In the order they were asked.
    rows: Vec<Answer>,
) -> impl IntoView {
    let rows = rows
        .into_iter()
        .map(|row| {
            let change = row
                .change
                .map(|(href, label)| view! { <dd class="change"><a href=href>{label}</a></dd> });
            view! { <div><dt>{row.label}</dt><dd>{row.value}</dd>{change}</div> }
        })
        .collect_view();
    view! { <dl class="answers">{rows}</dl> }
}

/// Ways to the pages before and after this one; nothing where there is one page.
#[component]
pub fn Pager(
    /// The language of the page.
    lang: Language,
    /// The address of the page before.
    #[prop(default = None)]
    previous: Option<String>,
    /// The address of the page after.
    #[prop(default = None)]
    next: Option<String>,
    /// Where this page is ([`page_of`](crate::text::components::page_of)); may be empty.
    #[prop(optional, into)]
    place: Words,
) -> impl IntoView {
    let any = previous.is_some() || next.is_some();
    let previous = previous.map(|href| {
        view! { <a class="button quiet" rel="prev" href=href>{words::previous_page(lang)}</a> }
    });
    let next = next.map(|href| {
        view! { <a class="button quiet" rel="next" href=href>{words::next_page(lang)}</a> }
    });
    any.then(|| {
        view! {
            <nav class="pager" aria-label=words::pages(lang)>
                {previous}
                <span>{place}</span>
                {next}
            </nav>
        }
    })
}
