//! `/me/household`: where somebody lives, the code of their letter, and the
//! neighbours who ask them to vouch.

use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use domain::household::{Door, HouseholdRefused, PaperCode, VOUCHES_A_YEAR, Vouching, has_doors};
use domain::id::{PersonId, PlaceId, ResidencyId};
use domain::language::Language;
use domain::permission::{Action, Denied, Subject, may};
use domain::person::Person;
use http::StatusCode;
use serde::Deserialize;
use store::households::{AskingNeighbour, OwnRequest, Residency};
use uuid::Uuid;

use super::{local, sentence};
use crate::app::App;
use crate::components::{Flash, FlashTone, Problems};
use crate::dates::Local;
use crate::doors::{code_hash, door_hash};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Frame, Page, Section};
use crate::offered_places::OfferedPlace;
use crate::people::{Home, home};
use crate::text::household as words;
use crate::visitor::Visitor;
use crate::{respond, routes};

mod view;

/// Most neighbours who ask, on the page.
const ASKING: i64 = 50;

pub(super) fn routes() -> Router<App> {
    Router::new().route(routes::HOUSEHOLD, get(show).post(act))
}

/// What a letter or the last act put into the address.
#[derive(Debug, Default, Deserialize)]
struct Before {
    #[serde(default)]
    code: String,
    #[serde(default)]
    done: String,
}

/// What the page shows of somebody.
struct Shown {
    residencies: Vec<Residency>,
    request: Option<OwnRequest>,
    asking: Vec<AskingNeighbour>,
    /// How often they can still vouch this year.
    left: i64,
    local: Local,
}

/// What is wrong with a form, and places to choose from.
#[derive(Default)]
struct Wrong {
    problems: Problems,
    offered: Vec<OfferedPlace>,
}

impl Wrong {
    fn at(lang: Language, field: &str, refused: HouseholdRefused) -> Self {
        let mut wrong = Self::default();
        wrong.problems.push(field, sentence(lang, refused.code()));
        wrong
    }
}

/// Five statements in one snapshot.
async fn load(app: &App, visitor: &Visitor, person: PersonId) -> Result<Shown, PageError> {
    let mut snapshot = app.store.snapshot().await?;
    let mut conn = snapshot.conn();
    let residencies = conn.list_residencies(person).await?;
    let request = conn.find_vouch_request(person).await?;
    let asking = conn.list_asking_neighbours(person, ASKING).await?;
    let used = conn.count_vouches(person, visitor.now).await?;
    let book = app.store.rulebook(conn).await?;
    Ok(Shown {
        residencies,
        request,
        asking,
        left: (VOUCHES_A_YEAR - used).max(0),
        local: local(visitor, &book, &[]),
    })
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(before): Query<Before>,
) -> Result<Response, PageError> {
    let person = visitor.signed_in()?;
    let lang = visitor.language();
    let home = match person.home {
        Some(home) => app.store.find_place(home).await?,
        None => None,
    };
    let home = home.map(|place| place.names.in_language(lang).to_owned());
    let form = Posted::from_fields([
        ("code".to_owned(), before.code),
        ("home".to_owned(), home.unwrap_or_default()),
    ]);
    let flash = words::find(lang, &["done-", &before.done].concat()).map(|text| Flash {
        tone: FlashTone::Done,
        text: text.to_owned(),
    });
    page(&app, &visitor, &form, Wrong::default(), flash).await
}

async fn act(
    State(app): State<App>,
    visitor: Visitor,
    form: Posted,
) -> Result<Response, PageError> {
    let person = visitor.signed_in()?.clone();
    match may(&visitor.actor, Action::ProveHousehold, &Subject::Nothing) {
        Ok(()) => {}
        Err(Denied::NotConfirmed) => {
            return crate::codes::confirm_first(&app, &visitor, routes::HOUSEHOLD).await;
        }
        Err(_) => return Err(PageError::Denied),
    }
    let done = match form.text("act") {
        "ask" => ask(&app, &visitor, &person, &form).await?,
        "unask" => {
            app.store.close_vouch_request(person.id).await?;
            Ok("unasked")
        }
        "vouch" => vouch(&app, &visitor, &person, &form).await?,
        "unvouch" => unvouch(&app, &visitor, &person, &form).await?,
        "end" => end(&app, &visitor, &person, &form).await?,
        _ => code(&app, &visitor, &person, &form).await?,
    };
    match done {
        Ok(done) => {
            let to = format!("{}?done={done}", routes::HOUSEHOLD);
            Ok(Redirect::to(&to).into_response())
        }
        Err(wrong) => page(&app, &visitor, &form, wrong, None).await,
    }
}

/// What an act led to: a word for the flash, or what is wrong.
type Done = Result<&'static str, Wrong>;

async fn code(
    app: &App,
    visitor: &Visitor,
    person: &Person,
    form: &Posted,
) -> Result<Done, PageError> {
    let wrong = |refused| Err(Wrong::at(visitor.language(), "code", refused));
    let code = match PaperCode::parse(form.text("code")) {
        Ok(code) => code,
        Err(refused) => return Ok(wrong(refused)),
    };
    let hash = code_hash(&app.secret, code);
    let used = app
        .store
        .use_household_code(person.id, &hash, &app.ids, visitor.now);
    Ok(match used.await? {
        Ok(()) => Ok("verified"),
        Err(refused) => wrong(refused),
    })
}

async fn ask(
    app: &App,
    visitor: &Visitor,
    person: &Person,
    form: &Posted,
) -> Result<Done, PageError> {
    let lang = visitor.language();
    let mut wrong = Wrong::default();
    let place = building(app, form, person.home, lang, &mut wrong).await?;
    let door = Door::parse(form.text("door"));
    if let Err(refused) = &door {
        wrong.problems.push("door", sentence(lang, refused.code()));
    }
    let (Some(place), Ok(door)) = (place, door) else {
        return Ok(Err(wrong));
    };
    let door = door_hash(&app.secret, place, &door);
    let asked = app
        .store
        .ask_to_vouch(person.id, place, &door, &app.ids, visitor.now);
    Ok(match asked.await? {
        Ok(()) => Ok("asked"),
        Err(refused) => Err(Wrong::at(lang, "door", refused)),
    })
}

/// The building that was named, if doors can be in it.
async fn building(
    app: &App,
    form: &Posted,
    before: Option<PlaceId>,
    lang: Language,
    wrong: &mut Wrong,
) -> Result<Option<PlaceId>, PageError> {
    let place = match home(app, form, before).await? {
        Home::Is(place) => place,
        Home::Unknown => {
            wrong.problems.push("home", words::place_unknown(lang));
            return Ok(None);
        }
        Home::OneOf(offered) => {
            wrong.problems.push("place", words::place_choose(lang));
            wrong.offered = offered;
            return Ok(None);
        }
    };
    let place = match place {
        Some(place) => app.store.find_place(place).await?,
        None => None,
    };
    let Some(place) = place else {
        wrong.problems.push("home", words::place_missing(lang));
        return Ok(None);
    };
    let inside = app.store.list_child_places(place.id).await?;
    if has_doors(place.kind, !inside.is_empty()) {
        return Ok(Some(place.id));
    }
    let refused = HouseholdRefused::NoBuilding;
    wrong.problems.push("home", sentence(lang, refused.code()));
    Ok(None)
}

fn named(form: &Posted) -> Option<PersonId> {
    Uuid::parse_str(form.text("person")).ok().map(PersonId::new)
}

async fn vouch(
    app: &App,
    visitor: &Visitor,
    person: &Person,
    form: &Posted,
) -> Result<Done, PageError> {
    may(&visitor.actor, Action::Vouch, &Subject::Nothing).map_err(super::denied)?;
    let wrong = |refused| Err(Wrong::at(visitor.language(), "asking", refused));
    let Some(asker) = named(form) else {
        return Ok(wrong(HouseholdRefused::NotAsked));
    };
    let vouched = app.store.vouch_for(person.id, asker, &app.ids, visitor.now);
    Ok(match vouched.await? {
        Ok(Vouching::OneMore) => Ok("vouched"),
        Ok(Vouching::Verified) => Ok("vouched-both"),
        Err(refused) => wrong(refused),
    })
}

async fn unvouch(
    app: &App,
    visitor: &Visitor,
    person: &Person,
    form: &Posted,
) -> Result<Done, PageError> {
    let withdrawn = match named(form) {
        Some(asker) => app.store.withdraw_vouch(person.id, asker).await?,
        None => false,
    };
    let refused = HouseholdRefused::NotAsked;
    Ok(withdrawn
        .then_some("unvouched")
        .ok_or_else(|| Wrong::at(visitor.language(), "asking", refused)))
}

async fn end(
    app: &App,
    visitor: &Visitor,
    person: &Person,
    form: &Posted,
) -> Result<Done, PageError> {
    let residency = Uuid::parse_str(form.text("residency")).map(ResidencyId::new);
    let ended = match residency {
        Ok(residency) => {
            app.store
                .end_own_residency(residency, person.id, visitor.now)
                .await?
        }
        Err(_) => false,
    };
    let refused = HouseholdRefused::NotVerified;
    Ok(ended
        .then_some("ended")
        .ok_or_else(|| Wrong::at(visitor.language(), "verified", refused)))
}

async fn page(
    app: &App,
    visitor: &Visitor,
    form: &Posted,
    wrong: Wrong,
    flash: Option<Flash>,
) -> Result<Response, PageError> {
    let person = visitor.signed_in()?;
    let shown = load(app, visitor, person.id).await?;
    let lang = visitor.language();
    let status = if wrong.problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let about =
        Page::new(words::title(lang), Section::Mine).with_problems(!wrong.problems.is_empty());
    // The switches of the frame come back here without what was typed or done.
    let frame = Frame {
        flash,
        path: routes::HOUSEHOLD.to_owned(),
        ..visitor.frame(app)
    };
    let view = view::view(lang, &shown, form, wrong);
    Ok(respond::page(status, &frame, &about, move || view))
}
