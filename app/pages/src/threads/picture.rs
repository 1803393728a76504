//! The groups as circles: where they lie and how large they are, never a person.

use domain::language::Language;
use domain::thread::Camp;
use leptos::prelude::*;

use super::letter;
use crate::text::threads as words;

/// Size of the drawing.
const WIDTH: f64 = 320.0;
const HEIGHT: f64 = 220.0;
/// Room for the largest circle at the edge.
const EDGE: f64 = 74.0;
/// The radius of a circle that stands for everybody.
const WHOLE: f64 = 70.0;

/// A number of an attribute: a tenth of a unit is finer than any screen.
fn tenth(number: f64) -> String {
    format!("{number:.1}")
}

/// The drawing. What it shows stands below as sentences and as a table.
pub(super) fn map(lang: Language, camps: &[Camp]) -> AnyView {
    let bounds = |of: fn(&Camp) -> f64| {
        camps
            .iter()
            .map(of)
            .fold((f64::MAX, f64::MIN), |(least, most), at| {
                (least.min(at), most.max(at))
            })
    };
    let ((left, right), (low, high)) = (bounds(|camp| camp.x), bounds(|camp| camp.y));
    // One scale for both axes: what is far apart looks far apart.
    let scale = f64::min(
        (WIDTH - 2.0 * EDGE) / (right - left).max(1e-9),
        (HEIGHT - 2.0 * EDGE) / (high - low).max(1e-9),
    );
    let all: u32 = camps.iter().map(|camp| camp.size).sum();
    let circles = camps
        .iter()
        .enumerate()
        .map(|(at, camp)| {
            let x = WIDTH / 2.0 + (camp.x - f64::midpoint(left, right)) * scale;
            let y = HEIGHT / 2.0 - (camp.y - f64::midpoint(low, high)) * scale;
            let share = f64::from(camp.size) / f64::from(all.max(1));
            let radius = (share.sqrt() * WHOLE).max(16.0);
            let class = format!("camp camp-{at}");
            view! {
                <circle class=class cx=tenth(x) cy=tenth(y) r=tenth(radius)></circle>
                <text x=tenth(x) y=tenth(y + 6.0) text-anchor="middle">{letter(lang, at)}</text>
            }
        })
        .collect_view();
    view! {
        <svg class="camps" viewBox="0 0 320 220" role="img" aria-label=words::map_label(lang)>{circles}</svg>
    }
    .into_any()
}
