//! `/report/where`: a place from the list, the device's position, or a point
//! on the map. A point is resolved to the deepest place that holds it.

use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use domain::geometry::Point;
use domain::id::PlaceId;
use domain::place::Place;
use http::StatusCode;
use leptos::prelude::*;
use serde::Deserialize;
use store::{Conn, StoreError};

use super::draft::{Draft, Fields};
use super::map::Mapped;
use super::step::{self, Step};
use crate::app::App;
use crate::components::{
    Button, ButtonKind, Choice, ChoiceOption, Empty, ErrorSummary, Field, FieldKind, Form, Hidden,
    Problems, Steps, Words,
};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::offered_places::{OfferedPlace, with_around};
use crate::text::report as words;
use crate::visitor::Visitor;
use crate::{respond, routes};

/// Most places offered for one search.
const OFFERED: i64 = 20;

pub(super) fn routes() -> Router<App> {
    Router::new().route(&Step::Where.href(), get(ask).post(answer))
}

/// The longest name or slug that is looked for.
const LONGEST: usize = 200;

/// Text to look something up by: PostgreSQL takes no NUL, and no name is longer.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|one| !one.is_control())
        .take(LONGEST)
        .collect()
}

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Looking {
    /// Inside this place, by slug.
    within: String,
    /// These words.
    q: String,
}

async fn ask(
    State(app): State<App>,
    Query(looking): Query<Looking>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let looking = Looking {
        within: plain(&looking.within),
        q: plain(&looking.q),
    };
    let fields = Draft::find(&app, &visitor)
        .await?
        .map(|draft| draft.fields)
        .unwrap_or_default();
    if let Some(first) = step::too_early(&fields, Step::Where) {
        return Ok(Redirect::to(&first).into_response());
    }
    page(&app, &visitor, &fields, &looking, Problems::none()).await
}

async fn answer(
    State(app): State<App>,
    visitor: Visitor,
    form: Posted,
) -> Result<Response, PageError> {
    let mut draft = Draft::open(&app, &visitor).await?;
    let looking = Looking {
        within: plain(form.text("within")),
        q: String::new(),
    };
    let place = match locate(&app, &form).await? {
        Ok(place) => place,
        Err(why) => {
            let mut problems = Problems::none();
            problems.push(
                "place",
                words::find(visitor.language(), why).unwrap_or_default(),
            );
            let typed = Fields {
                place: plain(form.text("place")),
                latitude: form.text("latitude").to_owned(),
                longitude: form.text("longitude").to_owned(),
                ..draft.fields
            };
            return page(&app, &visitor, &typed, &looking, problems).await;
        }
    };
    if draft.fields.place != place.slug {
        draft.fields.done.remove(&Step::Similar);
        if !draft.fields.about.is_empty() {
            // Another body takes care of another place: who it is about is asked again.
            draft.fields.about.clear();
            draft.fields.done.remove(&Step::Who);
        }
    }
    draft.fields.place = place.slug;
    // What is no point is not kept: the place alone says where.
    let is_point = Point::parse(form.text("latitude"), form.text("longitude")).is_ok();
    let kept = |field| {
        if is_point {
            form.text(field).to_owned()
        } else {
            String::new()
        }
    };
    draft.fields.latitude = kept("latitude");
    draft.fields.longitude = kept("longitude");
    draft.fields.done.insert(Step::Where);
    draft.save(&app, &visitor).await?;
    Ok(Redirect::to(&step::next(&draft.fields).href()).into_response())
}

/// The place that was meant: the one that was chosen if it lies in the one
/// that holds the point, else the one that holds the point.
async fn locate(app: &App, form: &Posted) -> Result<Result<Place, &'static str>, PageError> {
    let slug = form.text("place");
    let chosen = match slug {
        "" => None,
        slug => app.store.find_place_by_slug(&plain(slug)).await?,
    };
    let point = Point::parse(form.text("latitude"), form.text("longitude"));
    let Ok(point) = point else {
        let missing = if slug.is_empty() {
            "where-missing"
        } else {
            "where-unknown"
        };
        return Ok(chosen.ok_or(missing));
    };
    let mut snapshot = app.store.snapshot().await?;
    let Some(found) = snapshot.conn().locate(point).await? else {
        return Ok(Err("where-outside"));
    };
    if let Some(chosen) = chosen {
        let path = snapshot.conn().find_place_path(chosen.id).await?;
        if path.iter().any(|place| place.id == found.id) {
            return Ok(Ok(chosen));
        }
    }
    Ok(Ok(found))
}

/// What there is to choose from.
struct Offer {
    /// The place whose inside is shown, with the place around it.
    within: Option<(Place, Option<Place>)>,
    places: Vec<OfferedPlace>,
    /// Those of them that have places inside.
    wider: Vec<PlaceId>,
    mapped: Mapped,
    home: Option<Place>,
    /// Whether these are instead of what was looked for, which nothing fits.
    instead: bool,
}

impl Offer {
    /// These places, wherever they lie. Any of them may have others inside: nobody looked.
    fn list(places: Vec<OfferedPlace>, mapped: Mapped, home: Option<Place>) -> Self {
        Self {
            within: None,
            wider: places.iter().map(|one| one.place.id).collect(),
            places,
            mapped,
            home,
            instead: false,
        }
    }
}

/// At most four statements.
async fn offer(
    app: &App,
    visitor: &Visitor,
    fields: &Fields,
    looking: &Looking,
) -> Result<Offer, PageError> {
    let mut snapshot = app.store.snapshot().await?;
    let mut conn = snapshot.conn();
    let mut path = match visitor.person().and_then(|person| person.home) {
        Some(home) => conn.find_place_path(home).await?,
        None => Vec::new(),
    };
    let home = path.last().cloned();
    let looked = !looking.q.trim().is_empty();
    if looked {
        let found = conn.search_places(&looking.q, None, OFFERED).await?;
        if !found.is_empty() {
            let places = with_around(&mut conn, found).await?;
            let mapped = Mapped::find(&mut conn, None).await?;
            return Ok(Offer::list(places, mapped, home));
        }
    }
    let slug = [&looking.within, &fields.place]
        .into_iter()
        .find(|slug| !slug.is_empty() && !looked);
    if let Some(slug) = slug {
        let chosen = conn.find_place_path_by_slug(slug).await?;
        if !chosen.is_empty() {
            path = chosen;
        }
    }
    if path.is_empty() {
        path = conn.find_only_way_in().await?;
    }
    let offer = inside(&mut conn, path, home).await?;
    Ok(Offer {
        instead: looked,
        ..offer
    })
}

/// What lies in the last place of a path, or beside it where nothing does; without a path
/// what lies in no other.
async fn inside(
    conn: &mut Conn<'_>,
    mut path: Vec<Place>,
    home: Option<Place>,
) -> Result<Offer, StoreError> {
    let Some(mut within) = path.pop() else {
        let roots = conn.list_root_places().await?;
        let roots = roots.into_iter().map(OfferedPlace::bare).collect();
        let mapped = Mapped::find(conn, None).await?;
        return Ok(Offer::list(roots, mapped, home));
    };
    let inside = conn.list_places_inside(within.id).await?;
    let beside = |around: &Place| {
        inside
            .first()
            .is_some_and(|(one, _)| one.parent == Some(around.id))
    };
    if path.last().is_some_and(beside)
        && let Some(around) = path.pop()
    {
        within = around;
    }
    let mapped = Mapped::find(conn, Some(within.clone())).await?;
    let is_wider = |(place, wider): &(Place, bool)| wider.then_some(place.id);
    Ok(Offer {
        within: Some((within, path.pop())),
        wider: inside.iter().filter_map(is_wider).collect(),
        places: inside
            .into_iter()
            .map(|(place, _)| OfferedPlace::bare(place))
            .collect(),
        mapped,
        home,
        instead: false,
    })
}

#[expect(
    clippy::too_many_lines,
    reason = "one page in one view; its parts are components"
)]
async fn page(
    app: &App,
    visitor: &Visitor,
    fields: &Fields,
    looking: &Looking,
    problems: Problems,
) -> Result<Response, PageError> {
    let lang = visitor.language();
    let offer = offer(app, visitor, fields, looking).await?;
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let about = Page::new(words::where_title(lang), Section::Report)
        .with_islands()
        .with_problems(!problems.is_empty());
    let point = Point::parse(&fields.latitude, &fields.longitude).ok();
    let point = point.map(|point| (point.latitude(), point.longitude()));
    let (chosen, q) = (fields.place.clone(), looking.q.clone());
    let frame = crate::layout::Frame {
        path: Step::Where.href(),
        ..visitor.frame(app)
    };
    Ok(respond::page(status, &frame, &about, move || {
        let (steps, current) = step::shown(lang, Step::Where);
        let name = |place: &Place| place.names.in_language(lang).to_owned();
        let drawn = offer.mapped.view(lang, &chosen, point);
        let inside = |place: &Place| {
            let href = format!(
                "{}?within={}",
                Step::Where.href(),
                routes::query_value(&place.slug)
            );
            view! { <li><a href=href>{words::where_inside(lang, &name(place))}</a></li> }
        };
        let up = offer
            .within
            .as_ref()
            .and_then(|(_, up)| up.as_ref())
            .map(|up| {
                let href = format!(
                    "{}?within={}",
                    Step::Where.href(),
                    routes::query_value(&up.slug)
                );
                view! { <li><a href=href>{words::where_up(lang, &name(up))}</a></li> }
            });
        let all = || offer.places.iter().map(|one| &one.place);
        let wider = |place: &&Place| offer.wider.contains(&place.id);
        let deeper = all().filter(wider).map(inside).collect_view();
        let mut options = Vec::new();
        let mut push = |place: &Place, label: String, note: Words| {
            if !options
                .iter()
                .any(|one: &ChoiceOption| one.value == place.slug.as_str())
            {
                options.push(ChoiceOption::new(place.slug.clone(), label, note));
            }
        };
        if let Some(home) = &offer.home {
            push(home, name(home), words::where_home(lang).into());
        }
        for one in &offer.places {
            push(&one.place, name(&one.place), one.around(lang).into());
        }
        if let Some((within, _)) = &offer.within {
            push(
                within,
                words::where_whole(lang, &name(within)),
                Words::default(),
            );
        }
        let slug = offer
            .within
            .as_ref()
            .map(|(within, _)| within.slug.clone())
            .unwrap_or_default();
        let none = options.is_empty();
        let nothing = (none || offer.instead).then(|| {
            let text = if offer.instead {
                words::where_none_found(lang, &q)
            } else {
                words::where_nowhere(lang).to_owned()
            };
            view! { <Empty heading=text/> }
        });
        view! {
            <div class="narrow">
                <Steps lang steps current/>
                <ErrorSummary lang problems=problems.clone()/>
                <h1>{words::where_title(lang)}</h1>
                <p class="lead">{words::where_lead(lang)}</p>
                <form class="form search" method="get" action=Step::Where.href() role="search">
                    <Field lang name="q" label=words::where_search(lang) hint=words::where_search_hint(lang) value=q.clone() kind=FieldKind::Search/>
                    <Button label=words::where_find(lang) kind=ButtonKind::Quiet/>
                </form>
                {nothing}
                <ul class="ways">{up}{deeper}</ul>
                {(!none).then(|| view! {
                    <Form action=Step::Where.href()>
                        <Hidden name="within" value=slug/>
                        {drawn}
                        <Choice lang name="place" label=words::where_label(lang) options chosen error=problems.at("place")/>
                        <Button label=words::go_on(lang)/>
                    </Form>
                })}
            </div>
        }
    }))
}
