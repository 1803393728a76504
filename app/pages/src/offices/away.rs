//! `/inbox/away`: when I am away, and who looks after my open work meanwhile.

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use domain::id::{BodyId, PersonId};
use domain::instant::Instant;
use domain::language::Language;
use domain::office::{Absence, OfficeRefused};
use domain::permission::Action;
use http::StatusCode;
use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use leptos::prelude::*;
use store::offices::away::AbsenceLine;
use uuid::Uuid;

use super::{body_name, body_of, choose_body, refused};
use crate::app::App;
use crate::components::{
    Button, ButtonKind, ChoiceOption, ErrorSummary, Field, FieldKind, Form, Hidden, Pick, Problems,
    Words,
};
use crate::dates::{self, Local};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::text::office_refused;
use crate::text::offices as words;
use crate::visitor::Visitor;
use crate::{respond, routes};

pub(super) fn routes() -> Router<App> {
    Router::new().route(routes::AWAY, get(ask).post(say))
}

async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let fields = Posted::parse(query.unwrap_or_default().as_bytes());
    let body = body_of(&visitor, Action::SayAway, fields.text("body"))?;
    page(&app, &visitor, body, &Posted::default(), Problems::none()).await
}

async fn say(
    State(app): State<App>,
    visitor: Visitor,
    form: Posted,
) -> Result<Response, PageError> {
    let body = body_of(&visitor, Action::SayAway, form.text("body"))?;
    let me = visitor.signed_in()?.id;
    let lang = visitor.language();
    let there = routes::of_body(routes::AWAY, body);
    if form.text("act") == "back" {
        app.store.come_back(body, me).await?;
        return Ok(Redirect::to(&there).into_response());
    }
    let zone = zone(&app, body).await?;
    let mut problems = Problems::none();
    let mut day = |field: &str, plus: i64| {
        let date = form.text(field).trim().parse::<Date>().ok();
        let at = date.and_then(|date| begins(date, plus, &zone));
        if at.is_none() {
            problems.push(field, words::date_missing(lang));
        }
        at
    };
    // The last day is over when the next one begins.
    let (from, until) = (day("from", 0), day("until", 1));
    let to = form.text("to");
    let hand_to = Uuid::parse_str(to).ok().map(PersonId::new);
    if hand_to.is_none() && !to.is_empty() && to != "body" {
        problems.push("to", words::choice_missing(lang));
    }
    let (Some(from), Some(until), true) = (from, until, problems.is_empty()) else {
        return page(&app, &visitor, body, &form, problems).await;
    };
    let absence = Absence {
        person: me,
        from,
        until,
        hand_to,
    };
    match app
        .store
        .say_away(body, absence, &app.ids, visitor.now)
        .await
    {
        Ok(()) => Ok(Redirect::to(&there).into_response()),
        Err(error) => {
            let code = refused(error)?;
            let of_colleague = [OfficeRefused::NotColleague, OfficeRefused::ColleagueAway];
            let field = if of_colleague.iter().any(|one| one.code() == code) {
                "to"
            } else {
                "until"
            };
            problems.push(field, office_refused::find(lang, code).unwrap_or_default());
            page(&app, &visitor, body, &form, problems).await
        }
    }
}

async fn zone(app: &App, body: BodyId) -> Result<TimeZone, PageError> {
    let book = app.store.current_rulebook().await?;
    let body = book.body(body).ok_or(PageError::NotFound)?;
    Ok(dates::zone(&body.calendar.zone))
}

/// When the day `plus` days after `date` begins.
fn begins(date: Date, plus: i64, zone: &TimeZone) -> Option<Instant> {
    let date = date.checked_add(plus.days()).ok()?;
    let zoned = date.to_zoned(zone.clone()).ok()?;
    Some(Instant::from_timestamp(zoned.timestamp()))
}

/// Who of the body is away, until when, and who takes over.
fn who_is_away(lang: Language, local: &Local, absences: &[AbsenceLine]) -> AnyView {
    let lines: Vec<_> = absences
        .iter()
        .map(|one| {
            let from = local.date(one.absence.from).shown;
            let until = local.date(one.absence.until.plus_seconds(-1)).shown;
            let line = words::away_line(lang, &one.name, &from, &until);
            let to = match &one.to {
                Some(to) => words::away_line_to(lang, to),
                None => words::away_line_body(lang).to_owned(),
            };
            view! { <li><strong>{line}</strong><p class="small soft">{to}</p></li> }
        })
        .collect();
    if lines.is_empty() {
        view! { <p>{words::away_none(lang)}</p> }.into_any()
    } else {
        view! { <ul class="list">{lines}</ul> }.into_any()
    }
}

/// The button of who is back before the day they named.
fn back_again(lang: Language, body: BodyId) -> AnyView {
    view! {
        <Form action=routes::AWAY>
            <Hidden name="body" value=body.to_string()/>
            <Button label=words::away_back(lang) kind=ButtonKind::Quiet name=Some("act") value=Some("back".into())/>
        </Form>
    }
    .into_any()
}

async fn page(
    app: &App,
    visitor: &Visitor,
    body: BodyId,
    typed: &Posted,
    problems: Problems,
) -> Result<Response, PageError> {
    let me = visitor.signed_in()?.id;
    let lang = visitor.language();
    let mut snapshot = app.store.snapshot().await?;
    let members = snapshot.conn().list_members(body).await?;
    let absences = snapshot.conn().list_absences(&[body], visitor.now).await?;
    let book = app.store.rulebook(snapshot.conn()).await?;
    drop(snapshot);
    let found = book.body(body).ok_or(PageError::NotFound)?;
    let local = Local::new(lang, &dates::zone(&found.calendar.zone), visitor.now);
    let away = absences.iter().any(|one| one.absence.person == me);
    let lines = who_is_away(lang, &local, &absences);
    let mut options = vec![ChoiceOption::new("body", words::look_after_body(lang), "")];
    let others = members.into_iter().filter(|member| member.person != me);
    options.extend(others.map(|one| ChoiceOption::new(one.person.to_string(), one.name, "")));
    let options = vec![(Words::from(""), options)];
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let about =
        Page::new(words::away_title(lang), Section::Inbox).with_problems(!problems.is_empty());
    let choose = choose_body(visitor, lang, &book, routes::AWAY, body);
    let name = body_name(&book, lang, body);
    let text = |field: &str| typed.text(field).to_owned();
    let (from, until, to) = (text("from"), text("until"), text("to"));
    let frame = visitor.frame(app);
    Ok(respond::page(status, &frame, &about, move || {
        let bad = |field: &str| problems.at(field);
        let (bad_from, bad_until, bad_to) = (bad("from"), bad("until"), bad("to"));
        let back = away.then(|| back_again(lang, body));
        view! {
            <div class="narrow stack">
                <ErrorSummary lang problems/>
                <div class="title">
                    <p class="soft">{name}</p>
                    <h1>{words::away_title(lang)}</h1>
                    <p class="lead">{words::away_lead(lang)}</p>
                </div>
                {choose}
                <Form action=routes::AWAY>
                    <Hidden name="body" value=body.to_string()/>
                    <Field lang name="from" label=words::away_from(lang) value=from kind=FieldKind::Date error=bad_from/>
                    <Field lang name="until" label=words::away_until(lang) value=until kind=FieldKind::Date error=bad_until/>
                    <Pick lang name="to" label=words::away_to(lang) options chosen=to error=bad_to/>
                    <Button label=words::away_say(lang)/>
                </Form>
                <section class="card" aria-labelledby="who">
                    <h2 id="who">{words::away_who(lang)}</h2>
                    {lines}
                    {back}
                </section>
                <p><a href=routes::INBOX>{words::back_to_inbox(lang)}</a></p>
            </div>
        }
    }))
}
