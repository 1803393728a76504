//! Build and developer commands: `cargo xtask serve`, `cargo xtask check`, `cargo xtask test`.
//!
//! This crate builds what the browser gets, runs the guards and runs every test; it leaves all rules to `app/` and running
//! Linli to `server/`. To add a command: a variant in [`Task`], an arm in [`perform`], a module beside this file.

mod account;
mod command;
mod postgres;
mod provision;
mod serve;
mod site;
mod sources;
mod suite;
mod wasm_target;
mod workspace;

use std::ffi::OsString;

use anyhow::Result;
use clap::{Parser, Subcommand};

use site::Purpose;
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
    /// Build everything and run Linli with the demo neighbourhood.
    Serve {
        /// As visitors get it: optimised, compressed, names that change with the content.
        #[arg(long)]
        release: bool,
        /// Handed on to `linli serve --demo`, after `--`.
        #[arg(last = true)]
        words: Vec<OsString>,
    },
    /// Build what the browser gets into `target/site`, without running anything.
    Site {
        /// As visitors get it.
        #[arg(long)]
        release: bool,
    },
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
        Task::Serve { release, words } => serve::serve(&workspace, purpose(release), &words),
        Task::Site { release } => {
            let folder = site::build(&workspace, purpose(release))?;
            println!("{}", folder.display());
            Ok(())
        }
        Task::Test { only } => suite::test(&workspace, &only),
        Task::Postgres { action } if action == "stop" => postgres::stop_for_developers(&workspace),
        Task::Postgres { .. } => postgres::start_for_developers(&workspace),
    }
}

fn purpose(release: bool) -> Purpose {
    if release {
        Purpose::Release
    } else {
        Purpose::Development
    }
}
