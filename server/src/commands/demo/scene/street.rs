//! Walls, roads and steps.

use super::outside::{PAVING, SKY, crown, house, yard};
use super::{INK, STEEL};
use crate::commands::demo::canvas::{Canvas, mixed};

/// A cable that hangs from a window down to a scooter.
pub(super) fn cable() -> Canvas {
    let mut canvas = yard(590.0);
    house(&mut canvas, (60.0, 0.0), 840.0, [198.0, 178.0, 158.0], 6);
    let mut from = (560.0, 180.0);
    for step in 1..=20_u8 {
        let step = f32::from(step) / 20.0;
        let to = (
            560.0 + step * 70.0 + (step * 9.0).sin() * 16.0,
            180.0 + step * 400.0,
        );
        canvas.stroke(from, to, 7.0, [224.0, 86.0, 54.0]);
        from = to;
    }
    canvas.disc((540.0, 640.0), 42.0, 1.0, INK);
    canvas.disc((740.0, 640.0), 42.0, 1.0, INK);
    canvas.disc((540.0, 640.0), 18.0, 1.0, STEEL);
    canvas.disc((740.0, 640.0), 18.0, 1.0, STEEL);
    canvas.area(
        &[
            (500.0, 590.0),
            (620.0, 600.0),
            (690.0, 600.0),
            (720.0, 500.0),
            (744.0, 506.0),
            (730.0, 620.0),
            (520.0, 630.0),
        ],
        [70.0, 120.0, 150.0],
    );
    canvas.rect((500.0, 566.0), (130.0, 26.0), INK);
    canvas.stroke((728.0, 504.0), (690.0, 490.0), 9.0, INK);
    canvas
}

/// A wall that loses its tiles.
pub(super) fn tiles() -> Canvas {
    let mut canvas = Canvas::new([166.0, 158.0, 148.0], [150.0, 142.0, 132.0]);
    for row in 0..13_u8 {
        for column in 0..14_u8 {
            let (x, y) = (f32::from(column) * 70.0, f32::from(row) * 48.0);
            let far = ((x - 470.0) / 190.0).hypot((y - 260.0) / 130.0);
            let shade = f32::from((row * 5 + column * 3) % 7) * 0.018;
            if far > 1.0 {
                canvas.rect(
                    (x + 2.0, y + 2.0),
                    (66.0, 44.0),
                    mixed([204.0, 158.0, 128.0], INK, shade),
                );
            } else if far > 0.72 {
                let tilt = 9.0;
                canvas.tint(
                    &[
                        (x + 6.0, y + 12.0),
                        (x + 72.0, y + 16.0),
                        (x + 70.0, y + 56.0),
                        (x + 4.0, y + 52.0),
                    ],
                    INK,
                    0.4,
                );
                canvas.area(
                    &[
                        (x, y + tilt),
                        (x + 66.0, y),
                        (x + 70.0, y + 44.0),
                        (x + 6.0, y + 50.0),
                    ],
                    [214.0, 168.0, 138.0],
                );
            }
        }
    }
    canvas.area(
        &[(0.0, 630.0), (960.0, 630.0), (960.0, 720.0), (0.0, 720.0)],
        PAVING,
    );
    for piece in 0..12_u8 {
        let piece = f32::from(piece);
        let (x, y) = (300.0 + piece * 34.0, 650.0 + (piece * 2.1).sin() * 22.0);
        canvas.area(
            &[
                (x, y),
                (x + 26.0, y - 8.0),
                (x + 34.0, y + 8.0),
                (x + 8.0, y + 16.0),
            ],
            [196.0, 150.0, 120.0],
        );
    }
    canvas
}

/// A road with a hole, or with a patch where the hole was.
pub(super) fn road(hole: bool) -> Canvas {
    let mut canvas = Canvas::new(SKY.0, SKY.1);
    for tree in 0..5_u8 {
        crown(&mut canvas, (60.0 + f32::from(tree) * 220.0, 150.0), 70.0);
    }
    canvas.area(
        &[(0.0, 220.0), (960.0, 220.0), (960.0, 300.0), (0.0, 300.0)],
        PAVING,
    );
    canvas.area(
        &[(0.0, 270.0), (960.0, 270.0), (960.0, 720.0), (0.0, 720.0)],
        [104.0, 104.0, 106.0],
    );
    for dash in 0..4_u8 {
        let x = 60.0 + f32::from(dash) * 260.0;
        canvas.area(
            &[
                (x, 360.0),
                (x + 130.0, 360.0),
                (x + 124.0, 376.0),
                (x - 10.0, 376.0),
            ],
            [226.0, 222.0, 206.0],
        );
    }
    if hole {
        canvas.disc((480.0, 560.0), 220.0, 0.36, [72.0, 70.0, 70.0]);
        canvas.disc((486.0, 566.0), 186.0, 0.33, [52.0, 50.0, 48.0]);
        canvas.disc((490.0, 574.0), 150.0, 0.26, [108.0, 128.0, 140.0]);
        canvas.tint(
            &[
                (400.0, 566.0),
                (560.0, 556.0),
                (600.0, 570.0),
                (420.0, 580.0),
            ],
            [255.0; 3],
            0.35,
        );
        for crack in [
            (250.0, 520.0),
            (300.0, 660.0),
            (720.0, 640.0),
            (700.0, 500.0),
        ] {
            canvas.stroke((480.0, 560.0), crack, 4.0, [66.0, 64.0, 64.0]);
        }
        canvas.disc((490.0, 574.0), 140.0, 0.24, [116.0, 138.0, 150.0]);
    } else {
        canvas.area(
            &[
                (270.0, 500.0),
                (690.0, 490.0),
                (730.0, 640.0),
                (240.0, 650.0),
            ],
            [66.0, 66.0, 70.0],
        );
    }
    canvas
}

/// Steps up to a door, or down to the canal.
pub(super) fn steps(canal: bool) -> Canvas {
    let mut canvas = yard(400.0);
    let stone = [190.0, 184.0, 172.0];
    if canal {
        canvas.area(
            &[(0.0, 300.0), (960.0, 300.0), (960.0, 720.0), (0.0, 720.0)],
            [104.0, 134.0, 132.0],
        );
        for wave in 0..9_u8 {
            let y = 320.0 + f32::from(wave) * 44.0;
            canvas.stroke((0.0, y), (960.0, y - 8.0), 3.0, [140.0, 168.0, 166.0]);
        }
        crown(&mut canvas, (820.0, 170.0), 140.0);
    } else {
        house(&mut canvas, (0.0, -10.0), 960.0, [208.0, 190.0, 166.0], 4);
        canvas.rect((380.0, 130.0), (200.0, 280.0), [92.0, 74.0, 62.0]);
        canvas.rect((394.0, 146.0), (172.0, 200.0), [140.0, 158.0, 160.0]);
    }
    let count: u8 = if canal { 6 } else { 3 };
    for step in 0..count {
        let at = f32::from(step);
        let (y, wide) = (400.0 + at * 52.0, 200.0 + at * 46.0);
        let tilt = if canal && (step == 2 || step == 3) {
            16.0
        } else {
            0.0
        };
        canvas.area(
            &[
                (480.0 - wide, y),
                (480.0 + wide, y + tilt),
                (480.0 + wide, y + tilt + 52.0),
                (480.0 - wide, y + 52.0),
            ],
            mixed(stone, INK, 0.34),
        );
        canvas.area(
            &[
                (480.0 - wide, y),
                (480.0 + wide, y + tilt),
                (480.0 + wide + 14.0, y + tilt + 22.0),
                (480.0 - wide - 14.0, y + 22.0),
            ],
            stone,
        );
    }
    canvas
}
