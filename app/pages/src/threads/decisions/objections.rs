//! Objections: everybody reads them, the body answers each.

use axum::extract::{Path, State as AppState};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::decision::{Refused, may_answer};
use http::StatusCode;
use leptos::prelude::*;
use store::decisions::Reply;
use store::threads::Objected;

use super::super::sight::{SaidHere, told};
use super::load::Here;
use super::{Answered, sentence};
use crate::acting::Acting;
use crate::app::App;
use crate::components::{
    Button, ButtonKind, ErrorSummary, Form, Hidden, LinkButton, Problems, Quote, TextArea,
};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::reading::{Reading, refusal};
use crate::respond;
use crate::text::decisions as words;
use crate::text::moderation;
use crate::visitor::Visitor;

/// The objections on the page of an open decision.
pub(super) fn section(
    visitor: &Visitor,
    here: &Here,
    objections: &[Objected],
    answers: bool,
) -> AnyView {
    let lang = visitor.language();
    let body = here.body(lang);
    let inside = if objections.is_empty() {
        view! { <p>{words::objections_none(lang)}</p> }.into_any()
    } else {
        let items = objections
            .iter()
            .enumerate()
            .map(|(at, one)| view! { <li>{objection(visitor, here, (at, one), answers)}</li> })
            .collect_view();
        view! { <p class="order">{words::objections_note(lang, &body)}</p><ul class="list">{items}</ul> }
            .into_any()
    };
    view! {
        <section class="card" aria-labelledby="objections">
            <h2 id="objections">{words::objections(lang)}</h2>
            {inside}
        </section>
    }
    .into_any()
}

/// Why somebody objects, or what stands in its place.
fn why(visitor: &Visitor, here: &Here, one: &Objected) -> AnyView {
    let lang = visitor.language();
    let local = here.shown.local(lang, visitor.now);
    let text = one.objection.reason.clone();
    if let Some(instead) = SaidHere::from(one).instead(lang, visitor, &here.shown, &local, &text) {
        return view! {
            {instead}
            <p class="small soft">{moderation::objection_counts(lang)}</p>
        }
        .into_any();
    }
    let restored = one.removal.as_ref();
    let restored = restored.map(|removal| told(lang, &here.shown, removal, None));
    view! { <Quote lang text/>{restored} }.into_any()
}

/// An objection, with what this visitor may do about it; `at` is its place in the list,
/// which changes with the others and names nobody.
fn objection(
    visitor: &Visitor,
    here: &Here,
    (at, one): (usize, &Objected),
    answers: bool,
) -> AnyView {
    let lang = visitor.language();
    let answer = match &one.objection.answer {
        Some(answer) => {
            let by = words::objection_answer(lang, &here.body(lang));
            view! { <Quote lang text=answer.clone() by/> }.into_any()
        }
        None => view! { <p class="soft">{words::objection_waits(lang)}</p> }.into_any(),
    };
    let link = answers.then(|| {
        let href = here.href_of(&format!("objections/{}", one.objection.slip));
        view! { <p><LinkButton href label=words::objection_link(lang) kind=ButtonKind::Quiet/></p> }
    });
    let name = moderation::objection_name(lang, &at.saturating_add(1).to_string());
    let mends = SaidHere::from(one).links_named(&name, lang, visitor, &here.shown);
    let mends = (!mends.is_empty()).then(|| view! { <div class="ways small">{mends}</div> });
    let why = why(visitor, here, one);
    view! { <div class="stack">{why}{answer}{link}{mends}</div> }.into_any()
}

/// The objection of an address, for somebody who may answer it.
async fn asked(
    app: &App,
    visitor: &Visitor,
    (thread, number, slip): &(String, String, String),
) -> Result<(Here, Option<Objected>), PageError> {
    let slip: i64 = slip.parse().map_err(|_| PageError::NotFound)?;
    let mut snapshot = app.store.snapshot().await?;
    let here = Here::load(app, &mut snapshot.conn(), thread, number).await?;
    visitor.signed_in()?;
    match may_answer(&here.decision, &visitor.actor, visitor.now) {
        Ok(()) | Err(Refused::DecisionClosed) => {}
        Err(_) => return Err(PageError::Denied),
    }
    let thread = here.shown.thread.id;
    let objection = snapshot.conn().find_objected(thread, slip).await?;
    let number = here.decision.number;
    Ok((here, objection.filter(|one| one.decision == number)))
}

pub(super) async fn ask(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path(address): Path<(String, String, String)>,
) -> Answered {
    let (here, objection) = asked(&app, &visitor, &address).await?;
    let objection = objection.ok_or(PageError::NotFound)?;
    let typed = objection.objection.answer.clone().unwrap_or_default();
    Ok(page(
        &app,
        &visitor,
        &here,
        (Some(&objection), typed),
        Problems::none(),
    ))
}

pub(super) async fn answer(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path(address): Path<(String, String, String)>,
    form: Posted,
) -> Answered {
    let (here, objection) = asked(&app, &visitor, &address).await?;
    let typed = form.text("answer").to_owned();
    let mut reading = Reading::new(visitor.language(), &form, None);
    let said = reading.sentence("answer");
    let mut problems = reading.problems;
    if objection.is_none() {
        let code = Refused::ObjectionUnknown.code();
        problems.push("", refusal(visitor.language(), code));
    }
    let (Some(said), Some(objection)) = (said, objection.as_ref()) else {
        return Ok(page(
            &app,
            &visitor,
            &here,
            (objection.as_ref(), typed),
            problems,
        ));
    };
    let place = (here.decision.reference, here.decision.number);
    let (slip, over) = (objection.objection.slip, form.text("over").to_owned());
    let acting = Acting::of(&app, &visitor, &form)?;
    let outcome = acting
        .carry("answer an objection", move |me| async move {
            let reply = Reply {
                slip,
                words: &said,
                over: &over,
            };
            let (store, ids) = (&me.app.store, &me.app.ids);
            store
                .answer_objection(place, reply, &me.actor, ids, me.now)
                .await
        })
        .await?;
    match outcome {
        Ok(_) => {
            let to = format!("{}?done=objection", here.href());
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let (_, told) = sentence(&visitor, error)?;
            problems.push("", told);
            // As it is now: somebody else may have answered it.
            let (here, objection) = asked(&app, &visitor, &address).await?;
            let standing = (objection.as_ref(), typed);
            Ok(page(&app, &visitor, &here, standing, problems))
        }
    }
}

fn page(
    app: &App,
    visitor: &Visitor,
    here: &Here,
    (objected, typed): (Option<&Objected>, String),
    problems: Problems,
) -> Response {
    let lang = visitor.language();
    let wrong = !problems.is_empty();
    let status = if wrong {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let about = Page::new(words::objection_title(lang), Section::Inbox).with_problems(wrong);
    let (question, back) = (here.decision.question.to_string(), here.href());
    let reason = objected.map(|one| why(visitor, here, one));
    let objection = objected.map(|one| &one.objection);
    let action = objection.map(|one| here.href_of(&format!("objections/{}", one.slip)));
    let over = objection.and_then(|one| one.answer.clone());
    let other = over.clone().filter(|answer| *answer != typed);
    let other = other.map(|answer| {
        let by = words::objection_answer(lang, &here.body(lang));
        view! { <Quote lang text=answer by/> }
    });
    let error = problems.at("answer");
    respond::page(status, &visitor.frame(app), &about, move || {
        let form = match action {
            Some(action) => view! {
                <Form action>
                    <Hidden name="over" value=over.unwrap_or_default()/>
                    <TextArea lang name="answer" label=words::f_objection(lang) value=typed error rows=4/>
                    <Button label=words::objection_button(lang)/>
                </Form>
            }
            .into_any(),
            // It was taken back meanwhile: what was written is not lost.
            None => view! { <Quote lang text=typed by=words::f_objection(lang)/> }.into_any(),
        };
        view! {
            <div class="narrow stack">
                <ErrorSummary lang problems/>
                <div class="title">
                    <p class="soft row"><a href=back.clone()>{question}</a></p>
                    <h1>{words::objection_title(lang)}</h1>
                    <p class="lead">{words::objection_lead(lang)}</p>
                </div>
                {reason}
                {other}
                {form}
                <p><a href=back>{words::back(lang)}</a></p>
            </div>
        }
    })
}
