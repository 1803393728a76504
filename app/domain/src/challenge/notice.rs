//! What somebody is told about a challenge.

use crate::codes::codes;

/// What somebody is told. None asks an act at once: what a body owes stands in its
/// inbox by its date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChallengeNotice {
    /// To a body: it sits at the table from now on.
    Seat,
    /// To a body: a date of its passed.
    Missed,
    /// To residents of the cases under it: it is over, and what was learnt.
    Closed,
}

codes!(ChallengeNotice, 3: Seat = "challenge-seat", Missed = "challenge-missed",
    Closed = "challenge-closed");
