//! Runs every test of the repository, part by part, and ends with what each runner said last.
//!
//! A part that fails does not keep the later ones from running: who reads the log wants all that is wrong, not the first.
//! To add a part: a variant in [`Part`], its arms below, nothing else.

use std::{
    ffi::OsStr,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use clap::ValueEnum;

use crate::{
    command::run_and_collect,
    postgres::{Cluster, Running, URL_VARIABLE},
    provision::{self, Need},
    workspace::Workspace,
};

/// One part of the tests, in the order in which they run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// The rules.
    Domain,
    /// Every query, on both engines.
    Store,
    /// Islands, compiled natively.
    Islands,
    /// Pages and forms.
    Pages,
    /// Stories over HTTP, the binary, its commands.
    Server,
    /// The guards of this tool.
    Xtask,
}

/// How a part ended.
#[derive(Debug)]
struct Ended {
    part: Part,
    took: Duration,
    closing_lines: Vec<String>,
    failure: Option<String>,
}

/// Runs the parts asked for, or all of them.
///
/// # Errors
/// When something the tests need is missing, or any part failed.
pub fn test(workspace: &Workspace, only: &[Part]) -> Result<()> {
    let parts: Vec<Part> = Part::value_variants()
        .iter()
        .copied()
        .filter(|part| only.is_empty() || only.contains(part))
        .collect();
    provide(&parts)?;
    let postgres = database(workspace, &parts)?;
    let ended: Vec<Ended> = parts
        .iter()
        .map(|&part| perform(workspace, part, postgres.as_ref()))
        .collect();
    drop(postgres);
    conclude(&ended)
}

fn provide(parts: &[Part]) -> Result<()> {
    if needs_database(parts) && std::env::var_os(URL_VARIABLE).is_none() {
        provision::provide(&[Need::PostgreSql])?;
    }
    Ok(())
}

fn needs_database(parts: &[Part]) -> bool {
    parts
        .iter()
        .any(|part| matches!(part, Part::Store | Part::Server))
}

/// A cluster of its own for this run, unless the caller brought the address of one.
fn database(workspace: &Workspace, parts: &[Part]) -> Result<Option<Running>> {
    if !needs_database(parts) || std::env::var_os(URL_VARIABLE).is_some() {
        return Ok(None);
    }
    let running = Cluster::find(workspace, "postgres-test")?
        .start_fresh()
        .context("the tests need PostgreSQL")?;
    eprintln!("PostgreSQL for these tests: {}", running.url());
    Ok(Some(running))
}

fn perform(workspace: &Workspace, part: Part, postgres: Option<&Running>) -> Ended {
    let name = name(part);
    eprintln!("\n\u{2501}\u{2501} {name}");
    let start = Instant::now();
    let outcome = match part {
        Part::Domain => tests_of(workspace, "domain", &[], postgres),
        Part::Store => tests_of(workspace, "store", &[], postgres),
        Part::Islands => tests_of(workspace, "islands", &["--features", "ssr"], postgres),
        Part::Pages => tests_of(workspace, "pages", &[], postgres),
        Part::Server => tests_of(workspace, "server", &[], postgres),
        Part::Xtask => tests_of(workspace, "xtask", &[], postgres),
    };
    let (closing_lines, failure) = match outcome {
        Ok(lines) => (lines, None),
        Err(error) => (Vec::new(), Some(format!("{error:#}"))),
    };
    Ended {
        part,
        took: start.elapsed(),
        closing_lines,
        failure,
    }
}

fn tests_of(
    workspace: &Workspace,
    package: &str,
    more: &[&str],
    postgres: Option<&Running>,
) -> Result<Vec<String>> {
    let mut command = workspace.cargo();
    command
        .args(["test", "--locked", "--no-fail-fast", "-p", package])
        .args(more);
    hand_on_database(&mut command, postgres);
    run_and_collect(&mut command, |line| line.starts_with("test result:"))
}

fn hand_on_database(command: &mut Command, postgres: Option<&Running>) {
    if let Some(running) = postgres {
        command.env(URL_VARIABLE, OsStr::new(running.url()));
    }
}

fn conclude(ended: &[Ended]) -> Result<()> {
    println!("\n\u{2501}\u{2501} What the runners said last");
    for one in ended {
        println!("{} ({:.0} s)", name(one.part), one.took.as_secs_f64());
        for line in &one.closing_lines {
            println!("    {line}");
        }
        if let Some(failure) = &one.failure {
            println!("    FAILED: {failure}");
        }
    }
    let failed: Vec<String> = ended
        .iter()
        .filter(|one| one.failure.is_some())
        .map(|one| name(one.part))
        .collect();
    if failed.is_empty() {
        println!("All {} parts passed.", ended.len());
        return Ok(());
    }
    bail!(
        "{} of {} parts failed: {}. One part alone: `cargo xtask test --only {}`",
        failed.len(),
        ended.len(),
        failed.join(", "),
        failed[0]
    )
}

fn name(part: Part) -> String {
    part.to_possible_value()
        .map(|value| value.get_name().to_owned())
        .unwrap_or_default()
}
