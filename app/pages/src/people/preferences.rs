//! The two switches in every frame: the language and the size of the letters.
//! Kept in plain cookies, so that nobody needs a session or an account for them.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::post;
use domain::language::Language;
use http::header::SET_COOKIE;

use crate::app::App;
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::TypeSize;
use crate::routes;
use crate::visitor::{LANGUAGE_COOKIE, TYPE_COOKIE, Visitor};

const YEAR_SECONDS: u32 = 365 * 24 * 60 * 60;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(routes::LANGUAGE, post(choose_language))
        .route(routes::TYPE, post(choose_type))
}

async fn choose_language(
    State(app): State<App>,
    visitor: Visitor,
    form: Posted,
) -> Result<Response, PageError> {
    let language = Language::from_tag(form.text("to")).ok_or(PageError::Invalid)?;
    // Whoever acts for a neighbour reads for themselves.
    if let Some(person) = visitor.hand() {
        app.store
            .set_language(person.id, language, visitor.now)
            .await?;
    }
    Ok(back(&app, &form, LANGUAGE_COOKIE, language.tag()))
}

async fn choose_type(State(app): State<App>, form: Posted) -> Response {
    back(
        &app,
        &form,
        TYPE_COOKIE,
        TypeSize::from_code(form.text("to")).code(),
    )
}

fn back(app: &App, form: &Posted, cookie: &str, value: &str) -> Response {
    let secure = if app.base_url.starts_with("https://") {
        "; Secure"
    } else {
        ""
    };
    let cookie =
        format!("{cookie}={value}; Path=/; Max-Age={YEAR_SECONDS}; HttpOnly; SameSite=Lax{secure}");
    let to = Redirect::to(routes::safe_back(form.text("back")));
    ([(SET_COOKIE, cookie)], to).into_response()
}
