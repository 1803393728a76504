//! The pictures of the demo: drawn by `scene`, and taken in and kept exactly as
//! a photo that a resident sends.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use anyhow::Context as _;
use domain::id::{DraftId, PersonId, PhotoId};
use domain::instant::Instant;
use pages::photos::{MOST, Photo, Photos};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use store::Store;
use store::ids::Ids;
use store::photos::NewPhoto;
use tokio::task::JoinSet;

use super::scene;
use super::script::{Deed, Story};

/// Pictures drawn at a time.
const AT_ONCE: usize = 2;

/// Pictures by the name of their scene.
#[derive(Clone, Debug, Default)]
pub struct Album(Arc<HashMap<String, Photo>>);

impl Album {
    /// Draws every scene that occurs in `stories`, several at a time.
    ///
    /// # Errors
    /// When a scene is unknown or a picture is not taken.
    pub async fn of(stories: &[Story], photos: &Photos) -> anyhow::Result<Self> {
        let mut scenes = BTreeSet::new();
        for story in stories {
            scenes.extend(story.photos.iter().cloned());
            scenes.extend(story.acts.iter().filter_map(|act| match &act.deed {
                Deed::Done(_, scene) => scene.clone(),
                _ => None,
            }));
        }
        let mut work = JoinSet::new();
        let mut album = HashMap::new();
        for name in scenes {
            // Never more at a time than are taken in, so that none waits too long.
            if work.len() >= AT_ONCE
                && let Some(drawn) = work.join_next().await
            {
                album.extend([drawn??]);
            }
            work.spawn(drawn(name, photos.clone()));
        }
        while let Some(drawn) = work.join_next().await {
            album.extend([drawn??]);
        }
        Ok(Self(Arc::new(album)))
    }

    /// Stages a picture in a draft, as the report form does.
    ///
    /// # Errors
    /// When there is no such picture, or the database fails.
    pub async fn keep(
        &self,
        name: &str,
        store: &Store,
        ids: &Ids,
        person: Option<PersonId>,
        now: Instant,
    ) -> anyhow::Result<PhotoId> {
        let photo = self
            .0
            .get(name)
            .with_context(|| format!("no picture {name:?}"))?;
        let draft = DraftId::new(ids.uuid());
        let browser = Sha256::digest(draft.to_string()).into();
        let id = PhotoId::new(ids.uuid());
        store
            .save_draft(draft, &browser, person, &json!({}), now)
            .await?;
        let new = NewPhoto {
            id,
            draft,
            person,
            width: photo.width,
            height: photo.height,
            sha256: &photo.sha256,
            large: &photo.large,
            small: &photo.small,
        };
        store.add_photo(&new, MOST, now).await?;
        Ok(id)
    }
}

async fn drawn(name: String, photos: Photos) -> anyhow::Result<(String, Photo)> {
    let scene = name.clone();
    let file = tokio::task::spawn_blocking(move || scene::draw(&scene)).await??;
    let photo = photos.take(file, 0).await;
    let photo = photo.with_context(|| format!("the scene {name}"))?;
    Ok((name, photo))
}
