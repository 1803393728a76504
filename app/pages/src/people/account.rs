//! `/me/account`: with what somebody signs in, and how they change it.
//!
//! Both forms ask for the present password, so that a device that was left open changes
//! nothing. Wrong ones count as they do at signing in. Nobody does it for a neighbour.

use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use domain::handle::Handle;
use domain::language::Language;
use domain::password::Password;
use domain::person::Person;
use http::{HeaderMap, StatusCode};
use leptos::prelude::*;
use serde::Deserialize;
use store::people::HandleDetail;

use super::sign_in::told;
use super::tries::Trying;
use super::{forgot, new_address};
use crate::app::App;
use crate::codes;
use crate::components::{
    Button, ButtonKind, ErrorSummary, Field, FieldKind, Flash, FlashTone, Form, Problems,
};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Frame, Page, Section};
use crate::passwords::PasswordsBusy;
use crate::text::people as words;
use crate::throttle::Act;
use crate::visitor::Visitor;
use crate::{respond, routes};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(routes::ACCOUNT, get(show))
        .route(routes::ACCOUNT_PASSWORD, post(change_password))
        .route(routes::ACCOUNT_ADDRESS, post(change_address))
}

/// The page once something was changed.
pub(super) fn done(what: &str) -> String {
    format!("{}?done={what}", routes::ACCOUNT)
}

/// What was changed just now.
#[derive(Debug, Default, Deserialize)]
struct Before {
    #[serde(default)]
    done: String,
}

/// Whose account it is.
struct Own {
    person: Person,
    handles: Vec<HandleDetail>,
}

impl Own {
    /// Of who is signed in and acts in their own name.
    async fn of(app: &App, visitor: &Visitor) -> Result<Self, PageError> {
        let person = visitor.signed_in()?.clone();
        if visitor.helping.is_some() {
            return Err(PageError::ForAnother);
        }
        let handles = app.store.list_handles(person.id).await?;
        Ok(Self { person, handles })
    }

    /// The address under which tries of their password are counted.
    fn handle(&self) -> Result<&Handle, PageError> {
        let first = self.handles.first();
        first.map(|one| &one.handle).ok_or(PageError::Denied)
    }

    /// Whether they have shown that this address is theirs.
    fn has(&self, handle: &Handle) -> bool {
        let key = handle.key();
        self.handles
            .iter()
            .any(|one| one.confirmed_at.is_some() && one.handle.key() == key)
    }
}

/// What the page shows beside the forms.
#[derive(Default)]
struct Shown {
    problems: Problems,
    /// The new address as it was typed.
    typed: String,
    flash: Option<Flash>,
}

impl Shown {
    fn wrong(problems: Problems, form: &Posted) -> Self {
        Self {
            problems,
            typed: form.text("handle").to_owned(),
            flash: None,
        }
    }
}

fn problem_at(field: &str, message: String) -> Problems {
    let mut problems = Problems::none();
    problems.push(field, message);
    problems
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(before): Query<Before>,
) -> Result<Response, PageError> {
    let own = Own::of(&app, &visitor).await?;
    let lang = visitor.language();
    let text = match before.done.as_str() {
        "password" => Some(words::password_kept(lang)),
        "address" => Some(words::address_kept(lang)),
        _ => None,
    };
    let flash = text.map(|text| Flash {
        tone: FlashTone::Done,
        text: text.to_owned(),
    });
    let shown = Shown {
        flash,
        ..Shown::default()
    };
    Ok(page(&app, &visitor, &own, shown))
}

async fn change_password(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    form: Posted,
) -> Result<Response, PageError> {
    let own = Own::of(&app, &visitor).await?;
    let again = |problems| Ok(page(&app, &visitor, &own, Shown::wrong(problems, &form)));
    let handle = own.handle()?;
    let (present, password) = match passwords(visitor.language(), handle, &form) {
        Ok(typed) => typed,
        Err(problems) => return again(problems),
    };
    if !own.person.confirmed {
        return codes::confirm_first(&app, &visitor, routes::ACCOUNT).await;
    }
    let trying = Trying::new(&app, handle, &headers);
    if let Err(why) = knows(&app, &visitor, &trying, &own.person, &present).await? {
        return again(problem_at("present", why));
    }
    let phc = match app.passwords.hash(password.expose().to_owned()).await {
        Ok(phc) => phc,
        Err(PasswordsBusy::Busy) => {
            let busy = words::busy(visitor.language());
            return again(problem_at("password", busy.to_owned()));
        }
        Err(broken) => return Err(PageError::internal("hash a password", &broken)),
    };
    let known = forgot::replace(&app, &visitor, &trying, own.person.id, &phc).await?;
    Ok((known, Redirect::to(&done("password"))).into_response())
}

async fn change_address(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    form: Posted,
) -> Result<Response, PageError> {
    let own = Own::of(&app, &visitor).await?;
    let again = |problems| Ok(page(&app, &visitor, &own, Shown::wrong(problems, &form)));
    let (handle, present) = match address(visitor.language(), &own, &form) {
        Ok(typed) => typed,
        Err(problems) => return again(problems),
    };
    if !own.person.confirmed {
        return codes::confirm_first(&app, &visitor, routes::ACCOUNT).await;
    }
    let trying = Trying::new(&app, own.handle()?, &headers);
    if let Err(why) = knows(&app, &visitor, &trying, &own.person, &present).await? {
        return again(problem_at("proof", why));
    }
    new_address::send(&app, &visitor, &own.person, handle).await?;
    Ok(Redirect::to(routes::CONFIRM).into_response())
}

/// The password somebody has and the one they choose, or what is wrong with them.
fn passwords(
    lang: Language,
    handle: &Handle,
    form: &Posted,
) -> Result<(Password, Password), Problems> {
    let mut problems = Problems::none();
    let present = Password::typed(form.text("present"));
    if let Err(wrong) = &present {
        let text = words::find(lang, wrong.code()).unwrap_or_default();
        problems.push("present", text);
    }
    let password = Password::choose(form.text("password"), handle);
    if let Err(wrong) = &password {
        let text = words::find(lang, wrong.code()).unwrap_or_default();
        problems.push("password", text);
    }
    match (present, password) {
        (Ok(present), Ok(password)) => Ok((present, password)),
        _ => Err(problems),
    }
}

/// The address somebody wants and the password they have, or what is wrong with them.
fn address(lang: Language, own: &Own, form: &Posted) -> Result<(Handle, Password), Problems> {
    let mut problems = Problems::none();
    let handle = Handle::parse(form.text("handle"));
    match &handle {
        Ok(handle) if own.has(handle) => problems.push("handle", words::address_own(lang)),
        Ok(_) => {}
        Err(wrong) => {
            let text = words::find(lang, wrong.code()).unwrap_or_default();
            problems.push("handle", text);
        }
    }
    let present = Password::typed(form.text("proof"));
    if let Err(wrong) = &present {
        let text = words::find(lang, wrong.code()).unwrap_or_default();
        problems.push("proof", text);
    }
    match (handle, present) {
        (Ok(handle), Ok(present)) if problems.is_empty() => Ok((handle, present)),
        _ => Err(problems),
    }
}

/// Whether this is the person's password; if not, what to say. Right or wrong, or with no
/// password kept, it takes the same time.
async fn knows(
    app: &App,
    visitor: &Visitor,
    trying: &Trying<'_>,
    person: &Person,
    present: &Password,
) -> Result<Result<(), String>, PageError> {
    let (lang, now) = (visitor.language(), visitor.now);
    if let Some(held) = trying.held(now).await? {
        return Ok(Err(told(lang, held)));
    }
    app.throttle
        .by_account(Act::SignIn, &trying.counted_as(), now)?;
    let kept = app.store.find_password(person.id).await?;
    let typed = present.expose().to_owned();
    match app.passwords.verify(typed, kept).await {
        Ok(true) => {
            trying.succeeded().await?;
            Ok(Ok(()))
        }
        Ok(false) => {
            trying.failed(now).await?;
            tracing::info!("a present password was wrong");
            Ok(Err(words::present_wrong(lang).to_owned()))
        }
        Err(PasswordsBusy::Busy) => Ok(Err(words::busy(lang).to_owned())),
        Err(broken) => Err(PageError::internal("check a password", &broken)),
    }
}

fn page(app: &App, visitor: &Visitor, own: &Own, shown: Shown) -> Response {
    let lang = visitor.language();
    let Shown {
        problems,
        typed,
        flash,
    } = shown;
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let about =
        Page::new(words::account_title(lang), Section::Mine).with_problems(!problems.is_empty());
    // The switches of the frame come back here, without saying again what was done.
    let frame = Frame {
        flash,
        path: routes::ACCOUNT.to_owned(),
        ..visitor.frame(app)
    };
    let handles = own.handles.iter();
    let handles: Vec<String> = handles.map(|one| one.handle.as_str().to_owned()).collect();
    respond::page(status, &frame, &about, move || {
        let handles = handles
            .into_iter()
            .map(|one| view! { <li><strong>{one}</strong></li> })
            .collect_view();
        view! {
            <div class="narrow">
                <ErrorSummary lang problems=problems.clone()/>
                <h1>{words::account_title(lang)}</h1>
                <p>{words::account_lead(lang)}</p>
                <ul class="list">{handles}</ul>
                {password_form(lang, &problems)}
                {address_form(lang, typed, &problems)}
                <p><a href=routes::FORGOT>{words::forgot(lang)}</a></p>
            </div>
        }
    })
}

fn password_form(lang: Language, problems: &Problems) -> impl IntoView + use<> {
    let (present, password) = (problems.at("present"), problems.at("password"));
    view! {
        <section class="card" aria-labelledby="change-password">
            <h2 id="change-password">{words::change_password(lang)}</h2>
            <p class="hint">{words::change_password_note(lang)}</p>
            <Form action=routes::ACCOUNT_PASSWORD>
                <Field lang name="present" label=words::present_password(lang) kind=FieldKind::CurrentPassword error=present/>
                <Field lang name="password" label=words::new_password_title(lang) hint=words::new_password_hint(lang) kind=FieldKind::NewPassword error=password/>
                <Button label=words::change_password(lang)/>
            </Form>
        </section>
    }
}

fn address_form(lang: Language, typed: String, problems: &Problems) -> impl IntoView + use<> {
    let (handle, proof) = (problems.at("handle"), problems.at("proof"));
    view! {
        <section class="card" aria-labelledby="change-address">
            <h2 id="change-address">{words::change_address(lang)}</h2>
            <p class="hint">{words::change_address_note(lang)}</p>
            <Form action=routes::ACCOUNT_ADDRESS>
                <Field lang name="handle" label=words::new_address(lang) value=typed kind=FieldKind::Handle error=handle/>
                <Field lang name="proof" label=words::present_password(lang) kind=FieldKind::CurrentPassword error=proof/>
                <Button label=words::send_code(lang) kind=ButtonKind::Quiet/>
            </Form>
        </section>
    }
}
