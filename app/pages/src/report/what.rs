//! `/report`: what is wrong, in one's own words.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use domain::id::PersonId;
use domain::language::Language;
use domain::text::Words;
use http::StatusCode;
use islands::DraftKeeper;
use leptos::prelude::*;
use serde::Deserialize;

use super::draft::{Draft, Fields};
use super::step::{self, Step};
use crate::app::App;
use crate::components::{
    Button, ButtonKind, ErrorSummary, Form, Hidden, Problems, Steps, TextArea,
};
use crate::errors::PageError;
use crate::form::Posted;
use crate::island_words;
use crate::layout::{Page, Section};
use crate::text::report as words;
use crate::visitor::Visitor;
use crate::{respond, routes};

/// The most bytes of the form: far too many words still come back with a
/// message, and not as an empty page.
const MOST_BYTES: usize = 1024 * 1024;
/// No slug is longer.
const LONGEST_SLUG: usize = 200;
const START_AGAIN: &str = "/report/start-again";
/// Under what the browser keeps the words, and the id of the form.
pub(super) const KEPT_AS: &str = "report";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(
            routes::REPORT,
            get(ask)
                .post(answer)
                .layer(DefaultBodyLimit::max(MOST_BYTES)),
        )
        .route(START_AGAIN, post(start_again))
}

/// What the address says.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    /// The slug of the place from whose page somebody comes.
    #[serde(default)]
    place: String,
}

async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let draft = Draft::find(&app, &visitor).await?;
    let typed = draft.map(|draft| draft.fields.words).unwrap_or_default();
    page(&app, &visitor, typed, slug(&asked.place), Problems::none()).await
}

/// What may be a slug: an address or a form may say anything.
fn slug(typed: &str) -> String {
    let plain = typed.chars().filter(|one| !one.is_control());
    plain.take(LONGEST_SLUG).collect()
}

/// The place from whose page somebody comes, where the draft has none: it is ticked when
/// they are asked where.
async fn place_before(app: &App, form: &Posted, fields: &Fields) -> Result<String, PageError> {
    let slug = slug(form.text("place"));
    if slug.is_empty() || !fields.place.is_empty() {
        return Ok(fields.place.clone());
    }
    let place = app.store.find_place_by_slug(&slug).await?;
    Ok(place.map(|place| place.slug).unwrap_or_default())
}

async fn answer(
    State(app): State<App>,
    visitor: Visitor,
    form: Posted,
) -> Result<Response, PageError> {
    let typed = form.text("words");
    let words = match Words::parse(typed) {
        Ok(words) => words,
        Err(wrong) => {
            let mut problems = Problems::none();
            problems.push(
                "words",
                words::find(visitor.language(), wrong.code()).unwrap_or_default(),
            );
            // What is too large to keep is too large to send back, too.
            let shown: String = typed.chars().take(2 * Words::MAX_CHARACTERS).collect();
            let place = slug(form.text("place"));
            return page(&app, &visitor, shown, place, problems).await;
        }
    };
    let mut draft = Draft::open(&app, &visitor).await?;
    if draft.fields.words != words.as_str() {
        // Other words may be like other cases.
        draft.fields.done.remove(&Step::Similar);
    }
    draft.fields.words = words.as_str().to_owned();
    draft.fields.place = place_before(&app, &form, &draft.fields).await?;
    draft.fields.done.insert(Step::What);
    draft.save(&app, &visitor).await?;
    Ok(Redirect::to(&step::next(&draft.fields).href()).into_response())
}

async fn start_again(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    if let Some(draft) = Draft::find(&app, &visitor).await? {
        draft.delete(&app).await?;
    }
    Ok(Redirect::to(routes::REPORT).into_response())
}

async fn page(
    app: &App,
    visitor: &Visitor,
    typed: String,
    place: String,
    problems: Problems,
) -> Result<Response, PageError> {
    let lang = visitor.language();
    let book = app.store.current_rulebook().await?;
    let number = book
        .charter_at(visitor.now)
        .map(|version| version.charter.emergency_number.clone());
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let about = Page::new(words::title(lang), Section::Report)
        .with_islands()
        .with_problems(!problems.is_empty());
    let whose = visitor.neighbour().map(|person| person.id);
    let begun = !typed.is_empty() && problems.is_empty();
    Ok(respond::page(
        status,
        &visitor.frame(app),
        &about,
        move || {
            let (steps, current) = step::shown(lang, Step::What);
            view! {
                <div class="narrow">
                    <Steps lang steps current/>
                    <ErrorSummary lang problems=problems.clone()/>
                    <h1>{words::what_title(lang)}</h1>
                    <p class="lead">{words::what_lead(lang)}</p>
                    {number.map(|number| view! { <p class="hint">{words::emergency(lang, &number)}</p> })}
                    <Form action=routes::REPORT id=KEPT_AS>
                        {(!place.is_empty()).then(|| view! { <Hidden name="place" value=place/> })}
                        <TextArea lang name="words" label=words::what_label(lang) hint=words::what_hint(lang) value=typed error=problems.at("words")/>
                        {keeper(lang, false, whose)}
                        <Button label=words::go_on(lang)/>
                    </Form>
                    {begun.then(|| view! {
                        <Form action=START_AGAIN>
                            <Button label=words::start_again(lang) kind=ButtonKind::Quiet/>
                        </Form>
                    })}
                </div>
            }
        },
    ))
}

/// Keeps the words in the browser, or forgets them once they are `sent`.
pub(super) fn keeper(lang: Language, sent: bool, whose: Option<PersonId>) -> impl IntoView {
    // What was typed for a neighbour comes back for that neighbour alone.
    let key = whose.map_or_else(|| KEPT_AS.to_owned(), |id| format!("{KEPT_AS}-{id}"));
    view! {
        <DraftKeeper
            key
            form=KEPT_AS.to_owned()
            fields=vec!["words".to_owned()]
            sent
            labels=island_words::draft_labels(lang)
        />
    }
}
