//! `/report/more`: the category's notice ("leave the building first") and its
//! own questions.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use domain::charter::{Answering, Category, Question, Urgency};
use domain::language::Language;
use http::StatusCode;
use leptos::prelude::*;

use super::draft::Draft;
use super::step::{self, Step};
use crate::app::App;
use crate::components::{
    Button, ChoiceOption, ErrorSummary, FieldKind, Flash, FlashNote, FlashTone, Form, Pick,
    Problems, Steps, Words,
};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::respond;
use crate::text::report as words;
use crate::visitor::Visitor;

pub(super) fn routes() -> Router<App> {
    Router::new().route(&Step::More.href(), get(ask).post(answer))
}

async fn ask(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    let draft = Draft::find(&app, &visitor).await?;
    let fields = draft.map(|draft| draft.fields).unwrap_or_default();
    if let Some(first) = step::too_early(&fields, Step::More) {
        return Ok(Redirect::to(&first).into_response());
    }
    let typed = Posted::from_fields(fields.answers);
    page(&app, &visitor, &fields.category, &typed, Problems::none()).await
}

/// The name of a question's field in the form.
fn field(question: &Question) -> String {
    format!("q-{}", question.key)
}

async fn answer(
    State(app): State<App>,
    visitor: Visitor,
    form: Posted,
) -> Result<Response, PageError> {
    let mut draft = Draft::open(&app, &visitor).await?;
    let book = app.store.current_rulebook().await?;
    let charter = &book
        .charter_at(visitor.now)
        .ok_or(PageError::NotFound)?
        .charter;
    let Some(category) = charter.category(&draft.fields.category) else {
        return Ok(Redirect::to(&Step::Kind.href()).into_response());
    };
    let mut problems = Problems::none();
    let mut typed = Vec::new();
    for question in &category.questions {
        let answer = form.text(&field(question)).trim();
        typed.push((question.key.clone(), answer.to_owned()));
        let lang = visitor.language();
        if answer.chars().count() > Question::MOST_CHARACTERS {
            problems.push(field(question), words::answer_too_long(lang));
        } else if !question.takes(answer) {
            problems.push(field(question), words::answer_unfit(lang));
        }
    }
    let key = category.key.clone();
    if !problems.is_empty() {
        return page(&app, &visitor, &key, &Posted::from_fields(typed), problems).await;
    }
    draft.fields.answers = typed
        .into_iter()
        .map(|(key, answer)| (key, clean(&answer)))
        .filter(|(_, answer)| !answer.is_empty())
        .collect();
    draft.fields.done.insert(Step::More);
    draft.save(&app, &visitor).await?;
    Ok(Redirect::to(&step::next(&draft.fields).href()).into_response())
}

/// One line without characters that nobody sees.
fn clean(answer: &str) -> String {
    domain::text::Sentence::parse(answer)
        .map(String::from)
        .unwrap_or_default()
}

async fn page(
    app: &App,
    visitor: &Visitor,
    key: &str,
    typed: &Posted,
    problems: Problems,
) -> Result<Response, PageError> {
    let lang = visitor.language();
    let book = app.store.current_rulebook().await?;
    let charter = &book
        .charter_at(visitor.now)
        .ok_or(PageError::NotFound)?
        .charter;
    let Some(category) = charter.category(key).cloned() else {
        return Ok(Redirect::to(&Step::Kind.href()).into_response());
    };
    let number = charter.emergency_number.clone();
    let answers: Vec<String> = category
        .questions
        .iter()
        .map(|question| typed.text(&question.key).to_owned())
        .collect();
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let about =
        Page::new(words::more_title(lang), Section::Report).with_problems(!problems.is_empty());
    Ok(respond::page(
        status,
        &visitor.frame(app),
        &about,
        move || {
            let (steps, current) = step::shown(lang, Step::More);
            let fields = category
                .questions
                .iter()
                .zip(answers)
                .map(|(question, typed)| question_view(lang, question, typed, &problems))
                .collect_view();
            view! {
                <div class="narrow">
                    <Steps lang steps current/>
                    <ErrorSummary lang problems=problems.clone()/>
                    <h1>{category.names.in_language(lang).to_owned()}</h1>
                    {notice(lang, &category, &number)}
                    <Form action=Step::More.href()>
                        {(!category.questions.is_empty()).then(|| view! { <p class="hint">{words::more_questions(lang)}</p> })}
                        {fields}
                        <Button label=words::go_on(lang)/>
                    </Form>
                </div>
            }
        },
    ))
}

fn notice(lang: Language, category: &Category, number: &str) -> impl IntoView + use<> {
    let said = category
        .notice
        .as_ref()
        .map(|notice| notice.in_language(lang).to_owned());
    let danger = (category.urgency == Urgency::Danger).then(|| words::emergency(lang, number));
    said.into_iter()
        .chain(danger)
        .map(|text| {
            let tone = if category.urgency == Urgency::Danger {
                FlashTone::Refused
            } else {
                FlashTone::Told
            };
            view! { <FlashNote flash=Flash { tone, text }/> }
        })
        .collect_view()
}

fn question_view(
    lang: Language,
    question: &Question,
    typed: String,
    problems: &Problems,
) -> AnyView {
    let name = field(question);
    let label = question.names.in_language(lang).to_owned();
    let error = problems.at(&name);
    let options = match &question.answering {
        Answering::Text => return line(lang, name, label, typed, FieldKind::Text, error),
        Answering::Number => return line(lang, name, label, typed, FieldKind::Number, error),
        Answering::YesNo => vec![
            ChoiceOption::new("yes", words::yes(lang), ""),
            ChoiceOption::new("no", words::no(lang), ""),
        ],
        Answering::Choice { options } => options
            .iter()
            .map(|one| {
                ChoiceOption::new(one.key.clone(), one.names.in_language(lang).to_owned(), "")
            })
            .collect(),
    };
    let mut all = vec![ChoiceOption::new("", words::kind_choose(lang), "")];
    all.extend(options);
    view! {
        <Pick lang name=name label options=vec![(Words::default(), all)] chosen=typed error optional=true/>
    }
    .into_any()
}

fn line(
    lang: Language,
    name: String,
    label: String,
    value: String,
    kind: FieldKind,
    error: Option<Words>,
) -> AnyView {
    use crate::components::Field;
    view! { <Field lang name=name label value kind error optional=true/> }.into_any()
}
