//! The direction of the crates: rules know nothing of databases or networks, and the browser gets islands only.

use anyhow::Result;

use crate::{command::capture, wasm_target::TRIPLE, workspace::Workspace};

const NEVER_IN_ISLANDS: [&str; 8] = [
    "sqlx",
    "sqlx-core",
    "tokio",
    "axum",
    "hyper",
    "store",
    "pages",
    "server",
];
const NEVER_IN_DOMAIN: [&str; 10] = [
    "sqlx",
    "sqlx-core",
    "tokio",
    "axum",
    "hyper",
    "leptos",
    "rand",
    "store",
    "pages",
    "server",
];

/// Reads what the islands for the browser and the domain are built from.
pub fn check(workspace: &Workspace) -> Result<Vec<String>> {
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
    let mut domain = workspace.cargo();
    domain.args([
        "tree", "-p", "domain", "-e", "normal", "--prefix", "none", "-f", "{p}",
    ]);
    let mut findings: Vec<String> = present(&capture(&mut islands)?, &NEVER_IN_ISLANDS)
        .map(|name| {
            format!(
                "The islands bring `{name}` into the browser. Whatever needs it belongs into `pages` or `server`, or behind \
                 the feature `ssr` of `islands`; `cargo tree -p islands --features hydrate --target {TRIPLE} -i {name}` shows \
                 the way it came in."
            )
        })
        .collect();
    findings.extend(present(&capture(&mut domain)?, &NEVER_IN_DOMAIN).map(|name| {
        format!(
            "`domain` depends on `{name}`. Rules perform nothing and read neither clock, database nor chance: let the caller \
             do it and hand in the result; `cargo tree -p domain -i {name}` shows the way it came in."
        )
    }));
    Ok(findings)
}

fn present<'a>(tree: &'a str, never: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
    never.iter().copied().filter(move |name| {
        tree.lines()
            .any(|line| line.split_whitespace().next() == Some(*name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forbidden_crate_is_found_by_its_whole_name() {
        let tree = "islands v0.1.0 (/a)\ntokio-util v0.7.0\nsqlx v0.9.0\nsqlx v0.9.0 (*)\n";
        assert_eq!(
            present(tree, &NEVER_IN_ISLANDS).collect::<Vec<_>>(),
            ["sqlx"]
        );
        assert_eq!(present("leptos v0.8.23\n", &NEVER_IN_ISLANDS).count(), 0);
        assert_eq!(
            present("leptos v0.8.23\n", &NEVER_IN_DOMAIN).collect::<Vec<_>>(),
            ["leptos"]
        );
    }
}
