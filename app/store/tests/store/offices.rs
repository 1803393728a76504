//! Seats with their record, absences, templates, notes.

use domain::body::BodyKind;
use domain::id::BodyId;
use domain::language::Names;
use domain::office::{Absence, OfficeChange, OfficeRefused, ReplyUse, SeatOrder, Template};
use domain::person::Role;
use store::offices::OfficeError;
use store::offices::seats::SeatAsked;
use store::offices::templates::KeptTemplate;
use store::outbox::in_app::Told;
use store::{Store, on_each_engine};
use uuid::Uuid;

use crate::fixtures::{body, ids, now, place_id, planted, resident};

async fn committee(store: &Store) -> BodyId {
    planted(store).await;
    let lane = place_id(store, "willow-lane").await;
    let committee = body(
        50,
        "willow-committee",
        BodyKind::SelfGovernance,
        1,
        vec![lane],
    );
    let id = committee.id;
    store.import_bodies(&[committee], now()).await.unwrap();
    id
}

on_each_engine! {
    async fn every_change_of_a_seat_has_its_line_and_its_message(store) {
        let body = committee(&store).await;
        let (steward, ann) = (resident(&store, 1, "Mei").await, resident(&store, 2, "Ann").await);
        let (ids, mut at) = (ids(), now());
        for (order, expected) in [
            (SeatOrder::End, Err(OfficeRefused::SeatMissing)),
            (SeatOrder::Give(Role::Officer), Err(OfficeRefused::RoleDoesNotFit)),
            (SeatOrder::Give(Role::CommitteeMember), Ok(OfficeChange::SeatGiven)),
            (SeatOrder::Give(Role::CommitteeMember), Err(OfficeRefused::SeatHeld)),
            (SeatOrder::Give(Role::Convener), Ok(OfficeChange::RoleChanged)),
            (SeatOrder::End, Ok(OfficeChange::SeatEnded)),
        ] {
            at = at.plus_minutes(1);
            let asked = SeatAsked { body, person: ann, order, reason: "as agreed", by: steward };
            let done = store.change_seat(&asked, &ids, at).await;
            match (done, expected) {
                (Ok(done), Ok(expected)) => assert_eq!(done, expected),
                (Err(OfficeError::Refused(why)), Err(expected)) => assert_eq!(why, expected),
                (done, expected) => panic!("{done:?}, not {expected:?}"),
            }
        }
        let lines = store.list_record_of_body(body, 10).await.unwrap();
        let told: Vec<_> = lines.iter().map(|line| (line.change.code(), line.role)).collect();
        assert_eq!(told, [
            ("seat-ended", Some(Role::Convener)),
            ("role-changed", Some(Role::Convener)),
            ("seat-given", Some(Role::CommitteeMember)),
        ]);
        assert_eq!((lines[0].by.as_str(), lines[0].reason.as_str()), ("Mei", "as agreed"));
        let notices = store.list_notices(ann, 10).await.unwrap();
        let told: Vec<_> = notices.iter().map(|notice| (notice.told, notice.asks)).collect();
        assert_eq!(told, [OfficeChange::SeatEnded, OfficeChange::RoleChanged, OfficeChange::SeatGiven].map(|change| (Told::OfOffice(change), false)));
        let nowhere = SeatAsked { body: BodyId::new(Uuid::from_u128(9)), person: ann, order: SeatOrder::End, reason: "", by: steward };
        assert!(matches!(store.change_seat(&nowhere, &ids, at).await, Err(OfficeError::NotFound)));
    }

    async fn two_stewards_who_end_each_other_leave_one(store) {
        let (one, two) = (resident(&store, 1, "Mei").await, resident(&store, 2, "Ann").await);
        for person in [one, two] {
            store.make_steward(person, now()).await.unwrap();
        }
        let other = store.open_again().await;
        let ids = ids();
        let (first, second) = tokio::join!(
            store.change_steward(two, false, one, "x", &ids, now()),
            other.change_steward(one, false, two, "x", &ids, now()),
        );
        assert!(first.is_ok() ^ second.is_ok(), "{first:?} {second:?}");
        assert_eq!(store.list_stewards().await.unwrap().len(), 1);
    }

    async fn an_absence_takes_the_place_of_an_earlier_one_and_ends_with_the_seat(store) {
        let body = committee(&store).await;
        let (ann, bo) = (resident(&store, 1, "Ann").await, resident(&store, 2, "Bo").await);
        for person in [ann, bo] {
            store.appoint(body, person, Role::CommitteeMember, now()).await.unwrap();
        }
        let ids = ids();
        let away = |days: i64| Absence { person: ann, from: now(), until: now().plus_days(days), hand_to: Some(bo) };
        store.say_away(body, away(3), &ids, now()).await.unwrap();
        store.say_away(body, away(5), &ids, now()).await.unwrap();
        let lines = store.list_absences(&[body], now()).await.unwrap();
        assert_eq!(lines.len(), 1);
        assert_eq!((lines[0].name.as_str(), lines[0].to.as_deref()), ("Ann", Some("Bo")));
        assert_eq!(lines[0].absence, away(5));
        assert!(store.list_absences(&[body], now().plus_days(5)).await.unwrap().is_empty());
        store.dismiss(body, bo, now().plus_minutes(1)).await.unwrap();
        assert_eq!(store.list_absences(&[body], now()).await.unwrap()[0].absence.hand_to, None);
        store.dismiss(body, ann, now().plus_minutes(1)).await.unwrap();
        assert!(store.list_absences(&[body], now()).await.unwrap().is_empty());
    }

    async fn a_template_belongs_to_its_body(store) {
        let body = committee(&store).await;
        let id = Uuid::from_u128(7);
        let kept = |name: &str| KeptTemplate {
            id,
            template: Template { of: ReplyUse::Heard, name: name.to_owned(), texts: Names::three("a", "b", "c") },
        };
        store.keep_template(body, &kept("one"), now()).await.unwrap();
        store.keep_template(body, &kept("two"), now()).await.unwrap();
        assert_eq!(store.list_templates(body).await.unwrap(), [kept("two")]);
        store.drop_template(BodyId::new(Uuid::from_u128(9)), id).await.unwrap();
        assert_eq!(store.list_templates(body).await.unwrap().len(), 1);
        store.drop_template(body, id).await.unwrap();
        assert!(store.list_templates(body).await.unwrap().is_empty());
    }
}
