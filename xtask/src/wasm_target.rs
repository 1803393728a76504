//! The compiler for the browser: makes sure there is one whose standard library exists for WebAssembly.
//!
//! The toolchain that builds everything else is the first choice, through rustup. Where rustup cannot have the target, root
//! on Debian gets the distribution's own compiler with the library's sources, and it serves for the islands only.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Result, bail};

use crate::{
    account,
    command::{capture, on_path, run, succeeds},
    provision,
    workspace::{Workspace, without_outer_cargo},
};

/// The triple islands are compiled for.
pub const TRIPLE: &str = "wasm32-unknown-unknown";

const DEBIAN_PACKAGES: [&str; 5] = [
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-llvm",
    "lld-22",
];
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";

/// A compiler that can build for the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compiler {
    /// The toolchain of the repository.
    Own,
    /// Debian's, which compiles the standard library along with the islands.
    Debian,
}

impl Compiler {
    /// Finds a compiler for the browser, getting the target or Debian's packages where they are missing.
    ///
    /// # Errors
    /// When there is none and none can be had; the message says what to install.
    pub fn provide(workspace: &Workspace) -> Result<Self> {
        if has_target(workspace) {
            return Ok(Self::Own);
        }
        let mut add = Command::new("rustup");
        add.args(["target", "add", TRIPLE])
            .current_dir(workspace.root());
        if on_path("rustup").is_some() && run(&mut add).is_ok() && has_target(workspace) {
            return Ok(Self::Own);
        }
        if has_debian_sources() {
            return Ok(Self::Debian);
        }
        if account::can_install_packages() {
            eprintln!(
                "rustup cannot give the WebAssembly target here; Debian's own compiler can build it."
            );
            provision::install(&DEBIAN_PACKAGES)?;
            if has_debian_sources() {
                return Ok(Self::Debian);
            }
        }
        bail!(
            "there is no Rust standard library for {TRIPLE}.\nWith rustup: `rustup target add {TRIPLE}`. Without it on \
             Debian 12 or newer: `sudo apt-get install {}`, then run this again",
            DEBIAN_PACKAGES.join(" ")
        )
    }

    /// A cargo command of this compiler, such as `rustc`, with the target triple and folder given and without the flags
    /// that development builds use.
    pub fn cargo(self, workspace: &Workspace, verb: &str) -> Command {
        let mut command = match self {
            Self::Own => Command::new("cargo"),
            Self::Debian => {
                let mut command = Command::new(DEBIAN_CARGO);
                command
                    .env("RUSTC", DEBIAN_RUSTC)
                    .env("RUSTC_BOOTSTRAP", "1")
                    .env_remove("RUSTUP_TOOLCHAIN");
                command
            }
        };
        command.current_dir(workspace.root());
        without_outer_cargo(&mut command);
        // This replaces the flags of `.cargo/config.toml`, which are for native development.
        command
            .env("CARGO_ENCODED_RUSTFLAGS", flags())
            .env_remove("RUSTFLAGS");
        command.args([verb, "--target", TRIPLE]);
        if self == Self::Debian {
            command.arg("-Zbuild-std=std,panic_abort");
        }
        command
            .arg("--target-dir")
            .arg(workspace.target(self.folder()));
        command
    }

    /// The folder below the target folder that holds what this compiler makes.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Own => "front",
            Self::Debian => "front-debian",
        }
    }
}

/// Panics name source files; visitors need not load the path of the builder's home with each of them.
fn flags() -> String {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")));
    home.map(|home| {
        format!(
            "--remap-path-prefix={}=",
            home.join("registry/src").display()
        )
    })
    .unwrap_or_default()
}

fn has_target(workspace: &Workspace) -> bool {
    let mut ask = Command::new("rustc");
    ask.args(["--print", "target-libdir", "--target", TRIPLE])
        .current_dir(workspace.root());
    capture(&mut ask).is_ok_and(|folder| holds_std(Path::new(folder.trim())))
}

fn holds_std(folder: &Path) -> bool {
    folder
        .read_dir()
        .into_iter()
        .flatten()
        .flatten()
        .any(|entry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            name.starts_with("libstd-") && name.ends_with(".rlib")
        })
}

fn has_debian_sources() -> bool {
    let mut ask = Command::new(DEBIAN_RUSTC);
    let Ok(sysroot) = capture(
        ask.args(["--print", "sysroot"])
            .env_remove("RUSTUP_TOOLCHAIN"),
    ) else {
        return false;
    };
    Path::new(sysroot.trim())
        .join("lib/rustlib/src/rust/library/std/Cargo.toml")
        .is_file()
        && succeeds(
            Command::new(DEBIAN_CARGO)
                .arg("--version")
                .env_remove("RUSTUP_TOOLCHAIN"),
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_the_library_is_not_taken_for_a_target() {
        assert!(!holds_std(Path::new("/nonexistent")));
        assert!(!holds_std(Path::new(env!("CARGO_MANIFEST_DIR"))));
    }
}
