//! `/households/{slug}`: one building. Letters with codes, somebody who came
//! in person, somebody who moved out.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use domain::body::BodyKind;
use domain::handle::Handle;
use domain::household::{Door, HouseholdRefused, Households, doors, has_doors};
use domain::id::{BodyId, ResidencyId};
use domain::permission::{Action, Subject, may};
use domain::place::Place;
use domain::text::Sentence;
use http::StatusCode;
use serde::Deserialize;
use store::households::{InPerson, Resident};
use uuid::Uuid;

use super::{bodies_of, letters, local, sentence};
use crate::app::App;
use crate::components::{Flash, FlashTone, Problems};
use crate::dates::Local;
use crate::doors::door_hash;
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Frame, Page, Section};
use crate::text::{households as words, people as people_words};
use crate::throttle::Act;
use crate::visitor::Visitor;
use crate::{respond, routes};

mod flats;
mod view;

/// Most people on the page.
const RESIDENTS: i64 = 2_000;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/households/{slug}", get(show).post(act))
}

#[derive(Debug, Default, Deserialize)]
struct Before {
    #[serde(default)]
    done: String,
}

/// A building that somebody's body serves, with what its page shows.
pub(super) struct Building {
    pub(super) place: Place,
    /// The name of the body that serves it.
    pub(super) body: domain::language::Names,
    pub(super) local: Local,
    households: Households,
    residents: Vec<Resident>,
    /// How many flats have a floor area.
    flats: i64,
}

/// Seven statements in one snapshot. What no body of theirs serves does not
/// exist for them.
async fn load(app: &App, visitor: &Visitor, slug: &str) -> Result<Building, PageError> {
    visitor.signed_in()?;
    bodies_of(&visitor.actor)?;
    let slug = slug.replace('\0', "");
    let mut snapshot = app.store.snapshot().await?;
    let mut conn = snapshot.conn();
    let family = conn.find_place_family(&slug).await?;
    let family = family.ok_or(PageError::NotFound)?;
    let place = family.place;
    if !has_doors(place.kind, !family.children.is_empty()) {
        return Err(PageError::NotFound);
    }
    let book = app.store.rulebook(conn.conn()).await?;
    let mut path: Vec<_> = family.above.iter().map(|one| one.id).collect();
    path.push(place.id);
    let serving: Vec<BodyId> = book
        .bodies_serving(&path)
        .into_iter()
        .filter(|body| body.kind == BodyKind::SelfGovernance)
        .map(|body| body.id)
        .filter(|body| {
            may(
                &visitor.actor,
                Action::KeepHouseholds,
                &Subject::Body(*body),
            )
            .is_ok()
        })
        .collect();
    let body = serving.first().and_then(|body| book.body(*body));
    let body = body.ok_or(PageError::NotFound)?.names.clone();
    let households = conn.households_of(place.id, &[], visitor.now).await?;
    let residents = conn.list_residents(place.id, RESIDENTS).await?;
    let flats = conn.count_flats(place.id).await?;
    Ok(Building {
        local: local(visitor, &book, &serving),
        place,
        body,
        households,
        residents,
        flats,
    })
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Query(before): Query<Before>,
) -> Result<Response, PageError> {
    let building = load(&app, &visitor, &slug).await?;
    let lang = visitor.language();
    let text = match before.done.as_str() {
        "person" => Some(words::done_person(lang)),
        "ended" => Some(words::done_ended(lang)),
        "flats" => Some(words::done_flats(lang)),
        _ => None,
    };
    let flash = text.map(|text| Flash {
        tone: FlashTone::Done,
        text: text.to_owned(),
    });
    let (form, problems) = (Posted::default(), Problems::none());
    Ok(page(&app, &visitor, &building, &form, problems, flash))
}

async fn act(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    form: Posted,
) -> Result<Response, PageError> {
    let building = load(&app, &visitor, &slug).await?;
    let done = match form.text("act") {
        "in-person" => in_person(&app, &visitor, &building, &form).await?,
        "flats" => flats::register(&app, &visitor, &building, &form).await?,
        "end" => end(&app, &visitor, &building, &form).await?,
        _ => match doors(form.text("doors")) {
            Ok(doors) => return letters::make(&app, &visitor, &building, doors, &form).await,
            Err(refused) => Err(at(&visitor, "doors", refused)),
        },
    };
    match done {
        Ok(done) => {
            let to = format!(
                "{}?done={done}",
                routes::households_of(&building.place.slug)
            );
            Ok(Redirect::to(&to).into_response())
        }
        Err(problems) => Ok(page(&app, &visitor, &building, &form, problems, None)),
    }
}

type Done = Result<&'static str, Problems>;

fn at(visitor: &Visitor, field: &str, refused: HouseholdRefused) -> Problems {
    let mut problems = Problems::none();
    problems.push(field, sentence(visitor.language(), refused.code()));
    problems
}

async fn in_person(
    app: &App,
    visitor: &Visitor,
    building: &Building,
    form: &Posted,
) -> Result<Done, PageError> {
    let by = visitor.signed_in()?.id;
    let lang = visitor.language();
    let mut problems = Problems::none();
    let handle = Handle::parse(form.text("handle"));
    if let Err(wrong) = &handle {
        let text = people_words::find(lang, wrong.code()).unwrap_or_default();
        problems.push("handle", text);
    }
    let door = Door::parse(form.text("door"));
    if let Err(refused) = &door {
        problems.push("door", sentence(lang, refused.code()));
    }
    let purpose = Sentence::parse(form.text("purpose"));
    if let Err(wrong) = &purpose {
        let text = sentence(lang, wrong.code());
        problems.push("purpose", text);
    }
    let (Ok(handle), Ok(door), Ok(purpose)) = (handle, door, purpose) else {
        return Ok(Err(problems));
    };
    // Whoever tries out addresses here learns few of them.
    app.throttle
        .by_account(Act::Code, &by.to_string(), visitor.now)?;
    let account = app.store.find_account(&handle).await?;
    let Some(account) = account else {
        return Ok(Err(at(visitor, "handle", HouseholdRefused::NoSuchAccount)));
    };
    let seen = InPerson {
        person: account.person,
        place: building.place.id,
        door: &door_hash(&app.secret, building.place.id, &door),
        by,
        purpose: &purpose,
    };
    let verified = app.store.verify_in_person(&seen, &app.ids, visitor.now);
    Ok(match verified.await? {
        Ok(()) => Ok("person"),
        Err(refused) => Err(at(visitor, "handle", refused)),
    })
}

async fn end(
    app: &App,
    visitor: &Visitor,
    building: &Building,
    form: &Posted,
) -> Result<Done, PageError> {
    let by = visitor.signed_in()?.id;
    let lang = visitor.language();
    let mut problems = Problems::none();
    let residency = Uuid::parse_str(form.text("residency")).map(ResidencyId::new);
    if residency.is_err() {
        problems.push("residency", words::who_missing(lang));
    }
    let reason = Sentence::parse(form.text("reason"));
    if let Err(wrong) = &reason {
        let text = sentence(lang, wrong.code());
        problems.push("reason", text);
    }
    let (Ok(residency), Ok(reason)) = (residency, reason) else {
        return Ok(Err(problems));
    };
    let place = building.place.id;
    let ended = app
        .store
        .end_residency(residency, place, by, &reason, &app.ids, visitor.now);
    Ok(match ended.await? {
        Ok(()) => Ok("ended"),
        Err(refused) => Err(at(visitor, "residency", refused)),
    })
}

fn page(
    app: &App,
    visitor: &Visitor,
    building: &Building,
    form: &Posted,
    problems: Problems,
    flash: Option<Flash>,
) -> Response {
    let lang = visitor.language();
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let title = words::building_title(lang, building.place.names.in_language(lang));
    let about = Page::new(title.clone(), Section::Inbox).with_problems(!problems.is_empty());
    let frame = Frame {
        flash,
        path: routes::households_of(&building.place.slug),
        ..visitor.frame(app)
    };
    let key = app.ids.uuid().to_string();
    let view = view::view(lang, building, form, problems, (title, key));
    respond::page(status, &frame, &about, move || view)
}
