//! `/answer/{token}`: an answer from a message, with one press of a button and
//! without signing in. Opening the link does nothing.

use axum::extract::{Path, State};
use axum::response::Response;
use domain::case::{AnswerReason, Case, Command, Order, Verdict};
use domain::language::Language;
use domain::permission::{Action, Denied, Subject, may};
use domain::person::{Actor, Person};
use http::StatusCode;
use leptos::prelude::*;
use store::cases::ActError;

use super::inputs;
use crate::acting::Acting;
use crate::app::App;
use crate::components::{
    Button, ButtonKind, Choice, ChoiceOption, ErrorSummary, Form, LinkButton, Problems,
};
use crate::errors::PageError;
use crate::first_sentence::first_sentence;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::one_tap::OneTap;
use crate::text::case as words;
use crate::text::refused as refusals;
use crate::throttle::Act;
use crate::visitor::Visitor;
use crate::{respond, routes};

/// What a token leads to.
struct Tapped {
    tap: OneTap,
    person: Person,
    case: Case,
}

async fn read(app: &App, token: &str) -> Result<Tapped, PageError> {
    let tap = OneTap::read(token, &app.secret).ok_or(PageError::NotFound)?;
    let person = app.store.find_person(tap.person).await?;
    let person = person.ok_or(PageError::NotFound)?;
    let case = app.store.find_case(tap.reference).await?;
    let case = case.ok_or(PageError::NotFound)?;
    let actor = Actor::Person(person.clone());
    may(&actor, Action::SeeCase, &Subject::Case(&case)).map_err(|_| PageError::NotFound)?;
    Ok(Tapped { tap, person, case })
}

/// A link is for whoever was asked, or a neighbour who helps them; never for
/// somebody who is signed in as a member of the body that the answer is about.
fn refused(visitor: &Visitor, tapped: &Tapped) -> bool {
    let holder = tapped.case.holding.holder;
    domain::helping::may_help(visitor.hand(), tapped.person.id, holder).is_err()
}

impl Tapped {
    fn is_open(&self, visitor: &Visitor) -> bool {
        self.case
            .open_questions(visitor.now)
            .contains(&self.tap.question)
    }

    /// The address of the same question with this answer, or with none yet.
    fn link(&self, app: &App, verdict: Option<Verdict>) -> String {
        routes::one_tap(
            &OneTap {
                verdict,
                ..self.tap
            }
            .token(&app.secret),
        )
    }

    /// What it is about; a removed text is not told.
    fn title(&self, lang: Language) -> String {
        let removed = self
            .case
            .removed
            .iter()
            .any(|one| one.part == domain::case::Part::Concern);
        if removed {
            words::title_removed(lang).to_owned()
        } else {
            first_sentence(self.case.concern.words.as_str())
        }
    }
}

/// The language somebody reads: the one they chose here, else their own.
fn language(visitor: &Visitor, tapped: &Tapped) -> Language {
    if visitor.person().is_some() {
        visitor.language()
    } else {
        tapped.person.language
    }
}

pub(super) async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let tapped = read(&app, &token).await?;
    let lang = language(&visitor, &tapped);
    if refused(&visitor, &tapped) {
        return Ok(not_for_you(&app, &visitor, &tapped));
    }
    if !tapped.is_open(&visitor) {
        return Ok(over(&app, &visitor, &tapped, lang));
    }
    Ok(match tapped.tap.verdict {
        None => choose(&app, &visitor, &tapped),
        Some(verdict) => question(&app, &visitor, &tapped, verdict, Problems::none()),
    })
}

/// The page with all answers to choose from.
fn choose(app: &App, visitor: &Visitor, tapped: &Tapped) -> Response {
    let lang = language(visitor, tapped);
    let about = words::tap_about(lang, &tapped.title(lang));
    let answers = Verdict::ALL.map(|verdict| {
        let href = tapped.link(app, Some(verdict));
        let label = inputs::verdict(lang, verdict);
        view! { <li><LinkButton href label kind=ButtonKind::Quiet/></li> }
    });
    let title = words::tap_choose_title(lang);
    page(app, visitor, lang, title, StatusCode::OK, move || {
        view! {
            <p>{about}</p>
            <ul class="list">{answers.into_iter().collect_view()}</ul>
            <p class="soft">{words::tap_choose_lead(lang)}</p>
        }
        .into_any()
    })
}

/// The page with the button; `problems` are what kept it from working.
fn question(
    app: &App,
    visitor: &Visitor,
    tapped: &Tapped,
    verdict: Verdict,
    problems: Problems,
) -> Response {
    let lang = language(visitor, tapped);
    let none = ChoiceOption::new("", words::reason_none(lang), "");
    let reasons = verdict
        .reasons()
        .iter()
        .map(|one| ChoiceOption::new(one.code(), inputs::reason(lang, *one), ""));
    let options: Vec<ChoiceOption> = std::iter::once(none).chain(reasons).collect();
    let about = words::tap_about(lang, &tapped.title(lang));
    let key = app.ids.uuid().to_string();
    let other = tapped.link(app, None);
    let action = tapped.link(app, Some(verdict));
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    page(
        app,
        visitor,
        lang,
        words::tap_title(lang),
        status,
        move || {
            view! {
                <ErrorSummary lang problems/>
                <p>{about}</p>
                <h2>{inputs::verdict(lang, verdict)}</h2>
                <p>{words::tap_lead(lang)}</p>
                <Form action=action key>
                    <Choice lang name="reason" label=words::tap_why(lang) options/>
                    <Button label=words::tap_send(lang)/>
                </Form>
                <p><a href=other>{words::tap_other(lang)}</a></p>
            }
            .into_any()
        },
    )
}

pub(super) async fn answer(
    State(app): State<App>,
    visitor: Visitor,
    Path(token): Path<String>,
    form: Posted,
) -> Result<Response, PageError> {
    let tapped = read(&app, &token).await?;
    let lang = language(&visitor, &tapped);
    if refused(&visitor, &tapped) {
        return Ok(not_for_you(&app, &visitor, &tapped));
    }
    let verdict = tapped.tap.verdict.ok_or(PageError::NotFound)?;
    let order = Order::from(Command::Answer {
        verdict,
        reason: AnswerReason::from_code(form.text("reason")),
    });
    let acting = Acting::named(&app, &tapped.person, &form, visitor.now);
    if !tapped.is_open(&visitor) {
        // "Not solved" closes the question: who presses twice is told the same twice.
        let before = match acting.once() {
            Some(once) => app.store.acted_before(&once).await?,
            None => false,
        };
        return Ok(if before {
            thanks(&app, &visitor, &tapped, lang)
        } else {
            over(&app, &visitor, &tapped, lang)
        });
    }
    if form.key().is_err() {
        let mut problems = Problems::none();
        problems.push("", words::stale_form(lang));
        return Ok(question(&app, &visitor, &tapped, verdict, problems));
    }
    app.throttle
        .by_account(Act::Post, acting.limited(), visitor.now)?;
    let reference = tapped.tap.reference;
    let outcome = acting
        .carry("carry out an answer", move |me| async move {
            let (store, ids, once) = (&me.app.store, &me.app.ids, me.once());
            store
                .act(reference, &order, &me.actor, once.as_ref(), ids, me.now)
                .await
        })
        .await?;
    match outcome {
        Ok(_) => Ok(thanks(&app, &visitor, &tapped, lang)),
        Err(ActError::NotFound) => Err(PageError::NotFound),
        Err(ActError::Refused(_)) => Ok(over(&app, &visitor, &tapped, lang)),
        Err(ActError::Store(error)) => Err(error.into()),
    }
}

/// The answer is on the case.
fn thanks(app: &App, visitor: &Visitor, tapped: &Tapped, lang: Language) -> Response {
    let see = routes::case(tapped.tap.reference);
    let title = words::tap_done_title(lang);
    page(app, visitor, lang, title, StatusCode::OK, move || {
        view! {
            <p>{words::tap_done(lang)}</p>
            <LinkButton href=see label=words::tap_see(lang)/>
        }
        .into_any()
    })
}

/// They have a seat in the body that the answer is about.
fn not_for_you(app: &App, visitor: &Visitor, tapped: &Tapped) -> Response {
    let lang = visitor.language();
    let see = routes::case(tapped.tap.reference);
    let why = refusals::find(lang, Denied::HolderNever.code()).unwrap_or_default();
    page(
        app,
        visitor,
        lang,
        words::tap_title(lang),
        StatusCode::FORBIDDEN,
        move || {
            view! {
                <p>{why}</p>
                <LinkButton href=see label=words::tap_see(lang)/>
            }
            .into_any()
        },
    )
}

/// The question is not asked any more.
fn over(app: &App, visitor: &Visitor, tapped: &Tapped, lang: Language) -> Response {
    let see = routes::case(tapped.tap.reference);
    page(
        app,
        visitor,
        lang,
        words::tap_over_title(lang),
        StatusCode::GONE,
        move || {
            view! {
                <p>{words::tap_over(lang)}</p>
                <LinkButton href=see label=words::tap_see(lang)/>
            }
            .into_any()
        },
    )
}

fn page(
    app: &App,
    visitor: &Visitor,
    lang: Language,
    title: &'static str,
    status: StatusCode,
    inside: impl FnOnce() -> AnyView,
) -> Response {
    let mut frame = visitor.frame(app);
    frame.language = lang;
    respond::page(
        status,
        &frame,
        &Page::new(title, Section::Elsewhere),
        || {
            view! { <div class="narrow stack"><h1>{title}</h1>{inside()}</div> }
        },
    )
}
