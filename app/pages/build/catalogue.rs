//! From one catalogue of messages to one Rust module. Used by the build script,
//! and by the tests of the crate to prove what does not build.
//!
//! A catalogue is `text/<area>.toml`; its messages stand in the three
//! languages side by side:
//!
//! ```toml
//! [heard_by]
//! en = "{body} heard {count} {count|case|cases}."
//! zh_hans = "{body}收到了{count}件事。"
//! zh_hant = "{body}收到了{count}件事。"
//! ```
//!
//! becomes `text::<area>::heard_by(language, body: &str, count: i64) -> String`.
//! A message without placeholders returns `&'static str`. `{name}` takes a
//! text; `{name|one|other}` picks a word by number, and makes `name` an `i64`
//! (so does the name `count`). `{{` and `}}` are braces. `by_code = true` at
//! the head of a file adds `find(language, "some-code")` over its plain messages;
//! `told = true` makes messages with placeholders a `Told`, which becomes text
//! only where it goes.

use std::collections::BTreeMap;

mod write;

const LANGUAGES: [(&str, &str); 3] = [("en", "En"), ("zh_hans", "Hans"), ("zh_hant", "Hant")];
const RESERVED: &str = " as async await become box break const continue crate do dyn else enum extern \
    false final find fn for gen if impl in let lang loop macro match mod move mut override priv pub \
    ref return self static struct super trait true try type typeof unsafe unsized use virtual where \
    while yield ";

/// A piece of a message.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    /// Written as it stands.
    Words(String),
    /// `{name}`.
    Place(String),
    /// `{name|one|other}`.
    Number {
        name: String,
        one: String,
        other: String,
    },
}

/// A message that is complete in all languages.
struct Message {
    key: String,
    /// Name → whether it is a number; in the order of the English text.
    arguments: Vec<(String, bool)>,
    texts: [Vec<Piece>; 3],
}

/// The Rust source of one area, or everything that is wrong with its file,
/// each with file, key and remedy.
pub fn module(area: &str, source: &str) -> Result<String, Vec<String>> {
    let file = format!("text/{area}.toml");
    if !is_name(area) {
        return Err(vec![format!(
            "{file}: a file of messages becomes a Rust module; name it in lower case with underscores"
        )]);
    }
    let mut table: toml::Table = source
        .parse()
        .map_err(|error: toml::de::Error| vec![format!("{file}: {}", one_line(&error))])?;
    // A message may have the name of a flag.
    let mut is_set = |flag| {
        let set = table.get(flag).and_then(toml::Value::as_bool);
        set.is_some() && table.remove(flag).is_some() && set == Some(true)
    };
    let (by_code, told) = (is_set("by_code"), is_set("told"));
    let mut messages = Vec::new();
    let mut faults = Vec::new();
    for (key, value) in &table {
        match message(key, value) {
            Ok(message) if told => {
                faults.extend(untellable(&message).map(|what| format!("{file}, [{key}]: {what}")));
                messages.push(message);
            }
            Ok(message) => messages.push(message),
            Err(found) => {
                faults.extend(
                    found
                        .into_iter()
                        .map(|what| format!("{file}, [{key}]: {what}")),
                );
            }
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(write::module(area, &messages, by_code, told))
}

/// Why a message cannot be written straight into a page.
fn untellable(message: &Message) -> Option<&'static str> {
    let pieces = || message.texts.iter().flatten();
    if pieces().any(|piece| matches!(piece, Piece::Number { .. })) {
        Some("a file with `told = true` has no words by number; move the message to another file")
    } else if pieces()
        .any(|piece| matches!(piece, Piece::Words(words) if words.contains(['&', '<', '>'])))
    {
        Some("a file with `told = true` goes into pages as it is; leave out &, < and >")
    } else {
        None
    }
}

fn one_line(error: &toml::de::Error) -> String {
    error
        .to_string()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !RESERVED.contains(&format!(" {text} "))
}

fn message(key: &str, value: &toml::Value) -> Result<Message, Vec<String>> {
    let mut faults = Vec::new();
    if !is_name(key) {
        faults.push("a key becomes a Rust function; use lower case, digits and underscores, and no Rust keyword".to_owned());
    }
    let Some(table) = value.as_table() else {
        faults.push("write a table with `en`, `zh_hans` and `zh_hant`".to_owned());
        return Err(faults);
    };
    for unknown in table
        .keys()
        .filter(|key| LANGUAGES.iter().all(|(name, _)| name != key))
    {
        faults.push(format!(
            "`{unknown}` is no language; use `en`, `zh_hans`, `zh_hant`"
        ));
    }
    let texts = LANGUAGES.map(
        |(name, _)| match table.get(name).and_then(toml::Value::as_str) {
            None => {
                faults.push(format!(
                    "`{name}` is missing; add it, in words a neighbour would use"
                ));
                Vec::new()
            }
            Some(text) if text.trim().is_empty() => {
                faults.push(format!(
                    "`{name}` is empty; write the text, or drop the message"
                ));
                Vec::new()
            }
            Some(text) => pieces(text).unwrap_or_else(|what| {
                faults.push(format!("`{name}`: {what}"));
                Vec::new()
            }),
        },
    );
    if !faults.is_empty() {
        return Err(faults);
    }
    let arguments = arguments(&texts)?;
    Ok(Message {
        key: key.to_owned(),
        arguments,
        texts,
    })
}

/// The placeholders, which must be the same in every language.
fn arguments(texts: &[Vec<Piece>; 3]) -> Result<Vec<(String, bool)>, Vec<String>> {
    let mut order: Vec<String> = Vec::new();
    let mut seen: BTreeMap<&str, ([bool; 3], bool)> = BTreeMap::new();
    for (at, text) in texts.iter().enumerate() {
        for piece in text {
            let (name, number) = match piece {
                Piece::Words(_) => continue,
                Piece::Place(name) => (name, name == "count" || name.ends_with("_count")),
                Piece::Number { name, .. } => (name, true),
            };
            if !order.contains(name) {
                order.push(name.clone());
            }
            let entry = seen.entry(name).or_default();
            entry.0[at] = true;
            entry.1 |= number;
        }
    }
    let faults: Vec<String> = seen
        .iter()
        .flat_map(|(name, (languages, _))| {
            LANGUAGES.iter().zip(languages).filter(|(_, there)| !**there).map(move |((language, _), _)| {
                format!("`{language}` has no {{{name}}}, another language has; use the same placeholders in all three")
            })
        })
        .collect();
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(order
        .into_iter()
        .map(|name| {
            let number = seen[name.as_str()].1;
            (name, number)
        })
        .collect())
}

fn pieces(text: &str) -> Result<Vec<Piece>, String> {
    let mut found = Vec::new();
    let mut words = String::new();
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '{' | '}' if rest.peek() == Some(&character) => {
                rest.next();
                words.push(character);
            }
            '}' => return Err("a lone }; write }} for a brace".to_owned()),
            '{' => {
                let inside: String = rest.by_ref().take_while(|c| *c != '}').collect();
                if !words.is_empty() {
                    found.push(Piece::Words(std::mem::take(&mut words)));
                }
                found.push(placeholder(&inside)?);
            }
            _ => words.push(character),
        }
    }
    if !words.is_empty() {
        found.push(Piece::Words(words));
    }
    Ok(found)
}

fn placeholder(inside: &str) -> Result<Piece, String> {
    let parts: Vec<&str> = inside.split('|').collect();
    let name = parts[0].trim();
    if !is_name(name) {
        return Err(format!(
            "{{{inside}}} is no placeholder; use {{name}} or {{name|one|other}}"
        ));
    }
    match parts.as_slice() {
        [_] => Ok(Piece::Place(name.to_owned())),
        [_, one, other] => Ok(Piece::Number {
            name: name.to_owned(),
            one: (*one).to_owned(),
            other: (*other).to_owned(),
        }),
        _ => Err(format!(
            "{{{inside}}} needs two forms: {{{name}|one|other}}"
        )),
    }
}
