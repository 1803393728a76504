//! The direction inside the crates: of two modules at the top of a crate at most one knows the other, by whatever way, so
//! that each can be read with those below it and without the rest.

mod arrows;
mod circle;
mod code;

use anyhow::Result;

use self::arrows::Arrow;
use super::exceptions::Exceptions;
use crate::{sources, workspace::Workspace};

/// The crates whose modules have a direction.
const CRATES: [&str; 6] = [
    "app/domain",
    "app/store",
    "app/islands",
    "app/pages",
    "server",
    "xtask",
];
/// So many places are told of each arrow.
const PLACES: usize = 3;

/// Reads every module of ours that is no test.
pub fn check(workspace: &Workspace) -> Result<Vec<String>> {
    let accepted = Exceptions::read(workspace.root(), "circles")?;
    let mut findings = Vec::new();
    for name in CRATES {
        let folder = workspace.path(name).join("src");
        let sources = sources::rust_files(&folder)?;
        let files: Vec<(String, &str)> = sources
            .iter()
            .map(|source| (source.name(&folder), source.text.as_str()))
            .collect();
        findings.extend(in_crate(name, &arrows::between(&files), &accepted));
    }
    findings.extend(accepted.left_over());
    Ok(findings)
}

/// A finding for each knot of modules that all reach each other.
fn in_crate(name: &str, arrows: &[Arrow], accepted: &Exceptions) -> Vec<String> {
    let mut findings = Vec::new();
    for knot in circle::knots(arrows) {
        let members = knot.join(" ");
        if accepted.accept(&format!("{name} {members}")) {
            continue;
        }
        let Some(shortest) = circle::shortest(&knot, arrows) else {
            continue;
        };
        let way: Vec<String> = circle::steps(&shortest)
            .map(|(from, to)| format!("  {from} -> {to}: {}", places(name, arrows, from, to)))
            .collect();
        findings.push(format!(
            "{name}: {} modules know each other in a circle ({members}). The shortest way round:\n{}\n  Cut one of these \
             arrows: move what is taken to a module below both that is named for what it holds, hand the value in, or put two \
             that truly belong together under one parent. The layers stand in ARCHITECTURE.md.",
            knot.len(),
            way.join("\n")
        ));
    }
    findings
}

/// Where one module names the other.
fn places(name: &str, arrows: &[Arrow], from: &str, to: &str) -> String {
    let mut all: Vec<String> = arrows
        .iter()
        .filter(|arrow| arrow.from == from && arrow.to == to)
        .map(|arrow| format!("{name}/src/{}:{}", arrow.file, arrow.line))
        .collect();
    let more = all.len().saturating_sub(PLACES);
    all.truncate(PLACES);
    if more > 0 {
        all.push(format!("and {more} more"));
    }
    all.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)], exceptions: &str) -> Vec<String> {
        let files: Vec<(String, &str)> = files
            .iter()
            .map(|(name, text)| ((*name).to_owned(), *text))
            .collect();
        let accepted = Exceptions::parse("circles.txt", exceptions).expect("reasons");
        let mut found = in_crate("app/x", &arrows::between(&files), &accepted);
        found.extend(accepted.left_over());
        found
    }

    const ROUND: [(&str, &str); 5] = [
        ("lib.rs", "mod case;\nmod names;\nmod talk;\nmod top;\n"),
        ("case/side.rs", "//! A.\n\nuse crate::talk::step;\n"),
        ("talk.rs", "use super::names;\n"),
        ("names.rs", "fn a() { crate::{\n    case::first(),\n} }\n"),
        ("top.rs", "use crate::{case, talk};\n"),
    ];

    #[test]
    fn a_circle_is_found_with_the_place_of_each_arrow() {
        let found = found(&ROUND, "");
        assert_eq!(found.len(), 1, "{found:?}");
        for told in [
            "3 modules know each other in a circle (case names talk)",
            "case -> talk: app/x/src/case/side.rs:3",
            "talk -> names: app/x/src/talk.rs:1",
            "names -> case: app/x/src/names.rs:2",
        ] {
            assert!(found[0].contains(told), "{told}: {}", found[0]);
        }
    }

    #[test]
    fn a_tree_with_a_direction_is_well() {
        let mut tree = ROUND;
        tree[3] = ("names.rs", "fn first() {}\n");
        assert_eq!(found(&tree, ""), Vec::<String>::new());
    }

    #[test]
    fn an_accepted_circle_may_not_grow_nor_outlive_itself() {
        let whole = "app/x case names talk: three that belong together\n";
        assert_eq!(found(&ROUND, whole), Vec::<String>::new());
        let smaller = "app/x case talk: two that belong together\n";
        assert_eq!(
            found(&ROUND, smaller).len(),
            2,
            "the circle, and the line that fits none"
        );
    }

    #[test]
    fn what_only_tests_and_comments_name_is_no_arrow() {
        let tested = "/// See [`crate::case::side`].\nfn a() {}\n#[cfg(test)]\nmod tests {\n    use crate::case;\n}\n";
        let tree = [
            ("lib.rs", "mod case;\nmod talk;\n"),
            ("case.rs", "use crate::talk;\n"),
            ("talk.rs", tested),
        ];
        assert_eq!(found(&tree, ""), Vec::<String>::new());
        let tree = [
            ("lib.rs", "mod case;\nmod talk;\n"),
            ("case.rs", "use crate::talk;\n"),
            ("talk.rs", "#[cfg(test)]\nmod trial;\n"),
            ("talk/trial.rs", "use crate::case;\n"),
        ];
        assert_eq!(found(&tree, ""), Vec::<String>::new());
    }

    #[test]
    fn a_name_at_the_root_counts_for_the_module_it_comes_from() {
        let tree = [
            (
                "lib.rs",
                "mod case;\nmod talk;\npub use case::{Case, Stage as Step};\n",
            ),
            ("case.rs", "use crate::talk;\n"),
            ("talk/deep.rs", "fn a(step: crate::Step) {}\n"),
        ];
        assert_eq!(found(&tree, "").len(), 1);
    }
}
