//! Which licences the dependencies may have: those that ask for no more than a notice, and file-level copyleft.

use anyhow::{Context as _, Result};

use crate::workspace::Workspace;

/// The same list as in `deny.toml`.
const ALLOWED: [&str; 15] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Reads the licence of every package in the lock file, on all platforms.
pub fn check(workspace: &Workspace) -> Result<Vec<String>> {
    let metadata = workspace.metadata(None)?;
    let packages = metadata["packages"]
        .as_array()
        .context("cargo metadata lists no packages")?;
    let foreign = packages
        .iter()
        .filter(|package| !package["source"].is_null());
    Ok(foreign
        .filter_map(|package| {
            let name = package["name"].as_str().unwrap_or("?");
            finding(name, package["license"].as_str())
        })
        .collect())
}

fn finding(name: &str, licence: Option<&str>) -> Option<String> {
    let Some(expression) = licence else {
        return Some(format!(
            "`{name}` names no licence. Nobody may use it then; look for another crate."
        ));
    };
    if is_allowed(expression) {
        return None;
    }
    Some(format!(
        "`{name}` has the licence `{expression}`, which is not on our list. Look for another crate; if the licence asks for \
         no more than those we have, add it to xtask/src/guard/licences.rs and to deny.toml, and say why in the commit."
    ))
}

/// Whether an SPDX expression can be met with the allowed licences alone; the old `A/B` means `A OR B`.
fn is_allowed(expression: &str) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let answer = any(&words, &mut at);
    answer && at == words.len()
}

fn any(words: &[&str], at: &mut usize) -> bool {
    let mut answer = all(words, at);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        answer |= all(words, at);
    }
    answer
}

fn all(words: &[&str], at: &mut usize) -> bool {
    let mut answer = one(words, at);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        answer &= one(words, at);
    }
    answer
}

fn one(words: &[&str], at: &mut usize) -> bool {
    let word = words.get(*at);
    // Past the end as well: an expression that breaks off must not count as read to its end.
    *at += 1;
    let Some(word) = word else {
        return false;
    };
    if *word == "(" {
        let answer = any(words, at);
        let closed = words.get(*at) == Some(&")");
        *at += 1;
        return answer && closed;
    }
    if words.get(*at) == Some(&"WITH") {
        let exception = words.get(*at + 1).copied().unwrap_or_default();
        *at += 2;
        return ALLOWED.contains(&format!("{word} WITH {exception}").as_str());
    }
    ALLOWED.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copyleft_licence_is_found() {
        let text = finding("zhconv", Some("GPL-2.0-or-later")).expect("GPL is not on the list");
        assert!(
            text.contains("zhconv") && text.contains("another crate"),
            "{text}"
        );
        assert!(finding("nameless", None).is_some());
        assert!(!is_allowed("MIT AND GPL-3.0"));
        assert!(!is_allowed("(MIT OR Apache-2.0) AND LGPL-2.1"));
        assert!(!is_allowed("GPL-2.0 WITH Classpath-exception-2.0"));
        assert!(
            !is_allowed("MIT OR"),
            "a broken expression is not an allowed one"
        );
    }

    #[test]
    fn a_choice_with_one_allowed_licence_is_enough() {
        for expression in [
            "MIT",
            "GPL-2.0 OR MIT",
            "MIT/Apache-2.0",
            "(MIT OR X) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception OR X",
        ] {
            assert!(is_allowed(expression), "{expression}");
        }
    }

    #[test]
    fn the_list_is_the_one_in_deny_toml() {
        let workspace = Workspace::find().expect("tests run inside the repository");
        let deny = std::fs::read_to_string(workspace.path("deny.toml")).expect("deny.toml");
        let list = deny
            .split("allow = [")
            .nth(1)
            .and_then(|rest| rest.split(']').next())
            .expect("a list of licences");
        let theirs: Vec<&str> = list.split('"').skip(1).step_by(2).collect();
        assert_eq!(theirs, ALLOWED);
    }
}
