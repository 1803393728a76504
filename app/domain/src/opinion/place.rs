//! People and statements on the plane.

use super::Point;
use super::components::Deviations;
use super::votes::{Votes, index, real};

/// Where everybody lies. Who answered little is drawn out from the middle, by the
/// root of statements over answers; a removed statement counts as one that
/// everybody answered alike.
pub(super) fn people(
    votes: &Votes,
    deviations: &Deviations,
    components: &[Vec<f64>; 2],
) -> Vec<Point> {
    let removed = votes.removed().iter().filter(|out| **out).count();
    let statements = real(votes.statements());
    (0..votes.people())
        .map(|person| {
            let (columns, values) = deviations.of(person);
            let mut at = Point::default();
            for (&column, &value) in columns.iter().zip(values) {
                at.x += value * components[0][index(column)];
                at.y += value * components[1][index(column)];
            }
            let answered = real((columns.len() + removed).max(1));
            stretched(at, (statements / answered).sqrt())
        })
        .collect()
}

/// Where somebody would lie who agreed with this statement and answered nothing else.
pub(super) fn statement(index: usize, centre: &[f64], components: &[Vec<f64>; 2]) -> Point {
    let by = real(centre.len()).sqrt() * (1.0 - centre[index]);
    let direction = Point {
        x: components[0][index],
        y: components[1][index],
    };
    stretched(direction, by)
}

fn stretched(point: Point, by: f64) -> Point {
    Point {
        x: point.x * by,
        y: point.y * by,
    }
}
