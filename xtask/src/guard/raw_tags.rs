//! Tags through which text of people could become markup: Leptos does not escape what stands inside them.

use anyhow::Result;

use super::exceptions::Exceptions;
use crate::{
    sources::{self, Source},
    workspace::Workspace,
};

const FOLDERS: [&str; 2] = ["app/pages", "app/islands"];

/// What must not be written, and what to write instead.
const FORBIDDEN: [(&str, &str); 6] = [
    (
        "<textarea",
        "use the component `TextArea`, which escapes its text",
    ),
    (
        "<style",
        "put the rule into a file of `style/` and use a class",
    ),
    (
        "<noscript",
        "write the page so that it is complete without scripts; an island only adds to it",
    ),
    ("inner_html", "let Leptos escape the text as a child"),
    ("InertElement", "let Leptos escape the text as a child"),
    (
        "javascript:",
        "use `SafeLink`, which lets only web addresses through",
    ),
];

/// The components that are allowed to do it, because doing it right is what they are for.
const OWNERS: [&str; 2] = ["fn TextArea(", "fn SafeLink("];

/// Reads the pages and the islands, without their tests.
pub fn check(workspace: &Workspace) -> Result<Vec<String>> {
    let accepted = Exceptions::read(workspace.root(), "raw-tags")?;
    let mut findings = Vec::new();
    for folder in FOLDERS {
        for source in sources::rust_files(&workspace.path(folder))? {
            findings.extend(in_source(
                &source,
                &source.name(workspace.root()),
                &accepted,
            ));
        }
    }
    findings.extend(accepted.left_over());
    Ok(findings)
}

fn in_source(source: &Source, name: &str, accepted: &Exceptions) -> Vec<String> {
    let is_test = name.contains("/tests/") || name.ends_with("tests.rs");
    if is_test || OWNERS.iter().any(|owner| source.text.contains(owner)) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (number, line) in source.lines_without_tests() {
        if line.trim_start().starts_with("//") {
            continue;
        }
        for (tag, instead) in FORBIDDEN.iter().filter(|(tag, _)| says(line, tag)) {
            if !accepted.accept(&format!("{name} {tag}")) {
                findings.push(format!(
                    "{name}:{number}: `{tag}` lets text become markup; {instead}."
                ));
            }
        }
    }
    findings
}

/// Whether a line has this tag. Elements are written small; a component such as `TextArea` is another thing. In an address
/// any spelling counts.
fn says(line: &str, tag: &str) -> bool {
    line.contains(tag) || (tag.ends_with(':') && line.to_lowercase().contains(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> usize {
        let accepted = Exceptions::parse("t.txt", "").expect("an empty list");
        in_source(
            &Source {
                path: "x".into(),
                text: text.to_owned(),
            },
            "app/pages/src/x.rs",
            &accepted,
        )
        .len()
    }

    #[test]
    fn a_raw_tag_is_found() {
        assert_eq!(found("view! { <textarea name=\"a\">{text}</textarea> }"), 1);
        assert_eq!(found("view! { <div inner_html=text></div> }"), 1);
        assert_eq!(found("<a href=\"JavaScript:go()\">"), 1);
        assert_eq!(found("<noscript><style>"), 2);
    }

    #[test]
    fn a_component_is_not_an_element() {
        assert_eq!(found("view! { <TextArea name=\"a\" value=text/> }"), 0);
    }

    #[test]
    fn the_safe_components_and_tests_may() {
        assert_eq!(
            found(
                "#[component]\npub fn TextArea(text: String) { view! { <textarea inner_html=x/> } }"
            ),
            0
        );
        assert_eq!(
            found(
                "//! `<textarea>` is not escaped\nfn f() {}\n#[cfg(test)]\nmod tests { const A: &str = \"<style>\"; }"
            ),
            0
        );
    }
}
