//! `/confirm`: the six digits that were sent.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use domain::case::{Command, Order};
use domain::code::{Code, CodeRefused};
use domain::handle::Handle;
use domain::id::PersonId;
use domain::person::Actor;
use http::StatusCode;
use leptos::prelude::*;
use store::cases::ActError;
use store::lists::Turn;

use super::{account, devices, new_address};
use crate::app::App;
use crate::codes::pending::{self, Pending, Purpose};
use crate::codes::{self, Whom};
use crate::components::{
    Button, ButtonKind, ErrorSummary, Field, FieldKind, Flash, FlashTone, Form, Problems,
};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Frame, Page, Section};
use crate::text::people as words;
use crate::throttle::Act;
use crate::visitor::Visitor;
use crate::{respond, routes};

/// Tries of codes for one address are counted over a day, whichever code and
/// browser they are of: a new code brings no new tries.
const DAY_SECONDS: i64 = 24 * 60 * 60;
/// Ten codes, typed wrong to the end.
const TRIES_A_DAY: i64 = 60;
/// Nobody files more dangers than this before they type a code.
const MOST_UNCONFIRMED: usize = 50;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(routes::CONFIRM, get(ask).post(confirm))
        .route(RESEND, post(resend))
}

const RESEND: &str = "/confirm/again";

async fn ask(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    let Some(pending) = pending::find(&visitor.session).await? else {
        return Ok(Redirect::to(routes::SIGN_IN).into_response());
    };
    Ok(page(&app, &visitor, &pending, Problems::none(), None))
}

async fn confirm(
    State(app): State<App>,
    visitor: Visitor,
    form: Posted,
) -> Result<Response, PageError> {
    let Some(pending) = pending::find(&visitor.session).await? else {
        return Ok(Redirect::to(routes::SIGN_IN).into_response());
    };
    let lang = visitor.language();
    let typed = Code::parse(form.text("code"));
    if typed.is_ok() && !may_try(&app, &visitor, &pending).await? {
        let mut problems = Problems::none();
        problems.push("code", words::codes_rest(lang));
        return Ok(page(&app, &visitor, &pending, problems, None));
    }
    let refused = match typed {
        Ok(typed) => match check(&app, &visitor, &pending, typed).await? {
            Ok(person) => {
                if prove(&app, &visitor, &pending, person).await? {
                    return go_on(&app, &visitor, pending, person).await;
                }
                too_late(pending.purpose)
            }
            Err(refused) => refused.code(),
        },
        Err(refused) => refused.code(),
    };
    let mut problems = Problems::none();
    problems.push("code", words::find(lang, refused).unwrap_or_default());
    Ok(page(&app, &visitor, &pending, problems, None))
}

/// Somebody else has shown in the meantime that the address is theirs.
const fn too_late(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Confirm | Purpose::NewPassword => CodeRefused::Expired.code(),
        Purpose::NewAddress => "address-taken",
    }
}

/// Counts a try of a code for this address, known or not, and says whether
/// there may be another one.
async fn may_try(app: &App, visitor: &Visitor, pending: &Pending) -> Result<bool, PageError> {
    let key = pending.handle.key();
    app.throttle.by_account(Act::TryCode, &key, visitor.now)?;
    let bucket = bucket(app, &pending.handle);
    let tries = app
        .store
        .count_attempt(&bucket, DAY_SECONDS, visitor.now)
        .await?;
    Ok(tries <= TRIES_A_DAY)
}

/// Under which key the tries for an address are counted: it names nobody.
fn bucket(app: &App, handle: &Handle) -> String {
    let signed = app.secret.sign("attempts", &[handle.key().as_bytes()]);
    ["code:", &signed].concat()
}

async fn check(
    app: &App,
    visitor: &Visitor,
    pending: &Pending,
    typed: Code,
) -> Result<Result<PersonId, CodeRefused>, PageError> {
    let browser = pending::browser(&visitor.session).await?;
    let hash = codes::hash(app, pending.purpose, &pending.handle, typed);
    let purpose = pending.purpose.stored();
    Ok(app
        .store
        .try_code(purpose, &pending.handle, &browser, &hash, visitor.now)
        .await?)
}

/// Notes that the address belongs to this person. Whoever forgot the password
/// may not be who chose the last one, before anybody had shown whose the address
/// is: that password and every other session end here, not with the new one.
async fn prove(
    app: &App,
    visitor: &Visitor,
    pending: &Pending,
    person: PersonId,
) -> Result<bool, PageError> {
    let (store, handle) = (&app.store, &pending.handle);
    Ok(match pending.purpose {
        Purpose::Confirm => store.confirm_handle(person, handle, visitor.now).await?,
        Purpose::NewPassword => {
            let here = devices::own(&visitor.session);
            store
                .take_back_account(person, handle, here.as_ref(), visitor.now)
                .await?
        }
        Purpose::NewAddress => new_address::replace(app, visitor, handle, person).await?,
    })
}

/// The code was right: the address belongs to this person.
async fn go_on(
    app: &App,
    visitor: &Visitor,
    pending: Pending,
    person: PersonId,
) -> Result<Response, PageError> {
    confirm_cases(app, visitor, person).await?;
    match pending.purpose {
        Purpose::Confirm => {
            pending::forget(&visitor.session).await?;
            pending::sign_in(&visitor.session, person).await?;
            Ok(Redirect::to(routes::safe_back(&pending.back)).into_response())
        }
        Purpose::NewPassword => {
            let proven = Pending {
                proven: Some(person),
                sent_at: visitor.now,
                ..pending
            };
            pending::cycle(&visitor.session).await?;
            pending::keep(&visitor.session, &proven).await?;
            Ok(Redirect::to(routes::NEW_PASSWORD).into_response())
        }
        Purpose::NewAddress => {
            pending::forget(&visitor.session).await?;
            pending::cycle(&visitor.session).await?;
            Ok(Redirect::to(&account::done("address")).into_response())
        }
    }
}

/// Takes the mark off dangers that were dispatched before their author had typed the code.
async fn confirm_cases(app: &App, visitor: &Visitor, author: PersonId) -> Result<(), PageError> {
    let Some(person) = app.store.find_person(author).await? else {
        return Ok(());
    };
    let actor = Actor::Person(person);
    let filed = app
        .store
        .list_filed_by(author, Turn::Newest, MOST_UNCONFIRMED)
        .await?;
    for filed in filed.cases.iter().filter(|filed| !filed.case.confirmed) {
        let order = Order::from(Command::ConfirmFiler);
        let (store, ids) = (&app.store, &app.ids);
        match store
            .act(filed.case.reference, &order, &actor, None, ids, visitor.now)
            .await
        {
            // Confirmed in the same moment in another window, or withdrawn.
            Ok(_) | Err(ActError::Refused(_) | ActError::NotFound) => {}
            Err(ActError::Store(error)) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Sends a new code to whoever the last one went to, if it went to somebody.
async fn resend(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    let Some(pending) = pending::find(&visitor.session).await? else {
        return Ok(Redirect::to(routes::SIGN_IN).into_response());
    };
    let lang = visitor.language();
    app.throttle
        .by_account(Act::Code, &pending.handle.key(), visitor.now)?;
    if visitor.now.seconds_since(pending.sent_at) < pending::RESEND_SECONDS {
        let mut problems = Problems::none();
        problems.push("code", words::resend_wait(lang));
        return Ok(page(&app, &visitor, &pending, problems, None));
    }
    let whom = match pending.purpose {
        Purpose::Confirm => pending.person.map(|person| (person, lang)),
        Purpose::NewPassword => {
            let account = app.store.find_account(&pending.handle).await?;
            account.map(|account| (account.person, account.language))
        }
        Purpose::NewAddress => new_address::whom_again(&app, &visitor, &pending.handle).await?,
    };
    let whom = whom.map_or(Whom::Nobody, |(person, lang)| Whom::Theirs(person, lang));
    let pending = Pending {
        sent_at: visitor.now,
        ..pending
    };
    codes::send(&app, &visitor, pending.clone(), whom).await?;
    let flash = Flash {
        tone: FlashTone::Done,
        text: words::resent(lang).to_owned(),
    };
    Ok(page(
        &app,
        &visitor,
        &pending,
        Problems::none(),
        Some(flash),
    ))
}

fn page(
    app: &App,
    visitor: &Visitor,
    pending: &Pending,
    problems: Problems,
    flash: Option<Flash>,
) -> Response {
    let lang = visitor.language();
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let about =
        Page::new(words::confirm_title(lang), Section::Mine).with_problems(!problems.is_empty());
    let lead = words::confirm_lead(lang, &pending.handle.masked());
    let start = match pending.purpose {
        Purpose::Confirm => routes::SIGN_UP,
        Purpose::NewPassword => routes::FORGOT,
        Purpose::NewAddress => routes::ACCOUNT,
    };
    // The switches of the frame come back here, and not to where a form was posted.
    let frame = Frame {
        flash,
        path: routes::CONFIRM.to_owned(),
        ..visitor.frame(app)
    };
    respond::page(status, &frame, &about, move || {
        view! {
            <div class="narrow">
                <ErrorSummary lang problems=problems.clone()/>
                <h1>{words::confirm_title(lang)}</h1>
                <p class="lead">{lead}</p>
                <Form action=routes::CONFIRM>
                    <Field lang name="code" label=words::code(lang) kind=FieldKind::Code error=problems.at("code")/>
                    <Button label=words::confirm(lang)/>
                </Form>
                <p class="hint">{words::nothing_arrives(lang)}</p>
                <Form action=RESEND>
                    <Button label=words::resend(lang) kind=ButtonKind::Quiet/>
                </Form>
                <p><a href=start>{words::start_again(lang)}</a></p>
            </div>
        }
    })
}
