//! What the columns of a table of past requests mean: which holds the time,
//! which the place, and which words stand for which category of the charter.

mod rule;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::path::Path;

use anyhow::anyhow;

use domain::geometry::Point;
use jiff::tz::TimeZone;

use self::rule::Rule;
use crate::commands::import::mistake::{Mistakes, shown};
use crate::commands::import::record::Cell;
use crate::commands::import::sections::{self, Section};
use crate::commands::import::source::{self, Source};

/// A mapping file, read.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// What the table is, for the report.
    pub title: String,
    /// Whose it is, for the report.
    pub source: String,
    /// The zone of its local times.
    pub zone: TimeZone,
    /// The name of that zone.
    pub zone_name: String,
    /// How a time is written, in the signs of strptime; `None` for ISO 8601.
    pub date_format: Option<String>,
    /// The columns.
    pub columns: Columns,
    /// Points that mean "no location".
    pub no_location: Vec<Point>,
    rules: Vec<Rule>,
}

/// Names of columns.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    /// When it was filed.
    pub opened: String,
    /// The columns that tell the category.
    pub category: Vec<String>,
    /// The request's own number.
    pub reference: Option<String>,
    /// When the office promised to be done.
    pub due: Option<String>,
    /// When the office closed it.
    pub closed: Option<String>,
    /// Degrees north.
    pub latitude: Option<String>,
    /// Degrees east.
    pub longitude: Option<String>,
    /// What the resident wrote.
    pub words: Option<String>,
    /// The address as text.
    pub address: Option<String>,
    /// What the office wrote at the end.
    pub note: Option<String>,
}

const TOP: [&str; 5] = ["title", "source", "time-zone", "date-format", "no-location"];
const COLUMNS: [&str; 10] = [
    "reference",
    "opened",
    "due",
    "closed",
    "latitude",
    "longitude",
    "words",
    "address",
    "note",
    "category",
];

impl Mapping {
    /// Reads a mapping file that has to be right.
    ///
    /// # Errors
    /// When it cannot be read, or has mistakes: all of them.
    pub fn load(path: &Path) -> anyhow::Result<Self> {
        let mut mistakes = Mistakes::new();
        let source = source::read(path, &mut mistakes)?;
        let mapping = source.and_then(|source| Self::parse(&source, &mut mistakes));
        mapping.ok_or_else(|| anyhow!("the mapping has mistakes:\n{mistakes}"))
    }

    /// Reads a mapping file; what is wrong becomes a mistake and `None`.
    pub fn parse(source: &Source, mistakes: &mut Mistakes) -> Option<Self> {
        let before = mistakes.count();
        let sections = sections::parse(source, mistakes)?;
        let top = &sections.top;
        sections::check_keys(top, &TOP, mistakes);
        let mut columns = None;
        for section in &sections.named {
            if section.name == "columns" {
                columns = read_columns(section, mistakes);
            } else {
                unknown_section(section, mistakes);
            }
        }
        if columns.is_none() && mistakes.count() == before {
            mistakes.push(
                source.whole(),
                "There is no section [columns].",
                "Say which column is opened and which is category.",
            );
        }
        let columns = columns?;
        let rules: Vec<Rule> = sections
            .listed
            .iter()
            .filter_map(|section| rule::read(section, &columns.category, mistakes))
            .collect();
        if rules.is_empty() {
            mistakes.push(
                source.whole(),
                "No category is mapped.",
                "Write at least one [[category]] with its key.",
            );
        }
        let text = |key: &str| top.get(key).map(|cell| cell.text.clone());
        let (zone, zone_name) = zone(source, top, mistakes)?;
        let no_location = top
            .list("no-location")
            .iter()
            .filter_map(|cell| point(cell, mistakes))
            .collect();
        (mistakes.count() == before).then(|| Self {
            title: text("title").unwrap_or_else(|| source.name.to_string()),
            source: text("source").unwrap_or_default(),
            zone,
            zone_name,
            date_format: text("date-format"),
            columns,
            no_location,
            rules,
        })
    }

    /// The charter's category for the values of the category columns: the
    /// first rule that fits.
    pub fn category(&self, values: &[&str]) -> Option<&str> {
        self.rules
            .iter()
            .find(|rule| rule.fits(values))
            .map(|rule| rule.key.text.as_str())
    }

    /// Whether a point stands for "no location". Half of the fourth decimal
    /// place counts as the same point.
    pub fn means_no_location(&self, point: Point) -> bool {
        const SAME_DEGREES: f64 = 0.000_05;
        self.no_location.iter().any(|none| {
            (none.latitude() - point.latitude()).abs() < SAME_DEGREES
                && (none.longitude() - point.longitude()).abs() < SAME_DEGREES
        })
    }

    /// Notes every rule whose category is not in the charter.
    pub fn check(&self, categories: &[&str], mistakes: &mut Mistakes) {
        let mut seen: HashSet<&str> = HashSet::new();
        for rule in &self.rules {
            let key = rule.key.text.as_str();
            if !categories.contains(&key) && seen.insert(key) {
                mistakes.push(
                    rule.key.spot.clone(),
                    format!("The charter has no category {}.", shown(key)),
                    "Correct the key here, or add the category to the charter.",
                );
            }
        }
    }
}

fn unknown_section(section: &Section, mistakes: &mut Mistakes) {
    mistakes.push(
        section.spot.clone(),
        format!("There is no section called {}.", shown(&section.name)),
        "The sections are [columns] and [[category]].",
    );
}

fn read_columns(section: &Section, mistakes: &mut Mistakes) -> Option<Columns> {
    sections::check_keys(section, &COLUMNS, mistakes);
    let text = |key: &str| section.get(key).map(|cell| cell.text.clone());
    let category: Vec<String> = section
        .list("category")
        .iter()
        .map(|cell| cell.text.clone())
        .collect();
    let (Some(opened), false) = (text("opened"), category.is_empty()) else {
        mistakes.push(
            section.spot.clone(),
            "The columns opened and category have to be named.",
            "Write opened = \"…\" and category = [\"…\"] with names from the header of the table.",
        );
        return None;
    };
    if section.get("latitude").is_some() != section.get("longitude").is_some() {
        mistakes.push(
            section.spot.clone(),
            "Only one of latitude and longitude is named.",
            "Name both, or neither.",
        );
    }
    Some(Columns {
        opened,
        category,
        reference: text("reference"),
        due: text("due"),
        closed: text("closed"),
        latitude: text("latitude"),
        longitude: text("longitude"),
        words: text("words"),
        address: text("address"),
        note: text("note"),
    })
}

fn zone(source: &Source, top: &Section, mistakes: &mut Mistakes) -> Option<(TimeZone, String)> {
    let Some(cell) = top.get("time-zone") else {
        mistakes.push(
            source.whole(),
            "The table's time zone is missing.",
            "Write time-zone = \"Asia/Shanghai\" or another name of the IANA time zone database.",
        );
        return None;
    };
    let zone = TimeZone::get(&cell.text).ok();
    if zone.is_none() {
        mistakes.push(
            cell.spot.clone(),
            format!("There is no time zone called {}.", shown(&cell.text)),
            "Use a name of the IANA time zone database, such as America/New_York.",
        );
    }
    zone.map(|zone| (zone, cell.text.clone()))
}

fn point(cell: &Cell, mistakes: &mut Mistakes) -> Option<Point> {
    let read = || {
        let (latitude, longitude) = cell.text.split_once(',')?;
        Point::parse(latitude, longitude).ok()
    };
    let point = read();
    if point.is_none() {
        mistakes.push(
            cell.spot.clone(),
            format!("{} is no point.", shown(&cell.text)),
            "Write latitude, then longitude: \"42.3594, -71.0587\".",
        );
    }
    point
}
