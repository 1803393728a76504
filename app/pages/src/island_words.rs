//! The words of the islands in the reader's language, ready to be handed to
//! them as props, and the names of the fields they share with the forms.

use domain::language::Language;
use islands::photo_preview::Room;
use islands::{DraftLabels, LiveLabels, MapLabels, PhotoLabels};

use crate::photos::LARGEST_BYTES;
use crate::text::{islands as words, photos as photo_words};

/// What the photo field says.
pub fn photo_labels(language: Language) -> PhotoLabels {
    PhotoLabels {
        chosen: photo_words::preview_chosen(language).into(),
        none: photo_words::preview_none(language).into(),
        remove: photo_words::preview_remove(language).into(),
        remove_named: photo_words::preview_remove_named(language).into(),
        wrong_kind: photo_words::preview_wrong_kind(language).into(),
        too_large: photo_words::preview_too_large(language).into(),
        too_many: photo_words::preview_too_many(language).into(),
    }
}

/// How many of at most `most` photos fit and how large, less those that are there `already`.
pub fn photo_room(most: usize, already: usize) -> Room {
    Room {
        most: most.saturating_sub(already),
        largest: LARGEST_BYTES as u64,
    }
}

/// What the map says.
pub fn map_labels(language: Language) -> MapLabels {
    MapLabels {
        keys: words::map_keys(language).into(),
        locate: words::map_locate(language).into(),
        clear: words::map_clear(language).into(),
        locating: words::map_locating(language).into(),
        chosen: words::map_chosen(language).into(),
        located: words::map_located(language).into(),
        elsewhere: words::map_elsewhere(language).into(),
        outside: words::map_outside(language).into(),
        denied: words::map_denied(language).into(),
        unavailable: words::map_unavailable(language).into(),
        cleared: words::map_cleared(language).into(),
    }
}

/// What it says where nothing is drawn: the position and the list are all there is.
pub fn position_labels(language: Language) -> MapLabels {
    MapLabels {
        clear: words::position_clear(language).into(),
        denied: words::position_denied(language).into(),
        unavailable: words::position_unavailable(language).into(),
        cleared: words::position_cleared(language).into(),
        ..map_labels(language)
    }
}

/// What the kept draft says.
pub fn draft_labels(language: Language) -> DraftLabels {
    DraftLabels {
        kept: words::draft_kept(language).into(),
        restored: words::draft_restored(language).into(),
        forget: words::draft_forget(language).into(),
        forgotten: words::draft_forgotten(language).into(),
    }
}

/// What a thread says that goes on while it is read.
pub fn live_labels(language: Language) -> LiveLabels {
    LiveLabels {
        fresh: words::live_fresh(language).into(),
        changed: words::live_changed(language).into(),
        show: words::live_show(language).into(),
    }
}

#[cfg(test)]
mod tests {
    use domain::language::Language;
    use islands::label::fill;

    use super::{map_labels, photo_labels};

    #[test]
    fn every_value_has_its_place_in_every_language() {
        for language in Language::ALL {
            let photos = photo_labels(language);
            let sum = fill(&photos.chosen, &[("count", "7"), ("size", "2 MB")]);
            assert!(sum.contains('7') && sum.contains("2 MB"), "{sum}");
            for named in [
                &photos.remove_named,
                &photos.wrong_kind,
                &photos.too_large,
                &photos.too_many,
            ] {
                assert!(
                    fill(named, &[("name", "a.jpg")]).contains("a.jpg"),
                    "{named}"
                );
            }
            let map = map_labels(language);
            let here = fill(&map.located, &[("place", "翠苑"), ("metres", "15")]);
            assert!(
                here.contains("翠苑") && here.contains("15") && !here.contains('{'),
                "{here}"
            );
            assert!(fill(&map.chosen, &[("place", "翠苑")]).contains("翠苑"));
            assert!(fill(&map.elsewhere, &[("metres", "15")]).contains("15"));
        }
    }

    #[test]
    fn the_button_says_first_what_the_eye_reads() {
        for language in Language::ALL {
            let photos = photo_labels(language);
            assert!(
                photos.remove_named.starts_with(&photos.remove),
                "{}",
                photos.remove_named
            );
        }
    }
}
