//! Photos of what was done: they wait for the report until it is in order.

use axum::extract::Request;
use domain::case::Case;
use domain::id::PhotoId;
use domain::person::Person;

use crate::app::App;
use crate::errors::PageError;
use crate::photos::MOST;
use crate::staging::Staging;
use crate::staging::form::{self, Sent, Waiting};
use crate::visitor::Visitor;

fn staging(app: &App, person: &Person, case: &Case) -> Staging {
    Staging::new(app, "report photos", person.id, case.id.uuid(), MOST)
}

/// The photos that wait for the report.
pub(super) async fn kept(
    app: &App,
    person: &Person,
    case: &Case,
) -> Result<Vec<PhotoId>, PageError> {
    staging(app, person, case).kept(app).await
}

/// Reads a form with photos. They are taken in from who may send them, `person`.
pub(super) async fn read(
    app: &App,
    visitor: &Visitor,
    of: Option<(&Person, &Case)>,
    request: Request,
) -> Result<Sent, PageError> {
    let staging = of.map(|(person, case)| staging(app, person, case));
    form::read(app, visitor, staging.as_ref(), Waiting::All, request).await
}

/// Forgets the draft once its photos belong to the case.
pub(super) async fn forget(app: &App, person: &Person, case: &Case) -> Result<(), PageError> {
    staging(app, person, case).forget(app).await
}
