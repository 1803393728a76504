//! The neighbourhood before anybody has said anything: places with their
//! boundaries, bodies, rules and people, read by the very code of `linli import`.

use std::collections::HashMap;

use anyhow::{Context as _, bail};
use domain::body::Body;
use domain::charter::{Charter, SHIPPED};
use domain::handle::Handle;
use domain::id::{BodyId, PlaceId};
use domain::instant::Instant;
use domain::person::{Actor, Person};
use store::Store;
use store::ids::Ids;

use crate::commands::import::load::{self, Mode};
use crate::commands::import::mistake::Mistakes;
use crate::commands::import::source::Source;
use crate::commands::import::{bodies, boundaries, people as table, places};
use crate::open311;

/// Stands beside the demo's rules once everything is there, and is how a demo
/// database is told from a real one.
pub const MARK: &str = "linli demo";

/// Stands there while the demo is being made; where it is found later, the
/// making was cut short.
const BEGUN: &str = "linli demo, begun";

const PLACES: &str = include_str!("data/places.csv");
const BOUNDARIES: &str = include_str!("data/boundaries.geojson");
const BODIES: &str = include_str!("data/bodies.toml");
const PEOPLE: &str = include_str!("data/people.csv");

/// What the demo's rules add to those that ship with Linli: bodies that hold a
/// category beside the committee, and who is asked first.
const ADDED: [(&str, &str); 6] = [
    (
        "lift",
        "partners = [\"green-leaf\"]\norder = [\"green-leaf\"]",
    ),
    (
        "water-leak",
        "partners = [\"green-leaf\"]\norder = [\"green-leaf\"]",
    ),
    (
        "drain",
        "partners = [\"green-leaf\"]\norder = [\"green-leaf\"]",
    ),
    ("parking", "order = [\"willow-owners\"]"),
    ("property-service", "order = [\"willow-owners\"]"),
    ("shared-funds", "order = [\"willow-owners\"]"),
];

/// Keys of other systems: the key, what it is called, in whose name it acts.
const KEYS: [(&str, &str, &str); 2] = [
    (open311::DEMO_RESIDENT_KEY, "an app of a resident", "emma"),
    (
        open311::DEMO_COMMITTEE_KEY,
        "the system of Willow Lane's committee",
        "lin",
    ),
];

/// What a database tells about the demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Making {
    /// Nothing: there is none in it.
    None,
    /// The making began and did not come to its end.
    Begun,
    /// It is there.
    Done,
}

/// The loaded neighbourhood.
#[derive(Clone, Debug)]
pub struct World {
    people: HashMap<String, Person>,
    places: HashMap<String, PlaceId>,
    bodies: Vec<Body>,
}

impl World {
    /// How far the demo was made in this database.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn found_in(store: &Store) -> anyhow::Result<Making> {
        let charters = store.list_charters().await?;
        let noted = |note: &str| charters.iter().any(|one| one.change_note == note);
        Ok(if noted(MARK) {
            Making::Done
        } else if noted(BEGUN) {
            Making::Begun
        } else {
            Making::None
        })
    }

    /// Marks the demo as whole: nothing is left to be made.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn finish(store: &Store) -> anyhow::Result<()> {
        store.note_charter(BEGUN, MARK).await?;
        Ok(())
    }

    /// Loads the neighbourhood into an empty database as it stood at `from`.
    /// Everybody gets the password behind `phc`, and has confirmed their address.
    ///
    /// # Errors
    /// When the database fails, or the data of the demo do not fit together.
    pub async fn load(store: &Store, ids: &Ids, phc: &str, from: Instant) -> anyhow::Result<Self> {
        let mut mistakes = Mistakes::new();
        // First of all, so that what is cut short is known for what it is.
        let (source, charter) = rules()?;
        store
            .import_charter(&charter, &source, from, BEGUN, from)
            .await?;
        load_places(store, ids, from, &mut mistakes).await?;
        let known = store.list_places().await?;
        let entries = bodies::read(&Source::new("bodies.toml", BODIES), &mut mistakes);
        let around = bodies::Surroundings {
            places: &known,
            known: &[],
            charter: &charter,
        };
        let planned = bodies::plan(&entries, around, ids, &mut mistakes);
        sound(&mistakes)?;
        load::bodies(store, &planned, from, Mode::Write).await?;
        let bodies = store.list_bodies().await?;
        let source = Source::new("people.csv", PEOPLE);
        let entries = table::read(&source, &known, &bodies, &mut mistakes);
        sound(&mistakes)?;
        load::people(store, &entries, ids, from, Mode::Write).await?;
        let people = welcome(store, &entries, phc, from).await?;
        hand_out_keys(store, &people, from).await?;
        Ok(Self {
            people,
            places: known
                .into_iter()
                .map(|place| (place.slug, place.id))
                .collect(),
            bodies,
        })
    }

    /// Somebody, by the first part of their e-mail address.
    ///
    /// # Errors
    /// When there is nobody of that name.
    pub fn actor(&self, name: &str) -> anyhow::Result<Actor> {
        let person = self.people.get(name);
        let person = person.with_context(|| format!("nobody is called {name:?}"))?;
        Ok(Actor::Person(person.clone()))
    }

    /// Everybody who says where they live, by the first part of their address,
    /// in the order of these.
    pub fn residents(&self) -> Vec<(&str, PlaceId)> {
        let homes = self.people.iter();
        let mut homes: Vec<(&str, PlaceId)> = homes
            .filter_map(|(name, person)| Some((name.as_str(), person.home?)))
            .collect();
        homes.sort_unstable();
        homes
    }

    /// A place, by its slug.
    ///
    /// # Errors
    /// When there is none.
    pub fn place(&self, slug: &str) -> anyhow::Result<PlaceId> {
        let place = self.places.get(slug).copied();
        place.with_context(|| format!("there is no place {slug:?}"))
    }

    /// A body, by its key.
    ///
    /// # Errors
    /// When there is none.
    pub fn body(&self, key: &str) -> anyhow::Result<&Body> {
        let body = self.bodies.iter().find(|body| body.key == key);
        body.with_context(|| format!("there is no body {key:?}"))
    }

    /// Somebody with a seat in a body: its convener or head, if it has one.
    pub fn member(&self, body: BodyId) -> Option<Actor> {
        let seated = self
            .people
            .values()
            .filter_map(|person| Some((person.office_in(body)?.role, person)));
        let (_, person) = seated.max_by_key(|(role, person)| (*role, person.id))?;
        Some(Actor::Person(person.clone()))
    }
}

/// The rules of the demo, as text and as read.
///
/// # Errors
/// When they cannot be read, which a test finds.
pub fn rules() -> anyhow::Result<(String, Charter)> {
    let mut source = SHIPPED.to_owned();
    for (category, lines) in ADDED {
        let key = format!("\nkey = \"{category}\"\n");
        if !source.contains(&key) {
            bail!("the shipped charter has no category {category}");
        }
        source = source.replacen(&key, &format!("{key}{lines}\n"), 1);
    }
    let charter = Charter::parse(&source, 1).map_err(|mistakes| {
        anyhow::anyhow!("the rules of the demo cannot be read: {mistakes:?}")
    })?;
    Ok((source, charter))
}

/// The addresses of everybody in the demo, by the first part of them.
///
/// # Errors
/// When the table of people cannot be read, which a test finds.
pub fn people() -> anyhow::Result<HashMap<String, Handle>> {
    let handles = PEOPLE
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').next());
    handles
        .map(|text| {
            let handle = Handle::parse(text)?;
            Ok((handle.personal_part().to_owned(), handle))
        })
        .collect()
}

async fn load_places(
    store: &Store,
    ids: &Ids,
    from: Instant,
    mistakes: &mut Mistakes,
) -> anyhow::Result<()> {
    let sources = [Source::new("places.csv", PLACES)];
    let entries = places::read(&sources, &places::Options::default(), mistakes);
    let planned = places::plan(&entries, &[], ids, mistakes);
    sound(mistakes)?;
    load::places(store, &planned, ids, from, Mode::Write).await?;
    let known = store.list_places().await?;
    let outlines = boundaries::read(&Source::new("boundaries.geojson", BOUNDARIES), mistakes);
    let plan = boundaries::plan(outlines, &known, Some("slug"), None, ids, mistakes);
    sound(mistakes)?;
    load::boundaries(store, &plan, ids, from, Mode::Write).await?;
    Ok(())
}

/// Gives everybody their password, and has them confirm their address.
async fn welcome(
    store: &Store,
    entries: &[table::Entry],
    phc: &str,
    from: Instant,
) -> anyhow::Result<HashMap<String, Person>> {
    let mut writer = store.writer().await?;
    let mut people = HashMap::new();
    for entry in entries {
        let account = writer.conn().find_account(&entry.handle).await?;
        let id = account.context("an account that was just made")?.person;
        writer.set_password(id, phc, from).await?;
        writer.confirm_handle(id, &entry.handle, from).await?;
        let person = writer.conn().find_person(id).await?;
        let name = entry.handle.personal_part().to_owned();
        people.insert(name, person.context("a person who was just made")?);
    }
    writer.commit().await?;
    Ok(people)
}

/// Makes the keys with which other systems try the demo.
async fn hand_out_keys(
    store: &Store,
    people: &HashMap<String, Person>,
    from: Instant,
) -> anyhow::Result<()> {
    for (key, name, person) in KEYS {
        let person = people.get(person).context("the owner of a key")?;
        store
            .add_key(&open311::key_hash(key), name, person.id, from)
            .await?;
    }
    Ok(())
}

fn sound(mistakes: &Mistakes) -> anyhow::Result<()> {
    if mistakes.is_empty() {
        Ok(())
    } else {
        bail!("the data of the demo do not fit together:\n{mistakes}")
    }
}
