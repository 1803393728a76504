//! What the browser gets as files: islands as WebAssembly, the script that starts them, one style sheet, icons.
//!
//! The server is told the finished folder by `LINLI_SITE` and reads `manifest.json` in it, which maps the name a page asks
//! for (`start.js`) to the file that holds it (in a release `pkg/start.4f0c….js`, with `.br` and `.gz` twins beside it).

mod bindings;
mod css;
mod files;
mod islands;
mod start;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

use crate::{wasm_target::Compiler, workspace::Workspace};
use files::Site;

/// For whom a build is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// For a person at work: plain names, nothing compressed.
    Development,
    /// For visitors: smallest WebAssembly, names that change with the content, compressed twins.
    Release,
}

/// Builds the site and returns its folder.
///
/// # Errors
/// When the compiler for the browser is missing, islands do not compile or one of them is lost on the way, a style sheet
/// has a mistake, or files cannot be written.
pub fn build(workspace: &Workspace, purpose: Purpose) -> Result<PathBuf> {
    let compiler = Compiler::provide(workspace)?;
    let parts = islands::build(workspace, compiler, purpose)?;
    let style = css::minify(&css::bundle(&workspace.path("style/linli.css"))?);

    let mut site = Site::new(purpose);
    let wasm = site.add("linli_bg.wasm", parts.wasm);
    let js = site.add("linli.js", parts.js.into_bytes());
    let start = start::script(&start::leptos_source(workspace)?, &js, &wasm)?;
    site.add("start.js", start.into_bytes());
    site.add("linli.css", style.into_bytes());
    for (name, content) in public_files(&workspace.path("style/public"))? {
        site.add_as_is(&name, content);
    }
    let folder = workspace.target("site");
    site.write(&folder, &workspace.target("front/twins"))?;
    Ok(folder)
}

/// Every file below `folder`, with its path in it; nothing when the folder is missing.
fn public_files(folder: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(next) = waiting.pop() {
        let Ok(entries) = fs::read_dir(&next) else {
            continue;
        };
        for entry in entries {
            let path = entry
                .with_context(|| format!("could not list {}", next.display()))?
                .path();
            if path.is_dir() {
                waiting.push(path);
                continue;
            }
            let content =
                fs::read(&path).with_context(|| format!("could not read {}", path.display()))?;
            let below = path
                .strip_prefix(folder)
                .context("a file outside the folder that lists it")?;
            found.push((below.to_string_lossy().replace('\\', "/"), content));
        }
    }
    found.sort();
    Ok(found)
}
