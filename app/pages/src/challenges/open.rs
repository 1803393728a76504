//! Opening a challenge from the page of a case.

use axum::extract::{Path, State as AppState};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::body::Body;
use domain::challenge::{REVIEW_DAYS, Refused};
use domain::permission::{Act, may_open};
use domain::place::Place;
use domain::text::{Title, TitleInvalid, Words, WordsInvalid};
use http::StatusCode;
use leptos::prelude::*;
use store::challenges::{ChallengeError, NewChallenge};

use super::act::field_of;
use super::gather::Found;
use super::reading::Reading;
use super::state::State;
use crate::acting::Acting;
use crate::app::App;
use crate::components::{
    Button, ChoiceOption, ErrorSummary, Field, FieldKind, Form, Pick, Problems, TextArea,
};
use crate::dates::{self, Local};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::reading::refusal;
use crate::text::case as case_words;
use crate::text::challenges as words;
use crate::visitor::Visitor;
use crate::{respond, routes};

/// The body of this person that would convene.
fn convener<'f>(visitor: &Visitor, found: &'f Found) -> Result<&'f Body, PageError> {
    let body = may_open(&visitor.actor, &found.case).map_err(|_| PageError::Denied)?;
    found.book.body(body).ok_or(PageError::Denied)
}

/// The places of the case that the convener serves, the closest first.
fn places<'f>(found: &'f Found, convener: &Body) -> Vec<&'f Place> {
    let served = |at: usize| {
        let mut around = found.path[..=at].iter();
        around.any(|place| convener.places.contains(&place.id))
    };
    let all = found.path.iter().enumerate().rev();
    all.filter(|(at, _)| served(*at))
        .map(|(_, place)| place)
        .collect()
}

pub(super) async fn ask(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let found = Found::load(&app, &visitor.actor, &number).await?;
    found.check(&visitor)?;
    page(&app, &visitor, &found, &State::default())
}

pub(super) async fn open(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path(number): Path<String>,
    form: Posted,
) -> Result<Response, PageError> {
    let found = Found::load(&app, &visitor.actor, &number).await?;
    let acting = Acting::of(&app, &visitor, &form)?;
    let convener = convener(&visitor, &found)?;
    let calendar = Some(&convener.calendar);
    let mut reading = Reading::new(visitor.language(), &form, calendar);
    let new = read(&mut reading, &found, convener);
    let problems = reading.problems;
    let Some(new) = new.filter(|_| problems.is_empty()) else {
        return again(&app, &visitor, &found, form, problems);
    };
    let outcome = acting
        .carry("open a challenge", |me| async move {
            let (store, ids, once) = (&me.app.store, &me.app.ids, me.once());
            store
                .open_challenge(&new, &me.actor, once.as_ref(), ids, me.now)
                .await
        })
        .await?;
    match outcome {
        Ok(opened) => {
            let here = routes::challenge(opened.challenge.reference);
            let to = format!("{here}?done={}", Act::Open.code());
            Ok(Redirect::to(&to).into_response())
        }
        Err(ChallengeError::NotFound) => Err(PageError::NotFound),
        Err(ChallengeError::Store(error)) => Err(error.into()),
        Err(ChallengeError::Refused(Refused::Barred(_))) => Err(PageError::Denied),
        Err(ChallengeError::Refused(refused)) => {
            let mut problems = Problems::none();
            let field = match refused {
                Refused::OtherPlace => "place",
                // There is no field for the case: it is the one of the page.
                refused if field_of(refused) == "case" => "",
                refused => field_of(refused),
            };
            problems.push(field, refusal(visitor.language(), refused.code()));
            again(&app, &visitor, &found, form, problems)
        }
    }
}

fn read(reading: &mut Reading<'_>, found: &Found, convener: &Body) -> Option<NewChallenge> {
    let title = Title::parse(reading.form.text("title")).map_err(TitleInvalid::code);
    let title = reading.fit("title", title);
    let about = Words::parse(reading.form.text("about")).map_err(WordsInvalid::code);
    let about = reading.fit("about", about);
    let place = reading.choice("place", |slug| {
        let places = places(found, convener);
        let place = places.iter().find(|place| place.slug == slug);
        place.map(|place| place.id)
    });
    let (task, next) = (reading.sentence("task"), reading.day("next"));
    Some(NewChallenge {
        case: found.case.reference,
        title: title?,
        words: about?,
        place: place?,
        task: task?,
        review_due: next?,
    })
}

fn again(
    app: &App,
    visitor: &Visitor,
    found: &Found,
    typed: Posted,
    problems: Problems,
) -> Result<Response, PageError> {
    let state = State {
        typed,
        problems,
        ..State::default()
    };
    page(app, visitor, found, &state)
}

fn fields(visitor: &Visitor, found: &Found, convener: &Body, state: &State) -> Vec<AnyView> {
    let (lang, error) = (visitor.language(), |name: &str| state.problems.at(name));
    let typed = |name: &str| state.or(name, "");
    let places = places(found, convener);
    let options = places.iter().map(|place| {
        let name = place.names.in_language(lang).to_owned();
        ChoiceOption::new(place.slug.clone(), name, "")
    });
    let options = vec![("".into(), options.collect::<Vec<_>>())];
    let zone = dates::zone(&convener.calendar.zone);
    let latest = convener.calendar.end_of_day_after(visitor.now, REVIEW_DAYS);
    let latest = Local::new(lang, &zone, visitor.now).date(latest).shown;
    let hint = words::f_next_hint(lang, &latest);
    vec![
        view! { <Field lang name="title" label=words::f_title(lang) hint=words::f_title_hint(lang) value=typed("title") error=error("title")/> }
            .into_any(),
        view! { <TextArea lang name="about" label=words::f_about(lang) hint=words::f_about_hint(lang) value=typed("about") error=error("about")/> }
            .into_any(),
        view! { <Pick lang name="place" label=words::f_place(lang) options chosen=typed("place") error=error("place")/> }
            .into_any(),
        view! { <TextArea lang name="task" label=words::f_task(lang) hint=case_words::f_words_hint(lang) value=typed("task") error=error("task") rows=3/> }
            .into_any(),
        view! { <Field lang name="next" label=words::f_next(lang) hint value=typed("next") error=error("next") kind=FieldKind::Date/> }
            .into_any(),
    ]
}

fn page(app: &App, visitor: &Visitor, found: &Found, state: &State) -> Result<Response, PageError> {
    let lang = visitor.language();
    let convener = convener(visitor, found)?;
    let wrong = !state.problems.is_empty();
    let status = if wrong {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let about = Page::new(words::open_title(lang), Section::Inbox).with_problems(wrong);
    let fields = fields(visitor, found, convener, state);
    let reference = found.case.reference;
    let (problems, key) = (state.problems.clone(), app.ids.uuid().to_string());
    let frame = visitor.frame(app);
    Ok(respond::page(status, &frame, &about, move || {
        let here = routes::case(reference);
        view! {
            <div class="narrow stack">
                <ErrorSummary lang problems/>
                <div class="title">
                    <p class="soft row"><a href=here.clone()>{reference.spaced()}</a></p>
                    <h1>{words::open_title(lang)}</h1>
                </div>
                <Form action=routes::open_challenge(reference) key>
                    {fields}
                    <section class="card" aria-labelledby="sees">
                        <h2 id="sees">{words::everybody_sees(lang)}</h2>
                        <p>{words::open_lead(lang)}</p>
                    </section>
                    <Button label=words::open_button(lang)/>
                </Form>
                <p><a href=here>{case_words::back_to_case(lang)}</a></p>
            </div>
        }
    }))
}
