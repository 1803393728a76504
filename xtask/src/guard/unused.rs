//! No dependency that nobody uses: a name in a `Cargo.toml` that the crate's sources never mention.

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::exceptions::Exceptions;
use crate::{
    sources::{self, Source},
    workspace::Workspace,
};

/// Reads the manifest and every Rust file of each of our crates.
pub fn check(workspace: &Workspace) -> Result<Vec<String>> {
    let metadata = workspace.metadata(None)?;
    let packages = metadata["packages"]
        .as_array()
        .context("cargo metadata lists no packages")?;
    let accepted = Exceptions::read(workspace.root(), "unused")?;
    let mut findings = Vec::new();
    for package in packages
        .iter()
        .filter(|package| package["source"].is_null())
    {
        let name = package["name"].as_str().unwrap_or("?");
        let manifest = package["manifest_path"]
            .as_str()
            .context("a package without a manifest")?;
        let folder = std::path::Path::new(manifest)
            .parent()
            .context("a manifest without a folder")?;
        let sources = sources::rust_files(folder)?;
        findings.extend(unused(name, &dependencies(package), &sources, &accepted));
    }
    findings.extend(accepted.left_over());
    Ok(findings)
}

fn dependencies(package: &Value) -> Vec<String> {
    let listed = package["dependencies"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let mut names: Vec<String> = listed
        .iter()
        .filter_map(|one| one["rename"].as_str().or_else(|| one["name"].as_str()))
        .map(str::to_owned)
        .collect();
    names.sort();
    names.dedup();
    names
}

fn unused(
    package: &str,
    dependencies: &[String],
    sources: &[Source],
    accepted: &Exceptions,
) -> Vec<String> {
    dependencies
        .iter()
        // A crate may depend on itself in its tests, to switch a feature on.
        .filter(|name| *name != package)
        .filter(|name| !sources.iter().any(|source| uses(&source.text, &name.replace('-', "_"))))
        .filter(|name| !accepted.accept(&format!("{package} {name}")))
        .map(|name| {
            format!(
                "`{package}` depends on `{name}` and never uses it. Take the line out of its Cargo.toml; if a macro needs \
                 it without naming it, add `{package} {name}: why` to xtask/exceptions/unused.txt."
            )
        })
        .collect()
}

/// Whether a text has a path that starts with this crate (`name::…`), or a `use` of it.
fn uses(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = &text[..at];
        let after = &text[at + name.len()..];
        let starts = before
            .trim_end_matches(' ')
            .ends_with(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':' || c == '.'))
            || before.ends_with("use ")
            || before.ends_with(' ')
            || before.is_empty()
            || is_absolute(before);
        starts
            && (after.starts_with("::")
                || (before.ends_with("use ") && after.starts_with([';', ' '])))
    })
}

/// `::name`, which is the crate itself, as opposed to `std::name`.
fn is_absolute(before: &str) -> bool {
    before
        .strip_suffix("::")
        .is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '>'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Vec<Source> {
        vec![Source {
            path: "lib.rs".into(),
            text: text.to_owned(),
        }]
    }

    #[test]
    fn a_dependency_nobody_names_is_found() {
        let accepted = Exceptions::parse("u.txt", "pages serde: the island macro needs it\n")
            .expect("a reason");
        let names = [
            "serde".to_owned(),
            "time".to_owned(),
            "html-escape".to_owned(),
        ];
        let text = "use std::time::Duration;\nlet time = 1; let x = a.time;\nlet y = html_escape::encode_text(z);\n";
        let found = unused("pages", &names, &source(text), &accepted);
        assert!(found.len() == 1 && found[0].contains("`time`"), "{found:?}");
    }

    #[test]
    fn paths_and_imports_count_as_use() {
        for text in [
            "use time::Date;",
            "use time;",
            "fn f(a: time::Date) {}",
            "x(::time::now())",
            "use {time::Date};",
            "#[time::x]",
        ] {
            assert!(uses(text, "time"), "{text}");
        }
        for text in [
            "use std::time::Date;",
            "my_time::x()",
            "let time = 2;",
            "// about time",
        ] {
            assert!(!uses(text, "time"), "{text}");
        }
    }
}
