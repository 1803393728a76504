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

/// One place as a file gives it.
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
}

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
                    entries.extend(own(&record, options, mistakes));
                }
            }
            Format::Json => {
                let records = record::from_json(source, mistakes);
                if records.iter().any(|record| Level::of(record).is_some()) {
                    entries.extend(records.iter().filter_map(|r| official(r, options, mistakes)));
                } else {
                    record::check_keys(&records, &COLUMNS, mistakes);
                    entries.extend(records.iter().filter_map(|r| own(r, options, mistakes)));
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
    let names = names::clean(
        &Cell {
            text: name.trim().to_owned(),
            spot: spot.clone(),
        },
        mistakes,
    )?;
    let language = options.language.unwrap_or_else(|| names::guess(&names));
    Some(Entry {
        code: options
            .root_code
            .as_deref()
            .and_then(|code| clean_code(code, &spot, mistakes)),
        parent: None,
        kind: Some(PlaceKind::City),
        names: Names::only(language, &names),
        slug: None,
        spot,
    })
}

/// A row or object with our own keys.
fn own(record: &Record, options: &Options, mistakes: &mut Mistakes) -> Option<Entry> {
    let before = mistakes.count();
    let names = names::read(record, options.language, mistakes);
    let code = record
        .get("code")
        .and_then(|cell| clean_code(&cell.text, &cell.spot, mistakes));
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
    let slug = record.get("slug").and_then(|cell| {
        let good = slug::is_slug(&cell.text);
        if !good {
            mistakes.push(
                cell.spot.clone(),
                format!("{} cannot be part of an address.", shown(&cell.text)),
                "A slug has the letters a–z, digits and single dashes only, at most 80 of them.",
            );
        }
        good.then(|| cell.text.clone())
    });
    let parent = record.get("parent_code").cloned();
    (mistakes.count() == before).then_some(())?;
    Some(Entry {
        spot: record.spot.clone(),
        code,
        parent,
        kind,
        names: names?,
        slug,
    })
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
    let names = names::read(record, options.language, mistakes)?;
    let Some(code) = record.get("code") else {
        mistakes.push(
            record.spot.clone(),
            "There is no code.",
            "Add the official code of this place.",
        );
        return None;
    };
    let code = clean_code(&code.text, &code.spot, mistakes)?;
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
        code: Some(code),
        parent,
        kind: Some(level.kind),
        names,
        slug: None,
    })
}

/// An official code: letters, digits, dots, dashes and underscores, at most 40.
fn clean_code(text: &str, spot: &Spot, mistakes: &mut Mistakes) -> Option<String> {
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
    good.then(|| text.to_owned())
}
