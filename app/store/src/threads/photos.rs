//! Photos that go with a post: they wait in a draft of who writes it, and belong to the
//! post from the transaction on that writes it. Who may look at one is the post's matter.

use domain::id::{PersonId, PhotoId, ThreadId};
use domain::reference::Reference;
use domain::text::Sentence;
use domain::thread::Refused;
use domain::thread::post::check_photos;
use serde::Deserialize;

use super::ThreadError;
use super::find::shown;
use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::statements::sql;
use crate::{Conn, Writer};

sql! {
    // Only what waits, and only for who sent it; one of two forms gets it.
    TAKE_PHOTO = "UPDATE photos SET draft = NULL
        WHERE id = $1 AND person = $2 AND draft IS NOT NULL AND removed_at IS NULL";
    ADD_POST_PHOTO = "INSERT INTO post_photos (thread, post, place, photo, shows) VALUES ($1, $2, $3, $4, $5)";
    FIND_POST_OF_PHOTO = concat!("SELECT t.reference, f.post
        FROM post_photos f
        JOIN threads t ON t.id = f.thread
        WHERE f.photo = $1 AND ", shown!());
}

/// A photo of a post.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PostPhoto {
    /// Which.
    pub photo: PhotoId,
    /// What it shows, in the words of who wrote the post.
    pub shows: Option<String>,
}

/// Photos that wait for a post.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewPhotos {
    /// Which, in order.
    pub photos: Vec<PhotoId>,
    /// What they show.
    pub shows: Option<Sentence>,
}

impl Conn<'_> {
    /// The thread and the number of the post that a photo goes with; none in a thread that
    /// nobody is shown.
    pub async fn find_post_of_photo(
        &mut self,
        photo: PhotoId,
    ) -> Result<Option<(Reference, i64)>, StoreError> {
        let row: Option<(i64, i64)> = on!(self, |conn| sqlx::query_as(FIND_POST_OF_PHOTO)
            .bind(photo.uuid())
            .fetch_optional(conn)
            .await)
        .during("find the post of a photo")?;
        Ok(row.and_then(|(number, post)| Some((Reference::from_number(number)?, post))))
    }
}

impl Writer {
    /// Gives the photos that wait to the post that was just written.
    pub(super) async fn add_post_photos(
        &mut self,
        (thread, post): (ThreadId, i64),
        new: &NewPhotos,
        author: PersonId,
    ) -> Result<(), ThreadError> {
        check_photos(new.photos.len())?;
        for (place, photo) in (1_i64..).zip(&new.photos) {
            let taken = on!(self, |conn| sqlx::query(TAKE_PHOTO)
                .bind(photo.uuid())
                .bind(author.uuid())
                .execute(conn)
                .await
                .map(|done| done.rows_affected()))
            .during("take a photo out of its draft")?;
            if taken == 0 {
                return Err(Refused::PhotoGone.into());
            }
            on!(self, |conn| sqlx::query(ADD_POST_PHOTO)
                .bind(thread.uuid())
                .bind(post)
                .bind(place)
                .bind(photo.uuid())
                .bind(new.shows.as_ref().map(Sentence::as_str))
                .execute(conn)
                .await
                .map(drop))
            .during("add a photo to a post")?;
        }
        Ok(())
    }
}

reads! {
    find_post_of_photo(photo: PhotoId) -> Option<(Reference, i64)>;
}
