//! Checking bodies as a whole, together with the places, the charter and the
//! bodies that are already there.

use std::collections::{BTreeSet, HashMap};

use domain::body::{Body, BodyKind, Competence};
use domain::body_check::{self as check, BodiesWrong, BodyWrong};
use domain::calendar::WorkingCalendar;
use domain::charter::Charter;
use domain::id::{BodyId, PlaceId};
use domain::language::Language;
use domain::place::Place;
use store::ids::Ids;

use super::{Categories, Entry, Rest};
use crate::commands::import::mistake::{Mistakes, Spot, shown};
use crate::commands::import::places::Change;

/// What bodies are checked against.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'a> {
    /// All places.
    pub places: &'a [Place],
    /// All bodies that are there.
    pub known: &'a [Body],
    /// The rules.
    pub charter: &'a Charter,
}

/// One body as it will be.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The body.
    pub body: Body,
    /// What happens to it.
    pub change: Change,
}

/// Checks `entries` and gives every body of the file as it will be. The result
/// means nothing when a mistake was found.
pub fn plan(
    entries: &[Entry],
    around: Surroundings<'_>,
    ids: &Ids,
    mistakes: &mut Mistakes,
) -> Vec<Planned> {
    let spots = find_doubles(entries, mistakes);
    let known: HashMap<&str, &Body> = around
        .known
        .iter()
        .map(|body| (body.key.as_str(), body))
        .collect();
    let mut all: HashMap<&str, (BodyId, Option<BodyKind>)> = around
        .known
        .iter()
        .map(|body| (body.key.as_str(), (body.id, Some(body.kind))))
        .collect();
    for entry in entries {
        let Some(key) = entry.key.as_deref() else {
            continue;
        };
        let id = known
            .get(key)
            .map_or_else(|| BodyId::new(ids.uuid()), |body| body.id);
        all.insert(key, (id, entry.kind));
    }
    let places = by_name(around.places);
    let mut planned = Vec::new();
    for entry in entries {
        let ties = Ties {
            places: serves(entry, &places, mistakes),
            competence: competence(entry, around.charter, mistakes),
            answers_to: answers_to(entry, &all, mistakes),
        };
        let key = entry.key.as_deref().unwrap_or_default();
        let Some((id, _)) = all.get(key).copied() else {
            continue;
        };
        let before = known.get(key).copied();
        planned.extend(body(entry, id, before, ties).map(|body| Planned {
            change: change(before, &body),
            body,
        }));
    }
    if mistakes.is_empty() {
        let file = entries.first().map(|entry| &entry.spot.file);
        let whole = Spot::whole(file.unwrap_or(&"bodies".into()));
        together(&planned, around, &Spots { spots, whole }, mistakes);
    }
    planned
}

/// Where each key stands; none may stand twice.
fn find_doubles<'a>(entries: &'a [Entry], mistakes: &mut Mistakes) -> HashMap<&'a str, &'a Spot> {
    let mut spots: HashMap<&str, &Spot> = HashMap::new();
    for entry in entries {
        if let Some(key) = entry.key.as_deref()
            && let Some(first) = spots.insert(key, &entry.spot)
        {
            mistakes.push(
                entry.spot.clone(),
                format!("The key {} is used twice.", shown(key)),
                format!("It stands first at {first}; give each body its own key."),
            );
        }
    }
    spots
}

/// What a body has to do with other things.
struct Ties {
    places: BTreeSet<PlaceId>,
    competence: Option<Competence>,
    answers_to: Option<BodyId>,
}

fn serves(
    entry: &Entry,
    places: &HashMap<&str, PlaceId>,
    mistakes: &mut Mistakes,
) -> BTreeSet<PlaceId> {
    let serves = entry.places.iter().filter_map(|cell| {
        let place = places.get(cell.text.as_str()).copied();
        if place.is_none() {
            mistakes.push(
                cell.spot.clone(),
                format!("There is no place called {}.", shown(&cell.text)),
                "Import the places first, or correct the slug or code.",
            );
        }
        place
    });
    serves.collect()
}

fn by_name(places: &[Place]) -> HashMap<&str, PlaceId> {
    let codes = places
        .iter()
        .filter_map(|place| Some((place.code.as_deref()?, place.id)));
    codes
        .chain(places.iter().map(|place| (place.slug.as_str(), place.id)))
        .collect()
}

/// The body as it will be; `None` after a mistake in it.
fn body(entry: &Entry, id: BodyId, before: Option<&Body>, ties: Ties) -> Option<Body> {
    let rest = entry.rest.as_ref()?;
    Some(Body {
        id,
        key: entry.key.clone()?,
        kind: entry.kind?,
        tier: rest.tier,
        names: rest.names.clone(),
        places: ties.places.into_iter().collect(),
        competence: ties.competence?,
        calendar: calendar(rest, before),
        contact: rest.contact.clone(),
        answers_to: ties.answers_to,
        rank: rest.rank,
        in_service: rest.in_service,
        members: before.map_or(0, |body| body.members),
        last_resort: rest.last_resort,
        on_paper: before.is_some_and(|body| body.on_paper),
    })
}

/// The working time of the file; it has no names for days off, so those that
/// the steward gave stay.
fn calendar(rest: &Rest, before: Option<&Body>) -> WorkingCalendar {
    let mut calendar = rest.calendar.clone();
    if let Some(before) = before {
        calendar.holiday_names = before.calendar.holiday_names.clone();
        let off = &calendar.holidays;
        calendar.holiday_names.retain(|day, _| off.contains(day));
    }
    calendar
}

fn change(before: Option<&Body>, now: &Body) -> Change {
    let Some(before) = before else {
        return Change::Added;
    };
    let mut before = before.clone();
    before.places.sort_unstable();
    if before == *now {
        Change::Same
    } else {
        Change::Changed
    }
}

fn competence(entry: &Entry, charter: &Charter, mistakes: &mut Mistakes) -> Option<Competence> {
    let competence = match entry.categories.as_ref()? {
        Categories::All => Competence::All,
        Categories::Only(keys) => {
            for key in keys {
                if charter.category(&key.text).is_none() {
                    mistakes.push(
                        key.spot.clone(),
                        format!("The charter has no category {}.", shown(&key.text)),
                        "Correct the key, or import the charter that has it first.",
                    );
                }
            }
            Competence::Only(keys.iter().map(|key| key.text.clone()).collect())
        }
    };
    Some(competence)
}

fn answers_to(
    entry: &Entry,
    all: &HashMap<&str, (BodyId, Option<BodyKind>)>,
    mistakes: &mut Mistakes,
) -> Option<BodyId> {
    let above = entry.answers_to.as_ref();
    let named = above.map(|cell| (cell, all.get(cell.text.as_str()).copied()));
    if let Some((cell, None)) = named
        && entry.kind.is_none_or(|kind| kind == BodyKind::Partner)
    {
        mistakes.push(
            cell.spot.clone(),
            format!("There is no body with the key {}.", shown(&cell.text)),
            "Add it to the file, import it first, or correct the key.",
        );
        return None;
    }
    let own = entry.kind?;
    // A key that leads nowhere is as wrong as one that leads somewhere where none belongs;
    // and a kind that cannot be read was told where it stands.
    let kind = named.map(|(_, found)| {
        let kind = found.and_then(|(_, kind)| kind);
        kind.unwrap_or(BodyKind::Government)
    });
    let spot = above.map_or(&entry.spot, |cell| &cell.spot);
    let Some(wrong) = check::superior(own, kind) else {
        return named.and_then(|(_, found)| found).map(|(id, _)| id);
    };
    let (what, remedy) = match wrong {
        BodyWrong::SuperiorMissing => (
            "A partner has to answer to a body.".to_owned(),
            "Write under answers_to the key of the body that stands above it.",
        ),
        BodyWrong::SuperiorIsPartner => (
            format!(
                "{} is a partner itself.",
                shown(above.map_or("", |cell| &cell.text))
            ),
            "A partner answers to a self-governance or government body.",
        ),
        _ => (
            "Only a partner answers to a body; for the others the tier says who is above."
                .to_owned(),
            "Delete answers_to, or change the kind to partner.",
        ),
    };
    mistakes.push(spot.clone(), what, remedy);
    None
}

/// What only shows when all bodies stand side by side.
fn together(
    planned: &[Planned],
    around: Surroundings<'_>,
    spots: &Spots<'_>,
    mistakes: &mut Mistakes,
) {
    let changed: BTreeSet<BodyId> = planned.iter().map(|planned| planned.body.id).collect();
    let kept = around
        .known
        .iter()
        .filter(|body| !changed.contains(&body.id))
        .cloned();
    let bodies: Vec<Body> = kept
        .chain(planned.iter().map(|planned| planned.body.clone()))
        .collect();
    for wrong in check::together(&bodies, around.places, around.charter) {
        tell(&wrong, &bodies, around.places, spots, mistakes);
    }
}

/// Where bodies stand in the file.
struct Spots<'a> {
    spots: HashMap<&'a str, &'a Spot>,
    /// For those that are in no file.
    whole: Spot,
}

impl Spots<'_> {
    /// The latest of these bodies: the one that was probably added.
    fn of(&self, keys: &[&str]) -> Spot {
        let latest = keys.iter().filter_map(|key| self.spots.get(key)).max();
        latest.map_or_else(|| self.whole.clone(), |spot| (*spot).clone())
    }
}

fn tell(
    wrong: &BodiesWrong,
    bodies: &[Body],
    places: &[Place],
    spots: &Spots<'_>,
    mistakes: &mut Mistakes,
) {
    let key = |id: &BodyId| {
        let body = bodies.iter().find(|body| body.id == *id);
        body.map_or("", |body| body.key.as_str())
    };
    let place = |id: &PlaceId| places.iter().find(|place| place.id == *id);
    let name = |id: &PlaceId| place(id).map_or("", |place| place.names.in_language(Language::En));
    let slug = |id: &PlaceId| place(id).map_or("", |place| place.slug.as_str());
    match wrong {
        BodiesWrong::PartnerLastResort(body) => mistakes.push(
            spots.of(&[key(body)]),
            "A partner cannot be the last resort.",
            "Choose a body that stands above all others, usually the city.",
        ),
        BodiesWrong::LastResortMissing(root) => mistakes.push(
            spots.whole.clone(),
            format!("{} has no body of last resort.", name(root)),
            format!(
                "Give one body that serves {} the line last-resort = true.",
                slug(root)
            ),
        ),
        BodiesWrong::LastResortTwice(root, first, second) => mistakes.push(
            spots.of(&[key(first), key(second)]),
            format!("{} has two bodies of last resort.", name(root)),
            "Keep last-resort = true at one of them.",
        ),
        BodiesWrong::Tie {
            one,
            other,
            category,
            place,
        } => mistakes.push(
            spots.of(&[key(one), key(other)]),
            format!(
                "{} and {} tie for {} at {}: nothing says who is asked first.",
                shown(key(one)),
                shown(key(other)),
                shown(category),
                slug(place),
            ),
            "Give one of them a smaller rank or fewer categories, or name the order in the charter.",
        ),
    }
}
