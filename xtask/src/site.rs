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
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, ensure};

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

/// What a visitor's first page with islands loads in code, in bytes of brotli.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weight {
    /// The WebAssembly.
    pub wasm: usize,
    /// The two scripts.
    pub scripts: usize,
    /// The style sheet, which is not code and has no limit.
    pub style: usize,
}

/// The most that WebAssembly and scripts may weigh together, in bytes of brotli.
const HEAVIEST: usize = 90_000;

/// Weighs a site that was built for release.
///
/// # Errors
/// When a compressed file is missing, or the code is heavier than visitors should have to load.
pub fn weigh(folder: &Path) -> Result<Weight> {
    let manifest = folder.join("manifest.json");
    let text = fs::read_to_string(&manifest)
        .with_context(|| format!("could not read {}", manifest.display()))?;
    let names: BTreeMap<String, String> =
        serde_json::from_str(&text).context("the manifest is not a map of names")?;
    let of = |name: &str| -> Result<usize> {
        let path = names
            .get(name)
            .with_context(|| format!("the manifest does not know {name}"))?;
        let twin = folder.join(format!("{path}.br"));
        let length = fs::metadata(&twin)
            .with_context(|| format!("{} is missing", twin.display()))?
            .len();
        usize::try_from(length).context("a file larger than memory")
    };
    let weight = Weight {
        wasm: of("linli_bg.wasm")?,
        scripts: of("linli.js")? + of("start.js")?,
        style: of("linli.css")?,
    };
    weight.within(HEAVIEST)?;
    Ok(weight)
}

impl Weight {
    fn within(self, heaviest: usize) -> Result<()> {
        let code = self.wasm + self.scripts;
        ensure!(
            code <= heaviest,
            "a page with islands loads {code} bytes of code (brotli), more than {heaviest}. Look at what the last change to \
             app/islands brought in (`cargo tree -p islands --features hydrate`), and whether it can stay on the server"
        );
        Ok(())
    }
}

impl std::fmt::Display for Weight {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "brotli bytes: WebAssembly {}, scripts {}, together at most {HEAVIEST}; style {}",
            self.wasm, self.scripts, self.style
        )
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn islands_that_grew_too_heavy_are_refused() {
        let weight = Weight {
            wasm: 85_000,
            scripts: 5_001,
            style: 9_000,
        };
        let error = weight.within(HEAVIEST).expect_err("one byte too many");
        assert!(error.to_string().contains("90001 bytes"), "{error}");
        Weight {
            wasm: 85_000,
            scripts: 5_000,
            style: 9_000,
        }
        .within(HEAVIEST)
        .expect("style does not count");
    }
}
