//! A map from our own boundaries, without any server of tiles.
//!
//! The page draws it ([`PlaceShapes`]) and supplies the list of places beside
//! it, which says the same or leads there. In the browser a tap, the arrow keys
//! or the device's position set a pin, the hidden latitude and longitude, and
//! the place in the list. The server decides for good which place contains the
//! point; what is marked here is read from the simplified drawing. Where nothing
//! can be drawn, the button for the position is left.

#![expect(
    missing_docs,
    reason = "the macro writes a struct of props without words; everything of ours has them"
)]

mod board;
pub mod frame;
mod hand;
pub mod outline;
mod shapes;

use leptos::prelude::*;

pub use self::frame::{Frame, Point};
use self::hand::Hand;
pub use self::outline::{Polygon, shape_path};
pub use self::shapes::{PlaceShapes, Shape};
use crate::label::words;

words! {
    /// The words of [`PlaceMap`].
    pub struct MapLabels {
        /// How the keyboard moves the pin.
        keys,
        /// On the button: "Use my position".
        locate,
        /// On the button that takes the pin away.
        clear,
        /// While the device looks for its position.
        locating,
        /// The pin stands in `{place}`.
        chosen,
        /// The device is in `{place}`, give or take `{metres}` metres.
        located,
        /// The device is in no place of this map, give or take `{metres}` metres: the server looks.
        elsewhere,
        /// The point lies in no place of this map, and what to do.
        outside,
        /// The person or the browser did not allow it, and what to do.
        denied,
        /// The device does not know where it is, and what to do.
        unavailable,
        /// The pin was taken away.
        cleared,
    }
}

words! {
    /// The names of the fields that the map fills.
    pub struct MapFields {
        /// The hidden latitude in degrees.
        latitude,
        /// The hidden longitude in degrees.
        longitude,
        /// The list of places beside the map: radio buttons, a select or a hidden field.
        place,
    }
}

/// A map on which a place is picked. Its children are one [`PlaceShapes`], or nothing.
#[island]
pub fn PlaceMap(
    /// The frame of the drawing inside; `None` where nothing is drawn.
    frame: Option<Frame>,
    /// The fields it fills.
    fields: MapFields,
    /// The point chosen so far.
    point: Option<Point>,
    /// The words.
    labels: MapLabels,
    /// The drawing.
    children: Children,
) -> impl IntoView {
    let hint = format!("{}-keys", fields.latitude);
    let hint_id = hint.clone();
    let (latitude, longitude) = (fields.latitude.clone(), fields.longitude.clone());
    let (keys, locate, clear) = (
        labels.keys.clone(),
        labels.locate.clone(),
        labels.clear.clone(),
    );
    let map = Hand {
        frame,
        board: NodeRef::new(),
        button: NodeRef::new(),
        live: RwSignal::new(false),
        at: RwSignal::new(point),
        said: RwSignal::new(String::new()),
        labels: StoredValue::new(labels),
        fields: StoredValue::new(fields),
    };
    let drawn = frame.is_some();
    Effect::new(move |_| map.wake(&hint));
    Effect::new(move |_| map.show_pin());
    view! {
        <div class="place-map">
            <input type="hidden" name=latitude value=move || map.text(Point::latitude_text) />
            <input type="hidden" name=longitude value=move || map.text(Point::longitude_text) />
            <p class="place-map-keys" id=hint_id hidden=move || !drawn || !map.live.get()>
                {keys}
            </p>
            <div
                class="place-map-board"
                node_ref=map.board
                on:click=move |event| map.tapped(&event)
                on:keydown=move |event| map.key_pressed(&event)
            >
                {children()}
            </div>
            <p class="place-map-said" role="status">{move || map.said.get()}</p>
            <div class="place-map-acts" hidden=move || !map.live.get()>
                <button type="button" class="button quiet" node_ref=map.button on:click=move |_| map.locate()>
                    {locate}
                </button>
                <button
                    type="button"
                    class="button quiet"
                    hidden=move || map.at.get().is_none()
                    on:click=move |_| map.clear()
                >
                    {clear}
                </button>
            </div>
        </div>
    }
}
