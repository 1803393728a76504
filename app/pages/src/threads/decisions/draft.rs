//! Drafting a decision: first the way, then the question. Nobody is asked yet.

use axum::extract::{Path, Query, State as AppState};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::charter::Participation;
use domain::decision::{Refused, Showing, Voters};
use domain::language::Language;
use domain::method::{Method, shipped};
use domain::permission::leads;
use domain::text::{Title, TitleInvalid, View, ViewInvalid, Words, WordsInvalid};
use http::StatusCode;
use leptos::prelude::*;
use serde::Deserialize;
use store::decisions::NewDecision;

use super::super::load::{Shown, reference};
use super::{Answered, rules, sentence};
use crate::acting::Acting;
use crate::app::App;
use crate::components::{
    Button, Choice, ChoiceOption, ErrorSummary, Field, Form, Hidden, Problems, TextArea,
};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::reading::Reading;
use crate::text::decisions as words;
use crate::visitor::Visitor;
use crate::{respond, routes};

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// The key of the method.
    #[serde(default)]
    way: String,
}

/// The thread of an address, for a member of the body that leads through it.
async fn asked(app: &App, visitor: &Visitor, number: &str) -> Result<Shown, PageError> {
    let shown = Shown::alone(app, reference(number)?).await?;
    visitor.signed_in()?;
    leads(&visitor.actor, shown.thread.body).map_err(|_| PageError::Denied)?;
    Ok(shown)
}

/// The ways to decide that the rules of the moment know; where there is nothing to
/// decide, those to find a time to meet.
fn known_ways(visitor: &Visitor, shown: &Shown) -> Vec<Method> {
    let rules = shown.book.charter_at(visitor.now);
    let mut ways = rules.map_or_else(shipped, |rules| rules.charter.ways());
    if shown.thread.level == Participation::Told {
        ways.retain(|way| way.meets);
    }
    ways
}

fn method(visitor: &Visitor, shown: &Shown, key: &str) -> Option<Method> {
    let mut ways = known_ways(visitor, shown).into_iter();
    ways.find(|one| one.key == key)
}

/// Whether a question can be put in this thread, and by this person.
pub(in crate::threads) fn is_offered(visitor: &Visitor, shown: &Shown) -> bool {
    shown.thread.is_open() && leads(&visitor.actor, shown.thread.body).is_ok()
}

pub(super) async fn ask(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path(number): Path<String>,
    Query(query): Query<Asked>,
) -> Answered {
    let shown = asked(&app, &visitor, &number).await?;
    Ok(match method(&visitor, &shown, &query.way) {
        Some(way) => page(
            &app,
            &visitor,
            &shown,
            &way,
            &Posted::default(),
            Problems::none(),
        ),
        None => ways(&app, &visitor, &shown),
    })
}

pub(super) async fn draft(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path(number): Path<String>,
    form: Posted,
) -> Answered {
    let shown = asked(&app, &visitor, &number).await?;
    let acting = Acting::of(&app, &visitor, &form)?;
    let Some(way) = method(&visitor, &shown, form.text("way")) else {
        return Ok(ways(&app, &visitor, &shown));
    };
    let calendar = shown.body().map(|body| body.calendar.clone());
    let mut reading = Reading::new(visitor.language(), &form, calendar.as_ref());
    let new = read(&mut reading, &way);
    let problems = reading.problems;
    let Some(new) = new.filter(|_| problems.is_empty()) else {
        return Ok(page(&app, &visitor, &shown, &way, &form, problems));
    };
    let reference = shown.thread.reference;
    let outcome = acting
        .carry("draft a decision", |me| async move {
            let (store, ids, once) = (&me.app.store, &me.app.ids, me.once());
            store
                .draft_decision(reference, &new, &me.actor, once.as_ref(), ids, me.now)
                .await
        })
        .await?;
    match outcome {
        Ok(drafted) => {
            let to = routes::decision(reference, drafted.decision.number);
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let (refused, told) = sentence(&visitor, error)?;
            let mut problems = Problems::none();
            problems.push(field_of(refused), told);
            Ok(page(&app, &visitor, &shown, &way, &form, problems))
        }
    }
}

const fn field_of(refused: Refused) -> &'static str {
    match refused {
        Refused::VotersUnfit => "voters",
        Refused::ShowingUnfit => "showing",
        Refused::OptionsFew | Refused::OptionsMany | Refused::OptionsAlike => "options",
        _ => "",
    }
}

fn read(reading: &mut Reading<'_>, way: &Method) -> Option<NewDecision> {
    let question = Title::parse(reading.form.text("question")).map_err(TitleInvalid::code);
    let question = reading.fit("question", question);
    let proposed = Words::parse(reading.form.text("words")).map_err(WordsInvalid::code);
    let proposed = reading.fit("words", proposed);
    let lines = reading.form.text("options").lines();
    let lines = lines.map(str::trim).filter(|line| !line.is_empty());
    let options: Result<Vec<View>, _> = if way.options.is_empty() {
        lines
            .map(|line| View::parse(line).map_err(ViewInvalid::code))
            .collect()
    } else {
        Ok(Vec::new())
    };
    let options = reading.fit("options", options);
    let voters = only(&way.voters).or_else(|| reading.choice("voters", Voters::from_code));
    let showing = only(&way.showing).or_else(|| reading.choice("showing", Showing::from_code));
    Some(NewDecision {
        question: question?,
        words: proposed?,
        method: way.clone(),
        options: options?,
        voters: voters?,
        showing: showing?,
    })
}

/// What is not asked because there is nothing to choose.
fn only<T: Copy>(all: &[T]) -> Option<T> {
    match all {
        [one] => Some(*one),
        _ => None,
    }
}

/// The ways to decide.
fn ways(app: &App, visitor: &Visitor, shown: &Shown) -> Response {
    let lang = visitor.language();
    let here = routes::thread_at(shown.thread.reference, "decide");
    let about = Page::new(words::ways_title(lang), Section::Inbox);
    let items = known_ways(visitor, shown)
        .into_iter()
        .map(|way| {
            let href = format!("{here}?way={}", way.key);
            let name = way.names.in_language(lang).to_owned();
            let note = way.about.in_language(lang).to_owned();
            view! { <li class="stack"><strong><a href=href>{name}</a></strong><span class="soft">{note}</span></li> }
        })
        .collect_view();
    let title = heading(shown, words::ways_title(lang), words::ways_lead(lang));
    respond::page(StatusCode::OK, &visitor.frame(app), &about, move || {
        view! {
            <div class="narrow stack">
                {title}
                <ul class="list">{items}</ul>
            </div>
        }
    })
}

fn heading(shown: &Shown, title: &'static str, lead: &'static str) -> AnyView {
    let (thread, href) = (
        shown.thread.title.to_string(),
        routes::thread(shown.thread.reference),
    );
    view! {
        <div class="title">
            <p class="soft row"><a href=href>{thread}</a></p>
            <h1>{title}</h1>
            <p class="lead">{lead}</p>
        </div>
    }
    .into_any()
}

fn fields(lang: Language, way: &Method, typed: &Posted, problems: &Problems) -> Vec<AnyView> {
    let value = |name: &str| typed.text(name).to_owned();
    let error = |name: &str| problems.at(name);
    let mut fields = vec![
        view! { <Field lang name="question" label=words::f_question(lang) hint=words::f_question_hint(lang) value=value("question") error=error("question")/> }.into_any(),
        view! { <TextArea lang name="words" label=words::f_words(lang) hint=words::f_words_hint(lang) value=value("words") error=error("words")/> }.into_any(),
    ];
    if way.options.is_empty() {
        fields.push(view! { <TextArea lang name="options" label=words::f_options(lang) hint=words::f_options_hint(lang) value=value("options") error=error("options") rows=5/> }.into_any());
    }
    if only(&way.voters).is_none() {
        let options = way
            .voters
            .iter()
            .map(|one| ChoiceOption::new(one.code(), rules::voters(lang, *one), ""));
        let chosen = or_first(typed, "voters", way.voters[0].code());
        fields.push(view! { <Choice lang name="voters" label=words::f_voters(lang) options=options.collect() chosen error=error("voters")/> }.into_any());
    }
    if only(&way.showing).is_none() {
        let asked = only(&way.voters).unwrap_or(Voters::Residents);
        let options = way
            .showing
            .iter()
            .map(|one| ChoiceOption::new(one.code(), rules::shown(lang, asked, *one), ""));
        let chosen = or_first(typed, "showing", way.showing[0].code());
        fields.push(view! { <Choice lang name="showing" label=words::f_showing(lang) hint=words::f_showing_hint(lang) options=options.collect() chosen error=error("showing")/> }.into_any());
    }
    fields
}

/// What was chosen; what is usual, while nothing was.
fn or_first(typed: &Posted, name: &str, usual: &'static str) -> String {
    if typed.has(name) {
        typed.text(name).to_owned()
    } else {
        usual.to_owned()
    }
}

fn page(
    app: &App,
    visitor: &Visitor,
    shown: &Shown,
    way: &Method,
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
    let about = Page::new(words::draft_title(lang), Section::Inbox).with_problems(wrong);
    let fields = fields(lang, way, typed, &problems);
    let title = heading(shown, words::draft_title(lang), words::draft_lead(lang));
    let (name, note) = (
        way.names.in_language(lang).to_owned(),
        way.about.in_language(lang).to_owned(),
    );
    let (key, way) = (app.ids.uuid().to_string(), way.key.clone());
    let action = routes::thread_at(shown.thread.reference, "decide");
    respond::page(status, &visitor.frame(app), &about, move || {
        view! {
            <div class="narrow stack">
                <ErrorSummary lang problems/>
                {title}
                <section class="card" aria-labelledby="way">
                    <h2 id="way">{name}</h2>
                    <p>{note}</p>
                    <p class="small"><a href=action.clone()>{words::other_way(lang)}</a></p>
                </section>
                <Form action key>
                    <Hidden name="way" value=way/>
                    {fields}
                    <Button label=words::draft_button(lang)/>
                </Form>
            </div>
        }
    })
}
