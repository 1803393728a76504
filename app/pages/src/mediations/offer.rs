//! `/cases/{reference}/mediation`: offering a mediation at a case about another
//! household, or asking for one as its author. Where there is one, the way leads to it.

use axum::extract::{Path, State as AppState};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::case::Case;
use domain::household::{Door, has_doors};
use domain::language::Language;
use domain::mediation::{Refused, may_offer};
use domain::permission::Denied;
use domain::place::{Place, PlaceKind};
use domain::reference::Reference;
use http::StatusCode;
use leptos::prelude::*;
use store::Conn;
use store::mediations::NewMediation;

use super::forms::named;
use super::{Answered, is_offered, sentence};
use crate::acting::Acting;
use crate::app::App;
use crate::components::{Button, ChoiceOption, ErrorSummary, Field, Form, Pick, Problems};
use crate::doors::door_hash;
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::reading::refusal;
use crate::text::mediation as words;
use crate::visitor::Visitor;
use crate::{respond, routes};

/// A case at which a mediation can be offered.
struct Offered {
    case: Case,
    /// Whether its author asks.
    by_author: bool,
    /// Places with doors around it.
    places: Vec<Place>,
    /// The one about it, if there is one.
    already: Option<Reference>,
    /// Whether rules and moment fit.
    fits: bool,
}

/// At most five statements in one snapshot. For who may not see the case there is none.
async fn load(app: &App, visitor: &Visitor, number: &str) -> Result<Offered, PageError> {
    let reference = Reference::parse(number).ok_or(PageError::NotFound)?;
    let mut snapshot = app.store.snapshot().await?;
    let mut conn = snapshot.conn();
    let case = conn.find_case(reference).await?;
    let case = case.ok_or(PageError::NotFound)?;
    let by_author = match may_offer(&visitor.actor, &case) {
        Ok(by_author) => by_author,
        Err(Denied::NotVisible) => return Err(PageError::NotFound),
        Err(Denied::SignInRequired) => {
            return Err(PageError::SignInRequired {
                back: visitor.reading.here.clone(),
            });
        }
        Err(_) => return Err(PageError::Denied),
    };
    let already = conn.find_mediation_of(case.id).await?;
    let places = places(&mut conn, &case).await?;
    let book = app.store.rulebook(conn.conn()).await?;
    let fits = is_offered(&visitor.actor, &case, &book);
    Ok(Offered {
        already: already.map(|one| one.reference),
        fits,
        case,
        by_author,
        places,
    })
}

/// The buildings of its community, or the community where it has none.
async fn places(conn: &mut Conn<'_>, case: &Case) -> Result<Vec<Place>, PageError> {
    let path = conn.find_place_path(case.concern.place).await?;
    let community = path.iter().find(|one| one.kind == PlaceKind::Community);
    let Some(community) = community else {
        return Ok(Vec::new());
    };
    let family = conn.find_place_family(&community.slug).await?;
    let family = family.ok_or(PageError::NotFound)?;
    let has_children = !family.children.is_empty();
    let mut places = family.children;
    places.push(family.place);
    places.retain(|one| has_doors(one.kind, has_children));
    Ok(places)
}

pub(super) async fn ask(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Answered {
    let offered = load(&app, &visitor, &number).await?;
    if let Some(already) = offered.already {
        return Ok(Redirect::to(&routes::mediation(already)).into_response());
    }
    if !offered.fits {
        return Err(PageError::NotFound);
    }
    let (form, problems) = (Posted::default(), Problems::none());
    Ok(page(&app, &visitor, &offered, &form, problems))
}

pub(super) async fn offer(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path(number): Path<String>,
    form: Posted,
) -> Answered {
    let offered = load(&app, &visitor, &number).await?;
    let lang = visitor.language();
    let mut problems = Problems::none();
    let slug = form.text("place");
    let place = offered.places.iter().find(|one| one.slug == slug);
    if place.is_none() {
        problems.push("place", words::place_missing(lang));
    }
    let door = Door::parse(form.text("door"));
    if let Err(refused) = &door {
        problems.push("door", refusal(lang, refused.code()));
    }
    let (Some(place), Ok(door)) = (place, door) else {
        return Ok(page(&app, &visitor, &offered, &form, problems));
    };
    let acting = Acting::of(&app, &visitor, &form)?;
    let (case, place, named) = (offered.case.reference, place.id, form.has("named"));
    let outcome = acting
        .carry("offer a mediation", move |me| async move {
            let door = door_hash(&me.app.secret, place, &door);
            let new = NewMediation {
                case,
                place,
                door: &door,
                named,
            };
            let (store, ids, once) = (&me.app.store, &me.app.ids, me.once());
            store
                .offer_mediation(&new, &me.actor, once.as_ref(), ids, me.now)
                .await
        })
        .await?;
    match outcome {
        Ok(acted) => {
            let to = routes::mediation(acted.mediation.reference);
            Ok(Redirect::to(&format!("{to}?done=offered")).into_response())
        }
        Err(error) => {
            let (refused, told) = sentence(&visitor, error)?;
            let field = match refused {
                Refused::OwnHousehold => "door",
                _ => "",
            };
            problems.push(field, told);
            Ok(page(&app, &visitor, &offered, &form, problems))
        }
    }
}

fn page(
    app: &App,
    visitor: &Visitor,
    offered: &Offered,
    typed: &Posted,
    problems: Problems,
) -> Response {
    let lang = visitor.language();
    let wrong = !problems.is_empty();
    let status = if wrong {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let (title, lead, button, section) = if offered.by_author {
        let (lead, button) = (words::ask_lead(lang), words::ask_button(lang));
        (words::ask_title(lang), lead, button, Section::Mine)
    } else {
        let (lead, button) = (words::offer_lead(lang), words::offer_button(lang));
        (words::offer_title(lang), lead, button, Section::Inbox)
    };
    let about = Page::new(title, section).with_problems(wrong);
    let fields = fields(lang, offered, typed, &problems);
    let case = offered.case.reference;
    let (action, key) = (routes::case_mediation(case), app.ids.uuid().to_string());
    let number = words::about_case(lang, &case.spaced());
    respond::page(status, &visitor.frame(app), &about, move || {
        view! {
            <div class="narrow stack">
                <ErrorSummary lang problems/>
                <div class="title">
                    <p class="soft row"><a href=routes::case(case)>{number}</a></p>
                    <h1>{title}</h1>
                    <p class="lead">{lead}</p>
                </div>
                <Form action key>
                    {fields}
                    <Button label=button/>
                </Form>
                <p class="small soft">{words::offer_clock(lang)}</p>
            </div>
        }
    })
}

fn fields(lang: Language, offered: &Offered, typed: &Posted, problems: &Problems) -> AnyView {
    let own = offered.case.concern.place;
    let own = offered.places.iter().find(|one| one.id == own);
    let chosen = if typed.has("place") {
        typed.text("place").to_owned()
    } else {
        own.map_or_else(String::new, |one| one.slug.clone())
    };
    let options = offered.places.iter().map(|one| {
        let name = one.names.in_language(lang).to_owned();
        ChoiceOption::new(one.slug.clone(), name, "")
    });
    let options = vec![("".into(), options.collect())];
    let (at_place, at_door) = (problems.at("place"), problems.at("door"));
    let door = typed.text("door").to_owned();
    let named = offered.by_author.then(|| {
        let chosen = typed.has("named").then(|| "yes".to_owned());
        named(lang, chosen.into_iter().collect())
    });
    view! {
        <Pick lang name="place" label=words::f_place(lang) options chosen error=at_place/>
        <Field lang name="door" label=words::f_door(lang) hint=words::f_door_hint(lang) value=door error=at_door/>
        {named}
    }
    .into_any()
}
