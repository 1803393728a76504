//! `/threads/{thread}/meetings`: those who talk something over sit down together. Calling
//! a meeting, its page, seats, leading through it, its minutes, a sheet to print, and a
//! file for calendars.

use axum::Router;
use axum::routing::{get, post};
use domain::meeting::Refused;
use domain::permission::Denied;
use store::meetings::MeetingError;

use super::Answered;
use crate::app::App;
use crate::components::Refusal;
use crate::errors::PageError;
use crate::reading::refusal;
use crate::visitor::Visitor;

mod calendar;
mod call;
mod form;
mod lead;
mod list;
mod load;
mod minutes;
mod page;
mod seats;
mod sheet;

pub(super) use call::is_offered;
pub use lead::LEADS;
pub(crate) use list::{ahead, own_card};
pub(super) use list::{decided, list};

/// The routes of this area.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/threads/{thread}/meet", get(call::ask).post(call::call))
        .route("/threads/{thread}/meetings/{number}", get(page::show))
        .route(
            "/threads/{thread}/meetings/{number}/seat",
            post(seats::take),
        )
        .route(
            "/threads/{thread}/meetings/{number}/leave",
            post(seats::leave),
        )
        .route(
            "/threads/{thread}/meetings/{number}/sheet",
            get(sheet::show),
        )
        .route(
            "/threads/{thread}/meetings/{number}/{lead}",
            get(lead::ask).post(lead::act),
        )
        .route(
            "/calendar/threads/{thread}/meetings/{file}",
            get(calendar::show),
        )
        .route("/calendar/places/{calendar}", get(calendar::of_place))
}

/// What to do about something that failed: nothing that this page could mend, or a
/// sentence that says why a rule said no.
fn sentence(visitor: &Visitor, error: MeetingError) -> Result<(Refused, Refusal), PageError> {
    match error {
        MeetingError::NotFound => Err(PageError::NotFound),
        MeetingError::Store(error) => Err(error.into()),
        MeetingError::Refused(Refused::Denied(Denied::NotMember)) => Err(PageError::Denied),
        MeetingError::Refused(Refused::Denied(Denied::SignInRequired)) => {
            Err(PageError::SignInRequired {
                back: visitor.reading.here.clone(),
            })
        }
        MeetingError::Refused(refused) => {
            Ok((refused, refusal(visitor.language(), refused.code())))
        }
    }
}
