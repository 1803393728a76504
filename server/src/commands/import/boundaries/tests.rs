//! Boundaries out of good, odd and hostile files.

use domain::id::PlaceId;
use domain::language::{Language, Names};
use domain::place::{Place, PlaceKind};
use store::ids::Ids;
use store::places::import::BoundaryBox;

use super::*;
use crate::commands::import::testing;

fn place(id: u128, slug: &str, name: &str, kind: PlaceKind) -> Place {
    Place {
        id: PlaceId::new(uuid::Uuid::from_u128(id)),
        parent: None,
        kind,
        slug: slug.into(),
        code: None,
        names: Names::only(Language::En, name),
    }
}

fn known() -> Vec<Place> {
    vec![
        place(1, "boston", "Boston", PlaceKind::City),
        place(2, "back-bay", "Back Bay", PlaceKind::Community),
        place(3, "a", "Twin", PlaceKind::Community),
        place(4, "b", "Twin", PlaceKind::Community),
    ]
}

fn collection(features: &str) -> String {
    format!("{{\"type\":\"FeatureCollection\",\n\"features\":[\n{features}]}}")
}

fn feature(name: &str, ring: &str) -> String {
    format!(
        "{{\"type\":\"Feature\",\"properties\":{{\"name\":\"{name}\"}},\n\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[{ring}]}}}}"
    )
}

const SQUARE: &str = "[[-71,42],[-70,42],[-70,43],[-71,42]]";

fn run(text: &str, create: Option<&Create>) -> (Plan, Mistakes) {
    let mut mistakes = Mistakes::new();
    let outlines = read(&Source::new("b.geojson", text), &mut mistakes);
    let plan = plan(
        outlines,
        &known(),
        None,
        create,
        &Ids::counted(100),
        &mut mistakes,
    );
    (plan, mistakes)
}

#[test]
fn an_outline_finds_its_place_by_slug_or_name() {
    for name in ["Back Bay", "back-bay", "BACK BAY"] {
        let (plan, mistakes) = run(&collection(&feature(name, SQUARE)), None);
        assert!(mistakes.is_empty(), "{mistakes}");
        assert_eq!(plan.outlines[0].slug, "back-bay");
        assert_eq!(plan.outlines[0].boundary.polygons()[0].rings()[0].len(), 4);
    }
}

/// Features, the line of their mistake, and words of it.
fn mistaken() -> Vec<(String, u64, &'static str)> {
    vec![
        (
            feature("Back Bay", "[[-71,42],[-70,42],[-69,42],[-71,42]]"),
            4,
            "encloses nothing",
        ),
        (
            feature("Back Bay", "[[-171,42],[170,42],[170,43],[-171,42]]"),
            4,
            "half the earth",
        ),
        (
            feature("Back Bay", "[[-71,42],[-70,42],[-70,43],[-71,43]]"),
            4,
            "not closed",
        ),
        (feature("Back Bay", "[[-71,42],[-71,42]]"), 4, "2 points"),
        (
            feature("Back Bay", "[[42,-171],[42,-170],[43,-170],[42,-171]]"),
            4,
            "swapped",
        ),
        (
            feature("Back Bay", "[[236000,900000],[1,1],[2,2],[236000,900000]]"),
            4,
            "not on the globe",
        ),
        (
            feature("Back Bay", "[[1],[2],[3],[1]]"),
            4,
            "A point is expected",
        ),
        (feature("Nowhere", SQUARE), 3, "no place called"),
        (feature("Twin", SQUARE), 3, "Several places"),
        (
            format!(
                "{},\n{}",
                feature("Back Bay", SQUARE),
                feature("back-bay", SQUARE)
            ),
            5,
            "two outlines",
        ),
        (feature("", SQUARE), 3, "no property"),
        (
            "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]}}"
                .to_owned(),
            3,
            "no area",
        ),
        (
            "{\"type\":\"Feature\",\"geometry\":null}".to_owned(),
            3,
            "no area",
        ),
        ("7".to_owned(), 3, "Feature is expected"),
        (String::new(), 1, "no feature"),
    ]
}

#[test]
fn every_mistake_is_named_with_its_line() {
    for (features, line, words) in mistaken() {
        let (_, mistakes) = run(&collection(&features), None);
        let found = mistakes.list().iter().find(|m| m.what.contains(words));
        let found = found.unwrap_or_else(|| panic!("{features}: {mistakes}"));
        assert_eq!(found.spot.line, Some(line), "{features}");
    }
    assert!(
        run("[]", None).1.list()[0]
            .what
            .contains("FeatureCollection")
    );
    assert!(run("{", None).1.list()[0].what.contains("key"));
}

#[test]
fn a_feature_without_properties_says_so() {
    for properties in ["null", "{}", "{\"bounds\":[1]}"] {
        let text = feature("x", SQUARE).replace("{\"name\":\"x\"}", properties);
        let (_, mistakes) = run(&collection(&text), None);
        let [mistake] = mistakes.list() else {
            panic!("{mistakes}")
        };
        assert!(
            mistake.remedy.starts_with("It has no properties at all"),
            "{mistake}"
        );
    }
    let (_, mistakes) = run(&collection(&feature("", SQUARE)), None);
    assert!(mistakes.list()[0].remedy.starts_with("It has: “name”."));
}

#[test]
fn a_mistake_in_an_area_hides_none_in_its_name() {
    let features = [
        feature("Nowhere", "[[-71,42],[-71,42]]"),
        feature("Back Bay", "[[1],[2],[3],[1]]"),
        feature("back-bay", SQUARE),
    ];
    let (plan, mistakes) = run(&collection(&features.join(",\n")), None);
    assert!(plan.outlines.is_empty());
    for words in [
        "2 points",
        "no place called",
        "A point is expected",
        "two outlines",
    ] {
        assert!(mistakes.to_string().contains(words), "{words}: {mistakes}");
    }
    assert_eq!(mistakes.count(), 4, "{mistakes}");
}

#[test]
fn a_swapped_area_among_others_is_guessed_although_it_is_in_range() {
    let swapped = "[[42,-71],[42,-70],[43,-70],[42,-71]]";
    let features = [
        feature("a", SQUARE),
        feature("b", SQUARE),
        feature("back-bay", swapped),
    ]
    .join(",\n");
    let (_, mistakes) = run(&collection(&features), None);
    assert_eq!(mistakes.count(), 1);
    assert!(mistakes.list()[0].what.contains("swapped"));
    assert_eq!(mistakes.list()[0].spot.line, Some(7));
}

#[test]
fn places_are_made_out_of_outlines_only_when_asked() {
    let create = Create {
        kind: PlaceKind::Community,
        parent: "boston".into(),
    };
    let (plan, mistakes) = run(&collection(&feature("Fort Point", SQUARE)), Some(&create));
    assert!(mistakes.is_empty(), "{mistakes}");
    assert_eq!(plan.places[0].slug, "fort-point");
    assert_eq!(plan.places[0].parent, Some(known()[0].id));
    for (kind, parent, words) in [
        (PlaceKind::City, "boston", "cannot lie"),
        (PlaceKind::Community, "paris", "no place"),
    ] {
        let create = Create {
            kind,
            parent: parent.into(),
        };
        let (_, mistakes) = run(&collection(&feature("Fort Point", SQUARE)), Some(&create));
        assert!(mistakes.list()[0].what.contains(words), "{mistakes}");
    }
}

#[test]
fn no_place_is_overwritten_by_one_that_is_made() {
    let create = Create {
        kind: PlaceKind::Community,
        parent: "boston".into(),
    };
    let (_, mistakes) = run(&collection(&feature("Back Bay!", SQUARE)), Some(&create));
    let [mistake] = mistakes.list() else {
        panic!("{mistakes}")
    };
    assert!(
        mistake
            .what
            .contains("belongs to another place, “Back Bay”"),
        "{mistake}"
    );
    assert_eq!(mistake.spot.line, Some(3));
}

/// Outlines of places in Boston, one of which has a boundary already.
fn compared(names: [&str; 2], ring: &str, stored: &[BoundaryBox]) -> Mistakes {
    let boston = place(1, "boston", "Boston", PlaceKind::City);
    let mut known = vec![boston.clone()];
    for (id, slug) in [(2, "back-bay"), (3, "fenway"), (4, "west-end")] {
        let mut inside = place(id, slug, slug, PlaceKind::Community);
        inside.parent = Some(boston.id);
        known.push(inside);
    }
    let features = names.map(|name| feature(name, ring)).join(",\n");
    let mut mistakes = Mistakes::new();
    let source = Source::new("b.geojson", collection(&features));
    let outlines = read(&source, &mut mistakes);
    let ids = Ids::counted(100);
    let plan = plan(outlines, &known, None, None, &ids, &mut mistakes);
    assert!(mistakes.is_empty(), "{mistakes}");
    check(&plan, &known, stored, &mut mistakes);
    mistakes
}

#[test]
fn a_file_that_is_swapped_as_a_whole_disagrees_with_what_is_there() {
    let swapped = "[[42,-71],[42,-70],[43,-70],[42,-71]]";
    let stored = |id| BoundaryBox {
        place: PlaceId::new(uuid::Uuid::from_u128(id)),
        west: -71.2,
        south: 42.2,
        east: -70.9,
        north: 42.4,
    };
    let two = ["back-bay", "fenway"];
    // The city around them, or a neighbour beside them.
    for there in [1, 4] {
        let mistakes = compared(two, swapped, &[stored(there)]);
        assert_eq!(mistakes.count(), 2, "{mistakes}");
        assert!(mistakes.list()[0].what.contains("swapped"));
        assert_eq!(mistakes.list()[0].spot.line, Some(3));
        assert!(compared(two, SQUARE, &[stored(there)]).is_empty());
    }
    // Nothing is there yet, or what is there is being corrected.
    assert!(compared(two, swapped, &[]).is_empty());
    let wrong = BoundaryBox {
        west: 42.2,
        south: -71.2,
        east: 42.4,
        north: -70.9,
        ..stored(2)
    };
    assert!(compared(two, SQUARE, &[wrong]).is_empty());
}

#[test]
fn only_degrees_of_wgs_84_are_read() {
    for (name, fits) in [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", true),
        ("EPSG:4326", true),
        ("urn:ogc:def:crs:EPSG::4326", true),
        ("EPSG:3857", false),
        ("urn:ogc:def:crs:EPSG::4490", false),
        ("", false),
    ] {
        let text = collection(&feature("Back Bay", SQUARE)).replacen(
            '{',
            &format!("{{\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"{name}\"}}}},"),
            1,
        );
        let (_, mistakes) = run(&text, None);
        assert_eq!(mistakes.is_empty(), fits, "{name}: {mistakes}");
    }
    let null = collection(&feature("Back Bay", SQUARE)).replacen('{', "{\"crs\":null,", 1);
    assert!(run(&null, None).1.is_empty());
}

#[test]
fn the_26_real_neighbourhoods_of_boston_become_places() {
    let Some(folder) = testing::data("boston") else {
        return;
    };
    let mut mistakes = Mistakes::new();
    let path = folder.join("boston.neighborhoods.geojson");
    let source = crate::commands::import::source::read(&path, &mut mistakes)
        .unwrap()
        .unwrap();
    let outlines = read(&source, &mut mistakes);
    let create = Create {
        kind: PlaceKind::Community,
        parent: "boston".into(),
    };
    let plan = plan(
        outlines,
        &known()[..1],
        Some("name"),
        Some(&create),
        &Ids::counted(100),
        &mut mistakes,
    );
    assert!(mistakes.is_empty(), "{mistakes}");
    assert_eq!((plan.places.len(), plan.outlines.len()), (26, 26));
    let points: usize = plan
        .outlines
        .iter()
        .flat_map(|o| {
            o.boundary
                .polygons()
                .iter()
                .flat_map(domain::geometry::Polygon::rings)
        })
        .map(Vec::len)
        .sum();
    assert!(points > 30_000, "{points}");
}
