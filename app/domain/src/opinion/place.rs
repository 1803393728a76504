//! People and statements on the plane.

use super::Point;
use super::components::{Deviations, gathered};
use super::votes::{Packed, Votes, real, unpack};

/// Where everybody lies. Who answered little is drawn out from the middle, by the
/// root of statements over answers; a removed statement counts as one that
/// everybody answered alike.
pub(super) fn people(
    votes: &Votes,
    deviations: &Deviations<'_>,
    components: &[Vec<f64>; 2],
) -> Vec<Point> {
    let [xs, ys] = components
        .each_ref()
        .map(|component| deviations.times_entry(component));
    let removed = votes.removed().iter().filter(|out| **out).count();
    let statements = real(votes.statements());
    (0..votes.people())
        .map(|person| {
            let answers = votes.row(person);
            let at = Point {
                x: gathered(answers, &xs),
                y: gathered(answers, &ys),
            };
            let answered = real((kept(votes, answers) + removed).max(1));
            stretched(at, (statements / answered).sqrt())
        })
        .collect()
}

/// How many answers are to statements that are not out.
fn kept(votes: &Votes, answers: &[Packed]) -> usize {
    let is_out = |packed: &&Packed| votes.removed()[unpack(**packed).0];
    answers.len() - answers.iter().filter(is_out).count()
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
