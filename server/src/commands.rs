//! What `linli` can be asked to do, one module for each command, and how it can end.

use std::process::ExitCode;

pub mod aside;
pub mod config;
pub mod demo;
pub mod doctor;
pub mod import;
pub mod keys;
pub mod opinion;
pub mod recount;
pub mod rehearse;
pub mod serve;
pub mod votes;

/// How a command ended, when nothing broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// As asked.
    Fine,
    /// Something needs care; the command has said what.
    Failed,
    /// The input has mistakes; each has been told.
    Mistakes,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Fine => Self::SUCCESS,
            Outcome::Failed => Self::from(1),
            Outcome::Mistakes => Self::from(3),
        }
    }
}
