//! Islands as WebAssembly: compiled, given their JavaScript by wasm-bindgen, checked for losses, made small.

use std::{fs, path::Path, process::Command};

use anyhow::{Context as _, Result, bail};

use super::{Purpose, bindings::bind, files::fingerprint};
use crate::{
    command::{capture, on_path, run},
    wasm_target::{Compiler, TRIPLE},
    workspace::Workspace,
};

/// What today's compiler emits and wasm-opt has to be told to expect.
const WASM_FEATURES: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-call-indirect-overlong",
];

/// The two files that islands become.
#[derive(Debug)]
pub struct Parts {
    /// The module that loads the WebAssembly and exports one function per island.
    pub js: String,
    /// The WebAssembly.
    pub wasm: Vec<u8>,
}

/// Compiles the islands and prepares them for the browser; what has not changed is not done again.
///
/// # Errors
/// When they do not compile, or an island of the sources is not among the exports.
pub fn build(workspace: &Workspace, compiler: Compiler, purpose: Purpose) -> Result<Parts> {
    let mut command = compiler.cargo(workspace, "rustc");
    command.args([
        "-p",
        "islands",
        "--lib",
        "--features",
        "hydrate",
        "--crate-type",
        "cdylib",
        "--profile",
        "wasm-release",
    ]);
    run(&mut command)?;
    let raw_wasm = workspace
        .target(compiler.folder())
        .join(TRIPLE)
        .join("wasm-release/islands.wasm");
    let bound = workspace.target("front/bound");
    bind(&raw_wasm, &bound)?;
    let js_file = bound.join("linli.js");
    let js = fs::read_to_string(&js_file)
        .with_context(|| format!("could not read {}", js_file.display()))?;
    let expected = names_in_folder(&workspace.path("app/islands/src"))?;
    if let Some(lost) = expected.iter().find(|name| !exports(&js, name)) {
        bail!(
            "the island `{lost}` is in app/islands/src but not in the browser's module. Is its module behind a `cfg`, or \
             does nothing in `lib.rs` lead to it?"
        );
    }
    let bound_wasm = bound.join("linli_bg.wasm");
    let wasm = match purpose {
        Purpose::Development => bound_wasm,
        Purpose::Release => optimise(workspace, &bound_wasm)?,
    };
    let wasm = fs::read(&wasm).with_context(|| format!("could not read {}", wasm.display()))?;
    Ok(Parts { js, wasm })
}

/// `wasm-opt` of the npm package `binaryen`, whose version is pinned; else the one that is
/// installed.
fn wasm_opt(workspace: &Workspace) -> Option<Command> {
    let pinned = workspace.path("end2end/node_modules/binaryen/bin/wasm-opt");
    if pinned.exists() && on_path("node").is_some() {
        let mut command = Command::new("node");
        command.arg(pinned);
        return Some(command);
    }
    on_path("wasm-opt").map(Command::new)
}

/// Makes the WebAssembly as small as `wasm-opt` can; without it, says so and goes on.
fn optimise(workspace: &Workspace, wasm: &Path) -> Result<std::path::PathBuf> {
    let Some(mut command) = wasm_opt(workspace) else {
        eprintln!(
            "The WebAssembly is not optimised, which costs visitors some kilobytes: `npm ci` in end2end brings wasm-opt."
        );
        return Ok(wasm.to_path_buf());
    };
    let bytes = fs::read(wasm).with_context(|| format!("could not read {}", wasm.display()))?;
    let output = workspace
        .target("front/optimised")
        .join(format!("{}.wasm", fingerprint(&bytes)));
    if output.exists() {
        return Ok(output);
    }
    let folder = workspace.target("front/optimised");
    if folder.exists() {
        fs::remove_dir_all(&folder)
            .with_context(|| format!("could not empty {}", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
    let half = output.with_extension("half");
    command
        .args(["--flatten", "--rereloop", "-Oz", "-Oz"])
        .args(WASM_FEATURES)
        .arg(wasm)
        .arg("-o")
        .arg(&half);
    eprintln!("\u{25b8} wasm-opt -Oz {}", wasm.display());
    capture(&mut command)?;
    fs::rename(&half, &output).with_context(|| format!("could not name {}", output.display()))?;
    Ok(output)
}

fn names_in_folder(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for source in crate::sources::rust_files(folder)? {
        names.extend(island_names(&source.text));
    }
    names.sort();
    Ok(names)
}

/// The names of the functions that carry `#[island]` in a source text.
fn island_names(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut marked = false;
    for line in text.lines().map(str::trim_start) {
        if line.starts_with("#[island") {
            marked = true;
        } else if marked
            && let Some((_, rest)) = line.split_once("fn ")
            && !line.starts_with("//")
        {
            names.push(
                rest.chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect(),
            );
            marked = false;
        }
    }
    names
}

/// Whether the module exports the function that Leptos makes of an island: its name, `_`, a number.
fn exports(js: &str, name: &str) -> bool {
    let start = format!("export function {name}_");
    js.split(&start)
        .skip(1)
        .any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn islands_are_found_past_their_other_attributes() {
        let text = "#[component]\npub fn Page() {}\n\n/// Shows.\n#[island]\n#[must_use]\npub fn PhotoPreview(a: u8) {}\n";
        assert_eq!(island_names(text), ["PhotoPreview"]);
    }

    #[test]
    fn a_lost_island_is_noticed() {
        let js = "export function PlaceMap_123(el) {}\nexport function hydrate() {}";
        assert!(exports(js, "PlaceMap"));
        assert!(!exports(js, "Place"));
        assert!(!exports(js, "DraftKeeper"));
    }
}
