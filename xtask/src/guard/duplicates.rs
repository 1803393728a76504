//! No crate twice: two versions of one crate cost compile time, bytes, and hours when their types meet.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::exceptions::Exceptions;
use crate::{command::capture, wasm_target::TRIPLE, workspace::Workspace};

/// Reads what the server and the islands are built from; tests and this tool do not count.
pub fn check(workspace: &Workspace) -> Result<Vec<String>> {
    let mut server = workspace.cargo();
    server.args([
        "tree",
        "-p",
        "server",
        "-e",
        "normal,build",
        "--prefix",
        "none",
        "-f",
        "{p}",
    ]);
    let mut islands = workspace.cargo();
    islands.args([
        "tree",
        "-p",
        "islands",
        "--features",
        "hydrate",
        "--target",
        TRIPLE,
        "-e",
        "normal",
    ]);
    islands.args(["--prefix", "none", "-f", "{p}"]);
    let accepted = Exceptions::read(workspace.root(), "duplicates")?;
    let mut findings = findings(
        &[&capture(&mut server)?, &capture(&mut islands)?],
        &accepted,
    );
    findings.extend(accepted.left_over());
    Ok(findings)
}

fn findings(trees: &[&str], accepted: &Exceptions) -> Vec<String> {
    let mut twice: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for tree in trees {
        let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for line in tree.lines() {
            let mut words = line.split_whitespace();
            if let (Some(name), Some(version)) = (words.next(), words.next()) {
                versions.entry(name).or_default().insert(version);
            }
        }
        for (name, found) in versions.into_iter().filter(|(_, found)| found.len() > 1) {
            twice.entry(name).or_default().extend(found);
        }
    }
    twice
        .into_iter()
        .filter(|(name, _)| !accepted.accept(name))
        .map(|(name, versions)| {
            let versions: Vec<&str> = versions.into_iter().collect();
            format!(
                "`{name}` is built in the versions {}. Look with `cargo tree -i {name}@…` whether one dependency can be \
                 moved; if neither can, add it to xtask/exceptions/duplicates.txt with who holds it back.",
                versions.join(", ")
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_in_two_versions_is_found_unless_accepted() {
        let tree = "server v0.1.0 (/a)\nsyn v2.0.1 (proc-macro)\nsyn v3.0.0\nrand v0.9.5\nrand v0.9.5 (*)\nsha2 v0.10.9\nsha2 v0.11.1\n";
        let accepted =
            Exceptions::parse("d.txt", "sha2: sqlx is still on 0.10\n").expect("a reason");
        let found = findings(&[tree], &accepted);
        assert!(
            found.len() == 1 && found[0].contains("`syn`") && found[0].contains("v2.0.1, v3.0.0"),
            "{found:?}"
        );
    }

    #[test]
    fn one_version_on_each_side_is_no_duplicate() {
        let accepted = Exceptions::parse("d.txt", "").expect("an empty list");
        assert!(
            findings(&["a v1.0.0", "a v2.0.0"], &accepted).is_empty(),
            "two builds never meet"
        );
    }
}
