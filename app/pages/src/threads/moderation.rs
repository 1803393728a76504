//! How the threads of a place are moderated: the rules, who decides, and how often each
//! month, without anybody's name.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use domain::body::{Body, BodyKind};
use domain::case::Rule;
use domain::id::PlaceId;
use domain::instant::Instant;
use domain::language::Language;
use http::StatusCode;
use jiff::civil::Date;
use leptos::prelude::*;
use store::threads::Did;

use super::Answered;
use crate::app::App;
use crate::dates::{self, Local};
use crate::layout::{Page, Section};
use crate::text::moderation as words;
use crate::visitor::Visitor;
use crate::{named, place_family, respond, routes};

/// So many days are counted: twelve months and the one that runs.
const DAYS: i64 = 396;

/// Most acts that are counted; a place with more has other worries.
const MOST: i64 = 20_000;

/// Fewer flags than this in a month are not told: somebody could guess whose they are.
const FEWEST: i64 = 3;

/// Six statements in one snapshot.
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
    let path: Vec<PlaceId> = family
        .above
        .iter()
        .chain([&family.place])
        .map(|place| place.id)
        .collect();
    let serving = book.bodies_serving(&path);
    let committee = serving
        .iter()
        .copied()
        .filter(|body| body.kind == BodyKind::SelfGovernance)
        // Of several for the same place the first is meant.
        .rev()
        .max_by_key(|body| path.iter().rposition(|place| body.places.contains(place)));
    let home = committee.and_then(|body| {
        let mut around = std::iter::once(&family.place).chain(family.above.iter().rev());
        let home = around.find(|place| body.places.contains(&place.id));
        home.map(|home| (body, home))
    });
    let other = match home {
        Some((body, home)) => conn.judge_beside(&book, body, home).await?,
        None => None,
    };
    let since = visitor.now.plus_days(-DAYS);
    let did = conn.list_moderated(family.place.id, since, MOST).await?;
    drop(snapshot);
    let name = |body: Option<&Body>, without: &'static str| {
        body.map_or(without, |body| body.names.in_language(lang))
            .to_owned()
    };
    let other = name(other.and_then(|body| book.body(body)), words::steward(lang));
    let zone = committee.map_or("UTC", |body| body.calendar.zone.as_str());
    let local = Local::new(lang, &dates::zone(zone), visitor.now);
    let committee = name(committee, words::committee(lang));
    let place = family.place.names.in_language(lang).to_owned();
    let table = table(lang, visitor.now, &local, &did);
    let about = Page::new(words::page_title(lang), Section::Elsewhere);
    let frame = visitor.frame(&app);
    Ok(respond::page(StatusCode::OK, &frame, &about, move || {
        view! {
            <div class="title">
                <p class="soft row"><a href=routes::threads_of(&slug)>{place}</a></p>
                <h1>{words::page_title(lang)}</h1>
                <p class="lead">{words::page_lead(lang)}</p>
            </div>
            {rules(lang, &committee, &other)}
            {table}
        }
    }))
}

fn rules(lang: Language, committee: &str, other: &str) -> AnyView {
    let rules = Rule::ALL
        .into_iter()
        .filter(|rule| *rule != Rule::OwnWish)
        .map(|rule| view! { <li>{named::rule(lang, rule)}</li> })
        .collect_view();
    let how = [
        words::how_flag(lang).to_owned(),
        words::how_hide(lang).to_owned(),
        words::how_judge(lang, committee),
        words::how_about(lang, committee, other),
        words::how_appeal(lang).to_owned(),
        words::how_objection(lang).to_owned(),
        words::how_reason(lang).to_owned(),
        words::how_calm(lang).to_owned(),
    ];
    let how = how.map(|told| view! { <li>{told}</li> }).collect_view();
    view! {
        <section class="card" aria-labelledby="rules">
            <h2 id="rules">{words::rules(lang)}</h2>
            <ul class="sentences">{rules}</ul>
        </section>
        <section class="card" aria-labelledby="how">
            <h2 id="how">{words::how(lang)}</h2>
            <ul class="sentences">{how}</ul>
        </section>
    }
    .into_any()
}

/// The months, the latest first, each with how often what was done.
fn months(local: &Local, did: &[(Did, Instant)]) -> BTreeMap<Date, BTreeMap<Did, i64>> {
    let mut months: BTreeMap<Date, BTreeMap<Did, i64>> = BTreeMap::new();
    for (what, at) in did {
        let month = month(local, *at);
        *months.entry(month).or_default().entry(*what).or_default() += 1;
    }
    months
}

/// The first day of the month in which something happened.
fn month(local: &Local, at: Instant) -> Date {
    let day = at.timestamp().to_zoned(local.zone().clone()).date();
    day.first_of_month()
}

/// What is told of a count. Flags are told once their month is over and are three at
/// least; what everybody sees in the threads is told at once.
fn told(lang: Language, what: Did, count: i64, running: bool) -> String {
    match what {
        Did::Flagged if running => words::not_yet(lang).to_owned(),
        Did::Flagged if count < FEWEST => words::few(lang).to_owned(),
        _ => count.to_string(),
    }
}

fn table(lang: Language, now: Instant, local: &Local, did: &[(Did, Instant)]) -> AnyView {
    let this_month = month(local, now);
    // Whether a month has flags at all must not show before it is over.
    let shown =
        |(what, at): &&(Did, Instant)| *what != Did::Flagged || month(local, *at) < this_month;
    let did: Vec<(Did, Instant)> = did.iter().filter(shown).copied().collect();
    let months = months(local, &did);
    let inside = if months.is_empty() {
        view! { <p>{words::counts_none(lang)}</p> }.into_any()
    } else {
        let heads = Did::ALL
            .map(|what| view! { <th scope="col">{did_name(lang, what)}</th> })
            .collect_view();
        let rows = months
            .iter()
            .rev()
            .map(|(month, counts)| {
                let running = *month == this_month;
                let cells = Did::ALL
                    .map(|what| {
                        let count = counts.get(&what).copied().unwrap_or_default();
                        view! { <td>{told(lang, what, count, running)}</td> }
                    })
                    .collect_view();
                let month = format!("{:04}-{:02}", month.year(), month.month());
                view! { <tr><th scope="row">{month}</th>{cells}</tr> }
            })
            .collect_view();
        view! {
            <div class="scroll" tabindex="0" role="group" aria-labelledby="counts">
                <table class="table">
                    <thead><tr><th scope="col">{words::month(lang)}</th>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="card" aria-labelledby="counts">
            <h2 id="counts">{words::counts(lang)}</h2>
            {inside}
            <p class="small soft">{words::counts_note(lang)}</p>
        </section>
    }
    .into_any()
}

const fn did_name(lang: Language, did: Did) -> &'static str {
    match did {
        Did::Flagged => words::did_flagged(lang),
        Did::Hidden => words::did_hidden(lang),
        Did::Kept => words::did_kept(lang),
        Did::Removed => words::did_removed(lang),
        Did::Appealed => words::did_appealed(lang),
        Did::Restored => words::did_restored(lang),
        Did::Upheld => words::did_upheld(lang),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_told_late_and_never_a_few() {
        let lang = Language::En;
        assert_eq!(told(lang, Did::Flagged, 9, true), "once the month is over");
        for count in 0..3 {
            assert_eq!(told(lang, Did::Flagged, count, false), "fewer than 3");
        }
        assert_eq!(told(lang, Did::Flagged, 3, false), "3");
        assert_eq!(told(lang, Did::Removed, 1, true), "1");
    }

    #[test]
    fn a_month_is_that_of_the_place() {
        let now = Instant::parse("2026-11-30T17:00:00Z").unwrap();
        let local = Local::new(Language::En, &dates::zone("Asia/Shanghai"), now);
        let day = month(&local, now);
        assert_eq!((day.month(), day.day()), (12, 1));
    }
}
