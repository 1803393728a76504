//! People out of a CSV table: accounts without a password, seats in bodies,
//! stewards. A person with several seats has several rows.
//!
//! An account that is there keeps the name, language and home that its owner
//! chose; the table only adds seats.

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use domain::body::{Body, BodyKind};
use domain::handle::{Handle, HandleInvalid};
use domain::id::{BodyId, PlaceId};
use domain::language::Language;
use domain::person::Role;
use domain::place::Place;

use super::mistake::{Mistakes, Spot, shown};
use super::names;
use super::record::{self, Record};
use super::source::{Format, Source};

/// The columns of a table of people.
pub const COLUMNS: [&str; 7] = [
    "handle", "name", "language", "body", "role", "home", "steward",
];

/// One person, all rows together.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where the first row stands.
    pub spot: Spot,
    /// E-mail address or phone number.
    pub handle: Handle,
    /// The name to be seen under.
    pub name: String,
    /// The language to be written to in.
    pub language: Language,
    /// Where they live.
    pub home: Option<PlaceId>,
    /// Seats in bodies.
    pub seats: Vec<(BodyId, Role)>,
    /// Runs the installation.
    pub steward: bool,
}

/// Reads all people of a table; what is wrong becomes a mistake.
pub fn read(
    source: &Source,
    places: &[Place],
    bodies: &[Body],
    mistakes: &mut Mistakes,
) -> Vec<Entry> {
    let records = match source.format() {
        Format::Csv => record::from_csv(source, &COLUMNS, mistakes),
        Format::Json => {
            let records = record::from_json(source, mistakes);
            record::check_keys(&records, &COLUMNS, mistakes);
            records
        }
        Format::Toml => {
            mistakes.push(
                source.whole(),
                "People are read from CSV or JSON, not from TOML.",
                "Write a table with the columns handle, name, language, body, role, home, steward.",
            );
            Vec::new()
        }
    };
    let reader = Reader::new(places, bodies);
    let mut people: Vec<Entry> = Vec::new();
    let mut by_handle: HashMap<String, usize> = HashMap::new();
    for record in &records {
        let Some(entry) = reader.entry(record, mistakes) else {
            continue;
        };
        if let Some(index) = by_handle.get(&entry.handle.key()).copied() {
            join(&mut people[index], entry, mistakes);
        } else {
            by_handle.insert(entry.handle.key(), people.len());
            people.push(entry);
        }
    }
    people
}

/// A further row of the same person: one more seat, and nothing that contradicts.
fn join(person: &mut Entry, row: Entry, mistakes: &mut Mistakes) {
    if row.name != person.name || row.language != person.language {
        mistakes.push(
            row.spot.clone(),
            format!(
                "{} has another name or language at {}.",
                shown(&row.name),
                person.spot
            ),
            "Write the same name and language in all rows of one person.",
        );
    }
    if let (Some(first), Some(home)) = (person.home, row.home)
        && first != home
    {
        mistakes.push(
            row.spot.clone(),
            format!("{} has another home at {}.", shown(&row.name), person.spot),
            "Write the same home in all rows of one person, or in one of them only.",
        );
    }
    for (body, role) in row.seats {
        if person.seats.iter().any(|(there, _)| *there == body) {
            mistakes.push(
                row.spot.clone(),
                "This person has a seat in this body already.",
                format!(
                    "Delete this row or the one at {}: one person has one role in a body.",
                    person.spot
                ),
            );
        } else {
            person.seats.push((body, role));
        }
    }
    person.home = person.home.or(row.home);
    person.steward |= row.steward;
}

struct Reader<'a> {
    places: HashMap<&'a str, PlaceId>,
    bodies: HashMap<&'a str, &'a Body>,
}

impl<'a> Reader<'a> {
    fn new(places: &'a [Place], bodies: &'a [Body]) -> Self {
        let codes = places
            .iter()
            .filter_map(|place| Some((place.code.as_deref()?, place.id)));
        Self {
            places: codes
                .chain(places.iter().map(|place| (place.slug.as_str(), place.id)))
                .collect(),
            bodies: bodies
                .iter()
                .map(|body| (body.key.as_str(), body))
                .collect(),
        }
    }

    fn entry(&self, record: &Record, mistakes: &mut Mistakes) -> Option<Entry> {
        let handle = handle(record, mistakes);
        if record.get("name").is_none() {
            mistakes.push(
                record.spot.clone(),
                "There is no name.",
                "Write the name under which others see this person.",
            );
        }
        let name = record
            .get("name")
            .and_then(|cell| names::clean(cell, mistakes));
        let language = language(record, name.as_deref().unwrap_or_default(), mistakes);
        let before = mistakes.count();
        let home = self.home(record, mistakes);
        let seat = self.seat(record, mistakes);
        let steward = super::bodies::yes_or_no(record, "steward", false, mistakes);
        (mistakes.count() == before).then_some(())?;
        Some(Entry {
            spot: record.spot.clone(),
            handle: handle?,
            name: name?,
            language: language?,
            home,
            seats: seat.into_iter().collect(),
            steward: steward?,
        })
    }

    fn home(&self, record: &Record, mistakes: &mut Mistakes) -> Option<PlaceId> {
        let cell = record.get("home")?;
        let place = self.places.get(cell.text.as_str()).copied();
        if place.is_none() {
            mistakes.push(
                cell.spot.clone(),
                format!("There is no place called {}.", shown(&cell.text)),
                "Import the places first, or correct the slug or code.",
            );
        }
        place
    }

    fn seat(&self, record: &Record, mistakes: &mut Mistakes) -> Option<(BodyId, Role)> {
        let Some(cell) = record.get("body") else {
            if let Some(role) = record.get("role") {
                mistakes.push(
                    role.spot.clone(),
                    format!("The role {} belongs to no body.", shown(&role.text)),
                    "Write the key of the body under body, or delete the role.",
                );
            }
            return None;
        };
        let Some(body) = self.bodies.get(cell.text.as_str()) else {
            mistakes.push(
                cell.spot.clone(),
                format!("There is no body with the key {}.", shown(&cell.text)),
                "Import the bodies first, or correct the key.",
            );
            if let Some(cell) = record.get("role")
                && Role::from_code(&cell.text).is_none()
            {
                mistakes.push(
                    cell.spot.clone(),
                    format!("{} is no role.", shown(&cell.text)),
                    format!("Write {}.", Role::ALL.map(Role::code).join(" or ")),
                );
            }
            return None;
        };
        let role = match record.get("role") {
            None => Some(match body.kind {
                BodyKind::SelfGovernance => Role::CommitteeMember,
                BodyKind::Government | BodyKind::Partner => Role::Officer,
            }),
            Some(cell) => Role::from_code(&cell.text).filter(|role| role.fits(body.kind)),
        };
        if role.is_none() {
            let fitting: Vec<&str> = Role::ALL
                .into_iter()
                .filter(|role| role.fits(body.kind))
                .map(Role::code)
                .collect();
            mistakes.push(
                record.spot_of("role"),
                format!(
                    "{} is no role in a {} body.",
                    shown(record.text("role").unwrap_or_default()),
                    body.kind.code()
                ),
                format!("Write {}.", fitting.join(" or ")),
            );
        }
        role.map(|role| (body.id, role))
    }
}

fn handle(record: &Record, mistakes: &mut Mistakes) -> Option<Handle> {
    let text = record.text("handle").unwrap_or_default();
    match Handle::parse(text) {
        Ok(handle) => Some(handle),
        Err(why) => {
            let what = match why {
                HandleInvalid::Missing => "There is no e-mail address or phone number.".to_owned(),
                HandleInvalid::Email => format!("{} is no e-mail address.", shown(text)),
                HandleInvalid::Phone => format!("{} is no phone number.", shown(text)),
                HandleInvalid::CountryMissing => {
                    format!("The phone number {} has no country code.", shown(text))
                }
                HandleInvalid::Unreadable => {
                    format!(
                        "{} is neither an e-mail address nor a phone number.",
                        shown(text)
                    )
                }
            };
            mistakes.push(
                record.spot_of("handle"),
                what,
                "Write under handle name@example.org, or a number such as +86 138 0013 8000.",
            );
            None
        }
    }
}

fn language(record: &Record, name: &str, mistakes: &mut Mistakes) -> Option<Language> {
    let Some(cell) = record.get("language") else {
        return Some(names::guess(name));
    };
    let language = Language::from_tag(&cell.text);
    if language.is_none() {
        mistakes.push(
            cell.spot.clone(),
            format!("Linli does not speak {}.", shown(&cell.text)),
            format!("Write {}.", Language::ALL.map(Language::tag).join(", ")),
        );
    }
    language
}
