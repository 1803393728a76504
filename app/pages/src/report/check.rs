//! `/report/check`: everything once more, who gets it, and send. Signing in
//! comes here, last; a danger does not wait for the code.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use domain::body::Body;
use domain::case::letter::goes_by_letter;
use domain::case::{Conflict, Point, Refused, Visibility};
use domain::charter::{Charter, Urgency};
use domain::id::{BodyId, PlaceId};
use domain::instant::Instant;
use domain::language::Language;
use domain::permission::Denied;
use domain::person::Actor;
use domain::reference::Reference;
use domain::routing::{self, Ground, Route, RouteInput, RouteRefused};
use domain::text::{Sentence, Words as Written};
use http::StatusCode;
use leptos::prelude::*;
use store::cases::{ActError, Acted, NewCase};
use store::idempotency::Once;
use store::rulebook::Rulebook;
use uuid::Uuid;

use super::draft::{Draft, Fields};
use super::preview::{self, ByLetter, Going};
use super::said::Said;
use super::step::{self, Step};
use super::{receipt, who};
use crate::app::App;
use crate::codes::pending;
use crate::components::{Answer, Answers, Button, ErrorSummary, Form, Problems, Steps, Words};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::text::report as words;
use crate::throttle::Act;
use crate::visitor::Visitor;
use crate::{codes, respond, routes};

/// Whose key a draft's id is, and for what.
const OWNER: &str = "draft";
const PURPOSE_FILE: &str = "case-file";

pub(super) fn routes() -> Router<App> {
    Router::new().route(&Step::Check.href(), get(ask).post(send))
}

/// Where the draft would go.
pub(super) fn route(
    book: &Rulebook,
    charter: &Charter,
    fields: &Fields,
    path: &[PlaceId],
    now: Instant,
) -> Result<Route, RouteRefused> {
    let bodies: Vec<Body> = book.bodies_serving(path).into_iter().cloned().collect();
    let about: Option<[BodyId; 1]> = book.body_by_key(&fields.about).map(|body| [body.id]);
    let input = RouteInput {
        category: &fields.category,
        place_path: path,
        answers: Some(&fields.answers),
        about: about.as_ref().map(<[BodyId; 1]>::as_slice),
    };
    routing::route(input, &bodies, charter, now)
}

async fn ask(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    let Some(draft) = Draft::find(&app, &visitor).await? else {
        return Ok(Redirect::to(&Step::What.href()).into_response());
    };
    match step::next(&draft.fields) {
        Step::Check => page(&app, &visitor, &draft, Problems::none()).await,
        first => Ok(Redirect::to(&first.href()).into_response()),
    }
}

async fn send(
    State(app): State<App>,
    visitor: Visitor,
    form: Posted,
) -> Result<Response, PageError> {
    let key = form.text("key");
    let draft = Draft::find(&app, &visitor).await?;
    // A form of a draft that was filed already, from a browser that never got
    // the answer or has begun another report since.
    if draft
        .as_ref()
        .is_none_or(|draft| draft.id.to_string() != key)
        && let Some(reference) = filed_before(&app, key).await?
    {
        return Ok(Redirect::to(&receipt::address(reference)).into_response());
    }
    match draft {
        Some(draft) => send_draft(&app, &visitor, &draft).await,
        None => Ok(Redirect::to(&Step::What.href()).into_response()),
    }
}

/// The case that the draft of this id became.
async fn filed_before(app: &App, key: &str) -> Result<Option<Reference>, PageError> {
    if key.parse::<Uuid>().is_err() {
        return Ok(None);
    }
    let once = Once { owner: OWNER, key };
    let mut snapshot = app.store.snapshot().await?;
    let answer = snapshot.conn().find_once(PURPOSE_FILE, &once).await?;
    Ok(answer.as_deref().and_then(Reference::parse))
}

/// What became of a draft that was sent.
#[derive(Debug)]
pub(crate) struct Sent {
    /// The case that it is now, if everybody may know of it; `None` too where
    /// something has to be answered first.
    pub(crate) reference: Option<Reference>,
    /// Where the visitor goes on.
    pub(crate) answer: Response,
}

/// Files a danger that waits in this browser for the account that has just
/// been made: nobody reads a code first while somebody may be hurt.
pub(crate) async fn send_danger(app: &App, visitor: &Visitor) -> Result<Option<Sent>, PageError> {
    let Some(draft) = Draft::find(app, visitor).await? else {
        return Ok(None);
    };
    if filer(app, visitor, &draft.fields).await?.is_none() {
        return Ok(None);
    }
    let answer = send_draft(app, visitor, &draft).await?;
    let private = draft.fields.visibility == Visibility::BodyOnly.code();
    let filed = filed_before(app, &draft.id.to_string()).await?;
    let reference = filed.filter(|_| !private);
    Ok(Some(Sent { reference, answer }))
}

async fn send_draft(app: &App, visitor: &Visitor, draft: &Draft) -> Result<Response, PageError> {
    if let first @ (Step::What | Step::Kind | Step::Where) = step::next(&draft.fields) {
        return Ok(Redirect::to(&first.href()).into_response());
    }
    let Some(actor) = filer(app, visitor, &draft.fields).await? else {
        let sign_up = format!(
            "{}?back={}",
            routes::SIGN_UP,
            routes::query_value(&Step::Check.href())
        );
        return Ok(Redirect::to(&sign_up).into_response());
    };
    if let Some(person) = actor.person() {
        app.throttle
            .by_account(Act::File, &person.id.to_string(), visitor.now)?;
    }
    // Nobody files more by doing it in the name of many.
    if let Some(helping) = &visitor.helping {
        let helper = helping.helper.id.to_string();
        app.throttle.by_account(Act::File, &helper, visitor.now)?;
    }
    let new = match new_case(app, visitor, draft).await? {
        Ok(new) => new,
        Err(step) => return Ok(Redirect::to(&step.href()).into_response()),
    };
    match file(app, visitor, draft, new, actor).await? {
        Ok(acted) => {
            draft.delete(app).await?;
            let receipt = receipt::address(acted.case.reference);
            pending::come_back_to(&visitor.session, &receipt).await?;
            Ok(Redirect::to(&receipt).into_response())
        }
        Err(Refused::Denied(Denied::NotConfirmed)) => {
            codes::confirm_first(app, visitor, &Step::Check.href()).await
        }
        Err(refused) => {
            let mut problems = Problems::none();
            problems.push("", said(app, visitor, refused).await?);
            page(app, visitor, draft, problems).await
        }
    }
}

/// As whom it is filed: whoever is signed in; for a danger, the account that
/// waits for its code in this browser.
async fn filer(app: &App, visitor: &Visitor, fields: &Fields) -> Result<Option<Actor>, PageError> {
    if visitor.person().is_some() {
        return Ok(Some(visitor.actor.clone()));
    }
    let book = app.store.current_rulebook().await?;
    let danger = book
        .charter_at(visitor.now)
        .and_then(|version| version.charter.line(&fields.category, &fields.answers))
        .is_some_and(|category| category.urgency == Urgency::Danger);
    match pending::unconfirmed(&visitor.session).await? {
        // Once it is confirmed, whoever it belongs to signs in.
        Some(person) if danger => {
            let person = app.store.find_person(person).await?;
            let waits = person.filter(|person| !person.confirmed);
            Ok(waits.map(Actor::Person))
        }
        _ => Ok(None),
    }
}

/// The draft as a concern, or the step that has to be answered again.
async fn new_case(
    app: &App,
    visitor: &Visitor,
    draft: &Draft,
) -> Result<Result<NewCase, Step>, PageError> {
    let fields = &draft.fields;
    let Ok(words) = Written::parse(&fields.words) else {
        return Ok(Err(Step::What));
    };
    let Some(place) = app.store.find_place_by_slug(&fields.place).await? else {
        return Ok(Err(Step::Where));
    };
    let conflict = match fields.about.as_str() {
        "" => None,
        key => {
            let book = app.store.current_rulebook().await?;
            let body = book.body_by_key(key);
            let body = body.filter(|body| !who::is_of_helper(visitor, Some(body)));
            match (body, Sentence::parse(&fields.about_words)) {
                (Some(body), Ok(words)) => Some(Conflict {
                    body: body.id,
                    words,
                }),
                _ => return Ok(Err(Step::Who)),
            }
        }
    };
    let photos = app.store.list_draft_photos(draft.id).await?;
    Ok(Ok(NewCase {
        words,
        category: fields.category.clone(),
        place: place.id,
        point: point(fields),
        answers: fields.answers.clone(),
        visibility: Visibility::from_code(&fields.visibility)
            .unwrap_or(Visibility::PublicWithoutName),
        conflict,
        photos: photos.into_iter().map(|photo| photo.id).collect(),
        on_paper: visitor.on_paper(),
    }))
}

fn point(fields: &Fields) -> Option<Point> {
    domain::geometry::Point::parse(&fields.latitude, &fields.longitude)
        .ok()
        .map(Point::from)
}

/// Files it, in a task of its own: a browser that hangs up does not cut it in
/// half. The draft's id is the form's key, so one draft is one case.
async fn file(
    app: &App,
    visitor: &Visitor,
    draft: &Draft,
    new: NewCase,
    actor: Actor,
) -> Result<Result<Acted, Refused>, PageError> {
    let (app, now) = (app.clone(), visitor.now);
    let key = draft.id.to_string();
    let task = tokio::spawn(async move {
        let once = Once {
            owner: OWNER,
            key: &key,
        };
        app.store
            .file_case(&new, &actor, Some(&once), &app.ids, now)
            .await
    });
    match task
        .await
        .map_err(|error| PageError::internal("file a concern", &error))?
    {
        Ok(acted) => Ok(Ok(acted)),
        Err(ActError::Refused(refused)) => Ok(Err(refused)),
        Err(ActError::NotFound) => Err(PageError::NotFound),
        Err(ActError::Store(error)) => Err(error.into()),
    }
}

async fn said(app: &App, visitor: &Visitor, refused: Refused) -> Result<String, PageError> {
    let lang = visitor.language();
    let book = app.store.current_rulebook().await?;
    let charter = &book
        .charter_at(visitor.now)
        .ok_or(PageError::NotFound)?
        .charter;
    match refused {
        Refused::Route(why) => Ok(preview::refused(lang, charter, why)),
        Refused::StartsPrivate => Ok(words::who_household(lang).to_owned()),
        other => Err(PageError::Refused(other.code())),
    }
}

/// What the page shows, loaded before.
struct Shown {
    rows: Vec<Answer>,
    going: AnyView,
    possible: bool,
}

async fn shown(app: &App, visitor: &Visitor, draft: &Draft) -> Result<Shown, PageError> {
    let lang = visitor.language();
    let fields = &draft.fields;
    let (book, path) = who::surroundings(app, fields).await?;
    let charter = &book
        .charter_at(visitor.now)
        .ok_or(PageError::NotFound)?
        .charter;
    let place = app.store.find_place_by_slug(&fields.place).await?;
    let photos = app.store.list_draft_photos(draft.id).await?.len();
    let about = book.body_by_key(&fields.about);
    let whose = visitor.neighbour();
    let rows = Said {
        lang,
        whose: whose.map(|person| person.name.as_str()),
        charter,
        fields,
        place: place.as_ref(),
        photos,
        about,
    }
    .rows();
    let (going, possible) = match route(&book, charter, fields, &path, visitor.now) {
        Ok(route) => {
            let letter = by_letter(&book, charter, fields, &route);
            let public = fields.visibility != Visibility::BodyOnly.code();
            let line = charter.line(&fields.category, &fields.answers);
            let going = Going {
                public,
                moved: false,
                talked: preview::talked(&book, line.as_deref(), route.holder, public),
                letter,
                holder: route.holder,
                ground: route.ground,
                gap: route.gap,
                category: &fields.category,
                answered: &route.answered,
                skipped: &route.skipped,
                next: route.next,
                beside: route.beside,
                heard_due: route.heard_due,
                plan_due: route.plan_due,
            };
            (
                preview::view(&book, charter, lang, &going, visitor.now).into_any(),
                true,
            )
        }
        Err(why) => {
            let text = preview::refused(lang, charter, why);
            (view! { <p class="problem">{text}</p> }.into_any(), false)
        }
    };
    Ok(Shown {
        rows,
        going,
        possible,
    })
}

/// How it would be told, if its holder is told by letter.
fn by_letter(
    book: &Rulebook,
    charter: &Charter,
    fields: &Fields,
    route: &Route,
) -> Option<ByLetter> {
    let urgency = charter.line(&fields.category, &fields.answers)?.urgency;
    let checked_first = route.ground == Some(Ground::ConflictOfInterest);
    let by_letter = goes_by_letter(book.body(route.holder)?, urgency, checked_first);
    by_letter.then(|| ByLetter {
        urgency,
        yours: fields.visibility == Visibility::BodyOnly.code(),
    })
}

async fn page(
    app: &App,
    visitor: &Visitor,
    draft: &Draft,
    problems: Problems,
) -> Result<Response, PageError> {
    let lang = visitor.language();
    let Shown {
        rows,
        going,
        possible,
    } = shown(app, visitor, draft).await?;
    let signed_in = filer(app, visitor, &draft.fields).await?.is_some();
    let neighbour = visitor.neighbour().map(|person| person.name.clone());
    let key = draft.id.to_string();
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let about =
        Page::new(words::check_title(lang), Section::Report).with_problems(!problems.is_empty());
    Ok(respond::page(
        status,
        &visitor.frame(app),
        &about,
        move || {
            let (steps, current) = step::shown(lang, Step::Check);
            let (label, note) = if let Some(name) = &neighbour {
                (Words::from(words::send_for(lang, name)), None)
            } else if signed_in {
                (words::send(lang).into(), None)
            } else {
                (
                    words::send_sign_up(lang).into(),
                    Some(words::send_sign_up_note(lang)),
                )
            };
            view! {
                <div class="narrow">
                    <Steps lang steps current/>
                    <ErrorSummary lang problems/>
                    <h1>{words::check_title(lang)}</h1>
                    <Answers rows/>
                    <section class="card">{going}</section>
                    {possible.then(|| view! {
                        <Form action=Step::Check.href() key>
                            {note.map(|note| view! { <p class="hint">{note}</p> })}
                            <Button label/>
                        </Form>
                    })}
                    {(possible && neighbour.is_none()).then(|| help(lang))}
                </div>
            }
        },
    ))
}

/// The way for a neighbour who has neither an e-mail address nor a phone.
fn help(lang: Language) -> impl IntoView {
    let check = Step::Check.href();
    let href = [routes::HELPING, "?back=", &routes::query_value(&check)].concat();
    view! {
        <p class="soft">{words::check_help(lang)} " " <a href=href>{words::check_help_go(lang)}</a></p>
    }
}
