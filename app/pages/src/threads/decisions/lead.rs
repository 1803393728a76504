//! Leading through a decision: opening it, taking the draft back, ending it early.

use axum::extract::{Path, State as AppState};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::decision::{Command, Order, Refused, Stage};
use domain::instant::Instant;
use domain::language::Language;
use domain::permission::{DecisionAct, may_on_decision};
use http::StatusCode;
use leptos::prelude::*;

use super::load::Here;
use super::{Answered, sentence};
use crate::acting::Acting;
use crate::app::App;
use crate::components::{
    Button, ButtonKind, ErrorSummary, Field, FieldKind, Form, Hidden, Problems, Quote, TextArea,
};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::reading::Reading;
use crate::respond;
use crate::text::decisions as words;
use crate::visitor::Visitor;

/// The acts that have an address below a decision's own.
pub const LEADS: [DecisionAct; 3] = [
    DecisionAct::Open,
    DecisionAct::Drop,
    DecisionAct::CloseEarly,
];

pub(super) const fn label(lang: Language, act: DecisionAct) -> &'static str {
    match act {
        DecisionAct::Open => words::open_label(lang),
        DecisionAct::Drop => words::drop_label(lang),
        _ => words::close_early_label(lang),
    }
}

const fn lead(lang: Language, act: DecisionAct) -> (&'static str, &'static str) {
    match act {
        DecisionAct::Open => (words::open_lead(lang), words::open_button(lang)),
        DecisionAct::Drop => (words::drop_lead(lang), words::drop_button(lang)),
        _ => (
            words::close_early_lead(lang),
            words::close_early_button(lang),
        ),
    }
}

type Address = (String, String, String);

/// The decision and the act of an address, for somebody who may.
async fn asked(
    app: &App,
    visitor: &Visitor,
    (thread, number, code): &Address,
) -> Result<(Here, DecisionAct), PageError> {
    let act = DecisionAct::from_code(code).filter(|act| LEADS.contains(act));
    let act = act.ok_or(PageError::NotFound)?;
    let here = Here::alone(app, thread, number).await?;
    visitor.signed_in()?;
    match may_on_decision(&visitor.actor, act, &here.decision) {
        // It went on meanwhile: the form says so, and keeps what was typed.
        Ok(_) | Err(Refused::NotDrafted | Refused::DecisionClosed | Refused::NotOpenYet) => {
            Ok((here, act))
        }
        Err(_) => Err(PageError::Denied),
    }
}

pub(super) async fn ask(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path(address): Path<Address>,
) -> Answered {
    let (here, act) = asked(&app, &visitor, &address).await?;
    Ok(page(
        &app,
        &visitor,
        &here,
        act,
        &Posted::default(),
        Problems::none(),
    ))
}

pub(super) async fn act(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path(address): Path<Address>,
    form: Posted,
) -> Answered {
    let (here, act) = asked(&app, &visitor, &address).await?;
    let acting = Acting::of(&app, &visitor, &form)?;
    let calendar = here.shown.body().map(|body| body.calendar.clone());
    let mut reading = Reading::new(visitor.language(), &form, calendar.as_ref());
    let command = command(&mut reading, act);
    let problems = reading.problems;
    let Some(command) = command.filter(|_| problems.is_empty()) else {
        return Ok(page(&app, &visitor, &here, act, &form, problems));
    };
    let order = Order {
        command,
        expected_version: form.text("version").parse().ok(),
    };
    let place = (here.decision.reference, here.decision.number);
    let outcome = acting
        .carry("lead through a decision", |me| async move {
            let (store, ids, once) = (&me.app.store, &me.app.ids, me.once());
            store
                .act_on_decision(place, &order, &me.actor, once.as_ref(), ids, me.now)
                .await
        })
        .await?;
    match outcome {
        Ok(_) => {
            let to = format!("{}?done={}", here.href(), act.code());
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let (refused, told) = sentence(&visitor, error)?;
            let mut problems = Problems::none();
            let field = match refused {
                Refused::EndTooSoon | Refused::EndAfterStep => "until",
                _ => "",
            };
            problems.push(field, told);
            let (thread, number, _) = &address;
            let here = Here::alone(&app, thread, number).await?;
            Ok(page(&app, &visitor, &here, act, &form, problems))
        }
    }
}

fn command(reading: &mut Reading<'_>, act: DecisionAct) -> Option<Command> {
    match act {
        DecisionAct::Open => Some(Command::Open {
            until: reading.day("until")?,
        }),
        DecisionAct::Drop => Some(Command::Drop {
            words: reading.sentence("words")?,
        }),
        _ => Some(Command::CloseEarly {
            words: reading.sentence("words")?,
        }),
    }
}

/// What is usual for the method, unless the step ends before.
fn usual_end(here: &Here, now: Instant) -> String {
    let days = i64::from(here.decision.method.days);
    let Some(body) = here.shown.body() else {
        return String::new();
    };
    let usual = body.calendar.end_of_day_after(now, days);
    let step = here.shown.thread.until().unwrap_or(usual);
    let zone = crate::dates::zone(&body.calendar.zone);
    let date = usual.min(step).timestamp().to_zoned(zone).date();
    date.to_string()
}

fn field(
    lang: Language,
    here: &Here,
    act: DecisionAct,
    (typed, problems): (&Posted, &Problems),
    now: Instant,
) -> AnyView {
    if act == DecisionAct::Open {
        let value = if typed.has("until") {
            typed.text("until").to_owned()
        } else {
            usual_end(here, now)
        };
        let hint = words::f_until_hint(lang, i64::from(here.decision.method.days));
        return view! { <Field lang name="until" label=words::f_until(lang) hint value error=problems.at("until") kind=FieldKind::Date/> }.into_any();
    }
    let value = typed.text("words").to_owned();
    view! { <TextArea lang name="words" label=words::f_why(lang) value error=problems.at("words") rows=3/> }.into_any()
}

fn page(
    app: &App,
    visitor: &Visitor,
    here: &Here,
    act: DecisionAct,
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
    let about = Page::new(label(lang, act), Section::Inbox).with_problems(wrong);
    let field = field(lang, here, act, (typed, &problems), visitor.now);
    let (lead, button) = lead(lang, act);
    let kind = match act {
        DecisionAct::Open => ButtonKind::Filled,
        _ => ButtonKind::Danger,
    };
    // What the first of the two said, for the second to read before agreeing.
    let first = match (&here.decision.stage, act) {
        (
            Stage::Open {
                early: Some(early), ..
            },
            DecisionAct::CloseEarly,
        ) => {
            let told = words::early_note(lang, &here.body(lang), early.words.as_str());
            Some(view! { <Quote lang text=told/> })
        }
        _ => None,
    };
    let (question, back) = (here.decision.question.to_string(), here.href());
    let (key, version) = (
        app.ids.uuid().to_string(),
        here.decision.version.to_string(),
    );
    let action = here.href_of(act.code());
    respond::page(status, &visitor.frame(app), &about, move || {
        view! {
            <div class="narrow stack">
                <ErrorSummary lang problems/>
                <div class="title">
                    <p class="soft row"><a href=back.clone()>{question}</a></p>
                    <h1>{label(lang, act)}</h1>
                    <p class="lead">{lead}</p>
                </div>
                {first}
                <Form action key>
                    <Hidden name="version" value=version/>
                    {field}
                    <Button label=button kind/>
                </Form>
                <p><a href=back>{words::back(lang)}</a></p>
            </div>
        }
    })
}
