//! `/charter`: the rules as everybody can read them, with their older versions
//! and what changed from one to the next.

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use axum::routing::get;
use domain::charter::Charter;
use domain::decision::Voters;
use domain::instant::Instant;
use domain::language::Language;
use http::StatusCode;
use jiff::tz::TimeZone;
use leptos::prelude::*;
use store::charters::CharterVersion;
use store::rulebook::Rulebook;

use crate::app::App;
use crate::components::Empty;
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::text::charter as words;
use crate::text::layout;
use crate::visitor::Visitor;
use crate::{dates, respond, routes, threads};

mod category;
mod changes;
mod limits;
mod named;

pub(crate) use changes::changed;

/// The routes of this module.
pub fn routes() -> Router<App> {
    Router::new().route(routes::CHARTER, get(show))
}

/// What every part of the page needs.
#[derive(Clone)]
struct Reader<'a> {
    lang: Language,
    now: Instant,
    zone: TimeZone,
    book: &'a Rulebook,
}

impl Reader<'_> {
    fn date(&self, at: Instant) -> String {
        dates::date(self.lang, at, &self.zone, self.now).shown
    }
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    RawQuery(raw): RawQuery,
) -> Result<Response, PageError> {
    let book = app.store.current_rulebook().await?;
    let fields = Posted::parse(raw.unwrap_or_default().as_bytes());
    let wanted = match fields.text("version") {
        "" => None,
        text => {
            let number: i64 = text.parse().map_err(|_| PageError::NotFound)?;
            book.charter(number).ok_or(PageError::NotFound)?;
            Some(number)
        }
    };
    let (lang, now) = (visitor.language(), visitor.now);
    let about = Page::new(layout::charter(lang), Section::Elsewhere);
    let frame = visitor.frame(&app);
    Ok(respond::page(StatusCode::OK, &frame, &about, move || {
        // The dates of the rules are those of the widest body.
        let zone = book
            .bodies()
            .last()
            .map_or("UTC", |body| body.calendar.zone.as_str());
        let reader = Reader {
            lang,
            now,
            zone: dates::zone(zone),
            book: &book,
        };
        let shown = match wanted {
            Some(number) => version(&book, number),
            // Before the first version applies, it is read as it will be.
            None => book.charter_at(now).or(book.charters().first()),
        };
        match shown {
            Some(shown) => view(&reader, shown).into_any(),
            None => view! {
                <h1>{layout::charter(lang)}</h1>
                <Empty heading=words::none(lang) note=words::none_note(lang)/>
            }
            .into_any(),
        }
    }))
}

fn version(book: &Rulebook, number: i64) -> Option<&CharterVersion> {
    let mut versions = book.charters().iter();
    versions.find(|one| one.charter.version == number)
}

fn view(reader: &Reader<'_>, shown: &CharterVersion) -> impl IntoView + use<> {
    let (lang, rules) = (reader.lang, &shown.charter);
    let outside = rules.outside_address.in_language(lang).to_owned();
    view! {
        <div class="title">
            <h1>{rules.title.in_language(lang).to_owned()}</h1>
            <p class="lead">{words::lead(lang)}</p>
            {standing(reader, shown)}
        </div>
        <section class="card" aria-labelledby="danger">
            <h2 id="danger">{words::danger_title(lang)}</h2>
            <p>{words::danger(lang, &rules.emergency_number)}</p>
        </section>
        {limits::view(lang)}
        {category::contents(lang, rules)}
        {category::all(reader, rules)}
        {ways(lang, rules)}
        <section class="card" aria-labelledby="outside">
            <h2 id="outside">{words::outside(lang)}</h2>
            <p>{outside}</p>
        </section>
        {changes::view(reader)}
    }
}

/// The ways to decide, each with what has to be so.
fn ways(lang: Language, rules: &Charter) -> impl IntoView + use<> {
    let ways = rules
        .ways()
        .iter()
        .map(|way| {
            let asked = way.voters.first().copied().unwrap_or(Voters::Residents);
            let rules = threads::rules(lang, way, asked);
            let rules = rules.into_iter().map(|one| view! { <li>{one}</li> });
            view! {
                <li class="stack">
                    <h3>{way.names.in_language(lang).to_owned()}</h3>
                    <p>{way.about.in_language(lang).to_owned()}</p>
                    <ul class="sentences small">{rules.collect_view()}</ul>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card" aria-labelledby="ways">
            <h2 id="ways">{words::ways(lang)}</h2>
            <p class="soft">{words::ways_lead(lang)}</p>
            <ul class="list">{ways}</ul>
        </section>
    }
}

/// Which version this is, and whether it is in force.
fn standing(reader: &Reader<'_>, shown: &CharterVersion) -> impl IntoView + use<> {
    let lang = reader.lang;
    let number = shown.charter.version.to_string();
    let date = reader.date(shown.applies_from);
    let current = reader
        .book
        .charter_at(reader.now)
        .map(|one| one.charter.version);
    let line = if current == Some(shown.charter.version) {
        words::version_now(lang, &number, &date)
    } else if shown.applies_from > reader.now {
        words::version_coming(lang, &number, &date)
    } else {
        words::version_old(lang, &number, &date)
    };
    let other = (current.is_some() && current != Some(shown.charter.version))
        .then(|| view! { " " <a href=routes::CHARTER>{words::read_now(lang)}</a> });
    view! { <p class="small soft">{line}{other} " " <a href="#versions">{words::versions(lang)}</a></p> }
}
