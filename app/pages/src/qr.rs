//! The address of a page as a QR code (ISO/IEC 18004), drawn as one path, so
//! that paper leads back to the newest state.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use leptos::prelude::*;
use qrcode::{Color, EcLevel, QrCode};

/// The white border that readers need, in modules.
const QUIET: usize = 4;
/// The most drawings kept, of about 3 kB each.
const MOST_KEPT: usize = 1_000;

/// What is drawn: how many modules a side has with its border, and the dark ones.
#[derive(Clone)]
struct Drawing {
    side: usize,
    ink: Arc<str>,
}

/// Drawings by text: finding the best pattern costs more than the rest of a
/// page, and the address of a case never changes.
static KEPT: LazyLock<Mutex<HashMap<String, Drawing>>> = LazyLock::new(Mutex::default);

/// A QR code of `text`; nothing where the text is too long for one. It says
/// nothing that does not stand beside it in letters.
pub(crate) fn view(text: &str) -> Option<AnyView> {
    Some(drawn(drawing(text)?))
}

/// The same of a secret: nothing of it stays in memory.
pub(crate) fn of_secret(text: &str) -> Option<AnyView> {
    Some(drawn(draw(text)?))
}

fn drawn(drawing: Drawing) -> AnyView {
    let Drawing { side, ink } = drawing;
    let frame = format!("0 0 {side} {side}");
    let ground = format!("M0 0h{side}v{side}h-{side}z");
    view! {
        <svg class="qr" viewBox=frame aria-hidden="true" shape-rendering="crispEdges">
            <path class="qr-ground" d=ground/>
            <path class="qr-ink" d=ink/>
        </svg>
    }
    .into_any()
}

fn draw(text: &str) -> Option<Drawing> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    Some(Drawing {
        side: code.width() + 2 * QUIET,
        ink: path(&code).into(),
    })
}

fn drawing(text: &str) -> Option<Drawing> {
    let kept = || KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(drawing) = kept().get(text) {
        return Some(drawing.clone());
    }
    let drawing = draw(text)?;
    let mut kept = kept();
    if kept.len() >= MOST_KEPT {
        kept.clear();
    }
    kept.insert(text.to_owned(), drawing.clone());
    Some(drawing)
}

/// The dark modules, each run of a row as one stroke.
fn path(code: &QrCode) -> String {
    let (width, colors) = (code.width(), code.to_colors());
    let mut path = String::new();
    for (y, row) in colors.chunks(width).enumerate() {
        let mut x = 0;
        while x < width {
            let run = row[x..]
                .iter()
                .take_while(|color| **color == Color::Dark)
                .count();
            if run > 0 {
                let (left, top) = (x + QUIET, y + QUIET);
                let _ = write!(path, "M{left} {top}h{run}v1h-{run}z");
            }
            x += run.max(1);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_drawing_has_every_dark_module_once() {
        let code = QrCode::with_error_correction_level("https://linli.example/cases/1", EcLevel::M)
            .unwrap();
        let dark = code
            .to_colors()
            .iter()
            .filter(|color| **color == Color::Dark)
            .count();
        let drawn: usize = path(&code)
            .split('h')
            .skip(1)
            .step_by(2)
            .map(|run| run.split('v').next().unwrap().parse::<usize>().unwrap())
            .sum();
        assert_eq!(drawn, dark);
    }
}
