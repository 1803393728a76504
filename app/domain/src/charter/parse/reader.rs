//! Reading single values of a TOML document, noting mistakes instead of
//! stopping at the first.

use std::collections::BTreeSet;

use toml::de::{DeTable, DeValue};

use super::{CharterMistake, Mistaken};
use crate::language::{Language, Names};
use crate::text::{Sentence, SentenceInvalid, fold};

/// A table of the document and where it begins.
#[derive(Clone, Copy)]
pub(super) struct Section<'a> {
    pub(super) table: &'a DeTable<'a>,
    pub(super) at: usize,
}

impl<'a> Section<'a> {
    fn get(self, field: &str) -> Option<(&'a DeValue<'a>, usize)> {
        self.table
            .get(field)
            .map(|value| (value.get_ref(), value.span().start))
    }

    /// Where a field stands; the table's own beginning if it is not there.
    pub(super) fn at_field(self, field: &str) -> usize {
        self.get(field).map_or(self.at, |(_, at)| at)
    }
}

pub(super) struct Reader<'t> {
    text: &'t str,
    /// The languages of the title, which every text must have.
    languages: Vec<Language>,
    /// The key of the category being read.
    inside: String,
    pub(super) mistakes: Vec<CharterMistake>,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            languages: Vec::new(),
            inside: String::new(),
            mistakes: Vec::new(),
        }
    }

    /// All mistakes, in the order of their lines.
    pub(super) fn finish(mut self) -> Vec<CharterMistake> {
        self.mistakes.sort();
        self.mistakes.dedup();
        self.mistakes
    }

    /// Mistakes from here on belong to this category.
    pub(super) fn enter(&mut self, section: Section<'_>) {
        let key = section
            .get("key")
            .and_then(|(key, _)| key.as_str())
            .unwrap_or("category");
        key.clone_into(&mut self.inside);
    }

    pub(super) fn leave(&mut self) {
        self.inside.clear();
    }

    pub(super) fn note(&mut self, what: Mistaken, at: usize, field: &str, detail: &str) {
        let key = match (self.inside.as_str(), field) {
            ("", field) => field.to_owned(),
            (inside, "") => inside.to_owned(),
            (inside, field) => format!("{inside}.{field}"),
        };
        let line = self.line_of(at);
        self.mistakes.push(CharterMistake {
            line,
            what,
            key,
            detail: detail.to_owned(),
        });
    }

    pub(super) fn line_of(&self, at: usize) -> usize {
        // The start of a value is never within a character.
        1 + self
            .text
            .get(..at)
            .unwrap_or(self.text)
            .matches('\n')
            .count()
    }

    /// Notes every field that is none of `fields`.
    pub(super) fn only(&mut self, section: Section<'_>, fields: &[&str]) {
        for name in section.table.keys() {
            if !fields.contains(&name.get_ref().as_ref()) {
                let at = name.span().start;
                self.note(
                    Mistaken::UnknownField,
                    at,
                    name.get_ref(),
                    &fields.join(", "),
                );
            }
        }
    }

    /// A field that has to be there.
    fn needed<'a>(
        &mut self,
        section: Section<'a>,
        field: &str,
    ) -> Option<(&'a DeValue<'a>, usize)> {
        let found = section.get(field);
        if found.is_none() {
            self.note(Mistaken::Missing, section.at, field, "");
        }
        found
    }

    /// The tables of an array of tables; none if the field is not there.
    pub(super) fn sections<'a>(&mut self, section: Section<'a>, field: &str) -> Vec<Section<'a>> {
        let Some((value, at)) = section.get(field) else {
            return Vec::new();
        };
        let Some(array) = value.as_array() else {
            self.note(Mistaken::WrongKind, at, field, &format!("[[{field}]]"));
            return Vec::new();
        };
        let mut found = Vec::new();
        for item in array {
            match item.get_ref().as_table() {
                Some(table) => found.push(Section {
                    table,
                    at: item.span().start,
                }),
                None => self.note(Mistaken::WrongKind, item.span().start, field, "{ … }"),
            }
        }
        found
    }

    /// The tables of a table of tables, each with its name; none if the field is not there.
    pub(super) fn named_sections<'a>(
        &mut self,
        section: Section<'a>,
        field: &str,
    ) -> Vec<(&'a str, Section<'a>)> {
        let Some((value, at)) = section.get(field) else {
            return Vec::new();
        };
        let Some(table) = value.as_table() else {
            self.note(Mistaken::WrongKind, at, field, "{ yes = { … } }");
            return Vec::new();
        };
        let mut found = Vec::new();
        for (name, value) in table {
            let at = name.span().start;
            match value.get_ref().as_table() {
                Some(table) => found.push((name.get_ref().as_ref(), Section { table, at })),
                None => self.note(Mistaken::WrongKind, at, field, "{ … }"),
            }
        }
        found
    }

    /// One line of text that has to be there.
    pub(super) fn line(&mut self, section: Section<'_>, field: &str) -> String {
        let found = self.needed(section, field);
        found.map_or_else(String::new, |(value, at)| self.clean(value, at, field))
    }

    /// The title, whose languages all other texts must have.
    pub(super) fn title(&mut self, section: Section<'_>) -> Names {
        let title = self.names(section, "title");
        let has = |language: &Language| of(&title, *language).is_some();
        self.languages = Language::ALL.iter().copied().filter(has).collect();
        title
    }

    /// A text that has to be there, in every language of the title.
    pub(super) fn names(&mut self, section: Section<'_>, field: &str) -> Names {
        let mut names = Names {
            en: None,
            hans: None,
            hant: None,
        };
        let Some((value, at)) = self.needed(section, field) else {
            return names;
        };
        let Some(table) = value.as_table() else {
            self.note(
                Mistaken::WrongKind,
                at,
                field,
                "{ en = \"…\", zh-Hans = \"…\", zh-Hant = \"…\" }",
            );
            return names;
        };
        for (name, value) in table {
            let tag = name.get_ref().as_ref();
            let full = format!("{field}.{tag}");
            match Language::ALL
                .into_iter()
                .find(|language| language.tag() == tag)
            {
                None => self.note(Mistaken::LanguageUnknown, name.span().start, &full, tag),
                Some(language) => {
                    let text = self.clean(value.get_ref(), value.span().start, &full);
                    match language {
                        Language::En => names.en = Some(text),
                        Language::Hans => names.hans = Some(text),
                        Language::Hant => names.hant = Some(text),
                    }
                }
            }
        }
        if Language::ALL
            .iter()
            .all(|language| of(&names, *language).is_none())
        {
            self.note(Mistaken::Empty, at, field, "");
        }
        self.speaks_all(&names, at, field);
        names
    }

    /// Whether a text is there in every language of the title.
    pub(super) fn speaks_all(&mut self, names: &Names, at: usize, field: &str) {
        for language in self.languages.clone() {
            if of(names, language).is_none() {
                self.note(Mistaken::LanguageMissing, at, field, language.tag());
            }
        }
    }

    /// The whole text.
    pub(super) const fn text(&self) -> &'t str {
        self.text
    }

    /// The words of all languages together, folded, each once; may be absent.
    pub(super) fn words(&mut self, section: Section<'_>, field: &str) -> Vec<String> {
        let Some((value, at)) = section.get(field) else {
            return Vec::new();
        };
        let Some(table) = value.as_table() else {
            self.note(
                Mistaken::WrongKind,
                at,
                field,
                "{ en = [\"…\"], zh-Hans = [\"…\"] }",
            );
            return Vec::new();
        };
        let mut words = Vec::new();
        for (name, value) in table {
            let tag = name.get_ref().as_ref();
            let full = format!("{field}.{tag}");
            if Language::ALL.iter().all(|language| language.tag() != tag) {
                self.note(Mistaken::LanguageUnknown, name.span().start, &full, tag);
            }
            words.extend(self.list(value.get_ref(), value.span().start, &full));
        }
        let mut seen = BTreeSet::new();
        words
            .iter()
            .map(|word| fold(word))
            .filter(|word| seen.insert(word.clone()))
            .collect()
    }

    /// A value given by a code that has to be there.
    pub(super) fn one_of<T>(
        &mut self,
        section: Section<'_>,
        field: &str,
        otherwise: T,
        read: impl Fn(&str) -> Option<T>,
        allowed: impl Fn() -> String,
    ) -> T {
        let Some((value, at)) = self.needed(section, field) else {
            return otherwise;
        };
        value.as_str().and_then(read).unwrap_or_else(|| {
            self.note(Mistaken::UnknownValue, at, field, &allowed());
            otherwise
        })
    }

    /// Yes or no; no if it is not there.
    pub(super) fn flag(&mut self, section: Section<'_>, field: &str) -> bool {
        section.get(field).is_some_and(|(value, at)| {
            value.as_bool().unwrap_or_else(|| {
                self.note(Mistaken::WrongKind, at, field, "true, false");
                false
            })
        })
    }

    /// The field `key`, which has to be there.
    pub(super) fn key(&mut self, section: Section<'_>) -> String {
        let Some((value, at)) = self.needed(section, "key") else {
            return String::new();
        };
        let key = value.as_str().unwrap_or_default().to_owned();
        if !is_key(&key) {
            self.note(Mistaken::KeyUnsound, at, "key", &key);
        }
        key
    }

    /// A list of keys; empty if it is not there.
    pub(super) fn keys(&mut self, section: Section<'_>, field: &str) -> Vec<String> {
        let Some((value, at)) = section.get(field) else {
            return Vec::new();
        };
        let keys = self.list(value, at, field);
        let mut seen = BTreeSet::new();
        for key in &keys {
            if !is_key(key) {
                self.note(Mistaken::KeyUnsound, at, field, key);
            } else if !seen.insert(key) {
                self.note(Mistaken::KeyTwice, at, field, key);
            }
        }
        keys
    }

    /// A list of whole numbers that has to be there.
    pub(super) fn integers(&mut self, section: Section<'_>, field: &str) -> Option<Vec<i64>> {
        let (value, at) = self.needed(section, field)?;
        let number = |value: &DeValue<'_>| {
            let integer = value.as_integer()?;
            i64::from_str_radix(integer.as_str(), integer.radix()).ok()
        };
        let numbers = value.as_array().and_then(|array| {
            array
                .iter()
                .map(|item| number(item.get_ref()))
                .collect::<Option<Vec<_>>>()
        });
        if numbers.is_none() {
            self.note(Mistaken::WrongKind, at, field, "[1, 3]");
        }
        numbers
    }

    fn list(&mut self, value: &DeValue<'_>, at: usize, field: &str) -> Vec<String> {
        let Some(array) = value.as_array() else {
            self.note(Mistaken::WrongKind, at, field, "[\"…\", \"…\"]");
            return Vec::new();
        };
        array
            .iter()
            .map(|item| self.clean(item.get_ref(), item.span().start, field))
            .collect()
    }

    /// A text without hostile signs; empty (and noted) if it is none.
    fn clean(&mut self, value: &DeValue<'_>, at: usize, field: &str) -> String {
        let Some(text) = value.as_str() else {
            self.note(Mistaken::WrongKind, at, field, "\"…\"");
            return String::new();
        };
        let what = match Sentence::parse(text) {
            Ok(sentence) => return sentence.into(),
            Err(SentenceInvalid::Missing) => Mistaken::Empty,
            Err(SentenceInvalid::TooLong | SentenceInvalid::TooLarge) => Mistaken::TooLong,
        };
        self.note(what, at, field, "");
        String::new()
    }
}

fn of(names: &Names, language: Language) -> Option<&str> {
    match language {
        Language::En => names.en.as_deref(),
        Language::Hans => names.hans.as_deref(),
        Language::Hant => names.hant.as_deref(),
    }
}

fn is_key(key: &str) -> bool {
    (1..=40).contains(&key.len())
        && key
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !key.starts_with('-')
        && !key.ends_with('-')
}
