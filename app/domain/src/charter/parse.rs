//! From TOML text to a charter, with every mistake at once.
//!
//! The format is explained at the top of `default.toml`. `reader` reads single
//! values and notes what is wrong with them; here stands what a charter must have.

use std::collections::BTreeMap;

use toml::de::DeTable;

use self::reader::{Reader, Section};
use super::{Answering, Category, Charter, Participation, Path, Question, QuestionOption, Urgency};
use crate::body::Tier;
use crate::method::{self, Method};

mod mistake;
mod reader;
mod turning;

pub use mistake::{CharterMistake, Mistaken};

/// The tier from which bodies are government's.
const GOVERNMENT: u8 = 2;

const FIELDS: &[&str] = &[
    "title",
    "emergency_number",
    "outside_address",
    "category",
    "method",
];
const CATEGORY_FIELDS: &[&str] = &[
    "key",
    "names",
    "examples",
    "words",
    "urgency",
    "path",
    "tiers",
    "reserved",
    "household",
    "participation",
    "notice",
    "partners",
    "order",
    "question",
];
const QUESTION_FIELDS: &[&str] = &["key", "names", "kind", "options", "route"];
const OPTION_FIELDS: &[&str] = &["key", "names"];

impl Charter {
    /// Reads a charter. Its number is given by who imports it.
    pub fn parse(text: &str, version: i64) -> Result<Self, Vec<CharterMistake>> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (document, errors) = DeTable::parse_recoverable(text);
        let mut reader = Reader::new(text);
        for error in errors {
            let at = error.span().map_or(0, |span| span.start);
            reader.note(Mistaken::Syntax, at, "", error.message());
        }
        if !reader.mistakes.is_empty() {
            return Err(reader.finish());
        }
        let root = Section {
            table: document.get_ref(),
            at: document.span().start,
        };
        let charter = read_charter(&mut reader, root, version);
        let mistakes = reader.finish();
        if mistakes.is_empty() {
            Ok(charter)
        } else {
            Err(mistakes)
        }
    }
}

fn read_charter(reader: &mut Reader<'_>, root: Section<'_>, version: i64) -> Charter {
    reader.only(root, FIELDS);
    let title = reader.title(root);
    let emergency_number = reader.line(root, "emergency_number");
    let outside_address = reader.names(root, "outside_address");
    let mut first_at = BTreeMap::new();
    let mut categories = Vec::new();
    let sections = reader.sections(root, "category");
    if sections.is_empty() {
        reader.note(Mistaken::Missing, root.at, "category", "[[category]]");
    }
    for section in sections {
        let category = read_category(reader, section);
        if !category.key.is_empty()
            && let Some(first) = first_at.insert(category.key.clone(), section.at)
        {
            let line = reader.line_of(first).to_string();
            reader.note(Mistaken::KeyTwice, section.at, "key", &line);
        }
        categories.push(category);
    }
    turning::check_keys(reader, root, &categories);
    Charter {
        version,
        title,
        emergency_number,
        outside_address,
        categories,
        methods: read_methods(reader, root),
    }
}

/// The ways to decide that it brings. Each is read by the same reader as the shipped ones.
fn read_methods(reader: &mut Reader<'_>, root: Section<'_>) -> Vec<Method> {
    let sections = reader.sections(root, "method");
    if sections.is_empty() {
        return Vec::new();
    }
    let methods = match method::read(reader.text()) {
        Ok(methods) => methods,
        Err((message, at)) => {
            reader.note(Mistaken::MethodUnreadable, at, "method", &message);
            return Vec::new();
        }
    };
    let mut first_at = BTreeMap::new();
    for (method, section) in methods.iter().zip(sections) {
        reader.enter(section);
        if let Err(unsound) = method.check() {
            reader.note(
                Mistaken::MethodUnsound,
                section.at,
                "method",
                &unsound.to_string(),
            );
        }
        let texts = [&method.names, &method.about].into_iter();
        let texts = texts.chain(
            method
                .options
                .iter()
                .flat_map(|one| [&one.names, &one.meaning]),
        );
        for text in texts.chain(method.options.iter().filter_map(|one| one.prompt.as_ref())) {
            reader.speaks_all(text, section.at, "method");
        }
        if let Some(first) = first_at.insert(method.key.clone(), section.at) {
            let line = reader.line_of(first).to_string();
            reader.note(Mistaken::KeyTwice, section.at, "key", &line);
        }
    }
    methods
}

fn read_category(reader: &mut Reader<'_>, section: Section<'_>) -> Category {
    reader.enter(section);
    reader.only(section, CATEGORY_FIELDS);
    let (lowest, highest) = read_tiers(reader, section);
    let category = Category {
        key: reader.key(section),
        names: reader.names(section, "names"),
        examples: reader.names(section, "examples"),
        words: reader.words(section, "words"),
        urgency: reader.one_of(
            section,
            "urgency",
            Urgency::Ordinary,
            Urgency::from_code,
            || Urgency::ALL.map(Urgency::code).join(", "),
        ),
        path: reader.one_of(section, "path", Path::Settle, Path::from_code, || {
            Path::ALL.map(Path::code).join(", ")
        }),
        lowest,
        highest,
        reserved: reader.flag(section, "reserved"),
        household: reader.flag(section, "household"),
        participation: reader.one_of(
            section,
            "participation",
            Participation::Told,
            Participation::from_code,
            || Participation::ALL.map(Participation::code).join(", "),
        ),
        questions: read_questions(reader, section),
        notice: section
            .table
            .contains_key("notice")
            .then(|| reader.names(section, "notice")),
        partners: reader.keys(section, "partners"),
        order: reader.keys(section, "order"),
    };
    check(reader, section, &category);
    turning::check(reader, section, &category);
    reader.leave();
    category
}

/// What has to hold between the fields of a category.
fn check(reader: &mut Reader<'_>, section: Section<'_>, category: &Category) {
    let at = |field: &str| section.at_field(field);
    if category.lowest > category.highest {
        reader.note(Mistaken::TiersReversed, at("tiers"), "tiers", "");
    }
    if category.waits_for_nobody() && category.path == Path::Deliberate {
        reader.note(Mistaken::NeverDeliberated, at("path"), "path", "");
    }
    if category.reserved && category.lowest.number() < GOVERNMENT {
        reader.note(Mistaken::ReservedTier, at("tiers"), "tiers", "");
    }
    if category.reserved && category.participation > Participation::Consulted {
        let code = category.participation.code();
        reader.note(
            Mistaken::ReservedParticipation,
            at("participation"),
            "participation",
            code,
        );
    }
    if category.urgency == Urgency::Danger && category.notice.is_none() {
        reader.note(Mistaken::DangerNotice, section.at, "notice", "");
    }
}

fn read_tiers(reader: &mut Reader<'_>, section: Section<'_>) -> (Tier, Tier) {
    // Harmless to the other checks; the charter is refused anyway.
    read_pair(reader, section).unwrap_or((Tier::TOP, Tier::TOP))
}

fn read_pair(reader: &mut Reader<'_>, section: Section<'_>) -> Option<(Tier, Tier)> {
    match reader.integers(section, "tiers").as_deref() {
        Some([lowest, highest]) => {
            let tier = |number: i64| Tier::try_from(number).ok();
            if let (Some(lowest), Some(highest)) = (tier(*lowest), tier(*highest)) {
                return Some((lowest, highest));
            }
            reader.note(
                Mistaken::TierUnsound,
                section.at_field("tiers"),
                "tiers",
                "0, 1, 2, 3, 4",
            );
        }
        Some(_) => {
            reader.note(
                Mistaken::TierUnsound,
                section.at_field("tiers"),
                "tiers",
                "[1, 3]",
            );
        }
        None => {}
    }
    None
}

fn read_questions(reader: &mut Reader<'_>, section: Section<'_>) -> Vec<Question> {
    let mut questions: Vec<Question> = Vec::new();
    for section in reader.sections(section, "question") {
        reader.only(section, QUESTION_FIELDS);
        let key = reader.key(section);
        if questions.iter().any(|question| question.key == key) {
            reader.note(Mistaken::KeyTwice, section.at_field("key"), "key", "");
        }
        let names = reader.names(section, "names");
        let answering = read_answering(reader, section);
        let mut question = Question {
            key,
            names,
            answering,
            turns: BTreeMap::new(),
        };
        question.turns = turning::read(reader, section, &question);
        questions.push(question);
    }
    questions
}

fn read_answering(reader: &mut Reader<'_>, section: Section<'_>) -> Answering {
    let kind = |code: &str| match code {
        "text" => Some(Answering::Text),
        "number" => Some(Answering::Number),
        "yes-no" => Some(Answering::YesNo),
        "choice" => Some(Answering::Choice {
            options: Vec::new(),
        }),
        _ => None,
    };
    let allowed = || "text, number, yes-no, choice".to_owned();
    let mut answering = reader.one_of(section, "kind", Answering::Text, kind, allowed);
    let sections = reader.sections(section, "options");
    if let Answering::Choice { options } = &mut answering {
        for section in sections {
            reader.only(section, OPTION_FIELDS);
            let key = reader.key(section);
            if options.iter().any(|option| option.key == key) {
                reader.note(Mistaken::KeyTwice, section.at_field("key"), "key", "");
            }
            options.push(QuestionOption {
                key,
                names: reader.names(section, "names"),
            });
        }
        if options.len() < 2 {
            reader.note(Mistaken::OptionsMissing, section.at, "options", "");
        }
    } else if !sections.is_empty() {
        reader.note(
            Mistaken::OptionsUnused,
            section.at_field("options"),
            "options",
            "",
        );
    }
    answering
}

#[cfg(test)]
mod tests;
