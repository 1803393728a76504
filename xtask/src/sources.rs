//! Reads source files for the guards: which files there are, and which of their lines are not tests.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

/// Folders that hold nothing people wrote.
const NOT_OURS: [&str; 5] = [
    "target",
    "node_modules",
    ".git",
    "test-results",
    "playwright-report",
];

/// One file of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Where it lies.
    pub path: PathBuf,
    /// What it says.
    pub text: String,
}

/// Every Rust file below `folder`, sorted by path; nothing when the folder is missing.
///
/// # Errors
/// When a folder or a file cannot be read.
pub fn rust_files(folder: &Path) -> Result<Vec<Source>> {
    files(folder, &["rs"])
}

/// Every file below `folder` with one of these extensions, sorted by path; nothing when the folder is missing.
///
/// # Errors
/// When a folder or a file cannot be read, or a file is not UTF-8.
pub fn files(folder: &Path, extensions: &[&str]) -> Result<Vec<Source>> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(next) = waiting.pop() {
        if !next.is_dir() {
            continue;
        }
        for entry in
            fs::read_dir(&next).with_context(|| format!("could not list {}", next.display()))?
        {
            let path = entry
                .with_context(|| format!("could not list {}", next.display()))?
                .path();
            let name = path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            if path.is_dir() {
                if !NOT_OURS.contains(&name.as_str()) {
                    waiting.push(path);
                }
            } else if path
                .extension()
                .is_some_and(|extension| extensions.iter().any(|wanted| extension == *wanted))
            {
                let text = fs::read_to_string(&path)
                    .with_context(|| format!("could not read {}", path.display()))?;
                found.push(Source { path, text });
            }
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}

impl Source {
    /// The path below `root`, with `/` between its parts.
    pub fn name(&self, root: &Path) -> String {
        self.path
            .strip_prefix(root)
            .unwrap_or(&self.path)
            .to_string_lossy()
            .replace('\\', "/")
    }

    /// The lines with their numbers from 1, up to the test module at the end of the file.
    pub fn lines_without_tests(&self) -> impl Iterator<Item = (usize, &str)> {
        let end = self
            .text
            .lines()
            .position(|line| line.starts_with("#[cfg(test)]"))
            .unwrap_or(usize::MAX);
        self.text
            .lines()
            .take(end)
            .enumerate()
            .map(|(at, line)| (at + 1, line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_where_the_tests_begin() {
        let source = Source {
            path: "a.rs".into(),
            text: "one\ntwo\n#[cfg(test)]\nmod tests {}\n".into(),
        };
        assert_eq!(
            source.lines_without_tests().collect::<Vec<_>>(),
            [(1, "one"), (2, "two")]
        );
    }

    #[test]
    fn a_missing_folder_holds_no_files() {
        assert_eq!(
            rust_files(Path::new("/nonexistent")).expect("nothing to read"),
            []
        );
    }
}
