//! Colours as they were meant: a picture whose profile says "Display P3" or "Adobe RGB" is
//! turned into sRGB before the profile goes with the other metadata. Without it a browser
//! takes the numbers for sRGB, and a red that was seen as rust comes out dull.

use image::RgbImage;
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

/// The largest profile that is read. Those of phones and cameras have under four thousand
/// bytes, those with tables some hundred thousand.
const LARGEST_PROFILE: usize = 512 * 1024;

/// Turns the colours into sRGB, where `profile` says what they are. A profile that cannot
/// be read, or speaks of something else than red, green and blue, changes nothing: so the
/// picture is seen as it was by every program that does not heed profiles.
pub(super) fn to_srgb(picture: &mut RgbImage, profile: &[u8]) {
    if profile.len() > LARGEST_PROFILE {
        return;
    }
    let Some(converted) = converted(picture, profile) else {
        return;
    };
    *picture = converted;
}

fn converted(picture: &RgbImage, profile: &[u8]) -> Option<RgbImage> {
    let profile = ColorProfile::new_from_slice(profile).ok()?;
    if profile.color_space != DataColorSpace::Rgb {
        return None;
    }
    let (srgb, options) = (ColorProfile::new_srgb(), TransformOptions::default());
    let transform = profile
        .create_transform_8bit(Layout::Rgb, &srgb, Layout::Rgb, options)
        .ok()?;
    let mut target = RgbImage::new(picture.width(), picture.height());
    transform.transform(picture, &mut target).ok()?;
    Some(target)
}

#[cfg(test)]
mod tests {
    use image::Rgb;
    use proptest::prelude::*;

    use super::*;

    fn p3() -> Vec<u8> {
        ColorProfile::new_display_p3().encode().unwrap()
    }

    fn turned(colour: [u8; 3], profile: &[u8]) -> [u8; 3] {
        let mut picture = RgbImage::from_pixel(4, 3, Rgb(colour));
        to_srgb(&mut picture, profile);
        picture.get_pixel(2, 2).0
    }

    fn near(one: [u8; 3], other: [u8; 3]) -> bool {
        one.iter().zip(other).all(|(a, b)| a.abs_diff(b) <= 2)
    }

    #[test]
    fn other_colours_become_what_they_look_like() {
        // What the matrices of the standards give, reckoned by hand.
        let adobe = ColorProfile::new_adobe_rgb().encode().unwrap();
        let srgb = ColorProfile::new_srgb().encode().unwrap();
        for (profile, colour, seen) in [
            (&p3(), [200, 100, 50], [215, 93, 31]),
            (&p3(), [0, 128, 0], [0, 130, 0]),
            (&adobe, [150, 100, 50], [167, 100, 42]),
            (&srgb, [200, 100, 50], [200, 100, 50]),
        ] {
            let turned = turned(colour, profile);
            assert!(near(turned, seen), "{colour:?} is {turned:?}, not {seen:?}");
        }
        // Greys stay: the three share their white.
        for grey in [0, 1, 60, 128, 200, 255] {
            assert!(near(turned([grey; 3], &p3()), [grey; 3]), "{grey}");
        }
    }

    #[test]
    fn what_is_no_profile_of_a_screen_changes_nothing() {
        let colour = [200, 100, 50];
        let grey = ColorProfile::new_gray_with_gamma(2.2).encode().unwrap();
        let large = [p3(), vec![0; LARGEST_PROFILE]].concat();
        for profile in [&b""[..], b"no profile", &p3()[..200], &grey, &large] {
            assert_eq!(turned(colour, profile), colour);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        /// Whatever a profile says: nothing panics, and the size stays.
        #[test]
        fn a_mangled_profile_breaks_nothing(
            changes in proptest::collection::vec((0usize..700, any::<u8>()), 0..12),
            cut in 0usize..700,
        ) {
            let mut profile = p3();
            for (at, byte) in changes {
                if let Some(place) = profile.get_mut(at) {
                    *place = byte;
                }
            }
            if cut % 3 == 0 {
                profile.truncate(cut);
            }
            let mut picture = RgbImage::from_pixel(5, 3, Rgb([9, 80, 200]));
            to_srgb(&mut picture, &profile);
            prop_assert_eq!(picture.dimensions(), (5, 3));
        }
    }
}
