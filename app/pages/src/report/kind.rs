//! `/report/kind`: which category. The words suggest some; any other can be chosen.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use domain::charter::{Category, Charter};
use domain::language::Language;
use domain::suggestion::Suggester;
use http::StatusCode;
use leptos::prelude::*;

use super::draft::{Draft, Fields};
use super::step::{self, Step};
use crate::app::App;
use crate::components::{
    Button, Choice, ChoiceOption, ErrorSummary, Form, Pick, Problems, Steps, Words,
};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::respond;
use crate::text::report as words;
use crate::visitor::Visitor;

/// The value that says "something else": look at the list.
const OTHER: &str = "-";

pub(super) fn routes() -> Router<App> {
    Router::new().route(&Step::Kind.href(), get(ask).post(answer))
}

async fn ask(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    let fields = Draft::find(&app, &visitor)
        .await?
        .map(|draft| draft.fields)
        .unwrap_or_default();
    if let Some(first) = step::too_early(&fields, Step::Kind) {
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
    // Whoever chose from the list meant it, whatever card was ticked before them.
    let key = match (form.text("other"), form.text("category")) {
        ("", OTHER) => "",
        ("", card) => card,
        (listed, _) => listed,
    };
    let book = app.store.current_rulebook().await?;
    let category = book
        .charter_at(visitor.now)
        .and_then(|version| version.charter.category(key));
    let Some(category) = category else {
        let mut problems = Problems::none();
        problems.push("category", words::kind_missing(visitor.language()));
        return page(&app, &visitor, &draft.fields, problems).await;
    };
    if draft.fields.category != category.key {
        draft.fields.answers.clear();
        draft.fields.done.remove(&Step::More);
        draft.fields.done.remove(&Step::Similar);
        if category.household {
            // It starts private: asked again, with the reason.
            draft.fields.done.remove(&Step::Who);
            draft.fields.visibility.clear();
        }
    }
    draft.fields.category.clone_from(&category.key);
    draft.fields.done.insert(Step::Kind);
    if category.questions.is_empty() && category.notice.is_none() {
        draft.fields.done.insert(Step::More);
    }
    draft.save(&app, &visitor).await?;
    Ok(Redirect::to(&step::next(&draft.fields).href()).into_response())
}

fn option(lang: Language, category: &Category) -> ChoiceOption {
    ChoiceOption::new(
        category.key.clone(),
        category.names.in_language(lang).to_owned(),
        category.examples.in_language(lang).to_owned(),
    )
}

/// The cards: what the words suggest, what was chosen before, and "something else".
fn cards(lang: Language, charter: &Charter, fields: &Fields) -> (Vec<ChoiceOption>, Words) {
    let suggested = Suggester::new(charter).suggest(&fields.words);
    let mut keys: Vec<&str> = suggested.iter().map(|one| one.category.as_str()).collect();
    if !fields.category.is_empty() && !keys.contains(&fields.category.as_str()) {
        keys.insert(0, &fields.category);
    }
    let mut options: Vec<ChoiceOption> = keys
        .iter()
        .filter_map(|key| charter.category(key))
        .map(|category| option(lang, category))
        .collect();
    let chosen = if fields.category.is_empty() {
        options
            .first()
            .map(|first| first.value.clone())
            .unwrap_or_default()
    } else {
        fields.category.clone().into()
    };
    if !options.is_empty() {
        options.push(ChoiceOption::new(
            OTHER,
            words::kind_other(lang),
            words::kind_other_note(lang),
        ));
    }
    (options, chosen)
}

async fn page(
    app: &App,
    visitor: &Visitor,
    fields: &Fields,
    problems: Problems,
) -> Result<Response, PageError> {
    let lang = visitor.language();
    let book = app.store.current_rulebook().await?;
    let charter = &book
        .charter_at(visitor.now)
        .ok_or(PageError::NotFound)?
        .charter;
    let (cards, chosen) = cards(lang, charter, fields);
    let mut all = vec![ChoiceOption::new("", words::kind_choose(lang), "")];
    all.extend(
        charter
            .categories
            .iter()
            .map(|category| option(lang, category)),
    );
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let about =
        Page::new(words::kind_title(lang), Section::Report).with_problems(!problems.is_empty());
    Ok(respond::page(
        status,
        &visitor.frame(app),
        &about,
        move || {
            let (steps, current) = step::shown(lang, Step::Kind);
            let lead = if cards.is_empty() {
                words::kind_lead_none(lang)
            } else {
                words::kind_lead(lang)
            };
            let suggestions = (!cards.is_empty()).then(|| {
            let error = problems.at("category");
            view! { <Choice lang name="category" label=words::kind_label(lang) options=cards chosen error/> }
        });
            let error = if suggestions.is_some() {
                None
            } else {
                problems.at("category")
            };
            view! {
                <div class="narrow">
                    <Steps lang steps current/>
                    <ErrorSummary lang problems=problems.clone()/>
                    <h1>{words::kind_title(lang)}</h1>
                    <p class="lead">{lead}</p>
                    <Form action=Step::Kind.href()>
                        {suggestions}
                        <Pick lang name="other" label=words::kind_list(lang) options=vec![(Words::default(), all)] error/>
                        <Button label=words::go_on(lang)/>
                    </Form>
                </div>
            }
        },
    ))
}
