//! The handlers of all acts: ask for what is needed, do it, come back to the case.

use axum::extract::{Path, Query, Request, State as AppState};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::case::{Command, Order, Refused};
use domain::id::PhotoId;
use domain::permission::{Action, Denied, Subject, may};
use domain::person::Person;
use domain::reference::Reference;
use http::StatusCode;
use serde::Deserialize;
use store::cases::{ActError, Acted};
use store::offices::templates::KeptTemplate;

use super::command::Reading;
use super::form::{self, State};
use super::load::{Shown, reference};
use super::page;
use super::together::likely;
use super::verb::Verb;
use crate::acting::Acting;
use crate::app::App;
use crate::components::Refusal;
use crate::errors::PageError;
use crate::form::Posted;
use crate::reading::refusal;
use crate::routes;
use crate::staging::form::Sent;
use crate::text::{case as words, helping, photos as photo_words};
use crate::throttle::Act;
use crate::visitor::Visitor;

mod allowed;
mod pictures;

use allowed::allowed;
pub(super) use allowed::may_speak;

/// What an address may say before the form is filled in.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Before {
    /// The answer that was tapped on the page of the case.
    #[serde(default)]
    verdict: String,
    /// The template that was chosen.
    #[serde(default)]
    template: String,
}

pub(super) async fn ask(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path((number, verb)): Path<(String, String)>,
    Query(before): Query<Before>,
) -> Result<Response, PageError> {
    let verb = Verb::from_code(&verb).ok_or(PageError::NotFound)?;
    ask_for(&app, &visitor, &number, verb, &before).await
}

pub(super) async fn ask_report(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path(number): Path<String>,
    Query(before): Query<Before>,
) -> Result<Response, PageError> {
    ask_for(&app, &visitor, &number, Verb::ReportDone, &before).await
}

pub(super) async fn ask_reply(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path(number): Path<String>,
    Query(before): Query<Before>,
) -> Result<Response, PageError> {
    ask_for(&app, &visitor, &number, Verb::EnterReply, &before).await
}

pub(super) async fn reply(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path(number): Path<String>,
    request: Request,
) -> Result<Response, PageError> {
    Box::pin(with_photos(
        &app,
        &visitor,
        &number,
        Verb::EnterReply,
        request,
    ))
    .await
}

pub(super) async fn act(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path((number, verb)): Path<(String, String)>,
    form: Posted,
) -> Result<Response, PageError> {
    let verb = Verb::from_code(&verb).ok_or(PageError::NotFound)?;
    let sent = Sent {
        form,
        ..Sent::default()
    };
    let shown = Shown::load(&app, &visitor.actor, reference(&number)?).await?;
    carry_out(&app, &visitor, shown, verb, sent).await
}

pub(super) async fn report(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path(number): Path<String>,
    request: Request,
) -> Result<Response, PageError> {
    Box::pin(with_photos(
        &app,
        &visitor,
        &number,
        Verb::ReportDone,
        request,
    ))
    .await
}

/// An act with photos. They are taken in as they arrive, from who may act.
async fn with_photos(
    app: &App,
    visitor: &Visitor,
    number: &str,
    verb: Verb,
    request: Request,
) -> Result<Response, PageError> {
    let shown = match reference(number) {
        Ok(number) => Shown::load(app, &visitor.actor, number).await,
        Err(unknown) => Err(unknown),
    };
    let known = shown.as_ref().ok();
    let case = known
        .filter(|shown| allowed(visitor, verb, shown).is_ok())
        .map(|shown| &shown.case);
    let of = visitor.person().zip(case);
    // What was written is read in any case: the page that says no shows it.
    let sent = pictures::read(app, visitor, of, request).await?;
    carry_out(app, visitor, shown?, verb, sent).await
}

async fn ask_for(
    app: &App,
    visitor: &Visitor,
    number: &str,
    verb: Verb,
    before: &Before,
) -> Result<Response, PageError> {
    let shown = Shown::load(app, &visitor.actor, reference(number)?).await?;
    if let Err(denied) = allowed(visitor, verb, &shown) {
        return refuse(app, visitor, shown, denied, &Posted::default()).await;
    }
    let mut state = State::default();
    if !before.verdict.is_empty() {
        state.typed = Posted::from_fields([("verdict".to_owned(), before.verdict.clone())]);
    }
    state.templates = templates(app, visitor, &shown, verb).await?;
    state.likely = likely(app, visitor, &shown, verb).await?;
    let chosen = state.templates.iter();
    let mut chosen = chosen.filter(|one| one.id.to_string() == before.template);
    if let Some(one) = chosen.next() {
        let text = one.template.texts.in_language(visitor.language());
        let fields = [("words".to_owned(), text.to_owned())];
        state.typed = Posted::from_fields(fields);
        state.template.clone_from(&before.template);
    }
    if verb.takes_photos() {
        let person = visitor.signed_in()?;
        state.photos = pictures::kept(app, person, &shown.case).await?.len();
    }
    form::page(app, visitor, &shown, verb, &state)
}

/// How such replies of the holder begin; the form offers them.
async fn templates(
    app: &App,
    visitor: &Visitor,
    shown: &Shown,
    verb: Verb,
) -> Result<Vec<KeptTemplate>, PageError> {
    let holder = shown.case.holding.holder;
    let Some(of) = verb.reply() else {
        return Ok(Vec::new());
    };
    if may(
        &visitor.actor,
        Action::KeepTemplates,
        &Subject::Body(holder),
    )
    .is_err()
    {
        return Ok(Vec::new());
    }
    let mut kept = app.store.list_templates(holder).await?;
    kept.retain(|one| one.template.of == of);
    Ok(kept)
}

/// Why they may not, above the case as it is now, and what they wrote. Where the form
/// showed an older case, that is why.
async fn refuse(
    app: &App,
    visitor: &Visitor,
    shown: Shown,
    denied: Denied,
    form: &Posted,
) -> Result<Response, PageError> {
    let lang = visitor.language();
    let seen = form.text("version").parse::<i64>();
    let faster = seen.is_ok_and(|seen| seen < shown.case.version);
    let status = match denied {
        Denied::NotVisible => return Err(PageError::NotFound),
        Denied::SignInRequired => {
            return Err(PageError::SignInRequired {
                back: visitor.reading.here.clone(),
            });
        }
        _ if faster => StatusCode::UNPROCESSABLE_ENTITY,
        Denied::NotNow | Denied::NotConfirmed => StatusCode::UNPROCESSABLE_ENTITY,
        Denied::NotAuthor
        | Denied::NotAffected
        | Denied::NotAsked
        | Denied::NotHolder
        | Denied::NotMember
        | Denied::PartnerNever
        | Denied::IdentitySealed
        | Denied::HolderNever
        | Denied::OwnRefusal
        | Denied::NotSteward
        | Denied::OnlyClock
        | Denied::NotForClock
        | Denied::NotInDemo => StatusCode::FORBIDDEN,
    };
    let why = if faster {
        Refusal {
            code: Refused::SomeoneWasFaster.code(),
            words: words::faster(lang),
        }
    } else if denied == Denied::HolderNever && visitor.helping.is_some() {
        Refusal {
            code: denied.code(),
            words: helping::holder_never(lang),
        }
    } else {
        refusal(lang, denied.code())
    };
    let wrote = form.written();
    page::refused(app, visitor, &shown, status, why, wrote).await
}

#[expect(
    clippy::too_many_lines,
    reason = "one answer for each way a command can end"
)]
async fn carry_out(
    app: &App,
    visitor: &Visitor,
    shown: Shown,
    verb: Verb,
    sent: Sent,
) -> Result<Response, PageError> {
    let number = shown.case.reference;
    let person = visitor.signed_in()?.clone();
    if let Err(denied) = may_speak(visitor, verb, &shown) {
        return refuse(app, visitor, shown, denied, &sent.form).await;
    }
    if let Err(denied) = allowed(visitor, verb, &shown)
        && !posted_before(&sent.form, verb, denied)
    {
        return refuse(app, visitor, shown, denied, &sent.form).await;
    }
    let mut reading = Reading::new(visitor.language(), &sent.form);
    for why in &sent.refused {
        let text = photo_words::find(visitor.language(), why.code()).unwrap_or_default();
        reading.problems.push("photo", text);
    }
    let photos = sent.photos;
    let command = reading.command(app, visitor, verb, &shown, &photos).await?;
    let (problems, offered) = (reading.problems, reading.offered);
    let mut state = State {
        typed: Posted::default(),
        problems,
        offered,
        photos: photos.len(),
        faster: false,
        templates: templates(app, visitor, &shown, verb).await?,
        template: String::new(),
        likely: likely(app, visitor, &shown, verb).await?,
    };
    let Some(command) = command.filter(|_| state.problems.is_empty()) else {
        state.typed = sent.form;
        return form::page(app, visitor, &shown, verb, &state);
    };
    if sent.form.key().is_err() {
        state
            .problems
            .push("", words::stale_form(visitor.language()));
        state.typed = sent.form;
        return form::page(app, visitor, &shown, verb, &state);
    }
    if is_of_another_question(&sent.form, &shown, verb) {
        return again(
            app,
            visitor,
            number,
            verb,
            Refused::SomeoneWasFaster,
            sent.form,
            state,
        )
        .await;
    }
    let order = order(verb, command, &sent.form);
    let outcome = perform(app, visitor, number, order, &sent.form).await?;
    match outcome {
        Ok(acted) => done(app, visitor, &person, verb, &acted, &photos).await,
        Err(ActError::NotFound) => Err(PageError::NotFound),
        Err(ActError::Store(error)) => Err(error.into()),
        Err(ActError::Refused(Refused::Denied(denied))) => {
            let shown = Shown::load(app, &visitor.actor, number).await?;
            refuse(app, visitor, shown, denied, &sent.form).await
        }
        Err(ActError::Refused(refused)) => {
            again(app, visitor, number, verb, refused, sent.form, state).await
        }
    }
}

/// Whether a denial may come of this very form having been posted before,
/// which the store knows and answers.
fn posted_before(form: &Posted, verb: Verb, denied: Denied) -> bool {
    // Every form of ours has a key; what comes without one was never a form of ours.
    if !matches!(form.key(), Ok(Some(_))) {
        return false;
    }
    match denied {
        Denied::NotNow => true,
        // Who answered, left or took it back is not what they were.
        Denied::NotAsked | Denied::NotAffected | Denied::NotAuthor => {
            matches!(
                verb,
                Verb::Answer
                    | Verb::AnswerQuestion
                    | Verb::MergeAnswer
                    | Verb::Leave
                    | Verb::Withdraw
                    | Verb::Correct
            )
        }
        // Who passed it on does not hold it any more, nor does who is told that the clock
        // or somebody else was faster.
        Denied::NotHolder => verb.goes_stale(),
        Denied::NotVisible
        | Denied::SignInRequired
        | Denied::NotConfirmed
        | Denied::NotMember
        | Denied::PartnerNever
        | Denied::IdentitySealed
        | Denied::HolderNever
        | Denied::OwnRefusal
        | Denied::NotSteward
        | Denied::OnlyClock
        | Denied::NotForClock
        | Denied::NotInDemo => false,
    }
}

/// Whether the form answers a question that is not the one asked now.
fn is_of_another_question(form: &Posted, shown: &Shown, verb: Verb) -> bool {
    let asked = form.text("question").parse::<i64>().ok();
    asked.is_some() && form::question(shown, verb).is_some_and(|now| Some(now) != asked)
}

/// The command on the case as the form showed it.
fn order(verb: Verb, command: Command, form: &Posted) -> Order {
    let version = form.text("version").parse().ok();
    Order {
        command,
        expected_version: version.filter(|_| verb.goes_stale()),
    }
}

/// The command itself.
async fn perform(
    app: &App,
    visitor: &Visitor,
    reference: Reference,
    order: Order,
    form: &Posted,
) -> Result<Result<Acted, ActError>, PageError> {
    let acting = Acting::of(app, visitor, form)?;
    app.throttle
        .by_account(Act::Post, acting.limited(), visitor.now)?;
    acting
        .carry("carry out a command", |me| async move {
            let (store, ids, once) = (&me.app.store, &me.app.ids, me.once());
            store
                .act(reference, &order, &me.actor, once.as_ref(), ids, me.now)
                .await
        })
        .await
}

/// The form once more, with what is wrong and what was typed; the case with what was
/// typed, where they may not send it any more.
async fn again(
    app: &App,
    visitor: &Visitor,
    reference: Reference,
    verb: Verb,
    refused: Refused,
    typed: Posted,
    state: State,
) -> Result<Response, PageError> {
    let shown = Shown::load(app, &visitor.actor, reference).await?;
    // A form that cannot be sent again is not shown again.
    if refused == Refused::SomeoneWasFaster
        && let Err(denied) = may(&visitor.actor, verb.action(), &Subject::Case(&shown.case))
    {
        return refuse(app, visitor, shown, denied, &typed).await;
    }
    let why = refusal(visitor.language(), refused.code());
    let mut state = State {
        typed,
        faster: refused == Refused::SomeoneWasFaster,
        ..state
    };
    state.problems.push(field_of(verb, refused), why);
    form::page(app, visitor, &shown, verb, &state)
}

/// The field at which a refusal is told; empty where it is about the whole act.
const fn field_of(verb: Verb, refused: Refused) -> &'static str {
    match refused {
        Refused::PromiseInThePast | Refused::PromiseTooFar | Refused::PromiseUnchanged => {
            "promised"
        }
        Refused::ReasonDoesNotFit => "reason",
        Refused::OtherCaseUnknown
        | Refused::MergeIntoItself
        | Refused::MergePrivate
        | Refused::MergeConcerned
        | Refused::OtherCaseOver
        | Refused::OtherHolder
            if matches!(verb, Verb::Merge) =>
        {
            "other"
        }
        Refused::TableNeedsConvener => "convener",
        Refused::CannotTakeIt if matches!(verb, Verb::CallTable) => "convener",
        Refused::CannotTakeIt => "to",
        Refused::LineDoesNotSay => "line",
        Refused::OnlyGovernmentHandsBack | Refused::NobodyBelow => "ground",
        Refused::CorrectionEmpty => "place",
        Refused::OnlyDutyRegrades => "category",
        Refused::PartUnknown
        | Refused::FlaggedAlready
        | Refused::RemovedAlready
        | Refused::NotRemoved
        | Refused::NoRemovalAppeal
        | Refused::OwnRemoval => "part",
        Refused::FlagUnknown => "flag",
        Refused::TemplateUnedited => "words",
        Refused::DeliveryDay => "day",
        Refused::ScanMissing => "photo",
        Refused::HeardAlready => "reply",
        _ => "",
    }
}

/// Back to the case, or to the own page for who may not see it any more.
async fn done(
    app: &App,
    visitor: &Visitor,
    person: &Person,
    verb: Verb,
    acted: &Acted,
    photos: &[PhotoId],
) -> Result<Response, PageError> {
    if verb.takes_photos() && !photos.is_empty() {
        pictures::forget(app, person, &acted.case).await?;
    }
    let sees = may(&visitor.actor, Action::SeeCase, &Subject::Case(&acted.case)).is_ok();
    let to = if sees {
        format!(
            "{}?done={}",
            routes::case(acted.case.reference),
            verb.code()
        )
    } else {
        routes::ME.to_owned()
    };
    Ok(Redirect::to(&to).into_response())
}
