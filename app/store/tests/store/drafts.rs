//! Drafts and their photos.

use domain::id::{DraftId, PhotoId};
use serde_json::json;
use store::on_each_engine;
use store::photos::{NewPhoto, PhotoSize};
use uuid::Uuid;

use crate::fixtures::{bare_cases, now, resident};

const MINE: [u8; 32] = [1; 32];
const THEIRS: [u8; 32] = [2; 32];

fn draft_id(number: u128) -> DraftId {
    DraftId::new(Uuid::from_u128(number))
}

fn photo(number: u128, draft: DraftId) -> NewPhoto<'static> {
    NewPhoto {
        id: PhotoId::new(Uuid::from_u128(number)),
        draft,
        person: None,
        width: 1600,
        height: 1200,
        sha256: &[7; 32],
        large: b"large \0 bytes",
        small: b"small",
    }
}

on_each_engine! {
    async fn a_draft_belongs_to_the_browser_that_began_it(store) {
        let ann = resident(&store, 1, "Ann").await;
        let id = draft_id(1);
        let fields = json!({"words": "楼道灯坏了", "category": ""});
        assert!(store.save_draft(id, &MINE, None, &fields, now()).await.unwrap());
        let kept = store.find_draft(id, &MINE).await.unwrap().unwrap();
        assert_eq!((kept.person, &kept.fields, kept.created_at), (None, &fields, now()));
        assert_eq!(store.find_draft(id, &THEIRS).await.unwrap(), None);
        assert!(!store.save_draft(id, &THEIRS, None, &json!({}), now()).await.unwrap());
        assert!(!store.delete_draft(id, &THEIRS).await.unwrap());
        // Signing in on the way loses nothing, and is not forgotten again.
        let later = now().plus_minutes(5);
        assert!(store.save_draft(id, &MINE, Some(ann), &fields, later).await.unwrap());
        assert!(store.save_draft(id, &MINE, None, &json!({"words": "new"}), later).await.unwrap());
        let kept = store.find_draft(id, &MINE).await.unwrap().unwrap();
        assert_eq!((kept.person, kept.created_at, kept.changed_at), (Some(ann), now(), later));
        assert_eq!(kept.fields, json!({"words": "new"}));
        store.save_draft(draft_id(2), &MINE, None, &json!({}), now()).await.unwrap();
        assert_eq!(store.find_latest_draft(&MINE).await.unwrap().unwrap().id, id);
        assert_eq!(store.find_latest_draft(&THEIRS).await.unwrap(), None);
    }

    async fn a_draft_takes_so_many_photos_and_no_more(store) {
        let id = draft_id(1);
        assert!(!store.add_photo(&photo(1, id), 3, now()).await.unwrap(), "there is no draft yet");
        store.save_draft(id, &MINE, None, &json!({}), now()).await.unwrap();
        let other = store.open_again().await;
        let (one, two, three, four) = (photo(1, id), photo(2, id), photo(3, id), photo(4, id));
        let added = tokio::join!(
            store.add_photo(&one, 3, now()),
            other.add_photo(&two, 3, now()),
            store.add_photo(&three, 3, now()),
            other.add_photo(&four, 3, now()),
        );
        let added = [added.0.unwrap(), added.1.unwrap(), added.2.unwrap(), added.3.unwrap()];
        assert_eq!(added.iter().filter(|added| **added).count(), 3);
        let listed = store.list_draft_photos(id).await.unwrap();
        assert_eq!(listed.len(), 3);
        assert_eq!((listed[0].width, listed[0].height, listed[0].draft, listed[0].case), (1600, 1200, Some(id), None));
        let first = listed[0].id;
        assert_eq!(store.find_photo(first).await.unwrap().as_ref(), listed.first());
        assert_eq!(store.find_photo_bytes(first, PhotoSize::Large).await.unwrap().unwrap(), b"large \0 bytes");
        assert_eq!(store.find_photo_bytes(first, PhotoSize::Small).await.unwrap().unwrap(), b"small");
        assert!(!store.drop_draft_photo(draft_id(9), first).await.unwrap());
        assert!(store.drop_draft_photo(id, first).await.unwrap());
        assert_eq!(store.find_photo(first).await.unwrap(), None);
        assert_eq!(store.find_photo_bytes(first, PhotoSize::Small).await.unwrap(), None);
        assert_eq!(store.list_draft_photos(id).await.unwrap().len(), 2);
    }

    async fn a_draft_goes_with_the_photos_that_are_still_its_own(store) {
        let case = bare_cases(&store, 1).await[0];
        let id = draft_id(1);
        store.save_draft(id, &MINE, None, &json!({}), now()).await.unwrap();
        for number in [1, 2] {
            assert!(store.add_photo(&photo(number, id), 8, now()).await.unwrap());
        }
        filed(&store, PhotoId::new(Uuid::from_u128(1)), case).await;
        assert!(store.delete_draft(id, &MINE).await.unwrap());
        assert_eq!(store.find_draft(id, &MINE).await.unwrap(), None);
        let on_case = store.list_case_photos(case).await.unwrap();
        assert_eq!(on_case.iter().map(|one| one.id.uuid().as_u128()).collect::<Vec<_>>(), [1]);
        assert_eq!(store.find_photo(PhotoId::new(Uuid::from_u128(2))).await.unwrap(), None);
    }

    async fn drafts_nobody_goes_on_with_are_forgotten(store) {
        store.save_draft(draft_id(1), &MINE, None, &json!({}), now()).await.unwrap();
        assert!(store.add_photo(&photo(1, draft_id(1)), 8, now()).await.unwrap());
        store.save_draft(draft_id(2), &MINE, None, &json!({}), now().plus_days(1)).await.unwrap();
        assert_eq!(store.delete_old_drafts(now(), now()).await.unwrap(), 0);
        assert_eq!(store.delete_old_drafts(now().plus_seconds(1), now()).await.unwrap(), 1);
        assert_eq!(store.find_draft(draft_id(1), &MINE).await.unwrap(), None);
        assert_eq!(store.find_photo(PhotoId::new(Uuid::from_u128(1))).await.unwrap(), None);
        assert!(store.find_draft(draft_id(2), &MINE).await.unwrap().is_some());
    }
}

/// What filing does with a photo.
async fn filed(store: &store::Store, photo: PhotoId, case: domain::id::CaseId) {
    const FILE: &str = "UPDATE photos SET case_id = $2, draft = NULL WHERE id = $1";
    let mut writer = store.writer().await.unwrap();
    match writer.conn() {
        store::Conn::Sqlite(conn) => sqlx::query(FILE)
            .bind(photo.uuid())
            .bind(case.uuid())
            .execute(conn)
            .await
            .map(drop),
        store::Conn::Postgres(conn) => sqlx::query(FILE)
            .bind(photo.uuid())
            .bind(case.uuid())
            .execute(conn)
            .await
            .map(drop),
    }
    .unwrap();
    writer.commit().await.unwrap();
}
