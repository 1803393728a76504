//! Where things are: the repository, its target folder, its packages.
//!
//! Everything in xtask asks here for a path, so that the tool works from any folder of the repository and with any
//! `CARGO_TARGET_DIR`.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::command::capture;

/// Our crates, as every command that builds them natively names them: with the same set each time cargo unifies features
/// the same way and builds each dependency once.
pub const NATIVE: [&str; 6] = ["domain", "store", "islands", "pages", "server", "xtask"];

/// What `cargo run` sets for the program it starts. Handed on to another cargo these would make build scripts that watch
/// them (ring's, for one) run again and the same crate be built twice.
const SET_BY_CARGO_RUN: [&str; 6] = [
    "CARGO_MANIFEST_DIR",
    "CARGO_MANIFEST_PATH",
    "CARGO_PRIMARY_PACKAGE",
    "CARGO_CRATE_NAME",
    "CARGO_BIN_NAME",
    "OUT_DIR",
];

/// The repository this tool was built from.
#[derive(Debug, Clone)]
pub struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

impl Workspace {
    /// Finds the repository from the folder xtask was compiled in, and the target folder cargo would use.
    ///
    /// # Errors
    /// When the source folder has been moved away since xtask was built.
    pub fn find() -> Result<Self> {
        let manifest =
            env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&manifest)
            .parent()
            .context("xtask has no folder above it; run it as `cargo xtask` inside the repository")?
            .to_path_buf();
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(chosen) => root.join(chosen),
            None => root.join("target"),
        };
        Ok(Self { root, target })
    }

    /// The top folder of the repository.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path below the top folder.
    pub fn path(&self, below: &str) -> PathBuf {
        self.root.join(below)
    }

    /// A path below the target folder, where everything that can be made again lives.
    pub fn target(&self, below: &str) -> PathBuf {
        self.target.join(below)
    }

    /// A cargo command in the repository, free of what an outer `cargo run` left in the environment.
    pub fn cargo(&self) -> Command {
        let mut command = Command::new("cargo");
        command.current_dir(&self.root);
        without_outer_cargo(&mut command);
        command
    }

    /// `cargo metadata` as JSON; with `platform`, only what that target triple uses.
    ///
    /// # Errors
    /// When cargo fails or its answer is not JSON.
    pub fn metadata(&self, platform: Option<&str>) -> Result<Value> {
        let mut command = self.cargo();
        command.args(["metadata", "--format-version", "1"]);
        if let Some(triple) = platform {
            command.args(["--filter-platform", triple]);
        }
        let text = capture(&mut command)?;
        serde_json::from_str(&text).context("cargo metadata did not answer in JSON")
    }
}

/// Takes away the variables that `cargo run` sets for the program it starts.
pub fn without_outer_cargo(command: &mut Command) {
    for name in SET_BY_CARGO_RUN {
        command.env_remove(name);
    }
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("CARGO_PKG_") {
            command.env_remove(name);
        }
    }
}
