//! What is wrong with a form.

use std::collections::HashSet;

use domain::language::Language;

use super::Words;
use crate::text::errors;

/// A rule's "no": its stable code, and words that say what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The code, the same in every language.
    pub code: &'static str,
    /// The sentence.
    pub words: &'static str,
}

impl Refusal {
    /// Sentence and code, where they stand by themselves.
    pub fn text(self, lang: Language) -> String {
        [self.words, " ", &errors::code(lang, self.code)].concat()
    }

    /// The same "no" in other words, such as those with a date in them.
    pub fn saying(self, words: impl Into<Words>) -> Problem {
        Problem {
            words: words.into(),
            code: Some(self.code),
        }
    }
}

/// What is wrong with a field: words, and the code of the rule where one said no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    words: Words,
    code: Option<&'static str>,
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self {
            words: refusal.words.into(),
            code: Some(refusal.code),
        }
    }
}

impl<W: Into<Words>> From<W> for Problem {
    fn from(words: W) -> Self {
        Self {
            words: words.into(),
            code: None,
        }
    }
}

/// The mistakes of a form, each with the name of its field and words that say
/// what to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    found: Vec<(String, Problem)>,
}

impl Problems {
    /// No mistakes.
    pub const fn none() -> Self {
        Self { found: Vec::new() }
    }

    /// Adds one mistake at a field.
    pub fn push(&mut self, field: impl Into<String>, problem: impl Into<Problem>) {
        self.found.push((field.into(), problem.into()));
    }

    /// The first mistake at this field.
    pub fn at(&self, field: &str) -> Option<Words> {
        self.found
            .iter()
            .find(|(name, _)| name == field)
            .map(|(_, problem)| problem.words.clone())
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Field and message, in the order they were found.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Words)> {
        self.found
            .iter()
            .map(|(field, problem)| (field.as_str(), &problem.words))
    }

    /// The codes of the rules that said no, each once, in the order they were found.
    pub fn codes(&self) -> Vec<&'static str> {
        let mut codes: Vec<_> = self
            .found
            .iter()
            .filter_map(|(_, problem)| problem.code)
            .collect();
        let mut seen = HashSet::new();
        codes.retain(|code| seen.insert(*code));
        codes
    }
}
