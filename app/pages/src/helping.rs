//! `/me/helping`: the neighbours somebody helps, and acting for one of them. Whoever has
//! neither an e-mail address nor a phone files through a neighbour, at a desk or at home,
//! and hears of it by a letter, a knock or a word.

use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use domain::handle::Handle;
use domain::helping::{Neighbour, ReachedBy, Refused, reachable};
use domain::id::{PersonId, PlaceId};
use domain::language::Language;
use domain::permission::Denied;
use domain::person::{Actor, Person};
use domain::text::{DisplayName, Sentence};
use http::StatusCode;
use serde::Deserialize;
use store::people::{Helped, NewNeighbour};
use uuid::Uuid;

use crate::acting::Acting;
use crate::app::App;
use crate::components::{Flash, FlashTone, Problems};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Frame, Page, Section};
use crate::me::asked;
use crate::people::settings::{Home, home};
use crate::reading::{choice_problem, refusal};
use crate::report::discard;
use crate::text::{helping as words, people};
use crate::throttle::Act;
use crate::visitor::{Visitor, act_for};
use crate::{codes, respond, routes};

mod view;

use view::Shown;

const CHANGE: &str = "/me/helping/change";
const END: &str = "/me/helping/end";
const OFFER: &str = "/me/helping/offer";
const ANSWER: &str = "/me/helping/answer";

/// The routes of this module.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route(routes::HELPING, get(show).post(take_on))
        .route(routes::HELP_ACT, post(act))
        .route(routes::HELP_STOP, post(stop))
        .route(CHANGE, get(ask_change).post(change))
        .route(END, post(end))
        .route(OFFER, post(offer))
        .route(ANSWER, post(answer_offer))
}

/// Where to go on once somebody acts for a neighbour.
#[derive(Debug, Default, Deserialize)]
struct Back {
    #[serde(default)]
    back: String,
    /// What the act before led to.
    #[serde(default)]
    done: String,
}

/// Who helps: whoever sits before the screen.
fn hand(visitor: &Visitor) -> Result<&Person, PageError> {
    visitor.signed_in()?;
    visitor.hand().ok_or(PageError::Internal)
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Back>,
) -> Result<Response, PageError> {
    let back = match asked.back.as_str() {
        "" => "",
        back => routes::safe_back(back),
    };
    let form = Posted::from_fields([("back".to_owned(), back.to_owned())]);
    let shown = Shown {
        offered_away: asked.done == "offered",
        ..Shown::default()
    };
    page(&app, &visitor, &form, shown).await
}

/// What a form says of a neighbour, or what has to be mended in it.
struct Read {
    name: Option<DisplayName>,
    reached: Option<ReachedBy>,
    address: Option<Sentence>,
    problems: Problems,
}

/// Reads how they are reached; the field of the door may stay empty where none is needed.
fn reached(lang: Language, form: &Posted) -> Read {
    let mut problems = Problems::none();
    let reached = ReachedBy::from_code(form.text("reached"));
    if reached.is_none() {
        let typed = form.text("reached");
        problems.push("reached", refusal(lang, choice_problem(typed)));
    }
    let typed = form.text("address");
    let address = match Sentence::parse(typed) {
        Ok(address) => Some(address),
        Err(_) if typed.trim().is_empty() => None,
        Err(wrong) => {
            problems.push("address", refusal(lang, wrong.code()));
            None
        }
    };
    if let Some(Err(refused)) = reached.map(|way| reachable(way, address.as_ref()))
        && problems.is_empty()
    {
        problems.push("address", said(lang, refused));
    }
    Read {
        name: None,
        reached,
        address,
        problems,
    }
}

fn said(lang: Language, refused: Refused) -> &'static str {
    words::find(lang, refused.code()).unwrap_or_default()
}

/// Reads the form for one more neighbour.
fn read(lang: Language, form: &Posted) -> Read {
    let mut read = reached(lang, form);
    match DisplayName::parse(form.text("name")) {
        Ok(name) => read.name = Some(name),
        Err(wrong) => {
            let why = people::find(lang, wrong.code()).unwrap_or_default();
            read.problems.push("name", why);
        }
    }
    if form.text("consent").is_empty() {
        read.problems
            .push("consent", said(lang, Refused::ConsentMissing));
    }
    read
}

async fn take_on(
    State(app): State<App>,
    visitor: Visitor,
    form: Posted,
) -> Result<Response, PageError> {
    let home_of_helper = hand(&visitor)?.home;
    let lang = visitor.language();
    let mut read = read(lang, &form);
    let mut shown = Shown::default();
    let place = match home(&app, &form, home_of_helper).await? {
        Home::Is(place) => place,
        Home::Unknown => {
            read.problems.push("home", people::home_unknown(lang));
            None
        }
        Home::OneOf(places) => {
            read.problems.push("place", people::home_choose(lang));
            shown.offered = places;
            None
        }
    };
    shown.problems = read.problems;
    let (Some(name), Some(reached), true) = (read.name, read.reached, shown.problems.is_empty())
    else {
        return page(&app, &visitor, &form, shown).await;
    };
    let neighbour = Neighbour {
        name,
        reached,
        address: read.address,
    };
    let language = Language::from_tag(form.text("language")).unwrap_or(lang);
    match help(&app, &visitor, &form, neighbour, language, place).await? {
        Ok(neighbour) => {
            turn_to(&app, &visitor, neighbour).await?;
            Ok(go_on(&form))
        }
        Err(Refused::Denied(Denied::NotConfirmed)) => {
            codes::confirm_first(&app, &visitor, routes::HELPING).await
        }
        Err(refused) => {
            shown.problems.push("", said(lang, refused));
            page(&app, &visitor, &form, shown).await
        }
    }
}

/// Makes the neighbour known, once however often the form is posted.
async fn help(
    app: &App,
    visitor: &Visitor,
    form: &Posted,
    neighbour: Neighbour,
    language: Language,
    place: Option<PlaceId>,
) -> Result<Result<PersonId, Refused>, PageError> {
    let helper = hand(visitor)?.clone();
    let id = PersonId::new(app.ids.uuid());
    let acting = Acting::named(app, &helper, form, visitor.now);
    app.throttle
        .by_account(Act::Post, acting.limited(), visitor.now)?;
    let taken = acting.carry("help a neighbour", move |me| async move {
        let new = NewNeighbour {
            id,
            neighbour: &neighbour,
            language,
            home: place,
        };
        let once = me.once();
        let (store, now) = (&me.app.store, me.now);
        store
            .help_neighbour(&helper, &new, once.as_ref(), now)
            .await
    });
    Ok(taken.await??)
}

/// Back to what was begun, or to the list.
fn go_on(form: &Posted) -> Response {
    let back = form.text("back");
    let to = if back.is_empty() {
        routes::HELPING
    } else {
        routes::safe_back(back)
    };
    Redirect::to(to).into_response()
}

/// The neighbour of this id, if whoever sits here helps them.
async fn find(app: &App, visitor: &Visitor, id: &str) -> Result<Helped, PageError> {
    let helper = hand(visitor)?;
    let id: Uuid = id.parse().map_err(|_| PageError::NotFound)?;
    let found = app.store.find_helped(helper.id, PersonId::new(id)).await?;
    found.ok_or(PageError::NotFound)
}

/// The same, as a form names them.
async fn of_form(app: &App, visitor: &Visitor, form: &Posted) -> Result<Helped, PageError> {
    find(app, visitor, form.text("neighbour")).await
}

async fn act(
    State(app): State<App>,
    visitor: Visitor,
    form: Posted,
) -> Result<Response, PageError> {
    let neighbour = of_form(&app, &visitor, &form).await?.person.id;
    turn_to(&app, &visitor, neighbour).await?;
    Ok(go_on(&form))
}

/// Acts for this neighbour from now on.
async fn turn_to(app: &App, visitor: &Visitor, neighbour: PersonId) -> Result<(), PageError> {
    if visitor.neighbour().is_none_or(|one| one.id != neighbour) {
        leave(app, visitor).await?;
    }
    act_for(&visitor.session, Some(neighbour)).await
}

/// What was begun for one neighbour is shown to no other: it goes. What somebody begins in
/// their own name they can send for a neighbour.
async fn leave(app: &App, visitor: &Visitor) -> Result<(), PageError> {
    if visitor.helping.is_none() {
        return Ok(());
    }
    discard(app, visitor).await
}

async fn stop(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    visitor.signed_in()?;
    leave(&app, &visitor).await?;
    act_for(&visitor.session, None).await?;
    Ok(Redirect::to(routes::HELPING).into_response())
}

/// Which neighbour a page is about.
#[derive(Debug, Deserialize)]
struct Which {
    #[serde(default)]
    neighbour: String,
}

async fn ask_change(
    State(app): State<App>,
    visitor: Visitor,
    Query(which): Query<Which>,
) -> Result<Response, PageError> {
    let helped = find(&app, &visitor, &which.neighbour).await?;
    let address = helped.address.clone().unwrap_or_default();
    let form = Posted::from_fields([
        ("reached".to_owned(), helped.reached.code().to_owned()),
        ("address".to_owned(), address),
    ]);
    Ok(one(&app, &visitor, &helped, &form, Problems::none()))
}

async fn change(
    State(app): State<App>,
    visitor: Visitor,
    form: Posted,
) -> Result<Response, PageError> {
    let helped = of_form(&app, &visitor, &form).await?;
    let by = hand(&visitor)?.id;
    let read = reached(visitor.language(), &form);
    let (Some(way), true) = (read.reached, read.problems.is_empty()) else {
        return Ok(one(&app, &visitor, &helped, &form, read.problems));
    };
    let (neighbour, address) = (helped.person.id, read.address.as_ref());
    let changed = app
        .store
        .change_reached(by, neighbour, way, address)
        .await?;
    match changed {
        Ok(true) => Ok(Redirect::to(routes::HELPING).into_response()),
        Ok(false) => Err(PageError::NotFound),
        Err(refused) => Err(PageError::Refused(refused.code())),
    }
}

async fn end(
    State(app): State<App>,
    visitor: Visitor,
    form: Posted,
) -> Result<Response, PageError> {
    let neighbour = of_form(&app, &visitor, &form).await?.person.id;
    let helper = hand(&visitor)?.id;
    app.store.end_help(helper, neighbour, visitor.now).await?;
    if visitor.neighbour().is_some_and(|one| one.id == neighbour) {
        leave(&app, &visitor).await?;
        act_for(&visitor.session, None).await?;
    }
    Ok(Redirect::to(routes::HELPING).into_response())
}

/// Asks somebody else to help from now on. Whether anybody has this address is not told.
async fn offer(
    State(app): State<App>,
    visitor: Visitor,
    form: Posted,
) -> Result<Response, PageError> {
    let helped = of_form(&app, &visitor, &form).await?;
    let by = hand(&visitor)?.id;
    let lang = visitor.language();
    let mut problems = Problems::none();
    let to = match Handle::parse(form.text("handle")) {
        Ok(handle) => {
            app.throttle
                .by_account(Act::Code, &by.to_string(), visitor.now)?;
            app.store.find_account(&handle).await?
        }
        Err(wrong) => {
            let why = people::find(lang, wrong.code()).unwrap_or_default();
            problems.push("handle", why);
            return Ok(one(&app, &visitor, &helped, &form, problems));
        }
    };
    let to = to.filter(|account| account.confirmed && account.person != by);
    let to = to.map(|account| account.person);
    app.store.offer_help(by, helped.person.id, to).await?;
    Ok(Redirect::to(&[routes::HELPING, "?done=offered"].concat()).into_response())
}

/// Takes over a neighbour whom another one helped, or says no.
async fn answer_offer(
    State(app): State<App>,
    visitor: Visitor,
    form: Posted,
) -> Result<Response, PageError> {
    let me = hand(&visitor)?;
    let id: Uuid = form
        .text("neighbour")
        .parse()
        .map_err(|_| PageError::NotFound)?;
    let yes = form.text("answer") == "yes";
    let answered = app
        .store
        .answer_offer(me, PersonId::new(id), yes, visitor.now);
    match answered.await? {
        Ok(true) => Ok(Redirect::to(routes::HELPING).into_response()),
        Ok(false) => Err(PageError::NotFound),
        Err(refused) => {
            let mut shown = Shown::default();
            shown.problems.push("", said(visitor.language(), refused));
            page(&app, &visitor, &form, shown).await
        }
    }
}

/// The page of one neighbour.
fn one(
    app: &App,
    visitor: &Visitor,
    helped: &Helped,
    form: &Posted,
    problems: Problems,
) -> Response {
    let lang = visitor.language();
    let invalid = !problems.is_empty();
    let title = words::change_title(lang, &helped.person.name);
    let about = Page::new(title, Section::Mine).with_problems(invalid);
    let frame = Frame {
        path: [CHANGE, "?neighbour=", &helped.person.id.to_string()].concat(),
        ..visitor.frame(app)
    };
    respond::page(status(invalid), &frame, &about, move || {
        view::one(lang, helped, form, problems)
    })
}

const fn status(invalid: bool) -> StatusCode {
    if invalid {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    }
}

/// The page of all neighbours.
async fn page(
    app: &App,
    visitor: &Visitor,
    form: &Posted,
    shown: Shown,
) -> Result<Response, PageError> {
    let me = hand(visitor)?.id;
    let neighbours = app.store.list_helped(me).await?;
    let offers = app.store.list_offers(me).await?;
    let asking = app.store.list_helped_asking(me, asked::MOST).await?;
    let neighbours = neighbours.into_iter().map(|one| {
        let actor = Actor::Person(one.person.clone());
        let own = asking.iter().filter(|(person, _)| *person == one.person.id);
        let own = own.filter(|(_, case)| asked::in_case(&actor, case).is_some());
        let count = i64::try_from(own.count()).unwrap_or(asked::MOST);
        (one, count)
    });
    let neighbours: Vec<(Helped, i64)> = neighbours.collect();
    let lang = visitor.language();
    let invalid = !shown.problems.is_empty();
    let about = Page::new(words::title(lang), Section::Mine).with_problems(invalid);
    let flash = shown.offered_away.then(|| Flash {
        tone: FlashTone::Done,
        text: words::offered(lang).to_owned(),
    });
    let frame = Frame {
        flash,
        ..visitor.frame(app)
    };
    let now = visitor.neighbour().map(|person| person.id);
    let key = app.ids.uuid().to_string();
    Ok(respond::page(status(invalid), &frame, &about, move || {
        view::all(lang, (&neighbours, &offers), now, form, shown, key)
    }))
}
