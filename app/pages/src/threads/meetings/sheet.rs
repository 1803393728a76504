//! A sheet for the table: when and where, what it is about, the statements of the thread
//! with boxes to tick, and the way back to the thread. For who does not use Linli.

use axum::extract::{Path, State as AppState};
use domain::language::Language;
use domain::meeting::Meeting;
use domain::text::foreign;
use http::StatusCode;
use leptos::prelude::*;
use store::threads::Statement;

use super::Answered;
use super::load::Here;
use crate::app::App;
use crate::components::{ButtonKind, LinkButton};
use crate::dates::Local;
use crate::layout::{Page, Section};
use crate::text::meetings as words;
use crate::visitor::Visitor;
use crate::{qr, respond, routes};

/// As many statements fit on two sides.
const STATEMENTS: usize = 24;

/// Five statements in one snapshot.
pub(super) async fn show(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path((thread, number)): Path<(String, String)>,
) -> Answered {
    let mut snapshot = app.store.snapshot().await?;
    let mut conn = snapshot.conn();
    let here = Here::load(&app, &mut conn, &visitor, (&thread, &number)).await?;
    let all = conn.list_statements(here.meeting.thread, None).await?;
    drop(snapshot);
    let statements: Vec<Statement> = all
        .into_iter()
        .filter(|one| one.is_shown(visitor.now))
        .collect();
    let lang = visitor.language();
    let about = Page::new(words::sheet_link(lang), Section::Elsewhere);
    let back = here.href();
    let local = here.shown.local(lang, visitor.now);
    let title = here.meeting.plan.title.to_string();
    let frame = visitor.frame(&app);
    Ok(respond::page(StatusCode::OK, &frame, &about, move || {
        view! {
            <div class="screen-only stack">
                <p class="lead">{words::sheet_lead(lang)}</p>
                <p><LinkButton href=back label=words::sheet_back(lang) kind=ButtonKind::Quiet/></p>
            </div>
            <article class="sheet">
                <header class="sheet-head">
                    <div>
                        <p class="soft">{here.shown.thread.title.to_string()}</p>
                        <h1>{title}</h1>
                        {when(lang, &here.meeting, &local)}
                    </div>
                    {way(lang, &app.base_url, &here)}
                </header>
                {agenda(lang, &here.meeting)}
                {boxes(lang, &statements)}
                {own(lang)}
            </article>
        }
    }))
}

fn when(lang: Language, meeting: &Meeting, local: &Local) -> AnyView {
    let plan = &meeting.plan;
    let (at, length) = (local.full(plan.at).shown, words::length(lang, plan.minutes));
    view! { <p><strong>{at}</strong>" · "{length}</p><p>{plan.spot.to_string()}</p> }.into_any()
}

/// Back to the thread, for a camera and in letters.
fn way(lang: Language, base_url: &str, here: &Here) -> AnyView {
    let address = format!("{base_url}{}", routes::thread(here.meeting.reference));
    let code = qr::view(&address);
    view! {
        <div class="sheet-way">
            {code}
            <p class="small">{words::sheet_qr(lang)}<br/><span class="wrap">{address}</span></p>
        </div>
    }
    .into_any()
}

fn agenda(lang: Language, meeting: &Meeting) -> Option<AnyView> {
    if meeting.plan.agenda.is_empty() {
        return None;
    }
    let points = meeting
        .plan
        .agenda
        .iter()
        .map(|point| {
            let minutes = words::point_minutes(lang, point.minutes);
            view! { <li>{point.what.to_string()}" "<span class="soft">{minutes}</span></li> }
        })
        .collect_view();
    let view = view! {
        <section aria-labelledby="agenda">
            <h2 id="agenda">{words::agenda(lang)}</h2>
            <ol class="agenda">{points}</ol>
        </section>
    };
    Some(view.into_any())
}

/// The statements, three boxes each.
fn boxes(lang: Language, statements: &[Statement]) -> AnyView {
    let inside = if statements.is_empty() {
        view! { <p>{words::sheet_statements_none(lang)}</p> }.into_any()
    } else {
        table(lang, statements)
    };
    view! {
        <section aria-labelledby="statements">
            <h2 id="statements">{words::sheet_statements(lang)}</h2>
            {inside}
        </section>
    }
    .into_any()
}

fn table(lang: Language, statements: &[Statement]) -> AnyView {
    let rows = statements
        .iter()
        .take(STATEMENTS)
        .map(|one| {
            let boxed = || view! { <td><span class="tick" aria-hidden="true"></span></td> };
            view! {
                <tr><th scope="row" lang=foreign(&one.words, lang)>{one.words.clone()}</th>{boxed()}{boxed()}{boxed()}</tr>
            }
        })
        .collect_view();
    let (shown, all) = (super::super::many(STATEMENTS), statements.len().to_string());
    let more = (statements.len() > STATEMENTS).then(
        || view! { <p class="small soft">{words::sheet_statements_first(lang, shown, &all)}</p> },
    );
    view! {
        <p class="small soft">{words::sheet_statements_note(lang)}</p>
        <table class="ticks">
            <thead><tr>
                <td></td>
                <th scope="col">{words::sheet_agree(lang)}</th>
                <th scope="col">{words::sheet_disagree(lang)}</th>
                <th scope="col">{words::sheet_pass(lang)}</th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table>
        {more}
    }
    .into_any()
}

/// Room for what nobody has said yet.
fn own(lang: Language) -> AnyView {
    view! {
        <section class="sheet-own">
            <h2>{words::sheet_own(lang)}</h2>
            <div class="rule" aria-hidden="true"></div>
            <div class="rule" aria-hidden="true"></div>
        </section>
    }
    .into_any()
}
