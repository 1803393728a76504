//! Runs the benchmarks, compiled the way a release is.

use std::ffi::OsString;

use anyhow::Result;

use crate::{
    command::run,
    postgres::{Cluster, URL_VARIABLE},
    provision::{self, Need},
    site::{self, Purpose},
    workspace::Workspace,
};

/// Builds the site as visitors get it and runs `cargo bench -p server` with a PostgreSQL of its own.
///
/// # Errors
/// When something is missing or does not build, or a benchmark fails.
pub fn bench(workspace: &Workspace, words: &[OsString]) -> Result<()> {
    provision::provide(&[Need::PostgreSql])?;
    let site = site::build(workspace, Purpose::Release)?;
    let cluster = Cluster::find(workspace, "postgres-bench")?.start_fresh()?;
    let mut command = workspace.cargo();
    // Set and empty: without the flags of development builds.
    command
        .env("CARGO_ENCODED_RUSTFLAGS", "")
        .env_remove("RUSTFLAGS");
    command
        .env("LINLI_SITE", site)
        .env(URL_VARIABLE, cluster.url());
    command.args(["bench", "-p", "server"]);
    if !words.is_empty() {
        command.arg("--").args(words);
    }
    run(&mut command)
}
