//! The map of the places in one place or of all, drawn from our own boundaries.

use domain::language::Language;
use domain::place::Place;
use islands::PlaceMap;
use islands::place_map::{Frame, MapFields, PlaceShapes, Point, Polygon, Shape, shape_path};
use leptos::prelude::*;
use store::places::boundaries::{BoundedPlace, Outlines};
use store::{Conn, StoreError};

use crate::island_words;
use crate::text::report as words;

/// Pixels across, in which outlines are simplified.
const WIDTH: i32 = 1000;
/// How far a simplified outline may lie from the true one, in those pixels.
const TOLERANCE: u32 = 2;
/// Most outlines on one map: among more nobody finds theirs on a phone, and they weigh more
/// than all the rest of the page.
const MOST: i64 = 500;

/// What there is to draw, and of what.
pub(super) struct Mapped {
    /// The place it is a map of; of all places where there is none.
    of: Option<Place>,
    outlines: Outlines,
}

impl Mapped {
    /// What there is to draw of a place, or of all: one statement.
    pub(super) async fn find(conn: &mut Conn<'_>, of: Option<Place>) -> Result<Self, StoreError> {
        let outlines = match &of {
            Some(place) => conn.list_outlines_in(place.id, MOST).await?,
            None => conn.list_outlines_at_the_top(MOST).await?,
        };
        Ok(Self { of, outlines })
    }

    /// A map to pick a place on; only the button for one's position where there is nothing to
    /// draw here, and nothing where no place has a boundary.
    pub(super) fn view(
        &self,
        lang: Language,
        chosen: &str,
        point: Option<(f64, f64)>,
    ) -> Option<AnyView> {
        if !self.outlines.known {
            return None;
        }
        let point =
            point.and_then(|(latitude, longitude)| Point::from_degrees(latitude, longitude));
        let drawing = self.drawing(lang);
        let frame = drawing.as_ref().map(|(frame, _)| *frame);
        let labels = if frame.is_some() {
            island_words::map_labels(lang)
        } else {
            island_words::position_labels(lang)
        };
        let fields = MapFields {
            latitude: "latitude".to_owned(),
            longitude: "longitude".to_owned(),
            place: "place".to_owned(),
        };
        let drawing = drawing.map(|(frame, shapes)| {
            let (label, chosen) = (self.label(lang), chosen.to_owned());
            view! { <PlaceShapes frame shapes chosen point label/> }.into_any()
        });
        let view = view! {
            <PlaceMap frame fields point labels>
                {drawing}
            </PlaceMap>
        };
        Some(view.into_any())
    }

    fn label(&self, lang: Language) -> String {
        match &self.of {
            Some(place) => words::where_map(lang, place.names.in_language(lang)),
            None => words::where_map_all(lang).to_owned(),
        }
    }

    /// The outlines around which the frame is drawn; none where there are none.
    fn drawing(&self, lang: Language) -> Option<(Frame, Vec<Shape>)> {
        let drawn: Vec<(&Place, Vec<Polygon>)> = self
            .outlines
            .drawn
            .iter()
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
            .collect();
        Some((frame, shapes))
    }
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
