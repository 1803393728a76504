//! The page of a meeting: when and where, whether one comes, what it is about, and what
//! was said and decided.

use axum::extract::{Path, Query, State as AppState};
use axum::response::Response;
use domain::language::Language;
use domain::meeting::{Meeting, Stage, Standing};
use domain::permission::MeetingAct;
use domain::text::foreign;
use http::StatusCode;
use leptos::prelude::*;
use serde::Deserialize;

use super::lead::{self, LEADS};
use super::load::Here;
use super::{Answered, list, minutes};
use crate::app::App;
use crate::components::{
    Answer, Answers, Button, ButtonKind, Chip, ErrorSummary, Flash, FlashTone, Form, Hidden,
    LinkButton, Problems, Words,
};
use crate::dates::Local;
use crate::errors::PageError;
use crate::layout::{Frame, Page, Section};
use crate::text::meetings as words;
use crate::visitor::Visitor;
use crate::{respond, routes};

/// Most names of who comes on the page.
const NAMES: i64 = 1_000;

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// What the act before led to.
    #[serde(default)]
    done: String,
}

/// Everything that the page shows.
struct Loaded {
    here: Here,
    /// Who comes, for who leads alone.
    names: Option<Vec<String>>,
}

pub(super) async fn show(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path((thread, number)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Answered {
    let loaded = load(&app, &visitor, (&thread, &number)).await?;
    let lang = visitor.language();
    let told = match asked.done.as_str() {
        "call" => Some(words::called(lang)),
        "change" => Some(words::changed(lang)),
        "call-off" => Some(words::called_off(lang)),
        "minutes" => Some(words::stated(lang)),
        "correct" => Some(words::corrected_done(lang)),
        "seat" => Some(words::seat_done(lang)),
        "queue" => Some(words::queue_done(lang)),
        "leave" => Some(words::leave_done(lang)),
        _ => None,
    };
    let flash = told.map(|text| Flash {
        tone: FlashTone::Done,
        text: text.to_owned(),
    });
    let problems = Problems::none();
    Ok(page(
        &app,
        &visitor,
        loaded,
        StatusCode::OK,
        flash,
        problems,
    ))
}

/// The page once more, with what went wrong.
pub(super) async fn again(
    app: &App,
    visitor: &Visitor,
    address: (&str, &str),
    problems: Problems,
) -> Answered {
    let loaded = load(app, visitor, address).await?;
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(page(app, visitor, loaded, status, None, problems))
}

/// At most five statements in one snapshot.
async fn load(app: &App, visitor: &Visitor, address: (&str, &str)) -> Result<Loaded, PageError> {
    let mut snapshot = app.store.snapshot().await?;
    let mut conn = snapshot.conn();
    let here = Here::load(app, &mut conn, visitor, address).await?;
    let names = if here.offers(&visitor.actor, MeetingAct::Seated, visitor.now) {
        Some(conn.list_line_names(here.meeting.id, NAMES).await?)
    } else {
        None
    };
    Ok(Loaded { here, names })
}

fn page(
    app: &App,
    visitor: &Visitor,
    loaded: Loaded,
    status: StatusCode,
    flash: Option<Flash>,
    problems: Problems,
) -> Response {
    let lang = visitor.language();
    let title = loaded.here.meeting.plan.title.to_string();
    let about = Page::new(title, Section::Elsewhere).with_problems(!problems.is_empty());
    let frame = Frame {
        flash,
        ..visitor.frame(app)
    };
    respond::page(status, &frame, &about, move || {
        let here = &loaded.here;
        let local = here.shown.local(lang, visitor.now);
        let names = loaded.names.as_deref();
        view! {
            <ErrorSummary lang problems/>
            {heading(visitor, here)}
            <div class="cols">
                <div class="stack">
                    {off(lang, &here.meeting)}
                    {facts(lang, here, &local)}
                    {minutes::section(visitor, here, &local)}
                    {seat(visitor, here)}
                </div>
                <aside class="stack">
                    {agenda(lang, &here.meeting, &local)}
                    {leading(visitor, here)}
                    {names.map(|names| who(lang, &here.meeting, names))}
                </aside>
            </div>
        }
    })
}

fn heading(visitor: &Visitor, here: &Here) -> AnyView {
    let lang = visitor.language();
    let meeting = &here.meeting;
    let (tone, label) = list::chip(lang, meeting.in_short(), &meeting.plan, visitor.now);
    let href = routes::thread(meeting.reference);
    let thread = here.shown.thread.title.to_string();
    let number = words::number(lang, &meeting.number.to_string());
    view! {
        <div class="title">
            <p class="soft row"><a href=href>{thread}</a><span>{number}</span></p>
            <h1 lang=foreign(meeting.plan.title.as_str(), lang)>{meeting.plan.title.to_string()}</h1>
            <p class="row"><Chip tone label/></p>
        </div>
    }
    .into_any()
}

fn off(lang: Language, meeting: &Meeting) -> Option<AnyView> {
    let Stage::CalledOff { words: why, .. } = &meeting.stage else {
        return None;
    };
    let note = words::off_note(lang, why.as_str());
    Some(view! { <p class="warn" role="status">{note}</p> }.into_any())
}

fn row(label: &'static str, value: impl Into<Words>) -> Answer {
    Answer {
        label: label.into(),
        value: value.into(),
        change: None,
    }
}

fn facts(lang: Language, here: &Here, local: &Local) -> AnyView {
    let plan = &here.meeting.plan;
    let mut rows = vec![
        row(words::row_when(lang), local.full(plan.at).shown),
        row(words::row_length(lang), words::length(lang, plan.minutes)),
        row(words::row_where(lang), plan.spot.to_string()),
    ];
    if matches!(here.meeting.stage, Stage::Called { .. }) {
        let seats = list::seats(lang, plan, here.line);
        rows.push(row(words::row_seats(lang), seats));
    }
    let body = here.shown.body_name(lang, here.meeting.body);
    rows.push(row(words::row_calls(lang), body));
    let calendar = routes::meeting_calendar(here.meeting.reference, here.meeting.number);
    let sheet = here.href_of("sheet");
    view! {
        <section class="card" aria-labelledby="facts">
            <h2 id="facts">{words::facts(lang)}</h2>
            <Answers rows/>
            <p class="actions">
                <LinkButton href=calendar label=words::calendar_link(lang) kind=ButtonKind::Quiet/>
                <LinkButton href=sheet label=words::sheet_link(lang) kind=ButtonKind::Quiet/>
            </p>
        </section>
    }
    .into_any()
}

/// What it is about, with the time at which each point begins.
fn agenda(lang: Language, meeting: &Meeting, local: &Local) -> AnyView {
    let mut at = meeting.plan.at;
    let items: Vec<AnyView> = meeting
        .plan
        .agenda
        .iter()
        .map(|point| {
            let clock = at.timestamp().to_zoned(local.zone().clone());
            let clock = clock.strftime("%H:%M").to_string();
            at = at.plus_minutes(point.minutes);
            let minutes = words::point_minutes(lang, point.minutes);
            let what = point.what.to_string();
            view! { <li><span class="soft">{clock}</span>" "{what}" "<span class="soft">{minutes}</span></li> }
                .into_any()
        })
        .collect();
    let inside = if items.is_empty() {
        view! { <p>{words::agenda_none(lang)}</p> }.into_any()
    } else {
        view! { <ol class="agenda">{items}</ol> }.into_any()
    };
    view! {
        <section class="card" aria-labelledby="agenda">
            <h2 id="agenda">{words::agenda(lang)}</h2>
            {inside}
        </section>
    }
    .into_any()
}

/// Whether one comes: one button.
fn seat(visitor: &Visitor, here: &Here) -> Option<AnyView> {
    let lang = visitor.language();
    if !here.meeting.is_ahead(visitor.now) {
        return None;
    }
    let may = here.offers(&visitor.actor, MeetingAct::Take, visitor.now);
    let inside = match (visitor.person(), may) {
        (None, _) => {
            let href = routes::sign_in_then(&here.href());
            view! { <p><LinkButton href label=words::sign_in(lang)/></p> }.into_any()
        }
        (Some(_), false) => view! { <p>{words::confirm_first(lang)}</p> }.into_any(),
        (Some(_), true) => button(lang, here),
    };
    let view = view! {
        <section class="card" aria-labelledby="seat">
            <h2 id="seat">{words::seat_heading(lang)}</h2>
            {inside}
            <p class="small soft">{words::seat_private(lang)}</p>
        </section>
    };
    Some(view.into_any())
}

fn button(lang: Language, here: &Here) -> AnyView {
    let revision = here.meeting.revision.to_string();
    let seats = here.meeting.plan.seats;
    let (told, leave) = match here.own {
        None => {
            let full = seats.is_some_and(|seats| here.line >= seats);
            let label = if full {
                words::queue_button(lang)
            } else {
                words::seat_button(lang)
            };
            return view! {
                <Form action=here.href_of(MeetingAct::Take.code())>
                    <Hidden name="revision" value=revision/>
                    <Button label/>
                </Form>
            }
            .into_any();
        }
        Some(own) => {
            let label = match own {
                Standing::Seated => words::leave_button(lang),
                Standing::Waiting { .. } => words::leave_queue_button(lang),
            };
            (list::own(lang, own, seats), label)
        }
    };
    view! {
        <p><strong>{told}</strong></p>
        <Form action=here.href_of(MeetingAct::Leave.code())>
            <Button label=leave kind=ButtonKind::Quiet/>
        </Form>
    }
    .into_any()
}

/// Who comes, and who waits.
fn who(lang: Language, meeting: &Meeting, names: &[String]) -> AnyView {
    let seats = meeting
        .plan
        .seats
        .and_then(|seats| usize::try_from(seats).ok());
    let (seated, waiting) = names.split_at(seats.unwrap_or(usize::MAX).min(names.len()));
    let listed = |names: &[String]| {
        let names = names.iter().map(|name| view! { <li>{name.clone()}</li> });
        view! { <ol>{names.collect_view()}</ol> }.into_any()
    };
    let inside = if seated.is_empty() {
        view! { <p>{words::who_none(lang)}</p> }.into_any()
    } else {
        listed(seated)
    };
    let behind =
        (!waiting.is_empty()).then(|| view! { <h3>{words::who_line(lang)}</h3>{listed(waiting)} });
    view! {
        <section class="card" aria-labelledby="who">
            <h2 id="who">{words::who_heading(lang)}</h2>
            <p class="small soft">{words::who_note(lang)}</p>
            {inside}
            {behind}
        </section>
    }
    .into_any()
}

/// What who leads can do next.
fn leading(visitor: &Visitor, here: &Here) -> Option<AnyView> {
    let lang = visitor.language();
    let links: Vec<AnyView> = LEADS
        .into_iter()
        .filter(|act| here.offers(&visitor.actor, *act, visitor.now))
        .map(|act| {
            view! { <a href=here.href_of(act.code())>{lead::label(lang, act)}</a> }.into_any()
        })
        .collect();
    (!links.is_empty()).then(|| {
        view! {
            <section class="card" aria-labelledby="lead">
                <h2 id="lead">{words::lead_heading(lang)}</h2>
                <div class="ways">{links}</div>
            </section>
        }
        .into_any()
    })
}
