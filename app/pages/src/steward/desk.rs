//! What all screens of the steward share: who may be here, the frame, the
//! words of levels.

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::body::Body;
use domain::handle::Handle;
use domain::id::PersonId;
use domain::instant::Instant;
use domain::language::Language;
use domain::office::{OfficeChange, OfficeRefused};
use domain::permission::{Action, Denied, Subject, may};
use http::StatusCode;
use http::request::Parts;
use leptos::prelude::*;
use store::offices::OfficeError;
use store::rulebook::Rulebook;

use crate::app::App;
use crate::components::{ErrorSummary, Flash, FlashTone, Problems};
use crate::dates::{self, Local};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Frame, Page, Section};
use crate::text::office_refused as refusals;
use crate::text::stewards as words;
use crate::visitor::Visitor;
use crate::{respond, routes};

/// The steward who looks, and how.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) visitor: Visitor,
    pub(super) lang: Language,
    pub(super) now: Instant,
    /// Who.
    pub(super) me: PersonId,
}

impl<S> FromRequestParts<S> for Desk
where
    App: axum::extract::FromRef<S>,
    S: Send + Sync,
{
    type Rejection = PageError;

    /// Nobody but a steward gets further than this.
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        let visitor = Visitor::from_request_parts(parts, state).await?;
        let me = visitor.signed_in()?.id;
        may(&visitor.actor, Action::ManageBodies, &Subject::Nothing).map_err(
            |denied| match denied {
                Denied::NotVisible => PageError::NotFound,
                _ => PageError::Denied,
            },
        )?;
        Ok(Self {
            lang: visitor.language(),
            now: visitor.now,
            me,
            visitor,
        })
    }
}

impl Desk {
    /// A page with its way back; 422 when something has to be mended.
    pub(super) fn page(
        &self,
        app: &App,
        title: impl Into<String>,
        back: (String, &'static str),
        problems: Problems,
        inside: AnyView,
    ) -> Response {
        let (lang, title) = (self.lang, title.into());
        let status = if problems.is_empty() {
            StatusCode::OK
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        };
        let about = Page::new(title.clone(), Section::Steward).with_problems(!problems.is_empty());
        let frame = Frame {
            flash: self.flash(),
            ..self.visitor.frame(app)
        };
        respond::page(status, &frame, &about, move || {
            view! {
                <div class="stack">
                    <ErrorSummary lang problems/>
                    <div class="title">
                        <p class="soft small"><a href=back.0>{back.1}</a></p>
                        <h1>{title}</h1>
                    </div>
                    {inside}
                </div>
            }
        })
    }

    /// What the last act led to, by the code in the address.
    fn flash(&self) -> Option<Flash> {
        let query = self.visitor.reading.here.split_once('?')?.1;
        let fields = Posted::parse(query.as_bytes());
        let change = OfficeChange::from_code(fields.text("done"))?;
        let text = words::find(self.lang, &format!("done-{}", change.code()))?;
        Some(Flash {
            tone: FlashTone::Done,
            text: text.to_owned(),
        })
    }

    /// The body with this key, with everything it is judged against.
    pub(super) async fn body(
        &self,
        app: &App,
        key: &str,
    ) -> Result<(std::sync::Arc<Rulebook>, Body), PageError> {
        let book = app.store.current_rulebook().await?;
        let body = book.body_by_key(key).cloned().ok_or(PageError::NotFound)?;
        Ok((book, body))
    }

    /// Dates in the time of a body.
    pub(super) fn local(&self, body: &Body) -> Local {
        Local::new(self.lang, &dates::zone(&body.calendar.zone), self.now)
    }

    /// The sentence of a rule that says no.
    pub(super) fn say(&self, code: &str) -> &'static str {
        refusals::find(self.lang, code).unwrap_or_default()
    }

    /// The reason that was typed, or a mistake at its field.
    pub(super) fn reason(&self, form: &Posted, problems: &mut Problems) -> String {
        match domain::text::Sentence::parse(form.text("reason")) {
            Ok(reason) => reason.to_string(),
            Err(wrong) => {
                let text = crate::text::refused::find(self.lang, wrong.code()).unwrap_or_default();
                problems.push("reason", text);
                String::new()
            }
        }
    }
}

/// The way back to all screens of the steward.
pub(super) fn to_desk(lang: Language) -> (String, &'static str) {
    (routes::STEWARD.to_owned(), words::back(lang))
}

/// Back to a page that says what was done.
pub(super) fn done(address: &str, change: OfficeChange) -> Response {
    Redirect::to(&format!("{address}?done={}", change.code())).into_response()
}

/// Who confirmed the address that was typed.
pub(super) async fn person_of(
    app: &App,
    typed: &str,
) -> Result<Result<PersonId, OfficeRefused>, PageError> {
    let Ok(handle) = Handle::parse(typed) else {
        return Ok(Err(OfficeRefused::NobodyThere));
    };
    let account = app.store.find_account(&handle).await?;
    let account = account.filter(|account| account.confirmed);
    Ok(account
        .map(|account| account.person)
        .ok_or(OfficeRefused::NobodyThere))
}

/// The refusal of a rule, or the page for what is no refusal.
pub(super) fn refused(error: OfficeError) -> Result<OfficeRefused, PageError> {
    match error {
        OfficeError::Refused(refused) => Ok(refused),
        OfficeError::NotFound => Err(PageError::NotFound),
        OfficeError::Denied(_) => Err(PageError::Denied),
        OfficeError::Store(error) => Err(error.into()),
    }
}

/// The level of a body.
pub(super) const fn tier(lang: Language, tier: u8) -> &'static str {
    match tier {
        0 => words::tier_0(lang),
        1 => words::tier_1(lang),
        2 => words::tier_2(lang),
        3 => words::tier_3(lang),
        _ => words::tier_4(lang),
    }
}
