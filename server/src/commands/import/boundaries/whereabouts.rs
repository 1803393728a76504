//! Where outlines lie, compared with what is there already. A file whose every area has
//! longitude and latitude exchanged agrees with itself; only places around it disagree.

use std::collections::{HashMap, HashSet};

use domain::id::PlaceId;
use domain::place::{Place, PlaceKind};
use store::places::import::BoundaryBox;

use super::{FAR_DEGREES, NEAR_DEGREES, Outlined, Plan};
use crate::commands::import::mistake::Mistakes;

/// Notes every outline that lies far from what is around its place and would lie there with
/// longitude and latitude exchanged. Around it are the nearest ancestor that has a boundary,
/// or what else lies in an ancestor; what the file itself outlines says nothing.
pub fn check(plan: &Plan, known: &[Place], stored: &[BoundaryBox], mistakes: &mut Mistakes) {
    let around = Around::new(plan, known, stored);
    for outline in &plan.outlines {
        let centre = outline.boundary.bounds().centre();
        let (x, y) = (centre.longitude(), centre.latitude());
        let swapped = around
            .of(outline.place)
            .is_some_and(|there| there.far(x, y) > FAR_DEGREES && there.far(y, x) < NEAR_DEGREES);
        if swapped {
            mistakes.push(
                outline.spot.clone(),
                "Longitude and latitude look swapped: this area lies far from the places around it.",
                "GeoJSON writes longitude first, then latitude: [-71.06, 42.36] is Boston.",
            );
        }
    }
}

/// The box in which all outlines lie, in words.
pub fn described(outlines: &[Outlined]) -> String {
    let boxes = outlines.iter().map(|outline| {
        let bounds = outline.boundary.bounds();
        Extent {
            west: bounds.south_west.longitude(),
            south: bounds.south_west.latitude(),
            east: bounds.north_east.longitude(),
            north: bounds.north_east.latitude(),
        }
    });
    boxes.reduce(Extent::with).map_or_else(String::new, |all| {
        format!(
            "they lie between longitude {:.4} and {:.4}, latitude {:.4} and {:.4}",
            all.west, all.east, all.south, all.north
        )
    })
}

#[derive(Clone, Copy)]
struct Extent {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

impl Extent {
    fn of(stored: &BoundaryBox) -> Self {
        Self {
            west: stored.west,
            south: stored.south,
            east: stored.east,
            north: stored.north,
        }
    }

    fn with(self, other: Self) -> Self {
        Self {
            west: self.west.min(other.west),
            south: self.south.min(other.south),
            east: self.east.max(other.east),
            north: self.north.max(other.north),
        }
    }

    /// How many degrees a point lies outside, along the axis on which it is more.
    fn far(self, longitude: f64, latitude: f64) -> f64 {
        let beside = |at: f64, from: f64, to: f64| (from - at).max(at - to).max(0.0);
        beside(longitude, self.west, self.east).max(beside(latitude, self.south, self.north))
    }
}

struct Around {
    parents: HashMap<PlaceId, PlaceId>,
    extents: HashMap<PlaceId, Extent>,
    /// Of all that lies directly in a place, together.
    inside: HashMap<PlaceId, Extent>,
}

impl Around {
    fn new(plan: &Plan, known: &[Place], stored: &[BoundaryBox]) -> Self {
        let own: HashSet<PlaceId> = plan.outlines.iter().map(|one| one.place).collect();
        let parents: HashMap<PlaceId, PlaceId> = known
            .iter()
            .chain(&plan.places)
            .filter_map(|place| Some((place.id, place.parent?)))
            .collect();
        let mut extents = HashMap::new();
        let mut inside: HashMap<PlaceId, Extent> = HashMap::new();
        for stored in stored.iter().filter(|stored| !own.contains(&stored.place)) {
            let extent = Extent::of(stored);
            extents.insert(stored.place, extent);
            if let Some(parent) = parents.get(&stored.place) {
                let all = inside.entry(*parent).or_insert(extent);
                *all = all.with(extent);
            }
        }
        Self {
            parents,
            extents,
            inside,
        }
    }

    fn of(&self, place: PlaceId) -> Option<Extent> {
        let mut at = place;
        for _ in PlaceKind::ALL {
            at = *self.parents.get(&at)?;
            if let Some(found) = self.extents.get(&at).or_else(|| self.inside.get(&at)) {
                return Some(*found);
            }
        }
        None
    }
}
