//! What the demo's pictures show: the things people photograph when they say
//! what is wrong, and when it is done. Drawn, so that nobody's door is in them.

use anyhow::bail;

use super::canvas::{Canvas, Colour, Spot, mixed};

mod inside;
mod outside;
mod street;

const INK: Colour = [46.0, 44.0, 42.0];
const STEEL: Colour = [150.0, 156.0, 160.0];
const WARM: Colour = [255.0, 226.0, 160.0];

/// Draws a scene as a JPEG file.
///
/// # Errors
/// When there is no scene of that name.
pub fn draw(name: &str) -> anyhow::Result<Vec<u8>> {
    let (canvas, grain) = match name {
        "dark-stairs" => (inside::stairs(0.0, [112.0, 104.0, 92.0]), 26.0),
        "dark-stairs-b" => (inside::stairs(0.25, [96.0, 104.0, 114.0]), 24.0),
        "bright-stairs" => (inside::stairs(1.0, [196.0, 190.0, 176.0]), 8.0),
        "lift-doors" => (inside::lift(true), 12.0),
        "lift-fixed" => (inside::lift(false), 9.0),
        "wet-ceiling" => (inside::ceiling(), 12.0),
        "boxes" => (inside::boxes(), 16.0),
        "old-bikes" => (outside::bikes(6, true, [176.0, 178.0, 170.0]), 10.0),
        "old-bikes-2" => (outside::bikes(5, true, [150.0, 166.0, 172.0]), 10.0),
        "tidy-bikes" => (outside::bikes(3, false, [206.0, 204.0, 190.0]), 8.0),
        "tidy-bikes-2" => (outside::bikes(1, false, [186.0, 200.0, 204.0]), 8.0),
        "full-bins" => (outside::bins(), 10.0),
        "trimmed-tree" => (outside::tree(), 9.0),
        "cable-window" => (street::cable(), 10.0),
        "loose-tiles" => (street::tiles(), 10.0),
        "pothole" => (street::road(true), 12.0),
        "road-mended" => (street::road(false), 10.0),
        "puddle" => (outside::puddle(), 10.0),
        "steps" => (street::steps(false), 9.0),
        "canal-steps" => (street::steps(true), 11.0),
        "swing" => (outside::swing(), 9.0),
        _ => bail!("there is no scene {name:?}"),
    };
    canvas.develop(grain)
}

/// A box seen a little from above.
fn carton(canvas: &mut Canvas, (x, y): Spot, width: f32, height: f32, colour: Colour) {
    let lean = width * 0.16;
    let dark = mixed(colour, INK, 0.28);
    let light = mixed(colour, [255.0; 3], 0.18);
    canvas.rect((x, y), (width, height), colour);
    canvas.area(
        &[
            (x, y),
            (x + lean, y - lean * 0.6),
            (x + width + lean, y - lean * 0.6),
            (x + width, y),
        ],
        light,
    );
    canvas.area(
        &[
            (x + width, y),
            (x + width + lean, y - lean * 0.6),
            (x + width + lean, y + height - lean * 0.6),
            (x + width, y + height),
        ],
        dark,
    );
    canvas.rect(
        (x + width * 0.44, y),
        (width * 0.12, height),
        mixed(colour, [255.0, 240.0, 200.0], 0.35),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::demo::script;
    use crate::commands::demo::script::Deed;

    #[test]
    fn every_scene_of_the_script_can_be_drawn() {
        let mut scenes = 0;
        for story in script::read().unwrap() {
            let done = story.acts.iter().filter_map(|act| match &act.deed {
                Deed::Done(_, scene) => scene.clone(),
                _ => None,
            });
            for name in story.photos.iter().cloned().chain(done) {
                let picture = image::load_from_memory(&draw(&name).unwrap()).unwrap();
                let grey = picture.into_luma8();
                let (dark, light) = grey.pixels().fold((u8::MAX, 0), |(dark, light), pixel| {
                    (dark.min(pixel.0[0]), light.max(pixel.0[0]))
                });
                assert!(light - dark > 60, "nothing can be seen in {name}");
                scenes += 1;
            }
        }
        assert!(scenes >= 20);
        assert!(draw("no-such-scene").is_err());
    }
}
