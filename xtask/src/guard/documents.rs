//! What the documentation promises about the repository: links that lead somewhere, a row for every table that keeps
//! something, a line for every decision.

use std::path::Path;

use anyhow::Result;

use crate::{
    sources::{self, Source},
    workspace::Workspace,
};

const RETENTION: &str = "docs/operate/retention.md";
const DECISIONS: &str = "docs/adr/README.md";

/// Reads every Markdown file, the schema and the decisions.
pub fn check(workspace: &Workspace) -> Result<Vec<String>> {
    let root = workspace.root();
    let pages = sources::files(root, &["md"])?;
    let mut findings: Vec<String> = pages
        .iter()
        .flat_map(|page| broken_links(page, root))
        .collect();
    let text_of = |name: &str| {
        pages
            .iter()
            .find(|page| page.name(root) == name)
            .map_or("", |page| page.text.as_str())
    };
    for migration in sources::files(&workspace.path("migrations/sqlite"), &["sql"])? {
        findings.extend(untold_tables(&migration.text, text_of(RETENTION)));
    }
    for page in &pages {
        let name = page.name(root);
        let file = name.strip_prefix("docs/adr/");
        if let Some(file) = file.filter(|file| *file != "README.md")
            && !text_of(DECISIONS).contains(&format!("({file})"))
        {
            findings.push(format!(
                "{name} has no row in {DECISIONS}: add its sentence there."
            ));
        }
    }
    Ok(findings)
}

/// The links of a page into this repository that lead nowhere.
fn broken_links(page: &Source, root: &Path) -> Vec<String> {
    let folder = page.path.parent().unwrap_or(root);
    let targets = page.text.split("](").skip(1);
    targets
        .filter_map(|rest| rest.split(')').next())
        .map(|target| target.split('#').next().unwrap_or_default())
        .filter(|target| !target.is_empty() && !target.contains(':'))
        .filter(|target| !folder.join(target).exists())
        .map(|target| {
            format!(
                "{} links to {target}, which is not there: correct the link, or write the page.",
                page.name(root)
            )
        })
        .collect()
}

/// The tables a migration makes of which nobody says how long they are kept.
fn untold_tables(migration: &str, retention: &str) -> Vec<String> {
    migration
        .lines()
        .filter_map(|line| line.strip_prefix("CREATE TABLE "))
        .filter_map(|rest| rest.split_whitespace().next())
        .filter(|table| !retention.contains(&format!("`{table}`")))
        .map(|table| {
            format!(
                "the table `{table}` has no row in {RETENTION}: say what it keeps, and until when."
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_leads_nowhere_is_found() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let page = |text: &str| Source {
            path: root.join("x.md"),
            text: text.to_owned(),
        };
        let well = page("[a](Cargo.toml) [b](src/main.rs#L1) [c](https://example.org) [d](#words)");
        assert_eq!(broken_links(&well, root), Vec::<String>::new());
        let broken = broken_links(&page("[a](Cargo.toml)\n| [b](nothing.md#there) |"), root);
        assert_eq!(broken.len(), 1, "{broken:?}");
        assert!(
            broken[0].starts_with("x.md links to nothing.md"),
            "{broken:?}"
        );
    }

    #[test]
    fn a_table_nobody_speaks_of_is_found() {
        let migration =
            "-- People.\nCREATE TABLE people (\n    id BLOB\n) STRICT;\nCREATE TABLE visits (\n";
        let found = untold_tables(migration, "| `people`, `handles` | accounts |");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("`visits`"), "{found:?}");
    }
}
