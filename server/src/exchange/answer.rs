//! Reads what other systems answer. They write the standard's JSON in many
//! ways: a list alone or under names, one entry instead of a list, numbers as
//! text or not, no zone in a date or none at all. An entry that cannot be read
//! is passed over; an answer in which there are none is not taken for an empty
//! list.

use std::fmt::Write as _;

use domain::exchange::{RemoteUpdate, Said};
use domain::instant::Instant;
use domain::language::Language;
use domain::text::Sentence;
use pages::text::exchange as words;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use store::exchange::Taken;

/// The most characters of a number of another system.
const LONGEST_NUMBER: usize = 200;

/// The names by which an entry is known for one.
const OF_AN_ENTRY: [&str; 3] = ["service_request_id", "token", "update_id"];
/// How deep entries may lie within an answer.
const DEEPEST: usize = 5;

/// The entries of an answer, under whatever names they stand; `None` if it is
/// neither entries nor an empty list of them.
pub(super) fn entries(answer: &Value) -> Option<Vec<&Value>> {
    within(answer, DEEPEST)
}

fn within(value: &Value, deep: usize) -> Option<Vec<&Value>> {
    let deep = deep.checked_sub(1)?;
    match value {
        Value::Array(list) if list.is_empty() => Some(Vec::new()),
        Value::Array(list) => {
            let found = list.iter().filter_map(|one| within(one, deep));
            let found: Vec<&Value> = found.flatten().collect();
            (!found.is_empty()).then_some(found)
        }
        Value::Object(fields) if OF_AN_ENTRY.iter().any(|name| fields.contains_key(*name)) => {
            Some(vec![value])
        }
        Value::Object(fields) => {
            let lists = fields.iter().filter_map(|(name, inner)| {
                if is_nothing(inner) {
                    return is_list_name(name).then(Vec::new);
                }
                within(inner, deep).filter(|found| !found.is_empty() || !is_error(name))
            });
            // Beside an empty list there may be a full one; the longest is meant.
            lists.max_by_key(Vec::len)
        }
        _ => None,
    }
}

/// What programs that make JSON of XML write for an empty list.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) => false,
    }
}

fn is_list_name(name: &str) -> bool {
    ["request", "update"].iter().any(|part| name.contains(part))
}

fn is_error(name: &str) -> bool {
    name.to_ascii_lowercase().contains("error")
}

/// What an answer says about an error: the first description in it.
pub(super) fn described(answer: &Value) -> Option<&str> {
    description(answer, DEEPEST)
}

fn description(value: &Value, deep: usize) -> Option<&str> {
    let deep = deep.checked_sub(1)?;
    match value {
        Value::Array(list) => list.iter().find_map(|one| description(one, deep)),
        Value::Object(fields) => {
            let own = fields.get("description").and_then(Value::as_str);
            own.or_else(|| fields.values().find_map(|one| description(one, deep)))
        }
        _ => None,
    }
}

/// A text or a number; empty is nothing.
pub(super) fn text(entry: &Value, name: &str) -> Option<String> {
    let text = match entry.get(name)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// A number or token as far as it is one.
fn number(entry: &Value, name: &str) -> Option<String> {
    text(entry, name).filter(|text| {
        text.chars().count() <= LONGEST_NUMBER && !text.chars().any(char::is_control)
    })
}

/// What a posted request was given: its number, or a token for one.
pub(super) fn taken(answer: &Value) -> Option<Taken> {
    entries(answer)?.into_iter().find_map(|entry| {
        let found = number(entry, "service_request_id").map(Taken::Number);
        found.or_else(|| number(entry, "token").map(Taken::Token))
    })
}

/// The number of the request that carries this mark in its words.
pub(super) fn marked(entries: &[&Value], mark: &str) -> Option<String> {
    let carries = |entry: &&&Value| {
        let words = text(entry, "description").unwrap_or_default();
        domain::exchange::carries(&words, mark)
    };
    let found = entries.iter().find(carries)?;
    number(found, "service_request_id")
}

/// An update, and of which request it is.
pub(super) fn update(entry: &Value, lang: Language) -> Option<(String, RemoteUpdate)> {
    let said = text(entry, "description");
    let event = entry.pointer("/extended_attributes/event");
    let event = event.and_then(Value::as_str).map(str::to_owned);
    let when = text(entry, "updated_datetime")?;
    let dated = (when.as_str(), moment(&when)?);
    let (id, mut update) = read(entry, said.as_deref(), dated, lang)?;
    (update.event, update.is_said) = (event, true);
    worded(&mut update, said.as_deref(), lang);
    if let Some(own) = number(entry, "update_id") {
        update.key = format!("#{own}");
    }
    Some((id, update))
}

/// The present state of a request as an update, for systems without a list of
/// them. Some do not say since when it is so: then it is news of `now`, and the
/// same state again is none.
pub(super) fn state(entry: &Value, lang: Language, now: Instant) -> Option<(String, RemoteUpdate)> {
    let said = text(entry, "status_notes");
    let when = text(entry, "updated_datetime");
    let dated = when.as_deref().and_then(|when| Some((when, moment(when)?)));
    let dated = dated.unwrap_or(("", now));
    let (id, mut update) = read(entry, said.as_deref(), dated, lang)?;
    worded(&mut update, said.as_deref(), lang);
    Some((id, update))
}

/// What an update and a state have in common, `when` as it is written there.
fn read(
    entry: &Value,
    said: Option<&str>,
    (when, at): (&str, Instant),
    lang: Language,
) -> Option<(String, RemoteUpdate)> {
    let id = number(entry, "service_request_id")?;
    let status: String = text(entry, "status")?.chars().take(60).collect();
    let update = RemoteUpdate {
        key: hash(&[when, &status, said.unwrap_or_default()]),
        at,
        status,
        event: None,
        is_said: false,
        words: stock(Said::Nothing, lang),
    };
    Some((id, update))
}

/// Gives an update the words that were said, or else those for what it means.
fn worded(update: &mut RemoteUpdate, said: Option<&str>, lang: Language) {
    update.words = said
        .and_then(sentence)
        .unwrap_or_else(|| stock(Said::of(update), lang));
}

/// What somebody said there, as far as there is room for it here.
fn sentence(said: &str) -> Option<Sentence> {
    let most = Sentence::MAX_CHARACTERS;
    if said.chars().nth(most).is_none() {
        return Sentence::parse(said).ok();
    }
    let mut short: String = said.chars().take(most - 1).collect();
    short.push('…');
    Sentence::parse(&short).ok()
}

/// What stands for words where none came.
fn stock(said: Said, lang: Language) -> Sentence {
    let text = match said {
        Said::Heard => words::said_heard(lang),
        Said::Underway => words::said_underway(lang),
        Said::Done => words::said_done(lang),
        Said::NotOurs => words::said_not_ours(lang),
        Said::Nothing => words::said_nothing(lang),
    };
    Sentence::parse(text).expect("our own words are a sentence")
}

/// Names an update that has no number of its own, by what it says.
fn hash(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let mut name = String::with_capacity(64);
    for byte in hash.finalize() {
        // Writing into a String cannot fail.
        let _ = write!(name, "{byte:02x}");
    }
    name
}

/// A moment as systems write it: with a zone, or in UTC without one.
fn moment(text: &str) -> Option<Instant> {
    Instant::parse(text).or_else(|| Instant::parse(&format!("{text}Z")))
}

#[cfg(test)]
mod tests;
