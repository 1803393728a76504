//! Runs what lives in `end2end`: the journeys in a real browser, and the screenshots people look at.
//!
//! The scripts there are told everything by the environment: `LINLI_BIN` (the program), `LINLI_SITE` (the site folder),
//! `LINLI_TEST_POSTGRES` (a cluster to make databases in), `LINLI_CHROMIUM` (the browser).

use std::{env, ffi::OsString, path::PathBuf, process::Command};

use anyhow::{Context as _, Result, ensure};

use crate::{
    command::{run, run_and_collect},
    postgres::{self, Cluster, URL_VARIABLE},
    provision::{self, Need},
    serve,
    site::{self, Purpose},
    workspace::Workspace,
};

/// Everything the scripts need, built and found.
#[derive(Debug)]
pub struct Ready {
    folder: PathBuf,
    site: PathBuf,
    program: PathBuf,
    browser: PathBuf,
    postgres: Option<OsString>,
}

impl Ready {
    /// Collects what the scripts need; builds the server unless `program` is given.
    ///
    /// # Errors
    /// When the server does not build, or there is no browser or no package file.
    pub fn new(
        workspace: &Workspace,
        site: PathBuf,
        program: Option<PathBuf>,
        postgres: Option<OsString>,
    ) -> Result<Self> {
        let folder = workspace.path("end2end");
        ensure!(
            folder.join("package.json").is_file(),
            "end2end/package.json is missing, so there is nothing to run in a browser"
        );
        let program = match program {
            Some(program) => program,
            None => serve::binary(workspace, Purpose::Development)?,
        };
        let browser = provision::browser().context("there is no Chromium on PATH")?;
        Ok(Self {
            folder,
            site,
            program,
            browser,
            postgres,
        })
    }

    /// Runs the journeys and returns the closing lines of Playwright.
    ///
    /// # Errors
    /// When a journey fails.
    pub fn journeys(&self, words: &[OsString]) -> Result<Vec<String>> {
        if self.folder.join("tsconfig.json").is_file() {
            run(self.command("npx").args(["tsc", "--noEmit"]))?;
        }
        let mut command = self.command("npx");
        run_and_collect(
            command.args(["playwright", "test"]).args(words),
            is_closing_line,
        )
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(&self.folder)
            .env("LINLI_BIN", &self.program)
            .env("LINLI_SITE", &self.site)
            .env("LINLI_CHROMIUM", &self.browser);
        if let Some(url) = &self.postgres {
            command.env(URL_VARIABLE, url);
        }
        if let Some(path) = path_with_psql() {
            command.env("PATH", path);
        }
        command
    }
}

/// The search path with PostgreSQL's own programs at its end, where Debian alone does not put them.
fn path_with_psql() -> Option<OsString> {
    let path = env::var_os("PATH")?;
    env::join_paths(env::split_paths(&path).chain(postgres::programs())).ok()
}

/// Takes the screenshots that `npm run screenshots` in `end2end` takes.
///
/// # Errors
/// When something is missing or does not build, or the script fails.
pub fn screenshots(workspace: &Workspace, words: &[OsString]) -> Result<()> {
    provision::provide(&[Need::Browser, Need::ChineseFont, Need::PostgreSql])?;
    provision::npm_packages(workspace)?;
    let site = site::build(workspace, Purpose::Development)?;
    let cluster = Cluster::find(workspace, "postgres-test")?.start_fresh()?;
    let ready = Ready::new(workspace, site, None, Some(cluster.url().into()))?;
    let mut command = ready.command("npm");
    run(command.args(["run", "screenshots", "--"]).args(words))
}

/// Playwright's last lines: `  12 passed (3.4s)`, `  1 failed`, `  2 flaky`, `  3 did not run`.
fn is_closing_line(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let counted = words.next().is_some_and(|word| word.parse::<u32>().is_ok());
    counted
        && words.next().is_some_and(|word| {
            ["passed", "failed", "flaky", "skipped", "did", "interrupted"].contains(&word)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_lines_of_playwright_are_known() {
        for line in [
            "  12 passed (3.4s)",
            "  1 failed",
            "  3 did not run",
            "  2 skipped",
        ] {
            assert!(is_closing_line(line), "{line}");
        }
        for line in [
            "Running 12 tests using 1 worker",
            "  ok 1 journey.spec.ts",
            "    12 letters passed over",
        ] {
            assert!(!is_closing_line(line), "{line}");
        }
    }
}
