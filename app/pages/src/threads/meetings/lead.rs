//! Leading through a meeting: changing it, calling it off, its minutes and their
//! correction.

use axum::extract::{Path, State as AppState};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::language::Language;
use domain::meeting::{Command, Order, Refused};
use domain::permission::{MeetingAct, may_on_meeting};
use http::StatusCode;
use leptos::prelude::*;

use super::load::Here;
use super::{Answered, form, minutes, sentence};
use crate::acting::Acting;
use crate::app::App;
use crate::components::{Button, ButtonKind, ErrorSummary, Form, Hidden, Problems, TextArea};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::reading::Reading;
use crate::respond;
use crate::text::meetings as words;
use crate::visitor::Visitor;

/// The acts that have an address below a meeting's own.
pub const LEADS: [MeetingAct; 4] = [
    MeetingAct::Change,
    MeetingAct::CallOff,
    MeetingAct::State,
    MeetingAct::Correct,
];

pub(super) const fn label(lang: Language, act: MeetingAct) -> &'static str {
    match act {
        MeetingAct::CallOff => words::call_off_label(lang),
        MeetingAct::State => words::minutes_label(lang),
        MeetingAct::Correct => words::correct_label(lang),
        _ => words::change_title(lang),
    }
}

const fn lead(lang: Language, act: MeetingAct) -> (&'static str, &'static str) {
    match act {
        MeetingAct::CallOff => (words::call_off_lead(lang), words::call_off_button(lang)),
        MeetingAct::State => (words::minutes_lead(lang), words::minutes_button(lang)),
        MeetingAct::Correct => (words::correct_lead(lang), words::correct_button(lang)),
        _ => (words::change_lead(lang), words::change_button(lang)),
    }
}

type Address = (String, String, String);

/// The meeting and the act of an address, for somebody who may.
async fn asked(
    app: &App,
    visitor: &Visitor,
    (thread, number, code): &Address,
) -> Result<(Here, MeetingAct), PageError> {
    let act = MeetingAct::from_code(code).filter(|act| LEADS.contains(act));
    let act = act.ok_or(PageError::NotFound)?;
    let here = Here::alone(app, visitor, (thread, number)).await?;
    visitor.signed_in()?;
    match may_on_meeting(&visitor.actor, act, &here.meeting) {
        Err(Refused::Denied(_)) => Err(PageError::Denied),
        // It went on meanwhile: the form says so, and keeps what was typed.
        Ok(_) | Err(_) => Ok((here, act)),
    }
}

pub(super) async fn ask(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path(address): Path<Address>,
) -> Answered {
    let (here, act) = asked(&app, &visitor, &address).await?;
    let typed = match act {
        MeetingAct::Change => form::filled(&here.meeting.plan),
        MeetingAct::Correct => here
            .meeting
            .minutes()
            .map(minutes::filled)
            .unwrap_or_default(),
        _ => Posted::default(),
    };
    Ok(page(&app, &visitor, &here, act, &typed, Problems::none()))
}

pub(super) async fn act(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path(address): Path<Address>,
    posted: Posted,
) -> Answered {
    let (here, act) = asked(&app, &visitor, &address).await?;
    let acting = Acting::of(&app, &visitor, &posted)?;
    let mut reading = Reading::new(visitor.language(), &posted, None);
    let command = command(&mut reading, act, &here, &visitor);
    let problems = reading.problems;
    let Some(command) = command.filter(|_| problems.is_empty()) else {
        return Ok(page(&app, &visitor, &here, act, &posted, problems));
    };
    let order = Order {
        command,
        expected_version: posted.text("version").parse().ok(),
    };
    let place = here.address();
    let outcome = acting
        .carry("lead through a meeting", |me| async move {
            let (store, ids, once) = (&me.app.store, &me.app.ids, me.once());
            store
                .act_on_meeting(place, &order, &me.actor, once.as_ref(), ids, me.now)
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
            problems.push(form::field_of(refused), told);
            let (thread, number, _) = &address;
            let here = Here::alone(&app, &visitor, (thread, number)).await?;
            Ok(page(&app, &visitor, &here, act, &posted, problems))
        }
    }
}

fn command(
    reading: &mut Reading<'_>,
    act: MeetingAct,
    here: &Here,
    visitor: &Visitor,
) -> Option<Command> {
    match act {
        MeetingAct::CallOff => Some(Command::CallOff {
            words: reading.sentence("words")?,
        }),
        MeetingAct::State => Some(Command::State {
            minutes: minutes::read(reading)?,
        }),
        MeetingAct::Correct => {
            let (minutes, why) = (minutes::read(reading), reading.sentence("why"));
            Some(Command::Correct {
                minutes: minutes?,
                why: why?,
            })
        }
        _ => Some(Command::Change {
            plan: form::read(reading, here.shown.zone(), visitor.now)?,
        }),
    }
}

fn fields(lang: Language, act: MeetingAct, typed: &Posted, problems: &Problems) -> AnyView {
    let why = |name: &'static str| {
        let value = typed.text(name).to_owned();
        view! { <TextArea lang name label=words::f_why(lang) value error=problems.at(name) rows=3/> }
    };
    match act {
        MeetingAct::CallOff => why("words").into_any(),
        MeetingAct::State => minutes::fields(lang, typed, problems),
        MeetingAct::Correct => {
            view! { {minutes::fields(lang, typed, problems)} {why("why")} }.into_any()
        }
        _ => form::fields(lang, typed, problems),
    }
}

fn page(
    app: &App,
    visitor: &Visitor,
    here: &Here,
    act: MeetingAct,
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
    let fields = fields(lang, act, typed, &problems);
    let (lead, button) = lead(lang, act);
    let kind = match act {
        MeetingAct::CallOff => ButtonKind::Danger,
        _ => ButtonKind::Filled,
    };
    let (title, back) = (here.meeting.plan.title.to_string(), here.href());
    let (key, version) = (app.ids.uuid().to_string(), here.meeting.version.to_string());
    let action = here.href_of(act.code());
    respond::page(status, &visitor.frame(app), &about, move || {
        view! {
            <div class="narrow stack">
                <ErrorSummary lang problems/>
                <div class="title">
                    <p class="soft row"><a href=back.clone()>{title}</a></p>
                    <h1>{label(lang, act)}</h1>
                    <p class="lead">{lead}</p>
                </div>
                <Form action key>
                    <Hidden name="version" value=version/>
                    {fields}
                    <Button label=button kind/>
                </Form>
                <p><a href=back>{words::back(lang)}</a></p>
            </div>
        }
    })
}
