//! `/mediation`: two neighbours talk, with somebody between them. Offering it at a case
//! about another household, and its one page, on which each of those who take part finds
//! what is theirs to read and to do.
//!
//! Nobody else learns that there is one: every address answers as if there were none,
//! with a single statement more or less behind it. What may be done is asked of
//! `domain::permission`, what it leads to of `domain::mediation`.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use domain::body::BodyKind;
use domain::case::Case;
use domain::mediation::Refused;
use domain::permission::{Denied, MediationAct};
use domain::person::Actor;
use store::mediations::MediationError;
use store::rulebook::Rulebook;

use crate::app::App;
use crate::components::Refusal;
use crate::errors::PageError;
use crate::reading::refusal;
use crate::visitor::Visitor;

mod act;
mod card;
mod forms;
mod load;
mod now;
mod offer;
mod page;
mod promises;

pub(crate) use card::card;

/// What the forms of the page ask for.
pub const ACTS: [MediationAct; 10] = [
    MediationAct::Answer,
    MediationAct::Reply,
    MediationAct::Name,
    MediationAct::Accept,
    MediationAct::Another,
    MediationAct::Arrange,
    MediationAct::Write,
    MediationAct::Confirm,
    MediationAct::Follow,
    MediationAct::End,
];

/// The routes of this area.
pub fn routes() -> Router<App> {
    Router::new()
        .route(
            "/cases/{reference}/mediation",
            get(offer::ask).post(offer::offer),
        )
        .route("/mediation/{mediation}", get(page::show).post(act::act))
}

/// Whether the page of a case shows the way to a mediation: to its author and the
/// members of the committee that has it, whether there is one already or not.
pub(crate) fn is_offered(actor: &Actor, case: &Case, book: &Rulebook) -> bool {
    let charter = book.charter(case.charter_version);
    let category = charter.and_then(|charter| charter.category(&case.concern.category));
    category.is_some_and(|category| category.household)
        && case.holding.kind == BodyKind::SelfGovernance
        && domain::mediation::may_offer(actor, case).is_ok()
}

/// What to do about something that failed: nothing that this page could mend, or a
/// sentence that says why a rule said no.
fn sentence(visitor: &Visitor, error: MediationError) -> Result<(Refused, Refusal), PageError> {
    match error {
        MediationError::NotFound => Err(PageError::NotFound),
        MediationError::Store(error) => Err(error.into()),
        MediationError::Refused(Refused::Denied(Denied::NotHolder)) => Err(PageError::Denied),
        MediationError::Refused(Refused::Denied(Denied::SignInRequired)) => {
            Err(PageError::SignInRequired {
                back: visitor.reading.here.clone(),
            })
        }
        MediationError::Refused(refused) => {
            Ok((refused, refusal(visitor.language(), refused.code())))
        }
    }
}

/// What every handler of this area comes back with.
type Answered = Result<Response, PageError>;
