//! `/threads/{thread}/decisions`: questions put to those concerned. Drafting one, its
//! page, answering it, objections and their answers, leading through it, and the ballots
//! of a closed one for everybody to count again.
//!
//! How something is decided is data (`domain::method`): nothing here knows a
//! method by name.

use axum::Router;
use axum::routing::{get, post};
use domain::decision::Refused;
use domain::permission::Denied;
use store::decisions::DecisionError;

use super::Answered;
use crate::app::App;
use crate::components::Refusal;
use crate::errors::PageError;
use crate::reading::refusal;
use crate::visitor::Visitor;

mod answering;
mod ballots;
mod draft;
mod lead;
mod list;
mod load;
mod objections;
mod page;
mod reasons;
mod result;
mod rules;

pub(super) use draft::is_offered;
pub use lead::LEADS;
pub(super) use list::list;
pub(crate) use rules::rules;

/// The routes of this area.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(
            "/threads/{thread}/decide",
            get(draft::ask).post(draft::draft),
        )
        .route("/threads/{thread}/decisions/{number}", get(page::show))
        .route(
            "/threads/{thread}/decisions/{number}/answer",
            post(answering::answer),
        )
        .route(
            "/threads/{thread}/decisions/{number}/ballots.json",
            get(ballots::show),
        )
        .route(
            "/threads/{thread}/decisions/{number}/objections/{slip}",
            get(objections::ask).post(objections::answer),
        )
        .route(
            "/threads/{thread}/decisions/{number}/{lead}",
            get(lead::ask).post(lead::act),
        )
}

/// What to do about something that failed: nothing that this page could mend, or a
/// sentence that says why a rule said no.
fn sentence(visitor: &Visitor, error: DecisionError) -> Result<(Refused, Refusal), PageError> {
    match error {
        DecisionError::NotFound => Err(PageError::NotFound),
        DecisionError::Store(error) => Err(error.into()),
        DecisionError::Refused(Refused::Denied(Denied::NotMember)) => Err(PageError::Denied),
        DecisionError::Refused(Refused::Denied(Denied::SignInRequired)) => {
            Err(PageError::SignInRequired {
                back: visitor.reading.here.clone(),
            })
        }
        DecisionError::Refused(refused) => {
            Ok((refused, refusal(visitor.language(), refused.code())))
        }
    }
}
