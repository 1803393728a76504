//! The page of one act: its fields, and what it leads to.

use axum::response::Response;
use domain::permission::Act;
use http::StatusCode;
use leptos::prelude::*;

use super::fields::Fields;
use super::load::Shown;
use super::page::section;
use super::state::State;
use super::teller::Teller;
use super::word;
use crate::app::App;
use crate::components::{Button, ButtonKind, ErrorSummary, Form, Hidden};
use crate::layout::Page;
use crate::text::case as case_words;
use crate::text::challenges as words;
use crate::visitor::Visitor;
use crate::{respond, routes};

/// The page of one act.
pub(super) fn page(
    app: &App,
    visitor: &Visitor,
    shown: &Shown,
    act: Act,
    state: &State,
) -> Response {
    let lang = visitor.language();
    let wrong = !state.problems.is_empty();
    let status = if wrong {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let heading = word(lang, act, "title");
    let about = Page::new(heading, section(visitor, shown)).with_problems(wrong);
    let fields = Fields {
        shown,
        visitor,
        lang,
        state,
    }
    .of(act);
    let newest = state
        .faster
        .then(|| Teller::new(shown, lang, visitor.now).newest())
        .flatten()
        .map(|newest| view! { <p class="order">{case_words::last_change(lang, &newest)}</p> });
    let version = act
        .goes_stale()
        .then(|| view! { <Hidden name="version" value=shown.challenge.version.to_string()/> });
    let (title, reference) = (shown.challenge.title.to_string(), shown.challenge.reference);
    let (problems, key) = (state.problems.clone(), app.ids.uuid().to_string());
    let kind = match act {
        Act::Release | Act::AskOut | Act::Strike => ButtonKind::Danger,
        _ => ButtonKind::Filled,
    };
    respond::page(status, &visitor.frame(app), &about, move || {
        let here = routes::challenge(reference);
        view! {
            <div class="narrow stack">
                <ErrorSummary lang problems/>
                <div class="title">
                    <p class="soft row">
                        <a href=here.clone()>{title}</a>
                        <span>{reference.spaced()}</span>
                    </p>
                    <h1>{heading}</h1>
                </div>
                {newest}
                <Form action=routes::challenge_act(reference, act.code()) key>
                    {version}
                    {fields}
                    <section class="card" aria-labelledby="sees">
                        <h2 id="sees">{words::everybody_sees(lang)}</h2>
                        <p>{word(lang, act, "lead")}</p>
                    </section>
                    <Button label=word(lang, act, "button") kind/>
                </Form>
                <p><a href=here>{words::back(lang)}</a></p>
            </div>
        }
    })
}
