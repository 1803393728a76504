//! The working time of a body: looked at for four weeks before it is kept.

use std::collections::{BTreeMap, BTreeSet};

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use domain::body::Body;
use domain::calendar::{CalendarInvalid, WorkingCalendar};
use domain::language::Language;
use domain::office::OfficeChange;
use domain::text::check_name;
use jiff::civil::Date;
use leptos::prelude::*;
use store::offices::record::NewLine;

use super::desk::{self, Desk};
use crate::app::App;
use crate::components::{
    Button, ButtonKind, Checks, ChoiceOption, Field, Form, Problems, TextArea,
};
use crate::errors::PageError;
use crate::form::Posted;
use crate::text::stewards as words;
use crate::{routes, weeks};

/// The days as the hours of a week are written, Monday first.
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Their names.
const NAMES: [fn(Language) -> &'static str; 7] = [
    words::day_0,
    words::day_1,
    words::day_2,
    words::day_3,
    words::day_4,
    words::day_5,
    words::day_6,
];

pub(super) fn routes() -> Router<App> {
    Router::new().route("/steward/bodies/{key}/calendar", get(ask).post(keep))
}

async fn ask(
    State(app): State<App>,
    desk: Desk,
    Path(key): Path<String>,
) -> Result<Response, PageError> {
    let (_, body) = desk.body(&app, &key).await?;
    let typed = as_typed(&body.calendar);
    Ok(page(
        &app,
        &desk,
        &body,
        &body.calendar,
        &typed,
        Problems::none(),
    ))
}

async fn keep(
    State(app): State<App>,
    desk: Desk,
    Path(key): Path<String>,
    form: Posted,
) -> Result<Response, PageError> {
    let (_, mut body) = desk.body(&app, &key).await?;
    let mut problems = Problems::none();
    let read = read(&desk, &form, &mut problems);
    let only_look = form.has("look");
    let reason = if only_look {
        String::new()
    } else {
        desk.reason(&form, &mut problems)
    };
    let shown = read.as_ref().unwrap_or(&body.calendar).clone();
    let Some(calendar) = read.filter(|_| problems.is_empty() && !only_look) else {
        return Ok(page(&app, &desk, &body, &shown, &form, problems));
    };
    body.calendar = calendar;
    let change = OfficeChange::CalendarChanged;
    let line = NewLine {
        change,
        body: Some(body.id),
        person: None,
        by: desk.me,
        reason: &reason,
    };
    app.store
        .change_body(&body, &line, &app.ids, desk.now)
        .await?;
    Ok(desk::done(&routes::steward_body(&key, ""), change))
}

/// A calendar as the fields of the form write it.
fn as_typed(calendar: &WorkingCalendar) -> Posted {
    let lines = |lines: Vec<String>| lines.join("\n");
    let holidays = calendar.holidays.iter().map(|date| {
        let name = calendar.holiday_names.get(date);
        format!("{date} {}", name.map_or("", String::as_str))
            .trim_end()
            .to_owned()
    });
    let extra = calendar
        .extra_days
        .iter()
        .map(|(date, hours)| format!("{date} {}", WorkingCalendar::hours_text(hours)));
    let mut fields = vec![
        ("zone".to_owned(), calendar.zone.clone()),
        ("holidays".to_owned(), lines(holidays.collect())),
        ("extra-days".to_owned(), lines(extra.collect())),
    ];
    if calendar.duty {
        fields.push(("duty".to_owned(), "yes".to_owned()));
    }
    for (at, hours) in calendar.week.iter().enumerate() {
        fields.push((format!("day-{at}"), WorkingCalendar::hours_text(hours)));
    }
    Posted::from_fields(fields)
}

/// The calendar that was typed, by the rules of an import; `None` after a mistake.
fn read(desk: &Desk, form: &Posted, problems: &mut Problems) -> Option<WorkingCalendar> {
    let mut week = Vec::new();
    for (at, day) in DAYS.iter().enumerate() {
        let field = format!("day-{at}");
        let hours = form.text(&field).trim();
        if hours.is_empty() {
            continue;
        }
        // A comma would begin another day.
        let alone = WorkingCalendar::parse("UTC", &format!("Mon {hours}"), false);
        let wrong = match &alone {
            _ if hours.contains([',', ';']) => Some(CalendarInvalid::HoursUnreadable.code()),
            Err(wrong) => wrong.first().map(CalendarInvalid::code),
            Ok(_) => None,
        };
        match wrong {
            Some(code) => problems.push(field, desk.say(code)),
            None => week.push(format!("{day} {hours}")),
        }
    }
    let holidays = holidays(desk, form, problems);
    let extra_days = extra_days(desk, form, problems);
    if week.is_empty() && problems.is_empty() {
        problems.push("day-0", desk.say(CalendarInvalid::NoWorkingDay.code()));
    }
    let week = if week.is_empty() {
        "always".to_owned()
    } else {
        week.join(", ")
    };
    match WorkingCalendar::parse(form.text("zone"), &week, form.has("duty")) {
        Ok(calendar) => problems.is_empty().then_some(WorkingCalendar {
            holidays: holidays.keys().copied().collect::<BTreeSet<_>>(),
            holiday_names: holidays
                .into_iter()
                .filter(|(_, name)| !name.is_empty())
                .collect(),
            extra_days,
            ..calendar
        }),
        Err(wrong) => {
            if wrong.contains(&CalendarInvalid::ZoneUnknown) {
                problems.push("zone", desk.say(CalendarInvalid::ZoneUnknown.code()));
            }
            None
        }
    }
}

fn lines<'a>(form: &'a Posted, field: &str) -> impl Iterator<Item = &'a str> {
    let lines = form.text(field).lines().map(str::trim);
    lines.filter(|line| !line.is_empty())
}

fn holidays(desk: &Desk, form: &Posted, problems: &mut Problems) -> BTreeMap<Date, String> {
    let mut days = BTreeMap::new();
    for line in lines(form, "holidays") {
        let (day, name) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let name = name.trim();
        let (date, named) = (day.parse::<Date>(), check_name(name));
        match (date, named) {
            (Ok(date), Ok(())) => {
                days.insert(date, name.to_owned());
            }
            (Ok(_), Err(wrong)) => problems.push("holidays", desk.say(wrong.code())),
            (Err(_), _) => problems.push("holidays", words::holidays_wrong(desk.lang)),
        }
    }
    days
}

fn extra_days(
    desk: &Desk,
    form: &Posted,
    problems: &mut Problems,
) -> BTreeMap<Date, Vec<domain::calendar::Hours>> {
    let mut days = BTreeMap::new();
    for line in lines(form, "extra-days") {
        match WorkingCalendar::parse_extra_day(line) {
            Some((date, Some(hours))) => {
                days.insert(date, hours);
            }
            Some((_, None)) | None => {
                problems.push("extra-days", words::extra_days_wrong(desk.lang));
            }
        }
    }
    days
}

/// A field for each day of the week.
fn days(lang: Language, typed: &Posted, problems: &Problems) -> Vec<AnyView> {
    let days = NAMES.iter().enumerate().map(|(at, name)| {
        let field = format!("day-{at}");
        let (value, error) = (typed.text(&field).to_owned(), problems.at(&field));
        view! { <Field lang name=field label=name(lang) value error optional=true/> }.into_any()
    });
    days.collect()
}

fn page(
    app: &App,
    desk: &Desk,
    body: &Body,
    shown: &WorkingCalendar,
    typed: &Posted,
    problems: Problems,
) -> Response {
    let lang = desk.lang;
    let text = |field: &str| typed.text(field).to_owned();
    let bad = |field: &str| problems.at(field);
    let days = days(lang, typed, &problems);
    let duty = if typed.has("duty") {
        vec!["yes".to_owned()]
    } else {
        Vec::new()
    };
    let duty_options = vec![ChoiceOption::new("yes", words::duty_yes(lang), "")];
    let (zone, holidays, extra, reason) = (
        text("zone"),
        text("holidays"),
        text("extra-days"),
        text("reason"),
    );
    let (bad_zone, bad_holidays, bad_extra, bad_reason) = (
        bad("zone"),
        bad("holidays"),
        bad("extra-days"),
        bad("reason"),
    );
    let weeks = weeks::view(lang, shown, desk.now);
    let action = routes::steward_body(&body.key, "calendar");
    let inside = view! {
        <p class="lead">{words::calendar_lead(lang)}</p>
        <div class="cols">
            <Form action>
                <Field lang name="zone" label=words::zone(lang) hint=words::zone_hint(lang) value=zone error=bad_zone/>
                <fieldset class="group">
                    <legend>{words::week(lang)}</legend>
                    <p class="hint">{words::week_hint(lang)}</p>
                    {days}
                </fieldset>
                <TextArea lang name="holidays" label=words::holidays(lang) hint=words::holidays_hint(lang) value=holidays error=bad_holidays rows=4 optional=true/>
                <TextArea lang name="extra-days" label=words::extra_days(lang) hint=words::extra_days_hint(lang) value=extra error=bad_extra rows=3 optional=true/>
                <Checks lang name="duty" label=words::duty(lang) options=duty_options chosen=duty optional=true/>
                <TextArea lang name="reason" label=words::reason(lang) hint=words::reason_hint(lang) value=reason error=bad_reason rows=2/>
                <div class="actions">
                    <Button label=words::look(lang) kind=ButtonKind::Quiet name=Some("look") value=Some("yes".into())/>
                    <Button label=words::keep(lang)/>
                </div>
            </Form>
            <aside class="stack">
                <section class="card" aria-labelledby="preview">
                    <h2 id="preview">{words::preview(lang)}</h2>
                    <p class="small soft">{words::preview_note(lang)}</p>
                    {weeks}
                </section>
            </aside>
        </div>
    };
    let back = (routes::steward_body(&body.key, ""), words::about(lang));
    let title = words::calendar_title(lang, body.names.in_language(lang));
    desk.page(app, title, back, problems, inside.into_any())
}
