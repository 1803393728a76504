//! Sessions.

use domain::body::BodyKind;
use domain::id::PersonId;
use domain::person::Role;
use serde_json::json;
use store::on_each_engine;
use store::sessions::SessionRecord;
use store::statements;

use crate::fixtures::{body, now, place_id, planted, resident};

fn session(number: u8, person: Option<PersonId>) -> SessionRecord {
    SessionRecord {
        hash: [number; 32],
        person,
        device: "Firefox on Linux".to_owned(),
        data: json!({"back": "/cases/12345678", "words": "楼道灯"}),
        created_at: now(),
        last_seen_at: now(),
        expires_at: now().plus_days(30),
    }
}

on_each_engine! {
    async fn a_session_comes_back_as_it_was_kept(store) {
        let ann = resident(&store, 1, "Ann").await;
        let mut kept = session(1, None);
        assert!(store.create_session(&kept).await.unwrap());
        assert!(!store.create_session(&kept).await.unwrap(), "an id is taken once");
        assert_eq!(store.load_session(&kept.hash, now()).await.unwrap(), Some(kept.clone()));
        kept.person = Some(ann);
        kept.data = json!({});
        kept.expires_at = now().plus_days(60);
        assert!(store.save_session(&kept).await.unwrap());
        assert_eq!(store.load_session(&kept.hash, now()).await.unwrap(), Some(kept.clone()));
        assert_eq!(store.load_session(&[9; 32], now()).await.unwrap(), None);
    }

    async fn session_and_person_come_with_one_statement(store) {
        planted(&store).await;
        let willow = place_id(&store, "willow-lane").await;
        let committee = body(50, "willow-committee", BodyKind::SelfGovernance, 1, vec![willow]);
        store.import_bodies(std::slice::from_ref(&committee), now()).await.unwrap();
        let ann = resident(&store, 1, "Ann").await;
        store.appoint(committee.id, ann, Role::Convener, now()).await.unwrap();
        store.create_session(&session(1, Some(ann))).await.unwrap();
        store.create_session(&session(2, None)).await.unwrap();
        let (found, statements) = statements::counted(store.load_session_person(&[1; 32], now())).await;
        let (record, person) = found.unwrap().unwrap();
        assert_eq!(statements, 1);
        assert_eq!(record, session(1, Some(ann)));
        assert_eq!(person, store.find_person(ann).await.unwrap());
        assert_eq!(person.unwrap().offices[0].role, Role::Convener);
        let (record, person) = store.load_session_person(&[2; 32], now()).await.unwrap().unwrap();
        assert_eq!((record.hash, person), ([2; 32], None));
        assert_eq!(store.load_session_person(&[3; 32], now()).await.unwrap(), None);
    }

    async fn what_was_signed_out_does_not_come_back(store) {
        let ann = resident(&store, 1, "Ann").await;
        let kept = session(1, Some(ann));
        store.create_session(&kept).await.unwrap();
        assert!(store.delete_session(&kept.hash).await.unwrap());
        assert!(!store.delete_session(&kept.hash).await.unwrap());
        assert!(!store.save_session(&kept).await.unwrap());
        assert_eq!(store.load_session(&kept.hash, now()).await.unwrap(), None);
    }

    async fn one_can_sign_out_everywhere_else(store) {
        let (ann, bob) = (resident(&store, 1, "Ann").await, resident(&store, 2, "Bob").await);
        for number in 1..=3 {
            let seen = now().plus_minutes(i64::from(number));
            store.create_session(&SessionRecord { last_seen_at: seen, ..session(number, Some(ann)) }).await.unwrap();
        }
        store.create_session(&session(4, Some(bob))).await.unwrap();
        let devices = store.list_sessions(ann, now()).await.unwrap();
        assert_eq!(devices.iter().map(|one| one.hash[0]).collect::<Vec<_>>(), [3, 2, 1]);
        assert_eq!(store.delete_sessions_of(ann, Some(&[2; 32])).await.unwrap(), 2);
        let left = store.list_sessions(ann, now()).await.unwrap();
        assert_eq!(left.iter().map(|one| one.hash[0]).collect::<Vec<_>>(), [2]);
        assert_eq!(store.delete_sessions_of(ann, None).await.unwrap(), 1);
        assert_eq!(store.list_sessions(bob, now()).await.unwrap().len(), 1);
    }

    async fn an_old_session_is_over_before_it_is_swept(store) {
        let kept = session(1, None);
        store.create_session(&kept).await.unwrap();
        let end = kept.expires_at;
        assert!(store.load_session(&kept.hash, end.plus_seconds(-1)).await.unwrap().is_some());
        assert_eq!(store.load_session(&kept.hash, end).await.unwrap(), None);
        assert_eq!(store.delete_expired_sessions(end.plus_seconds(-1)).await.unwrap(), 0);
        assert_eq!(store.delete_expired_sessions(end).await.unwrap(), 1);
    }

    async fn when_a_session_was_seen_is_noted_in_batches(store) {
        let ann = resident(&store, 1, "Ann").await;
        for number in 0..40 {
            store.create_session(&session(number, Some(ann))).await.unwrap();
        }
        let seen = now().plus_minutes(11);
        let touches: Vec<_> = (0..40)
            .map(|number| {
                let store = store.store();
                tokio::spawn(async move { store.touch_session_now([number; 32], seen).await })
            })
            .collect();
        for touch in touches {
            touch.await.unwrap().unwrap();
        }
        // What comes late does not turn the clock back, and a session that is gone does no harm.
        store.touch_session_now([1; 32], now()).await.unwrap();
        store.touch_session_now([99; 32], seen).await.unwrap();
        for record in store.list_sessions(ann, now()).await.unwrap() {
            assert_eq!(record.last_seen_at, seen);
        }
    }
}
