//! Coordinates of polygons: every ring closed, long enough and on the globe.

use domain::geometry::{Boundary, BoundaryInvalid, Point};

use crate::commands::import::json::Node;
use crate::commands::import::mistake::Mistakes;
use crate::commands::import::source::Source;

/// The most points of one ring; the coast of a large city has some ten thousand.
const MOST_POINTS: usize = 500_000;

/// Reads the coordinates of a `MultiPolygon`.
pub fn multipolygon(source: &Source, node: &Node, mistakes: &mut Mistakes) -> Option<Boundary> {
    let items = list(source, node, "polygons", mistakes)?;
    let polygons: Vec<_> = items
        .iter()
        .map(|item| rings(source, item, mistakes))
        .collect();
    boundary(
        source,
        node,
        polygons.into_iter().collect::<Option<_>>()?,
        mistakes,
    )
}

/// Reads the coordinates of a `Polygon`.
pub fn polygon(source: &Source, node: &Node, mistakes: &mut Mistakes) -> Option<Boundary> {
    let rings = rings(source, node, mistakes)?;
    boundary(source, node, vec![rings], mistakes)
}

fn boundary(
    source: &Source,
    node: &Node,
    polygons: Vec<Vec<Vec<Point>>>,
    mistakes: &mut Mistakes,
) -> Option<Boundary> {
    let (what, remedy) = match Boundary::new(polygons) {
        Ok(boundary) => return Some(boundary),
        Err(BoundaryInvalid::Empty) => (
            "This area has no ring.",
            "Draw its outline, or delete the feature.",
        ),
        Err(BoundaryInvalid::Flat) => (
            "A ring of this area encloses nothing: its points are the same or lie on one line.",
            "Draw the outline again, or delete the ring.",
        ),
        Err(BoundaryInvalid::Antimeridian) => (
            "This area is wider than half the earth.",
            "Cut it in two polygons at the 180th meridian, or correct its coordinates.",
        ),
    };
    mistakes.push(source.at(node.offset), what, remedy);
    None
}

fn rings(source: &Source, node: &Node, mistakes: &mut Mistakes) -> Option<Vec<Vec<Point>>> {
    let items = list(source, node, "rings", mistakes)?;
    let rings: Vec<_> = items
        .iter()
        .map(|item| ring(source, item, mistakes))
        .collect();
    rings.into_iter().collect()
}

fn ring(source: &Source, node: &Node, mistakes: &mut Mistakes) -> Option<Vec<Point>> {
    let items = list(source, node, "points", mistakes)?;
    if items.len() > MOST_POINTS {
        mistakes.push(
            source.at(node.offset),
            format!("This ring has more than {MOST_POINTS} points."),
            "Simplify the outline in the program it was exported from.",
        );
        return None;
    }
    let mut points = Vec::with_capacity(items.len());
    for item in items {
        points.push(point(source, item, mistakes)?);
    }
    if points.len() < 4 {
        mistakes.push(
            source.at(node.offset),
            format!(
                "This ring has {} points; an area needs four, the last one like the first.",
                points.len()
            ),
            "Draw the outline again, or delete the ring.",
        );
        return None;
    }
    if points.first() != points.last() {
        mistakes.push(
            source.at(node.offset),
            "This ring is not closed: its last point is not its first.",
            "Repeat the first point at the end of the ring.",
        );
        return None;
    }
    Some(points)
}

fn point(source: &Source, node: &Node, mistakes: &mut Mistakes) -> Option<Point> {
    let numbers = node
        .list()
        .map(|items| items.iter().map(Node::number).collect::<Vec<_>>());
    let Some([Some(lon), Some(lat), ..]) = numbers.as_deref() else {
        mistakes.push(
            source.at(node.offset),
            "A point is expected here: [longitude, latitude].",
            "Write two numbers in degrees.",
        );
        return None;
    };
    if let Ok(point) = Point::new(*lat, *lon) {
        return Some(point);
    }
    let spot = source.at(node.offset);
    if lon.abs() <= 90.0 && lat.abs() <= 180.0 {
        mistakes.push(
            spot,
            format!("Longitude and latitude look swapped: {lat} is no latitude."),
            "GeoJSON writes longitude first, then latitude: [-71.06, 42.36] is Boston.",
        );
    } else {
        mistakes.push(
            spot,
            format!("[{lon}, {lat}] is not on the globe."),
            "Coordinates are degrees of WGS 84; a file in metres has to be exported again as EPSG:4326.",
        );
    }
    None
}

fn list<'a>(
    source: &Source,
    node: &'a Node,
    what: &str,
    mistakes: &mut Mistakes,
) -> Option<&'a [Node]> {
    let items = node.list().filter(|items| !items.is_empty());
    if items.is_none() {
        mistakes.push(
            source.at(node.offset),
            format!("A list of {what} is expected here."),
            "Export the file again as GeoJSON; a Polygon has rings, a MultiPolygon has polygons.",
        );
    }
    items
}
