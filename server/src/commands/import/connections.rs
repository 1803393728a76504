//! Connections out of a TOML file: `[[connection]]` sections, each for a body
//! whose cases go to a system of its own over Open311.
//!
//! The key of that system is not in the file: it names a variable or another
//! file, from which the server reads it.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use anyhow::Context;
use domain::body::Body;
use domain::charter::Charter;
use domain::exchange::Services;
use domain::handle::Handle;
use domain::id::BodyId;
use domain::language::Language;
use store::Store;
use store::exchange::Connection;

use super::bodies::yes_or_no;
use super::mistake::{Mistakes, Spot, shown};
use super::sections::{self, Section};
use super::source::{Format, Source};
use crate::exchange::key::KeyFrom;
use crate::exchange::reach::{Reach, Unreachable};

/// The keys of a section, beside the services of single categories.
const KEYS: [&str; 12] = [
    "body",
    "url",
    "jurisdiction",
    "key-variable",
    "key-file",
    "acts-as",
    "default-service",
    "language",
    "extensions",
    "repeats-safely",
    "poll-minutes",
    "in-service",
];
/// The one section there is.
const SECTION: &str = "connection";
/// What stands before the key of a category, from the table `services`.
const SERVICES: &str = "services-";
/// The longest value that goes to another system.
const LONGEST: usize = 200;
/// Minutes between two questions for updates, if nobody says.
const POLL_MINUTES: i64 = 10;

/// A connection of a file; the account it acts as still by its address.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where it stands.
    pub spot: Spot,
    /// In whose name its updates are recorded.
    pub acts_as: Handle,
    /// The spot of that.
    pub acts_as_spot: Spot,
    /// Everything else; `acts_as` is not filled in yet.
    pub made: Made,
}

/// A connection without its account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    body: BodyId,
    body_key: String,
    url: String,
    jurisdiction: Option<String>,
    key_from: String,
    services: Services,
    language: Language,
    extensions: bool,
    repeats_safely: bool,
    poll_minutes: i64,
    in_service: bool,
}

/// Reads all connections of a file; what is wrong becomes a mistake.
pub fn read(
    source: &Source,
    bodies: &[Body],
    charter: &Charter,
    mistakes: &mut Mistakes,
) -> Vec<Entry> {
    if source.format() != Format::Toml {
        mistakes.push(
            source.whole(),
            "Connections are read from TOML.",
            "Write a file that ends in .toml, with a [[connection]] for each body.",
        );
        return Vec::new();
    }
    let Some(sections) = sections::parse(source, mistakes) else {
        return Vec::new();
    };
    sections::check_keys(&sections.top, &[], mistakes);
    let others = sections.listed.iter();
    let others = others.filter(|section| section.name != SECTION);
    for section in sections.named.iter().chain(others) {
        mistakes.push(
            section.spot.clone(),
            format!("There is no section called {}.", shown(&section.name)),
            "Write [[connection]], with two brackets on each side.",
        );
    }
    let mut entries = Vec::new();
    let mut spots: HashMap<BodyId, Spot> = HashMap::new();
    for section in sections.listed.iter().filter(|one| one.name == SECTION) {
        let reader = Reader {
            section,
            bodies,
            charter,
        };
        let Some(entry) = reader.entry(mistakes) else {
            continue;
        };
        if let Some(first) = spots.insert(entry.made.body, entry.spot.clone()) {
            mistakes.push(
                entry.spot.clone(),
                format!(
                    "The body {} is connected twice.",
                    shown(&entry.made.body_key)
                ),
                format!("Delete this section or the one at {first}."),
            );
        }
        entries.push(entry);
    }
    if sections.listed.is_empty() && mistakes.is_empty() {
        mistakes.push(
            source.whole(),
            "There is no connection in the file.",
            "Write at least one [[connection]].",
        );
    }
    entries
}

/// Finds the account of each connection: confirmed, with a seat in the body.
///
/// # Errors
/// When the database fails.
pub async fn people(
    store: &Store,
    entries: &[Entry],
    mistakes: &mut Mistakes,
) -> anyhow::Result<Vec<Connection>> {
    let mut connections = Vec::new();
    for entry in entries {
        let account = store
            .find_account(&entry.acts_as)
            .await
            .context("look for an account")?;
        let person = match account.filter(|account| account.confirmed) {
            Some(account) => store
                .find_person(account.person)
                .await
                .context("read a person")?,
            None => None,
        };
        let seated = person.filter(|one| one.office_in(entry.made.body).is_some());
        let Some(person) = seated else {
            mistakes.push(
                entry.acts_as_spot.clone(),
                format!("{} has no seat in {}, or never confirmed this address.", shown(entry.acts_as.as_str()), shown(&entry.made.body_key)),
                "Name a member of the body by the address with which they sign in; linli import people gives seats.",
            );
            continue;
        };
        let made = entry.made.clone();
        connections.push(Connection {
            body: made.body,
            url: made.url,
            jurisdiction: made.jurisdiction,
            key_from: made.key_from,
            services: made.services,
            acts_as: person.id,
            language: made.language,
            extensions: made.extensions,
            repeats_safely: made.repeats_safely,
            poll_minutes: made.poll_minutes,
            in_service: made.in_service,
        });
    }
    Ok(connections)
}

struct Reader<'a> {
    section: &'a Section,
    bodies: &'a [Body],
    charter: &'a Charter,
}

impl Reader<'_> {
    fn entry(&self, mistakes: &mut Mistakes) -> Option<Entry> {
        self.check_keys(mistakes);
        let record = self.section.record();
        let body = self.body(mistakes);
        let url = self.url(mistakes);
        let key_from = self.key_from(mistakes);
        let services = self.services(mistakes);
        let acts_as = self.acts_as(mistakes);
        let language = self.language(mistakes);
        let jurisdiction = self.jurisdiction(mistakes);
        let poll_minutes = self.poll_minutes(mistakes);
        let mut flag = |key, otherwise| yes_or_no(&record, key, otherwise, mistakes);
        let (extensions, repeats_safely) =
            (flag("extensions", false), flag("repeats_safely", false));
        let in_service = flag("in_service", true);
        let (acts_as, acts_as_spot) = acts_as?;
        let body = body?;
        Some(Entry {
            spot: self.section.spot.clone(),
            acts_as,
            acts_as_spot,
            made: Made {
                body: body.id,
                body_key: body.key.clone(),
                url: url?,
                jurisdiction,
                key_from: key_from?,
                services: services?,
                language: language?,
                extensions: extensions?,
                repeats_safely: repeats_safely?,
                poll_minutes: poll_minutes?,
                in_service: in_service?,
            },
        })
    }

    fn spot_of(&self, key: &str) -> Spot {
        let cell = self.section.get(key);
        cell.map_or_else(|| self.section.spot.clone(), |cell| cell.spot.clone())
    }

    fn text(&self, key: &str) -> &str {
        self.section.get(key).map_or("", |cell| cell.text.as_str())
    }

    fn check_keys(&self, mistakes: &mut Mistakes) {
        let others = self.section.entries.iter();
        let others = others
            .filter(|(key, _)| !key.starts_with(SERVICES))
            .cloned();
        let others = Section {
            entries: others.collect(),
            ..self.section.clone()
        };
        sections::check_keys(&others, &KEYS, mistakes);
    }

    fn body(&self, mistakes: &mut Mistakes) -> Option<&Body> {
        let key = self.text("body");
        let body = self.bodies.iter().find(|body| body.key == key);
        if body.is_none() {
            mistakes.push(
                self.spot_of("body"),
                format!("There is no body with the key {}.", shown(key)),
                "Import the bodies first, or correct the key under body.",
            );
        }
        body
    }

    /// The form of the address; whether the server may go there is the
    /// configuration's to say, and `linli doctor` tells.
    fn url(&self, mistakes: &mut Mistakes) -> Option<String> {
        let text = self.text("url").trim_end_matches('/');
        match Reach::default().check(text) {
            Err(Unreachable::NoAddress) => {
                mistakes.push(
                    self.spot_of("url"),
                    format!("{} is no address of another system.", shown(text)),
                    "Write what stands before /requests.json, such as https://city.example.org/open311/v2, without a question mark.",
                );
                None
            }
            Ok(_) | Err(Unreachable::Private | Unreachable::Insecure) => Some(text.to_owned()),
        }
    }

    fn key_from(&self, mistakes: &mut Mistakes) -> Option<String> {
        let (variable, file) = (self.text("key-variable"), self.text("key-file"));
        let is_name = |text: &str| {
            text.bytes()
                .all(|one| one.is_ascii_alphanumeric() || one == b'_')
        };
        match (variable, file) {
            ("", "") => {
                mistakes.push(
                    self.section.spot.clone(),
                    "It is not said where the key of the other system lies.",
                    "Write key-variable = \"NAME\" for a variable of the server, or key-file = \"/path\" for a file that only Linli can read. The key itself has no place here.",
                );
                None
            }
            (name, "") if is_name(name) && !name.starts_with("LINLI_") => {
                Some(KeyFrom::Variable(name.to_owned()).text())
            }
            ("", path) if Path::new(path).is_absolute() => Some(KeyFrom::File(path.into()).text()),
            _ => {
                mistakes.push(
                    self.spot_of(if variable.is_empty() { "key-file" } else { "key-variable" }),
                    "This is no place where a key can lie.",
                    "Write one of the two: key-variable with letters, digits and _ that does not begin with LINLI_, or key-file with a path that begins at the root.",
                );
                None
            }
        }
    }

    fn services(&self, mistakes: &mut Mistakes) -> Option<Services> {
        let before = mistakes.count();
        let default = self.text("default-service");
        if default.is_empty() {
            mistakes.push(
                self.section.spot.clone(),
                "There is no service for categories that are not named.",
                "Write default-service with a service_code of the other system; its list is at /services.json.",
            );
        }
        let mut by_category = BTreeMap::new();
        for (key, cells) in &self.section.entries {
            let (Some(category), Some(cell)) = (key.strip_prefix(SERVICES), cells.first()) else {
                continue;
            };
            if self.charter.category(category).is_none() {
                mistakes.push(
                    cell.spot.clone(),
                    format!("The charter has no category {}.", shown(category)),
                    "Correct the key, or delete the line.",
                );
            }
            by_category.insert(category.to_owned(), cell.text.clone());
        }
        for code in by_category.values().map(String::as_str).chain([default]) {
            if code.chars().count() > LONGEST {
                mistakes.push(
                    self.section.spot.clone(),
                    format!("The service {} is too long.", shown(code)),
                    "Write its service_code, not its description.",
                );
            }
        }
        let default = default.to_owned();
        (mistakes.count() == before).then_some(Services {
            default,
            by_category,
        })
    }

    fn acts_as(&self, mistakes: &mut Mistakes) -> Option<(Handle, Spot)> {
        let text = self.text("acts-as");
        let handle = Handle::parse(text).ok();
        if handle.is_none() {
            mistakes.push(
                self.spot_of("acts-as"),
                format!("{} is neither an e-mail address nor a phone number.", shown(text)),
                "Write under acts-as the address of a member of the body: what the other system says is recorded in their name.",
            );
        }
        Some((handle?, self.spot_of("acts-as")))
    }

    fn language(&self, mistakes: &mut Mistakes) -> Option<Language> {
        let text = self.text("language");
        if text.is_empty() {
            return Some(Language::default());
        }
        let language = Language::from_tag(text);
        if language.is_none() {
            mistakes.push(
                self.spot_of("language"),
                format!("Linli does not speak {}.", shown(text)),
                format!("Write {}.", Language::ALL.map(Language::tag).join(", ")),
            );
        }
        language
    }

    fn jurisdiction(&self, mistakes: &mut Mistakes) -> Option<String> {
        let text = self.text("jurisdiction");
        if text.chars().count() > LONGEST {
            mistakes.push(
                self.spot_of("jurisdiction"),
                format!("{} is too long.", shown(text)),
                format!("Write at most {LONGEST} characters under jurisdiction."),
            );
        }
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn poll_minutes(&self, mistakes: &mut Mistakes) -> Option<i64> {
        let text = self.text("poll-minutes");
        if text.is_empty() {
            return Some(POLL_MINUTES);
        }
        let minutes = text
            .parse()
            .ok()
            .filter(|minutes| (1..=1_440).contains(minutes));
        if minutes.is_none() {
            mistakes.push(
                self.spot_of("poll-minutes"),
                format!("{} is no number of minutes.", shown(text)),
                "Write a whole number from 1 to 1440 under poll-minutes.",
            );
        }
        minutes
    }
}
