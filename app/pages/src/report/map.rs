//! The map of the places in one place, drawn from our own boundaries.

use domain::language::Language;
use domain::place::Place;
use islands::PlaceMap;
use islands::place_map::{Frame, MapFields, PlaceShapes, Point, Polygon, Shape, shape_path};
use leptos::prelude::*;
use store::places::boundaries::BoundedPlace;

use crate::island_words;
use crate::text::report as words;

/// Pixels across, in which outlines are simplified.
const WIDTH: i32 = 1000;
/// How far a simplified outline may lie from the true one, in those pixels.
const TOLERANCE: u32 = 2;

/// A map to pick a place on; nothing where no boundary is known.
pub(super) fn map(
    lang: Language,
    within: &Place,
    bounded: &[BoundedPlace],
    chosen: &str,
    point: Option<(f64, f64)>,
) -> Option<AnyView> {
    // The places inside, or the place itself where nothing inside has a boundary.
    let deepest = bounded.iter().map(|one| one.depth.min(1)).max()?;
    let drawn: Vec<(&Place, Vec<Polygon>)> = bounded
        .iter()
        .filter(|one| one.depth == deepest)
        .map(|one| (&one.place, polygons(one)))
        .collect();
    let corners = drawn
        .iter()
        .flat_map(|(_, polygons)| polygons)
        .flatten()
        .flatten()
        .copied();
    let frame = Frame::around(corners, WIDTH)?;
    let shapes = drawn
        .iter()
        .map(|(place, polygons)| Shape {
            slug: place.slug.clone(),
            name: place.names.in_language(lang).to_owned(),
            path: shape_path(&frame, polygons, TOLERANCE),
            href: None,
        })
        .collect::<Vec<_>>();
    let point = point.and_then(|(latitude, longitude)| Point::from_degrees(latitude, longitude));
    let label = words::where_map(lang, within.names.in_language(lang));
    let fields = MapFields {
        latitude: "latitude".to_owned(),
        longitude: "longitude".to_owned(),
        place: "place".to_owned(),
    };
    let (labels, chosen) = (island_words::map_labels(lang), chosen.to_owned());
    let view = view! {
        <PlaceMap frame fields point labels>
            <PlaceShapes frame shapes chosen point label/>
        </PlaceMap>
    };
    Some(view.into_any())
}

fn polygons(bounded: &BoundedPlace) -> Vec<Polygon> {
    let ring = |ring: &Vec<domain::geometry::Point>| {
        ring.iter()
            .map(|point| [point.longitude(), point.latitude()])
            .collect()
    };
    let polygons = bounded.boundary.polygons().iter();
    polygons
        .map(|polygon| polygon.rings().iter().map(ring).collect())
        .collect()
}
