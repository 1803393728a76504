//! Which outline belongs to which place.

use std::collections::HashMap;

use domain::geometry::Boundary;
use domain::id::PlaceId;
use domain::language::{Language, Names};
use domain::place::{Place, PlaceKind};
use domain::slug;
use store::ids::Ids;

use super::Outline;
use crate::commands::import::mistake::{Mistakes, Spot, shown};
use crate::commands::import::names;
use crate::commands::import::record::Cell;

/// How places are made out of outlines that have none yet.
#[derive(Clone, Debug)]
pub struct Create {
    /// The kind of the new places.
    pub kind: PlaceKind,
    /// Slug or code of the place they lie in.
    pub parent: String,
}

/// An outline and the place it bounds.
#[derive(Clone, Debug)]
pub struct Outlined {
    /// The place.
    pub place: PlaceId,
    /// Its slug, for messages.
    pub slug: String,
    /// Where the outline stands.
    pub spot: Spot,
    /// Its area.
    pub boundary: Boundary,
}

/// What an import of boundaries does.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Places that are made.
    pub places: Vec<Place>,
    /// The outlines.
    pub outlines: Vec<Outlined>,
}

/// Finds the place of each outline by the property `by`, or by the first of
/// `code`, `slug` and `name` that it has; makes it where `create` says so.
/// The result means nothing when a mistake was found.
pub fn plan(
    outlines: Vec<Outline>,
    known: &[Place],
    by: Option<&str>,
    create: Option<&Create>,
    ids: &Ids,
    mistakes: &mut Mistakes,
) -> Plan {
    let finder = Finder::new(known);
    let parent = create.map(|create| parent(create, &finder, mistakes));
    let mut plan = Plan::default();
    let mut seen: HashMap<String, Spot> = HashMap::new();
    for outline in outlines {
        let Some(label) = label(&outline, by, mistakes) else {
            continue;
        };
        let place = match finder.find(&label.text) {
            Found::One(place) => place.clone(),
            Found::Many => {
                mistakes.push(
                    label.spot.clone(),
                    format!("Several places are called {}.", shown(&label.text)),
                    "Match by a property with the code or slug: --match PROPERTY.",
                );
                continue;
            }
            Found::None => match (create, parent) {
                (Some(create), Some(Some(parent))) => {
                    let Some(place) = made(label, create.kind, parent, &finder, ids, mistakes)
                    else {
                        continue;
                    };
                    plan.places.push(place.clone());
                    place
                }
                (Some(_), Some(None) | None) => continue,
                (None, _) => {
                    unknown(label, mistakes);
                    continue;
                }
            },
        };
        if let Some(first) = seen.insert(place.slug.clone(), label.spot.clone()) {
            mistakes.push(
                label.spot.clone(),
                format!("The place {} has two outlines.", shown(&label.text)),
                format!("The first is at {first}; join both in one MultiPolygon."),
            );
            continue;
        }
        plan.outlines
            .extend(outline.boundary.map(|boundary| Outlined {
                place: place.id,
                slug: place.slug,
                spot: outline.spot,
                boundary,
            }));
    }
    plan
}

fn label<'a>(outline: &'a Outline, by: Option<&str>, mistakes: &mut Mistakes) -> Option<&'a Cell> {
    let keys: &[&str] = match by.as_ref() {
        Some(key) => std::slice::from_ref(key),
        None => &["code", "slug", "name"],
    };
    let label = keys.iter().find_map(|key| outline.property(key));
    if label.is_none() {
        let properties = outline.properties.iter();
        let has: Vec<String> = properties.map(|(key, _)| shown(key)).take(20).collect();
        let remedy = if has.is_empty() {
            "It has no properties at all: export the areas with them; one has to name the place."
                .to_owned()
        } else {
            format!(
                "It has: {}. Say which one names the place: --match PROPERTY.",
                has.join(", ")
            )
        };
        mistakes.push(
            outline.spot.clone(),
            format!("This feature has no property {}.", keys.join(" or ")),
            remedy,
        );
    }
    label
}

fn unknown(label: &Cell, mistakes: &mut Mistakes) {
    mistakes.push(
        label.spot.clone(),
        format!("There is no place called {}.", shown(&label.text)),
        "Import the places first, correct the name, or make places out of the outlines: \
         --create-places KIND --parent SLUG.",
    );
}

fn parent<'a>(create: &Create, finder: &Finder<'a>, mistakes: &mut Mistakes) -> Option<&'a Place> {
    let spot = Spot::whole(&"--parent".into());
    let Found::One(parent) = finder.find(&create.parent) else {
        mistakes.push(
            spot,
            format!("There is no place called {}.", shown(&create.parent)),
            "Give the slug or code of a place that was imported.",
        );
        return None;
    };
    if parent.kind >= create.kind {
        mistakes.push(
            spot,
            format!(
                "A {} cannot lie in a {}.",
                create.kind.code(),
                parent.kind.code()
            ),
            "Choose another kind: city > district > sub-district > community > building.",
        );
        return None;
    }
    Some(parent)
}

fn made(
    label: &Cell,
    kind: PlaceKind,
    parent: &Place,
    finder: &Finder<'_>,
    ids: &Ids,
    mistakes: &mut Mistakes,
) -> Option<Place> {
    let name = names::clean(label, mistakes)?;
    let Some(slug) = slug::slug_of(&name) else {
        mistakes.push(
            label.spot.clone(),
            format!("No address can be made out of {}.", shown(&name)),
            "Import the places with a code or slug first, then their boundaries.",
        );
        return None;
    };
    // Written under this slug, it would become that other place.
    if let Some(taken) = finder.slugs.get(slug.as_str()) {
        mistakes.push(
            label.spot.clone(),
            format!(
                "The address {} that {} would get belongs to another place, {}.",
                shown(&slug),
                shown(&name),
                shown(taken.names.in_language(Language::En))
            ),
            "If it is this place, write its code or slug; if not, import it with a slug of its own first.",
        );
        return None;
    }
    Some(Place {
        id: PlaceId::new(ids.uuid()),
        parent: Some(parent.id),
        kind,
        slug,
        code: None,
        names: Names::only(names::guess(&name), &name),
    })
}

enum Found<'a> {
    One(&'a Place),
    Many,
    None,
}

/// Places by code, slug and any of their names.
struct Finder<'a> {
    slugs: HashMap<&'a str, &'a Place>,
    exact: HashMap<&'a str, &'a Place>,
    names: HashMap<String, Vec<&'a Place>>,
}

impl<'a> Finder<'a> {
    fn new(known: &'a [Place]) -> Self {
        let mut finder = Self {
            slugs: HashMap::new(),
            exact: HashMap::new(),
            names: HashMap::new(),
        };
        for place in known {
            finder.slugs.insert(place.slug.as_str(), place);
            finder.exact.insert(place.slug.as_str(), place);
            if let Some(code) = place.code.as_deref() {
                finder.exact.entry(code).or_insert(place);
            }
            for name in [&place.names.en, &place.names.hans, &place.names.hant]
                .into_iter()
                .flatten()
            {
                let places = finder.names.entry(name.to_lowercase()).or_default();
                if places.iter().all(|there| there.id != place.id) {
                    places.push(place);
                }
            }
        }
        finder
    }

    fn find(&self, label: &str) -> Found<'a> {
        if let Some(place) = self.exact.get(label) {
            return Found::One(place);
        }
        match self.names.get(&label.to_lowercase()).map(Vec::as_slice) {
            Some([place]) => Found::One(place),
            Some([]) | None => Found::None,
            Some([_, ..]) => Found::Many,
        }
    }
}
