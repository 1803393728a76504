//! The places, bodies and rules of a rehearsal, held in memory: no database
//! takes part.

use std::collections::HashMap;

use domain::body::Body;
use domain::charter::Charter;
use domain::id::{BodyId, PlaceId};
use domain::instant::Instant;
use domain::place::Place;
use domain::routing::{self, Route, RouteInput, RouteRefused};

use super::requests::Location;
use super::tally::{Refused, Whereabouts as How};
use super::whereabouts::Whereabouts;
use crate::commands::import::boundaries::Outlined;

/// Everything that a route depends on.
#[derive(Clone, Debug)]
pub struct World {
    /// The rules.
    pub charter: Charter,
    /// All places, as in their file.
    pub places: Vec<Place>,
    /// All bodies, as in their file.
    pub bodies: Vec<Body>,
    /// Each place with everything it lies in, the closest first.
    paths: Vec<Vec<PlaceId>>,
    /// For each place the bodies that serve any place of its path.
    serving: Vec<Vec<Body>>,
    index: Whereabouts,
    /// The one root, where a request without a location counts.
    root: Option<usize>,
    body_positions: HashMap<BodyId, usize>,
}

/// A category that nobody owns at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Position of the category.
    pub category: usize,
    /// Position of the place.
    pub place: usize,
    /// Position of the body that stands in.
    pub stands_in: Option<usize>,
}

impl World {
    /// Puts together what was read. Every body counts as having members,
    /// because files of bodies name none; one out of service is passed over.
    pub fn new(
        charter: Charter,
        places: Vec<Place>,
        mut bodies: Vec<Body>,
        outlines: &[Outlined],
    ) -> Self {
        for body in &mut bodies {
            body.members = body.members.max(1);
        }
        let positions: HashMap<PlaceId, usize> = places
            .iter()
            .enumerate()
            .map(|(index, place)| (place.id, index))
            .collect();
        let paths: Vec<Vec<PlaceId>> = places
            .iter()
            .map(|place| path(place, &places, &positions))
            .collect();
        let serving = serving(&paths, &bodies);
        let index = Whereabouts::new(outlines.iter().filter_map(|outline| {
            let place = *positions.get(&outline.place)?;
            Some((place, paths[place].len(), outline.boundary.clone()))
        }));
        let mut roots = places
            .iter()
            .enumerate()
            .filter(|(_, place)| place.parent.is_none());
        let root = match (roots.next(), roots.next()) {
            (Some((root, _)), None) => Some(root),
            (_, _) => None,
        };
        let body_positions = bodies
            .iter()
            .enumerate()
            .map(|(index, body)| (body.id, index))
            .collect();
        Self {
            charter,
            places,
            bodies,
            paths,
            serving,
            index,
            root,
            body_positions,
        }
    }

    /// The place of a request: where its point lies, else the root.
    ///
    /// # Errors
    /// [`Refused::NoPlace`] when it has no location and there are several roots.
    pub fn place_of(&self, location: Location) -> Result<(usize, How), Refused> {
        let root = |how| self.root.map(|root| (root, how)).ok_or(Refused::NoPlace);
        match location {
            Location::Unknown => root(How::Unlocated),
            Location::At(point) => match self.index.find(point) {
                Some(place) => Ok((place, How::Located)),
                None => root(How::Outside),
            },
        }
    }

    /// Who gets a case of this category at this place: the rule that routes real cases.
    ///
    /// # Errors
    /// When the rules refuse.
    pub fn route(&self, category: &str, place: usize, at: Instant) -> Result<Route, RouteRefused> {
        let input = RouteInput {
            category,
            place_path: &self.paths[place],
            // A table of requests holds no answers to questions that nobody asked.
            answers: None,
            about: None,
        };
        routing::route(input, &self.serving[place], &self.charter, at)
    }

    /// The position of a body.
    pub fn body_position(&self, id: BodyId) -> Option<usize> {
        self.body_positions.get(&id).copied()
    }

    /// Every category at every place where nobody who should hold it can.
    pub fn gaps(&self) -> Vec<Gap> {
        let now = Instant::from_micros(0);
        let mut gaps = Vec::new();
        for (category, entry) in self.charter.categories.iter().enumerate() {
            for place in 0..self.places.len() {
                match self.route(&entry.key, place, now) {
                    Ok(route) if !route.gap => {}
                    Ok(route) => {
                        let stands_in = self.body_position(route.holder);
                        gaps.push(Gap {
                            category,
                            place,
                            stands_in,
                        });
                    }
                    Err(_) => gaps.push(Gap {
                        category,
                        place,
                        stands_in: None,
                    }),
                }
            }
        }
        gaps
    }
}

/// For each path the bodies that serve any place of it.
fn serving(paths: &[Vec<PlaceId>], bodies: &[Body]) -> Vec<Vec<Body>> {
    let mut by_place: HashMap<PlaceId, Vec<usize>> = HashMap::new();
    for (index, body) in bodies.iter().enumerate() {
        for place in &body.places {
            by_place.entry(*place).or_default().push(index);
        }
    }
    let of = |path: &Vec<PlaceId>| {
        let found = path
            .iter()
            .filter_map(|place| by_place.get(place))
            .flatten();
        let mut found: Vec<usize> = found.copied().collect();
        found.sort_unstable();
        found.dedup();
        found
            .into_iter()
            .map(|index| bodies[index].clone())
            .collect()
    };
    paths.iter().map(of).collect()
}

fn path(place: &Place, places: &[Place], positions: &HashMap<PlaceId, usize>) -> Vec<PlaceId> {
    // A tree has five levels; a longer chain would be a circle.
    const DEEPEST: usize = 8;
    let mut path = vec![place.id];
    let mut at = place;
    while let Some(parent) = at
        .parent
        .and_then(|id| positions.get(&id))
        .map(|index| &places[*index])
    {
        if path.len() == DEEPEST {
            break;
        }
        path.push(parent.id);
        at = parent;
    }
    path
}
