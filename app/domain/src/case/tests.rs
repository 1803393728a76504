//! Tests of the life of a case: stories in a small town, and random ones.

pub(crate) mod town;

mod checking;
mod confirming;
mod correcting;
mod deliberating;
mod filing;
mod guarding;
mod handing;
mod letters;
mod merging;
mod moderating;
mod people;
mod planning;
mod refusing;
mod rulings;
mod sequences;
mod tables;
mod waking;
