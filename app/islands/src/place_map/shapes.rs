//! The drawing itself: one shape per place with its name, made by the server
//! and the same with and without scripts.

use leptos::prelude::*;

use super::frame::{Frame, Point};
use super::outline::widest_stretch;

/// A place on the map.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// The value by which the list beside the map names the place.
    pub slug: String,
    /// Its name in the reader's language.
    pub name: String,
    /// Its outline, from [`shape_path`](super::shape_path).
    pub path: String,
    /// Where a tap leads without scripts; `None` where the list beside the map serves.
    pub href: Option<String>,
}

/// The map as an image with links; stands inside [`PlaceMap`](super::PlaceMap),
/// or alone where nothing is to be picked.
#[component]
pub fn PlaceShapes(
    /// What part of the earth is drawn, and how large.
    frame: Frame,
    /// The places.
    shapes: Vec<Shape>,
    /// The slug of the place chosen so far; may be empty.
    chosen: String,
    /// The point chosen so far.
    point: Option<Point>,
    /// What the map shows, in words.
    label: String,
) -> impl IntoView {
    let drawn = shapes.into_iter().filter(|shape| !shape.path.is_empty());
    let (outlines, names): (Vec<_>, Vec<_>) = drawn
        .map(|shape| {
            let here = shape.slug == chosen;
            let room = widest_stretch(&shape.path).unwrap_or_default();
            let name = name_of(&shape, room);
            (outline(shape, room, here), name)
        })
        .unzip();
    let (x, y) = point.map_or((0, 0), |point| frame.project(point));
    let visibility = if point.is_some() { "visible" } else { "hidden" };
    view! {
        <svg class="place-shapes" viewBox=frame.view_box() role="group" aria-label=label>
            {outlines}
            <g class="place-names" aria-hidden="true">
                {names}
            </g>
            <g class="place-pin" aria-hidden="true" visibility=visibility transform=format!("translate({x} {y})")>
                <path class="place-pin-body" d="M0 0C-7 -22 -26 -32 -26 -54A26 26 0 1 1 26 -54C26 -32 7 -22 0 0Z" />
                <circle class="place-pin-eye" cx="0" cy="-54" r="10" />
            </g>
        </svg>
    }
}

fn outline(shape: Shape, (x, y, _): (i32, i32, i32), here: bool) -> AnyView {
    let Shape {
        slug,
        name,
        path,
        href,
    } = shape;
    let chosen = here.then_some("");
    // Where the pin goes when the place is chosen without pointing.
    let spot = format!("{x} {y}");
    let body = view! { <path d=path fill-rule="evenodd" /> };
    match href {
        Some(href) => view! {
            <a class="place-shape" href=href data-place=slug data-name=name.clone() data-spot=spot data-chosen=chosen aria-label=name>
                {body}
            </a>
        }
        .into_any(),
        None => view! {
            <g class="place-shape" data-place=slug data-name=name data-spot=spot data-chosen=chosen>
                {body}
            </g>
        }
        .into_any(),
    }
}

/// The height of a written name in units of the drawing: 13 px on a phone, where the drawing is a thousand wide.
const LETTER: i32 = 36;

/// The name, if it fits into its place.
fn name_of(shape: &Shape, (x, y, room): (i32, i32, i32)) -> Option<AnyView> {
    // A Chinese letter is square, a Latin one half as wide.
    let halves = shape
        .name
        .chars()
        .map(|letter| if letter.is_ascii() { 11 } else { 20 })
        .sum::<i32>();
    if halves * LETTER / 20 > room {
        return None;
    }
    let name = shape.name.clone();
    let view = view! {
        <text x=x y=y text-anchor="middle" dominant-baseline="central" font-size=LETTER>
            {name}
        </text>
    };
    Some(view.into_any())
}
