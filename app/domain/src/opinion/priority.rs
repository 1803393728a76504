//! How much a statement should be asked next.

use super::votes::Tally;

/// How much more a statement without answers is asked; it falls by half with every
/// five answers.
const NEW: f64 = 8.0;
const HALF_LIFE_ANSWERS: f64 = 5.0;

/// The weight of a statement about the conversation itself: always this one.
pub const META_PRIORITY: f64 = 49.0;

/// What is known of a statement that may be asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Asked {
    /// The answers so far.
    pub tally: Tally,
    /// How much it tells people apart: its distance from the middle of the map, 0
    /// while there is no map.
    pub extremity: f64,
}

impl Asked {
    /// A statement with these answers.
    pub const fn new(tally: Tally, extremity: f64) -> Self {
        Self { tally, extremity }
    }
}

/// The weight with which a statement is drawn; always above 0. Statements that many
/// agree with, that few pass, that tell people apart and that are new come first.
pub fn priority(asked: Asked) -> f64 {
    let answers = f64::from(asked.tally.answers());
    let passed = (f64::from(asked.tally.passes) + 1.0) / (answers + 2.0);
    let importance = (1.0 - passed) * (asked.extremity + 1.0) * asked.tally.share_agreeing();
    let newness = 1.0 + NEW * (-answers / HALF_LIFE_ANSWERS).exp2();
    (importance * newness).powi(2)
}
