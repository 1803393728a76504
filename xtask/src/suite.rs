//! Runs every test of the repository, part by part, and ends with what each runner said last.
//!
//! A part that fails does not keep the later ones from running: who reads the log wants all that is wrong, not the first.
//! To add a part: a variant in [`Part`], its arms below, nothing else.

mod native;

use std::{
    env,
    ffi::OsString,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use clap::ValueEnum;

use crate::{
    account, check, end_to_end,
    postgres::{Cluster, Running, URL_VARIABLE},
    provision::{self, Need},
    site::{self, Purpose},
    workspace::Workspace,
};
use native::Programs;

/// One part of the tests, in the order in which they run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Format, lints, guards, documentation, spelling.
    Check,
    /// Every native test program, compiled in one go.
    Compile,
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
    /// The examples in the documentation.
    Examples,
    /// The WebAssembly and everything else the browser gets.
    Site,
    /// The journeys in a real browser.
    EndToEnd,
}

/// How a part ended.
#[derive(Debug)]
struct Ended {
    part: Part,
    took: Duration,
    closing_lines: Vec<String>,
    failure: Option<String>,
}

/// What the parts share while they run.
#[derive(Debug)]
struct Ground<'a> {
    workspace: &'a Workspace,
    programs: Option<Programs>,
    postgres: Option<OsString>,
}

/// Runs the parts asked for, or all of them; `words` go to the test programs, such as the name of one test.
///
/// # Errors
/// When something the tests need is missing, or any part failed.
pub fn test(workspace: &Workspace, only: &[Part], words: &[OsString]) -> Result<()> {
    let every = Part::value_variants().iter().copied();
    let parts: Vec<Part> = every
        .filter(|part| only.is_empty() || only.contains(part))
        .collect();
    provide(workspace, &parts)?;
    let cluster = database(workspace, &parts)?;
    let postgres = cluster
        .as_ref()
        .map(|running| running.url().into())
        .or_else(|| env::var_os(URL_VARIABLE));
    let mut ground = Ground {
        workspace,
        programs: None,
        postgres,
    };
    let ended: Vec<Ended> = parts
        .iter()
        .map(|&part| perform(&mut ground, part, &parts, words))
        .collect();
    drop(cluster);
    conclude(&ended)
}

/// Installs what the parts need, before anything slow starts.
fn provide(workspace: &Workspace, parts: &[Part]) -> Result<()> {
    let mut needs = Vec::new();
    if parts.iter().any(|part| part.needs_database()) && env::var_os(URL_VARIABLE).is_none() {
        needs.push(Need::PostgreSql);
    }
    if account::can_install_packages() {
        needs.push(Need::Strace);
    }
    if parts.contains(&Part::EndToEnd) {
        provision::offer_lighter_browser();
        needs.extend([Need::Browser, Need::ChineseFont]);
    }
    provision::provide(&needs)?;
    if parts.contains(&Part::EndToEnd) {
        provision::npm_packages(workspace)?;
    }
    Ok(())
}

/// A cluster of its own for this run, unless the caller brought the address of one.
fn database(workspace: &Workspace, parts: &[Part]) -> Result<Option<Running>> {
    if !parts.iter().any(|part| part.needs_database()) || env::var_os(URL_VARIABLE).is_some() {
        return Ok(None);
    }
    let running = Cluster::find(workspace, "postgres-test")?
        .start_fresh()
        .context("the tests need PostgreSQL")?;
    eprintln!("PostgreSQL for these tests: {}", running.url());
    Ok(Some(running))
}

fn perform(ground: &mut Ground<'_>, part: Part, parts: &[Part], words: &[OsString]) -> Ended {
    eprintln!("\n\u{2501}\u{2501} {}", part.name());
    let start = Instant::now();
    let outcome = match part {
        Part::Check => check::check(ground.workspace, &[]).map(|()| Vec::new()),
        Part::Compile => compile_part(ground, parts),
        Part::Domain | Part::Store | Part::Islands | Part::Pages | Part::Server | Part::Xtask => {
            native_part(ground, part, parts, words)
        }
        Part::Examples => native::examples(ground.workspace, ground.postgres.as_deref()),
        Part::Site => site_part(ground),
        Part::EndToEnd => end_to_end_part(ground, words),
    };
    let (closing_lines, failure) = match outcome {
        Ok(lines) => (lines, None),
        Err(error) => {
            let text = format!("{error:#}");
            eprintln!("{} failed: {text}", part.name());
            (Vec::new(), Some(text))
        }
    };
    Ended {
        part,
        took: start.elapsed(),
        closing_lines,
        failure,
    }
}

fn compile_part(ground: &mut Ground<'_>, parts: &[Part]) -> Result<Vec<String>> {
    let programs = native::compile(ground.workspace, &packages(parts))?;
    let outcome = programs.summary();
    ground.programs = Some(programs);
    outcome.map(|line| vec![line])
}

fn native_part(
    ground: &mut Ground<'_>,
    part: Part,
    parts: &[Part],
    words: &[OsString],
) -> Result<Vec<String>> {
    if ground.programs.is_none() {
        ground.programs = Some(native::compile(ground.workspace, &packages(parts))?);
    }
    let programs = ground
        .programs
        .as_ref()
        .context("the tests were compiled just now")?;
    programs.run(&part.name(), ground.postgres.as_deref(), words)
}

/// The packages to compile: those of the parts asked for, or all when only `compile` itself is.
fn packages(parts: &[Part]) -> Vec<String> {
    let wanted = |part: &&Part| part.is_package();
    let mut chosen: Vec<Part> = parts.iter().filter(wanted).copied().collect();
    if chosen.is_empty() {
        chosen = Part::value_variants()
            .iter()
            .filter(wanted)
            .copied()
            .collect();
    }
    chosen.into_iter().map(Part::name).collect()
}

fn site_part(ground: &Ground<'_>) -> Result<Vec<String>> {
    let folder = site::build(ground.workspace, Purpose::Release)?;
    Ok(vec![site::weigh(&folder)?.to_string()])
}

fn end_to_end_part(ground: &Ground<'_>, words: &[OsString]) -> Result<Vec<String>> {
    // As visitors get it: optimised, with the names and compressed files of a release.
    let folder = site::build(ground.workspace, Purpose::Release)?;
    let built = ground
        .programs
        .as_ref()
        .and_then(|programs| programs.server.clone());
    let ready = end_to_end::Ready::new(ground.workspace, folder, built, ground.postgres.clone())?;
    ready.journeys(words)
}

impl Part {
    fn name(self) -> String {
        self.to_possible_value()
            .map(|value| value.get_name().to_owned())
            .unwrap_or_default()
    }

    fn needs_database(self) -> bool {
        matches!(
            self,
            Self::Store | Self::Pages | Self::Server | Self::EndToEnd
        )
    }

    fn is_package(self) -> bool {
        matches!(
            self,
            Self::Domain | Self::Store | Self::Islands | Self::Pages | Self::Server | Self::Xtask
        )
    }
}

fn conclude(ended: &[Ended]) -> Result<()> {
    println!("\n\u{2501}\u{2501} What the runners said last");
    for one in ended {
        let outcome = if one.failure.is_some() {
            "FAILED"
        } else {
            "passed"
        };
        println!(
            "{:<11} {outcome} in {:.0} s",
            one.part.name(),
            one.took.as_secs_f64()
        );
        for line in one
            .closing_lines
            .iter()
            .map(String::as_str)
            .chain(one.failure.iter().flat_map(|text| text.lines()))
        {
            println!("    {line}");
        }
    }
    let failed: Vec<String> = ended
        .iter()
        .filter(|one| one.failure.is_some())
        .map(|one| one.part.name())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(part: Part, failure: Option<&str>) -> Ended {
        Ended {
            part,
            took: Duration::ZERO,
            closing_lines: Vec::new(),
            failure: failure.map(str::to_owned),
        }
    }

    #[test]
    fn one_failed_part_fails_the_whole_and_is_named() {
        let error = conclude(&[ended(Part::Domain, None), ended(Part::Store, Some("no"))])
            .expect_err("one part failed");
        assert!(
            error.to_string().contains("1 of 2 parts failed: store"),
            "{error}"
        );
        conclude(&[ended(Part::Domain, None)]).expect("nothing failed");
    }

    #[test]
    fn every_package_is_a_part() {
        let packages: Vec<String> = Part::value_variants()
            .iter()
            .filter(|part| part.is_package())
            .map(|part| part.name())
            .collect();
        assert_eq!(packages, crate::workspace::NATIVE);
    }
}
