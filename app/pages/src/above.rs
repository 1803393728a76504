//! Who has a case next if its holder misses a date: as the rules and the bodies are now,
//! which may not be as they were when the holder got it.

use domain::body::Body;
use domain::case::{Case, hand};
use store::rulebook::Rulebook;

/// The body above the holder of `case` that would take it now.
pub(crate) fn above<'b>(book: &'b Rulebook, case: &Case) -> Option<&'b Body> {
    let mut bodies = book.bodies_serving(&case.concern.place_path);
    let holder = book.body(case.holding.holder);
    // A holder that serves the place no more still has somebody above it.
    let missing = holder.filter(|body| bodies.iter().all(|one| one.id != body.id));
    bodies.extend(missing);
    let bodies: Vec<Body> = bodies.into_iter().cloned().collect();
    let above = hand::above(case, book.charter(case.charter_version)?, &bodies)?;
    book.body(above.id)
}
