//! From a case to a challenge: choose an open one of its place, or open a new one.

use std::sync::Arc;

use axum::extract::{Path, State as AppState};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::case::Case;
use domain::challenge::{Command, Order};
use domain::language::Language;
use domain::permission::{Act, Action, Subject, acting_for, may, may_open};
use domain::person::Actor;
use domain::place::Place;
use domain::reference::Reference;
use http::StatusCode;
use leptos::prelude::*;
use store::challenges::{ChallengeError, ChallengeSummary};
use store::rulebook::Rulebook;

use super::act::perform;
use super::load::reference;
use crate::app::App;
use crate::components::{
    Button, ButtonKind, Choice, ChoiceOption, ErrorSummary, Form, LinkButton, Problems,
};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::reading::refusal;
use crate::text::case as case_words;
use crate::text::challenges as words;
use crate::visitor::Visitor;
use crate::{respond, routes};

/// Most challenges to choose from.
const OFFERED: i64 = 50;

/// A case that somebody may gather, with what there is to choose from.
pub(super) struct Found {
    pub(super) case: Case,
    /// Its place with everything that lies around it, the widest first.
    pub(super) path: Vec<Place>,
    pub(super) book: Arc<Rulebook>,
    open: Vec<ChallengeSummary>,
}

impl Found {
    /// Four statements in one snapshot. For whom the case is not, it does not exist.
    pub(super) async fn load(app: &App, actor: &Actor, number: &str) -> Result<Self, PageError> {
        let mut snapshot = app.store.snapshot().await?;
        let case = snapshot.conn().find_case(reference(number)?).await?;
        let case = case.ok_or(PageError::NotFound)?;
        may(actor, Action::SeeCase, &Subject::Case(&case)).map_err(|_| PageError::NotFound)?;
        let place = case.concern.place;
        let mut open = snapshot
            .conn()
            .list_challenges_around(place, OFFERED)
            .await?;
        open.retain(|one| {
            acting_for(actor, Act::Gather, &one.challenge, Some(&case), None).is_ok()
        });
        let path = snapshot.conn().find_place_path(place).await?;
        let book = app.store.rulebook(snapshot.conn()).await?;
        Ok(Self {
            case,
            path,
            book,
            open,
        })
    }

    /// Refuses who may neither gather it nor open a challenge for it, and what
    /// cannot be gathered at all.
    pub(super) fn check(&self, visitor: &Visitor) -> Result<(), PageError> {
        visitor.signed_in()?;
        if self.open.is_empty() && may_open(&visitor.actor, &self.case).is_err() {
            return Err(PageError::Denied);
        }
        if !self.case.concern.visibility.is_public() {
            return Err(PageError::Refused("gather-private"));
        }
        if self.case.under.is_some() {
            return Err(PageError::Refused("gathered-already"));
        }
        Ok(())
    }
}

/// Whether the page of `case` offers this person to gather it.
pub(crate) fn is_offered(actor: &Actor, case: &Case) -> bool {
    case.under.is_none() && case.concern.visibility.is_public() && may_open(actor, case).is_ok()
}

pub(super) async fn ask(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let found = Found::load(&app, &visitor.actor, &number).await?;
    found.check(&visitor)?;
    Ok(page(
        &app,
        &visitor,
        &found,
        &Posted::default(),
        Problems::none(),
    ))
}

pub(super) async fn gather(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path(number): Path<String>,
    form: Posted,
) -> Result<Response, PageError> {
    let found = Found::load(&app, &visitor.actor, &number).await?;
    visitor.signed_in()?;
    let Some(challenge) = Reference::parse(form.text("challenge")) else {
        found.check(&visitor)?;
        return Ok(again(&app, &visitor, &found, &form, "choice-missing"));
    };
    let order = Order::from(Command::Gather);
    let about = Some(found.case.reference);
    match perform(&app, &visitor, challenge, order, about, &form).await? {
        Ok(_) => {
            let to = format!(
                "{}?done={}",
                routes::challenge(challenge),
                Act::Gather.code()
            );
            Ok(Redirect::to(&to).into_response())
        }
        Err(ChallengeError::NotFound) => Ok(again(&app, &visitor, &found, &form, "choice-missing")),
        Err(ChallengeError::Store(error)) => Err(error.into()),
        Err(ChallengeError::Refused(refused)) => {
            found.check(&visitor)?;
            Ok(again(&app, &visitor, &found, &form, refused.code()))
        }
    }
}

fn again(
    app: &App,
    visitor: &Visitor,
    found: &Found,
    form: &Posted,
    code: &'static str,
) -> Response {
    let mut problems = Problems::none();
    problems.push("challenge", refusal(visitor.language(), code));
    page(app, visitor, found, form, problems)
}

fn options(lang: Language, found: &Found) -> Vec<ChoiceOption> {
    found
        .open
        .iter()
        .map(|one| {
            let place = one.place.in_language(lang);
            let note = [place, &one.challenge.reference.spaced()].join(" · ");
            let title = one.challenge.title.to_string();
            ChoiceOption::new(one.challenge.reference.to_string(), title, note)
        })
        .collect()
}

fn page(
    app: &App,
    visitor: &Visitor,
    found: &Found,
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
    let about = Page::new(words::choose_title(lang), Section::Inbox).with_problems(wrong);
    let (options, reference) = (options(lang, found), found.case.reference);
    let chosen = typed.text("challenge").to_owned();
    let error = problems.at("challenge");
    let opens = may_open(&visitor.actor, &found.case).is_ok();
    let key = app.ids.uuid().to_string();
    respond::page(status, &visitor.frame(app), &about, move || {
        let here = routes::case(reference);
        let choose = if options.is_empty() {
            view! { <p>{words::choose_none(lang)}</p> }.into_any()
        } else {
            view! {
                <Form action=routes::gather(reference) key>
                    <Choice lang name="challenge" label=words::choose(lang) options chosen error/>
                    <section class="card" aria-labelledby="sees">
                        <h2 id="sees">{words::everybody_sees(lang)}</h2>
                        <p>{words::gather_lead(lang)}</p>
                    </section>
                    <Button label=words::gather_button(lang)/>
                </Form>
            }
            .into_any()
        };
        let new = opens.then(|| {
            let href = routes::open_challenge(reference);
            view! { <p><LinkButton href label=words::choose_new(lang) kind=ButtonKind::Quiet/></p> }
        });
        view! {
            <div class="narrow stack">
                <ErrorSummary lang problems/>
                <div class="title">
                    <p class="soft row"><a href=here.clone()>{reference.spaced()}</a></p>
                    <h1>{words::choose_title(lang)}</h1>
                </div>
                {choose}
                {new}
                <p><a href=here>{case_words::back_to_case(lang)}</a></p>
            </div>
        }
    })
}
