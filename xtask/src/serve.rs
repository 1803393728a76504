//! Builds everything and runs Linli with the demo neighbourhood.

use std::{ffi::OsString, path::PathBuf, process::Command};

use anyhow::{Context as _, Result};

use crate::{
    command::run,
    site::{self, Purpose},
    workspace::Workspace,
};

/// Builds the site and the server, then runs `linli serve --demo`, or `linli` with the words given.
///
/// # Errors
/// When something does not build, or the server ends with an error.
pub fn serve(workspace: &Workspace, purpose: Purpose, words: &[OsString]) -> Result<()> {
    let folder = site::build(workspace, purpose)?;
    let binary = binary(workspace, purpose)?;
    let mut command = Command::new(binary);
    command
        .current_dir(workspace.root())
        .env("LINLI_SITE", folder)
        .args(["serve", "--demo"])
        .args(words);
    become_it(&mut command)
}

/// Puts the server in the place of this process, so that Ctrl-C and signals reach it and nothing else.
#[cfg(unix)]
fn become_it(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt as _;

    Err(command.exec()).context("could not start the server")
}

#[cfg(not(unix))]
fn become_it(command: &mut Command) -> Result<()> {
    run(command)
}

/// Builds the server and returns the path of its program.
///
/// # Errors
/// When it does not compile.
pub fn binary(workspace: &Workspace, purpose: Purpose) -> Result<PathBuf> {
    let mut command = workspace.cargo();
    command.args(["build", "-p", "server", "--bin", "linli"]);
    let profile = match purpose {
        Purpose::Development => "debug",
        Purpose::Release => {
            // Set and empty: views keep their types, which renders faster.
            command
                .arg("--release")
                .env("CARGO_ENCODED_RUSTFLAGS", "")
                .env_remove("RUSTFLAGS");
            "release"
        }
    };
    run(&mut command)?;
    Ok(workspace.target(profile).join("linli"))
}
