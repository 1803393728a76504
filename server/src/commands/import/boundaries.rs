//! Boundaries out of a GeoJSON `FeatureCollection` (RFC 7946): polygons and
//! multipolygons in longitude and latitude (WGS 84), each the outline of a place.
//!
//! `rings` reads coordinates, `plan` finds the place of each outline or makes it,
//! `whereabouts` compares them with what is there already.

mod plan;
mod rings;
#[cfg(test)]
mod tests;
mod whereabouts;

pub use plan::{Create, Outlined, Plan, plan};
pub use whereabouts::{check, described};

use domain::geometry::Boundary;

use super::json::{self, Node};
use super::mistake::{Mistakes, Spot, shown};
use super::record::Cell;
use super::source::Source;

/// Farther from where it belongs, an area may have its coordinates swapped.
const FAR_DEGREES: f64 = 20.0;
/// And does, where exchanging them brings it as near as this.
const NEAR_DEGREES: f64 = 5.0;

/// One feature of the file.
#[derive(Clone, Debug)]
pub struct Outline {
    /// Where it stands.
    pub spot: Spot,
    /// Its text and number properties.
    pub properties: Vec<(String, Cell)>,
    /// Its area; `None` after a mistake in it.
    pub boundary: Option<Boundary>,
}

impl Outline {
    /// A property that is there and not empty.
    pub fn property(&self, key: &str) -> Option<&Cell> {
        self.properties
            .iter()
            .find(|(name, cell)| name == key && !cell.text.is_empty())
            .map(|(_, cell)| cell)
    }
}

/// Reads all features; what is wrong becomes a mistake.
pub fn read(source: &Source, mistakes: &mut Mistakes) -> Vec<Outline> {
    let root = match json::parse(&source.text) {
        Ok(root) => root,
        Err(broken) => {
            mistakes.push(
                source.at(broken.offset),
                broken.what,
                "Correct the file and try again.",
            );
            return Vec::new();
        }
    };
    let kind = root.get("type").and_then(Node::text);
    let features = root.get("features").and_then(Node::list);
    let (Some("FeatureCollection"), Some(features)) = (kind, features) else {
        mistakes.push(
            source.at(root.offset),
            "This is no GeoJSON FeatureCollection.",
            "Export the areas as GeoJSON: { \"type\": \"FeatureCollection\", \"features\": [ … ] }.",
        );
        return Vec::new();
    };
    check_system(source, &root, mistakes);
    if features.is_empty() {
        mistakes.push(
            source.at(root.offset),
            "There is no feature in the file.",
            "Export at least one area.",
        );
    }
    let outlines: Vec<Outline> = features
        .iter()
        .filter_map(|feature| outline(source, feature, mistakes))
        .collect();
    find_swapped(&outlines, mistakes);
    outlines
}

/// Older GeoJSON may name a coordinate system; degrees of WGS 84 are the only ones read.
fn check_system(source: &Source, root: &Node, mistakes: &mut Mistakes) {
    let Some(system) = root.get("crs").filter(|crs| crs.value != json::Value::Null) else {
        return;
    };
    let name = system.get("properties").and_then(|named| named.get("name"));
    let name = name.and_then(Node::text).unwrap_or_default();
    let upper = name.to_ascii_uppercase();
    let known = ["CRS84", "EPSG:4326", "EPSG::4326"];
    if !known.iter().any(|known| upper.ends_with(known)) {
        mistakes.push(
            source.at(system.offset),
            format!("The coordinates are in the system {}.", shown(name)),
            "Export the areas in longitude and latitude (WGS 84, EPSG:4326).",
        );
    }
}

fn outline(source: &Source, feature: &Node, mistakes: &mut Mistakes) -> Option<Outline> {
    let spot = source.at(feature.offset);
    if feature.get("type").and_then(Node::text) != Some("Feature") {
        mistakes.push(
            spot,
            "A GeoJSON Feature is expected here.",
            "Its \"type\" has to be \"Feature\".",
        );
        return None;
    }
    Some(Outline {
        boundary: boundary(source, feature, mistakes),
        properties: properties(source, feature),
        spot,
    })
}

fn boundary(source: &Source, feature: &Node, mistakes: &mut Mistakes) -> Option<Boundary> {
    let Some(geometry) = feature.get("geometry") else {
        mistakes.push(
            source.at(feature.offset),
            "This feature has no geometry.",
            "Give it a Polygon or MultiPolygon, or delete it.",
        );
        return None;
    };
    let kind = geometry
        .get("type")
        .and_then(Node::text)
        .unwrap_or_default();
    let coordinates = geometry.get("coordinates");
    match (kind, coordinates) {
        ("Polygon", Some(node)) => rings::polygon(source, node, mistakes),
        ("MultiPolygon", Some(node)) => rings::multipolygon(source, node, mistakes),
        (_, _) => {
            mistakes.push(
                source.at(geometry.offset),
                format!("The geometry {} is no area.", shown(kind)),
                "Only Polygon and MultiPolygon can bound a place.",
            );
            None
        }
    }
}

fn properties(source: &Source, feature: &Node) -> Vec<(String, Cell)> {
    let Some(json::Value::Object(members)) = feature.get("properties").map(|node| &node.value)
    else {
        return Vec::new();
    };
    let cell = |node: &Node| {
        Some(Cell {
            text: node.cell()?.trim().to_owned(),
            spot: source.at(node.offset),
        })
    };
    members
        .iter()
        .filter_map(|member| Some((member.key.clone(), cell(&member.node)?)))
        .collect()
}

/// Guesses swapped coordinates that are in range: an outline far from all the
/// others that would lie among them with longitude and latitude exchanged.
fn find_swapped(outlines: &[Outline], mistakes: &mut Mistakes) {
    let centres: Vec<(&Spot, [f64; 2])> = outlines
        .iter()
        .filter_map(|outline| {
            let centre = outline.boundary.as_ref()?.bounds().centre();
            Some((&outline.spot, [centre.longitude(), centre.latitude()]))
        })
        .collect();
    if centres.len() < 3 {
        return;
    }
    let median = |axis: usize| {
        let mut values: Vec<f64> = centres.iter().map(|(_, centre)| centre[axis]).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let (x, y) = (median(0), median(1));
    let distance = |a: f64, b: f64| (a - x).abs().max((b - y).abs());
    for (spot, [lon, lat]) in &centres {
        if distance(*lon, *lat) > FAR_DEGREES && distance(*lat, *lon) < NEAR_DEGREES {
            mistakes.push(
                (*spot).clone(),
                "Longitude and latitude look swapped: this area lies far from all the others.",
                "GeoJSON writes longitude first, then latitude: [-71.06, 42.36] is Boston.",
            );
        }
    }
}
