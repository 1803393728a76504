//! What is kept: every SQL statement, both engines, every transaction.

pub mod clock;
pub mod ids;
