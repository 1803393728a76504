//! Bodies and the rulebook.

use domain::body::{BodyKind, Competence};
use domain::id::PlaceId;
use store::on_each_engine;
use store::places::import::Imported;

use crate::fixtures::{body, now, place_id, planted};

on_each_engine! {
    async fn a_body_comes_back_as_it_was_loaded(store) {
        planted(&store).await;
        let (willow, bridge) = (place_id(&store, "willow-lane").await, place_id(&store, "bridge").await);
        let mut office = body(60, "bridge-office", BodyKind::Government, 2, vec![willow, bridge]);
        office.places.sort();
        let mut partner = body(61, "lift-company", BodyKind::Partner, 1, vec![bridge]);
        partner.answers_to = Some(office.id);
        partner.competence = Competence::All;
        partner.calendar.duty = true;
        // The partner comes first although it answers to the office: one statement loads both.
        let loaded = store.import_bodies(&[partner.clone(), office.clone()], now()).await.unwrap();
        assert_eq!(loaded, Imported { added: 2, changed: 0, unchanged: 0 });
        assert_eq!(store.list_bodies().await.unwrap(), [partner.clone(), office.clone()]);
        let again = store.import_bodies(&[partner.clone(), office.clone()], now()).await.unwrap();
        assert_eq!(again, Imported { added: 0, changed: 0, unchanged: 2 });
        office.names.en = Some("Bridge Street office".to_owned());
        office.places = vec![bridge];
        let changed = store.import_bodies(std::slice::from_ref(&office), now()).await.unwrap();
        assert_eq!(changed, Imported { added: 0, changed: 1, unchanged: 0 });
        assert_eq!(store.list_bodies().await.unwrap(), [partner, office.clone()]);
        let keys = store.list_body_keys().await.unwrap();
        assert_eq!((keys.len(), keys["bridge-office"]), (2, office.id));
    }

    async fn a_place_is_served_by_the_bodies_of_all_it_lies_in(store) {
        planted(&store).await;
        let at = |slug: &'static str| {
            let store = store.store();
            async move { place_id(&store, slug).await }
        };
        let committee = body(50, "willow-committee", BodyKind::SelfGovernance, 1, vec![at("willow-lane").await]);
        let neighbours = body(51, "plum-committee", BodyKind::SelfGovernance, 1, vec![at("plum-court").await]);
        let office = body(60, "bridge-office", BodyKind::Government, 2, vec![at("bridge").await]);
        let city = body(90, "city-hall", BodyKind::Government, 4, vec![at("river-city").await]);
        let all = [city, office, neighbours, committee];
        store.import_bodies(&all, now()).await.unwrap();
        let building = at("willow-1").await;
        let serving = store.list_bodies_serving(building).await.unwrap();
        let keys: Vec<_> = serving.iter().map(|body| body.key.as_str()).collect();
        assert_eq!(keys, ["willow-committee", "bridge-office", "city-hall"]);
        // The rulebook says the same without a statement for it.
        let path: Vec<PlaceId> =
            store.find_place_path(building).await.unwrap().into_iter().map(|place| place.id).collect();
        let book = store.current_rulebook().await.unwrap();
        let from_book: Vec<_> = book.bodies_serving(&path).into_iter().cloned().collect();
        assert_eq!(from_book, serving);
        assert_eq!(book.body_by_key("city-hall").unwrap().id, all[0].id);
        assert!(book.body_by_key("nobody").is_none());
    }

    async fn every_server_notices_a_change_of_the_bodies(store) {
        planted(&store).await;
        let other = store.open_again().await;
        let before = other.current_rulebook().await.unwrap();
        let hall = body(90, "city-hall", BodyKind::Government, 4, vec![place_id(&store, "river-city").await]);
        store.import_bodies(std::slice::from_ref(&hall), now()).await.unwrap();
        let after = other.current_rulebook().await.unwrap();
        assert!(after.revision() > before.revision());
        assert!(after.body(hall.id).unwrap().in_service);
        assert!(store.set_in_service(hall.id, false, now()).await.unwrap());
        assert!(!other.current_rulebook().await.unwrap().body(hall.id).unwrap().in_service);
        // A page that began earlier goes on with what it saw, and does not spoil it for the others.
        let mut snapshot = other.snapshot().await.unwrap();
        let old = other.rulebook(snapshot.conn()).await.unwrap();
        store.set_in_service(hall.id, true, now()).await.unwrap();
        assert!(other.current_rulebook().await.unwrap().body(hall.id).unwrap().in_service);
        let still = other.rulebook(snapshot.conn()).await.unwrap();
        assert_eq!(still.revision(), old.revision());
        let kept = other.current_rulebook().await.unwrap();
        assert!(kept.revision() > still.revision());
    }
}
