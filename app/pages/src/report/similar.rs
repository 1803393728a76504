//! `/report/similar`: is it one of these? Joining counts as much as writing.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use domain::case::{Case, Command, Order, Part, Refused, Stage};
use domain::id::PlaceId;
use domain::instant::Instant;
use domain::language::{Language, Names};
use domain::permission::Denied;
use domain::reference::Reference;
use http::StatusCode;
use leptos::prelude::*;
use store::cases::ActError;
use store::rulebook::Rulebook;

use super::draft::{Draft, Fields};
use super::preview;
use super::step::{self, Step};
use crate::acting::Acting;
use crate::alike::{COMPARED, most_alike, within};
use crate::app::App;
use crate::cases::card::stage;
use crate::components::{Button, ButtonKind, Form, Hidden, LinkButton, Steps};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::text::report as words;
use crate::throttle::Act;
use crate::visitor::Visitor;
use crate::{codes, respond, routes};

const JOIN: &str = "/report/join";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(&Step::Similar.href(), get(ask).post(answer))
        .route(JOIN, post(join))
}

async fn ask(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    let Some(mut draft) = Draft::find(&app, &visitor).await? else {
        return Ok(Redirect::to(&Step::What.href()).into_response());
    };
    if let Some(first) = step::too_early(&draft.fields, Step::Similar) {
        return Ok(Redirect::to(&first).into_response());
    }
    let alike = find(&app, &draft.fields).await?;
    if alike.is_empty() {
        draft.fields.done.insert(Step::Similar);
        draft.save(&app, &visitor).await?;
        return Ok(Redirect::to(&step::next(&draft.fields).href()).into_response());
    }
    let lang = visitor.language();
    let book = app.store.current_rulebook().await?;
    let about = Page::new(words::similar_title(lang), Section::Report);
    let joins = visitor.person().is_some();
    let keys: Vec<_> = alike
        .iter()
        .map(|_| joins.then(|| app.ids.uuid().to_string()))
        .collect();
    Ok(respond::page(
        StatusCode::OK,
        &visitor.frame(&app),
        &about,
        move || {
            let (steps, current) = step::shown(lang, Step::Similar);
            let items = alike
                .iter()
                .zip(keys)
                .map(|(one, key)| item(lang, &book, one, key, visitor.now))
                .collect_view();
            view! {
                <div class="narrow">
                    <Steps lang steps current/>
                    <h1>{words::similar_title(lang)}</h1>
                    <p class="lead">{words::similar_lead(lang)}</p>
                    <p class="hint">{words::similar_order(lang)}</p>
                    <ul class="list">{items}</ul>
                    <Form action=Step::Similar.href()>
                        <Button label=words::similar_none(lang)/>
                    </Form>
                </div>
            }
        },
    ))
}

async fn answer(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    let mut draft = Draft::open(&app, &visitor).await?;
    draft.fields.done.insert(Step::Similar);
    draft.save(&app, &visitor).await?;
    Ok(Redirect::to(&step::next(&draft.fields).href()).into_response())
}

/// Says "me too" to a case instead: what was written for another one goes.
async fn join(
    State(app): State<App>,
    visitor: Visitor,
    form: Posted,
) -> Result<Response, PageError> {
    let acting = Acting::of(&app, &visitor, &form)?;
    let reference = Reference::parse(form.text("case")).ok_or(PageError::NotFound)?;
    app.throttle
        .by_account(Act::Post, acting.limited(), visitor.now)?;
    let order = Order::from(Command::Join {
        on_paper: visitor.on_paper(),
    });
    let joined = acting.carry("join a case", |me| async move {
        let (store, ids, once) = (&me.app.store, &me.app.ids, me.once());
        store
            .act(reference, &order, &me.actor, once.as_ref(), ids, me.now)
            .await
    });
    let case = routes::case(reference);
    match joined.await? {
        Ok(acted) => {
            // A form that is posted again says nothing about what was begun since.
            let begun = Draft::find(&app, &visitor).await?;
            if let Some(draft) = begun.filter(|_| !acted.repeated) {
                draft.delete(&app).await?;
            }
            Ok(Redirect::to(&[&case, "?done=join"].concat()).into_response())
        }
        Err(ActError::Refused(Refused::Denied(Denied::NotConfirmed))) => {
            codes::confirm_first(&app, &visitor, &Step::Similar.href()).await
        }
        // Its page says how it stands by now; what was written stays.
        Err(ActError::Refused(_)) => Ok(Redirect::to(&case).into_response()),
        Err(ActError::NotFound) => Err(PageError::NotFound),
        Err(ActError::Store(error)) => Err(error.into()),
    }
}

/// A case that may be the same.
struct Alike {
    case: Case,
    /// What its place is called.
    place: Option<Names>,
}

/// Open public cases that may be the same, the most alike first.
async fn find(app: &App, fields: &Fields) -> Result<Vec<Alike>, PageError> {
    let mut snapshot = app.store.snapshot().await?;
    let Some(place) = snapshot.conn().find_place_by_slug(&fields.place).await? else {
        return Ok(Vec::new());
    };
    let path = snapshot.conn().find_place_path(place.id).await?;
    let path: Vec<_> = path.iter().rev().map(|place| place.id).collect();
    let Some(within) = within(&path) else {
        return Ok(Vec::new());
    };
    let open = snapshot
        .conn()
        .list_open_like(&fields.category, within, COMPARED)
        .await?;
    let all: Vec<&Case> = open.iter().collect();
    let found = most_alike(&fields.words, &fields.category, &path, &all);
    let cases: Vec<&Case> = found
        .iter()
        .filter_map(|one| open.iter().find(|case| case.id == *one))
        .filter(|case| !case.is_removed(Part::Concern))
        .collect();
    let places: Vec<PlaceId> = cases.iter().map(|case| case.concern.place).collect();
    let addresses = snapshot.conn().list_addresses(&places).await?;
    let alike = cases.into_iter().map(|case| {
        let place = addresses.iter().find(|one| one.place == case.concern.place);
        Alike {
            case: case.clone(),
            place: place.and_then(|one| one.path.first().cloned()),
        }
    });
    Ok(alike.collect())
}

fn item(
    lang: Language,
    book: &Rulebook,
    Alike { case, place }: &Alike,
    joins: Option<String>,
    now: Instant,
) -> impl IntoView + use<> {
    let headline = case.concern.words.headline(80);
    let late = matches!(case.stage, Stage::ReportedDone { .. });
    let affected = i64::try_from(case.affected.len()).unwrap_or(i64::MAX);
    let href = routes::case(case.reference);
    let local = preview::local(book, lang, case.holding.holder, now);
    let place = place.as_ref().map(|names| names.in_language(lang));
    let filed = words::similar_filed(lang, &local.date(case.counted_from()).shown);
    let stage = stage(lang, case.stage.name());
    let facts = [place.unwrap_or_default(), &filed, stage].join(" · ");
    // Whoever is not signed in joins on the page of the case, which leads back there.
    let join = if let Some(key) = joins {
        let reference = case.reference.to_string();
        view! {
            <Form action=JOIN key>
                <Hidden name="case" value=reference/>
                <Button label=words::similar_me_too(lang) kind=ButtonKind::Quiet/>
            </Form>
        }
        .into_any()
    } else {
        let href = href.clone();
        view! { <LinkButton href label=words::similar_join(lang) kind=ButtonKind::Quiet/> }
            .into_any()
    };
    view! {
        <li>
            <strong><a href=href>{headline}</a></strong>
            <p class="small">{facts}</p>
            <p class="hint">{case.reference.spaced()} " · " {words::similar_affected(lang, affected)}</p>
            {late.then(|| view! { <p class="hint">{words::similar_reported(lang)}</p> })}
            {join}
        </li>
    }
}
