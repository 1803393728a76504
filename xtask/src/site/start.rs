//! The script that starts islands: Leptos's own, taken from the locked crate at build time, followed by its call.
//!
//! Pages load it as a file, because the Content-Security-Policy allows no inline script.

use std::fs;

use anyhow::{Context as _, Result, ensure};

use crate::workspace::Workspace;

/// The text of Leptos's island script in the version that `Cargo.lock` names.
///
/// # Errors
/// When Leptos is not among the dependencies or its script has moved.
pub fn leptos_source(workspace: &Workspace) -> Result<String> {
    let metadata = workspace.metadata(None)?;
    let packages = metadata["packages"]
        .as_array()
        .context("cargo metadata lists no packages")?;
    let manifest = packages
        .iter()
        .find(|package| package["name"] == "leptos")
        .and_then(|package| package["manifest_path"].as_str())
        .context("leptos is not among the dependencies")?;
    let file = std::path::Path::new(manifest)
        .with_file_name("src")
        .join("hydration/island_script.js");
    fs::read_to_string(&file).with_context(|| {
        format!(
            "{} is missing: Leptos has moved its island script; find it and correct site/start.rs",
            file.display()
        )
    })
}

/// The script with its call for these two files, given as paths below the site such as `pkg/linli.js`.
///
/// # Errors
/// When the script no longer takes the four arguments it is called with here.
pub fn script(source: &str, js: &str, wasm: &str) -> Result<String> {
    ensure!(
        source
            .trim_start()
            .starts_with("((root, pkg_path, output_name, wasm_output_name) =>"),
        "Leptos's island script takes other arguments than before; read its `HydrationScripts` and correct site/start.rs"
    );
    let js = js
        .strip_prefix("pkg/")
        .and_then(|name| name.strip_suffix(".js"))
        .context("not a script below pkg/")?;
    let wasm = wasm
        .strip_prefix("pkg/")
        .and_then(|name| name.strip_suffix(".wasm"))
        .context("not WebAssembly below pkg/")?;
    Ok(format!(
        "{}(\"\", \"pkg\", \"{js}\", \"{wasm}\");\n",
        source.trim_end()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "((root, pkg_path, output_name, wasm_output_name) => {\n\tgo();\n})\n";

    #[test]
    fn the_script_ends_with_its_call() {
        let text =
            script(SOURCE, "pkg/linli.1f.js", "pkg/linli_bg.2e.wasm").expect("the shape is known");
        assert!(
            text.ends_with("})(\"\", \"pkg\", \"linli.1f\", \"linli_bg.2e\");\n"),
            "{text}"
        );
    }

    #[test]
    fn a_script_of_another_shape_stops_the_build() {
        let error = script("(function (root) {})", "pkg/a.js", "pkg/a.wasm")
            .expect_err("the shape is unknown");
        assert!(error.to_string().contains("HydrationScripts"), "{error}");
    }

    #[test]
    fn the_locked_leptos_has_the_script_we_know() {
        let workspace = Workspace::find().expect("tests run inside the repository");
        let source = leptos_source(&workspace).expect("leptos is a dependency");
        script(&source, "pkg/linli.js", "pkg/linli_bg.wasm").expect("the shape is known");
    }
}
