//! The shape of the house: files of a size one can read, names that say something, notes that say what would settle them.

use anyhow::Result;

use crate::{
    sources::{self, Source},
    workspace::Workspace,
};

const FOLDERS: [&str; 3] = ["app", "server", "xtask"];
const LONGEST: usize = 500;
const EMPTY_NAMES: [&str; 9] = [
    "utils", "util", "common", "helpers", "impls", "types", "models", "manager", "service",
];

/// Reads every Rust file of ours.
pub fn check(workspace: &Workspace) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    for folder in FOLDERS {
        for source in sources::rust_files(&workspace.path(folder))? {
            findings.extend(in_source(&source, &source.name(workspace.root())));
        }
    }
    Ok(findings)
}

fn in_source(source: &Source, name: &str) -> Vec<String> {
    let mut findings = Vec::new();
    let stem = name
        .rsplit('/')
        .next()
        .and_then(|file| file.strip_suffix(".rs"))
        .unwrap_or(name);
    if stem == "mod" {
        findings.push(format!(
            "{name}: call it after its folder, beside it (`thing.rs` and `thing/`), not `mod.rs`."
        ));
    }
    if EMPTY_NAMES.contains(&stem) {
        findings.push(format!("{name}: `{stem}` says nothing about what is inside; name it after what it is responsible for."));
    }
    let length = source.lines_without_tests().count();
    let is_test = name.contains("/tests/") || name.ends_with("tests.rs");
    if length > LONGEST && !is_test {
        findings.push(format!(
            "{name} has {length} lines without its tests, more than {LONGEST}. Look for the second thing it is responsible \
             for and give that a file of its own."
        ));
    }
    if !is_test && !source.text.trim_start().starts_with("//!") {
        findings.push(format!(
            "{name} does not begin with `//!`: say in a sentence what it is responsible for, and what it leaves to whom."
        ));
    }
    for (number, line) in source.lines_without_tests() {
        if let Some(note) = unfinished(line) {
            findings.push(format!(
                "{name}:{number}: `{note}` without a kind. Do it now, or write `TODO-security:` or `TODO-scale:` with what would \
                 settle it."
            ));
        }
    }
    findings
}

/// A note in a comment that something is not done, unless it has a kind.
fn unfinished(line: &str) -> Option<&'static str> {
    let (_, comment) = line.split_once("//")?;
    let marks = ["TODO", "FIXME", "XXX", "HACK"];
    marks.into_iter().find(|mark| {
        comment.match_indices(mark).any(|(at, _)| {
            let inside_quotes = comment[..at].ends_with('`');
            let rest = &comment[at + mark.len()..];
            let whole = !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
            let has_kind =
                *mark == "TODO" && (rest.starts_with("-security:") || rest.starts_with("-scale:"));
            whole && !inside_quotes && !has_kind
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, text: &str) -> Vec<String> {
        in_source(
            &Source {
                path: "x".into(),
                text: text.to_owned(),
            },
            name,
        )
    }

    #[test]
    fn a_file_nobody_can_read_is_found() {
        let long = format!("//! Much.\n{}", "fn a() {}\n".repeat(500));
        assert_eq!(found("app/a.rs", &long).len(), 1);
        let tested = format!("//! Little.\n#[cfg(test)]\n{}", "fn a() {}\n".repeat(500));
        assert_eq!(found("app/a.rs", &tested), Vec::<String>::new());
    }

    #[test]
    fn names_that_say_nothing_are_found() {
        assert_eq!(found("app/a/mod.rs", "//! A.\n").len(), 1);
        assert_eq!(found("app/utils.rs", "//! A.\n").len(), 1);
        assert_eq!(found("app/a.rs", "fn a() {}\n").len(), 1);
    }

    #[test]
    fn a_note_needs_a_kind() {
        assert_eq!(unfinished("    // TODO: later"), Some("TODO"));
        assert_eq!(unfinished("x(); // FIXME"), Some("FIXME"));
        assert_eq!(
            unfinished("// TODO-security: ask again when keys rotate"),
            None
        );
        assert_eq!(unfinished("let todo = \"TODO\";"), None);
        assert_eq!(unfinished("/// An XXXL size"), None);
    }
}
