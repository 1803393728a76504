//! Reading what answers change about where a concern goes.

use std::collections::BTreeMap;

use super::reader::{Reader, Section};
use super::{GOVERNMENT, Mistaken, read_pair};
use crate::charter::{Category, Question, Turn, Urgency};

const FIELD: &str = "route";
const FIELDS: &[&str] = &["urgency", "reserved", "tiers"];

/// What the answers to a question change, by answer.
pub(super) fn read(
    reader: &mut Reader<'_>,
    section: Section<'_>,
    question: &Question,
) -> BTreeMap<String, Turn> {
    let choices = question.choices();
    let mut turns = BTreeMap::new();
    for (answer, section) in reader.named_sections(section, FIELD) {
        if choices.is_empty() {
            reader.note(Mistaken::RouteUnused, section.at, FIELD, answer);
        } else if !choices.contains(&answer) {
            reader.note(
                Mistaken::UnknownValue,
                section.at,
                FIELD,
                &choices.join(", "),
            );
        }
        turns.insert(answer.to_owned(), read_turn(reader, section));
    }
    turns
}

fn read_turn(reader: &mut Reader<'_>, section: Section<'_>) -> Turn {
    reader.only(section, FIELDS);
    let has = |field: &str| section.table.contains_key(field);
    let urgency = has("urgency").then(|| {
        reader.one_of(
            section,
            "urgency",
            Urgency::Danger,
            Urgency::from_code,
            || Urgency::ALL.map(Urgency::code).join(", "),
        )
    });
    Turn {
        urgency,
        reserved: reader.flag(section, "reserved"),
        tiers: has("tiers").then(|| read_pair(reader, section)).flatten(),
    }
}

/// What has to hold between a category and what its answers change.
pub(super) fn check(reader: &mut Reader<'_>, section: Section<'_>, category: &Category) {
    let sections = reader.sections(section, "question");
    for (question, section) in category.questions.iter().zip(sections) {
        for (answer, section) in reader.named_sections(section, FIELD) {
            if let Some(turn) = question.turn(answer) {
                check_turn(reader, section, category, turn);
            }
        }
    }
}

fn check_turn(reader: &mut Reader<'_>, section: Section<'_>, category: &Category, turn: Turn) {
    let mut note = |what, field: &str, detail: &str| {
        reader.note(what, section.at_field(field), FIELD, detail);
    };
    let eases = turn.urgency.is_some_and(|it| it >= category.urgency);
    if eases {
        note(Mistaken::RouteIdle, "urgency", category.urgency.code());
    }
    if turn.reserved && category.reserved {
        note(Mistaken::RouteIdle, "reserved", "");
    }
    let mut lowest = category.lowest;
    if let Some((from, to)) = turn.tiers {
        if from > to {
            note(Mistaken::TiersReversed, "tiers", "");
        }
        let own = (category.lowest, category.highest);
        if from < own.0 || to < own.1 || (from, to) == own {
            let own = format!("[{}, {}]", own.0.number(), own.1.number());
            note(Mistaken::RouteIdle, "tiers", &own);
        }
        lowest = lowest.max(from);
    }
    if turn.reserved && lowest.number() < GOVERNMENT {
        note(Mistaken::ReservedTier, "reserved", "");
    }
    if turn.urgency == Some(Urgency::Danger) && category.notice.is_none() {
        note(Mistaken::DangerNotice, "urgency", "notice");
    }
    if turn.is_idle() {
        note(Mistaken::RouteIdle, "", "");
    }
}

/// A question whose answers change where a concern goes has its key for itself: a
/// concern that moves to another category takes its answers along.
pub(super) fn check_keys(reader: &mut Reader<'_>, root: Section<'_>, categories: &[Category]) {
    let mut asked: BTreeMap<&str, usize> = BTreeMap::new();
    for question in categories.iter().flat_map(|one| &one.questions) {
        *asked.entry(&question.key).or_default() += 1;
    }
    let sections = reader.sections(root, "category");
    for (category, section) in categories.iter().zip(sections) {
        reader.enter(section);
        let sections = reader.sections(section, "question");
        for (question, section) in category.questions.iter().zip(sections) {
            let alone = asked.get(question.key.as_str()) == Some(&1);
            if !question.turns.is_empty() && !alone {
                let at = section.at_field("key");
                reader.note(Mistaken::KeyTwice, at, "key", &question.key);
            }
        }
        reader.leave();
    }
}
