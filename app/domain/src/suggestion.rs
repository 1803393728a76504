//! Which category somebody means, suggested from their own words.
//!
//! No model and no memory: the charter lists the words that people use, and a
//! category scores for each of its entries that occurs. Longer entries count
//! more, entries of several categories less. It is a suggestion to the person
//! who writes, who can always choose another.

use std::collections::BTreeMap;

use crate::charter::Charter;
use crate::text::fold;

/// How many categories are suggested.
const BEST: usize = 3;

/// What divides evenly by the numbers of categories that may share an entry.
const UNIT: u32 = 60;

/// How far apart the parts of one entry may stand, in characters.
const REACH_LATIN: usize = 30;
const REACH_CHINESE: usize = 9;

/// A category and how well it fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Its key.
    pub category: String,
    /// Larger fits better; comparable within one list only.
    pub score: u32,
}

/// The words of a charter, made ready once.
#[derive(Clone, Debug)]
pub struct Suggester {
    categories: Vec<(String, Vec<Entry>)>,
}

/// One entry of `words`: parts that must occur in this order.
#[derive(Clone, Debug)]
struct Entry {
    parts: Vec<String>,
    weight: u32,
}

impl Suggester {
    /// Makes the words of a charter ready.
    pub fn new(charter: &Charter) -> Self {
        let mut sharing: BTreeMap<Vec<String>, u32> = BTreeMap::new();
        let mut ready = Vec::new();
        for category in &charter.categories {
            let mut entries: Vec<Vec<String>> =
                category.words.iter().map(|word| parts(word)).collect();
            entries.retain(|parts| !parts.is_empty());
            entries.sort();
            entries.dedup();
            for entry in &entries {
                *sharing.entry(entry.clone()).or_default() += 1;
            }
            ready.push((category.key.clone(), entries));
        }
        let weigh = |parts: Vec<String>| {
            let weight = weight(&parts) * UNIT / sharing.get(&parts).copied().unwrap_or(1);
            Entry { parts, weight }
        };
        let categories = ready
            .into_iter()
            .map(|(key, entries)| (key, entries.into_iter().map(weigh).collect()))
            .collect();
        Self { categories }
    }

    /// The categories that fit best, at most three, the best first; those that
    /// fit alike in the charter's order. Empty if no word is known.
    pub fn suggest(&self, words: &str) -> Vec<Suggestion> {
        let text = prepare(words);
        let mut found: Vec<Suggestion> = self
            .categories
            .iter()
            .map(|(key, entries)| Suggestion {
                category: key.clone(),
                score: score(&text, entries),
            })
            .filter(|suggestion| suggestion.score > 0)
            .collect();
        // Stable, so the charter's order decides among equals.
        found.sort_by_key(|suggestion| std::cmp::Reverse(suggestion.score));
        found.truncate(BEST);
        found
    }
}

/// The sum of the entries that occur. One that stands inside another that
/// occurs says nothing more and does not count.
fn score(text: &str, entries: &[Entry]) -> u32 {
    let found: Vec<&Entry> = entries
        .iter()
        .filter(|entry| occurs(text, &entry.parts, false))
        .collect();
    let inside_another = |entry: &Entry| match entry.parts.as_slice() {
        [part] => found.iter().any(|other| {
            other.weight > entry.weight && other.parts.iter().any(|longer| longer.contains(part))
        }),
        _ => false,
    };
    found
        .iter()
        .filter(|entry| !inside_another(entry))
        .map(|entry| entry.weight)
        .sum()
}

/// Four for a Latin word, two for a Chinese character, two more for each
/// further part: what has to come together says more.
fn weight(parts: &[String]) -> u32 {
    let signs: u32 = parts
        .iter()
        .map(|part| {
            let chinese = part.chars().filter(|c| is_chinese(*c)).count();
            let latin = part
                .split_whitespace()
                .filter(|word| !word.contains(is_chinese))
                .count();
            u32::try_from(2 * chinese + 4 * latin).unwrap_or(u32::MAX)
        })
        .sum();
    signs + 2 * u32::try_from(parts.len().saturating_sub(1)).unwrap_or(0)
}

fn parts(word: &str) -> Vec<String> {
    word.split_whitespace()
        .map(|part| {
            // Chinese may stand within other Chinese; a Latin word is whole, between its spaces.
            let part = prepare(part);
            let part = if part.trim_end().ends_with(is_chinese) {
                part.trim_end()
            } else {
                &part
            };
            part.to_owned()
        })
        .filter(|part| !part.trim().is_empty())
        .collect()
}

/// Whether all parts occur in this order, each within reach of the one before.
fn occurs(text: &str, parts: &[String], near: bool) -> bool {
    let Some((first, rest)) = parts.split_first() else {
        return true;
    };
    let window = if near {
        within_reach(text, first)
    } else {
        text
    };
    window.match_indices(first.as_str()).any(|(at, found)| {
        // Latin words share the space between them.
        occurs(&text[at + found.trim_end().len()..], rest, true)
    })
}

fn within_reach<'a>(text: &'a str, part: &str) -> &'a str {
    let reach = if part.contains(is_chinese) {
        REACH_CHINESE
    } else {
        REACH_LATIN
    };
    let end = text.char_indices().nth(reach + part.chars().count());
    &text[..end.map_or(text.len(), |(at, _)| at)]
}

/// Folded, Latin words stemmed and between spaces, Chinese as it stands,
/// every other sign a space.
fn prepare(text: &str) -> String {
    let mut ready = String::with_capacity(text.len() + 8);
    let mut word = String::new();
    for character in fold(text).chars().chain([' ']) {
        if character.is_alphanumeric() && !is_chinese(character) {
            word.push(character);
            continue;
        }
        // An apostrophe inside a word belongs to it: "neighbour's".
        if matches!(character, '\'' | '’') && !word.is_empty() {
            continue;
        }
        if !word.is_empty() {
            if !ready.ends_with(' ') {
                ready.push(' ');
            }
            ready.push_str(stem(&mut word));
            ready.push(' ');
            word.clear();
        }
        if is_chinese(character) {
            ready.push(character);
        } else if !ready.ends_with(' ') {
            ready.push(' ');
        }
    }
    ready
}

/// The word without the endings that only bend it. It need not be a word: both
/// sides are treated alike.
fn stem(word: &mut String) -> &str {
    if !word.is_ascii() || word.len() < 4 {
        return word;
    }
    if word.len() > 4 && word.ends_with("ies") {
        word.truncate(word.len() - 3);
        word.push('y');
    } else if ["sses", "ches", "shes", "xes"]
        .iter()
        .any(|end| word.ends_with(end))
    {
        word.truncate(word.len() - 2);
    } else if word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us") {
        word.pop();
    }
    for ending in ["ing", "ed"] {
        if word.len() >= ending.len() + 3 && word.ends_with(ending) {
            word.truncate(word.len() - ending.len());
            undouble(word);
            break;
        }
    }
    if word.len() > 4 && word.ends_with('e') {
        word.pop();
    }
    word
}

/// `dripp` becomes `drip`; `fall` and `press` stay.
fn undouble(word: &mut String) {
    let bytes = word.as_bytes();
    if let [.., last_but_one, last] = bytes
        && last == last_but_one
        && !matches!(last, b'l' | b's' | b'e' | b'o')
    {
        word.pop();
    }
}

/// Characters of scripts that are written without spaces.
const fn is_chinese(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests;
