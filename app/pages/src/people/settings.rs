//! `/me/settings`: the name, the language of messages, and where one lives.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use domain::id::PlaceId;
use domain::language::Language;
use domain::text::DisplayName;
use http::StatusCode;
use leptos::prelude::*;
use store::people::Settings;

use crate::app::App;
use crate::components::{
    Button, ButtonKind, Choice, ChoiceOption, ErrorSummary, Field, FieldKind, Form, Problems,
};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::offered_places::{Found, OfferedPlace, by_name};
use crate::text::people as words;
use crate::visitor::Visitor;
use crate::{respond, routes};

/// Whether the weekly digest comes.
const DIGEST_YES: &str = "yes";
const DIGEST_NO: &str = "no";
/// Most places offered for one name.
const OFFERED: i64 = 12;

pub(super) fn routes() -> Router<App> {
    Router::new().route(routes::SETTINGS, get(ask).post(keep))
}

/// What the page shows beside the form.
#[derive(Default)]
struct Shown {
    problems: Problems,
    /// Places to choose from, when the name fits several.
    offered: Vec<OfferedPlace>,
}

async fn ask(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    let person = visitor.signed_in()?;
    let home = match person.home {
        Some(home) => app.store.find_place(home).await?,
        None => None,
    };
    let wants_digest = app.store.wants_digest(person.id).await?;
    let digest = if wants_digest { DIGEST_YES } else { DIGEST_NO };
    let lang = visitor.language();
    let home = home
        .map(|place| place.names.in_language(lang).to_owned())
        .unwrap_or_default();
    let form = Posted::from_fields([
        ("name".to_owned(), person.name.clone()),
        ("language".to_owned(), person.language.tag().to_owned()),
        ("home".to_owned(), home),
        ("digest".to_owned(), digest.to_owned()),
    ]);
    Ok(page(&app, &visitor, &form, Shown::default()))
}

async fn keep(
    State(app): State<App>,
    visitor: Visitor,
    form: Posted,
) -> Result<Response, PageError> {
    let person = visitor.signed_in()?.clone();
    let lang = visitor.language();
    let mut shown = Shown::default();
    let name = DisplayName::parse(form.text("name"));
    if let Err(wrong) = &name {
        shown
            .problems
            .push("name", words::find(lang, wrong.code()).unwrap_or_default());
    }
    let home = match home(&app, &form, person.home).await? {
        Home::Is(place) => Some(place),
        Home::Unknown => {
            shown.problems.push("home", words::home_unknown(lang));
            None
        }
        Home::OneOf(places) => {
            shown.problems.push("place", words::home_choose(lang));
            shown.offered = places;
            None
        }
    };
    let (Ok(name), Some(home)) = (name, home) else {
        return Ok(page(&app, &visitor, &form, shown));
    };
    let language = Language::from_tag(form.text("language")).unwrap_or(person.language);
    let settings = Settings {
        name: name.as_str(),
        language,
        home,
    };
    app.store
        .keep_settings(person.id, settings, visitor.now)
        .await?;
    // A form of before this was asked says nothing about it.
    if form.has("digest") {
        let wanted = form.text("digest") != DIGEST_NO;
        app.store.set_digest(person.id, wanted, visitor.now).await?;
    }
    Ok(Redirect::to(routes::ME).into_response())
}

/// Where somebody says they live.
pub(crate) enum Home {
    /// There, or nowhere.
    Is(Option<PlaceId>),
    /// Several places have such a name.
    OneOf(Vec<OfferedPlace>),
    /// None has.
    Unknown,
}

/// Reads the fields `home`, a name, and `place`, the slug of one that was offered; `before`
/// is where they lived so far.
pub(crate) async fn home(
    app: &App,
    form: &Posted,
    before: Option<PlaceId>,
) -> Result<Home, PageError> {
    // PostgreSQL takes no NUL.
    let typed = form.text("home").replace('\0', "");
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(Home::Is(None));
    }
    let slug = form.text("place").replace('\0', "");
    if let Some(place) = app.store.find_place_by_slug(&slug).await? {
        return Ok(Home::Is(Some(place.id)));
    }
    Ok(match by_name(app, typed, before, OFFERED).await? {
        Found::One(place) => Home::Is(Some(place)),
        Found::Several(places) => Home::OneOf(places),
        Found::None => Home::Unknown,
    })
}

fn page(app: &App, visitor: &Visitor, form: &Posted, shown: Shown) -> Response {
    let lang = visitor.language();
    let Shown { problems, offered } = shown;
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let about =
        Page::new(words::settings_title(lang), Section::Mine).with_problems(!problems.is_empty());
    let text = |field: &str| form.text(field).to_owned();
    let (name, language, home) = (text("name"), text("language"), text("home"));
    let digest = text("digest");
    // Nobody changes how a neighbour signs in.
    let own = visitor.helping.is_none();
    let digests = vec![
        ChoiceOption::new(DIGEST_YES, words::digest_yes(lang), ""),
        ChoiceOption::new(DIGEST_NO, words::digest_no(lang), ""),
    ];
    let languages: Vec<ChoiceOption> = Language::ALL
        .map(|one| ChoiceOption::new(one.tag(), one.own_name(), ""))
        .into();
    respond::page(status, &visitor.frame(app), &about, move || {
        let places = (!offered.is_empty()).then(|| {
            let options = offered.iter().map(|one| one.option(lang)).collect();
            view! { <Choice lang name="place" label=words::home_choose(lang) options/> }
        });
        view! {
            <div class="narrow">
                <ErrorSummary lang problems=problems.clone()/>
                <h1>{words::settings_title(lang)}</h1>
                <Form action=routes::SETTINGS>
                    <Field lang name="name" label=words::name(lang) hint=words::name_hint(lang) value=name kind=FieldKind::Name error=problems.at("name")/>
                    <Choice lang name="language" label=words::language(lang) options=languages chosen=language/>
                    <Field lang name="home" label=words::home(lang) hint=words::home_hint(lang) value=home optional=true error=problems.at("home")/>
                    {places}
                    <Choice lang name="digest" label=words::digest(lang) options=digests chosen=digest/>
                    <Button label=words::keep(lang)/>
                </Form>
                {own.then(|| view! { <p><a href=routes::ACCOUNT>{words::account_title(lang)}</a></p> })}
                <p><a href=routes::DEVICES>{words::devices_title(lang)}</a></p>
                <Form action=routes::SIGN_OUT>
                    <Button label=words::sign_out(lang) kind=ButtonKind::Quiet/>
                </Form>
            </div>
        }
    })
}
