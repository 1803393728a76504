//! Stairwells, lifts, ceilings, landings.

use super::{INK, STEEL, WARM, carton};
use crate::commands::demo::canvas::{Canvas, Colour, mixed};

/// A flight of stairs going up, with so much light (0 to 1).
pub(super) fn stairs(light: f32, wall: Colour) -> Canvas {
    let mut canvas = Canvas::new(wall, mixed(wall, INK, 0.35));
    let paint = mixed([120.0, 142.0, 128.0], wall, 0.45);
    canvas.area(
        &[(0.0, 430.0), (330.0, 300.0), (330.0, 720.0), (0.0, 720.0)],
        paint,
    );
    canvas.area(
        &[
            (330.0, 300.0),
            (960.0, 60.0),
            (960.0, 250.0),
            (330.0, 470.0),
        ],
        mixed(wall, [255.0; 3], 0.1),
    );
    for step in 0..9_u8 {
        let step = f32::from(step);
        let (x, y) = (300.0 + step * 52.0, 640.0 - step * 58.0);
        let tread = mixed([158.0, 152.0, 142.0], wall, 0.35);
        canvas.area(
            &[(x - 170.0, y + 80.0), (x, y), (960.0, y), (960.0, y + 80.0)],
            mixed(tread, INK, 0.38),
        );
        canvas.area(
            &[(x - 150.0, y + 24.0), (x, y), (960.0, y), (960.0, y + 24.0)],
            tread,
        );
    }
    canvas.stroke(
        (150.0, 560.0),
        (690.0, 40.0),
        13.0,
        mixed([104.0, 62.0, 44.0], wall, 0.2),
    );
    for post in 0..7_u8 {
        let x = 178.0 + f32::from(post) * 78.0;
        let y = 560.0 - (x - 150.0) * 0.963;
        canvas.stroke((x, y), (x, y + 150.0), 7.0, mixed(INK, wall, 0.2));
    }
    canvas.disc(
        (470.0, 66.0),
        34.0,
        0.55,
        mixed([90.0, 88.0, 84.0], WARM, light),
    );
    if light > 0.6 {
        canvas.glow((470.0, 66.0), 560.0, WARM, 0.55);
    } else {
        canvas.tint(
            &[(0.0, 0.0), (960.0, 0.0), (960.0, 720.0), (0.0, 720.0)],
            [10.0, 12.0, 18.0],
            0.46 - light * 0.2,
        );
        canvas.glow((40.0, 690.0), 420.0, [190.0, 200.0, 214.0], 0.62);
        canvas.glow((470.0, 66.0), 170.0, WARM, light);
    }
    canvas
}

/// The doors of a lift, with or without a note that it does not run.
pub(super) fn lift(broken: bool) -> Canvas {
    let mut canvas = Canvas::new([214.0, 206.0, 192.0], [186.0, 176.0, 160.0]);
    canvas.area(
        &[(0.0, 620.0), (960.0, 620.0), (960.0, 720.0), (0.0, 720.0)],
        [126.0, 116.0, 104.0],
    );
    canvas.rect((250.0, 90.0), (430.0, 532.0), [108.0, 108.0, 106.0]);
    let gap = if broken { 26.0 } else { 3.0 };
    canvas.rect((272.0, 112.0), (386.0, 510.0), [34.0, 34.0, 36.0]);
    for (x, shade) in [(272.0, 0.0), (465.0 + gap / 2.0, 0.12)] {
        let door = mixed(STEEL, INK, shade);
        canvas.rect((x, 112.0), (193.0 - gap / 2.0, 510.0), door);
        for line in 0..5_u8 {
            let x = x + 20.0 + f32::from(line) * 34.0;
            canvas.tint(
                &[
                    (x, 112.0),
                    (x + 10.0, 112.0),
                    (x + 4.0, 622.0),
                    (x - 4.0, 622.0),
                ],
                [255.0; 3],
                0.14,
            );
        }
    }
    canvas.rect((400.0, 44.0), (130.0, 38.0), INK);
    let number = if broken {
        [214.0, 74.0, 52.0]
    } else {
        [116.0, 200.0, 132.0]
    };
    canvas.area(&[(452.0, 72.0), (465.0, 52.0), (478.0, 72.0)], number);
    canvas.rect((730.0, 330.0), (56.0, 120.0), [224.0, 222.0, 216.0]);
    for y in [364.0, 416.0] {
        canvas.ring((758.0, y), 15.0, 4.0, [96.0, 96.0, 96.0]);
    }
    if broken {
        canvas.area(
            &[
                (330.0, 250.0),
                (600.0, 240.0),
                (606.0, 410.0),
                (336.0, 418.0),
            ],
            [250.0, 246.0, 234.0],
        );
        for line in 0..4_u8 {
            let y = 282.0 + f32::from(line) * 31.0;
            canvas.stroke(
                (362.0, y),
                (574.0 - f32::from(line) * 22.0, y - 5.0),
                8.0,
                [176.0, 62.0, 46.0],
            );
        }
    }
    canvas.glow((470.0, 0.0), 640.0, WARM, 0.3);
    canvas
}

/// A wet ceiling above a row of meter boxes.
pub(super) fn ceiling() -> Canvas {
    let mut canvas = Canvas::new([226.0, 222.0, 212.0], [186.0, 180.0, 168.0]);
    canvas.area(
        &[(0.0, 0.0), (960.0, 0.0), (760.0, 240.0), (180.0, 240.0)],
        [236.0, 233.0, 225.0],
    );
    let stain = [168.0, 138.0, 92.0];
    for (x, y, radius, strength) in [
        (470.0, 120.0, 210.0, 0.75),
        (590.0, 150.0, 150.0, 0.6),
        (380.0, 190.0, 130.0, 0.55),
        (500.0, 320.0, 120.0, 0.4),
        (520.0, 430.0, 80.0, 0.34),
    ] {
        canvas.glow((x, y), radius, stain, strength);
    }
    for (x, y) in [
        (440.0, 150.0),
        (520.0, 110.0),
        (560.0, 190.0),
        (470.0, 200.0),
    ] {
        canvas.disc((x, y), 17.0, 0.7, [206.0, 192.0, 166.0]);
        canvas.disc((x - 4.0, y - 4.0), 10.0, 0.7, [232.0, 224.0, 206.0]);
    }
    for (x, y) in [(486.0, 270.0), (512.0, 372.0), (498.0, 520.0)] {
        canvas.area(
            &[(x, y - 26.0), (x + 9.0, y), (x - 9.0, y)],
            [150.0, 172.0, 186.0],
        );
        canvas.disc((x, y + 2.0), 10.0, 1.0, [150.0, 172.0, 186.0]);
    }
    for meter in 0..3_u8 {
        let x = 640.0 + f32::from(meter) * 98.0;
        canvas.rect((x, 400.0), (84.0, 128.0), [128.0, 136.0, 138.0]);
        canvas.disc((x + 42.0, 446.0), 26.0, 1.0, [224.0, 226.0, 222.0]);
        canvas.stroke(
            (x + 42.0, 446.0),
            (x + 56.0, 430.0),
            4.0,
            [190.0, 60.0, 44.0],
        );
    }
    canvas
}

/// A landing that is full of boxes and a wardrobe.
pub(super) fn boxes() -> Canvas {
    let mut canvas = Canvas::new([178.0, 172.0, 158.0], [120.0, 112.0, 102.0]);
    canvas.area(
        &[(0.0, 560.0), (960.0, 560.0), (960.0, 720.0), (0.0, 720.0)],
        [96.0, 90.0, 84.0],
    );
    canvas.rect((90.0, 110.0), (230.0, 452.0), [92.0, 66.0, 48.0]);
    canvas.rect((100.0, 120.0), (102.0, 432.0), [116.0, 84.0, 60.0]);
    canvas.rect((208.0, 120.0), (102.0, 432.0), [108.0, 78.0, 56.0]);
    canvas.disc((194.0, 340.0), 7.0, 1.0, STEEL);
    canvas.disc((216.0, 340.0), 7.0, 1.0, STEEL);
    canvas.rect((740.0, 140.0), (170.0, 420.0), [70.0, 92.0, 82.0]);
    canvas.rect((770.0, 100.0), (110.0, 34.0), [64.0, 156.0, 100.0]);
    let card = [188.0, 148.0, 100.0];
    for (x, y, width, height) in [
        (350.0, 430.0, 190.0, 150.0),
        (380.0, 300.0, 150.0, 126.0),
        (560.0, 470.0, 160.0, 120.0),
        (580.0, 380.0, 120.0, 90.0),
        (690.0, 520.0, 150.0, 110.0),
        (400.0, 206.0, 110.0, 90.0),
    ] {
        carton(&mut canvas, (x, y), width, height, card);
    }
    canvas.glow((830.0, 90.0), 300.0, [170.0, 236.0, 190.0], 0.3);
    canvas.tint(
        &[(0.0, 0.0), (960.0, 0.0), (960.0, 720.0), (0.0, 720.0)],
        [20.0, 20.0, 30.0],
        0.2,
    );
    canvas
}
