//! Lists of accepted exceptions: one per line, `what it is: why it is right`. An exception without a reason is refused, and
//! one that nothing needs any more is reported, so that the lists only ever hold what is true.

use std::{cell::Cell, fs, path::Path};

use anyhow::{Context as _, Result, bail};

/// The exceptions of one guard.
#[derive(Debug)]
pub struct Exceptions {
    file: String,
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    what: String,
    used: Cell<bool>,
}

impl Exceptions {
    /// Reads `xtask/exceptions/{name}.txt`.
    ///
    /// # Errors
    /// When the file is missing or a line has no reason.
    pub fn read(root: &Path, name: &str) -> Result<Self> {
        let file = format!("xtask/exceptions/{name}.txt");
        let text = fs::read_to_string(root.join(&file))
            .with_context(|| format!("could not read {file}"))?;
        Self::parse(&file, &text)
    }

    /// Reads the text of such a file.
    ///
    /// # Errors
    /// When a line has no reason.
    pub fn parse(file: &str, text: &str) -> Result<Self> {
        let mut entries = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match line.split_once(": ") {
                Some((what, reason)) if reason.split_whitespace().count() >= 3 => {
                    let what = what.split_whitespace().collect::<Vec<_>>().join(" ");
                    entries.push(Entry {
                        what,
                        used: Cell::new(false),
                    });
                }
                _ => bail!(
                    "{file}:{}: write `what it is: why it is right`, with a reason others can judge",
                    number + 1
                ),
            }
        }
        Ok(Self {
            file: file.to_owned(),
            entries,
        })
    }

    /// Whether `what` is accepted; remembers that it was asked for.
    pub fn accept(&self, what: &str) -> bool {
        self.entries
            .iter()
            .filter(|entry| entry.what == what)
            .inspect(|entry| entry.used.set(true))
            .count()
            > 0
    }

    /// A finding for each exception that nothing needed.
    pub fn left_over(&self) -> Vec<String> {
        let unused = self.entries.iter().filter(|entry| !entry.used.get());
        unused
            .map(|entry| {
                format!(
                    "{}: nothing needs `{}` any more; take the line out.",
                    self.file, entry.what
                )
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exception_without_a_reason_is_refused() {
        let error =
            Exceptions::parse("x.txt", "# a comment\nsyn: yes\n").expect_err("`yes` is no reason");
        assert!(error.to_string().contains("x.txt:2"), "{error}");
    }

    #[test]
    fn an_exception_nothing_needs_is_reported() {
        let list = Exceptions::parse("x.txt", "a  b: because it is so\nc: because it was so\n")
            .expect("two reasons");
        assert!(list.accept("a b") && !list.accept("d"));
        let left = list.left_over();
        assert!(left.len() == 1 && left[0].contains("`c`"), "{left:?}");
    }
}
