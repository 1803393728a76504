//! `/inbox`: the one list of a committee member or officer. What is due first
//! stands first; each thing says what to do next, why, and what residents will
//! see. It belongs to the body, never to a person: nobody's work is counted.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use domain::case::{Case, NextBy, Part, Visibility};
use domain::id::BodyId;
use domain::instant::Instant;
use domain::language::Language;
use domain::permission::{Action, Denied, Subject, looks_again, looks_at_flags, may, standing};
use domain::person::{Actor, Office};
use domain::routing::Ground;
use domain::text::foreign;
use http::StatusCode;
use leptos::prelude::*;
use serde::Deserialize;
use store::challenges::ChallengeSummary;
use store::inbox::InboxEntry;
use store::lists::CaseSummary;
use store::rulebook::Rulebook;
use store::threads::Waiting;
use uuid::Uuid;

use crate::app::App;
use crate::case::{Suggestion, suggestion};
use crate::cases::card::Cards;
use crate::components::{Chip, Empty, FilterGroup, FilterLink, FilterLinks, Scene, Tone, Words};
use crate::dates::{self, Local};
use crate::errors::PageError;
use crate::first_sentence::first_sentence;
use crate::layout::{Page, Section};
use crate::offices::{Keeping, take_button};
use crate::text::case as case_words;
use crate::text::inbox as words;
use crate::text::offices as office_words;
use crate::threads::waiting_item;
use crate::visitor::Visitor;
use crate::{respond, routes};

mod advice;
mod asked;
mod beside;
mod buttons;
mod challenge;

use advice::advice;
use asked::owes;

/// Most cases on the page.
const SHOWN: usize = 200;

/// The routes of this area.
pub fn routes() -> Router<App> {
    Router::new().route(routes::INBOX, get(show))
}

#[derive(Debug, Default, Deserialize)]
struct Filter {
    #[serde(default)]
    body: String,
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(filter): Query<Filter>,
) -> Result<Response, PageError> {
    let person = visitor.signed_in()?;
    may(&visitor.actor, Action::SeeInbox, &Subject::Nothing).map_err(denied)?;
    let chosen = chosen(&visitor.actor, &person.offices, &filter.body)?;
    let bodies: Vec<BodyId> = match chosen {
        Some(body) => vec![body],
        None => person.offices.iter().map(|office| office.body).collect(),
    };
    let mut snapshot = app.store.snapshot().await?;
    let limit = i64::try_from(SHOWN + 1).unwrap_or(i64::MAX);
    let inbox = snapshot.conn().list_inbox(&bodies, limit).await?;
    let (mut entries, mut beside) = (inbox.cases, inbox.beside);
    let challenges = snapshot.conn().list_owed_challenges(&bodies, limit).await?;
    let waiting = snapshot.conn().list_waiting(&bodies, false, limit).await?;
    let keeping = Keeping::of_bodies(&mut snapshot.conn(), &bodies, visitor.now).await?;
    let book = app.store.rulebook(snapshot.conn()).await?;
    drop(snapshot);
    let more = entries.len() > SHOWN;
    entries.truncate(SHOWN);
    // Members of the body that a concern is about do not see it, whoever holds it.
    entries.retain(|entry| {
        let case = &entry.case;
        may(&visitor.actor, Action::SeeCase, &Subject::Case(case)).is_ok()
            && (owes(&visitor.actor, &bodies, case)
                || looks_again(&visitor.actor, case)
                || looks_at_flags(&visitor.actor, case))
    });
    beside.retain(|one| !entries.iter().any(|entry| entry.case.id == one.case.id));
    let list = List {
        lang: visitor.language(),
        book,
        visitor: &visitor,
        entries,
        beside,
        challenges,
        waiting,
        bodies,
        keeping,
        more,
    };
    Ok(page(&app, &list, &person.offices, chosen))
}

fn denied(denied: Denied) -> PageError {
    match denied {
        Denied::NotVisible => PageError::NotFound,
        _ => PageError::Denied,
    }
}

/// The body that the list is narrowed to; whoever has no seat there is refused.
fn chosen(actor: &Actor, offices: &[Office], body: &str) -> Result<Option<BodyId>, PageError> {
    if body.is_empty() || offices.is_empty() {
        return Ok(None);
    }
    let body = Uuid::parse_str(body)
        .map(BodyId::new)
        .map_err(|_| PageError::NotFound)?;
    may(actor, Action::SeeInbox, &Subject::Body(body)).map_err(denied)?;
    Ok(Some(body))
}

struct List<'a> {
    lang: Language,
    book: Arc<Rulebook>,
    visitor: &'a Visitor,
    entries: Vec<InboxEntry>,
    /// What the bodies stay beside.
    beside: Vec<CaseSummary>,
    challenges: Vec<ChallengeSummary>,
    /// What neighbours flagged in threads, and appeals.
    waiting: Vec<Waiting>,
    bodies: Vec<BodyId>,
    /// Who looks after what.
    keeping: Keeping,
    more: bool,
}

fn page(app: &App, list: &List<'_>, offices: &[Office], chosen: Option<BodyId>) -> Response {
    let lang = list.lang;
    let count = list.entries.len() + list.challenges.len() + list.waiting.len();
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let title = if count == 0 {
        words::title_none(lang).to_owned()
    } else {
        words::title(lang, count)
    };
    let bodies: Vec<String> = offices
        .iter()
        .filter(|office| chosen.is_none_or(|body| body == office.body))
        .map(|office| list.body_name(office.body))
        .collect();
    let bodies = bodies.join(" · ");
    let ways = list.ways(chosen);
    let filters = (offices.len() > 1).then(|| list.filters(offices, chosen));
    let items = list.items();
    let cards = Cards {
        lang,
        now: list.visitor.now,
        book: &list.book,
        actor: &list.visitor.actor,
    };
    let beside = beside::section(lang, cards, &list.beside);
    let more = list.more.then(|| {
        let shown = i64::try_from(SHOWN).unwrap_or(i64::MAX);
        view! { <p class="order">{words::more(lang, shown)}</p> }
    });
    let about = Page::new(title.clone(), Section::Inbox);
    let frame = list.visitor.frame(app);
    respond::page(StatusCode::OK, &frame, &about, move || {
        let inside = if count == 0 {
            view! {
                <Empty scene=Scene::Settled heading=words::title_none(lang) note=words::none_note(lang)/>
            }
            .into_any()
        } else {
            view! {
                <section class="card" aria-label=title.clone()>
                    <p class="order">{words::order(lang)}</p>
                    <ul class="list inbox">{items}</ul>
                    {more}
                </section>
            }
            .into_any()
        };
        view! {
            <div class="title">
                <p class="soft">{bodies}</p>
                <h1>{title.clone()}</h1>
                <p class="soft small">{words::lead(lang)}</p>
                {ways}
            </div>
            {filters}
            {inside}
            {beside}
        }
    })
}

impl List<'_> {
    /// What else members of the chosen body keep.
    fn ways(&self, chosen: Option<BodyId>) -> AnyView {
        let lang = self.lang;
        let of = |page: &'static str| {
            chosen.map_or_else(|| page.to_owned(), |body| routes::of_body(page, body))
        };
        let (away, templates) = (of(routes::AWAY), of(routes::TEMPLATES));
        let actor = &self.visitor.actor;
        let households = may(actor, Action::KeepHouseholds, &Subject::Nothing)
            .is_ok()
            .then(|| view! { <a href=routes::HOUSEHOLDS>{words::households(lang)}</a> });
        view! {
            <p class="row small">
                {households}
                <a href=away>{office_words::away_title(lang)}</a>
                <a href=templates>{office_words::templates_title(lang)}</a>
            </p>
        }
        .into_any()
    }

    fn body_name(&self, body: BodyId) -> String {
        let body = self.book.body(body);
        body.map(|body| body.names.in_language(self.lang).to_owned())
            .unwrap_or_default()
    }

    fn filters(&self, offices: &[Office], chosen: Option<BodyId>) -> AnyView {
        let lang = self.lang;
        let all = FilterLink {
            label: words::all_bodies(lang).into(),
            href: routes::INBOX.to_owned(),
            current: chosen.is_none(),
        };
        let each = offices.iter().map(|office| FilterLink {
            label: self.body_name(office.body).into(),
            href: routes::inbox_of(office.body),
            current: chosen == Some(office.body),
        });
        let groups = vec![FilterGroup {
            label: words::bodies(lang).into(),
            links: std::iter::once(all).chain(each).collect(),
        }];
        view! { <FilterLinks label=words::filter(lang) groups/> }.into_any()
    }

    /// Cases, challenges and what was flagged together, by the date they are due.
    fn items(&self) -> Vec<AnyView> {
        let cases = self.entries.iter().map(|entry| {
            let by = self.owed_thread(&entry.case).map(|owed| owed.due);
            let by = by.or_else(|| entry.case.next_step().map(|step| step.by));
            (by, self.item(entry))
        });
        let owed = self.challenges.iter().filter_map(|one| {
            let step = one.challenge.owed_by(&self.bodies)?;
            Some((Some(step.by), self.challenge(one, step)))
        });
        let waiting = self
            .waiting
            .iter()
            .map(|one| waiting_item(self.visitor, &self.book, one));
        let mut all: Vec<(Option<Instant>, AnyView)> = cases.chain(owed).chain(waiting).collect();
        all.sort_by_key(|(by, _)| *by);
        all.into_iter().map(|(_, item)| item).collect()
    }

    /// One case, with what to do next and what residents will see of it.
    fn item(&self, entry: &InboxEntry) -> AnyView {
        let (lang, case) = (self.lang, &entry.case);
        let holds = standing(&self.visitor.actor, case).holder.is_some();
        let charter = self.book.charter(case.charter_version);
        let suggested = suggestion(case, charter).filter(|_| holds);
        let (tone, label) = self.chip(case);
        let affected = i64::try_from(case.affected.len()).unwrap_or(i64::MAX);
        let private = (case.concern.visibility == Visibility::BodyOnly)
            .then(|| view! { <span class="soft">{words::private(lang)}</span> });
        let place = entry.place.in_language(lang).to_owned();
        let post = self.post(case).filter(|_| !holds);
        let (what, sees) = if holds {
            let (what, sees) = advice(lang, suggested);
            (what.to_owned(), sees)
        } else if let Some((_, what)) = &post {
            (what.clone(), None)
        } else {
            (self.asked_beside(case), None)
        };
        let again = looks_again(&self.visitor.actor, case)
            .then(|| view! { <p>{words::suggest_look_again(lang)}</p> });
        // Where it is what is suggested, it stands there.
        let flags = (suggested != Some(Suggestion::Flag)
            && looks_at_flags(&self.visitor.actor, case))
        .then(|| view! { <p>{words::suggest_flag(lang)}</p> });
        let origin = holds.then(|| self.came(case)).flatten();
        let several = self
            .visitor
            .person()
            .is_some_and(|person| person.offices.len() > 1);
        let whose = several.then(|| {
            let name = self.body_name(case.holding.holder);
            view! { <span class="soft">{name}</span> }
        });
        let keeper = (holds && case.is_open()).then(|| self.keeper(case));
        let title = title(lang, case);
        let tongue = foreign(&title, lang);
        let sees =
            sees.map(|sees| view! { <p class="soft">{words::residents_see(lang, sees)}</p> });
        view! {
            <li id=routes::inbox_anchor(case.reference)>
                <div class="row small">
                    <Chip tone label/>
                    {whose}
                    <span class="soft">{place}</span>
                    <span class="soft">{words::affected(lang, affected)}</span>
                    {private}
                </div>
                <h2 id=routes::inbox_heading(case.reference)><a href=routes::case(case.reference) lang=tongue>{title}</a></h2>
                {(!what.is_empty()).then(|| view! { <p>{what}</p> })}
                {again}
                {flags}
                {origin}
                {sees}
                {keeper}
                <div class="actions">{self.buttons(entry, suggested, post.map(|(verb, _)| verb))}</div>
            </li>
        }
        .into_any()
    }

    /// What is asked of a body that neither has it nor carries its letter.
    fn asked_beside(&self, case: &Case) -> String {
        if self.owed_thread(case).is_some() {
            let holder = self.body_name(case.holding.holder);
            return words::suggest_thread_beside(self.lang, &holder);
        }
        if standing(&self.visitor.actor, case).at_table {
            return self.at_table(case);
        }
        String::new()
    }

    /// From whom it came, if it was handed over.
    fn came(&self, case: &Case) -> Option<AnyView> {
        let lang = self.lang;
        let from = self.body_name(case.holding.from?);
        let told = match case.holding.ground {
            Some(Ground::Clock) => office_words::came_up_clock(lang).to_owned(),
            _ => office_words::came_from(lang, &from),
        };
        Some(view! { <p class="soft small">{told}</p> }.into_any())
    }

    /// Who of the holder looks after it, and how one takes it on.
    fn keeper(&self, case: &Case) -> AnyView {
        let (lang, now) = (self.lang, self.visitor.now);
        let me = self.visitor.person().map(|person| person.id);
        let (who, line) = self.keeping.line(lang, case.id, me, now);
        let about = routes::inbox_heading(case.reference);
        let button = me.map(|me| take_button(lang, case.reference, me, who, "inbox", Some(about)));
        view! { <div class="row small keeper"><span>{line}</span>{button}</div> }.into_any()
    }

    /// When it is due, or whom it waits for.
    fn chip(&self, case: &Case) -> (Tone, Words) {
        let lang = self.lang;
        let Some(mut step) = case.next_step() else {
            return (Tone::Plain, "".into());
        };
        if let Some(owed) = self.owed_thread(case) {
            (step.who, step.by) = (NextBy::Body(owed.body), owed.due);
        }
        let date = self.local(case).near(step.by).shown;
        match step.who {
            NextBy::Body(_) if step.by < self.visitor.now => {
                (Tone::Asks, words::late(lang, &date).into())
            }
            NextBy::Body(_) => (Tone::Waits, words::due(lang, &date).into()),
            NextBy::Resident | NextBy::Residents => (Tone::Plain, words::waits(lang, &date).into()),
        }
    }

    fn local(&self, case: &Case) -> Local {
        let body = self.book.body(case.holding.holder);
        let zone = body.map_or("UTC", |body| body.calendar.zone.as_str());
        Local::new(self.lang, &dates::zone(zone), self.visitor.now)
    }
}

/// The first sentence of what was written; members of the holder moderate, and
/// see removed texts on the page of the case only.
fn title(lang: Language, case: &Case) -> String {
    if case.removed.iter().any(|one| one.part == Part::Concern) {
        case_words::title_removed(lang).to_owned()
    } else {
        first_sentence(case.concern.words.as_str())
    }
}
