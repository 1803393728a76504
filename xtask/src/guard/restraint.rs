//! What Linli never does to people: no rewards for being busy, no ranking of persons, no watching of who reads what.
//!
//! Words are compared whole and in any spelling of an identifier (`loginStreak`, `login_streak`, `login-streak`); comment
//! lines may speak of what we do not do.

use std::collections::BTreeMap;

use anyhow::Result;

use super::exceptions::Exceptions;
use crate::{
    sources::{self, Source},
    workspace::Workspace,
};

/// Where people's words and the program's are.
const FOLDERS: [&str; 5] = ["app", "server", "migrations", "style", "docs/examples"];
const EXTENSIONS: [&str; 6] = ["rs", "sql", "toml", "css", "js", "json"];

/// Phrases as sequences of whole words, in the singular and the plural they are written in.
const PHRASES: [&[&str]; 32] = [
    &["award", "points"],
    &["earn", "points"],
    &["points", "earned"],
    &["total", "points"],
    &["points", "total"],
    &["activity", "points"],
    &["reward", "points"],
    &["badge"],
    &["badges"],
    &["streak"],
    &["streaks"],
    &["leaderboard"],
    &["leaderboards"],
    &["karma"],
    &["trophy"],
    &["trophies"],
    &["gamification"],
    &["level", "up"],
    &["reputation"],
    &["top", "contributors"],
    &["most", "active"],
    &["online", "time"],
    &["time", "online"],
    &["last", "online"],
    &["is", "online"],
    &["time", "on", "page"],
    &["reading", "time"],
    &["read", "receipt"],
    &["read", "receipts"],
    &["scroll", "depth"],
    &["send", "beacon"],
    &["google", "analytics"],
];

/// Words that mean something harmless in code (the points of an outline) and not in a text for people or a table.
const PHRASES_FOR_PEOPLE: [&[&str]; 2] = [&["points"], &["ranking"]];
const EXTENSIONS_FOR_PEOPLE: [&str; 3] = ["sql", "toml", "json"];

/// The same in the languages that are not written with spaces.
const PHRASES_ZH: [&str; 15] = [
    "积分",
    "積分",
    "徽章",
    "勋章",
    "勳章",
    "排行榜",
    "连续签到",
    "連續簽到",
    "打卡",
    "升级奖励",
    "在线时长",
    "線上時長",
    "已读回执",
    "已讀回執",
    "活跃度",
];

/// Reads sources, catalogues, migrations and styles.
pub fn check(workspace: &Workspace) -> Result<Vec<String>> {
    let accepted = Exceptions::read(workspace.root(), "restraint")?;
    let mut findings = Vec::new();
    for folder in FOLDERS {
        for source in sources::files(&workspace.path(folder), &EXTENSIONS)? {
            findings.extend(in_source(
                &source,
                &source.name(workspace.root()),
                &accepted,
            ));
        }
    }
    findings.extend(accepted.left_over());
    Ok(findings)
}

fn in_source(source: &Source, name: &str, accepted: &Exceptions) -> Vec<String> {
    let for_people = source.path.extension().is_some_and(|extension| {
        EXTENSIONS_FOR_PEOPLE
            .iter()
            .any(|wanted| extension == *wanted)
    });
    let mut found: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, line) in source.text.lines().enumerate() {
        for phrase in phrases(line, for_people) {
            found.entry(phrase).or_default().push(at + 1);
        }
    }
    found
        .into_iter()
        .filter(|(phrase, _)| !accepted.accept(&format!("{name} {phrase}")))
        .map(|(phrase, lines)| {
            let lines: Vec<String> = lines.iter().map(usize::to_string).collect();
            format!(
                "{name} says `{phrase}` in line {}. Linli gives no rewards, ranks no one and does not watch people read; \
                 see `Never` in the design. If the word means something else here, say it with another, or add `{name} \
                 {phrase}: why` to xtask/exceptions/restraint.txt.",
                lines.join(", ")
            )
        })
        .collect()
}

/// The forbidden phrases of a line that is not a comment.
fn phrases(line: &str, for_people: bool) -> Vec<String> {
    let start = line.trim_start();
    if ["//", "--", "#", "/*", "* "]
        .iter()
        .any(|comment| start.starts_with(comment))
        && !start.starts_with("#[")
    {
        return Vec::new();
    }
    let words = words(line);
    let more: &[&[&str]] = if for_people { &PHRASES_FOR_PEOPLE } else { &[] };
    let spaced = PHRASES
        .iter()
        .chain(more)
        .filter(|phrase| words.windows(phrase.len()).any(|window| window == **phrase));
    let unspaced = PHRASES_ZH.iter().filter(|phrase| line.contains(**phrase));
    spaced
        .map(|phrase| phrase.join(" "))
        .chain(unspaced.map(|phrase| (*phrase).to_owned()))
        .collect()
}

/// The words of a line in lower case; an identifier falls into its parts.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut last_was_lower = false;
    for c in line.chars() {
        let ends = !c.is_alphanumeric() || (c.is_uppercase() && last_was_lower);
        if ends && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        last_was_lower = c.is_lowercase() || c.is_numeric();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, text: &str) -> Vec<String> {
        let accepted = Exceptions::parse(
            "r.txt",
            "app/a.toml points: points on a map, not a reward\n",
        )
        .expect("a reason");
        in_source(
            &Source {
                path: name.into(),
                text: text.to_owned(),
            },
            name,
            &accepted,
        )
    }

    #[test]
    fn a_reward_is_found_in_every_spelling() {
        for text in [
            "let login_streak = 3;",
            "struct LoginStreak;",
            ".badge { color: red }",
            "fn award_points() {}",
            "给您10积分",
            "navigator.sendBeacon(x)",
        ] {
            assert_eq!(found("app/a.rs", text).len(), 1, "{text}");
        }
        assert_eq!(found("m.sql", "points INTEGER NOT NULL").len(), 1);
    }

    #[test]
    fn comments_other_words_and_accepted_ones_are_left_alone() {
        for text in [
            "// no badges here",
            "-- streaks are never kept",
            "let breakpoint = 1;",
            "let points = ring.len();",
            "reading a time",
            "standpoints",
        ] {
            assert_eq!(found("app/a.rs", text), Vec::<String>::new(), "{text}");
        }
        assert_eq!(found("app/a.toml", "en = \"points\""), Vec::<String>::new());
    }
}
