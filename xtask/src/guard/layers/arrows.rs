//! Which module at the top of a crate names which other one, and where. Tests, comments and texts do not count.

use std::collections::{BTreeMap, BTreeSet};

use super::code;

/// One module names another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Arrow {
    /// Who names.
    pub(super) from: String,
    /// Who is named.
    pub(super) to: String,
    /// The file below `src` in which it stands.
    pub(super) file: String,
    /// The line in it.
    pub(super) line: usize,
}

/// All arrows of a crate, given its files below `src`.
pub(super) fn between(files: &[(String, &str)]) -> Vec<Arrow> {
    let plain: Vec<(&str, String)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), code::without_comments(text)))
        .collect();
    let tests: BTreeSet<String> = plain
        .iter()
        .flat_map(|(name, text)| test_modules(name, text))
        .collect();
    let modules: BTreeSet<&str> = plain
        .iter()
        .map(|(name, _)| top(name))
        .filter(|module| !is_root(module))
        .collect();
    let root = plain.iter().find(|(name, _)| *name == "lib.rs");
    let lent = root.map_or_else(BTreeMap::new, |(_, text)| lent(text, &modules));
    let mut arrows = Vec::new();
    for (name, text) in &plain {
        let from = top(name);
        if is_root(from) || tests.iter().any(|test| is_in(name, test)) {
            continue;
        }
        let text = code::without_tests(text);
        for (at, named) in named(&text, depth(name)) {
            let to = lent.get(named).copied().unwrap_or(named);
            if to != from && modules.contains(to) {
                arrows.push(Arrow {
                    from: from.to_owned(),
                    to: to.to_owned(),
                    file: (*name).to_owned(),
                    line: text[..at].matches('\n').count() + 1,
                });
            }
        }
    }
    arrows
}

/// `case` of `case/side.rs` and of `case.rs`.
fn top(name: &str) -> &str {
    let first = name.split('/').next().unwrap_or(name);
    first.strip_suffix(".rs").unwrap_or(first)
}

fn is_root(module: &str) -> bool {
    matches!(module, "lib" | "main")
}

/// How many times `super::` leads from this file to the root of the crate.
fn depth(name: &str) -> usize {
    name.split('/').count()
}

/// Whether a file is the module `test` or lies in it.
fn is_in(name: &str, test: &str) -> bool {
    name.strip_suffix(".rs") == Some(test)
        || name
            .strip_prefix(test)
            .is_some_and(|rest| rest.starts_with('/'))
}

/// The modules that a file declares for tests alone, as paths without `.rs`.
fn test_modules(name: &str, text: &str) -> Vec<String> {
    let stem = name.strip_suffix(".rs").unwrap_or(name);
    let folder = if is_root(stem) {
        String::new()
    } else {
        format!("{stem}/")
    };
    code::after_test_marks(text)
        .filter_map(|item| {
            let (_, rest) = item.split_once("mod ")?;
            let (module, _) = rest.split_once(';')?;
            let word = module
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            word.then(|| format!("{folder}{module}"))
        })
        .collect()
}

/// Names at the root of the crate that come from a module: `pub use case::{Case, Stage as Step};`.
fn lent<'a>(root: &'a str, modules: &BTreeSet<&'a str>) -> BTreeMap<&'a str, &'a str> {
    let mut lent = BTreeMap::new();
    for (at, _) in root.match_indices("use ") {
        let Some((path, _)) = root[at + 4..].split_once(';') else {
            continue;
        };
        let path = path
            .trim()
            .trim_start_matches("crate::")
            .trim_start_matches("self::");
        let Some((module, names)) = path.split_once("::") else {
            continue;
        };
        let Some(module) = modules.get(module) else {
            continue;
        };
        for name in names.split([',', '{', '}']) {
            let name = name.rsplit([' ', ':']).next().unwrap_or(name).trim();
            if !name.is_empty() && !modules.contains(name) {
                lent.insert(name, *module);
            }
        }
    }
    lent
}

/// What is named at the root of the crate, each with where it stands.
fn named(text: &str, depth: usize) -> Vec<(usize, &str)> {
    let up = "super::".repeat(depth);
    let mut found = Vec::new();
    for way in ["crate::", up.as_str()] {
        for (at, _) in text.match_indices(way) {
            let before = text[..at].chars().next_back();
            if before.is_some_and(|sign| sign.is_alphanumeric() || "_:".contains(sign)) {
                continue;
            }
            let start = at + way.len();
            let Some(group) = text[start..].strip_prefix('{') else {
                found.push((start, code::word(&text[start..])));
                continue;
            };
            for (from, name) in heads(group) {
                found.push((start + 1 + from, name));
            }
        }
    }
    found
}

/// The first word of each entry of a group `{a, b::{c, d}, e}`, without its own brace.
fn heads(group: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut nested = 0_usize;
    let mut begins = vec![0];
    for (at, sign) in group.char_indices() {
        match sign {
            '{' => nested += 1,
            '}' if nested == 0 => break,
            '}' => nested -= 1,
            ',' if nested == 0 => begins.push(at + 1),
            _ => {}
        }
    }
    begins.into_iter().map(move |at| {
        let entry = &group[at..];
        let blank = entry.len() - entry.trim_start().len();
        (at + blank, code::word(entry.trim_start()))
    })
}
