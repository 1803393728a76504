//! Gets what the tests need beyond Rust, a C compiler and Node.js: npm packages, a browser, fonts, PostgreSQL.
//!
//! Root on Debian gets it installed; everyone else is told the exact line to type.

use std::{fs, process::Command};

use anyhow::{Context as _, Result, bail};

use crate::{
    account,
    command::{capture, on_path, run},
    postgres,
    workspace::Workspace,
};

/// Something a part of the tests cannot do without, and the Debian package that brings it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// A Chromium to drive.
    Browser,
    /// A font with Chinese characters, or screenshots and line breaks mean nothing.
    ChineseFont,
    /// The programs of a PostgreSQL server.
    PostgreSql,
    /// What shows the order of system calls; its story says so itself where it is missing.
    Strace,
}

impl Need {
    fn package(self) -> &'static str {
        match self {
            Self::Browser => "chromium",
            Self::ChineseFont => "fonts-noto-cjk",
            Self::PostgreSql => "postgresql",
            Self::Strace => "strace",
        }
    }

    fn is_met(self) -> bool {
        match self {
            Self::Browser => browser().is_some(),
            Self::ChineseFont => capture(Command::new("fc-list").arg(":lang=zh-cn"))
                .is_ok_and(|fonts| !fonts.trim().is_empty()),
            Self::PostgreSql => postgres::programs().is_some(),
            Self::Strace => on_path("strace").is_some(),
        }
    }
}

/// Makes sure that every need is met.
///
/// # Errors
/// When something is missing that cannot be installed here; the message is the line that installs it.
pub fn provide(needs: &[Need]) -> Result<()> {
    let missing: Vec<&str> = needs
        .iter()
        .filter(|need| !need.is_met())
        .map(|need| need.package())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    install(&missing)?;
    if let Some(still) = needs.iter().find(|need| !need.is_met()) {
        bail!(
            "{} was installed and still cannot be found; is it on PATH?",
            still.package()
        );
    }
    Ok(())
}

/// Installs Debian packages, or says how.
///
/// # Errors
/// When this is not root on Debian, or apt fails.
pub fn install(packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    if !account::can_install_packages() {
        bail!(
            "this machine lacks: {list}\nOn Debian or Ubuntu: `sudo apt-get install --no-install-recommends {list}`. \
             Elsewhere install the same programs by your system's own means, then run this again"
        );
    }
    eprintln!(
        "Installing {list} with apt-get, because they are missing and this is root on Debian."
    );
    let mut update = apt();
    run(update.args(["-qq", "update"]))?;
    let mut command = apt();
    run(command
        .args(["-qq", "install", "--yes", "--no-install-recommends"])
        .args(packages))
}

/// Debian's Chromium without the parts that draw windows: the same engine, a third less work.
const HEADLESS: &str = "chromium-headless-shell";

/// Gets the lighter browser where that costs nobody a word; any other Chromium does as well.
pub fn offer_lighter_browser() {
    let chosen = std::env::var_os("LINLI_CHROMIUM").is_some();
    if chosen || on_path(HEADLESS).is_some() || !account::can_install_packages() {
        return;
    }
    if let Err(error) = install(&[HEADLESS]) {
        eprintln!("{HEADLESS} could not be installed, so another Chromium is used: {error:#}");
    }
}

/// The Chromium that end-to-end tests drive: `LINLI_CHROMIUM`, else the first of the usual names on `PATH`.
pub fn browser() -> Option<std::path::PathBuf> {
    if let Some(chosen) = std::env::var_os("LINLI_CHROMIUM") {
        return Some(chosen.into());
    }
    [
        HEADLESS,
        "chromium",
        "chromium-browser",
        "google-chrome-stable",
        "google-chrome",
    ]
    .into_iter()
    .find_map(on_path)
}

/// Installs the npm packages of `end2end` when its lock file has changed since the last time.
///
/// # Errors
/// When Node.js is missing or `npm ci` fails.
pub fn npm_packages(workspace: &Workspace) -> Result<()> {
    let folder = workspace.path("end2end");
    let lock = folder.join("package-lock.json");
    let wanted = fs::read(&lock).with_context(|| format!("{} is missing", lock.display()))?;
    let installed = folder.join("node_modules/.linli-lock");
    if fs::read(&installed).is_ok_and(|last| last == wanted) {
        return Ok(());
    }
    if on_path("npm").is_none() {
        bail!(
            "npm is missing. Install Node.js 20 or newer (https://nodejs.org), then run this again"
        );
    }
    run(Command::new("npm")
        .args(["ci", "--no-audit", "--no-fund"])
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .current_dir(&folder))?;
    fs::write(&installed, wanted)
        .with_context(|| format!("could not write {}", installed.display()))
}

fn apt() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}
