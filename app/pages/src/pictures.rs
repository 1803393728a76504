//! `/photos/{id}/{size}`: the photos of cases and posts, each for who may see it there.
//!
//! A photo that was removed from public view is gone for everybody but its
//! author and the moderators, and so is its address; so is one of a post that is out of
//! sight. One that still waits is there for who sent it.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{AppendHeaders, IntoResponse as _, Response};
use axum::routing::get;
use domain::id::PhotoId;
use domain::permission::visible_parts;
use domain::person::Actor;
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

/// By whose pages it may be shown: without it, by ours alone.
pub const SHOWN_BY: &str = "cross-origin-resource-policy";

/// Who sees a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    /// Not this visitor.
    Others,
    /// This visitor, and not everybody.
    Few,
    /// Everybody: its address goes out over Open311, for the pages of other sites.
    All,
}

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
    let seen = seen(&app, &visitor, id).await?;
    if seen == Seen::Others {
        return Err(PageError::NotFound);
    }
    let elsewhere = (seen == Seen::All).then_some([(SHOWN_BY, "cross-origin")]);
    let elsewhere = AppendHeaders(elsewhere.into_iter().flatten());
    // The pixels behind an id never change.
    let tag = format!("\"{id}-{}\"", size.code());
    let known = headers
        .get(IF_NONE_MATCH)
        .is_some_and(|sent| sent.as_bytes() == tag.as_bytes());
    let common = [(CACHE_CONTROL, ASK_AGAIN.to_owned()), (ETAG, tag)];
    if known {
        return Ok((StatusCode::NOT_MODIFIED, common, elsewhere).into_response());
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
    Ok((kind, common, elsewhere, bytes).into_response())
}

/// Who sees it: who may see the case or the post that it belongs to, or wrote the draft
/// in which it waits.
async fn seen(app: &App, visitor: &Visitor, id: PhotoId) -> Result<Seen, PageError> {
    let mine = |seen: bool| if seen { Seen::Few } else { Seen::Others };
    let mut snapshot = app.store.snapshot().await?;
    let mut conn = snapshot.conn();
    let Some(photo) = conn.find_photo(id).await? else {
        return Ok(Seen::Others);
    };
    if photo.draft.is_some() {
        let own = visitor.person().map(|person| person.id);
        return Ok(mine(own.is_some() && own == photo.person));
    }
    let Some(case) = photo.case else {
        let seen = is_seen_in_thread(&mut conn, visitor, id).await?;
        return Ok(mine(seen));
    };
    let Some(case) = conn.find_case_by_id(case).await? else {
        return Ok(Seen::Others);
    };
    let sees = |actor: &Actor| {
        let parts = visible_parts(actor, &case);
        parts.is_ok_and(|parts| parts.photos.iter().any(|one| one.photo == id))
    };
    Ok(if sees(&Actor::Visitor) {
        Seen::All
    } else {
        mine(sees(&visitor.actor))
    })
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
