//! The drawing in the browser's hands: what is where, and showing it.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlSelectElement, NodeList, SvgElement};

use super::frame::{Frame, Point, whole};
use super::outline::contains;

/// The drawing inside an element of the page.
pub struct Board {
    /// What part of the earth it shows.
    pub frame: Frame,
    drawing: Element,
}

/// A place of the drawing.
pub struct Found {
    /// Its slug.
    pub slug: String,
    /// Its name in the reader's language.
    pub name: String,
}

impl Board {
    /// The drawing inside an element, if there is one.
    pub fn inside(element: &HtmlElement, frame: Frame) -> Option<Self> {
        let drawing = element.query_selector("svg").ok().flatten()?;
        Some(Self { frame, drawing })
    }

    /// Lets the keyboard move the pin, and tells so.
    pub fn wake(&self, hint: &str) {
        let said = [
            ("tabindex", "0"),
            ("role", "application"),
            ("aria-describedby", hint),
        ];
        for (name, value) in said {
            // Setting a well-formed attribute cannot fail.
            let _ = self.drawing.set_attribute(name, value);
        }
        for link in elements(self.drawing.query_selector_all("a").ok()) {
            let _ = link.set_attribute("tabindex", "-1");
        }
    }

    /// Puts the focus on it, where the keyboard moves the pin.
    pub fn take_focus(&self) {
        if let Some(drawing) = self.drawing.dyn_ref::<SvgElement>() {
            // What has no focus yet has at least lost none.
            let _ = drawing.focus();
        }
    }

    /// The place of the drawing that contains a point of the earth.
    pub fn place_at(&self, point: Point) -> Option<Found> {
        let (x, y) = self.frame.project(point);
        self.places()
            .find(|place| path_of(place).is_some_and(|path| contains(&path, x, y)))
            .map(found)
    }

    /// The place with that slug.
    pub fn place_named(&self, slug: &str) -> Option<Element> {
        self.places()
            .find(|place| place.get_attribute("data-place").as_deref() == Some(slug))
    }

    /// Where in the drawing a point of the screen lies.
    pub fn spot(&self, client_x: i32, client_y: i32) -> (i32, i32) {
        let area = self.drawing.get_bounding_client_rect();
        self.frame.from_screen(
            (f64::from(client_x), f64::from(client_y)),
            (area.left(), area.top()),
            (area.width(), area.height()),
        )
    }

    /// Shows the pin there, or takes it away.
    pub fn show_pin(&self, at: Option<Point>) {
        let spot = at.map(|point| self.frame.project(point));
        let Ok(Some(pin)) = self.drawing.query_selector(".place-pin") else {
            return;
        };
        if let Some((x, y)) = spot {
            let _ = pin.set_attribute("transform", &format!("translate({x} {y})"));
        }
        let _ = pin.set_attribute(
            "visibility",
            if spot.is_some() { "visible" } else { "hidden" },
        );
    }

    /// Marks the chosen place and no other.
    pub fn mark(&self, slug: Option<&str>) {
        for place in self.places() {
            let here = slug.is_some() && place.get_attribute("data-place").as_deref() == slug;
            let _ = place.toggle_attribute_with_force("data-chosen", here);
        }
    }

    fn places(&self) -> impl Iterator<Item = Element> {
        elements(self.drawing.query_selector_all("[data-place]").ok())
    }
}

/// A point well inside a place.
pub fn middle_of(place: &Element) -> Option<(i32, i32)> {
    let spot = place.get_attribute("data-spot")?;
    let (x, y) = spot.split_once(' ')?;
    Some((x.parse().ok()?, y.parse().ok()?))
}

/// The place an element belongs to.
pub fn place_around(element: &Element) -> Option<Element> {
    element.closest("[data-place]").ok().flatten()
}

/// The slug and the name of a place.
pub fn found(place: Element) -> Found {
    let read = |name: &str| place.get_attribute(name).unwrap_or_default();
    Found {
        slug: read("data-place"),
        name: read("data-name"),
    }
}

fn path_of(place: &Element) -> Option<String> {
    place
        .query_selector("path")
        .ok()
        .flatten()?
        .get_attribute("d")
}

/// Chooses a place in the list beside the map: radio buttons or a select with that name. What
/// was chosen before is not any more, also where the list does not hold the place.
pub fn choose_in_list(name: &str, slug: &str) {
    for element in named(name) {
        match element.dyn_into::<HtmlInputElement>() {
            Ok(input) if input.type_() == "radio" => input.set_checked(input.value() == slug),
            Ok(input) => input.set_value(slug),
            Err(other) => {
                if let Ok(select) = other.dyn_into::<HtmlSelectElement>() {
                    select.set_value(slug);
                }
            }
        }
    }
}

/// What the list beside the map has chosen.
pub fn chosen_in_list(name: &str) -> Option<String> {
    named(name)
        .find_map(|element| match element.dyn_into::<HtmlInputElement>() {
            Ok(input) if input.type_() == "radio" => input.checked().then(|| input.value()),
            Ok(input) => Some(input.value()),
            Err(other) => other
                .dyn_into::<HtmlSelectElement>()
                .ok()
                .map(|select| select.value()),
        })
        .filter(|slug| !slug.is_empty())
}

/// Whether an element is part of the list with that name.
pub fn is_of_list(element: &Element, name: &str) -> bool {
    element.get_attribute("name").as_deref() == Some(name)
}

fn named(name: &str) -> impl Iterator<Item = Element> {
    let found = leptos::prelude::document().query_selector_all(&format!("[name=\"{name}\"]"));
    elements(found.ok())
}

fn elements(list: Option<NodeList>) -> impl Iterator<Item = Element> {
    let count = list.as_ref().map_or(0, NodeList::length);
    (0..count).filter_map(move |at| list.as_ref()?.get(at)?.dyn_into::<Element>().ok())
}

/// Metres as people read them: the accuracy of a position.
pub fn metres_text(metres: f64) -> String {
    let metres = whole(metres).max(1);
    let step = if metres < 100 { 5 } else { 50 };
    ((metres + step - 1) / step * step).to_string()
}

#[cfg(test)]
mod tests {
    use super::metres_text;

    #[test]
    fn accuracy_is_rounded_up() {
        assert_eq!(metres_text(0.2), "5");
        assert_eq!(metres_text(12.0), "15");
        assert_eq!(metres_text(101.0), "150");
        assert_eq!(metres_text(f64::NAN), "5");
    }
}
