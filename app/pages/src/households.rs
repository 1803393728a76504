//! Verified residents and households: `/me/household` for who lives somewhere,
//! `/households` for the community body that makes the letters and looks at
//! what does not fit.
//!
//! The label of a door comes in by a form, becomes a keyed hash here, and goes
//! no further; a code is told once, on paper.

use axum::Router;
use domain::household::PaperCode;
use domain::id::BodyId;
use domain::language::Language;
use domain::permission::{Action, Denied, Subject, may};
use domain::person::Actor;
use rand::RngCore as _;
use store::rulebook::Rulebook;

use crate::app::App;
use crate::dates::{self, Local};
use crate::errors::PageError;
use crate::text::refused;
use crate::visitor::Visitor;

mod building;
mod letters;
mod list;
mod mine;

/// The routes of this area.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(mine::routes())
        .merge(list::routes())
        .merge(building::routes())
}

fn new_code() -> PaperCode {
    PaperCode::from_random(rand::rng().next_u64())
}

/// The sentence for a rule's "no".
fn sentence(lang: Language, code: &str) -> &'static str {
    refused::find(lang, code).unwrap_or_default()
}

fn denied(denied: Denied) -> PageError {
    match denied {
        Denied::NotVisible => PageError::NotFound,
        _ => PageError::Denied,
    }
}

/// The community bodies in which somebody looks after households.
fn bodies_of(actor: &Actor) -> Result<Vec<BodyId>, PageError> {
    may(actor, Action::KeepHouseholds, &Subject::Nothing).map_err(denied)?;
    let offices = actor.person().map(|person| person.offices.as_slice());
    let bodies = offices.unwrap_or_default().iter().map(|office| office.body);
    let allowed = |body: &BodyId| may(actor, Action::KeepHouseholds, &Subject::Body(*body)).is_ok();
    Ok(bodies.filter(allowed).collect())
}

/// Tells dates in the time of the first of these bodies, or of any.
fn local(visitor: &Visitor, book: &Rulebook, bodies: &[BodyId]) -> Local {
    let body = bodies.iter().find_map(|body| book.body(*body));
    let zone = body
        .or_else(|| book.bodies().first())
        .map_or("UTC", |body| body.calendar.zone.as_str());
    Local::new(visitor.language(), &dates::zone(zone), visitor.now)
}

#[cfg(test)]
mod tests {
    use domain::household::HouseholdRefused;

    use super::*;

    #[test]
    fn every_no_of_the_rules_has_a_sentence_in_every_language() {
        for refused in HouseholdRefused::ALL {
            for lang in Language::ALL {
                assert!(!sentence(lang, refused.code()).is_empty(), "{refused:?}");
            }
        }
    }

    #[test]
    fn every_letter_has_a_code_of_its_own() {
        assert_ne!(new_code(), new_code());
    }
}
