//! Build and developer commands: `cargo xtask serve`, `cargo xtask check`, `cargo xtask test`.
//!
//! This crate builds what the browser gets, runs the guards and runs every test; it leaves all rules to `app/` and running
//! Linli to `server/`. To add a command: a variant in [`Task`], an arm in [`perform`], a module beside this file.

mod account;
mod bench;
mod check;
mod command;
mod end_to_end;
mod guard;
mod postgres;
mod provision;
mod serve;
mod site;
mod sources;
mod suite;
mod wasm_target;
mod workspace;

use std::{ffi::OsString, process::ExitCode};

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
    #[command(visible_alias = "build")]
    Site {
        /// As visitors get it.
        #[arg(long)]
        release: bool,
    },
    /// The fast part of the tests: format, lints, guards, documentation, spelling.
    Check {
        /// Only this step; may be given several times.
        #[arg(long)]
        only: Vec<String>,
    },
    /// Install what the tests need, then run all of them.
    Test {
        /// Only this part; may be given several times.
        #[arg(long, value_enum)]
        only: Vec<suite::Part>,
        /// Handed on to the test programs, after `--`: the name of one test, for instance.
        #[arg(last = true)]
        words: Vec<OsString>,
    },
    /// Take the screenshots that people look at, into `end2end`.
    Screenshots {
        /// Handed on to the script, after `--`.
        #[arg(last = true)]
        words: Vec<OsString>,
    },
    /// Measure, compiled the way a release is.
    Bench {
        /// Handed on to the benchmarks, after `--`.
        #[arg(last = true)]
        words: Vec<OsString>,
    },
    /// Start a private PostgreSQL for development and print its address; it keeps running.
    Postgres {
        /// `start` (what happens without a word) or `stop`.
        #[arg(default_value = "start", value_parser = ["start", "stop"])]
        action: String,
    },
}

fn main() -> ExitCode {
    match perform(Arguments::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\n{error:#}");
            ExitCode::FAILURE
        }
    }
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
        Task::Check { only } => check::check(&workspace, &only),
        Task::Test { only, words } => suite::test(&workspace, &only, &words),
        Task::Screenshots { words } => end_to_end::screenshots(&workspace, &words),
        Task::Bench { words } => bench::bench(&workspace, &words),
        Task::Postgres { action } if action == "stop" => postgres::developers::stop(&workspace),
        Task::Postgres { .. } => postgres::developers::start(&workspace),
    }
}

fn purpose(release: bool) -> Purpose {
    if release {
        Purpose::Release
    } else {
        Purpose::Development
    }
}
