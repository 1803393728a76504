//! Reads what other systems answer. They write the standard's JSON in many
//! ways: a list alone or under a name, numbers as text or not, no zone in a
//! date. What cannot be read is passed over.

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

/// The entries of a list, under whatever name it stands.
pub(super) fn entries(answer: &Value) -> Vec<&Value> {
    let list = match answer {
        Value::Array(list) => Some(list),
        Value::Object(fields) => fields.values().find_map(Value::as_array),
        _ => None,
    };
    list.map(|list| list.iter().collect()).unwrap_or_default()
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
    entries(answer).into_iter().find_map(|entry| {
        let found = number(entry, "service_request_id").map(Taken::Number);
        found.or_else(|| number(entry, "token").map(Taken::Token))
    })
}

/// The number of the request that carries this mark in its words.
pub(super) fn marked(answer: &Value, mark: &str) -> Option<String> {
    let carries = |entry: &&Value| {
        let words = text(entry, "description").unwrap_or_default();
        domain::exchange::carries(&words, mark)
    };
    let found = entries(answer).into_iter().find(carries)?;
    number(found, "service_request_id")
}

/// An update, and of which request it is.
pub(super) fn update(entry: &Value, lang: Language) -> Option<(String, RemoteUpdate)> {
    let said = text(entry, "description");
    let event = entry.pointer("/extended_attributes/event");
    let event = event.and_then(Value::as_str).map(str::to_owned);
    let (id, mut update) = read(entry, said.as_deref(), event, true, lang)?;
    if let Some(own) = number(entry, "update_id") {
        update.key = format!("#{own}");
    }
    Some((id, update))
}

/// The present state of a request as an update, for systems without a list of them.
pub(super) fn state(entry: &Value, lang: Language) -> Option<(String, RemoteUpdate)> {
    let said = text(entry, "status_notes");
    read(entry, said.as_deref(), None, false, lang)
}

fn read(
    entry: &Value,
    said: Option<&str>,
    event: Option<String>,
    is_said: bool,
    lang: Language,
) -> Option<(String, RemoteUpdate)> {
    let id = number(entry, "service_request_id")?;
    let when = text(entry, "updated_datetime")?;
    let status: String = text(entry, "status")?.chars().take(60).collect();
    let mut update = RemoteUpdate {
        key: hash(&[&when, &status, said.unwrap_or_default()]),
        at: moment(&when)?,
        status,
        event,
        is_said,
        words: stock(Said::Nothing, lang),
    };
    update.words = said
        .and_then(sentence)
        .unwrap_or_else(|| stock(Said::of(&update), lang));
    Some((id, update))
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
mod tests {
    use serde_json::json;

    use super::*;

    const EN: Language = Language::En;

    #[test]
    fn what_was_taken_is_read_in_every_form() {
        let table = [
            (
                json!([{"service_request_id": "12"}]),
                Some(Taken::Number("12".into())),
            ),
            (
                json!([{"service_request_id": 12}]),
                Some(Taken::Number("12".into())),
            ),
            (
                json!({"service_requests": [{"service_request_id": "12"}]}),
                Some(Taken::Number("12".into())),
            ),
            (
                json!([{"service_request_id": "", "token": "t-1"}]),
                Some(Taken::Token("t-1".into())),
            ),
            (json!([{"service_request_id": null, "account_id": 3}]), None),
            (json!([]), None),
            (json!("12"), None),
            (json!([{"service_request_id": "x".repeat(500)}]), None),
        ];
        for (answer, expected) in table {
            assert_eq!(taken(&answer), expected, "{answer}");
        }
    }

    #[test]
    fn a_request_is_found_by_its_mark() {
        let list = json!([
            {"service_request_id": "1", "description": "dark\nLinli 12345678-31: https://x"},
            {"service_request_id": "2", "description": "dark\nLinli 12345678-3: https://x"},
        ]);
        assert_eq!(marked(&list, "Linli 12345678-3").as_deref(), Some("2"));
        assert_eq!(marked(&list, "Linli 12345678-4"), None);
    }

    #[test]
    fn an_update_is_read_with_and_without_its_number() {
        let at = "2026-11-23T09:00:00+08:00";
        let entry = json!({"update_id": 7, "service_request_id": "1", "status": "OPEN", "updated_datetime": at, "description": "We come."});
        let (id, one) = update(&entry, EN).unwrap();
        assert_eq!(
            (id.as_str(), one.key.as_str(), one.words.as_str()),
            ("1", "#7", "We come.")
        );
        assert_eq!(one.at, Instant::parse(at).unwrap());
        let bare = json!({"service_request_id": "1", "status": "CLOSED", "updated_datetime": "2026-11-23T01:00:00"});
        let (_, two) = update(&bare, EN).unwrap();
        assert_eq!(two.at, one.at);
        assert_eq!(
            update(&bare, EN).unwrap().1.key,
            two.key,
            "the same again has the same name"
        );
        assert!(!two.words.as_str().is_empty());
        let long = json!({"service_request_id": "1", "status": "closed", "updated_datetime": at, "description": "long ".repeat(500)});
        assert!(update(&long, EN).unwrap().1.words.as_str().ends_with('…'));
        for broken in [
            json!({}),
            json!(7),
            json!({"service_request_id": "1", "status": "open", "updated_datetime": "soon"}),
        ] {
            assert!(update(&broken, EN).is_none(), "{broken}");
        }
    }

    #[test]
    fn a_list_of_states_says_less_than_an_update() {
        let entry = json!({"service_request_id": "1", "status": "open", "updated_datetime": "2026-11-23T01:00:00Z", "description": "It is dark."});
        let (_, one) = state(&entry, EN).unwrap();
        assert_eq!(Said::of(&one), Said::Nothing);
        assert!(
            !one.words.as_str().contains("dark"),
            "the resident's words are no answer"
        );
    }
}
