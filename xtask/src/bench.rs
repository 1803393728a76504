//! Runs the benchmarks, compiled the way a release is.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

use crate::{
    command::run,
    postgres::{Cluster, URL_VARIABLE},
    provision::{self, Need},
    site::{self, Purpose},
    workspace::Workspace,
};

/// Builds the site as visitors get it and runs the figures of `server/benches` with a PostgreSQL of their own. They print
/// a table and write `target/bench/figures.json`; `words` choose parts of it.
///
/// # Errors
/// When something is missing or does not build, or a benchmark fails.
pub fn bench(workspace: &Workspace, words: &[OsString]) -> Result<()> {
    provision::provide(&[Need::PostgreSql])?;
    let site = apart(workspace, &site::build(workspace, Purpose::Release)?)?;
    let cluster = Cluster::find(workspace, "postgres-bench")?
        .durable()
        .start_fresh()?;
    let mut command = workspace.cargo();
    // Set and empty: without the flags of development builds.
    command
        .env("CARGO_ENCODED_RUSTFLAGS", "")
        .env_remove("RUSTFLAGS");
    command
        .env("LINLI_SITE", site)
        .env(URL_VARIABLE, cluster.url());
    // By name: without one cargo would compile the unit tests as benchmarks, too.
    command.args(["bench", "-p", "server", "--bench", "figures"]);
    if !words.is_empty() {
        command.arg("--").args(words);
    }
    run(&mut command)
}

/// A copy of the site that no other build writes into while it is measured.
fn apart(workspace: &Workspace, site: &Path) -> Result<PathBuf> {
    let folder = workspace.target("bench/site");
    if folder.exists() {
        fs::remove_dir_all(&folder)
            .with_context(|| format!("could not remove {}", folder.display()))?;
    }
    copy(site, &folder)?;
    Ok(folder)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("could not make {}", to.display()))?;
    let entries =
        fs::read_dir(from).with_context(|| format!("could not read {}", from.display()))?;
    for entry in entries {
        let (from, to) = {
            let entry = entry?;
            (entry.path(), to.join(entry.file_name()))
        };
        if from.is_dir() {
            copy(&from, &to)?;
        } else {
            fs::copy(&from, &to).with_context(|| format!("could not copy {}", from.display()))?;
        }
    }
    Ok(())
}
