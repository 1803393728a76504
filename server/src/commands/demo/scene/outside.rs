//! Courtyards: bicycles, bins, trees, puddles, swings; and what stands around them.

use super::{INK, STEEL};
use crate::commands::demo::canvas::{Canvas, Colour, Spot, mixed};

pub(super) const SKY: (Colour, Colour) = ([176.0, 202.0, 220.0], [228.0, 232.0, 226.0]);
pub(super) const PAVING: Colour = [182.0, 176.0, 164.0];
pub(super) const LEAF: Colour = [86.0, 126.0, 78.0];

/// Sky above and paving below `horizon`.
pub(super) fn yard(horizon: f32) -> Canvas {
    let mut canvas = Canvas::new(SKY.0, SKY.1);
    canvas.area(
        &[
            (0.0, horizon),
            (960.0, horizon),
            (960.0, 720.0),
            (0.0, 720.0),
        ],
        PAVING,
    );
    for row in 0..7_u8 {
        let row = f32::from(row);
        let y = horizon + 8.0 + row * row * 9.0;
        canvas.stroke(
            (0.0, y),
            (960.0, y),
            1.0 + row * 0.5,
            mixed(PAVING, INK, 0.18),
        );
    }
    canvas
}

/// A house behind everything else.
pub(super) fn house(canvas: &mut Canvas, (x, y): Spot, width: f32, colour: Colour, floors: u8) {
    let height = f32::from(floors) * 92.0 + 30.0;
    canvas.rect((x, y), (width, height), colour);
    for floor in 0..floors {
        let mut at = x + 34.0;
        while at + 64.0 < x + width {
            let top = y + 26.0 + f32::from(floor) * 92.0;
            canvas.rect((at, top), (58.0, 56.0), [232.0, 230.0, 222.0]);
            canvas.rect((at + 4.0, top + 4.0), (50.0, 48.0), [108.0, 130.0, 142.0]);
            canvas.rect((at + 27.0, top + 4.0), (4.0, 48.0), [232.0, 230.0, 222.0]);
            at += 96.0;
        }
    }
}

pub(super) fn crown(canvas: &mut Canvas, (x, y): Spot, size: f32) {
    for (dx, dy, radius, shade) in [
        (0.0, 0.0, 1.0, 0.2),
        (-0.8, 0.3, 0.7, 0.3),
        (0.8, 0.2, 0.75, 0.1),
        (-0.3, -0.6, 0.7, 0.0),
        (0.4, -0.5, 0.6, 0.05),
        (0.1, 0.5, 0.7, 0.32),
    ] {
        canvas.disc(
            (x + dx * size, y + dy * size),
            radius * size,
            0.86,
            mixed(LEAF, INK, shade),
        );
    }
}

fn bicycle(canvas: &mut Canvas, (x, y): Spot, colour: Colour, flat: bool) {
    let (back, front) = ((x, y), (x + 150.0, y));
    for wheel in [back, front] {
        let sunk = if flat { 6.0 } else { 0.0 };
        canvas.ring((wheel.0, wheel.1 + sunk), 52.0, 7.0, INK);
        for spoke in [(37.0, 37.0), (37.0, -37.0), (52.0, 0.0), (0.0, 52.0)] {
            let hub = (wheel.0, wheel.1 + sunk);
            canvas.stroke(
                (hub.0 - spoke.0, hub.1 - spoke.1),
                (hub.0 + spoke.0, hub.1 + spoke.1),
                1.4,
                STEEL,
            );
        }
    }
    let (saddle, bar, pedal) = ((x + 44.0, y - 92.0), (x + 126.0, y - 104.0), (x + 66.0, y));
    for (from, to) in [
        (back, saddle),
        (saddle, pedal),
        (back, pedal),
        (pedal, bar),
        (saddle, bar),
        (bar, front),
    ] {
        canvas.stroke(from, to, 8.0, colour);
    }
    canvas.stroke(
        (saddle.0 - 22.0, saddle.1 - 8.0),
        (saddle.0 + 20.0, saddle.1 - 10.0),
        12.0,
        INK,
    );
    canvas.stroke(
        (bar.0 - 8.0, bar.1),
        (bar.0 + 8.0, bar.1 - 24.0),
        7.0,
        STEEL,
    );
    canvas.stroke(
        (bar.0 - 6.0, bar.1 - 24.0),
        (bar.0 + 34.0, bar.1 - 20.0),
        7.0,
        INK,
    );
}

/// A rack with so many bicycles, forgotten ones or used ones.
pub(super) fn bikes(count: u8, old: bool, wall: Colour) -> Canvas {
    let mut canvas = yard(470.0);
    canvas.rect((0.0, 0.0), (960.0, 474.0), wall);
    canvas.area(
        &[(0.0, 0.0), (960.0, 0.0), (960.0, 120.0), (0.0, 150.0)],
        mixed(wall, INK, 0.4),
    );
    for post in 0..5_u8 {
        canvas.rect(
            (60.0 + f32::from(post) * 210.0, 130.0),
            (14.0, 350.0),
            mixed(STEEL, INK, 0.3),
        );
    }
    canvas.stroke((30.0, 590.0), (930.0, 590.0), 9.0, STEEL);
    let rust = [
        [138.0, 84.0, 56.0],
        [110.0, 92.0, 78.0],
        [124.0, 74.0, 60.0],
    ];
    let fresh = [
        [44.0, 112.0, 120.0],
        [196.0, 92.0, 58.0],
        [70.0, 92.0, 60.0],
    ];
    for bike in 0..count {
        let colour = if old {
            rust[usize::from(bike) % 3]
        } else {
            fresh[usize::from(bike) % 3]
        };
        let at = 70.0 + f32::from(bike) * 124.0;
        let lean = if old { f32::from(bike % 3) * 9.0 } else { 0.0 };
        bicycle(&mut canvas, (at + 20.0, 556.0 + lean), colour, old);
    }
    if old {
        for weed in 0..9_u8 {
            let x = 40.0 + f32::from(weed) * 103.0;
            canvas.stroke((x, 630.0), (x + 14.0, 590.0), 4.0, LEAF);
            canvas.stroke((x, 630.0), (x - 12.0, 598.0), 4.0, mixed(LEAF, INK, 0.2));
        }
    }
    canvas
}

/// Bins that run over.
pub(super) fn bins() -> Canvas {
    let mut canvas = yard(360.0);
    house(&mut canvas, (40.0, 20.0), 500.0, [206.0, 188.0, 164.0], 4);
    crown(&mut canvas, (790.0, 230.0), 130.0);
    canvas.rect((778.0, 330.0), (26.0, 110.0), [104.0, 78.0, 58.0]);
    for (at, colour) in [
        (170.0, [62.0, 110.0, 82.0]),
        (410.0, [58.0, 92.0, 130.0]),
        (650.0, [104.0, 104.0, 102.0]),
    ] {
        for (dx, dy, size, shade) in [
            (30.0, -26.0, 50.0, 0.0),
            (104.0, -36.0, 58.0, 0.12),
            (70.0, -70.0, 44.0, 0.22),
        ] {
            canvas.disc(
                (at + dx, 352.0 + dy),
                size,
                0.8,
                mixed([66.0, 66.0, 70.0], [255.0; 3], shade),
            );
        }
        canvas.area(
            &[
                (at, 350.0),
                (at + 150.0, 350.0),
                (at + 132.0, 590.0),
                (at + 18.0, 590.0),
            ],
            colour,
        );
        canvas.rect((at - 8.0, 340.0), (166.0, 22.0), mixed(colour, INK, 0.3));
        canvas.disc((at + 34.0, 596.0), 18.0, 1.0, INK);
        canvas.disc((at + 116.0, 596.0), 18.0, 1.0, INK);
    }
    for (x, y, colour) in [
        (90.0, 610.0, [236.0, 236.0, 236.0]),
        (340.0, 640.0, [200.0, 70.0, 60.0]),
        (560.0, 630.0, [244.0, 240.0, 220.0]),
        (880.0, 620.0, [236.0, 200.0, 90.0]),
    ] {
        canvas.disc((x, y), 34.0, 0.62, colour);
        canvas.area(
            &[
                (x - 10.0, y - 14.0),
                (x - 2.0, y - 42.0),
                (x + 12.0, y - 14.0),
            ],
            colour,
        );
    }
    canvas
}

/// A tree in front of a window, well trimmed.
pub(super) fn tree() -> Canvas {
    let mut canvas = yard(560.0);
    house(&mut canvas, (330.0, 30.0), 620.0, [214.0, 202.0, 180.0], 6);
    canvas.rect((176.0, 330.0), (38.0, 270.0), [112.0, 84.0, 62.0]);
    crown(&mut canvas, (190.0, 240.0), 150.0);
    for flower in 0..26_u8 {
        let flower = f32::from(flower);
        let at = (
            190.0 + (flower * 2.4).sin() * 190.0,
            240.0 + (flower * 1.7).cos() * 140.0,
        );
        canvas.disc(at, 6.0, 1.0, [240.0, 186.0, 74.0]);
    }
    for twig in 0..6_u8 {
        let x = 470.0 + f32::from(twig) * 44.0;
        canvas.stroke((x, 660.0), (x + 130.0, 636.0), 8.0, [120.0, 94.0, 70.0]);
        canvas.disc((x + 120.0, 636.0), 20.0, 0.5, LEAF);
    }
    canvas
}

/// A courtyard under water.
pub(super) fn puddle() -> Canvas {
    let mut canvas = yard(330.0);
    house(&mut canvas, (0.0, -40.0), 960.0, [190.0, 178.0, 166.0], 4);
    let water = [136.0, 158.0, 170.0];
    for (x, y, radius) in [
        (430.0, 540.0, 300.0),
        (640.0, 580.0, 210.0),
        (250.0, 600.0, 170.0),
    ] {
        canvas.disc((x, y), radius, 0.34, mixed(water, INK, 0.1));
        canvas.disc((x, y + 4.0), radius - 12.0, 0.33, water);
    }
    for (x, y) in [
        (360.0, 520.0),
        (560.0, 560.0),
        (460.0, 600.0),
        (660.0, 600.0),
    ] {
        canvas.ring((x, y), 30.0, 2.0, [206.0, 218.0, 222.0]);
        canvas.ring((x, y), 15.0, 2.0, [206.0, 218.0, 222.0]);
    }
    canvas.rect((430.0, 620.0), (130.0, 40.0), [70.0, 70.0, 72.0]);
    for bar in 0..6_u8 {
        canvas.rect(
            (440.0 + f32::from(bar) * 20.0, 626.0),
            (8.0, 28.0),
            [128.0, 130.0, 130.0],
        );
    }
    canvas
}

/// A swing with a chain that is nearly through.
pub(super) fn swing() -> Canvas {
    let mut canvas = yard(440.0);
    house(&mut canvas, (520.0, 60.0), 440.0, [204.0, 192.0, 176.0], 4);
    crown(&mut canvas, (140.0, 300.0), 130.0);
    canvas.disc((480.0, 640.0), 330.0, 0.2, [206.0, 182.0, 138.0]);
    let post = [196.0, 82.0, 56.0];
    for (from, to) in [
        ((170.0, 640.0), (260.0, 120.0)),
        ((330.0, 640.0), (260.0, 120.0)),
        ((640.0, 640.0), (720.0, 120.0)),
        ((800.0, 640.0), (720.0, 120.0)),
    ] {
        canvas.stroke(from, to, 17.0, post);
    }
    canvas.stroke((250.0, 124.0), (730.0, 124.0), 19.0, post);
    for (from, to) in [
        ((360.0, 130.0), (360.0, 470.0)),
        ((450.0, 130.0), (450.0, 470.0)),
        ((560.0, 130.0), (560.0, 300.0)),
        ((640.0, 130.0), (560.0, 300.0)),
    ] {
        canvas.stroke(from, to, 6.0, mixed(STEEL, INK, 0.25));
    }
    canvas.rect((346.0, 466.0), (118.0, 18.0), [60.0, 92.0, 118.0]);
    canvas.stroke((548.0, 300.0), (640.0, 356.0), 18.0, [60.0, 92.0, 118.0]);
    canvas.ring((560.0, 250.0), 46.0, 5.0, [210.0, 60.0, 44.0]);
    canvas
}
