//! Who convenes a challenge and who sits at its joint table.

use crate::body::{Body, BodyKind};
use crate::case::Seat;
use crate::case::table::check_seats;
use crate::challenge::decide::Unfolding;
use crate::challenge::event::Event;
use crate::challenge::refused::Refused;
use crate::id::{BodyId, PlaceId};
use crate::text::Sentence;

/// The bodies that can sit at the table: all that serve the place and work.
pub fn can_sit<'a>(path: &[PlaceId], bodies: impl IntoIterator<Item = &'a Body>) -> Vec<&'a Body> {
    let serves = |body: &Body| body.places.iter().any(|place| path.contains(place));
    let mut fit: Vec<&Body> = bodies
        .into_iter()
        .filter(|body| body.takes_cases() && serves(body))
        .collect();
    fit.sort_by(|a, b| (a.tier, a.kind, a.rank, &a.key).cmp(&(b.tier, b.kind, b.rank, &b.key)));
    fit
}

/// Whether these can sit at one table, with a convener that is no partner.
pub(super) fn check(
    path: &[PlaceId],
    bodies: &[Body],
    convener: BodyId,
    seats: &[Seat],
) -> Result<(), Refused> {
    let fit = can_sit(path, bodies);
    let convener = check_seats(&fit, convener, seats).map_err(Refused::Table)?;
    if convener.kind == BodyKind::Partner {
        return Err(Refused::PartnerConvenes);
    }
    Ok(())
}

pub(super) fn set(
    challenge: &mut Unfolding<'_>,
    convener: BodyId,
    seats: &[Seat],
    words: &Sentence,
) -> Result<(), Refused> {
    let path = &challenge.challenge.place_path;
    check(path, challenge.around.bodies, convener, seats)?;
    challenge.record(Event::TableSet {
        convener,
        seats: seats.to_vec(),
        words: Some(words.clone()),
    });
    Ok(())
}
