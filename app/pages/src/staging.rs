//! Photos that wait on the server until the form they came with is in order, so that a
//! mistake in its words loses none.

use domain::id::{DraftId, PersonId, PhotoId};
use domain::instant::Instant;
use store::photos::NewPhoto;
use uuid::Uuid;

use crate::app::App;
use crate::errors::PageError;
use crate::photos::PhotoRefused;

pub(crate) mod form;

/// A draft that holds nothing but photos, of one person for one purpose.
pub(crate) struct Staging {
    person: PersonId,
    /// Under which the draft is found again; nobody else can make it.
    key: [u8; 32],
    most: usize,
}

impl Staging {
    /// For `about`, at most `most` photos.
    pub(crate) fn new(
        app: &App,
        purpose: &str,
        person: PersonId,
        about: Uuid,
        most: usize,
    ) -> Self {
        let parts = [person.uuid(), about];
        let key = app
            .secret
            .keyed_hash(purpose, &[parts[0].as_bytes(), parts[1].as_bytes()]);
        Self { person, key, most }
    }

    async fn draft(&self, app: &App) -> Result<Option<DraftId>, PageError> {
        let draft = app.store.find_latest_draft(&self.key).await?;
        Ok(draft.map(|draft| draft.id))
    }

    /// The photos that wait, in the order in which they came.
    pub(crate) async fn kept(&self, app: &App) -> Result<Vec<PhotoId>, PageError> {
        let Some(draft) = self.draft(app).await? else {
            return Ok(Vec::new());
        };
        let photos = app.store.list_draft_photos(draft).await?;
        Ok(photos.into_iter().map(|photo| photo.id).collect())
    }

    /// Takes one photo in; `already` are those that wait.
    pub(crate) async fn take(
        &self,
        app: &App,
        bytes: Vec<u8>,
        already: usize,
        now: Instant,
    ) -> Result<Result<PhotoId, PhotoRefused>, PageError> {
        if already >= self.most {
            return Ok(Err(PhotoRefused::TooMany));
        }
        let photo = match app.photos.take(bytes, already).await {
            Ok(photo) => photo,
            Err(refused) => return Ok(Err(refused)),
        };
        let draft = if let Some(draft) = self.draft(app).await? {
            draft
        } else {
            let id = DraftId::new(app.ids.uuid());
            let fields = serde_json::Value::Object(serde_json::Map::new());
            app.store
                .save_draft(id, &self.key, Some(self.person), &fields, now)
                .await?;
            id
        };
        let id = PhotoId::new(app.ids.uuid());
        let new = NewPhoto {
            id,
            draft,
            person: Some(self.person),
            width: photo.width,
            height: photo.height,
            sha256: &photo.sha256,
            large: &photo.large,
            small: &photo.small,
        };
        let added = app.store.add_photo(&new, self.most, now).await?;
        Ok(if added {
            Ok(id)
        } else {
            Err(PhotoRefused::TooMany)
        })
    }

    /// Lets one go that waits.
    pub(crate) async fn let_go(&self, app: &App, photo: PhotoId) -> Result<(), PageError> {
        if let Some(draft) = self.draft(app).await? {
            app.store.drop_draft_photo(draft, photo).await?;
        }
        Ok(())
    }

    /// Forgets the draft, with what still waits in it.
    pub(crate) async fn forget(&self, app: &App) -> Result<(), PageError> {
        if let Some(draft) = self.draft(app).await? {
            app.store.delete_draft(draft, &self.key).await?;
        }
        Ok(())
    }
}
