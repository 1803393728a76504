//! Build and developer commands: `cargo xtask serve`, `cargo xtask check`, `cargo xtask test`.
//!
//! This crate builds what the browser gets, runs the guards and runs every test; it leaves all rules to `app/` and running
//! Linli to `server/`. To add a command: a variant in [`Task`], an arm in [`perform`], a module beside this file.

mod account;
mod command;
mod postgres;
mod provision;
mod suite;
mod workspace;

use anyhow::Result;
use clap::{Parser, Subcommand};

use workspace::Workspace;

#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    about = "Builds, checks, tests and runs Linli.",
    disable_help_subcommand = true
)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Install what the tests need, then run all of them.
    Test {
        /// Only this part; may be given several times.
        #[arg(long, value_enum)]
        only: Vec<suite::Part>,
    },
    /// Start a private PostgreSQL for development and print its address; it keeps running.
    Postgres {
        /// `start` (what happens without a word) or `stop`.
        #[arg(default_value = "start", value_parser = ["start", "stop"])]
        action: String,
    },
}

fn main() -> Result<()> {
    perform(Arguments::parse().task)
}

fn perform(task: Task) -> Result<()> {
    let workspace = Workspace::find()?;
    match task {
        Task::Test { only } => suite::test(&workspace, &only),
        Task::Postgres { action } if action == "stop" => postgres::stop_for_developers(&workspace),
        Task::Postgres { .. } => postgres::start_for_developers(&workspace),
    }
}
