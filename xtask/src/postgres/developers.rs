//! The cluster that developers leave running, and the file that tells test harnesses of it.

use std::fs;

use anyhow::{Context as _, Result};

use super::Cluster;
use crate::workspace::Workspace;

/// Starts the developers' cluster, leaves it running, and writes its address where test harnesses look for it.
///
/// # Errors
/// When the cluster cannot be started or the address cannot be written.
pub fn start(workspace: &Workspace) -> Result<()> {
    let cluster = Cluster::find(workspace, "postgres")?.durable();
    let url = cluster.start()?;
    let file = workspace.target("postgres/url");
    fs::write(&file, format!("{url}\n"))
        .with_context(|| format!("could not write {}", file.display()))?;
    println!("{url}");
    eprintln!(
        "It keeps running; tests find it by themselves. `cargo xtask postgres stop` ends it."
    );
    Ok(())
}

/// Stops the developers' cluster and forgets its address.
///
/// # Errors
/// When it does not stop.
pub fn stop(workspace: &Workspace) -> Result<()> {
    Cluster::find(workspace, "postgres")?.stop()?;
    let file = workspace.target("postgres/url");
    if file.exists() {
        fs::remove_file(&file).with_context(|| format!("could not remove {}", file.display()))?;
    }
    eprintln!("PostgreSQL is stopped.");
    Ok(())
}
