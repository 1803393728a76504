//! Checking a set of places as a whole: codes and slugs that stand twice,
//! parents that are missing or run in a circle, kinds that do not fit.
//!
//! A place that is there keeps what the files say nothing about: a table of new names
//! moves nothing.

mod together;

use std::collections::HashMap;

use domain::id::PlaceId;
use domain::language::{Language, Names};
use domain::place::{Place, PlaceKind};
use domain::slug;
use store::ids::Ids;

use super::Entry;
use crate::commands::import::mistake::{Mistakes, Spot, shown};

/// What an import does to one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Added,
    /// It was there and is different now.
    Changed,
    /// It was there just so.
    Same,
}

/// One place as it will be.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The place.
    pub place: Place,
    /// What happens to it.
    pub change: Change,
}

/// Checks `entries` against the places that are `known`, and gives every
/// place of the files as it will be, parents first. The result means nothing
/// when a mistake was found.
pub fn plan(
    entries: &[Entry],
    known: &[Place],
    ids: &Ids,
    mistakes: &mut Mistakes,
) -> Vec<Planned> {
    let mut planner = Planner::new(entries, known);
    planner.find_doubles(mistakes);
    planner.find_parents(mistakes);
    let Some(order) = planner.parents_first(mistakes) else {
        return Vec::new();
    };
    let places = planner.settle(&order, ids, mistakes);
    if mistakes.is_empty()
        && let Some(last) = entries.last()
    {
        let spots = together::Spots {
            by_slug: planner.spots(),
            whole: Spot::whole(&last.spot.file),
        };
        together::check(&places, known, &spots, mistakes);
    }
    places
}

#[derive(Clone, Copy, Debug)]
enum Parent {
    None,
    Entry(usize),
    Known(usize),
}

struct Planner<'a> {
    entries: &'a [Entry],
    known: &'a [Place],
    slugs: Vec<Option<String>>,
    parents: Vec<Parent>,
    known_codes: HashMap<&'a str, usize>,
    known_slugs: HashMap<&'a str, usize>,
    known_ids: HashMap<PlaceId, usize>,
}

impl<'a> Planner<'a> {
    fn new(entries: &'a [Entry], known: &'a [Place]) -> Self {
        let known_codes = known
            .iter()
            .enumerate()
            .filter_map(|(index, place)| place.code.as_deref().map(|code| (code, index)))
            .collect();
        let known_slugs = known
            .iter()
            .enumerate()
            .map(|(index, place)| (place.slug.as_str(), index))
            .collect();
        let mut planner = Self {
            entries,
            known,
            slugs: Vec::new(),
            parents: vec![Parent::None; entries.len()],
            known_codes,
            known_slugs,
            known_ids: (0..known.len()).map(|at| (known[at].id, at)).collect(),
        };
        planner.slugs = entries.iter().map(|entry| planner.slug(entry)).collect();
        planner
    }

    /// The slug of an entry: its own, the one it already has here, one from
    /// its code, or one from its English name.
    fn slug(&self, entry: &Entry) -> Option<String> {
        let has = || {
            let index = self.known_codes.get(entry.code.as_deref()?)?;
            Some(self.known[*index].slug.clone())
        };
        let from_code = || {
            let code = entry
                .code
                .as_deref()?
                .to_ascii_lowercase()
                .replace(['.', '_'], "-");
            let slug = format!("p-{code}");
            slug::is_slug(&slug).then_some(slug)
        };
        let from_name = || slug::slug_of(entry.names.en.as_deref()?);
        entry
            .slug
            .clone()
            .or_else(has)
            .or_else(from_code)
            .or_else(from_name)
    }

    fn spots(&self) -> HashMap<String, Spot> {
        let slugs = self.slugs.iter().zip(self.entries);
        slugs
            .filter_map(|(slug, entry)| Some((slug.clone()?, entry.spot.clone())))
            .collect()
    }

    fn known_for(&self, index: usize) -> Option<&'a Place> {
        let by_code = self.entries[index]
            .code
            .as_deref()
            .and_then(|code| self.known_codes.get(code));
        let by_slug = || {
            self.slugs[index]
                .as_deref()
                .and_then(|slug| self.known_slugs.get(slug))
        };
        by_code.or_else(by_slug).map(|found| &self.known[*found])
    }

    fn find_doubles(&self, mistakes: &mut Mistakes) {
        let mut codes: HashMap<&str, usize> = HashMap::new();
        let mut slugs: HashMap<&str, usize> = HashMap::new();
        let mut same: HashMap<PlaceId, usize> = HashMap::new();
        for (index, entry) in self.entries.iter().enumerate() {
            if let Some(code) = entry.code.as_deref()
                && let Some(first) = codes.insert(code, index)
            {
                mistakes.push(
                    entry.spot.clone(),
                    format!("The code {} is used twice.", shown(code)),
                    format!(
                        "It stands first at {}; give each place its own code.",
                        self.entries[first].spot
                    ),
                );
                continue;
            }
            // What cannot be read may be what would make another slug.
            if entry.is_wrong && entry.slug.is_none() {
                continue;
            }
            let Some(slug) = self.slugs[index].as_deref() else {
                mistakes.push(
                    entry.spot.clone(),
                    "No address can be made for this place.",
                    "Give it a code or a slug (letters a–z, digits and dashes).",
                );
                continue;
            };
            if let Some(first) = slugs.insert(slug, index) {
                mistakes.push(
                    entry.spot.clone(),
                    format!("The slug {} is used twice.", shown(slug)),
                    format!(
                        "It stands first at {}; give each place its own slug.",
                        self.entries[first].spot
                    ),
                );
                continue;
            }
            self.find_taken(index, slug, mistakes);
            if let Some(known) = self.known_for(index)
                && let Some(first) = same.insert(known.id, index)
            {
                mistakes.push(
                    entry.spot.clone(),
                    format!(
                        "This is the same place as another row, {}.",
                        shown(known.names.in_language(Language::En))
                    ),
                    format!(
                        "One row names it by its code, one by its slug: {}; keep one.",
                        self.entries[first].spot
                    ),
                );
            }
        }
    }

    /// A slug that is another place's already.
    fn find_taken(&self, index: usize, slug: &str, mistakes: &mut Mistakes) {
        let Some(taken) = self.known_slugs.get(slug).map(|at| &self.known[*at]) else {
            return;
        };
        let entry = &self.entries[index];
        let code = taken.code.as_deref();
        let what = match (code, entry.code.as_deref()) {
            (Some(code), Some(own)) if code != own => format!(
                "The slug {} belongs to the place with the code {}.",
                shown(slug),
                shown(code)
            ),
            _ if self.known_for(index).is_some_and(|own| own.id != taken.id) => format!(
                "The slug {} belongs to another place, {}.",
                shown(slug),
                shown(taken.names.in_language(Language::En))
            ),
            _ => return,
        };
        mistakes.push(entry.spot.clone(), what, "Give this place another slug.");
    }

    fn find_parents(&mut self, mistakes: &mut Mistakes) {
        let mut by_code: HashMap<&str, usize> = HashMap::new();
        let mut by_slug: HashMap<&str, usize> = HashMap::new();
        for (index, entry) in self.entries.iter().enumerate() {
            if let Some(code) = entry.code.as_deref() {
                by_code.entry(code).or_insert(index);
            }
            if let Some(slug) = self.slugs[index].as_deref() {
                by_slug.entry(slug).or_insert(index);
            }
        }
        let own = self.rows_of_known();
        for (index, entry) in self.entries.iter().enumerate() {
            let Some(cell) = &entry.parent else {
                self.parents[index] = self.parent_it_has(index, &own);
                continue;
            };
            let name = cell.text.as_str();
            let entry = by_code
                .get(name)
                .or_else(|| by_slug.get(name))
                .copied()
                .map(Parent::Entry);
            let known = || {
                self.known_codes
                    .get(name)
                    .or_else(|| self.known_slugs.get(name))
                    .copied()
            };
            if let Some(parent) = entry.or_else(|| known().map(Parent::Known)) {
                self.parents[index] = parent;
            } else {
                mistakes.push(
                    cell.spot.clone(),
                    format!(
                        "The place that this one lies in, {}, is nowhere.",
                        shown(name)
                    ),
                    "Add it to the files, import it first, or correct the code. \
                     A city that no file holds is given with --root NAME --root-code CODE.",
                );
            }
        }
    }

    /// The rows of places that are there.
    fn rows_of_known(&self) -> HashMap<PlaceId, usize> {
        let rows = (0..self.entries.len()).rev();
        rows.filter_map(|index| Some((self.known_for(index)?.id, index)))
            .collect()
    }

    /// Where a place lies of which the files do not say it: where it lay before, unless it is
    /// a city now.
    fn parent_it_has(&self, index: usize, own: &HashMap<PlaceId, usize>) -> Parent {
        let parent = self.known_for(index).and_then(|place| place.parent);
        let Some(parent) = parent.filter(|_| self.entries[index].kind != Some(PlaceKind::City))
        else {
            return Parent::None;
        };
        let row = own.get(&parent).copied().map(Parent::Entry);
        let known = || self.known_ids.get(&parent).copied();
        row.or_else(|| known().map(Parent::Known))
            .unwrap_or(Parent::None)
    }

    /// Every entry after its parent; `None` when some run in a circle.
    fn parents_first(&self, mistakes: &mut Mistakes) -> Option<Vec<usize>> {
        #[derive(Clone, Copy, PartialEq)]
        enum Mark {
            New,
            OnTheWay,
            Done,
        }
        let mut marks = vec![Mark::New; self.entries.len()];
        let mut order = Vec::with_capacity(self.entries.len());
        let mut circles = false;
        for start in 0..self.entries.len() {
            let mut way = Vec::new();
            let mut at = start;
            while marks[at] == Mark::New {
                marks[at] = Mark::OnTheWay;
                way.push(at);
                match self.parents[at] {
                    Parent::Entry(parent) => at = parent,
                    Parent::None | Parent::Known(_) => break,
                }
            }
            let closes = matches!(self.parents[*way.last().unwrap_or(&at)], Parent::Entry(next) if way.contains(&next));
            if closes && !way.is_empty() {
                circles = true;
                mistakes.push(
                    self.entries[at].spot.clone(),
                    "This place lies inside itself: its parents run in a circle.",
                    "Correct parent_code so that each chain of places ends at a city.",
                );
            }
            for index in way.into_iter().rev() {
                marks[index] = Mark::Done;
                order.push(index);
            }
        }
        (!circles).then_some(order)
    }

    fn settle(&self, order: &[usize], ids: &Ids, mistakes: &mut Mistakes) -> Vec<Planned> {
        let mut settled: Vec<Option<(PlaceId, PlaceKind)>> = vec![None; self.entries.len()];
        let mut planned = Vec::with_capacity(order.len());
        for &index in order {
            let entry = &self.entries[index];
            let above = match self.parents[index] {
                Parent::None => None,
                Parent::Known(known) => Some((self.known[known].id, self.known[known].kind)),
                Parent::Entry(parent) => settled[parent],
            };
            // Its kind cannot be read; what lies in it is judged without it.
            if entry.is_wrong && entry.kind.is_none() {
                continue;
            }
            let known = self.known_for(index);
            let kind = entry.kind.or(known.map(|place| place.kind));
            let kind = kind_of(entry, kind, above.map(|(_, kind)| kind), mistakes);
            let (Some(kind), Some(slug)) = (kind, self.slugs[index].clone()) else {
                continue;
            };
            let id = known.map_or_else(|| PlaceId::new(ids.uuid()), |place| place.id);
            let place = Place {
                id,
                parent: above.map(|(id, _)| id),
                kind,
                slug,
                code: entry
                    .code
                    .clone()
                    .or_else(|| known.and_then(|place| place.code.clone())),
                names: completed(&entry.names, known),
            };
            settled[index] = Some((id, kind));
            let change = match known {
                None => Change::Added,
                Some(known) if *known == place => Change::Same,
                Some(_) => Change::Changed,
            };
            planned.push(Planned { place, change });
        }
        planned
    }
}

/// The names of a row, and those that the place has in other languages.
fn completed(row: &Names, known: Option<&Place>) -> Names {
    let mut names = row.clone();
    if let Some(known) = known.map(|place| &place.names) {
        names.en = names.en.or_else(|| known.en.clone());
        names.hans = names.hans.or_else(|| known.hans.clone());
        names.hant = names.hant.or_else(|| known.hant.clone());
    }
    names
}

/// The kind an entry says or has, or the one below its parent's; checked against it.
fn kind_of(
    entry: &Entry,
    kind: Option<PlaceKind>,
    above: Option<PlaceKind>,
    mistakes: &mut Mistakes,
) -> Option<PlaceKind> {
    let below = |kind: PlaceKind| {
        PlaceKind::ALL
            .into_iter()
            .find(|candidate| *candidate > kind)
    };
    let kind = match (kind, above) {
        (Some(kind), _) => Some(kind),
        (None, None) => Some(PlaceKind::City),
        (None, Some(above)) => below(above),
    };
    match (kind, above) {
        (Some(kind), Some(above)) if kind <= above => {
            mistakes.push(
                entry.spot.clone(),
                format!("A {} cannot lie in a {}.", kind.code(), above.code()),
                "Correct kind or parent_code: city > district > sub-district > community > building.",
            );
            None
        }
        (None, _) => {
            mistakes.push(
                entry.spot.clone(),
                "Nothing can lie in a building.",
                "Correct parent_code, or give the parent another kind.",
            );
            None
        }
        (Some(kind), _) => Some(kind),
    }
}
