//! The tree of places and their boundaries.

use domain::geometry::Point;
use domain::language::{Language, Names};
use domain::place::PlaceKind;
use serde_json::json;
use store::on_each_engine;
use store::places::boundaries::Outlines;
use store::places::import::{Imported, NewBoundary, NewPlace};

use crate::fixtures::{ids, names, now, place, place_id, planted, tree};

on_each_engine! {
    async fn a_place_is_found_with_what_it_lies_in(store) {
        planted(&store).await;
        let willow = store.find_place_by_slug("willow-lane").await.unwrap().unwrap();
        assert_eq!((willow.kind, willow.names.in_language(Language::Hans)), (PlaceKind::Community, "柳巷社区"));
        assert_eq!(store.find_place(willow.id).await.unwrap(), Some(willow.clone()));
        assert_eq!(store.find_place_by_slug("nowhere").await.unwrap(), None);
        let building = place_id(&store, "willow-1").await;
        let path = store.find_place_path(building).await.unwrap();
        let slugs: Vec<_> = path.iter().map(|place| place.slug.as_str()).collect();
        assert_eq!(slugs, ["river-city", "old-town", "bridge", "willow-lane", "willow-1"]);
        let roots = store.list_root_places().await.unwrap();
        assert_eq!(roots.iter().map(|place| place.slug.as_str()).collect::<Vec<_>>(), ["river-city"]);
        let bridge = place_id(&store, "bridge").await;
        let children = store.list_child_places(bridge).await.unwrap();
        assert_eq!(children.iter().map(|place| place.slug.as_str()).collect::<Vec<_>>(), ["plum-court", "willow-lane"]);
    }

    async fn loading_again_changes_only_what_differs(store) {
        let added = store.import_places(&tree(), &ids(), now()).await.unwrap();
        assert_eq!(added, Imported { added: 6, changed: 0, unchanged: 0 });
        let willow = place_id(&store, "willow-lane").await;
        let again = store.import_places(&tree(), &ids(), now()).await.unwrap();
        assert_eq!(again, Imported { added: 0, changed: 0, unchanged: 6 });
        // Willow Lane moves to another sub-district under a new name, and keeps its id.
        let mut changed = tree();
        changed[3] = place("willow-lane", Some("old-town"), PlaceKind::Community, names("Willow Alley", "柳弄社区"));
        changed.push(place("willow-2", Some("willow-lane"), PlaceKind::Building, names("Building 2", "2幢")));
        let third = store.import_places(&changed, &store::ids::Ids::counted(9_000), now()).await.unwrap();
        assert_eq!(third, Imported { added: 1, changed: 1, unchanged: 5 });
        assert_eq!(place_id(&store, "willow-lane").await, willow);
        let path = store.find_place_path(place_id(&store, "willow-2").await).await.unwrap();
        let slugs: Vec<_> = path.iter().map(|place| place.slug.as_str()).collect();
        assert_eq!(slugs, ["river-city", "old-town", "willow-lane", "willow-2"]);
    }

    async fn an_official_code_recognises_a_place_under_a_new_address(store) {
        let coded = |slug: &str| NewPlace {
            code: Some("330102001051".to_owned()),
            ..place(slug, None, PlaceKind::City, Names::only(Language::Hans, "清波门社区"))
        };
        store.import_places(&[coded("qingbomen")], &ids(), now()).await.unwrap();
        let id = place_id(&store, "qingbomen").await;
        store.import_places(&[coded("qingbo-gate")], &ids(), now()).await.unwrap();
        assert_eq!(place_id(&store, "qingbo-gate").await, id);
        let keys = store.list_place_keys().await.unwrap();
        assert_eq!(keys.by_code("330102001051"), Some(id));
        assert_eq!((keys.by_slug("qingbo-gate"), keys.by_slug("qingbomen")), (Some(id), None));
    }

    async fn a_name_is_found_in_any_language_and_script(store) {
        planted(&store).await;
        let search = async |words: &str| {
            let found = store.search_places(words, None, 10).await.unwrap();
            found.into_iter().map(|place| place.slug).collect::<Vec<_>>()
        };
        assert_eq!(search("WILLOW").await, ["willow-lane"]);
        assert_eq!(search("柳巷").await, ["willow-lane"]);
        assert_eq!(search("老城區").await, ["old-town"]);
        assert_eq!(search("社区").await, ["plum-court", "willow-lane"]);
        for nothing in ["", "   ", "%", "_", "\\", "' OR 1 = 1 --", "\u{0}"] {
            assert_eq!(search(nothing).await, [""; 0], "{nothing:?}");
        }
        let plum = place_id(&store, "plum-court").await;
        let within = store.search_places("社区", Some(plum), 10).await.unwrap();
        assert_eq!(within.len(), 1);
        assert_eq!(store.search_places("社区", None, 1).await.unwrap().len(), 1);
        assert!(store.search_places(&"社".repeat(100_000), None, 10).await.unwrap().is_empty());
    }

    async fn a_point_lies_in_the_deepest_place_whose_boundary_holds_it(store) {
        planted(&store).await;
        let mut new = Vec::new();
        for (slug, west, south, size) in [("river-city", 120.0, 30.0, 1.0), ("willow-lane", 120.2, 30.2, 0.1)] {
            new.push(NewBoundary {
                place: place_id(&store, slug).await, west, south, east: west + size, north: south + size,
                geometry: square(west, south, size),
            });
        }
        new.push(NewBoundary {
            place: place_id(&store, "plum-court").await, west: 120.4, south: 30.4, east: 120.5, north: 30.5,
            geometry: json!({
                "type": "MultiPolygon",
                "coordinates": [[[[120.4, 30.4], [120.5, 30.4], [120.5, 30.5], [120.4, 30.4]]]],
            }),
        });
        let added = store.import_boundaries(&new, now()).await.unwrap();
        assert_eq!(added, Imported { added: 3, changed: 0, unchanged: 0 });
        let again = store.import_boundaries(&new, now()).await.unwrap();
        assert_eq!(again, Imported { added: 0, changed: 0, unchanged: 3 });
        let locate = async |latitude, longitude| {
            let place = store.locate(Point::new(latitude, longitude).unwrap()).await.unwrap();
            place.map(|place| place.slug)
        };
        assert_eq!(locate(30.25, 120.25).await.as_deref(), Some("willow-lane"));
        assert_eq!(locate(30.9, 120.9).await.as_deref(), Some("river-city"));
        // On the edge of Willow Lane, and just beyond.
        assert_eq!(locate(30.2, 120.25).await.as_deref(), Some("willow-lane"));
        assert_eq!(locate(30.199_999_999, 120.25).await.as_deref(), Some("river-city"));
        // In the box of Plum Court, but not in its triangle.
        assert_eq!(locate(30.41, 120.42).await.as_deref(), Some("plum-court"));
        assert_eq!(locate(30.49, 120.41).await.as_deref(), Some("river-city"));
        assert_eq!(locate(0.0, 0.0).await, None);
        let city = place_id(&store, "river-city").await;
        let within = store.list_boundaries_within(city, 9).await.unwrap();
        let found: Vec<_> = within.iter().map(|one| (one.place.slug.as_str(), one.depth)).collect();
        assert_eq!(found, [("river-city", 0), ("plum-court", 3), ("willow-lane", 3)]);
        assert_eq!(store.list_boundaries_within(city, 2).await.unwrap().len(), 1);
        assert!(within[2].boundary.contains(Point::new(30.25, 120.25).unwrap()));
    }

    async fn a_map_draws_the_nearest_level_that_has_boundaries(store) {
        planted(&store).await;
        let city = place_id(&store, "river-city").await;
        let willow = place_id(&store, "willow-lane").await;
        let slugs = |outlines: Outlines| {
            let drawn = outlines.drawn.into_iter();
            (outlines.known, drawn.map(|one| one.place.slug).collect::<Vec<_>>())
        };
        let none = |known: bool| (known, Vec::<String>::new());
        assert_eq!(slugs(store.list_outlines_in(city, 9).await.unwrap()), none(false));
        assert_eq!(slugs(store.list_outlines_at_the_top(9).await.unwrap()), none(false));
        let bound = async |slugs: &[&str]| {
            let mut new = Vec::new();
            for slug in slugs {
                new.push(NewBoundary {
                    place: place_id(&store, slug).await, west: 120.0, south: 30.0, east: 120.1, north: 30.1,
                    geometry: square(120.0, 30.0, 0.1),
                });
            }
            store.import_boundaries(&new, now()).await.unwrap();
        };
        bound(&["willow-lane", "plum-court"]).await;
        let both = (true, vec!["plum-court".to_owned(), "willow-lane".to_owned()]);
        let below = store.list_outlines_in(city, 9).await.unwrap();
        assert_eq!((below.drawn[0].depth, below.drawn[1].depth), (3, 3));
        assert!(below.drawn[0].boundary.contains(Point::new(30.05, 120.05).unwrap()));
        assert_eq!(slugs(below), both);
        // The way in ends where there is a choice.
        let top = store.list_outlines_at_the_top(9).await.unwrap();
        assert_eq!((top.drawn[0].depth, slugs(top)), (1, both.clone()));
        // Nothing lies below it that could be drawn: it is drawn itself.
        assert_eq!(slugs(store.list_outlines_in(willow, 9).await.unwrap()), (true, vec!["willow-lane".to_owned()]));
        // More than there may be are as good as none, and a place elsewhere is known all the same.
        assert_eq!(slugs(store.list_outlines_in(city, 1).await.unwrap()), none(true));
        let building = place_id(&store, "willow-1").await;
        assert_eq!(slugs(store.list_outlines_in(building, 9).await.unwrap()), none(true));
        bound(&["river-city"]).await;
        assert_eq!(slugs(store.list_outlines_in(city, 9).await.unwrap()), both);
        assert_eq!(slugs(store.list_outlines_in(city, 1).await.unwrap()), (true, vec!["river-city".to_owned()]));
        // Of several roots the nearest level over all of them, the roots themselves first.
        let more = [
            place("sea-city", None, PlaceKind::City, names("Sea City", "海城")),
            place("harbour", Some("sea-city"), PlaceKind::District, names("Harbour", "港区")),
        ];
        store.import_places(&more, &store::ids::Ids::counted(9_000), now()).await.unwrap();
        bound(&["harbour"]).await;
        assert_eq!(slugs(store.list_outlines_at_the_top(9).await.unwrap()), (true, vec!["river-city".to_owned()]));
        bound(&["sea-city"]).await;
        let roots = (true, vec!["river-city".to_owned(), "sea-city".to_owned()]);
        assert_eq!(slugs(store.list_outlines_at_the_top(9).await.unwrap()), roots);
        assert_eq!(slugs(store.list_outlines_at_the_top(1).await.unwrap()), none(true));
    }

    async fn with_three_thousand_boundaries_a_point_is_still_found_by_its_box(store) {
        let mut places = vec![place("city", None, PlaceKind::City, names("City", "城"))];
        let mut new = Vec::new();
        for number in 0..3_000 {
            places.push(place(&format!("c{number}"), Some("city"), PlaceKind::Community, names("Community", "社区")));
        }
        store.import_places(&places, &ids(), now()).await.unwrap();
        let keys = store.list_place_keys().await.unwrap();
        for number in 0..3_000_u32 {
            let (west, south) = (120.0 + f64::from(number % 60) / 100.0, 30.0 + f64::from(number / 60) / 100.0);
            new.push(NewBoundary {
                place: keys.by_slug(&format!("c{number}")).unwrap(), west, south, east: west + 0.01, north: south + 0.01,
                geometry: square(west, south, 0.01),
            });
        }
        assert_eq!(store.import_boundaries(&new, now()).await.unwrap().added, 3_000);
        let found = store.locate(Point::new(30.105, 120.205).unwrap()).await.unwrap();
        assert_eq!(found.map(|place| place.slug).as_deref(), Some("c620"));
    }

    async fn a_city_of_three_thousand_places_is_loaded_in_one_go(store) {
        let mut city = vec![place("city", None, PlaceKind::City, names("City", "城"))];
        for district in 0..13 {
            let slug = format!("d{district}");
            city.push(place(&slug, Some("city"), PlaceKind::District, names(&slug, "区")));
            for community in 0..270 {
                let inner = format!("{slug}-{community}");
                city.push(place(&inner, Some(&slug), PlaceKind::Community, names(&inner, "社区")));
            }
        }
        let (added, statements) =
            store::statements::counted(store.import_places(&city, &ids(), now())).await;
        assert_eq!(added.unwrap().added, 3_524);
        assert_eq!(statements, 4);
        let path = store.find_place_path(place_id(&store, "d12-269").await).await.unwrap();
        assert_eq!(path.len(), 3);
    }
}

fn square(west: f64, south: f64, size: f64) -> serde_json::Value {
    let (east, north) = (west + size, south + size);
    json!({
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    })
}
