//! `/steward/charter`: the versions of the rules, and a new one: read, compared
//! with the present one, dated, published.

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::Response;
use axum::routing::get;
use domain::charter::{self as rules, Charter, difference};
use domain::instant::Instant;
use domain::office::OfficeChange;
use domain::permission::{Action, Subject, may};
use domain::routing;
use domain::text::Sentence;
use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use leptos::prelude::*;
use store::rulebook::Rulebook;

use super::desk::{self, Desk};
use crate::app::App;
use crate::charter::changed;
use crate::components::{
    Button, ButtonKind, Field, FieldKind, FileField, Form, Problems, TextArea, Words,
};
use crate::dates::{self, Local};
use crate::errors::PageError;
use crate::form::Posted;
use crate::form::sent::Sent;
use crate::routes;
use crate::text::stewards as words;

/// Most bytes of a form with rules.
const LARGEST: usize = 1024 * 1024;

/// Most mistakes that are listed at once.
const MOST_MISTAKES: usize = 40;

pub(super) fn routes() -> Router<App> {
    let page = get(ask).post(publish).layer(DefaultBodyLimit::max(LARGEST));
    Router::new().route(routes::STEWARD_CHARTER, page)
}

/// What the page needs.
struct Shown<'a> {
    desk: &'a Desk,
    book: &'a Rulebook,
    zone: TimeZone,
    /// Whether a new version is no change to anybody.
    is_first: bool,
}

impl<'a> Shown<'a> {
    async fn load(app: &App, desk: &'a Desk, book: &'a Rulebook) -> Result<Self, PageError> {
        // The dates of the rules are those of the widest body.
        let zone = book.bodies().last();
        let zone = zone.map_or("UTC", |body| body.calendar.zone.as_str());
        let versions = book.charters().iter();
        let known = versions.map(|one| (&one.charter, one.imported_at));
        let has_cases = app.store.has_cases().await?;
        Ok(Self {
            desk,
            book,
            zone: dates::zone(zone),
            is_first: rules::is_first(known, has_cases, desk.now),
        })
    }

    /// The first day on which a new version can start without a reason.
    fn earliest(&self) -> Date {
        let at = rules::earliest_start(self.is_first, self.desk.now);
        let day = self.zone.to_datetime(at.timestamp()).date();
        if self.is_first {
            day
        } else {
            day.saturating_add(1.day())
        }
    }
}

async fn ask(State(app): State<App>, desk: Desk) -> Result<Response, PageError> {
    allowed(&desk)?;
    let book = app.store.current_rulebook().await?;
    let newest = book.charters().last().map(|one| one.charter.version);
    let source = match newest {
        Some(version) => app.store.find_charter_source(version).await?,
        None => Some(rules::SHIPPED.to_owned()),
    };
    let shown = Shown::load(&app, &desk, &book).await?;
    let fields = [
        ("source".to_owned(), source.unwrap_or_default()),
        ("start".to_owned(), shown.earliest().to_string()),
    ];
    let typed = Posted::from_fields(fields);
    Ok(page(&app, &shown, &typed, Problems::none(), None))
}

fn allowed(desk: &Desk) -> Result<(), PageError> {
    may(
        &desk.visitor.actor,
        Action::ImportCharter,
        &Subject::Nothing,
    )
    .map_err(|_| PageError::Denied)
}

async fn publish(State(app): State<App>, desk: Desk, sent: Sent) -> Result<Response, PageError> {
    allowed(&desk)?;
    let book = app.store.current_rulebook().await?;
    let shown = Shown::load(&app, &desk, &book).await?;
    let (form, source) = source_of(sent);
    let mut problems = Problems::none();
    let charter = read(&shown, &source, &mut problems);
    let because = because(&shown, &form, &mut problems);
    let from = start(&shown, &form, because.is_some(), &mut problems);
    let (Some(charter), Some(from), true) = (charter, from, problems.is_empty()) else {
        return Ok(page(&app, &shown, &form, problems, None));
    };
    if !form.has("publish") {
        return Ok(page(&app, &shown, &form, problems, Some((&charter, from))));
    }
    let note = because.unwrap_or_default();
    let kept = app
        .store
        .publish_charter(&charter, &source, from, &note, desk.me, &app.ids, desk.now)
        .await?;
    if kept.is_none() {
        problems.push("source", words::same(desk.lang));
        return Ok(page(&app, &shown, &form, problems, None));
    }
    Ok(desk::done(
        routes::STEWARD_CHARTER,
        OfficeChange::CharterPublished,
    ))
}

/// The text of the rules, out of the file or the field, as both engines keep it.
fn source_of(sent: Sent) -> (Posted, String) {
    let file = sent.files.into_iter().next();
    let text = match file {
        Some(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        None => sent.form.text("source").to_owned(),
    };
    let source = text.replace("\r\n", "\n").replace('\0', "");
    let others = sent.form.fields().iter();
    let others = others.filter(|(name, _)| name != "source").cloned();
    let form = Posted::from_fields(others.chain([("source".to_owned(), source.clone())]));
    (form, source)
}

/// The rules, if an import would take them and they change something.
fn read(shown: &Shown<'_>, source: &str, problems: &mut Problems) -> Option<Charter> {
    let lang = shown.desk.lang;
    if source.trim().is_empty() {
        problems.push("source", words::source_missing(lang));
        return None;
    }
    let charter = match Charter::parse(source, 1) {
        Ok(charter) => charter,
        Err(wrong) => {
            for mistake in wrong.iter().take(MOST_MISTAKES) {
                let line = words::mistake_line(lang, &mistake.line.to_string(), &mistake.key);
                let detail = if mistake.detail.is_empty() {
                    String::new()
                } else {
                    format!(" ({})", mistake.detail)
                };
                let remedy = shown.desk.say(mistake.code());
                problems.push("source", format!("{line}{detail} — {remedy}"));
            }
            return None;
        }
    };
    for tie in routing::ties(shown.book.bodies(), &charter) {
        let name = |id| {
            let body = shown.book.body(id);
            body.map_or("", |body| body.names.in_language(lang))
        };
        let category = charter.category(tie.category);
        let category = category.map_or(tie.category, |one| one.names.in_language(lang));
        let text = words::tie(lang, name(tie.one), name(tie.other), category);
        problems.push("source", text);
    }
    let newest = shown.book.charters().last();
    if newest.is_some_and(|newest| difference(&newest.charter, &charter).is_empty()) {
        problems.push("source", words::same(lang));
    }
    problems.is_empty().then_some(charter)
}

fn because(shown: &Shown<'_>, form: &Posted, problems: &mut Problems) -> Option<String> {
    let typed = form.text("because");
    if typed.trim().is_empty() {
        return None;
    }
    match Sentence::parse(typed) {
        Ok(reason) => Some(reason.to_string()),
        Err(wrong) => {
            let text = crate::text::refused::find(shown.desk.lang, wrong.code());
            problems.push("because", text.unwrap_or_default());
            None
        }
    }
}

/// The moment at which the chosen day begins, if the rules may start then.
fn start(
    shown: &Shown<'_>,
    form: &Posted,
    has_reason: bool,
    problems: &mut Problems,
) -> Option<Instant> {
    let desk = shown.desk;
    let day = form.text("start").trim().parse::<Date>().ok();
    let zoned = day.and_then(|day| day.to_zoned(shown.zone.clone()).ok());
    let Some(zoned) = zoned else {
        problems.push("start", words::start_missing(desk.lang));
        return None;
    };
    let wanted = Instant::from_timestamp(zoned.timestamp());
    match rules::start(wanted, shown.is_first, has_reason, desk.now) {
        Ok(from) => Some(from),
        Err(wrong) => {
            problems.push("start", desk.say(wrong.code()));
            None
        }
    }
}

fn page(
    app: &App,
    shown: &Shown<'_>,
    typed: &Posted,
    problems: Problems,
    checked: Option<(&Charter, Instant)>,
) -> Response {
    let (desk, lang) = (shown.desk, shown.desk.lang);
    let local = Local::new(lang, &shown.zone, desk.now);
    let versions: Vec<_> = shown
        .book
        .charters()
        .iter()
        .rev()
        .map(|version| {
            let number = version.charter.version.to_string();
            let date = local.date(version.applies_from).shown;
            let line = crate::text::charter::version_line(lang, &number, &date);
            let href = format!("{}?version={number}", routes::CHARTER);
            view! { <li><a href=href>{line}</a></li> }
        })
        .collect();
    let checked = checked.map(|(charter, from)| {
        let newest = shown.book.charters().last();
        let changes = match newest {
            Some(newest) => changed(lang, &newest.charter, charter),
            None => view! { <p>{crate::text::charter::version_first(lang)}</p> }.into_any(),
        };
        let from = words::applies_from(lang, &local.date(from).shown);
        view! {
            <section class="card" aria-labelledby="changes">
                <h2 id="changes">{words::changes_title(lang)}</h2>
                {changes}
                <p>{from}</p>
            </section>
        }
    });
    let mistakes = mistakes(lang, &problems);
    let form = form(shown, typed, &problems, checked.is_some());
    let inside = view! {
        <p class="lead">{words::rules_lead(lang)}</p>
        {checked}
        {mistakes}
        <div class="cols">
            {form}
            <aside class="stack">
                <section class="card" aria-labelledby="versions">
                    <h2 id="versions">{words::versions(lang)}</h2>
                    <ul class="list">{versions}</ul>
                </section>
            </aside>
        </div>
    };
    desk.page(
        app,
        words::rules_title(lang),
        desk::to_desk(lang),
        problems,
        inside.into_any(),
    )
}

/// All mistakes of the text, beside the one that stands at the field.
fn mistakes(lang: domain::language::Language, problems: &Problems) -> Option<AnyView> {
    let found: Vec<Words> = problems
        .iter()
        .filter(|(field, _)| *field == "source")
        .map(|(_, text)| text.clone())
        .collect();
    if found.len() < 2 {
        return None;
    }
    let items: Vec<_> = found
        .into_iter()
        .map(|text| view! { <li>{text}</li> })
        .collect();
    let view = view! {
        <section class="card" aria-labelledby="mistakes">
            <h2 id="mistakes">{words::mistakes(lang)}</h2>
            <ul class="prose">{items}</ul>
        </section>
    };
    Some(view.into_any())
}

fn form(shown: &Shown<'_>, typed: &Posted, problems: &Problems, checked: bool) -> AnyView {
    let lang = shown.desk.lang;
    let text = |field: &str| typed.text(field).to_owned();
    let bad = |field: &str| problems.at(field);
    let (source, start, because) = (text("source"), text("start"), text("because"));
    let earliest = Instant::from_timestamp(
        shown
            .earliest()
            .to_zoned(shown.zone.clone())
            .map_or(shown.desk.now.timestamp(), |zoned| zoned.timestamp()),
    );
    let local = Local::new(lang, &shown.zone, shown.desk.now);
    let hint = words::start_hint(lang, &local.date(earliest).shown);
    let publish = checked.then(|| {
        view! { <Button label=words::publish_it(lang) name=Some("publish") value=Some("yes".into())/> }
    });
    let kind = if checked {
        ButtonKind::Quiet
    } else {
        ButtonKind::Filled
    };
    let (bad_source, bad_start, bad_because) = (bad("source"), bad("start"), bad("because"));
    view! {
        <section class="card" aria-labelledby="publish">
            <h2 id="publish">{words::publish(lang)}</h2>
            <Form action=routes::STEWARD_CHARTER files=true>
                <FileField lang name="file" label=words::source_file(lang) hint=words::source_file_hint(lang) accept=".toml,text/plain"/>
                <TextArea lang name="source" label=words::source(lang) hint=words::source_hint(lang) value=source error=bad_source rows=16/>
                <Field lang name="start" label=words::start(lang) hint value=start kind=FieldKind::Date error=bad_start/>
                <TextArea lang name="because" label=words::because(lang) hint=words::because_hint(lang) value=because error=bad_because rows=2 optional=true/>
                <div class="actions">
                    <Button label=words::check(lang) kind name=Some("look") value=Some("yes".into())/>
                    {publish}
                </div>
            </Form>
        </section>
    }
    .into_any()
}
