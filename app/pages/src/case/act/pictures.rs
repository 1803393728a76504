//! Photos of what was done: kept in a draft of the member and the case until
//! the report is sent, so that a mistake in its words loses none.

use domain::case::Case;
use domain::id::{DraftId, PhotoId};
use domain::instant::Instant;
use domain::person::Person;
use store::photos::NewPhoto;

use crate::app::App;
use crate::case::command::Reading;
use crate::errors::PageError;
use crate::photos::MOST;
use crate::text::photos as words;

/// The key under which the draft is found again; nobody else can make it.
fn key(app: &App, person: &Person, case: &Case) -> [u8; 32] {
    let (person, case) = (person.id.uuid(), case.id.uuid());
    app.secret
        .keyed_hash("report photos", &[person.as_bytes(), case.as_bytes()])
}

async fn draft(app: &App, person: &Person, case: &Case) -> Result<Option<DraftId>, PageError> {
    let key = key(app, person, case);
    let draft = app.store.find_latest_draft(&key).await?;
    Ok(draft.map(|draft| draft.id))
}

/// The photos that wait for the report.
pub(super) async fn kept(
    app: &App,
    person: &Person,
    case: &Case,
) -> Result<Vec<PhotoId>, PageError> {
    let Some(draft) = draft(app, person, case).await? else {
        return Ok(Vec::new());
    };
    let photos = app.store.list_draft_photos(draft).await?;
    Ok(photos.into_iter().map(|photo| photo.id).collect())
}

/// Takes in the photos that came with the form, and says what is wrong with
/// the others. Gives all that wait.
pub(super) async fn take(
    app: &App,
    person: &Person,
    case: &Case,
    files: Vec<Vec<u8>>,
    reading: &mut Reading<'_>,
    now: Instant,
) -> Result<Vec<PhotoId>, PageError> {
    let mut all = kept(app, person, case).await?;
    if files.is_empty() {
        return Ok(all);
    }
    let draft = if let Some(draft) = draft(app, person, case).await? {
        draft
    } else {
        let id = DraftId::new(app.ids.uuid());
        let key = key(app, person, case);
        let fields = serde_json::Value::Object(serde_json::Map::new());
        app.store
            .save_draft(id, &key, Some(person.id), &fields, now)
            .await?;
        id
    };
    for file in files {
        let photo = match app.photos.take(file, all.len()).await {
            Ok(photo) => photo,
            Err(refused) => {
                let text = words::find(reading.lang, refused.code()).unwrap_or_default();
                reading.problems.push("photo", text);
                continue;
            }
        };
        let id = PhotoId::new(app.ids.uuid());
        let new = NewPhoto {
            id,
            draft,
            person: Some(person.id),
            width: photo.width,
            height: photo.height,
            sha256: &photo.sha256,
            large: &photo.large,
            small: &photo.small,
        };
        if app.store.add_photo(&new, MOST, now).await? {
            all.push(id);
        }
    }
    Ok(all)
}

/// Forgets the draft once its photos belong to the case.
pub(super) async fn forget(app: &App, person: &Person, case: &Case) -> Result<(), PageError> {
    if let Some(draft) = draft(app, person, case).await? {
        app.store
            .delete_draft(draft, &key(app, person, case))
            .await?;
    }
    Ok(())
}
