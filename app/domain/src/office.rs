//! Offices: who has a seat in a body, who looks after which of its open work,
//! who is away, and how replies begin. None of this is part of a case: a case
//! belongs to its body, whoever of it looks after it, and nobody's work is
//! counted.

mod away;
mod refused;
mod reply;
mod seats;

pub use away::{Absence, LONGEST_ABSENCE_DAYS, keeper};
pub use refused::OfficeRefused;
pub use reply::{ReplyUse, Template};
pub use seats::{OfficeChange, SeatOrder, end_steward, seat};
