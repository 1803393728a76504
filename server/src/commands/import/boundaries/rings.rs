//! Coordinates of polygons: every ring closed, long enough and on the globe.

use super::Polygons;
use crate::commands::import::json::Node;
use crate::commands::import::mistake::Mistakes;
use crate::commands::import::source::Source;

/// The most points of one feature; the coast of a large city has some ten thousand.
const MOST_POINTS: usize = 500_000;

/// Reads the coordinates of a MultiPolygon.
pub fn multipolygon(source: &Source, node: &Node, mistakes: &mut Mistakes) -> Option<Polygons> {
    let items = list(source, node, "polygons", mistakes)?;
    let polygons: Vec<_> = items
        .iter()
        .map(|item| polygon(source, item, mistakes))
        .collect();
    polygons.into_iter().collect()
}

/// Reads the coordinates of a Polygon.
pub fn polygon(
    source: &Source,
    node: &Node,
    mistakes: &mut Mistakes,
) -> Option<Vec<Vec<[f64; 2]>>> {
    let items = list(source, node, "rings", mistakes)?;
    let rings: Vec<_> = items
        .iter()
        .map(|item| ring(source, item, mistakes))
        .collect();
    rings.into_iter().collect()
}

fn ring(source: &Source, node: &Node, mistakes: &mut Mistakes) -> Option<Vec<[f64; 2]>> {
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

fn point(source: &Source, node: &Node, mistakes: &mut Mistakes) -> Option<[f64; 2]> {
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
    if lon.abs() <= 180.0 && lat.abs() <= 90.0 {
        return Some([*lon, *lat]);
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
