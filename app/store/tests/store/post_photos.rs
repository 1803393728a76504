//! Photos of posts: one goes with one post, however many forms want it at once.

use domain::id::{DraftId, PersonId, PhotoId};
use domain::person::Actor;
use domain::text::{Sentence, Words};
use domain::thread::{Refused, Thread};
use serde_json::json;
use store::on_each_engine;
use store::photos::NewPhoto;
use store::threads::{NewPhotos, NewPost, ThreadError};
use uuid::Uuid;

use crate::fixtures::now;
use crate::threads::Scene;

fn id(actor: &Actor) -> PersonId {
    actor.person().unwrap().id
}

/// So many photos that wait for a post of this person.
async fn waiting(scene: &Scene, actor: &Actor, count: u128) -> Vec<PhotoId> {
    let draft = DraftId::new(Uuid::from_u128(700));
    let (person, fields) = (Some(id(actor)), json!({}));
    let saved = scene
        .store
        .save_draft(draft, &[7; 32], person, &fields, now())
        .await;
    assert!(saved.unwrap());
    let mut all = Vec::new();
    for number in 0..count {
        let photo = NewPhoto {
            id: PhotoId::new(Uuid::from_u128(800 + number)),
            draft,
            person,
            width: 1600,
            height: 1200,
            sha256: &[7; 32],
            large: b"large",
            small: b"small",
        };
        assert!(scene.store.add_photo(&photo, 8, now()).await.unwrap());
        all.push(photo.id);
    }
    all
}

async fn say(
    scene: &Scene,
    thread: &Thread,
    actor: &Actor,
    photos: &[PhotoId],
) -> Result<i64, ThreadError> {
    let new = NewPost {
        words: Words::parse("Look.").unwrap(),
        html: "<p>Look.</p>".to_owned(),
        answers: None,
        photos: NewPhotos {
            photos: photos.to_vec(),
            shows: Some(Sentence::parse("Water.").unwrap()),
        },
    };
    let posted = scene
        .store
        .write_post(thread.reference, &new, actor, None, now())
        .await;
    posted.map(|posted| posted.number)
}

on_each_engine! {
    async fn a_photo_goes_with_one_post_however_many_want_it_at_once(store) {
        let scene = Scene::set(store, 2).await;
        let thread = scene.open("").await.unwrap().thread;
        let (me, other) = (&scene.neighbours[0], &scene.neighbours[1]);
        let photos = waiting(&scene, me, 2).await;
        let (one, two, three) = tokio::join!(
            say(&scene, &thread, me, &photos),
            say(&scene, &thread, me, &photos),
            say(&scene, &thread, other, &photos[1..]),
        );
        let outcomes = [one, two];
        assert_eq!(outcomes.iter().filter(|one| one.is_ok()).count(), 1, "{outcomes:?}");
        assert!(matches!(three, Err(ThreadError::Refused(Refused::PhotoGone))), "somebody else's: {three:?}");
        let posts = scene.store.list_posts(thread.id, (0, 0), 9).await.unwrap();
        assert_eq!(posts.len(), 1, "what is refused leaves no post");
        let kept: Vec<PhotoId> = posts[0].photos.iter().map(|one| one.photo).collect();
        assert_eq!(kept, photos, "in order");
        assert_eq!(posts[0].photos[0].shows.as_deref(), Some("Water."));
        let found = scene.store.find_post_of_photo(photos[0]).await.unwrap();
        assert_eq!(found, Some((thread.reference, 1)));
        // Draft and all, what is given up later takes nothing from the post.
        scene.store.delete_draft(DraftId::new(Uuid::from_u128(700)), &[7; 32]).await.unwrap();
        assert_eq!(scene.store.find_post(thread.id, 1).await.unwrap().unwrap().photos.len(), 2);
    }

    async fn a_fifth_photo_is_refused_with_its_post(store) {
        let scene = Scene::set(store, 1).await;
        let thread = scene.open("").await.unwrap().thread;
        let me = &scene.neighbours[0];
        let photos = waiting(&scene, me, 5).await;
        let many = say(&scene, &thread, me, &photos).await;
        assert!(matches!(many, Err(ThreadError::Refused(Refused::PhotosMany))), "{many:?}");
        assert_eq!(say(&scene, &thread, me, &photos[..4]).await.unwrap(), 1);
    }
}
