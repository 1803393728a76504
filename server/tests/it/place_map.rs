//! Where is it? The map and the button for one's position, on every page that asks for a
//! place, wherever outlines are known.

use store::on_each_engine;
use store::statements::counted;

use crate::app::{Answer, TestApp, Visitor};
use crate::town;

/// Two cities; the first has two districts with communities in them, the second one.
const PLACES: &str = "\
slug,parent_code,kind,name_en
river,,city,River
east,river,district,East
west,river,district,West
east-hill,east,community,East Hill
east-lake,east,community,East Lake
west-gate,west,community,West Gate
gate-1,west-gate,building,West Gate 1
";
const SECOND: &str = "\
coast,,city,Coast
north,coast,district,North
pier,north,community,Pier
";

/// A browser that is asked where it is, where these places have a square each: a hundredth of a
/// degree wide, beside each other from 120° east on.
async fn asked(app: &TestApp, places: &[&str], outlined: &[&str]) -> Visitor {
    let now = app.app.clock.now();
    server::first_rules::keep(&app.store, now).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let squares = outlined.iter().zip(0_u8..).map(|(slug, at)| {
        let (west, east) = (120.0 + f64::from(at) / 50.0, 120.01 + f64::from(at) / 50.0);
        serde_json::json!({
            "type": "Feature",
            "properties": {"slug": slug},
            "geometry": {"type": "Polygon", "coordinates": [[[west, 30.0], [east, 30.0], [east, 30.01], [west, 30.01], [west, 30.0]]]},
        })
    });
    let squares: Vec<_> = squares.collect();
    let squares = serde_json::json!({"type": "FeatureCollection", "features": squares});
    for (what, name, text) in [
        ("places", "places.csv", places.concat()),
        ("boundaries", "squares.geojson", squares.to_string()),
    ] {
        if what == "boundaries" && outlined.is_empty() {
            continue;
        }
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let step = [what.to_owned(), path.display().to_string()];
        town::import(&app.app.store, now, &step).await;
    }
    let mut visitor = app.visitor();
    for (path, field) in [
        ("/report", ("words", "The dogs bark.")),
        ("/report/kind", ("category", "dogs")),
    ] {
        visitor.post(path, &[field]).await.expect(303);
    }
    visitor
}

/// A page of the step, which costs no more than any.
async fn page(visitor: &mut Visitor, query: &str) -> Answer {
    let (answer, statements) = counted(visitor.get(&format!("/report/where{query}"))).await;
    assert!(statements <= 8, "{query}: {statements}");
    answer.expect(200)
}

/// The places that the map of a page draws, in their order.
fn drawn(answer: &Answer) -> Vec<String> {
    let shapes = answer.text.split("data-place=\"").skip(1);
    let slugs = shapes.filter_map(|rest| rest.split('"').next());
    slugs.map(str::to_owned).collect()
}

/// Whether one can use one's position there.
fn takes_a_position(answer: &Answer) -> bool {
    let island = answer.text.contains("data-component=\"PlaceMap_");
    assert_eq!(island, answer.text.contains("Use my position"));
    assert_eq!(island, answer.text.contains("name=\"latitude\""));
    island
}

/// The place that a tap there leads to.
async fn tapped(visitor: &mut Visitor, longitude: &str) -> String {
    let fields = [("latitude", "30.005"), ("longitude", longitude)];
    visitor.post("/report/where", &fields).await.expect(303);
    let form = page(visitor, "").await.form("/report/where");
    let place = form.fields.into_iter().find(|(name, _)| name == "place");
    place.unwrap().1
}

on_each_engine! {
    async fn the_map_draws_the_nearest_places_that_have_an_outline(store) {
        let app = TestApp::on(store);
        let mut visitor = asked(&app, &[PLACES], &["east-hill", "east-lake", "west-gate"]).await;
        let city = page(&mut visitor, "").await.shows("Map of River").shows("Look inside East");
        assert_eq!(drawn(&city), ["east-hill", "east-lake", "west-gate"]);
        let district = page(&mut visitor, "?within=east").await.shows("Map of East");
        assert_eq!(drawn(&district), ["east-hill", "east-lake"]);
        // Nothing in it has one: it is drawn itself.
        assert_eq!(drawn(&page(&mut visitor, "?within=west-gate").await), ["west-gate"]);
        for query in ["", "?within=east", "?within=west-gate", "?within=gate-1", "?within=nowhere"] {
            assert!(takes_a_position(&page(&mut visitor, query).await), "{query}");
        }
        // What the list does not hold is found by the point.
        let form = city.form("/report/where").with("latitude", "30.005").with("longitude", "120.025");
        assert!(!form.fields.iter().any(|(name, _)| name == "place"), "{form:?}");
        visitor.submit(&form).await.expect(303);
        let form = page(&mut visitor, "").await.form("/report/where");
        assert!(form.fields.contains(&("place".to_owned(), "east-lake".to_owned())), "{form:?}");
    }

    async fn what_lies_closer_is_drawn_first_and_found_last(store) {
        let app = TestApp::on(store);
        let mut visitor = asked(&app, &[PLACES], &["river", "east", "west-gate"]).await;
        assert_eq!(drawn(&page(&mut visitor, "").await), ["east"]);
        assert_eq!(drawn(&page(&mut visitor, "?within=west").await), ["west-gate"]);
        assert_eq!(tapped(&mut visitor, "120.045").await, "west-gate");
    }

    async fn with_several_roots_the_map_shows_them_or_the_nearest_below_them(store) {
        let app = TestApp::on(store);
        let mut visitor = asked(&app, &[PLACES, SECOND], &["east-hill", "west-gate", "pier"]).await;
        let roots = page(&mut visitor, "").await.shows("Map of all places").shows("Look inside Coast");
        assert_eq!(drawn(&roots), ["east-hill", "pier", "west-gate"]);
        assert!(takes_a_position(&roots));
        assert_eq!(drawn(&page(&mut visitor, "?within=coast").await), ["pier"]);
        assert_eq!(tapped(&mut visitor, "120.045").await, "pier");
    }

    async fn roots_with_outlines_of_their_own_are_drawn_themselves(store) {
        let app = TestApp::on(store);
        let mut visitor = asked(&app, &[PLACES, SECOND], &["river", "coast", "pier"]).await;
        assert_eq!(drawn(&page(&mut visitor, "").await), ["coast", "river"]);
    }

    async fn a_place_without_outlines_takes_a_position_that_lies_elsewhere(store) {
        let app = TestApp::on(store);
        let mut visitor = asked(&app, &[PLACES, SECOND], &["pier"]).await;
        let there = page(&mut visitor, "?within=river").await;
        assert!(takes_a_position(&there));
        assert!(drawn(&there).is_empty() && !there.text.contains("place-shapes"), "{}", there.text);
        let form = there.form("/report/where").with("latitude", "30.005").with("longitude", "120.005");
        visitor.submit(&form).await.expect(303);
        let form = page(&mut visitor, "").await.form("/report/where");
        assert!(form.fields.contains(&("place".to_owned(), "pier".to_owned())), "{form:?}");
        // A point that nobody knows comes back with the way out.
        let fields = [("latitude", "1"), ("longitude", "1"), ("within", "river")];
        let refused = visitor.post("/report/where", &fields).await.expect(422).shows("outside every neighbourhood");
        assert!(takes_a_position(&refused));
    }

    async fn what_was_searched_for_stands_beside_the_map_of_all(store) {
        let app = TestApp::on(store);
        let mut visitor = asked(&app, &[PLACES], &["east-hill", "east-lake", "west-gate"]).await;
        let found = page(&mut visitor, "?q=gate").await.shows("West Gate 1").shows("Map of all places");
        assert_eq!(drawn(&found), ["east-hill", "east-lake", "west-gate"]);
        assert!(takes_a_position(&found));
        let form = found.form("/report/where").with("latitude", "30.005").with("longitude", "120.005");
        visitor.submit(&form).await.expect(303);
        let form = page(&mut visitor, "").await.form("/report/where");
        assert!(form.fields.contains(&("place".to_owned(), "east-hill".to_owned())), "{form:?}");
        // Nothing fits: what there is stands there, with its map.
        let nothing = page(&mut visitor, "?q=harbour").await.shows("Nothing fits “harbour”.").shows("Look inside West");
        assert_eq!(drawn(&nothing), ["east-hill", "east-lake", "west-gate"]);
        assert!(takes_a_position(&nothing));
    }

    async fn several_roots_are_the_map_of_a_search_too(store) {
        let app = TestApp::on(store);
        let mut visitor = asked(&app, &[PLACES, SECOND], &["east", "north", "pier"]).await;
        for query in ["", "?q=gate", "?q=harbour"] {
            let answer = page(&mut visitor, query).await;
            assert_eq!(drawn(&answer), ["east", "north"], "{query}");
            assert!(takes_a_position(&answer), "{query}");
        }
    }

    async fn without_any_outline_there_is_neither_a_map_nor_the_button(store) {
        let app = TestApp::on(store);
        let mut visitor = asked(&app, &[PLACES, SECOND], &[]).await;
        for query in ["", "?within=river", "?within=gate-1", "?within=nowhere", "?q=gate", "?q=harbour"] {
            let answer = page(&mut visitor, query).await;
            assert!(!takes_a_position(&answer) && !answer.text.contains("place-shapes"), "{query}: {}", answer.text);
        }
        visitor.post("/report/where", &[("place", "gate-1")]).await.expect(303);
    }

    async fn who_lives_here_and_looks_for_what_is_not_there_asks_no_more_of_the_database(store) {
        let app = town::open(store).await;
        let home = app.store.find_place_by_slug("willow-1").await.unwrap().unwrap();
        let (mut visitor, id) = town::resident(&app, "anna").await;
        app.store.set_home(id, Some(home.id), app.app.clock.now()).await.unwrap();
        visitor.post("/report", &[("words", "The dogs bark.")]).await.expect(303);
        visitor.post("/report/kind", &[("category", "dogs")]).await.expect(303);
        for query in ["", "?within=bridge", "?within=nowhere", "?q=plum", "?q=harbour"] {
            let answer = page(&mut visitor, query).await.shows("where you live");
            assert!(takes_a_position(&answer), "{query}");
        }
        assert_eq!(drawn(&page(&mut visitor, "?q=plum").await), ["plum-court", "willow-lane"]);
    }
}
