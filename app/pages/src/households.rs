//! Verified residents and households: `/me/household` for who lives somewhere,
//! `/households` for the community body that makes the letters and looks at
//! what does not fit.
//!
//! The label of a door comes in by a form, becomes a keyed hash here, and goes
//! no further; a code is told once, on paper.

use axum::Router;
use domain::household::{Door, PaperCode};
use domain::id::{BodyId, PlaceId};
use domain::language::Language;
use domain::permission::{Action, Denied, Subject, may};
use domain::person::Actor;
use rand::RngCore as _;
use store::rulebook::Rulebook;
use store::sessions::Hash;

use crate::app::App;
use crate::dates::{self, Local};
use crate::errors::PageError;
use crate::secret::Secret;
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

/// The keyed hash by which a door of a place is known.
pub fn door_hash(secret: &Secret, place: PlaceId, door: &Door) -> Hash {
    let place = place.uuid();
    let parts = [place.as_bytes().as_slice(), door.folded().as_bytes()];
    secret.keyed_hash("household-door", &parts)
}

/// The keyed hash by which the code of a letter is known.
pub fn code_hash(secret: &Secret, code: PaperCode) -> Hash {
    secret.keyed_hash("household-code", &[code.signs().as_bytes()])
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
    use uuid::Uuid;

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
    fn a_door_is_another_one_in_another_place_and_under_another_key() {
        let (one, two) = (Secret::new([7; 32]), Secret::new([8; 32]));
        let place = |n| PlaceId::new(Uuid::from_u128(n));
        let door = Door::parse("2-301").unwrap();
        let same = Door::parse("２－３０１室").unwrap();
        let hash = door_hash(&one, place(1), &door);
        assert_eq!(hash, door_hash(&one, place(1), &same));
        assert_ne!(hash, door_hash(&one, place(2), &door));
        assert_ne!(hash, door_hash(&two, place(1), &door));
        assert_ne!(new_code(), new_code());
    }
}
