//! `cargo xtask bench`: what Linli costs, as ratios to a reference measured in
//! the same run. These are figures and no tests: nothing here can fail because
//! a machine is slow.
//!
//! Each part is a module that returns rows; `measure` runs arms in turn and
//! counts processor time, `load` sends the requests from a process of its own,
//! `report` prints the table and writes it as JSON.
//!
//! *How to add one more figure:* a [`report::Row`] in the part it belongs to,
//! and a sentence about it in `docs/figures.md`.
#![expect(
    clippy::similar_names,
    reason = "an arm and its reference are named alike on purpose"
)]

mod bytes;
mod cases;
mod deadlines;
mod filings;
mod forum;
mod load;
mod locate;
mod machine;
mod measure;
mod opinion;
mod process;
mod raw;
mod report;
mod requests;
mod site;
mod statements;
mod streams;
mod talk;
mod votes;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail, ensure};

use crate::machine::Machine;
use crate::report::Report;
use crate::site::Linli;

/// The parts, in the order in which they run.
const PARTS: [&str; 12] = [
    "cases",
    "thread",
    "statements",
    "filings",
    "votes",
    "live",
    "locate",
    "requests",
    "deadlines",
    "opinion",
    "bytes",
    "process",
];

fn main() -> Result<ExitCode> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.first().is_some_and(|word| word == load::COMMAND) {
        load::child(&words[1..])?;
        return Ok(ExitCode::SUCCESS);
    }
    if words.first().is_some_and(|word| word == streams::COMMAND) {
        streams::child(&words[1..])?;
        return Ok(ExitCode::SUCCESS);
    }
    if words.first().is_some_and(|word| word == votes::COMMAND) {
        votes::child(&words[1..])?;
        return Ok(ExitCode::SUCCESS);
    }
    if words.first().is_some_and(|word| word == opinion::COMMAND) {
        opinion::child(&words[1..])?;
        return Ok(ExitCode::SUCCESS);
    }
    // Cargo adds `--bench`.
    let wanted: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .filter(|word| !word.starts_with("--"))
        .collect();
    if let Some(unknown) = wanted.iter().find(|word| !PARTS.contains(word)) {
        bail!(
            "there is no part {unknown:?}; there are: {}",
            PARTS.join(", ")
        );
    }
    // As the server runs.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("start the runtime")?;
    runtime.block_on(run(&wanted))?;
    Ok(ExitCode::SUCCESS)
}

async fn run(wanted: &[&str]) -> Result<()> {
    log_into_nothing();
    let mut report = Report::new(Machine::here()?);
    let mut failed = Vec::new();
    for part in PARTS {
        if !wanted.is_empty() && !wanted.contains(&part) {
            continue;
        }
        let before = machine::load_average()?;
        eprintln!("{part} … (load average {before})");
        let rows = match part {
            "cases" => cases::run(&Linli::new().await?).await,
            "thread" => talk::run(&Linli::new().await?).await,
            "votes" => votes::run().await,
            "live" => streams::run(&Linli::new().await?).await,
            "statements" => statements::run(&Linli::new().await?).await,
            "filings" => filings::run().await,
            "locate" => locate::run().await,
            "requests" => requests::run(&Linli::new().await?).await,
            "deadlines" => deadlines::run().await,
            "opinion" => opinion::run().await,
            "bytes" => bytes::run(&Linli::new().await?).await,
            _ => process::run().await,
        };
        match rows {
            Ok(rows) => report.add(part, &before, rows)?,
            // What the others cost is not lost with it.
            Err(error) => {
                eprintln!("{part} failed: {error:#}");
                failed.push(part);
            }
        }
    }
    report.print();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/bench");
    report.write(&folder)?;
    ensure!(failed.is_empty(), "no figures of {}", failed.join(", "));
    Ok(())
}

/// Lines are made as in life, and figures counted, but nobody reads them.
fn log_into_nothing() {
    let filter = tracing_subscriber::EnvFilter::new("info,hyper=error,tower_sessions_core=error");
    // An error means that there is a log already, which there is not.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_writer(std::io::sink)
        .try_init();
}
