//! The list of cases with its search, its filters and its pager: on `/cases`
//! and on the page of a place.

use domain::body::BodyKind;
use domain::instant::Instant;
use domain::language::Language;
use domain::person::Actor;
use leptos::prelude::*;
use store::lists::places::PlaceFamily;
use store::lists::{CasePage, Progress, Turn};
use store::rulebook::Rulebook;

use super::card::Cards;
use super::query::Query;
use crate::components::{
    Button, ButtonKind, CardList, Empty, Field, FieldKind, FilterGroup, FilterLink, FilterLinks,
    Flash, FlashNote, FlashTone, Hidden, More, Pager, Scene, Words,
};
use crate::routes;
use crate::text::cases as words;

/// Cases on one page.
pub(crate) const LENGTH: usize = 20;
/// Up to so many places inside are offered as filters; beyond, the tree serves better.
const PLACES: usize = 16;

/// A list, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Listed<'a> {
    /// The address of the list without its query.
    pub base: &'a str,
    /// The language of the page.
    pub lang: Language,
    /// The time of the page.
    pub now: Instant,
    /// Bodies and rules.
    pub book: &'a Rulebook,
    /// What is asked for.
    pub query: &'a Query,
    /// The place it is limited to, with what is around it.
    pub family: Option<&'a PlaceFamily>,
}

impl Listed<'_> {
    /// The whole list.
    pub(crate) fn view(&self, page: CasePage) -> AnyView {
        let lang = self.lang;
        let wrong = self.query.is_wrong_reference().then(|| {
            let text = words::number_wrong(lang).to_owned();
            let tone = FlashTone::Told;
            view! { <FlashNote flash=Flash { tone, text }/> }
        });
        view! {
            {self.search()}
            {wrong}
            {self.filters()}
            {self.cards(page)}
        }
        .into_any()
    }

    fn search(&self) -> impl IntoView + use<> {
        let (lang, query) = (self.lang, self.query);
        // What is chosen stays chosen when somebody looks for a word.
        let kept = query.with(|query| query.words.clear()).address("");
        let kept = crate::form::Posted::parse(kept.trim_start_matches('?').as_bytes());
        let kept = kept
            .fields()
            .iter()
            .filter_map(|(name, value)| {
                let name = ["show", "place", "holder", "category"]
                    .into_iter()
                    .find(|known| known == name)?;
                Some(view! { <Hidden name=name value=value.clone()/> })
            })
            .collect_view();
        let (action, value) = (self.base.to_owned(), query.words.clone());
        view! {
            <form class="seek" method="get" action=action role="search">
                {kept}
                <Field lang name="q" label=words::search(lang) hint=words::search_hint(lang) value kind=FieldKind::Search/>
                <Button label=words::search_button(lang) kind=ButtonKind::Quiet/>
            </form>
        }
    }

    fn link(&self, label: impl Into<Words>, current: bool, to: &Query) -> FilterLink {
        FilterLink {
            label: label.into(),
            href: to.address(self.base),
            current,
        }
    }

    fn filters(&self) -> impl IntoView + use<> {
        let (lang, query) = (self.lang, self.query);
        let mut others = vec![self.by_holder()];
        // On the page of a place the places inside stand on their own.
        let everywhere = self.base == routes::CASES;
        if everywhere {
            others.push(self.by_place());
        }
        let chosen = query.holder.is_some() || (everywhere && query.place.is_some());
        let summary: Words = match self.category_name() {
            Some(name) => words::by_category_now(lang, &name).into(),
            None => words::by_category_more(lang).into(),
        };
        let (progress, categories) = (vec![self.by_progress()], vec![self.by_category()]);
        view! {
            <FilterLinks label=words::by_progress(lang) groups=progress/>
            <details class="more" open=chosen>
                <summary>{words::more_filters(lang)}</summary>
                <div><FilterLinks label=words::filters(lang) groups=others/></div>
            </details>
            <More summary>
                <FilterLinks label=words::by_category(lang) groups=categories/>
            </More>
        }
    }

    fn by_progress(&self) -> FilterGroup {
        let lang = self.lang;
        let link = |label: &'static str, progress| {
            let to = self.query.with(|query| query.progress = progress);
            self.link(label, self.query.progress == progress, &to)
        };
        FilterGroup {
            label: words::by_progress(lang).into(),
            links: vec![
                link(words::open(lang), Some(Progress::Open)),
                link(words::solved(lang), Some(Progress::Solved)),
                link(words::ended(lang), Some(Progress::Ended)),
                link(words::everything(lang), None),
            ],
        }
    }

    fn by_holder(&self) -> FilterGroup {
        let lang = self.lang;
        let link = |label: &'static str, holder| {
            let to = self.query.with(|query| query.holder = holder);
            self.link(label, self.query.holder == holder, &to)
        };
        FilterGroup {
            label: words::by_holder(lang).into(),
            links: vec![
                link(words::anybody(lang), None),
                link(words::self_governance(lang), Some(BodyKind::SelfGovernance)),
                link(words::government(lang), Some(BodyKind::Government)),
                link(words::partner(lang), Some(BodyKind::Partner)),
            ],
        }
    }

    fn by_place(&self) -> FilterGroup {
        let lang = self.lang;
        let to = |slug: Option<&str>| {
            self.query
                .with(|query| query.place = slug.map(str::to_owned))
        };
        let mut links = vec![self.link(words::anywhere(lang), self.family.is_none(), &to(None))];
        if let Some(family) = self.family {
            let lineage = family.above.iter().chain([&family.place]);
            let inside = family.children.iter().take(PLACES);
            links.extend(lineage.chain(inside).map(|place| {
                let name = place.names.in_language(lang).to_owned();
                self.link(name, place.id == family.place.id, &to(Some(&place.slug)))
            }));
        }
        if self
            .family
            .is_none_or(|family| family.children.len() > PLACES)
        {
            links.push(FilterLink {
                label: words::choose_place(lang).into(),
                href: routes::PLACES.to_owned(),
                current: false,
            });
        }
        FilterGroup {
            label: words::by_place(lang).into(),
            links,
        }
    }

    fn by_category(&self) -> FilterGroup {
        let lang = self.lang;
        let chosen = self.query.category.as_deref();
        let to = |key: Option<&str>| {
            self.query
                .with(|query| query.category = key.map(str::to_owned))
        };
        let mut links = vec![self.link(words::any_category(lang), chosen.is_none(), &to(None))];
        let rules = self.book.charter_at(self.now);
        let categories = rules.iter().flat_map(|rules| &rules.charter.categories);
        links.extend(categories.map(|category| {
            let name = category.names.in_language(lang).to_owned();
            let current = chosen == Some(category.key.as_str());
            self.link(name, current, &to(Some(&category.key)))
        }));
        FilterGroup {
            label: words::by_category(lang).into(),
            links,
        }
    }

    /// The name of the chosen category, in the newest rules that know it.
    fn category_name(&self) -> Option<String> {
        let key = self.query.category.as_deref()?;
        let mut versions = self.book.charters().iter().rev();
        let category = versions.find_map(|version| version.charter.category(key))?;
        Some(category.names.in_language(self.lang).to_owned())
    }

    fn cards(&self, page: CasePage) -> AnyView {
        let lang = self.lang;
        let (first, last) = (page.cases.first(), page.cases.last());
        let turn = |turn| self.query.turned(turn).address(self.base);
        let previous = first
            .filter(|_| page.newer)
            .map(|one| turn(Turn::After(one.cursor())));
        let next = last
            .filter(|_| page.older)
            .map(|one| turn(Turn::Before(one.cursor())));
        let cards = Cards {
            lang,
            now: self.now,
            book: self.book,
            // The same list for everybody: what only some may read is not on it.
            actor: &Actor::Visitor,
        };
        let items: Vec<_> = page
            .cases
            .iter()
            .filter_map(|one| cards.card(one))
            .collect();
        if items.is_empty() {
            return self.nothing();
        }
        view! {
            <p class="order">{words::count(lang, page.total)} " " {words::order(lang)}</p>
            <div class="card"><CardList items/></div>
            <Pager lang previous next/>
        }
        .into_any()
    }

    fn nothing(&self) -> AnyView {
        let (lang, query) = (self.lang, self.query);
        let plain = query.progress == Some(Progress::Open) && query.turn == Turn::Newest;
        if plain && !query.narrows() {
            let next = Some((routes::REPORT.to_owned(), words::report(lang).into()));
            return view! {
                <Empty heading=words::none_open(lang) note=words::none_open_note(lang) next/>
            }
            .into_any();
        }
        let all = query.with(|query| {
            *query = Query {
                progress: None,
                place: query.place.clone(),
                words: query.words.clone(),
                ..Query::default()
            };
        });
        let all = if all == query.turned(Turn::Newest) {
            Query {
                progress: None,
                ..Query::default()
            }
        } else {
            all
        };
        let next = Some((all.address(self.base), words::none_all(lang).into()));
        view! {
            <Empty scene=Scene::Lost heading=words::none(lang) note=words::none_note(lang) next/>
        }
        .into_any()
    }
}
