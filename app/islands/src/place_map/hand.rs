//! The hand on the map: what a tap, a key, the device's position and the list
//! beside the map do to the pin, the fields and the words said.

use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, Position, PositionError, PositionOptions};

use super::board::{
    Board, Found, choose_in_list, chosen_in_list, found, is_of_list, metres_text, middle_of,
    place_around,
};
use super::frame::{Frame, Point};
use super::{MapFields, MapLabels};
use crate::label::fill;

/// The map and its pin, as the handlers of its events share them.
#[derive(Clone, Copy)]
pub struct Hand {
    /// None where nothing is drawn.
    pub frame: Option<Frame>,
    pub board: NodeRef<html::Div>,
    /// The one that asks the device for its position.
    pub button: NodeRef<html::Button>,
    /// Whether scripts have taken the page up.
    pub live: RwSignal<bool>,
    pub at: RwSignal<Option<Point>>,
    pub said: RwSignal<String>,
    pub labels: StoredValue<MapLabels>,
    pub fields: StoredValue<MapFields>,
}

impl Hand {
    pub fn text(self, write: fn(Point) -> String) -> String {
        self.at.get().map(write).unwrap_or_default()
    }

    fn board(self) -> Option<Board> {
        let frame = self.frame?;
        self.board
            .get_untracked()
            .and_then(|element| Board::inside(&element, frame))
    }

    fn say(self, words: impl Fn(&MapLabels) -> String) {
        self.said.set(self.labels.with_value(words));
    }

    /// Takes up the page: keys, marks, and what the list beside the map says later.
    pub fn wake(self, hint: &str) {
        if self.board.get().is_none() || self.live.get_untracked() {
            return;
        }
        if let Some(board) = self.board() {
            board.wake(hint);
            board.mark(self.listed().as_deref());
        }
        let changed =
            Closure::<dyn FnMut(Event)>::new(move |event: Event| self.list_changed(&event));
        // Without this the list still works; only the mark on the map would lag.
        let _ =
            document().add_event_listener_with_callback("change", changed.as_ref().unchecked_ref());
        // It listens as long as the page lives.
        changed.forget();
        self.live.set(true);
    }

    pub fn show_pin(self) {
        let at = self.at.get();
        if let Some(board) = self.board() {
            board.show_pin(at);
        }
    }

    fn listed(self) -> Option<String> {
        self.fields
            .with_value(|fields| chosen_in_list(&fields.place))
    }

    /// Puts the pin there and chooses that place, or none where only the server knows it.
    fn put(self, point: Point, place: Option<&Found>) {
        let slug = place.map(|place| place.slug.as_str());
        self.at.set(Some(point));
        self.fields
            .with_value(|fields| choose_in_list(&fields.place, slug.unwrap_or_default()));
        if let Some(board) = self.board() {
            board.mark(slug);
        }
    }

    /// Puts the pin on a spot of the drawing and says in which place it stands, or that it cannot.
    fn put_spot(self, board: &Board, (x, y): (i32, i32)) {
        let point = board.frame.unproject(x, y);
        let Some(place) = board.place_at(point) else {
            self.say(|labels| labels.outside.clone());
            return;
        };
        self.put(point, Some(&place));
        self.say(|labels| fill(&labels.chosen, &[("place", &place.name)]));
    }

    pub fn tapped(self, event: &MouseEvent) {
        let Some(board) = self.board() else { return };
        // The links are there for browsers without scripts.
        event.prevent_default();
        let touched = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let spot = if event.detail() > 0 {
            Some(board.spot(event.client_x(), event.client_y()))
        } else {
            // Not a tap but a key or a voice: the middle of the place.
            touched
                .and_then(|element| place_around(&element))
                .and_then(|place| middle_of(&place))
        };
        if let Some(spot) = spot {
            self.put_spot(&board, spot);
        }
    }

    pub fn key_pressed(self, event: &KeyboardEvent) {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let Some(board) = self.board() else { return };
        let step = if event.shift_key() {
            board.frame.width / 200
        } else {
            board.frame.width / 40
        }
        .max(1);
        let (right, down) = match event.key().as_str() {
            "ArrowLeft" => (-step, 0),
            "ArrowRight" => (step, 0),
            "ArrowUp" => (0, -step),
            "ArrowDown" => (0, step),
            "Enter" | " " => (0, 0),
            _ => return,
        };
        event.prevent_default();
        let (x, y) = self.starting_spot(&board);
        self.put_spot(&board, (x + right, y + down));
    }

    /// The pin, where it stands in a place, or the middle of the chosen place, or of the map.
    fn starting_spot(self, board: &Board) -> (i32, i32) {
        // Off the places there is no step that leads back.
        let pin = self
            .at
            .get_untracked()
            .filter(|point| board.place_at(*point).is_some());
        pin.map(|point| board.frame.project(point))
            .or_else(|| middle_of(&board.place_named(&self.listed()?)?))
            .unwrap_or((board.frame.width / 2, board.frame.height / 2))
    }

    pub fn clear(self) {
        self.at.set(None);
        self.say(|labels| labels.cleared.clone());
        // The button that had the focus hides itself.
        if let Some(board) = self.board() {
            board.take_focus();
        } else if let Some(button) = self.button.get_untracked() {
            // What has no focus yet has at least lost none.
            let _ = button.focus();
        }
    }

    /// The list was used: it wins, and a pin elsewhere goes.
    fn list_changed(self, event: &Event) {
        let element = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let ours = |element: &Element| {
            self.fields
                .with_value(|fields| is_of_list(element, &fields.place))
        };
        if !element.as_ref().is_some_and(ours) {
            return;
        }
        let Some(board) = self.board() else {
            self.at.set(None);
            return;
        };
        let listed = self.listed();
        board.mark(listed.as_deref());
        let pin = self.at.get_untracked();
        let under = pin.and_then(|point| board.place_at(point));
        if under.map(|place| place.slug) != listed {
            self.at.set(None);
        }
        let place = listed.and_then(|slug| board.place_named(&slug)).map(found);
        if let Some(place) = place {
            self.say(|labels| fill(&labels.chosen, &[("place", &place.name)]));
        }
    }

    pub fn locate(self) {
        let Ok(device) = window().navigator().geolocation() else {
            self.say(|labels| labels.unavailable.clone());
            return;
        };
        self.say(|labels| labels.locating.clone());
        let here = Closure::once_into_js(move |position: Position| self.located(&position));
        let failed = Closure::once_into_js(move |error: PositionError| self.not_located(&error));
        let options = PositionOptions::new();
        options.set_enable_high_accuracy(true);
        options.set_timeout(15_000);
        let asked = device.get_current_position_with_error_callback_and_options(
            here.unchecked_ref(),
            Some(failed.unchecked_ref()),
            &options,
        );
        if asked.is_err() {
            self.say(|labels| labels.unavailable.clone());
        }
    }

    fn located(self, position: &Position) {
        let found = position.coords();
        let Some(point) = Point::from_degrees(found.latitude(), found.longitude()) else {
            self.say(|labels| labels.unavailable.clone());
            return;
        };
        let metres = metres_text(found.accuracy());
        let place = self.board().and_then(|board| board.place_at(point));
        self.put(point, place.as_ref());
        self.say(|labels| match &place {
            Some(place) => {
                let values = [("place", place.name.as_str()), ("metres", metres.as_str())];
                fill(&labels.located, &values)
            }
            None => fill(&labels.elsewhere, &[("metres", &metres)]),
        });
    }

    fn not_located(self, error: &PositionError) {
        /// The code that the geolocation standard gives to a refusal.
        const DENIED: u16 = 1;
        self.say(|labels| {
            if error.code() == DENIED {
                labels.denied.clone()
            } else {
                labels.unavailable.clone()
            }
        });
    }
}
