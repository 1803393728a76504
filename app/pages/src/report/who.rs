//! `/report/who`: who may see it, each with a plain preview, and whether it is
//! about the body itself.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use domain::body::Body;
use domain::case::Visibility;
use domain::id::PlaceId;
use domain::text::Sentence;
use http::StatusCode;
use leptos::prelude::*;
use store::rulebook::Rulebook;

use super::draft::{Draft, Fields};
use super::preview;
use super::step::{self, Step};
use crate::app::App;
use crate::components::{
    Button, Choice, ChoiceOption, ErrorSummary, Form, Pick, Problems, Steps, TextArea, Words,
};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::respond;
use crate::text::{helping, report as words};
use crate::visitor::Visitor;

pub(super) fn routes() -> Router<App> {
    Router::new().route(&Step::Who.href(), get(ask).post(answer))
}

async fn ask(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    let fields = Draft::find(&app, &visitor)
        .await?
        .map(|draft| draft.fields)
        .unwrap_or_default();
    if let Some(first) = step::too_early(&fields, Step::Who) {
        return Ok(Redirect::to(&first).into_response());
    }
    page(&app, &visitor, &fields, Problems::none()).await
}

async fn answer(
    State(app): State<App>,
    visitor: Visitor,
    form: Posted,
) -> Result<Response, PageError> {
    let mut draft = Draft::open(&app, &visitor).await?;
    let lang = visitor.language();
    let visibility = Visibility::from_code(form.text("visibility")).unwrap_or(
        if is_household(&app, &visitor, &draft.fields).await? {
            Visibility::BodyOnly
        } else {
            Visibility::PublicWithoutName
        },
    );
    visibility.code().clone_into(&mut draft.fields.visibility);
    let typed = form.text("about_words");
    let mut problems = Problems::none();
    let (book, path) = surroundings(&app, &draft.fields).await?;
    let key = form.text("about");
    let known = book
        .bodies_serving(&path)
        .iter()
        .any(|body| body.key == key);
    if !key.is_empty() && !known {
        problems.push("about", words::about_unknown(lang));
    }
    if known && is_of_helper(&visitor, book.body_by_key(key)) {
        problems.push("about", helping::about_own(lang));
    }
    key.clone_into(&mut draft.fields.about);
    if !known {
        draft.fields.about.clear();
    }
    draft.fields.about_words = typed.chars().take(2 * Sentence::MAX_CHARACTERS).collect();
    if known {
        match Sentence::parse(typed) {
            Ok(sentence) => draft.fields.about_words = sentence.into(),
            Err(wrong) if wrong.code() == "sentence-missing" => {
                problems.push("about_words", words::about_missing(lang));
            }
            Err(wrong) => {
                let message = words::find(lang, wrong.code());
                problems.push("about_words", message.unwrap_or_default());
            }
        }
    }
    if !problems.is_empty() {
        return page(&app, &visitor, &draft.fields, problems).await;
    }
    if !known {
        draft.fields.about_words.clear();
    }
    draft.fields.done.insert(Step::Who);
    draft.save(&app, &visitor).await?;
    Ok(Redirect::to(&step::next(&draft.fields).href()).into_response())
}

/// Whether it is about the people of whoever writes it down for a neighbour: such a matter
/// goes past them, and so does who wrote it.
pub(super) fn is_of_helper(visitor: &Visitor, body: Option<&Body>) -> bool {
    let helper = visitor.helping.as_ref().map(|helping| &helping.helper);
    helper
        .zip(body)
        .is_some_and(|(helper, body)| helper.office_in(body.id).is_some())
}

async fn is_household(app: &App, visitor: &Visitor, fields: &Fields) -> Result<bool, PageError> {
    let book = app.store.current_rulebook().await?;
    let category = book
        .charter_at(visitor.now)
        .and_then(|version| version.charter.category(&fields.category));
    Ok(category.is_some_and(|category| category.household))
}

/// The rulebook and the path of the draft's place, the closest first.
pub(super) async fn surroundings(
    app: &App,
    fields: &Fields,
) -> Result<(Arc<Rulebook>, Vec<PlaceId>), PageError> {
    let mut snapshot = app.store.snapshot().await?;
    let book = app.store.rulebook(snapshot.conn()).await?;
    let place = snapshot.conn().find_place_by_slug(&fields.place).await?;
    let path = match place {
        Some(place) => snapshot.conn().find_place_path(place.id).await?,
        None => Vec::new(),
    };
    Ok((book, path.iter().rev().map(|place| place.id).collect()))
}

#[expect(
    clippy::too_many_lines,
    reason = "one page in one view; its parts are components"
)]
async fn page(
    app: &App,
    visitor: &Visitor,
    fields: &Fields,
    problems: Problems,
) -> Result<Response, PageError> {
    let lang = visitor.language();
    let (book, path) = surroundings(app, fields).await?;
    let charter = &book
        .charter_at(visitor.now)
        .ok_or(PageError::NotFound)?
        .charter;
    let household = charter
        .category(&fields.category)
        .is_some_and(|category| category.household);
    let bodies = book.bodies_serving(&path);
    let body = super::check::route(&book, charter, fields, &path, visitor.now)
        .map(|route| preview::name(&book, lang, route.holder))
        .unwrap_or_default();
    let private = ChoiceOption::new(
        Visibility::BodyOnly.code(),
        words::who_private(lang),
        words::who_private_note(lang, &body),
    );
    let mut options = Vec::new();
    if !household {
        options.push(ChoiceOption::new(
            Visibility::PublicWithoutName.code(),
            words::who_public_no_name(lang),
            words::who_public_no_name_note(lang, &body),
        ));
        options.push(ChoiceOption::new(
            Visibility::Public.code(),
            words::who_public(lang),
            words::who_public_note(lang),
        ));
    }
    options.push(private);
    let chosen = match fields.visibility.as_str() {
        "" if household => Visibility::BodyOnly.code().to_owned(),
        "" => Visibility::PublicWithoutName.code().to_owned(),
        code => code.to_owned(),
    };
    let mut about_options = vec![ChoiceOption::new("", words::about_no(lang), "")];
    about_options.extend(bodies.iter().map(|body| {
        ChoiceOption::new(
            body.key.clone(),
            body.names.in_language(lang).to_owned(),
            "",
        )
    }));
    let outside = charter.outside_address.in_language(lang);
    let outside = (!outside.is_empty()).then(|| words::about_outside(lang, outside));
    let (about, about_words) = (fields.about.clone(), fields.about_words.clone());
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let page =
        Page::new(words::who_title(lang), Section::Report).with_problems(!problems.is_empty());
    Ok(respond::page(
        status,
        &visitor.frame(app),
        &page,
        move || {
            let (steps, current) = step::shown(lang, Step::Who);
            view! {
                <div class="narrow">
                    <Steps lang steps current/>
                    <ErrorSummary lang problems=problems.clone()/>
                    <h1>{words::who_title(lang)}</h1>
                    {household.then(|| view! { <p class="lead">{words::who_household(lang)}</p> })}
                    <Form action=Step::Who.href()>
                        <Choice lang name="visibility" label=words::who_label(lang) options chosen/>
                        <Pick lang name="about" label=words::about_label(lang) hint=words::about_hint(lang) options=vec![(Words::default(), about_options)] chosen=about error=problems.at("about")/>
                        <TextArea lang name="about_words" label=words::about_words(lang) hint=words::about_words_hint(lang) value=about_words rows=2 optional=true error=problems.at("about_words")/>
                        {outside.map(|outside| view! { <p class="hint">{outside}</p> })}
                        <Button label=words::go_on(lang)/>
                    </Form>
                </div>
            }
        },
    ))
}
