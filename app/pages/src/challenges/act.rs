//! The handlers of all acts: ask for what is needed, do it, come back to the challenge.

use axum::extract::{Path, RawQuery, State as AppState};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::challenge::{Order, Refused};
use domain::permission::{Act, Barred, Denied, acting_for};
use domain::reference::Reference;
use http::StatusCode;
use store::challenges::{ChallengeActed, ChallengeError};

use super::form;
use super::load::{Shown, reference};
use super::reading::Reading;
use super::state::State;
use super::{ACTS, page};
use crate::acting::Acting;
use crate::app::App;
use crate::components::{Flash, FlashTone, Problems};
use crate::errors::PageError;
use crate::form::Posted;
use crate::reading::refusal;
use crate::routes;
use crate::visitor::Visitor;

fn act_of(code: &str) -> Result<Act, PageError> {
    let act = Act::from_code(code).filter(|act| ACTS.contains(act));
    act.ok_or(PageError::NotFound)
}

pub(super) async fn ask(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path((number, code)): Path<(String, String)>,
    RawQuery(raw): RawQuery,
) -> Result<Response, PageError> {
    let act = act_of(&code)?;
    let shown = load(&app, reference(&number)?, act).await?;
    visitor.signed_in()?;
    let typed = Posted::parse(raw.unwrap_or_default().as_bytes());
    let part = typed.text("part").parse().ok();
    if let Some(refused) = barred(&app, &visitor, &shown, act, part) {
        return refused;
    }
    // The address says what the act is about, and nothing else.
    let kept = typed.fields().iter().filter(|(name, _)| name == "case");
    let state = State {
        typed: Posted::from_fields(kept.cloned()),
        part,
        ..State::default()
    };
    Ok(form::page(&app, &visitor, &shown, act, &state))
}

/// The challenge with what the form of `act` needs.
async fn load(app: &App, number: Reference, act: Act) -> Result<Shown, PageError> {
    match act {
        Act::Correct => Shown::load_to_correct(app, number).await,
        _ => Shown::load(app, number).await,
    }
}

/// The answer to somebody who may not; what is about a case that is not chosen
/// yet is decided when it is.
fn barred(
    app: &App,
    visitor: &Visitor,
    shown: &Shown,
    act: Act,
    part: Option<i64>,
) -> Option<Result<Response, PageError>> {
    if shown.may(&visitor.actor, act, part) {
        return None;
    }
    let why = match act {
        Act::Gather | Act::Release => Barred::NotConvener,
        Act::AskOut => Barred::NotOwnCase,
        _ => acting_for(&visitor.actor, act, &shown.challenge, None, part).err()?,
    };
    let why = if shown.challenge.is_open() || act == Act::AskOut {
        why
    } else {
        Barred::ChallengeOver
    };
    Some(refuse(app, visitor, shown, why))
}

/// Why they may not, above the challenge as it is now.
fn refuse(
    app: &App,
    visitor: &Visitor,
    shown: &Shown,
    barred: Barred,
) -> Result<Response, PageError> {
    let status = match barred {
        Barred::Denied(Denied::NotVisible) => return Err(PageError::NotFound),
        Barred::Denied(Denied::SignInRequired) => {
            return Err(PageError::SignInRequired {
                back: visitor.reading.here.clone(),
            });
        }
        Barred::Denied(Denied::NotConfirmed) | Barred::ChallengeOver => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Barred::Denied(_)
        | Barred::NotConvener
        | Barred::NotAtTable
        | Barred::NotOwnEntry
        | Barred::NotWithCase
        | Barred::NotOwnCase => StatusCode::FORBIDDEN,
    };
    let lang = visitor.language();
    let flash = Flash {
        tone: FlashTone::Refused,
        text: refusal(lang, barred.code()).text(lang),
    };
    Ok(page::page(app, visitor, shown, status, Some(flash)))
}

pub(super) async fn act(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path((number, code)): Path<(String, String)>,
    form: Posted,
) -> Result<Response, PageError> {
    let (act, number) = (act_of(&code)?, reference(&number)?);
    let shown = load(&app, number, act).await?;
    visitor.signed_in()?;
    let calendar = shown.convener().map(|body| &body.calendar);
    let mut reading = Reading::new(visitor.language(), &form, calendar);
    let part = reading.part();
    // What was posted before may have ended the right to it: the store knows, and answers.
    if form.text("key").is_empty()
        && let Some(refused) = barred(&app, &visitor, &shown, act, part)
    {
        return refused;
    }
    let command = reading.command(act, &shown);
    let problems = reading.problems;
    let Some((command, about)) = command.filter(|_| problems.is_empty()) else {
        if let Some(refused) = barred(&app, &visitor, &shown, act, part) {
            return refused;
        }
        let state = State {
            typed: form,
            problems,
            part,
            faster: false,
        };
        return Ok(form::page(&app, &visitor, &shown, act, &state));
    };
    let order = Order {
        command,
        expected_version: form
            .text("version")
            .parse()
            .ok()
            .filter(|_| act.goes_stale()),
    };
    match perform(&app, &visitor, number, order, about, &form).await? {
        Ok(_) => {
            let to = format!("{}?done={}", routes::challenge(number), act.code());
            Ok(Redirect::to(&to).into_response())
        }
        Err(ChallengeError::Store(error)) => Err(error.into()),
        Err(error) => again(&app, &visitor, number, act, &error, form, part).await,
    }
}

/// The command itself.
pub(super) async fn perform(
    app: &App,
    visitor: &Visitor,
    reference: Reference,
    order: Order,
    about: Option<Reference>,
    form: &Posted,
) -> Result<Result<ChallengeActed, ChallengeError>, PageError> {
    let acting = Acting::of(app, visitor, form)?;
    acting
        .carry("carry out a command on a challenge", |me| async move {
            let (store, ids, once) = (&me.app.store, &me.app.ids, me.once());
            store
                .act_on_challenge(
                    reference,
                    &order,
                    about,
                    &me.actor,
                    once.as_ref(),
                    ids,
                    me.now,
                )
                .await
        })
        .await
}

/// The form once more, with what is wrong and what was typed.
async fn again(
    app: &App,
    visitor: &Visitor,
    number: Reference,
    act: Act,
    error: &ChallengeError,
    typed: Posted,
    part: Option<i64>,
) -> Result<Response, PageError> {
    let shown = load(app, number, act).await?;
    let (field, code) = match error {
        // The challenge exists: it is the case that does not, for them.
        ChallengeError::NotFound => ("case", "case-unknown"),
        ChallengeError::Refused(Refused::Barred(barred)) => {
            return refuse(app, visitor, &shown, *barred);
        }
        ChallengeError::Refused(refused) => match (act, field_of(*refused)) {
            // The date of an attempt's review has a field of its own.
            (Act::Try, "next") => ("review", refused.code()),
            (Act::Correct, "case" | "convener") => ("place", refused.code()),
            (_, field) => (field, refused.code()),
        },
        ChallengeError::Store(_) => return Err(PageError::Internal),
    };
    let mut problems = Problems::none();
    problems.push(field, refusal(visitor.language(), code));
    let state = State {
        typed,
        problems,
        part,
        faster: code == Refused::SomeoneWasFaster.code(),
    };
    Ok(form::page(app, visitor, &shown, act, &state))
}

/// The field at which a refusal is told; empty where it is about the whole act.
pub(super) const fn field_of(refused: Refused) -> &'static str {
    match refused {
        Refused::ReviewInThePast | Refused::ReviewTooFar => "next",
        Refused::TryInTheFuture => "started",
        Refused::MeasureDates => "until",
        Refused::PartnerConvenes
        | Refused::Table(
            domain::case::Refused::TableNeedsConvener | domain::case::Refused::CannotTakeIt,
        ) => "convener",
        Refused::GatherPrivate
        | Refused::GatherGone
        | Refused::OtherPlace
        | Refused::GatheredAlready
        | Refused::NotGathered
        | Refused::KeptOut => "case",
        _ => "",
    }
}
