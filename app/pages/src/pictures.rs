//! `/photos/{id}/{size}`: the photos of cases and posts, each for who may see it there.
//!
//! A photo that was removed from public view is gone for everybody but its
//! author and the moderators, and so is its address; so is one of a post that is out of
//! sight. One that still waits is there for who sent it.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use domain::id::PhotoId;
use domain::permission::visible_parts;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, StatusCode};
use store::Conn;
use store::photos::PhotoSize;

use crate::app::App;
use crate::errors::PageError;
use crate::threads::sees_post;
use crate::visitor::Visitor;

/// A picture is a picture, whatever bytes somebody managed to hide in it.
const NOTHING_RUNS: &str = "default-src 'none'; sandbox";
/// Asked for anew each time, because it can be removed.
const ASK_AGAIN: &str = "private, no-cache";

/// The routes of this area.
pub fn routes() -> Router<App> {
    Router::new().route("/photos/{id}/{size}", get(show))
}

async fn show(
    State(app): State<App>,
    Path((id, size)): Path<(String, String)>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let id = PhotoId::new(id.parse().map_err(|_| PageError::NotFound)?);
    let size = PhotoSize::from_code(&size).ok_or(PageError::NotFound)?;
    if !is_visible(&app, &visitor, id).await? {
        return Err(PageError::NotFound);
    }
    // The pixels behind an id never change.
    let tag = format!("\"{id}-{}\"", size.code());
    let known = headers
        .get(IF_NONE_MATCH)
        .is_some_and(|sent| sent.as_bytes() == tag.as_bytes());
    let common = [(CACHE_CONTROL, ASK_AGAIN.to_owned()), (ETAG, tag)];
    if known {
        return Ok((StatusCode::NOT_MODIFIED, common).into_response());
    }
    let bytes = app
        .store
        .find_photo_bytes(id, size)
        .await?
        .ok_or(PageError::NotFound)?;
    let kind = [
        (CONTENT_TYPE, "image/jpeg"),
        (CONTENT_SECURITY_POLICY, NOTHING_RUNS),
    ];
    Ok((kind, common, bytes).into_response())
}

/// Whether the photo belongs to a case or a post and this visitor may see it there, or
/// waits in a draft of theirs.
async fn is_visible(app: &App, visitor: &Visitor, id: PhotoId) -> Result<bool, PageError> {
    let mut snapshot = app.store.snapshot().await?;
    let mut conn = snapshot.conn();
    let Some(photo) = conn.find_photo(id).await? else {
        return Ok(false);
    };
    if photo.draft.is_some() {
        let own = visitor.person().map(|person| person.id);
        return Ok(own.is_some() && own == photo.person);
    }
    let Some(case) = photo.case else {
        return is_seen_in_thread(&mut conn, visitor, id).await;
    };
    let Some(case) = conn.find_case_by_id(case).await? else {
        return Ok(false);
    };
    let parts = visible_parts(&visitor.actor, &case);
    Ok(parts.is_ok_and(|parts| parts.photos.iter().any(|one| one.photo == id)))
}

/// Whether it goes with a post that this visitor sees.
async fn is_seen_in_thread(
    conn: &mut Conn<'_>,
    visitor: &Visitor,
    id: PhotoId,
) -> Result<bool, PageError> {
    let Some((thread, number)) = conn.find_post_of_photo(id).await? else {
        return Ok(false);
    };
    let Some(thread) = conn.find_thread(thread).await? else {
        return Ok(false);
    };
    let post = conn.find_post(thread.id, number).await?;
    Ok(post.is_some_and(|post| sees_post(visitor, &thread, &post)))
}
