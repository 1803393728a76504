//! By which names this program calls its islands.
//!
//! Such a name ends in a hash of where the island stands in the sources, so a browser's
//! module of another build has other names, and nothing starts: no draft is kept, no map
//! can be tapped. The names are read from the pages themselves, because nothing else says
//! what a browser will look for.

use domain::language::Language;
use islands::place_map::{Frame, MapFields, Point};
use islands::{DraftKeeper, LiveThread, PhotoPreview, PlaceMap, PlaceShapes};
use leptos::prelude::*;

use crate::island_words::{draft_labels, live_labels, map_labels, photo_labels, photo_room};
use crate::render::render;

/// The names that a browser's module has to export.
pub fn island_names() -> Vec<String> {
    let html = render(one_of_each);
    let named = html.split("data-component=\"").skip(1);
    named
        .filter_map(|rest| rest.split_once('"'))
        .map(|(name, _)| name.to_owned())
        .collect()
}

/// Every island, empty.
fn one_of_each() -> impl IntoView {
    let lang = Language::En;
    let fields = MapFields {
        latitude: String::new(),
        longitude: String::new(),
        place: String::new(),
    };
    let frame = Frame {
        south: 0,
        west: 0,
        north: 1,
        east: 1,
        width: 1,
        height: 1,
    };
    let point: Option<Point> = None;
    let empty = String::new;
    view! {
        <DraftKeeper key=empty() form=empty() fields=Vec::new() sent=false labels=draft_labels(lang)/>
        <LiveThread stream=empty() pulse=0 page=empty() labels=live_labels(lang)/>
        <PhotoPreview id=empty() name=empty() described_by=empty() invalid=false room=photo_room(1, 0) labels=photo_labels(lang)/>
        <PlaceMap frame=Some(frame) fields point labels=map_labels(lang)>
            <PlaceShapes frame shapes=Vec::new() chosen=empty() point label=empty()/>
        </PlaceMap>
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_island_of_the_sources_is_named() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../islands/src");
        let mut expected: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .filter_map(|entry| fs::read_to_string(entry.unwrap().path()).ok())
            .flat_map(|text| {
                let parts = text.split("\n#[island").skip(1);
                let named = parts.map(|rest| rest.split("pub fn ").nth(1).unwrap().to_owned());
                named.collect::<Vec<_>>()
            })
            .map(|rest| rest.split('(').next().unwrap().to_owned())
            .collect();
        expected.sort();
        let islands = island_names();
        let mut names: Vec<_> = islands
            .iter()
            .map(|one| one.split_once('_').unwrap())
            .collect();
        names.sort_unstable();
        let plain: Vec<_> = names.iter().map(|(name, _)| *name).collect();
        assert_eq!(plain, expected);
        assert!(
            names.iter().all(|(_, hash)| hash.parse::<u64>().is_ok()),
            "{names:?}"
        );
    }
}
