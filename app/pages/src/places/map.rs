//! The boundary of a place as a small map: drawn by the server, links inside,
//! no script and no outside server.

use domain::geometry::Point as Corner;
use domain::language::Language;
use domain::place::Place;
use islands::place_map::{Frame, PlaceShapes, Polygon, Shape, shape_path};
use leptos::prelude::*;
use store::places::boundaries::BoundedPlace;

use crate::routes;
use crate::text::places as words;

/// The width of the drawing in its own units.
const WIDTH: i32 = 1000;
/// How far a drawn line may lie beside the true one, in these units.
const TOLERANCE: u32 = 2;

/// The map of a place; `None` where no boundary is known.
pub(super) fn map(lang: Language, place: &Place, bounded: &[BoundedPlace]) -> Option<AnyView> {
    let drawn: Vec<(&BoundedPlace, Vec<Polygon>)> =
        bounded.iter().map(|one| (one, polygons(one))).collect();
    let corners = drawn.iter().flat_map(|(_, polygons)| polygons);
    let frame = Frame::around(corners.flatten().flatten().copied(), WIDTH)?;
    let inside = drawn.iter().any(|(one, _)| one.depth > 0);
    let shapes = drawn
        .iter()
        .map(|(one, polygons)| {
            let itself = one.depth == 0;
            // Around others the name would lie across theirs.
            let name = one.place.names.in_language(lang);
            Shape {
                slug: one.place.slug.clone(),
                name: if itself && inside {
                    String::new()
                } else {
                    name.to_owned()
                },
                path: shape_path(&frame, polygons, TOLERANCE),
                href: (!itself).then(|| routes::place(&one.place.slug)),
            }
        })
        .collect::<Vec<_>>();
    let label = words::map(lang, place.names.in_language(lang));
    let (chosen, point) = (String::new(), None);
    Some(view! { <PlaceShapes frame shapes chosen point label/> }.into_any())
}

fn polygons(bounded: &BoundedPlace) -> Vec<Polygon> {
    let ring = |ring: &Vec<Corner>| {
        let corners = ring.iter();
        corners
            .map(|corner| [corner.longitude(), corner.latitude()])
            .collect()
    };
    let polygons = bounded.boundary.polygons().iter();
    polygons
        .map(|polygon| polygon.rings().iter().map(ring).collect())
        .collect()
}
