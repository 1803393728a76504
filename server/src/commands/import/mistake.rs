//! Mistakes in an input file: where, what, and what to do about it.

use std::fmt;
use std::sync::Arc;

/// Where in the input something stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The file, as the person named it.
    pub file: Arc<str>,
    /// The line, from 1, where it is known.
    pub line: Option<u64>,
    /// The column in characters, from 1, where it is known.
    pub column: Option<u64>,
}

impl Spot {
    /// A file as a whole.
    pub fn whole(file: &Arc<str>) -> Self {
        Self {
            file: Arc::clone(file),
            line: None,
            column: None,
        }
    }

    /// A line of a file.
    pub fn line(file: &Arc<str>, line: u64) -> Self {
        Self {
            file: Arc::clone(file),
            line: Some(line),
            column: None,
        }
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
            if let Some(column) = self.column {
                write!(f, ":{column}")?;
            }
        }
        Ok(())
    }
}

/// One mistake, with its remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Where it stands.
    pub spot: Spot,
    /// What is wrong, as a sentence.
    pub what: String,
    /// What to do, as a sentence.
    pub remedy: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}\n    {}", self.spot, self.what, self.remedy)
    }
}

/// All mistakes of a run. The first [`Mistakes::KEPT`] are kept in full, the
/// rest are counted, so that a hostile file cannot fill the memory.
#[derive(Clone, Debug, Default)]
pub struct Mistakes {
    kept: Vec<Mistake>,
    more: usize,
}

impl Mistakes {
    /// How many are kept in full.
    pub const KEPT: usize = 1_000;

    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes one.
    pub fn push(&mut self, spot: Spot, what: impl Into<String>, remedy: impl Into<String>) {
        if self.kept.len() < Self::KEPT {
            self.kept.push(Mistake {
                spot,
                what: what.into(),
                remedy: remedy.into(),
            });
        } else {
            self.more += 1;
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// How many there are, the uncounted rest included.
    pub fn count(&self) -> usize {
        self.kept.len() + self.more
    }

    /// Those kept in full, in the order in which they were found.
    pub fn list(&self) -> &[Mistake] {
        &self.kept
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sorted: Vec<&Mistake> = self.kept.iter().collect();
        sorted.sort_by(|a, b| a.spot.cmp(&b.spot));
        for mistake in sorted {
            writeln!(f, "{mistake}")?;
        }
        if self.more > 0 {
            writeln!(f, "… and {} more of the same kind.", self.more)?;
        }
        Ok(())
    }
}

/// A value from a file as it can safely stand in a message, in quotation marks: control and
/// other invisible characters escaped, at most 60 characters.
pub fn shown(value: &str) -> String {
    ["“", &escaped(value, 60), "”"].concat()
}

/// The same without quotation marks, at most so many characters and an ellipsis: for what is
/// a sentence already, but may quote a file.
pub fn escaped(value: &str, most: usize) -> String {
    let mut out = String::with_capacity(value.len().min(most));
    for (index, character) in value.chars().enumerate() {
        if index == most {
            out.push('…');
            break;
        }
        if character == '"' || character == '\'' {
            out.push(character);
        } else {
            out.extend(character.escape_debug());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_reads_like_a_compilers_and_says_what_to_do() {
        let file: Arc<str> = "places.csv".into();
        let mut mistakes = Mistakes::new();
        mistakes.push(
            Spot::line(&file, 12),
            "The code “1” is used twice.",
            "Change one.",
        );
        mistakes.push(Spot::line(&file, 2), "No name.", "Fill in name_en.");
        assert_eq!(
            mistakes.to_string(),
            "places.csv:2: No name.\n    Fill in name_en.\n\
             places.csv:12: The code “1” is used twice.\n    Change one.\n"
        );
    }

    #[test]
    fn a_hostile_value_cannot_reach_the_terminal() {
        assert_eq!(shown("a\u{1b}[2Jb\0"), "“a\\u{1b}[2Jb\\0”");
        assert_eq!(shown("\u{202e}清波街道"), "“\\u{202e}清波街道”");
        assert_eq!(shown(&"x".repeat(100)).chars().count(), 63);
        assert_eq!(escaped("it's \u{7}", 80), "it's \\u{7}");
        assert_eq!(shown(&"x".repeat(60)).chars().count(), 62);
    }

    #[test]
    fn a_million_mistakes_are_counted_but_not_kept() {
        let file: Arc<str> = "x".into();
        let mut mistakes = Mistakes::new();
        for line in 0..5_000 {
            mistakes.push(Spot::line(&file, line), "", "");
        }
        assert_eq!(mistakes.count(), 5_000);
        assert_eq!(mistakes.list().len(), Mistakes::KEPT);
        assert!(
            mistakes
                .to_string()
                .ends_with("… and 4000 more of the same kind.\n")
        );
    }
}
