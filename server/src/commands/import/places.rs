//! Places out of files: a CSV table, a JSON list with the same keys, or the
//! official Chinese division lists (`cityCode`, `areaCode`, `streetCode`).
//!
//! Reading gives [`Entry`] values with their spots; [`mod@plan`] checks them as a
//! whole against the places that are there and says what would change.

mod plan;
#[cfg(test)]
mod tests;

use domain::language::{Language, Names};
use domain::place::PlaceKind;
use domain::slug;

pub use plan::{Change, Planned, plan};

use super::mistake::{Mistakes, Spot, shown};
use super::names;
use super::record::{self, Cell, Record};
use super::source::{Format, Source};

/// The columns of a table of places, and the keys of a JSON list.
pub const COLUMNS: [&str; 8] = [
    "code",
    "parent_code",
    "kind",
    "name",
    "name_en",
    "name_zh_hans",
    "name_zh_hant",
    "slug",
];

/// One place as a file gives it. One with a mistake stands here too, as it is written, so
/// that what it names is looked up, and others find it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where it stands.
    pub spot: Spot,
    /// The official code.
    pub code: Option<String>,
    /// Code or slug of the place it lies in, and where that stands; `None` for a root.
    pub parent: Option<Cell>,
    /// What sort of area it is; `None` means one step below its parent.
    pub kind: Option<PlaceKind>,
    /// Its name.
    pub names: Names,
    /// Its slug, where the file gives one.
    pub slug: Option<String>,
    /// Whether something in it is wrong.
    pub is_wrong: bool,
}

/// For a place whose names cannot be read.
const NO_NAMES: Names = Names {
    en: None,
    hans: None,
    hant: None,
};

/// What the command line adds to the files.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Name of a root place that no file holds.
    pub root_name: Option<String>,
    /// Its code.
    pub root_code: Option<String>,
    /// The language of names that say none.
    pub language: Option<Language>,
}

/// Reads every file into entries; what is wrong becomes a mistake.
pub fn read(sources: &[Source], options: &Options, mistakes: &mut Mistakes) -> Vec<Entry> {
    let mut entries: Vec<Entry> = root(options, mistakes).into_iter().collect();
    for source in sources {
        match source.format() {
            Format::Csv => {
                for record in record::from_csv(source, &COLUMNS, mistakes) {
                    entries.push(own(&record, options, mistakes));
                }
            }
            Format::Json => {
                let records = record::from_json(source, mistakes);
                if records.iter().any(|record| Level::of(record).is_some()) {
                    entries.extend(records.iter().filter_map(|r| official(r, options, mistakes)));
                } else {
                    record::check_keys(&records, &COLUMNS, mistakes);
                    entries.extend(records.iter().map(|r| own(r, options, mistakes)));
                }
            }
            Format::Toml => mistakes.push(
                source.whole(),
                "Places are read from CSV or JSON, not from TOML.",
                "Write a table with the columns code, parent_code, kind, name_en, name_zh_hans, name_zh_hant, slug.",
            ),
        }
    }
    entries
}

fn root(options: &Options, mistakes: &mut Mistakes) -> Option<Entry> {
    let name = options.root_name.as_deref()?;
    let spot = Spot::whole(&"--root".into());
    let before = mistakes.count();
    let cell = Cell {
        text: name.trim().to_owned(),
        spot: spot.clone(),
    };
    names::clean(&cell, mistakes);
    let code = options.root_code.as_deref();
    let code = code.map(|code| read_code(code, &spot, mistakes));
    let language = options.language.unwrap_or_else(|| names::guess(&cell.text));
    Some(Entry {
        code,
        parent: None,
        kind: Some(PlaceKind::City),
        names: Names::only(language, &cell.text),
        slug: None,
        is_wrong: mistakes.count() > before,
        spot,
    })
}

/// A row or object with our own keys.
fn own(record: &Record, options: &Options, mistakes: &mut Mistakes) -> Entry {
    let before = mistakes.count();
    let names = names::read(record, options.language, mistakes);
    let code = record
        .get("code")
        .map(|cell| read_code(&cell.text, &cell.spot, mistakes));
    let kind = record.get("kind").and_then(|cell| {
        let kind = PlaceKind::from_code(&cell.text);
        if kind.is_none() {
            mistakes.push(
                cell.spot.clone(),
                format!("There is no kind of place called {}.", shown(&cell.text)),
                format!(
                    "The kinds are: {}.",
                    PlaceKind::ALL.map(PlaceKind::code).join(", ")
                ),
            );
        }
        kind
    });
    let slug = record.get("slug").map(|cell| {
        if !slug::is_slug(&cell.text) {
            mistakes.push(
                cell.spot.clone(),
                format!("{} cannot be part of an address.", shown(&cell.text)),
                "A slug has the letters a–z, digits and single dashes only, at most 80 of them.",
            );
        }
        cell.text.clone()
    });
    Entry {
        spot: record.spot.clone(),
        code,
        parent: record.get("parent_code").cloned(),
        kind,
        names: names.unwrap_or(NO_NAMES),
        slug,
        is_wrong: mistakes.count() > before,
    }
}

/// The level of an entry in the official lists.
struct Level {
    kind: PlaceKind,
    parent: &'static str,
}

impl Level {
    fn of(record: &Record) -> Option<Self> {
        [
            ("streetCode", PlaceKind::Community),
            ("areaCode", PlaceKind::SubDistrict),
            ("cityCode", PlaceKind::District),
            ("provinceCode", PlaceKind::City),
        ]
        .into_iter()
        .find(|(key, _)| record.has(key))
        .map(|(parent, kind)| Self { kind, parent })
    }
}

/// An object of the official lists.
fn official(record: &Record, options: &Options, mistakes: &mut Mistakes) -> Option<Entry> {
    let Some(level) = Level::of(record) else {
        mistakes.push(
            record.spot.clone(),
            "This object has none of streetCode, areaCode, cityCode and provinceCode.",
            "Add the code of the area that it lies in, as the other objects of the file have it.",
        );
        return None;
    };
    let before = mistakes.count();
    let names = names::read(record, options.language, mistakes);
    let code = record
        .get("code")
        .map(|cell| read_code(&cell.text, &cell.spot, mistakes));
    if code.is_none() {
        mistakes.push(
            record.spot.clone(),
            "There is no code.",
            "Add the official code of this place.",
        );
    }
    let parent = match level.kind {
        PlaceKind::City => None,
        PlaceKind::District
        | PlaceKind::SubDistrict
        | PlaceKind::Community
        | PlaceKind::Building => Some(record.get(level.parent).cloned().unwrap_or_else(|| Cell {
            text: String::new(),
            spot: record.spot.clone(),
        })),
    };
    Some(Entry {
        spot: record.spot.clone(),
        code,
        parent,
        kind: Some(level.kind),
        names: names.unwrap_or(NO_NAMES),
        slug: None,
        is_wrong: mistakes.count() > before,
    })
}

/// An official code: letters, digits, dots, dashes and underscores, at most 40.
fn read_code(text: &str, spot: &Spot, mistakes: &mut Mistakes) -> String {
    let text = text.trim();
    let good = !text.is_empty()
        && text.len() <= 40
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
    if !good {
        mistakes.push(
            spot.clone(),
            format!("{} is no code of a place.", shown(text)),
            "A code has letters, digits, dots, dashes and underscores only, at most 40 of them.",
        );
    }
    text.to_owned()
}
