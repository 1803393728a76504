//! Bodies out of files: a TOML file with `[[body]]` sections and shared
//! `[calendar.NAME]`s, or a CSV table with the same columns.
//!
//! `entry` reads one body, [`mod@plan`] checks all of them together with what is
//! already there: ties, missing last resorts, partners without a superior.

mod calendar;
mod entry;
mod plan;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

pub use entry::{Categories, Entry, Rest, yes_or_no};
pub use plan::{Planned, Surroundings, plan};

use super::mistake::{Mistakes, shown};
use super::record;
use super::sections::{self, Section};
use super::source::{Format, Source};

/// The columns of a table of bodies; in TOML dashes may stand for underscores.
pub const COLUMNS: [&str; 23] = [
    "key",
    "kind",
    "tier",
    "name",
    "name_en",
    "name_zh_hans",
    "name_zh_hant",
    "places",
    "categories",
    "calendar",
    "zone",
    "hours",
    "holidays",
    "extra_days",
    "duty",
    "phone",
    "email",
    "address",
    "open",
    "answers_to",
    "rank",
    "last_resort",
    "in_service",
];

/// Reads all bodies of a file; what is wrong becomes a mistake.
pub fn read(source: &Source, mistakes: &mut Mistakes) -> Vec<Entry> {
    match source.format() {
        Format::Csv => record::from_csv(source, &COLUMNS, mistakes)
            .iter()
            .map(|record| entry::read(record, &HashMap::new(), mistakes))
            .collect(),
        Format::Json => {
            let records = record::from_json(source, mistakes);
            record::check_keys(&records, &COLUMNS, mistakes);
            records
                .iter()
                .map(|record| entry::read(record, &HashMap::new(), mistakes))
                .collect()
        }
        Format::Toml => from_toml(source, mistakes),
    }
}

fn from_toml(source: &Source, mistakes: &mut Mistakes) -> Vec<Entry> {
    let Some(sections) = sections::parse(source, mistakes) else {
        return Vec::new();
    };
    sections::check_keys(&sections.top, &[], mistakes);
    let mut calendars = entry::Calendars::new();
    for section in &sections.named {
        match section.name.strip_prefix("calendar.") {
            Some(name) => {
                sections::check_keys(
                    section,
                    &["zone", "hours", "holidays", "extra-days", "duty"],
                    mistakes,
                );
                let calendar = calendar::read(&section.record(), mistakes);
                calendars.insert(name.to_owned(), calendar);
            }
            None => unknown(section, mistakes),
        }
    }
    let mut entries = Vec::new();
    for section in &sections.listed {
        if section.name == "body" {
            let record = section.record();
            record::check_keys(std::slice::from_ref(&record), &COLUMNS, mistakes);
            entries.push(entry::read(&record, &calendars, mistakes));
        } else {
            unknown(section, mistakes);
        }
    }
    if entries.is_empty() && mistakes.is_empty() {
        mistakes.push(
            source.whole(),
            "There is no body in the file.",
            "Write at least one [[body]].",
        );
    }
    entries
}

fn unknown(section: &Section, mistakes: &mut Mistakes) {
    mistakes.push(
        section.spot.clone(),
        format!("There is no section called {}.", shown(&section.name)),
        "The sections are [[body]] and [calendar.NAME].",
    );
}
